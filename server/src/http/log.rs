//! One line in the log for each answer, under the request's id. No addresses, no query, no cookies: a
//! path with ids in it is the most that is kept.

use crate::clock::Stopwatch;
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use rand::Rng as _;
use tracing::Instrument as _;

/// The header that carries the id of a request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The layer. The id is always our own: a client's would let it write into our log.
pub async fn record(request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::rng().next_u64());
    let started = Stopwatch::start();
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let mut response = next.run(request).instrument(span.clone()).await;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), took_ms, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
