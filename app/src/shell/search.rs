//! Search in the top bar: a plain form that goes to the open jobs. The key `/` goes to it from anywhere.

use crate::ui::Icon;
use crate::words::shell as w;
use leptos::ev::{self, SubmitEvent};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

/// The field, and on narrow screens the way to the page that has one.
#[component]
pub(super) fn Search() -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        let words = js_sys::encode_uri_component(&field.value());
        navigate(&format!("/jobs?words={}", String::from(words)), Default::default());
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let busy = event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented();
            if event.key() != "/" || busy || types(&event) {
                return;
            }
            // Where the field is hidden it cannot take the focus, and nothing is taken from the page.
            if let Some(field) = field.try_get_untracked().flatten().filter(|field| field.offset_width() > 0) {
                event.prevent_default();
                let _ = field.focus();
            }
        });
        on_cleanup(move || handle.remove());
    });
    view! {
        <form class="search" role="search" action="/jobs" aria-label=w::search() on:submit=go>
            <Icon name="search"/>
            <input class="input" type="search" name="words" aria-label=w::search() placeholder=w::search() autocomplete="off" aria-keyshortcuts="/" node_ref=field/>
            <kbd aria-hidden="true">"/"</kbd>
        </form>
        <a class="icon-button search-way" href="/jobs" aria-label=w::search()><Icon name="search"/></a>
    }
}

/// Whether the key belongs to a field.
fn types(event: &web_sys::KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable], dialog").ok().flatten().is_some()
    })
}
