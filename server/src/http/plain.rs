//! Refusals of the layers: a small page for a browser that asked for one, what a server function answers for a page that is
//! open, problem+json for everybody else.

use crate::http::problem::{AWAY, AWAY_SECONDS, Problem};
use app::{error::PageError, runtime::loader::RENDERED};
use axum::{
    Json,
    extract::Request,
    response::{Html, IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

/// What the caller reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A person, who asked for a page.
    Page,
    /// A page that is open, which shows a person what is wrong.
    OpenPage,
    /// A program.
    Problem,
}

impl Form {
    /// By the address and what is accepted.
    pub fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let is_of_pages =
            path.starts_with("/do/") || path.strip_prefix(RENDERED).is_some_and(|page| page.starts_with('/'));
        if !path.starts_with("/api/") && accepts(request.headers(), "text/html") {
            Self::Page
        } else if is_of_pages && accepts(request.headers(), "application/json") {
            Self::OpenPage
        } else {
            Self::Problem
        }
    }
}

/// Refuses a request before any feature has seen it.
pub fn refuse(request: &Request, status: StatusCode, code: &'static str, title: &str, text: &str) -> Response {
    answer(Form::of(request), status, code, title, text)
}

/// The same, when the request is gone already.
pub fn answer(form: Form, status: StatusCode, code: &str, title: &str, text: &str) -> Response {
    match form {
        Form::Page => (status, Html(page(title, text))).into_response(),
        Form::OpenPage => {
            let (code, sentence) = (code.to_owned(), text.to_owned());
            let refused = PageError::Refused { code, sentence, fields: Vec::new(), status: status.as_u16() };
            // A browser without scripts is sent back to the page of its form, which tells the same.
            (status, [(SERVER_FN_ERROR_HEADER, "refused")], Json(refused)).into_response()
        }
        Form::Problem => Problem::new(status, code, text).into_response(),
    }
}

/// What is answered while the database is out of reach: nothing is broken, so there is no ticket.
pub fn away(form: Form) -> Response {
    later(form, "general.away", "One moment, please", AWAY)
}

/// What is out of reach comes back, and may be asked for again then.
pub fn later(form: Form, code: &str, title: &str, text: &str) -> Response {
    let mut response = answer(form, StatusCode::SERVICE_UNAVAILABLE, code, title, text);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(AWAY_SECONDS));
    response
}

/// True when a person's browser asked for a page.
pub fn wants_page(request: &Request) -> bool {
    Form::of(request) == Form::Page
}

fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains(kind))
}

/// A page that needs neither style nor script, for moments when little else can be relied on.
pub fn page(title: &str, text: &str) -> String {
    let (title, text) = (escape(title), escape(text));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Guildhall</title></head>\
         <body><main><h1>{title}</h1><p>{text}</p><p><a href=\"/\">Go to the first page</a></p></main></body></html>"
    )
}

/// Text made safe inside HTML.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
