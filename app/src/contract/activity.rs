//! What happened in a contract, in sentences.

use crate::ui::{Moment, Timeline};
use crate::words::contract as w;
use domain::actor::Side;
use domain::contract::read::{Activity, Happening};
use leptos::prelude::*;

/// The sentence of one happening.
fn sentence(what: &Happening) -> String {
    match what {
        Happening::Signed { price } => w::did_signed(price),
        Happening::Funded { number, amount } => w::did_funded(number, amount),
        Happening::FundingFailed { number } => w::did_failed(number),
        Happening::Deposited { number, amount } => w::did_deposited(number, amount),
        Happening::NotFunded { number } => w::did_not_funded(number),
        Happening::Submitted { number } => w::did_submitted(number),
        Happening::ChangesRequested { number } => w::did_changes(number),
        Happening::Released { number, amount, by_silence: false } => w::did_released(number, amount),
        Happening::Released { number, amount, by_silence: true } => w::did_released_silence(number, amount),
        Happening::Refunded { number, amount } => w::did_refunded(number, amount),
        Happening::Cleared { net } => w::did_cleared(net),
        Happening::Ended => w::did_ended().to_owned(),
        Happening::Lapsed => w::did_lapsed().to_owned(),
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
                (None, Happening::Signed { .. }) => w::both().to_owned(),
                (Some(by), _) if by == side => w::you().to_owned(),
                (Some(_), _) => other.clone(),
                (None, _) => w::by_clock().to_owned(),
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
            <h2 id="activity-heading" style="font-size:var(--text-lg)">{w::activity()}</h2>
            <Timeline>{rows}</Timeline>
        </section>
    }
}
