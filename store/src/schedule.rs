//! Scheduled jobs: what happens by time alone (an auto-release, an expiry). One row for a kind and the
//! thing it concerns; carried out in the order of due times, under a lease.

mod job;

pub(crate) use job::{JobKind, Turn, jobs};

use crate::Result;
use crate::context::{Context, Platform, command};
use crate::db::{Conn, Tx, execute, fetch_all_skip_locked, fetch_optional, record};
use crate::discreet::discreet;
use domain::time::{Span, Timestamp};

record! {
    /// A scheduled job under lease.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ScheduledJob {
        /// What is to be done, such as `milestone.release`.
        pub kind: String,
        /// What it concerns.
        pub subject_id: i64,
        /// When it became due, UTC microseconds: commands act as of this moment, not of when they run.
        pub due_at: i64,
        /// Which attempt this is, from 1.
        pub attempts: i64,
        /// Proof that the lease is still ours and nothing was rescheduled.
        pub token: i64,
    }
}

impl ScheduledJob {
    /// The moment that it was due.
    pub fn at(&self) -> Timestamp {
        Timestamp::from_micros(self.due_at)
    }
}

/// Schedules a job, or moves what is scheduled for this kind and subject.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn add(tx: &mut Tx, kind: &str, subject_id: i64, due_at: Timestamp) -> Result<()> {
    let token = tx.new_token();
    execute!(
        tx,
        "insert into due_work (kind, subject_id, due_at, attempts, token) values ($1, $2, $3, 0, $4) \
         on conflict (kind, subject_id) do update set due_at = excluded.due_at, attempts = 0, \
         token = excluded.token, lease_until = null, last_error = null",
        kind,
        subject_id,
        due_at.micros(),
        token
    )?;
    tx.wake_work();
    Ok(())
}

/// Takes a scheduled job off the list; false when there was none.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn cancel(tx: &mut Tx, kind: &str, subject_id: i64) -> Result<bool> {
    let changed = execute!(tx, "delete from due_work where kind = $1 and subject_id = $2", kind, subject_id)?;
    Ok(changed == 1)
}

/// Takes two kinds of scheduled jobs of one subject off the list, where they are on it.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn cancel_both(tx: &mut Tx, kinds: [&str; 2], subject_id: i64) -> Result<()> {
    let [first, second] = kinds;
    execute!(tx, "delete from due_work where kind in ($1, $2) and subject_id = $3", first, second, subject_id)?;
    Ok(())
}

/// Takes the job of these kinds that has been due for longest, until `now` plus `lease`. A node that does not
/// [`finish`] it by then has lost it to the next one. Other kinds are those of a newer version: they wait for its nodes.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn lease_next(context: &Context<Platform>, kinds: &[&str], lease: Span) -> Result<Option<ScheduledJob>> {
    let kinds = listed(kinds);
    // Looking first keeps an idle worker away from the one writer.
    let mut read = context.read().await?;
    let waiting: Option<(i64,)> = fetch_optional!(
        read,
        "select due_at from due_work where due_at <= $1 and (lease_until is null or lease_until <= $1) \
         and replace($2, '|' || kind || '|', '') <> $2 limit 1",
        context.now.micros(),
        kinds.as_str()
    )?;
    drop(read);
    if waiting.is_none() {
        return Ok(None);
    }
    command(context, async |mut tx| {
        let found: Vec<ScheduledJob> = fetch_all_skip_locked!(
            tx,
            [
                "select",
                ScheduledJob,
                "from due_work where due_at <= $1 and (lease_until is null or lease_until <= $1) \
                 and replace($2, '|' || kind || '|', '') <> $2 order by due_at, kind, subject_id limit 1"
            ],
            context.now.micros(),
            kinds.as_str()
        )?;
        let Some(mut scheduled) = found.into_iter().next() else { return Ok(tx.without_change(None)) };
        scheduled.token = tx.new_token();
        scheduled.attempts += 1;
        // With an error it rests after a failure; without one it is under lease.
        execute!(
            tx,
            "update due_work set lease_until = $3, attempts = $4, token = $5, last_error = null \
             where kind = $1 and subject_id = $2",
            scheduled.kind.as_str(),
            scheduled.subject_id,
            context.now.plus(lease).micros(),
            scheduled.attempts,
            scheduled.token
        )?;
        tx.commit_with(Some(scheduled)).await
    })
    .await
}

fn listed(kinds: &[&str]) -> String {
    format!("|{}|", kinds.join("|"))
}

/// Keeps work that takes long: the lease now runs until `until`. What is finished, or lost, stays as it is.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn renew(context: &Context<Platform>, scheduled: &ScheduledJob, until: Timestamp) -> Result<()> {
    command(context, async |mut tx| {
        execute!(
            tx,
            "update due_work set lease_until = $4 where kind = $1 and subject_id = $2 and token = $3",
            scheduled.kind.as_str(),
            scheduled.subject_id,
            scheduled.token,
            until.micros()
        )?;
        tx.commit().await
    })
    .await
}

/// Gives back what a process that is gone had taken: for a start on a database that nobody shares. What rests after a
/// failure rests on. Gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn release(tx: &mut Tx) -> Result<u64> {
    execute!(tx, "update due_work set lease_until = null where lease_until is not null and last_error is null")
}

/// Takes finished work off the list, in the transaction that carries it out. False when the lease was
/// lost or the work was rescheduled or cancelled meanwhile: then the transaction must be dropped.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn finish(tx: &mut Tx, scheduled: &ScheduledJob) -> Result<bool> {
    let changed = execute!(
        tx,
        "delete from due_work where kind = $1 and subject_id = $2 and token = $3",
        scheduled.kind.as_str(),
        scheduled.subject_id,
        scheduled.token
    )?;
    Ok(changed == 1)
}

/// Reports a failed attempt: nobody takes it again before `retry_at`; its due time stays, so that it
/// still acts as of the right moment. False when the lease was lost meanwhile.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn failed(
    context: &Context<Platform>,
    scheduled: &ScheduledJob,
    why: &str,
    retry_at: Timestamp,
) -> Result<bool> {
    command(context, async |mut tx| {
        let changed = execute!(
            tx,
            "update due_work set lease_until = $4, last_error = $5 \
             where kind = $1 and subject_id = $2 and token = $3",
            scheduled.kind.as_str(),
            scheduled.subject_id,
            scheduled.token,
            retry_at.micros(),
            discreet(why)
        )?;
        tx.commit_with(changed == 1).await
    })
    .await
}

/// When work of this kind falls due for this subject; `None` when there is none.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn at(conn: &mut impl Conn, kind: &str, subject_id: i64) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> =
        fetch_optional!(conn, "select due_at from due_work where kind = $1 and subject_id = $2", kind, subject_id)?;
    Ok(row.map(|(due_at,)| Timestamp::from_micros(due_at)))
}

/// When the next job falls due (it may be in the past, or under lease).
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn next_at(conn: &mut impl Conn) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> = fetch_optional!(conn, "select due_at from due_work order by due_at limit 1")?;
    Ok(row.map(|(due_at,)| Timestamp::from_micros(due_at)))
}

/// When the next job of these kinds falls due after `now`. What is overdue, because it rests after a failure or
/// somebody is at it, is not counted.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn next_after(conn: &mut impl Conn, kinds: &[&str], now: Timestamp) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "select due_at from due_work where due_at > $1 and replace($2, '|' || kind || '|', '') <> $2 order by due_at limit 1",
        now.micros(),
        listed(kinds)
    )?;
    Ok(row.map(|(due_at,)| Timestamp::from_micros(due_at)))
}
