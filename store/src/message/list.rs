//! The rooms of a person, each with how much in it is unread.

use crate::context::Context;
use crate::db::{fetch_all, record};
use crate::{Result, cursor, markdown};
use domain::actor::Scope;
use domain::id::{AccountId, RoomId};
use domain::message::{RoomList, RoomRow};
use domain::time::Timestamp;

/// Most characters of the newest message that a list shows.
const LAST_LETTERS: usize = 120;

record! {
    struct ListedRow {
        id: i64,
        other_id: i64,
        other_name: String,
        title: String,
        last: Option<String>,
        last_at: i64,
        unread: i64,
    }
}

/// A person's rooms, the one with the newest message first, `limit` from `after` on (the text of [`RoomList::next`]).
///
/// # Errors
/// A token without the scope `read`.
pub async fn rooms(context: &Context, after: &str, limit: i64) -> Result<RoomList> {
    context.actor.with_scope(Scope::Read)?;
    let limit = cursor::page(limit);
    let (before_at, before_id) = cursor::pair(after)?;
    let mut read = context.read().await?;
    let rows: Vec<ListedRow> = fetch_all!(
        read,
        "select room.id, account.id as other_id, account.name as other_name, job.title, \
         substr(message.text, 1, 500) as last, room.last_at, \
         (select cast(count(*) as bigint) from message as unread where unread.room_id = room.id \
         and unread.writer_id <> $1 and unread.deleted_at is null and unread.number > coalesce((select room_read.up_to from room_read \
         where room_read.room_id = room.id and room_read.account_id = $1), 0)) as unread \
         from room join job on job.id = room.job_id \
         join account on account.id = case when room.client_id = $1 then room.freelancer_id else room.client_id end \
         left join message on message.room_id = room.id and message.number = room.last_number \
         where (room.client_id = $1 or room.freelancer_id = $1) and (room.last_at, room.id) < ($2, $3) \
         order by room.last_at desc, room.id desc limit $4",
        context.actor.account().raw(),
        before_at,
        before_id,
        limit + 1
    )?;
    let (rows, next) = cursor::cut(rows, limit, |row| cursor::of_pair(row.last_at, row.id));
    let read_row = |row: ListedRow| RoomRow {
        id: RoomId::from_raw(row.id),
        other: AccountId::from_raw(row.other_id),
        other_name: row.other_name,
        title: row.title,
        last: markdown::start_of(&row.last.unwrap_or_default(), LAST_LETTERS),
        last_at: Timestamp::from_micros(row.last_at),
        unread: row.unread,
    };
    Ok(RoomList { rooms: rows.into_iter().map(read_row).collect(), next })
}
