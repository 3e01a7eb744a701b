//! How often one may call: buckets that hold a minute's worth and refill evenly. Networks have generous ones, because a
//! classroom may share an address; an account has strict ones, and stricter ones for each network it comes from, so that
//! nobody who took over a session keeps its owner out. Files of the front end are not counted.

mod buckets;

pub use buckets::{CUSTOMER_BITS, Class, Limits, first, network, seconds};

use crate::{
    http::{plain, site, visitor},
    instance::Instance,
};
use app::session::SessionContext;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use buckets::classes;
use http::{HeaderValue, StatusCode, header};
use std::time::Duration;

/// Why a network is refused, if it is.
pub(super) fn refusal(instance: &Instance, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    let is_free = || path == "/healthz" || path == "/readyz" || site::is_file(instance, path);
    if request.method().is_safe() && is_free() {
        return None;
    }
    let ip = visitor(request.extensions()).ip;
    let mut classes = classes(request.method(), path).iter();
    let wait = classes.find_map(|class| instance.limits.take(*class, ip).err())?;
    Some(too_many(request, "your address", wait))
}

/// The layer for accounts, below the session.
pub async fn of_account(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let context = request.extensions().get::<SessionContext>();
    let account = context.and_then(|context| context.call.actor.as_ref()).map(domain::actor::Actor::account);
    let ip = visitor(request.extensions()).ip;
    let taken = account.map(|it| instance.limits.take_of_account(it, ip, request.method(), request.uri().path()));
    match taken {
        Some(Err(wait)) => too_many(&request, "your account", wait),
        Some(Ok(())) | None => next.run(request).await,
    }
}

fn too_many(request: &Request, whose: &str, wait: Duration) -> Response {
    let seconds = seconds(wait);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let mut response = plain::refuse(
        request,
        StatusCode::TOO_MANY_REQUESTS,
        "general.too_many",
        "That was too often",
        &format!(
            "Too many requests came from {whose} in a short time. Try again in {seconds} {unit}. Nothing was changed."
        ),
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
