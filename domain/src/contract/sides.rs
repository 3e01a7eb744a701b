//! What each side may do with a milestone of its contract: methods of the contract with the proof of that side. Every
//! command is a match over all states as they stand now; what it refuses, it refuses with its own reason.

use super::Contract;
use super::milestone::{Milestone, MilestoneRefusal, MilestoneState, MoneyChange, Share, Unfunded, Work};
use crate::deadline::Deadline;
use crate::id::{PaymentId, SubmissionId};
use crate::permit::{Client, Freelancer};
use crate::refusal::{GeneralRefusal, Refusal};
use crate::rules::Rules;
use crate::text::Note;
use crate::time::Timestamp;

impl Contract {
    /// A milestone of another contract is none of this one's, whatever may be done here.
    fn has(&self, milestone: &Milestone) -> Result<(), GeneralRefusal> {
        if milestone.contract == self.id { Ok(()) } else { Err(GeneralRefusal::NotFound) }
    }
}

impl Client<&Contract> {
    /// The client starts to pay for a milestone.
    ///
    /// # Errors
    /// The contract takes no funding; a charge runs; it has or had money.
    pub fn begin_funding(
        &self,
        milestone: Milestone,
        payment: PaymentId,
        now: Timestamp,
    ) -> Result<Milestone, Refusal> {
        self.has(&milestone)?;
        self.state.stands_at(now).takes_funding()?;
        match milestone.state.clone().stands_at(now) {
            MilestoneState::Unfunded(Unfunded::Draft | Unfunded::Failed { .. }) => {
                Ok(milestone.with(MilestoneState::Unfunded(Unfunded::Funding { payment, since: now })))
            }
            MilestoneState::Unfunded(Unfunded::Funding { .. }) => Err(MilestoneRefusal::FundingRuns.into()),
            MilestoneState::Held { .. } => Err(MilestoneRefusal::AlreadyFunded.into()),
            over @ MilestoneState::Over(_) => Err(over.too_late().into()),
        }
    }

    /// The client asks for changes; the review clock stops.
    ///
    /// # Errors
    /// There is no submission in review, or its review time is over: then the money is the freelancer's, even if the
    /// clock has not written the release yet.
    pub fn request_changes(&self, milestone: Milestone, note: Note, now: Timestamp) -> Result<Milestone, Refusal> {
        self.has(&milestone)?;
        match milestone.state.clone().stands_at(now) {
            MilestoneState::Held { escrow, work: Work::InReview { .. } } => {
                Ok(milestone.with(MilestoneState::Held { escrow, work: Work::ChangesRequested { at: now, note } }))
            }
            other @ (MilestoneState::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. }
            | MilestoneState::Unfunded(_)
            | MilestoneState::Over(_)) => Err(other.too_late().into()),
        }
    }

    /// The client approves: all of the escrow is released, or a part of it. After a part the review goes on for the rest.
    ///
    /// # Errors
    /// Nothing submitted, more than is held, over; released by its clock, even if nobody has written that yet.
    pub fn approve(&self, milestone: Milestone, share: Share, now: Timestamp) -> Result<MoneyChange, Refusal> {
        self.has(&milestone)?;
        milestone.stands_at(now).release((**self).clone(), share, now)
    }
}

impl Freelancer<&Contract> {
    /// The freelancer hands work over; the review begins.
    ///
    /// # Errors
    /// The contract takes no work; not funded; in review already; over.
    pub fn submit(
        &self,
        milestone: Milestone,
        submission: SubmissionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Milestone, Refusal> {
        self.has(&milestone)?;
        self.takes_work()?;
        match milestone.state.clone().stands_at(now) {
            MilestoneState::Held { escrow, work: Work::InProgress { .. } | Work::ChangesRequested { .. } } => {
                let work = Work::InReview { submission, at: now, releases_at: now.plus(rules.review) };
                Ok(milestone.with(MilestoneState::Held { escrow, work }))
            }
            other @ (MilestoneState::Held { work: Work::InReview { .. }, .. }
            | MilestoneState::Unfunded(_)
            | MilestoneState::Over(_)) => Err(other.too_late().into()),
        }
    }

    /// The freelancer gives money back from escrow: all of it, or a part. After a part the state stays, with less escrow.
    ///
    /// # Errors
    /// Nothing is held, or less than that; released by its clock, even if nobody has written that yet.
    pub fn refund(&self, milestone: Milestone, share: Share, now: Timestamp) -> Result<MoneyChange, Refusal> {
        self.has(&milestone)?;
        milestone.stands_at(now).refund((**self).clone(), share, now)
    }
}
