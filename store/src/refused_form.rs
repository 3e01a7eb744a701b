//! Forms that a command refused, kept for the page that shows them again to a browser without scripts. Any server can give
//! back what another one has refused. Bounded by bytes: for each network that sends them, and in all; the oldest make room.

use crate::Result;
use crate::context::{Context, Platform, Visitor, command, sweep};
use crate::db::{Db, LockKey, Tx, execute, fetch_one, fetch_optional};
use crate::secret::{Secret, hash_of};
use domain::time::{Span, Timestamp};

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
/// A fault of the database; nothing is refused.
pub async fn keep(context: &Context<Visitor>, network: &str, form: &str) -> Result<String> {
    let secret = Secret::fresh(&context.db, "");
    let bytes = i64::try_from(form.len()).unwrap_or(i64::MAX).max(FORM_BYTES_MIN);
    if bytes > NETWORK_BYTES_MAX {
        return Ok(secret.token);
    }
    command(context, async |mut tx| {
        // Several at once would each find room for itself.
        tx.lock(&[LockKey::new("refused_form", 0)]).await?;
        make_room(&mut tx, network, bytes, context.now).await?;
        execute!(
            tx,
            "insert into refused_form (token_hash, network, form, bytes, kept_at) values ($1, $2, $3, $4, $5)",
            secret.hash.as_str(),
            network,
            form,
            bytes,
            context.now.micros()
        )?;
        tx.commit_with(secret.token.clone()).await
    })
    .await
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
/// A fault of the database; nothing is refused.
pub async fn find(context: &Context<Visitor>, token: &str) -> Result<Option<String>> {
    let mut read = context.read().await?;
    let found: Option<(String,)> = fetch_optional!(
        read,
        "select form from refused_form where token_hash = $1 and kept_at > $2",
        hash_of(token),
        context.now.minus(KEPT_FOR).micros()
    )?;
    Ok(found.map(|(form,)| form))
}

/// How many bytes are kept, in all.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn held(db: &Db) -> Result<i64> {
    let mut read = db.read().await?;
    let (bytes,): (i64,) = fetch_one!(read, "select cast(coalesce(sum(bytes), 0) as bigint) from refused_form")?;
    Ok(bytes)
}

/// Removes forms whose time is over, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from refused_form where token_hash in \
         (select token_hash from refused_form where kept_at <= $1 order by kept_at limit $2)",
        context.now.minus(KEPT_FOR),
        limit
    )
}
