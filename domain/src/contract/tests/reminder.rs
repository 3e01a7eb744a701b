//! When a client is reminded of a submission.

use super::scene::{day, milestone};
use crate::contract::milestone::{Escrow, Milestone, MilestoneState, Work};
use crate::id::SubmissionId;
use crate::money::{Currency, Money};
use crate::time::{Span, Timestamp};

fn reminders(review: Span) -> Vec<Timestamp> {
    let amount = Money::new(10_000, Currency::Eur);
    let state = MilestoneState::Held {
        escrow: Escrow::of(amount),
        work: Work::InReview { submission: SubmissionId::from_raw(1), at: day(0), releases_at: day(0).plus(review) },
    };
    let submitted = Milestone { state, ..milestone(1, amount) };
    std::iter::successors(submitted.next_reminder(day(0)), |before| submitted.next_reminder(*before)).collect()
}

#[test]
fn a_client_is_reminded_on_day_seven_twelve_and_thirteen_and_never_after_the_release() {
    assert_eq!(reminders(Span::days(14)), [day(7), day(12), day(13)]);
    assert_eq!(reminders(Span::days(12)), [day(7)]);
    assert_eq!(milestone(1, Money::new(10_000, Currency::Eur)).next_reminder(day(0)), None);
}
