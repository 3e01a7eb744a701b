//! One call of the API: who calls, when, and with which body. Everything a handler needs, and nothing of a browser.

use crate::{
    http::{
        limits,
        problem::{Failure, Problem},
        visitor,
    },
    instance::Instance,
};
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request},
    response::{IntoResponse, Response},
};
use domain::refusal::GeneralRefusal;
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::{Serialize, de::DeserializeOwned};
use store::{Context, Visitor};

/// What a handler answers.
pub type Answer = Result<Response, Failure>;

/// A call by somebody who showed a token.
#[derive(Debug)]
pub struct Call {
    /// Whose token it is, and when they call; with all that the store needs to know.
    pub context: Context,
    /// The address of this instance, for links in mails.
    pub site: store::Site,
    parts: Parts,
    body: Bytes,
}

/// A call by anybody; a token is read when one is shown.
#[derive(Debug)]
pub struct Visit {
    /// Whose token it is, if one was shown, and when they call.
    pub context: Context<Visitor>,
}

impl FromRequest<Instance> for Call {
    type Rejection = Failure;

    async fn from_request(request: Request, instance: &Instance) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let context = visit(instance, &parts).await?.signed_in().ok_or_else(no_token)?;
        // Layers outside have read and measured it; this is for requests that should have no body at all.
        let body = to_bytes(body, instance.config.body_limit).await.map_err(|_| unreadable_body())?;
        Ok(Self { context, site: store::Site::new(&instance.origin), parts, body })
    }
}

impl FromRequestParts<Instance> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, instance: &Instance) -> Result<Self, Failure> {
        Ok(Self { context: visit(instance, parts).await? })
    }
}

impl Call {
    /// The method of the request.
    pub(super) fn method(&self) -> &str {
        self.parts.method.as_str()
    }

    /// The path of the request.
    pub(super) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The body as it came.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    /// A header as text; `None` when it is missing.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).map(|value| value.to_str().unwrap_or_default())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// 415 for another content type, 400 for what is no JSON, 422 for JSON of another shape.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        read(self.header("content-type").unwrap_or_default(), &self.body)
    }

    /// The same, where a missing body stands for the default.
    ///
    /// # Errors
    /// As [`Call::input`].
    pub fn input_or_default<T: DeserializeOwned + Default>(&self) -> Result<T, Failure> {
        if self.body.is_empty() { Ok(T::default()) } else { self.input() }
    }

    /// The version that the caller has seen, from `If-Match: "7"`.
    ///
    /// # Errors
    /// 428 without the header, 412 for a tag that no version has.
    pub fn seen_version(&self) -> Result<i64, Failure> {
        let Some(tag) = self.header("if-match") else {
            let text =
                "Send If-Match with the ETag that you read, so that nobody's change is lost. Nothing was changed.";
            return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "version.missing", text).into());
        };
        let tag = tag.trim().trim_start_matches("W/").trim_matches('"');
        tag.parse().map_err(|_| GeneralRefusal::Stale.into())
    }
}

/// A body as JSON.
fn read<T: DeserializeOwned>(kind: &str, body: &[u8]) -> Result<T, Failure> {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        let text = "Send JSON with the header Content-Type: application/json. Nothing was changed.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "json.content_type", text).into());
    }
    // A list would be taken as the fields in their order, which is nobody's intention.
    if body.trim_ascii_start().first() != Some(&b'{') {
        serde_json::from_slice::<serde::de::IgnoredAny>(body).map_err(|error| bad_json(&error, "."))?;
        let text = "The body does not fit: it must be a JSON object. Nothing was changed.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "json.shape", text).into());
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let input = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| bad_json(error.inner(), &error.path().to_string()))?;
    reader.end().map_err(|error| bad_json(&error, "."))?;
    Ok(input)
}

/// The JSON of a request for which nobody has to show a token.
#[derive(Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Instance> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, instance: &Instance) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, instance.config.body_limit).await.map_err(|_| unreadable_body())?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        read(kind.unwrap_or_default(), &body).map(Self)
    }
}

/// Whose token the headers show, and when; nobody's without one.
async fn visit(instance: &Instance, parts: &Parts) -> Result<Context<Visitor>, Failure> {
    let stranger = instance.context(None);
    let Some(shown) = parts.headers.get(header::AUTHORIZATION) else { return Ok(stranger) };
    let token = shown
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let known = match token {
        Some((_, token)) => store::token::actor(&stranger, token.trim()).await?,
        None => None,
    };
    let text = "This token is unknown, was revoked or has ended. Nothing was changed. Make a new one in the settings.";
    let actor = known.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "token.unknown", text))?;
    let ip = visitor(&parts.extensions).ip;
    let taken = instance.limits.take_of_account(actor.account(), ip, &parts.method, parts.uri.path());
    taken.map_err(|wait| GeneralRefusal::TooMany { seconds: limits::seconds(wait) })?;
    Ok(stranger.by(Some(actor)))
}

fn no_token() -> Failure {
    let text = "Show a token: Authorization: Bearer gh_… (make one in the settings). Nothing was changed.";
    Problem::new(StatusCode::UNAUTHORIZED, "token.missing", text).into()
}

fn unreadable_body() -> Failure {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "body.unreadable",
        "The body of this request could not be read. Nothing was changed.",
    )
    .into()
}

/// `field` is the member that does not fit, or `.` for the whole body.
fn bad_json(error: &serde_json::Error, field: &str) -> Failure {
    let (status, code) = match error.classify() {
        serde_json::error::Category::Data => (StatusCode::UNPROCESSABLE_ENTITY, "json.shape"),
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof | serde_json::error::Category::Io => {
            (StatusCode::BAD_REQUEST, "json.unreadable")
        }
    };
    let problem = Problem::new(status, code, format!("The body does not fit: {error}. Nothing was changed."));
    at_field(problem, field, &error.to_string()).into()
}

fn at_field(problem: Problem, field: &str, detail: &str) -> Problem {
    if field == "." { problem } else { problem.on_field(field, detail) }
}

/// The ids in the path; text that is no id names nothing.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<Instance> for Id<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, instance: &Instance) -> Result<Self, Failure> {
        let path = Path::<T>::from_request_parts(parts, instance).await;
        path.map(|Path(id)| Self(id)).map_err(|_| GeneralRefusal::NotFound.into())
    }
}

/// The query of the address.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Instance> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Instance) -> Result<Self, Failure> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let asked = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        asked.map(Self).map_err(|error| {
            let (field, detail) = (error.path().to_string(), error.inner().to_string());
            let text = format!("The query does not fit: {detail}.");
            at_field(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "query.shape", text), &field, &detail).into()
        })
    }
}

/// 200 with JSON.
pub fn ok(body: impl Serialize) -> Answer {
    Ok((StatusCode::OK, axum::Json(body)).into_response())
}

/// 200 with JSON and its version as `ETag`.
pub fn ok_version(version: i64, body: impl Serialize) -> Answer {
    let mut response = (StatusCode::OK, axum::Json(body)).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// 204: it was done, and there is nothing to say.
pub fn done() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}
