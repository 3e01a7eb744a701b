//! The worker: delivers what the outbox holds, carries out what falls due and removes what has ended. It takes its time from the
//! clock it is given, so the test clock moves it; leases in the database keep several nodes apart.
//!
//! Each feature declares what it needs to be carried out: scheduled jobs in the store (`schedule::jobs!`), messages in the outbox
//! and jobs that need somebody outside the database here ([`kind`]).

pub(crate) mod kind;
mod turns;

pub use turns::{Turns, WorkError};

use crate::{instance::Instance, mail, payments};
use domain::time::{Span, Timestamp};
use kind::{OutboxKind, OutsideJob};
use std::time::Duration;
use store::{
    Platform, cleanup, clockwork,
    outbox::{self, Message},
    schedule::{self, ScheduledJob},
};
use turns::{Delivery, Outcome};

/// Without a wake-up, how long until the next look.
const POLL_EVERY: Duration = Duration::from_secs(1);
/// What was begun by a node that died is free after this time; a node that lives renews it before.
const LEASE: Span = Span::seconds(20);
const BATCH: u32 = 20;
/// A turn ends after this many pieces, so that a stop is never far away.
const TURN_MAX: usize = 1_000;
/// How often what is no longer needed is removed, by the clock that is passed in.
const SWEEP_EVERY: Span = Span::hours(1);
/// Rows of a kind that one sweep removes, and sweeps of one turn: what is left waits for the next turn, so that people
/// never wait for a long one.
const SWEEP_ROWS: u32 = 500;
const SWEEPS_MAX: usize = 20;
/// A mail that no server took for so long is not tried again: what it says is old by then.
const MAIL_LIVES: Span = Span::days(5);
/// … and this often: with the pauses between them that takes some ten hours.
const TRIES_MIN: i64 = 20;

/// What leaves by the outbox: an entry for each feature that sends something out of the database.
const OUTBOX: &[&[OutboxKind]] = &[mail::OUTBOX, payments::OUTBOX];

/// Scheduled jobs that need somebody outside the database, an entry for each feature. All others are commands of the store
/// (`store::clockwork`).
const JOBS: &[&[OutsideJob]] = &[payments::JOBS];

/// The kinds of messages that this worker delivers; those of others are left alone. Each has a lane of its own.
fn lanes() -> Vec<&'static OutboxKind> {
    OUTBOX.iter().copied().flatten().collect()
}

/// The kinds of scheduled jobs that this worker carries out; those of others are left alone.
pub fn job_kinds() -> Vec<&'static str> {
    clockwork::KINDS.iter().copied().chain(JOBS.iter().copied().flatten().map(|job| job.kind)).collect()
}

fn outside_job(kind: &str) -> Option<&'static OutsideJob> {
    JOBS.iter().copied().flatten().find(|job| job.kind == kind)
}

async fn carry_out(instance: &Instance, scheduled: &ScheduledJob, now: Timestamp) -> Outcome {
    if let Some(job) = outside_job(&scheduled.kind) {
        return (job.carry_out)(instance, scheduled, now).await;
    }
    let carried = clockwork::carry_out(&instance.context(Platform).at(now), scheduled).await?;
    if carried { Ok(()) } else { Err(WorkError::UnknownKind(scheduled.kind.clone())) }
}

/// Works until the instance stops. Messages of each kind and scheduled jobs take turns of their own: a mail server that does
/// not answer must hold up neither a payment nor a release.
pub async fn run(instance: Instance) {
    match cleanup::take_over(&instance.context(Platform)).await {
        Ok(0) => {}
        Ok(begun) => tracing::info!(begun, "work that the last process had begun is taken over"),
        Err(error) => tracing::warn!(%error, "work that the last process had begun waits until its leases end"),
    }
    let deliveries: Vec<_> = lanes().into_iter().map(|lane| messages_until_stop(&instance, lane)).collect();
    tokio::join!(futures_util::future::join_all(deliveries), jobs_until_stop(&instance));
}

async fn messages_until_stop(instance: &Instance, lane: &OutboxKind) {
    let mut work = instance.db.work();
    loop {
        let turn = async {
            instance.clock.refresh(&instance.db).await?;
            deliver_messages(instance, lane, instance.clock.now()).await
        };
        let done = turn.await;
        if !rest(instance, &mut work, done).await {
            return;
        }
    }
}

