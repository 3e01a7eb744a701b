//! The command palette: everything one can go to, found by typing. It is a dialog; the browser keeps the focus in it and
//! gives it back. Without scripts its button is a link to a page that lists the same commands.

use super::Icon;
use super::rank::{ranked, step};
use crate::words::ui as w;
use leptos::ev::{KeyboardEvent, keydown};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// Somewhere to go, or something to do there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Other words for it, apart by spaces.
    pub keywords: String,
    /// An icon of the sprite.
    pub icon: &'static str,
}

impl Entry {
    /// An entry.
    pub fn new(
        icon: &'static str,
        name: impl Into<String>,
        href: impl Into<String>,
        keywords: impl Into<String>,
    ) -> Self {
        Self { name: name.into(), href: href.into(), keywords: keywords.into(), icon }
    }
}

fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Opens the palette of this id, in the browser. Nothing happens when one is open, or this one is nowhere.
pub fn open_palette(id: &str) {
    let one_is_open = document().query_selector("dialog.palette[open]").ok().flatten().is_some();
    if let Some(dialog) = dialog(id).filter(|_| !one_is_open) {
        // A dialog in a document can be shown.
        let _ = dialog.show_modal();
    }
}

/// Ctrl-K and ⌘K open the palette of this id for as long as the component that calls this is on the page.
///
/// ```text
/// open_palette_by_keys("palette");
/// ```
pub fn open_palette_by_keys(id: &'static str) {
    Effect::new(move |_| {
        let listening = window_event_listener(keydown, move |event| {
            let alone = !event.alt_key() && !event.shift_key();
            if (event.ctrl_key() || event.meta_key()) && alone && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open_palette(id);
            }
        });
        on_cleanup(move || listening.remove());
    });
}

/// The button of a palette; without scripts a link to the page that lists the commands.
///
/// ```text
/// <OpenPalette palette="palette" href="/commands"><Icon name="search"/>{w::commands()}<kbd>"Ctrl K"</kbd></OpenPalette>
/// ```
#[component]
pub fn OpenPalette(
    /// Id of the [`Palette`].
    palette: &'static str,
    #[prop(into)] href: String,
    children: Children,
) -> impl IntoView {
    let open = move |event: leptos::ev::MouseEvent| {
        if dialog(palette).is_some() {
            event.prevent_default();
            open_palette(palette);
        }
    };
    view! { <a class="button" href=href aria-haspopup="dialog" on:click=open>{children()}</a> }
}

/// What is typed into a palette, and what is found.
#[derive(Clone, Copy)]
struct Finding {
    id: &'static str,
    entries: StoredValue<Vec<Entry>>,
    input: NodeRef<html::Input>,
    typed: RwSignal<String>,
    active: RwSignal<usize>,
    found: Memo<Vec<usize>>,
}

impl Finding {
    fn among(id: &'static str, entries: Vec<Entry>) -> Self {
        let entries = StoredValue::new(entries);
        let typed = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            typed.with(|typed| {
                entries.with_value(|entries| {
                    ranked(entries.iter().map(|entry| (entry.name.as_str(), entry.keywords.as_str())), typed)
                })
            })
        });
        Self { id, entries, input: NodeRef::new(), typed, active: RwSignal::new(0), found }
    }

    fn look_for(self, typed: String) {
        self.typed.set(typed);
        self.active.set(0);
    }

    fn on_key(self, event: &KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        let active = self.active.get_untracked();
        if let Some(place) = step(Some(active).filter(|place| *place < count), count, &event.key()) {
            event.prevent_default();
            self.active.set(place);
        } else if event.key() == "Enter" {
            event.prevent_default();
            let chosen = document().get_element_by_id(&self.option_id(active));
            if let Some(link) = chosen.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
                link.click();
            }
        }
    }

    fn option_id(self, place: usize) -> String {
        format!("{}-option-{place}", self.id)
    }

    fn active_option(self) -> Option<String> {
        (!self.found.with(Vec::is_empty)).then(|| self.option_id(self.active.get()))
    }

    fn close(self) {
        dialog(self.id).into_iter().for_each(|dialog| dialog.close());
    }

    /// The dialog has closed: the next time it begins anew.
    fn forget(self) {
        self.look_for(String::new());
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
    }

    fn options(self) -> impl IntoView {
        let option = |(place, entry): (usize, usize)| {
            let entry = self.entries.with_value(|entries| entries.get(entry).cloned())?;
            let selected = move || if self.active.get() == place { "true" } else { "false" };
            Some(view! {
                <a
                    role="option"
                    id=self.option_id(place)
                    href=entry.href
                    tabindex="-1"
                    aria-selected=selected
                    on:click=move |_| self.close()
                    on:pointermove=move |_| self.active.set(place)
                >
                    <Icon name=entry.icon/>
                    {entry.name}
                </a>
            })
        };
        self.found.get().into_iter().enumerate().filter_map(option).collect_view()
    }
}

/// The palette itself, once on a page.
///
/// ```text
/// open_palette_by_keys("palette");
/// view! { <Palette id="palette" entries=vec![Entry::new("wallet", w::wallet(), "/wallet", "money payouts")]/> }
/// ```
#[component]
pub fn Palette(id: &'static str, entries: Vec<Entry>) -> impl IntoView {
    let finding = Finding::among(id, entries);
    let found = finding.found;
    let nothing = move || found.with(Vec::is_empty).then(|| view! { <p class="muted">{w::no_command()}</p> });
    view! {
        <dialog class="dialog palette" id=id aria-label=w::commands() on:close=move |_| finding.forget()>
            <div class="palette-head">
                <div class="search grow">
                    <Icon name="search"/>
                    <input
                        class="input"
                        id=format!("{id}-input")
                        type="text"
                        role="combobox"
                        aria-expanded="true"
                        aria-autocomplete="list"
                        aria-controls=format!("{id}-options")
                        aria-activedescendant=move || finding.active_option()
                        aria-label=w::commands()
                        placeholder=w::command_hint()
                        autocomplete="off"
                        autofocus=true
                        node_ref=finding.input
                        on:input=move |event| finding.look_for(event_target_value(&event))
                        on:keydown=move |event| finding.on_key(&event)
                    />
                </div>
                <button type="button" class="icon-button" aria-label=w::close_command() on:click=move |_| finding.close()><Icon name="x"/></button>
            </div>
            <div class="palette-options" role="listbox" id=format!("{id}-options") aria-label=w::commands()>{move || finding.options()}</div>
            <div class="palette-said" role="status">
                {nothing}
                <span class="visually-hidden">{move || w::commands_found(found.with(|found| found.len() as u64))}</span>
            </div>
        </dialog>
    }
}

/// The same commands as a list of links: the page that the palette's button leads to without scripts.
///
/// ```text
/// <CommandList entries=commands(&viewer)/>
/// ```
#[component]
pub fn CommandList(entries: Vec<Entry>) -> impl IntoView {
    let links = entries
        .into_iter()
        .map(|entry| view! { <li><a class="cluster cluster--tight" href=entry.href><Icon name=entry.icon/>{entry.name}</a></li> })
        .collect_view();
    view! { <ul class="list list--tight">{links}</ul> }
}
