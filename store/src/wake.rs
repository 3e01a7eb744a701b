//! Wake-ups inside this process: sockets hear of new events, the worker hears of new work, always
//! after the commit. The database is the truth: losing a wake-up costs latency only.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Who is listening.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    people: Mutex<HashMap<i64, watch::Sender<()>>>,
    work: watch::Sender<()>,
    changes: AtomicU64,
}

impl Wakes {
    pub(crate) fn announce(&self, people: &[i64], work: bool) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        if !people.is_empty() {
            let listening = self.lock();
            for sender in people.iter().filter_map(|account_id| listening.get(account_id)) {
                sender.send_replace(());
            }
        }
        if work {
            self.work.send_replace(());
        }
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    pub(crate) fn listen(self: &Arc<Self>, account_id: i64) -> Listener {
        let receiver = self.lock().entry(account_id).or_default().subscribe();
        Listener { account_id, receiver: Some(receiver), wakes: Arc::clone(self) }
    }

    pub(crate) fn work(&self) -> watch::Receiver<()> {
        self.work.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i64, watch::Sender<()>>> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hears that a person's event log has grown. Read the log after each wake-up; several events may
/// come as one.
#[derive(Debug)]
pub struct Listener {
    account_id: i64,
    receiver: Option<watch::Receiver<()>>,
    wakes: Arc<Wakes>,
}

impl Listener {
    /// Waits for the next wake-up; one that came since the last call is not lost.
    pub async fn changed(&mut self) {
        if let Some(receiver) = &mut self.receiver {
            // The sender lives as long as a listener does, so this cannot fail.
            let _ = receiver.changed().await;
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listening = self.wakes.lock();
        self.receiver = None;
        if listening.get(&self.account_id).is_some_and(|sender| sender.receiver_count() == 0) {
            listening.remove(&self.account_id);
        }
    }
}
