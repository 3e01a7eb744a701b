//! The clock: the only file that reads the system's time. In a sandbox it runs ahead by an offset that
//! lies in the database, so that every node and every restart agrees about "now".

use domain::time::{Span, Timestamp};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use store::{Context, Db, Platform};

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
    pub async fn advance(&self, context: &Context<Platform>, by: Span) -> store::Result<()> {
        store::clock::advance(context, by).await?;
        self.refresh(&context.db).await
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

/// What measures the limits and the patience of a process. Cheap to clone; all clones show the same time.
#[derive(Debug, Clone)]
pub enum SteadyClock {
    /// Runs by itself.
    Running(Stopwatch),
    /// Stands still until it is moved (microseconds), so that no test depends on how fast its machine is.
    ByHand(Arc<AtomicU64>),
}

impl SteadyClock {
    /// A clock that runs, from zero.
    pub fn start() -> Self {
        Self::Running(Stopwatch::start())
    }

    /// A clock that stands at zero until [`SteadyClock::pass`] moves it.
    pub fn by_hand() -> Self {
        Self::ByHand(Arc::default())
    }

    /// Time since its zero.
    pub fn now(&self) -> Duration {
        match self {
            Self::Running(watch) => watch.elapsed(),
            Self::ByHand(micros) => Duration::from_micros(micros.load(Ordering::Acquire)),
        }
    }

    /// Moves a clock that is moved by hand; one that runs goes on as it does.
    pub fn pass(&self, span: Duration) {
        if let Self::ByHand(micros) = self {
            micros.fetch_add(u64::try_from(span.as_micros()).unwrap_or(u64::MAX), Ordering::AcqRel);
        }
    }
}

/// The rhythm of a process: what no operator sets, and tests replace so that they neither wait nor hurry.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Measures the limits per minute, and how long an open line was silent.
    pub clock: SteadyClock,
    /// How often an open line is looked after: a ping, a look at the session, a look at the log.
    pub heartbeat: Duration,
    /// How often the lease of work that takes long is renewed.
    pub renewal: Duration,
    /// How long a mail server may take for a mail.
    pub mail: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let [heartbeat, renewal, mail] = [25, 7, 15].map(Duration::from_secs);
        Self { clock: SteadyClock::start(), heartbeat, renewal, mail }
    }
}
