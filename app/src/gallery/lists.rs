//! Tabs, pages and a table with an order, all of them links.

use crate::i18n::{gallery as t, said, specimen as s};
use crate::runtime::query;
use crate::ui::{Cell, Column, Crumbs, DataTable, More, Order, Pager, Pagination, Tab, Tabs, Tone, with_parameter};
use domain::money::{Currency, Money};
use domain::time::{Date, Span, Timestamp};
use leptos::prelude::*;

const PAGE: &str = "/ui";

/// Tabs, the way back up, pages of a list, disclosure.
pub(super) fn ways() -> AnyView {
    let current = query("tab");
    let tabs = [
        ("", t::tab_all as fn() -> &'static str, 11),
        ("shortlist", t::tab_shortlist, 3),
        ("archived", t::tab_archived, 0),
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
        view! { <Tabs label=t::views() tabs=list/><p id="tab-shown">{t::tab_shows(known.1())}</p> }
    };
    view! {
        <Crumbs ways=vec![("/contracts".to_owned(), t::up().to_owned())] here=t::milestone_two()/>
        <Pager label=s::of_proposals() place=3 of=9 back="#nav" on="#nav"/>
        {shown}
        <Pagination label=t::pages() back="/ui?before=b7" on=with_parameter("/ui", "after", "k2")/>
        <More title=t::how_worked_out() open=true><p class="small">{t::how_text()}</p></More>
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
        what: t::milestone_one,
        with: Some("Halden Tidevann AS"),
        day: 0,
        cents: 240_000,
        state: (t::released, Tone::Good),
    },
    Entry {
        what: t::milestone_two,
        with: Some("Halden Tidevann AS"),
        day: 18,
        cents: 300_000,
        state: (t::in_review, Tone::Brass),
    },
    Entry { what: t::withdrawal, with: None, day: 9, cents: -341_260, state: (t::released, Tone::Good) },
    Entry { what: t::bonus, with: Some("Amaya Tea"), day: 4, cents: 9_000, state: (t::released, Tone::Good) },
    Entry {
        what: t::milestone_three,
        with: Some("Halden Tidevann AS"),
        day: 30,
        cents: 260_000,
        state: (t::funded, Tone::Brand),
    },
];

fn columns() -> Vec<Column> {
    vec![
        Column::text("what", t::what()).sortable(),
        Column::text("with", t::counterpart()),
        Column::days("day", t::day()).sortable(),
        Column::text("state", t::state()),
        Column::figure("amount", t::amount()).sortable(),
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
                Cell::text(entry.with.unwrap_or_else(t::to_bank)).rest(),
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
                caption=t::statement()
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
