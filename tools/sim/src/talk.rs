//! What people write and track: messages that are sent twice under one id, and timers that run while the clock jumps.

use crate::model::Subject;
use crate::world::{Answer, World, fault};
use domain::actor::{Actor, Parties};
use domain::contract::ContractState;
use domain::id::{AccountId, RoomId};
use domain::message::{MessageId, may_change};
use domain::time::Timestamp;
use domain::timesheet::segment;
use std::collections::{BTreeMap, BTreeSet};
use store::{message, timesheet};

/// Rooms, timers and segments as they should be.
#[derive(Debug, Default)]
pub struct Talk {
    rooms: Vec<Room>,
    /// Who runs a timer: on which deal, since when.
    timers: BTreeMap<AccountId, (usize, Timestamp)>,
    segments: BTreeMap<AccountId, BTreeSet<Timestamp>>,
}

#[derive(Debug)]
struct Room {
    id: RoomId,
    parties: Parties,
    messages: Vec<Message>,
}

#[derive(Debug)]
struct Message {
    id: MessageId,
    writer: AccountId,
    /// What it said first: the same id with another text is refused.
    first: String,
    /// What it says now; `None` once deleted.
    text: Option<String>,
    sent_at: Timestamp,
}

/// One message or one press on the timer.
///
/// # Errors
/// What broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let Some(deal) = world.chance.recent(world.model.deals.len()) else { return Ok(()) };
    match world.chance.below(10) {
        0..=4 => send(world, deal).await,
        5 | 6 => change(world, deal).await,
        _rest => timer(world, deal).await,
    }
}

fn room_of(world: &mut World, deal: usize) -> usize {
    let known = &world.model.deals[deal];
    let (id, parties) = (known.room, known.contract.parties);
    let rooms = &mut world.talk.rooms;
    rooms.iter().position(|room| room.id == id).unwrap_or_else(|| {
        rooms.push(Room { id, parties, messages: Vec::new() });
        rooms.len() - 1
    })
}

fn is_member(room: &Room, actor: &Actor) -> bool {
    room.parties.side_of(actor).is_ok()
}

async fn send(world: &mut World, deal: usize) -> Result<(), String> {
    let place = room_of(world, deal);
    let Room { id: room, parties, .. } = world.talk.rooms[place];
    let writer = if world.chance.one_in(2) { parties.client } else { parties.freelancer };
    let actor = world.who(writer);
    let again = if world.chance.one_in(5) { world.chance.recent(world.talk.rooms[place].messages.len()) } else { None };
    let mut text = format!("Message {} of the day.", world.chance.below(1_000));
    let mut random = [0; 10];
    random[..8].copy_from_slice(&world.chance.number().to_be_bytes());
    let mut id = MessageId::v7(world.now, random);
    if let Some(sent) = again.map(|sent| &world.talk.rooms[place].messages[sent]) {
        id = sent.id.clone();
        // Mostly the same message once more, as a device sends it that heard no answer.
        if !world.chance.one_in(4) {
            text.clone_from(&sent.first);
        }
    }
    let known = world.talk.rooms[place].messages.iter().position(|sent| sent.id == id);
    let next = world.talk.rooms[place].messages.len();
    let expected = match (is_member(&world.talk.rooms[place], &actor), known) {
        (false, _) => Answer::Refused("general.not_found"),
        (true, None) => Answer::Done(next as i64 + 1),
        (true, Some(sent)) => {
            let before = &world.talk.rooms[place].messages[sent];
            let same = before.writer == actor.account() && before.first == text;
            if same { Answer::Done(sent as i64 + 1) } else { Answer::Refused("message.other_text") }
        }
    };
    world.note(format!("{:?} writes in {room:?}", actor.account()));
    world.arm();
    let sent = message::send(&world.db, &actor, room, &id, &text, world.now).await;
    let mut answer = world.judge(sent).await?;
    if answer == Answer::Crashed {
        // The device heard nothing, so it sends the same once more: it is there once, whatever became of the first.
        let sent = message::send(&world.db, &actor, room, &id, &text, world.now).await;
        answer = world.judge(sent).await?;
    }
    if answer != expected {
        return Err(format!("sending a message gave {answer:?}, expected {expected:?}"));
    }
    if matches!(answer, Answer::Done(_)) {
        read_by_answering(world, deal, &actor).await?;
    }
    if known.is_none() && matches!(answer, Answer::Done(_)) {
        let message =
            Message { id, writer: actor.account(), first: text.clone(), text: Some(text), sent_at: world.now };
        world.talk.rooms[place].messages.push(message);
    }
    room_differs(world, place).await
}

