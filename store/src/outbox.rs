//! The outbox: things to do outside the database, written in the transaction they follow from and
//! done later, at least once. A lease keeps two nodes from doing one thing at once; a crash gives it back.

use crate::context::{Context, Platform, command, sweep};
use crate::db::{Tx, execute, execute_rows, fetch_all_skip_locked, fetch_optional, ids_json, record};
use crate::discreet::discreet;
use crate::notify::Envelope;
use crate::{Result, account, notify};
use domain::time::{Span, Timestamp};
use serde::Serialize;

record! {
    /// One thing to do, and what a receiver needs for it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Message {
        /// Its id: the same at every attempt, so that a receiver can tell a repeat.
        pub id: i64,
        /// What sort of thing, such as `mail`.
        pub kind: String,
        /// What is to be done, as JSON.
        pub body: String,
        /// When it was written, UTC microseconds.
        pub created_at: i64,
        /// Which attempt this is, from 1; also the proof that the lease is still ours.
        pub attempts: i64,
    }
}

/// Writes a thing to do; gives its id. The worker is woken after the commit.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn push(tx: &mut Tx, kind: &str, body: &impl Serialize, now: Timestamp) -> Result<i64> {
    let id = tx.new_id(now);
    let body = serde_json::to_string(body)?;
    execute!(
        tx,
        "insert into outbox (id, kind, body, created_at, due_at, attempts) values ($1, $2, $3, $4, $4, 0)",
        id,
        kind,
        body,
        now.micros()
    )?;
    tx.wake_work();
    Ok(id)
}

/// Writes many things of one kind to do, in one statement.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn push_all(tx: &mut Tx, kind: &str, bodies: &[impl Serialize], now: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct Row {
        id: i64,
        body: String,
    }
    let row = |body| -> Result<Row> { Ok(Row { id: tx.new_id(now), body: serde_json::to_string(body)? }) };
    let rows: Vec<Row> = bodies.iter().map(row).collect::<Result<_>>()?;
    execute_rows!(
        tx,
        (
            "insert into outbox (id, kind, body, created_at, due_at, attempts) \
             select cast(value ->> 'id' as bigint), cast($2 as text), value ->> 'body', cast($3 as bigint), cast($3 as bigint), 0 from",
            ""
        ),
        serde_json::to_string(&rows)?,
        kind,
        now.micros()
    )?;
    tx.wake_work();
    Ok(())
}

/// Takes up to `limit` due things of these kinds until `now` plus `lease`, oldest first. A worker that does not
/// report [`done`] or [`failed`] by then has lost them to the next one.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn lease(context: &Context<Platform>, kinds: &[&str], lease: Span, limit: u32) -> Result<Vec<Message>> {
    let kinds = format!("|{}|", kinds.join("|"));
    // Looking first keeps an idle worker away from the one writer.
    let mut read = context.read().await?;
    let waiting: Option<(i64,)> = fetch_optional!(
        read,
        "select id from outbox where done_at is null and due_at <= $1 \
         and (lease_until is null or lease_until <= $1) and replace($2, '|' || kind || '|', '') <> $2 limit 1",
        context.now.micros(),
        kinds.as_str()
    )?;
    drop(read);
    if waiting.is_none() {
        return Ok(Vec::new());
    }
    command(context, async |mut tx| {
        let mut messages: Vec<Message> = fetch_all_skip_locked!(
            tx,
            [
                "select",
                Message,
                "from outbox where done_at is null and due_at <= $1 \
                 and (lease_until is null or lease_until <= $1) and replace($2, '|' || kind || '|', '') <> $2 \
                 order by due_at, id limit $3"
            ],
            context.now.micros(),
            kinds.as_str(),
            i64::from(limit)
        )?;
        if messages.is_empty() {
            return Ok(tx.without_change(messages));
        }
        execute_rows!(
            tx,
            (
                "update outbox set lease_until = $2, attempts = attempts + 1 \
                 where id in (select cast(value ->> 'id' as bigint) from",
                ")"
            ),
            ids_json(messages.iter().map(|message| message.id)),
            context.now.plus(lease).micros()
        )?;
        for message in &mut messages {
            message.attempts += 1;
        }
        tx.commit_with(messages).await
    })
    .await
}

