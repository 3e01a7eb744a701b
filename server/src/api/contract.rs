//! Contracts and their milestones: read, fund, submit, request changes, approve, give back, end.

pub mod view;

use super::{
    call::{Answer, Asked, Call, Id, done, ok},
    once::{self, KeyHeader},
    payment::PaymentView,
    value::{Amount, List, Made, Part},
};
use crate::http::problem::kept;
use crate::instance::Instance;
use app::authorisation::{
    Row,
    Who::{Client, Freelancer, Parties, SignedIn},
};
use domain::id::{ContractId, MilestoneId, PaymentId, Seen};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Error, contract, contract::Funding, idempotency, payment};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use view::{ContractSummary, ContractView};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/contracts", SignedIn),
    Row::read("GET /api/v1/contracts/{id}", Parties),
    Row::work("POST /api/v1/contracts/{id}/end", Parties).done(204),
    Row::money("POST /api/v1/milestones/{id}/fund", Client).done(202).verified(),
    Row::work("POST /api/v1/milestones/{id}/submit", Freelancer).done(201),
    Row::work("POST /api/v1/milestones/{id}/request-changes", Client).done(204),
    Row::money("POST /api/v1/milestones/{id}/approve", Client).done(204),
    Row::money("POST /api/v1/milestones/{id}/approve-part", Client).done(204),
    Row::money("POST /api/v1/milestones/{id}/give-back", Freelancer).done(204),
    Row::money("POST /api/v1/milestones/{id}/give-back-part", Freelancer).done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(mine))
        .routes(routes!(read))
        .routes(routes!(end))
        .routes(routes!(fund))
        .routes(routes!(submit))
        .routes(routes!(request_changes))
        .routes(routes!(approve))
        .routes(routes!(approve_part))
        .routes(routes!(give_back))
        .routes(routes!(give_back_part))
}

/// Work to hand over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// What you hand over and where it is: 3 to 10,000 characters, Markdown.
    text: String,
}

/// What should change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// 3 to 2,000 characters.
    note: String,
}

/// What you looked at before you moved its money.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct All {
    /// The milestone's `version` as you read it. When it has changed since, nothing moves (412).
    version: i64,
}

/// A part of what is held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePart {
    /// The milestone's `version` as you read it. When it has changed since, nothing moves (412).
    version: i64,
    /// How much, before fees.
    amount: Amount,
}

/// What became of the wish to fund.
#[derive(Debug, Serialize, ToSchema)]
pub struct FundingView {
    /// The wallet held enough: the milestone is funded.
    funded: bool,
    /// Else the payment for what is missing; go on at its `hosted_url`.
    payment: Option<PaymentView>,
}

/// Lists your contracts, newest first.
#[utoipa::path(
    get, path = "/api/v1/contracts", tag = "contracts", params(Part),
    responses((status = 200, body = List<ContractSummary>)), security(("token" = ["read"]))
)]
pub async fn mine(Asked(part): Asked<Part>, call: Call) -> Answer {
    let list = contract::mine(&call.context, &part.after, part.limit()?).await?;
    ok(List::<ContractSummary>::of(list.contracts, list.next))
}

/// Reads a contract with its milestones and their money.
#[utoipa::path(
    get, path = "/api/v1/contracts/{id}", tag = "contracts",
    responses((status = 200, body = ContractView)), security(("token" = ["read"]))
)]
pub async fn read(Id(id): Id<ContractId>, call: Call) -> Answer {
    ok(ContractView::from(contract::page(&call.context, id).await?))
}

/// Ends a contract in which no money is held.
#[utoipa::path(post, path = "/api/v1/contracts/{id}/end", tag = "contracts", responses((status = 204)), security(("token" = ["work"])))]
pub async fn end(Id(id): Id<ContractId>, call: Call) -> Answer {
    contract::end(&call.context, id).await?;
    done()
}

