//! Starting, stopping, and taking a segment out again.

use super::diary::{self, Ran};
use crate::context::{Context, command};
use crate::db::{Tx, execute, execute_rows, fetch_optional, fetch_optional_for_update, record};
use crate::{Error, Result, event};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{AccountId, ContractId, SegmentId};
use domain::permit::Freelancer;
use domain::refusal::GeneralRefusal;
use domain::text::Memo;
use domain::time::Timestamp;
use domain::timesheet::TimesheetRefusal;
use domain::timesheet::told::LastStretch;
use serde::Serialize;

record! {
    /// What a timer needs to know of its contract.
    struct ContractRow {
        client_id: i64,
        freelancer_id: i64,
        title: String,
        state: String,
        state_at: i64,
    }
}

impl ContractRow {
    fn takes_work(&self) -> bool {
        self.state == "active"
    }
}

async fn contract(tx: &mut Tx, id: ContractId) -> Result<ContractRow> {
    let row: Option<ContractRow> =
        fetch_optional_for_update!(tx, ["select", ContractRow, "from contract where id = $1"], id.raw())?;
    row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))
}

/// Starts the freelancer's timer on an active contract.
///
/// # Errors
/// A bad memo (1 to 200 characters); `timesheet.running` while one runs on any device; `timesheet.contract_not_open`;
/// `NotYours` for the client, `NotFound` for strangers.
pub async fn start(context: &Context, id: ContractId, memo: &str) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let contract = contract(&mut tx, id).await?;
        let parties = Parties {
            client: AccountId::from_raw(contract.client_id),
            freelancer: AccountId::from_raw(contract.freelancer_id),
        };
        let parties = Freelancer::of(parties, actor)?;
        let memo = Memo::parse(memo).map_err(|bad| bad.on("memo"))?;
        if !contract.takes_work() {
            return Err(TimesheetRefusal::ContractNotOpen.into());
        }
        let timer = tx.new_id(context.now);
        let started = execute!(
            tx,
            "insert into timer (id, freelancer_id, contract_id, memo, started_at) values \
             ($1, $2, $3, $4, $5) on conflict do nothing",
            timer,
            parties.freelancer.raw(),
            id.raw(),
            memo.as_str(),
            context.now.micros()
        )?;
        if started == 0 {
            return Err(running(&mut tx, actor).await?.into());
        }
        tell(&mut tx, actor, context.now).await?;
        tx.commit().await
    })
    .await
}

async fn running(tx: &mut Tx, actor: &Actor) -> Result<TimesheetRefusal> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        "select contract.title from timer join contract on contract.id = timer.contract_id \
         where timer.freelancer_id = $1 and timer.stopped_at is null",
        actor.account().raw()
    )?;
    Ok(TimesheetRefusal::Running { title: row.map(|(title,)| title).unwrap_or_default() })
}

record! {
    struct TimerRow {
        id: i64,
        contract_id: i64,
        memo: String,
        started_at: i64,
    }
}

/// Stops the running timer; tells what became of its time. Short stretches of the same ten minutes add up. Time that a segment
/// of this person covers already, on any contract, is not counted again; time after the contract's end is not counted at all.
///
/// # Errors
/// `timesheet.not_running`.
pub async fn stop(context: &Context) -> Result<LastStretch> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let not_running = || Error::refused(TimesheetRefusal::NotRunning);
        let seen: Option<(i64, i64)> = fetch_optional!(
            tx,
            "select id, contract_id from timer where freelancer_id = $1 and stopped_at is null",
            actor.account().raw()
        )?;
        let (timer_id, contract_id) = seen.ok_or_else(not_running)?;
        let contract = contract(&mut tx, ContractId::from_raw(contract_id)).await?;
        let found: Option<TimerRow> = fetch_optional_for_update!(
            tx,
            ["select", TimerRow, "from timer where id = $1 and stopped_at is null"],
            timer_id
        )?;
        let timer = found.ok_or_else(not_running)?;
        let started = Timestamp::from_micros(timer.started_at);
        let last = if contract.takes_work() {
            context.now
        } else {
            context.now.min(Timestamp::from_micros(contract.state_at))
        };
        let stopped = last.max(started);
        execute!(
            tx,
            "update timer set stopped_at = $2 where id = $1 and stopped_at is null",
            timer.id,
            stopped.micros()
        )?;
        let ran = Ran {
            id: timer.id,
            freelancer_id: actor.account().raw(),
            contract_id: timer.contract_id,
            title: contract.title,
            started_at: timer.started_at,
            stopped_at: stopped.micros(),
        };
        let pieces = diary::pieces(&mut tx, &ran).await?;
        let filled: Vec<Timestamp> =
            pieces.iter().filter(|piece| piece.is_to_count()).map(|piece| piece.begins_at).collect();
        store_segments(&mut tx, actor, &timer, &filled, context.now).await?;
        let told = ran.outcome(&mut tx).await?;
        tell(&mut tx, actor, context.now).await?;
        tx.commit_with(told).await
    })
    .await
}

async fn store_segments(
    tx: &mut Tx,
    actor: &Actor,
    timer: &TimerRow,
    begins: &[Timestamp],
    now: Timestamp,
) -> Result<()> {
    #[derive(Serialize)]
    struct Row {
        id: i64,
        begins_at: i64,
    }
    let rows: Vec<Row> =
        begins.iter().map(|begins_at| Row { id: tx.new_id(now), begins_at: begins_at.micros() }).collect();
    execute_rows!(
        tx,
        (
            "insert into segment (id, freelancer_id, contract_id, timer_id, begins_at, memo) \
             select cast(value ->> 'id' as bigint), cast($2 as bigint), cast($3 as bigint), cast($4 as bigint), \
             cast(value ->> 'begins_at' as bigint), cast($5 as text) from",
            "where true on conflict do nothing"
        ),
        serde_json::to_string(&rows)?,
        actor.account().raw(),
        timer.contract_id,
        timer.id,
        timer.memo.as_str()
    )?;
    Ok(())
}

/// Takes a segment out of one's diary while its contract goes on.
///
/// # Errors
/// `timesheet.segment_locked` once the contract ended; `NotFound` for another person's.
pub async fn remove_segment(context: &Context, id: SegmentId) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let found: Option<(i64,)> = fetch_optional!(
            tx,
            "select contract_id from segment where id = $1 and freelancer_id = $2 and removed_at is null",
            id.raw(),
            actor.account().raw()
        )?;
        let (contract_id,) = found.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
        if !contract(&mut tx, ContractId::from_raw(contract_id)).await?.takes_work() {
            return Err(TimesheetRefusal::SegmentLocked.into());
        }
        let changed = execute!(
            tx,
            "update segment set removed_at = $2 where id = $1 and removed_at is null",
            id.raw(),
            context.now.micros()
        )?;
        if changed == 0 {
            return Err(GeneralRefusal::NotFound.into());
        }
        tell(&mut tx, actor, context.now).await?;
        tx.commit().await
    })
    .await
}

async fn tell(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<()> {
    event::append(tx, actor.account().raw(), super::TOPIC, &serde_json::json!({}), now).await
}
