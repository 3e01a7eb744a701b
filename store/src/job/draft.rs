//! Drafts: what was typed, kept as it is, however incomplete.

use crate::context::{Context, command};
use crate::db::{Tx, execute, fetch_one};
use crate::{Result, html, markdown, notify};
use domain::actor::{Actor, Scope};
use domain::id::JobId;
use domain::job::{DraftKey, JobInput, JobRefusal, JobState};
use domain::money::Currency;
use domain::refusal::{BadFields, FieldRefusal, GeneralRefusal};
use domain::sentence::Sentence;
use domain::text::{JobDescription, no_control};
use domain::time::Timestamp;

/// Most characters that any field of a draft keeps; what fits into a job, the publication says.
const FIELD_MAX: usize = 2 * JobDescription::MAX;

/// Keeps a draft: a new one without an id, else over the one there.
///
/// # Errors
/// A field that is far too long; `job.not_draft` once it is published; `NotFound` for another person's draft.
pub async fn save_draft(context: &Context, id: Option<JobId>, input: &JobInput) -> Result<JobId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    within_bounds(input)?;
    command(context, async |mut tx| {
        let id = match id {
            Some(id) => {
                overwrite(&mut tx, actor, id, None, input).await?;
                id
            }
            None => insert(&mut tx, actor, input, context.now).await?,
        };
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.made(id).await?;
        tx.commit_with(id).await
    })
    .await
}

/// Keeps a draft that its form names by a key, because it may not know the id yet: the first time makes it, and every
/// other time, even one at the same moment, goes over it.
///
/// # Errors
/// A field that is far too long; `job.not_draft` once it is published.
pub async fn keep_draft(context: &Context, key: &DraftKey, input: &JobInput) -> Result<JobId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    within_bounds(input)?;
    command(context, async |mut tx| {
        let id = match insert_under(&mut tx, actor, key, input, context.now).await? {
            Taken::New(id) => id,
            Taken::Before(id) => {
                overwrite(&mut tx, actor, id, None, input).await?;
                id
            }
        };
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.made(id).await?;
        tx.commit_with(id).await
    })
    .await
}

/// Changes a draft that was read at this version.
///
/// # Errors
/// `Stale` when this version is not the newest; otherwise as [`save_draft`].
pub async fn edit_draft(context: &Context, id: JobId, version: i64, input: &JobInput) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    within_bounds(input)?;
    command(context, async |mut tx| {
        overwrite(&mut tx, actor, id, Some(version), input).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

fn within_bounds(input: &JobInput) -> Result<()> {
    let mut bad = BadFields::default();
    let fields = [
        ("title", &input.title),
        ("description", &input.description),
        ("skills", &input.skills),
        ("currency", &input.currency),
        ("budget", &input.budget.text()),
        ("hires", &input.hires),
        ("visibility", &input.visibility),
    ];
    for (field, text) in fields {
        if text.chars().count() > FIELD_MAX {
            bad.note(FieldRefusal::new(
                field,
                "text.too_long",
                Sentence::new("At most {max} characters fit here.", vec![("max", FIELD_MAX.into())]),
            ));
        } else {
            bad.take(field, no_control(text));
        }
    }
    Ok(bad.finish(Some(()))?)
}

/// What lists show of a draft: its title, the start of its description, its budget where it can be read.
fn shown(input: &JobInput) -> (Currency, Option<i64>) {
    let currency = Currency::of(input.currency.trim()).unwrap_or(Currency::Eur);
    let budget = input.budget.read(currency).ok().filter(|budget| budget.is_positive());
    (currency, budget.map(|budget| budget.minor))
}

/// A new draft.
pub(super) async fn insert(tx: &mut Tx, actor: &Actor, input: &JobInput, now: Timestamp) -> Result<JobId> {
    let id = tx.new_id(now);
    write(tx, actor, id, None, input, now).await?;
    Ok(JobId::from_raw(id))
}

/// The job of a key.
pub(super) enum Taken {
    /// It is a new draft.
    New(JobId),
    /// It was there, and may be published by now.
    Before(JobId),
}

/// A new draft under a key, or the job that has it. On Postgres this waits for the transaction that writes the same key.
pub(super) async fn insert_under(
    tx: &mut Tx,
    actor: &Actor,
    key: &DraftKey,
    input: &JobInput,
    now: Timestamp,
) -> Result<Taken> {
    let id = tx.new_id(now);
    if write(tx, actor, id, Some(key), input, now).await? == 1 {
        return Ok(Taken::New(JobId::from_raw(id)));
    }
    let (id,): (i64,) = fetch_one!(
        tx,
        "select id from job where client_id = $1 and draft_key = $2",
        actor.account().raw(),
        key.as_str()
    )?;
    Ok(Taken::Before(JobId::from_raw(id)))
}

/// Writes a draft unless its key is taken; gives how many were written.
async fn write(
    tx: &mut Tx,
    actor: &Actor,
    id: i64,
    key: Option<&DraftKey>,
    input: &JobInput,
    now: Timestamp,
) -> Result<u64> {
    let (currency, budget) = shown(input);
    execute!(
        tx,
        "insert into job (id, client_id, version, state, created_at, input, title, description, skills, search_text, \
         currency, budget, hires, hired, visibility, draft_key, html, html_version) \
         values ($1, $2, 1, 'draft', $3, $4, $5, $6, $7, '', $8, $9, 1, 0, 'public', $10, $11, $12) \
         on conflict (client_id, draft_key) do nothing",
        id,
        actor.account().raw(),
        now.micros(),
        serde_json::to_string(input)?,
        input.title.trim(),
        input.description.trim(),
        input.skills.trim(),
        currency.code(),
        budget,
        key.map(DraftKey::as_str),
        markdown::safe_html(input.description.trim()),
        html::VERSION
    )
}

/// Goes over a draft; with `seen`, only over that version of it.
async fn overwrite(tx: &mut Tx, actor: &Actor, id: JobId, seen: Option<i64>, input: &JobInput) -> Result<()> {
    let (job, version) = super::row::lock_as_written(tx, id).await?;
    let job = job.as_client(actor)?;
    if job.state != JobState::Draft {
        return Err(JobRefusal::NotDraft.into());
    }
    if seen.is_some_and(|seen| seen != version) {
        return Err(GeneralRefusal::Stale.into());
    }
    let (currency, budget) = shown(input);
    let changed = execute!(
        tx,
        "update job set input = $3, title = $4, description = $5, skills = $6, currency = $7, budget = $8, \
         html = $9, html_version = $10, version = version + 1 where id = $1 and version = $2",
        id.raw(),
        version,
        serde_json::to_string(input)?,
        input.title.trim(),
        input.description.trim(),
        input.skills.trim(),
        currency.code(),
        budget,
        markdown::safe_html(input.description.trim()),
        html::VERSION
    )?;
    if changed == 1 { Ok(()) } else { Err(GeneralRefusal::Stale.into()) }
}
