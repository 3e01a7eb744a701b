//! Write transactions and reads, the same for both engines.

use super::Claim;
use super::readers::Snapshot;
use super::writer::WriteGuard;
use crate::event;
use crate::fault::{Error, Fault, Faults, Point, Result};
use crate::id::IdMaker;
use crate::wake::Wakes;
use domain::time::Timestamp;
use sqlx::{Executor as _, PgConnection, Postgres, Row as _, Transaction};
use std::fmt;
use std::sync::Arc;

/// The connection below a [`Tx`] or [`Read`]; only the statement macros look at it.
#[derive(Debug)]
pub enum Lane<'a> {
    /// SQLite.
    Sqlite(&'a mut rusqlite::Connection),
    /// Postgres.
    Postgres(&'a mut PgConnection),
}

/// What queries run on: a [`Tx`] or a [`Read`].
pub trait Conn: Send + sealed::Sealed {
    /// Steps onto the connection for one statement.
    ///
    /// # Errors
    /// [`Fault::Closed`] after a failed or abandoned statement; [`Fault::Crash`] when injected.
    fn lane(&mut self) -> Result<Lane<'_>>;

    /// Steps off it with what the statement gave.
    ///
    /// # Errors
    /// The statement's own.
    fn settle<T>(&mut self, answer: Result<T, Fault>) -> Result<T>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Tx {}
    impl Sealed for super::Read {}
}

/// Where a transaction stands between statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Inside a statement. A caller that finds it so knows that the statement's future was dropped (on Postgres: SQLite answers
    /// at once).
    Busy,
    /// A statement failed. Postgres refuses everything after that, so SQLite does too: what works on
    /// one works on the other, and nothing runs on after SQLite has rolled back by itself.
    Closed,
}

/// A write transaction. Dropping it rolls back.
pub struct Tx {
    lane: TxLane,
    state: State,
    faults: Faults,
    ids: Arc<IdMaker>,
    wakes: Arc<Wakes>,
    wakeups: Wakeups,
    events: Vec<event::NewEvent>,
    claim: Option<Arc<Claim>>,
}

/// The answer of a transaction that was ended, by a commit or on purpose without one. Nothing else makes one, so that a command
/// which forgets its commit does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended<T>(T);

impl<T> Ended<T> {
    /// What the command answers.
    pub fn answer(self) -> T {
        self.0
    }
}

/// Whom to wake after the commit.
#[derive(Debug, Default)]
pub(super) struct Wakeups {
    pub(super) people: Vec<i64>,
    pub(super) work: bool,
}

pub(super) enum TxLane {
    Sqlite(WriteGuard),
    Postgres(Transaction<'static, Postgres>),
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Tx {
    pub(super) fn new(lane: TxLane, faults: Faults, ids: Arc<IdMaker>, wakes: Arc<Wakes>) -> Self {
        Self {
            lane,
            state: State::Open,
            faults,
            ids,
            wakes,
            wakeups: Wakeups::default(),
            events: Vec::new(),
            claim: None,
        }
    }

    pub(super) fn carry(&mut self, claim: Arc<Claim>) {
        self.claim = Some(claim);
    }

    /// The key that this transaction takes along.
    pub(crate) fn claim(&self) -> Option<Arc<Claim>> {
        self.claim.clone()
    }

    /// Commits; answered only when everything is durable. When this future is dropped unanswered, the
    /// transaction may have been committed or not, as with a connection that breaks.
    ///
    /// # Errors
    /// [`Fault::Closed`] after a failed statement, [`Fault::Retry`], [`Fault::Unconfirmed`].
    pub async fn commit(self) -> Result<Ended<()>> {
        self.commit_with(()).await
    }

    /// As [`Tx::commit`], with what the command answers.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit_with<T>(mut self, answer: T) -> Result<Ended<T>> {
        let events = std::mem::take(&mut self.events);
        if !events.is_empty() {
            event::write(&mut self, events).await?;
        }
        if self.state != State::Open {
            return Err(Fault::Closed.into());
        }
        match self.lane {
            // The writer passes the commit's fault points and wakes the listeners.
            TxLane::Sqlite(guard) => guard.commit(self.wakeups).await?,
            TxLane::Postgres(transaction) => {
                self.faults.pass(Point::BeforeCommit)?;
                transaction.commit().await.map_err(Fault::of_commit)?;
                self.faults.pass(Point::AfterCommit)?;
                self.wakes.announce(&self.wakeups.people, self.wakeups.work);
            }
        }
        if let Some(claim) = self.claim {
            claim.keep();
        }
        Ok(Ended(answer))
    }

    /// Rolls back, because the command has nothing to write: what it answers instead.
    pub fn without_change<T>(self, answer: T) -> Ended<T> {
        Ended(answer)
    }

    /// Rolls back and waits until everything this transaction has read is durable. Dropping is enough
    /// unless an answer rests on what was read.
    ///
    /// # Errors
    /// [`Fault::Unconfirmed`]: what was read may never have happened.
    pub async fn rollback(self) -> Result<()> {
        match self.lane {
            TxLane::Sqlite(guard) => guard.rollback().await?,
            TxLane::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }

    /// Takes named locks until the transaction ends, in sorted order. One call per transaction: two
    /// calls could wait for each other in a circle, and one of the circle would be told to retry.
    ///
    /// # Errors
    /// [`Fault::Retry`], [`Fault::Busy`].
    pub async fn lock(&mut self, keys: &[LockKey]) -> Result<()> {
        if let TxLane::Sqlite(_) = self.lane {
            // The one writer holds every lock there is.
            return Ok(());
        }
        let mut numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let answer = match self.lane()? {
                Lane::Sqlite(_) => Ok(()),
                Lane::Postgres(connection) => {
                    let locked = sqlx::query("select pg_advisory_xact_lock($1)").bind(number).execute(connection).await;
                    locked.map(drop).map_err(Fault::from)
                }
            };
            self.settle(answer)?;
        }
        Ok(())
    }

    /// A new id made at `now`.
    pub fn new_id(&self, now: Timestamp) -> i64 {
        self.ids.make(now)
    }

    /// A random number that is not negative: tokens that nobody can meet by chance.
    pub(crate) fn new_token(&self) -> i64 {
        self.ids.random_number()
    }

    /// After the commit, wakes the lines that listen to this account.
    pub fn wake(&mut self, account_id: i64) {
        if !self.wakeups.people.contains(&account_id) {
            self.wakeups.people.push(account_id);
        }
    }

    /// Writes an event with the commit.
    pub(crate) fn event(&mut self, event: event::NewEvent) {
        self.events.push(event);
    }

    /// After the commit, wakes the worker.
    pub(crate) fn wake_work(&mut self) {
        self.wakeups.work = true;
    }
}

// The statement macros call these by name on a `Tx` or `Read`, and through [`Conn`] on either.
impl Tx {
    pub(crate) fn lane(&mut self) -> Result<Lane<'_>> {
        if self.state != State::Open {
            self.state = State::Closed;
            return Err(Fault::Closed.into());
        }
        self.faults.pass(Point::Statement)?;
        self.state = State::Busy;
        match &mut self.lane {
            TxLane::Sqlite(guard) => Ok(Lane::Sqlite(guard.connection()?)),
            TxLane::Postgres(transaction) => Ok(Lane::Postgres(transaction)),
        }
    }