async fn jobs_until_stop(instance: &Instance) {
    let mut work = instance.db.work();
    loop {
        let now = instance.clock.now();
        let done = carry_out_jobs(instance, now).await;
        if let Err(error) = sweep_when_due(instance, now).await
            && !error.is_away()
        {
            tracing::warn!(%error, "a sweep failed; a later one goes on");
        }
        if !rest(instance, &mut work, done).await {
            return;
        }
    }
}

// Waits for news or for the next look; false when the instance stops.
async fn rest(instance: &Instance, work: &mut tokio::sync::watch::Receiver<()>, done: store::Result<usize>) -> bool {
    match done {
        // There may be more: only a full turn ends early.
        Ok(count) if count >= TURN_MAX => return !*instance.stopping.borrow(),
        Ok(_) => {}
        // That it is away was told once, where it was found.
        Err(error) if error.is_away() => tracing::debug!(%error, "the worker waits for the database"),
        Err(error) => tracing::warn!(%error, "a turn of the worker failed; the next one tries again"),
    }
    tokio::select! {
        () = instance.stopped() => false,
        // An error means that the database was closed; the stop is then on its way.
        _ = work.changed() => true,
        () = tokio::time::sleep(POLL_EVERY) => true,
    }
}

/// Does everything that is to be done at `now`: scheduled jobs in the order of their due times, then messages, and
/// again until nothing is left, and removes what has ended. Gives how many of both were done or tried.
///
/// # Errors
/// Faults of the database; what failed by itself is noted there and tried again later.
pub async fn run_once(instance: &Instance, now: Timestamp) -> store::Result<usize> {
    let mut total = 0;
    loop {
        let mut done = carry_out_jobs(instance, now).await?;
        for lane in lanes() {
            done += deliver_messages(instance, lane, now).await?;
        }
        total += done;
        if done == 0 {
            sweep_when_due(instance, now).await?;
            return Ok(total);
        }
    }
}

/// Moves the test clock forward by `by`, stopping at each due time on the way to do what is due then.
/// Gives how many jobs and messages were done or tried.
///
/// # Errors
/// Faults of the database; the clock then stands where it got to.
pub async fn run_due(instance: &Instance, by: Span) -> store::Result<usize> {
    let _only_mover = instance.turns.clock.lock().await;
    // Real time goes on meanwhile; what moves by exactly `by` is the distance from it.
    let target = instance.clock.ahead().as_micros().saturating_add(by.as_micros());
    let (kinds, mut total) = (job_kinds(), 0);
    loop {
        let now = instance.clock.now();
        total += run_once(instance, now).await?;
        let left = target - instance.clock.ahead().as_micros();
        if left <= 0 {
            return Ok(total);
        }
        let mut read = instance.db.read().await?;
        let next = schedule::next_after(&mut read, &kinds, now).await?;
        drop(read);
        let step = next.map_or(left, |next| next.since(now).as_micros().min(left));
        instance.clock.advance(&instance.context(Platform), Span::micros(step)).await?;
    }
}

async fn deliver_messages(instance: &Instance, lane: &OutboxKind, now: Timestamp) -> store::Result<usize> {
    let context = &instance.context(Platform).at(now);
    let unnoted = instance.turns.of(lane.kind);
    let mut unnoted = unnoted.lock().await;
    // Before anything else is taken: what was delivered and not noted would be delivered again when its lease ends.
    note_deliveries(instance, &mut unnoted, now).await?;
    let mut count = 0;
    while count < TURN_MAX && !*instance.stopping.borrow() {
        let messages = outbox::lease(context, &[lane.kind], LEASE, BATCH).await?;
        if messages.is_empty() {
            break;
        }
        count += messages.len();
        let deliveries: Vec<_> = messages.iter().map(|message| (lane.deliver)(instance, message, now)).collect();
        let delivery = futures_util::future::join_all(deliveries);
        let delivered = under_lease(instance, delivery, |until| outbox::renew(context, &messages, until)).await;
        unnoted.extend(messages.into_iter().zip(delivered));
        note_deliveries(instance, &mut unnoted, now).await?;
    }
    Ok(count)
}

