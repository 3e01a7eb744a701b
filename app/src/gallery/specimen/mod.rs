//! Parts that only show something, rendered by the server to HTML: the browser needs no code for them here.

mod board;
mod diary;
mod field;
mod later;
mod ledger;
mod look;
mod over;
mod people;
mod progress;
mod result;
mod states;
mod sums;
mod talk;
mod team;
mod work;

use domain::time::Timestamp;
use leptos::prelude::*;

/// Every specimen: the id of its section, and its HTML.
pub(super) fn all(now: Timestamp) -> Vec<(String, String)> {
    let rendered = [
        ("colour", look::colour()),
        ("type", look::type_sizes()),
        ("buttons", look::buttons()),
        ("icons", look::icons()),
        ("choices", field::choices()),
        ("field-states", field::states()),
        ("ledger", ledger::ledger()),
        ("results", result::results()),
        ("notes", over::notes()),
        ("over", over::over()),
        ("filters", people::filters()),
        ("cards", states::cards_and_lists()),
        ("tags", people::tags()),
        ("people", people::people()),
        ("money", sums::money()),
        ("charts", sums::charts()),
        ("time", progress::time(now)),
        ("meters", progress::meters()),
        ("steps", progress::steps()),
        ("messages", talk::messages()),
        ("texts", talk::texts()),
        ("evidence", later::evidence()),
        ("proof", later::proof()),
        ("team", team::team()),
        ("news", team::news()),
        ("second-step", later::second_step()),
        ("timer", work::timer()),
        ("diary", diary::diary()),
        ("work", board::work()),
        ("office", people::office()),
        ("papers", sums::papers()),
        ("loading", states::loading()),
        ("empty", states::empty()),
        ("errors", states::errors()),
    ];
    rendered.into_iter().map(|(id, view)| (id.to_owned(), view.to_html())).collect()
}

/// Mon 4 Jan 2027, 15:02, and so many days later: the time of all that is shown.
fn day(offset: i64) -> Timestamp {
    Timestamp::civil(2027, 1, 4, 15, 2, 0).unwrap_or(Timestamp::from_micros(0)).plus(domain::time::Span::days(offset))
}

/// Euros, in cents.
fn eur(cents: i64) -> domain::money::Money {
    domain::money::Money::new(cents, domain::money::Currency::Eur)
}
