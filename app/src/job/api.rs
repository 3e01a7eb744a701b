//! Server functions of jobs.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::fee::FeeRates;
use domain::job::{DraftKey, JobInput, JobList, JobPage, JobQuery};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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
#[server(prefix = "/do", endpoint = "job/find")]
pub async fn find(#[server(flatten)] search: JobQuery) -> Result<Found, PageError> {
    let context = session::context()?;
    match store::job::find(&context.db, context.actor.as_ref(), &search, PAGE, context.now).await {
        Ok(list) => Ok(Found { list, refused: None }),
        Err(store::Error::Refused(refused)) => Ok(Found { list: JobList::default(), refused: Some(refused.into()) }),
        Err(other) => Err(other.into()),
    }
}

/// The viewer's own jobs, newest first.
#[server(prefix = "/do", endpoint = "job/mine-page")]
pub async fn mine(after: String) -> Result<JobList, PageError> {
    let actor = session::actor()?;
    Ok(store::job::mine(&session::db()?, &actor, &after, PAGE, session::now()?).await?)
}

/// One job.
#[server(prefix = "/do", endpoint = "job/page")]
pub async fn page(id: String) -> Result<JobPage, PageError> {
    let context = session::context()?;
    let id = domain::id::JobId::parse(&id)?;
    Ok(store::job::page(&context.db, context.actor.as_ref(), id, &context.rules, context.now).await?)
}

/// What the form of a new job needs to know.
#[server(prefix = "/do", endpoint = "job/new-page")]
pub async fn new_page() -> Result<Start, PageError> {
    let actor = session::actor()?;
    let viewer = store::account::viewer(&session::db()?, &actor).await?;
    let draft_key = DraftKey::of(rand::random());
    Ok(Start { verified: viewer.verified, fees: session::rules()?.fees, draft_key })
}

/// A job and what its form needs to know.
#[server(prefix = "/do", endpoint = "job/edit-page")]
pub async fn edit_page(id: String) -> Result<(JobPage, Start), PageError> {
    let start = new_page().await?;
    Ok((page(id).await?, start))
}

/// Keeps a draft, however incomplete, and answers with its id. `then` says what comes next: `publish` it,
/// `stay` on the page (kept while typing), or go on with the draft. A form that does not know the id yet names its draft
/// by its key, so that keeping and publishing may overtake each other.
#[server(prefix = "/do", endpoint = "job/save-draft")]
pub async fn save_draft(
    #[server(default)] job_id: String,
    #[server(default)] draft_key: String,
    #[server(default)] then: String,
    #[server(flatten)] job: JobInput,
) -> Result<String, PageError> {
    let (actor, db, rules, now) = (session::actor()?, session::db()?, session::rules()?, session::now()?);
    let publish = then == "publish";
    if publish {
        // Asked first, so that a job that cannot be published yet changes nothing.
        domain::job::JobTerms::parse(&job)?;
    }
    let id = if job_id.is_empty() {
        let key = DraftKey::parse(&draft_key)?;
        match publish {
            true => store::job::publish_kept(&db, &actor, &key, &job, &rules, now).await?,
            false => store::job::keep_draft(&db, &actor, &key, &job, now).await?,
        }
    } else {
        let id = domain::id::JobId::parse(&job_id)?;
        store::job::save_draft(&db, &actor, Some(id), &job, now).await?;
        if publish {
            store::job::publish(&db, &actor, id, &job, &rules, now).await?;
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
#[server(prefix = "/do", endpoint = "job/publish")]
pub async fn publish(job_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    let (db, rules, now) = (session::db()?, session::rules()?, session::now()?);
    let kept = store::job::page(&db, Some(&actor), id, &rules, now).await?;
    store::job::publish(&db, &actor, id, &kept.input, &rules, now).await?;
    leptos_axum::redirect(&format!("/jobs/{id}"));
    Ok(())
}

/// Changes a published job.
#[server(prefix = "/do", endpoint = "job/edit")]
pub async fn edit(job_id: String, version: i64, #[server(flatten)] job: JobInput) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    store::job::edit(&session::db()?, &actor, id, version, &job, &*session::rules()?, session::now()?).await?;
    leptos_axum::redirect(&format!("/jobs/{id}"));
    Ok(())
}

/// Takes no proposals for now.
#[server(prefix = "/do", endpoint = "job/pause")]
pub async fn pause(job_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    store::job::pause(&session::db()?, &actor, id, session::now()?).await?;
    Ok(())
}

/// Takes proposals again.
#[server(prefix = "/do", endpoint = "job/resume")]
pub async fn resume(job_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    store::job::resume(&session::db()?, &actor, id, session::now()?).await?;
    Ok(())
}

/// Ends a job by hand.
#[server(prefix = "/do", endpoint = "job/close")]
pub async fn close(job_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    store::job::close(&session::db()?, &actor, id, session::now()?).await?;
    Ok(())
}

/// Opens an ended job again.
#[server(prefix = "/do", endpoint = "job/reopen")]
pub async fn reopen(job_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = domain::id::JobId::parse(&job_id)?;
    store::job::reopen(&session::db()?, &actor, id, &*session::rules()?, session::now()?).await?;
    Ok(())
}
