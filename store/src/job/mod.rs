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

pub use command::{close, edit, pause, post, publish, reopen, resume};
pub use draft::save_draft;
pub use ending::{EXPIRE, end_proposals, expire};
pub use list::{find, mine};
pub use page::page;
pub use row::{lock, save};
