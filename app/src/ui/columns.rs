//! Tables whose rows can be sorted and whose columns can be chosen. Sorting is links, so it works without scripts; choosing is boxes
//! that the style sheet follows, and scripts remember them on this device.

use super::address::with_parameter;
use super::table::{Cell, one_cell};
use super::{Icon, Menu};
use crate::i18n::ui as t;
use leptos::prelude::*;

/// A column of a [`DataTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the address, such as `amount`.
    pub key: &'static str,
    /// Its name on the page.
    pub name: &'static str,
    /// The list can be put in its order.
    pub sortable: bool,
    /// Figures stand at the end.
    pub end: bool,
    /// Days and moments: its order is said as newest and oldest.
    pub dated: bool,
}

impl Column {
    /// A column of words.
    pub const fn text(key: &'static str, name: &'static str) -> Self {
        Self { key, name, sortable: false, end: false, dated: false }
    }

    /// A column of figures.
    pub const fn figure(key: &'static str, name: &'static str) -> Self {
        Self { end: true, ..Self::text(key, name) }
    }

    /// A column of days.
    pub const fn days(key: &'static str, name: &'static str) -> Self {
        Self { dated: true, ..Self::text(key, name) }
    }

    /// How its order is called.
    fn order_called(&self, descending: bool) -> String {
        match (self.dated, self.end, descending) {
            (true, _, true) => t::newest_first().to_owned(),
            (true, _, false) => t::oldest_first().to_owned(),
            (_, true, true) => t::sorted_down(self.name),
            (_, true, false) => t::sorted_up(self.name),
            (_, _, true) => t::sorted_backwards(self.name),
            (_, _, false) => t::sorted_by_letter(self.name),
        }
    }

    /// The same, and the list can be put in its order.
    pub const fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }
}

/// The order of a list, as it stands in the address: `sort=amount`, or `sort=-amount` from the highest down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Key of the column.
    pub key: String,
    /// From the highest down.
    pub descending: bool,
}

impl Order {
    /// Reads the parameter; `usual` where there is none or no such column.
    ///
    /// ```text
    /// Order::of(&query.get("sort").unwrap_or_default(), &COLUMNS, "-date")
    /// ```
    pub fn of(text: &str, columns: &[Column], usual: &str) -> Self {
        let read = |text: &str| {
            let key = text.strip_prefix('-').unwrap_or(text);
            Self { key: key.to_owned(), descending: text.starts_with('-') }
        };
        let asked = read(text);
        let known = columns.iter().any(|column| column.sortable && column.key == asked.key);
        if known { asked } else { read(usual) }
    }

    /// The address that a press on this column's name leads to: its order, or the other way round.
    fn next(&self, base: &str, key: &str) -> String {
        let down = self.key == key && !self.descending;
        with_parameter(base, "sort", &if down { format!("-{key}") } else { key.to_owned() })
    }

    fn aria(&self, column: &Column) -> Option<&'static str> {
        match (self.key == column.key, self.descending) {
            (false, _) => None,
            (true, false) => Some("ascending"),
            (true, true) => Some("descending"),
        }
    }
}

/// The head of a column, a link where the list can be put in its order.
fn head(column: &Column, order: &Order, base: &str) -> AnyView {
    let name = column.name;
    let content = if column.sortable {
        let icon = match order.aria(column) {
            None => None,
            Some("ascending") => Some(view! { <Icon name="chevron-down" turned=true/> }),
            Some(_down) => Some(view! { <Icon name="chevron-down"/> }),
        };
        view! { <a href=order.next(base, column.key) data-noscroll="">{name}{icon}</a> }.into_any()
    } else {
        name.into_any()
    };
    view! { <th scope="col" class:end=column.end aria-sort=order.aria(column)>{content}</th> }.into_any()
}

/// An order in the menu; the one that holds has a check mark.
fn one_order(column: &Column, descending: bool, order: &Order, base: &str) -> AnyView {
    let key = if descending { format!("-{}", column.key) } else { column.key.to_owned() };
    let holds = order.key == column.key && order.descending == descending;
    let mark = if holds {
        view! { <Icon name="check"/> }.into_any()
    } else {
        view! { <span class="icon" aria-hidden="true"></span> }.into_any()
    };
    let current = holds.then_some("true");
    view! { <a href=with_parameter(base, "sort", &key) aria-current=current data-noscroll="">{mark}{column.order_called(descending)}</a> }
        .into_any()
}

