//! Offers: make, counter, accept, decline, withdraw. Accepting begins the contract.

use super::{
    call::{Answer, Call, Id, done, ok},
    once::{self, KeyHeader},
    value::{Amount, Deliverable, Fees, Made, Moment, NewDeliverable, Person, Price},
    word::{SideWord, Word},
};
use crate::instance::Instance;
use app::authorisation::{
    Row,
    Who::{Client, Parties},
};
use domain::{
    id::{OfferId, ProposalId},
    offer::{OfferAction, OfferInput, OfferPage, OfferState, OfferVersion},
};
use serde::{Deserialize, Serialize};
use store::offer;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::work("POST /api/v1/proposals/{id}/offers", Client).done(201).verified(),
    Row::read("GET /api/v1/offers/{id}", Parties),
    Row::work("POST /api/v1/offers/{id}/counter", Parties).done(201).verified(),
    Row::work("POST /api/v1/offers/{id}/accept", Parties).done(201).verified(),
    Row::work("POST /api/v1/offers/{id}/decline", Parties).done(204),
    Row::work("POST /api/v1/offers/{id}/withdraw", Parties).done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(make))
        .routes(routes!(read))
        .routes(routes!(counter))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(withdraw))
}

/// An offer, or a counter-offer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferBody {
    /// One to twenty; together they are the price.
    milestones: Vec<NewDeliverable>,
    /// A word to the other side, at most 2,000 characters.
    #[serde(default)]
    message: String,
}

impl From<OfferBody> for OfferInput {
    fn from(given: OfferBody) -> Self {
        Self { milestones: given.milestones.into_iter().map(Into::into).collect(), message: given.message }
    }
}

/// Where a version of an offer stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferStanding {
    /// `sent`, `accepted`, `declined`, `withdrawn`, `expired`, `countered` or `not_chosen` (the job was filled or closed).
    state: &'static str,
    /// Sent: it waits until then.
    expires_at: Option<Moment>,
    /// When it was answered, withdrawn, expired or not chosen.
    answered_at: Option<Moment>,
    /// Accepted: the contract.
    contract: Option<String>,
    /// Countered: the newer version.
    countered_by: Option<String>,
}

impl From<OfferState> for OfferStanding {
    fn from(state: OfferState) -> Self {
        let nothing =
            Self { state: state.word(), expires_at: None, answered_at: None, contract: None, countered_by: None };
        let answered = |at| Some(Moment::from(at));
        match state {
            OfferState::Sent { expires_at } => Self { expires_at: answered(expires_at), ..nothing },
            OfferState::Accepted { at, contract } => {
                Self { answered_at: answered(at), contract: Some(contract.to_string()), ..nothing }
            }
            OfferState::Countered { at, by } => {
                Self { answered_at: answered(at), countered_by: Some(by.to_string()), ..nothing }
            }
            OfferState::Declined { at }
            | OfferState::Withdrawn { at }
            | OfferState::Expired { at }
            | OfferState::NotChosen { at } => Self { answered_at: answered(at), ..nothing },
        }
    }
}

/// One version in the history of an offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Id, as 13 letters and digits.
    id: String,
    /// 1, 2, 3 …
    number: i64,
    /// Who made it.
    from: SideWord,
    /// When it was made.
    made_at: Moment,
    /// Its price before fees.
    price: Amount,
    /// Milestones with amounts and dates.
    milestones: Vec<Deliverable>,
    /// A word to the other side.
    message: String,
    /// Where it stands.
    #[serde(flatten)]
    state: OfferStanding,
}

impl From<OfferVersion> for VersionView {
    fn from(version: OfferVersion) -> Self {
        Self {
            id: version.id.to_string(),
            number: version.number,
            from: Word(version.from),
            made_at: version.made_at.into(),
            price: version.terms.price.into(),
            milestones: version.terms.milestones.into_iter().map(Deliverable::from).collect(),
            message: version.terms.message.to_string(),
            state: version.state.into(),
        }
    }
}

