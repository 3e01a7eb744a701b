//! What a feature lets happen by time alone: each kind of scheduled job together with the command that carries it out, so
//! that there is no kind which nobody carries out.

use super::ScheduledJob;
use crate::Result;
use crate::context::{Context, Platform};
use std::pin::Pin;

/// A job that has come due, and what its command may need.
pub(crate) struct Turn<'a> {
    /// The job, under lease.
    pub(crate) job: &'a ScheduledJob,
    /// The platform at the moment that it was due. What happens by time alone happens then, however late the worker comes.
    pub(crate) at: &'a Context<Platform>,
    /// The platform at the moment of the worker; only what warns of a deadline looks at it, because a warning that comes too
    /// late is none.
    pub(crate) now: &'a Context<Platform>,
}

/// What a command makes of a job that has come due.
pub(crate) type CarriedOut<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// A kind of scheduled job.
pub(crate) struct JobKind {
    /// As the rows name it.
    pub(crate) kind: &'static str,
    /// The command that carries one of them out, and finishes its row.
    pub(crate) carry_out: for<'a> fn(Turn<'a>) -> CarriedOut<'a>,
}

/// Declares the scheduled jobs of a feature: `jobs! { |turn| /// What it does. EXPIRE = "offer.expire" => expire(turn.at, turn.job); }`
/// makes the kind `EXPIRE`, and a line of `JOBS`.
macro_rules! jobs {
    (|$turn:ident| $($(#[$meta:meta])* $kind:ident = $name:literal => $command:expr;)+) => {
        $( $(#[$meta])* pub const $kind: &str = $name; )+

        /// What happens to this feature by time alone.
        pub(crate) const JOBS: &[$crate::schedule::JobKind] =
            &[$($crate::schedule::JobKind { kind: $kind, carry_out: |$turn| Box::pin($command) }),+];
    };
}
pub(crate) use jobs;
