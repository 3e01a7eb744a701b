//! The one place where commands that conflicted with others are tried again, with growing pauses that no two of
//! them share.

use crate::fault::{Error, Result};
use std::future::Future;
use std::time::Duration;

/// How long a command that others stand in the way of is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The longest first pause; each one after it may be twice as long.
    pub first: Duration,
    /// No pause is longer.
    pub longest: Duration,
    /// All pauses together are no longer; then the command is given up.
    pub total: Duration,
}

impl Patience {
    /// That of a request: shorter than any caller waits, and long enough for dozens of commands that want the same rows.
    pub const REQUEST: Self =
        Self { first: Duration::from_millis(4), longest: Duration::from_millis(250), total: Duration::from_secs(5) };

    /// The pauses between attempts. Each is at least half as long as it may be; `chance` (0 to 1) decides on the other
    /// half, so that those who collided do not meet again.
    pub fn pauses(self, mut chance: impl FnMut() -> f64) -> impl Iterator<Item = Duration> {
        let (mut longest, mut left) = (self.first, self.total);
        std::iter::from_fn(move || {
            let pause = longest.mul_f64(0.5 + chance().clamp(0.0, 1.0) / 2.0);
            left = left.checked_sub(pause)?;
            longest = longest.saturating_mul(2).min(self.longest);
            Some(pause)
        })
    }
}

/// The pauses of a request.
pub(crate) fn pauses() -> impl Iterator<Item = Duration> + Send {
    Patience::REQUEST.pauses(rand::random)
}

/// Waits before the next attempt.
///
/// # Errors
/// This one, when there is no other attempt.
pub(crate) async fn wait(pause: Option<Duration>, error: Error) -> Result<()> {
    tokio::time::sleep(pause.ok_or(error)?).await;
    Ok(())
}

/// Runs something again while other transactions stand in its way ([`crate::Fault::Retry`]), for a few seconds. Commands do
/// that by themselves; this is for what begins a transaction without being one.
///
/// # Errors
/// Its own; the last [`crate::Fault::Retry`] when it never got through.
pub async fn retried<T, F, Answer>(attempt: F) -> Result<T>
where
    F: FnMut() -> Answer,
    Answer: Future<Output = Result<T>>,
{
    retried_with(pauses(), attempt).await
}

/// As [`retried`], with these pauses between attempts.
///
/// # Errors
/// As [`retried`].
pub async fn retried_with<T, F, Answer>(mut pauses: impl Iterator<Item = Duration>, mut attempt: F) -> Result<T>
where
    F: FnMut() -> Answer,
    Answer: Future<Output = Result<T>>,
{
    loop {
        match attempt().await {
            Err(error) if error.is_retry() => wait(pauses.next(), error).await?,
            answer => return answer,
        }
    }
}
