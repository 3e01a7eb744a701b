//! The fields of an offer: its milestones, a word to the other side, and what both sides would get out of it, at once.

use crate::i18n::offer as t;
use crate::job::FeeSides;
use crate::proposal::{MilestoneRows, Rows};
use crate::runtime::server_part;
use crate::ui::TextArea;
use domain::actor::Side;
use domain::contract::terms::{MilestoneInput, MilestoneTerms};
use domain::fee::{Breakdown, FeeRates};
use domain::money::Currency;
use domain::text::OptionalNote;
use leptos::prelude::*;

/// Agreed or proposed milestones as a form shows them.
pub fn typed(milestones: &[MilestoneTerms]) -> Vec<MilestoneInput> {
    let row = |milestone: &MilestoneTerms| MilestoneInput {
        title: milestone.title.to_string(),
        amount: milestone.amount.plain().into(),
        due: milestone.due.map(|due| due.iso()).unwrap_or_default(),
    };
    milestones.iter().map(row).collect()
}

/// Milestones, message, and the figures of both sides.
#[component]
pub fn OfferFields(
    rows: Rows,
    given: Vec<MilestoneInput>,
    currency: Currency,
    fees: FeeRates,
    side: Side,
) -> impl IntoView {
    let word = || {
        view! {
            <TextArea
                name="message"
                label=t::message()
                hint=t::message_hint()
                value=""
                rows=3
                maxlength=OptionalNote::MAX
                optional=true
            />
        }
    };
    view! {
        <MilestoneRows rows=rows currency=currency given=given hint=t::milestones_hint(currency)/>
        <div>{server_part("message", word)}</div>
        <LiveFees rows=rows currency=currency fees=fees side=side/>
    }
}

/// What the amounts typed so far mean for both sides.
#[component]
fn LiveFees(rows: Rows, currency: Currency, fees: FeeRates, side: Side) -> impl IntoView {
    let typed = Memo::new(move |_| rows.sum(currency).and_then(|sum| Breakdown::of(sum, fees).ok()));
    move || {
        typed.get().map(|breakdown| {
            view! {
                <section class="card stack stack--3" aria-label=t::new_sides()>
                    <h2 style="font-size:var(--text-lg)">{t::new_sides()}</h2>
                    <FeeSides breakdown=breakdown fees=fees viewer=Some(side)/>
                    <p class="hint">{t::fees_fixed()}</p>
                </section>
            }
        })
    }
}
