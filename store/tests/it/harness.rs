//! Runs a test on a fresh SQLite file and on a fresh Postgres database.

use domain::time::Timestamp;
use sqlx::{Connection, Executor, Row};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::fault::Faults;
use store::{Db, Settings};
use tokio::sync::OnceCell;
use xtask::postgres;

/// A moment that tests may call now: 2027-01-15 08:00 UTC.
pub const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// The transactions of others in this database of Postgres.
const LEFT_BEHIND: &str = "select count(*) from pg_stat_activity where datname = current_database() \
    and backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()";

/// Looks for them before a test says that they stay; ten seconds at least.
const LOOKS_MAX: u32 = 5_000;

/// A fresh database, with all migrations and nothing in it.
#[derive(Clone)]
pub struct TestDb {
    pub db: Db,
    pub faults: Faults,
    /// To open the same database again.
    pub settings: Settings,
    pub engine: &'static str,
    address: Address,
}

#[derive(Clone)]
enum Address {
    Sqlite(PathBuf),
    Postgres(String),
}

/// Runs the body on both engines, one after the other.
pub async fn on_both(body: impl AsyncFn(TestDb)) {
    on_sqlite(&body).await;
    on_postgres(&body).await;
}

/// Runs the body on SQLite only: for what only its writer can do.
pub async fn on_sqlite(body: impl AsyncFn(TestDb)) {
    let folder = std::env::temp_dir().join(format!("guildhall-store-{}-{}", std::process::id(), next()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("guildhall.sqlite");
    let test = TestDb::open(Settings::sqlite(&path), "sqlite", Address::Sqlite(path)).await;
    let db = test.db.clone();
    println!("on sqlite, in {}", folder.display());
    body(test).await;
    db.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Runs the body on Postgres only.
pub async fn on_postgres(body: impl AsyncFn(TestDb)) {
    let url = fresh_postgres().await;
    let test = TestDb::open(Settings::postgres(&url), "postgres", Address::Postgres(url.clone())).await;
    let db = test.db.clone();
    println!("on postgres, {url}");
    body(test).await;
    db.close().await;
}

fn next() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// Copies a database that was migrated once.
async fn fresh_postgres() -> String {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE
        .get_or_init(|| async {
            let url = tokio::task::spawn_blocking(postgres::fresh_database).await.unwrap();
            let db = Db::open(&Settings::postgres(&url)).await.unwrap();
            db.close().await;
            url
        })
        .await;
    let template_name = template.rsplit('/').next().unwrap();
    let name = format!("store_{}_{}", std::process::id(), next());
    let mut admin = sqlx::PgConnection::connect(postgres::shared()).await.unwrap();
    let create = format!("create database {name} template {template_name}");
    admin.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(create))).await.unwrap();
    admin.close().await.unwrap();
    postgres::with_database(template, &name)
}

impl TestDb {
    async fn open(settings: Settings, engine: &'static str, address: Address) -> Self {
        let faults = Faults::injectable();
        let settings = Settings { faults: faults.clone(), ..settings };
        let db = Db::open(&settings).await.unwrap();
        assert_eq!(db.engine_name(), engine);
        Self { db, faults, settings, engine, address }
    }

    /// A new process after a crash. Returns when nothing of the dead one is left: Postgres learns of a dropped
    /// transaction a moment later, and until then its locks hold rows that `skip locked` passes over.
    pub async fn restart(&self) {
        self.faults.restart();
        for _look in 0..LOOKS_MAX {
            if self.engine == "sqlite" || self.number(LEFT_BEHIND).await == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("a transaction of the process that died stays open");
    }

    /// Runs SQL past the store, on a connection of its own.
    pub async fn raw(&self, sql: &'static str) {
        match &self.address {
            Address::Sqlite(path) => sqlite(path).execute_batch(sql).unwrap(),
            Address::Postgres(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                connection.execute(sqlx::raw_sql(sql)).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// Runs SQL past the store, and gives what the database says to it.
    pub async fn try_raw(&self, sql: &'static str) -> Result<(), String> {
        match &self.address {
            Address::Sqlite(path) => sqlite(path).execute_batch(sql).map_err(|error| error.to_string()),
            Address::Postgres(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                let answer = connection.execute(sqlx::raw_sql(sql)).await.map(drop);
                connection.close().await.unwrap();
                answer.map_err(|error| error.to_string())
            }
        }
    }

    /// One number, read past the store: what is durable now.
    pub async fn number(&self, sql: &'static str) -> i64 {
        match &self.address {
            Address::Sqlite(path) => sqlite(path).query_row(sql, [], |row| row.get(0)).unwrap(),
            Address::Postgres(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                let row = sqlx::query(sql).fetch_one(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                row.get(0)
            }
        }
    }

    /// The value of a setting; what most tests write, because it is the simplest row there is.
    pub async fn setting(&self, key: &str) -> Option<String> {
        let mut read = self.db.read().await.unwrap();
        store::setting::get(&mut read, key).await.unwrap()
    }
}

fn sqlite(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection
}
