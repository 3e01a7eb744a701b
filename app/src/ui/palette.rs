//! The command palette: every place to go and everything to do, found by typing. It is a dialog; the browser keeps the focus in it
//! and gives it back. Without scripts its button is a link to a page that lists the same commands.

use super::rank::{SHOWN_MAX, ranked, step};
use crate::i18n::ui as t;
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;

/// Somewhere to go, or something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// Where it leads; of a command the address that it is sent to.
    pub href: String,
    /// Other words for it, apart by spaces.
    pub keywords: String,
    /// An icon of the sprite.
    pub icon: String,
    /// What kind of thing it is, where the name does not say it; or empty.
    pub kind: String,
    /// The values that a command sends. What has none is a way to somewhere.
    pub sends: Option<Vec<(String, String)>>,
}

impl Entry {
    /// A way to somewhere.
    pub fn new(
        icon: &'static str,
        name: impl Into<String>,
        href: impl Into<String>,
        keywords: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            href: href.into(),
            keywords: keywords.into(),
            icon: icon.to_owned(),
            kind: String::new(),
            sends: None,
        }
    }

    /// Something to do: a command of the whole page, as [`super::PostButton`] sends it.
    #[must_use]
    pub fn sending(self, values: &[(&str, &str)]) -> Self {
        let sends = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { sends: Some(sends), ..self }
    }

    /// The same entry, with the kind of thing it is.
    #[must_use]
    pub fn of_kind(self, kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..self }
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

/// The button of a palette; without scripts a link to the page that lists the commands.
///
/// ```text
/// <OpenPalette palette="palette" href="/commands"><Icon name="search"/>{t::commands()}</OpenPalette>
/// ```
#[component]
pub fn OpenPalette(
    /// Id of the [`Palette`].
    palette: &'static str,
    #[prop(into)] href: String,
    children: Children,
) -> impl IntoView {
    let open = move |event: MouseEvent| {
        if dialog(palette).is_some() {
            event.prevent_default();
            open_palette(palette);
        }
    };
    view! { <a class="button" href=href aria-haspopup="dialog" on:click=open>{children()}</a> }
}

/// Sends a command as a form of the page would, so that everything that watches over forms sees it.
fn send(entry: &Entry) -> Option<()> {
    let make = |name: &str| document().create_element(name).ok();
    let form: web_sys::HtmlFormElement = make("form")?.dyn_into().ok()?;
    form.set_attribute("action", &entry.href).ok()?;
    form.set_attribute("method", "post").ok()?;
    form.set_attribute("hidden", "").ok()?;
    for (name, value) in entry.sends.iter().flatten() {
        let field = make("input")?;
        field.set_attribute("type", "hidden").ok()?;
        field.set_attribute("name", name).ok()?;
        field.set_attribute("value", value).ok()?;
        form.append_child(&field).ok()?;
    }
    document().body()?.append_child(&form).ok()?;
    form.request_submit().ok()
}

/// What is offered at the end for whatever was typed, such as to search for it.
type Otherwise = fn(&str) -> Entry;

/// The entries that fit, best first, and at the end what is offered for anything that was typed.
fn found(entries: &[Entry], typed: &str, otherwise: Option<Otherwise>) -> Vec<Entry> {
    let names = entries.iter().map(|entry| (entry.name.as_str(), entry.keywords.as_str()));
    let mut found: Vec<Entry> =
        ranked(names, typed).into_iter().filter_map(|place| entries.get(place).cloned()).collect();
    if let Some(otherwise) = otherwise.filter(|_| !typed.trim().is_empty()) {
        found.truncate(SHOWN_MAX - 1);
        found.push(otherwise(typed.trim()));
    }
    found
}

/// What is typed into a palette, and what is found.
#[derive(Clone, Copy)]
struct Finding {
    id: &'static str,
    input: NodeRef<html::Input>,
    typed: RwSignal<String>,
    active: RwSignal<usize>,
    found: Memo<Vec<Entry>>,
}

