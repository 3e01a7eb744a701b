//! A field with suggestions that follow what is typed. Without scripts it is an input with the browser's own list.

use super::FormState;
use super::field::{Around, Said, some};
use super::rank::{ranked, step};
use crate::i18n::ui as t;
use leptos::ev::KeyboardEvent;
use leptos::{html, prelude::*};

/// The state of the open list.
#[derive(Clone, Copy)]
struct Suggesting {
    input: NodeRef<html::Input>,
    open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    typed: RwSignal<String>,
    found: Memo<Vec<String>>,
}

impl Suggesting {
    fn among(options: Vec<String>) -> Self {
        let typed = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            typed.with(|typed| {
                // A finished choice does not narrow the list: anyone who opens it again wants to see the others.
                let typed = if options.contains(typed) { "" } else { typed.as_str() };
                let places = ranked(options.iter().map(|option| (option.as_str(), "")), typed);
                places.into_iter().filter_map(|place| options.get(place).cloned()).collect()
            })
        });
        Self { input: NodeRef::new(), open: RwSignal::new(false), active: RwSignal::new(None), typed, found }
    }

    fn is_open(self) -> bool {
        self.open.get() && !self.found.with(Vec::is_empty)
    }

    /// What was typed, while nothing begins so.
    fn unknown(self) -> Option<String> {
        let typed = self.typed.get();
        (self.open.get() && self.found.with(Vec::is_empty) && !typed.is_empty()).then_some(typed)
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
    }

    fn choose(self, text: String) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&text);
            // What follows the field, such as a search, hears of it as if it were typed.
            let _ = web_sys::Event::new("input").map(|event| input.dispatch_event(&event));
        }
        self.typed.set(text);
        self.close();
    }

    fn on_key(self, event: &KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        if let Some(place) = step(self.active.get_untracked(), count, &event.key()) {
            event.prevent_default();
            self.open.set(true);
            self.active.set(Some(place));
            return;
        }
        match event.key().as_str() {
            "Enter" if self.open.get_untracked() => {
                let chosen = self.active.get_untracked();
                if let Some(text) =
                    chosen.and_then(|place| self.found.with_untracked(|found| found.get(place).cloned()))
                {
                    event.prevent_default();
                    self.choose(text);
                }
            }
            "Escape" if self.open.get_untracked() => {
                event.prevent_default();
                self.close();
            }
            _other => {}
        }
    }
}

/// A field with suggestions. Anything may be typed; the server says what it does not take.
///
/// ```text
/// <Combobox name="country" label=t::country() options=countries value="Norway"/>
/// ```
#[component]
pub fn Combobox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// What is suggested, in its order.
    options: Vec<String>,
    #[prop(default = String::new(), into)] hint: String,
    #[prop(default = String::new(), into)] value: String,
    #[prop(optional)] maxlength: Option<usize>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let id = form.field_id(&name);
    let own = options.iter().map(|option| view! { <option value=option.clone()></option> }).collect_view();
    let list = Suggesting::among(options);
    // Until scripts have taken over, the browser's own list serves.
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        // Not before the page is in the document: until then it must be as the server rendered it.
        if let Some(input) = list.input.get() {
            list.typed.set(input.value());
            live.set(true);
        }
    });
    let what = label.to_lowercase();
    let (list_id, options_id, option_id) = (format!("{id}-list"), format!("{id}-options"), id.clone());
    let (for_list, for_options) = (list_id.clone(), options_id.clone());
    let control = view! {
        <div class="combobox">
            <input
                class="input"
                id=id.clone()
                name=name.clone()
                type="text"
                value=form.start_value(&name, value)
                required=!optional
                maxlength=maxlength.map(|n| n.to_string())
                autocomplete="off"
                list=move || (!live.get()).then(|| for_list.clone())
                role=move || live.get().then_some("combobox")
                aria-autocomplete=move || live.get().then_some("list")
                aria-controls=move || live.get().then(|| for_options.clone())
                aria-expanded=move || live.get().then(|| list.is_open().to_string())
                aria-activedescendant=move || list.active.get().map(|place| format!("{option_id}-option-{place}"))
                aria-invalid=said.invalid()
                aria-describedby=said.described_by()
                node_ref=list.input
                on:input=move |event| {
                    list.typed.set(event_target_value(&event));
                    list.active.set(None);
                    list.open.set(event.is_trusted());
                }
                on:click=move |_| list.open.set(true)
                on:keydown=move |event| list.on_key(&event)
                on:blur=move |_| list.close()
            />
            <datalist id=list_id>{own}</datalist>
            <ul class="options" role="listbox" id=options_id aria-label=label.clone() hidden=move || !list.is_open()>
                {move || live.get().then(|| suggestions(list, &id))}
            </ul>
            // There before it speaks, so that it is heard.
            <p class="options options--none" role="status" class:visually-hidden=move || list.unknown().is_none()>
                {move || list.unknown().map(|typed| t::no_option(what.clone(), typed))}
            </p>
        </div>
    }
    .into_any();
    view! { <Around name=name label=label hint=some(hint).unwrap_or_default() optional=optional control=control/> }
}

fn suggestions(list: Suggesting, id: &str) -> impl IntoView + use<> {
    let option = |(place, text): (usize, String)| {
        let shown = text.clone();
        let selected = move || if list.active.get() == Some(place) { "true" } else { "false" };
        view! {
            <li
                role="option"
                id=format!("{id}-option-{place}")
                aria-selected=selected
                // The field keeps the focus.
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| list.choose(text.clone())
            >
                {shown}
            </li>
        }
    };
    list.found.get().into_iter().enumerate().map(option).collect_view()
}
