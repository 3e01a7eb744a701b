//! What the pages of a contract show: plain data, with the actions that this viewer may take now.

pub use super::escrow::IfAll;
use super::milestone::{Milestone, MilestoneState, Unfunded, Work};
use super::{Contract, ContractState};
use crate::actor::{Parties, Side};
use crate::fee::{Breakdown, FeeRates};
use crate::id::{ContractId, JobId, MilestoneId, PaymentId, RoomId, SubmissionId};
use crate::money::Money;
use crate::text::SubmissionText;
use crate::time::{Date, Due, Timestamp};
use serde::{Deserialize, Serialize};

/// What the viewer of a milestone may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MilestoneAction {
    /// Begin to pay.
    Fund,
    /// Go on to the gateway's page, where a payment waits.
    ContinuePayment,
    /// Give that payment up.
    CancelPayment,
    /// Hand work over.
    Submit,
    /// Ask for changes.
    RequestChanges,
    /// Release, in full or in part.
    Approve,
    /// Give money back.
    Refund,
}

/// What one side may do with a milestone of this contract now.
pub fn milestone_actions(contract: &Contract, milestone: &Milestone, side: Side) -> Vec<MilestoneAction> {
    let (work, funding) = (contract.takes_work().is_ok(), contract.takes_funding().is_ok());
    match (side, &milestone.state) {
        (Side::Client, MilestoneState::Unfunded(Unfunded::Draft | Unfunded::Failed { .. })) if funding => {
            vec![MilestoneAction::Fund]
        }
        (Side::Client, MilestoneState::Unfunded(Unfunded::Funding { .. })) if funding => {
            vec![MilestoneAction::ContinuePayment, MilestoneAction::CancelPayment]
        }
        (Side::Client, MilestoneState::Held { work: Work::InReview { .. }, .. }) => {
            vec![MilestoneAction::Approve, MilestoneAction::RequestChanges]
        }
        (
            Side::Freelancer,
            MilestoneState::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. },
        ) if work => {
            vec![MilestoneAction::Submit, MilestoneAction::Refund]
        }
        (Side::Freelancer, MilestoneState::Held { work: Work::InReview { .. }, .. }) => vec![MilestoneAction::Refund],
        (
            Side::Client | Side::Freelancer,
            MilestoneState::Unfunded(_)
            | MilestoneState::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. }
            | MilestoneState::Over(_),
        ) => vec![],
    }
}

/// What the viewer of a contract may do with it as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractAction {
    /// End the contract.
    End,
    /// Track time on it.
    Track,
}

/// What one side may do with a contract now.
pub fn contract_actions(contract: &Contract, milestones: &[Milestone], side: Side) -> Vec<ContractAction> {
    let mut actions = Vec::new();
    let quiet = milestones.iter().all(|m| m.held().is_zero() && m.state.payment().is_none());
    if side == Side::Freelancer && contract.takes_work().is_ok() {
        actions.push(ContractAction::Track);
    }
    if contract.takes_funding().is_ok() && quiet {
        actions.push(ContractAction::End);
    }
    actions
}

/// One submission of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionView {
    /// Id of this submission.
    pub id: SubmissionId,
    /// 1, 2, 3 … within its milestone.
    pub number: i64,
    /// What was written.
    pub text: SubmissionText,
    /// The text as safe HTML.
    pub html: String,
    /// When it was submitted.
    pub at: Timestamp,
}

/// Money that was released and waits for the end of its security period, or has cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earning {
    /// After the fee.
    pub net: Money,
    /// Available from then on.
    pub clears_at: Timestamp,
    /// It has cleared.
    pub cleared: bool,
}

/// A milestone as its contract's page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneView {
    /// It, with its state.
    pub milestone: Milestone,
    /// Guards a command: send it back.
    pub version: i64,
    /// Its price for both sides (of this milestone alone; fees of the contract are cumulative).
    pub breakdown: Breakdown,
    /// All submissions, newest first.
    pub submissions: Vec<SubmissionView>,
    /// What its releases brought.
    pub earnings: Vec<Earning>,
    /// The payment that waits at the gateway.
    pub payment: Option<PaymentId>,
    /// What moving all that is held would mean now.
    pub if_all: Option<IfAll>,
    /// The client may fund it, and the wallet alone would pay for it.
    pub from_wallet: bool,
    /// What the viewer may do now.
    pub actions: Vec<MilestoneAction>,
}

/// Sums of a contract's bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscrowSums {
    /// Released to the freelancer, before fees.
    pub released: Money,
    /// Given back to the client, before fees.
    pub refunded: Money,
    /// Held and in review.
    pub in_review: Money,
    /// What is held and not in review.
    pub funded: Money,
    /// Agreed, not funded (cancelled milestones do not count).
    pub unfunded: Money,
}

