//! Runs a test on a fresh SQLite file and on a fresh Postgres database.

use domain::actor::Actor;
use domain::time::Timestamp;
use sqlx::{Connection, Executor, Row};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::fault::Faults;
use store::{Context, Db, Platform, Settings, Visitor};
use tokio::sync::OnceCell;
use xtask::postgres::Database;

/// A moment that tests may call now: 2027-01-15 08:00 UTC.
pub const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// How long a test waits for what must happen. Only a test that fails ever waits so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Between two looks at a state that a test waits for.
const LOOK: Duration = Duration::from_millis(2);

/// The transactions of others in this database of Postgres.
const LEFT_BEHIND: &str = "select count(*) from pg_stat_activity where datname = current_database() \
    and backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()";

/// Those of them that wait for a lock.
const WAITING: &str =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

/// Where a database keeps which migrations it has had.
const HISTORY_ON_SQLITE: &str = "create table _sqlx_migrations (version bigint primary key, description text not null, \
    installed_on timestamp not null default current_timestamp, success boolean not null, checksum blob not null, \
    execution_time bigint not null)";

/// Waits until it is so.
pub async fn until(what: &str, so: impl AsyncFn() -> bool) {
    let looks = async {
        while !so().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, looks).await.is_ok(), "waited in vain until {what}");
}

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

/// This person acts, under the rules of a new instance.
pub fn by(db: &Db, actor: &Actor, now: Timestamp) -> Context {
    Context::new(db, actor.clone(), &Arc::default(), now)
}

/// Somebody looks who may be signed in, or a stranger.
pub fn visit(db: &Db, actor: Option<&Actor>, now: Timestamp) -> Context<Visitor> {
    Context::new(db, actor.cloned(), &Arc::default(), now)
}

/// What happens by itself, under the rules of a new instance.
pub fn platform(db: &Db, now: Timestamp) -> Context<Platform> {
    Context::new(db, Platform, &Arc::default(), now)
}

/// Runs the body on both engines, one after the other.
pub async fn on_both(body: impl AsyncFn(TestDb)) {
    on_sqlite(&body).await;
    on_postgres(&body).await;
}

/// Runs the body on SQLite only: for what only its writer can do.
pub async fn on_sqlite(body: impl AsyncFn(TestDb)) {
    let folder = Folder::new();
    let path = folder.0.join("guildhall.sqlite");
    fs::write(&path, migrated_sqlite().await).unwrap();
    on_file(path, body).await;
}

async fn on_file(path: PathBuf, body: impl AsyncFn(TestDb)) {
    println!("on sqlite, in {}", path.display());
    let test = TestDb::open(Settings::sqlite(&path), "sqlite", Address::Sqlite(path)).await;
    let db = test.db.clone();
    body(test).await;
    db.close().await;
}

/// Runs the body on Postgres only.
pub async fn on_postgres(body: impl AsyncFn(TestDb)) {
    on_database(tokio::task::spawn_blocking(Database::migrated).await.unwrap(), body).await;
}

async fn on_database(database: Database, body: impl AsyncFn(TestDb)) {
    let url = database.url().to_owned();
    println!("on postgres, {url}");
    let test = TestDb::open(Settings::postgres(&url), "postgres", Address::Postgres(url)).await;
    let db = test.db.clone();
    body(test).await;
    db.close().await;
    tokio::task::spawn_blocking(|| drop(database)).await.unwrap();
}

/// Runs the body on both engines, on a database of an older program: its migrations up to this number, and what this SQL put in.
pub async fn on_both_after(newest: i64, filled: &str, body: impl AsyncFn(TestDb)) {
    let folder = Folder::new();
    let path = folder.0.join("guildhall.sqlite");
    let connection = sqlite(&path);
    connection.execute_batch(HISTORY_ON_SQLITE).unwrap();
    for migration in sqlx::migrate!("./migrations/sqlite").iter().filter(|migration| migration.version <= newest) {
        connection.execute_batch(migration.sql.as_str()).unwrap();
        let known = rusqlite::params![migration.version, migration.description, migration.checksum];
        connection.execute("insert into _sqlx_migrations values ($1, $2, 0, 1, $3, 0)", known).unwrap();
    }
    connection.execute_batch(filled).unwrap();
    drop(connection);
    on_file(path, &body).await;

    let database = tokio::task::spawn_blocking(Database::empty).await.unwrap();
    let mut connection = sqlx::PgConnection::connect(database.url()).await.unwrap();
    let all = sqlx::migrate!("./migrations/postgres");
    let older = all.iter().filter(|migration| migration.version <= newest).cloned().collect();
    sqlx::migrate::Migrator::with_migrations(older).run_direct(None, &mut connection, false).await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(filled.to_owned()))).await.unwrap();
    connection.close().await.unwrap();
    on_database(database, &body).await;
}

