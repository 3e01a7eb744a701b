//! Requests that must not be carried out twice: the transaction that carries a request out keeps its key and
//! its answer, so either all three are there or none.

use crate::db::{Claim, Tx, execute, fetch_one};
pub use crate::fault::Answer;
use crate::fault::{Error, Fault, Result};
use domain::id::AccountId;
use domain::refusal::GeneralRefusal;
use domain::time::{Span, Timestamp};
use sha2::{Digest as _, Sha256};
use std::fmt::Display;

/// A repeat of a request gets its first answer again for so long; later it is refused as done.
pub const ANSWERS_KEPT: Span = Span::hours(24);

/// Its key is known for so long; nobody repeats a request after a month.
pub const KEYS_KEPT: Span = Span::days(30);

/// A request as its sender names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key it is; keys of different accounts have nothing to do with each other.
    pub account_id: i64,
    /// The sender's key, 1 to 128 characters.
    pub key: String,
    /// SHA-256 over what is asked for and the body.
    pub body_hash: [u8; 32],
    /// When the request came.
    pub now: Timestamp,
}

/// Most characters of a key.
const LENGTH_MAX: usize = 128;

impl IdempotencyKey {
    /// The key of a request: `what` is asked for, by which `body`. `None` for a text that is no key: 1 to 128 letters,
    /// digits, dashes or underscores.
    pub fn of(account: AccountId, key: &str, what: &str, body: &[u8], now: Timestamp) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if key.is_empty() || key.len() > LENGTH_MAX || !key.bytes().all(plain) {
            return None;
        }
        let hash = Sha256::new().chain_update(what).chain_update("\n").chain_update(body).finalize();
        Some(Self { account_id: account.raw(), key: key.to_owned(), body_hash: hash.into(), now })
    }
}

/// What a request will be answered once it is carried out: by `None` when nothing has an id, by `Some` with the
/// short id of what was made. `None` as an answer: it depends on an id that is not known yet.
pub type Answers = fn(made: Option<&str>) -> Result<Option<Answer>, serde_json::Error>;

/// Keeps the key in this transaction, with the answer that needs no id; or, when the key is known already, gives
/// what to say instead.
pub(crate) async fn claim(tx: &mut Tx, claim: &Claim) -> Result<Option<Error>> {
    let key = &claim.key;
    let (status, body) = (claim.answers)(None)?.map(|answer| (i64::from(answer.status), answer.body)).unzip();
    // On Postgres this waits for a transaction that is about to keep the same key.
    let kept = execute!(
        tx,
        "insert into idempotency_key (account_id, key, body_hash, claimed_at, status, body) \
         values ($1, $2, $3, $4, $5, $6) on conflict (account_id, key) do nothing",
        key.account_id,
        key.key.as_str(),
        key.body_hash.as_slice(),
        key.now.micros(),
        status,
        body
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

impl Tx {
    /// Tells which thing this command made: when a request is waiting under a key, its answer names it, and is kept with
    /// the key. Every command that gives an id back says so before it commits.
    ///
    /// # Errors
    /// A fault of the database; nothing is refused.
    pub async fn made(&mut self, id: impl Display) -> Result<()> {
        let Some(claim) = self.claim() else { return Ok(()) };
        let Some(answer) = (claim.answers)(Some(&id.to_string()))? else { return Ok(()) };
        let key = &claim.key;
        execute!(
            self,
            "update idempotency_key set status = $3, body = $4 where account_id = $1 and key = $2",
            key.account_id,
            key.key.as_str(),
            i64::from(answer.status),
            answer.body
        )?;
        Ok(())
    }
}