    pub(crate) fn settle<T>(&mut self, answer: Result<T, Fault>) -> Result<T> {
        // A missing row is an answer of the database, not a failure of the transaction.
        let sound = matches!(answer, Ok(_) | Err(Fault::NoRow));
        self.state = if sound { State::Open } else { State::Closed };
        answer.map_err(Error::from)
    }
}

impl Conn for Tx {
    fn lane(&mut self) -> Result<Lane<'_>> {
        self.lane()
    }

    fn settle<T>(&mut self, answer: Result<T, Fault>) -> Result<T> {
        self.settle(answer)
    }
}

/// A read: all its queries see one snapshot.
pub struct Read {
    lane: ReadLane,
    faults: Faults,
}

pub(super) enum ReadLane {
    Sqlite(Snapshot),
    Postgres(Transaction<'static, Postgres>),
}

impl fmt::Debug for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Read").finish_non_exhaustive()
    }
}

impl Read {
    pub(super) fn new(lane: ReadLane, faults: Faults) -> Self {
        Self { lane, faults }
    }

    /// The name under which another program sees the same snapshot, as long as this read lives: for as long as it takes.
    /// Only Postgres has one.
    pub(crate) async fn share(&mut self) -> Result<String> {
        let name = match self.lane()? {
            Lane::Sqlite(_) => Err(Fault::Closed),
            Lane::Postgres(connection) => shared(connection).await.map_err(Fault::from),
        };
        self.settle(name)
    }

    pub(crate) fn lane(&mut self) -> Result<Lane<'_>> {
        self.faults.pass(Point::Statement)?;
        match &mut self.lane {
            ReadLane::Sqlite(snapshot) => Ok(Lane::Sqlite(snapshot.connection()?)),
            ReadLane::Postgres(transaction) => Ok(Lane::Postgres(transaction)),
        }
    }

    pub(crate) fn settle<T>(&mut self, answer: Result<T, Fault>) -> Result<T> {
        answer.map_err(Error::from)
    }
}

async fn shared(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let patient = "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0";
    connection.execute(sqlx::raw_sql(patient)).await?;
    sqlx::raw_sql("select pg_export_snapshot()").fetch_one(connection).await?.try_get(0)
}

impl Conn for Read {
    fn lane(&mut self) -> Result<Lane<'_>> {
        self.lane()
    }

    fn settle<T>(&mut self, answer: Result<T, Fault>) -> Result<T> {
        self.settle(answer)
    }
}

/// A named lock: what sort of thing, and which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockKey(i64);

impl LockKey {
    /// The lock of this thing. Two things may share a lock by chance: that costs waiting, not safety.
    pub fn new(kind: &str, id: i64) -> Self {
        // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/: short, spread well, the same on every node.
        let number = kind
            .bytes()
            .chain(id.to_be_bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(number.cast_signed())
    }
}
