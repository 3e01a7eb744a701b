//! What a client does with a proposal: open it, keep it in the closer choice, say no; a message answers it too.

use super::{mail, row, tell};
use crate::Result;
use crate::db::{Db, Tx, command, execute, fetch_one, fetch_optional};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{JobId, ProposalId};
use domain::permit::Client;
use domain::proposal::Proposal;
use domain::text::Note;
use domain::time::Timestamp;
use macro_rules_attribute::apply;

/// The client opens it; only the first time changes anything.
///
/// # Errors
/// `NotYours`, `NotFound`.
#[apply(command!)]
pub async fn view(db: &Db, actor: &Actor, id: ProposalId, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (proposal, version, _) = row::lock(&mut tx, id).await?;
    let proposal = proposal.as_client(actor)?;
    mark_viewed(&mut tx, proposal, version, now).await?;
    tx.commit().await
}

/// The client keeps it in the closer choice (`on`), or takes it out; only the first time changes anything.
///
/// # Errors
/// Ended, or an offer on the table; `NotYours`, `NotFound`.
#[apply(command!)]
pub async fn shortlist(db: &Db, actor: &Actor, id: ProposalId, on: bool, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (proposal, version, _) = row::lock(&mut tx, id).await?;
    let proposal = proposal.as_client(actor)?;
    let before = proposal.state.clone();
    let proposal = proposal.shortlist(on, now)?;
    if proposal.state == before {
        return Ok(());
    }
    row::save(&mut tx, &proposal, version, now).await?;
    tell(&mut tx, &proposal, now).await?;
    tx.commit().await
}

/// The client says no, with a reason of 3 to 2,000 characters; the freelancer gets it by mail.
///
/// # Errors
/// A bad reason; ended, or an offer on the table; `NotYours`, `NotFound`.
#[apply(command!)]
pub async fn decline(db: &Db, actor: &Actor, id: ProposalId, reason: &str, now: Timestamp) -> Result<()> {
    actor.with_scope(Scope::Work)?;
    let mut tx = db.begin().await?;
    let (proposal, version, terms) = row::lock(&mut tx, id).await?;
    let proposal = proposal.as_client(actor)?;
    let reason = Note::parse(reason).map_err(|bad| bad.on("reason"))?;
    let proposal = proposal.decline(reason.clone(), now)?;
    row::save(&mut tx, &proposal, version, now).await?;
    let (title,): (String,) = fetch_one!(tx, "select title from job where id = $1", proposal.job.raw())?;
    mail::declined(&mut tx, &proposal, &terms, &title, &reason, now).await?;
    tell(&mut tx, &proposal, now).await?;
    tx.commit().await
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
