//! The signed-in home page: what needs the viewer, soonest first, and where their things stand.

use crate::context::Context;
use crate::db::{Read, fetch_all, fetch_one, record};
use crate::{Result, contract, job, ledger, row, timesheet};
use domain::actor::{Actor, Scope, Side};
use domain::contract::ContractState;
use domain::contract::list::ContractRow;
use domain::contract::read::Next;
use domain::fee::net_of;
use domain::home::{Alerts, ComingRow, HomePage, Need, NeedRow, ProposalRow, Recent, Stands, UnreadRoom};
use domain::id::{ContractId, JobId, OfferId, ProposalId, RoomId};
use domain::job::JobQuery;
use domain::money::{Money, Rate};
use domain::proposal::ANSWER_WITHIN;
use domain::rules::Rules;
use domain::time::{Due, Timestamp};
use std::collections::BTreeMap;

/// The home page of one side.
///
/// # Errors
/// A token without the scope `read`.
pub async fn page(context: &Context, side: Side) -> Result<HomePage> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    // Lists of jobs open a read of their own, so they come first.
    let jobs = match side {
        Side::Client => job::mine(context, "", 5).await?,
        Side::Freelancer => job::find(&context.visit(), &JobQuery::default(), 5).await?,
    };
    let mut read = context.read().await?;
    let (name,): (String,) = fetch_one!(read, "select name from account where id = $1", actor.account().raw())?;
    let mut contracts = live_contracts(&mut read, actor, side).await?;
    contracts.sort_by_key(ContractRow::by_deadline);
    let needs = needs_of(&mut read, actor, side, &contracts).await?;
    let (proposals, coming, running) = match side {
        Side::Client => (Vec::new(), Vec::new(), None),
        Side::Freelancer => (
            live_proposals(&mut read, actor).await?,
            coming(&mut read, actor, &context.rules).await?,
            timesheet::running(&mut read, actor.account()).await?,
        ),
    };
    let balances = ledger::balances(&mut read, actor.account()).await?;
    Ok(HomePage {
        side,
        name,
        running,
        needs,
        contracts: contracts.into_iter().take(10).collect(),
        jobs: jobs.jobs,
        proposals,
        coming,
        balances,
    })
}

/// What the bars around every page of the viewer show.
///
/// # Errors
/// A token without the scope `read`.
pub async fn alerts(context: &Context, side: Side) -> Result<Alerts> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let contracts = live_contracts(&mut read, actor, side).await?;
    let needs = needs_of(&mut read, actor, side, &contracts).await?;
    let rooms = unread_rooms(&mut read, actor).await?;
    let timer = timesheet::running(&mut read, actor.account()).await?;
    Ok(Alerts { rooms, needs, timer })
}

/// What the viewer was at lately.
///
/// # Errors
/// A token without the scope `read`.
pub async fn recent(context: &Context, side: Side) -> Result<Recent> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let contracts = live_contracts(&mut read, actor, side).await?;
    let contracts = contracts.into_iter().take(5).map(|row| (row.id, row.title)).collect();
    let rooms: Vec<(i64, String, String)> = fetch_all!(
        read,
        "select room.id, account.name, job.title from room join job on job.id = room.job_id \
         join account on account.id = case when room.client_id = $1 then room.freelancer_id else room.client_id end \
         where (room.client_id = $1 or room.freelancer_id = $1) and room.last_number > 0 order by room.last_at desc limit 5",
        actor.account().raw()
    )?;
    let rooms = rooms.into_iter().map(|(room, name, title)| (RoomId::from_raw(room), name, title)).collect();
    let jobs = match side {
        Side::Client => jobs_of(&mut read, actor).await?,
        Side::Freelancer => Vec::new(),
    };
    Ok(Recent { contracts, rooms, jobs })
}

/// The client's newest jobs that have a title already.
async fn jobs_of(read: &mut Read, actor: &Actor) -> Result<Vec<(JobId, String)>> {
    let rows: Vec<(i64, String)> = fetch_all!(
        read,
        "select job.id, job.title from job where job.client_id = $1 and job.title <> '' order by job.id desc limit 5",
        actor.account().raw()
    )?;
    Ok(rows.into_iter().map(|(id, title)| (JobId::from_raw(id), title)).collect())
}

