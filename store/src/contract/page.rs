//! What the pages of contracts show. A page costs the same number of queries however long its lists are.

use super::funding::purse;
use super::row::{ContractRow, MilestoneRow};
use crate::context::Context;
use crate::db::{Conn, Db, Read, fetch_all, fetch_all_rows, fetch_one, fetch_optional, ids_json, record};
use crate::{Result, html};
use domain::actor::{Actor, Scope, Side};
use domain::contract::charge::to_charge;
use domain::contract::list::{ContractList, ContractRow as ListRow, ContractTab, ContractsPage};
use domain::contract::milestone::Milestone;
use domain::contract::read::{
    Activity, ContractPage, Earning, EscrowSums, IfAll, MilestoneAction, MilestoneView, SubmissionView,
    contract_actions, funds_next, milestone_actions, next,
};
use domain::fee::Breakdown;
use domain::id::{AccountId, ContractId, MilestoneId, PaymentId, Seen, SubmissionId};
use domain::money::{Currency, Money};
use domain::refusal::GeneralRefusal;
use domain::text::SubmissionText;
use domain::time::Timestamp;
use std::collections::HashMap;

type SubmissionRow = (i64, i64, i64, String, i64, Option<String>, i64);
type EarningRow = (i64, i64, i64, Option<i64>);

/// A milestone at its newest version, for what acts without having looked: demo data, measurements, tests.
///
/// # Errors
/// `NotFound` when there is no such milestone.
pub async fn as_it_stands(db: &Db, id: MilestoneId) -> Result<Seen<MilestoneId>> {
    let mut read = db.read().await?;
    let found: Option<(i64,)> = fetch_optional!(read, "select version from milestone where id = $1", id.raw())?;
    let (version,) = found.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    Ok(Seen { id, version })
}

/// The room of a contract, for its two people.
///
/// # Errors
/// `NotFound` for anybody else; a token without the scope `read`.
pub async fn page(context: &Context, id: ContractId) -> Result<ContractPage> {
    context.actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    page_in(&mut read, &context.actor, id).await
}

/// The same inside a read that is open.
pub(crate) async fn page_in(read: &mut Read, actor: &Actor, id: ContractId) -> Result<ContractPage> {
    let found: Option<ContractRow> =
        fetch_optional!(read, ["select", ContractRow, "from contract where id = $1"], id.raw())?;
    let found = found.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    let (contract, currency) = (found.contract()?, found.currency()?);
    let side = contract.parties.side_of(actor)?;
    let (client_name, freelancer_name): (String, String) = fetch_one!(
        read,
        "select client.name, freelancer.name from account client join account freelancer on freelancer.id = $2 where client.id = $1",
        found.client_id,
        found.freelancer_id
    )?;
    let rows = super::row::milestones(read, id).await?;
    let payments: HashMap<i64, i64> = rows.iter().filter_map(|row| Some((row.id, row.payment_id?))).collect();
    let versions: HashMap<i64, i64> = rows.iter().map(|row| (row.id, row.version)).collect();
    let milestones = rows.into_iter().map(|row| row.milestone(currency)).collect::<Result<Vec<_>>>()?;
    let (mut submissions, mut earnings) = (submissions_of(read, id).await?, earnings_of(read, id, currency).await?);
    let mut views = Vec::with_capacity(milestones.len());
    let actions: Vec<_> = milestones.iter().map(|milestone| milestone_actions(&contract, milestone, side)).collect();
    // What the client holds matters where something can be funded, and nowhere else; only the client can.
    let can_fund = actions.iter().any(|actions| actions.contains(&MilestoneAction::Fund));
    let wallet = if can_fund { Some(purse(read, contract.parties.client, currency).await?) } else { None };
    for (milestone, actions) in milestones.iter().zip(actions) {
        let raw = milestone.id.raw();
        let milestone = Milestone { state: milestone.state.clone().seen_by(side), ..milestone.clone() };
        let wallet = wallet.as_ref().filter(|_| actions.contains(&MilestoneAction::Fund));
        let charged = wallet.map(|(held, coming)| to_charge(&contract.money(), milestone.terms.amount, *held, coming));
        views.push(MilestoneView {
            if_all: IfAll::of(&contract, &milestone)?,
            from_wallet: charged.transpose()?.is_some_and(|charged| charged.missing.is_zero()),
            version: versions.get(&raw).copied().unwrap_or_default(),
            breakdown: Breakdown::of(milestone.terms.amount, contract.fees)?,
            submissions: submissions.remove(&raw).unwrap_or_default(),
            earnings: earnings.remove(&raw).unwrap_or_default(),
            payment: payments.get(&raw).copied().map(PaymentId::from_raw),
            actions,
            milestone,
        });
    }
    let (segments,): (i64,) = fetch_one!(
        read,
        "select cast(count(*) as bigint) from segment where contract_id = $1 and removed_at is null",
        id.raw()
    )?;
    Ok(ContractPage {
        id,
        title: found.title.clone(),
        job: contract.job,
        parties: contract.parties,
        client_name,
        freelancer_name,
        side,
        signed_at: Timestamp::from_micros(found.signed_at),
        state: contract.state,
        fees: contract.fees,
        breakdown: Breakdown::of(Money::new(found.price, currency), contract.fees)?,
        sums: EscrowSums::of(currency, &milestones)?,
        milestones: views,
        next: next(&contract, &milestones),
        room: found.room(),
        activity: activity_of(read, id).await?,
        segments,
        actions: contract_actions(&contract, &milestones, side),
    })
}

