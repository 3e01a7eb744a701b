//! The books: movements are written here and nowhere else.

mod check;
mod wallet;

pub(crate) use check::check_in;
pub use check::{accounts, check};
pub use wallet::{balances, wallet};

use crate::db::{Tx, execute, execute_each, fetch_each, record};
use crate::feature::Feature;
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

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "wallet";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: &[] };

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
        last_seq: i64,
        currency: String,
    }
}

#[derive(Serialize)]
struct NewPosting {
    movement_id: i64,
    line: i64,
    account_id: i64,
    amount: i64,
    balance_after: i64,
    seq: i64,
}

/// A movement that is new, with its lines and the balances that they leave behind.
struct Fresh<'a> {
    id: i64,
    movement: &'a Movement,
    hash: Vec<u8>,
    lines: Vec<NewPosting>,
}

/// An account row under lock, with the balance and the place of the newest line as they will be.
struct Held {
    id: i64,
    balance: i64,
    last_seq: i64,
}

/// Writes one movement; see [`post_all`].
///
/// # Errors
/// As [`post_all`].
pub async fn post(tx: &mut Tx, movement: &Movement, now: Timestamp) -> Result<MovementId> {
    let ids = post_all(tx, std::slice::from_ref(movement), now).await?;
    ids.into_iter().next().ok_or_else(|| Fault::Data("a movement without an id".to_owned()).into())
}

/// Writes movements in their order, all or none. Every account is locked first, in the order of its key; those that are
/// new are made after that, in the same order. Two commands that make the same accounts while each holds an older one that
/// the other needs could wait in a circle: then one of them is told to retry. A movement whose key was written before with the same
/// postings is not written again; its first id is given back.
///
/// # Errors
/// `ledger.lacks_money` when an account would cross its floor, `ledger.other_movement` for a used key with other postings,
/// `money.too_large`.
pub async fn post_all(tx: &mut Tx, movements: &[Movement], now: Timestamp) -> Result<Vec<MovementId>> {
    let mut accounts = lock_accounts(tx, movements.iter(), now).await?;
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

/// Locks every account of movements that will be written in this transaction, in one go: of two commands that lock the same
/// accounts movement by movement, each could hold one that the other needs.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn lock(tx: &mut Tx, movements: &[&Movement], now: Timestamp) -> Result<()> {
    lock_accounts(tx, movements.iter().copied(), now).await.map(drop)
}

