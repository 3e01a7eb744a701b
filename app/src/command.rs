//! A command of the server as a form sends it: the fields go out as the browser itself would post them, and the answer
//! comes back as text. One piece for all forms: nothing here depends on what the command is.

use crate::error::PageError;
use crate::load::{Asking, rest};
use crate::{message, served};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::FromServerFnError;
use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, HtmlFormElement, RequestInit, Response};

/// The way to one server function, and what it answered last.
///
/// ```text
/// let approve = Command::of::<api::Approve>();
/// view! { <Form action=approve>…</Form> }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Command {
    path: &'static str,
    answer: RwSignal<Option<Result<String, PageError>>>,
    pending: RwSignal<bool>,
}

impl Command {
    /// The command behind a server function, such as `api::Approve`.
    pub fn of<S: ServerFn<Error = PageError>>() -> Self {
        Self { path: S::PATH, answer: RwSignal::new(None), pending: RwSignal::new(false) }
    }

    /// Where a plain form posts to.
    pub fn path(self) -> &'static str {
        self.path
    }

    /// The last answer: JSON, or why not.
    pub fn answer(self) -> RwSignal<Option<Result<String, PageError>>> {
        self.answer
    }

    /// What the command gave, once it was carried out.
    pub fn given<T: DeserializeOwned>(self) -> Option<T> {
        self.answer.with(|answer| {
            let text = answer.as_ref()?.as_ref().ok()?;
            crate::wire::read(text).ok()
        })
    }

    /// It was carried out, and nothing was sent since.
    pub fn is_done(self) -> bool {
        self.answer.with(|answer| matches!(answer, Some(Ok(_))))
    }

    /// An attempt is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Says no before anything was sent.
    pub fn refuse(self, error: PageError) {
        self.settle(Err(error));
    }

    /// Sends the fields, form-encoded; once at a time. The form is told while nobody knows whether they have arrived.
    pub fn send(self, fields: String, form: Option<HtmlFormElement>) {
        if self.pending.try_get_untracked().unwrap_or(true) {
            return;
        }
        self.pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = send(self.path, &fields, form.as_ref()).await;
            self.settle(answer);
        });
    }

    /// The form may be gone by now.
    fn settle(self, answer: Result<String, PageError>) {
        self.answer.try_set(Some(answer));
        self.pending.try_set(false);
    }
}

thread_local! {
    static ON_THEIR_WAY: Cell<u32> = const { Cell::new(0) };
}

/// Whether a command waits for its answer. Only browsers send any.
pub(crate) fn is_on_its_way() -> bool {
    ON_THEIR_WAY.get() > 0
}

/// Counts one command while it waits.
struct OnItsWay {
    _asking: Asking,
}

impl OnItsWay {
    fn begin() -> Self {
        ON_THEIR_WAY.set(ON_THEIR_WAY.get() + 1);
        Self { _asking: Asking::begin() }
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        ON_THEIR_WAY.set(ON_THEIR_WAY.get().saturating_sub(1));
    }
}

/// How long an attempt waits before it is sent again, while no answer comes back.
const AGAIN_AFTER: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(6),
    Duration::from_secs(12),
];

/// Sends form-encoded fields to a server function, and follows where its answer leads. An attempt whose answer is lost is
/// sent again under the same name, so the server carries it out once and says what happened to it.
///
/// # Errors
/// What was refused, or [`PageError::Unanswered`].
pub(crate) async fn send(path: &str, fields: &str, form: Option<&HtmlFormElement>) -> Result<String, PageError> {
    let _waiting = OnItsWay::begin();
    let attempt = Attempt::of(path, fields);
    // The server keeps nothing of a form with a password, so such an attempt is not known there when it comes again.
    let waits: &[Duration] = if fields.contains("password=") { &[] } else { &AGAIN_AFTER };
    for wait in waits.iter().copied().map(Some).chain([None]) {
        if let Ok(answer) = post(path, fields, &attempt.name).await
            && !answer.is_unknown()
        {
            attempt.answered();
            return answer.read();
        }
        if let Some(form) = form {
            served::looking(form);
        }
        if let Some(wait) = wait {
            rest(wait).await;
        }
    }
    Err(PageError::Unanswered)
}

thread_local! {
    /// Attempts that were not answered: what was sent, and under which name. Pressing again asks about the same one.
    static UNANSWERED: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// One press of a button.
struct Attempt {
    what: String,
    name: String,
}

impl Attempt {
    fn of(path: &str, fields: &str) -> Self {
        let what = [path, fields].join("?");
        let known =
            UNANSWERED.with_borrow(|all| all.iter().find(|(known, _)| *known == what).map(|(_, name)| name.clone()));
        if let Some(name) = known {
            return Self { what, name };
        }
        // An attempt without a name is an attempt all the same; only a very old browser has none.
        let name = message::new_id().map(|id| id.as_str().to_owned()).unwrap_or_default();
        if !fields.contains("password=") {
            UNANSWERED.with_borrow_mut(|all| all.push((what.clone(), name.clone())));
        }
        Self { what, name }
    }

    fn answered(self) {
        UNANSWERED.with_borrow_mut(|all| all.retain(|(what, _)| *what != self.what));
    }
}

/// What came back over the wire.
struct Answer {
    status: u16,
    goes_to: Option<String>,
    body: String,
}

impl Answer {
    /// The server was reached, but does not know itself: its database went away in between.
    fn is_unknown(&self) -> bool {
        self.status == 503 && PageError::de(self.body.clone().into_bytes().into()) == PageError::Unanswered
    }

    /// Follows a redirect within the app, as server functions tell it.
    fn read(self) -> Result<String, PageError> {
        let answer = if self.status < 400 { Ok(self.body) } else { Err(PageError::de(self.body.into_bytes().into())) };
        if let Some(place) = self.goes_to {
            call_redirect_hook(&place);
        }
        answer
    }
}

async fn post(path: &str, fields: &str, attempt: &str) -> Result<Answer, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    headers.set("content-type", "application/x-www-form-urlencoded")?;
    headers.set("idempotency-key", attempt)?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&JsValue::from_str(fields));
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, &request)).await?.unchecked_into();
    let place = match response.headers().has(REDIRECT_HEADER)? {
        true => response.headers().get("location")?,
        false => None,
    };
    let body = JsFuture::from(response.text()?).await?;
    Ok(Answer { status: response.status(), goes_to: place, body: body.as_string().unwrap_or_default() })
}
