//! Reads on SQLite: a few connections that only read, opened when they are needed and kept. Each read holds one of them
//! and sees one snapshot.

use super::file::{File, steer};
use crate::fault::Fault;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(super) struct Readers {
    file: File,
    /// Those that nobody has.
    idle: Mutex<Vec<Connection>>,
    turns: Arc<Semaphore>,
    turns_max: u32,
    /// How long a read waits for a connection.
    wait_max: Duration,
}

impl Readers {
    pub(super) fn new(file: File, turns_max: u32, wait_max: Duration) -> Self {
        let turns = usize::try_from(turns_max).unwrap_or(Semaphore::MAX_PERMITS);
        Self { file, idle: Mutex::default(), turns: Arc::new(Semaphore::new(turns)), turns_max, wait_max }
    }

    /// Waits for a connection and begins a snapshot on it.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<Snapshot, Fault> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = tokio::time::timeout(self.wait_max, turn).await;
        let turn = turn.map_err(|_late| Fault::Busy)?.map_err(|_closed| Fault::Gone)?;
        let idle = self.idle().pop();
        let connection = idle.map_or_else(|| self.file.connect_to_read(), Ok)?;
        steer(&connection, "begin")?;
        Ok(Snapshot { connection: Some(connection), readers: Arc::clone(self), _turn: turn })
    }

    /// Waits until everybody is done, then closes all connections.
    pub(super) async fn close(&self) {
        // An error means that it was closed before.
        let _all = self.turns.acquire_many(self.turns_max).await;
        self.turns.close();
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in the hands of one read.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// Missing only while this is dropped.
    connection: Option<Connection>,
    readers: Arc<Readers>,
    _turn: OwnedSemaphorePermit,
}

impl Snapshot {
    pub(super) fn connection(&mut self) -> Result<&mut Connection, Fault> {
        self.connection.as_mut().ok_or(Fault::Closed)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            // One that cannot end its read is closed instead of kept.
            && (connection.is_autocommit() || steer(&connection, "rollback").is_ok())
        {
            self.readers.idle().push(connection);
        }
    }
}
