//! What the pages of proposals show: plain data, with the actions that this viewer may take now.

use super::{ProposalState, ProposalTerms};
use crate::actor::{Parties, Side};
use crate::fee::{Breakdown, FeeRates};
use crate::id::{JobId, OfferId, ProposalId, RoomId};
use crate::skill::SkillMatch;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// A client should answer within this time.
pub const ANSWER_WITHIN: Span = Span::days(14);

/// What the viewer of a proposal may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalAction {
    /// Change the proposal.
    Edit,
    /// Take it back.
    Withdraw,
    /// Keep it in the closer choice, or take it out.
    Shortlist,
    /// Decline the proposal.
    Decline,
    /// Make an offer.
    Offer,
    /// Write to its freelancer.
    Message,
}

/// A proposal as a page shows it, to either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalView {
    /// Id of this proposal.
    pub id: ProposalId,
    /// For which job.
    pub job: JobId,
    /// Title of the job.
    pub job_title: String,
    /// Who gets and who sent it.
    pub parties: Parties,
    /// What the client is called.
    pub client_name: String,
    /// What the freelancer is called.
    pub freelancer_name: String,
    /// The freelancer's title.
    pub freelancer_title: String,
    /// What the job asks for, beside what the freelancer's profile names.
    pub skills: SkillMatch,
    /// When it arrived.
    pub sent_at: Timestamp,
    /// Its content.
    pub terms: ProposalTerms,
    /// Its price for both sides.
    pub breakdown: Breakdown,
    /// Fees of a new contract.
    pub fees: FeeRates,
    /// Where it stands.
    pub state: ProposalState,
    /// Guards an edit.
    pub version: i64,
    /// The viewer's side.
    pub side: Side,
    /// The room of the two, once somebody wrote.
    pub room: Option<RoomId>,
    /// The newest version of the offer on it, whatever became of it.
    pub offer: Option<OfferId>,
    /// What the viewer may do now.
    pub actions: Vec<ProposalAction>,
}

/// All proposals for a job (client), or all of one's own (freelancer).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalList {
    /// Title of the job, when the list is of one.
    pub job_title: Option<String>,
    /// At most a page of them.
    pub proposals: Vec<ProposalView>,
    /// Give this back to get the next page.
    pub next: Option<String>,
    /// How many of one job wait for the client's answer, on all pages, and when the first of them came.
    pub waiting: Option<(i64, Timestamp)>,
}
