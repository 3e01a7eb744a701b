//! What people do in a contract: fund, submit, ask for changes, approve, give back, end.

use crate::charge;
use crate::model::Model;
use crate::world::{Answer, World, fault};
use domain::contract::milestone::MilestoneState;
use domain::id::{MilestoneId, PaymentId, SubmissionId};
use domain::money::Money;
use domain::text::Note;
use store::contract::{self, Funding};

const NOTE: &str = "Please name the sensors in the table.";

/// One thing that somebody does in a contract.
///
/// # Errors
/// What broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let goes_on = |model: &Model, place: usize| model.deals[place].contract.takes_funding().is_ok();
    let Some(deal) = world.pick(world.model.deals.len(), goes_on) else { return Ok(()) };
    let milestones = &world.model.deals[deal].milestones;
    let open: Vec<usize> = (0..milestones.len()).filter(|place| !waits(&milestones[*place].state)).collect();
    let (all, anything) = (milestones.len(), world.chance.one_in(7));
    let chosen =
        if anything { world.chance.place(all) } else { world.chance.place(open.len()).map(|place| open[place]) };
    // Mostly what makes sense next, sometimes anything.
    let what = match chosen {
        Some(place) if anything => (place, world.chance.below(6)),
        Some(place) => (place, sensible(world, (deal, place))),
        None if world.chance.one_in(3) => (0, 5),
        None => return charge::step(world).await,
    };
    let at = (deal, what.0);
    match what.1 {
        0 => fund(world, at).await,
        1 => submit(world, at).await,
        2 => request_changes(world, at).await,
        3 => approve(world, at).await,
        4 => give_back(world, at).await,
        _rest => end(world, deal).await,
    }
}

/// Nothing to do here: a charge is on its way, or it is over.
fn waits(state: &MilestoneState) -> bool {
    match state {
        MilestoneState::Funding { .. }
        | MilestoneState::Released { .. }
        | MilestoneState::Refunded { .. }
        | MilestoneState::Cancelled { .. } => true,
        MilestoneState::Draft
        | MilestoneState::FundingFailed { .. }
        | MilestoneState::Funded { .. }
        | MilestoneState::Submitted { .. }
        | MilestoneState::ChangesRequested { .. } => false,
    }
}

fn sensible(world: &mut World, (deal, place): (usize, usize)) -> u64 {
    let dice = world.chance.below(10);
    match world.model.deals[deal].milestones[place].state {
        MilestoneState::Draft | MilestoneState::FundingFailed { .. } => 0,
        MilestoneState::Funded { .. } | MilestoneState::ChangesRequested { .. } if dice == 0 => 4,
        MilestoneState::Funded { .. } | MilestoneState::ChangesRequested { .. } => 1,
        MilestoneState::Submitted { .. } if dice < 2 => 2,
        MilestoneState::Submitted { .. } if dice < 4 => 4,
        MilestoneState::Submitted { .. } => 3,
        MilestoneState::Funding { .. }
        | MilestoneState::Released { .. }
        | MilestoneState::Refunded { .. }
        | MilestoneState::Cancelled { .. } => 5,
    }
}

fn milestone(world: &World, (deal, place): (usize, usize)) -> MilestoneId {
    world.model.deals[deal].milestones[place].id
}

/// The milestone as the store has it.
async fn stored(world: &World, (deal, place): (usize, usize)) -> Result<MilestoneState, String> {
    let known = &world.model.deals[deal].contract;
    let page =
        contract::page(&world.db, &world.actor(known.parties.client), known.id, world.now).await.map_err(fault)?;
    let view = page.milestones.into_iter().nth(place).ok_or("a milestone is missing")?;
    Ok(view.milestone.state)
}

async fn fund(world: &mut World, at: (usize, usize)) -> Result<(), String> {
    let (id, client) = (milestone(world, at), world.model.deals[at.0].contract.parties.client);
    let actor = world.who(client);
    world.note(format!("{:?} funds {id:?}", actor.account()));
    world.arm();
    let begun = contract::begin_funding(&world.db, &actor, id, world.rules.payment_lookup, world.now).await;
    let answer = world.judge(begun).await?;
    let new = match answer {
        Answer::Done(Funding::Pays(payment)) => Some(payment),
        Answer::Done(Funding::Paid) | Answer::Refused(_) => None,
        Answer::Crashed => {
            let found = stored(world, at).await?;
            let payment = if let MilestoneState::Funding { payment, .. } = found { Some(payment) } else { None };
            payment.filter(|found| world.model.charges.iter().all(|known| known.payment.id != *found))
        }
    };
    let payment = new.unwrap_or(PaymentId::from_raw(1));
    let after = world.model.fresh().begin(at, &actor, payment, &world.rules, world.now);
    if let (Answer::Done(funding), Ok((_, paid))) = (answer, &after)
        && (funding == Funding::Paid) != *paid
    {
        return Err(format!("{funding:?}, but the wallet of the model says otherwise"));
    }
    world.conclude_new(answer.plain(), new.is_some(), after.map(|(model, _)| model)).await?;
    // The worker is mostly quick.
    if new.is_some() && !world.chance.one_in(3) { charge::ask(world).await } else { Ok(()) }
}

