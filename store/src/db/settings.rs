//! Where the database is, and how much of it may be used at once.

use crate::fault::Faults;
use std::path::PathBuf;
use std::time::Duration;

/// Longer than any request may take.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// How long a connection of SQLite waits for another process that keeps the file locked.
pub(super) const BUSY_SECONDS_MAX: u64 = 10;

/// Which engine, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// A file of this machine, created when it is missing.
    Sqlite {
        /// The file; its `-wal` and `-shm` lie beside it.
        path: PathBuf,
    },
    /// A Postgres server, 15 or later.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
    },
}

/// How to open a [`crate::Db`].
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which engine, and where.
    pub engine: Engine,
    /// Connections that read at the same time.
    pub readers_max: u32,
    /// Connections that write at the same time, beside the readers; SQLite always has one.
    pub writers_max: u32,
    /// How long anybody waits for a connection or for the one writer; a third of it for a row that others hold.
    pub wait_max: Duration,
    /// Opens a SQLite file whose write-ahead log is missing: what was only in the log is lost.
    pub accept_missing_log: bool,
    /// Seed of ids and random bytes. For the simulation only: with it, secrets can be guessed.
    pub seed: Option<u64>,
    /// Injected crashes, for the simulation and tests.
    pub faults: Faults,
}

impl Settings {
    /// A SQLite file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self::new(Engine::Sqlite { path: path.into() })
    }

    /// A Postgres database.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::new(Engine::Postgres { url: url.into() })
    }

    /// Reads what an operator writes: a `postgres://` address, or the path of a SQLite file (with or
    /// without `sqlite://`).
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Self::postgres(text);
        }
        Self::sqlite(text.strip_prefix("sqlite://").unwrap_or(text))
    }

    fn new(engine: Engine) -> Self {
        Self {
            engine,
            readers_max: 4,
            writers_max: 8,
            wait_max: WAIT_MAX,
            accept_missing_log: false,
            seed: None,
            faults: Faults::default(),
        }
    }
}
