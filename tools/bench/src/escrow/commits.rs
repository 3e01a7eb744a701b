//! Bare durable commits on SQLite: one row, one transaction, one connection, synced as the store syncs.

use crate::Result;
use crate::stopwatch::Stopwatch;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Executor as _};
use std::path::Path;

/// About as long as the row of a movement.
const TEXT: &str = "release 0123456789abcdef0123456789abcdef of milestone 0123456789abcdef, contract 0123456789abcdef";

/// The connection and its file.
pub(super) struct Commits(SqliteConnection);

impl Commits {
    /// Makes the file, with the pragmas that the store opens its own with.
    pub(super) async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        connection.execute("create table bare (id integer primary key, text text not null) strict").await?;
        Ok(Self(connection))
    }

    /// Commits for some seconds.
    pub(super) async fn per_second(&mut self, seconds: f64) -> Result<f64> {
        let watch = Stopwatch::start();
        let mut commits = 0.0;
        while watch.seconds() < seconds {
            sqlx::query("insert into bare (text) values ($1)").bind(TEXT).execute(&mut self.0).await?;
            commits += 1.0;
        }
        Ok(commits / watch.seconds())
    }
}
