//! Server functions of jobs.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Anyone, Client, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::fee::FeeRates;
#[cfg(feature = "ssr")]
use domain::id::JobId;
use domain::job::{DraftKey, JobInput, JobList, JobPage, JobQuery};
#[cfg(feature = "ssr")]
use domain::refusal::GeneralRefusal;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/job/find", Anyone),
    Row::look("POST /do/job/page", Anyone),
    Row::look("POST /do/job/mine-page", SignedIn),
    Row::look("POST /do/job/new-page", SignedIn),
    Row::look("POST /do/job/edit-page", Client).open(),
    Row::page("POST /do/job/save-draft", SignedIn),
    Row::page("POST /do/job/publish", Client).hidden().verified(),
    Row::page("POST /do/job/edit", Client).open().verified(),
    Row::page("POST /do/job/pause", Client).open(),
    Row::page("POST /do/job/resume", Client).open(),
    Row::page("POST /do/job/close", Client).open(),
    Row::page("POST /do/job/reopen", Client).open().verified(),
];

/// Jobs on one page of a list.
#[cfg(feature = "ssr")]
const PAGE: i64 = 20;

/// What the page of open jobs shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The jobs; none when the search was refused.
    pub list: JobList,
    /// Why the search cannot be carried out as typed.
    pub refused: Option<PageError>,
    /// What the viewer can do, when they look for work.
    pub own_skills: Vec<String>,
}

/// What the form of a new job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Whether the e-mail address is confirmed: without, a draft cannot be published.
    pub verified: bool,
    /// Fees of a new contract.
    pub fees: FeeRates,
    /// Names a new draft before it has an id.
    pub draft_key: DraftKey,
}

/// Open jobs that match. A search that cannot be carried out is said on the page, beside what was typed.
#[server(prefix = "/do", endpoint = "job/find", output = crate::runtime::codec::Wire)]
pub async fn find(#[server(flatten)] search: JobQuery) -> Result<Found, PageError> {
    let request = session::context()?;
    let own_skills = own_skills(&request).await?;
    match store::job::find(&request.call, &search, PAGE).await {
        Ok(list) => Ok(Found { list, refused: None, own_skills }),
        Err(store::Error::Refused(refused)) => {
            Ok(Found { list: JobList::default(), refused: Some(refused.into()), own_skills })
        }
        Err(other) => Err(other.into()),
    }
}

/// The skills of the person who is signed in and looks for work.
#[cfg(feature = "ssr")]
async fn own_skills(request: &session::SessionContext) -> Result<Vec<String>, PageError> {
    let works = request.viewer.account.as_ref().is_some_and(|account| account.side == domain::actor::Side::Freelancer);
    match request.call.signed_in().filter(|_| works) {
        Some(person) => Ok(store::profile::own_skills(&person).await?),
        None => Ok(Vec::new()),
    }
}

/// The viewer's own jobs, newest first.
#[server(prefix = "/do", endpoint = "job/mine-page", output = crate::runtime::codec::Wire)]
pub async fn mine(after: String) -> Result<JobList, PageError> {
    let context = session::signed_in()?;
    Ok(store::job::mine(&context, &after, PAGE).await?)
}

/// One job, and the skills of people who look for work.
#[server(prefix = "/do", endpoint = "job/page", output = crate::runtime::codec::Wire)]
pub async fn page(id: String) -> Result<(JobPage, Vec<String>), PageError> {
    let request = session::context()?;
    let id = JobId::parse(&id)?;
    let job = store::job::page(&request.call, id).await?;
    Ok((job, own_skills(&request).await?))
}

/// What the form of a new job needs to know.
#[server(prefix = "/do", endpoint = "job/new-page", output = crate::runtime::codec::Wire)]
pub async fn new_page() -> Result<Start, PageError> {
    let context = session::signed_in()?;
    let viewer = store::account::viewer(&context).await?;
    let draft_key = DraftKey::of(rand::random());
    Ok(Start { verified: viewer.verified, fees: context.rules.fees, draft_key })
}

