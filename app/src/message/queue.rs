//! Messages on their way. They leave one after the other, in the order in which they were written; each has an id that
//! this device made, so that trying again cannot send it twice. They outlive the page they were written on, and a
//! reload of the tab.

use super::api;
use crate::error::PageError;
use crate::runtime::later;
use domain::id::{AccountId, RoomId};
use domain::message::MessageId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// While the server is out of reach: how long until the next attempt, if nothing says earlier that it is back.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Outgoing {
    pub(super) id: MessageId,
    pub(super) text: String,
    #[serde(skip)]
    pub(super) fate: Fate,
}

/// What has become of it so far.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) enum Fate {
    /// It waits for those before it, or is being sent.
    #[default]
    Sending,
    /// The server is out of reach; the message goes out when it is back.
    Unconnected,
    /// The server has it, and the thread on the screen will show it in a moment.
    Arrived,
    /// The server said no, and why.
    Refused(String),
}

impl Fate {
    fn is_to_send(&self) -> bool {
        match self {
            Self::Sending | Self::Unconnected => true,
            Self::Arrived | Self::Refused(_) => false,
        }
    }
}

/// What one person of this tab wrote in one room and is not in its thread yet. Clones are the same queue.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    room: RoomId,
    /// Its name in the tab's storage.
    place: String,
    messages: ArcRwSignal<Vec<Outgoing>>,
    sending: Arc<AtomicBool>,
    resting: Arc<AtomicBool>,
}

impl Queue {
    /// The queue of a person and a room; in a browser always the same one, whatever pages come and go.
    pub(super) fn of(writer: AccountId, room: RoomId) -> Self {
        thread_local! {
            static QUEUES: RefCell<BTreeMap<String, Queue>> = const { RefCell::new(BTreeMap::new()) };
        }
        let place = format!("messages-{writer}-{room}");
        let fresh = |place| Self {
            room,
            place,
            messages: ArcRwSignal::new(Vec::new()),
            sending: Arc::default(),
            resting: Arc::default(),
        };
        // A server's threads render for many people; nothing is on its way there.
        if !cfg!(target_arch = "wasm32") {
            return fresh(place);
        }
        QUEUES.with_borrow_mut(|queues| queues.entry(place.clone()).or_insert_with(|| fresh(place)).clone())
    }

    /// All of them, for the page.
    pub(super) fn messages(&self) -> RwSignal<Vec<Outgoing>> {
        self.messages.clone().into()
    }

    /// Sends a message after those that wait already.
    pub(super) fn add(&self, id: MessageId, text: String) {
        self.messages.update(|all| all.push(Outgoing { id, text, fate: Fate::Sending }));
        self.keep();
        self.send_waiting();
    }

    /// Tries a message again that was refused, and those that wait.
    pub(super) fn again(&self, id: &MessageId) {
        self.settle(id, &Fate::Sending);
        self.send_waiting();
    }

    /// Forgets a message.
    pub(super) fn discard(&self, id: &MessageId) {
        self.messages.update(|all| all.retain(|one| one.id != *id));
        self.keep();
    }

    /// Those that the server has.
    pub(super) fn arrived(&self) -> Vec<MessageId> {
        let arrived = |one: &Outgoing| (one.fate == Fate::Arrived).then(|| one.id.clone());
        self.messages.with_untracked(|all| all.iter().filter_map(arrived).collect())
    }

    /// The thread was read after these had arrived.
    pub(super) fn shown(&self, arrived: &[MessageId]) {
        if !arrived.is_empty() {
            self.messages.update(|all| all.retain(|one| !arrived.contains(&one.id)));
        }
    }

    /// Takes up what was on its way when the tab was loaded anew.
    pub(super) fn take_up(&self) {
        let kept = storage().and_then(|storage| storage.get_item(&self.place).ok().flatten());
        let kept = kept.and_then(|text| crate::runtime::codec::read::<Vec<Outgoing>>(&text).ok()).unwrap_or_default();
        if !kept.is_empty() && self.messages.with_untracked(Vec::is_empty) {
            self.messages.set(kept);
        }
        self.send_waiting();
    }

