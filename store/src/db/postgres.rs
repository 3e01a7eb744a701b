//! Opening Postgres: one pool, with limits on how long anything may wait, over verified TLS unless it is on this machine.

use super::reach::Reach;
use super::settings::Settings;
use crate::fault::{Fault, Result};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor as _, PgConnection, PgPool, Postgres, Row as _, SqlStr, Transaction,
};
use std::io::ErrorKind;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

/// A page's queries see one snapshot; write transactions are READ COMMITTED with row locks.
pub(super) const BEGIN_READ: &str = "begin isolation level repeatable read read only";

/// A pool, and whether there is anything behind it.
#[derive(Debug)]
pub(super) struct Pool {
    pool: PgPool,
    reach: Reach,
}

pub(super) async fn open(url: &str, settings: &Settings) -> Result<Pool> {
    let options = options(url)?;
    let host = options.get_host().to_owned();
    let limits = limits(settings.wait_max);
    let pool = PgPoolOptions::new()
        .max_connections(settings.readers_max.saturating_add(settings.writers_max).max(2))
        .acquire_timeout(settings.wait_max)
        // Set on each connection and not in its greeting, which not every pooler lets pass.
        .after_connect(move |connection, _| {
            let limits = limits.clone();
            Box::pin(async move { connection.execute(sqlx::raw_sql(AssertSqlSafe(limits))).await.map(drop) })
        })
        .connect_with(options)
        .await
        .map_err(|error| {
            // A certificate that is not believed breaks the handshake.
            let is_broken = matches!(&error, sqlx::Error::Io(why) if why.kind() == ErrorKind::InvalidData);
            if is_broken || matches!(error, sqlx::Error::Tls(_)) {
                Fault::NoTls { host, why: error.to_string() }
            } else {
                error.into()
            }
        })?;
    let mut connection = pool.acquire().await?;
    refuse_shared_backend(&mut connection, &mut *pool.acquire().await?).await?;
    migrate(&mut connection).await?;
    drop(connection);
    Ok(Pool { pool, reach: Reach::default() })
}

/// The address as it is meant: what goes to another machine is encrypted, and the machine has to prove who it is, unless the
/// address says otherwise. `prefer` and `allow` say nothing: a machine in between would only have to say no.
pub(crate) fn options(url: &str) -> Result<PgConnectOptions> {
    let mut options = PgConnectOptions::from_str(url)?
        .application_name(APPLICATION)
        .statement_cache_capacity(500)
        // No pooler knows this parameter, and no statement of ours has a floating point number.
        .extra_float_digits(None)
        .disable_statement_logging();
    if is_remote(&options) && matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow) {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    Ok(options)
}

/// What Postgres knows our connections by.
pub(crate) const APPLICATION: &str = "guildhall";

/// Whether it is on another machine.
fn is_remote(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host.starts_with('/')
        || host.is_empty()
        || bare == "localhost"
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    options.get_socket().is_none() && !is_here
}

fn limits(wait_max: Duration) -> String {
    let milliseconds = |wait: Duration| wait.as_millis();
    format!(
        "set lock_timeout = {}; set statement_timeout = {}; set idle_in_transaction_session_timeout = {}; \
         set default_transaction_isolation = 'read committed'",
        milliseconds(wait_max / 3),
        milliseconds(wait_max),
        milliseconds(wait_max * 2)
    )
}

/// Two connections that are open at once have two backends, and keep them. Asked without preparing anything: that alone
/// would fail behind some poolers.
async fn refuse_shared_backend(one: &mut PgConnection, other: &mut PgConnection) -> Result<()> {
    let before = backend(one).await?;
    let others = backend(other).await?;
    if before == others || backend(one).await? != before {
        return Err(Fault::SharedBackend.into());
    }
    Ok(())
}

async fn backend(connection: &mut PgConnection) -> Result<i32> {
    let row = sqlx::raw_sql("select pg_backend_pid()").fetch_one(connection).await?;
    Ok(row.try_get(0)?)
}

impl Pool {
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins in a task of its own, which comes to its end when the asker hangs up in between: then the transaction is rolled
    /// back before anybody else gets the connection. sqlx 0.9.0 alone hands it on with the transaction open
    /// (<https://github.com/transact-rs/sqlx/issues/4385>), and the next write on it finds itself in somebody's read.
    ///
    /// # Errors
    /// [`Fault::Away`], [`Fault::Busy`] when no connection was free in time, [`Fault::Gone`] when the pool or the runtime is
    /// closing.
    pub(super) async fn begin(&self, how: Option<&'static str>) -> Result<Transaction<'static, Postgres>> {
        let connection = self.reach.connection(&self.pool).await?;
        let begun = tokio::spawn(Transaction::begin(connection, how.map(SqlStr::from_static)));
        Ok(begun.await.map_err(|_ended| Fault::Gone)??)
    }
}

/// The newest shape that this program knows.
pub(crate) fn newest_version() -> i64 {
    sqlx::migrate!("./migrations/postgres").iter().map(|migration| migration.version).max().unwrap_or_default()
}

async fn migrate(connection: &mut PgConnection) -> Result<()> {
    // A migration may read and write whole tables: the time limit is for requests.
    let limit: String = sqlx::raw_sql("show statement_timeout").fetch_one(&mut *connection).await?.try_get(0)?;
    sqlx::raw_sql("set statement_timeout = 0").execute(&mut *connection).await?;
    // `run` takes anything that can be made a connection, and its future is not `Send` for every lifetime.
    let migrated = sqlx::migrate!("./migrations/postgres").run_direct(None, &mut *connection, false).await;
    // As the server says it, such as `30s`.
    let again = format!("set statement_timeout = '{limit}'");
    sqlx::raw_sql(AssertSqlSafe(again)).execute(&mut *connection).await?;
    Ok(migrated.map_err(Fault::Migration)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_on_another_machine_is_verified_unless_the_address_says_otherwise() {
        for (address, verified) in [
            ("postgres://a@db.example/b", true),
            ("postgres://a@10.0.0.7/b", true),
            ("postgres://a@db.example/b?sslmode=prefer", true),
            ("postgres://a@db.example/b?sslmode=allow", true),
            ("postgres://a@db.example/b?sslmode=verify-full", true),
            ("postgres://a@localhost.evil.example/b", true),
            ("postgres://a@db.example/b?sslmode=disable", false),
            ("postgres://a@localhost/b", false),
            ("postgres://a@127.0.0.1:5433/b", false),
            ("postgres://a@[::1]/b", false),
            ("postgres://a@%2Frun%2Fpostgresql/b", false),
            ("postgres://a@localhost/b?host=/run/postgresql", false),
            ("postgres://a@localhost/b?host=db.example", true),
        ] {
            let is_verified = matches!(options(address).unwrap().get_ssl_mode(), PgSslMode::VerifyFull);
            assert_eq!(is_verified, verified, "{address}");
        }
    }
}
