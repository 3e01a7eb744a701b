//! Server functions of rooms and messages.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{self, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
#[cfg(feature = "ssr")]
use domain::actor::Parties;
#[cfg(feature = "ssr")]
use domain::id::ProposalId;
use domain::id::{AccountId, RoomId};
use domain::message::MessageId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/message/rooms-page", SignedIn),
    Row::look("POST /do/message/room-page", Who::Parties),
    Row::page("POST /do/message/open", Who::Parties),
    Row::page("POST /do/message/send", Who::Parties),
    Row::page("POST /do/message/edit", Who::Parties),
    Row::page("POST /do/message/delete", Who::Parties),
    Row::page("POST /do/message/read", Who::Parties),
];

/// A conversation as the browser shows it: what the server has rendered, and what one needs to know to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Id of the room.
    pub room: RoomId,
    /// Who looks at it.
    pub viewer: AccountId,
    /// The other person's name.
    pub other: String,
    /// Who it is with and what it is about: HTML.
    pub head: String,
    /// At most 50 messages, oldest first, with the days they are of.
    pub lines: Vec<Line>,
    /// Messages of the viewer's own that are among them.
    pub own: Vec<MessageId>,
    /// The number of the newest message.
    pub newest: Option<i64>,
    /// The number of the newest message of the other side that the viewer has not read.
    pub unread: Option<i64>,
    /// Id of the next message, for browsers that cannot make one.
    pub draft: MessageId,
    /// The contract of the two, once there is one: HTML.
    pub beside: String,
}

/// A line of a thread: a message, a day, or the way to other messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Another one whenever it says something else.
    pub key: String,
    /// `message-7`; empty for what is none.
    pub id: String,
    /// How it looks.
    pub class: String,
    /// What the server has rendered.
    pub html: String,
}

/// The viewer's rooms as HTML; `here` is the one that is open.
#[server(prefix = "/do", endpoint = "message/rooms-page", output = crate::runtime::codec::Wire)]
pub async fn rooms(#[server(default)] here: String) -> Result<String, PageError> {
    let context = session::signed_in()?;
    let rooms = store::message::rooms(&context, "", 100).await?.rooms;
    Ok(super::render::rooms(rooms, &here))
}

/// A room with its newest messages, or those before a number.
#[server(name = ReadThread, prefix = "/do", endpoint = "message/room-page", output = crate::runtime::codec::Wire)]
pub async fn thread(room_id: String, before: String) -> Result<Thread, PageError> {
    use super::render;
    let context = session::signed_in()?;
    let id = RoomId::parse(&room_id)?;
    let room = store::message::room(&context, id, before.parse().ok()).await?;
    let beside = match room.contract {
        Some(contract) => {
            let page = store::contract::page(&context, contract).await?;
            render::beside(&page, &room.other_name, context.now)
        }
        None => String::new(),
    };
    let Parties { client, freelancer } = room.parties;
    Ok(Thread {
        room: room.id,
        viewer: if room.other == client { freelancer } else { client },
        head: render::head(&room),
        lines: render::lines(&room, before.is_empty(), &context.actor, context.now),
        own: room.messages.iter().filter(|message| message.mine).map(|message| message.id.clone()).collect(),
        newest: room.messages.last().map(|message| message.number),
        unread: render::unread(&room).map(|(newest, _)| newest),
        draft: MessageId::v7(context.now, rand::random()),
        beside,
        other: room.other_name,
    })
}

/// Opens the room of a proposal, or finds it.
#[server(prefix = "/do", endpoint = "message/open", output = crate::runtime::codec::Wire)]
pub async fn open(proposal_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = ProposalId::parse(&proposal_id)?;
    let made = store::message::open_room(&context, id).await;
    let room = session::made(made, RoomId::parse)?;
    leptos_axum::redirect(&format!("/messages/{room}"));
    Ok(())
}

/// Sends a message under an id that the writer's device made: sending twice is sending once.
#[server(name = SendMessage, prefix = "/do", endpoint = "message/send", output = crate::runtime::codec::Wire)]
pub async fn send(room_id: String, id: String, #[server(default)] text: String) -> Result<i64, PageError> {
    let context = session::signed_in()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    Ok(store::message::send(&context, room, &id, &text).await?)
}

/// Changes a message of one's own.
#[server(prefix = "/do", endpoint = "message/edit", output = crate::runtime::codec::Wire)]
pub async fn edit(room_id: String, id: String, #[server(default)] text: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    store::message::edit(&context, room, &id, &text).await?;
    Ok(())
}

/// Deletes a message of one's own.
#[server(prefix = "/do", endpoint = "message/delete", output = crate::runtime::codec::Wire)]
pub async fn delete(room_id: String, id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let (room, id) = (RoomId::parse(&room_id)?, MessageId::parse(&id)?);
    store::message::delete(&context, room, &id).await?;
    Ok(())
}

/// The viewer has read the room up to this number.
#[server(prefix = "/do", endpoint = "message/read", output = crate::runtime::codec::Wire)]
pub async fn read(room_id: String, up_to: i64) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let room = RoomId::parse(&room_id)?;
    Ok(store::message::mark_read(&context, room, up_to).await?)
}
