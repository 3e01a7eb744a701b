//! The middleware behind forms without scripts. It stands around every route:
//!
//! - A plain form post to `/do/…` is answered by 303: to the page the command names, else back to
//!   the page of the form. When the command refuses, the typed values and the error are kept in the
//!   database for that page, under a random secret in a cookie: any server can give them back.
//! - The next visit of that page finds them in its request, and the cookie ends.
//!
//! Server functions never see that the post was plain: the `Accept` header says JSON from here on,
//! so their own way of putting errors into the address stays unused.

use super::Flash;
use crate::error::PageError;
use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, LOCATION, REFERER, SET_COOKIE,
};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use std::sync::Arc;
use store::{Context, Visitor, refused_form};

const COOKIE_NAME: &str = "flash";
/// All that one form may keep: what is typed beyond that is lost, the largest fields first.
const TYPED_BYTES_MAX: usize = 128 * 1024;

/// Where refused forms are kept, and what of them.
#[derive(Clone)]
pub struct Kept {
    visit: Arc<dyn Fn() -> Context<Visitor> + Send + Sync>,
    network: fn(&Extensions) -> String,
    fields: &'static [&'static str],
    https: bool,
}

impl Kept {
    /// Keeps these fields in the database of such a `visit`. Reads from a request the network that it came from.
    pub fn new(
        visit: impl Fn() -> Context<Visitor> + Send + Sync + 'static,
        network: fn(&Extensions) -> String,
        fields: &'static [&'static str],
    ) -> Self {
        Self { visit: Arc::new(visit), network, fields, https: false }
    }

    /// On a site that people reach over https, browsers keep the cookie for https only.
    #[must_use]
    pub fn over_https(self, https: bool) -> Self {
        Self { https, ..self }
    }

    fn cookie(&self, secret: &str, seconds: i64) -> String {
        let secure = if self.https { "; Secure" } else { "" };
        format!("{COOKIE_NAME}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
    }

    /// Keeps a form; gives the cookie that finds it. A form that cannot be kept costs what was typed, and nothing else.
    async fn put(&self, network: &str, flash: &Flash) -> Option<HeaderValue> {
        let form = serde_json::to_string(flash).ok()?;
        match refused_form::keep(&(self.visit)(), network, &form).await {
            Ok(secret) => HeaderValue::from_str(&self.cookie(&secret, refused_form::KEPT_FOR.as_seconds())).ok(),
            Err(error) => {
                tracing::warn!(%error, "a refused form was not kept");
                None
            }
        }
    }

    async fn find(&self, secret: &str, page: &str) -> Option<Flash> {
        let found = refused_form::find(&(self.visit)(), secret).await;
        let form = found.inspect_err(|error| tracing::warn!(%error, "no refused form could be looked for")).ok()??;
        serde_json::from_str(&form).ok().filter(|flash: &Flash| flash.page == page)
    }
}