/// Funds a milestone: from the wallet at once, else by a payment.
///
/// A repeat under the same key shows the payment as it stands by then.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/fund", tag = "milestones", params(KeyHeader),
    responses(
        (status = 200, body = FundingView, description = "Funded from the wallet"),
        (
            status = 202, body = FundingView,
            description = "A payment was begun; pay at its hosted_url, and read it until it has its outcome"
        ),
    ),
    security(("token" = ["money"]))
)]
pub async fn fund(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let once = call.once(funded_or_pays)?;
    match contract::begin_funding(&once.context, id).await {
        Ok(Funding::Paid) => once.done(),
        Ok(Funding::Pays(payment)) => Ok(kept(paying(&call, payment).await?)),
        Err(Error::Replay(first)) => match PaymentId::parse(&first.body) {
            Ok(payment) => Err(Error::Replay(paying(&call, payment).await?).into()),
            Err(_whole_answer) => Err(Error::Replay(first).into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// What is kept of a funding: its answer, or, where it takes a payment, the payment's id. The way to pay is known a moment
/// after the transaction only, so the caller is told from the payment itself.
fn funded_or_pays(payment: Option<&str>) -> once::Kept {
    let (status, body) = match payment {
        None => (StatusCode::OK, serde_json::to_string(&FundingView { funded: true, payment: None })?),
        Some(payment) => (StatusCode::ACCEPTED, payment.to_owned()),
    };
    Ok(Some(idempotency::Answer { status: status.as_u16(), body }))
}

async fn paying(call: &Call, id: PaymentId) -> store::Result<idempotency::Answer> {
    payment::wait_begun(&call.context, id).await?;
    let begun = payment::at_gateway(&call.context.db, id).await?.map(|(payment, _)| PaymentView::from(payment));
    let body = serde_json::to_string(&FundingView { funded: false, payment: begun })?;
    Ok(idempotency::Answer { status: StatusCode::ACCEPTED.as_u16(), body })
}

/// Hands work over for review.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/submit", tag = "milestones", params(KeyHeader), request_body = Work,
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn submit(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let work: Work = call.input()?;
    let once = call.once(once::made)?;
    let submission = contract::submit(&once.context, id, &work.text).await?;
    once.made(submission)
}

/// Asks for changes: the review clock stops.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/request-changes", tag = "milestones", request_body = Changes,
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn request_changes(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let changes: Changes = call.input()?;
    contract::request_changes(&call.context, id, &changes.note).await?;
    done()
}

/// Approves a submission and releases all that is held.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/approve", tag = "milestones", params(KeyHeader), request_body = All,
    responses((status = 204)), security(("token" = ["money"]))
)]
pub async fn approve(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let All { version } = call.input()?;
    let (once, seen) = (call.once(once::done)?, Seen { id, version });
    contract::approve(&once.context, seen).await?;
    once.done()
}

/// Approves a submission and releases a part of what is held; the rest stays in review.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/approve-part", tag = "milestones", params(KeyHeader), request_body = SharePart,
    responses((status = 204)), security(("token" = ["money"]))
)]
pub async fn approve_part(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let SharePart { version, amount } = call.input()?;
    let (once, seen, amount) = (call.once(once::done)?, Seen { id, version }, amount.into());
    contract::approve_part(&once.context, seen, &amount).await?;
    once.done()
}

/// Gives all that is held back to the client.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/give-back", tag = "milestones", params(KeyHeader), request_body = All,
    responses((status = 204)), security(("token" = ["money"]))
)]
pub async fn give_back(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let All { version } = call.input()?;
    let (once, seen) = (call.once(once::done)?, Seen { id, version });
    contract::refund(&once.context, seen).await?;
    once.done()
}

/// Gives a part of what is held back to the client.
#[utoipa::path(
    post, path = "/api/v1/milestones/{id}/give-back-part", tag = "milestones", params(KeyHeader), request_body = SharePart,
    responses((status = 204)), security(("token" = ["money"]))
)]
pub async fn give_back_part(Id(id): Id<MilestoneId>, call: Call) -> Answer {
    let SharePart { version, amount } = call.input()?;
    let (once, seen, amount) = (call.once(once::done)?, Seen { id, version }, amount.into());
    contract::refund_part(&once.context, seen, &amount).await?;
    once.done()
}
