//! The writer task: SQLite's one writing connection, lent to one transaction after another, and
//! committed for a group of them at once.
//!
//! How it goes. The task waits for a caller, opens `begin immediate`, and lends the connection to the
//! caller as a [`Loan`]. The loan comes back with an end: commit or rollback. If another caller waits
//! by then, the loan goes to that one, inside a savepoint (savepoints of earlier members stay below
//! it: releasing them one by one would cost a thread switch each). When nobody waits, or the group is
//! full, the task commits and answers every member of the group.
//!
//! Why it is right.
//! - Nobody shares the connection: it is *moved* into the loan and moved back. What one caller sends
//!   before dropping its loan is carried out before anything that comes later, because the driver
//!   works through one queue. So a future that is dropped in the middle of a statement is followed
//!   by the rollback of its savepoint, and of nothing else.
//! - A loan cannot get lost: its drop sends the connection back with a rollback. This covers refusals,
//!   panics, cancelled callers, and a caller that is gone before the loan reaches it.
//! - Success is answered only after `commit` succeeded. When SQLite rolls back by itself (disk full,
//!   input or output error), the savepoint `whole` is gone, so the member's `rollback to` or the
//!   group's `release whole` fails, and the whole group is told so. A transaction in which a statement
//!   failed is closed ([`super::Tx`]), so nothing runs on outside.
//! - After any failure of the task's own statements the connection is dropped (SQLite then rolls
//!   back what was open) and the next group gets a new one.
//! - Constraints are never deferred to the commit, so that one member cannot fail the others.

use super::transaction::News;
use crate::fault::{Fault, Faults, Point};
use crate::wake::Wakes;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Transactions in one group at most: bounds how long the first one waits for its answer.
const GROUP_MAX: usize = 64;
/// How long a caller waits for the writer.
const WAIT_SECONDS_MAX: u64 = 30;

const BEGIN: &str = "begin immediate; savepoint whole";
/// Commits only while the savepoint of the very transaction that [`BEGIN`] opened is there.
const COMMIT: &str = "release whole; commit";

/// A caller that waits for the connection.
type Request = oneshot::Sender<Result<Loan, Fault>>;
/// Somebody who waits for what becomes of the group.
type Answer = oneshot::Sender<Result<(), Fault>>;

/// The way to the writer task. Dropping it ends the task.
#[derive(Debug)]
pub(super) struct Writer {
    requests: Mutex<Option<mpsc::UnboundedSender<Request>>>,
    ended: tokio::sync::watch::Receiver<bool>,
}

impl Writer {
    pub(super) fn start(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        faults: Faults,
        wakes: Arc<Wakes>,
    ) -> Self {
        let (requests, incoming) = mpsc::unbounded_channel();
        let (end, ended) = tokio::sync::watch::channel(false);
        let task = Task { connection: Some(connection), options, faults, wakes, incoming };
        tokio::spawn(async move {
            task.run().await;
            end.send_replace(true);
        });
        Self { requests: Mutex::new(Some(requests)), ended }
    }

    /// Waits for the connection.
    pub(super) async fn begin(&self) -> Result<Loan, Fault> {
        let (request, lent) = oneshot::channel();
        let sent = match &*self.requests.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(requests) => requests.send(request).is_ok(),
            None => false,
        };
        if !sent {
            return Err(Fault::Gone);
        }
        match tokio::time::timeout(Duration::from_secs(WAIT_SECONDS_MAX), lent).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Fault::Gone),
            Err(_) => Err(Fault::Busy),
        }
    }

    /// Lets waiting callers finish, then closes the connection.
    pub(super) async fn close(&self) {
        drop(self.requests.lock().unwrap_or_else(PoisonError::into_inner).take());
        // An error means that the task is gone already.
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }
}

/// The connection in the hands of one transaction.
#[derive(Debug)]
pub(super) struct Loan {
    inner: Option<(SqliteConnection, oneshot::Sender<Return>)>,
}

#[derive(Debug)]
struct Return {
    connection: SqliteConnection,
    end: End,
}

#[derive(Debug)]
enum End {
    Commit { news: News, answer: Answer },
    Rollback { answer: Option<Answer> },
}

impl Loan {
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, Fault> {
        self.inner.as_mut().map(|(connection, _)| connection).ok_or(Fault::Closed)
    }

    pub(super) async fn commit(mut self, news: News) -> Result<(), Fault> {
        let (answer, committed) = oneshot::channel();
        self.give_back(End::Commit { news, answer });
        committed.await.unwrap_or(Err(Fault::Gone))
    }

    pub(super) async fn rollback(mut self) -> Result<(), Fault> {
        let (answer, settled) = oneshot::channel();
        self.give_back(End::Rollback { answer: Some(answer) });
        settled.await.unwrap_or(Err(Fault::Gone))
    }

