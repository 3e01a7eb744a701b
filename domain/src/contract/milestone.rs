//! Milestones of a fixed-price contract: draft → funding → funded → submitted → released, with changes requested,
//! parts released, money given back and failed charges on the way.
//!
//! The model feature: every command is a match over all states; what it refuses, it refuses with its own reason.

use super::Contract;
pub use super::escrow::{Escrow, Share};
pub use super::no::MilestoneRefusal;
use super::terms::MilestoneTerms;
use crate::actor::{ClientOf, FreelancerOf};
use crate::deadline::Deadline;
use crate::id::{ContractId, MilestoneId, PaymentId, SubmissionId};
use crate::ledger::movements::{self, Released};
use crate::ledger::posting::Movement;
use crate::money::Money;
use crate::payment::FailureReason;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::text::Note;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a milestone stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneState {
    /// Agreed, not funded.
    Draft,
    /// A charge is on its way.
    Funding {
        /// Which.
        payment: PaymentId,
        /// Since when.
        since: Timestamp,
    },
    /// The charge failed and nothing was charged; or it succeeded and was not enough, and the money is in the wallet.
    FundingFailed {
        /// When.
        at: Timestamp,
        /// Why.
        reason: FailureReason,
    },
    /// Money is in escrow: safe to work.
    Funded {
        /// The money.
        escrow: Escrow,
        /// Since when.
        at: Timestamp,
    },
    /// Work was handed over and is in review.
    Submitted {
        /// The money.
        escrow: Escrow,
        /// The newest submission.
        submission: SubmissionId,
        /// When it was handed over.
        at: Timestamp,
        /// Released by itself then.
        releases_at: Timestamp,
    },
    /// The client asked for changes; the clock stands.
    ChangesRequested {
        /// The money.
        escrow: Escrow,
        /// When.
        at: Timestamp,
        /// What should change.
        note: Note,
    },
    /// Nothing is left in escrow, the last of it was released.
    Released {
        /// The money.
        escrow: Escrow,
        /// When.
        at: Timestamp,
    },
    /// Nothing is left in escrow, the last of it was given back.
    Refunded {
        /// The money.
        escrow: Escrow,
        /// When.
        at: Timestamp,
    },
    /// The contract ended before it was funded.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

impl MilestoneState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            MilestoneState::Draft => "draft",
            MilestoneState::Funding { .. } => "funding",
            MilestoneState::FundingFailed { .. } => "funding_failed",
            MilestoneState::Funded { .. } => "funded",
            MilestoneState::Submitted { .. } => "submitted",
            MilestoneState::ChangesRequested { .. } => "changes_requested",
            MilestoneState::Released { .. } => "released",
            MilestoneState::Refunded { .. } => "refunded",
            MilestoneState::Cancelled { .. } => "cancelled",
        }
    }
    /// Its money, if it ever had any.
    pub const fn escrow(&self) -> Option<Escrow> {
        match self {
            MilestoneState::Funded { escrow, .. }
            | MilestoneState::Submitted { escrow, .. }
            | MilestoneState::ChangesRequested { escrow, .. }
            | MilestoneState::Released { escrow, .. }
            | MilestoneState::Refunded { escrow, .. } => Some(*escrow),
            MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Cancelled { .. } => None,
        }
    }
    /// While work is in review: since when, and when it is released by itself.
    pub const fn review(&self) -> Option<(Timestamp, Timestamp)> {
        match self {
            MilestoneState::Submitted { at, releases_at, .. } => Some((*at, *releases_at)),
            MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => None,
        }
    }
    /// What somebody who comes too late is told.
    fn too_late(&self) -> MilestoneRefusal {
        match self {
            MilestoneState::Draft | MilestoneState::Funding { .. } | MilestoneState::FundingFailed { .. } => {
                MilestoneRefusal::NotFunded
            }
            MilestoneState::Funded { .. } => MilestoneRefusal::NothingSubmitted,
            MilestoneState::Submitted { .. } => MilestoneRefusal::InReview,
            MilestoneState::ChangesRequested { .. } => MilestoneRefusal::ChangesAsked,
            MilestoneState::Released { at, .. } => {
                MilestoneRefusal::AlreadyReleased { at: *at, clock: at.clock_seconds() }
            }
            MilestoneState::Refunded { at, .. } => {
                MilestoneRefusal::AlreadyRefunded { at: *at, clock: at.clock_seconds() }
            }
            MilestoneState::Cancelled { .. } => MilestoneRefusal::WasCancelled,
        }
    }
}

/// A milestone as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Which.
    pub id: MilestoneId,
    /// Of which contract.
    pub contract: ContractId,
    /// 1, 2, 3 …
    pub number: i64,
    /// What was agreed.
    pub terms: MilestoneTerms,
    /// Where it stands.
    pub state: MilestoneState,
}

