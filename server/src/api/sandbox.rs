//! What only a sandbox has: the test clock and the mailbox. Without `--sandbox` these routes do not exist.

use crate::{
    http::{
        fault::Ticket,
        plain::escape,
        problem::{Failure, Problem},
    },
    instance::Instance,
    mail::{Mailer, mailbox::Delivered},
    worker,
};
use axum::{
    Json,
    extract::{Query, State, rejection::JsonRejection},
    response::{Html, IntoResponse, Response},
};
use domain::time::{Span, Timestamp};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::ToSchema;

/// How far to move the clock.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Move {
    /// ISO 8601 duration of weeks, days, hours, minutes and seconds, such as `P14D`.
    advance: String,
}

/// What the clock says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Time {
    /// The sandbox's time, RFC 3339.
    now: String,
    /// Seconds that it runs ahead of the real time.
    ahead_seconds: i64,
    /// Pieces of due work and letters that were handled on the way.
    handled: usize,
}

/// Whose mails.
#[derive(Debug, Deserialize)]
pub struct Whose {
    /// One address; without it all mails are listed.
    to: Option<String>,
}

fn time(instance: &Instance, handled: usize) -> Json<Time> {
    Json(Time { now: instance.clock.now().iso(), ahead_seconds: instance.clock.ahead().as_seconds(), handled })
}

/// Reads the test clock.
#[utoipa::path(get, path = "/api/v1/sandbox/clock", tag = "sandbox", responses((status = 200, body = Time)))]
pub async fn read_clock(State(instance): State<Instance>) -> Json<Time> {
    time(&instance, 0)
}

/// Moves the test clock forward and does everything that falls due on the way, in order.
#[utoipa::path(
    post, path = "/api/v1/sandbox/clock", tag = "sandbox", request_body = Move,
    responses((status = 200, body = Time), (status = 422, body = Problem))
)]
pub async fn move_clock(
    State(instance): State<Instance>,
    body: Result<Json<Move>, JsonRejection>,
) -> Result<Json<Time>, Failure> {
    let span = body.ok().and_then(|Json(given)| Span::parse_iso(&given.advance));
    let Some(span) = span else {
        let detail = "Give a duration of weeks, days, hours, minutes or seconds, such as P14D; at most ten years.";
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "sandbox.bad_duration", "The clock was not moved.");
        return Err(problem.on_field("advance", detail).into());
    };
    let handled = worker::run_due(&instance, span).await?;
    Ok(time(&instance, handled))
}

/// Lists the mails that this sandbox has sent, newest first.
#[utoipa::path(
    get, path = "/api/v1/sandbox/mailbox", tag = "sandbox", params(("to" = Option<String>, Query, description = "Only mails to this address")),
    responses((status = 200, body = Vec<Delivered>))
)]
pub async fn mailbox(State(instance): State<Instance>, Query(whose): Query<Whose>) -> Result<Json<Vec<Delivered>>, Failure> {
    Ok(Json(list(&instance, &whose).await?))
}

/// `GET /sandbox/mailbox`: the same for people.
pub async fn mailbox_page(State(instance): State<Instance>, Query(whose): Query<Whose>) -> Response {
    match list(&instance, &whose).await {
        Ok(mails) => Html(page(&mails)).into_response(),
        Err(failure) => failure.into_response(),
    }
}

async fn list(instance: &Instance, whose: &Whose) -> Result<Vec<Delivered>, Failure> {
    match &*instance.mailer {
        Mailer::Mailbox(mailbox) => {
            mailbox.list(whose.to.as_deref()).await.map_err(|error| Ticket::log(&error).problem().into())
        }
        // What left by SMTP lies with somebody else.
        Mailer::Smtp(_) => Ok(Vec::new()),
    }
}

fn page(mails: &[Delivered]) -> String {
    let mut list = String::new();
    for mail in mails {
        let at = Timestamp::from_micros(mail.at).full();
        // Writing to a String cannot fail.
        let _ = write!(
            list,
            "<article id=\"{}\"><h2>{}</h2><p>To {} · {at}</p><pre>{}</pre></article><hr>",
            mail.id,
            escape(&mail.subject),
            escape(&mail.to),
            with_links(&mail.text)
        );
    }
    if list.is_empty() {
        list.push_str("<p>No mail yet.</p>");
    }
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Mailbox of the sandbox · Guildhall</title></head><body><main>\
         <h1>Mailbox of the sandbox</h1><p>Every mail that this sandbox would have sent, newest first. Nothing leaves it.</p>{list}</main></body></html>"
    )
}

// Addresses become links, everything else stays text.
fn with_links(text: &str) -> String {
    let word = |word: &str| {
        let safe = escape(word);
        let trimmed = word.trim_end();
        let linked = ["http://", "https://"].iter().any(|scheme| trimmed.starts_with(scheme));
        if linked { format!("<a href=\"{}\">{}</a>{}", escape(trimmed), escape(trimmed), &safe[escape(trimmed).len()..]) } else { safe }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}
