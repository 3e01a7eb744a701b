//! Cookies of the account pages: the session, the mark of a device, and a new API token on its way to the page that shows it.

use crate::session::SessionContext;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue, request::Parts};
use domain::account::SESSION_ABSOLUTE;
use leptos::prelude::{use_context, with_context};
use leptos_axum::ResponseOptions;

/// Gives a cookie to the browser of this request, for so many seconds and for addresses below `path`.
pub fn give(context: &SessionContext, name: &str, value: &str, path: &str, seconds: i64) {
    // What the session cookie wants, the others get too: https only, where the instance has https.
    let secure = if context.cookie.starts_with("__Host-") { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let (Some(answer), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        answer.append_header(SET_COOKIE, cookie);
    }
}

/// The value of a cookie that came with this request.
pub fn taken(name: &str) -> Option<String> {
    with_context(|parts: &Parts| {
        let value = crate::runtime::form::returned::keep::cookie(&parts.headers, name);
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    })?
}

/// Signs the browser of this request in.
pub fn give_session(context: &SessionContext, token: &str) {
    give(context, context.cookie, token, "/", SESSION_ABSOLUTE.as_seconds());
}

/// The session token that came with this request.
pub fn session_token(context: &SessionContext) -> Option<String> {
    taken(context.cookie)
}

/// Only the functions that ask for a password read the mark: pages are the same with and without it.
const MARK_PATH: &str = "/do/account";

/// Marks the device of this request as one on which somebody was signed in.
pub fn give_mark(context: &SessionContext, mark: &str) {
    give(context, mark_name(context), mark, MARK_PATH, store::account::MARK_LIFE.as_seconds());
}

/// The mark of the device of this request.
pub fn mark(context: &SessionContext) -> Option<String> {
    taken(mark_name(context))
}

/// A `__Host-` cookie would have to go along with every request.
fn mark_name(context: &SessionContext) -> &'static str {
    if context.cookie.starts_with("__Host-") { "__Secure-guildhall-device" } else { "guildhall-device" }
}

/// Signs the browser of this request out. What it has cached goes; what it stores stays: messages that were not sent are
/// sealed there, what else one has kept is cleared by the page, and the worker keeps nobody's pages.
pub fn clear(context: &SessionContext) {
    give(context, context.cookie, "", "/", 0);
    if let Some(answer) = use_context::<ResponseOptions>() {
        answer.insert_header(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    }
}
