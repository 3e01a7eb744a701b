//! Errors of the API as RFC 9457 asks for: problem+json with a stable type, for refusals and faults alike.

use crate::http::fault::Ticket;
use axum::response::{IntoResponse, Response};
use domain::refusal::{GeneralRefusal, Refusal};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use store::{Error, Fault, fault::Meaning, idempotency::Answer};
use utoipa::ToSchema;

/// When to ask again while the database is out of reach.
pub const AWAY_SECONDS: u32 = 5;
/// What is said then.
pub const AWAY: &str =
    "Our database is out of reach for a moment. Nothing was changed, and nothing is lost; try again in a few seconds.";
/// Says that an answer was given before, and nothing was done this time.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// One field of the request that cannot be taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    /// A sentence for people.
    pub detail: String,
}

/// Why a request was not carried out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `/problems/` and the stable code; there is a page about it at this address.
    #[serde(rename = "type")]
    pub kind: String,
    /// The stable code of the refusal.
    pub code: String,
    /// The status, in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A sentence for people: what happened, and what did not.
    pub detail: String,
    /// The fields it concerns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// For a fault of ours: its number in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    #[serde(skip)]
    retry_after_seconds: Option<u32>,
}

impl Problem {
    /// A problem without fields.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{code}"),
            code: code.to_owned(),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            ticket: None,
            retry_after_seconds: None,
        }
    }

    /// The same, laid on one field of the request.
    pub fn on_field(mut self, field: &str, detail: &str) -> Self {
        self.errors.push(FieldProblem { field: field.to_owned(), detail: detail.to_owned() });
        self
    }

    /// The same with the number of a fault.
    pub fn with_ticket(mut self, ticket: &Ticket) -> Self {
        self.ticket = Some(ticket.to_string());
        self
    }

    /// A refusal of the product.
    pub fn refused(refusal: &Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        let fields = refusal
            .fields()
            .iter()
            .map(|bad| FieldProblem { field: member(&bad.field), detail: bad.sentence.to_string() });
        let is_too_many = refusal.code() == GeneralRefusal::TooMany { seconds: 0 }.code();
        let retry_after_seconds = is_too_many.then(|| refusal.sentence().number("seconds")).flatten();
        Self { errors: fields.collect(), retry_after_seconds, ..Self::new(status, refusal.code(), refusal.to_string()) }
    }

    /// Something that comes back does not answer, for a reason that is for the log.
    pub fn away(why: &str) -> Self {
        tracing::warn!(%why, "out of reach");
        Self {
            retry_after_seconds: Some(AWAY_SECONDS),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "general.away", AWAY)
        }
    }

    fn fault(fault: &Fault) -> Self {
        let later = |seconds, code, text: &str| Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code, text)
        };
        match fault.meaning() {
            Meaning::Busy => later(
                1,
                "general.busy",
                "Many people are changing this right now. Nothing was done; try again in a moment.",
            ),
            Meaning::Away => later(AWAY_SECONDS, "general.away", AWAY),
            Meaning::Unknown => {
                tracing::warn!(%fault, "nobody knows whether a command was carried out");
                let text = "The database went away before it had confirmed this, so it may have been done or not. Send the same request \
                     again under the same Idempotency-Key, or look first.";
                later(AWAY_SECONDS, "general.unconfirmed", text)
            }
            Meaning::Broken => Ticket::log(fault).problem(),
        }
    }
}

/// The JSON member of a form's field: `milestones[0].due` of `milestones[0][due]`.
fn member(field: &str) -> String {
    let mut parts = field.split('[');
    let mut member = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.trim_end_matches(']');
        let is_place = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        member.push_str(&if is_place { format!("[{name}]") } else { format!(".{name}") });
    }
    member
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // RFC 6750: what to show, or what the token that was shown lacks.
        let challenge = match self.code.as_str() {
            "token.unknown" => Some("Bearer error=\"invalid_token\""),
            "general.scope" => Some("Bearer error=\"insufficient_scope\""),
            _other => (status == StatusCode::UNAUTHORIZED).then_some("Bearer"),
        };
        if let Some(challenge) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// What an API route answers when a command did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// A refusal or a fault.
    Problem(Box<Problem>),
    /// The answer that the same request got before.
    Replay(Answer),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(Box::new(problem))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Problem::refused(&refusal).into()
    }
}

macro_rules! refusals_are_failures {
    ($($refusal:ty),* $(,)?) => { $(
        impl From<$refusal> for Failure {
            fn from(refusal: $refusal) -> Self {
                Refusal::from(refusal).into()
            }
        }
    )* };
}
refusals_are_failures!(domain::refusal::FieldRefusal);
domain::with_all_refusals!(refusals_are_failures);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Replay(answer) => Failure::Replay(answer),
            Error::Fault(fault) => Problem::fault(&fault).into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Failure::Problem(problem) => problem.into_response(),
            Failure::Replay(answer) => {
                let mut response = kept(answer);
                response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
                response
            }
        }
    }
}

/// An answer to a request under a key, as the database keeps it: JSON, or nothing at all.
pub fn kept(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    if status == StatusCode::NO_CONTENT {
        response.headers_mut().remove(header::CONTENT_TYPE);
    } else {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response
}