/// Keeps things that take long: the lease now runs until `until`. Those that are done, or lost, stay as they are.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn renew(context: &Context<Platform>, messages: &[Message], until: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct Held {
        id: i64,
        attempts: i64,
    }
    let held: Vec<Held> =
        messages.iter().map(|Message { id, attempts, .. }| Held { id: *id, attempts: *attempts }).collect();
    command(context, async |mut tx| {
        execute_rows!(
            tx,
            (
                "update outbox set lease_until = $2 where lease_until is not null and (id, attempts) in \
                 (select cast(value ->> 'id' as bigint), cast(value ->> 'attempts' as bigint) from",
                ")"
            ),
            serde_json::to_string(&held)?,
            until.micros()
        )?;
        tx.commit().await
    })
    .await
}

/// Gives back what a process that is gone had taken: for a start on a database that nobody shares. Gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn release(tx: &mut Tx) -> Result<u64> {
    execute!(tx, "update outbox set lease_until = null where lease_until is not null and done_at is null")
}

/// Reports a thing as done; false when the lease was lost to somebody else meanwhile.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn done(context: &Context<Platform>, message: &Message) -> Result<bool> {
    close(context, message, None, Reached::Yes).await
}

/// Reports a failed attempt: it is due again at `retry_at`. False when the lease was lost meanwhile.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn failed(context: &Context<Platform>, message: &Message, why: &str, retry_at: Timestamp) -> Result<bool> {
    command(context, async |mut tx| {
        let changed = execute!(
            tx,
            "update outbox set due_at = $3, lease_until = null, last_error = $4 \
             where id = $1 and attempts = $2 and done_at is null",
            message.id,
            message.attempts,
            retry_at.micros(),
            discreet(why)
        )?;
        tx.commit_with(changed == 1).await
    })
    .await
}

/// Reports a failed attempt after which there is no other, because nobody is reached there. False when the lease was lost
/// meanwhile.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn given_up(context: &Context<Platform>, message: &Message, why: &str) -> Result<bool> {
    close(context, message, Some(why), Reached::No).await
}

/// Reports a thing that came too late to be of use. False when the lease was lost meanwhile.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn outlived(context: &Context<Platform>, message: &Message, why: &str) -> Result<bool> {
    close(context, message, Some(why), Reached::Unknown).await
}

/// Did a mail reach its address?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Yes,
    No,
    Unknown,
}

/// Nothing more is done for this thing. Of a mail no text and no link stays.
async fn close(context: &Context<Platform>, message: &Message, why: Option<&str>, reached: Reached) -> Result<bool> {
    let envelope =
        (message.kind == notify::MAIL).then(|| serde_json::from_str::<Envelope>(&message.body).unwrap_or_default());
    let body = match &envelope {
        Some(envelope) => serde_json::to_string(envelope)?,
        None => message.body.clone(),
    };
    command(context, async |mut tx| {
        let changed = execute!(
            tx,
            "update outbox set done_at = $3, lease_until = null, last_error = $4, body = $5 \
             where id = $1 and attempts = $2 and done_at is null",
            message.id,
            message.attempts,
            context.now.micros(),
            why.map(discreet),
            body.as_str()
        )?;
        if changed == 1
            && let Some(Envelope { to, .. }) = &envelope
        {
            match reached {
                Reached::Yes => account::mail_arrives(&mut tx, to).await?,
                Reached::No => {
                    account::mail_fails(&mut tx, to, Timestamp::from_micros(message.created_at), context.now).await?
                }
                Reached::Unknown => {}
            }
        }
        tx.commit_with(changed == 1).await
    })
    .await
}

/// Removes things done before `before`, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from outbox where id in \
         (select id from outbox where done_at is not null and done_at < $1 order by done_at limit $2)",
        before,
        limit
    )
}
