//! The end of a job by its last seat or by hand ends the offers that wait on it, in the same transaction.

use super::{EXPIRE, EXPIRY_WARNING, mail_about, row, tell_both};
use crate::db::Tx;
use crate::{Result, job, proposal, schedule};
use domain::actor::Side;
use domain::job::Job;
use domain::offer::JobEnd;
use domain::time::Timestamp;

/// Ends every offer and every proposal that waits on a job, whose row is locked and says already that it takes nobody else.
/// Both people of an offer are told by event, its freelancer by mail; gives how many offers ended.
///
/// Locks: offers in the order of their ids, each with its proposal, then the other proposals. A command that locks two of one job
/// holds its row, so the order among them stands in nobody's way.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub(crate) async fn end_with_job(tx: &mut Tx, job: &Job, end: JobEnd, now: Timestamp) -> Result<usize> {
    let mut over = Vec::new();
    for found in row::waiting_on(tx, job.id).await? {
        let Some(offer) = found.offer()?.end_with_job(end, now) else { continue };
        row::save(tx, &offer).await?;
        schedule::cancel_both(tx, [EXPIRE, EXPIRY_WARNING], offer.id.raw()).await?;
        let (proposal, version, _) = proposal::lock(tx, found.proposal()).await?;
        if let Some(proposal) = proposal.offer_ended().not_chosen(now) {
            proposal::save(tx, &proposal, version, now).await?;
        }
        over.push((found, offer));
    }
    let people: Vec<i64> = over.iter().map(|(_, offer)| offer.parties.freelancer.raw()).collect();
    job::end_proposals(tx, job.id, &people, now).await?;
    for (found, offer) in &over {
        tell_both(tx, offer, now).await?;
        mail_about(tx, found, offer, Side::Freelancer, |about| about.ended_with_job(end, now), now).await?;
    }
    Ok(over.len())
}
