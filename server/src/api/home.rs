//! Home: what needs you, soonest first, and where things stand.

use super::{
    call::{Answer, Asked, Call, ok},
    contract::view::ContractSummary,
    job::view::JobSummary,
    value::{Amount, Moment},
    wallet::Balance,
    word::{SideWord, Word},
};
use crate::instance::Instance;
use app::authorisation::{Row, Who::SignedIn};
use domain::{
    home::{HomePage, Need, NeedRow, ProposalRow},
    time::Due,
};
use serde::{Deserialize, Serialize};
use store::{account, home};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[Row::read("GET /api/v1/home", SignedIn)];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Of which side.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OfSide {
    /// Without it the side you look from.
    #[param(inline)]
    side: Option<SideWord>,
}

/// One thing that waits for you.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedView {
    /// `answer_offer`, `fund`, `fund_first`, `finish_payment`, `review`, `submit` or `answer_proposals`.
    what: &'static str,
    /// Title of the job or contract.
    title: String,
    /// What the other person is called; empty for a job.
    other_name: String,
    /// Until when something happens by itself; null if nothing does.
    due_at: Option<Moment>,
    /// The day that was agreed on for the work, `2027-01-11`; null if there is none.
    due_on: Option<String>,
    /// The offer to answer.
    offer: Option<String>,
    /// The contract.
    contract: Option<String>,
    /// The milestone.
    milestone: Option<String>,
    /// The payment to finish or to cancel.
    payment: Option<String>,
    /// The job with unanswered proposals.
    job: Option<String>,
    /// How many there are.
    count: Option<i64>,
    /// The amount it is about; to fund, what the milestone takes with your fee.
    amount: Option<Amount>,
}

impl From<NeedRow> for NeedView {
    fn from(row: NeedRow) -> Self {
        let (due_at, due_on) = match row.due {
            Some(Due::At(at)) => (Some(at), None),
            Some(Due::On(day)) => (None, Some(day.iso())),
            None => (None, None),
        };
        let need = |what| Self {
            what,
            title: row.title.clone(),
            other_name: row.other_name.clone(),
            due_at: due_at.map(Moment::from),
            due_on: due_on.clone(),
            offer: None,
            contract: None,
            milestone: None,
            payment: None,
            job: None,
            count: None,
            amount: None,
        };
        let of_milestone = |what,
                            contract: domain::id::ContractId,
                            milestone: domain::id::MilestoneId,
                            amount: domain::money::Money| Self {
            contract: Some(contract.to_string()),
            milestone: Some(milestone.to_string()),
            amount: Some(amount.into()),
            ..need(what)
        };
        match row.what {
            Need::AnswerOffer { offer, price } => {
                Self { offer: Some(offer.to_string()), amount: Some(price.into()), ..need("answer_offer") }
            }
            Need::Fund { contract, milestone, amount } => of_milestone("fund", contract, milestone, amount),
            Need::Review { contract, milestone, amount } => of_milestone("review", contract, milestone, amount),
            Need::Submit { contract, milestone, amount, .. } => of_milestone("submit", contract, milestone, amount),
            Need::FundFirst { contract, amount } => {
                Self { contract: Some(contract.to_string()), amount: Some(amount.into()), ..need("fund_first") }
            }
            Need::FinishPayment { contract, milestone, payment } => Self {
                contract: Some(contract.to_string()),
                milestone: Some(milestone.to_string()),
                payment: Some(payment.to_string()),
                ..need("finish_payment")
            },
            Need::AnswerProposals { job, count } => {
                Self { job: Some(job.to_string()), count: Some(count), ..need("answer_proposals") }
            }
        }
    }
}

/// A live proposal of yours.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalSummary {
    /// Id, as 13 letters and digits.
    id: String,
    /// Title of the job.
    title: String,
    /// Its price before fees.
    price: Amount,
    /// Where it stands.
    state: String,
    /// When it was sent.
    sent_at: Moment,
}

impl From<ProposalRow> for ProposalSummary {
    fn from(row: ProposalRow) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title,
            price: row.price.into(),
            state: row.state,
            sent_at: row.sent_at.into(),
        }
    }
}

/// Where things stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct HomeView {
    /// `client` or `freelancer`.
    side: SideWord,
    /// What you are called.
    name: String,
    /// What needs you, soonest first, at most 20.
    needs: Vec<NeedView>,
    /// Contracts that are not over, newest first, at most 10.
    contracts: Vec<ContractSummary>,
    /// Client: your jobs that are not over; freelancer: the newest open jobs. At most 5.
    jobs: Vec<JobSummary>,
    /// Freelancer: live proposals, at most 5.
    proposals: Vec<ProposalSummary>,
    /// Balances.
    balances: Vec<Balance>,
}

impl From<HomePage> for HomeView {
    fn from(page: HomePage) -> Self {
        Self {
            side: Word(page.side),
            name: page.name,
            needs: page.needs.into_iter().map(NeedView::from).collect(),
            contracts: page.contracts.into_iter().map(ContractSummary::from).collect(),
            jobs: page.jobs.into_iter().map(JobSummary::from).collect(),
            proposals: page.proposals.into_iter().map(ProposalSummary::from).collect(),
            balances: page.balances.into_iter().map(Balance::from).collect(),
        }
    }
}

/// Reads what needs you and where things stand.
#[utoipa::path(
    get, path = "/api/v1/home", tag = "home", params(OfSide),
    responses((status = 200, body = HomeView)), security(("token" = ["read"]))
)]
pub async fn read(Asked(asked): Asked<OfSide>, call: Call) -> Answer {
    let side = match asked.side {
        Some(Word(side)) => side,
        None => account::viewer(&call.context).await?.side,
    };
    ok(HomeView::from(home::page(&call.context, side).await?))
}
