//! The writer: SQLite's one writing connection, handed from one transaction to the next, and committed for a group of
//! them at once.
//!
//! How it works. The connection and the group of transactions that is open on it are one [`Session`]. A transaction takes
//! the session, or waits in a queue for it; while it has it, it holds a [`WriteGuard`]. The first of a group opens `begin
//! immediate`; the others each work inside a savepoint. A member that is done passes the session on to the next in the
//! queue and waits for its answer. When nobody waits, or the group is full, the member that is done last commits, and
//! answers everybody. Statements and the commit run on the thread of the member that asks for them: no task and no thread
//! stands between.
//!
//! Why it is right.
//! - Nobody shares the connection: the session is *moved* into the guard, and from guard to guard. A statement is carried
//!   out whole before its future yields, so a future that is dropped is dropped between two statements, and what follows
//!   is the rollback of its savepoint, and of nothing else.
//! - A guard cannot get lost: its drop rolls back what it has begun and passes the session on. This covers refusals,
//!   panics, cancelled callers, and a caller that is gone before the guard reaches it. If that leaves a group without
//!   anybody to commit it, the drop sees to the commit. The queue is served in its order: the session is free only while
//!   nobody waits.
//! - A commit cannot be left halfway: it has no point at which it waits for anything but the disk. A member that is
//!   dropped before that passes the session on by its drop, one that is dropped after it only misses its answer.
//! - Success is answered only after `commit` succeeded, and that is asked for only while the transaction that the group
//!   opened is open. When SQLite rolls back by itself (disk full, input or output error), it is not, and savepoints are
//!   gone: so the next end of a member or of the group fails, and the whole group is told so. A transaction in which a
//!   statement failed is closed ([`super::Tx`]), so nothing runs on outside of one, and nothing else opens one.
//! - After any failure to end something the connection is dropped (SQLite then rolls back what was open) and the next
//!   group gets a new one.
//! - Constraints are never deferred to the commit, so that one member cannot fail the others.

use super::file::{File, steer, waiting};
use super::log;
use super::settings::{BUSY_SECONDS_MAX, Settings};
use super::transaction::Wakeups;
use crate::fault::{Fault, Faults, Point};
use crate::wake::Wakes;
use rusqlite::Connection;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Transactions in one group at most: bounds how long the first one waits for its answer.
const GROUP_MAX: usize = 64;
/// How long the writer pauses before it asks again for a file that another process keeps locked.
const PAUSE: Duration = Duration::from_millis(2);
const BUSY_MAX: Duration = Duration::from_secs(BUSY_SECONDS_MAX);

/// How a member that waits learns what became of the group.
type Answer = oneshot::Sender<Result<(), Fault>>;

/// The way to the one writing connection.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
    /// How long a caller waits for it.
    wait_max: Duration,
}

/// What all callers share: the session while it is free, and the queue for it.
#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    file: File,
    faults: Faults,
    wakes: Arc<Wakes>,
}

#[derive(Debug)]
struct Queue {
    /// Here only while nobody has it and nobody waits for it.
    session: Option<Session>,
    waiting: VecDeque<oneshot::Sender<WriteGuard>>,
    closed: bool,
}

#[derive(Debug)]
struct Session {
    /// Missing after a failure, until the next group connects again.
    connection: Option<Connection>,
    group: Group,
}

/// Transactions that are to be committed together.
#[derive(Debug, Default)]
struct Group {
    members: Vec<(Wakeups, Answer)>,
    /// Those who rolled back, but want to know whether what they had read became durable.
    onlookers: Vec<Answer>,
    served: usize,
}

impl Writer {
    pub(super) fn new(connection: Connection, file: File, settings: &Settings, wakes: Arc<Wakes>) -> Self {
        let session = Session { connection: Some(connection), group: Group::default() };
        let queue = Queue { session: Some(session), waiting: VecDeque::new(), closed: false };
        let shared = Shared { queue: Mutex::new(queue), file, faults: settings.faults.clone(), wakes };
        Self { shared: Arc::new(shared), wait_max: settings.wait_max }
    }

    /// Waits for the connection and begins.
    pub(super) async fn begin(&self) -> Result<WriteGuard, Fault> {
        let turn = match self.shared.acquire(false) {
            Ok(guard) => Ok(Ok(guard)),
            Err(turn) => tokio::time::timeout(self.wait_max, turn).await,
        };
        let mut guard = turn.map_err(|_late| Fault::Busy)?.map_err(|_closed| Fault::Gone)?;
        guard.open().await?;
        Ok(guard)
    }

