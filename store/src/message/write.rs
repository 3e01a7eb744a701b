//! Writing: send, change, delete. The history of every message is kept.

use super::{room, tell};
use crate::context::{Context, command};
use crate::db::{Tx, execute, fetch_optional};
use crate::{Error, Result, html, markdown, proposal};
use domain::actor::{Actor, Scope, Side};
use domain::id::{AccountId, JobId, RoomId};
use domain::message::{MessageId, MessageRefusal, may_change};
use domain::refusal::GeneralRefusal;
use domain::text::MessageText;
use domain::time::Timestamp;

/// Sends a message; gives its number in the room. The same id and text once more gives the same number.
///
/// # Errors
/// A bad text; `message.other_text` when the id was used for something else; `NotFound` for strangers.
pub async fn send(context: &Context, room_id: RoomId, id: &MessageId, text: &str) -> Result<i64> {
    let actor = &context.actor;
    actor.with_scope(Scope::Message)?;
    let text = MessageText::parse(text)?;
    command(context, async |mut tx| {
        let room = room::of_member(&mut tx, actor, room_id).await?;
        let parties = room.parties();
        if parties.side_of(actor)? == Side::Client {
            // Before the room's lock: a proposal is locked before its room everywhere.
            proposal::answered(&mut tx, actor, JobId::from_raw(room.job_id), parties, context.now).await?;
        }
        let room = room::lock(&mut tx, actor, room_id).await?;
        if let Some(number) = sent_before(&mut tx, actor, room_id, id, &text).await? {
            return tx.commit_with(number).await;
        }
        let number = room.last_number + 1;
        execute!(
            tx,
            "insert into message (room_id, number, id, writer_id, text, sent_at, html, html_version) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            room_id.raw(),
            number,
            id.as_str(),
            actor.account().raw(),
            text.as_str(),
            context.now.micros(),
            markdown::safe_html(text.as_str()),
            html::VERSION
        )?;
        execute!(
            tx,
            "update room set last_number = $3, last_at = $4 where id = $1 and last_number = $2",
            room_id.raw(),
            room.last_number,
            number,
            context.now.micros()
        )?;
        tell(&mut tx, parties, room_id, number, context.now).await?;
        tx.commit_with(number).await
    })
    .await
}

/// The number of a message that was sent with this id, as long as writer and first text are the same.
async fn sent_before(
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    id: &MessageId,
    text: &MessageText,
) -> Result<Option<i64>> {
    let row: Option<(i64, i64, Option<String>)> = fetch_optional!(
        tx,
        "select number, writer_id, coalesce((select message_version.text from message_version \
         where message_version.room_id = message.room_id and message_version.message_number = message.number \
         order by message_version.number limit 1), message.text) as first_text \
         from message where room_id = $1 and id = $2",
        room.raw(),
        id.as_str()
    )?;
    match row {
        None => Ok(None),
        Some((number, writer, first)) if writer == actor.account().raw() && first.as_deref() == Some(text.as_str()) => {
            Ok(Some(number))
        }
        Some(_) => Err(MessageRefusal::OtherText.into()),
    }
}

/// Changes the text of one's message within a day; what it said before is kept.
///
/// # Errors
/// A bad text; `message.not_yours`, `message.deleted`, `message.too_late`; `NotFound`.
pub async fn edit(context: &Context, room_id: RoomId, id: &MessageId, text: &str) -> Result<()> {
    let text = MessageText::parse(text)?;
    change(context, room_id, id, Some(&text)).await
}

/// Deletes one's message within a day: its place stays, its text is no longer shown.
///
/// # Errors
/// `message.not_yours`, `message.deleted`, `message.too_late`; `NotFound`.
pub async fn delete(context: &Context, room_id: RoomId, id: &MessageId) -> Result<()> {
    change(context, room_id, id, None).await
}

async fn change(context: &Context, room_id: RoomId, id: &MessageId, text: Option<&MessageText>) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Message)?;
    command(context, async |mut tx| {
        let room = room::lock(&mut tx, actor, room_id).await?;
        let row: Option<(i64, i64, i64, Option<String>)> = fetch_optional!(
            tx,
            "select number, writer_id, sent_at, text from message where room_id = $1 and id = $2",
            room_id.raw(),
            id.as_str()
        )?;
        let (number, writer, sent_at, before) = row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
        may_change(AccountId::from_raw(writer), Timestamp::from_micros(sent_at), before.is_none(), actor, context.now)?;
        if before.as_deref() == text.map(MessageText::as_str) {
            return tx.commit().await;
        }
        execute!(
            tx,
            "insert into message_version (room_id, message_number, number, replaced_at, text) \
             select room_id, number, (select cast(coalesce(max(message_version.number), 0) + 1 as bigint) \
             from message_version where message_version.room_id = message.room_id \
             and message_version.message_number = message.number), cast($3 as bigint), text from message \
             where room_id = $1 and number = $2",
            room_id.raw(),
            number,
            context.now.micros()
        )?;
        execute!(
            tx,
            "update message set text = cast($3 as text), html = $5, html_version = $6, \
             edited_at = case when cast($3 as text) is null then edited_at else cast($4 as bigint) end, \
             deleted_at = case when cast($3 as text) is null then cast($4 as bigint) end \
             where room_id = $1 and number = $2",
            room_id.raw(),
            number,
            text.map(MessageText::as_str),
            context.now.micros(),
            text.map(|text| markdown::safe_html(text.as_str())),
            html::VERSION
        )?;
        tell(&mut tx, room.parties(), room_id, number, context.now).await?;
        tx.commit().await
    })
    .await
}
