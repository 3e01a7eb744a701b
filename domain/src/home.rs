//! The signed-in home page of either side: what needs you, soonest first, and where things stand.

use crate::actor::Side;
use crate::contract::list::ContractRow;
use crate::id::{ContractId, JobId, MilestoneId, OfferId, PaymentId, ProposalId, RoomId};
use crate::job::JobRow;
use crate::ledger::statement::WalletBalance;
use crate::money::Money;
use crate::time::{Due, Timestamp};
use crate::timesheet::RunningTimer;
use serde::{Deserialize, Serialize};

/// One thing that waits for the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// An offer to answer.
    AnswerOffer {
        /// Id of the offer.
        offer: OfferId,
        /// The sum of its milestones.
        price: Money,
    },
    /// A milestone to fund.
    Fund {
        /// Id of the contract.
        contract: ContractId,
        /// Id of the milestone.
        milestone: MilestoneId,
        /// What funding it takes: its price and the client's fee. That, and not all that is unfunded, is what the client
        /// decides about now.
        amount: Money,
    },
    /// The first milestone to fund, before the contract lapses.
    FundFirst {
        /// Id of the contract.
        contract: ContractId,
        /// What funding it takes: its price and the client's fee.
        amount: Money,
    },
    /// A payment that was begun and has no outcome: finish it, or cancel it.
    FinishPayment {
        /// Id of the contract.
        contract: ContractId,
        /// Id of the milestone.
        milestone: MilestoneId,
        /// Id of the payment.
        payment: PaymentId,
    },
    /// A submission to review.
    Review {
        /// Id of the contract.
        contract: ContractId,
        /// Id of the milestone.
        milestone: MilestoneId,
        /// What is held.
        amount: Money,
    },
    /// Work to hand over.
    Submit {
        /// Id of the contract.
        contract: ContractId,
        /// Id of the milestone.
        milestone: MilestoneId,
        /// What is held.
        amount: Money,
        /// The client has seen it and asked for changes.
        again: bool,
    },
    /// Unanswered proposals of a job.
    AnswerProposals {
        /// Id of the job.
        job: JobId,
        /// How many proposals wait for an answer.
        count: i64,
    },
}

/// A need with its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// What is to be done.
    pub what: Need,
    /// Title of the job or contract.
    pub title: String,
    /// The other person's name, empty for a job.
    pub other_name: String,
    /// Until when; none has no deadline.
    pub due: Option<Due>,
}

/// A live proposal of the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRow {
    /// Id of this proposal.
    pub id: ProposalId,
    /// Title of the job.
    pub title: String,
    /// Its price.
    pub price: Money,
    /// Word of its state.
    pub state: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// The home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomePage {
    /// The side it is for.
    pub side: Side,
    /// What the viewer is called.
    pub name: String,
    /// Freelancer: the timer that runs.
    pub running: Option<RunningTimer>,
    /// What needs them, soonest first (at most 20).
    pub needs: Vec<NeedRow>,
    /// Contracts that are not over, newest first (at most 10).
    pub contracts: Vec<ContractRow>,
    /// Client: own jobs that are not over; freelancer: the newest open jobs (at most 5).
    pub jobs: Vec<JobRow>,
    /// Freelancer: live proposals (at most 5).
    pub proposals: Vec<ProposalRow>,
    /// Freelancer: money on its way to the wallet, soonest first (at most 20).
    pub coming: Vec<ComingRow>,
    /// Balances.
    pub balances: Vec<WalletBalance>,
}

/// Where money on its way to a freelancer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// In review: released by itself at the end of it, if nobody acts before.
    InReview {
        /// The end of the review.
        releases_at: Timestamp,
    },
    /// Released, in its security period.
    Pending,
}

/// Money on its way to the viewer's wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingRow {
    /// From which contract.
    pub contract: ContractId,
    /// Its title.
    pub title: String,
    /// Number of the milestone.
    pub number: i64,
    /// Where it stands.
    pub stands: Stands,
    /// After the fee.
    pub net: Money,
    /// In the wallet from then on, if nobody acts before.
    pub free_at: Timestamp,
}

/// A conversation in which the viewer has not read everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadRoom {
    /// Id of the room.
    pub room: RoomId,
    /// Name of the person who wrote.
    pub other_name: String,
    /// Title of the job.
    pub title: String,
}

/// What the viewer was at lately, the newest first, at most five of each: ways that are offered to the person who types.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recent {
    /// Contracts of this side that are not over, with their titles.
    pub contracts: Vec<(ContractId, String)>,
    /// Conversations: with whom, and the title of the job.
    pub rooms: Vec<(RoomId, String, String)>,
    /// A client's jobs, with their titles.
    pub jobs: Vec<(JobId, String)>,
}

/// What is behind the bell of every page, and the timer beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// Conversations with something unread, the newest first (at most 10).
    pub rooms: Vec<UnreadRoom>,
    /// What needs the viewer, soonest first (at most 20).
    pub needs: Vec<NeedRow>,
    /// The timer that runs.
    pub timer: Option<RunningTimer>,
}
