//! The page itself: its sections in their order, and the way to each.

use super::api::{self, Shown};
use super::{controls, lists, overlays};
use crate::runtime::{Command, Loaded, PageMeta, ServerData, loader};
use crate::ui::{PageHead, Section};
use crate::words::{gallery as w, specimen as s};
use leptos::prelude::*;

/// A section: its id, its name, a line about it.
type Part = (&'static str, fn() -> &'static str, fn() -> &'static str);

fn nothing() -> &'static str {
    ""
}

const PARTS: &[Part] = &[
    ("colour", w::colour, w::colour_text),
    ("type", w::type_, nothing),
    ("buttons", w::buttons, nothing),
    ("fields", w::fields, w::fields_text),
    ("choices", w::choices, nothing),
    ("field-states", s::field_states, s::field_states_text),
    ("form", w::form, w::form_text),
    ("files", w::files, nothing),
    ("filters", w::filters, w::filters_text),
    ("cards", w::cards, w::cards_text),
    ("tags", w::tags, nothing),
    ("people", w::people, nothing),
    ("money", w::money, nothing),
    ("time", w::time, w::time_text),
    ("meters", w::meters, nothing),
    ("charts", w::charts, w::charts_text),
    ("steps", w::steps, nothing),
    ("nav", w::nav, nothing),
    ("tables", w::tables, w::tables_text),
    ("ledger", s::ledger, s::ledger_text),
    ("results", s::results, nothing),
    ("notes", w::notes, nothing),
    ("over", w::over, nothing),
    ("palette-part", w::palette, w::palette_text),
    ("messages", w::messages, nothing),
    ("timer", w::timer, nothing),
    ("diary", w::diary, nothing),
    ("work", w::work, nothing),
    ("office", w::office, nothing),
    ("papers", w::papers, nothing),
    ("texts", w::texts, nothing),
    ("evidence", w::evidence, nothing),
    ("proof", w::proof, nothing),
    ("team", w::rights, nothing),
    ("news", w::news, nothing),
    ("second-step", w::second_step, nothing),
    ("loading", w::loading, w::loading_text),
    ("empty", w::empty, nothing),
    ("errors", w::errors, nothing),
    ("icons", w::icons, nothing),
];

/// Every part in every state.
#[component]
pub(crate) fn GalleryPage() -> impl IntoView {
    let shown = loader("gallery", || (), |()| api::page()).once().on_server(|_| PageMeta::of(w::title()));
    // It belongs to the page: what it has to say outlives that the parts are drawn again.
    let tried = Command::of::<api::TryForm>();
    view! { <Loaded from=shown let:shown><Body shown=shown tried=tried/></Loaded> }
}

#[component]
fn Body(shown: ServerData<Shown>, tried: Command) -> impl IntoView {
    let ways =
        PARTS.iter().map(|(id, name, _)| view! { <a href=format!("#{id}") rel="external">{name()}</a> }).collect_view();
    let sections = PARTS
        .iter()
        .map(|(id, name, text)| {
            let inside = inside(id, &shown, tried);
            view! { <Section id=id title=name() text=text()>{inside}</Section> }
        })
        .collect_view();
    view! {
        <div class="wrap">
            <PageHead title=w::title() text=w::text()/>
            <div class="split split--start" style="--aside:11rem">
                <nav class="sidenav sticky" aria-label=w::parts()>{ways}</nav>
                <div>{sections}</div>
            </div>
        </div>
    }
}

/// What moves is drawn here; the rest comes from the server as it is, below it.
fn inside(id: &'static str, shown: &ServerData<Shown>, tried: Command) -> AnyView {
    let drawn = || {
        let part = shown.server_part(id, move |shown| {
            let html = shown.specimens.into_iter().find(|(known, _)| known == id).map(|(_, html)| html);
            view! { <div class="stack" inner_html=html.unwrap_or_default()></div> }
        });
        view! { <div>{part}</div> }
    };
    match id {
        "fields" => controls::fields(),
        "form" => controls::form(tried),
        "files" => controls::files(),
        "nav" => lists::ways(),
        "tables" => lists::tables(),
        "palette-part" => overlays::palette(),
        "notes" => view! { {overlays::notes()}{drawn()} }.into_any(),
        "over" => view! { {overlays::over()}{drawn()} }.into_any(),
        _specimen => drawn().into_any(),
    }
}
