//! Attempts to sign in or to confirm something with a password: after some failures each further one waits longer. Counted
//! by what was typed as address, known or not, so that a wait tells nothing; and for each network, device and session apart,
//! so that nobody who guesses keeps the owner out.

use crate::Result;
use crate::context::{Context, Platform, command, sweep};
use crate::db::{Tx, execute, fetch_one_for_update};
use crate::secret::hash_of;
use domain::account::AccountRefusal;
use domain::id::SessionId;
use domain::time::{Span, Timestamp};

/// The wait after the last free failure; it doubles with each further one.
const WAIT_FIRST: Span = Span::seconds(5);
/// Failures are forgotten after a day without one.
const FORGOTTEN_AFTER: Span = Span::days(1);
/// Rows of one address that are removed at once; more than these are of somebody who comes from everywhere.
const FORGIVEN_MAX: i64 = 1_000;

/// For whom an attempt counts, beside the address.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count<'a> {
    /// All those in one network.
    Network(&'a str),
    /// One device that the owner was signed in on before.
    Device(&'a str),
    /// One session: somebody who has taken it over guesses for themselves.
    Session(Option<SessionId>),
    /// All together, from wherever they come: against those who have many networks.
    All,
}

impl Count<'_> {
    fn key(self, email_key: &str) -> String {
        hash_of(&match self {
            Count::Network(network) => format!("network\n{email_key}\n{network}"),
            Count::Device(mark) => format!("device\n{email_key}\n{mark}"),
            Count::Session(id) => format!("session\n{email_key}\n{}", id.map_or(0, SessionId::raw)),
            Count::All => format!("all\n{email_key}"),
        })
    }

    /// So many failures cost nothing.
    const fn free(self) -> i64 {
        match self {
            Count::Network(_) | Count::Device(_) | Count::Session(_) => 5,
            Count::All => 100,
        }
    }

    /// The longest wait. One network gets four guesses an hour in the end, all together one a minute. Somebody with
    /// many networks can take every turn: then the owner comes in from a new place by a link that sets a new password, which
    /// makes the device known.
    const fn wait_max(self) -> Span {
        match self {
            Count::Network(_) | Count::Device(_) | Count::Session(_) => Span::minutes(15),
            Count::All => Span::minutes(1),
        }
    }

    fn wait_after(self, failures: i64) -> Option<Span> {
        let doublings = failures.saturating_sub(self.free());
        let wait = WAIT_FIRST.as_micros().saturating_mul(1 << doublings.clamp(0, 30));
        (doublings >= 0).then(|| Span::micros(wait.min(self.wait_max().as_micros())))
    }
}

/// Counts an attempt as failed before it is made: many at once cannot slip through one gap. [`forgive`] takes it back
/// after a success.
///
/// # Errors
/// [`AccountRefusal::TooManyTries`] while a wait lasts; then nothing is counted.
pub(super) async fn begin<Who: Clone>(context: &Context<Who>, email_key: &str, counts: &[Count<'_>]) -> Result<()> {
    let address = hash_of(email_key);
    command(&context.plain(), async |mut tx| {
        let mut wait = 0;
        for count in counts {
            wait = wait.max(note(&mut tx, &address, &count.key(email_key), *count, context.now).await?);
        }
        if wait > 0 {
            return Err(AccountRefusal::TooManyTries { seconds: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
        }
        tx.commit().await
    })
    .await
}

/// Notes a failure; gives for how many more seconds the last ones have to be waited for.
async fn note(tx: &mut Tx, address: &str, key: &str, count: Count<'_>, now: Timestamp) -> Result<i64> {
    execute!(
        tx,
        "insert into sign_in_try (address_hash, failures, last_at, blocked_until, of_address) values ($1, 0, $2, 0, $3) \
         on conflict (address_hash) do nothing",
        key,
        now.micros(),
        address
    )?;
    let (failures, last_at, blocked_until): (i64, i64, i64) = fetch_one_for_update!(
        tx,
        "select failures, last_at, blocked_until from sign_in_try where address_hash = $1",
        key
    )?;
    let blocked_until = Timestamp::from_micros(blocked_until);
    if now < blocked_until {
        return Ok(blocked_until.since(now).as_seconds() + 1);
    }
    let forgotten = now >= Timestamp::from_micros(last_at).plus(FORGOTTEN_AFTER);
    let failures = if forgotten { 1 } else { failures + 1 };
    execute!(
        tx,
        "update sign_in_try set failures = $2, last_at = $3, blocked_until = $4 where address_hash = $1",
        key,
        failures,
        now.micros(),
        count.wait_after(failures).map_or(0, |wait| now.plus(wait).micros())
    )?;
    Ok(0)
}

/// After a success: those who counted for themselves have no failures any more. Of all together only this attempt is taken
/// back, because the others were not the owner's.
pub(super) async fn forgive(tx: &mut Tx, email_key: &str, counts: &[Count<'_>]) -> Result<()> {
    for count in counts {
        let key = count.key(email_key);
        match count {
            Count::Network(_) | Count::Device(_) | Count::Session(_) => {
                execute!(tx, "delete from sign_in_try where address_hash = $1", key)?;
            }
            Count::All => {
                execute!(tx, "delete from sign_in_try where address_hash = $1 and failures <= 1", key.as_str())?;
                execute!(
                    tx,
                    "update sign_in_try set failures = failures - 1, blocked_until = 0 where address_hash = $1",
                    key
                )?;
            }
        }
    }
    Ok(())
}

/// Forgets the failures of an address: its owner has a new password, and what was tried before was another one.
pub(super) async fn forget(tx: &mut Tx, email_key: &str) -> Result<()> {
    let forgotten = execute!(
        tx,
        "delete from sign_in_try where address_hash in \
         (select address_hash from sign_in_try where of_address = $1 limit $2)",
        hash_of(email_key),
        FORGIVEN_MAX
    );
    forgotten.map(|_rows| ())
}

/// Removes attempts older than `before`, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from sign_in_try where address_hash in \
         (select address_hash from sign_in_try where last_at < $1 order by last_at limit $2)",
        before,
        limit
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let counts = [Count::Network("192.0.2.1"), Count::Device("x"), Count::Session(None)];
        for count in counts {
            let seconds = |failures| count.wait_after(failures).map(Span::as_seconds);
            assert_eq!([0, 1, 4].map(seconds), [None, None, None]);
            assert_eq!([5, 6, 7, 12, 13, 1_000, i64::MAX].map(seconds), [5, 10, 20, 640, 900, 900, 900].map(Some));
        }
    }

    #[test]
    fn all_together_may_fail_more_often_and_wait_for_a_minute_at_most() {
        let seconds = |failures| Count::All.wait_after(failures).map(Span::as_seconds);
        assert_eq!([5, 99].map(seconds), [None, None]);
        assert_eq!([100, 101, 103, 104, i64::MAX].map(seconds), [5, 10, 40, 60, 60].map(Some));
    }

    #[test]
    fn each_counts_for_itself() {
        let counts =
            [Count::Network("1"), Count::Device("1"), Count::Session(Some(SessionId::from_raw(1))), Count::All];
        let mut keys: Vec<_> = counts.iter().flat_map(|it| ["ana@x.org", "ben@x.org"].map(|key| it.key(key))).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 8);
    }
}
