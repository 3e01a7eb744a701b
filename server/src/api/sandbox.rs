//! What only a sandbox has: the test clock, the mailbox, and paying without a page. Without `--sandbox` these routes do not exist.

use super::call::{Asked, Id, Sent};
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
use app::authorisation::{Row, Who::Anyone};
use axum::{
    Json,
    extract::State,
    response::{Html, IntoResponse, Response},
};
use domain::payment::{PaymentRefusal, SandboxMethod};
use domain::time::{Span, Timestamp};
use gateway::GatewayError;
use gateway::sandbox::{SandboxError, Step};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::page("GET /api/v1/sandbox/clock", Anyone),
    Row::page("POST /api/v1/sandbox/clock", Anyone),
    Row::page("GET /api/v1/sandbox/mailbox", Anyone),
    Row::page("POST /api/v1/sandbox/pay/{reference}", Anyone),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(read_clock, move_clock)).routes(routes!(mailbox)).routes(routes!(pay))
}

/// How far to move the clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// ISO 8601 duration of weeks, days, hours, minutes and seconds, such as `P14D`.
    #[serde(default)]
    #[schema(required)]
    advance: String,
}

/// What the clock says.
#[derive(Debug, Serialize, ToSchema)]
pub struct Time {
    /// The sandbox's time, RFC 3339.
    now: String,
    /// Seconds that it runs ahead of the real time.
    ahead_seconds: i64,
    /// Scheduled jobs and outbox messages that were handled on the way.
    handled: usize,
}

/// Whose mails are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// Only mails to this address; without it all are listed.
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
pub async fn move_clock(State(instance): State<Instance>, Sent(given): Sent<Move>) -> Result<Json<Time>, Failure> {
    let Some(span) = Span::parse_iso(&given.advance) else {
        let detail = "Give a duration of weeks, days, hours, minutes or seconds, such as P14D; at most ten years.";
        let problem =
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "sandbox.bad_duration", "The clock was not moved.");
        return Err(problem.on_field("advance", detail).into());
    };
    let handled = worker::run_due(&instance, span).await?;
    Ok(time(&instance, handled))
}

/// Lists the mails that this sandbox has sent, newest first.
#[utoipa::path(
    get, path = "/api/v1/sandbox/mailbox", tag = "sandbox", params(Whose),
    responses((status = 200, body = Vec<Delivered>))
)]
pub async fn mailbox(
    State(instance): State<Instance>,
    Asked(whose): Asked<Whose>,
) -> Result<Json<Vec<Delivered>>, Failure> {
    Ok(Json(list(&instance, &whose).await?))
}

/// What the person does on the gateway's page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    /// How the payment shall behave: `succeeds`, `declined`, `lacks_funds`, `needs_second_step`, `answers_late`,
    /// `answers_twice` or `times_out`.
    method: Option<String>,
    /// Instead of a method: `confirm` or `refuse` the second step, or `leave` without paying.
    press: Option<String>,
}

/// What the gateway's page did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stepped {
    /// `done` (its webhook follows), `second_step` (now press `confirm` or `refuse`) or `no_answer` (only a look-up tells).
    step: &'static str,
    /// Where the page sends the person back to.
    return_url: Option<String>,
}

