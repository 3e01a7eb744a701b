//! Public pages as strangers see them: rendered once and answered many times, as long as nothing is committed and for a
//! second at most. Everybody who is signed in gets a page of their own, and so does anyone who asks for a fresh one.
//!
//! A nonce is good for one answer, so a kept page has none: the policy of its answer names its scripts by their hashes
//! (<https://www.w3.org/TR/CSP3/#external-hash>). Only scripts that carried the nonce of their rendering are named.

mod pages;

pub use pages::{Pages, Scripts};

use crate::{
    http::{site, visitor},
    instance::Instance,
    session,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::nonce::Nonce;
use pages::Page;
use std::sync::Arc;

const COOKIE_BYTES_MAX: usize = 200;

/// The layer around everything that only pages need. A request without a session is a stranger's, so nobody has to look
/// for one.
pub async fn keep(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let Some(key) = key(&instance, &request) else { return next.run(request).await };
    let Some(nonce) = request.extensions().get::<Nonce>().cloned() else { return next.run(request).await };
    // Read before the page is rendered: what is committed meanwhile makes it old.
    let changes = instance.db.changes();
    if let Some(page) = instance.pages.find(&key, changes) {
        return page.answer(request.headers());
    }
    let asked = request.headers().clone();
    let (head, body) = next.run(request).await.into_parts();
    if head.status != StatusCode::OK || head.headers.contains_key(header::SET_COOKIE) {
        return Response::from_parts(head, body);
    }
    let html = match to_bytes(body, usize::MAX).await {
        Ok(html) => html,
        // The rendering broke off; so does the answer.
        Err(error) => {
            return Response::from_parts(head, Body::from_stream(futures_util::stream::iter([Err::<Bytes, _>(error)])));
        }
    };
    match Page::new(&html, &nonce, &head.headers).map(Arc::new) {
        Some(page) => {
            instance.pages.put(key, changes, Arc::clone(&page));
            page.answer(&asked)
        }
        None => Response::from_parts(head, Body::from(html)),
    }
}

/// Everything that a stranger's page depends on besides the data; none when it depends on more. A refused form is found by
/// a cookie, and the page that shows it ends that cookie, so it is not kept.
fn key(instance: &Instance, request: &Request) -> Option<String> {
    let (headers, address) = (request.headers(), request.uri().path_and_query()?);
    let fresh = headers.get(header::CACHE_CONTROL).is_some_and(|wish| wish.as_bytes().starts_with(b"no-"));
    let is_plain = request.method() == Method::GET && !fresh && site::is_public(address.path());
    if !is_plain || session::token(&instance.config, headers).is_some() {
        return None;
    }
    let cookies: Vec<&[u8]> = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes).collect();
    let cookies = String::from_utf8(cookies.join(&b"; "[..])).ok().filter(|all| all.len() <= COOKIE_BYTES_MAX)?;
    let language = session::language(headers, address.query().unwrap_or_default(), instance.config.sandbox);
    let visitor = visitor(request.extensions());
    // No line break can stand in any of them.
    Some(format!("{}\n{}\n{}\n{}\n{cookies}", visitor.host, visitor.https, language.code, address.as_str()))
}
