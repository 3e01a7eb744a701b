//! Drafts: what was typed, kept as it is, however incomplete.

use crate::db::{Db, Tx, execute};
use crate::{Result, letter};
use domain::actor::{Actor, Scope};
use domain::id::JobId;
use domain::job::{JobInput, JobRefusal, JobState};
use domain::money::{Currency, Money};
use domain::refusal::{BadFields, FieldRefusal, GeneralRefusal};
use domain::text::JobDescription;
use domain::time::Timestamp;

/// Most characters that any field of a draft keeps; what fits into a job, the publication says.
const FIELD_MAX: usize = 2 * JobDescription::MAX;

/// Keeps a draft: a new one without an id, else over the one there.
///
/// # Errors
/// A field that is far too long; `job.not_draft` once it is published; `NotFound` for another person's draft.
pub async fn save_draft(db: &Db, actor: &Actor, id: Option<JobId>, input: &JobInput, now: Timestamp) -> Result<JobId> {
    actor.with_scope(Scope::Work)?;
    within_bounds(input)?;
    let mut tx = db.begin().await?;
    let id = match id {
        Some(id) => {
            overwrite(&mut tx, actor, id, input).await?;
            id
        }
        None => insert(&mut tx, actor, input, now).await?,
    };
    letter::tell(&mut tx, &[actor.account()], "job", id.raw(), now).await?;
    tx.commit().await?;
    Ok(id)
}

fn within_bounds(input: &JobInput) -> Result<()> {
    let mut bad = BadFields::default();
    let fields = [
        ("title", &input.title),
        ("description", &input.description),
        ("skills", &input.skills),
        ("currency", &input.currency),
        ("budget", &input.budget),
        ("hires", &input.hires),
        ("visibility", &input.visibility),
    ];
    for (field, text) in fields {
        if text.chars().count() > FIELD_MAX {
            bad.note(FieldRefusal::new(field, "text.too_long", format!("At most {FIELD_MAX} characters fit here.")));
        }
    }
    Ok(bad.finish(Some(()))?)
}

/// What lists show of a draft: its title, the start of its description, its budget where it can be read.
fn shown(input: &JobInput) -> (Currency, Option<i64>) {
    let currency = Currency::of(input.currency.trim()).unwrap_or(Currency::Eur);
    let budget = Money::parse(&input.budget, currency).ok().filter(|budget| budget.is_positive());
    (currency, budget.map(|budget| budget.minor))
}

/// A new draft.
pub(super) async fn insert(tx: &mut Tx, actor: &Actor, input: &JobInput, now: Timestamp) -> Result<JobId> {
    let id = tx.new_id(now);
    let (currency, budget) = shown(input);
    execute!(
        tx,
        "insert into job (id, client_id, version, state, created_at, input, title, description, skills, search_text, \
         currency, budget, hires, hired, visibility) \
         values ($1, $2, 1, 'draft', $3, $4, $5, $6, $7, '', $8, $9, 1, 0, 'public')",
        id,
        actor.account().raw(),
        now.micros(),
        serde_json::to_string(input)?,
        input.title.trim(),
        input.description.trim(),
        input.skills.trim(),
        currency.code(),
        budget
    )?;
    Ok(JobId::from_raw(id))
}

async fn overwrite(tx: &mut Tx, actor: &Actor, id: JobId, input: &JobInput) -> Result<()> {
    let (job, version) = super::lock(tx, id).await?;
    job.as_client(actor)?;
    if job.state != JobState::Draft {
        return Err(JobRefusal::NotDraft.into());
    }
    let (currency, budget) = shown(input);
    let changed = execute!(
        tx,
        "update job set input = $3, title = $4, description = $5, skills = $6, currency = $7, budget = $8, \
         version = version + 1 where id = $1 and version = $2",
        id.raw(),
        version,
        serde_json::to_string(input)?,
        input.title.trim(),
        input.description.trim(),
        input.skills.trim(),
        currency.code(),
        budget
    )?;
    if changed == 1 { Ok(()) } else { Err(GeneralRefusal::Stale.into()) }
}
