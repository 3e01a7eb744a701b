//! What a client does with a job: publish, edit, pause, resume, close, open again.

use super::draft::Taken;
use super::{change, draft, row};
use crate::db::{Db, Tx, command, fetch_optional};
use crate::{Error, Result, account, letter, offer};
use domain::actor::{Actor, Scope};
use domain::id::JobId;
use domain::job::{DraftKey, Job, JobInput, JobRefusal, JobTerms};
use domain::offer::JobEnd;
use domain::permit::Client;
use domain::refusal::GeneralRefusal;
use domain::rules::Rules;
use domain::time::Timestamp;
use macro_rules_attribute::apply;

/// Publishes a draft with these fields: open for what the rules give.
///
/// # Errors
/// Bad fields, `job.not_draft`, `account.not_verified`, `NotFound`.
#[apply(command!)]
pub async fn publish(db: &Db, actor: &Actor, id: JobId, input: &JobInput, rules: &Rules, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    account::verified(&mut tx, actor).await?;
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    let terms = JobTerms::parse(input)?;
    let job = job.publish(terms.hires, rules, now)?;
    row::save_terms(&mut tx, &job, version, &terms, now).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.commit().await
}

/// Posts a job in one step: what [`super::save_draft`] and [`publish`] do, wholly or not at all.
///
/// # Errors
/// Bad fields, `account.not_verified`.
#[apply(command!)]
pub async fn post(db: &Db, actor: &Actor, input: &JobInput, rules: &Rules, now: Timestamp) -> Result<JobId> {
    actor.with_scope(Scope::Work)?;
    let terms = JobTerms::parse(input)?;
    let mut tx = db.begin().await?;
    account::verified(&mut tx, actor).await?;
    let id = draft::insert(&mut tx, actor, input, now).await?;
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    let job = job.publish(terms.hires, rules, now)?;
    row::save_terms(&mut tx, &job, version, &terms, now).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.made(id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Publishes what a form names by its key: the draft that was kept under it, or a new job. Whichever of the form's
/// requests comes first, it is one job; publishing the same once more changes nothing.
///
/// # Errors
/// Bad fields, `account.not_verified`; `job.not_draft` when it was published with other terms.
#[apply(command!)]
pub async fn publish_kept(
    db: &Db,
    actor: &Actor,
    key: &DraftKey,
    input: &JobInput,
    rules: &Rules,
    now: Timestamp,
) -> Result<JobId> {
    actor.with_scope(Scope::Work)?;
    let terms = JobTerms::parse(input)?;
    let mut tx = db.begin().await?;
    account::verified(&mut tx, actor).await?;
    let id = match draft::insert_under(&mut tx, actor, key, input, now).await? {
        Taken::New(id) | Taken::Before(id) => id,
    };
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    if row::terms(&mut tx, id).await?.as_ref() == Some(&terms) {
        return Ok(id);
    }
    let job = job.publish(terms.hires, rules, now)?;
    row::save_terms(&mut tx, &job, version, &terms, now).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.made(id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a published job; its time begins anew, and the change is listed.
///
/// # Errors
/// Bad fields; `Stale` when this version is not the newest; `job.currency_fixed` while there are proposals; a draft or
/// an ended job.
#[apply(command!)]
pub async fn edit(
    db: &Db,
    actor: &Actor,
    id: JobId,
    version: i64,
    input: &JobInput,
    rules: &Rules,
    now: Timestamp,
) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (job, newest) = owned(&mut tx, actor, id, now).await?;
    if newest != version {
        return Err(GeneralRefusal::Stale.into());
    }
    let terms = JobTerms::parse(input)?;
    let job = job.edit(terms.hires, rules, now)?;
    let before = row::terms(&mut tx, id).await?.ok_or_else(|| Error::refused(JobRefusal::StillDraft))?;
    if before.budget.currency != terms.budget.currency && has_proposals(&mut tx, id).await? {
        return Err(JobRefusal::CurrencyFixed.into());
    }
    let terms = JobTerms { hires: job.hires, ..terms };
    row::save_terms(&mut tx, &job, version, &terms, now).await?;
    change::note(&mut tx, id, &change::sentence(&before, &terms), now).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.commit().await
}

/// Takes no proposals for now.
///
/// # Errors
/// Anything but an open job.
pub async fn pause(db: &Db, actor: &Actor, id: JobId, now: Timestamp) -> Result<()> {
    turn(db, actor, id, now, |job| job.pause(now)).await
}

/// Takes proposals again.
///
/// # Errors
/// Anything but a paused job.
pub async fn resume(db: &Db, actor: &Actor, id: JobId, now: Timestamp) -> Result<()> {
    turn(db, actor, id, now, |job| job.resume(now)).await
}

/// Opens an ended job again.
///
/// # Errors
/// A draft, or a job that has not ended.
#[apply(command!)]
pub async fn reopen(db: &Db, actor: &Actor, id: JobId, rules: &Rules, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    account::verified(&mut tx, actor).await?;
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    let job = job.reopen(rules, now)?;
    row::save(&mut tx, &job, version).await?;
    change::note(&mut tx, id, "Opened again", now).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.commit().await
}

/// Ends a job by hand: the client's open offers are withdrawn, proposals become not chosen, and each is told.
///
/// # Errors
/// A draft, or a job that ended before.
#[apply(command!)]
pub async fn close(db: &Db, actor: &Actor, id: JobId, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    let job = job.close(now)?;
    row::save(&mut tx, &job, version).await?;
    offer::end_with_job(&mut tx, &job, JobEnd::Closed, now).await?;
    tx.commit().await
}

#[apply(command!)]
async fn turn(
    db: &Db,
    actor: &Actor,
    id: JobId,
    now: Timestamp,
    decide: impl Fn(Client<Job>) -> std::result::Result<Job, JobRefusal>,
) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (job, version) = owned(&mut tx, actor, id, now).await?;
    let job = decide(job)?;
    row::save(&mut tx, &job, version).await?;
    letter::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), now).await?;
    tx.commit().await
}

/// The locked job with proof that the actor is its client.
async fn owned(tx: &mut Tx, actor: &Actor, id: JobId, now: Timestamp) -> Result<(Client<Job>, i64)> {
    let (job, version) = row::lock(tx, id, now).await?;
    Ok((job.as_client(actor)?, version))
}

/// Is there a proposal that still counts in its currency?
async fn has_proposals(tx: &mut Tx, id: JobId) -> Result<bool> {
    let found: Option<(i64,)> = fetch_optional!(
        tx,
        "select id from proposal where job_id = $1 and state not in ('declined', 'withdrawn', 'not_chosen') limit 1",
        id.raw()
    )?;
    Ok(found.is_some())
}