/// A job and what its form needs to know: for its client only.
#[server(prefix = "/do", endpoint = "job/edit-page", output = crate::runtime::codec::Wire)]
pub async fn edit_page(id: String) -> Result<(JobPage, Start), PageError> {
    let start = new_page().await?;
    let (job, _) = page(id).await?;
    if !job.mine {
        return Err(GeneralRefusal::NotYours.into());
    }
    Ok((job, start))
}

/// Keeps a draft, however incomplete, and answers with its id. `then` says what comes next: `publish` it,
/// `stay` on the page (kept while typing), or go on with the draft. A form that does not know the id yet names its draft
/// by its key, so that keeping and publishing may overtake each other.
#[server(prefix = "/do", endpoint = "job/save-draft", output = crate::runtime::codec::Wire)]
pub async fn save_draft(
    #[server(default)] job_id: String,
    #[server(default)] draft_key: String,
    #[server(default)] then: String,
    #[server(flatten)] job: JobInput,
) -> Result<String, PageError> {
    let context = session::signed_in()?;
    let publish = then == "publish";
    if publish {
        // Asked first, so that a job that cannot be published yet changes nothing.
        domain::job::JobTerms::parse(&job)?;
    }
    let id = if job_id.is_empty() {
        let key = DraftKey::parse(&draft_key)?;
        let made = match publish {
            true => store::job::publish_kept(&context, &key, &job).await,
            false => store::job::keep_draft(&context, &key, &job).await,
        };
        session::made(made, JobId::parse)?
    } else {
        let id = JobId::parse(&job_id)?;
        match publish {
            true => session::done(store::job::publish(&context, id, &job).await)?,
            false => session::done(store::job::save_draft(&context, Some(id), &job).await)?,
        }
        id
    };
    match then.as_str() {
        "publish" => leptos_axum::redirect(&format!("/jobs/{id}")),
        "stay" => {}
        _later => leptos_axum::redirect(&format!("/jobs/{id}/edit?saved=1")),
    }
    Ok(id.to_string())
}

/// Publishes a draft as it was kept.
#[server(prefix = "/do", endpoint = "job/publish", output = crate::runtime::codec::Wire)]
pub async fn publish(job_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    let kept = store::job::page(&context.visit(), id).await?;
    session::done(store::job::publish(&context, id, &kept.input).await)?;
    leptos_axum::redirect(&format!("/jobs/{id}"));
    Ok(())
}

/// Changes a published job.
#[server(prefix = "/do", endpoint = "job/edit", output = crate::runtime::codec::Wire)]
pub async fn edit(job_id: String, version: i64, #[server(flatten)] job: JobInput) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    session::done(store::job::edit(&context, id, version, &job).await)?;
    leptos_axum::redirect(&format!("/jobs/{id}"));
    Ok(())
}

/// Takes no proposals for now.
#[server(prefix = "/do", endpoint = "job/pause", output = crate::runtime::codec::Wire)]
pub async fn pause(job_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    store::job::pause(&context, id).await?;
    Ok(())
}

/// Takes proposals again.
#[server(prefix = "/do", endpoint = "job/resume", output = crate::runtime::codec::Wire)]
pub async fn resume(job_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    store::job::resume(&context, id).await?;
    Ok(())
}

/// Ends a job by hand.
#[server(prefix = "/do", endpoint = "job/close", output = crate::runtime::codec::Wire)]
pub async fn close(job_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    store::job::close(&context, id).await?;
    Ok(())
}

/// Opens an ended job again.
#[server(prefix = "/do", endpoint = "job/reopen", output = crate::runtime::codec::Wire)]
pub async fn reopen(job_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = JobId::parse(&job_id)?;
    store::job::reopen(&context, id).await?;
    Ok(())
}
