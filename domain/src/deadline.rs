//! What is over by time alone is over at its moment, whether or not anybody has written that down yet. Every state with a
//! deadline says here what it is from that moment on, and every command looks at it so: a worker that comes late changes
//! nothing for anybody.

use crate::contract::ContractState;
use crate::contract::milestone::{Milestone, MilestoneState, Over, Work};
use crate::job::JobState;
use crate::offer::OfferState;
use crate::time::Timestamp;

/// A state that time alone can end.
pub trait Deadline {
    /// As it stands at `now`.
    #[must_use]
    fn stands_at(self, now: Timestamp) -> Self;
}

impl Deadline for ContractState {
    fn stands_at(self, now: Timestamp) -> Self {
        match self {
            ContractState::AwaitingFunding { until } if now >= until => ContractState::Lapsed { at: until },
            same @ (ContractState::AwaitingFunding { .. }
            | ContractState::Active { .. }
            | ContractState::Ended { .. }
            | ContractState::Lapsed { .. }) => same,
        }
    }
}

impl Deadline for MilestoneState {
    fn stands_at(self, now: Timestamp) -> Self {
        match self {
            MilestoneState::Held { escrow, work: Work::InReview { releases_at, .. } } if now >= releases_at => {
                MilestoneState::Over(Over::Released { escrow: escrow.all_released(), at: releases_at })
            }
            same @ (MilestoneState::Unfunded(_) | MilestoneState::Held { .. } | MilestoneState::Over(_)) => same,
        }
    }
}

impl Deadline for Milestone {
    fn stands_at(self, now: Timestamp) -> Self {
        Self { state: self.state.stands_at(now), ..self }
    }
}

impl Deadline for OfferState {
    fn stands_at(self, now: Timestamp) -> Self {
        match self {
            OfferState::Sent { expires_at } if now >= expires_at => OfferState::Expired { at: expires_at },
            same @ (OfferState::Sent { .. }
            | OfferState::Accepted { .. }
            | OfferState::Declined { .. }
            | OfferState::Withdrawn { .. }
            | OfferState::Expired { .. }
            | OfferState::Countered { .. }
            | OfferState::NotChosen { .. }) => same,
        }
    }
}

impl Deadline for JobState {
    fn stands_at(self, now: Timestamp) -> Self {
        match self {
            JobState::Open { until } | JobState::Paused { until } if now >= until => JobState::Expired { at: until },
            same @ (JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Draft
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. }) => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::milestone::Escrow;
    use crate::id::SubmissionId;
    use crate::money::{Currency, Money};
    use crate::time::Span;

    #[test]
    fn each_deadline_counts_from_its_moment_on_and_not_a_microsecond_before() {
        let due = Timestamp::from_micros(1_000_000);
        let before = due.minus(Span::micros(1));
        let (escrow, submission) = (Escrow::of(Money::new(500, Currency::Eur)), SubmissionId::from_raw(1));
        let work = Work::InReview { submission, at: before, releases_at: due };
        let review = MilestoneState::Held { escrow, work };
        assert_eq!(review.clone().stands_at(before), review);
        assert_eq!(ContractState::AwaitingFunding { until: due }.stands_at(before).word(), "awaiting_funding");
        assert_eq!(OfferState::Sent { expires_at: due }.stands_at(before).word(), "sent");
        assert_eq!(JobState::Open { until: due }.stands_at(before).word(), "open");
        for late in [due, due.plus(Span::days(9))] {
            let MilestoneState::Over(Over::Released { escrow, at }) = review.clone().stands_at(late) else {
                panic!("auto-release")
            };
            assert_eq!((at, escrow.released.minor, escrow.held().minor), (due, 500, 0));
            assert_eq!(
                ContractState::AwaitingFunding { until: due }.stands_at(late),
                ContractState::Lapsed { at: due }
            );
            assert_eq!(OfferState::Sent { expires_at: due }.stands_at(late), OfferState::Expired { at: due });
            for open in [JobState::Open { until: due }, JobState::Paused { until: due }] {
                assert_eq!(open.stands_at(late), JobState::Expired { at: due });
            }
        }
    }
}
