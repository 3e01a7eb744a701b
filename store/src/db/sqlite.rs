//! Opening SQLite: one connection that writes, a pool that reads, both on a write-ahead log that is
//! synced at every commit.

use super::settings::Settings;
use super::writer::Writer;
use crate::fault::{Fault, Result};
use crate::wake::Wakes;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Older libraries can corrupt a write-ahead log that several connections share
/// (<https://www.sqlite.org/releaselog/3_51_3.html>).
const OLDEST: (u32, u32, u32) = (3, 51, 3);
const BUSY_SECONDS_MAX: u64 = 10;
const ACQUIRE_SECONDS_MAX: u64 = 30;
/// The log file is cut back to this size after a checkpoint, in bytes.
const LOG_BYTES_MAX: &str = "67108864";

#[derive(Debug)]
pub(super) struct Pools {
    pub(super) writer: Writer,
    pub(super) readers: SqlitePool,
}

impl Pools {
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

pub(super) async fn open(path: &Path, settings: &Settings, wakes: &Arc<Wakes>) -> Result<Pools> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
        .pragma("journal_size_limit", LOG_BYTES_MAX)
        .statement_cache_capacity(500)
        .disable_statement_logging();
    let mut connection = options.clone().create_if_missing(true).connect().await?;
    check_version(&mut connection).await?;
    check_log(&mut connection).await?;
    migrate(&mut connection).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(settings.readers_max.max(1))
        .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS_MAX))
        // A connection to a file does not die; asking it each time would cost a thread switch.
        .test_before_acquire(false)
        .connect_lazy_with(options.clone().pragma("query_only", "on"));
    let writer = Writer::start(connection, options, settings.faults.clone(), Arc::clone(wakes));
    Ok(Pools { writer, readers })
}

async fn check_version(connection: &mut SqliteConnection) -> Result<()> {
    let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(connection).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST {
        return Err(Fault::OldSqlite(version).into());
    }
    Ok(())
}

/// A file system that cannot hold a write-ahead log makes SQLite fall back without a word.
async fn check_log(connection: &mut SqliteConnection) -> Result<()> {
    let (mode,): (String,) = sqlx::query_as("pragma journal_mode").fetch_one(&mut *connection).await?;
    let (synchronous,): (i64,) = sqlx::query_as("pragma synchronous").fetch_one(connection).await?;
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    if mode != "wal" || synchronous != 2 {
        return Err(Fault::Data(format!("journal mode {mode}, synchronous {synchronous}: not durable")).into());
    }
    Ok(())
}

async fn migrate(connection: &mut SqliteConnection) -> Result<()> {
    // `run` takes anything that can be made a connection, and its future is not `Send` for every lifetime.
    sqlx::migrate!("./migrations/sqlite").run_direct(None, connection, false).await.map_err(Fault::Migration)?;
    Ok(())
}
