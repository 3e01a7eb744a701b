//! Whether Postgres can be reached. A request that waits for a connection is told as soon as it cannot, instead of waiting for as
//! long as one may wait for others; nobody has to be told that it is back.

use crate::fault::Fault;
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Connection, PgPool, Postgres};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// After so long a wait it is worth a look whether there is anything to wait for.
const DOUBT_AFTER: Duration = Duration::from_secs(1);
/// How often Postgres is tried while it is away.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A server that takes longer to greet is as good as none.
const GREETING_MAX: Duration = Duration::from_secs(5);

/// What is known about it, shared by everybody who uses the pool.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Why it is away.
    away: watch::Sender<Option<Arc<str>>>,
    /// Somebody looks already.
    looking: AtomicBool,
}

impl Reach {
    /// A connection of the pool.
    ///
    /// # Errors
    /// [`Fault::Away`], [`Fault::Busy`] when none was free in time, [`Fault::Gone`] when the pool is closed.
    pub(super) async fn connection(&self, pool: &PgPool) -> Result<PoolConnection<Postgres>, Fault> {
        let mut away = self.0.away.subscribe();
        let mut acquiring = pin!(pool.acquire());
        loop {
            let why = away.borrow_and_update().clone();
            if let Some(why) = why
                && !pool.is_closed()
            {
                return Err(Fault::Away(why));
            }
            tokio::select! {
                acquired = &mut acquiring => {
                    return acquired.map_err(|error| {
                        let fault = Fault::from(error);
                        if matches!(fault, Fault::Away(_)) {
                            self.look(pool);
                        }
                        fault
                    });
                }
                // The sender is ours.
                _ = away.changed() => {}
                () = tokio::time::sleep(DOUBT_AFTER) => self.look(pool),
            }
        }
    }

    /// Looks until it is there, in the background, one at a time.
    fn look(&self, pool: &PgPool) {
        if self.0.looking.swap(true, Ordering::AcqRel) {
            return;
        }
        let (reach, pool) = (self.clone(), pool.clone());
        tokio::spawn(async move {
            let mut is_told = false;
            while !pool.is_closed() {
                let why = greeted(&pool).await.err();
                match &why {
                    Some(why) if !is_told => {
                        tracing::warn!(%why, "the database is out of reach; requests are answered 503 until it is back");
                        is_told = true;
                    }
                    None if is_told => tracing::info!("the database is back"),
                    Some(_) | None => {}
                }
                let is_there = why.is_none();
                reach.0.away.send_replace(why);
                if is_there {
                    break;
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
            reach.0.looking.store(false, Ordering::Release);
        });
    }
}

/// Whether it lets anybody in. One that is full is there.
async fn greeted(pool: &PgPool) -> Result<(), Arc<str>> {
    let options = pool.connect_options();
    match tokio::time::timeout(GREETING_MAX, options.connect()).await {
        Ok(Ok(connection)) => {
            // It has said what it was asked for.
            let _ = connection.close().await;
            Ok(())
        }
        Ok(Err(error)) if error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("53300")) => {
            Ok(())
        }
        Ok(Err(error)) => Err(error.to_string().into()),
        Err(_late) => Err("it does not answer".into()),
    }
}
