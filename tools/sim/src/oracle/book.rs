//! Fees and balances in whole minor units. Everything that moves comes from somewhere, so all of it adds up to zero.

use super::{Id, Moment, No};
use std::collections::BTreeMap;

/// Shares of ten thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// On top of what the client puts in.
    pub client: i64,
    /// Out of what the freelancer is given.
    pub freelancer: i64,
}

impl Fees {
    /// What a price means for the client, before anybody commits.
    pub fn client_pays(self, price: i64) -> i64 {
        price + fee(self.client, price)
    }

    /// What it means for the freelancer.
    pub fn freelancer_gets(self, price: i64) -> i64 {
        price - fee(self.freelancer, price)
    }
}

const WHOLE: i128 = 10_000;

fn narrow(wide: i128) -> i64 {
    // A fee is never more than the amount it is of.
    i64::try_from(wide).unwrap_or(i64::MAX)
}

/// The fee of an amount, rounded down.
pub fn fee(share: i64, amount: i64) -> i64 {
    narrow(i128::from(amount) * i128::from(share) / WHOLE)
}

/// The fee of an amount, rounded up.
pub fn fee_at_most(share: i64, amount: i64) -> i64 {
    narrow((i128::from(amount) * i128::from(share) + WHOLE - 1) / WHOLE)
}

/// What the fee of a contract grows by when its sum grows by a part: so no slicing changes the whole.
pub fn fee_of_part(share: i64, before: i64, part: i64) -> i64 {
    fee(share, before + part) - fee(share, before)
}

/// Where money lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// With the gateway: what came in, below zero.
    Outside,
    /// A person's, to be used.
    Wallet(Id),
    /// Held for a milestone.
    Escrow(Id),
    /// Of a person, from a contract, in the security period.
    Pending(Id, Id),
    /// The instance's.
    Fees,
}

/// A line of a person's statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub at: Moment,
    pub kind: &'static str,
    pub account: &'static str,
    pub currency: &'static str,
    pub amount: i64,
    pub balance: i64,
    pub contract: Id,
    pub number: i64,
}

/// What a movement is for.
#[derive(Debug, Clone, Copy)]
pub struct Reason {
    pub kind: &'static str,
    pub at: Moment,
    pub currency: &'static str,
    pub contract: Id,
    pub number: i64,
}

#[derive(Debug, Clone, Default)]
pub struct Book {
    pub balances: BTreeMap<(Place, &'static str), i64>,
    /// Oldest first.
    pub lines: BTreeMap<Id, Vec<Line>>,
    pub movements: u64,
}

impl Book {
    pub fn holds(&self, place: Place, currency: &'static str) -> i64 {
        self.balances.get(&(place, currency)).copied().unwrap_or(0)
    }

    /// Moves money; only the outside world may owe us.
    pub fn move_money(&mut self, why: Reason, parts: &[(Place, i64)]) -> Result<(), No> {
        if parts.iter().map(|(_, amount)| amount).sum::<i64>() != 0 {
            return Err("money from nowhere");
        }
        for (place, amount) in parts.iter().filter(|(_, amount)| *amount != 0) {
            let balance = self.balances.entry((*place, why.currency)).or_default();
            *balance += amount;
            let (balance, owner) = (
                *balance,
                match place {
                    Place::Wallet(owner) => Some((*owner, "wallet")),
                    Place::Pending(owner, _) => Some((*owner, "pending")),
                    Place::Outside | Place::Escrow(_) | Place::Fees => None,
                },
            );
            if balance < 0 && *place != Place::Outside {
                return Err("ledger.lacks_money");
            }
            if let Some((owner, account)) = owner {
                let Reason { kind, at, currency, contract, number } = why;
                let line = Line { at, kind, account, currency, amount: *amount, balance, contract, number };
                self.lines.entry(owner).or_default().push(line);
            }
        }
        self.movements += 1;
        Ok(())
    }

    /// Currencies in which money appeared or got lost.
    pub fn leaks(&self) -> Vec<String> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for ((_, currency), balance) in &self.balances {
            *sums.entry(currency).or_default() += balance;
        }
        sums.iter().filter(|(_, sum)| **sum != 0).map(|(code, sum)| format!("{sum} too much in {code}")).collect()
    }
}
