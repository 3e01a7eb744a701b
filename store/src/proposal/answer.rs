//! What a client does with a proposal: open it, shortlist it, decline it; a message answers it, too.

use super::{mail, row, tell};
use crate::Result;
use crate::context::{Context, command};
use crate::db::{Tx, execute, fetch_one, fetch_optional};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{JobId, ProposalId};
use domain::permit::Client;
use domain::proposal::Proposal;
use domain::text::Note;
use domain::time::Timestamp;

/// The client opens it; only the first time changes anything.
///
/// # Errors
/// `NotYours`, `NotFound`.
pub async fn view(context: &Context, id: ProposalId) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (proposal, version, _) = row::lock(&mut tx, id).await?;
        let proposal = proposal.as_client(&context.actor)?;
        mark_viewed(&mut tx, proposal, version, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The client keeps it in the closer choice (`on`), or takes it out; only the first time changes anything.
///
/// # Errors
/// Ended, or an offer on the table; `NotYours`, `NotFound`.
pub async fn shortlist(context: &Context, id: ProposalId, on: bool) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (proposal, version, _) = row::lock(&mut tx, id).await?;
        let proposal = proposal.as_client(&context.actor)?;
        let before = proposal.state.clone();
        let proposal = proposal.shortlist(on, context.now)?;
        if proposal.state == before {
            return Ok(tx.without_change(()));
        }
        row::save(&mut tx, &proposal, version, context.now).await?;
        tell(&mut tx, &proposal, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The client says no, with a reason of 3 to 2,000 characters; the freelancer gets it by mail.
///
/// # Errors
/// A bad reason; ended, or an offer on the table; `NotYours`, `NotFound`.
pub async fn decline(context: &Context, id: ProposalId, reason: &str) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (proposal, version, terms) = row::lock(&mut tx, id).await?;
        let proposal = proposal.as_client(&context.actor)?;
        let reason = Note::parse(reason).map_err(|bad| bad.on("reason"))?;
        let proposal = proposal.decline(reason.clone(), context.now)?;
        row::save(&mut tx, &proposal, version, context.now).await?;
        let (title,): (String,) = fetch_one!(tx, "select title from job where id = $1", proposal.job.raw())?;
        mail::declined(&mut tx, &proposal, &terms, &title, &reason, context.now).await?;
        tell(&mut tx, &proposal, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The client wrote to the freelancer of a job: their live proposal, if there is one, is read and answered. Called before
/// the room is locked.
pub(crate) async fn answered(tx: &mut Tx, actor: &Actor, job: JobId, parties: Parties, now: Timestamp) -> Result<()> {
    let waiting: Option<(i64,)> = fetch_optional!(
        tx,
        "select id from proposal where job_id = $1 and freelancer_id = $2 and answered_at is null \
         and state in ('sent', 'viewed', 'shortlisted', 'offered')",
        job.raw(),
        parties.freelancer.raw()
    )?;
    let Some((id,)) = waiting else { return Ok(()) };
    let (proposal, version, _) = row::lock(tx, ProposalId::from_raw(id)).await?;
    let proposal = proposal.as_client(actor)?;
    execute!(
        tx,
        "update proposal set answered_at = coalesce(answered_at, $3) where id = $1 and version = $2",
        id,
        version,
        now.micros()
    )?;
    mark_viewed(tx, proposal, version, now).await
}

/// Only the first time changes anything.
async fn mark_viewed(tx: &mut Tx, proposal: Client<Proposal>, version: i64, now: Timestamp) -> Result<()> {
    let before = proposal.state.clone();
    let proposal = proposal.view(now);
    if proposal.state == before {
        return Ok(());
    }
    row::save(tx, &proposal, version, now).await?;
    tell(tx, &proposal, now).await
}
