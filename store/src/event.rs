//! Each person's durable event log: a gapless sequence that a page follows, and resumes from the last
//! number it saw.

use crate::Result;
use crate::db::{Conn, Db, Tx, execute, execute_each, fetch_all, fetch_one, fetch_optional, record};
use domain::time::Timestamp;
use serde::Serialize;

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
        /// JSON.
        pub body: String,
    }
}

/// Adds an event to one person's log and wakes their listeners after the commit; gives its number.
///
/// The person's counter row stays locked until the commit, so numbers become visible in order. For
/// more than one person in a transaction use [`append_all`], which locks in order.
///
/// # Errors
/// Faults only.
pub async fn append(tx: &mut Tx, account_id: i64, topic: &str, body: &impl Serialize, now: Timestamp) -> Result<i64> {
    let body = serde_json::to_string(body)?;
    let (seq,): (i64,) = fetch_one!(
        tx,
        "insert into person_event_counter (account_id, last_seq) values ($1, 1) \
         on conflict (account_id) do update set last_seq = person_event_counter.last_seq + 1 \
         returning last_seq",
        account_id
    )?;
    execute!(
        tx,
        "insert into person_event (account_id, seq, at, topic, body) values ($1, $2, $3, $4, $5)",
        account_id,
        seq,
        now.micros(),
        topic,
        body
    )?;
    tx.wake(account_id);
    Ok(seq)
}

/// Adds the same event to the logs of several people; each account once.
///
/// # Errors
/// Faults only.
pub async fn append_all(
    tx: &mut Tx,
    account_ids: &[i64],
    topic: &str,
    body: &impl Serialize,
    now: Timestamp,
) -> Result<()> {
    #[derive(Serialize)]
    struct Row<'a> {
        account_id: i64,
        at: i64,
        topic: &'a str,
        body: &'a str,
    }
    let mut account_ids = account_ids.to_vec();
    account_ids.sort_unstable();
    account_ids.dedup();
    if account_ids.is_empty() {
        return Ok(());
    }
    let body = serde_json::to_string(body)?;
    let row = |account_id: &i64| Row { account_id: *account_id, at: now.micros(), topic, body: &body };
    let rows: Vec<Row<'_>> = account_ids.iter().map(row).collect();
    execute_each!(
        tx,
        "insert into person_event_counter (account_id, last_seq) values ($1, 1) \
         on conflict (account_id) do update set last_seq = person_event_counter.last_seq + 1",
        (
            "insert into person_event_counter (account_id, last_seq) \
             select cast(value ->> 'account_id' as bigint) as account_id, 1 from",
            "order by account_id on conflict (account_id) do update set last_seq = person_event_counter.last_seq + 1"
        ),
        rows.as_slice(),
        |row| [row.account_id]
    )?;
    execute_each!(
        tx,
        "insert into person_event (account_id, seq, at, topic, body) \
         select account_id, last_seq, $2, $3, $4 from person_event_counter where account_id = $1",
        (
            "insert into person_event (account_id, seq, at, topic, body) \
             select account_id, last_seq, cast(value ->> 'at' as bigint), value ->> 'topic', value ->> 'body' from",
            "join person_event_counter on account_id = cast(value ->> 'account_id' as bigint)"
        ),
        rows.as_slice(),
        |row| [row.account_id, row.at, row.topic, row.body]
    )?;
    for account_id in account_ids {
        tx.wake(account_id);
    }
    Ok(())
}

/// The events after number `seq`, in order, at most `limit`. When the first one is not `seq + 1`, what
/// lies between was trimmed: the page reloads.
///
/// # Errors
/// Faults only.
pub async fn after(conn: &mut impl Conn, account_id: i64, seq: i64, limit: u32) -> Result<Vec<PersonEvent>> {
    fetch_all!(
        conn,
        "select seq, at, topic, body from person_event \
         where account_id = $1 and seq > $2 order by seq limit $3",
        account_id,
        seq,
        i64::from(limit)
    )
}

/// The number of a person's newest event; 0 when there is none yet.
///
/// # Errors
/// Faults only.
pub async fn last_seq(conn: &mut impl Conn, account_id: i64) -> Result<i64> {
    let row: Option<(i64,)> =
        fetch_optional!(conn, "select last_seq from person_event_counter where account_id = $1", account_id)?;
    Ok(row.map_or(0, |(seq,)| seq))
}

/// Removes events older than `before`, at most `limit`; gives how many. The numbers go on.
///
/// # Errors
/// Faults only.
pub async fn trim(db: &Db, before: Timestamp, limit: u32) -> Result<u64> {
    let mut tx = db.begin().await?;
    let removed = execute!(
        tx,
        "delete from person_event where (account_id, seq) in \
         (select account_id, seq from person_event where at < $1 order by at limit $2)",
        before.micros(),
        i64::from(limit)
    )?;
    tx.commit().await?;
    Ok(removed)
}
