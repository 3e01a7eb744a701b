//! Every refusal of a milestone.

use crate::money::Money;
use crate::refusal::refusals;
use crate::time::Timestamp;

refusals! {
    /// Why a milestone command was refused.
    MilestoneRefusal {
        NotFunded => "milestone.not_funded", State, "This milestone is not funded, so there is nothing to move. Nothing was changed.";
        FundingRuns => "milestone.funding_runs", State, "A payment for this milestone is already on its way. Nothing was charged again.";
        AlreadyFunded => "milestone.already_funded", State, "This milestone is already funded. Nothing was charged again.";
        NothingSubmitted => "milestone.nothing_submitted", State, "There is no submission to approve yet. Nothing was released.";
        InReview => "milestone.in_review", State, "This work is already in review. Nothing was sent.";
        AlreadyReleased { at: Timestamp, clock: String } => "milestone.already_released", State,
            "This milestone was released on {at} ({clock}). Nothing was changed.";
        AlreadyRefunded { at: Timestamp, clock: String } => "milestone.already_refunded", State,
            "The money of this milestone was given back on {at} ({clock}). Nothing was changed.";
        ChangesAsked => "milestone.changes_asked", State,
            "Changes were requested, so there is no submission to answer. Nothing was changed.";
        WasCancelled => "milestone.was_cancelled", State, "This milestone was cancelled when the contract ended. Nothing was changed.";
        MoreThanHeld { held: Money } => "milestone.more_than_held", Input, field "amount", "Only {held} is in escrow. Enter that or less.";
        NoAmount => "milestone.no_amount", Input, field "amount", "Enter an amount above zero.";
        OtherPayment => "milestone.other_payment", State, "This milestone no longer waits for that payment. The money is in the wallet.";
    }
}
