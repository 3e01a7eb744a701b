//! What the pages of jobs show: plain data, with the actions that this viewer may take now.

use super::{JobInput, JobState, JobTerms};
use crate::fee::{Breakdown, FeeRates};
use crate::id::{AccountId, JobId, OfferId, ProposalId};
use crate::money::{AmountInput, Money};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the viewer of a job may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobAction {
    /// Publish the draft.
    Publish,
    /// Change its terms.
    Edit,
    /// Take no proposals for now.
    Pause,
    /// Take proposals again.
    Resume,
    /// Close the job.
    Close,
    /// Open it again.
    Reopen,
    /// Send a proposal.
    Propose,
    /// Sign in to propose.
    SignInToPropose,
}

/// What the client of a job may do now.
pub fn client_actions(state: &JobState) -> Vec<JobAction> {
    match state {
        JobState::Draft => vec![JobAction::Publish, JobAction::Edit],
        JobState::Open { .. } => vec![JobAction::Edit, JobAction::Pause, JobAction::Close],
        JobState::Paused { .. } => vec![JobAction::Edit, JobAction::Resume, JobAction::Close],
        JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => vec![JobAction::Reopen],
    }
}

/// The client as every job shows them; computed, never typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRecord {
    /// Id of the client's account.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// Country they gave, may be empty.
    pub country: String,
    /// Since when they are here.
    pub since: Timestamp,
    /// Jobs published.
    pub jobs_posted: i64,
    /// People hired.
    pub hires: i64,
    /// Released to freelancers so far, by currency.
    pub paid: Vec<Money>,
}

/// One job of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// Id of this job.
    pub id: JobId,
    /// Title (a draft's may be empty).
    pub title: String,
    /// The start of the description as plain text, at most 250 characters.
    pub summary: String,
    /// Skills.
    pub skills: Vec<String>,
    /// Budget; a draft may have none yet.
    pub budget: Option<Money>,
    /// Where it stands.
    pub state: JobState,
    /// When it was published (a draft: made).
    pub posted_at: Timestamp,
    /// Proposals that are live.
    pub proposals: i64,
    /// What the client is called.
    pub client_name: String,
    /// The viewer's own live proposal, in a list of work to find.
    pub my_proposal: Option<ProposalId>,
}

/// A list of jobs: find work, or a client's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    /// At most a page of them, newest first.
    pub jobs: Vec<JobRow>,
    /// Give this back to get the next page.
    pub next: Option<String>,
    /// How many match, counted up to [`JobList::COUNTED_MAX`].
    pub total: i64,
}

impl JobList {
    /// Counting stops here, so that a list costs the same however many jobs there are.
    pub const COUNTED_MAX: i64 = 1_000;
}

/// What one can search for: words (all must occur in title, description or skills), and a budget range.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobQuery {
    /// Words as typed.
    #[serde(default)]
    pub words: String,
    /// Code of a currency, or empty for all.
    #[serde(default)]
    pub currency: String,
    /// Smallest budget, or blank. Needs a currency.
    #[serde(default)]
    pub budget_min: AmountInput,
    /// Largest budget, or blank. Needs a currency.
    #[serde(default)]
    pub budget_max: AmountInput,
    /// Where the page begins (from [`JobList::next`]).
    #[serde(default)]
    pub after: String,
}

/// An offer on a job that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOffer {
    /// Id of this offer.
    pub id: OfferId,
    /// The freelancer who has it.
    pub freelancer: String,
    /// Over how much.
    pub price: Money,
}

impl JobPage {
    /// So many open offers are named.
    pub const OFFERS_MAX: i64 = 50;
}

/// The page of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// Id of this job.
    pub id: JobId,
    /// What the form would show (a draft may be incomplete).
    pub input: JobInput,
    /// The terms, once published.
    pub terms: Option<JobTerms>,
    /// Description as safe HTML.
    pub description_html: String,
    /// Where it stands.
    pub state: JobState,
    /// When it was published.
    pub posted_at: Option<Timestamp>,
    /// Guards an edit: send it back.
    pub version: i64,
    /// Who posted it.
    pub client: ClientRecord,
    /// People wanted and hired.
    pub seats: (u32, u32),
    /// Live proposals.
    pub proposals: i64,
    /// Those of them that wait for the client's answer: for the client only, else 0.
    pub waiting: i64,
    /// Lowest and highest price proposed, when there are at least two: for people who are signed in.
    pub bids: Option<(Money, Money)>,
    /// Fees of a new contract.
    pub fees: FeeRates,
    /// What the budget means for both sides.
    pub breakdown: Option<Breakdown>,
    /// The viewer is its client.
    pub mine: bool,
    /// The viewer's own live proposal.
    pub my_proposal: Option<ProposalId>,
    /// Offers that wait for an answer, the oldest first, at most [`JobPage::OFFERS_MAX`]: for the client only. Closing the job
    /// ends them.
    pub offers: Vec<OpenOffer>,
    /// The client's unpublished changes list: (when, sentence).
    pub changes: Vec<(Timestamp, String)>,
    /// What the viewer may do now.
    pub actions: Vec<JobAction>,
}
