//! What the worker carries out for a feature: kinds of messages in the outbox, and scheduled jobs that need somebody outside
//! the database. A feature declares its own by [`outbox!`] and [`outside_jobs!`], which bind each kind to what carries it out.

use super::turns::Outcome;
use crate::instance::Instance;
use domain::time::Timestamp;
use futures_util::future::BoxFuture;
use store::{outbox::Message, schedule::ScheduledJob};

/// A kind of message in the outbox.
pub(crate) struct OutboxKind {
    /// As the rows name it.
    pub(crate) kind: &'static str,
    /// Brings one of them to where it goes.
    pub(crate) deliver: for<'a> fn(&'a Instance, &'a Message, Timestamp) -> BoxFuture<'a, Outcome>,
}

/// A scheduled job that is no command of the store alone.
pub(crate) struct OutsideJob {
    /// As the rows name it.
    pub(crate) kind: &'static str,
    /// Carries one of them out, and finishes its row.
    pub(crate) carry_out: for<'a> fn(&'a Instance, &'a ScheduledJob, Timestamp) -> BoxFuture<'a, Outcome>,
}

/// Declares what a feature sends out of the database: `outbox! { MAIL => deliver }`, an
/// `async fn(&Instance, &Message, Timestamp)` for each kind.
macro_rules! outbox {
    ($($kind:path => $deliver:path),* $(,)?) => {
        /// What this feature sends out of the database.
        pub(crate) const OUTBOX: &[$crate::worker::kind::OutboxKind] = &[$($crate::worker::kind::OutboxKind {
            kind: $kind,
            deliver: |instance, message, now| Box::pin($deliver(instance, message, now)),
        }),*];
    };
}
pub(crate) use outbox;

/// The same for scheduled jobs: an `async fn(&Instance, &ScheduledJob, Timestamp)` for each kind.
macro_rules! outside_jobs {
    ($($kind:path => $carry_out:path),* $(,)?) => {
        /// The scheduled jobs of this feature that need somebody outside the database.
        pub(crate) const JOBS: &[$crate::worker::kind::OutsideJob] = &[$($crate::worker::kind::OutsideJob {
            kind: $kind,
            carry_out: |instance, scheduled, now| Box::pin($carry_out(instance, scheduled, now)),
        }),*];
    };
}
pub(crate) use outside_jobs;
