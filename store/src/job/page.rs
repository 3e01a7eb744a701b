//! The page of one job, for everybody who may see it.

use super::change;
use super::row::{ContentColumns, StateColumns, count};
use crate::context::{Context, Visitor};
use crate::db::{Conn, Read, fetch_all, fetch_one, fetch_optional, record};
use crate::row::money;
use crate::{Error, Result, html};
use domain::actor::Actor;
use domain::actor::Scope;
use domain::fee::Breakdown;
use domain::id::{AccountId, JobId, OfferId, ProposalId};
use domain::job::{ClientRecord, Job, JobAction, JobPage, JobState, JobVisibility, OpenOffer, client_actions};
use domain::money::Money;
use domain::proposal::Proposal;
use domain::refusal::GeneralRefusal;
use domain::rules::Rules;
use domain::time::Timestamp;

record! {
    struct PageRow from job {
        client_id: i64,
        version: i64,
        posted_at: Option<i64>,
        hired: i64,
        hires_wanted: i64 = "job.hires",
        visible_to: String = "job.visibility",
        html: Option<String>,
        html_version: i64,
        #[sqlx(flatten)]
        state: StateColumns,
        #[sqlx(flatten)]
        content: ContentColumns,
    }
}

record! {
    /// The live proposals of a job, as everybody sees them.
    struct Bids {
        number: i64 = "cast(count(*) as bigint)",
        waiting: i64 = "cast(count(case when state in ('sent', 'viewed') and answered_at is null then 1 end) as bigint)",
        lowest: Option<i64> = "min(price)",
        highest: Option<i64> = "max(price)",
    }
}

record! {
    /// What the viewer has out.
    struct OwnProposals {
        here: Option<i64>,
        open: i64,
    }
}

/// The page of a job.
///
/// # Errors
/// `NotFound` for a draft of another person, and for a members-only job when nobody is signed in.
pub async fn page(context: &Context<Visitor>, id: JobId) -> Result<JobPage> {
    let actor = context.actor.as_ref();
    actor.map_or(Ok(()), |actor| actor.with_scope(Scope::Read))?;
    let mut read = context.read().await?;
    let found: Option<PageRow> = fetch_optional!(read, ["select", PageRow, "from job where id = $1"], id.raw())?;
    let row = found.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
    let job = row.job(id)?;
    let mine = actor.is_some_and(|actor| actor.account() == job.client);
    if !mine && (job.state == JobState::Draft || (actor.is_none() && row.visible_to == JobVisibility::Members.as_str()))
    {
        return Err(GeneralRefusal::NotFound.into());
    }
    let bids: Bids = fetch_one!(
        read,
        ["select", Bids, "from proposal where job_id = $1 and state in ('sent', 'viewed', 'shortlisted', 'offered')"],
        id.raw()
    )?;
    let own = own_proposals(&mut read, actor, id).await?;
    let client = client_record(&mut read, job.client).await?;
    let changes = change::newest(&mut read, id).await?;
    let offers = if mine { open_offers(&mut read, id).await? } else { Vec::new() };
    drop(read);
    let actions = match actor {
        Some(_) if mine => client_actions(&job.state),
        viewer => proposer_actions(&job, viewer, &own, &context.rules, context.now),
    };
    let terms = row.content.terms()?;
    let input = row.content.input()?;
    let range = bids.lowest.zip(bids.highest).filter(|_| bids.number > 1 && actor.is_some());
    let price = |minor| money(minor, &row.content.currency);
    Ok(JobPage {
        id,
        description_html: html::shown(row.html, row.html_version, input.description.trim()),
        breakdown: terms.as_ref().map(|terms| Breakdown::of(terms.budget, context.rules.fees)).transpose()?,
        input,
        terms,
        state: job.state,
        posted_at: row.posted_at.map(Timestamp::from_micros),
        version: row.version,
        client,
        seats: (job.hires, job.hired),
        proposals: bids.number,
        waiting: if mine { bids.waiting } else { 0 },
        bids: range.map(|(low, high)| Ok::<_, Error>((price(low)?, price(high)?))).transpose()?,
        fees: context.rules.fees,
        mine,
        my_proposal: own.here.map(ProposalId::from_raw),
        offers,
        changes,
        actions,
    })
}

