//! A job's columns: into the domain's states and terms, and back.

use crate::db::{Tx, execute, fetch_optional, fetch_optional_for_update, record};
use crate::row::{money, need, odd, time};
use crate::{Result, html, markdown, schedule};
use domain::id::{AccountId, JobId};
use domain::job::{EXPIRY_WARNING, Job, JobInput, JobState, JobTerms, JobVisibility};
use domain::money::Money;
use domain::refusal::GeneralRefusal;
use domain::text::{JobDescription, JobTitle, Skill};
use domain::time::Timestamp;

record! {
    /// What the state of a job is made of.
    #[derive(Debug)]
    pub(super) struct StateColumns from job {
        pub(super) state: String,
        pub(super) until_at: Option<i64>,
        pub(super) ended_at: Option<i64>,
    }
}

impl StateColumns {
    pub(super) fn read(&self) -> Result<JobState> {
        let until = || time("until_at", self.until_at);
        let at = || time("ended_at", self.ended_at);
        Ok(match self.state.as_str() {
            "draft" => JobState::Draft,
            "open" => JobState::Open { until: until()? },
            "paused" => JobState::Paused { until: until()? },
            "filled" => JobState::Filled { at: at()? },
            "closed" => JobState::Closed { at: at()? },
            "expired" => JobState::Expired { at: at()? },
            other => return Err(odd("job.state", other)),
        })
    }

    /// The columns of a state: word, `until_at`, `ended_at`.
    fn of(state: JobState) -> Self {
        let (until, ended) = match state {
            JobState::Draft => (None, None),
            JobState::Open { until } | JobState::Paused { until } => (Some(until), None),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => (None, Some(at)),
        };
        Self {
            state: state.word().to_owned(),
            until_at: until.map(Timestamp::micros),
            ended_at: ended.map(Timestamp::micros),
        }
    }
}

record! {
    #[derive(Debug)]
    struct LockedRow from job {
        client_id: i64,
        version: i64,
        hires: i64,
        hired: i64,
        #[sqlx(flatten)]
        state: StateColumns,
    }
}

record! {
    /// What was typed, or what was agreed to be shown.
    #[derive(Debug)]
    pub(super) struct ContentColumns from job {
        input: Option<String>,
        title: String,
        description: String,
        skills: String,
        pub(super) currency: String,
        budget: Option<i64>,
        hires: i64,
        visibility: String,
    }
}

impl ContentColumns {
    /// The terms of a published job; `None` for a draft.
    pub(super) fn terms(&self) -> Result<Option<JobTerms>> {
        if self.input.is_some() {
            return Ok(None);
        }
        Ok(Some(JobTerms {
            title: JobTitle::stored(self.title.clone()),
            description: JobDescription::stored(self.description.clone()),
            skills: skills(&self.skills).into_iter().map(Skill::stored).collect(),
            budget: money(need("job.budget", self.budget)?, &self.currency)?,
            hires: count("job.hires", self.hires)?,
            visibility: visibility(&self.visibility)?,
        }))
    }

    /// What a form shows: a draft as it was typed.
    pub(super) fn input(&self) -> Result<JobInput> {
        match (&self.input, self.terms()?) {
            (Some(typed), _) => Ok(serde_json::from_str(typed)?),
            (None, Some(terms)) => Ok(terms.to_input()),
            (None, None) => Ok(JobInput::default()),
        }
    }
}

/// A skills column: they hold no commas, so commas part them.
pub(crate) fn skills(column: &str) -> Vec<String> {
    column.split(',').map(str::trim).filter(|skill| !skill.is_empty()).map(str::to_owned).collect()
}

/// A visibility column.
pub(super) fn visibility(word: &str) -> Result<JobVisibility> {
    JobVisibility::of(word).ok_or_else(|| odd("job.visibility", word))
}

/// A budget that a draft may lack.
pub(super) fn budget(minor: Option<i64>, currency: &str) -> Result<Option<Money>> {
    minor.map(|minor| money(minor, currency)).transpose()
}

/// A small number column.
pub(super) fn count(column: &str, value: i64) -> Result<u32> {
    u32::try_from(value).map_err(|_| odd(column, &value.to_string()))
}

/// The text that a search looks into.
fn search_text(terms: &JobTerms, skills: &str) -> String {
    format!("{}\n{skills}\n{}", terms.title, terms.description).to_lowercase()
}