/// What a command with money changes: all of it, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The milestone afterwards.
    pub milestone: Milestone,
    /// The contract afterwards (its sums, and active after the first funding).
    pub contract: Contract,
    /// To be booked with it.
    pub movement: Movement,
    /// What moved before fees.
    pub amount: Money,
    /// What the freelancer will get of it after the security period; only a release has it. Zero
    /// when its fee takes all of a cent: then there is nothing to clear.
    pub net: Option<Money>,
}

impl Milestone {
    fn with(self, state: MilestoneState) -> Self {
        Self { state, ..self }
    }

    /// Still in escrow.
    pub fn held(&self) -> Money {
        self.state.escrow().map_or(Money::zero(self.terms.amount.currency), |escrow| escrow.held())
    }

    /// The client starts to pay for it.
    ///
    /// # Errors
    /// The contract takes no funding; a charge runs; it has or had money.
    pub fn begin_funding(
        self,
        contract: &Contract,
        _client: ClientOf,
        payment: PaymentId,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        contract.state.stands_at(now).takes_funding()?;
        match self.state.clone().stands_at(now) {
            MilestoneState::Draft | MilestoneState::FundingFailed { .. } => {
                Ok(self.with(MilestoneState::Funding { payment, since: now }))
            }
            MilestoneState::Funding { .. } => Err(MilestoneRefusal::FundingRuns.into()),
            MilestoneState::Funded { .. }
            | MilestoneState::Submitted { .. }
            | MilestoneState::ChangesRequested { .. } => Err(MilestoneRefusal::AlreadyFunded.into()),
            done @ (MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. }) => Err(done.too_late().into()),
        }
    }

    /// The charge succeeded (its deposit is booked before): escrow takes the amount, fees take the fee.
    ///
    /// # Errors
    /// It no longer waits for this payment, or the contract takes no funding: the money stays in the wallet.
    pub fn funded(self, contract: Contract, payment: PaymentId, now: Timestamp) -> Result<Moved, Refusal> {
        contract.state.stands_at(now).takes_funding()?;
        match &self.state {
            MilestoneState::Funding { payment: waited, .. } if *waited == payment => {
                let amount = self.terms.amount;
                let movement = movements::fund(&contract.money(), self.id, 1, amount)?;
                let contract = Contract {
                    funded: contract.funded.checked_add(amount)?,
                    state: Contract::first_funded(contract.state, now),
                    ..contract
                };
                let milestone = self.with(MilestoneState::Funded { escrow: Escrow::of(amount), at: now });
                Ok(Moved { milestone, contract, movement, amount, net: None })
            }
            MilestoneState::Funding { .. }
            | MilestoneState::Draft
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::Submitted { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => Err(MilestoneRefusal::OtherPayment.into()),
        }
    }

    /// The charge failed; the client can try again. `None` when it does not wait for this payment.
    pub fn funding_failed(self, payment: PaymentId, reason: FailureReason, now: Timestamp) -> Option<Self> {
        match &self.state {
            MilestoneState::Funding { payment: waited, .. } if *waited == payment => {
                Some(self.with(MilestoneState::FundingFailed { at: now, reason }))
            }
            MilestoneState::Funding { .. }
            | MilestoneState::Draft
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::Submitted { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => None,
        }
    }

    /// The freelancer hands work over; the review begins.
    ///
    /// # Errors
    /// The contract takes no work; not funded; in review already; over.
    pub fn submit(
        self,
        contract: &Contract,
        _freelancer: FreelancerOf,
        submission: SubmissionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        contract.takes_work()?;
        match self.state.clone().stands_at(now) {
            MilestoneState::Funded { escrow, .. } | MilestoneState::ChangesRequested { escrow, .. } => Ok(self
                .with(MilestoneState::Submitted { escrow, submission, at: now, releases_at: now.plus(rules.review) })),
            MilestoneState::Submitted { .. } => Err(MilestoneRefusal::InReview.into()),
            other @ (MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. }) => Err(other.too_late().into()),
        }
    }

    /// The client asks for changes; the review clock stops.
    ///
    /// # Errors
    /// There is no submission in review, or its review time is over: then the money is the freelancer's, even if the
    /// clock has not written the release yet.
    pub fn request_changes(self, _client: ClientOf, note: Note, now: Timestamp) -> Result<Self, Refusal> {
        match self.state.clone().stands_at(now) {
            MilestoneState::Submitted { escrow, .. } => {
                Ok(self.with(MilestoneState::ChangesRequested { escrow, at: now, note }))
            }
            other @ (MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. }) => Err(other.too_late().into()),
        }
    }

    /// The client approves: all of the escrow is released, or a part of it. After a part the review goes on for the rest.
    ///
    /// # Errors
    /// Nothing submitted, more than is held, over; released by silence, even if nobody has written that yet.
    pub fn approve(
        self,
        contract: Contract,
        _client: ClientOf,
        share: Share,
        now: Timestamp,
    ) -> Result<Moved, Refusal> {
        self.stands_at(now).release(contract, share, now)
    }

    /// The review time is over without an answer: all that is held is released. `None` when there is nothing to do (yet).
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn release_by_silence(self, contract: Contract, now: Timestamp) -> Result<Option<Moved>, Refusal> {
        match self.state {
            MilestoneState::Submitted { releases_at, .. } if now >= releases_at => {
                self.release(contract, Share::All, releases_at).map(Some)
            }
            MilestoneState::Submitted { .. }
            | MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => Ok(None),
        }
    }

    fn release(self, contract: Contract, share: Share, now: Timestamp) -> Result<Moved, Refusal> {
        match self.state {
            MilestoneState::Submitted { escrow, submission, at, releases_at } => {
                let amount = escrow.share(share)?;
                let Released { movement, net, .. } =
                    movements::release(&contract.money(), self.id, escrow.turns + 1, amount)?;
                let escrow = escrow.release(amount)?;
                let state = if escrow.held().is_zero() {
                    MilestoneState::Released { escrow, at: now }
                } else {
                    MilestoneState::Submitted { escrow, submission, at, releases_at }
                };
                let contract = Contract { released: contract.released.checked_add(amount)?, ..contract };
                Ok(Moved { milestone: self.with(state), contract, movement, amount, net: Some(net) })
            }
            other @ (MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. }) => Err(other.too_late().into()),
        }
    }

    /// The freelancer gives money back from escrow: all of it, or a part. After a part the state stays, with less escrow.
    ///
    /// # Errors
    /// Nothing is held, or less than that; released by silence, even if nobody has written that yet.
    pub fn give_back(
        self,
        contract: Contract,
        _freelancer: FreelancerOf,
        share: Share,
        now: Timestamp,
    ) -> Result<Moved, Refusal> {
        self.stands_at(now).refund(contract, share, now)
    }

    fn refund(self, contract: Contract, share: Share, now: Timestamp) -> Result<Moved, Refusal> {
        let Some(escrow) = self.state.escrow().filter(|escrow| !escrow.held().is_zero()) else {
            return Err(self.state.too_late().into());
        };
        let amount = escrow.share(share)?;
        let movement = movements::refund(&contract.money(), self.id, escrow.turns + 1, amount)?;
        let escrow = escrow.refund(amount)?;
        let state = match self.state {
            _all if escrow.held().is_zero() => MilestoneState::Refunded { escrow, at: now },
            MilestoneState::Funded { at, .. } => MilestoneState::Funded { escrow, at },
            MilestoneState::Submitted { submission, at, releases_at, .. } => {
                MilestoneState::Submitted { escrow, submission, at, releases_at }
            }
            MilestoneState::ChangesRequested { at, ref note, .. } => {
                MilestoneState::ChangesRequested { escrow, at, note: note.clone() }
            }
            MilestoneState::Draft
            | MilestoneState::Funding { .. }
            | MilestoneState::FundingFailed { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => return Err(MilestoneRefusal::NotFunded.into()),
        };
        let contract = Contract { funded: contract.funded.checked_sub(amount)?, ..contract };
        let milestone = Self { state, ..self };
        Ok(Moved { milestone, contract, movement, amount, net: None })
    }

    /// The contract lapsed: what was on its way is a draft again.
    pub(super) fn back_to_draft(self) -> Self {
        match self.state {
            MilestoneState::Funding { .. } | MilestoneState::FundingFailed { .. } => self.with(MilestoneState::Draft),
            MilestoneState::Draft
            | MilestoneState::Funded { .. }
            | MilestoneState::Submitted { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => self,
        }
    }

    /// The contract ends: what was never funded is cancelled.
    pub(super) fn cancel(self, now: Timestamp) -> Self {
        match self.state {
            MilestoneState::Draft | MilestoneState::FundingFailed { .. } => {
                self.with(MilestoneState::Cancelled { at: now })
            }
            MilestoneState::Funding { .. }
            | MilestoneState::Funded { .. }
            | MilestoneState::Submitted { .. }
            | MilestoneState::ChangesRequested { .. }
            | MilestoneState::Released { .. }
            | MilestoneState::Refunded { .. }
            | MilestoneState::Cancelled { .. } => self,
        }
    }
}
