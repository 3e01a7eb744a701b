//! What a person sees of the books: balances, what clears when, every line with the contract behind it.

use crate::Result;
use crate::context::Context;
use crate::db::{Conn, fetch_all, record};
use crate::row;
use domain::actor::Scope;
use domain::id::{AccountId, ContractId, MovementId};
use domain::ledger::posting::MovementKind;
use domain::ledger::statement::{PendingLine, StatementAccount, StatementLine, WalletBalance, WalletPage};
use domain::money::{Currency, Money};
use domain::time::Timestamp;
use std::collections::BTreeMap;

record! {
    struct LineRow from posting {
        seq: i64,
        movement_id: i64,
        line: i64,
        at: i64 = "movement.at",
        kind: String = "movement.kind",
        account_kind: String = "ledger_account.kind",
        currency: String = "ledger_account.currency",
        amount: i64,
        balance_after: i64,
        contract_id: Option<i64> = "movement.contract_id",
        contract_title: Option<String> = "contract.title",
        milestone_number: Option<i64> = "milestone.number",
        milestone_title: Option<String> = "milestone.title",
    }
}

/// The wallet of the actor: `limit` lines from `after` on (the text of [`WalletPage::next`]), newest first.
///
/// # Errors
/// A token without the scope `read`.
pub async fn wallet(context: &Context, after: &str, limit: i64) -> Result<WalletPage> {
    context.actor.with_scope(Scope::Read)?;
    let owner = context.actor.account();
    let mut read = context.read().await?;
    let (before_seq, before_movement, before_line) = cursor(after)?;
    let mut rows: Vec<LineRow> = fetch_all!(
        read,
        [
            "select",
            LineRow,
            "from posting join ledger_account on ledger_account.id = posting.account_id \
             join movement on movement.id = posting.movement_id \
             left join contract on contract.id = movement.contract_id left join milestone on milestone.id = movement.milestone_id \
             where ledger_account.owner = $1 and ledger_account.kind in ('wallet', 'pending') \
             and (posting.seq, posting.movement_id, posting.line) < ($2, $3, $4) \
             order by posting.seq desc, posting.movement_id desc, posting.line desc limit $5"
        ],
        owner.raw(),
        before_seq,
        before_movement,
        before_line,
        limit + 1
    )?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let place =
        |row: &LineRow| format!("{}-{}-{}", domain::id::short(row.seq), domain::id::short(row.movement_id), row.line);
    let next = rows.last().filter(|_| more).map(place);
    let pending: Vec<(i64, String, i64, String, i64)> = fetch_all!(
        read,
        "select earning.contract_id, contract.title, earning.net, earning.currency, earning.clears_at from earning \
         join contract on contract.id = earning.contract_id \
         where earning.freelancer_id = $1 and earning.cleared_at is null order by earning.clears_at limit 100",
        owner.raw()
    )?;
    let pending = pending.into_iter().map(|(contract, title, net, code, clears_at)| {
        Ok(PendingLine {
            contract: ContractId::from_raw(contract),
            title,
            net: row::money(net, &code)?,
            clears_at: Timestamp::from_micros(clears_at),
        })
    });
    Ok(WalletPage {
        balances: balances(&mut read, owner).await?,
        pending: pending.collect::<Result<_>>()?,
        lines: rows.into_iter().map(line).collect::<Result<_>>()?,
        next,
    })
}

/// Where a page begins: below this line of this movement, at its place in the order of booking.
fn cursor(after: &str) -> Result<(i64, i64, i64)> {
    crate::cursor::read(after, (i64::MAX, i64::MAX, 0), |text| {
        let (seq, line) = text.split_once('-')?;
        let (id, line) = line.split_once('-')?;
        Some((domain::id::from_short(seq)?, domain::id::from_short(id)?, line.parse().ok()?))
    })
}

fn line(found: LineRow) -> Result<StatementLine> {
    let account = match found.account_kind.as_str() {
        "wallet" => StatementAccount::Wallet,
        "pending" => StatementAccount::Pending,
        other => return Err(row::odd("ledger_account.kind", other)),
    };
    Ok(StatementLine {
        movement: MovementId::from_raw(found.movement_id),
        at: Timestamp::from_micros(found.at),
        kind: MovementKind::of(&found.kind).ok_or_else(|| row::odd("movement.kind", &found.kind))?,
        account,
        amount: row::money(found.amount, &found.currency)?,
        balance: row::money(found.balance_after, &found.currency)?,
        contract: found.contract_id.map(ContractId::from_raw).zip(found.contract_title),
        milestone: found.milestone_number.zip(found.milestone_title),
    })
}

/// A person's balances, one for each currency that ever moved, in the order of the codes.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn balances(conn: &mut impl Conn, owner: AccountId) -> Result<Vec<WalletBalance>> {
    let held: Vec<(String, String, i64)> = fetch_all!(
        conn,
        "select currency, kind, cast(sum(balance) as bigint) from ledger_account \
         where owner = $1 and kind in ('wallet', 'pending') group by currency, kind",
        owner.raw()
    )?;
    let escrow: Vec<(String, i64, i64)> = fetch_all!(
        conn,
        "select contract.currency, cast(case when contract.client_id = $1 then 1 else 0 end as bigint), \
         cast(sum(milestone.funded - milestone.released - milestone.refunded) as bigint) \
         from contract join milestone on milestone.contract_id = contract.id \
         where (contract.client_id = $1 or contract.freelancer_id = $1) and milestone.funded is not null \
         group by contract.currency, case when contract.client_id = $1 then 1 else 0 end",
        owner.raw()
    )?;
    let mut found: BTreeMap<Currency, WalletBalance> = BTreeMap::new();
    for (code, kind, balance) in held {
        let entry = entry(&mut found, row::currency(&code)?);
        let amount = if kind == "wallet" { &mut entry.available } else { &mut entry.pending };
        amount.minor = balance;
    }
    for (code, as_client, balance) in escrow {
        let entry = entry(&mut found, row::currency(&code)?);
        let amount = if as_client == 1 { &mut entry.in_escrow_paid } else { &mut entry.in_escrow_earning };
        amount.minor = balance;
    }
    Ok(found.into_values().collect())
}

fn entry(found: &mut BTreeMap<Currency, WalletBalance>, currency: Currency) -> &mut WalletBalance {
    let zero = Money::zero(currency);
    found.entry(currency).or_insert(WalletBalance {
        available: zero,
        pending: zero,
        in_escrow_paid: zero,
        in_escrow_earning: zero,
    })
}
