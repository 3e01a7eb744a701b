//! The signed-in home page: what needs the viewer, soonest first, and where their things stand.

use crate::db::{Db, Read, fetch_all, fetch_one};
use crate::{Result, contract, job, ledger, row};
use domain::actor::{Actor, Scope, Side};
use domain::contract::read::{ContractRow, Next};
use domain::home::{HomePage, Need, NeedRow, ProposalRow};
use domain::id::{JobId, OfferId, ProposalId};
use domain::job::JobQuery;
use domain::offer::OfferTerms;
use domain::refusal::Refusal;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};

/// The home page of one side.
///
/// # Errors
/// A token without the scope `read`.
pub async fn page(db: &Db, actor: &Actor, side: Side, _rules: &Rules, now: Timestamp) -> Result<HomePage> {
    actor.with_scope(Scope::Read).map_err(Refusal::from)?;
    // Lists of jobs open a read of their own, so they come first.
    let jobs = match side {
        Side::Client => job::mine(db, actor, "", 5, now).await?,
        Side::Freelancer => job::find(db, Some(actor), &JobQuery::default(), 5, now).await?,
    };
    let mut read = db.read().await?;
    let (name,): (String,) = fetch_one!(read, "select name from account where id = $1", actor.account().raw())?;
    let contracts: Vec<ContractRow> = contract::contracts_of(&mut read, actor.account(), i64::MAX, 50, true).await?;
    let contracts: Vec<ContractRow> = contracts.into_iter().filter(|row| row.side == side).collect();
    let mut needs = offers(&mut read, actor, side).await?;
    needs.extend(contracts.iter().filter_map(|row| need_of(row, side)));
    let mut proposals = Vec::new();
    match side {
        Side::Client => needs.extend(unanswered(&mut read, actor).await?),
        Side::Freelancer => proposals = live_proposals(&mut read, actor).await?,
    }
    needs.sort_by_key(|row| row.due_at.map_or(i64::MAX, Timestamp::micros));
    needs.truncate(20);
    let balances = ledger::balances(&mut read, actor.account()).await?;
    Ok(HomePage {
        side,
        name,
        needs,
        contracts: contracts.into_iter().take(10).collect(),
        jobs: jobs.jobs,
        proposals,
        balances,
    })
}

/// What a contract wants from this side now.
fn need_of(row: &ContractRow, side: Side) -> Option<NeedRow> {
    let (what, due_at) = match (side, &row.next) {
        (Side::Client, Next::ClientReviews { milestone, releases_at }) => {
            (Need::Review { contract: row.id, milestone: *milestone, amount: row.sums.in_review }, Some(*releases_at))
        }
        (Side::Client, Next::ClientFundsNext { milestone }) => {
            (Need::Fund { contract: row.id, milestone: *milestone, amount: row.funds_next? }, None)
        }
        (Side::Client, Next::ClientFunds { until }) => {
            (Need::FundFirst { contract: row.id, amount: row.funds_next? }, Some(*until))
        }
        (Side::Freelancer, Next::FreelancerSubmits { milestone }) => {
            (Need::Submit { contract: row.id, milestone: *milestone, amount: row.sums.funded }, None)
        }
        (Side::Client | Side::Freelancer, _) => return None,
    };
    Some(NeedRow { what, title: row.title.clone(), other_name: row.other_name.clone(), due_at })
}

/// Offers of the other side that wait for an answer.
async fn offers(read: &mut Read, actor: &Actor, side: Side) -> Result<Vec<NeedRow>> {
    let rows: Vec<(i64, String, String, String, i64)> = fetch_all!(
        read,
        "select offer.id, offer.terms, job.title, other.name, offer.state_at from offer join job on job.id = offer.job_id \
         join account other on other.id = case when offer.client_id = $1 then offer.freelancer_id else offer.client_id end \
         where offer.state = 'sent' and offer.from_side <> $2 \
         and ((cast($2 as text) = 'client' and offer.client_id = $1) or (cast($2 as text) = 'freelancer' and offer.freelancer_id = $1)) \
         order by offer.state_at limit 20",
        actor.account().raw(),
        side.as_str()
    )?;
    rows.into_iter()
        .map(|(id, terms, title, other_name, expires_at)| {
            let terms: OfferTerms = serde_json::from_str(&terms)?;
            let what = Need::AnswerOffer { offer: OfferId::from_raw(id), price: terms.price };
            Ok(NeedRow { what, title, other_name, due_at: Some(Timestamp::from_micros(expires_at)) })
        })
        .collect()
}

/// Jobs of the client with proposals that have had no answer; they are due 14 days after the oldest arrived.
async fn unanswered(read: &mut Read, actor: &Actor) -> Result<Vec<NeedRow>> {
    let rows: Vec<(i64, String, i64, i64)> = fetch_all!(
        read,
        "select job.id, job.title, cast(count(*) as bigint), cast(min(proposal.sent_at) as bigint) from proposal join job on job.id = proposal.job_id \
         where job.client_id = $1 and proposal.state in ('sent', 'viewed') and proposal.answered_at is null group by job.id, job.title order by 4 limit 20",
        actor.account().raw()
    )?;
    let rows = rows.into_iter().map(|(id, title, count, oldest)| NeedRow {
        what: Need::AnswerProposals { job: JobId::from_raw(id), count },
        title,
        other_name: String::new(),
        due_at: Some(Timestamp::from_micros(oldest).plus(Span::days(14))),
    });
    Ok(rows.collect())
}

/// The freelancer's proposals that wait.
async fn live_proposals(read: &mut Read, actor: &Actor) -> Result<Vec<ProposalRow>> {
    let rows: Vec<(i64, String, i64, String, String, i64)> = fetch_all!(
        read,
        "select proposal.id, job.title, proposal.price, proposal.currency, proposal.state, proposal.sent_at from proposal \
         join job on job.id = proposal.job_id where proposal.freelancer_id = $1 \
         and proposal.state in ('sent', 'viewed', 'shortlisted', 'offered') order by proposal.id desc limit 5",
        actor.account().raw()
    )?;
    rows.into_iter()
        .map(|(id, title, price, code, state, sent_at)| {
            let (id, price) = (ProposalId::from_raw(id), row::money(price, &code)?);
            Ok(ProposalRow { id, title, price, state, sent_at: Timestamp::from_micros(sent_at) })
        })
        .collect()
}
