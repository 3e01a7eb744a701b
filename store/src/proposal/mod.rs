//! Proposals in the database. Read [`domain::proposal`] first: it decides; this folder loads, saves and tells.
//!
//! Locks: the freelancer's named lock, then the job's row, then the proposal's.

mod answer;
mod mail;
mod read;
mod row;
mod send;

pub(crate) use answer::answered;
pub use answer::{decline, shortlist, view};
pub use read::{mine, of_job, page};
pub use row::{job_of, lock, save};
pub use send::{edit, send, withdraw};

use crate::Result;
use crate::db::Tx;
use crate::event;
use crate::feature::Feature;
use domain::proposal::Proposal;
use domain::time::Timestamp;

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "proposal";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: &[] };

/// Tells both people of a proposal that it changed.
async fn tell(tx: &mut Tx, proposal: &Proposal, now: Timestamp) -> Result<()> {
    let people = [proposal.parties.client.raw(), proposal.parties.freelancer.raw()];
    let body = serde_json::json!({ "id": proposal.id, "job": proposal.job });
    event::append_all(tx, &people, TOPIC, &body, now).await
}
