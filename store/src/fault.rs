//! What can go wrong: a refusal is an answer, a fault is ours; and the injected crashes of the simulation.

use domain::refusal::Refusal;
use rusqlite::ffi;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What commands and queries give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a request was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, in JSON.
    pub body: String,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The product says no: for people, with a stable code.
    #[error(transparent)]
    Refused(Refusal),
    /// This request was carried out before; here is the answer it got.
    #[error("the answer of an earlier request is given again")]
    Replay(Answer),
    /// Something of ours broke. Its text is for the log, never for a client.
    #[error(transparent)]
    Fault(Fault),
}

/// Something of ours broke.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Two transactions stood in each other's way; the same command may simply be tried again.
    #[error("the transaction must be tried again")]
    Retry,
    /// No connection or no lock within the time allowed.
    #[error("the database is busy")]
    Busy,
    /// The database is stopped, is starting, or cannot be opened at the moment. Nothing was done.
    #[error("the database is out of reach: {0}")]
    Away(Arc<str>),
    /// Something between us and Postgres gives one backend to several connections in turn.
    #[error(
        "several connections share one backend of Postgres, as behind PgBouncer in transaction mode: what is prepared and set on a \
         connection would be lost between transactions. Give the address of Postgres itself, or of a pool with `pool_mode = session`"
    )]
    SharedBackend,
    /// There is no verified TLS to a Postgres on another machine.
    #[error(
        "no verified TLS to Postgres on `{host}`: {why}. Give the file of its authority with `sslrootcert=FILE` in the address, or write \
         `sslmode=disable` there to send everything readable"
    )]
    NoTls {
        /// The machine that offers no TLS.
        host: String,
        /// What went wrong.
        why: String,
    },
    /// A SQLite file says that it is in use with a write-ahead log, and there is none.
    #[error(
        "the write-ahead log {0}-wal is missing, so the last changes are not in the database: the file was copied without it while a \
         server was running, or the log was removed. Put the log beside it or restore a backup; to go on without what is lost, start once \
         with accept-missing-log"
    )]
    LogMissing(String),
    /// A backup cannot be made or used, for the reason given.
    #[error("{0}")]
    Backup(String),
    /// An earlier statement of this transaction failed or was abandoned; it can only be dropped.
    #[error("the transaction was closed by an earlier fault")]
    Closed,
    /// A crash that the simulation injected.
    #[error("injected crash")]
    Crash,
    /// The database was closed.
    #[error("the database was closed")]
    Gone,
    /// The commit was not confirmed: the group's last step failed, for the reason given.
    #[error("the commit was not confirmed: {0}")]
    Unconfirmed(Arc<str>),
    /// The SQLite library is older than the one that is safe with several connections on a WAL.
    #[error("SQLite {0} is too old: 3.51.3 or later is needed")]
    OldSqlite(String),
    /// Stored data breaks its own rules.
    #[error("stored data is broken: {0}")]
    Data(String),
    /// A statement found no row where there must be one.
    #[error("a row that must be there is missing")]
    NoRow,
    /// SQLite said so.
    #[error("SQLite: {0}")]
    Sqlite(rusqlite::Error),
    /// Postgres said so.
    #[error("Postgres: {0}")]
    Postgres(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A body could not be written as JSON, or read from it.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
}

/// What a fault means for somebody who asked for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was done: too many want the same thing. A moment later there is room.
    Busy,
    /// Nothing was done: the database is out of reach. It comes back.
    Away,
    /// It may have been done or not: the database went away before it said so.
    Unknown,
    /// Something of ours is broken.
    Broken,
}

impl Fault {
    /// What it means for somebody who asked for something.
    pub fn meaning(&self) -> Meaning {
        match self {
            Fault::Retry | Fault::Busy => Meaning::Busy,
            Fault::Away(_) | Fault::Gone => Meaning::Away,
            Fault::Unconfirmed(_) => Meaning::Unknown,
            Fault::Closed
            | Fault::Crash
            | Fault::SharedBackend
            | Fault::NoTls { .. }
            | Fault::LogMissing(_)
            | Fault::Backup(_)
            | Fault::OldSqlite(_)
            | Fault::Data(_)
            | Fault::NoRow
            | Fault::Sqlite(_)
            | Fault::Postgres(_)
            | Fault::Migration(_)
            | Fault::Json(_) => Meaning::Broken,
        }
    }

    /// The same, of a commit: nobody knows what became of one whose connection broke.
    pub(crate) fn of_commit(error: sqlx::Error) -> Self {
        let fault = Fault::from(error);
        if let Fault::Away(why) = fault { Fault::Unconfirmed(why) } else { fault }
    }
}

impl Error {
    /// Whether the database is out of reach.
    pub fn is_away(&self) -> bool {
        matches!(self, Error::Fault(fault) if fault.meaning() == Meaning::Away)
    }

    /// Whether the same may succeed later: nothing of ours is broken.
    pub fn may_pass(&self) -> bool {
        matches!(self, Error::Fault(fault) if fault.meaning() != Meaning::Broken)
    }

    /// A refusal of any feature as an error.
    pub fn refused(refusal: impl Into<Refusal>) -> Self {
        Error::Refused(refusal.into())
    }

    /// A row with this unique key exists already. The transaction is closed on both engines.
    pub fn is_unique_violation(&self) -> bool {
        self.is_violation(&[ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY], "23505")
    }

    /// A check constraint refused the row. The transaction is closed on both engines.
    pub fn is_check_violation(&self) -> bool {
        self.is_violation(&[ffi::SQLITE_CONSTRAINT_CHECK], "23514")
    }