/// A message of the client answers a proposal that waits: it counts as read.
async fn read_by_answering(world: &mut World, deal: usize, writer: &Actor) -> Result<(), String> {
    let contract = world.model.deals[deal].contract.clone();
    let Ok(client) = contract.as_client(writer) else { return Ok(()) };
    let mut after = world.model.fresh();
    for place in 0..after.proposals.len() {
        let proposal = after.proposals[place].clone();
        let waits = proposal.state.is_live() && proposal.job == contract.job && proposal.parties == contract.parties;
        // Only the first answer reads it; one that was answered may be back at sent, after an offer that ended.
        if waits && after.answered.insert(place) {
            after.proposals[place] = proposal.view(client, world.now);
            after.touch(Subject::Proposal(place));
        }
    }
    world.conclude(Answer::Done(()), Ok(after)).await
}

async fn change(world: &mut World, deal: usize) -> Result<(), String> {
    let place = room_of(world, deal);
    let Some(number) = world.chance.recent(world.talk.rooms[place].messages.len()) else { return Ok(()) };
    let (writer, sent_at, deleted, id) = {
        let sent = &world.talk.rooms[place].messages[number];
        (sent.writer, sent.sent_at, sent.text.is_none(), sent.id.clone())
    };
    let (room, actor) = (world.talk.rooms[place].id, world.who(writer));
    let text = (!world.chance.one_in(3)).then(|| format!("Changed to {}.", world.chance.below(1_000)));
    let expected = match may_change(writer, sent_at, deleted, &actor, world.now) {
        _stranger if !is_member(&world.talk.rooms[place], &actor) => Answer::Refused("general.not_found"),
        Ok(()) => Answer::Done(()),
        Err(refusal) => Answer::Refused(refusal.code()),
    };
    world.note(format!("{:?} changes message {} of {room:?}", actor.account(), number + 1));
    world.arm();
    let changed = match &text {
        Some(text) => message::edit(&world.db, &actor, room, &id, text, world.now).await,
        None => message::delete(&world.db, &actor, room, &id, world.now).await,
    };
    let answer = world.judge(changed).await?;
    if answer == Answer::Crashed {
        let kept = room_differs(world, place).await;
        if kept.is_ok() || expected != Answer::Done(()) {
            return kept;
        }
        world.tally.durable += 1;
    } else if answer != expected {
        return Err(format!("changing a message gave {answer:?}, expected {expected:?}"));
    }
    if expected == Answer::Done(()) {
        world.talk.rooms[place].messages[number].text = text;
    }
    room_differs(world, place).await
}

/// The newest messages of a room: none lost, none doubled, none out of place.
async fn room_differs(world: &World, place: usize) -> Result<(), String> {
    let room = &world.talk.rooms[place];
    let page =
        message::room(&world.db, &world.actor(room.parties.client), room.id, None, world.now).await.map_err(fault)?;
    let found: Vec<_> = page
        .messages
        .iter()
        .map(|seen| (seen.number, seen.writer, seen.text.as_ref().map(|text| text.as_str().to_owned())))
        .collect();
    let first = room.messages.len().saturating_sub(found.len());
    let numbered = room.messages.iter().enumerate().skip(first);
    let wanted: Vec<_> = numbered.map(|(place, sent)| (place as i64 + 1, sent.writer, sent.text.clone())).collect();
    let complete = found.len() == room.messages.len().min(50);
    if found == wanted && complete {
        Ok(())
    } else {
        Err(format!("{:?} reads {found:?}, expected {wanted:?}", room.id))
    }
}

async fn timer(world: &mut World, deal: usize) -> Result<(), String> {
    let contract = world.model.deals[deal].contract.clone();
    let actor = world.who(contract.parties.freelancer);
    if world.chance.one_in(2) { start(world, deal, &actor).await } else { stop(world, &actor).await }
}

