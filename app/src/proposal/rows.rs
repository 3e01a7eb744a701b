//! The rows of milestones in a form: three without scripts; with them as many as one likes, and the sum at once.

use crate::i18n::proposal as t;
use crate::ui::{Button, ButtonKind, FormState, Icon};
use domain::contract::terms::{MILESTONES_MAX, MilestoneInput};
use domain::money::{Currency, Money};
use domain::text::MilestoneTitle;
use leptos::prelude::*;

/// Rows that a form has from the start, for browsers without scripts.
const FIRST: usize = 3;

/// One row. Its number is its place, its key stays.
#[derive(Debug, Clone)]
struct Row {
    key: usize,
    start: MilestoneInput,
    amount: ArcRwSignal<String>,
}

impl Row {
    fn new(key: usize, start: MilestoneInput) -> Self {
        Self { key, amount: ArcRwSignal::new(start.amount.text()), start }
    }
}

/// The rows of a form. They belong to the page, so that reading its data again in the middle of typing loses none.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    /// Other rows are another signal: what still follows these is about to go, and must not be rendered once more.
    rows: StoredValue<ArcRwSignal<Vec<Row>>>,
    next: StoredValue<usize>,
    /// The milestones they began with, to tell them from others: what was typed over other terms is not put back.
    from: StoredValue<String>,
    /// Somebody has added or removed one.
    moved: RwSignal<bool>,
    /// Somebody has written in one.
    written: StoredValue<bool>,
}

impl Rows {
    /// No rows yet.
    pub fn new() -> Self {
        Self {
            rows: StoredValue::new(ArcRwSignal::new(Vec::new())),
            next: StoredValue::new(0),
            from: StoredValue::new(String::new()),
            moved: RwSignal::new(false),
            written: StoredValue::new(false),
        }
    }

    /// Begins with these milestones and blank rows below them. Rows in which somebody is at work stay; others follow newer
    /// terms, or sending them would take those back.
    fn begin(self, given: Vec<MilestoneInput>, currency: Currency) {
        let mut from = currency.code().to_owned();
        given.iter().for_each(|row| from += &format!("\n{} {} {}", row.amount.text(), row.due, row.title));
        let is_touched = self.moved.get_untracked() || self.written.get_value();
        let is_empty = self.list().with_untracked(Vec::is_empty);
        if is_empty || (!is_touched && self.from.with_value(|before| *before != from)) {
            let blank = FIRST.saturating_sub(given.len());
            self.from.set_value(from);
            if !is_empty {
                self.rows.set_value(ArcRwSignal::new(Vec::new()));
            }
            for start in given.into_iter().chain(std::iter::repeat_n(MilestoneInput::default(), blank)) {
                self.add(start);
            }
        }
    }

    fn list(self) -> ArcRwSignal<Vec<Row>> {
        self.rows.get_value()
    }

