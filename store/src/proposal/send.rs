//! What a freelancer does: send, change, take back.

use super::{mail, row, tell};
use crate::context::{Context, command};
use crate::db::{LockKey, Tx, execute, fetch_one};
use crate::{Error, Result, account, job};
use domain::actor::{Actor, Parties, Scope};
use domain::id::{JobId, ProposalId};
use domain::job::JobState;
use domain::proposal::{Proposal, ProposalInput, ProposalRefusal, ProposalState, ProposalTerms};
use domain::refusal::GeneralRefusal;
use domain::time::Timestamp;

/// Sends a proposal for an open job.
///
/// # Errors
/// Bad fields; `job.not_open`; `proposal.own_job`, `proposal.already_sent`, `proposal.too_many_open`;
/// `account.not_verified`; `NotFound`.
pub async fn send(context: &Context, job_id: JobId, input: &ProposalInput) -> Result<ProposalId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        // All sends of one person wait for each other here, so that the count of open ones stays right.
        tx.lock(&[LockKey::new("proposals", actor.account().raw())]).await?;
        let (job, _) = job::lock(&mut tx, job_id, context.now).await?;
        if job.state == JobState::Draft && job.client != actor.account() {
            return Err(GeneralRefusal::NotFound.into());
        }
        let (here, open, currency, title) = standing(&mut tx, actor, job_id).await?;
        Proposal::may_send(
            job.client,
            actor,
            here > 0,
            u32::try_from(open).unwrap_or(u32::MAX),
            context.rules.proposals_open_max,
        )?;
        job.takes_proposals(context.now)?;
        let terms = ProposalTerms::parse(input, crate::row::currency(&currency)?, context.here())?;
        let parties = Parties { client: job.client, freelancer: actor.account() };
        let id = ProposalId::from_raw(tx.new_id(context.now));
        let proposal = Proposal { id, job: job_id, parties, state: ProposalState::Sent };
        insert(&mut tx, &proposal, &terms, context.now).await?;
        mail::arrived(&mut tx, &proposal, &terms, &title, context.now).await?;
        tell(&mut tx, &proposal, context.now).await?;
        tx.made(id).await?;
        tx.commit_with(id).await
    })
    .await
}

/// Live proposals of this person for this job and in all, then currency and title of the job.
async fn standing(tx: &mut Tx, actor: &Actor, job: JobId) -> Result<(i64, i64, String, String)> {
    fetch_one!(
        tx,
        "select cast(coalesce(sum(case when proposal.job_id = job.id then 1 else 0 end), 0) as bigint), \
         cast(count(proposal.id) as bigint), job.currency, job.title \
         from job left join proposal on proposal.freelancer_id = $2 \
         and proposal.state in ('sent', 'viewed', 'shortlisted', 'offered') \
         where job.id = $1 group by job.id, job.currency, job.title",
        job.raw(),
        actor.account().raw()
    )
}

async fn insert(tx: &mut Tx, proposal: &Proposal, terms: &ProposalTerms, now: Timestamp) -> Result<()> {
    let added = execute!(
        tx,
        "insert into proposal (id, job_id, client_id, freelancer_id, version, sent_at, cover_letter, currency, price, \
         milestones, state) values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, 'sent') on conflict do nothing",
        proposal.id.raw(),
        proposal.job.raw(),
        proposal.parties.client.raw(),
        proposal.parties.freelancer.raw(),
        now.micros(),
        terms.cover_letter.as_str(),
        terms.price.currency.code(),
        terms.price.minor,
        serde_json::to_string(&terms.milestones)?
    )?;
    if added == 1 { Ok(()) } else { Err(ProposalRefusal::AlreadySent.into()) }
}

/// Changes a proposal that nobody has read; what it said before is kept.
///
/// # Errors
/// Bad fields; `Stale` when this version is not the newest; read, answered or withdrawn before; `NotYours`, `NotFound`.
pub async fn edit(context: &Context, id: ProposalId, version: i64, input: &ProposalInput) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (proposal, newest, before) = row::lock(&mut tx, id).await?;
        let proposal = proposal.as_freelancer(&context.actor)?;
        proposal.edit()?;
        if newest != version {
            return Err(GeneralRefusal::Stale.into());
        }
        let terms = ProposalTerms::parse(input, before.price.currency, context.here())?;
        execute!(
            tx,
            "insert into proposal_version (proposal_id, number, replaced_at, cover_letter, price, milestones) \
             select id, version, cast($2 as bigint), cover_letter, price, milestones from proposal where id = $1",
            id.raw(),
            context.now.micros()
        )?;
        let changed = execute!(
            tx,
            "update proposal set cover_letter = $3, price = $4, milestones = $5, version = version + 1 \
             where id = $1 and version = $2",
            id.raw(),
            version,
            terms.cover_letter.as_str(),
            terms.price.minor,
            serde_json::to_string(&terms.milestones)?
        )?;
        if changed != 1 {
            return Err(Error::refused(GeneralRefusal::Stale));
        }
        tell(&mut tx, &proposal, context.now).await?;
        tx.commit().await
    })
    .await
}

/// Takes a proposal back.
///
/// # Errors
/// Answered or withdrawn before, an offer on the table; `NotYours`, `NotFound`.
pub async fn withdraw(context: &Context, id: ProposalId) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (proposal, version, _) = row::lock(&mut tx, id).await?;
        let proposal = proposal.as_freelancer(&context.actor)?;
        let proposal = proposal.withdraw(context.now)?;
        row::save(&mut tx, &proposal, version, context.now).await?;
        tell(&mut tx, &proposal, context.now).await?;
        tx.commit().await
    })
    .await
}
