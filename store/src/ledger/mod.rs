//! The books: movements are written here and nowhere else.

mod check;
mod wallet;

pub use check::{accounts, check};
pub use wallet::{balances, wallet};

use crate::db::{Tx, execute, execute_rows, fetch_all_rows, fetch_all_rows_for_update, record};
use crate::{Error, Fault, Result};
use domain::id::{ContractId, MilestoneId, MovementId};
use domain::ledger::LedgerRefusal;
use domain::ledger::account::{AccountKey, LedgerAccount};
use domain::ledger::posting::Movement;
use domain::money::{Money, MoneyRefusal};
use domain::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

#[derive(Serialize)]
struct NewAccount {
    id: i64,
    kind: &'static str,
    owner: i64,
    part: i64,
    currency: &'static str,
    floor: Option<i64>,
}

record! {
    struct AccountRow {
        id: i64,
        kind: String,
        owner: i64,
        part: i64,
        balance: i64,
        currency: String,
    }
}

#[derive(Serialize)]
struct NewPosting {
    movement_id: i64,
    line: usize,
    account_id: i64,
    amount: i64,
    balance_after: i64,
}

/// A movement that is new, with its lines and the balances that they leave behind.
struct Fresh<'a> {
    id: i64,
    movement: &'a Movement,
    hash: Vec<u8>,
    lines: Vec<NewPosting>,
}

/// An account row under lock, with the balance as it will be.
struct Held {
    id: i64,
    balance: i64,
}

/// Writes one movement; see [`post_all`].
///
/// # Errors
/// As [`post_all`].
pub async fn post(tx: &mut Tx, movement: &Movement, now: Timestamp) -> Result<MovementId> {
    let ids = post_all(tx, std::slice::from_ref(movement), now).await?;
    ids.into_iter().next().ok_or_else(|| Fault::Data("a movement without an id".to_owned()).into())
}

/// Writes movements in their order, all or none. Every account is locked first, in the order of its key, so that
/// two commands never wait for each other in a circle. A movement whose key was written before with the same
/// postings is not written again; its first id is given back.
///
/// # Errors
/// `ledger.lacks_money` when an account would cross its floor, `ledger.other_movement` for a used key with other postings,
/// `money.too_large`.
pub async fn post_all(tx: &mut Tx, movements: &[Movement], now: Timestamp) -> Result<Vec<MovementId>> {
    let mut accounts = lock_accounts(tx, movements).await?;
    let known = known_keys(tx, movements).await?;
    let mut ids = Vec::with_capacity(movements.len());
    for movement in movements {
        let hash = body_hash(movement)?;
        match known.get(movement.key()) {
            Some((id, known_hash)) if *known_hash == hash => ids.push(MovementId::from_raw(*id)),
            Some(_) => return Err(Error::refused(LedgerRefusal::OtherMovement)),
            None => {
                let id = tx.new_id(now);
                let lines = apply(&mut accounts, movement, id)?;
                write(tx, &Fresh { id, movement, hash, lines }, now).await?;
                ids.push(MovementId::from_raw(id));
            }
        }
    }
    Ok(ids)
}