    /// Sends what waits, unless that is under way.
    pub(super) fn send_waiting(&self) {
        if self.next().is_none() || self.sending.swap(true, Ordering::Relaxed) {
            return;
        }
        let queue = self.clone();
        spawn_local(async move {
            let reached = queue.send_all().await;
            queue.sending.store(false, Ordering::Relaxed);
            if !reached {
                queue.rest();
            }
        });
    }

    fn rest(&self) {
        if self.resting.swap(true, Ordering::Relaxed) {
            return;
        }
        let queue = self.clone();
        later(AGAIN_AFTER, move || {
            queue.resting.store(false, Ordering::Relaxed);
            queue.send_waiting();
        });
    }

    /// False when the server could not be reached: the rest waits, so that nothing overtakes anything.
    async fn send_all(&self) -> bool {
        while let Some(Outgoing { id, text, .. }) = self.next() {
            match api::send(self.room.to_string(), id.as_str().to_owned(), text).await {
                Ok(_) => self.settle(&id, &Fate::Arrived),
                Err(PageError::Offline) => {
                    self.messages.update(|all| {
                        all.iter_mut().filter(|one| one.fate.is_to_send()).for_each(|one| one.fate = Fate::Unconnected);
                    });
                    return false;
                }
                Err(refused) => self.settle(&id, &Fate::Refused(refused.sentence())),
            }
        }
        true
    }

    fn next(&self) -> Option<Outgoing> {
        self.messages.with_untracked(|all| all.iter().find(|one| one.fate.is_to_send()).cloned())
    }

    fn settle(&self, id: &MessageId, fate: &Fate) {
        self.messages
            .update(|all| all.iter_mut().filter(|one| one.id == *id).for_each(|one| one.fate.clone_from(fate)));
        self.keep();
    }

    /// Lays what has not arrived into the tab's storage. A browser that has none loses it with a reload, as before.
    fn keep(&self) {
        let Some(storage) = storage() else { return };
        let waiting = |all: &Vec<Outgoing>| -> Vec<Outgoing> {
            all.iter().filter(|one| one.fate != Fate::Arrived).cloned().collect()
        };
        let waiting = self.messages.with_untracked(waiting);
        if waiting.is_empty() {
            let _ = storage.remove_item(&self.place);
        } else if let Ok(text) = serde_json::to_string(&waiting) {
            let _ = storage.set_item(&self.place, &text);
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(number: u8, fate: Fate) -> Outgoing {
        let id = MessageId::v7(domain::time::Timestamp::from_micros(0), [number; 10]);
        Outgoing { id, text: number.to_string(), fate }
    }

    fn queue(messages: Vec<Outgoing>) -> Queue {
        let queue = Queue::of(AccountId::from_raw(1), RoomId::from_raw(2));
        queue.messages.set(messages);
        queue
    }

    #[test]
    fn the_first_that_waits_goes_first_whatever_became_of_others() {
        let refused = Fate::Refused("It is too long.".to_owned());
        let all = vec![one(1, Fate::Arrived), one(2, refused), one(3, Fate::Unconnected), one(4, Fate::Sending)];
        assert_eq!(queue(all).next().map(|next| next.text), Some("3".to_owned()));
    }

    #[test]
    fn what_arrived_stays_until_the_thread_shows_it() {
        let queue = queue(vec![one(1, Fate::Arrived), one(2, Fate::Arrived)]);
        let before = vec![one(1, Fate::Arrived).id];
        queue.shown(&before);
        assert_eq!(queue.arrived(), [one(2, Fate::Arrived).id]);
    }

    #[test]
    fn a_message_that_was_laid_aside_is_sent_again_with_the_same_id() {
        let kept = serde_json::to_string(&one(7, Fate::Unconnected)).expect("is written");
        let read: Outgoing = serde_json::from_str(&kept).expect("is read");
        assert_eq!(read, one(7, Fate::Sending));
    }
}