    fn give_back(&mut self, end: End) {
        if let Some((connection, back)) = self.inner.take() {
            // It fails only when the task is gone; the connection closes then, which rolls back.
            let _ = back.send(Return { connection, end });
        }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        self.give_back(End::Rollback { answer: None });
    }
}

/// Transactions that are to be committed together.
#[derive(Default)]
struct Group {
    members: Vec<(News, Answer)>,
    /// Those who rolled back, but want to know whether what they had read became durable.
    onlookers: Vec<Answer>,
}

impl Group {
    fn answer(self, wakes: &Wakes) {
        for (news, answer) in self.members {
            wakes.announce(&news.people, news.work);
            // Whoever dropped its future does not want to know.
            let _ = answer.send(Ok(()));
        }
        for answer in self.onlookers {
            let _ = answer.send(Ok(()));
        }
    }

    fn fail(self, fault: &Fault) {
        let text: Arc<str> = fault.to_string().into();
        for answer in self.members.into_iter().map(|(_, answer)| answer).chain(self.onlookers) {
            let told = match fault {
                Fault::Crash => Fault::Crash,
                Fault::Retry
                | Fault::Busy
                | Fault::Closed
                | Fault::Gone
                | Fault::Unconfirmed(_)
                | Fault::OldSqlite(_)
                | Fault::Data(_)
                | Fault::Database(_)
                | Fault::Migration(_)
                | Fault::Json(_) => Fault::Unconfirmed(Arc::clone(&text)),
            };
            let _ = answer.send(Err(told));
        }
    }
}

struct Task {
    /// Missing after a failure, until the next group connects again.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    faults: Faults,
    wakes: Arc<Wakes>,
    incoming: mpsc::UnboundedReceiver<Request>,
}

impl Task {
    async fn run(mut self) {
        while let Some(first) = self.incoming.recv().await {
            let mut group = Group::default();
            match self.gather(first, &mut group).await {
                Ok(()) => group.answer(&self.wakes),
                Err(fault) => {
                    // The connection was dropped on the way, which rolls back what was open.
                    if !matches!(fault, Fault::Crash) {
                        tracing::error!(%fault, "a group of transactions was not committed");
                    }
                    group.fail(&fault);
                }
            }
        }
        if let Some(connection) = self.connection
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the writing connection did not close well");
        }
    }

    /// Serves callers until nobody waits or the group is full, then commits.
    async fn gather(&mut self, first: Request, group: &mut Group) -> Result<(), Fault> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match self.options.connect().await {
                Ok(connection) => connection,
                Err(error) => {
                    let _ = first.send(Err(error.into()));
                    return Ok(());
                }
            },
        };
        let mut next = Some(first);
        let mut served = 0;
        while let Some(request) = next.take() {
            // Whoever stopped waiting costs nothing.
            if !request.is_closed() {
                connection = serve(connection, request, group).await?;
                served += 1;
            }
            if served < GROUP_MAX {
                next = self.incoming.try_recv().ok();
            }
        }
        if !group.members.is_empty() {
            if let Err(crash) = self.faults.pass(Point::BeforeCommit) {
                command(&mut connection, "rollback").await?;
                self.connection = Some(connection);
                return Err(crash);
            }
            command(&mut connection, COMMIT).await?;
        }
        self.connection = Some(connection);
        if group.members.is_empty() { Ok(()) } else { self.faults.pass(Point::AfterCommit) }
    }
}

/// Lends the connection to one caller and carries out how that ends. The first member of a group has
/// the transaction to itself and needs no savepoint of its own.
async fn serve(
    mut connection: SqliteConnection,
    request: Request,
    group: &mut Group,
) -> Result<SqliteConnection, Fault> {
    let nested = !group.members.is_empty();
    let opened = command(&mut connection, if nested { "savepoint member" } else { BEGIN }).await;
    if let Err(fault) = opened {
        // With nobody else in the group, the caller alone hears of it, and of the true reason.
        let told = if nested { Fault::Retry } else { fault };
        let _ = request.send(Err(told));
        return if nested { Err(Fault::Unconfirmed("no savepoint".into())) } else { Ok(connection) };
    }
    let (back, returned) = oneshot::channel();
    // When the caller is gone, the loan is dropped here and comes back like any other.
    drop(request.send(Ok(Loan { inner: Some((connection, back)) })));
    let Return { mut connection, end } = returned.await.map_err(|_| Fault::Gone)?;
    match end {
        End::Commit { news, answer } => {
            // Its savepoint stays: the group's commit takes all of them, and a later member's rollback
            // goes to the newest, which is that member's own.
            group.members.push((news, answer));
        }
        End::Rollback { answer } => {
            group.onlookers.extend(answer);
            command(&mut connection, if nested { "rollback to member" } else { "rollback" }).await?;
        }
    }
    Ok(connection)
}

async fn command(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), Fault> {
    sqlx::query(sql).execute(connection).await.map(|_| ()).map_err(Fault::from)
}