async fn submit(world: &mut World, at: (usize, usize)) -> Result<(), String> {
    let (id, freelancer) = (milestone(world, at), world.model.deals[at.0].contract.parties.freelancer);
    let actor = world.who(freelancer);
    world.note(format!("{:?} submits {id:?}", actor.account()));
    world.arm();
    let submitted = contract::submit(&world.db, &actor, id, "Done, see the branch.", &world.rules, world.now).await;
    let answer = world.judge(submitted).await?;
    let submission = match answer {
        Answer::Done(submission) => submission,
        Answer::Refused(_) => SubmissionId::from_raw(1),
        Answer::Crashed => {
            let found = stored(world, at).await?;
            if let MilestoneState::Submitted { submission, .. } = found {
                submission
            } else {
                SubmissionId::from_raw(1)
            }
        }
    };
    let after = world.model.fresh().submit(at, &actor, submission, &world.rules, world.now);
    world.conclude(answer.plain(), after).await
}

async fn request_changes(world: &mut World, at: (usize, usize)) -> Result<(), String> {
    let (id, client) = (milestone(world, at), world.model.deals[at.0].contract.parties.client);
    let actor = world.who(client);
    world.note(format!("{:?} asks for changes of {id:?}", actor.account()));
    world.arm();
    let asked = contract::request_changes(&world.db, &actor, id, NOTE, world.now).await;
    let answer = world.judge(asked).await?;
    let note = Note::parse(NOTE).map_err(|bad| bad.sentence.to_string())?;
    let after = world.model.fresh().request_changes(at, &actor, note, world.now);
    world.conclude(answer, after).await
}

/// All, a part of what is held (the odd cent included), or more than that.
fn part(world: &mut World, (deal, place): (usize, usize)) -> Option<Money> {
    let held = world.model.deals[deal].milestones[place].held();
    let below = |world: &mut World, most: i64| {
        i64::try_from(world.chance.below(u64::try_from(most.max(1)).unwrap_or(1))).unwrap_or(0)
    };
    let minor = match world.chance.below(10) {
        0..=3 => return None,
        4 => held.minor + below(world, 3),
        5 => below(world, 4),
        6 => (held.minor - 1).max(0),
        _rest => below(world, held.minor),
    };
    Some(Money::new(minor, held.currency))
}

async fn approve(world: &mut World, at: (usize, usize)) -> Result<(), String> {
    let (id, client) = (milestone(world, at), world.model.deals[at.0].contract.parties.client);
    let (actor, amount) = (world.who(client), part(world, at));
    let typed = amount.map(Money::plain).unwrap_or_default();
    world.note(format!("{:?} approves {typed} of {id:?}", actor.account()));
    world.arm();
    let approved = contract::approve(&world.db, &actor, id, &typed, &world.rules, world.now).await;
    let answer = world.judge(approved).await?;
    let after = world.model.fresh().approve(at, &actor, amount, &world.rules, world.now);
    world.conclude(answer, after).await
}

async fn give_back(world: &mut World, at: (usize, usize)) -> Result<(), String> {
    let (id, freelancer) = (milestone(world, at), world.model.deals[at.0].contract.parties.freelancer);
    let (actor, amount) = (world.who(freelancer), part(world, at));
    let typed = amount.map(Money::plain).unwrap_or_default();
    world.note(format!("{:?} gives {typed} of {id:?} back", actor.account()));
    world.arm();
    let given = contract::give_back(&world.db, &actor, id, &typed, world.now).await;
    let answer = world.judge(given).await?;
    let after = world.model.fresh().give_back(at, &actor, amount, world.now);
    world.conclude(answer, after).await
}

async fn end(world: &mut World, deal: usize) -> Result<(), String> {
    let contract = world.model.deals[deal].contract.clone();
    let party = if world.chance.one_in(2) { contract.parties.client } else { contract.parties.freelancer };
    let actor = world.who(party);
    world.note(format!("{:?} ends {:?}", actor.account(), contract.id));
    world.arm();
    let ended = contract::end(&world.db, &actor, contract.id, &world.rules, world.now).await;
    let answer = world.judge(ended).await?;
    let after = world.model.fresh().end(deal, &actor, &world.rules, world.now);
    world.conclude(answer, after).await
}
