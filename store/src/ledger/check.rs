//! Holds the rules of the books against everything that is stored: `guildhall check`, and the simulation after its steps.

use crate::Result;
use crate::db::{Db, Read, fetch_all};
use domain::ledger::account::LedgerAccount;
use domain::money::Money;

/// Each broken rule as a sentence; empty when the books are right. Looks at every row of the books.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn check(db: &Db) -> Result<Vec<String>> {
    check_in(&mut db.read().await?).await
}

/// The same, as of a moment.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub(crate) async fn check_in(read: &mut Read) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let unbalanced: Vec<(i64, String)> = fetch_all!(
        read,
        "select posting.movement_id, ledger_account.currency from posting join ledger_account on ledger_account.id = posting.account_id \
         group by posting.movement_id, ledger_account.currency having sum(posting.amount) <> 0 limit 100"
    )?;
    broken.extend(
        unbalanced
            .into_iter()
            .map(|(id, code)| format!("movement {} does not add up to zero in {code}", domain::id::short(id))),
    );
    let orphans: Vec<(i64,)> = fetch_all!(
        read,
        "select distinct posting.movement_id from posting left join movement on movement.id = posting.movement_id \
         where movement.id is null limit 100"
    )?;
    broken.extend(orphans.into_iter().map(|(id,)| format!("postings of {} have no movement", domain::id::short(id))));
    let thin: Vec<(i64,)> = fetch_all!(
        read,
        "select movement.id from movement left join posting on posting.movement_id = movement.id \
         group by movement.id having count(posting.line) < 2 limit 100"
    )?;
    broken.extend(
        thin.into_iter().map(|(id,)| format!("movement {} has fewer than two postings", domain::id::short(id))),
    );
    let sums: Vec<(String, i64)> = fetch_all!(
        read,
        "select currency, cast(sum(balance) as bigint) from ledger_account group by currency having sum(balance) <> 0"
    )?;
    broken.extend(sums.into_iter().map(|(code, sum)| format!("all accounts in {code} add up to {sum}, not to zero")));
    let drifted: Vec<(String, i64, i64)> = fetch_all!(
        read,
        "select ledger_account.kind, ledger_account.owner, ledger_account.balance from ledger_account \
         left join posting on posting.account_id = ledger_account.id \
         group by ledger_account.id, ledger_account.kind, ledger_account.owner, ledger_account.balance \
         having coalesce(sum(posting.amount), 0) <> ledger_account.balance limit 100"
    )?;
    broken.extend(drifted.into_iter().map(|(kind, owner, balance)| {
        format!("{kind} of {owner} holds {balance}, which is not the sum of its postings")
    }));
    let torn: Vec<(String, i64)> = fetch_all!(
        read,
        "select ledger_account.kind, ledger_account.owner from ledger_account join \
         (select account_id, amount, balance_after, coalesce(lag(balance_after) over (partition by account_id order by seq), 0) as before, \
         coalesce(lag(seq) over (partition by account_id order by seq), 0) as seq_before from posting) as line \
         on line.account_id = ledger_account.id \
         where line.before + line.amount <> line.balance_after \
         and (line.seq_before > ledger_account.ordered_from or ledger_account.ordered_from = 0) \
         group by ledger_account.id, ledger_account.kind, ledger_account.owner limit 100"
    )?;
    broken.extend(torn.into_iter().map(|(kind, owner)| {
        format!("the statement of {kind} of {owner} does not lead from each balance to the next")
    }));
    let below: Vec<(String, i64, i64)> = fetch_all!(
        read,
        "select kind, owner, balance from ledger_account where floor is not null and balance < floor limit 100"
    )?;
    broken.extend(
        below.into_iter().map(|(kind, owner, balance)| format!("{kind} of {owner} holds {balance}, below its floor")),
    );
    escrow(read, &mut broken).await?;
    earnings(read, &mut broken).await?;
    Ok(broken)
}

/// Every account of the books and its balance, for comparing them with a book kept elsewhere.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn accounts(db: &Db) -> Result<Vec<(LedgerAccount, Money)>> {
    let mut read = db.read().await?;
    let rows: Vec<(String, i64, i64, String, i64)> = fetch_all!(
        read,
        "select kind, owner, part, currency, balance from ledger_account order by kind, owner, part, currency"
    )?;
    rows.into_iter()
        .map(|(kind, owner, part, currency, balance)| {
            Ok((super::account_of(&kind, owner, part, &currency)?, crate::row::money(balance, &currency)?))
        })
        .collect()
}

/// A milestone holds what its escrow account holds; an ended contract holds nothing; a contract's sums are those of its milestones.
async fn escrow(read: &mut Read, broken: &mut Vec<String>) -> Result<()> {
    let held: Vec<(i64, i64, i64)> = fetch_all!(
        read,
        "select milestone.id, cast(coalesce(milestone.funded - milestone.released - milestone.refunded, 0) as bigint), \
         cast(coalesce(ledger_account.balance, 0) as bigint) \
         from milestone left join ledger_account on ledger_account.kind = 'escrow' and ledger_account.owner = milestone.id \
         where coalesce(milestone.funded - milestone.released - milestone.refunded, 0) <> coalesce(ledger_account.balance, 0) limit 100"
    )?;
    broken.extend(held.into_iter().map(|(id, says, holds)| {
        format!("milestone {} says {says} is held, its escrow holds {holds}", domain::id::short(id))
    }));
    let ended: Vec<(i64, i64)> = fetch_all!(
        read,
        "select contract.id, cast(sum(milestone.funded - milestone.released - milestone.refunded) as bigint) from contract \
         join milestone on milestone.contract_id = contract.id \
         where contract.state in ('ended', 'lapsed') and milestone.funded is not null \
         group by contract.id having sum(milestone.funded - milestone.released - milestone.refunded) <> 0 limit 100"
    )?;
    broken.extend(
        ended
            .into_iter()
            .map(|(id, holds)| format!("contract {} is over and still holds {holds}", domain::id::short(id))),
    );
    let sums: Vec<(i64,)> = fetch_all!(
        read,
        "select contract.id from contract join milestone on milestone.contract_id = contract.id \
         group by contract.id, contract.funded, contract.released \
         having contract.funded <> sum(coalesce(milestone.funded - milestone.refunded, 0)) \
         or contract.released <> sum(coalesce(milestone.released, 0)) limit 100"
    )?;
    broken.extend(
        sums.into_iter().map(|(id,)| format!("contract {} has other sums than its milestones", domain::id::short(id))),
    );
    Ok(())
}

/// What has not cleared is what is pending.
async fn earnings(read: &mut Read, broken: &mut Vec<String>) -> Result<()> {
    let pending: Vec<(i64, i64, i64)> = fetch_all!(
        read,
        "select ledger_account.part, ledger_account.balance, cast(coalesce(sum(earning.net), 0) as bigint) from ledger_account \
         left join earning on earning.contract_id = ledger_account.part and earning.freelancer_id = ledger_account.owner \
         and earning.cleared_at is null where ledger_account.kind = 'pending' \
         group by ledger_account.id, ledger_account.part, ledger_account.balance \
         having coalesce(sum(earning.net), 0) <> ledger_account.balance limit 100"
    )?;
    broken.extend(pending.into_iter().map(|(id, holds, says)| {
        format!("contract {} has {holds} pending, its releases say {says}", domain::id::short(id))
    }));
    Ok(())
}
