//! Money: figures, escrow, charts, papers.

use super::{day, eur};
use crate::i18n::{gallery as t, said, specimen as s};
use crate::ui::{
    Amount, BarChart, Bars, Cell, Changed, Clauses, Detail, DetailList, Donut, EscrowBar, EscrowShare, EscrowState,
    Figure, LineChart, Party, Seal, Sheet, Skeleton, Sparkline, SplitBar, StackedChart, Stat, Stats, Table, Tag, Tone,
    Trend, Trends, Unit,
};
use domain::money::{Currency, Money, Rate};
use leptos::prelude::*;

const EUR: Unit = Unit::Money(Currency::Eur);

fn escrow(title: &'static str, shares: &[(EscrowState, i64)]) -> impl IntoView {
    let name = |state| match state {
        EscrowState::Released => t::released(),
        EscrowState::Refunded => t::refunded(),
        EscrowState::Review => t::in_review(),
        EscrowState::Funded | EscrowState::Paid => t::funded(),
        EscrowState::Unfunded => t::not_funded(),
    };
    let shares = shares
        .iter()
        .map(|(state, cents)| EscrowShare { state: *state, name: name(*state).to_owned(), amount: eur(*cents) })
        .collect();
    view! { <div class="stack stack--2"><h3>{title}</h3><EscrowBar shares=shares/></div> }
}

pub(super) fn money() -> AnyView {
    use EscrowState::{Funded, Refunded, Released, Review, Unfunded};
    let stats = vec![
        Stat::new(t::available(), said(eur(341_260)), t::any_time()),
        Stat::new(t::pending(), said(Money::new(184_000, Currency::Jpy)), t::until(day(5).date())),
    ];
    let price = eur(300_000);
    let rate = Rate::basis_points(500);
    let details = vec![
        Detail::new(t::price(), said(price)),
        Detail::new(t::fee(rate), said(eur(-15_000))),
        Detail::new(t::you_get(), said(eur(285_000))),
    ];
    view! {
        <Stats stats=stats/>
        <div class="grid" style="--min:14rem">
            <div class="stack stack--2">
                <p><Amount of=eur(210_000) incoming=true/>" "<Amount of=eur(-341_260)/></p>
                <Skeleton width="7rem" height="1.75rem"/>
            </div>
            <DetailList details=details total=true/>
        </div>
        {escrow(t::nothing_funded(), &[(Unfunded, 960_000)])}
        {escrow(t::first_funded(), &[(Funded, 240_000), (Unfunded, 720_000)])}
        {escrow(t::under_way(), &[(Released, 240_000), (Review, 300_000), (Funded, 260_000), (Unfunded, 160_000)])}
        {escrow(s::frozen(), &[(Released, 240_000), (Review, 720_000)])}
        {escrow(t::closed_in_part(), &[(Released, 880_000), (Refunded, 80_000)])}
        <div class="stack stack--2">
            <h3>{t::split()}</h3>
            <SplitBar yours=eur(63_000) theirs=eur(27_000) yours_word=t::to_you() theirs_word=t::to_client()/>
            <SplitBar yours=eur(9_000) theirs=eur(81_000) yours_word=t::to_you() theirs_word=t::to_client()/>
        </div>
    }
    .into_any()
}

/// Figures of an operator, each above the line of its last weeks.
fn trends() -> impl IntoView {
    let trend = |name: &str, value: String, note: &str, values: [i64; 7]| Trend {
        name: name.to_owned(),
        value,
        note: note.to_owned(),
        values: values.to_vec(),
    };
    let trends = vec![
        trend(s::jobs(), said(214), s::jobs_note(), [31, 28, 40, 38, 52, 47, 61]),
        trend(s::hires(), said(96), s::hires_note(), [9, 11, 10, 12, 13, 12, 16]),
        trend(s::paid_out(), said(eur(18_840_200)), s::paid_out_note(), [12, 12, 14, 13, 17, 15, 18]),
    ];
    view! { <Trends trends=trends/> }
}

