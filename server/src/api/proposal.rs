//! Proposals: send, read, edit, withdraw; shortlist, decline, answer with an offer or a message.

use super::{
    call::{Answer, Asked, Call, Id, done, ok, ok_version},
    once::{self, KeyHeader},
    value::{Deliverable, Fees, List, Made, Moment, NewDeliverable, Part, Person, Price},
    word::{SideWord, Word},
};
use crate::http::problem::Problem;
use crate::instance::Instance;
use app::authorisation::{
    OWN_JOB, Row,
    Who::{Client, Freelancer, Parties, SignedIn},
};
use domain::{
    id::{JobId, ProposalId},
    proposal::{ProposalAction, ProposalInput, ProposalState, ProposalView as Page},
};
use serde::{Deserialize, Serialize};
use store::{message, proposal};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/jobs/{id}/proposals", Client).open(),
    Row::work("POST /api/v1/jobs/{id}/proposals", SignedIn).done(201).verified().except(OWN_JOB),
    Row::read("GET /api/v1/proposals", SignedIn),
    Row::read("GET /api/v1/proposals/{id}", Parties),
    Row::work("PUT /api/v1/proposals/{id}", Freelancer).done(204),
    Row::work("POST /api/v1/proposals/{id}/withdraw", Freelancer).done(204),
    Row::work("POST /api/v1/proposals/{id}/view", Client).done(204),
    Row::work("PUT /api/v1/proposals/{id}/shortlist", Client).done(204),
    Row::work("DELETE /api/v1/proposals/{id}/shortlist", Client).done(204),
    Row::work("POST /api/v1/proposals/{id}/decline", Client).done(204),
    Row::message("POST /api/v1/proposals/{id}/room", Parties),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(of_job, send))
        .routes(routes!(mine))
        .routes(routes!(read, edit))
        .routes(routes!(withdraw))
        .routes(routes!(view))
        .routes(routes!(shortlist, take_off_shortlist))
        .routes(routes!(decline))
        .routes(routes!(open_room))
}

/// A proposal as its freelancer writes it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalBody {
    /// Why you: 20 to 5,000 characters, Markdown.
    cover_letter: String,
    /// One to twenty; together they are the price.
    milestones: Vec<NewDeliverable>,
}

impl From<ProposalBody> for ProposalInput {
    fn from(given: ProposalBody) -> Self {
        Self { cover_letter: given.cover_letter, milestones: given.milestones.into_iter().map(Into::into).collect() }
    }
}

/// What the freelancer is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// 3 to 2,000 characters; the freelancer reads it.
    reason: String,
}

/// A freelancer's proposal for a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    /// Id, as 13 letters and digits.
    id: String,
    /// Guards an edit; also in the `ETag`.
    version: i64,
    /// The job.
    job: String,
    /// Its title.
    job_title: String,
    /// The client, who hires.
    client: Person,
    /// The freelancer, who works.
    freelancer: Person,
    /// The line under the freelancer's name.
    freelancer_title: String,
    /// What the job asks for and the freelancer's profile names.
    skills_matched: Vec<String>,
    /// What the job asks for and the profile does not name.
    skills_missing: Vec<String>,
    /// Which side of it you are.
    side: SideWord,
    /// Markdown, as written.
    cover_letter: String,
    /// Milestones with amounts and dates.
    milestones: Vec<Deliverable>,
    /// The price for both sides.
    price: Price,
    /// Fees that an offer made now would keep.
    fees: Fees,
    /// When it was sent.
    sent_at: Moment,
    /// `sent`, `viewed`, `shortlisted`, `offered`, `hired`, `declined`, `withdrawn` or `not_chosen`.
    state: &'static str,
    /// Since when it stands there, where that is kept.
    state_since: Option<Moment>,
    /// What the client wrote when declining.
    reason: Option<String>,
    /// The newest version of the offer on it.
    offer: Option<String>,
    /// The room of the two, once somebody wrote.
    room: Option<String>,
    /// What you may do now: `edit`, `withdraw`, `shortlist`, `decline`, `offer`, `message`.
    actions: Vec<&'static str>,
}

impl From<Page> for ProposalView {
    fn from(page: Page) -> Self {
        let (since, reason) = match &page.state {
            ProposalState::Sent | ProposalState::Offered { .. } => (None, None),
            ProposalState::Viewed { at }
            | ProposalState::Shortlisted { at }
            | ProposalState::Hired { at }
            | ProposalState::Withdrawn { at }
            | ProposalState::NotChosen { at } => (Some(*at), None),
            ProposalState::Declined { at, reason } => (Some(*at), Some(reason.to_string())),
        };
        Self {
            id: page.id.to_string(),
            version: page.version,
            job: page.job.to_string(),
            job_title: page.job_title,
            client: Person::new(page.parties.client, page.client_name),
            freelancer: Person::new(page.parties.freelancer, page.freelancer_name),
            freelancer_title: page.freelancer_title,
            skills_matched: page.skills.has,
            skills_missing: page.skills.lacks,
            side: Word(page.side),
            cover_letter: page.terms.cover_letter.to_string(),
            milestones: page.terms.milestones.into_iter().map(Deliverable::from).collect(),
            price: page.breakdown.into(),
            fees: page.fees.into(),
            sent_at: page.sent_at.into(),
            state: page.state.word(),
            state_since: since.map(Moment::from),
            reason,
            offer: page.offer.map(|id| id.to_string()),
            room: page.room.map(|id| id.to_string()),
            actions: page.actions.into_iter().map(word).collect(),
        }
    }
}

