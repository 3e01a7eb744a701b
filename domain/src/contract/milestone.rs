//! Milestones of a fixed-price contract: draft → funding → funded → submitted → released, with changes requested,
//! parts released, money given back and failed charges on the way.
//!
//! What time and payments do to a milestone is here; what its people do with it is in `sides.rs`.

use super::Contract;
pub use super::escrow::{Escrow, Share};
pub use super::refusal::MilestoneRefusal;
use super::terms::MilestoneTerms;
use crate::deadline::Deadline;
use crate::id::{ContractId, MilestoneId, PaymentId, SubmissionId};
use crate::ledger::movements::{self, Released};
use crate::ledger::posting::Movement;
use crate::money::Money;
use crate::payment::FailureReason;
use crate::refusal::Refusal;
use crate::text::Note;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a milestone stands: before there is money, while money is in escrow, and afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneState {
    /// Agreed, and no money is in escrow.
    Unfunded(Unfunded),
    /// Money is in escrow: safe to work.
    Held {
        /// What was funded, released and refunded so far.
        escrow: Escrow,
        /// How far the work is.
        work: Work,
    },
    /// Nothing is expected of it any more.
    Over(Over),
}

/// How far the payment is for a milestone that has no money yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfunded {
    /// Nobody has begun to pay.
    Draft,
    /// A charge is on its way.
    Funding {
        /// Id of the payment.
        payment: PaymentId,
        /// When the payment was begun.
        since: Timestamp,
    },
    /// The charge failed and nothing was charged; or it succeeded and was not enough, and the money is in the wallet.
    Failed {
        /// When the charge failed.
        at: Timestamp,
        /// Why the charge failed.
        reason: FailureReason,
    },
}

/// How far the work is that money is held for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Nothing was handed over yet.
    InProgress {
        /// Since when the money has been in escrow.
        since: Timestamp,
    },
    /// Work was handed over and is in review.
    InReview {
        /// The newest submission.
        submission: SubmissionId,
        /// When it was handed over.
        at: Timestamp,
        /// Released by itself then.
        releases_at: Timestamp,
    },
    /// The client asked for changes; the clock stands.
    ChangesRequested {
        /// When the client asked for changes.
        at: Timestamp,
        /// What should change.
        note: Note,
    },
}

/// How a milestone came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// Nothing is left in escrow, the last of it was released.
    Released {
        /// What was funded, released and refunded.
        escrow: Escrow,
        /// When the last of it was released.
        at: Timestamp,
    },
    /// Nothing is left in escrow, the last of it was given back.
    Refunded {
        /// What was funded, released and refunded.
        escrow: Escrow,
        /// When the last of it was refunded.
        at: Timestamp,
    },
    /// The contract ended before it was funded.
    Cancelled {
        /// When the contract ended without it.
        at: Timestamp,
    },
}

impl MilestoneState {
    /// Agreed, and nobody has begun to pay.
    pub const DRAFT: Self = Self::Unfunded(Unfunded::Draft);

    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unfunded(Unfunded::Draft) => "draft",
            Self::Unfunded(Unfunded::Funding { .. }) => "funding",
            Self::Unfunded(Unfunded::Failed { .. }) => "funding_failed",
            Self::Held { work: Work::InProgress { .. }, .. } => "funded",
            Self::Held { work: Work::InReview { .. }, .. } => "submitted",
            Self::Held { work: Work::ChangesRequested { .. }, .. } => "changes_requested",
            Self::Over(Over::Released { .. }) => "released",
            Self::Over(Over::Refunded { .. }) => "refunded",
            Self::Over(Over::Cancelled { .. }) => "cancelled",
        }
    }

    /// Its money, if it ever had any.
    pub const fn escrow(&self) -> Option<Escrow> {
        match self {
            Self::Held { escrow, .. } | Self::Over(Over::Released { escrow, .. } | Over::Refunded { escrow, .. }) => {
                Some(*escrow)
            }
            Self::Unfunded(_) | Self::Over(Over::Cancelled { .. }) => None,
        }
    }

    /// While work is in review: since when, and when it is released by itself.
    pub const fn review(&self) -> Option<(Timestamp, Timestamp)> {
        match self {
            Self::Held { work: Work::InReview { at, releases_at, .. }, .. } => Some((*at, *releases_at)),
            Self::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. }
            | Self::Unfunded(_)
            | Self::Over(_) => None,
        }
    }

    /// Whether the client can begin to pay for it, as far as it depends on the milestone.
    pub const fn waits_for_money(&self) -> bool {
        matches!(self, Self::Unfunded(Unfunded::Draft | Unfunded::Failed { .. }))
    }

    /// What somebody who comes too late is told.
    pub(super) fn too_late(&self) -> MilestoneRefusal {
        match self {
            Self::Unfunded(_) => MilestoneRefusal::NotFunded,
            Self::Held { work: Work::InProgress { .. }, .. } => MilestoneRefusal::NothingSubmitted,
            Self::Held { work: Work::InReview { .. }, .. } => MilestoneRefusal::InReview,
            Self::Held { work: Work::ChangesRequested { .. }, .. } => MilestoneRefusal::ChangesAsked,
            Self::Over(Over::Released { at, .. }) => {
                MilestoneRefusal::AlreadyReleased { at: *at, clock: at.clock_seconds() }
            }
            Self::Over(Over::Refunded { at, .. }) => {
                MilestoneRefusal::AlreadyRefunded { at: *at, clock: at.clock_seconds() }
            }
            Self::Over(Over::Cancelled { .. }) => MilestoneRefusal::WasCancelled,
        }
    }
}