impl EscrowSums {
    /// Adds the milestones of a contract up.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn of(currency: crate::money::Currency, milestones: &[Milestone]) -> Result<Self, crate::money::MoneyRefusal> {
        let zero = Money::zero(currency);
        let mut sums = Self { released: zero, refunded: zero, in_review: zero, funded: zero, unfunded: zero };
        for milestone in milestones {
            if let Some(escrow) = milestone.state.escrow() {
                sums.released = sums.released.checked_add(escrow.released)?;
                sums.refunded = sums.refunded.checked_add(escrow.refunded)?;
            }
            match &milestone.state {
                MilestoneState::Unfunded(_) => {
                    sums.unfunded = sums.unfunded.checked_add(milestone.terms.amount)?;
                }
                MilestoneState::Held { escrow, work: Work::InReview { .. } } => {
                    sums.in_review = sums.in_review.checked_add(escrow.held())?;
                }
                MilestoneState::Held { escrow, work: Work::InProgress { .. } | Work::ChangesRequested { .. } } => {
                    sums.funded = sums.funded.checked_add(escrow.held())?;
                }
                MilestoneState::Over(_) => {}
            }
        }
        Ok(sums)
    }

    /// All that was agreed, whatever has become of it.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn agreed(self) -> Result<Money, crate::money::MoneyRefusal> {
        Money::sum(self.released.currency, [self.released, self.refunded, self.in_review, self.funded, self.unfunded])
    }
}

/// One thing that happened in a contract: append-only, without personal text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(tag = "kind")]
pub enum Happening {
    /// The offer was accepted.
    Signed {
        /// Agreed price.
        price: Money,
    },
    /// A milestone was funded.
    Funded {
        /// Its number.
        number: i64,
        /// What was put into escrow.
        amount: Money,
    },
    /// A charge failed.
    FundingFailed {
        /// Number of the milestone.
        number: i64,
    },
    /// A charge succeeded, but its money is in the client's wallet, not in escrow.
    Deposited {
        /// Number of the milestone that it was for.
        number: i64,
        /// What was charged and stays in the wallet.
        amount: Money,
    },
    /// A milestone was not funded, because the wallet held too little beside the charge.
    NotFunded {
        /// Its number.
        number: i64,
    },
    /// Work was handed over.
    Submitted {
        /// Number of the milestone.
        number: i64,
    },
    /// Changes were asked for.
    ChangesRequested {
        /// Number of the milestone.
        number: i64,
    },
    /// Money was released.
    Released {
        /// Number of the milestone.
        number: i64,
        /// How much, before fees.
        amount: Money,
        /// Because nobody answered in time.
        #[serde(rename = "by_silence")]
        automatic: bool,
    },
    /// Money was given back.
    Refunded {
        /// Number of the milestone.
        number: i64,
        /// How much, before fees.
        amount: Money,
    },
    /// A release became available.
    Cleared {
        /// After the fee.
        net: Money,
    },
    /// The contract ended.
    Ended,
    /// The contract lapsed.
    Lapsed,
}

/// A line of the activity list; `by` is empty when a clock did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When it happened.
    pub at: Timestamp,
    /// Which side did it.
    pub by: Option<Side>,
    /// What happened, with its numbers.
    pub what: Happening,
}

/// What happens next in a contract, when, and who must act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The client funds the first milestone, or the contract lapses.
    ClientFunds {
        /// When the contract lapses.
        until: Timestamp,
    },
    /// The client funds the next milestone, or both are done.
    ClientFundsNext {
        /// Id of the milestone.
        milestone: MilestoneId,
    },
    /// A payment has no outcome yet: the client finishes it or cancels it.
    PaymentRuns {
        /// For which milestone.
        milestone: MilestoneId,
        /// Id of the payment.
        payment: PaymentId,
    },
    /// The freelancer works and submits.
    FreelancerSubmits {
        /// Id of the milestone.
        milestone: MilestoneId,
        /// The day that was agreed on, if there is one.
        due: Option<Date>,
        /// The client has seen it and asked for changes.
        again: bool,
    },
    /// The client reviews, or the money is released.
    ClientReviews {
        /// Id of the milestone.
        milestone: MilestoneId,
        /// Released by itself then.
        releases_at: Timestamp,
    },
    /// Everything is released or refunded: either side can end it.
    CanEnd,
    /// Nothing: it is over.
    Over,
}

