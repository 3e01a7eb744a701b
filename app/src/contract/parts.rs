//! Parts that several pages of contracts share.

use crate::i18n::contract as t;
use crate::i18n::zone;
use crate::ui::{EscrowShare, EscrowState, Tag, Tone};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::read::{EscrowSums, Next};
use domain::time::{Date, Due, Timestamp};
use leptos::prelude::*;

/// Where a contract stands, in a word: as near to the work as can be said.
pub fn state_tag(state: ContractState, next: &Next) -> AnyView {
    match next {
        Next::ClientReviews { .. } => {
            return view! { <Tag tone=Tone::Brass icon="clock">{t::tag_submitted()}</Tag> }.into_any();
        }
        Next::FreelancerSubmits { again: true, .. } => {
            return view! { <Tag tone=Tone::Brand icon="rotate-ccw">{t::tag_changes()}</Tag> }.into_any();
        }
        Next::FreelancerSubmits { .. }
        | Next::ClientFunds { .. }
        | Next::ClientFundsNext { .. }
        | Next::PaymentRuns { .. }
        | Next::CanEnd
        | Next::Over => {}
    }
    match state {
        ContractState::AwaitingFunding { .. } => {
            view! { <Tag tone=Tone::Warn icon="clock">{t::state_awaiting()}</Tag> }.into_any()
        }
        ContractState::Active { .. } => {
            view! { <Tag tone=Tone::Brand icon="timer">{t::state_active()}</Tag> }.into_any()
        }
        ContractState::Ended { .. } => view! { <Tag tone=Tone::Good icon="check">{t::state_ended()}</Tag> }.into_any(),
        ContractState::Lapsed { .. } => view! { <Tag icon="x">{t::state_lapsed()}</Tag> }.into_any(),
    }
}

/// The parts of the escrow bar.
pub fn shares(sums: EscrowSums) -> Vec<EscrowShare> {
    [
        (EscrowState::Released, t::released(), sums.released),
        (EscrowState::Refunded, t::refunded(), sums.refunded),
        (EscrowState::Review, t::in_review(), sums.in_review),
        (EscrowState::Funded, t::funded(), sums.funded),
        (EscrowState::Unfunded, t::unfunded(), sums.unfunded),
    ]
    .into_iter()
    .map(|(state, name, amount)| EscrowShare { state, name: name.to_owned(), amount })
    .collect()
}

/// What happens next, for one side; `other` is the other person's name.
pub fn next_text(next: &Next, side: Side, other: &str, now: Timestamp) -> String {
    match (next, side) {
        (Next::ClientFunds { until }, Side::Client) => t::next_fund_client(until),
        (Next::ClientFunds { until }, Side::Freelancer) => t::next_fund_freelancer(other, until),
        (Next::ClientFundsNext { .. }, Side::Client) => t::next_fund_more_client().to_owned(),
        (Next::ClientFundsNext { .. }, Side::Freelancer) => t::next_fund_more_freelancer(other),
        (Next::PaymentRuns { .. }, Side::Client) => t::next_payment().to_owned(),
        (Next::PaymentRuns { .. }, Side::Freelancer) => t::next_payment_freelancer(other),
        (Next::FreelancerSubmits { due, again, .. }, side) => submit_text(*due, *again, side, other, now),
        (Next::ClientReviews { releases_at, .. }, Side::Client) => t::next_review_client(releases_at),
        (Next::ClientReviews { releases_at, .. }, Side::Freelancer) => t::next_review_freelancer(other, releases_at),
        (Next::CanEnd, Side::Client | Side::Freelancer) => t::next_can_end().to_owned(),
        (Next::Over, Side::Client | Side::Freelancer) => t::next_over().to_owned(),
    }
}

/// The freelancer works: for the first time or again, with a day that is to come, one that is over, or none.
fn submit_text(due: Option<Date>, again: bool, side: Side, other: &str, now: Timestamp) -> String {
    let late = due.filter(|day| zone::over(Due::On(*day)) <= now);
    let ahead = due.filter(|_| late.is_none());
    match (side, again, ahead, late) {
        (Side::Client, true, Some(day), _) => t::next_again_client_by(other, day),
        (Side::Client, true, None, _) => t::next_again_client(other),
        (Side::Client, false, Some(day), _) => t::next_submit_client_by(other, day),
        (Side::Client, false, None, Some(day)) => t::next_submit_client_late(other, day),
        (Side::Client, false, None, None) => t::next_submit_client(other),
        (Side::Freelancer, true, Some(day), _) => t::next_again_freelancer_by(other, day),
        (Side::Freelancer, true, None, _) => t::next_again_freelancer(other),
        (Side::Freelancer, false, Some(day), _) => t::next_submit_freelancer_by(day),
        (Side::Freelancer, false, None, Some(day)) => t::next_submit_freelancer_late(day),
        (Side::Freelancer, false, None, None) => t::next_submit_freelancer().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Span;

    #[test]
    fn a_day_that_is_over_is_told_as_past_and_changes_as_asked_for() {
        let day = Date::new(2026, 11, 25).unwrap();
        let (before, after) = (Due::On(day).over().minus(Span::seconds(1)), Due::On(day).over());
        let told = |due, again, side, now| submit_text(due, again, side, "Mirela Kovač", now);
        for side in [Side::Client, Side::Freelancer] {
            let says = |due, again, now, part: &str| {
                let text = told(due, again, side, now);
                assert!(text.contains(part), "{text}");
            };
            says(Some(day), false, after, "was due by");
            says(Some(day), true, before, "asked for changes");
            says(None, true, after, "asked for changes");
            assert!(!told(Some(day), false, side, before).contains("was due"));
            assert!(!told(Some(day), true, side, after).contains("25 Nov"));
        }
        assert!(told(Some(day), false, Side::Client, before).contains("will hand over by"));
    }
}