    /// How many callers stand in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.shared.queue().waiting.len()
    }

    /// Lets waiting callers finish, then closes the connection.
    pub(super) async fn close(&self) {
        let last = match self.shared.acquire(true) {
            Ok(guard) => Ok(guard),
            Err(turn) => turn.await,
        };
        if let Ok(mut guard) = last
            && let Some(mut session) = guard.session.take()
        {
            self.shared.settle(&mut session);
            if let Some(connection) = session.connection.take()
                && let Err(error) = waiting(|| log::leave(connection))
            {
                tracing::warn!(%error, "the writing connection did not close well");
            }
            // A second call to close must find the session, too.
            self.shared.pass_on(session);
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the session, or a place in the queue. After the last one nobody gets a place any more.
    fn acquire(self: &Arc<Self>, last: bool) -> Result<WriteGuard, oneshot::Receiver<WriteGuard>> {
        let (place, turn) = oneshot::channel();
        let mut queue = self.queue();
        if queue.closed && !last {
            return Err(turn);
        }
        queue.closed |= last;
        match queue.session.take() {
            Some(session) => Ok(WriteGuard::new(session, self)),
            None => {
                queue.waiting.push_back(place);
                Err(turn)
            }
        }
    }

    fn nobody_waits(&self) -> bool {
        self.queue().waiting.is_empty()
    }

    /// Gives the session to the next in the queue. It comes back when its group must be committed now.
    fn pass_on(self: &Arc<Self>, mut session: Session) -> Option<Session> {
        while session.group.served < GROUP_MAX || session.group.is_empty() {
            let mut queue = self.queue();
            let Some(next) = queue.waiting.pop_front() else {
                if session.group.is_empty() {
                    session.group = Group::default();
                    queue.session = Some(session);
                    return None;
                }
                return Some(session);
            };
            drop(queue);
            match next.send(WriteGuard::new(session, self)).map_err(WriteGuard::take_back) {
                Ok(()) | Err(None) => return None,
                // That one had stopped waiting.
                Err(Some(back)) => session = back,
            }
        }
        Some(session)
    }

    /// Commits the group of the session and answers everybody in it.
    fn settle(&self, session: &mut Session) {
        let group = std::mem::take(&mut session.group);
        if group.is_empty() {
            return;
        }
        match waiting(|| self.commit(session)) {
            Ok(()) => group.answer(&self.wakes),
            Err(fault) => group.fail(&fault),
        }
    }

    fn commit(&self, session: &mut Session) -> Result<(), Fault> {
        // Unless it is put back, it is dropped here, which rolls back what is open.
        let connection = session.connection.take().ok_or(Fault::Gone)?;
        if let Err(crash) = self.faults.pass(Point::BeforeCommit) {
            steer(&connection, "rollback")?;
            session.connection = Some(connection);
            return Err(crash);
        }
        still_open(&connection)?;
        steer(&connection, "commit")?;
        session.connection = Some(connection);
        self.faults.pass(Point::AfterCommit)
    }

    /// Commits what must be committed, and passes the session on.
    fn finish(self: &Arc<Self>, mut session: Session) {
        self.settle(&mut session);
        // An empty group never comes back.
        self.pass_on(session);
    }
}

/// The transaction that the group opened has not been ended by SQLite itself.
fn still_open(connection: &Connection) -> Result<(), Fault> {
    if connection.is_autocommit() { Err(Fault::Unconfirmed("SQLite has rolled back".into())) } else { Ok(()) }
}

impl Group {
    fn is_empty(&self) -> bool {
        self.members.is_empty() && self.onlookers.is_empty()
    }

    fn answer(self, wakes: &Wakes) {
        for (wakeups, answer) in self.members {
            wakes.announce(&wakeups.people, wakeups.work);
            // A caller that dropped its future does not want to know.
            let _ = answer.send(Ok(()));
        }
        for answer in self.onlookers {
            let _ = answer.send(Ok(()));
        }
    }

    fn fail(self, fault: &Fault) {
        let crash = matches!(fault, Fault::Crash);
        if !crash {
            tracing::error!(%fault, "a group of transactions was not committed");
        }
        let text: Arc<str> = fault.to_string().into();
        for answer in self.members.into_iter().map(|(_, answer)| answer).chain(self.onlookers) {
            let told = if crash { Fault::Crash } else { Fault::Unconfirmed(Arc::clone(&text)) };
            let _ = answer.send(Err(told));
        }
    }
}

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has begun nothing, or ended what it had begun.
    Idle,
    /// The first of its group: the transaction is its own.
    Alone,
    /// In a savepoint, above those who came before.
    Nested,
}

/// The session in the hands of one transaction.
#[derive(Debug)]
pub(super) struct WriteGuard {
    /// Missing once it is passed on.
    session: Option<Session>,
    stage: Stage,
    shared: Arc<Shared>,
}

impl WriteGuard {
    fn new(session: Session, shared: &Arc<Shared>) -> Self {
        Self { session: Some(session), stage: Stage::Idle, shared: Arc::clone(shared) }
    }

    fn take_back(mut self) -> Option<Session> {
        self.session.take()
    }

    pub(super) fn connection(&mut self) -> Result<&mut Connection, Fault> {
        self.session.as_mut().and_then(|session| session.connection.as_mut()).ok_or(Fault::Closed)
    }

