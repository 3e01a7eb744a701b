//! Two engines, one SQL text: opening a database, write transactions, reads. This file and its
//! folder are the only place that knows which engine runs.
//!
//! SQLite runs on the caller's own thread ([`sqlite`]) and has one writing connection ([`writer`]): write
//! transactions that wait for one another are committed as a group. Postgres has a pool at READ COMMITTED; rows are
//! locked in sorted order. Reads see one snapshot on both.

pub(crate) mod file;
pub(crate) mod log;
pub(crate) mod postgres;
mod reach;
mod readers;
mod retry;
mod row;
mod settings;
pub(crate) mod sqlite;
pub(crate) mod statement;
mod transaction;
mod writer;

pub(crate) use retry::pauses;
pub use retry::{Patience, retried, retried_with};
pub use settings::{Engine, Settings};
pub use transaction::{Conn, Ended, Lane, LockKey, Read, Tx};

pub(crate) use row::{Columns, FromSqlite, column, columns_of_field, record};
pub(crate) use statement::{
    execute, execute_each, execute_rows, fetch_all, fetch_all_for_update, fetch_all_rows, fetch_all_skip_locked,
    fetch_each, fetch_one, fetch_one_for_update, fetch_optional, fetch_optional_for_update,
};

use crate::fault::{Error, Faults, Result};
use crate::id::IdMaker;
use crate::idempotency::{self, Answers, IdempotencyKey};
use crate::password::Passwords;
use crate::wake::{Listener, Wakes};
use domain::time::Timestamp;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// A database, ready for commands and queries. Clones share everything.
#[derive(Debug, Clone)]
pub struct Db {
    inner: Arc<Inner>,
    claim: Option<Arc<Claim>>,
}

#[derive(Debug)]
struct Inner {
    pools: Pools,
    faults: Faults,
    ids: Arc<IdMaker>,
    wakes: Arc<Wakes>,
    passwords: Passwords,
    repeats: AtomicU64,
}

#[derive(Debug)]
enum Pools {
    Sqlite(sqlite::Pools),
    Postgres(postgres::Pool),
}

/// An idempotency key that the first transaction to commit takes along, with its answer.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) key: IdempotencyKey,
    pub(crate) answers: Answers,
    kept: AtomicBool,
}

impl Claim {
    pub(crate) fn keep(&self) {
        self.kept.store(true, Ordering::Release);
    }
}