    fn add(self, start: MilestoneInput) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.list().update(|rows| rows.push(Row::new(key, start)));
    }

    fn add_by_hand(self) {
        self.moved.set(true);
        self.add(MilestoneInput::default());
    }

    fn remove(self, key: usize) {
        self.moved.set(true);
        self.list().update(|rows| rows.retain(|row| row.key != key));
    }

    /// The sum of the amounts typed so far; those that cannot be read count as nothing.
    pub fn sum(self, currency: Currency) -> Option<Money> {
        let amounts: Vec<Money> =
            self.list().get().iter().filter_map(|row| Money::parse(&row.amount.get(), currency).ok()).collect();
        Money::sum(currency, amounts).ok().filter(|sum| sum.is_positive())
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

/// The rows, and the button for one more.
///
/// ```text
/// let rows = Rows::new();          // in the page
/// <MilestoneRows rows=rows currency=Currency::Eur given=milestones/>
/// ```
#[component]
pub fn MilestoneRows(
    rows: Rows,
    currency: Currency,
    given: Vec<MilestoneInput>,
    /// Stands above the rows in place of the words for a proposal.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    rows.begin(given, currency);
    let hint = hint.unwrap_or_else(|| t::milestones_hint(currency));
    let list = RwSignal::from(rows.list());
    let can_add = move || list.with(Vec::len) < MILESTONES_MAX;
    let can_remove = Signal::derive(move || list.with(Vec::len) > 1);
    view! {
        <fieldset class="field">
            <legend>{t::milestones()}</legend>
            <p class="hint">{hint}</p>
            // What is typed into rows that come and go is kept by these two (`public/boot/typed.js`).
            <div class="card card--flush milestone-rows" data-rows=rows.from.get_value() data-moved=move || rows.moved.get().then_some("")>
                // In a wide form once instead of in every row. Who listens hears the label of each field, which begins with
                // the same words.
                <div class="cluster milestone-heads" aria-hidden="true">
                    <b style="flex:1 1 15rem">{t::head_title()}</b>
                    <b style="flex:1 1 6rem">{t::head_amount()}</b>
                    <b style="flex:1.4 1 8.5rem">{t::head_due()}</b>
                    <Show when=move || can_remove.get()><span class="icon-button once-live"></span></Show>
                </div>
                <ol class="list list--pad" on:input=move |_| rows.written.set_value(true)>
                    <ForEnumerate each=move || list.get() key=|row| row.key let(place, row)>
                        <MilestoneRow place=place row=row rows=rows can_remove=can_remove currency=currency/>
                    </ForEnumerate>
                </ol>
                <Show when=can_add>
                    <div class="card-foot once-live">
                        <Button kind=ButtonKind::Quiet icon="plus" on:click=move |_| rows.add_by_hand()>{t::add_milestone()}</Button>
                    </div>
                </Show>
            </div>
        </fieldset>
    }
}

#[component]
fn MilestoneRow(
    place: ReadSignal<usize>,
    row: Row,
    rows: Rows,
    can_remove: Signal<bool>,
    currency: Currency,
) -> impl IntoView {
    let Row { key, start, amount } = row;
    let number = move || place.get() + 1;
    let first = FormState::here().start_value(&field("amount", place.get_untracked()), amount.get_untracked());
    amount.set(first);
    let follow = {
        let amount = amount.clone();
        move |event: leptos::ev::Event| amount.set(event_target_value(&event))
    };
    view! {
        <li class="cluster cluster--top" style="--gap:var(--s2)">
            <RowField
                place=place
                name="title"
                label=Signal::derive(move || t::row_title(number()))
                start=start.title
                width="flex:1 1 var(--title, 15rem)"
                maxlength=MilestoneTitle::MAX.to_string()
            />
            <div on:input=follow style="flex:1 1 6rem">
                <RowField
                    place=place
                    name="amount"
                    label=Signal::derive(move || t::row_amount(number(), currency))
                    start=start.amount.text()
                    width=""
                    inputmode="decimal"
                />
            </div>
            <RowField
                place=place
                name="due"
                label=Signal::derive(move || t::row_due(number()))
                start=start.due
                width="flex:1.4 1 8.5rem"
                kind="date"
            />
            <Show when=move || can_remove.get()>
                <button
                    type="button"
                    class="icon-button once-live"
                    aria-label=move || t::remove_milestone(number())
                    on:click=move |_| rows.remove(key)
                >
                    <Icon name="trash-2"/>
                </button>
            </Show>
        </li>
    }
}

/// The name that the rules give to a field of a row.
fn field(name: &str, place: usize) -> String {
    format!("milestones[{place}][{name}]")
}

/// A field whose name follows the place of its row. Blank rows are skipped, so none of them is required.
#[component]
fn RowField(
    place: ReadSignal<usize>,
    name: &'static str,
    label: Signal<String>,
    start: String,
    width: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] maxlength: Option<String>,
) -> impl IntoView {
    let form = FormState::here();
    let start = form.start_value(&field(name, place.get_untracked()), start);
    let id = {
        let form = form.clone();
        Signal::derive(move || form.field_id(&field(name, place.get())))
    };
    let error = Signal::derive(move || form.error_of(&field(name, place.get())));
    let error_id = move || format!("{}-error", id.get());
    view! {
        <div class="field" style=width>
            <label for=move || id.get()>{move || label.get()}</label>
            <input
                class="input"
                id=move || id.get()
                name=move || field(name, place.get())
                type=kind
                value=start
                inputmode=inputmode
                maxlength=maxlength
                autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || error.with(Option::is_some).then(error_id)
            />
            {move || error.get().map(|sentence| view! { <p class="error" id=error_id()><Icon name="triangle-alert"/>{sentence}</p> })}
        </div>
    }
}