/// An offer, with the version that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// The job it is for.
    job: String,
    /// Its title, which becomes the contract's.
    title: String,
    /// The proposal it answers.
    proposal: String,
    /// Its price as it stood when the first version answered it.
    proposed: Amount,
    /// Since when it stood so.
    proposed_at: Moment,
    /// The client, who hires.
    client: Person,
    /// The freelancer, who works.
    freelancer: Person,
    /// Which side of it you are.
    side: SideWord,
    /// The version that was asked for.
    #[serde(flatten)]
    version: VersionView,
    /// Its price for both sides.
    breakdown: Price,
    /// Fees that the contract will keep.
    fees: Fees,
    /// All versions, oldest first.
    history: Vec<VersionView>,
    /// The room of the two, once somebody wrote.
    room: Option<String>,
    /// What you may do now: `accept`, `decline`, `counter`, `withdraw`.
    actions: Vec<&'static str>,
}

impl From<OfferPage> for OfferView {
    fn from(page: OfferPage) -> Self {
        Self {
            job: page.job.to_string(),
            title: page.title,
            proposal: page.proposal.to_string(),
            proposed: page.proposed.into(),
            proposed_at: page.proposed_at.into(),
            client: Person::new(page.parties.client, page.client_name),
            freelancer: Person::new(page.parties.freelancer, page.freelancer_name),
            side: Word(page.side),
            fees: page.version.terms.fees.into(),
            version: page.version.into(),
            breakdown: page.breakdown.into(),
            history: page.history.into_iter().map(VersionView::from).collect(),
            room: page.room.map(|id| id.to_string()),
            actions: page.actions.into_iter().map(word).collect(),
        }
    }
}

fn word(action: OfferAction) -> &'static str {
    match action {
        OfferAction::Accept => "accept",
        OfferAction::Decline => "decline",
        OfferAction::Counter => "counter",
        OfferAction::Withdraw => "withdraw",
    }
}

/// Offers a contract on a proposal.
#[utoipa::path(
    post, path = "/api/v1/proposals/{id}/offers", tag = "offers", params(KeyHeader), request_body = OfferBody,
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn make(Id(proposal): Id<ProposalId>, call: Call) -> Answer {
    let input = call.input::<OfferBody>()?.into();
    let once = call.once(once::made)?;
    let id = offer::make(&once.context, proposal, &input).await?;
    once.made(id)
}

/// Reads an offer.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}", tag = "offers",
    responses((status = 200, body = OfferView)), security(("token" = ["read"]))
)]
pub async fn read(Id(id): Id<OfferId>, call: Call) -> Answer {
    ok(OfferView::from(offer::page(&call.context, id).await?))
}

/// Answers an offer with a newer version.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/counter", tag = "offers", params(KeyHeader), request_body = OfferBody,
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn counter(Id(id): Id<OfferId>, call: Call) -> Answer {
    let input = call.input::<OfferBody>()?.into();
    let once = call.once(once::made)?;
    let newer = offer::counter(&once.context, id, &input).await?;
    once.made(newer)
}

/// Accepts an offer: the contract begins. Gives the contract's id.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/accept", tag = "offers", params(KeyHeader),
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn accept(Id(id): Id<OfferId>, call: Call) -> Answer {
    let once = call.once(once::made)?;
    let contract = offer::accept(&once.context, id).await?;
    once.made(contract)
}

/// Says no to an offer.
#[utoipa::path(post, path = "/api/v1/offers/{id}/decline", tag = "offers", responses((status = 204)), security(("token" = ["work"])))]
pub async fn decline(Id(id): Id<OfferId>, call: Call) -> Answer {
    offer::decline(&call.context, id).await?;
    done()
}

/// Takes your offer back.
#[utoipa::path(post, path = "/api/v1/offers/{id}/withdraw", tag = "offers", responses((status = 204)), security(("token" = ["work"])))]
pub async fn withdraw(Id(id): Id<OfferId>, call: Call) -> Answer {
    offer::withdraw(&call.context, id).await?;
    done()
}
