//! What people write and track: messages that are sent twice under one id, and timers that run while the clock jumps.

use crate::compare::unlike;
use crate::oracle::{Contract, Id, No, Oracle, Room};
use crate::world::{Answer, World, fault};
use domain::actor::Actor;
use domain::id::{ContractId, RoomId};
use domain::message::MessageId;
use domain::time::Timestamp;
use store::{message, timesheet};

const DAY: i64 = 86_400_000_000;
/// A page of a room shows so many messages.
const SHOWN: usize = 50;

/// One message or one press on the timer.
///
/// # Errors
/// A sentence about what broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let rooms: Vec<Id> = world.oracle.rooms.keys().copied().collect();
    let Some(place) = world.chance.recent(rooms.len()) else { return Ok(()) };
    match world.chance.below(10) {
        0..=4 => send(world, rooms[place]).await,
        5 | 6 => change(world, rooms[place]).await,
        _rest => timer(world).await,
    }
}

async fn send(world: &mut World, id: Id) -> Result<(), String> {
    let Room { client, freelancer, messages, .. } = world.oracle.rooms[&id].clone();
    let room = RoomId::from_raw(id);
    let writer = if world.chance.one_in(2) { client } else { freelancer };
    let actor = world.who(writer);
    let again = if world.chance.one_in(5) { world.chance.recent(messages.len()) } else { None };
    let mut text = format!("Message {} of the day.", world.chance.below(1_000));
    let mut random = [0; 10];
    random[..8].copy_from_slice(&world.chance.number().to_be_bytes());
    let mut name = MessageId::v7(world.now, random);
    if let Some(sent) = again.map(|sent| &messages[sent]) {
        name = MessageId::parse(&sent.id).map_err(|bad| bad.sentence.to_string())?;
        // Mostly the same message once more, as a device sends it that heard no answer.
        if !world.chance.one_in(4) {
            text.clone_from(&sent.first);
        }
    }
    world.note(format!("{:?} writes in {room:?}", actor.account()));
    world.arm();
    let sent = message::send(&world.by(&actor), room, &name, &text).await;
    let mut answer = world.judge(sent).await?;
    if answer == Answer::Crashed {
        // The device heard nothing, so it sends the same once more: it is there once, whatever became of the first.
        let sent = message::send(&world.by(&actor), room, &name, &text).await;
        answer = world.judge(sent).await?;
    }
    let (who, now) = (actor.account().raw(), world.moment());
    numbered(world, answer, |oracle| oracle.send(id, who, name.as_str(), &text, now)).await
}

/// A command that gives a number: it must be that of the oracle.
async fn numbered(
    world: &mut World,
    answer: Answer<i64>,
    command: impl FnOnce(&mut Oracle) -> Result<i64, No>,
) -> Result<(), String> {
    let mut wanted = 0;
    let after = world.after(|oracle| {
        wanted = command(oracle)?;
        Ok(())
    });
    match (answer, &after) {
        (Answer::Done(number), Ok(_)) if number != wanted => Err(format!("the store says {number}, expected {wanted}")),
        _plain => world.conclude(answer.plain(), after).await,
    }
}

async fn change(world: &mut World, id: Id) -> Result<(), String> {
    let Room { client, freelancer, messages, .. } = world.oracle.rooms[&id].clone();
    let Some(place) = world.chance.recent(messages.len()) else { return Ok(()) };
    // Sometimes it is the other one who wrote it, which is refused.
    let writer = match world.chance.below(12) {
        0 => client,
        1 => freelancer,
        _most => messages[place].writer,
    };
    let (room, actor) = (RoomId::from_raw(id), world.who(writer));
    let name = MessageId::parse(&messages[place].id).map_err(|bad| bad.sentence.to_string())?;
    let text = (!world.chance.one_in(3)).then(|| format!("Changed to {}.", world.chance.below(1_000)));
    world.note(format!("{:?} changes message {} of {room:?}", actor.account(), place + 1));
    world.arm();
    let changed = match &text {
        Some(text) => message::edit(&world.by(&actor), room, &name, text).await,
        None => message::delete(&world.by(&actor), room, &name).await,
    };
    let answer = world.judge(changed).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.change_message(id, who, place, text.as_deref(), now));
    world.conclude(answer, after).await
}

async fn timer(world: &mut World) -> Result<(), String> {
    let all = world.oracle.contracts.keys().copied().collect();
    let Some(id) = world.pick(all, |oracle, id| oracle.contracts[&id].state.word == "active") else { return Ok(()) };
    let Contract { freelancer, .. } = world.oracle.contracts[&id];
    let actor = world.who(freelancer);
    let (who, now) = (actor.account().raw(), world.moment());
    if world.chance.one_in(2) {
        return stop(world, &actor).await;
    }
    world.note(format!("{:?} starts the timer on {:?}", actor.account(), ContractId::from_raw(id)));
    world.arm();
    let started = timesheet::start(&world.by(&actor), ContractId::from_raw(id), "Sensors").await;
    let answer = world.judge(started).await?;
    let after = world.after(|oracle| oracle.start_timer(id, who, now));
    world.conclude(answer, after).await
}

async fn stop(world: &mut World, actor: &Actor) -> Result<(), String> {
    world.note(format!("{:?} stops the timer", actor.account()));
    world.arm();
    let stopped = timesheet::stop(&world.by(actor)).await;
    let answer = world.judge(stopped.map(|told| told.counted)).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    numbered(world, answer, |oracle| oracle.stop_timer(who, now)).await
}

/// The newest messages of a room: none lost, none doubled, none out of place.
pub async fn room_differs(world: &World, oracle: &Oracle, id: Id) -> Result<Option<String>, String> {
    let Some(room) = oracle.rooms.get(&id) else { return Ok(None) };
    let client = world.actor(room.client);
    // Before the command it may not have been there.
    let page = match message::room(&world.by(&client), RoomId::from_raw(id), None).await {
        Ok(page) => page,
        Err(store::Error::Refused(_)) => return Ok(Some("a room is missing".to_owned())),
        Err(error) => return Err(fault(error)),
    };
    let found: Vec<_> = page
        .messages
        .iter()
        .map(|seen| (seen.number, seen.writer.raw(), seen.text.as_ref().map(|text| text.as_str().to_owned())))
        .collect();
    let numbered = (1_i64..).zip(&room.messages).skip(room.messages.len().saturating_sub(SHOWN));
    let wanted: Vec<_> = numbered.map(|(number, sent)| (number, sent.writer, sent.text.clone())).collect();
    Ok(unlike("room", id, &found, &wanted))
}

/// The running timer, and the segments of today: none twice, none lost.
pub async fn diary_differs(world: &World, oracle: &Oracle, person: Id) -> Result<Option<String>, String> {
    let page = timesheet::page(&world.by(&world.actor(person)), None).await.map_err(fault)?;
    let running = page.running.map(|timer| (timer.contract.raw(), timer.started_at.micros()));
    let begins: Vec<i64> = page.segments.iter().map(|segment| Timestamp::micros(segment.begins_at)).collect();
    let today = world.moment().div_euclid(DAY);
    let mine = oracle.segments.get(&person).into_iter().flatten().copied();
    let wanted: Vec<i64> = mine.filter(|begins| begins.div_euclid(DAY) == today).collect();
    Ok(unlike("diary", person, &(running, begins), &(oracle.timers.get(&person).copied(), wanted)))
}