fn word(action: ProposalAction) -> &'static str {
    match action {
        ProposalAction::Edit => "edit",
        ProposalAction::Withdraw => "withdraw",
        ProposalAction::Shortlist => "shortlist",
        ProposalAction::Decline => "decline",
        ProposalAction::Offer => "offer",
        ProposalAction::Message => "message",
    }
}

/// Lists the proposals for a job of yours, newest first.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/proposals", tag = "proposals", params(Part),
    responses((status = 200, body = List<ProposalView>)), security(("token" = ["read"]))
)]
pub async fn of_job(Id(id): Id<JobId>, Asked(part): Asked<Part>, call: Call) -> Answer {
    let list = proposal::of_job(&call.context, id, &part.after, part.limit()?).await?;
    ok(List::<ProposalView>::of(list.proposals, list.next))
}

/// Lists the proposals that you sent, newest first.
#[utoipa::path(
    get, path = "/api/v1/proposals", tag = "proposals", params(Part),
    responses((status = 200, body = List<ProposalView>)), security(("token" = ["read"]))
)]
pub async fn mine(Asked(part): Asked<Part>, call: Call) -> Answer {
    let list = proposal::mine(&call.context, &part.after, part.limit()?).await?;
    ok(List::<ProposalView>::of(list.proposals, list.next))
}

/// Sends a proposal.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/proposals", tag = "proposals", params(KeyHeader), request_body = ProposalBody,
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn send(Id(job): Id<JobId>, call: Call) -> Answer {
    let input = call.input::<ProposalBody>()?.into();
    let once = call.once(once::made)?;
    let id = proposal::send(&once.context, job, &input).await?;
    once.made(id)
}

/// Reads a proposal. The `ETag` guards an edit.
#[utoipa::path(
    get, path = "/api/v1/proposals/{id}", tag = "proposals",
    responses((status = 200, body = ProposalView, headers(("ETag" = String, description = "The version, for If-Match")))),
    security(("token" = ["read"]))
)]
pub async fn read(Id(id): Id<ProposalId>, call: Call) -> Answer {
    let page = proposal::page(&call.context, id).await?;
    ok_version(page.version, ProposalView::from(page))
}

/// Changes a proposal that the client has not read yet.
#[utoipa::path(
    put, path = "/api/v1/proposals/{id}", tag = "proposals", params(super::MatchHeader), request_body = ProposalBody,
    responses((status = 204), (status = 412, body = Problem)), security(("token" = ["work"]))
)]
pub async fn edit(Id(id): Id<ProposalId>, call: Call) -> Answer {
    let version = call.seen_version()?;
    let input = call.input::<ProposalBody>()?.into();
    proposal::edit(&call.context, id, version, &input).await?;
    done()
}

/// Takes your proposal back.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/withdraw", tag = "proposals",
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn withdraw(Id(id): Id<ProposalId>, call: Call) -> Answer {
    proposal::withdraw(&call.context, id).await?;
    done()
}

/// Notes that you, the client, have read it.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/view", tag = "proposals",
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn view(Id(id): Id<ProposalId>, call: Call) -> Answer {
    proposal::view(&call.context, id).await?;
    done()
}

/// Keeps it in the closer choice.
#[utoipa::path(
    put, path = "/api/v1/proposals/{id}/shortlist", tag = "proposals",
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn shortlist(Id(id): Id<ProposalId>, call: Call) -> Answer {
    proposal::shortlist(&call.context, id, true).await?;
    done()
}

/// Takes it out of the closer choice.
#[utoipa::path(
    delete, path = "/api/v1/proposals/{id}/shortlist", tag = "proposals",
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn take_off_shortlist(Id(id): Id<ProposalId>, call: Call) -> Answer {
    proposal::shortlist(&call.context, id, false).await?;
    done()
}

/// Says no, with a reason.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/decline", tag = "proposals", request_body = Decline,
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn decline(Id(id): Id<ProposalId>, call: Call) -> Answer {
    let given: Decline = call.input()?;
    proposal::decline(&call.context, id, &given.reason).await?;
    done()
}

/// Opens the room of a proposal, or finds it.
///
/// The client opens it; that answers the proposal.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/room", tag = "rooms",
    responses((status = 200, body = Made)), security(("token" = ["message"]))
)]
pub async fn open_room(Id(id): Id<ProposalId>, call: Call) -> Answer {
    let room = message::open_room(&call.context, id).await?;
    ok(Made { id: room.to_string() })
}
