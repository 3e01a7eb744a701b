//! A person's wallet page against the oracle: balances, what clears when, and the lines of the statement.

use crate::compare::unlike;
use crate::oracle::{Id, Line, Oracle, Place};
use crate::world::{World, fault};
use domain::ledger::statement::{StatementAccount, StatementLine, WalletBalance};
use std::collections::BTreeMap;
use store::ledger;

/// Lines that a step looks at.
pub const NEWEST: usize = 12;
/// All lines of an episode.
pub const ALL: usize = 100_000;
/// The page tells of so many releases that have not cleared.
const PENDING_MAX: usize = 100;

/// Available, pending, held as client, held as freelancer.
type Sums = BTreeMap<&'static str, [i64; 4]>;

/// What differs of a person's wallet page, down to so many lines.
pub async fn differs(world: &World, oracle: &Oracle, owner: Id, lines: usize) -> Result<Option<String>, String> {
    let known: &[Line] = oracle.book.lines.get(&owner).map_or(&[], Vec::as_slice);
    let limit = i64::try_from(lines.min(known.len() + 1)).unwrap_or(i64::MAX);
    let page = ledger::wallet(&world.by(&world.actor(owner)), "", limit).await.map_err(fault)?;
    let mut found: Sums = page.balances.iter().map(balances).collect();
    found.retain(|_, sums| *sums != [0; 4]);
    if let Some(differs) = unlike("wallet of", owner, &found, &expected(oracle, owner)) {
        return Ok(Some(differs));
    }
    let mut found: Vec<_> =
        page.pending.iter().map(|line| (line.clears_at.micros(), line.contract.raw(), line.net.minor)).collect();
    let mut wanted: Vec<_> = oracle
        .earnings
        .iter()
        .filter(|earning| !earning.cleared && oracle.contracts[&earning.contract].freelancer == owner)
        .map(|earning| (earning.clears_at, earning.contract, earning.net))
        .collect();
    found.sort_unstable();
    wanted.sort_unstable();
    if found.len() < PENDING_MAX
        && let Some(differs) = unlike("pending of", owner, &found, &wanted)
    {
        return Ok(Some(differs));
    }
    Ok(lines_differ(&page.lines.iter().map(line).collect::<Result<Vec<_>, _>>()?, known, lines))
}

/// Lines are in the order of their ids, which a new process may begin below those of the one before: so the order among the
/// newest few is not compared, only that each is there.
fn lines_differ(found: &[Line], known: &[Line], lines: usize) -> Option<String> {
    let unknown = found.iter().find(|line| !known.contains(line));
    let reaches = |line: &&Line| found.last().is_none_or(|oldest| line.at >= oldest.at);
    let newest = known.last().filter(reaches).filter(|line| !found.contains(line));
    let complete = lines < ALL || found.len() == known.len();
    match (unknown, newest, complete) {
        (Some(line), _, _) => Some(format!("a statement has {line:?}, which nobody booked")),
        (None, Some(line), _) => Some(format!("a statement lacks {line:?}, it has {found:?}")),
        (None, None, false) => Some(format!("a statement has {} lines, expected {}", found.len(), known.len())),
        (None, None, true) => None,
    }
}

fn balances(found: &WalletBalance) -> (&'static str, [i64; 4]) {
    let minor =
        [found.available, found.pending, found.in_escrow_paid, found.in_escrow_earning].map(|money| money.minor);
    (found.available.currency.code(), minor)
}

fn expected(oracle: &Oracle, owner: Id) -> Sums {
    let mut sums = Sums::new();
    for ((place, currency), balance) in &oracle.book.balances {
        match place {
            Place::Wallet(of) if *of == owner => sums.entry(currency).or_default()[0] += balance,
            Place::Pending(of, _) if *of == owner => sums.entry(currency).or_default()[1] += balance,
            Place::Outside | Place::Wallet(_) | Place::Escrow(_) | Place::Pending(..) | Place::Fees => {}
        }
    }
    for contract in oracle.contracts.values() {
        let held: i64 = contract.milestones.iter().map(crate::oracle::Milestone::held).sum();
        if contract.client == owner {
            sums.entry(contract.currency).or_default()[2] += held;
        } else if contract.freelancer == owner {
            sums.entry(contract.currency).or_default()[3] += held;
        }
    }
    sums.retain(|_, sums| *sums != [0; 4]);
    sums
}

fn line(found: &StatementLine) -> Result<Line, String> {
    let behind = found.contract.as_ref().zip(found.milestone.as_ref());
    let ((contract, _), (number, _)) = behind.ok_or_else(|| format!("{found:?} belongs to nothing"))?;
    Ok(Line {
        at: found.at.micros(),
        kind: found.kind.as_str(),
        account: match found.account {
            StatementAccount::Wallet => "wallet",
            StatementAccount::Pending => "pending",
        },
        currency: found.amount.currency.code(),
        amount: found.amount.minor,
        balance: found.balance.minor,
        contract: contract.raw(),
        number: *number,
    })
}
