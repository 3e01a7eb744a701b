//! The page of the timer.

use super::diary;
use crate::Result;
use crate::context::Context;
use crate::db::{Conn, fetch_all, fetch_optional};
use domain::actor::Scope;
use domain::id::{AccountId, ContractId, SegmentId, TimerId};
use domain::text::Memo;
use domain::time::{Date, Timestamp};
use domain::timesheet::{RunningTimer, SegmentView, TimerContract, TimerPage};

/// What runs, what the timer may run on (at most 100), and the segments of a day (today without one).
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn page(context: &Context, day: Option<Date>) -> Result<TimerPage> {
    context.actor.with_scope(Scope::Read)?;
    let person = context.actor.account();
    let day = day.unwrap_or_else(|| context.now.date());
    let mut read = context.read().await?;
    let running = running(&mut read, person).await?;
    let last = match diary::last(&mut read, person, day).await? {
        Some(ran) => Some(ran.outcome(&mut read).await?),
        None => None,
    };
    let contracts = contracts(&mut read, person).await?;
    let segments = segments(&mut read, person, day).await?;
    let monday = day.plus_days(-day.weekday());
    // A week has 1008 segments at most.
    let begins: Vec<(i64,)> = fetch_all!(
        read,
        "select begins_at from segment \
         where freelancer_id = $1 and removed_at is null and begins_at >= $2 and begins_at < $3 order by begins_at limit 1008",
        person.raw(),
        monday.start().micros(),
        monday.plus_days(7).start().micros()
    )?;
    let mut week = [0; 7];
    for (at,) in begins {
        let place = usize::try_from(Timestamp::from_micros(at).date().weekday()).unwrap_or_default();
        if let Some(day) = week.get_mut(place) {
            *day += 1;
        }
    }
    let week_segments = week.iter().sum();
    Ok(TimerPage { now: context.now, running, last, contracts, day, segments, week_segments, week })
}

/// The timer that this person runs.
pub(crate) async fn running(conn: &mut impl Conn, person: AccountId) -> Result<Option<RunningTimer>> {
    let row: Option<(i64, i64, String, String, i64)> = fetch_optional!(
        conn,
        "select timer.id, timer.contract_id, contract.title, timer.memo, timer.started_at \
         from timer join contract on contract.id = timer.contract_id \
         where timer.freelancer_id = $1 and timer.stopped_at is null",
        person.raw()
    )?;
    Ok(row.map(|(id, contract, title, memo, started_at)| RunningTimer {
        id: TimerId::from_raw(id),
        contract: ContractId::from_raw(contract),
        title,
        memo: Memo::stored(memo),
        started_at: Timestamp::from_micros(started_at),
    }))
}

async fn contracts(conn: &mut impl Conn, person: AccountId) -> Result<Vec<TimerContract>> {
    let rows: Vec<(i64, String, String)> = fetch_all!(
        conn,
        "select contract.id, contract.title, account.name from contract join account on account.id = contract.client_id \
         where contract.freelancer_id = $1 and contract.state = 'active' order by contract.id desc limit 100",
        person.raw()
    )?;
    let read = |(id, title, client_name)| TimerContract { id: ContractId::from_raw(id), title, client_name };
    Ok(rows.into_iter().map(read).collect())
}

async fn segments(conn: &mut impl Conn, person: AccountId, day: Date) -> Result<Vec<SegmentView>> {
    let rows: Vec<(i64, i64, String, i64, String)> = fetch_all!(
        conn,
        "select segment.id, segment.contract_id, contract.title, segment.begins_at, segment.memo \
         from segment join contract on contract.id = segment.contract_id \
         where segment.freelancer_id = $1 and segment.removed_at is null \
         and segment.begins_at >= $2 and segment.begins_at < $3 order by segment.begins_at limit 144",
        person.raw(),
        day.start().micros(),
        day.plus_days(1).start().micros()
    )?;
    let read = |(id, contract, title, begins_at, memo)| SegmentView {
        id: SegmentId::from_raw(id),
        contract: ContractId::from_raw(contract),
        title,
        begins_at: Timestamp::from_micros(begins_at),
        memo: Memo::stored(memo),
    };
    Ok(rows.into_iter().map(read).collect())
}