/// The contracts of this side that are not over, newest first.
async fn live_contracts(read: &mut Read, actor: &Actor, side: Side) -> Result<Vec<ContractRow>> {
    let contracts = contract::contracts_of(read, actor.account(), i64::MAX, 50, contract::Standing::Running).await?;
    Ok(contracts.into_iter().filter(|row| row.side == side).collect())
}

/// What needs this side, soonest first.
async fn needs_of(read: &mut Read, actor: &Actor, side: Side, contracts: &[ContractRow]) -> Result<Vec<NeedRow>> {
    let mut needs = offers(read, actor, side).await?;
    needs.extend(contracts.iter().filter_map(|row| need_of(row, side)));
    if side == Side::Client {
        needs.extend(unanswered(read, actor).await?);
    }
    needs.sort_by_key(|row| row.due.map_or(i64::MAX, |due| due.over().micros()));
    needs.truncate(20);
    Ok(needs)
}

/// What a contract wants from this side now.
fn need_of(row: &ContractRow, side: Side) -> Option<NeedRow> {
    let (what, due) = match (side, &row.next) {
        (Side::Client, Next::ClientReviews { milestone, releases_at }) => (
            Need::Review { contract: row.id, milestone: *milestone, amount: row.sums.in_review },
            Some(Due::At(*releases_at)),
        ),
        (Side::Client, Next::ClientFundsNext { milestone }) => {
            (Need::Fund { contract: row.id, milestone: *milestone, amount: row.funds_next? }, None)
        }
        (Side::Client, Next::ClientFunds { until }) => {
            (Need::FundFirst { contract: row.id, amount: row.funds_next? }, Some(Due::At(*until)))
        }
        (Side::Client, Next::PaymentRuns { milestone, payment }) => {
            // Before the first money, the contract lapses if nothing comes of it.
            let due = match row.state {
                ContractState::AwaitingFunding { until } => Some(Due::At(until)),
                ContractState::Active { .. } | ContractState::Ended { .. } | ContractState::Lapsed { .. } => None,
            };
            (Need::FinishPayment { contract: row.id, milestone: *milestone, payment: *payment }, due)
        }
        (Side::Freelancer, Next::FreelancerSubmits { milestone, due, again }) => (
            Need::Submit { contract: row.id, milestone: *milestone, amount: row.sums.funded, again: *again },
            due.map(Due::On),
        ),
        (Side::Client | Side::Freelancer, _) => return None,
    };
    Some(NeedRow { what, title: row.title.clone(), other_name: row.other_name.clone(), due })
}

/// Offers of the other side that wait for an answer.
async fn offers(read: &mut Read, actor: &Actor, side: Side) -> Result<Vec<NeedRow>> {
    let rows: Vec<(i64, i64, String, String, String, i64)> = fetch_all!(
        read,
        "select offer.id, offer.price, offer.currency, job.title, other.name, offer.state_at from offer join job on job.id = offer.job_id \
         join account other on other.id = case when offer.client_id = $1 then offer.freelancer_id else offer.client_id end \
         where offer.state = 'sent' and offer.from_side <> $2 \
         and ((cast($2 as text) = 'client' and offer.client_id = $1) or (cast($2 as text) = 'freelancer' and offer.freelancer_id = $1)) \
         order by offer.state_at limit 20",
        actor.account().raw(),
        side.as_str()
    )?;
    rows.into_iter()
        .map(|(id, price, code, title, other_name, expires_at)| {
            let what = Need::AnswerOffer { offer: OfferId::from_raw(id), price: row::money(price, &code)? };
            Ok(NeedRow { what, title, other_name, due: Some(Due::At(Timestamp::from_micros(expires_at))) })
        })
        .collect()
}

