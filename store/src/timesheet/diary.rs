//! What a stretch of tracked time meets in its person's diary: how much was tracked of its ten minutes, and what is there.

use crate::Result;
use crate::db::{Conn, fetch_all, fetch_optional, record};
use domain::id::{AccountId, ContractId};
use domain::time::{Date, Timestamp};
use domain::timesheet::segment::{LENGTH, STRETCH_MAX, Stretch, tracked};
use domain::timesheet::told::{Held, LastStretch, Piece};
use std::collections::HashMap;

record! {
    /// A timer that was stopped.
    pub(super) struct Ran from timer {
        pub id: i64,
        pub freelancer_id: i64,
        pub contract_id: i64,
        pub title: String = "contract.title",
        pub started_at: i64,
        pub stopped_at: i64,
    }
}

record! {
    struct Kept from segment {
        begins_at: i64,
        contract_id: i64,
        timer_id: i64,
        title: String = "contract.title",
    }
}

impl Ran {
    fn stretch(&self) -> Stretch {
        Stretch::of(Timestamp::from_micros(self.started_at), Timestamp::from_micros(self.stopped_at))
    }

    /// What became of it, as the diary has it now.
    pub async fn outcome(self, conn: &mut impl Conn) -> Result<LastStretch> {
        let pieces = pieces(conn, &self).await?;
        let ran = (Timestamp::from_micros(self.started_at), Timestamp::from_micros(self.stopped_at));
        Ok(LastStretch::of(ContractId::from_raw(self.contract_id), self.title, ran, pieces))
    }
}

/// The timer that this person stopped last, of those that ran on a day.
pub(super) async fn last(conn: &mut impl Conn, person: AccountId, day: Date) -> Result<Option<Ran>> {
    let newest: Option<Ran> = fetch_optional!(
        conn,
        [
            "select",
            Ran,
            "from timer join contract on contract.id = timer.contract_id \
             where timer.freelancer_id = $1 and timer.stopped_at is not null and timer.started_at < $2 \
              order by timer.started_at desc limit 1"
        ],
        person.raw(),
        day.plus_days(1).start().micros()
    )?;
    // One timer runs at a time: the one that was started last was stopped last.
    Ok(newest.filter(|ran| ran.stopped_at >= day.start().micros()))
}

/// All ten minutes that a stretch touches. Only at its two ends others may add to it: what lies between it fills.
pub(super) async fn pieces(conn: &mut impl Conn, ran: &Ran) -> Result<Vec<Piece>> {
    let stretch = ran.stretch();
    let touched = stretch.touched();
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return Ok(Vec::new()) };
    let kept: Vec<Kept> = fetch_all!(
        conn,
        [
            "select",
            Kept,
            "from segment join contract on contract.id = segment.contract_id \
             where segment.freelancer_id = $1 and segment.removed_at is null and segment.begins_at between $2 and $3 \
             order by segment.begins_at limit 100"
        ],
        ran.freelancer_id,
        first.micros(),
        last.micros()
    )?;
    let mut kept: HashMap<i64, Kept> = kept.into_iter().map(|kept| (kept.begins_at, kept)).collect();
    let removed = removed(conn, ran, *first, *last).await?;
    let ends = stretch.ends();
    let mut pieces = Vec::with_capacity(touched.len());
    for begins_at in touched {
        let removed_at = removed.get(&begins_at.micros()).copied();
        let others = if ends.contains(&begins_at) {
            others(conn, ran, begins_at, removed_at.unwrap_or_default()).await?
        } else {
            Vec::new()
        };
        let own = (removed_at.unwrap_or_default() < ran.stopped_at).then_some(stretch);
        let held = match (kept.remove(&begins_at.micros()), removed_at) {
            (Some(kept), _) if kept.timer_id == ran.id => Held::ByThis,
            (Some(kept), _) if kept.contract_id == ran.contract_id => Held::BySame,
            (Some(kept), _) => Held::ByOther(kept.title),
            (None, Some(_)) => Held::Removed,
            (None, None) => Held::Nothing,
        };
        pieces.push(Piece { begins_at, tracked: tracked(begins_at, own.into_iter().chain(others)), held });
    }
    Ok(pieces)
}

/// Ten minutes that were taken out of the diary of this contract, and when: what was tracked before that is out with them.
async fn removed(conn: &mut impl Conn, ran: &Ran, first: Timestamp, last: Timestamp) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = fetch_all!(
        conn,
        "select begins_at, max(removed_at) from segment where freelancer_id = $1 and removed_at is not null \
         and begins_at between $2 and $3 and contract_id = $4 group by begins_at limit 100",
        ran.freelancer_id,
        first.micros(),
        last.micros(),
        ran.contract_id
    )?;
    Ok(rows.into_iter().collect())
}

/// Other stretches on the same contract that reach into these ten minutes and were stopped after `since`.
async fn others(conn: &mut impl Conn, ran: &Ran, begins_at: Timestamp, since: i64) -> Result<Vec<Stretch>> {
    let rows: Vec<(i64, i64)> = fetch_all!(
        conn,
        "select started_at, stopped_at from timer where freelancer_id = $1 and contract_id = $2 and id <> $3 \
         and started_at > $4 and started_at < $5 and stopped_at > $6 and stopped_at > $7 order by started_at limit 1000",
        ran.freelancer_id,
        ran.contract_id,
        ran.id,
        begins_at.minus(STRETCH_MAX).micros(),
        begins_at.plus(LENGTH).micros(),
        begins_at.micros(),
        since
    )?;
    let stretch = |(from, until)| Stretch::of(Timestamp::from_micros(from), Timestamp::from_micros(until));
    Ok(rows.into_iter().map(stretch).collect())
}
