//! A room as a page shows it: its newest messages, or those before a number.

use super::room::of_member;
use crate::context::Context;
use crate::db::{Conn, fetch_all, fetch_one, record};
use crate::{Result, html};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{AccountId, ContractId, JobId, RoomId};
use domain::message::{MessageId, MessageView, RoomPage, member};
use domain::text::MessageText;
use domain::time::Timestamp;

/// Messages of one page.
const PAGE: i64 = 50;

record! {
    struct MessageRow from message {
        id: String,
        number: i64,
        writer_id: i64,
        writer_name: String = "account.name",
        text: Option<String>,
        sent_at: i64,
        edited_at: Option<i64>,
        html: Option<String>,
        html_version: i64,
    }
}

record! {
    /// What stands around the messages.
    struct Frame {
        title: String,
        other_name: String,
        contract_id: Option<i64>,
        read_by_viewer: i64,
        read_by_other: i64,
    }
}

/// The newest fifty messages of a room, or the fifty before a number; oldest first.
///
/// # Errors
/// `NotFound`, also for strangers.
pub async fn room(context: &Context, id: RoomId, before: Option<i64>) -> Result<RoomPage> {
    part(context, id, before, PAGE).await
}

/// The last messages of a room, oldest first, at most `limit`.
///
/// # Errors
/// `NotFound` for strangers.
pub async fn latest(context: &Context, id: RoomId, limit: i64) -> Result<Vec<MessageView>> {
    Ok(part(context, id, None, limit.clamp(1, PAGE)).await?.messages)
}

async fn part(context: &Context, id: RoomId, before: Option<i64>, limit: i64) -> Result<RoomPage> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let columns = of_member(&mut read, actor, id).await?;
    let parties = columns.parties();
    let other = parties.account(member(parties, actor)?.other());
    let frame = frame(&mut read, actor, id, parties, other).await?;
    let mut rows: Vec<MessageRow> = fetch_all!(
        read,
        [
            "select",
            MessageRow,
            "from message join account on account.id = message.writer_id \
             where message.room_id = $1 and message.number < $2 order by message.number desc limit $3"
        ],
        id.raw(),
        before.unwrap_or(i64::MAX),
        limit
    )?;
    drop(read);
    rows.reverse();
    let messages = rows.into_iter().map(|row| row.read(actor, frame.read_by_other)).collect::<Result<Vec<_>>>()?;
    Ok(RoomPage {
        id,
        parties,
        other_name: frame.other_name,
        other,
        job: JobId::from_raw(columns.job_id),
        title: frame.title,
        contract: frame.contract_id.map(ContractId::from_raw),
        before: messages.first().map(|first| first.number).filter(|number| *number > 1),
        messages,
        read_up_to: frame.read_by_viewer,
    })
}

async fn frame(conn: &mut impl Conn, actor: &Actor, id: RoomId, parties: Parties, other: AccountId) -> Result<Frame> {
    fetch_one!(
        conn,
        "select job.title, account.name as other_name, \
         (select max(contract.id) from contract where contract.room_id = room.id and contract.freelancer_id = $4) as contract_id, \
         cast(coalesce((select up_to from room_read where room_id = room.id and account_id = $2), 0) as bigint) as read_by_viewer, \
         cast(coalesce((select up_to from room_read where room_id = room.id and account_id = $3), 0) as bigint) as read_by_other \
         from room join job on job.id = room.job_id join account on account.id = $3 where room.id = $1",
        id.raw(),
        actor.account().raw(),
        other.raw(),
        parties.freelancer.raw()
    )
}

impl MessageRow {
    fn read(self, actor: &Actor, read_by_other: i64) -> Result<MessageView> {
        let mine = self.writer_id == actor.account().raw();
        Ok(MessageView {
            id: MessageId::parse(&self.id).map_err(|_| crate::row::odd("message.id", &self.id))?,
            number: self.number,
            writer: AccountId::from_raw(self.writer_id),
            writer_name: self.writer_name,
            mine,
            html: match self.text.as_deref() {
                Some(text) => html::shown(self.html, self.html_version, text),
                None => String::new(),
            },
            text: self.text.map(MessageText::stored),
            sent_at: Timestamp::from_micros(self.sent_at),
            edited_at: self.edited_at.map(Timestamp::from_micros),
            read: mine && self.number <= read_by_other,
        })
    }
}