    /// The same command may be tried again.
    pub fn is_retry(&self) -> bool {
        matches!(self, Error::Fault(Fault::Retry))
    }

    /// The crash that the simulation injected.
    pub fn is_crash(&self) -> bool {
        matches!(self, Error::Fault(Fault::Crash))
    }

    /// Whether a database refused a row, for the reason that has these codes.
    fn is_violation(&self, sqlite: &[i32], postgres: &str) -> bool {
        match self {
            Error::Fault(Fault::Sqlite(error)) => {
                error.sqlite_error().is_some_and(|error| sqlite.contains(&error.extended_code))
            }
            Error::Fault(Fault::Postgres(error)) => {
                error.as_database_error().is_some_and(|error| error.code().as_deref() == Some(postgres))
            }
            Error::Fault(_) | Error::Refused(_) | Error::Replay(_) => false,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::Fault(fault)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Fault(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Fault(Fault::Json(error))
    }
}

macro_rules! refusals_are_errors {
    ($($refusal:ty),* $(,)?) => { $(
        impl From<$refusal> for Error {
            fn from(refusal: $refusal) -> Self {
                Error::Refused(refusal.into())
            }
        }
    )* };
}
refusals_are_errors!(domain::refusal::FieldRefusal);
domain::with_all_refusals!(refusals_are_errors);

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::RowNotFound) {
            return Fault::NoRow;
        }
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Fault::Busy;
        }
        if matches!(error, sqlx::Error::PoolClosed) {
            return Fault::Gone;
        }
        if matches!(error, sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed) {
            return Fault::Away(error.to_string().into());
        }
        let code = error.as_database_error().and_then(|error| error.code());
        match code.as_deref() {
            // It stops, was stopped, starts, or ended this connection.
            Some(code) if code.starts_with("57P") || code.starts_with("08") => Fault::Away(error.to_string().into()),
            // Serialisation failure, deadlock.
            Some("40001" | "40P01") => Fault::Retry,
            // Lock not available, statement stopped by its time limit, as many connections as it takes.
            Some("55P03" | "57014" | "53300") => Fault::Busy,
            Some(_) | None => Fault::Postgres(error),
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error().map(|error| (error.extended_code, error.extended_code & 0xff)) {
            // The snapshot is too old to write on.
            Some((ffi::SQLITE_BUSY_SNAPSHOT, _)) => Fault::Retry,
            // Another process kept the file busy or locked for longer than the busy timeout.
            Some((_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED)) => Fault::Busy,
            Some((_, ffi::SQLITE_CANTOPEN)) => Fault::Away(error.to_string().into()),
            Some(_) | None => Fault::Sqlite(error),
        }
    }
}

/// A place where a process may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// Before a statement.
    Statement,
    /// Everything is written, nothing is durable.
    BeforeCommit,
    /// Everything is durable, nobody has been told.
    AfterCommit,
}

/// Injected crashes, for the simulation and tests only; the default injects nothing and costs nothing.
///
/// After a crash every step fails with [`Fault::Crash`], as if the process were gone, until
/// [`Faults::restart`].
#[derive(Debug, Clone, Default)]
pub struct Faults(Option<Arc<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    armed: AtomicBool,
    steps: Mutex<Steps>,
}

#[derive(Debug, Default)]
struct Steps {
    crashed: bool,
    any: Option<u32>,
    at: Option<(Point, u32)>,
}

impl Faults {
    /// Faults that can be injected later on.
    pub fn injectable() -> Self {
        Self(Some(Arc::new(Plan::default())))
    }

    /// Dies at the n-th step from now, of whatever kind (1 = the very next).
    pub fn crash_in(&self, n: u32) {
        self.arm(|steps| steps.any = Some(n));
    }

    /// Dies at the n-th step of this kind from now (1 = the very next).
    pub fn crash_at(&self, point: Point, n: u32) {
        self.arm(|steps| steps.at = Some((point, n)));
    }

    /// Whether the injected crash has happened.
    pub fn crashed(&self) -> bool {
        self.0.as_ref().is_some_and(|plan| plan.armed.load(Ordering::Acquire) && lock(plan).crashed)
    }

    /// A new process on the same database: forgets the crash and whatever was still planned.
    pub fn restart(&self) {
        if let Some(plan) = &self.0 {
            *lock(plan) = Steps::default();
            plan.armed.store(false, Ordering::Release);
        }
    }

    fn arm(&self, change: impl FnOnce(&mut Steps)) {
        if let Some(plan) = &self.0 {
            change(&mut lock(plan));
            plan.armed.store(true, Ordering::Release);
        }
    }

    /// One step; dies here when the plan says so.
    pub(crate) fn pass(&self, point: Point) -> Result<(), Fault> {
        let Some(plan) = &self.0 else { return Ok(()) };
        if !plan.armed.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut steps = lock(plan);
        if let Some(left) = &mut steps.any {
            *left = left.saturating_sub(1);
        }
        if let Some((planned, left)) = &mut steps.at
            && *planned == point
        {
            *left = left.saturating_sub(1);
        }
        steps.crashed |= steps.any == Some(0) || steps.at.is_some_and(|(_, left)| left == 0);
        if steps.crashed { Err(Fault::Crash) } else { Ok(()) }
    }

    /// Nothing begins in a dead process.
    pub(crate) fn alive(&self) -> Result<(), Fault> {
        if self.crashed() { Err(Fault::Crash) } else { Ok(()) }
    }
}

fn lock(plan: &Plan) -> MutexGuard<'_, Steps> {
    plan.steps.lock().unwrap_or_else(PoisonError::into_inner)
}
