//! What people do in a contract: fund, submit, ask for changes, approve, give back, end.

use crate::oracle::{Contract, Id};
use crate::world::{Answer, World, fault};
use crate::{charge, plain};
use domain::contract::read::MilestoneView;
use domain::id::{ContractId, MilestoneId, Seen};
use domain::money::{AmountInput, Currency, Money};
use store::contract::{self, Funding};

const NOTE: &str = "Please name the sensors in the table.";

/// A milestone: its contract, and its place in it.
type At = (Id, usize);

/// One thing that somebody does in a contract.
///
/// # Errors
/// A sentence about what broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let goes_on = |known: &Contract| matches!(known.state.word, "awaiting_funding" | "active");
    if world.chance.one_in(40) {
        return charge::cancel(world).await;
    }
    let all = world.oracle.contracts.keys().copied().collect();
    let Some(id) = world.pick(all, |oracle, id| goes_on(&oracle.contracts[&id])) else { return Ok(()) };
    let quiet = world.oracle.contracts[&id].milestones.iter().all(|known| known.held() == 0);
    if quiet && world.chance.one_in(12) {
        return end(world, id).await;
    }
    let milestones = &world.oracle.contracts[&id].milestones;
    let open: Vec<usize> = (0..milestones.len()).filter(|place| !waits(milestones[*place].state.word)).collect();
    let (all, anything) = (milestones.len(), world.chance.one_in(5));
    let chosen =
        if anything { world.chance.place(all) } else { world.chance.place(open.len()).map(|place| open[place]) };
    // Mostly what makes sense next, sometimes anything.
    let (place, what) = match chosen {
        Some(place) if anything => (place, world.chance.below(6)),
        Some(place) => (place, sensible(world, (id, place))),
        None if world.chance.one_in(3) => (0, 5),
        None => return charge::step(world).await,
    };
    let at = (id, place);
    match what {
        0 => fund(world, at).await,
        1 => submit(world, at).await,
        2 => request_changes(world, at).await,
        3 => approve(world, at).await,
        4 => refund(world, at).await,
        _rest => end(world, id).await,
    }
}

/// Nothing to do here: a charge is on its way, or it is over.
fn waits(word: &str) -> bool {
    matches!(word, "funding" | "released" | "refunded" | "cancelled")
}

fn sensible(world: &mut World, (id, place): At) -> u64 {
    let dice = world.chance.below(10);
    match world.oracle.contracts[&id].milestones[place].state.word {
        "draft" | "funding_failed" => 0,
        "funded" | "changes_requested" if dice == 0 => 4,
        "funded" | "changes_requested" => 1,
        "submitted" if dice < 2 => 2,
        "submitted" if dice < 4 => 4,
        "submitted" => 3,
        _over => 5,
    }
}

fn milestone(world: &World, (id, place): At) -> MilestoneId {
    MilestoneId::from_raw(world.oracle.contracts[&id].milestones[place].id)
}

/// The milestone as the store has it.
async fn stored(world: &World, (id, place): At) -> Result<MilestoneView, String> {
    let client = world.actor(world.oracle.contracts[&id].client);
    let page = contract::page(&world.by(&client), ContractId::from_raw(id)).await.map_err(fault)?;
    page.milestones.into_iter().nth(place).ok_or("a milestone is missing".to_owned())
}

/// What somebody sees who is about to move its money.
async fn seen(world: &World, at: At) -> Result<Seen<MilestoneId>, String> {
    let view = stored(world, at).await?;
    Ok(Seen { id: view.milestone.id, version: view.version })
}

async fn fund(world: &mut World, at: At) -> Result<(), String> {
    let (id, client) = (milestone(world, at), world.oracle.contracts[&at.0].client);
    let actor = world.who(client);
    world.note(format!("{:?} funds {id:?}", actor.account()));
    world.arm();
    let begun = contract::begin_funding(&world.by(&actor), id).await;
    let answer = world.judge(begun).await?;
    let new = match answer {
        Answer::Done(Funding::Pays(payment)) => Some(payment.raw()),
        Answer::Done(Funding::Paid) | Answer::Refused(_) => None,
        Answer::Crashed => {
            let payment = plain::waits_for(&stored(world, at).await?.milestone.state);
            payment.filter(|found| !world.oracle.payments.contains_key(found))
        }
    };
    let (who, now, mut from_wallet) = (actor.account().raw(), world.moment(), false);
    let after = world.after(|oracle| {
        from_wallet = oracle.fund(at.0, at.1, who, new.unwrap_or_default(), now)?;
        Ok(())
    });
    if let (Answer::Done(funding), Ok(_)) = (answer, &after)
        && (funding == Funding::Paid) != from_wallet
    {
        return Err(format!("{funding:?}, but the wallet of the oracle says otherwise"));
    }
    world.conclude_new(answer.plain(), new.is_some(), after).await?;
    // The worker is mostly quick.
    if new.is_some() && !world.chance.one_in(3) { charge::ask(world).await } else { Ok(()) }
}

