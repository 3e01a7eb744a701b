//! State. The only crate that knows SQL; one command is one transaction.
//!
//! Reading order: [`fault`] (what can go wrong), [`db`] (two engines, one SQL text), [`Context`] (who acts, under which
//! rules, when), then what every feature leans on: [`outbox`], [`schedule`], [`event`], [`idempotency`], [`setting`], [`clock`],
//! [`id`].
//!
//! Invariants:
//! 1. A command begins, loads under locks, decides in `domain`, saves under its version guard, writes
//!    outbox and event rows, and commits: one transaction, answered after it is durable.
//! 2. Nothing outside the database is awaited while a transaction is open.
//! 3. Only `db` knows which engine runs.
#![warn(missing_docs)]

pub mod account;
pub mod backup;
pub mod cleanup;
pub mod clock;
pub mod clockwork;
mod common_password;
mod context;
pub mod contract;
mod cursor;
pub mod db;
pub mod discreet;
pub mod event;
pub mod fault;
mod feature;
pub mod home;
pub mod html;
pub mod id;
pub mod idempotency;
pub mod job;
pub mod ledger;
pub mod markdown;
pub mod message;
pub mod notify;
pub mod offer;
pub mod outbox;
pub mod password;
pub mod payment;
pub mod profile;
pub mod proposal;
pub mod refused_form;
mod row;
pub mod sandbox_gateway;
pub mod schedule;
mod secret;
pub mod seed;
pub mod session;
pub mod setting;
pub mod site;
mod spelling;
pub mod timesheet;
pub mod token;
pub mod wake;

pub use context::{Context, Platform, Visitor};
pub use db::{Db, Settings};
pub use fault::{Error, Fault, Result};
pub use site::Site;

use feature::Feature;

/// What each feature adds to the store.
const FEATURES: &[&Feature] = &[
    &account::FEATURE,
    &job::FEATURE,
    &proposal::FEATURE,
    &offer::FEATURE,
    &contract::FEATURE,
    &ledger::FEATURE,
    &message::FEATURE,
    &timesheet::FEATURE,
];

/// What events can be about.
pub fn topics() -> impl Iterator<Item = &'static str> {
    FEATURES.iter().map(|feature| feature.topic)
}