async fn submissions_of(conn: &mut impl Conn, id: ContractId) -> Result<HashMap<i64, Vec<SubmissionView>>> {
    let rows: Vec<SubmissionRow> = fetch_all!(
        conn,
        "select submission.id, submission.milestone_id, submission.number, submission.text, submission.at, \
         submission.html, submission.html_version from submission \
         join milestone on milestone.id = submission.milestone_id where milestone.contract_id = $1 order by submission.id desc limit 200",
        id.raw()
    )?;
    let mut found: HashMap<i64, Vec<SubmissionView>> = HashMap::new();
    for (id, milestone, number, text, at, html, html_version) in rows {
        found.entry(milestone).or_default().push(SubmissionView {
            id: SubmissionId::from_raw(id),
            number,
            html: html::shown(html, html_version, &text),
            text: SubmissionText::stored(text),
            at: Timestamp::from_micros(at),
        });
    }
    Ok(found)
}

async fn earnings_of(conn: &mut impl Conn, id: ContractId, currency: Currency) -> Result<HashMap<i64, Vec<Earning>>> {
    let rows: Vec<EarningRow> = fetch_all!(
        conn,
        "select milestone_id, net, clears_at, cleared_at from earning where contract_id = $1 order by release_id limit 500",
        id.raw()
    )?;
    let mut found: HashMap<i64, Vec<Earning>> = HashMap::new();
    for (milestone, net, clears_at, cleared_at) in rows {
        let earning = Earning {
            net: Money::new(net, currency),
            clears_at: Timestamp::from_micros(clears_at),
            cleared: cleared_at.is_some(),
        };
        found.entry(milestone).or_default().push(earning);
    }
    Ok(found)
}

async fn activity_of(conn: &mut impl Conn, id: ContractId) -> Result<Vec<Activity>> {
    let rows: Vec<(i64, Option<String>, String)> = fetch_all!(
        conn,
        "select at, by_side, what from activity where contract_id = $1 order by id desc limit 100",
        id.raw()
    )?;
    rows.into_iter()
        .map(|(at, by, what)| {
            Ok(Activity {
                at: Timestamp::from_micros(at),
                by: by.as_deref().and_then(Side::of),
                what: serde_json::from_str(&what)?,
            })
        })
        .collect()
}

/// All contracts of the actor, newest first, `limit` from `after` on (the text of [`ContractList::next`]).
///
/// # Errors
/// A token without the scope `read`.
pub async fn mine(context: &Context, after: &str, limit: i64) -> Result<ContractList> {
    context.actor.with_scope(Scope::Read)?;
    list_of(&mut context.read().await?, &context.actor, after, limit, Standing::Any).await
}

/// The page of the actor's contracts, from `after` on (the text of [`ContractList::next`]).
///
/// # Errors
/// A token without the scope `read`.
pub async fn tab(context: &Context, tab: ContractTab, after: &str) -> Result<ContractsPage> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let (running, ended) = counts(&mut read, actor.account()).await?;
    let first = list_of(&mut read, actor, "", ContractsPage::RUNNING_MAX, Standing::Running).await?;
    let needs_me = first.contracts.iter().filter(|row| row.needs_me()).count();
    let mut list = if tab == ContractTab::Ended {
        list_of(&mut read, actor, after, ContractsPage::ENDED_MAX, Standing::Over).await?
    } else if after.is_empty() {
        first
    } else {
        list_of(&mut read, actor, after, ContractsPage::RUNNING_MAX, Standing::Running).await?
    };
    if tab == ContractTab::NeedsMe {
        list.contracts.retain(ListRow::needs_me);
    }
    if tab != ContractTab::Ended {
        list.contracts.sort_by_key(ListRow::by_deadline);
    }
    Ok(ContractsPage { tab, list, running, needs_me: i64::try_from(needs_me).unwrap_or_default(), ended })
}

