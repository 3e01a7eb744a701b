//! Which command carries out which due work. One list for the worker, the test clock, the simulation and the tests; work that
//! needs somebody outside the database (a gateway) is the server's.

use crate::db::Db;
use crate::due::{self, Due};
use crate::{Result, account, contract, job, offer};
use domain::rules::Rules;
use domain::time::{Span, Timestamp};

// One line for each kind. What happens by time alone happens at `at`, the moment it was due, however late the worker comes;
// only what warns of a deadline looks at `now`, because a warning that comes too late is none.
macro_rules! due_work {
    (|$db:ident, $due:ident, $rules:ident, $at:ident, $now:ident| $($feature:ident::$kind:ident => $command:expr),* $(,)?) => {
        /// The kinds of due work that commands of the store carry out.
        pub const KINDS: &[&str] = &[$($feature::$kind),*];

        /// Carries out a piece of due work under lease; false when no command of the store is for its kind.
        ///
        /// # Errors
        /// Faults only; the work stays on the list.
        pub async fn carry_out($db: &Db, $due: &Due, $rules: &Rules, $now: Timestamp) -> Result<bool> {
            let $at = $due.at();
            match $due.kind.as_str() {
                $($feature::$kind => $command.await?,)*
                _elsewhere => return Ok(false),
            }
            Ok(true)
        }
    };
}

due_work! { |db, due, rules, at, now|
    account::END_UNCONFIRMED => account::end_unconfirmed(db, due),
    contract::AUTO_RELEASE => contract::release_by_silence(db, due, rules, at),
    contract::REVIEW_REMINDER => contract::remind_of_review(db, due, now),
    contract::LAPSE_WARNING => contract::warn_of_lapse(db, due, now),
    contract::LAPSE => contract::lapse(db, due, rules, at),
    contract::CLEAR => contract::clear(db, due, at),
    offer::EXPIRY_WARNING => offer::warn_of_expiry(db, due, now),
    offer::EXPIRE => offer::expire(db, due, at),
    job::EXPIRY_WARNING => job::warn_of_expiry(db, due, now),
    job::EXPIRE => job::expire(db, due, at),
}

/// Carries out everything that is due at `now`, in the order of due times. What is not for the store stays where it is.
///
/// # Errors
/// Faults only; the work that failed stays on the list.
pub async fn catch_up(db: &Db, rules: &Rules, now: Timestamp) -> Result<()> {
    while let Some(due) = due::lease_next(db, KINDS, now, Span::minutes(1)).await? {
        carry_out(db, &due, rules, now).await?;
    }
    Ok(())
}
