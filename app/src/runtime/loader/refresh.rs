//! When pages are refreshed: what has changed is counted, and a refresh waits until nobody's hand is on the page.

use super::Asking;
use super::payload::{Fetcher, Key, Payload};
use crate::runtime::form;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// While the server is out of reach: how long until data is asked for again.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// How often a page that is to be refreshed looks whether it may.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// No press is waited for longer: a browser may forget that something was let go.
const PRESS_LOOKS_MAX: u32 = 40;
/// Nor any command: on a bad line its answer may take minutes, and other news is not to wait for that.
const COMMAND_LOOKS_MAX: u32 = 400;

/// Counts what has changed since the page was opened. Provided as context by the app.
#[derive(Debug, Clone, Copy)]
pub struct Changes(RwSignal<u64>);

impl Changes {
    /// Nothing has changed yet.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Refreshes the page's data: a command has succeeded, or the server said that something happened.
    pub fn happened(self) {
        self.0.try_update(|count| *count += 1);
    }

    /// How many so far; an effect that reads it runs again with the next one.
    pub fn count(self) -> u64 {
        self.0.get()
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

/// The changes of this app.
pub fn changes() -> Changes {
    use_context().unwrap_or_default()
}

/// What a page shows next. What is on the screen stays there until the server is within reach.
pub(super) async fn fetch(fetch: Fetcher, key: Key, is_refresh: bool) -> Payload {
    let _asking = Asking::begin();
    loop {
        let (payload, is_offline) = fetch(&key).await;
        if !is_refresh {
            return payload;
        }
        if !is_offline {
            hands_off().await;
            return payload;
        }
        rest(RETRY_AFTER).await;
    }
}

/// Waits until nobody is at work on what would be refreshed. News of a command may come before its answer: the form that
/// waits for it must still be there, and what it sent must not be put back into a new one. A press ends where it began.
/// Anyone who goes to another page waits for none of it.
pub(crate) async fn hands_off() {
    let (here, mut commands, mut presses) = (address(), 0, 0);
    while address() == here {
        if form::is_on_its_way() && commands < COMMAND_LOOKS_MAX {
            commands += 1;
        } else if is_pressed() && presses < PRESS_LOOKS_MAX {
            presses += 1;
        } else {
            return;
        }
        rest(LOOK_EVERY).await;
    }
}

/// Whether something on the page is pressed at this moment: if it were replaced, it would not hear that it was let go.
fn is_pressed() -> bool {
    document().query_selector("main :active").ok().flatten().is_some()
}

/// Where the browser is, without the place in the page.
fn address() -> String {
    let here = window().location();
    here.pathname().unwrap_or_default() + &here.search().unwrap_or_default()
}

/// Waits, in a browser. A future that may cross threads, as resources ask of theirs.
pub(crate) fn rest(duration: Duration) -> impl Future<Output = ()> + Send {
    // A promise: the library's own future would bring channels along, which nothing else in the browser needs.
    let over = js_sys::Promise::new(&mut |resolve, _| {
        later(duration, move || {
            // What waits has ended with its page where this fails.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    SendWrapper::new(async move {
        let _ = JsFuture::from(over).await;
    })
}

/// Does something later, in a browser.
pub(crate) fn later(duration: Duration, what: impl FnOnce() + 'static) {
    Timeout::new(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX), what).forget();
}
