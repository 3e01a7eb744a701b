//! No other site may act with a person's cookie. Every request that may change something must come from
//! our own pages: the browser says so in Sec-Fetch-Site, older ones in Origin. Programs authorise
//! themselves by token under paths that never see a cookie, so there is nothing to forge there.

use crate::http::{plain, visitor, visitor::Visitor};
use axum::{extract::Request, response::Response};
use http::{HeaderMap, StatusCode, header};

/// Paths that authorise by bearer token, by signature or by the token of a mailed link. Their requests
/// lose every cookie here, which is why they are exempt.
const COOKIELESS: [&str; 3] = ["/api/", "/gateway/", "/unsubscribe/"];

/// Why a request is refused, if it is. Takes the cookies of those that authorise in another way.
pub fn refusal(request: &mut Request) -> Option<Response> {
    if is_cookieless(request.uri().path()) {
        request.headers_mut().remove(header::COOKIE);
        return None;
    }
    if request.method().is_safe() || is_ours(request.headers(), visitor(request.extensions())) {
        return None;
    }
    Some(plain::refuse(
        request,
        StatusCode::FORBIDDEN,
        "csrf.other_site",
        "This request came from another site",
        "Your browser sent it from a page that is not ours, so nothing was done. Open the page here and try again.",
    ))
}

/// True for paths that never see a cookie.
pub fn is_cookieless(path: &str) -> bool {
    COOKIELESS.iter().any(|prefix| path.starts_with(prefix))
}

/// True when the browser vouches that the request comes from one of our own pages.
pub fn is_ours(headers: &HeaderMap, visitor: &Visitor) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match text("sec-fetch-site") {
        // `none`: typed or from a bookmark, so no page could have caused it.
        Some("same-origin" | "none") => true,
        // A sibling name (`same-site`) may belong to somebody else.
        Some(_) => false,
        None => text("origin").is_some_and(|origin| visitor.origins.iter().any(|ours| ours == origin)),
    }
}