/// Wire it around all routes: `middleware::from_fn_with_state(Kept::new(…), keep_typed)`.
pub async fn keep_typed(State(kept): State<Kept>, request: Request, next: Next) -> Response {
    if is_plain_post(&request) {
        answer_plain_post(&kept, request, next).await
    } else if request.method() == Method::GET && accepts_html(request.headers()) {
        give_back(&kept, request, next).await
    } else {
        with_true_status(next.run(request).await).await
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    text(headers, &ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn is_plain_post(request: &Request) -> bool {
    request.method() == Method::POST
        && request.uri().path().starts_with("/do/")
        && accepts_html(request.headers())
        && text(request.headers(), &CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn answer_plain_post(kept: &Kept, request: Request, next: Next) -> Response {
    let page = page_of_form(request.uri(), request.headers());
    let path = request.uri().path().to_owned();
    let network = (kept.network)(request.extensions());
    let (mut parts, body) = request.into_parts();
    // How large it may be was decided before it came here.
    let Ok(form) = to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return after_success(response, &page);
    }
    let (mut parts, body) = response.into_parts();
    let error = PageError::de(to_bytes(body, usize::MAX).await.unwrap_or_default());
    if error == PageError::Repeated {
        return after_success(StatusCode::OK.into_response(), &page);
    }
    let target = if error == PageError::SignIn { crate::error::sign_in_address(&page) } else { page.clone() };
    let flash = Flash { path, page, typed: typed(&form, kept.fields), error };
    see_other(&mut parts.headers, &target);
    if let Some(cookie) = kept.put(&network, &flash).await {
        parts.headers.append(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, parts.headers).into_response()
}

fn after_success(response: Response, page: &str) -> Response {
    if !response.status().is_success() && !response.status().is_redirection() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let target = text(&parts.headers, &LOCATION).unwrap_or(page).to_owned();
    see_other(&mut parts.headers, &target);
    (StatusCode::SEE_OTHER, parts.headers).into_response()
}

fn see_other(headers: &mut HeaderMap, target: &str) {
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        headers.remove(name);
    }
    headers.remove(SERVER_FN_ERROR_HEADER);
    headers.remove(leptos::server_fn::redirect::REDIRECT_HEADER);
    headers.insert(LOCATION, HeaderValue::from_str(target).unwrap_or(HeaderValue::from_static("/")));
}

async fn give_back(kept: &Kept, mut request: Request, next: Next) -> Response {
    let page = request.uri().path_and_query().map_or("/", |page| page.as_str()).to_owned();
    let secret = cookie(request.headers(), COOKIE_NAME).filter(|secret| !secret.is_empty()).map(str::to_owned);
    let flash = match secret {
        Some(secret) => kept.find(&secret, &page).await,
        None => None,
    };
    let Some(flash) = flash else {
        return next.run(request).await;
    };
    request.extensions_mut().insert(flash);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(cookie) = HeaderValue::from_str(&kept.cookie("", 0)) {
        headers.append(SET_COOKIE, cookie);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A server function that answers with an error it made by hand has status 500; the error knows better. An attempt that
/// was carried out before is answered as the first time, with nothing in it: the page is read again.
async fn with_true_status(response: Response) -> Response {
    let may_be_wrong = matches!(response.status(), StatusCode::INTERNAL_SERVER_ERROR | StatusCode::OK);
    if !may_be_wrong || !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let error = PageError::de(body.clone());
    if error == PageError::Repeated {
        return Json(()).into_response();
    }
    if let Ok(status) = StatusCode::from_u16(error.status()) {
        parts.status = status;
    }
    Response::from_parts(parts, Body::from(body))
}

/// Every field of a form of ours as typed; a password is never kept. What makes it too much is left out, the largest first.
fn typed(form: &Bytes, fields: &[&str]) -> Vec<(String, String)> {
    let is_ours = |name: &str| fields.contains(&name.split('[').next().unwrap_or_default());
    let mut typed: Vec<(String, String)> = form_urlencoded::parse(form)
        .filter(|(name, _)| is_ours(name) && !name.contains("password"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let size = |(name, value): &(String, String)| name.len() + value.len();
    let mut held: usize = typed.iter().map(size).sum();
    let mut largest: Vec<usize> = (0..typed.len()).collect();
    largest.sort_by_key(|place| size(&typed[*place]));
    let mut left_out = vec![false; typed.len()];
    while held > TYPED_BYTES_MAX
        && let Some(place) = largest.pop()
    {
        held -= size(&typed[place]);
        left_out[place] = true;
    }
    let mut left_out = left_out.into_iter();
    typed.retain(|_| left_out.next() != Some(true));
    typed
}

/// The page that held the form: the Referer, when it is of this site.
fn page_of_form(uri: &Uri, headers: &HeaderMap) -> String {
    let host = text(headers, &HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let referer = text(headers, &REFERER).and_then(|referer| referer.parse::<Uri>().ok());
    referer
        .filter(|referer| referer.authority().map(|authority| authority.as_str()) == host)
        .and_then(|referer| referer.path_and_query().map(|page| page.as_str().to_owned()))
        .filter(|page| crate::session::is_own_path(page))
        .unwrap_or_else(|| "/".to_owned())
}

/// The value of one cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[&str] = &["email", "note", "password", "new_password", "milestones"];

    #[test]
    fn passwords_are_never_kept_and_only_fields_of_ours_are() {
        let form =
            b"email=a%40b.example&password=x&new_password=y&note=two+words&other=z&milestones%5B0%5D%5Btitle%5D=one";
        assert_eq!(
            typed(&Bytes::from_static(form), FIELDS),
            [
                ("email".into(), "a@b.example".into()),
                ("note".into(), "two words".into()),
                ("milestones[0][title]".into(), "one".into())
            ]
        );
    }

    #[test]
    fn of_a_form_that_is_too_much_the_largest_fields_are_left_out() {
        let large = "x".repeat(TYPED_BYTES_MAX - 10);
        let form = format!("milestones[0]=first&note={large}&email=a&milestones[1]=last");
        let kept = typed(&form.into(), FIELDS);
        let names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["milestones[0]", "email", "milestones[1]"]);
    }

    #[test]
    fn only_a_page_of_this_site_is_gone_back_to() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("guild.example"));
        let uri = Uri::from_static("/do/job/post");
        for (referer, page) in [
            ("https://guild.example/jobs/new?copy=1", "/jobs/new?copy=1"),
            ("https://evil.example/jobs/new", "/"),
            ("https://guild.example//evil.example", "/"),
            ("nonsense", "/"),
        ] {
            headers.insert(REFERER, HeaderValue::from_static(referer));
            assert_eq!(page_of_form(&uri, &headers), page);
        }
    }
}
