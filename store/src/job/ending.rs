//! What follows when a job ends: by time, by its client, or because everybody wanted was hired.

use super::{mail, row};
use crate::Result;
use crate::context::{Context, Platform, command};
use crate::db::{Tx, execute_rows, fetch_all_for_update, fetch_all_rows, fetch_one, ids_json, record};
use crate::schedule::{self, ScheduledJob, jobs};
use crate::{event, notify, outbox, row as stored};
use domain::id::{AccountId, JobId};
use domain::job::{Job, JobState};
use domain::time::Timestamp;

jobs! { |turn|
    /// The scheduled job that warns a client before their job expires; its subject is the job.
    EXPIRY_WARNING = "job.expiry_warning" => warn_of_expiry(turn.now, turn.job);
    /// The one that ends a job by time.
    EXPIRE = "job.expire" => expire(turn.at, turn.job);
}

/// Carries out a scheduled job of the kind [`EXPIRY_WARNING`]: the client of a job that will expire gets a mail. One that comes
/// too late for a warning sends none.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn warn_of_expiry(context: &Context<Platform>, work: &ScheduledJob) -> Result<()> {
    let id = JobId::from_raw(work.subject_id);
    command(context, async |mut tx| {
        let (job, _version) = row::lock_as_written(&mut tx, id).await?;
        if !schedule::finish(&mut tx, work).await? {
            return Ok(tx.without_change(()));
        }
        match job.state {
            JobState::Open { until } | JobState::Paused { until } if context.now < until => {
                let (title, budget, currency): (String, i64, String) =
                    fetch_one!(tx, "select title, budget, currency from job where id = $1", id.raw())?;
                let budget = stored::money(budget, &currency)?;
                notify::send(&mut tx, job.client, mail::will_expire(id, &title, budget, until), context.now).await?;
            }
            JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Draft
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. } => {}
        }
        tx.commit().await
    })
    .await
}

/// Carries out a scheduled job of the kind [`EXPIRE`], as of the moment it was due.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn expire(context: &Context<Platform>, work: &ScheduledJob) -> Result<()> {
    let id = JobId::from_raw(work.subject_id);
    command(context, async |mut tx| {
        let (job, version) = row::lock_as_written(&mut tx, id).await?;
        if !schedule::finish(&mut tx, work).await? {
            return Ok(tx.without_change(()));
        }
        by_time(&mut tx, &job, version, context.now).await?;
        tx.commit().await
    })
    .await
}

/// Ends a job whose time is over at `now`, as of the moment it was; false when it is not.
pub(super) async fn by_time(tx: &mut Tx, job: &Job, version: i64, now: Timestamp) -> Result<bool> {
    let Some(job) = job.clone().expire(now) else { return Ok(false) };
    let JobState::Expired { at } = job.state else { return Ok(false) };
    row::save(tx, &job, version).await?;
    end_proposals(tx, job.id, &[], at).await?;
    Ok(true)
}

record! {
    /// Whose proposal had no outcome.
    struct Waiting from proposal {
        name: String = "account.name",
        email: String = "account.email",
        price: i64,
        currency: String,
    }
}

/// Makes all proposals of a job that have no offer not chosen, in the transaction that ended the job (its row is locked,
/// so none arrives meanwhile). Tells each freelancer by event and mail, the client by event, and by the same event `besides`, whose
/// offers ended.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn end_proposals(tx: &mut Tx, id: JobId, besides: &[i64], now: Timestamp) -> Result<()> {
    let (title, client): (String, i64) = fetch_one!(tx, "select title, client_id from job where id = $1", id.raw())?;
    let waiting: Vec<(i64, i64)> = fetch_all_for_update!(
        tx,
        "select id, freelancer_id from proposal \
         where job_id = $1 and state in ('sent', 'viewed', 'shortlisted') order by id",
        id.raw()
    )?;
    if !waiting.is_empty() {
        execute_rows!(
            tx,
            (
                "update proposal set state = 'not_chosen', state_at = $2, version = version + 1 \
                 where state in ('sent', 'viewed', 'shortlisted') and id in (select cast(value ->> 'id' as bigint) from",
                ")"
            ),
            ids_json(waiting.iter().map(|(proposal, _)| *proposal)),
            now.micros()
        )?;
        let people: Vec<Waiting> = fetch_all_rows!(
            tx,
            (
                [
                    "select",
                    Waiting,
                    "from proposal join account on account.id = proposal.freelancer_id \
                     where proposal.id in (select cast(value ->> 'id' as bigint) from"
                ],
                ") order by proposal.id"
            ),
            ids_json(waiting.iter().map(|(proposal, _)| *proposal))
        )?;
        let (client,): (String,) = fetch_one!(tx, "select name from account where id = $1", client)?;
        let mails = people.iter().map(|waiting| {
            let price = stored::money(waiting.price, &waiting.currency)?;
            Ok(mail::not_chosen(&client, &title, price, now).for_person(&waiting.name, &waiting.email))
        });
        outbox::push_all(tx, "mail", &mails.collect::<Result<Vec<_>>>()?, now).await?;
    }
    let here = waiting.iter().map(|(_, freelancer)| *freelancer);
    let all: Vec<i64> = here.chain(besides.iter().copied()).chain([client]).collect();
    event::append_all(tx, &all, crate::proposal::TOPIC, &serde_json::json!({ "job": id }), now).await?;
    notify::tell(tx, &[AccountId::from_raw(client)], super::TOPIC, id.raw(), now).await
}
