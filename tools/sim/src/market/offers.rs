//! Offers: made, countered, accepted, declined, withdrawn.

use super::milestones;
use crate::oracle::{Id, Offer, Proposal, Signed};
use crate::world::{Answer, World, fault};
use domain::actor::Actor;
use domain::id::{ContractId, OfferId, ProposalId};
use domain::offer::{OfferInput, OfferState};
use store::{contract, offer, proposal};

/// The newest offer on a proposal that the oracle does not know.
async fn unknown_offer(world: &World, id: Id) -> Result<Option<Id>, String> {
    let client = world.actor(world.oracle.proposals[&id].client);
    let page = proposal::page(&world.by(&client), ProposalId::from_raw(id)).await;
    let newest = page.map_err(fault)?.offer.map(OfferId::raw);
    Ok(newest.filter(|new| !world.oracle.offers.contains_key(new)))
}

pub async fn make(world: &mut World) -> Result<(), String> {
    let all = world.oracle.proposals.keys().copied().collect();
    let waits = |known: &Proposal| known.is_live() && known.state.word != "offered";
    let Some(id) = world.pick(all, |oracle, id| waits(&oracle.proposals[&id])) else { return Ok(()) };
    let Proposal { currency, client, .. } = world.oracle.proposals[&id];
    let actor = world.who(client);
    let (rows, amounts) = milestones(world, currency);
    let input = OfferInput { milestones: rows, message: String::new() };
    let which = ProposalId::from_raw(id);
    world.note(format!("{:?} makes an offer on {which:?}", actor.account()));
    world.arm();
    let made = offer::make(&world.by(&actor), which, &input).await;
    let answer = world.judge(made).await?;
    let new = match answer {
        Answer::Done(new) => Some(new.raw()),
        Answer::Refused(_) => None,
        Answer::Crashed => unknown_offer(world, id).await?,
    };
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.make_offer(new.unwrap_or_default(), id, who, &amounts, now));
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

pub async fn answer(world: &mut World) -> Result<(), String> {
    let all = world.oracle.offers.keys().copied().collect();
    let Some(id) = world.pick(all, |oracle, id| oracle.offers[&id].state.word == "sent") else { return Ok(()) };
    let Offer { client, freelancer, from_client, .. } = world.oracle.offers[&id];
    // Sometimes the two take each other's part, which is refused.
    let by_client = from_client != world.chance.one_in(12);
    let (maker, other) = if by_client { (client, freelancer) } else { (freelancer, client) };
    let receiver = world.who(other);
    match world.chance.below(10) {
        0..=5 => accept(world, id, &receiver).await,
        6 | 7 => counter(world, id, &receiver).await,
        8 => end(world, id, &receiver, "decline").await,
        _rest => {
            let maker = world.who(maker);
            end(world, id, &maker, "withdraw").await
        }
    }
}

async fn end(world: &mut World, id: Id, actor: &Actor, command: &'static str) -> Result<(), String> {
    let which = OfferId::from_raw(id);
    world.note(format!("{:?}: {command} {which:?}", actor.account()));
    world.arm();
    let done = match command {
        "decline" => offer::decline(&world.by(actor), which).await,
        _withdraw => offer::withdraw(&world.by(actor), which).await,
    };
    let answer = world.judge(done).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.end_offer(id, who, command, now));
    world.conclude(answer, after).await
}

async fn counter(world: &mut World, id: Id, actor: &Actor) -> Result<(), String> {
    let on = world.oracle.offers[&id].proposal;
    let (rows, amounts) = milestones(world, world.oracle.proposals[&on].currency);
    let input = OfferInput { milestones: rows, message: String::new() };
    let which = OfferId::from_raw(id);
    world.note(format!("{:?} counters {which:?}", actor.account()));
    world.arm();
    let countered = offer::counter(&world.by(actor), which, &input).await;
    let answer = world.judge(countered).await?;
    let new = match answer {
        Answer::Done(new) => Some(new.raw()),
        Answer::Refused(_) => None,
        Answer::Crashed => unknown_offer(world, on).await?,
    };
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.counter(id, who, new.unwrap_or_default(), &amounts, now));
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

async fn accept(world: &mut World, id: Id, actor: &Actor) -> Result<(), String> {
    let which = OfferId::from_raw(id);
    world.note(format!("{:?} accepts {which:?}", actor.account()));
    world.arm();
    let accepted = offer::accept(&world.by(actor), which).await;
    let answer = world.judge(accepted).await?;
    let Offer { client, ref state, .. } = world.oracle.offers[&id];
    let new = match answer {
        Answer::Done(new) => Some(new),
        Answer::Crashed if state.word == "sent" => {
            let page = offer::page(&world.by(&world.actor(client)), which).await.map_err(fault)?;
            if let OfferState::Accepted { contract, .. } = page.version.state { Some(contract) } else { None }
        }
        Answer::Refused(_) | Answer::Crashed => None,
    };
    let signed = match new {
        Some(new) => numbers(world, &world.actor(client), new).await?,
        None => Signed::default(),
    };
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.accept(id, who, &signed, now));
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

/// The numbers that the store gave to a new contract and its parts; what they say is compared afterwards.
async fn numbers(world: &World, client: &Actor, id: ContractId) -> Result<Signed, String> {
    let page = contract::page(&world.by(client), id).await.map_err(fault)?;
    let milestones = page.milestones.iter().map(|view| view.milestone.id.raw()).collect();
    Ok(Signed { id: id.raw(), room: page.room.raw(), milestones })
}
