//! Parts of rooms that are still to come: proof of solvency, the second step, evidence, fees.

use super::eur;
use crate::ui::{
    Bars, Button, ButtonKind, Cell, CodeField, EscrowBar, EscrowShare, EscrowState, Fact, Facts, Figure, Leaf, Meter,
    More, Or, Seal, SumTree, Table, Tag, Tone, Unit,
};
use crate::words::{gallery as w, said};
use leptos::prelude::*;

pub(super) fn proof() -> AnyView {
    let leaf = |name: &'static str, figure: String, on_way| Leaf { name: name.to_owned(), figure, on_way };
    let boxes = [
        leaf(w::root(), said(eur(150_226_352)), true),
        leaf(w::branch(), said(eur(511_260)), true),
        leaf(w::all_others(), said(eur(149_715_092)), false),
        leaf(w::your_leaf(), said(eur(341_260)), true),
        leaf(w::neighbour(), said(eur(170_000)), false),
        leaf(w::branches(), "…".to_owned(), false),
        leaf(w::branches(), "…".to_owned(), false),
    ];
    let owed = vec![
        Fact::new(w::owed_escrow(), eur(128_490_512)),
        Fact::new(w::owed_wallets(), eur(21_735_840)),
        Fact::new(w::owed_all(), eur(150_226_352)),
    ];
    let rows = [
        (w::your_leaf(), "–", "5a44 90be…", 341_260),
        ("1", w::neighbour(), "c07e 118d…", 511_260),
        (w::root(), w::all_others(), "41d8 a27b…", 150_226_352),
    ];
    let rows = rows
        .map(|(step, with, code, sum)| {
            vec![Cell::text(step), Cell::text(with), Cell::text(code), Cell::figure(eur(sum))]
        })
        .to_vec();
    view! {
        <div class="grid" style="--min:18rem;--gap:var(--s5);align-items:start">
            <div class="card"><SumTree id="gallery-tree" title=w::tree() text=w::tree_text() boxes=boxes/></div>
            <div class="stack">
                <p class="cluster cluster--apart"><b>{w::covered()}</b><Tag tone=Tone::Good icon="check">{w::all_there()}</Tag></p>
                <Meter label=w::covered() value=100 max=100/>
                <Facts facts=owed total=true/>
                <p class="small">
                    {w::sealed_with()}<br/>
                    <Seal fingerprint="41d8a27b9c03e6f510bd72aa5e18c94fb36d0871fd2286e03ac9d5146b7f29a8"/>
                </p>
            </div>
        </div>
        <div class="card card--flush">
            <Table
                caption=w::proof_steps()
                head=vec![w::proof_step(), w::joined_with(), w::code_after(), w::sum_after()]
                rows=rows
            />
        </div>
    }
    .into_any()
}

pub(super) fn second_step() -> AnyView {
    view! {
        <div class="grid" style="--min:17rem;--gap:var(--s5);align-items:start">
            <div class="card stack">
                <CodeField name="code" label=w::code() hint=w::code_hint() digits=6 value="4182" error=w::code_short()/>
                <Button kind=ButtonKind::Primary block=true>{w::code_send()}</Button>
                <Or/>
                <Button block=true icon="fingerprint">{w::use_passkey()}</Button>
            </div>
            <div class="card stack">
                <CodeField name="code-empty" label=w::code() hint=w::code_hint() digits=6/>
                <More title=w::phone_lost()><p class="small">{w::phone_lost_text()}</p></More>
            </div>
        </div>
    }
    .into_any()
}

/// Rows of evidence for a decision, and where a fee goes.
pub(super) fn evidence() -> AnyView {
    let rows = [
        (w::fact_device(), w::source_sessions(), "+38"),
        (w::fact_card(), w::source_gateway(), "+22"),
        (w::fact_far(), w::source_sessions(), "−8"),
    ];
    let rows = rows
        .map(|(fact, source, weight)| {
            vec![Cell::text(fact), Cell::text(source).link("#evidence"), Cell::figure(weight)]
        })
        .to_vec();
    let shares = vec![
        EscrowShare { state: EscrowState::Released, name: w::to_freelancer().to_owned(), amount: eur(228_000) },
        EscrowShare { state: EscrowState::Review, name: w::fees_of_both().to_owned(), amount: eur(19_200) },
    ];
    let memos = vec![
        Figure::new(w::task_drift(), 33_000),
        Figure::new(w::task_queue(), 27_750),
        Figure::new(w::task_log(), 9_000),
    ];
    view! {
        <div class="card card--flush"><Table caption=w::evidence() head=vec![w::fact(), w::source(), w::weight()] rows=rows/></div>
        <div class="grid" style="--min:17rem;--gap:var(--s5);align-items:start">
            <div class="stack stack--2"><h3>{w::where_price_goes()}</h3><EscrowBar shares=shares/></div>
            <div class="stack stack--2"><h3>{w::by_memo()}</h3><Bars figures=memos unit=Unit::Money(domain::money::Currency::Eur)/></div>
        </div>
    }
    .into_any()
}
