//! The page of a payment: where to pay, and what became of it.

use super::api;
use crate::load::{Loaded, load, param};
use crate::ui::{Banner, Fact, Facts, LinkButton, PageHead, Tone};
use crate::words::contract as w;
use domain::contract::milestone::MilestoneState;
use domain::contract::read::PaymentPage;
use domain::payment::{FailureReason, PaymentState};
use leptos::prelude::*;

/// The page `/payments/:id`.
#[component]
pub fn PaymentRoom() -> impl IntoView {
    let page = load(param("id"), api::payment);
    view! { <div class="wrap wrap--narrow"><Loaded from=page let:page><Payment page=page/></Loaded></div> }
}

#[component]
fn Payment(page: PaymentPage) -> impl IntoView {
    let (number, title) = page.milestone.clone();
    let back = format!("/contracts/{}", page.payment.contract);
    view! {
        <PageHead title=w::payment() text=page.title.clone()/>
        <div class="stack stack--5">
            <div class="card stack">
                <h2 style="font-size:var(--text-lg)">{w::payment_for(number, title)}</h2>
                <Facts facts=vec![Fact::new(w::payment_amount(), page.payment.amount)] total=true/>
                <p class="small muted">{w::payment_text()}</p>
            </div>
            {standing(&page)}
            <p><LinkButton href=back>{w::payment_back()}</LinkButton></p>
        </div>
    }
}

fn standing(page: &PaymentPage) -> AnyView {
    let amount = page.payment.amount;
    match &page.payment.state {
        PaymentState::Created => view! {
            <Banner tone=Tone::Brass icon="clock" title=w::payment_created() role="status">{w::payment_created_text()}</Banner>
            <p><a class="button" href="" rel="external">{w::payment_reload()}</a></p>
        }
        .into_any(),
        PaymentState::Begun { hosted_url, .. } => view! {
            <Banner tone=Tone::Brand icon="lock" title=w::payment_begun()>{w::payment_begun_text()}</Banner>
            <p><a class="button button--primary button--large" href=hosted_url.clone() rel="external">{w::payment_go(amount)}</a></p>
        }
        .into_any(),
        PaymentState::Succeeded { at } => {
            let waits = matches!(page.milestone_state, MilestoneState::Draft | MilestoneState::FundingFailed { .. } | MilestoneState::Cancelled { .. });
            let text = if waits { w::payment_to_wallet() } else { w::payment_succeeded_text() };
            view! { <Banner tone=Tone::Good icon="check" title=w::payment_succeeded(at.full()) role="status">{text}</Banner> }.into_any()
        }
        PaymentState::Failed { reason, .. } => {
            let text = match reason {
                FailureReason::Declined => w::says_failed_declined(),
                FailureReason::LacksFunds => w::says_failed_funds(),
                FailureReason::Abandoned => w::says_failed_abandoned(),
            };
            view! { <Banner tone=Tone::Bad icon="x" title=w::payment_failed() role="alert">{text}</Banner> }.into_any()
        }
    }
}