/// Jobs of the client with proposals that have had no answer; they are due 14 days after the oldest arrived.
async fn unanswered(read: &mut Read, actor: &Actor) -> Result<Vec<NeedRow>> {
    let rows: Vec<(i64, String, i64, i64)> = fetch_all!(
        read,
        "select job.id, job.title, cast(count(*) as bigint), cast(min(proposal.sent_at) as bigint) \
         from proposal join job on job.id = proposal.job_id \
         where job.client_id = $1 and proposal.state in ('sent', 'viewed') and proposal.answered_at is null \
         group by job.id, job.title order by 4 limit 20",
        actor.account().raw()
    )?;
    let rows = rows.into_iter().map(|(id, title, count, oldest)| NeedRow {
        what: Need::AnswerProposals { job: JobId::from_raw(id), count },
        title,
        other_name: String::new(),
        due: Some(Due::At(Timestamp::from_micros(oldest).plus(ANSWER_WITHIN))),
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

/// Money on its way to the freelancer's wallet: what is pending, and what is in review and would be auto-released.
async fn coming(read: &mut Read, actor: &Actor, rules: &Rules) -> Result<Vec<ComingRow>> {
    let pending: Vec<(i64, String, i64, i64, String, i64)> = fetch_all!(
        read,
        "select earning.contract_id, contract.title, milestone.number, earning.net, earning.currency, earning.clears_at from earning \
         join contract on contract.id = earning.contract_id join milestone on milestone.id = earning.milestone_id \
         where earning.freelancer_id = $1 and earning.cleared_at is null order by earning.clears_at limit 20",
        actor.account().raw()
    )?;
    let mut coming = Vec::new();
    for (contract, title, number, net, code, clears_at) in pending {
        let (contract, net) = (ContractId::from_raw(contract), row::money(net, &code)?);
        let free_at = Timestamp::from_micros(clears_at);
        coming.push(ComingRow { contract, title, number, stands: Stands::Pending, net, free_at });
    }
    coming.extend(in_review(read, actor, rules).await?);
    coming.sort_by_key(|row| row.free_at.micros());
    coming.truncate(20);
    Ok(coming)
}

record! {
    struct InReviewRow from contract {
        contract_id: i64 = "contract.id",
        title: String,
        number: i64 = "milestone.number",
        held: i64 = "milestone.funded - milestone.released - milestone.refunded",
        currency: String,
        releases_at: i64 = "milestone.releases_at",
        released: i64,
        fee_freelancer: i64,
    }
}

/// What is in review, in the order in which it would be auto-released: fees are cumulative in a contract.
async fn in_review(read: &mut Read, actor: &Actor, rules: &Rules) -> Result<Vec<ComingRow>> {
    let rows: Vec<InReviewRow> = fetch_all!(
        read,
        [
            "select",
            InReviewRow,
            "from contract join milestone on milestone.contract_id = contract.id \
             where contract.freelancer_id = $1 and contract.state = 'active' and milestone.state = 'submitted' \
             order by milestone.releases_at, milestone.id limit 20"
        ],
        actor.account().raw()
    )?;
    let mut before: BTreeMap<i64, Money> = BTreeMap::new();
    let mut coming = Vec::new();
    for found in rows {
        let (held, released) = (row::money(found.held, &found.currency)?, row::money(found.released, &found.currency)?);
        let released = before.entry(found.contract_id).or_insert(released);
        let rate = Rate::basis_points(u32::try_from(found.fee_freelancer).unwrap_or_default());
        let net = net_of(rate, *released, held)?;
        *released = released.checked_add(held)?;
        let releases_at = Timestamp::from_micros(found.releases_at);
        coming.push(ComingRow {
            contract: ContractId::from_raw(found.contract_id),
            title: found.title,
            number: found.number,
            stands: Stands::InReview { releases_at },
            net,
            free_at: releases_at.plus(rules.security),
        });
    }
    Ok(coming)
}

/// Conversations with something unread in them, the newest first.
async fn unread_rooms(read: &mut Read, actor: &Actor) -> Result<Vec<UnreadRoom>> {
    let rows: Vec<(i64, String, String)> = fetch_all!(
        read,
        "select room.id, account.name, job.title from room join job on job.id = room.job_id \
         join account on account.id = case when room.client_id = $1 then room.freelancer_id else room.client_id end \
         left join room_read on room_read.room_id = room.id and room_read.account_id = $1 \
         where (room.client_id = $1 or room.freelancer_id = $1) and room.last_number > coalesce(room_read.up_to, 0) \
         and exists (select 1 from message where message.room_id = room.id and message.number > coalesce(room_read.up_to, 0) \
         and message.writer_id <> $1 and message.deleted_at is null) order by room.last_at desc limit 10",
        actor.account().raw()
    )?;
    let read_row = |(room, other_name, title)| UnreadRoom { room: RoomId::from_raw(room), other_name, title };
    Ok(rows.into_iter().map(read_row).collect())
}