/// Locks a job as it stands at `now` until the transaction ends; gives its version beside it. One whose time is over by
/// then ends first, as of that moment, though the worker has not come to it yet.
///
/// # Errors
/// `NotFound`.
pub async fn lock(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<(Job, i64)> {
    let (job, version) = lock_as_written(tx, id).await?;
    if super::ending::by_time(tx, &job, version, now).await? {
        lock_as_written(tx, id).await
    } else {
        Ok((job, version))
    }
}

/// Locks a job for the work that ends it by time, or warns of that.
pub(super) async fn lock_as_written(tx: &mut Tx, id: JobId) -> Result<(Job, i64)> {
    let row: Option<LockedRow> =
        fetch_optional_for_update!(tx, ["select", LockedRow, "from job where id = $1"], id.raw())?;
    let row = row.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    let job = Job {
        id,
        client: AccountId::from_raw(row.client_id),
        hires: count("job.hires", row.hires)?,
        hired: count("job.hired", row.hired)?,
        state: row.state.read()?,
    };
    Ok((job, row.version))
}

/// Saves a job that was locked, and keeps its expiry and the warning before it in step with its state.
///
/// # Errors
/// `Stale` when somebody saved it since this version.
pub async fn save(tx: &mut Tx, job: &Job, version: i64) -> Result<()> {
    let columns = StateColumns::of(job.state);
    let until = columns.until_at.map(Timestamp::from_micros);
    let changed = execute!(
        tx,
        "update job set state = $3, until_at = $4, ended_at = $5, hires = $6, hired = $7, version = version + 1 \
         where id = $1 and version = $2",
        job.id.raw(),
        version,
        columns.state,
        columns.until_at,
        columns.ended_at,
        i64::from(job.hires),
        i64::from(job.hired)
    )?;
    if changed != 1 {
        return Err(GeneralRefusal::Stale.into());
    }
    follow(tx, job.id, until).await
}

/// Sets the clocks of a job that ends at `until`, or stops them.
async fn follow(tx: &mut Tx, id: JobId, until: Option<Timestamp>) -> Result<()> {
    let id = id.raw();
    match until {
        // Pausing and resuming move nothing: anyone who was warned of this day is not warned of it again.
        Some(until) if schedule::at(tx, super::EXPIRE, id).await? == Some(until) => Ok(()),
        Some(until) => {
            schedule::add(tx, super::EXPIRE, id, until).await?;
            schedule::add(tx, super::EXPIRY_WARNING, id, until.minus(EXPIRY_WARNING)).await
        }
        None => {
            schedule::cancel(tx, super::EXPIRE, id).await?;
            schedule::cancel(tx, super::EXPIRY_WARNING, id).await.map(|_| ())
        }
    }
}

/// The terms of a published job that is locked; `None` for a draft.
pub(super) async fn terms(tx: &mut Tx, id: JobId) -> Result<Option<JobTerms>> {
    let row: Option<ContentColumns> =
        fetch_optional!(tx, ["select", ContentColumns, "from job where id = $1"], id.raw())?;
    row.map_or(Ok(None), |row| row.terms())
}

/// Writes the terms of a job that is locked, beside its state.
pub(super) async fn save_terms(
    tx: &mut Tx,
    job: &Job,
    version: i64,
    terms: &JobTerms,
    posted_at: Timestamp,
) -> Result<()> {
    let skills = terms.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join(", ");
    let columns = StateColumns::of(job.state);
    let changed = execute!(
        tx,
        "update job set title = $3, description = $4, skills = $5, search_text = $6, currency = $7, budget = $8, \
         visibility = $9, hires = $10, state = $11, until_at = $12, posted_at = coalesce(posted_at, $13), input = null, \
         html = $14, html_version = $15 \
         where id = $1 and version = $2",
        job.id.raw(),
        version,
        terms.title.as_str(),
        terms.description.as_str(),
        skills.as_str(),
        search_text(terms, &skills),
        terms.budget.currency.code(),
        terms.budget.minor,
        terms.visibility.as_str(),
        i64::from(job.hires),
        columns.state,
        columns.until_at,
        posted_at.micros(),
        markdown::safe_html(terms.description.as_str()),
        html::VERSION
    )?;
    if changed != 1 {
        return Err(GeneralRefusal::Stale.into());
    }
    save(tx, job, version).await
}
