//! Bodies have a largest size, and answers a longest time.

use crate::{http::plain, instance::Instance};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, header};

/// The layer for sizes. A body without a stated length is read here, up to the limit, so that no handler
/// meets a body that breaks off.
pub async fn enforce(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let limit = instance.config.body_limit;
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let stated = request.headers().get(header::CONTENT_LENGTH);
    match stated.map(|length| length.to_str().ok().and_then(|length| length.parse::<usize>().ok())) {
        Some(Some(length)) if length <= limit => next.run(request).await,
        Some(_) => too_large(&request, limit),
        None => {
            let (parts, body) = request.into_parts();
            match to_bytes(body, limit).await {
                Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
                Err(_) => too_large(&Request::from_parts(parts, Body::empty()), limit),
            }
        }
    }
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

/// The layer for time: a request that is not answered in time is given up.
pub async fn in_time(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let wants_page = plain::wants_page(&request);
    match tokio::time::timeout(instance.config.request_timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => plain::answer(
            wants_page,
            StatusCode::SERVICE_UNAVAILABLE,
            "general.slow",
            "This took too long",
            "The answer did not come in time. Look whether your change is there before you try again.",
        ),
    }
}
