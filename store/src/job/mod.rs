//! Jobs in the database. Read [`domain::job`] first: it decides; this folder loads, saves and tells.
//!
//! Locks: a person's named lock first, then the job's row, then proposals in the order of their ids.

mod change;
mod command;
mod draft;
mod ending;
mod list;
mod mail;
mod page;
mod row;

pub use command::{close, edit, pause, post, publish, publish_kept, reopen, resume};
pub use draft::{edit_draft, keep_draft, save_draft};
pub use ending::{EXPIRE, EXPIRY_WARNING, end_proposals, expire, warn_of_expiry};
pub use list::{find, mine};
pub use page::page;
pub(crate) use row::skills;
pub use row::{lock, save};

use crate::feature::Feature;

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "job";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: ending::JOBS };