/// The box for one column. It shows the column while it is ticked; scripts remember it.
#[component]
fn ColumnBox(table: &'static str, place: usize, column: Column) -> impl IntoView {
    let id = format!("{table}-column-{}", column.key);
    let kept = format!("{table}.{}", column.key);
    let ticked = NodeRef::<leptos::html::Input>::new();
    let key = kept.clone();
    Effect::new(move |_| {
        let hidden = storage().and_then(|storage| storage.get_item(&key).ok().flatten()).is_some();
        if let Some(ticked) = ticked.get().filter(|_| hidden) {
            ticked.set_checked(false);
        }
    });
    let on_change = move |event| {
        if let Some(storage) = storage() {
            // A full or forbidden memory forgets the choice; nothing else.
            let _ = if event_target_checked(&event) {
                storage.remove_item(&kept)
            } else {
                storage.set_item(&kept, "hidden")
            };
        }
    };
    view! {
        <label class="check">
            <input type="checkbox" id=id checked=true data-column=(place + 1).to_string() node_ref=ticked on:change=on_change/>
            <span>{column.name}</span>
        </label>
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// A table with a head that stays in sight, an order and a choice of columns. On a phone each row is a card, and the
/// order is a menu. The rows come sorted: the order is part of the query.
///
/// ```text
/// <DataTable id="statement" caption=t::statement() columns=COLUMNS.to_vec() rows=rows order=order base="/wallet?year=2026"/>
/// ```
#[component]
pub fn DataTable(
    /// Unique on the page; the choice of columns is remembered under it.
    id: &'static str,
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    order: Order,
    /// The address of this list without an order.
    #[prop(into)]
    base: String,
    /// On a phone each row is two lines instead of a card.
    #[prop(optional)]
    ledger: bool,
    /// Ids of the two menus, unique on the page.
    menus: [&'static str; 2],
) -> impl IntoView {
    let heads = columns.iter().map(|column| head(column, &order, &base)).collect_view();
    let boxes = columns
        .iter()
        .enumerate()
        .skip(1)
        .map(|(place, column)| view! { <ColumnBox table=id place=place column=*column/> })
        .collect_view();
    let orders = columns
        .iter()
        .filter(|column| column.sortable)
        .flat_map(|column| [true, false].map(|descending| one_order(column, descending, &order, &base)))
        .collect_view();
    let names: Vec<&'static str> = columns.iter().map(|column| column.name).collect();
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = row.into_iter().zip(&names).enumerate();
            let cells = cells.map(|(place, (cell, name))| one_cell(cell, name, place == 0)).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let [order_menu, column_menu] = menus;
    view! {
        <div class="data" id=id>
            <div class="data-tools">
                <span class="data-order"><Menu id=order_menu label=t::sort() icon="sliders-horizontal">{orders}</Menu></span>
                <Menu id=column_menu label=t::columns() icon="columns-3">
                    <fieldset><legend class="visually-hidden">{t::columns_shown()}</legend>{boxes}</fieldset>
                </Menu>
            </div>
            <table class="table table--fold table--sticky" class:is-ledger=ledger>
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::text("what", "What"),
        Column::text("day", "Day").sortable(),
        Column::figure("amount", "Amount").sortable(),
    ];

    #[test]
    fn an_order_is_read_from_the_address_and_unknown_ones_are_the_usual() {
        let order = |text: &str| {
            let order = Order::of(text, &COLUMNS, "-day");
            (order.key, order.descending)
        };
        assert_eq!(order("amount"), ("amount".to_owned(), false));
        assert_eq!(order("-amount"), ("amount".to_owned(), true));
        for odd in ["", "what", "nothing", "--amount"] {
            assert_eq!(order(odd), ("day".to_owned(), true), "{odd}");
        }
    }

    #[test]
    fn a_second_press_turns_the_order_round() {
        let order = Order::of("amount", &COLUMNS, "day");
        assert_eq!(order.next("/wallet?year=2026", "amount"), "/wallet?year=2026&sort=-amount");
        assert_eq!(order.next("/wallet?sort=amount", "day"), "/wallet?sort=day");
        assert_eq!(Order::of("-amount", &COLUMNS, "day").next("/wallet", "amount"), "/wallet?sort=amount");
        assert_eq!(order.aria(&COLUMNS[2]), Some("ascending"));
        assert_eq!(order.aria(&COLUMNS[1]), None);
    }
}
