//! Tabs, pages and a table with an order, all of them links.

use crate::runtime::query;
use crate::ui::{Cell, Column, Crumbs, DataTable, More, Order, Pager, Pagination, Tab, Tabs, Tone, with_parameter};
use crate::words::{gallery as w, said, specimen as s};
use domain::money::{Currency, Money};
use domain::time::{Date, Span, Timestamp};
use leptos::prelude::*;

const PAGE: &str = "/ui";

/// Tabs, the way back up, pages of a list, disclosure.
pub(super) fn ways() -> AnyView {
    let current = query("tab");
    let tabs = [
        ("", w::tab_all as fn() -> &'static str, 11),
        ("shortlist", w::tab_shortlist, 3),
        ("archived", w::tab_archived, 0),
    ];
    let shown = move || {
        let current = current();
        let known = tabs.iter().find(|(key, _, _)| *key == current).unwrap_or(&tabs[0]);
        let list = tabs
            .iter()
            .map(|(key, name, count)| Tab {
                href: with_parameter(PAGE, "tab", key),
                name: name().to_owned(),
                count: *count,
                current: key == &known.0,
            })
            .collect();
        view! { <Tabs label=w::views() tabs=list/><p id="tab-shown">{w::tab_shows(known.1())}</p> }
    };
    view! {
        <Crumbs ways=vec![("/contracts".to_owned(), w::up().to_owned())] here=w::milestone_two()/>
        <Pager label=s::of_proposals() place=3 of=9 back="#nav" on="#nav"/>
        {shown}
        <Pagination label=w::pages() back="/ui?before=b7" on=with_parameter("/ui", "after", "k2")/>
        <More title=w::how_worked_out() open=true><p class="small">{w::how_text()}</p></More>
    }
    .into_any()
}

struct Entry {
    what: fn() -> &'static str,
    with: Option<&'static str>,
    day: i64,
    cents: i64,
    state: (fn() -> &'static str, Tone),
}

const ENTRIES: [Entry; 5] = [
    Entry {
        what: w::milestone_one,
        with: Some("Halden Tidevann AS"),
        day: 0,
        cents: 240_000,
        state: (w::released, Tone::Good),
    },
    Entry {
        what: w::milestone_two,
        with: Some("Halden Tidevann AS"),
        day: 18,
        cents: 300_000,
        state: (w::in_review, Tone::Brass),
    },
    Entry { what: w::withdrawal, with: None, day: 9, cents: -341_260, state: (w::released, Tone::Good) },
    Entry { what: w::bonus, with: Some("Amaya Tea"), day: 4, cents: 9_000, state: (w::released, Tone::Good) },
    Entry {
        what: w::milestone_three,
        with: Some("Halden Tidevann AS"),
        day: 30,
        cents: 260_000,
        state: (w::funded, Tone::Brand),
    },
];

fn columns() -> Vec<Column> {
    vec![
        Column::text("what", w::what()).sortable(),
        Column::text("with", w::counterpart()),
        Column::days("day", w::day()).sortable(),
        Column::text("state", w::state()),
        Column::figure("amount", w::amount()).sortable(),
    ]
}

/// The entries in their order.
fn sorted(order: &Order) -> Vec<&'static Entry> {
    let mut entries: Vec<&Entry> = ENTRIES.iter().collect();
    match order.key.as_str() {
        "what" => entries.sort_by_key(|entry| (entry.what)()),
        "amount" => entries.sort_by_key(|entry| entry.cents),
        _by_day => entries.sort_by_key(|entry| entry.day),
    }
    if order.descending {
        entries.reverse();
    }
    entries
}

fn day(offset: i64) -> Date {
    let first = Timestamp::from_micros(0).plus(Span::days(20_790));
    first.plus(Span::days(offset)).date()
}

/// A statement that can be put in three orders.
pub(super) fn tables() -> AnyView {
    let asked = query("sort");
    let table = move || {
        let columns = columns();
        let order = Order::of(&asked(), &columns, "-day");
        let row = |entry: &Entry| {
            vec![
                Cell::text((entry.what)()),
                Cell::text(entry.with.unwrap_or_else(w::to_bank)).rest(),
                Cell::text(said(day(entry.day))),
                Cell::tag(entry.state.0(), entry.state.1),
                Cell::figure(said(Money::new(entry.cents, Currency::Eur)))
                    .incoming(entry.cents > 0 && entry.state.1 == Tone::Good)
                    .key(),
            ]
        };
        let rows = sorted(&order).into_iter().map(row).collect();
        view! {
            <DataTable
                id="statement"
                caption=w::statement()
                columns=columns
                rows=rows
                order=order
                base=PAGE
                ledger=true
                menus=["statement-order", "statement-columns"]
            />
        }
    };
    view! { {table} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_follow_the_order_of_the_address() {
        let cents = |sort: &str| {
            let order = Order::of(sort, &columns(), "-day");
            sorted(&order).into_iter().map(|entry| entry.cents).collect::<Vec<_>>()
        };
        assert_eq!(cents("amount"), [-341_260, 9_000, 240_000, 260_000, 300_000]);
        assert_eq!(cents("-amount").first(), Some(&300_000));
        assert_eq!(cents(""), cents("-day"));
    }
}
