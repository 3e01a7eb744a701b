//! The clock jumps, and what is due on the way is done, in order; a process that dies leaves it to the next one.

use crate::charge;
use crate::model::Model;
use crate::world::{Answer, World, fault};
use domain::id::{ContractId, JobId, MilestoneId, OfferId};
use domain::refusal::Refusal;
use domain::time::{Span, Timestamp};
use std::time::Duration;
use store::due::{self, Due};
use store::{clockwork, contract, job, offer, payment};

/// How often work that is due and locked is looked for again.
const LOOKS_MAX: u32 = 200;

/// A jump: minutes, hours, days, or weeks at once.
///
/// # Errors
/// What broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let span = match world.chance.below(10) {
        0..=4 => world.chance.micros(2 * 3_600),
        5 | 6 => world.chance.micros(86_400),
        7 | 8 => world.chance.micros(5 * 86_400),
        _rest => world.chance.micros(30 * 86_400),
    };
    world.now = world.now.plus(span);
    world.note(format!("the clock has jumped by {} hours", span.as_seconds() / 3_600));
    catch_up(world).await?;
    if world.chance.one_in(2) { charge::hear(world).await } else { Ok(()) }
}

/// Does what is due.
///
/// # Errors
/// What broke, or what should have happened by now and has not.
pub async fn catch_up(world: &mut World) -> Result<(), String> {
    let mut looks = 0;
    loop {
        world.arm();
        let leased = due::lease_next(&world.db, world.now, Span::minutes(1)).await;
        match world.judge(leased).await? {
            Answer::Done(Some(due)) => carry_out(world, &due).await?,
            // On Postgres the locks of a process that died go a moment after it: until then its work is passed over.
            Answer::Done(None) if looks < LOOKS_MAX && is_left(world).await? => {
                looks += 1;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Answer::Done(None) => break,
            // Whatever it had taken is free again after its lease.
            Answer::Crashed => world.wait_a_minute(),
            Answer::Refused(code) => return Err(format!("due work was refused: {code}")),
        }
    }
    let overdue = world.model.overdue(world.now);
    if overdue.is_empty() { Ok(()) } else { Err(overdue.join("; ")) }
}

/// Is anything due that nobody was given?
async fn is_left(world: &World) -> Result<bool, String> {
    let mut read = world.db.read().await.map_err(fault)?;
    let next = due::next_at(&mut read).await.map_err(fault)?;
    Ok(next.is_some_and(|at| at <= world.now))
}

async fn carry_out(world: &mut World, due: &Due) -> Result<(), String> {
    if due.kind == payment::LOOKUP {
        if charge::look_up(world, due).await? == Answer::Crashed {
            world.wait_a_minute();
        }
        return Ok(());
    }
    let now = world.now;
    world.note(format!(
        "{} of {} is due since {:?}",
        due.kind,
        domain::id::short(due.subject_id),
        Timestamp::from_micros(due.due_at)
    ));
    world.arm();
    let carried = clockwork::carry_out(&world.db, due, &world.rules, now).await;
    let answer = world.judge(carried).await?;
    if answer == Answer::Done(false) {
        return Err(format!("nobody carries out {}", due.kind));
    }
    let after = expected(world, due)?;
    match after {
        Expected::One(after) => world.conclude(answer.plain(), *after).await?,
        Expected::Clears(places) => cleared(world, answer.plain(), &places).await?,
        // Only a mail follows, or it is a job of the demo people: nobody watches those.
        Expected::Unwatched => {}
    }
    if answer == Answer::Crashed {
        world.wait_a_minute();
    }
    Ok(())
}

enum Expected {
    One(Box<Result<Model, Refusal>>),
    /// One of these earnings; several may clear at one moment, and the work names the store's movement.
    Clears(Vec<usize>),
    Unwatched,
}

fn expected(world: &World, due: &Due) -> Result<Expected, String> {
    let (model, now, due_at) = (world.model.fresh(), world.now, Timestamp::from_micros(due.due_at));
    let after = match due.kind.as_str() {
        contract::AUTO_RELEASE => {
            let id = MilestoneId::from_raw(due.subject_id);
            let place = |deal: &crate::model::Deal| deal.milestones.iter().position(|milestone| milestone.id == id);
            let at = model.deals.iter().enumerate().find_map(|(deal, known)| Some((deal, place(known)?)));
            model.silence(at.ok_or_else(|| format!("{id:?} is unknown"))?, &world.rules, due_at, now)
        }
        contract::REVIEW_REMINDER | job::EXPIRY_WARNING => return Ok(Expected::Unwatched),
        contract::LAPSE => {
            let id = ContractId::from_raw(due.subject_id);
            let deal = model.deals.iter().position(|deal| deal.contract.id == id);
            model.lapse(deal.ok_or_else(|| format!("{id:?} is unknown"))?, &world.rules, now)
        }
        contract::CLEAR => {
            let places = model
                .earnings
                .iter()
                .enumerate()
                .filter(|(_, earning)| earning.clears_at == due_at)
                .map(|(place, _)| place);
            return Ok(Expected::Clears(places.collect()));
        }
        offer::EXPIRE => {
            let id = OfferId::from_raw(due.subject_id);
            let place = model
                .offers
                .iter()
                .position(|offered| offered.offer.id == id)
                .ok_or_else(|| format!("{id:?} is unknown"))?;
            let unchanged = model.offers[place].offer.clone().expire(now).is_none();
            let expire = |offer: domain::offer::Offer| Ok(offer.clone().expire(now).unwrap_or(offer));
            if unchanged { Ok(model) } else { model.offer_over(place, now, expire) }
        }
        job::EXPIRE => {
            let id = JobId::from_raw(due.subject_id);
            let Some(place) = model.jobs.iter().position(|job| job.id == id) else { return Ok(Expected::Unwatched) };
            model.job(place, now, |job| Ok::<_, Refusal>(job.clone().expire(now).unwrap_or(job)))
        }
        other => return Err(format!("the model knows no {other}")),
    };
    Ok(Expected::One(Box::new(after)))
}

async fn cleared(world: &mut World, answer: Answer<()>, places: &[usize]) -> Result<(), String> {
    let mut why = format!("{} earnings clear at this moment", places.len());
    for place in places {
        let after = world.model.fresh().clear(*place);
        match world.conclude(answer, after).await {
            Ok(()) => return Ok(()),
            Err(differs) => why = differs,
        }
    }
    Err(why)
}