/// A folder that goes with its test, also when that panics.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("guildhall-store-{}-{count}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to tidy up.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A file of SQLite that was migrated once, to copy.
async fn migrated_sqlite() -> &'static [u8] {
    static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
    let migrate = async || {
        let folder = Folder::new();
        let path = folder.0.join("migrated.sqlite");
        let db = Db::open(&Settings::sqlite(&path)).await.unwrap();
        // Everything is in the one file then.
        db.close().await;
        fs::read(&path).unwrap()
    };
    MIGRATED.get_or_init(migrate).await
}

impl TestDb {
    async fn open(settings: Settings, engine: &'static str, address: Address) -> Self {
        let faults = Faults::injectable();
        let settings = Settings { faults: faults.clone(), wait_max: PATIENCE * 3, ..settings };
        let db = Db::open(&settings).await.unwrap();
        assert_eq!(db.engine_name(), engine);
        Self { db, faults, settings, engine, address }
    }

    /// This person acts, under the rules of a new instance.
    pub fn by(&self, actor: &Actor, now: Timestamp) -> Context {
        by(&self.db, actor, now)
    }

    /// Somebody looks who may be signed in.
    pub fn visit(&self, actor: Option<&Actor>, now: Timestamp) -> Context<Visitor> {
        visit(&self.db, actor, now)
    }

    /// A stranger looks, or asks for something.
    pub fn visitor(&self, now: Timestamp) -> Context<Visitor> {
        visit(&self.db, None, now)
    }

    /// What happens by itself.
    pub fn platform(&self, now: Timestamp) -> Context<Platform> {
        platform(&self.db, now)
    }

    /// A new process after a crash. Returns when nothing of the dead one is left: Postgres learns of a dropped
    /// transaction a moment later, and until then its locks hold rows that `skip locked` passes over.
    pub async fn restart(&self) {
        self.faults.restart();
        let gone = async || self.engine == "sqlite" || self.number(LEFT_BEHIND).await == 0;
        until("no transaction of the process that died is open", gone).await;
    }

    /// Waits until so many write transactions wait: for the writer on SQLite, for locks on Postgres.
    pub async fn waiting(&self, transactions: i64) {
        let waiting = async || match self.address {
            Address::Sqlite(_) => i64::try_from(self.db.writers_waiting()).unwrap(),
            Address::Postgres(_) => self.number(WAITING).await,
        };
        until(&format!("{transactions} wait"), async || waiting().await == transactions).await;
    }

    /// Keeps locked on Postgres what this statement locks, until it is let go.
    pub async fn hold(&self, sql: &'static str) -> Hold {
        let Address::Postgres(url) = &self.address else { panic!("SQLite has no locks on rows") };
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        connection.execute("begin").await.unwrap();
        connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        Hold(connection)
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

    /// Runs SQL past the store and past everything by which the database itself keeps its rules.
    pub async fn unguarded(&self, sql: &str) {
        match &self.address {
            Address::Sqlite(path) => {
                let connection = sqlite(path);
                let mut triggers = connection.prepare("select name from sqlite_master where type = 'trigger'").unwrap();
                let triggers = triggers.query_map([], |row| row.get(0)).unwrap();
                let triggers: Vec<String> = triggers.map(Result::unwrap).collect();
                for name in triggers {
                    connection.execute_batch(&format!("drop trigger {name}")).unwrap();
                }
                connection.execute_batch("pragma ignore_check_constraints = on; pragma foreign_keys = off").unwrap();
                connection.execute_batch(sql).unwrap();
            }
            Address::Postgres(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                let floor = "alter table ledger_account drop constraint if exists ledger_account_check";
                connection.execute("set session_replication_role = replica").await.unwrap();
                connection.execute(floor).await.unwrap();
                connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.unwrap();
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

    /// What will fall due, by kind and subject, and when.
    pub async fn due(&self) -> BTreeMap<(String, i64), i64> {
        let sql = "select kind, subject_id, due_at from due_work";
        match &self.address {
            Address::Sqlite(path) => {
                let connection = sqlite(path);
                let mut rows = connection.prepare(sql).unwrap();
                let rows = rows.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).unwrap();
                rows.map(Result::unwrap).collect()
            }
            Address::Postgres(url) => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect()
            }
        }
    }

    /// The value of a setting; what most tests write, because it is the simplest row there is.
    pub async fn setting(&self, key: &str) -> Option<String> {
        let mut read = self.db.read().await.unwrap();
        store::setting::get(&mut read, key).await.unwrap()
    }
}

/// A transaction past the store that others wait for.
pub struct Hold(sqlx::PgConnection);

impl Hold {
    pub async fn let_go(&mut self) {
        self.0.execute("commit").await.unwrap();
    }
}

fn sqlite(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.busy_timeout(PATIENCE).unwrap();
    connection
}
