//! Attempts to prove oneself by a password: after five failures each further one waits longer. Counted by what was
//! typed as address, known or not, so that a wait tells nothing.

use crate::Result;
use crate::db::{Db, Tx, command, execute, fetch_one_for_update};
use crate::secret::hash_of;
use domain::account::AccountRefusal;
use domain::time::{Span, Timestamp};
use macro_rules_attribute::apply;

/// So many failures cost nothing.
const FREE: i64 = 5;
/// The wait after the last free failure; it doubles with each further one.
const WAIT_FIRST: Span = Span::seconds(5);
/// The longest wait: an attacker gets four guesses an hour, and the owner is never locked out for long.
const WAIT_MAX: Span = Span::minutes(15);
/// Failures are forgotten after a day without one.
const FORGOTTEN_AFTER: Span = Span::days(1);

/// Counts an attempt as failed before it is made: many at once cannot slip through one gap. [`forgive`] takes it back
/// after a success.
///
/// # Errors
/// [`AccountRefusal::TooManyTries`] while the wait lasts.
#[apply(command!)]
pub(super) async fn begin(db: &Db, email_key: &str, now: Timestamp) -> Result<()> {
    let address = hash_of(email_key);
    let mut tx = db.begin().await?;
    execute!(
        tx,
        "insert into sign_in_try (address_hash, failures, last_at, blocked_until) values ($1, 0, $2, 0) \
         on conflict (address_hash) do nothing",
        address.as_str(),
        now.micros()
    )?;
    let (failures, last_at, blocked_until): (i64, i64, i64) = fetch_one_for_update!(
        tx,
        "select failures, last_at, blocked_until from sign_in_try where address_hash = $1",
        address.as_str()
    )?;
    let blocked_until = Timestamp::from_micros(blocked_until);
    if now < blocked_until {
        let seconds = blocked_until.since(now).as_seconds() + 1;
        return Err(AccountRefusal::TooManyTries { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }.into());
    }
    let forgotten = now >= Timestamp::from_micros(last_at).plus(FORGOTTEN_AFTER);
    let failures = if forgotten { 1 } else { failures + 1 };
    execute!(
        tx,
        "update sign_in_try set failures = $2, last_at = $3, blocked_until = $4 where address_hash = $1",
        address.as_str(),
        failures,
        now.micros(),
        wait_after(failures).map_or(0, |wait| now.plus(wait).micros())
    )?;
    tx.commit().await
}

/// Forgets the failures of an address.
pub(super) async fn forgive(tx: &mut Tx, email_key: &str) -> Result<()> {
    execute!(tx, "delete from sign_in_try where address_hash = $1", hash_of(email_key)).map(|_rows| ())
}

fn wait_after(failures: i64) -> Option<Span> {
    let doublings = failures.saturating_sub(FREE);
    let wait = WAIT_FIRST.as_micros().saturating_mul(1 << doublings.clamp(0, 30));
    (doublings >= 0).then(|| Span::micros(wait.min(WAIT_MAX.as_micros())))
}

/// Removes attempts older than `before`, at most `limit`; gives how many.
///
/// # Errors
/// Faults only.
#[apply(command!)]
pub async fn sweep(db: &Db, before: Timestamp, limit: u32) -> Result<u64> {
    let mut tx = db.begin().await?;
    let removed = execute!(
        tx,
        "delete from sign_in_try where address_hash in \
         (select address_hash from sign_in_try where last_at < $1 order by last_at limit $2)",
        before.micros(),
        i64::from(limit)
    )?;
    tx.commit().await?;
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let seconds = |failures| wait_after(failures).map(Span::as_seconds);
        assert_eq!([0, 1, 4].map(seconds), [None, None, None]);
        assert_eq!([5, 6, 7, 12, 13, 1_000, i64::MAX].map(seconds), [5, 10, 20, 640, 900, 900, 900].map(Some));
    }
}