/// A milestone as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Id of this milestone.
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
pub struct MoneyChange {
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
    pub(super) fn with(self, state: MilestoneState) -> Self {
        Self { state, ..self }
    }

    /// Still in escrow.
    pub fn held(&self) -> Money {
        self.state.escrow().map_or(Money::zero(self.terms.amount.currency), |escrow| escrow.held())
    }

    /// The charge succeeded (its deposit is booked before): escrow takes the amount, fees take the fee.
    ///
    /// # Errors
    /// It no longer waits for this payment, or the contract takes no funding: the money stays in the wallet.
    pub fn funded(self, contract: Contract, payment: PaymentId, now: Timestamp) -> Result<MoneyChange, Refusal> {
        contract.state.stands_at(now).takes_funding()?;
        match &self.state {
            MilestoneState::Unfunded(Unfunded::Funding { payment: waited, .. }) if *waited == payment => {
                let amount = self.terms.amount;
                let movement = movements::fund(&contract.money(), self.id, 1, amount)?;
                let contract = Contract {
                    funded: contract.funded.checked_add(amount)?,
                    state: Contract::first_funded(contract.state, now),
                    ..contract
                };
                let (escrow, work) = (Escrow::of(amount), Work::InProgress { since: now });
                let milestone = self.with(MilestoneState::Held { escrow, work });
                Ok(MoneyChange { milestone, contract, movement, amount, net: None })
            }
            MilestoneState::Unfunded(_) | MilestoneState::Held { .. } | MilestoneState::Over(_) => {
                Err(MilestoneRefusal::OtherPayment.into())
            }
        }
    }

    /// The charge failed; the client can try again. `None` when it does not wait for this payment.
    pub fn funding_failed(self, payment: PaymentId, reason: FailureReason, now: Timestamp) -> Option<Self> {
        match &self.state {
            MilestoneState::Unfunded(Unfunded::Funding { payment: waited, .. }) if *waited == payment => {
                Some(self.with(MilestoneState::Unfunded(Unfunded::Failed { at: now, reason })))
            }
            MilestoneState::Unfunded(_) | MilestoneState::Held { .. } | MilestoneState::Over(_) => None,
        }
    }

    /// The review time is over without an answer: all that is held is released. `None` when there is nothing to do (yet).
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn auto_release(self, contract: Contract, now: Timestamp) -> Result<Option<MoneyChange>, Refusal> {
        match self.state.review() {
            Some((_, releases_at)) if now >= releases_at => self.release(contract, Share::All, releases_at).map(Some),
            Some(_) | None => Ok(None),
        }
    }

    /// Releases money from escrow to the freelancer.
    pub(super) fn release(self, contract: Contract, share: Share, now: Timestamp) -> Result<MoneyChange, Refusal> {
        match self.state {
            MilestoneState::Held { escrow, work: work @ Work::InReview { .. } } => {
                let amount = escrow.share(share)?;
                let Released { movement, net, .. } =
                    movements::release(&contract.money(), self.id, escrow.turns + 1, amount)?;
                let escrow = escrow.release(amount)?;
                let state = if escrow.held().is_zero() {
                    MilestoneState::Over(Over::Released { escrow, at: now })
                } else {
                    MilestoneState::Held { escrow, work }
                };
                let contract = Contract { released: contract.released.checked_add(amount)?, ..contract };
                let milestone = Self { state, ..self };
                Ok(MoneyChange { milestone, contract, movement, amount, net: Some(net) })
            }
            other @ (MilestoneState::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. }
            | MilestoneState::Unfunded(_)
            | MilestoneState::Over(_)) => Err(other.too_late().into()),
        }
    }

    /// Gives money back from escrow to the client's wallet.
    pub(super) fn refund(self, contract: Contract, share: Share, now: Timestamp) -> Result<MoneyChange, Refusal> {
        let (escrow, work) = match self.state {
            MilestoneState::Held { escrow, work } => (escrow, work),
            other @ (MilestoneState::Unfunded(_) | MilestoneState::Over(_)) => return Err(other.too_late().into()),
        };
        let amount = escrow.share(share)?;
        let movement = movements::refund(&contract.money(), self.id, escrow.turns + 1, amount)?;
        let escrow = escrow.refund(amount)?;
        let state = if escrow.held().is_zero() {
            MilestoneState::Over(Over::Refunded { escrow, at: now })
        } else {
            MilestoneState::Held { escrow, work }
        };
        let contract = Contract { funded: contract.funded.checked_sub(amount)?, ..contract };
        let milestone = Self { state, ..self };
        Ok(MoneyChange { milestone, contract, movement, amount, net: None })
    }

    /// The contract lapsed: what was on its way is a draft again.
    pub(super) fn back_to_draft(self) -> Self {
        match self.state {
            MilestoneState::Unfunded(_) => self.with(MilestoneState::DRAFT),
            MilestoneState::Held { .. } | MilestoneState::Over(_) => self,
        }
    }

    /// The contract ends: what was never funded is cancelled.
    pub(super) fn cancel(self, now: Timestamp) -> Self {
        match self.state {
            MilestoneState::Unfunded(Unfunded::Draft | Unfunded::Failed { .. }) => {
                self.with(MilestoneState::Over(Over::Cancelled { at: now }))
            }
            MilestoneState::Unfunded(Unfunded::Funding { .. })
            | MilestoneState::Held { .. }
            | MilestoneState::Over(_) => self,
        }
    }
}
