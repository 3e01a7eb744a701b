//! Guildhall's rules. Pure: no async, no clock, no randomness, no SQL, no floating point.
//!
//! Reading order: [`refusal`] (every "no" we can say), the values ([`id`], [`money`], [`time`],
//! [`text`], [`actor`]), [`fee`], then the main job in its order: [`account`], [`profile`], [`job`],
//! [`proposal`], [`offer`], [`contract`], [`timesheet`], [`payment`], [`ledger`], [`message`].
//!
//! Invariants:
//! 1. Time, ids, random numbers and settings are arguments.
//! 2. A state is an enum that carries exactly the data that exists in it; a command consumes it.
//! 3. Money moves only by the balanced movements of [`ledger::movements`].
//! 4. Anyone who may act holds a permission value ([`actor`]); nothing checks a role in passing.
#![warn(missing_docs)]

pub mod account;
pub mod actor;
pub mod contract;
pub mod deadline;
pub mod fee;
pub mod home;
pub mod id;
pub mod job;
pub mod ledger;
pub mod message;
pub mod money;
pub mod offer;
pub mod payment;
pub mod permit;
pub mod profile;
pub mod proposal;
pub mod refusal;
pub mod rules;
pub mod sentence;
pub mod skill;
pub mod text;
pub mod time;
pub mod timesheet;
mod visible;

/// Hands the refusals of every feature to the macro named, one line for each feature: what is put together from all of
/// them (codes, conversions into the errors of other crates) is put together from here.
#[macro_export]
macro_rules! with_all_refusals {
    ($then:ident) => {
        $then! {
            $crate::refusal::GeneralRefusal,
            $crate::money::MoneyRefusal,
            $crate::account::AccountRefusal,
            $crate::profile::ProfileRefusal,
            $crate::job::JobRefusal,
            $crate::proposal::ProposalRefusal,
            $crate::offer::OfferRefusal,
            $crate::contract::ContractRefusal, $crate::contract::milestone::MilestoneRefusal,
            $crate::timesheet::TimesheetRefusal,
            $crate::payment::PaymentRefusal,
            $crate::ledger::LedgerRefusal,
            $crate::message::MessageRefusal,
        }
    };
}

macro_rules! codes_of {
    ($($refusals:ty),* $(,)?) => { [$(<$refusals>::CODES),*].concat() };
}

/// The stable codes of all refusals of all features.
pub fn codes() -> Vec<&'static str> {
    with_all_refusals!(codes_of)
}
