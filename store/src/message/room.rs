//! Rooms: one for each job and pair. The client opens it, which answers the proposal.

use super::tell;
use crate::context::{Context, command};
use crate::db::{Conn, Tx, execute, fetch_one, fetch_optional, fetch_optional_for_update, record};
use crate::{Error, Result, proposal};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{AccountId, JobId, ProposalId, RoomId};
use domain::message::{may_open, member};
use domain::refusal::GeneralRefusal;
use domain::time::Timestamp;

record! {
    /// A room as its commands see it.
    #[derive(Debug, Clone)]
    pub(super) struct RoomColumns {
        pub(super) job_id: i64,
        client_id: i64,
        freelancer_id: i64,
        pub(super) last_number: i64,
    }
}

impl RoomColumns {
    pub(super) fn parties(&self) -> Parties {
        Parties { client: AccountId::from_raw(self.client_id), freelancer: AccountId::from_raw(self.freelancer_id) }
    }
}

/// A room that this actor is in.
///
/// # Errors
/// `NotFound`, also for strangers.
pub(super) async fn of_member(conn: &mut impl Conn, actor: &Actor, id: RoomId) -> Result<RoomColumns> {
    let row: Option<RoomColumns> = fetch_optional!(conn, ["select", RoomColumns, "from room where id = $1"], id.raw())?;
    let row = row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
    member(row.parties(), actor)?;
    Ok(row)
}

/// The same, locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, id: RoomId) -> Result<RoomColumns> {
    let row: Option<RoomColumns> =
        fetch_optional_for_update!(tx, ["select", RoomColumns, "from room where id = $1"], id.raw())?;
    let row = row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
    member(row.parties(), actor)?;
    Ok(row)
}

/// Opens the room of a proposal for its client, or finds it; either person gets a room that exists. Opening it answers
/// the proposal.
///
/// # Errors
/// `message.no_room_yet` for the freelancer before that; `NotFound` for strangers.
pub async fn open_room(context: &Context, id: ProposalId) -> Result<RoomId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Message)?;
    command(context, async |mut tx| {
        let (proposal, _, _) = proposal::lock(&mut tx, id).await?;
        member(proposal.parties, actor)?;
        if let Some(room) = find(&mut tx, proposal.job, proposal.parties).await? {
            return tx.commit_with(room).await;
        }
        may_open(proposal.parties, actor)?;
        proposal::answered(&mut tx, actor, proposal.job, proposal.parties, context.now).await?;
        let room = room_for(&mut tx, proposal.job, proposal.parties, context.now).await?;
        tell(&mut tx, proposal.parties, room, 0, context.now).await?;
        tx.commit_with(room).await
    })
    .await
}

async fn find(conn: &mut impl Conn, job: JobId, parties: Parties) -> Result<Option<RoomId>> {
    let row: Option<(i64,)> = fetch_optional!(
        conn,
        "select id from room where job_id = $1 and freelancer_id = $2",
        job.raw(),
        parties.freelancer.raw()
    )?;
    Ok(row.map(|(id,)| RoomId::from_raw(id)))
}

/// The room of a pair for a job; makes it when there is none.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn room_for(tx: &mut Tx, job: JobId, parties: Parties, now: Timestamp) -> Result<RoomId> {
    if let Some(room) = find(tx, job, parties).await? {
        return Ok(room);
    }
    let id = tx.new_id(now);
    execute!(
        tx,
        "insert into room (id, job_id, client_id, freelancer_id, created_at, last_number, last_at) \
         values ($1, $2, $3, $4, $5, 0, $5) on conflict (job_id, freelancer_id) do nothing",
        id,
        job.raw(),
        parties.client.raw(),
        parties.freelancer.raw(),
        now.micros()
    )?;
    // Somebody else may have made it a moment ago: theirs is the one.
    let (id,): (i64,) = fetch_one!(
        tx,
        "select id from room where job_id = $1 and freelancer_id = $2",
        job.raw(),
        parties.freelancer.raw()
    )?;
    Ok(RoomId::from_raw(id))
}

/// The viewer has read the room up to this number; never goes back, never beyond the newest message.
///
/// # Errors
/// `NotFound`, also for strangers.
pub async fn mark_read(context: &Context, id: RoomId, up_to: i64) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Message)?;
    command(context, async |mut tx| {
        let room = of_member(&mut tx, actor, id).await?;
        let up_to = up_to.clamp(0, room.last_number);
        let changed = execute!(
            tx,
            "insert into room_read (room_id, account_id, up_to) values ($1, $2, $3) \
             on conflict (room_id, account_id) do update set up_to = excluded.up_to \
             where room_read.up_to < excluded.up_to",
            id.raw(),
            actor.account().raw(),
            up_to
        )?;
        if changed == 1 && up_to > 0 {
            tell(&mut tx, room.parties(), id, up_to, context.now).await?;
        }
        tx.commit().await
    })
    .await
}
