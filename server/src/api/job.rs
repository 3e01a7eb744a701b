//! Jobs: post, find, read, edit, pause, resume, close, open again.

pub mod view;

use super::{
    call::{Answer, Asked, Call, Id, Visit, done, ok, ok_version},
    once::{self, KeyHeader},
    value::{CurrencyCode, List, Made, Part, Sum, limit},
    word::{JobVisibilityWord, Word},
};
use crate::http::problem::{Failure, Problem};
use crate::instance::Instance;
use app::authorisation::{
    Row,
    Who::{Anyone, Client, SignedIn},
};
use domain::{
    id::JobId,
    job::{JobInput, JobQuery, JobRefusal, JobTerms},
    money::{AmountInput, Currency, Money},
    refusal::Refusal,
    text::skills_text,
};
use serde::Deserialize;
use store::{Error, job};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use view::{JobSummary, JobView};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/jobs", Anyone),
    Row::read("GET /api/v1/jobs/mine", SignedIn),
    Row::read("GET /api/v1/jobs/{id}", Anyone),
    Row::work("POST /api/v1/jobs", SignedIn).done(201).verified(),
    Row::work("PUT /api/v1/jobs/{id}", Client).open().done(204),
    Row::work("POST /api/v1/jobs/{id}/publish", Client).hidden().done(204).verified(),
    Row::work("POST /api/v1/jobs/{id}/pause", Client).open().done(204),
    Row::work("POST /api/v1/jobs/{id}/resume", Client).open().done(204),
    Row::work("POST /api/v1/jobs/{id}/close", Client).open().done(204),
    Row::work("POST /api/v1/jobs/{id}/reopen", Client).open().done(204).verified(),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(find, post))
        .routes(routes!(mine))
        .routes(routes!(read, edit))
        .routes(routes!(publish))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(close))
        .routes(routes!(reopen))
}

/// A job as its client writes it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct JobBody {
    /// 8 to 120 characters.
    title: String,
    /// 40 to 10,000 characters, Markdown.
    description: String,
    /// At most fifteen, none with a comma.
    skills: Vec<String>,
    /// What it may cost.
    budget: Option<Sum>,
    /// People wanted; one without it.
    #[schema(minimum = 1, maximum = 20)]
    hires: Option<u32>,
    /// Without it `public`.
    visibility: Option<JobVisibilityWord>,
    /// When posting: publish it at once. Without, it is a draft, which may be incomplete.
    publish: bool,
}

impl TryFrom<JobBody> for JobInput {
    type Error = Failure;

    fn try_from(given: JobBody) -> Result<Self, Failure> {
        let budget = given.budget.map(|Sum(budget)| budget);
        Ok(Self {
            title: given.title,
            description: given.description,
            skills: skills_text(&given.skills)?,
            budget: budget.map(AmountInput::from).unwrap_or_default(),
            currency: budget.map(|budget| budget.currency.to_string()).unwrap_or_default(),
            hires: given.hires.map(|hires| hires.to_string()).unwrap_or_default(),
            visibility: given.visibility.map(Word::word).unwrap_or_default().to_owned(),
        })
    }
}

/// What a draft may be: not all there yet.
const INCOMPLETE: [&str; 3] = ["text.empty", "text.too_short", "money.empty"];

/// A draft may be incomplete. What could never be published is refused all the same: people come back to a draft and see
/// what is wrong, a program does not.
fn not_wrong(draft: &JobInput) -> Result<(), Refusal> {
    let Err(refusal) = JobTerms::parse(draft) else { return Ok(()) };
    let wrong: Vec<_> = refusal.into_fields().into_iter().filter(|bad| !INCOMPLETE.contains(&bad.code)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Which jobs are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// All of these words must occur in title, description or skills.
    #[serde(default)]
    words: String,
    /// Only budgets in this currency (code of ISO 4217).
    #[param(value_type = Option<CurrencyCode>, inline)]
    currency: Option<Currency>,
    /// Smallest budget in minor units; needs `currency`.
    budget_min: Option<i64>,
    /// Largest budget in minor units; needs `currency`.
    budget_max: Option<i64>,
    /// Most items to give, 1 to 100; 20 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    #[serde(default)]
    after: String,
}

impl From<Search> for JobQuery {
    fn from(asked: Search) -> Self {
        // A bound without a currency is no amount; the search asks for one.
        let bound = |minor: Option<i64>| match (minor, asked.currency) {
            (None, _) => AmountInput::default(),
            (Some(minor), Some(currency)) => Money::new(minor, currency).into(),
            (Some(minor), None) => minor.to_string().into(),
        };
        Self {
            budget_min: bound(asked.budget_min),
            budget_max: bound(asked.budget_max),
            words: asked.words,
            currency: asked.currency.map(Currency::code).unwrap_or_default().to_owned(),
            after: asked.after,
        }
    }
}

/// Finds open jobs, newest first.
///
/// Without a token only public ones.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs", params(Search),
    responses((status = 200, body = List<JobSummary>)), security((), ("token" = ["read"]))
)]
pub async fn find(Asked(asked): Asked<Search>, visit: Visit) -> Answer {
    let limit = limit(asked.limit)?;
    let list = job::find(&visit.context, &asked.into(), limit).await?;
    ok(List::<JobSummary>::of(list.jobs, list.next))
}

