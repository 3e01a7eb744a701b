//! Which command carries out which due work. One list for the worker, the test clock, the simulation and the tests; work that
//! needs somebody outside the database (a gateway) is the server's.

use crate::context::{Context, Platform};
use crate::due::{self, Due};
use crate::{Result, account, contract, job, offer};
use domain::time::Span;

// One line for each kind. What happens by time alone happens at `at`, the moment it was due, however late the worker comes;
// only what warns of a deadline looks at `now`, because a warning that comes too late is none.
macro_rules! due_work {
    (|$now:ident, $at:ident, $due:ident| $($feature:ident::$kind:ident => $command:expr),* $(,)?) => {
        /// The kinds of due work that commands of the store carry out.
        pub const KINDS: &[&str] = &[$($feature::$kind),*];

        /// Carries out a piece of due work under lease; false when no command of the store is for its kind.
        ///
        /// # Errors
        /// Faults only; the work stays on the list.
        pub async fn carry_out($now: &Context<Platform>, $due: &Due) -> Result<bool> {
            let $at = &$now.at($due.at());
            match $due.kind.as_str() {
                $($feature::$kind => $command.await?,)*
                _elsewhere => return Ok(false),
            }
            Ok(true)
        }
    };
}

due_work! { |now, at, due|
    account::END_UNCONFIRMED => account::end_unconfirmed(at, due),
    contract::AUTO_RELEASE => contract::release_by_silence(at, due),
    contract::REVIEW_REMINDER => contract::remind_of_review(now, due),
    contract::LAPSE_WARNING => contract::warn_of_lapse(now, due),
    contract::LAPSE => contract::lapse(at, due),
    contract::CLEAR => contract::clear(at, due),
    offer::EXPIRY_WARNING => offer::warn_of_expiry(now, due),
    offer::EXPIRE => offer::expire(at, due),
    job::EXPIRY_WARNING => job::warn_of_expiry(now, due),
    job::EXPIRE => job::expire(at, due),
}

/// Carries out everything that is due by now, in the order of due times. What is not for the store stays where it is.
///
/// # Errors
/// Faults only; the work that failed stays on the list.
pub async fn catch_up(context: &Context<Platform>) -> Result<()> {
    while let Some(due) = due::lease_next(context, KINDS, Span::minutes(1)).await? {
        carry_out(context, &due).await?;
    }
    Ok(())
}
