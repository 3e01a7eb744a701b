//! Proposals: sent, edited, answered, taken back.

use super::milestones;
use crate::oracle::{Id, Oracle, Proposal};
use crate::world::{Answer, World, fault};
use domain::actor::Actor;
use domain::id::{JobId, ProposalId};
use domain::proposal::ProposalInput;
use store::{job, proposal};

const REASON: &str = "Another proposal fits better.";

fn input(world: &mut World, currency: &str) -> (ProposalInput, Option<i64>) {
    let (milestones, amounts) = milestones(world, currency);
    let price = (!amounts.is_empty()).then(|| amounts.iter().sum());
    (ProposalInput { cover_letter: "I have built three of these gateways.".into(), milestones }, price)
}

pub async fn send(world: &mut World) -> Result<(), String> {
    // Mostly for the newest jobs, so that several people want one seat.
    let all: Vec<Id> = world.oracle.jobs.keys().copied().collect();
    let jobs = if world.chance.one_in(4) { all } else { all[all.len().saturating_sub(4)..].to_vec() };
    let Some(id) = world.pick(jobs, |oracle, id| oracle.jobs[&id].state.word == "open") else { return Ok(()) };
    let here = |actor: &&Actor| {
        let mine = |known: &Proposal| known.job == id && known.freelancer == actor.account().raw() && known.is_live();
        !world.oracle.proposals.values().any(mine)
    };
    let free: Vec<Actor> = world.people[3..].iter().filter(here).cloned().collect();
    let actor = match world.chance.place(free.len()) {
        Some(person) if !world.chance.one_in(8) => free[person].clone(),
        _nobody => world.people[world.chance.place(world.people.len()).unwrap_or(0)].clone(),
    };
    let which = JobId::from_raw(id);
    let (input, price) = input(world, world.oracle.jobs[&id].currency);
    world.note(format!("{:?} proposes for {which:?}", actor.account()));
    world.arm();
    let sent = proposal::send(&world.by(&actor), which, &input).await;
    let answer = world.judge(sent).await?;
    let new = match answer {
        Answer::Done(new) => Some(new.raw()),
        Answer::Refused(_) => None,
        Answer::Crashed => mine(world, &actor, id).await?.filter(|new| !world.oracle.proposals.contains_key(new)),
    };
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.propose(new.unwrap_or_default(), id, who, price, now));
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

/// The live proposal of a person for a job, as the job's page has it.
async fn mine(world: &World, actor: &Actor, id: Id) -> Result<Option<Id>, String> {
    match job::page(&world.by(actor).visit(), JobId::from_raw(id)).await {
        Ok(page) => Ok(page.my_proposal.map(ProposalId::raw)),
        // A draft of somebody else.
        Err(store::Error::Refused(_)) => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

fn live(world: &mut World) -> Option<Proposal> {
    let all = world.oracle.proposals.keys().copied().collect();
    let waits = |known: &Proposal| known.is_live() && known.state.word != "offered";
    let id = world.pick(all, |oracle: &Oracle, id| waits(&oracle.proposals[&id]))?;
    world.oracle.proposals.get(&id).cloned()
}

pub async fn answer(world: &mut World) -> Result<(), String> {
    let Some(Proposal { id, client, freelancer, .. }) = live(world) else { return Ok(()) };
    let command = match world.chance.below(11) {
        0 | 1 => "view",
        2..=4 => "shortlist",
        5 | 6 => "unshortlist",
        7 => "decline",
        8 => "withdraw",
        _rest => return open_room(world, id).await,
    };
    let actor = world.who(if command == "withdraw" { freelancer } else { client });
    let (which, now) = (ProposalId::from_raw(id), world.now);
    world.note(format!("{:?}: {command} {which:?}", actor.account()));
    world.arm();
    let done = match command {
        "view" => proposal::view(&world.by(&actor).at(now), which).await,
        "shortlist" | "unshortlist" => {
            proposal::shortlist(&world.by(&actor).at(now), which, command == "shortlist").await
        }
        "decline" => proposal::decline(&world.by(&actor).at(now), which, REASON).await,
        _withdraw => proposal::withdraw(&world.by(&actor).at(now), which).await,
    };
    let answer = world.judge(done).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.turn_proposal(id, who, command, now));
    world.conclude(answer, after).await
}

/// The freelancer changes the price, sometimes from a form that was opened before another change.
pub async fn edit(world: &mut World) -> Result<(), String> {
    let Some(Proposal { id, currency, freelancer, .. }) = live(world) else { return Ok(()) };
    let (which, owner, actor) = (ProposalId::from_raw(id), world.actor(freelancer), world.who(freelancer));
    let page = proposal::page(&world.by(&owner), which).await.map_err(fault)?;
    let stale = world.chance.one_in(4);
    let (input, price) = input(world, currency);
    world.note(format!("{:?} edits {which:?} (stale: {stale})", actor.account()));
    world.arm();
    let edited = proposal::edit(&world.by(&actor), which, page.version - i64::from(stale), &input).await;
    let answer = world.judge(edited).await?;
    let who = actor.account().raw();
    let after = world.after(|oracle| oracle.edit_proposal(id, who, stale, price));
    world.conclude(answer, after).await
}

/// The client opens the conversation; the freelancer cannot, but finds it once it is open.
async fn open_room(world: &mut World, id: Id) -> Result<(), String> {
    let Proposal { job, client, freelancer, .. } = world.oracle.proposals[&id];
    let opener = if world.chance.one_in(3) { freelancer } else { client };
    let actor = world.who(opener);
    let (which, owner) = (ProposalId::from_raw(id), world.actor(client));
    world.note(format!("{:?} opens the room of {which:?}", actor.account()));
    world.arm();
    let opened = store::message::open_room(&world.by(&actor), which).await;
    let answer = world.judge(opened).await?;
    let room = match answer {
        Answer::Done(room) => Some(room.raw()),
        Answer::Refused(_) => None,
        Answer::Crashed => {
            let page = proposal::page(&world.by(&owner), which).await.map_err(fault)?;
            page.room.map(domain::id::RoomId::raw)
        }
    };
    let known = world.oracle.rooms.values().find(|known| known.job == job && known.freelancer == freelancer);
    if let (Some(known), Some(room)) = (known, room)
        && known.id != room
    {
        return Err("two people have two rooms for one job".to_owned());
    }
    let found = room.is_some_and(|room| !world.oracle.rooms.contains_key(&room));
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.open_room(id, who, room.unwrap_or_default(), now));
    world.conclude_new(answer.plain(), found, after).await
}