/// Lists your own jobs, newest first, drafts too.
#[utoipa::path(
    get, path = "/api/v1/jobs/mine", tag = "jobs", params(Part),
    responses((status = 200, body = List<JobSummary>)), security(("token" = ["read"]))
)]
pub async fn mine(Asked(part): Asked<Part>, call: Call) -> Answer {
    let list = job::mine(&call.context, &part.after, part.limit()?).await?;
    ok(List::<JobSummary>::of(list.jobs, list.next))
}

/// Reads a job.
///
/// Drafts only for their client. The `ETag` guards an edit.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", tag = "jobs",
    responses((status = 200, body = JobView, headers(("ETag" = String, description = "The version, for If-Match")))),
    security((), ("token" = ["read"]))
)]
pub async fn read(Id(id): Id<JobId>, visit: Visit) -> Answer {
    let page = job::page(&visit.context, id).await?;
    ok_version(page.version, JobView::from(page))
}

/// Posts a job: a draft, or published at once.
#[utoipa::path(
    post, path = "/api/v1/jobs", tag = "jobs", params(KeyHeader), request_body = JobBody,
    responses((status = 201, body = Made)), security(("token" = ["work"]))
)]
pub async fn post(call: Call) -> Answer {
    let given: JobBody = call.input()?;
    let (once, publish, input) = (call.once(once::made)?, given.publish, given.try_into()?);
    if !publish {
        not_wrong(&input)?;
    }
    let id = match publish {
        true => job::post(&once.context, &input).await?,
        false => job::save_draft(&once.context, None, &input).await?,
    };
    once.made(id)
}

/// Publishes a draft with these fields.
#[utoipa::path(
    post, path = "/api/v1/jobs/{id}/publish", tag = "jobs", params(KeyHeader), request_body = JobBody,
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn publish(Id(id): Id<JobId>, call: Call) -> Answer {
    let input = call.input::<JobBody>()?.try_into()?;
    let once = call.once(once::done)?;
    job::publish(&once.context, id, &input).await?;
    once.done()
}

/// Changes a job; a published one stays open for the full time again.
///
/// A draft takes whatever is written, however incomplete.
#[utoipa::path(
    put, path = "/api/v1/jobs/{id}", tag = "jobs", params(super::MatchHeader), request_body = JobBody,
    responses((status = 204), (status = 412, body = Problem)), security(("token" = ["work"]))
)]
pub async fn edit(Id(id): Id<JobId>, call: Call) -> Answer {
    let version = call.seen_version()?;
    let input: JobInput = call.input::<JobBody>()?.try_into()?;
    not_wrong(&input)?;
    match job::edit_draft(&call.context, id, version, &input).await {
        Err(Error::Refused(refusal)) if refusal.code() == JobRefusal::NotDraft.code() => {
            JobTerms::parse(&input)?;
            job::edit(&call.context, id, version, &input).await?
        }
        saved => saved?,
    }
    done()
}

/// Takes no proposals for now.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/pause", tag = "jobs", responses((status = 204)), security(("token" = ["work"])))]
pub async fn pause(Id(id): Id<JobId>, call: Call) -> Answer {
    job::pause(&call.context, id).await?;
    done()
}

/// Takes proposals again.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/resume", tag = "jobs", responses((status = 204)), security(("token" = ["work"])))]
pub async fn resume(Id(id): Id<JobId>, call: Call) -> Answer {
    job::resume(&call.context, id).await?;
    done()
}

/// Ends a job by hand.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/close", tag = "jobs", responses((status = 204)), security(("token" = ["work"])))]
pub async fn close(Id(id): Id<JobId>, call: Call) -> Answer {
    job::close(&call.context, id).await?;
    done()
}

/// Opens an ended job again.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/reopen", tag = "jobs", responses((status = 204)), security(("token" = ["work"])))]
pub async fn reopen(Id(id): Id<JobId>, call: Call) -> Answer {
    job::reopen(&call.context, id).await?;
    done()
}
