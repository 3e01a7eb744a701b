//! Components of features that are still to come: proof of solvency, the second step, evidence, fees.

use super::eur;
use crate::i18n::{gallery as t, said};
use crate::ui::{
    Bars, Button, ButtonKind, Cell, CodeField, Detail, DetailList, EscrowBar, EscrowShare, EscrowState, Figure, Leaf,
    Meter, More, Or, Seal, SumTree, Table, Tag, Tone, Unit,
};
use leptos::prelude::*;

pub(super) fn proof() -> AnyView {
    let leaf = |name: &'static str, figure: String, on_way| Leaf { name: name.to_owned(), figure, on_way };
    let boxes = [
        leaf(t::root(), said(eur(150_226_352)), true),
        leaf(t::branch(), said(eur(511_260)), true),
        leaf(t::all_others(), said(eur(149_715_092)), false),
        leaf(t::your_leaf(), said(eur(341_260)), true),
        leaf(t::neighbour(), said(eur(170_000)), false),
        leaf(t::branches(), "…".to_owned(), false),
        leaf(t::branches(), "…".to_owned(), false),
    ];
    let owed = vec![
        Detail::new(t::owed_escrow(), eur(128_490_512)),
        Detail::new(t::owed_wallets(), eur(21_735_840)),
        Detail::new(t::owed_all(), eur(150_226_352)),
    ];
    let rows = [
        (t::your_leaf(), "–", "5a44 90be…", 341_260),
        ("1", t::neighbour(), "c07e 118d…", 511_260),
        (t::root(), t::all_others(), "41d8 a27b…", 150_226_352),
    ];
    let rows = rows
        .map(|(step, with, code, sum)| {
            vec![Cell::text(step), Cell::text(with), Cell::text(code), Cell::figure(eur(sum))]
        })
        .to_vec();
    view! {
        <div class="grid" style="--min:18rem;--gap:var(--s5);align-items:start">
            <div class="card"><SumTree id="gallery-tree" title=t::tree() text=t::tree_text() boxes=boxes/></div>
            <div class="stack">
                <p class="cluster cluster--apart"><b>{t::covered()}</b><Tag tone=Tone::Good icon="check">{t::all_there()}</Tag></p>
                <Meter label=t::covered() value=100 max=100/>
                <DetailList details=owed total=true/>
                <p class="small">
                    {t::sealed_with()}<br/>
                    <Seal fingerprint="41d8a27b9c03e6f510bd72aa5e18c94fb36d0871fd2286e03ac9d5146b7f29a8"/>
                </p>
            </div>
        </div>
        <div class="card card--flush">
            <Table
                caption=t::proof_steps()
                head=vec![t::proof_step(), t::joined_with(), t::code_after(), t::sum_after()]
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
                <CodeField name="code" label=t::code() hint=t::code_hint() digits=6 value="4182" error=t::code_short()/>
                <Button kind=ButtonKind::Primary block=true>{t::code_send()}</Button>
                <Or/>
                <Button block=true icon="fingerprint">{t::use_passkey()}</Button>
            </div>
            <div class="card stack">
                <CodeField name="code-empty" label=t::code() hint=t::code_hint() digits=6/>
                <More title=t::phone_lost()><p class="small">{t::phone_lost_text()}</p></More>
            </div>
        </div>
    }
    .into_any()
}

/// Rows of evidence for a decision, and where a fee goes.
pub(super) fn evidence() -> AnyView {
    let rows = [
        (t::fact_device(), t::source_sessions(), "+38"),
        (t::fact_card(), t::source_gateway(), "+22"),
        (t::fact_far(), t::source_sessions(), "−8"),
    ];
    let rows = rows
        .map(|(detail, source, weight)| {
            vec![Cell::text(detail), Cell::text(source).link("#evidence"), Cell::figure(weight)]
        })
        .to_vec();
    let shares = vec![
        EscrowShare { state: EscrowState::Released, name: t::to_freelancer().to_owned(), amount: eur(228_000) },
        EscrowShare { state: EscrowState::Review, name: t::fees_of_both().to_owned(), amount: eur(19_200) },
    ];
    let memos = vec![
        Figure::new(t::task_drift(), 33_000),
        Figure::new(t::task_queue(), 27_750),
        Figure::new(t::task_log(), 9_000),
    ];
    view! {
        <div class="card card--flush"><Table caption=t::evidence() head=vec![t::fact(), t::source(), t::weight()] rows=rows/></div>
        <div class="grid" style="--min:17rem;--gap:var(--s5);align-items:start">
            <div class="stack stack--2"><h3>{t::where_price_goes()}</h3><EscrowBar shares=shares/></div>
            <div class="stack stack--2"><h3>{t::by_memo()}</h3><Bars figures=memos unit=Unit::Money(domain::money::Currency::Eur)/></div>
        </div>
    }
    .into_any()
}