impl Finding {
    fn among(id: &'static str, entries: Signal<Vec<Entry>>, otherwise: Option<Otherwise>) -> Self {
        let typed = RwSignal::new(String::new());
        let found = Memo::new(move |_| entries.with(|entries| typed.with(|typed| found(entries, typed, otherwise))));
        Self { id, input: NodeRef::new(), typed, active: RwSignal::new(0), found }
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

    fn option(self, place: usize, entry: Entry) -> impl IntoView {
        let selected = move || if self.active.get() == place { "true" } else { "false" };
        let kind = (!entry.kind.is_empty()).then(|| view! { <small class="muted push">{entry.kind.clone()}</small> });
        let (icon, name) = (sprite(&entry), entry.name.clone());
        let href = entry.sends.is_none().then(|| entry.href.clone());
        let choose = move |_: MouseEvent| {
            self.close();
            if entry.sends.is_some() {
                // Whatever is missing in a document that can show the palette: nothing was sent, as the page shows.
                let _ = send(&entry);
            }
        };
        view! {
            <a
                role="option"
                id=self.option_id(place)
                href=href
                tabindex="-1"
                aria-selected=selected
                on:click=choose
                on:pointermove=move |_| self.active.set(place)
            >
                <svg class="icon" aria-hidden="true"><use href=icon></use></svg>
                {name}
                " "
                {kind}
            </a>
        }
    }

    fn options(self) -> impl IntoView {
        self.found.get().into_iter().enumerate().map(|(place, entry)| self.option(place, entry)).collect_view()
    }
}

fn sprite(entry: &Entry) -> String {
    format!("/icons.svg#i-{}", entry.icon)
}

/// The palette itself, once on a page. Its entries may come after it.
///
/// ```text
/// <Palette id="palette" entries=vec![Entry::new("wallet", t::wallet(), "/wallet", "money payouts")]/>
/// ```
#[component]
pub fn Palette(
    id: &'static str,
    #[prop(into)] entries: Signal<Vec<Entry>>,
    /// What is offered at the end for whatever was typed.
    #[prop(optional)]
    otherwise: Option<Otherwise>,
) -> impl IntoView {
    let finding = Finding::among(id, entries, otherwise);
    let found = finding.found;
    let nothing = move || {
        let is_nothing = found.with(Vec::is_empty) && !entries.with(Vec::is_empty);
        is_nothing.then(|| view! { <p class="muted">{t::no_command()}</p> })
    };
    view! {
        <dialog class="dialog palette" id=id aria-label=t::commands() on:close=move |_| finding.forget()>
            <div class="palette-head">
                <div class="search grow">
                    <super::Icon name="search"/>
                    <input
                        class="input"
                        id=format!("{id}-input")
                        type="text"
                        role="combobox"
                        aria-expanded="true"
                        aria-autocomplete="list"
                        aria-controls=format!("{id}-options")
                        aria-activedescendant=move || finding.active_option()
                        aria-label=t::commands()
                        placeholder=t::command_hint()
                        autocomplete="off"
                        autofocus=true
                        node_ref=finding.input
                        on:input=move |event| finding.look_for(event_target_value(&event))
                        on:keydown=move |event| finding.on_key(&event)
                    />
                </div>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=t::close_command()
                    on:click=move |_| finding.close()
                >
                    <super::Icon name="x"/>
                </button>
            </div>
            <div class="palette-options" role="listbox" id=format!("{id}-options") aria-label=t::commands()>
                {move || finding.options()}
            </div>
            <div class="palette-said" role="status">
                {nothing}
                <span class="visually-hidden">{move || t::commands_found(found.with(|found| found.len() as u64))}</span>
            </div>
        </dialog>
    }
}

/// The same commands as a list: the page that the palette's button leads to without scripts.
///
/// ```text
/// <CommandList entries=commands(&viewer)/>
/// ```
#[component]
pub fn CommandList(entries: Vec<Entry>) -> impl IntoView {
    let rows = entries.into_iter().map(|entry| view! { <li>{listed(entry)}</li> }).collect_view();
    view! { <ul class="list list--tight">{rows}</ul> }
}

fn listed(entry: Entry) -> AnyView {
    let icon = sprite(&entry);
    let kind = (!entry.kind.is_empty()).then(|| view! { <small class="muted">{entry.kind}</small> });
    let inside = view! { <svg class="icon" aria-hidden="true"><use href=icon></use></svg>{entry.name} };
    match entry.sends {
        None => view! { <a class="cluster cluster--tight" href=entry.href>{inside}" "{kind}</a> }.into_any(),
        Some(values) => {
            let hidden = values
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                .collect_view();
            view! {
                <form action=entry.href method="post">
                    {hidden}
                    <button type="submit" class="button button--quiet">{inside}</button>
                </form>
            }
            .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<String> {
        let entries = [Entry::new("house", "Home", "/home", ""), Entry::new("log-out", "Sign out", "/do/out", "leave")];
        found(&entries, typed, Some(|typed| Entry::new("search", format!("Search for {typed}"), "/jobs", "")))
            .into_iter()
            .map(|entry| entry.name)
            .collect()
    }

    #[test]
    fn whatever_is_typed_can_be_searched_for_and_nothing_cannot() {
        assert_eq!(names(" "), ["Home", "Sign out"]);
        assert_eq!(names("leave"), ["Sign out", "Search for leave"]);
        assert_eq!(names(" tide gauge "), ["Search for tide gauge"]);
    }

    #[test]
    fn the_search_has_its_place_in_a_full_list() {
        let many: Vec<Entry> = (0..20).map(|place| Entry::new("x", format!("same {place}"), "/", "")).collect();
        let found = found(&many, "same", Some(|typed| Entry::new("search", typed, "/jobs", "")));
        assert_eq!(found.len(), SHOWN_MAX);
        assert_eq!(found.last().map(|last| last.icon.as_str()), Some("search"));
    }
}
