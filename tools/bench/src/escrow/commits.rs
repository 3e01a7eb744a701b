//! Bare durable commits on SQLite: one row, one transaction, one connection, synced as the store syncs.

use crate::Result;
use crate::stopwatch::Stopwatch;
use rusqlite::Connection;
use std::path::Path;

/// About as long as the row of a movement.
const TEXT: &str = "release 0123456789abcdef0123456789abcdef of milestone 0123456789abcdef, contract 0123456789abcdef";

/// The connection and its file.
pub(super) struct Commits(Connection);

impl Commits {
    /// Makes the file, with the pragmas that the store opens its own with.
    pub(super) fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        connection.execute_batch("create table bare (id integer primary key, text text not null) strict")?;
        Ok(Self(connection))
    }

    /// Commits for some seconds.
    pub(super) fn per_second(&mut self, seconds: f64) -> Result<f64> {
        let watch = Stopwatch::start();
        let mut commits = 0.0;
        while watch.seconds() < seconds {
            self.0.prepare_cached("insert into bare (text) values (?1)")?.execute([TEXT])?;
            commits += 1.0;
        }
        Ok(commits / watch.seconds())
    }
}
