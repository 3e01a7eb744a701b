//! The middleware behind forms without scripts. It stands around every route:
//!
//! - A plain form post to `/do/…` is answered by 303: to the page the command names, else back to
//!   the page of the form. When the command refuses, the typed values and the error are kept for
//!   that page under a random id in a cookie.
//! - The next visit of that page takes them out again and finds them in its request.
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
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::time::{Span, Timestamp};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

const COOKIE_NAME: &str = "flash";
const FORM_BYTES_MAX: usize = 256 * 1024;
const KEPT_MAX: usize = 512;
const KEPT_FOR: Span = Span::minutes(10);

/// The refused forms of the last ten minutes, oldest first.
#[derive(Clone)]
pub struct Kept {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    forms: Arc<Mutex<VecDeque<(String, Timestamp, Flash)>>>,
    https: bool,
}

impl Kept {
    /// An empty store that reads the time from `now`.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), forms: Arc::default(), https: false }
    }

    /// On a site that people reach over https, browsers keep the cookie for https only.
    #[must_use]
    pub fn over_https(self, https: bool) -> Self {
        Self { https, ..self }
    }

    fn cookie(&self, id: &str, seconds: u32) -> String {
        let secure = if self.https { "; Secure" } else { "" };
        format!("{COOKIE_NAME}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
    }

    fn put(&self, flash: Flash) -> String {
        let id = format!("{:032x}", rand::random::<u128>());
        let now = (self.now)();
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.retain(|(_, kept_at, _)| now.since(*kept_at).as_micros() < KEPT_FOR.as_micros());
        while forms.len() >= KEPT_MAX {
            forms.pop_front();
        }
        forms.push_back((id.clone(), now, flash));
        id
    }

    fn take(&self, id: &str, page: &str) -> Option<Flash> {
        let now = (self.now)();
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        let place = forms.iter().position(|(known, _, flash)| known == id && flash.page == page)?;
        let (_, kept_at, flash) = forms.remove(place)?;
        (now.since(kept_at).as_micros() < KEPT_FOR.as_micros()).then_some(flash)
    }
}

/// Wire it around all routes: `middleware::from_fn_with_state(Kept::new(clock), keep_typed)`.
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
    let (mut parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, FORM_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    parts.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let response = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return after_success(response, &page);
    }
    let (mut parts, body) = response.into_parts();
    let error = PageError::de(to_bytes(body, FORM_BYTES_MAX).await.unwrap_or_default());
    if error == PageError::Repeated {
        return after_success(StatusCode::OK.into_response(), &page);
    }
    let target = if error == PageError::SignIn { crate::error::sign_in_address(&page) } else { page.clone() };
    let id = kept.put(Flash { path, page, typed: typed(&form), error });
    see_other(&mut parts.headers, &target);
    if let Ok(cookie) = HeaderValue::from_str(&kept.cookie(&id, 600)) {
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
    let flash = cookie(request.headers(), COOKIE_NAME).and_then(|id| kept.take(id, &page));
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
    let body = to_bytes(body, FORM_BYTES_MAX).await.unwrap_or_default();
    let error = PageError::de(body.clone());
    if error == PageError::Repeated {
        return Json(()).into_response();
    }
    if let Ok(status) = StatusCode::from_u16(error.status()) {
        parts.status = status;
    }
    Response::from_parts(parts, Body::from(body))
}

/// Every field as typed; a password is never kept.
fn typed(form: &Bytes) -> Vec<(String, String)> {
    form_urlencoded::parse(form)
        .filter(|(name, _)| !name.contains("password"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
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

    fn flash(page: &str) -> Flash {
        Flash { path: "/do/job/post".into(), page: page.into(), typed: Vec::new(), error: PageError::NotFound }
    }

    fn at(micros: i64) -> Kept {
        Kept::new(move || Timestamp::from_micros(micros))
    }

    #[test]
    fn a_kept_form_is_given_back_once_and_to_its_own_page_only() {
        let kept = at(0);
        let id = kept.put(flash("/jobs/new"));
        assert_eq!(kept.take(&id, "/wallet"), None);
        assert_eq!(kept.take(&id, "/jobs/new"), Some(flash("/jobs/new")));
        assert_eq!(kept.take(&id, "/jobs/new"), None);
    }

    #[test]
    fn a_form_is_kept_for_ten_minutes() {
        let kept = at(0);
        let id = kept.put(flash("/jobs/new"));
        let later = Kept { forms: Arc::clone(&kept.forms), ..at(Span::minutes(11).as_micros()) };
        assert_eq!(later.take(&id, "/jobs/new"), None);
    }

    #[test]
    fn the_oldest_form_makes_room() {
        let kept = at(0);
        let first = kept.put(flash("/jobs/new"));
        for _ in 0..KEPT_MAX {
            kept.put(flash("/jobs/new"));
        }
        assert_eq!(kept.take(&first, "/jobs/new"), None);
    }

    #[test]
    fn the_cookie_is_for_https_only_where_the_site_has_https() {
        assert_eq!(at(0).cookie("1f", 600), "flash=1f; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
        assert_eq!(at(0).over_https(true).cookie("", 0), "flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
    }

    #[test]
    fn passwords_are_never_kept() {
        let form = Bytes::from_static(b"email=a%40b.example&password=x&new_password=y&note=two+words");
        assert_eq!(typed(&form), [("email".into(), "a@b.example".into()), ("note".into(), "two words".into())]);
    }

    #[test]
    fn only_a_page_of_this_site_is_gone_back_to() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("hall.example"));
        let uri = Uri::from_static("/do/job/post");
        for (referer, page) in [
            ("https://hall.example/jobs/new?copy=1", "/jobs/new?copy=1"),
            ("https://evil.example/jobs/new", "/"),
            ("https://hall.example//evil.example", "/"),
            ("nonsense", "/"),
        ] {
            headers.insert(REFERER, HeaderValue::from_static(referer));
            assert_eq!(page_of_form(&uri, &headers), page);
        }
    }
}
