//! Proposals as pages show them, to either side.

use super::row::ProposalColumns;
use crate::context::Context;
use crate::db::{fetch_all, fetch_one, fetch_optional, record};
use crate::{Error, Result, cursor, job, profile};
use domain::actor::{Actor, Scope, owns};
use domain::fee::Breakdown;
use domain::id::{AccountId, JobId, OfferId, ProposalId, RoomId};
use domain::proposal::{ProposalList, ProposalView};
use domain::refusal::GeneralRefusal;
use domain::rules::Rules;
use domain::skill::SkillMatch;
use domain::time::Timestamp;

record! {
    struct ViewRow from proposal {
        #[sqlx(flatten)]
        proposal: ProposalColumns,
        sent_at: i64,
        job_title: String = "job.title",
        client_name: String = "client.name",
        freelancer_name: String = "freelancer.name",
        freelancer_title: Option<String> = "profile.title",
        asked_skills: String = "job.skills",
        own_skills: Option<String> = "profile.skills",
        room_id: Option<i64> = "room.id",
        newest_offer: Option<i64> = "(select max(offer.id) from offer where offer.proposal_id = proposal.id)",
    }
}

impl ViewRow {
    fn read(self, actor: &Actor, rules: &Rules) -> Result<ProposalView> {
        let proposal = self.proposal.proposal()?;
        let terms = self.proposal.terms()?;
        let own: Vec<String> = self.own_skills.as_deref().map(profile::skills).unwrap_or_default();
        Ok(ProposalView {
            id: proposal.id,
            job: proposal.job,
            job_title: self.job_title,
            parties: proposal.parties,
            client_name: self.client_name,
            freelancer_name: self.freelancer_name,
            freelancer_title: self.freelancer_title.unwrap_or_default(),
            skills: SkillMatch::of(job::skills(&self.asked_skills), &own),
            sent_at: Timestamp::from_micros(self.sent_at),
            breakdown: Breakdown::of(terms.price, rules.fees)?,
            terms,
            fees: rules.fees,
            version: self.proposal.version,
            side: proposal.parties.side_of(actor)?,
            room: self.room_id.map(RoomId::from_raw),
            offer: self.newest_offer.map(OfferId::from_raw),
            actions: proposal.actions(actor)?,
            state: proposal.state,
        })
    }
}

/// One proposal, for its two people.
///
/// # Errors
/// `NotFound`, also for strangers.
pub async fn page(context: &Context, id: ProposalId) -> Result<ProposalView> {
    context.actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let row: Option<ViewRow> = fetch_optional!(
        read,
        [
            "select",
            ViewRow,
            "from proposal join job on job.id = proposal.job_id join account as client on client.id = proposal.client_id \
             join account as freelancer on freelancer.id = proposal.freelancer_id \
             left join profile on profile.account_id = proposal.freelancer_id \
             left join room on room.job_id = proposal.job_id and room.freelancer_id = proposal.freelancer_id \
             where proposal.id = $1"
        ],
        id.raw()
    )?;
    drop(read);
    row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?.read(&context.actor, &context.rules)
}

/// The proposals for a job, newest first, for its client.
///
/// # Errors
/// `NotYours`; `NotFound`, also for another person's draft.
pub async fn of_job(context: &Context, job: JobId, after: &str, limit: i64) -> Result<ProposalList> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let (limit, before) = (cursor::page(limit), cursor::one(after)?);
    let mut read = context.read().await?;
    let found: Option<(i64, String, String)> =
        fetch_optional!(read, "select client_id, title, state from job where id = $1", job.raw())?;
    let (client, title, state) = found.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
    owns(AccountId::from_raw(client), actor, state != "draft")?;
    let rows: Vec<ViewRow> = fetch_all!(
        read,
        [
            "select",
            ViewRow,
            "from proposal join job on job.id = proposal.job_id join account as client on client.id = proposal.client_id \
             join account as freelancer on freelancer.id = proposal.freelancer_id \
             left join profile on profile.account_id = proposal.freelancer_id \
             left join room on room.job_id = proposal.job_id and room.freelancer_id = proposal.freelancer_id \
             where proposal.job_id = $1 and proposal.id < $2 order by proposal.id desc limit $3"
        ],
        job.raw(),
        before,
        limit + 1
    )?;
    let (count, first): (i64, Option<i64>) = fetch_one!(
        read,
        "select cast(count(*) as bigint), cast(min(sent_at) as bigint) from proposal \
         where job_id = $1 and state in ('sent', 'viewed') and answered_at is null",
        job.raw()
    )?;
    drop(read);
    let list = list(Some(title), rows, limit, actor, &context.rules)?;
    Ok(ProposalList { waiting: first.map(|first| (count, Timestamp::from_micros(first))), ..list })
}

/// One's own proposals, newest first.
///
/// # Errors
/// `query.after` for a text that is no [`ProposalList::next`].
pub async fn mine(context: &Context, after: &str, limit: i64) -> Result<ProposalList> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let (limit, before) = (cursor::page(limit), cursor::one(after)?);
    let mut read = context.read().await?;
    let rows: Vec<ViewRow> = fetch_all!(
        read,
        [
            "select",
            ViewRow,
            "from proposal join job on job.id = proposal.job_id join account as client on client.id = proposal.client_id \
             join account as freelancer on freelancer.id = proposal.freelancer_id \
             left join profile on profile.account_id = proposal.freelancer_id \
             left join room on room.job_id = proposal.job_id and room.freelancer_id = proposal.freelancer_id \
             where proposal.freelancer_id = $1 and proposal.id < $2 order by proposal.id desc limit $3"
        ],
        actor.account().raw(),
        before,
        limit + 1
    )?;
    drop(read);
    list(None, rows, limit, actor, &context.rules)
}

fn list(
    job_title: Option<String>,
    rows: Vec<ViewRow>,
    limit: i64,
    actor: &Actor,
    rules: &Rules,
) -> Result<ProposalList> {
    let (rows, next) = cursor::cut(rows, limit, |row| cursor::of(row.proposal.id));
    let proposals = rows.into_iter().map(|row| row.read(actor, rules)).collect::<Result<_>>()?;
    Ok(ProposalList { job_title, proposals, next, waiting: None })
}