/// Acts as the person on the sandbox gateway's page.
#[utoipa::path(
    post, path = "/api/v1/sandbox/pay/{reference}", tag = "sandbox", request_body = Pressed,
    responses((status = 200, body = Stepped))
)]
pub async fn pay(
    State(instance): State<Instance>,
    Id(reference): Id<String>,
    Sent(pressed): Sent<Pressed>,
) -> Result<Json<Stepped>, Failure> {
    let (sandbox, now) = (instance.sandbox.as_ref().ok_or(PaymentRefusal::Unknown)?, instance.clock.now());
    let step = match (pressed.press.as_deref(), pressed.method) {
        (Some("confirm"), None) => sandbox.second_step(&reference, true, now).await,
        (Some("refuse"), None) => sandbox.second_step(&reference, false, now).await,
        (Some("leave"), None) => sandbox.leave(&reference, now).await,
        (None, Some(method)) => {
            let method = SandboxMethod::parse(&method)?;
            sandbox.choose(&reference, method, now).await
        }
        (_, _) => {
            let text = "Give either a method, or press confirm, refuse or leave.";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "json.shape", text).into());
        }
    };
    match step {
        Ok(Step::SecondStep) => Ok(Json(Stepped { step: "second_step", return_url: None })),
        Ok(Step::Done { return_url, .. }) => Ok(Json(Stepped { step: "done", return_url: Some(return_url) })),
        Ok(Step::NoAnswer { return_url }) => Ok(Json(Stepped { step: "no_answer", return_url: Some(return_url) })),
        Err(SandboxError::Settled) => Err(PaymentRefusal::Settled.into()),
        Err(SandboxError::Gateway(GatewayError::Unknown)) => Err(PaymentRefusal::Unknown.into()),
        // The sandbox gateway lives in our database.
        Err(SandboxError::Gateway(GatewayError::Unreachable(why))) => Err(Problem::away(&why).into()),
        Err(SandboxError::Gateway(error @ GatewayError::OtherCharge)) => Err(Ticket::log(&error).problem().into()),
    }
}

/// `GET /sandbox/mailbox`: the same for people.
pub async fn mailbox_page(State(instance): State<Instance>, whose: Result<Asked<Whose>, Failure>) -> Response {
    let mails = async { list(&instance, &whose?.0).await };
    match mails.await {
        Ok(mails) => Html(page(&mails, &crate::payments::stylesheet(&instance.leptos))).into_response(),
        Err(failure) => failure.into_response(),
    }
}

async fn list(instance: &Instance, whose: &Whose) -> Result<Vec<Delivered>, Failure> {
    match &instance.mailer {
        Mailer::Mailbox(mailbox) => {
            mailbox.list(whose.to.as_deref()).await.map_err(|error| Ticket::log(&error).problem().into())
        }
        // What left by SMTP lies with somebody else.
        Mailer::Smtp(_) => Ok(Vec::new()),
    }
}

fn page(mails: &[Delivered], css: &str) -> String {
    let mut list = String::new();
    for mail in mails {
        let at = Timestamp::from_micros(mail.at);
        // Writing to a String cannot fail.
        let _ = write!(
            list,
            "<article class=\"card stack stack--2\" id=\"{}\"><h2 style=\"font-size:var(--text-lg)\">{}</h2>\
             <p class=\"small muted\">To {} · <time datetime=\"{}\">{}</time></p><p class=\"mail-text measure\">{}</p></article>",
            mail.id,
            escape(&mail.subject),
            escape(&mail.to),
            at.iso(),
            at.full(),
            with_links(&mail.text)
        );
    }
    if list.is_empty() {
        list.push_str("<p class=\"empty\">No mail yet.</p>");
    }
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>Mailbox of the sandbox · Guildhall</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"main\" id=\"main\">\
         <div class=\"wrap wrap--narrow stack\"><p><a href=\"/\">Guildhall</a></p>\
         <div class=\"page-head\"><div class=\"stack stack--2\"><h1>Mailbox of the sandbox</h1>\
         <p>Every mail that this sandbox would have sent, newest first. Nothing leaves it.</p></div></div>{list}\
         </div></main></body></html>",
        css = escape(css)
    )
}

// Addresses become links, everything else stays text.
fn with_links(text: &str) -> String {
    let word = |word: &str| {
        let safe = escape(word);
        let trimmed = word.trim_end();
        let linked = ["http://", "https://"].iter().any(|scheme| trimmed.starts_with(scheme));
        if linked {
            format!("<a href=\"{}\">{}</a>{}", escape(trimmed), escape(trimmed), &safe[escape(trimmed).len()..])
        } else {
            safe
        }
    };
    text.split_inclusive(char::is_whitespace).map(word).collect()
}
