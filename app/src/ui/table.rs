//! Tables that become cards on a phone.

use crate::words::format::Say;
use crate::words::said;
use leptos::prelude::*;

/// One cell. The row's title leads; figures stand at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    href: String,
    end: bool,
}

impl Cell {
    /// Text.
    pub fn text(text: impl Say) -> Self {
        Self { text: said(text), href: String::new(), end: false }
    }

    /// A figure, aligned at the end.
    pub fn figure(text: impl Say) -> Self {
        Self { end: true, ..Self::text(text) }
    }

    /// The same as a link.
    pub fn link(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }
}

/// A table; the first cell of each row is its title. On a phone each row becomes a card.
///
/// ```text
/// <Table caption=w::statement() head=vec![w::what(), w::when(), w::amount()] rows=vec![vec![Cell::text(…), Cell::text(…), Cell::figure(…)]]/>
/// ```
#[component]
pub fn Table(#[prop(into)] caption: String, head: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> impl IntoView {
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
        <table class="table table--fold">
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr>{titles}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// A cell of a row; `title` is its column's, `leads` the row's first.
pub(super) fn one_cell(cell: Cell, title: &'static str, leads: bool) -> AnyView {
    let content = if cell.href.is_empty() {
        cell.text.into_any()
    } else {
        view! { <a href=cell.href>{cell.text}</a> }.into_any()
    };
    if leads {
        view! { <th scope="row" class="lead">{content}</th> }.into_any()
    } else {
        view! { <td data-label=title class:end=cell.end class:money=cell.end>{content}</td> }.into_any()
    }
}