/// The offers on a job that wait for an answer, the oldest first.
async fn open_offers(read: &mut Read, id: JobId) -> Result<Vec<OpenOffer>> {
    let rows: Vec<(i64, i64, String, String)> = fetch_all!(
        read,
        "select offer.id, offer.price, offer.currency, account.name from offer join account on account.id = offer.freelancer_id \
         where offer.job_id = $1 and offer.state = 'sent' order by offer.id limit $2",
        id.raw(),
        JobPage::OFFERS_MAX
    )?;
    let read = |(offer, price, currency, freelancer): (i64, i64, String, String)| {
        Ok(OpenOffer { id: OfferId::from_raw(offer), freelancer, price: money(price, &currency)? })
    };
    rows.into_iter().map(read).collect()
}

impl PageRow {
    fn job(&self, id: JobId) -> Result<Job> {
        Ok(Job {
            id,
            client: AccountId::from_raw(self.client_id),
            hires: count("job.hires", self.hires_wanted)?,
            hired: count("job.hired", self.hired)?,
            state: self.state.read()?,
        })
    }
}

/// What somebody who is not the client may do. An unconfirmed address is no reason to hide the button: pressing it says
/// what to do.
fn proposer_actions(
    job: &Job,
    viewer: Option<&Actor>,
    own: &OwnProposals,
    rules: &Rules,
    now: Timestamp,
) -> Vec<JobAction> {
    if job.takes_proposals(now).is_err() {
        return Vec::new();
    }
    let Some(viewer) = viewer else { return vec![JobAction::SignInToPropose] };
    let open = u32::try_from(own.open).unwrap_or(u32::MAX);
    match Proposal::may_send(job.client, viewer, own.here.is_some(), open, rules.proposals_open_max) {
        Ok(()) => vec![JobAction::Propose],
        Err(_) => Vec::new(),
    }
}

async fn own_proposals(read: &mut Read, actor: Option<&Actor>, id: JobId) -> Result<OwnProposals> {
    let Some(actor) = actor else { return Ok(OwnProposals { here: None, open: 0 }) };
    fetch_one!(
        read,
        "select max(case when job_id = $2 then id end) as here, cast(count(*) as bigint) as open from proposal \
         where freelancer_id = $1 and state in ('sent', 'viewed', 'shortlisted', 'offered')",
        actor.account().raw(),
        id.raw()
    )
}

/// The client as every job shows them.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn client_record(conn: &mut impl Conn, client: AccountId) -> Result<ClientRecord> {
    let (name, since, country, jobs_posted, hires): (String, i64, Option<String>, i64, i64) = fetch_one!(
        conn,
        "select account.name, account.made_at, profile.country, \
         (select cast(count(*) as bigint) from job where job.client_id = account.id and job.posted_at is not null), \
         (select cast(count(*) as bigint) from contract where contract.client_id = account.id and contract.state <> 'lapsed') \
         from account left join profile on profile.account_id = account.id where account.id = $1",
        client.raw()
    )?;
    let paid: Vec<(String, i64)> = fetch_all!(
        conn,
        "select currency, cast(coalesce(sum(released), 0) as bigint) from contract \
         where client_id = $1 and released > 0 group by currency order by currency",
        client.raw()
    )?;
    Ok(ClientRecord {
        account: client,
        name,
        country: country.unwrap_or_default(),
        since: Timestamp::from_micros(since),
        jobs_posted,
        hires,
        paid: paid.into_iter().map(|(code, minor)| money(minor, &code)).collect::<Result<Vec<Money>>>()?,
    })
}