/// How many run, and how many are over.
async fn counts(conn: &mut impl Conn, account: AccountId) -> Result<(i64, i64)> {
    fetch_one!(
        conn,
        "select cast(coalesce(sum(case when state in ('awaiting_funding', 'active') then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when state in ('ended', 'lapsed') then 1 else 0 end), 0) as bigint) from \
         (select state from contract where client_id = $1 union all select state from contract where freelancer_id = $1) as mine",
        account.raw()
    )
}

async fn list_of(
    conn: &mut impl Conn,
    actor: &Actor,
    after: &str,
    limit: i64,
    standing: Standing,
) -> Result<ContractList> {
    let before = crate::cursor::one(after)?;
    let mut contracts = contracts_of(conn, actor.account(), before, limit + 1, standing).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = contracts.len() > most;
    contracts.truncate(most);
    let next = contracts.last().filter(|_| more).map(|row| row.id.to_string());
    Ok(ContractList { contracts, next })
}

/// Which contracts a list is of.
#[derive(Debug, Clone, Copy)]
pub enum Standing {
    /// In whatever state they are.
    Any,
    /// Those that wait for their first money, or run.
    Running,
    /// Those that ended or lapsed.
    Over,
}

impl Standing {
    fn code(self) -> i64 {
        match self {
            Self::Any => 0,
            Self::Running => 1,
            Self::Over => 2,
        }
    }
}

record! {
    struct NameRow {
        id: i64,
        name: String,
    }
}

/// Contracts of one person below an id, newest first.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn contracts_of(
    conn: &mut impl Conn,
    account: AccountId,
    before: i64,
    limit: i64,
    standing: Standing,
) -> Result<Vec<ListRow>> {
    let rows: Vec<ContractRow> = fetch_all!(
        conn,
        [
            "select",
            ContractRow,
            "from contract \
             where id in (select id from contract where client_id = $1 and id < $2 \
              union all select id from contract where freelancer_id = $1 and id < $2) \
             and (cast($4 as bigint) = 0 or (state in ('awaiting_funding', 'active')) = (cast($4 as bigint) = 1)) order by id desc limit $3"
        ],
        account.raw(),
        before,
        limit,
        standing.code()
    )?;
    let others = rows.iter().map(|row| if row.client_id == account.raw() { row.freelancer_id } else { row.client_id });
    let names: Vec<NameRow> = fetch_all_rows!(
        conn,
        (["select", NameRow, "from account where account.id in (select cast(value ->> 'id' as bigint) from"], ")"),
        ids_json(others)
    )?;
    let names: HashMap<i64, String> = names.into_iter().map(|row| (row.id, row.name)).collect();
    let mut milestones = milestones_of(conn, &rows).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let (contract, currency) = (row.contract()?, row.currency()?);
        let side = if contract.parties.client == account { Side::Client } else { Side::Freelancer };
        let found = milestones.remove(&row.id).unwrap_or_default();
        let found =
            found.into_iter().map(|milestone| milestone.milestone(currency)).collect::<Result<Vec<Milestone>>>()?;
        list.push(ListRow {
            id: contract.id,
            other_name: names.get(&contract.parties.account(side.other()).raw()).cloned().unwrap_or_default(),
            title: row.title,
            side,
            state: contract.state,
            sums: EscrowSums::of(currency, &found)?,
            next: next(&contract, &found),
            funds_next: funds_next(&contract, &found)?,
            signed_at: Timestamp::from_micros(row.signed_at),
        });
    }
    Ok(list)
}

async fn milestones_of(conn: &mut impl Conn, contracts: &[ContractRow]) -> Result<HashMap<i64, Vec<MilestoneRow>>> {
    let rows: Vec<MilestoneRow> = fetch_all_rows!(
        conn,
        (
            ["select", MilestoneRow, "from milestone where contract_id in (select cast(value ->> 'id' as bigint) from"],
            ") order by contract_id, number"
        ),
        ids_json(contracts.iter().map(|row| row.id))
    )?;
    let mut found: HashMap<i64, Vec<MilestoneRow>> = HashMap::new();
    for milestone in rows {
        found.entry(milestone.contract_id).or_default().push(milestone);
    }
    Ok(found)
}