impl Db {
    /// Opens the database, creates it where the engine can, and brings its schema up to date.
    ///
    /// # Errors
    /// [`crate::Fault::OldSqlite`], [`crate::Fault::Migration`], or what the database says.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let wakes = Arc::new(Wakes::default());
        let pools = match &settings.engine {
            Engine::Sqlite { path } => Pools::Sqlite(sqlite::open(path, settings, &wakes).await?),
            Engine::Postgres { url } => Pools::Postgres(postgres::open(url, settings).await?),
        };
        let inner = Inner {
            pools,
            faults: settings.faults.clone(),
            ids: Arc::new(IdMaker::new(settings.seed)),
            wakes,
            passwords: Passwords::default(),
            repeats: AtomicU64::new(0),
        };
        Ok(Self { inner: Arc::new(inner), claim: None })
    }

    /// Begins a write transaction. Dropping it rolls back. Commands do not call this: `context::command` does, for all of them.
    ///
    /// Never begin a second one while holding one: SQLite has one writer.
    ///
    /// # Errors
    /// [`crate::Fault::Busy`] when no writer was free in time. With an idempotency key ([`Db::keyed`]): a
    /// replayed answer or a refusal, when the key is known.
    pub async fn begin(&self) -> Result<Tx> {
        let inner = &self.inner;
        inner.faults.alive()?;
        let lane = match &inner.pools {
            Pools::Sqlite(pools) => transaction::TxLane::Sqlite(pools.writer.begin().await?),
            Pools::Postgres(pool) => transaction::TxLane::Postgres(pool.begin(None).await?),
        };
        let mut tx = Tx::new(lane, inner.faults.clone(), Arc::clone(&inner.ids), Arc::clone(&inner.wakes));
        if let Some(claim) = &self.claim
            && !claim.kept.load(Ordering::Acquire)
        {
            match idempotency::claim(&mut tx, claim).await? {
                None => tx.carry(Arc::clone(claim)),
                Some(known) => {
                    // The answer rests on a row that may not be durable yet: wait until it is.
                    tx.rollback().await?;
                    return Err(known);
                }
            }
        }
        Ok(tx)
    }

    /// Others stood in the way of a command: waits before its next attempt, and counts it.
    pub(crate) async fn again(&self, pause: Option<Duration>, error: Error) -> Result<()> {
        retry::wait(pause, error).await?;
        self.inner.repeats.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// How often commands of this process were carried out once more because others stood in their way.
    pub fn repeats(&self) -> u64 {
        self.inner.repeats.load(Ordering::Relaxed)
    }

    /// Begins a read: all its queries see one snapshot. Drop it soon.
    ///
    /// # Errors
    /// [`crate::Fault::Busy`] when no connection was free in time.
    pub async fn read(&self) -> Result<Read> {
        self.inner.faults.alive()?;
        let lane = match &self.inner.pools {
            Pools::Sqlite(pools) => transaction::ReadLane::Sqlite(pools.readers.begin().await?),
            Pools::Postgres(pool) => transaction::ReadLane::Postgres(pool.begin(Some(postgres::BEGIN_READ)).await?),
        };
        Ok(Read::new(lane, self.inner.faults.clone()))
    }

    /// A read that may take long, such as a search through everything. Where statements run on the thread of the caller, the
    /// other tasks of that thread go on elsewhere meanwhile.
    pub(crate) async fn aside<T>(&self, reading: impl Future<Output = T>) -> T {
        let mut reading = pin!(reading);
        poll_fn(|context| match &self.inner.pools {
            Pools::Sqlite(_) => file::waiting(|| reading.as_mut().poll(context)),
            Pools::Postgres(_) => reading.as_mut().poll(context),
        })
        .await
    }

    /// The same database for one request with an idempotency key: its first transaction that
    /// commits takes the key along, and the answer.
    pub fn keyed(&self, key: IdempotencyKey, answers: Answers) -> Self {
        let claim = Arc::new(Claim { key, answers, kept: AtomicBool::new(false) });
        Self { inner: Arc::clone(&self.inner), claim: Some(claim) }
    }

    /// The same database without an idempotency key.
    pub fn plain(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), claim: None }
    }

    /// Those who hash and verify passwords for this database.
    pub fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    /// A new id made at `now`; see [`IdMaker`].
    pub fn new_id(&self, now: Timestamp) -> i64 {
        self.inner.ids.make(now)
    }

    /// Random bytes, fit for secrets unless the settings gave a seed.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        self.inner.ids.random_bytes()
    }

    /// Hears when events are added to this account's log, by any transaction of this process.
    pub fn listen(&self, account_id: i64) -> Listener {
        self.inner.wakes.listen(account_id)
    }

    /// Wakes the lines that listen to this account: for news that came from another node.
    pub fn wake(&self, account_id: i64) {
        self.inner.wakes.announce(&[account_id], false);
    }

    /// Hears when the outbox or the scheduled jobs of this process have grown.
    pub fn work(&self) -> watch::Receiver<()> {
        self.inner.wakes.work()
    }

    /// A number that grows with every commit of this process, before the commit is answered. What was read after asking
    /// for it is still true while it is the same, unless another process wrote.
    pub fn changes(&self) -> u64 {
        self.inner.wakes.changes()
    }

    /// How many write transactions of this process wait for the one writer; none ever do where each has its own.
    pub fn writers_waiting(&self) -> usize {
        match &self.inner.pools {
            Pools::Sqlite(pools) => pools.writer.waiting(),
            Pools::Postgres(_) => 0,
        }
    }

    /// Whether several processes may work on it at once. Where they cannot, a lease that is found at a start belongs to
    /// nobody any more.
    pub fn is_shared(&self) -> bool {
        match &self.inner.pools {
            Pools::Sqlite(_) => false,
            Pools::Postgres(_) => true,
        }
    }

    /// `sqlite` or `postgres`, for the log and the status page.
    pub fn engine_name(&self) -> &'static str {
        match &self.inner.pools {
            Pools::Sqlite(_) => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// Finishes what was begun and closes all connections.
    pub async fn close(&self) {
        match &self.inner.pools {
            Pools::Sqlite(pools) => pools.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A list of ids as the JSON text that `fetch_all_rows!` and `execute_rows!` take: `[{"id":1}, …]`.
pub fn ids_json(ids: impl IntoIterator<Item = i64>) -> String {
    let mut text = String::from("[");
    for id in ids {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&format!("{{\"id\":{id}}}"));
    }
    text.push(']');
    text
}
