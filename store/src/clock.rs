//! The sandbox's test clock: real time plus an offset that only grows. It decides nothing by itself;
//! the caller of a command passes its time in.

use crate::context::{Context, Platform, command};
use crate::db::{Db, execute, fetch_one};
use crate::{Result, setting};
use domain::time::{Span, Timestamp};

const KEY: &str = "sandbox.clock_offset";

/// The sandbox's time at this moment of real time.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sandbox_now(db: &Db, real_now: Timestamp) -> Result<Timestamp> {
    let mut read = db.read().await?;
    let offset = setting::get(&mut read, KEY).await?;
    let micros = offset.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(real_now.plus(Span::micros(micros)))
}

/// Moves the sandbox's clock forward; gives its whole offset from real time. A negative span moves nothing.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn advance(context: &Context<Platform>, by: Span) -> Result<Span> {
    let micros = by.as_micros().max(0);
    command(context, async |mut tx| {
        execute!(
            tx,
            "insert into setting (key, value) values ($1, cast(cast($2 as bigint) as text)) \
             on conflict (key) do update set value = cast(cast(setting.value as bigint) + $2 as text)",
            KEY,
            micros
        )?;
        let (offset,): (i64,) = fetch_one!(tx, "select cast(value as bigint) from setting where key = $1", KEY)?;
        tx.commit_with(Span::micros(offset)).await
    })
    .await
}
