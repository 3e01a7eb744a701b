//! What a client does with a job: publish, edit, pause, resume, close, open again.

use super::draft::Taken;
use super::{change, draft, row};
use crate::context::{Context, command};
use crate::db::{Tx, fetch_optional};
use crate::{Error, Result, account, notify, offer};
use domain::actor::{Actor, Scope};
use domain::id::JobId;
use domain::job::{DraftKey, Job, JobInput, JobRefusal, JobTerms};
use domain::offer::JobEnd;
use domain::permit::Client;
use domain::refusal::GeneralRefusal;
use domain::time::Timestamp;

/// Publishes a draft with these fields: open for what the rules give.
///
/// # Errors
/// Bad fields, `job.not_draft`, `account.not_verified`, `NotFound`.
pub async fn publish(context: &Context, id: JobId, input: &JobInput) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        let (job, version) = owned(&mut tx, actor, id, context.now).await?;
        let terms = JobTerms::parse(input)?;
        let job = job.publish(terms.hires, &context.rules, context.now)?;
        row::save_terms(&mut tx, &job, version, &terms, context.now).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// Posts a job in one step: what [`super::save_draft`] and [`publish`] do, wholly or not at all.
///
/// # Errors
/// Bad fields, `account.not_verified`.
pub async fn post(context: &Context, input: &JobInput) -> Result<JobId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    let terms = JobTerms::parse(input)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        let id = draft::insert(&mut tx, actor, input, context.now).await?;
        let (job, version) = owned(&mut tx, actor, id, context.now).await?;
        let job = job.publish(terms.hires, &context.rules, context.now)?;
        row::save_terms(&mut tx, &job, version, &terms, context.now).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.made(id).await?;
        tx.commit_with(id).await
    })
    .await
}

/// Publishes what a form names by its key: the draft that was kept under it, or a new job. Whichever of the form's
/// requests comes first, it is one job; publishing the same once more changes nothing.
///
/// # Errors
/// Bad fields, `account.not_verified`; `job.not_draft` when it was published with other terms.
pub async fn publish_kept(context: &Context, key: &DraftKey, input: &JobInput) -> Result<JobId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    let terms = JobTerms::parse(input)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        let id = match draft::insert_under(&mut tx, actor, key, input, context.now).await? {
            Taken::New(id) | Taken::Before(id) => id,
        };
        let (job, version) = owned(&mut tx, actor, id, context.now).await?;
        if row::terms(&mut tx, id).await?.as_ref() == Some(&terms) {
            return Ok(tx.without_change(id));
        }
        let job = job.publish(terms.hires, &context.rules, context.now)?;
        row::save_terms(&mut tx, &job, version, &terms, context.now).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.made(id).await?;
        tx.commit_with(id).await
    })
    .await
}

/// Changes a published job; its time begins anew, and the change is listed.
///
/// # Errors
/// Bad fields; `Stale` when this version is not the newest; `job.currency_fixed` while there are proposals; a draft or
/// an ended job.
pub async fn edit(context: &Context, id: JobId, version: i64, input: &JobInput) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (job, newest) = owned(&mut tx, actor, id, context.now).await?;
        if newest != version {
            return Err(GeneralRefusal::Stale.into());
        }
        let terms = JobTerms::parse(input)?;
        let job = job.edit(terms.hires, &context.rules, context.now)?;
        let before = row::terms(&mut tx, id).await?.ok_or_else(|| Error::refused(JobRefusal::StillDraft))?;
        if before.budget.currency != terms.budget.currency && has_proposals(&mut tx, id).await? {
            return Err(JobRefusal::CurrencyFixed.into());
        }
        let terms = JobTerms { hires: job.hires, ..terms };
        row::save_terms(&mut tx, &job, version, &terms, context.now).await?;
        change::note(&mut tx, id, &change::sentence(&before, &terms), context.now).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// Takes no proposals for now.
///
/// # Errors
/// Anything but an open job.
pub async fn pause(context: &Context, id: JobId) -> Result<()> {
    turn(context, id, |job| job.pause(context.now)).await
}

/// Takes proposals again.
///
/// # Errors
/// Anything but a paused job.
pub async fn resume(context: &Context, id: JobId) -> Result<()> {
    turn(context, id, |job| job.resume(context.now)).await
}

/// Opens an ended job again.
///
/// # Errors
/// A draft, or a job that has not ended.
pub async fn reopen(context: &Context, id: JobId) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        let (job, version) = owned(&mut tx, actor, id, context.now).await?;
        let job = job.reopen(&context.rules, context.now)?;
        row::save(&mut tx, &job, version).await?;
        change::note(&mut tx, id, "Opened again", context.now).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// Ends a job by hand: the client's open offers are withdrawn, proposals become not chosen, and each is told.
///
/// # Errors
/// A draft, or a job that ended before.
pub async fn close(context: &Context, id: JobId) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (job, version) = owned(&mut tx, &context.actor, id, context.now).await?;
        let job = job.close(context.now)?;
        row::save(&mut tx, &job, version).await?;
        offer::end_with_job(&mut tx, &job, JobEnd::Closed, context.now).await?;
        tx.commit().await
    })
    .await
}

async fn turn(
    context: &Context,
    id: JobId,
    decide: impl Fn(Client<Job>) -> std::result::Result<Job, JobRefusal>,
) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (job, version) = owned(&mut tx, actor, id, context.now).await?;
        let job = decide(job)?;
        row::save(&mut tx, &job, version).await?;
        notify::tell(&mut tx, &[actor.account()], super::TOPIC, id.raw(), context.now).await?;
        tx.commit().await
    })
    .await
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
