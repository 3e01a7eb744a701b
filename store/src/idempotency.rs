//! Requests that must not be carried out twice: the key is kept by the transaction that carries the
//! request out, so either both are there or neither.

use crate::db::{Db, Tx, execute, fetch_one};
use crate::fault::{Error, Fault, Result};
use domain::refusal::GeneralRefusal;
use domain::time::{Span, Timestamp};

/// A repeat of a request gets its first answer again for so long; later it is refused as done.
pub const ANSWERS_KEPT: Span = Span::hours(24);

/// A request as its sender names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key it is; keys of different accounts have nothing to do with each other.
    pub account_id: i64,
    /// The sender's key, 1 to 128 characters.
    pub key: String,
    /// SHA-256 over method, path and body.
    pub body_hash: [u8; 32],
    /// When the request came.
    pub now: Timestamp,
}

/// What a request was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Keeps the key in this transaction; or, when it is known already, gives what to say instead.
pub(crate) async fn claim(tx: &mut Tx, key: &IdempotencyKey) -> Result<Option<Error>> {
    // On Postgres this waits for a transaction that is about to keep the same key.
    let kept = execute!(
        tx,
        "insert into idempotency_key (account_id, key, body_hash, claimed_at) values ($1, $2, $3, $4) \
         on conflict (account_id, key) do nothing",
        key.account_id,
        key.key.as_str(),
        key.body_hash.as_slice(),
        key.now.micros()
    )?;
    if kept == 1 {
        return Ok(None);
    }
    let (body_hash, claimed_at, status, body): (Vec<u8>, i64, Option<i64>, Option<String>) = fetch_one!(
        tx,
        "select body_hash, claimed_at, status, body from idempotency_key where account_id = $1 and key = $2",
        key.account_id,
        key.key.as_str()
    )?;
    if body_hash != key.body_hash {
        return Ok(Some(GeneralRefusal::KeyOtherBody.into()));
    }
    // What is erased later is not given before it is erased: the day does not depend on when somebody cleans up.
    let kept = key.now <= Timestamp::from_micros(claimed_at).plus(ANSWERS_KEPT);
    match (status, body) {
        (Some(status), Some(body)) if kept => {
            let status = u16::try_from(status).map_err(|_| Fault::Data(format!("idempotency status {status}")))?;
            Ok(Some(Error::Replay(Answer { status, body })))
        }
        (Some(_), Some(_)) | (None, _) | (_, None) => Ok(Some(GeneralRefusal::KeyDone.into())),
    }
}

/// Keeps the answer of a request whose key was taken along by its transaction. A request that changed
/// nothing kept no key, and keeps no answer: repeating it is safe.
///
/// # Errors
/// Faults only.
pub async fn answer(db: &Db, key: &IdempotencyKey, status: u16, body: &str) -> Result<()> {
    let mut tx = db.plain().begin().await?;
    execute!(
        tx,
        "update idempotency_key set status = $4, body = $5 \
         where account_id = $1 and key = $2 and body_hash = $3 and body is null",
        key.account_id,
        key.key.as_str(),
        key.body_hash.as_slice(),
        i64::from(status),
        body
    )?;
    tx.commit().await
}

/// Erases the answers to requests from before `before`, at most `limit`; gives how many. The keys stay.
///
/// # Errors
/// Faults only.
pub async fn erase_answers(db: &Db, before: Timestamp, limit: u32) -> Result<u64> {
    let mut tx = db.plain().begin().await?;
    let erased = execute!(
        tx,
        "update idempotency_key set status = null, body = null where (account_id, key) in \
         (select account_id, key from idempotency_key where claimed_at < $1 and body is not null \
          order by claimed_at limit $2)",
        before.micros(),
        i64::from(limit)
    )?;
    tx.commit().await?;
    Ok(erased)
}
