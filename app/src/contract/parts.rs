//! Parts that several pages of contracts share.

use crate::ui::{EscrowShare, EscrowState, Tag, Tone};
use crate::words::contract as w;
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::read::{EscrowSums, Next};
use leptos::prelude::*;

/// The state of a contract, in a word.
pub fn state_tag(state: ContractState) -> AnyView {
    match state {
        ContractState::AwaitingFunding { .. } => {
            view! { <Tag tone=Tone::Warn icon="clock">{w::state_awaiting()}</Tag> }.into_any()
        }
        ContractState::Active { .. } => {
            view! { <Tag tone=Tone::Brand icon="check">{w::state_active()}</Tag> }.into_any()
        }
        ContractState::Ended { .. } => view! { <Tag tone=Tone::Good icon="check">{w::state_ended()}</Tag> }.into_any(),
        ContractState::Lapsed { .. } => view! { <Tag icon="x">{w::state_lapsed()}</Tag> }.into_any(),
    }
}

/// The parts of the escrow bar.
pub fn shares(sums: EscrowSums) -> Vec<EscrowShare> {
    [
        (EscrowState::Released, w::released(), sums.released),
        (EscrowState::Refunded, w::refunded(), sums.refunded),
        (EscrowState::Review, w::in_review(), sums.in_review),
        (EscrowState::Funded, w::funded(), sums.funded),
        (EscrowState::Unfunded, w::unfunded(), sums.unfunded),
    ]
    .into_iter()
    .map(|(state, name, amount)| EscrowShare { state, name: name.to_owned(), amount })
    .collect()
}

/// What happens next, for one side; `other` is the other person's name.
pub fn next_text(next: &Next, side: Side, other: &str) -> String {
    match (next, side) {
        (Next::ClientFunds { until }, Side::Client) => w::next_fund_client(until),
        (Next::ClientFunds { until }, Side::Freelancer) => w::next_fund_freelancer(other, until),
        (Next::ClientFundsNext { .. }, Side::Client) => w::next_fund_more_client().to_owned(),
        (Next::ClientFundsNext { .. }, Side::Freelancer) => w::next_fund_more_freelancer(other),
        (Next::PaymentRuns { .. }, Side::Client | Side::Freelancer) => w::next_payment().to_owned(),
        (Next::FreelancerSubmits { .. }, Side::Client) => w::next_submit_client(other),
        (Next::FreelancerSubmits { .. }, Side::Freelancer) => w::next_submit_freelancer().to_owned(),
        (Next::ClientReviews { releases_at, .. }, Side::Client) => w::next_review_client(releases_at),
        (Next::ClientReviews { releases_at, .. }, Side::Freelancer) => w::next_review_freelancer(other, releases_at),
        (Next::CanEnd, Side::Client | Side::Freelancer) => w::next_can_end().to_owned(),
        (Next::Over, Side::Client | Side::Freelancer) => w::next_over().to_owned(),
    }
}
