//! Everything that may refuse a request before a feature sees it, in one layer: for each layer, axum copies all that stands
//! behind it with every request.

use crate::{
    http::{csrf, host, limits, size},
    instance::Instance,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

/// The layer: limits of the network, size of the body, cross-site requests, the host of a sandbox; then the time limit.
pub async fn enforce(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    if let Some(refusal) = limits::refusal(&instance, &request) {
        return refusal;
    }
    let mut request = match size::read(&instance, request).await {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    if let Some(refusal) = csrf::refusal(&mut request).or_else(|| host::refusal(&instance, &request)) {
        return refusal;
    }
    size::in_time(&instance, request, next).await
}