/// Locks the accounts that are there, makes the others, and gives all with their balances.
async fn lock_accounts<'a>(
    tx: &mut Tx,
    movements: impl Iterator<Item = &'a Movement>,
    now: Timestamp,
) -> Result<BTreeMap<LedgerAccount, Held>> {
    let mut wanted: Vec<AccountKey> = movements.flat_map(Movement::postings).map(|line| line.account.key()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut missing: Vec<NewAccount> = wanted
        .iter()
        .map(|key| NewAccount {
            // In the order of time: accounts that are used together lie together.
            id: tx.new_id(now),
            kind: key.kind,
            owner: key.owner,
            part: key.part,
            currency: key.currency.code(),
            floor: LedgerAccount::of_key(key.kind, key.owner, key.part, key.currency)
                .and_then(|account| account.floor()),
        })
        .collect();
    let mut held = BTreeMap::new();
    let known = lock_known(tx, &missing).await?;
    hold(&mut held, &mut missing, known)?;
    if !missing.is_empty() {
        let made = make(tx, &missing).await?;
        hold(&mut held, &mut missing, made)?;
    }
    if !missing.is_empty() {
        // Another command made them in between, and has committed.
        let known = lock_known(tx, &missing).await?;
        hold(&mut held, &mut missing, known)?;
    }
    Ok(held)
}

/// Adds rows to those that are held, and takes them off the list of those that are missing.
fn hold(held: &mut BTreeMap<LedgerAccount, Held>, missing: &mut Vec<NewAccount>, rows: Vec<AccountRow>) -> Result<()> {
    for row in rows {
        missing.retain(|key| {
            (key.kind, key.owner, key.part, key.currency) != (&row.kind, row.owner, row.part, &row.currency)
        });
        let account = account_of(&row.kind, row.owner, row.part, &row.currency)?;
        held.insert(account, Held { id: row.id, balance: row.balance, last_seq: row.last_seq });
    }
    Ok(())
}

async fn lock_known(tx: &mut Tx, keys: &[NewAccount]) -> Result<Vec<AccountRow>> {
    fetch_each!(
        tx,
        ["select", AccountRow, "from ledger_account where kind = $1 and owner = $2 and part = $3 and currency = $4"],
        (
            [
                "select",
                AccountRow,
                "from ledger_account where (kind, owner, part, currency) in \
                 (select value ->> 'kind', cast(value ->> 'owner' as bigint), cast(value ->> 'part' as bigint), value ->> 'currency' from"
            ],
            ") order by kind, owner, part, currency for no key update"
        ),
        keys,
        |key| [key.kind, key.owner, key.part, key.currency]
    )
}

/// Makes accounts; gives those that nobody else has made meanwhile.
async fn make(tx: &mut Tx, new: &[NewAccount]) -> Result<Vec<AccountRow>> {
    fetch_each!(
        tx,
        [
            "insert into ledger_account (id, kind, owner, part, currency, balance, floor) values ($1, $2, $3, $4, $5, 0, $6) \
             on conflict (kind, owner, part, currency) do nothing returning",
            AccountRow
        ],
        (
            "insert into ledger_account (id, kind, owner, part, currency, balance, floor) \
             select cast(value ->> 'id' as bigint), value ->> 'kind', cast(value ->> 'owner' as bigint), cast(value ->> 'part' as bigint), \
             value ->> 'currency', 0, cast(value ->> 'floor' as bigint) from",
            ["on conflict (kind, owner, part, currency) do nothing returning", AccountRow]
        ),
        new,
        |key| [key.id, key.kind, key.owner, key.part, key.currency, key.floor]
    )
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
    let rows: Vec<(String, i64, Vec<u8>)> = fetch_each!(
        tx,
        "select key, id, body_hash from movement where key = $1",
        ("select key, id, body_hash from movement where key in (select value ->> 'key' from", ")"),
        keys.as_slice(),
        |movement| [movement.key]
    )?;
    Ok(rows.into_iter().map(|(key, id, hash)| (key, (id, hash))).collect())
}

/// Counts one movement into the locked balances; gives its lines.
fn apply(accounts: &mut BTreeMap<LedgerAccount, Held>, movement: &Movement, id: i64) -> Result<Vec<NewPosting>> {
    let mut lines = Vec::with_capacity(movement.postings().len());
    let newest =
        movement.postings().iter().filter_map(|posting| accounts.get(&posting.account)).map(|held| held.last_seq);
    // Later than every line of every account that it touches. Ids grow with time, so lines of accounts that have nothing to
    // do with each other mostly stand in the order of time as well.
    let seq = newest.max().map_or(id, |newest| id.max(newest + 1));
    for (line, posting) in (1..).zip(movement.postings()) {
        let held =
            accounts.get_mut(&posting.account).ok_or_else(|| Fault::Data("an account was not locked".to_owned()))?;
        held.balance =
            held.balance.checked_add(posting.amount.minor).ok_or_else(|| Error::refused(MoneyRefusal::TooLarge))?;
        if posting.account.floor().is_some_and(|floor| held.balance < floor) {
            let missing = Money::new(held.balance.saturating_neg(), posting.amount.currency);
            return Err(Error::refused(LedgerRefusal::LacksMoney { missing }));
        }
        held.last_seq = seq;
        lines.push(NewPosting {
            movement_id: id,
            line,
            account_id: held.id,
            amount: posting.amount.minor,
            balance_after: held.balance,
            seq,
        });
    }
    Ok(lines)
}

/// Balances, then lines (the database holds each line against its account), then the movement, which seals them.
async fn write(tx: &mut Tx, fresh: &Fresh<'_>, now: Timestamp) -> Result<()> {
    execute_each!(
        tx,
        "update ledger_account set balance = $2, last_seq = $3 where id = $1",
        (
            "update ledger_account set balance = fresh.balance, last_seq = fresh.seq from \
             (select cast(value ->> 'account_id' as bigint) as id, cast(value ->> 'balance_after' as bigint) as balance, \
             cast(value ->> 'seq' as bigint) as seq from",
            ") as fresh where ledger_account.id = fresh.id"
        ),
        fresh.lines.as_slice(),
        |line| [line.account_id, line.balance_after, line.seq]
    )?;
    execute_each!(
        tx,
        "insert into posting (movement_id, line, account_id, amount, balance_after, seq) values ($1, $2, $3, $4, $5, $6)",
        (
            "insert into posting (movement_id, line, account_id, amount, balance_after, seq) \
             select cast(value ->> 'movement_id' as bigint), cast(value ->> 'line' as bigint), cast(value ->> 'account_id' as bigint), \
             cast(value ->> 'amount' as bigint), cast(value ->> 'balance_after' as bigint), cast(value ->> 'seq' as bigint) from",
            ""
        ),
        fresh.lines.as_slice(),
        |line| [line.movement_id, line.line, line.account_id, line.amount, line.balance_after, line.seq]
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
