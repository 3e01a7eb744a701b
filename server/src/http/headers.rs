//! Security headers of every answer, and the nonce that lets our own inline scripts run.

use crate::{
    config::{Hsts, is_loopback_host},
    http::{public::Scripts, site, visitor, visitor::Visitor},
    instance::{Instance, RELOAD_PORT},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// So many of [`FIXED`] mean something on the parts of a page.
const OF_PARTS: usize = 2;

// The work diary may ask for the screen and for idleness; nothing else is ever asked for.
const PERMISSIONS: &str = "display-capture=(self), idle-detection=(self), accelerometer=(), autoplay=(), camera=(), \
    cross-origin-isolated=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(self), \
    screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The layer: a nonce for the request, headers for the answer.
pub async fn secure(State(instance): State<Instance>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let is_worker = request.uri().path() == site::WORKER;
    request.extensions_mut().insert(nonce.clone());
    let visitor = visitor(request.extensions()).clone();
    let personal =
        request.headers().contains_key(header::COOKIE) || request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    let scripts = response.extensions_mut().remove::<Scripts>();
    let headers = response.headers_mut();
    let is_part = is_part(headers) && !is_worker;
    for (name, value) in FIXED.into_iter().take(if is_part { OF_PARTS } else { FIXED.len() }) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // A route may have set a stricter policy of its own: files that people uploaded are sandboxed.
    if !is_part
        && !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(&nonce, scripts.as_ref(), &visitor))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Browsers would remember this for a machine's own name and break every other server on it.
    if visitor.https && !is_loopback_host(&visitor.host) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, remembered(instance.config.hsts));
    }
    if instance.config.sandbox {
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    }
    keep_private(headers, personal);
    response
}

/// For this host alone unless the settings say more: what else lies under its name may not speak https.
fn remembered(hsts: Hsts) -> HeaderValue {
    let below = if hsts.subdomains { "; includeSubDomains" } else { "" };
    HeaderValue::from_str(&format!("max-age={}{below}", hsts.seconds))
        .unwrap_or(HeaderValue::from_static("max-age=31536000"))
}

/// Whether this is a part of a page and never a page or a worker itself: what a document may do says nothing there, and a
/// first visit loads ten of them.
fn is_part(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    [&b"text/css"[..], b"font/", b"application/wasm", b"text/javascript", b"image/"]
        .iter()
        .any(|part| kind.starts_with(part))
}

// What was made for one person is stored nowhere; what anybody may see is asked for again each time,
// because its nonce is good once.
fn keep_private(headers: &mut HeaderMap, personal: bool) {
    if headers.contains_key(header::CACHE_CONTROL) {
        return;
    }
    let for_one = personal || headers.contains_key(header::SET_COOKIE);
    let value = if for_one { "no-store" } else { "private, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
}

// Scripts are ours by the nonce of this answer, or by their hashes on a page that many are given.
fn policy(nonce: &Nonce, scripts: Option<&Scripts>, visitor: &Visitor) -> String {
    let nonce = format!("'nonce-{nonce}'");
    let (scripts, styles) = scripts.map_or((nonce.as_str(), nonce.as_str()), |Scripts(hashes)| (hashes, ""));
    // Not every browser counts a socket of the same host as 'self'.
    let socket = match visitor.host.as_str() {
        "" => String::new(),
        host if visitor.https => format!(" wss://{host}"),
        host => format!(" ws://{host}"),
    };
    let watched = std::env::var_os("LEPTOS_WATCH").is_some();
    let reload =
        if watched { format!(" ws://127.0.0.1:{RELOAD_PORT} ws://localhost:{RELOAD_PORT}") } else { String::new() };
    let upgrade = if visitor.https { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'self'; script-src 'self' {scripts} 'wasm-unsafe-eval'; style-src 'self' {styles}; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{socket}{reload}; \
         worker-src 'self'; manifest-src 'self'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; \
         form-action 'self'{upgrade}"
    )
}
