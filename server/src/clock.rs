//! The clock: the only file that reads the system's time. In a sandbox it runs ahead by an offset that
//! lies in the database, so that every node and every restart agrees about "now".

use domain::time::{Span, Timestamp};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use store::Db;

/// Tells the time of this instance. Cheap to clone; all clones share the offset.
#[derive(Debug, Clone)]
pub struct Clock {
    sandbox: bool,
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// A clock for this instance; call [`Clock::refresh`] before the first use.
    pub fn new(sandbox: bool) -> Self {
        Self { sandbox, ahead: Arc::default() }
    }

    /// Now, for every rule and every row.
    pub fn now(&self) -> Timestamp {
        real_now().plus(self.ahead())
    }

    /// How far the test clock runs ahead of the real one; zero outside a sandbox.
    pub fn ahead(&self) -> Span {
        Span::micros(self.ahead.load(Ordering::Acquire))
    }

    /// Reads the offset again: another node may have moved the test clock.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn refresh(&self, db: &Db) -> store::Result<()> {
        if self.sandbox {
            let real = real_now();
            let shown = store::clock::sandbox_now(db, real).await?;
            self.ahead.fetch_max(shown.since(real).as_micros(), Ordering::AcqRel);
        }
        Ok(())
    }

    /// Moves the test clock forward, durably. Only a sandbox has a route that calls this.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn advance(&self, db: &Db, by: Span) -> store::Result<()> {
        store::clock::advance(db, by).await?;
        self.refresh(db).await
    }
}

/// The real time, in UTC.
#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
pub fn real_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Time that never jumps, for limits and timeouts of this process; its zero is arbitrary.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(tokio::time::Instant);

impl Stopwatch {
    /// Starts at zero.
    pub fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
