//! SQLite's write-ahead log as a part of the database: what was committed last is in it alone. While a server runs, the file
//! itself says so (`user_version`, <https://www.sqlite.org/pragma.html#pragma_user_version>), and the last one who leaves
//! carries the log over and takes the mark away. A file with the mark and without a log has lost something: it was copied
//! from a running server, or somebody removed the log.

use super::settings::BUSY_SECONDS_MAX;
use crate::fault::Fault;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The mark of a file whose last changes may be in the log.
const IN_USE: i64 = 1;
const AT_REST: i64 = 0;

/// The log of a database file, and the index of the log.
pub(crate) fn beside(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        name.into()
    })
}

/// A connection to the file as it is, which changes nothing. When it is closed the log stays: only [`leave`] carries it over.
pub(crate) fn bare(path: &Path) -> Result<Connection, Fault> {
    // A connection is in one hand at a time, so it needs no lock of its own.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Looks into a file that may be without the log it needs. Reading makes an empty log, which the next start must not take for
/// the one that is missing, so nothing of it stays.
pub(crate) fn look<T>(path: &Path, into: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
    // Looked for first: to read the file would make an empty one.
    let [log, index] = beside(path);
    let has_log = log.exists();
    let connection = bare(path)?;
    let seen = into(&connection);
    drop(connection);
    if !has_log && std::fs::metadata(&log).is_ok_and(|made| made.len() == 0) {
        for made in [log, index] {
            // What is not there need not be removed.
            let _ = std::fs::remove_file(made);
        }
    }
    seen
}

/// Marks the file as in use, before anything else is written to a log.
///
/// # Errors
/// [`Fault::LogMissing`], unless that is accepted.
pub(super) fn enter(path: &Path, accept_missing: bool) -> Result<(), Fault> {
    let has_log = beside(path)[0].exists();
    let mark: i64 = look(path, |file| Ok(file.pragma_query_value(None, "user_version", |row| row.get(0))?))?;
    if mark == IN_USE {
        let missing = || Fault::LogMissing(path.display().to_string());
        return if has_log || accept_missing { Ok(()) } else { Err(missing()) };
    }
    let connection = bare(path)?;
    // First there is a log and then the mark, so that a process that is killed in between leaves no mark without a log.
    connection.pragma_update(None, "journal_mode", "wal")?;
    set_mark(&connection, IN_USE)?;
    // From the log into the file.
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    Ok(())
}

/// Closes the connection that writes, after all others of this process. The last process carries the log over and removes
/// it; while others have the file open, it stays as it is.
///
/// # Errors
/// What SQLite says; the log is there then, and nothing is lost.
pub(super) fn leave(connection: Connection) -> Result<(), Fault> {
    connection.busy_timeout(Duration::ZERO)?;
    connection.flush_prepared_statement_cache();
    // The mark first: between the two, a log without a mark is no harm.
    if set_mark(&connection, AT_REST).is_ok() && !rest(&connection) {
        connection.busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))?;
        set_mark(&connection, IN_USE)?;
    }
    connection.close().map_err(|(_connection, error)| error.into())
}

fn set_mark(connection: &Connection, mark: i64) -> Result<(), Fault> {
    Ok(connection.pragma_update(None, "user_version", mark)?)
}

/// Leaves the log; only somebody who is alone with the file can.
pub(crate) fn rest(connection: &Connection) -> bool {
    let mode = connection.pragma_update_and_check(None, "journal_mode", "delete", |row| row.get::<_, String>(0));
    mode.is_ok_and(|mode| mode == "delete")
}

/// Takes the mark from a copy that needs no log.
pub(crate) fn is_whole(connection: &Connection) -> Result<(), Fault> {
    set_mark(connection, AT_REST)
}