async fn start(world: &mut World, deal: usize, actor: &Actor) -> Result<(), String> {
    let contract = world.model.deals[deal].contract.clone();
    let running = world.talk.timers.contains_key(&actor.account());
    let expected = match contract.as_freelancer(actor) {
        Err(refusal) => Answer::Refused(refusal.code()),
        Ok(_) if contract.takes_work().is_err() => Answer::Refused("timesheet.contract_not_open"),
        Ok(_) if running => Answer::Refused("timesheet.running"),
        Ok(_) => Answer::Done(()),
    };
    world.note(format!("{:?} starts the timer on {:?}", actor.account(), contract.id));
    world.arm();
    let started = timesheet::start(&world.db, actor, contract.id, "Sensors", world.now).await;
    let answer = world.judge(started).await?;
    let is_running = answer == Answer::Crashed && runs(world, actor).await?.is_some() && !running;
    world.tally.durable += u64::from(is_running);
    if answer != Answer::Crashed && answer != expected {
        return Err(format!("starting a timer gave {answer:?}, expected {expected:?}"));
    }
    if answer == Answer::Done(()) || is_running {
        world.talk.timers.insert(actor.account(), (deal, world.now));
    }
    diary_differs(world, actor).await
}

async fn runs(world: &World, actor: &Actor) -> Result<Option<Timestamp>, String> {
    let page = timesheet::page(&world.db, actor, None, world.now).await.map_err(fault)?;
    Ok(page.running.map(|timer| timer.started_at))
}

async fn stop(world: &mut World, actor: &Actor) -> Result<(), String> {
    let running = world.talk.timers.get(&actor.account()).copied();
    let filled = running.map(|(deal, started)| {
        let over = match world.model.deals[deal].contract.state {
            ContractState::Ended { at, .. } | ContractState::Lapsed { at } => at,
            ContractState::AwaitingFunding { .. } | ContractState::Active { .. } => world.now,
        };
        segment::filled(started, over.min(world.now).max(started))
    });
    let known = world.talk.segments.entry(actor.account()).or_default();
    let fresh = filled.as_ref().map(|filled| filled.iter().filter(|begins| !known.contains(begins)).count() as i64);
    let expected = fresh.map_or(Answer::Refused("timesheet.not_running"), Answer::Done);
    world.note(format!("{:?} stops the timer", actor.account()));
    world.arm();
    let stopped = timesheet::stop(&world.db, actor, world.now).await;
    let answer = world.judge(stopped).await?;
    if answer != Answer::Crashed && answer != expected {
        return Err(format!("stopping a timer gave {answer:?}, expected {expected:?}"));
    }
    let has_stopped = matches!(answer, Answer::Done(_)) || (running.is_some() && runs(world, actor).await?.is_none());
    if has_stopped {
        world.tally.durable += u64::from(answer == Answer::Crashed);
        world.talk.timers.remove(&actor.account());
        world.talk.segments.entry(actor.account()).or_default().extend(filled.unwrap_or_default());
    }
    diary_differs(world, actor).await
}

/// The running timer, and the segments of today: none twice, none lost.
async fn diary_differs(world: &World, actor: &Actor) -> Result<(), String> {
    let page = timesheet::page(&world.db, actor, None, world.now).await.map_err(fault)?;
    let running = world.talk.timers.get(&actor.account()).map(|(_, started)| *started);
    if page.running.as_ref().map(|timer| timer.started_at) != running {
        return Err(format!("the timer of {:?} is {:?}, expected {running:?}", actor.account(), page.running));
    }
    let found: Vec<Timestamp> = page.segments.iter().map(|segment| segment.begins_at).collect();
    let today = |begins: &&Timestamp| begins.date() == page.day;
    let wanted: Vec<Timestamp> =
        world.talk.segments.get(&actor.account()).into_iter().flatten().filter(today).copied().collect();
    if found == wanted {
        Ok(())
    } else {
        Err(format!("the diary of {:?} has {found:?}, expected {wanted:?}", actor.account()))
    }
}

/// All rooms and all diaries.
///
/// # Errors
/// Faults of the store.
pub(crate) async fn differences(world: &World) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for place in 0..world.talk.rooms.len() {
        found.extend(room_differs(world, place).await.err());
    }
    for actor in &world.people {
        found.extend(diary_differs(world, actor).await.err());
    }
    Ok(found)
}
