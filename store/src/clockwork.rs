//! Which command carries out which due work. One list for the worker, the test clock, the simulation and the tests; work that
//! needs somebody outside the database (a gateway) is the server's.

use crate::db::Db;
use crate::due::{self, Due};
use crate::{Result, account, contract, job, offer};
use domain::rules::Rules;
use domain::time::{Span, Timestamp};

/// Carries out a piece of due work under lease; false when no command of the store is for its kind.
///
/// # Errors
/// Faults only; the work stays on the list.
pub async fn carry_out(db: &Db, due: &Due, rules: &Rules, now: Timestamp) -> Result<bool> {
    match due.kind.as_str() {
        account::END_UNCONFIRMED => account::end_unconfirmed(db, due, now).await?,
        contract::AUTO_RELEASE => contract::release_by_silence(db, due, rules, now).await?,
        contract::REVIEW_REMINDER => contract::remind_of_review(db, due, now).await?,
        contract::LAPSE_WARNING => contract::warn_of_lapse(db, due, now).await?,
        contract::LAPSE => contract::lapse(db, due, rules, now).await?,
        contract::CLEAR => contract::clear(db, due, now).await?,
        offer::EXPIRY_WARNING => offer::warn_of_expiry(db, due, now).await?,
        offer::EXPIRE => offer::expire(db, due, now).await?,
        job::EXPIRY_WARNING => job::warn_of_expiry(db, due, now).await?,
        job::EXPIRE => job::expire(db, due, now).await?,
        _elsewhere => return Ok(false),
    }
    Ok(true)
}

/// Carries out everything that is due at `now`, in the order of due times; gives what is not for the store.
///
/// # Errors
/// Faults only; the work that failed stays on the list.
pub async fn catch_up(db: &Db, rules: &Rules, now: Timestamp) -> Result<Vec<Due>> {
    let mut elsewhere = Vec::new();
    while let Some(due) = due::lease_next(db, now, Span::minutes(1)).await? {
        if !carry_out(db, &due, rules, now).await? {
            elsewhere.push(due);
        }
    }
    Ok(elsewhere)
}
