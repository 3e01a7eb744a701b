//! How forms go out: one listener above all pages sends every [`super::Form`], once at a time, and says in it what became
//! of it. Before the page is hydrated, and without scripts, the browser posts it.

use super::{command, field_id, summary};
use crate::error::{PageError, sign_in_address, with_mark};
use crate::i18n::error as error_texts;
use crate::i18n::form as t;
use crate::runtime::loader::{Asking, changes, rest};
use crate::runtime::page;
use js_sys::Array;
use leptos::ev::{self, SubmitEvent};
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::server_fn::error::FromServerFnError;
use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
use leptos_router::hooks::{use_location, use_navigate};
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, HtmlElement, HtmlFormElement, RequestInit, Response};

/// A form with this attribute is sent from here.
const FORM: &str = "data-form";
/// What it says of a form that is as it was rendered once it has arrived (`public/boot/form.js`).
pub(super) const EMPTIES: &str = "empties";
/// The document says so once all of it is hydrated (`frontend/src/lib.rs`).
const LIVE: &str = "data-live";
/// While what is in a form is on its way.
const SENDING: &str = "data-sending";

/// Listens from now on.
pub(crate) fn follow() {
    let (changes, navigate, here) = (changes(), use_navigate(), use_location());
    let settle = move |form: &HtmlFormElement, answer: Result<String, PageError>| match answer {
        Ok(_) => {
            page::arrived(form);
            changes.happened();
        }
        Err(PageError::SignIn) => {
            let page = format!("{}{}", here.pathname.get_untracked(), with_mark(&here.search.get_untracked()));
            navigate(&sign_in_address(&page), Default::default());
        }
        Err(error) => refuse(form, &error),
    };
    Effect::new(move || {
        let settle = settle.clone();
        let listener = window_event_listener(ev::submit, move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(form) = form.filter(|form| form.has_attribute(FORM) && !event.default_prevented()) else {
                return;
            };
            // Not all of the page is hydrated yet: what is written into it now would not be what hydration looks for.
            if !document().document_element().is_some_and(|root| root.has_attribute(LIVE)) {
                return;
            }
            event.prevent_default();
            submit(form, &event, settle.clone());
        });
        on_cleanup(move || listener.remove());
    });
}

fn submit(
    form: HtmlFormElement,
    event: &SubmitEvent,
    settle: impl Fn(&HtmlFormElement, Result<String, PageError>) + 'static,
) {
    let Some(fields) = fields_of(event) else {
        settle(&form, Err(PageError::refused("form.incomplete", t::incomplete())));
        return;
    };
    let button = event.submitter().or_else(|| form.query_selector("[type=submit]").ok().flatten()?.dyn_into().ok());
    // By whichever of its buttons: one press is one command.
    let Some(button) = button.filter(|_| !form.has_attribute(SENDING)) else { return };
    leptos::task::spawn_local(async move {
        let path = form.get_attribute("action").unwrap_or_default();
        on_its_way(&form, &button, true);
        command::begin(&path);
        let answer = send(&path, &fields, Some(&form)).await;
        on_its_way(&form, &button, false);
        command::end(&path, answer.clone());
        settle(&form, answer);
    });
}

fn on_its_way(form: &HtmlFormElement, button: &HtmlElement, is_so: bool) {
    // An element takes any attribute of a valid name.
    let _ = form.toggle_attribute_with_force(SENDING, is_so);
    page::busy(button, is_so);
}

/// The fields as the browser would send them, with the button that was pressed.
fn fields_of(event: &SubmitEvent) -> Option<String> {
    let data = form_data_from_event(event).ok()?;
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    fields.to_string().as_string()
}

/// Says above the fields and at each of them what was refused.
fn refuse(form: &HtmlFormElement, error: &PageError) {
    // Of a form the browser's own `id` is the field of that name where it has one.
    let form_id = form.get_attribute("id").unwrap_or_default();
    let fields = Array::new();
    for bad in error.fields() {
        fields.push(&JsValue::from_str(&field_id(&form_id, &bad.field)));
        fields.push(&JsValue::from_str(&bad.sentence));
    }
    page::refuse(form, &summary(error), &fields);
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
        if let Ok(answer) = post(path, &attempt.fields, &attempt.name).await
            && !answer.is_unknown()
        {
            attempt.answered();
            return answer.read();
        }
        if let Some(form) = form {
            page::wait(form, error_texts::looking());
        }
        if let Some(wait) = wait {
            rest(wait).await;
        }
    }
    Err(PageError::Unanswered)
}

thread_local! {
    /// Attempts that were not answered. Pressing again asks about the same one.
    static UNANSWERED: RefCell<Vec<Attempt>> = const { RefCell::new(Vec::new()) };
}

/// One press of a button: what was sent, where to, and under which name.
#[derive(Clone)]
struct Attempt {
    path: String,
    fields: String,
    name: String,
}

impl Attempt {
    fn of(path: &str, fields: &str) -> Self {
        let known = UNANSWERED.with_borrow(|all| {
            let same = |known: &&Attempt| known.path == path && typed_in(&known.fields).eq(typed_in(fields));
            all.iter().find(same).cloned()
        });
        if let Some(known) = known {
            return known;
        }
        // An attempt without a name is an attempt all the same; only a very old browser has none.
        let name = crate::runtime::new_id().map(|id| id.as_str().to_owned()).unwrap_or_default();
        let attempt = Self { path: path.to_owned(), fields: fields.to_owned(), name };
        if !fields.contains("password=") {
            UNANSWERED.with_borrow_mut(|all| all.push(attempt.clone()));
        }
        attempt
    }

    fn answered(self) {
        UNANSWERED.with_borrow_mut(|all| all.retain(|known| known.name != self.name));
    }
}

/// The fields without what the page adds about the state it shows. A refresh changes that while nobody knows yet whether the
/// attempt has arrived: money that the page shows as released by now would be released once more under a new name.
fn typed_in(fields: &str) -> impl Iterator<Item = &str> {
    fields.split('&').filter(|field| !field.starts_with("version=") && !field.starts_with("attempt="))
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
