//! Forms that a command refused, kept for the page that shows them again to a browser without scripts. Any server can give
//! back what another one has refused. Bounded by bytes: for each network that sends them, and in all; the oldest make room.

use crate::Result;
use crate::db::{Db, LockKey, Tx, command, execute, fetch_one, fetch_optional};
use crate::secret::{Secret, hash_of};
use domain::time::{Span, Timestamp};
use macro_rules_attribute::apply;

/// For how long.
pub const KEPT_FOR: Span = Span::minutes(10);
/// At most so much of one network: a classroom's worth.
pub const NETWORK_BYTES_MAX: i64 = 1024 * 1024;
/// At most so much in all.
pub const ALL_BYTES_MAX: i64 = 32 * 1024 * 1024;
/// A form counts for at least so much, so that the number of rows is bounded as well.
const FORM_BYTES_MIN: i64 = 4 * 1024;

/// Keeps a form of this network; gives the secret that finds it again. A form that is larger than what a network may keep is
/// not kept, and the secret finds nothing.
///
/// # Errors
/// Faults only.
#[apply(command!)]
pub async fn keep(db: &Db, network: &str, form: &str, now: Timestamp) -> Result<String> {
    let secret = Secret::fresh(db, "");
    let bytes = i64::try_from(form.len()).unwrap_or(i64::MAX).max(FORM_BYTES_MIN);
    if bytes > NETWORK_BYTES_MAX {
        return Ok(secret.token);
    }
    let mut tx = db.begin().await?;
    // Several at once would each find room for itself.
    tx.lock(&[LockKey::new("refused_form", 0)]).await?;
    make_room(&mut tx, network, bytes, now).await?;
    execute!(
        tx,
        "insert into refused_form (token_hash, network, form, bytes, kept_at) values ($1, $2, $3, $4, $5)",
        secret.hash,
        network,
        form,
        bytes,
        now.micros()
    )?;
    tx.commit().await?;
    Ok(secret.token)
}

async fn make_room(tx: &mut Tx, network: &str, bytes: i64, now: Timestamp) -> Result<()> {
    execute!(tx, "delete from refused_form where kept_at <= $1", now.minus(KEPT_FOR).micros())?;
    execute!(
        tx,
        "delete from refused_form where token_hash in \
         (select token_hash from \
          (select token_hash, cast(sum(bytes) over (order by kept_at desc, token_hash) as bigint) as held \
           from refused_form where network = $1) as newest \
          where held > $2)",
        network,
        NETWORK_BYTES_MAX - bytes
    )?;
    execute!(
        tx,
        "delete from refused_form where token_hash in \
         (select token_hash from \
          (select token_hash, cast(sum(bytes) over (order by kept_at desc, token_hash) as bigint) as held \
           from refused_form) as newest \
          where held > $1)",
        ALL_BYTES_MAX - bytes
    )?;
    Ok(())
}

/// The form that this secret finds. It stays: to look at a page changes nothing.
///
/// # Errors
/// Faults only.
pub async fn find(db: &Db, token: &str, now: Timestamp) -> Result<Option<String>> {
    let mut read = db.read().await?;
    let found: Option<(String,)> = fetch_optional!(
        read,
        "select form from refused_form where token_hash = $1 and kept_at > $2",
        hash_of(token),
        now.minus(KEPT_FOR).micros()
    )?;
    Ok(found.map(|(form,)| form))
}

/// How many bytes are kept, in all.
///
/// # Errors
/// Faults only.
pub async fn held(db: &Db) -> Result<i64> {
    let mut read = db.read().await?;
    let (bytes,): (i64,) = fetch_one!(read, "select cast(coalesce(sum(bytes), 0) as bigint) from refused_form")?;
    Ok(bytes)
}

/// Removes forms whose time is over, at most `limit`; gives how many.
///
/// # Errors
/// Faults only.
#[apply(command!)]
pub async fn sweep(db: &Db, now: Timestamp, limit: u32) -> Result<u64> {
    let mut tx = db.begin().await?;
    let removed = execute!(
        tx,
        "delete from refused_form where token_hash in \
         (select token_hash from refused_form where kept_at <= $1 order by kept_at limit $2)",
        now.minus(KEPT_FOR).micros(),
        i64::from(limit)
    )?;
    tx.commit().await?;
    Ok(removed)
}
