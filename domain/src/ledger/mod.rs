//! The ledger: double-entry postings. Read [`account`] and [`posting`] first, then one movement after the
//! other in [`movements`]. [`book`] keeps balances in memory, for tests, the simulator and the proof of the rules.

pub mod account;
pub mod book;
pub mod movements;
pub mod posting;
pub mod statement;
#[cfg(test)]
mod tests;

use crate::money::Money;
use crate::refusal::refusals;

refusals! {
    /// Why a movement was refused.
    LedgerRefusal {
        Unbalanced => "ledger.unbalanced", State, "This movement does not add up to zero. Nothing was moved.";
        TooFewPostings => "ledger.too_few_postings", State, "This movement moves nothing. Nothing was booked.";
        LacksMoney { missing: Money } => "ledger.lacks_money", State, "{missing} is missing for this. Nothing was moved.";
        OtherMovement => "ledger.other_movement", State,
            "A movement with this key was booked before with other amounts. Nothing was moved.";
    }
}
