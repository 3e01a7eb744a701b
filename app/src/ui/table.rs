//! Tables that become cards on a phone.

use super::{Tag, Tone};
use crate::i18n::format::Say;
use crate::i18n::said;
use leptos::prelude::*;

/// One cell. The row's title leads; figures stand at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    href: String,
    note: String,
    end: bool,
    tone: Option<Tone>,
    incoming: bool,
    place: &'static str,
}

impl Cell {
    /// Text.
    pub fn text(text: impl Say) -> Self {
        Self {
            text: said(text),
            href: String::new(),
            note: String::new(),
            end: false,
            tone: None,
            incoming: false,
            place: "",
        }
    }

    /// A figure, aligned at the end.
    pub fn figure(text: impl Say) -> Self {
        Self { end: true, ..Self::text(text) }
    }

    /// A state, in a word.
    pub fn tag(text: impl Say, tone: Tone) -> Self {
        Self { tone: Some(tone), place: "mark", ..Self::text(text) }
    }

    /// The same, as money that comes in.
    pub fn incoming(self, incoming: bool) -> Self {
        Self { incoming, ..self }
    }

    /// The same, as the figure that stands beside the title of a row of a ledger on a phone.
    pub fn key(self) -> Self {
        Self { place: "key", ..self }
    }

    /// The same, left out where a row of a ledger has two lines.
    pub fn rest(self) -> Self {
        Self { place: "rest", ..self }
    }

    /// The same as a link.
    pub fn link(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// The same with a smaller line below.
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// A table; the first cell of each row is its title. On a phone each row becomes a card.
///
/// ```text
/// <Table
///     caption=t::statement()
///     head=vec![t::what(), t::when(), t::amount()]
///     rows=vec![vec![Cell::text(…), Cell::text(…), Cell::figure(…)]]
/// />
/// ```
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    head: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    /// On a phone each row is two lines instead of a card: say which cells are the key and which are left out.
    #[prop(optional)]
    ledger: bool,
) -> impl IntoView {
    let ends: Vec<bool> =
        (0..head.len()).map(|place| rows.first().and_then(|row| row.get(place)).is_some_and(|cell| cell.end)).collect();
    let titles = head
        .iter()
        .zip(&ends)
        .map(|(title, end)| view! { <th scope="col" class:end=*end>{*title}</th> })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = row
                .into_iter()
                .zip(head.iter().copied())
                .enumerate()
                .map(|(place, (cell, title))| one_cell(cell, title, place == 0))
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table table--fold" class:is-ledger=ledger>
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr>{titles}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A cell of a row; `title` is its column's, `leads` the row's first.
pub(super) fn one_cell(cell: Cell, title: &'static str, leads: bool) -> AnyView {
    let content = match cell.tone {
        Some(tone) => view! { <Tag tone=tone>{cell.text}</Tag> }.into_any(),
        None if cell.href.is_empty() => cell.text.into_any(),
        None => view! { <a href=cell.href>{cell.text}</a> }.into_any(),
    };
    if leads {
        let note = (!cell.note.is_empty()).then(|| view! { <small>{cell.note}</small> });
        view! { <th scope="row" class="lead">{content}{note}</th> }.into_any()
    } else {
        view! {
            <td data-label=title class=cell.place class:end=cell.end class:money=cell.end class:is-in=cell.incoming>
                {content}
            </td>
        }
        .into_any()
    }
}
