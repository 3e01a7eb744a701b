//! Tracked time in the database. Read [`domain::timesheet`] first.
//!
//! Locks: the contract's row first, then the timer's. That one person runs one timer, and that no two of their segments
//! overlap, unique indexes say, whatever several devices send at once.

mod diary;
mod read;
mod timer;

pub use read::page;
pub(crate) use read::running;
pub use timer::{remove_segment, start, stop};

use crate::feature::Feature;

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "timer";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: &[] };
