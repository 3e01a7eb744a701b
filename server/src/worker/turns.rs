//! What the turns of a worker hold between them, and what can come of a job or a message.

use crate::mail::MailError;
use domain::time::Timestamp;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};
use store::outbox::Message;
use tokio::sync::Mutex;

/// Why a job or a message was not done; it is tried again later.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The store refused, or a fault of the database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The mail server did not take it.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The gateway did not answer, or does not know the charge.
    #[error(transparent)]
    Gateway(#[from] gateway::GatewayError),
    /// Nobody knows what to do with it: a newer version wrote it, or a line is missing in the worker.
    #[error("nobody carries out work of the kind `{0}`")]
    UnknownKind(String),
}

/// What became of a job or a message.
pub type Outcome = Result<(), WorkError>;
/// A message, and what became of it.
pub(super) type Delivery = (Message, Outcome);

/// Held while a turn runs: the background worker and the test clock's route do not overtake each other.
#[derive(Debug, Default)]
pub struct Turns {
    pub(super) clock: Mutex<()>,
    // One for each kind: what holds up mails must not hold up payments. In it the deliveries whose outcome is not noted yet.
    messages: std::sync::Mutex<HashMap<&'static str, Arc<Mutex<Vec<Delivery>>>>>,
    pub(super) jobs: Mutex<()>,
    // When the last sweep was done. Several nodes sweep each for itself: to remove a row twice is to remove it once.
    pub(super) swept_at: Mutex<Option<Timestamp>>,
}

impl Turns {
    /// Deliveries of this kind whose outcome is not noted yet; the turn that delivers holds it.
    pub(super) fn of(&self, kind: &'static str) -> Arc<Mutex<Vec<Delivery>>> {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(messages.entry(kind).or_default())
    }
}