impl Next {
    /// By when; nothing where no clock runs.
    pub fn due(&self) -> Option<Due> {
        match self {
            Self::ClientFunds { until } => Some(Due::At(*until)),
            Self::ClientReviews { releases_at, .. } => Some(Due::At(*releases_at)),
            Self::FreelancerSubmits { due, .. } => due.map(Due::On),
            Self::ClientFundsNext { .. } | Self::PaymentRuns { .. } | Self::CanEnd | Self::Over => None,
        }
    }

    /// Whose turn it is; nobody's where nothing is left to do. A payment without an outcome is the client's: whether it was
    /// left, or paid and not heard of, only they know.
    pub fn waits_for(&self) -> Option<Side> {
        match self {
            Self::ClientFunds { .. }
            | Self::ClientFundsNext { .. }
            | Self::PaymentRuns { .. }
            | Self::ClientReviews { .. } => Some(Side::Client),
            Self::FreelancerSubmits { .. } => Some(Side::Freelancer),
            Self::CanEnd | Self::Over => None,
        }
    }
}

/// Works out what happens next: the nearest deadline first, then work, then money.
pub fn next(contract: &Contract, milestones: &[Milestone]) -> Next {
    match contract.state {
        ContractState::Ended { .. } | ContractState::Lapsed { .. } => return Next::Over,
        ContractState::AwaitingFunding { .. } | ContractState::Active { .. } => {}
    }
    let review = milestones.iter().filter_map(|m| m.state.review().map(|(_, releases_at)| (releases_at, m.id)));
    if let Some((releases_at, milestone)) = review.min() {
        return Next::ClientReviews { milestone, releases_at };
    }
    let first = |wanted: fn(&MilestoneState) -> bool| milestones.iter().find(|m| wanted(&m.state));
    if let Some(work) = first(|s| matches!(s, MilestoneState::Held { .. })) {
        let again = matches!(work.state, MilestoneState::Held { work: Work::ChangesRequested { .. }, .. });
        return Next::FreelancerSubmits { milestone: work.id, due: work.terms.due, again };
    }
    let paid = milestones.iter().find_map(|m| m.state.payment().map(|payment| (m.id, payment)));
    if let Some((milestone, payment)) = paid {
        return Next::PaymentRuns { milestone, payment };
    }
    match (contract.state, first(MilestoneState::waits_for_money)) {
        (ContractState::AwaitingFunding { until }, _) => Next::ClientFunds { until },
        (ContractState::Active { .. }, Some(unfunded)) => Next::ClientFundsNext { milestone: unfunded.id },
        (ContractState::Active { .. }, None) => Next::CanEnd,
        (ContractState::Ended { .. } | ContractState::Lapsed { .. }, _) => Next::Over,
    }
}

/// What funding the next milestone that waits for it takes from the client: its price and the fee of that part of the
/// contract. None when no milestone waits, or the contract takes no funding.
///
/// # Errors
/// An amount that the books cannot hold.
pub fn funds_next(contract: &Contract, milestones: &[Milestone]) -> Result<Option<Money>, crate::money::MoneyRefusal> {
    let next = milestones.iter().find(|m| m.state.waits_for_money()).filter(|_| contract.takes_funding().is_ok());
    next.map(|milestone| contract.money().cost_of_funding(milestone.terms.amount)).transpose()
}

/// The contract's room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractPage {
    /// Id of this contract.
    pub id: ContractId,
    /// What it is about.
    pub title: String,
    /// The job it came from.
    pub job: JobId,
    /// Who hires and who works.
    pub parties: Parties,
    /// What the client is called.
    pub client_name: String,
    /// What the freelancer is called.
    pub freelancer_name: String,
    /// The viewer's side.
    pub side: Side,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Where it stands.
    pub state: ContractState,
    /// Fees it keeps for its life.
    pub fees: FeeRates,
    /// Agreed price for both sides.
    pub breakdown: Breakdown,
    /// Sums of the escrow bar.
    pub sums: EscrowSums,
    /// Its milestones in order.
    pub milestones: Vec<MilestoneView>,
    /// What happens next.
    pub next: Next,
    /// The room of the two.
    pub room: RoomId,
    /// What happened, newest first (at most 100).
    pub activity: Vec<Activity>,
    /// Tracked segments of ten minutes.
    pub segments: i64,
    /// What the viewer may do with it as a whole.
    pub actions: Vec<ContractAction>,
}

/// The page of one payment: where to pay, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPage {
    /// The payment itself, with its state.
    pub payment: crate::payment::Payment,
    /// The contract's title.
    pub title: String,
    /// Number and title of the milestone.
    pub milestone: (i64, String),
    /// How the charge comes about.
    pub made_of: Option<crate::payment::MadeOf>,
    /// Where that stands now.
    pub milestone_state: MilestoneState,
    /// The milestone, where this payment failed and the payer can try again.
    pub again: Option<MilestoneView>,
}
