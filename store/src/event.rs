//! Each person's durable event log: a gapless sequence that a page follows, and resumes from the last
//! number it saw.

use crate::Result;
use crate::db::{Conn, Tx, execute_each, fetch_all, fetch_each, fetch_optional, record};
use domain::time::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

record! {
    /// One entry of a person's log.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct PersonEvent {
        /// 1, 2, 3 … without gaps, per account.
        pub seq: i64,
        /// When it happened, UTC microseconds.
        pub at: i64,
        /// What it is about, such as `message`.
        pub topic: String,
        /// What belongs to the topic, as JSON.
        pub body: String,
    }
}

/// An event that is written when its transaction commits.
#[derive(Debug, Serialize)]
pub(crate) struct NewEvent {
    account_id: i64,
    at: i64,
    topic: String,
    body: String,
}

/// Adds an event to one person's log, and wakes their listeners after the commit.
///
/// It is written by the commit, with all other events of the transaction: a person's counter row is locked then, after
/// everything else and in the order of the accounts, so that nobody who holds one waits for anything but the next one.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn append(tx: &mut Tx, account_id: i64, topic: &str, body: &impl Serialize, now: Timestamp) -> Result<()> {
    append_all(tx, &[account_id], topic, body, now).await
}

/// Adds the same event to the logs of several people; each account once.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn append_all(
    tx: &mut Tx,
    account_ids: &[i64],
    topic: &str,
    body: &impl Serialize,
    now: Timestamp,
) -> Result<()> {
    let body = serde_json::to_string(body)?;
    for account_id in account_ids.iter().copied().collect::<BTreeSet<_>>() {
        tx.event(NewEvent { account_id, at: now.micros(), topic: topic.to_owned(), body: body.clone() });
        tx.wake(account_id);
    }
    Ok(())
}

/// Writes the events of a transaction that is about to commit.
pub(crate) async fn write(tx: &mut Tx, events: Vec<NewEvent>) -> Result<()> {
    #[derive(Serialize)]
    struct Count {
        account_id: i64,
        events: i64,
    }
    #[derive(Serialize)]
    struct Numbered {
        #[serde(flatten)]
        event: NewEvent,
        seq: i64,
    }
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for event in &events {
        *counts.entry(event.account_id).or_default() += 1;
    }
    let rows: Vec<Count> = counts.iter().map(|(&account_id, &events)| Count { account_id, events }).collect();
    let last: Vec<(i64, i64)> = fetch_each!(
        tx,
        "insert into person_event_counter (account_id, last_seq) values ($1, $2) \
         on conflict (account_id) do update set last_seq = person_event_counter.last_seq + excluded.last_seq \
         returning account_id, last_seq",
        (
            "insert into person_event_counter (account_id, last_seq) \
             select cast(value ->> 'account_id' as bigint) as account_id, cast(value ->> 'events' as bigint) from",
            "order by account_id on conflict (account_id) do update set last_seq = person_event_counter.last_seq + excluded.last_seq \
             returning account_id, last_seq"
        ),
        rows.as_slice(),
        |row| [row.account_id, row.events]
    )?;
    for (account_id, last) in last {
        counts.entry(account_id).and_modify(|events| *events = last - *events);
    }
    let number = |event: NewEvent| {
        let seq = counts.entry(event.account_id).or_default();
        *seq += 1;
        Numbered { seq: *seq, event }
    };
    let rows: Vec<Numbered> = events.into_iter().map(number).collect();
    execute_each!(
        tx,
        "insert into person_event (account_id, seq, at, topic, body) values ($1, $2, $3, $4, $5)",
        (
            "insert into person_event (account_id, seq, at, topic, body) \
             select cast(value ->> 'account_id' as bigint), cast(value ->> 'seq' as bigint), cast(value ->> 'at' as bigint), \
             value ->> 'topic', value ->> 'body' from",
            ""
        ),
        rows.as_slice(),
        |row| [row.event.account_id, row.seq, row.event.at, row.event.topic, row.event.body]
    )
}

/// The events after number `seq`, in order, at most `limit`. When the first one is not `seq + 1`, what
/// lies between was trimmed: the page reloads.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn after(conn: &mut impl Conn, account_id: i64, seq: i64, limit: u32) -> Result<Vec<PersonEvent>> {
    fetch_all!(
        conn,
        ["select", PersonEvent, "from person_event where account_id = $1 and seq > $2 order by seq limit $3"],
        account_id,
        seq,
        i64::from(limit)
    )
}

/// The number of a person's newest event; 0 when there is none yet.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn last_seq(conn: &mut impl Conn, account_id: i64) -> Result<i64> {
    let row: Option<(i64,)> =
        fetch_optional!(conn, "select last_seq from person_event_counter where account_id = $1", account_id)?;
    Ok(row.map_or(0, |(seq,)| seq))
}
