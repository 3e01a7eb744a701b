//! The page of a payment: where to pay, and what became of it.

use super::api;
use super::milestone::{CancelPayment, Fund};
use crate::i18n::contract as t;
use crate::runtime::{Loaded, PageMeta, loader, param};
use crate::ui::{Banner, Detail, DetailList, LinkButton, PageHead, Tone};
use domain::contract::milestone::{MilestoneState, Over, Unfunded};
use domain::contract::read::PaymentPage;
use domain::payment::{FailureReason, MadeOf, PaymentState};
use leptos::prelude::*;

/// The page `/payments/:id`.
#[component]
pub fn PaymentRoom() -> impl IntoView {
    let page = loader("contract.payment", param("id"), api::payment).on_server(|_| PageMeta::of(t::payment()));
    view! { <div class="wrap wrap--narrow"><Loaded from=page let:page>{page.page(|page| view! { <Payment page=page/> })}</Loaded></div> }
}

#[component]
fn Payment(page: PaymentPage) -> impl IntoView {
    let (number, title) = page.milestone.clone();
    let back = format!("/contracts/{}", page.payment.contract);
    view! {
        <PageHead title=t::payment() text=page.title.clone()/>
        <div class="stack stack--5">
            {standing(&page)}
            <div class="card stack">
                <h2 style="font-size:var(--text-lg)">{t::payment_for(number, title)}</h2>
                {sum(&page)}
                {again(&page)}
                <div class="cluster">{way(&page)}<LinkButton href=back large=true>{t::payment_back()}</LinkButton></div>
                {give_up(&page)}
            </div>
        </div>
    }
}

/// How the charge comes about, while it is to come.
fn sum(page: &PaymentPage) -> AnyView {
    let made_of = match &page.payment.state {
        PaymentState::Created | PaymentState::Begun { .. } => page.made_of,
        PaymentState::Succeeded { .. } | PaymentState::Failed { .. } => None,
    };
    let mut rows = Vec::new();
    if let Some(MadeOf { price, fee, from_wallet }) = made_of {
        rows.extend([Detail::new(t::payment_price(), price), Detail::new(t::payment_fee(), fee)]);
        let less = from_wallet.checked_neg().unwrap_or(from_wallet);
        rows.extend(from_wallet.is_positive().then(|| Detail::new(t::payment_wallet(), less)));
    }
    rows.push(Detail::new(amount_name(page), page.payment.amount));
    view! { <DetailList details=rows total=true/> }.into_any()
}

fn amount_name(page: &PaymentPage) -> &'static str {
    match &page.payment.state {
        PaymentState::Created | PaymentState::Begun { .. } => t::payment_amount(),
        PaymentState::Succeeded { .. } => t::payment_amount_paid(),
        PaymentState::Failed { .. } => t::payment_amount_failed(),
    }
}

/// The way on from here, while the payment waits for it.
fn way(page: &PaymentPage) -> Option<AnyView> {
    match &page.payment.state {
        PaymentState::Created => Some(
            view! {
                <a class="button button--large" href="" rel="external">{t::payment_reload()}</a>
            }
            .into_any(),
        ),
        PaymentState::Begun { hosted_url, .. } => Some(
            view! {
                <a class="button button--primary button--large" href=hosted_url.clone() rel="external">
                    {t::payment_go(page.payment.amount)}
                </a>
            }
            .into_any(),
        ),
        PaymentState::Succeeded { .. } | PaymentState::Failed { .. } => None,
    }
}

/// After a failure: to try once more.
fn again(page: &PaymentPage) -> Option<AnyView> {
    let view = page.again.clone()?;
    Some(view! { <Fund view=view now=true again=true/> }.into_any())
}

/// The other way out, while the payment waits.
fn give_up(page: &PaymentPage) -> Option<AnyView> {
    match &page.payment.state {
        PaymentState::Created | PaymentState::Begun { .. } => {
            let payment = page.payment.id;
            Some(view! { <CancelPayment payment=payment/><p class="hint">{t::payment_cancel_text()}</p> }.into_any())
        }
        PaymentState::Succeeded { .. } | PaymentState::Failed { .. } => None,
    }
}

fn standing(page: &PaymentPage) -> AnyView {
    match &page.payment.state {
        PaymentState::Created => view! {
            <Banner tone=Tone::Brass icon="clock" title=t::payment_created() role="status">{t::payment_created_text()}</Banner>
        }
        .into_any(),
        PaymentState::Begun { .. } => view! {
            <Banner tone=Tone::Brand icon="lock" title=t::payment_begun()>{t::payment_begun_text()}</Banner>
        }
        .into_any(),
        PaymentState::Succeeded { at } => {
            let state = &page.milestone_state;
            let cancelled = matches!(state, MilestoneState::Over(Over::Cancelled { .. }));
            let waits = state.waits_for_money() || cancelled;
            let short = matches!(
                state,
                MilestoneState::Unfunded(Unfunded::Failed { reason: FailureReason::WalletShort, .. })
            );
            let text = match (short, waits) {
                (true, _) => t::says_failed_wallet(),
                (false, true) => t::payment_to_wallet(),
                (false, false) => t::payment_succeeded_text(),
            };
            view! { <Banner tone=Tone::Good icon="check" title=t::payment_succeeded(at) role="status">{text}</Banner> }.into_any()
        }
        PaymentState::Failed { reason: FailureReason::Abandoned, .. } => {
            view! { <Banner icon="x" title=t::payment_left() role="status">{t::payment_left_text()}</Banner> }.into_any()
        }
        PaymentState::Failed { reason, .. } => {
            let text = match reason {
                FailureReason::Declined => t::says_failed_declined(),
                FailureReason::LacksFunds => t::says_failed_funds(),
                FailureReason::Abandoned => t::says_failed_abandoned(),
                FailureReason::WalletShort => t::says_failed_wallet(),
            };
            view! { <Banner tone=Tone::Bad icon="x" title=t::payment_failed() role="alert">{text}</Banner> }.into_any()
        }
    }
}
