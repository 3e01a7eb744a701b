//! Jobs as programs read them.

use crate::api::value::{Amount, Fees, Moment, Price};
use domain::{
    job::{ClientRecord, JobAction, JobPage, JobRow, JobState},
    text::{Skill, parse_skills},
};
use serde::Serialize;
use utoipa::ToSchema;

/// One job of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobSummary {
    /// Id, as 13 letters and digits.
    id: String,
    /// What it is about.
    title: String,
    /// Start of the description as plain text, at most 250 characters.
    summary: String,
    /// Skills asked for.
    skills: Vec<String>,
    /// What it may cost; missing in a draft that does not say.
    budget: Option<Amount>,
    /// Where it stands.
    #[serde(flatten)]
    state: JobStanding,
    /// When it was published; of a draft, when it was made.
    posted_at: Moment,
    /// Proposals that wait or were answered.
    proposals: i64,
    /// What the client is called.
    client_name: String,
}

/// Where a job stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobStanding {
    /// `draft`, `open`, `paused`, `filled`, `closed` or `expired`.
    state: &'static str,
    /// Open or paused: it expires then.
    open_until: Option<Moment>,
    /// Filled, closed or expired: since then.
    ended_at: Option<Moment>,
}

impl From<JobState> for JobStanding {
    fn from(state: JobState) -> Self {
        let (open_until, ended_at) = match state {
            JobState::Draft => (None, None),
            JobState::Open { until } | JobState::Paused { until } => (Some(until), None),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => (None, Some(at)),
        };
        Self { state: state.word(), open_until: open_until.map(Moment::from), ended_at: ended_at.map(Moment::from) }
    }
}

impl From<JobRow> for JobSummary {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title,
            summary: row.summary,
            skills: row.skills,
            budget: row.budget.map(Amount::from),
            state: row.state.into(),
            posted_at: row.posted_at.into(),
            proposals: row.proposals,
            client_name: row.client_name,
        }
    }
}

/// A job that a client has posted.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobView {
    /// Id, as 13 letters and digits.
    id: String,
    /// Guards an edit; also in the `ETag`.
    version: i64,
    /// What it is about.
    title: String,
    /// Markdown, as written.
    description: String,
    /// The description as safe HTML.
    description_html: String,
    /// Skills asked for.
    skills: Vec<String>,
    /// What it may cost; missing in a draft that does not say.
    budget: Option<Amount>,
    /// What the budget would mean for both sides.
    price: Option<Price>,
    /// Fees of a new contract.
    fees: Fees,
    /// People wanted.
    hires: u32,
    /// People hired.
    hired: u32,
    /// `public` or `members`; empty in a draft that does not say.
    visibility: String,
    /// Where it stands.
    #[serde(flatten)]
    state: JobStanding,
    /// When it was published.
    posted_at: Option<Moment>,
    /// Whose it is.
    client: ClientView,
    /// Proposals that wait or were answered.
    proposals: i64,
    /// Lowest and highest price proposed, when there are at least two. Without a token there is none.
    bids: Option<Bids>,
    /// It is yours.
    mine: bool,
    /// Your own proposal.
    my_proposal: Option<String>,
    /// Changes since it was published, newest first.
    changes: Vec<Change>,
    /// What you may do now: `publish`, `edit`, `pause`, `resume`, `close`, `reopen`, `propose`, `sign_in_to_propose`.
    actions: Vec<&'static str>,
}

/// Lowest and highest price proposed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bids {
    /// The lowest price so far.
    lowest: Amount,
    /// The highest price so far.
    highest: Amount,
}

/// A change of a published job.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// When it was changed.
    at: Moment,
    /// What, in a sentence.
    text: String,
}

/// The client as every job shows them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientView {
    /// Short id of the account.
    id: String,
    /// What they are called.
    name: String,
    /// Country they gave, may be empty.
    country: String,
    /// Since when they are here.
    since: Moment,
    /// Jobs published.
    jobs_posted: i64,
    /// People hired.
    hires: i64,
    /// Released to freelancers so far, by currency.
    paid: Vec<Amount>,
}

impl From<ClientRecord> for ClientView {
    fn from(client: ClientRecord) -> Self {
        Self {
            id: client.account.to_string(),
            name: client.name,
            country: client.country,
            since: client.since.into(),
            jobs_posted: client.jobs_posted,
            hires: client.hires,
            paid: client.paid.into_iter().map(Amount::from).collect(),
        }
    }
}

impl From<JobPage> for JobView {
    fn from(page: JobPage) -> Self {
        let skills = parse_skills(&page.input.skills).unwrap_or_default();
        Self {
            id: page.id.to_string(),
            version: page.version,
            title: page.input.title,
            description: page.input.description,
            description_html: page.description_html,
            skills: skills.iter().map(Skill::as_str).map(str::to_owned).collect(),
            budget: page.terms.map(|terms| terms.budget.into()),
            price: page.breakdown.map(Price::from),
            fees: page.fees.into(),
            hires: page.seats.0,
            hired: page.seats.1,
            visibility: page.input.visibility,
            state: page.state.into(),
            posted_at: page.posted_at.map(Moment::from),
            client: page.client.into(),
            proposals: page.proposals,
            bids: page.bids.map(|(lowest, highest)| Bids { lowest: lowest.into(), highest: highest.into() }),
            mine: page.mine,
            my_proposal: page.my_proposal.map(|id| id.to_string()),
            changes: page.changes.into_iter().map(|(at, text)| Change { at: at.into(), text }).collect(),
            actions: page.actions.into_iter().map(word).collect(),
        }
    }
}

fn word(action: JobAction) -> &'static str {
    match action {
        JobAction::Publish => "publish",
        JobAction::Edit => "edit",
        JobAction::Pause => "pause",
        JobAction::Resume => "resume",
        JobAction::Close => "close",
        JobAction::Reopen => "reopen",
        JobAction::Propose => "propose",
        JobAction::SignInToPropose => "sign_in_to_propose",
    }
}