pub(super) fn charts() -> AnyView {
    let sums =
        [402_000, 355_010, 480_000, 131_000, 520_500, 610_000, 455_000, 390_000, 702_000, 822_000, 498_490, 210_000];
    let hours =
        [222_000, 355_010, 300_000, 131_000, 400_000, 610_000, 245_000, 310_000, 402_000, 412_000, 398_490, 150_000];
    let months: Vec<Figure> = s::months().split(',').zip(sums).map(|(name, cents)| Figure::new(name, cents)).collect();
    let weeks = [61, 62, 60, 66, 70, 71, 74, 73, 79, 82].into_iter().zip(1_u64..);
    let weeks = weeks.map(|(score, number)| Figure::new(s::week(number), score)).collect();
    let kinds = [
        (t::people_cost(), 6_100_000),
        (t::card_cost(), 1_700_000),
        (t::guarantee(), 1_000_000),
        (t::servers(), 700_000),
        (t::audit(), 400_000),
        (t::stamps(), 100_000),
    ];
    let kinds = kinds.map(|(name, cents)| Figure::new(name, cents)).to_vec();
    let stages = vec![Figure::new(t::talking(), 7), Figure::new(t::blind_offers(), 4), Figure::new(t::to_decide(), 2)];
    view! {
        {trends()}
        <StackedChart
            id="chart-stacked"
            title=s::received_of_two()
            unit=EUR
            parts=[s::hourly(), s::milestones()]
            sums=months.clone()
            below=hours.to_vec()
        />
        <BarChart id="chart-received" title=t::received() figures=months unit=EUR marked=11/>
        <LineChart id="chart-score" title=t::score() figures=weeks unit=Unit::Count/>
        <div class="grid" style="--min:20rem;--gap:var(--s5);align-items:start">
            <Donut id="chart-fees" title=t::where_fees() figures=kinds unit=EUR rest=t::others()/>
            <div class="stack">
                <div class="stack stack--2"><b>{t::disputes()}</b><Bars figures=stages unit=Unit::Count/></div>
                <p class="cluster">
                    <span>{t::jobs_posted()}</span>
                    <Sparkline label=t::jobs_posted() values=vec![31, 28, 40, 38, 52, 47, 61] unit=Unit::Count/>
                </p>
                <Donut id="chart-none" title=t::where_fees() figures=Vec::new() unit=EUR rest=t::others()/>
            </div>
        </div>
    }
    .into_any()
}

/// A paper with two sides, its lines and what they come to.
fn invoice() -> impl IntoView {
    let line = |what: &'static str, days: &'static str, hours: &'static str, cents| {
        let hours = s::hours_at(hours, eur(4_500));
        vec![Cell::text(what).note(days), Cell::text(hours), Cell::figure(eur(cents)).key()]
    };
    let lines = vec![
        line(t::task_drift(), t::line_days(), "7:20", 33_000),
        line(t::task_queue(), t::line_days(), "6:10", 27_750),
        line(t::task_log(), t::line_days(), "6:30", 29_250),
    ];
    let dates = vec![
        Detail::new(t::day(), said(day(0).date())),
        Detail::new(t::supplied(), t::supplied_when()),
        Detail::new(t::reference(), t::reference_text()),
    ];
    let sums = vec![
        Detail::new(t::hours_in_all(), eur(90_000)),
        Detail::new(t::tax(), eur(0)),
        Detail::new(t::total(), eur(90_000)),
    ];
    let from = vec![t::from_street().to_owned(), t::from_tax().to_owned()];
    let to = vec![t::to_street().to_owned(), t::to_tax().to_owned()];
    view! {
        <Sheet>
            <div class="cluster cluster--apart cluster--top">
                <h3 style="font:600 var(--text-xl)/1.2 var(--font-head)">{t::invoice()}</h3>
                <Tag tone=Tone::Good icon="check">{t::paid()}</Tag>
            </div>
            <div class="grid" style="--min:12rem;--gap:var(--s5)">
                <Party title=t::from() name="Mirela Kovač" lines=from/>
                <Party title=t::to() name="Halden Tidevann AS" lines=to/>
                <DetailList details=dates start=true/>
            </div>
            <Table caption=t::lines() head=vec![t::what(), t::hours(), t::amount()] rows=lines ledger=true/>
            <div class="grid" style="--min:17rem;--gap:var(--s5)">
                <p class="muted">{t::tax_why()}</p>
                <DetailList details=sums total=true/>
            </div>
            <p class="small muted">{t::sealed_with()}" "<Seal fingerprint="91d04e7fb3a806c2f15d7a902be4c833"/></p>
        </Sheet>
    }
}

pub(super) fn papers() -> AnyView {
    let clauses = vec![
        (t::clause_who().to_owned(), t::clause_who_text().to_owned()),
        (t::clause_escrow().to_owned(), t::clause_escrow_text().to_owned()),
        (t::clause_review().to_owned(), t::clause_review_text().to_owned()),
    ];
    let details = vec![Detail::new(t::price(), said(eur(300_000))), Detail::new(t::you_get(), said(eur(285_000)))];
    view! {
        {invoice()}
        <Sheet>
            <h3 style="font:600 var(--text-xl)/1.2 var(--font-head)">{t::agreement()}</h3>
            <Clauses clauses=clauses/>
            <DetailList details=details total=true/>
            <p class="small">{t::sealed_with()}" "<Seal fingerprint="7c1e09b4d52fa860e1b3"/></p>
        </Sheet>
        <p>{t::changed()}" "<Changed before=said(day(39).date()) now=said(day(46).date())/></p>
    }
    .into_any()
}
