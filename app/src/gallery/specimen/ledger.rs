//! Rows of a ledger: on a phone title and amount on one line, then the day and what is left or the state.

use super::{day, eur};
use crate::i18n::{gallery as g, said, specimen as t};
use crate::ui::{Tag, Tone};
use leptos::prelude::*;

/// A line of a statement.
struct Line {
    day: i64,
    what: &'static str,
    why: &'static str,
    state: (&'static str, Tone),
    cents: i64,
    fee: i64,
    balance: i64,
}

fn lines() -> [Line; 4] {
    let line = |day, what, why, state, cents, fee, balance| Line { day, what, why, state, cents, fee, balance };
    let done = (g::released(), Tone::Good);
    [
        line(2, t::hours_of_week(), t::hours_why(), (t::pending(), Tone::Brass), 195_000, -9_750, 341_260),
        line(-5, t::payout(), t::payout_why(), (t::done(), Tone::Neutral), -250_000, -35, 156_010),
        line(-16, t::first_released(), "Halden Tidevann AS", done, 210_000, -10_500, 406_045),
        line(-24, t::bond_share(), t::bond_share_why(), done, 625, 0, 206_545),
    ]
}

fn signed(cents: i64) -> String {
    if cents > 0 { format!("+{}", said(eur(cents))) } else { said(eur(cents)) }
}

/// One row. `settled` rows end with what is left, the others with their state.
fn row(line: Line, settled: bool) -> impl IntoView {
    let (word, tone) = line.state;
    let [tag, left] = if settled { ["rest", "end money muted"] } else { ["mark", "rest end money muted"] };
    view! {
        <tr>
            <td class="nowrap muted">{said(day(line.day).date())}</td>
            <th scope="row" class="lead">{line.what}<small>{line.why}</small></th>
            <td class=tag><Tag tone=tone>{word}</Tag></td>
            <td class="key end money" class:is-in={line.cents > 0}><b>{signed(line.cents)}</b></td>
            <td class="rest end money muted">{signed(line.fee)}</td>
            <td class=left><span class="visually-hidden">{t::balance()}" "</span>{said(eur(line.balance))}</td>
        </tr>
    }
}

fn table(caption: &'static str, settled: bool) -> impl IntoView {
    let rows = lines().map(|line| row(line, settled)).collect_view();
    view! {
        <div class="card card--flush">
            <table class="table table--fold is-ledger">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{g::day()}</th>
                        <th scope="col">{g::what()}</th>
                        <th scope="col">{g::state()}</th>
                        <th scope="col" class="end">{g::amount()}</th>
                        <th scope="col" class="end">{t::fee()}</th>
                        <th scope="col" class="end">{t::balance()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <td class="rest"></td>
                        <th scope="row" class="lead">{t::carried_over()}<small>{t::from_november()}</small></th>
                        <td class="rest"></td>
                        <td class="key end money"><b>{said(eur(205_920))}</b></td>
                        <td class="rest"></td>
                        <td class="rest"></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

pub(super) fn ledger() -> AnyView {
    view! {
        <h3>{t::with_balance()}</h3>
        {table(t::with_balance(), true)}
        <h3>{t::with_state()}</h3>
        {table(t::with_state(), false)}
    }
    .into_any()
}