/// Notes what became of each message, every one by itself: one that cannot be noted keeps no other from it. Those that could
/// not stay in the list for the next turn.
async fn note_deliveries(instance: &Instance, unnoted: &mut Vec<Delivery>, now: Timestamp) -> store::Result<()> {
    let (context, mut first) = (&instance.context(Platform).at(now), Ok(()));
    for (message, outcome) in std::mem::take(unnoted) {
        let noted = match &outcome {
            Ok(()) => outbox::done(context, &message).await,
            Err(why @ WorkError::Mail(mail::MailError::Outlived)) => {
                tracing::warn!(kind = message.kind, id = message.id, attempts = message.attempts, %why, "an outbox message came too late");
                outbox::outlived(context, &message, &why.to_string()).await
            }
            Err(why) if is_final(&message, why, now) => {
                tracing::warn!(kind = message.kind, id = message.id, attempts = message.attempts, %why, "an outbox message is given up");
                outbox::given_up(context, &message, &why.to_string()).await
            }
            Err(why) => {
                let (kind, id, attempts) = (&message.kind, message.id, message.attempts);
                tracing::warn!(kind, id, attempts, %why, "an outbox message was not delivered");
                outbox::failed(context, &message, &why.to_string(), next_try(&message, now)).await
            }
        };
        if let Err(error) = noted {
            // What was delivered is kept until it is noted, or it would be delivered again. A failure that can never be noted
            // must not hold up the others: the lease gives the message back.
            if outcome.is_ok() || error.may_pass() {
                unnoted.push((message, outcome));
            }
            first = first.and(Err(error));
        }
    }
    first
}

/// Is there no use in another attempt?
fn is_final(message: &Message, why: &WorkError, now: Timestamp) -> bool {
    let is_old = now >= Timestamp::from_micros(message.created_at).plus(MAIL_LIVES);
    // What a late worker has only just written is older than it was tried.
    let is_tried = message.attempts >= TRIES_MIN;
    message.kind == "mail" && (is_old && is_tried || matches!(why, WorkError::Mail(mail::MailError::NoMailbox(_))))
}

async fn carry_out_jobs(instance: &Instance, now: Timestamp) -> store::Result<usize> {
    let _turn = instance.turns.jobs.lock().await;
    let (context, kinds, mut count) = (&instance.context(Platform).at(now), job_kinds(), 0);
    while count < TURN_MAX && !*instance.stopping.borrow() {
        let Some(scheduled) = schedule::lease_next(context, &kinds, LEASE).await? else { break };
        count += 1;
        let work = carry_out(instance, &scheduled, now);
        let done = under_lease(instance, work, |until| schedule::renew(context, &scheduled, until)).await;
        if let Err(why) = done {
            let (kind, subject, attempts) = (&scheduled.kind, scheduled.subject_id, scheduled.attempts);
            tracing::warn!(kind, subject, attempts, %why, "a scheduled job was not done");
            schedule::failed(context, &scheduled, &why.to_string(), retry_at(now, scheduled.attempts)).await?;
        }
    }
    Ok(count)
}

/// Does this work, and renews its lease as long as it takes. A renewal that fails is no harm yet: the next one may succeed,
/// and another worker that takes the job over repeats what may be repeated.
async fn under_lease<T, Renewal: Future<Output = store::Result<()>>>(
    instance: &Instance,
    work: impl Future<Output = T>,
    renew: impl Fn(Timestamp) -> Renewal,
) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        // Both go on at the same time: the work may hold what the renewal waits for.
        let renewal = async {
            tokio::time::sleep(instance.config.pace.renewal).await;
            renew(instance.clock.now().plus(LEASE)).await
        };
        tokio::select! {
            done = &mut work => return done,
            renewed = renewal => {
                if let Err(error) = renewed {
                    tracing::warn!(%error, "a lease was not renewed");
                }
            }
        }
    }
}

/// Removes what has ended, at most once an hour; a failed sweep waits for the next hour as well.
async fn sweep_when_due(instance: &Instance, now: Timestamp) -> store::Result<()> {
    let mut swept_at = instance.turns.swept_at.lock().await;
    if swept_at.is_some_and(|at| now < at.plus(SWEEP_EVERY)) {
        return Ok(());
    }
    let before = swept_at.replace(now);
    for _ in 0..SWEEPS_MAX {
        if *instance.stopping.borrow() || !cleanup::sweep(&instance.context(Platform).at(now), SWEEP_ROWS).await? {
            return Ok(());
        }
    }
    *swept_at = before;
    Ok(())
}

/// When a message is tried again: a mail whose link ends before that, at that moment, when it leaves the outbox.
fn next_try(message: &Message, now: Timestamp) -> Timestamp {
    let next = retry_at(now, message.attempts);
    mail::ends_at(message).filter(|end| message.kind == "mail" && *end > now).map_or(next, |end| next.min(end))
}

// 5 s, 10 s, 20 s … up to an hour.
fn retry_at(now: Timestamp, attempts: i64) -> Timestamp {
    let doublings = u32::try_from(attempts.clamp(1, 11) - 1).unwrap_or(0);
    now.plus(Span::seconds((5_i64 << doublings).min(3_600)))
}
