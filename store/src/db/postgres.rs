//! Opening Postgres: one pool, with limits on how long anything may wait.

use super::settings::Settings;
use crate::fault::{Fault, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgConnection, PgPool, Postgres, SqlStr, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// A page's queries see one snapshot; write transactions are READ COMMITTED with row locks.
pub(super) const BEGIN_READ: &str = "begin isolation level repeatable read read only";

pub(super) async fn open(url: &str, settings: &Settings) -> Result<PgPool> {
    let milliseconds = |wait: Duration| format!("{}ms", wait.as_millis());
    let options = PgConnectOptions::from_str(url)?
        .application_name("guildhall")
        .statement_cache_capacity(500)
        .options([
            ("lock_timeout", milliseconds(settings.wait_max / 3)),
            ("statement_timeout", milliseconds(settings.wait_max)),
            ("idle_in_transaction_session_timeout", milliseconds(settings.wait_max * 2)),
            ("default_transaction_isolation", "read committed".to_owned()),
        ])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(settings.readers_max.saturating_add(settings.writers_max).max(2))
        .acquire_timeout(settings.wait_max)
        .connect_with(options)
        .await?;
    let mut connection = pool.acquire().await?;
    migrate(&mut connection).await?;
    Ok(pool)
}

/// Begins in a task of its own, which comes to its end when the asker hangs up in between: then the transaction is rolled
/// back before anybody else gets the connection. sqlx 0.9.0 alone hands it on with the transaction open
/// (<https://github.com/transact-rs/sqlx/issues/4385>), and the next write on it finds itself in somebody's read.
///
/// # Errors
/// [`Fault::Busy`] when no connection was free in time, [`Fault::Gone`] when the pool or the runtime is closing.
pub(super) async fn begin(pool: &PgPool, how: Option<&'static str>) -> Result<Transaction<'static, Postgres>> {
    let connection = pool.acquire().await?;
    let begun = tokio::spawn(Transaction::begin(connection, how.map(SqlStr::from_static)));
    Ok(begun.await.map_err(|_ended| Fault::Gone)??)
}

async fn migrate(connection: &mut PgConnection) -> Result<()> {
    // `run` takes anything that can be made a connection, and its future is not `Send` for every lifetime.
    sqlx::migrate!("./migrations/postgres").run_direct(None, connection, false).await.map_err(Fault::Migration)?;
    Ok(())
}
