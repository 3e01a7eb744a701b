//! What happened in a contract, in sentences.

use crate::i18n::contract as t;
use crate::ui::{Moment, Timeline};
use domain::actor::Side;
use domain::contract::read::{Activity, Happening};
use leptos::prelude::*;

/// The sentence of one happening.
fn sentence(what: &Happening) -> String {
    match what {
        Happening::Signed { price } => t::did_signed(price),
        Happening::Funded { number, amount } => t::did_funded(number, amount),
        Happening::FundingFailed { number } => t::did_failed(number),
        Happening::Deposited { number, amount } => t::did_deposited(number, amount),
        Happening::NotFunded { number } => t::did_not_funded(number),
        Happening::Submitted { number } => t::did_submitted(number),
        Happening::ChangesRequested { number } => t::did_changes(number),
        Happening::Released { number, amount, automatic: false } => t::did_released(number, amount),
        Happening::Released { number, amount, automatic: true } => t::did_auto_release(number, amount),
        Happening::Refunded { number, amount } => t::did_refunded(number, amount),
        Happening::Cleared { net } => t::did_cleared(net),
        Happening::Ended => t::did_ended().to_owned(),
        Happening::Lapsed => t::did_lapsed().to_owned(),
    }
}

fn icon(what: &Happening) -> &'static str {
    match what {
        Happening::Signed { .. } => "file-text",
        Happening::Funded { .. } => "lock",
        Happening::FundingFailed { .. } | Happening::NotFunded { .. } | Happening::Ended | Happening::Lapsed => "x",
        Happening::Deposited { .. } => "wallet",
        Happening::Submitted { .. } => "upload",
        Happening::ChangesRequested { .. } => "pencil",
        Happening::Released { .. } | Happening::Cleared { .. } => "check",
        Happening::Refunded { .. } => "rotate-ccw",
    }
}

/// The list, newest first: what, who, when.
#[component]
pub fn ActivityList(activity: Vec<Activity>, side: Side, other: String) -> impl IntoView {
    let rows = activity
        .into_iter()
        .map(|row| {
            // Both have signed; only then nobody in particular did it, and not the clock either.
            let who = match (row.by, &row.what) {
                (None, Happening::Signed { .. }) => t::both().to_owned(),
                (Some(by), _) if by == side => t::you().to_owned(),
                (Some(_), _) => other.clone(),
                (None, _) => t::by_clock().to_owned(),
            };
            view! {
                <li>
                    <crate::ui::Icon name=icon(&row.what)/>
                    <div>{sentence(&row.what)}<br/><span class="small muted">{who}", "<Moment at=row.at/></span></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section id="activity" class="stack stack--3" aria-labelledby="activity-heading">
            <h2 id="activity-heading" style="font-size:var(--text-lg)">{t::activity()}</h2>
            <Timeline>{rows}</Timeline>
        </section>
    }
}
