//! Commands of pages are carried out once. A form names its attempt, by a header where a script sends it and by a field
//! where the browser does; when the answer was lost and the same attempt comes again, nothing happens a second time.
//! The command keeps the name in its own transaction, as for programs (`server/src/api/once.rs`).

use super::problem::Problem;
use app::session::SessionContext;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode};
use store::idempotency::{Answer, IdempotencyKey};

/// The header of attempts that a script sends.
const HEADER: &str = "idempotency-key";
/// The field of attempts that the browser sends by itself.
const FIELD: &str = "attempt";

/// The layer below the session: the database that the command finds in its context knows the attempt.
pub async fn attach(mut request: Request, next: Next) -> Response {
    let account =
        request.extensions().get::<SessionContext>().and_then(|context| Some(context.call.actor.as_ref()?.account()));
    let Some(account) = account.filter(|_| is_command(&request)) else { return next.run(request).await };
    let (mut parts, body) = request.into_parts();
    // The layer of sizes has measured it before.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        let text = "The form could not be read. Nothing was changed.";
        return Problem::new(StatusCode::BAD_REQUEST, "body.unreadable", text).into_response();
    };
    if let Some(context) = parts.extensions.get_mut::<SessionContext>()
        && !has_password(&body)
        && let Some(name) = name_of(&parts.headers, &body)
        && let Some(key) = IdempotencyKey::of(account, &name, parts.uri.path(), &body, context.call.now)
    {
        context.call = context.call.keyed(key, answered);
    }
    request = Request::from_parts(parts, Body::from(body));
    next.run(request).await
}

fn is_command(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && path.starts_with("/do/") && !app::only_reads(path)
}

/// What is kept with a name is a quick hash of the form. Nobody may guess a password by it, so these forms have no name: to
/// set the same password again changes nothing, and a second token is shown, mailed and listed like the first.
fn has_password(body: &Bytes) -> bool {
    form_urlencoded::parse(body).any(|(name, _)| name.contains("password"))
}

/// What is kept of a command: the id of what it made. The page says the rest.
fn answered(made: Option<&str>) -> Result<Option<Answer>, serde_json::Error> {
    Ok(Some(Answer { status: StatusCode::OK.as_u16(), body: made.unwrap_or_default().to_owned() }))
}

/// The name of an attempt, where it has one.
fn name_of(headers: &HeaderMap, body: &Bytes) -> Option<String> {
    let named = headers.get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let field = || form_urlencoded::parse(body).find(|(name, _)| name == FIELD).map(|(_, value)| value.into_owned());
    named.or_else(field)
}
