//! Bodies have a largest size, and answers a longest time.

use crate::{http::plain, instance::Instance};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, StatusCode, header};
use tokio::time::timeout;

/// So many fields has no form of ours: milestones are the longest list, and each has three.
const PAIRS_MAX: usize = 1_000;

/// The request with its whole body, or why it is refused. A body is read here, up to the limit and within the time limit, so
/// that no handler meets one that breaks off or never ends.
pub(super) async fn read(instance: &Instance, request: Request) -> Result<Request, Box<Response>> {
    let limit = instance.config.body_limit;
    if request.method().is_safe() {
        return Ok(request);
    }
    let stated = request.headers().get(header::CONTENT_LENGTH);
    let stated = stated.map(|length| length.to_str().ok().and_then(|length| length.parse::<usize>().ok()));
    if stated.is_some_and(|length| length.is_none_or(|length| length > limit)) {
        return Err(too_large(&request, limit).into());
    }
    let (parts, body) = request.into_parts();
    let body = timeout(instance.config.request_timeout, to_bytes(body, limit)).await;
    let request = |body| Request::from_parts(parts, body);
    match body {
        Ok(Ok(bytes)) => {
            let pairs = bytes.iter().filter(|byte| **byte == b'&').count() + 1;
            let request = request(Body::from(bytes));
            let is_too_much = pairs > PAIRS_MAX && is_form(&request);
            if is_too_much { Err(too_many_fields(&request).into()) } else { Ok(request) }
        }
        Ok(Err(_)) => Err(too_large(&request(Body::empty()), limit).into()),
        Err(_) => Err(too_slow(&request(Body::empty())).into()),
    }
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"application/x-www-form-urlencoded")
}

fn too_large(request: &Request, limit: usize) -> Response {
    plain::refuse(
        request,
        StatusCode::PAYLOAD_TOO_LARGE,
        "general.too_large",
        "That is too large",
        &format!("At most {} kB can be sent at once. Nothing was saved.", limit / 1024),
    )
}

fn too_many_fields(request: &Request) -> Response {
    plain::refuse(
        request,
        StatusCode::PAYLOAD_TOO_LARGE,
        "general.too_large",
        "That is too large",
        &format!("At most {PAIRS_MAX} fields can be sent at once. Nothing was saved."),
    )
}

fn too_slow(request: &Request) -> Response {
    plain::refuse(
        request,
        StatusCode::REQUEST_TIMEOUT,
        "general.slow",
        "This took too long",
        "What you sent did not arrive in time. Nothing was saved; please try again.",
    )
}

/// The answer. A request that is not answered in time is given up.
pub(super) async fn in_time(instance: &Instance, request: Request, next: Next) -> Response {
    let form = plain::Form::of(&request);
    match timeout(instance.config.request_timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => plain::answer(
            form,
            StatusCode::SERVICE_UNAVAILABLE,
            "general.slow",
            "This took too long",
            "The answer did not come in time. Look whether your change is there before you try again.",
        ),
    }
}
