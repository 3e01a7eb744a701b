//! What search engines and caches are told of the languages of a page.

use crate::{http::site::is_public, instance::Instance};
use app::i18n::language::LANGUAGES;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// The layer: pages depend on the language that a browser asks for, and public ones name their twins in the other
/// languages (`hreflang`, by header as <https://developers.google.com/search/docs/specialty/international/localized-versions>
/// describes) and the address that stands for all of them.
pub async fn name(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let public = (request.method().is_safe() && is_public(path)).then(|| path.to_owned());
    let mut response = next.run(request).await;
    let found = response.status() == StatusCode::OK;
    let headers = response.headers_mut();
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page {
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }
    if let Some(path) = public.filter(|_| is_page && found) {
        link(headers, &format!("{}{path}", instance.origin));
    }
    response
}

fn link(headers: &mut HeaderMap, address: &str) {
    let mut links = vec![
        format!("<{address}>; rel=\"canonical\""),
        format!("<{address}>; rel=\"alternate\"; hreflang=\"x-default\""),
    ];
    for language in LANGUAGES.iter().filter(|language| language.public) {
        let code = language.code;
        links.push(format!("<{address}?lang={code}>; rel=\"alternate\"; hreflang=\"{code}\""));
    }
    // An address that is no header value is none that anybody could have asked for.
    if let Ok(value) = HeaderValue::from_str(&links.join(", ")) {
        headers.append(header::LINK, value);
    }
}
