//! The file of a SQLite database: how one more connection to it is opened and steered, without the runtime's other tasks
//! waiting for the disk.

use super::log;
use crate::fault::Fault;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::{Path, PathBuf};
use tokio::runtime::{Handle, RuntimeFlavor};

/// The log file is cut back to this size after a checkpoint, in bytes.
const LOG_BYTES_MAX: i64 = 67_108_864;
/// The log is carried over into the file when it has so many pages (16 MiB): with few of them, each is written twice for
/// almost every command that changed it.
const LOG_PAGES_MAX: i64 = 4_000;
/// Pages that the writer keeps, in KiB (negative, by SQLite's custom): all that one group changes.
const WRITER_CACHE: i64 = -16_384;
/// Prepared statements that a connection keeps: more than this program has.
const STATEMENTS_MAX: usize = 500;

/// Where the database is: everything that is needed for one more connection.
#[derive(Debug, Clone)]
pub(super) struct File(PathBuf);

impl File {
    /// The file at this path.
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// A connection that may write.
    pub(super) fn connect(&self) -> Result<Connection, Fault> {
        let connection = self.open()?;
        connection.pragma_update(None, "cache_size", WRITER_CACHE)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
        // What a savepoint needs to go back is kept in memory instead of a file of its own.
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    }

    /// A connection that only reads.
    pub(super) fn connect_to_read(&self) -> Result<Connection, Fault> {
        let connection = self.open()?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn open(&self) -> Result<Connection, Fault> {
        let connection = log::bare(&self.0)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        // Plans do not depend on the values of a statement (<https://www.sqlite.org/queryplanner-ng.html#qpstab>). Otherwise
        // statements whose plan might, for one value such as a limit, are prepared anew each time they run.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES_MAX)?;
        Ok(connection)
    }
}

/// Does something that waits for the disk or takes long, without keeping the runtime's other tasks from this thread.
pub(crate) fn waiting<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        // A runtime of one thread has nobody to take over its other tasks.
        Ok(_) | Err(_) => work(),
    }
}

/// Runs a statement without arguments that steers the transaction.
pub(super) fn steer(connection: &Connection, sql: &str) -> Result<(), Fault> {
    connection.prepare_cached(sql)?.raw_execute()?;
    Ok(())
}
