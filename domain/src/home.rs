//! The signed-in home page of either side: what needs you, soonest first, and where things stand.

use crate::actor::Side;
use crate::contract::read::ContractRow;
use crate::id::{ContractId, JobId, MilestoneId, OfferId, ProposalId};
use crate::job::JobRow;
use crate::ledger::statement::WalletBalance;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that waits for the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "need")]
pub enum Need {
    /// An offer to answer.
    AnswerOffer {
        /// Which.
        offer: OfferId,
        /// Its price.
        price: Money,
    },
    /// A milestone to fund.
    Fund {
        /// Which contract.
        contract: ContractId,
        /// Which milestone.
        milestone: MilestoneId,
        /// What funding it takes: its price and the client's fee. That, and not all that is unfunded, is what the client
        /// decides about now.
        amount: Money,
    },
    /// The first milestone to fund, before the contract lapses.
    FundFirst {
        /// Which contract.
        contract: ContractId,
        /// What funding it takes: its price and the client's fee.
        amount: Money,
    },
    /// A submission to review.
    Review {
        /// Which contract.
        contract: ContractId,
        /// Which milestone.
        milestone: MilestoneId,
        /// What is held.
        amount: Money,
    },
    /// Work to hand over.
    Submit {
        /// Which contract.
        contract: ContractId,
        /// Which milestone.
        milestone: MilestoneId,
        /// What is held.
        amount: Money,
    },
    /// Unanswered proposals of a job.
    AnswerProposals {
        /// Which job.
        job: JobId,
        /// How many.
        count: i64,
    },
}

/// A need with its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedRow {
    /// What.
    pub what: Need,
    /// Title of the job or contract.
    pub title: String,
    /// The other person's name, empty for a job.
    pub other_name: String,
    /// Until when; none has no deadline.
    pub due_at: Option<Timestamp>,
}

/// A live proposal of the viewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalRow {
    /// Which.
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
    /// What needs them, soonest first (at most 20).
    pub needs: Vec<NeedRow>,
    /// Contracts that are not over, newest first (at most 10).
    pub contracts: Vec<ContractRow>,
    /// Client: own jobs that are not over; freelancer: the newest open jobs (at most 5).
    pub jobs: Vec<JobRow>,
    /// Freelancer: live proposals (at most 5).
    pub proposals: Vec<ProposalRow>,
    /// Balances.
    pub balances: Vec<WalletBalance>,
}
