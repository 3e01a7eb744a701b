//! The clock jumps, and what is due on the way is done, in order; a process that dies leaves it to the next one.

use crate::charge;
use crate::world::{Answer, World, fault};
use domain::time::{Span, Timestamp};
use std::time::Duration;
use store::schedule::{self, ScheduledJob};
use store::{Platform, clockwork, contract, payment};

/// After one jump in so many the worker is asleep for a while, and people come before it: too late for what is due.
const ASLEEP_ONE_IN: u64 = 3;
/// How often work that is due and locked is looked for again.
const LOOKS_MAX: u32 = 200;

/// A jump: minutes, hours, days, or weeks at once.
///
/// # Errors
/// A sentence about what broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let span = match world.chance.below(10) {
        0..=4 => world.chance.micros(2 * 3_600),
        5 | 6 => world.chance.micros(86_400),
        7 | 8 => world.chance.micros(5 * 86_400),
        _rest => world.chance.micros(30 * 86_400),
    };
    world.now = world.now.plus(span);
    world.note(format!("the clock has jumped by {} hours", span.as_seconds() / 3_600));
    if world.chance.one_in(ASLEEP_ONE_IN) {
        world.note("nobody does what is due".to_owned());
        return Ok(());
    }
    catch_up(world).await?;
    if world.chance.one_in(2) { charge::hear(world).await } else { Ok(()) }
}

/// Does what is due.
///
/// # Errors
/// What broke, or what should have happened by now and has not.
pub async fn catch_up(world: &mut World) -> Result<(), String> {
    let (kinds, mut looks) = ([clockwork::KINDS, &[payment::LOOKUP]].concat(), 0);
    loop {
        world.arm();
        let leased = schedule::lease_next(&world.context(Platform), &kinds, Span::minutes(1)).await;
        match world.judge(leased).await? {
            Answer::Done(Some(scheduled)) => carry_out(world, &scheduled).await?,
            // On Postgres the locks of a process that died go a moment after it: until then its work is passed over.
            Answer::Done(None) if looks < LOOKS_MAX && is_left(world).await? => {
                looks += 1;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Answer::Done(None) => break,
            // Whatever it had taken is free again after its lease.
            Answer::Crashed => world.wait_a_minute(),
            Answer::Refused(code) => return Err(format!("a scheduled job was refused: {code}")),
        }
    }
    let overdue = world.oracle.overdue(world.moment());
    if overdue.is_empty() { Ok(()) } else { Err(overdue.join("; ")) }
}

/// Is anything due that nobody was given?
async fn is_left(world: &World) -> Result<bool, String> {
    let mut read = world.db.read().await.map_err(fault)?;
    let next = schedule::next_at(&mut read).await.map_err(fault)?;
    Ok(next.is_some_and(|at| at <= world.now))
}

async fn carry_out(world: &mut World, scheduled: &ScheduledJob) -> Result<(), String> {
    if scheduled.kind == payment::LOOKUP {
        if charge::look_up(world, scheduled).await? == Answer::Crashed {
            world.wait_a_minute();
        }
        return Ok(());
    }
    world.note(format!(
        "{} of {} is due since {:?}",
        scheduled.kind,
        domain::id::short(scheduled.subject_id),
        Timestamp::from_micros(scheduled.due_at)
    ));
    world.arm();
    let carried = clockwork::carry_out(&world.context(Platform), scheduled).await;
    let answer = world.judge(carried).await?;
    if answer == Answer::Done(false) {
        return Err(format!("nobody carries out {}", scheduled.kind));
    }
    if scheduled.kind == contract::CLEAR {
        cleared(world, answer.plain(), scheduled).await?;
    } else if scheduled.kind.starts_with("job.") && !world.oracle.jobs.contains_key(&scheduled.subject_id) {
        // It is a job of the demo people: nobody watches those.
        world.overhear().await?;
    } else {
        let (now, mut after) = (world.moment(), world.oracle.fresh());
        after.carry_out(&scheduled.kind, scheduled.subject_id, scheduled.due_at, now)?;
        let durable = answer == Answer::Crashed && is_finished(world, scheduled).await?;
        world.conclude_new(answer.plain(), durable, Ok(after)).await?;
    }
    if answer == Answer::Crashed {
        world.wait_a_minute();
    }
    Ok(())
}

/// After a crash: work that is no longer on the list as it was is done. Some of it only sends a mail, so nothing else would tell.
async fn is_finished(world: &World, scheduled: &ScheduledJob) -> Result<bool, String> {
    let mut read = world.db.read().await.map_err(fault)?;
    let at = schedule::at(&mut read, &scheduled.kind, scheduled.subject_id).await.map_err(fault)?;
    Ok(at.map(Timestamp::micros) != Some(scheduled.due_at))
}

/// One of the earnings of this moment clears. The work names the store's movement, so the one is chosen that fits; after a
/// crash, none may have.
async fn cleared(world: &mut World, answer: Answer<()>, scheduled: &ScheduledJob) -> Result<(), String> {
    let mut first = None;
    for place in world.oracle.clearing_at(scheduled.due_at) {
        let after = world.after(|oracle| oracle.clear(place, scheduled.due_at))?;
        if world.differences(&after, &after.step.touched).await?.is_empty() {
            return world.conclude(Answer::Done(()), Ok(after)).await;
        }
        first = first.or(Some(after));
    }
    let after = first.ok_or_else(|| format!("nothing clears at {}", scheduled.due_at))?;
    world.conclude(answer, Ok(after)).await
}
