//! Server functions of rooms and messages.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
#[cfg(feature = "ssr")]
use domain::id::{ProposalId, RoomId};
use domain::message::{MessageId, RoomPage, RoomRow};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A room, and what the page of its thread needs besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The room with a page of its messages.
    pub room: RoomPage,
    /// Messages that the viewer may still change or delete.
    pub changeable: Vec<MessageId>,
    /// Id of the next message, for browsers that cannot make one.
    pub draft: MessageId,
}

/// The viewer's rooms.
#[server(prefix = "/do", endpoint = "message/rooms-page")]
pub async fn rooms() -> Result<Vec<RoomRow>, PageError> {
    let actor = session::actor()?;
    Ok(store::message::rooms(&session::db()?, &actor, "", 100, session::now()?).await?.rooms)
}

/// A room with its newest messages, or those before a number.
#[server(name = ReadThread, prefix = "/do", endpoint = "message/room-page")]
pub async fn thread(room_id: String, before: String) -> Result<Thread, PageError> {
    let (actor, now) = (session::actor()?, session::now()?);
    let id = RoomId::parse(&room_id)?;
    let room = store::message::room(&session::db()?, &actor, id, before.parse().ok(), now).await?;
    let may = |message: &&domain::message::MessageView| {
        domain::message::may_change(message.writer, message.sent_at, message.text.is_none(), &actor, now).is_ok()
    };
    let changeable = room.messages.iter().filter(may).map(|message| message.id.clone()).collect();
    Ok(Thread { room, changeable, draft: MessageId::v7(now, rand::random()) })
}

/// Opens the room of a proposal, or finds it.
#[server(prefix = "/do", endpoint = "message/open")]
pub async fn open(proposal_id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let id = ProposalId::parse(&proposal_id)?;
    let room = store::message::open_room(&session::db()?, &actor, id, session::now()?).await?;
    leptos_axum::redirect(&format!("/messages/{room}"));
    Ok(())
}

/// Sends a message under an id that the writer's device made: sending twice is sending once.
#[server(name = SendMessage, prefix = "/do", endpoint = "message/send")]
pub async fn send(room_id: String, id: String, #[server(default)] text: String) -> Result<i64, PageError> {
    let actor = session::actor()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    Ok(store::message::send(&session::db()?, &actor, room, &id, &text, session::now()?).await?)
}

/// Changes a message of one's own.
#[server(prefix = "/do", endpoint = "message/edit")]
pub async fn edit(room_id: String, id: String, #[server(default)] text: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    store::message::edit(&session::db()?, &actor, room, &id, &text, session::now()?).await?;
    Ok(())
}

/// Deletes a message of one's own.
#[server(prefix = "/do", endpoint = "message/delete")]
pub async fn delete(room_id: String, id: String) -> Result<(), PageError> {
    let actor = session::actor()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    store::message::delete(&session::db()?, &actor, room, &id, session::now()?).await?;
    Ok(())
}

/// The viewer has read the room up to this number.
#[server(prefix = "/do", endpoint = "message/read")]
pub async fn read(room_id: String, up_to: i64) -> Result<(), PageError> {
    let actor = session::actor()?;
    let room = RoomId::parse(&room_id)?;
    Ok(store::message::mark_read(&session::db()?, &actor, room, up_to, session::now()?).await?)
}