/// Makes the accounts that are new, locks all, and gives their balances.
async fn lock_accounts(tx: &mut Tx, movements: &[Movement]) -> Result<BTreeMap<LedgerAccount, Held>> {
    let mut wanted: Vec<AccountKey> =
        movements.iter().flat_map(Movement::postings).map(|line| line.account.key()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let rows: Vec<NewAccount> = wanted
        .iter()
        .map(|key| NewAccount {
            id: tx.new_token().checked_abs().unwrap_or(1).max(1),
            kind: key.kind,
            owner: key.owner,
            part: key.part,
            currency: key.currency.code(),
            floor: LedgerAccount::of_key(key.kind, key.owner, key.part, key.currency)
                .and_then(|account| account.floor()),
        })
        .collect();
    let json = serde_json::to_string(&rows)?;
    execute_rows!(
        tx,
        (
            "insert into ledger_account (id, kind, owner, part, currency, balance, floor) \
             select cast(value ->> 'id' as bigint), value ->> 'kind', cast(value ->> 'owner' as bigint), cast(value ->> 'part' as bigint), \
             value ->> 'currency', 0, cast(value ->> 'floor' as bigint) from",
            "where true on conflict (kind, owner, part, currency) do nothing"
        ),
        json.as_str()
    )?;
    let found: Vec<AccountRow> = fetch_all_rows_for_update!(
        tx,
        (
            "select ledger_account.id, ledger_account.kind, ledger_account.owner, ledger_account.part, ledger_account.balance, ledger_account.currency \
             from ledger_account where (kind, owner, part, currency) in \
             (select value ->> 'kind', cast(value ->> 'owner' as bigint), cast(value ->> 'part' as bigint), value ->> 'currency' from",
            ") order by kind, owner, part, currency"
        ),
        json.as_str()
    )?;
    found
        .into_iter()
        .map(|row| {
            Ok((account_of(&row.kind, row.owner, row.part, &row.currency)?, Held { id: row.id, balance: row.balance }))
        })
        .collect()
}

/// The account of a stored row.
fn account_of(kind: &str, owner: i64, part: i64, currency: &str) -> Result<LedgerAccount> {
    crate::row::currency(currency).and_then(|currency| {
        LedgerAccount::of_key(kind, owner, part, currency)
            .ok_or_else(|| Fault::Data(format!("ledger account of kind {kind}")).into())
    })
}

/// Ids and hashes of movements that were written before.
async fn known_keys(tx: &mut Tx, movements: &[Movement]) -> Result<BTreeMap<String, (i64, Vec<u8>)>> {
    #[derive(Serialize)]
    struct Key<'a> {
        key: &'a str,
    }
    let keys: Vec<Key<'_>> = movements.iter().map(|movement| Key { key: movement.key() }).collect();
    let rows: Vec<(String, i64, Vec<u8>)> = fetch_all_rows!(
        tx,
        ("select key, id, body_hash from movement where key in (select value ->> 'key' from", ")"),
        serde_json::to_string(&keys)?
    )?;
    Ok(rows.into_iter().map(|(key, id, hash)| (key, (id, hash))).collect())
}

/// Counts one movement into the locked balances; gives its lines.
fn apply(accounts: &mut BTreeMap<LedgerAccount, Held>, movement: &Movement, id: i64) -> Result<Vec<NewPosting>> {
    let mut lines = Vec::with_capacity(movement.postings().len());
    for (place, posting) in movement.postings().iter().enumerate() {
        let held =
            accounts.get_mut(&posting.account).ok_or_else(|| Fault::Data("an account was not locked".to_owned()))?;
        held.balance =
            held.balance.checked_add(posting.amount.minor).ok_or_else(|| Error::refused(MoneyRefusal::TooLarge))?;
        if posting.account.floor().is_some_and(|floor| held.balance < floor) {
            let missing = Money::new(held.balance.saturating_neg(), posting.amount.currency);
            return Err(Error::refused(LedgerRefusal::LacksMoney { missing }));
        }
        lines.push(NewPosting {
            movement_id: id,
            line: place + 1,
            account_id: held.id,
            amount: posting.amount.minor,
            balance_after: held.balance,
        });
    }
    Ok(lines)
}

/// Balances, then lines (the database holds each line against its account), then the movement, which seals them.
async fn write(tx: &mut Tx, fresh: &Fresh<'_>, now: Timestamp) -> Result<()> {
    let lines = serde_json::to_string(&fresh.lines)?;
    execute_rows!(
        tx,
        (
            "update ledger_account set balance = fresh.balance from \
             (select cast(value ->> 'account_id' as bigint) as id, cast(value ->> 'balance_after' as bigint) as balance from",
            ") as fresh where ledger_account.id = fresh.id"
        ),
        lines.as_str()
    )?;
    execute_rows!(
        tx,
        (
            "insert into posting (movement_id, line, account_id, amount, balance_after) \
             select cast(value ->> 'movement_id' as bigint), cast(value ->> 'line' as bigint), cast(value ->> 'account_id' as bigint), \
             cast(value ->> 'amount' as bigint), cast(value ->> 'balance_after' as bigint) from",
            ""
        ),
        lines.as_str()
    )?;
    let behind = fresh.movement.behind();
    execute!(
        tx,
        "insert into movement (id, kind, key, body_hash, at, contract_id, milestone_id) values ($1, $2, $3, $4, $5, $6, $7)",
        fresh.id,
        fresh.movement.kind().as_str(),
        fresh.movement.key(),
        fresh.hash.as_slice(),
        now.micros(),
        behind.contract.map(ContractId::raw),
        behind.milestone.map(MilestoneId::raw)
    )?;
    Ok(())
}

/// Fingerprint of kind, postings and what is behind them: tells a repeat from another movement with the same key.
fn body_hash(movement: &Movement) -> Result<Vec<u8>> {
    Ok(Sha256::digest(serde_json::to_vec(movement)?).to_vec())
}