    async fn open(&mut self) -> Result<(), Fault> {
        let Some(session) = &mut self.session else { return Err(Fault::Closed) };
        if !session.group.is_empty() {
            let opened = self.connection().and_then(|connection| steer(connection, "savepoint member"));
            return match opened {
                Ok(()) => {
                    self.stage = Stage::Nested;
                    Ok(())
                }
                Err(fault) => {
                    self.spoil(&fault);
                    Err(Fault::Retry)
                }
            };
        }
        if session.connection.is_none() {
            session.connection = Some(waiting(|| self.shared.file.connect())?);
        }
        self.begin().await?;
        self.stage = Stage::Alone;
        Ok(())
    }

    /// Opens the group's transaction. While another process writes to the file, the thread is left to others.
    async fn begin(&mut self) -> Result<(), Fault> {
        let mut waited = Duration::ZERO;
        loop {
            let connection = self.connection()?;
            connection.busy_timeout(Duration::ZERO)?;
            let begun = steer(connection, "begin immediate");
            connection.busy_timeout(BUSY_MAX)?;
            match begun {
                Err(Fault::Busy) if waited < BUSY_MAX => {
                    tokio::time::sleep(PAUSE).await;
                    waited += PAUSE;
                }
                begun => return begun,
            }
        }
    }

    /// Commits with the group. What this returns is the answer of the group's commit.
    pub(super) async fn commit(mut self, wakeups: Wakeups) -> Result<(), Fault> {
        let (answer, committed) = oneshot::channel();
        let ended = self.end(|connection, stage| match stage {
            Stage::Nested => steer(connection, "release member"),
            Stage::Alone => still_open(connection),
            Stage::Idle => Err(Fault::Closed),
        });
        if let Some(session) = &mut self.session {
            session.group.members.push((wakeups, answer));
        }
        if let Err(fault) = ended {
            self.spoil(&fault);
        }
        self.leave().await;
        committed.await.unwrap_or(Err(Fault::Gone))
    }

    /// Rolls back what this transaction has done, and waits for the group's commit: what it had read is durable then.
    pub(super) async fn rollback(mut self) -> Result<(), Fault> {
        let (answer, settled) = oneshot::channel();
        self.undo();
        match &mut self.session {
            Some(session) if !session.group.is_empty() => session.group.onlookers.push(answer),
            // With nobody before it, it has read only what is durable.
            Some(_) | None => drop(answer.send(Ok(()))),
        }
        self.leave().await;
        settled.await.unwrap_or(Err(Fault::Gone))
    }

    fn undo(&mut self) {
        let undone = self.end(|connection, stage| match stage {
            Stage::Nested => steer(connection, "rollback to member").and_then(|()| steer(connection, "release member")),
            // SQLite may have rolled back by itself.
            Stage::Alone if connection.is_autocommit() => Ok(()),
            Stage::Alone => steer(connection, "rollback"),
            Stage::Idle => Ok(()),
        });
        if let Err(fault) = undone {
            self.spoil(&fault);
        }
    }

    /// Ends what was begun, once.
    fn end(&mut self, how: impl FnOnce(&Connection, Stage) -> Result<(), Fault>) -> Result<(), Fault> {
        let stage = std::mem::replace(&mut self.stage, Stage::Idle);
        if let Some(session) = &mut self.session {
            session.group.served += 1;
        }
        how(self.connection()?, stage)
    }

    /// The whole group is lost: the connection is dropped, which rolls back what is open, and everybody is told.
    fn spoil(&mut self, fault: &Fault) {
        if let Some(session) = &mut self.session {
            session.connection = None;
            std::mem::take(&mut session.group).fail(fault);
        }
    }

    /// Leaves the session to the next one, or commits.
    async fn leave(mut self) {
        if self.shared.nobody_waits() {
            // Those who are ready to write, but did not get to it, come into this group rather than each into one.
            tokio::task::yield_now().await;
        }
        if let Some(session) = self.session.take()
            && let Some(session) = self.shared.pass_on(session)
        {
            self.shared.finish(session);
        }
    }
}

impl Drop for WriteGuard {
    fn drop(&mut self) {
        if self.session.is_none() {
            return;
        }
        if self.stage != Stage::Idle {
            self.undo();
        }
        if let Some(session) = self.session.take().and_then(|session| self.shared.pass_on(session)) {
            let orphan = Orphan { session: Some(session), shared: Arc::clone(&self.shared) };
            // A drop is not expected to wait for the disk.
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                drop(runtime.spawn_blocking(move || drop(orphan)));
            }
        }
    }
}

/// A group that was left without anybody to commit it. It is committed when this is dropped, wherever that is: a runtime
/// that stops drops it without running it.
struct Orphan {
    session: Option<Session>,
    shared: Arc<Shared>,
}

impl Drop for Orphan {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            self.shared.finish(session);
        }
    }
}