async fn submit(world: &mut World, at: At) -> Result<(), String> {
    let (id, freelancer) = (milestone(world, at), world.oracle.contracts[&at.0].freelancer);
    let actor = world.who(freelancer);
    world.note(format!("{:?} submits {id:?}", actor.account()));
    world.arm();
    let submitted = contract::submit(&world.by(&actor), id, "Done, see the branch.").await;
    let answer = world.judge(submitted).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.submit(at.0, at.1, who, now));
    world.conclude(answer.plain(), after).await
}

async fn request_changes(world: &mut World, at: At) -> Result<(), String> {
    let (id, client) = (milestone(world, at), world.oracle.contracts[&at.0].client);
    let actor = world.who(client);
    world.note(format!("{:?} asks for changes of {id:?}", actor.account()));
    world.arm();
    let asked = contract::request_changes(&world.by(&actor), id, NOTE).await;
    let answer = world.judge(asked).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.request_changes(at.0, at.1, who, now));
    world.conclude(answer, after).await
}

/// All, a part of what is held (the odd cent included), or more than that.
fn part(world: &mut World, (id, place): At) -> Option<Money> {
    let Contract { currency, ref milestones, .. } = world.oracle.contracts[&id];
    let held = milestones[place].held();
    let mut below = |most: i64| i64::try_from(world.chance.below(u64::try_from(most.max(1)).unwrap_or(1))).unwrap_or(0);
    let minor = match below(10) {
        0..=3 => return None,
        4 => held + below(3),
        5 => below(4),
        6 => (held - 1).max(0),
        _rest => below(held),
    };
    Currency::of(currency).map(|currency| Money::new(minor, currency))
}

/// A part as a person types it, or as a program sends it.
fn given(world: &mut World, part: Option<Money>) -> Option<AmountInput> {
    let is_typed = world.chance.one_in(2);
    part.map(|part| if is_typed { part.plain().into() } else { part.into() })
}

async fn approve(world: &mut World, at: At) -> Result<(), String> {
    let (seen, client) = (seen(world, at).await?, world.oracle.contracts[&at.0].client);
    let (actor, part) = (world.who(client), part(world, at));
    world.note(format!("{:?} approves {part:?} of {seen:?}", actor.account()));
    let given = given(world, part);
    world.arm();
    let approved = match given {
        None => contract::approve(&world.by(&actor), seen).await,
        Some(amount) => contract::approve_part(&world.by(&actor), seen, &amount).await,
    };
    let answer = world.judge(approved).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.approve(at.0, at.1, who, part.map(|part| part.minor), now));
    world.conclude(answer, after).await
}

async fn refund(world: &mut World, at: At) -> Result<(), String> {
    let (seen, freelancer) = (seen(world, at).await?, world.oracle.contracts[&at.0].freelancer);
    let (actor, part) = (world.who(freelancer), part(world, at));
    world.note(format!("{:?} gives {part:?} of {seen:?} back", actor.account()));
    let given = given(world, part);
    world.arm();
    let gave = match given {
        None => contract::refund(&world.by(&actor), seen).await,
        Some(amount) => contract::refund_part(&world.by(&actor), seen, &amount).await,
    };
    let answer = world.judge(gave).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.refund(at.0, at.1, who, part.map(|part| part.minor), now));
    world.conclude(answer, after).await
}

async fn end(world: &mut World, id: Id) -> Result<(), String> {
    let Contract { client, freelancer, .. } = world.oracle.contracts[&id];
    let party = if world.chance.one_in(2) { client } else { freelancer };
    let actor = world.who(party);
    let which = ContractId::from_raw(id);
    world.note(format!("{:?} ends {which:?}", actor.account()));
    world.arm();
    let ended = contract::end(&world.by(&actor), which).await;
    let answer = world.judge(ended).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.end(id, who, now));
    world.conclude(answer, after).await
}
