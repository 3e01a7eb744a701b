//! The page itself: its sections in their order, and the way to each.

use super::api::{self, Shown};
use super::{controls, lists, overlays};
use crate::i18n::{gallery as t, specimen as s};
use crate::runtime::{Command, Loaded, PageMeta, ServerData, loader};
use crate::ui::{PageHead, Section};
use leptos::prelude::*;

/// A section: its id, its name, a line about it.
type Part = (&'static str, fn() -> &'static str, fn() -> &'static str);

fn nothing() -> &'static str {
    ""
}

const PARTS: &[Part] = &[
    ("colour", t::colour, t::colour_text),
    ("type", t::type_, nothing),
    ("buttons", t::buttons, nothing),
    ("fields", t::fields, t::fields_text),
    ("choices", t::choices, nothing),
    ("field-states", s::field_states, s::field_states_text),
    ("form", t::form, t::form_text),
    ("files", t::files, nothing),
    ("filters", t::filters, t::filters_text),
    ("cards", t::cards, t::cards_text),
    ("tags", t::tags, nothing),
    ("people", t::people, nothing),
    ("money", t::money, nothing),
    ("time", t::time, t::time_text),
    ("meters", t::meters, nothing),
    ("charts", t::charts, t::charts_text),
    ("steps", t::steps, nothing),
    ("nav", t::nav, nothing),
    ("tables", t::tables, t::tables_text),
    ("ledger", s::ledger, s::ledger_text),
    ("results", s::results, nothing),
    ("notes", t::notes, nothing),
    ("over", t::over, nothing),
    ("palette-part", t::palette, t::palette_text),
    ("messages", t::messages, nothing),
    ("timer", t::timer, nothing),
    ("diary", t::diary, nothing),
    ("work", t::work, nothing),
    ("office", t::office, nothing),
    ("papers", t::papers, nothing),
    ("texts", t::texts, nothing),
    ("evidence", t::evidence, nothing),
    ("proof", t::proof, nothing),
    ("team", t::rights, nothing),
    ("news", t::news, nothing),
    ("second-step", t::second_step, nothing),
    ("loading", t::loading, t::loading_text),
    ("empty", t::empty, nothing),
    ("errors", t::errors, nothing),
    ("icons", t::icons, nothing),
];

/// Every part in every state.
#[component]
pub(crate) fn GalleryPage() -> impl IntoView {
    let shown = loader("gallery", || (), |()| api::page()).once().on_server(|_| PageMeta::of(t::title()));
    // It belongs to the page: what it has to say outlives that the parts are rendered again.
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
            <PageHead title=t::title() text=t::text()/>
            <div class="split split--start" style="--aside:11rem">
                <nav class="sidenav sticky" aria-label=t::parts()>{ways}</nav>
                <div>{sections}</div>
            </div>
        </div>
    }
}

/// What moves is rendered here; the rest comes from the server as it is, below it.
fn inside(id: &'static str, shown: &ServerData<Shown>, tried: Command) -> AnyView {
    let rendered = || {
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
        "notes" => view! { {overlays::notes()}{rendered()} }.into_any(),
        "over" => view! { {overlays::over()}{rendered()} }.into_any(),
        _specimen => rendered().into_any(),
    }
}
