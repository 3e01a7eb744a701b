//! The page of a payment: where to pay, and what became of it.

use super::api;
use crate::load::{Loaded, load, param};
use crate::ui::{Banner, LinkButton, PageHead, Tone};
use crate::words::contract as w;
use crate::words::said;
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
            {standing(&page)}
            <div class="card stack">
                <h2 style="font-size:var(--text-lg)">{w::payment_for(number, title)}</h2>
                <dl class="stats"><div class="stat"><dt>{amount_name(&page)}</dt><dd class="money money--big">{said(page.payment.amount)}</dd><dd>{w::payment_text()}</dd></div></dl>
                <div class="cluster">{way(&page)}<LinkButton href=back large=true>{w::payment_back()}</LinkButton></div>
            </div>
        </div>
    }
}

fn amount_name(page: &PaymentPage) -> &'static str {
    match &page.payment.state {
        PaymentState::Created | PaymentState::Begun { .. } => w::payment_amount(),
        PaymentState::Succeeded { .. } => w::payment_amount_paid(),
        PaymentState::Failed { .. } => w::payment_amount_failed(),
    }
}

/// The way on from here, while the payment waits for it.
fn way(page: &PaymentPage) -> Option<AnyView> {
    match &page.payment.state {
        PaymentState::Created => Some(view! { <a class="button button--large" href="" rel="external">{w::payment_reload()}</a> }.into_any()),
        PaymentState::Begun { hosted_url, .. } => Some(view! { <a class="button button--primary button--large" href=hosted_url.clone() rel="external">{w::payment_go(page.payment.amount)}</a> }.into_any()),
        PaymentState::Succeeded { .. } | PaymentState::Failed { .. } => None,
    }
}

fn standing(page: &PaymentPage) -> AnyView {
    match &page.payment.state {
        PaymentState::Created => view! {
            <Banner tone=Tone::Brass icon="clock" title=w::payment_created() role="status">{w::payment_created_text()}</Banner>
        }
        .into_any(),
        PaymentState::Begun { .. } => view! {
            <Banner tone=Tone::Brand icon="lock" title=w::payment_begun()>{w::payment_begun_text()}</Banner>
        }
        .into_any(),
        PaymentState::Succeeded { at } => {
            let waits = matches!(page.milestone_state, MilestoneState::Draft | MilestoneState::FundingFailed { .. } | MilestoneState::Cancelled { .. });
            let short = matches!(page.milestone_state, MilestoneState::FundingFailed { reason: FailureReason::WalletShort, .. });
            let text = match (short, waits) {
                (true, _) => w::says_failed_wallet(),
                (false, true) => w::payment_to_wallet(),
                (false, false) => w::payment_succeeded_text(),
            };
            view! { <Banner tone=Tone::Good icon="check" title=w::payment_succeeded(at) role="status">{text}</Banner> }.into_any()
        }
        PaymentState::Failed { reason, .. } => {
            let text = match reason {
                FailureReason::Declined => w::says_failed_declined(),
                FailureReason::LacksFunds => w::says_failed_funds(),
                FailureReason::Abandoned => w::says_failed_abandoned(),
                FailureReason::WalletShort => w::says_failed_wallet(),
            };
            view! { <Banner tone=Tone::Bad icon="x" title=w::payment_failed() role="alert">{text}</Banner> }.into_any()
        }
    }
}
