//! A book in memory: applies movements under the same rules as the store. Tests, the browser's simulator and the proofs run on it.

use super::LedgerRefusal;
use super::account::LedgerAccount;
use super::posting::Movement;
use crate::money::{Currency, Money, MoneyRefusal};
use crate::refusal::Refusal;
use std::collections::{BTreeMap, HashMap};

/// Balances and the movements that made them.
#[derive(Debug, Clone, Default)]
pub struct Book {
    balances: BTreeMap<LedgerAccount, i64>,
    movements: Vec<Movement>,
    by_key: HashMap<String, usize>,
}

impl Book {
    /// Writes a movement once. The same key with the same postings changes nothing.
    ///
    /// # Errors
    /// `ledger.other_movement`; `ledger.lacks_money` when an account would cross its floor; an overflow. Nothing changes then.
    pub fn apply(&mut self, movement: &Movement) -> Result<(), Refusal> {
        if let Some(place) = self.by_key.get(movement.key()) {
            let same = self.movements.get(*place) == Some(movement);
            return if same { Ok(()) } else { Err(LedgerRefusal::OtherMovement.into()) };
        }
        let mut after = self.balances.clone();
        for posting in movement.postings() {
            let balance = after.entry(posting.account).or_default();
            *balance = balance.checked_add(posting.amount.minor).ok_or(MoneyRefusal::TooLarge)?;
        }
        for posting in movement.postings() {
            let balance = after.get(&posting.account).copied().unwrap_or_default();
            if posting.account.floor().is_some_and(|floor| balance < floor) {
                let missing = Money::new(balance.saturating_neg(), posting.amount.currency);
                return Err(LedgerRefusal::LacksMoney { missing }.into());
            }
        }
        self.balances = after;
        self.by_key.insert(movement.key().to_owned(), self.movements.len());
        self.movements.push(movement.clone());
        Ok(())
    }

    /// Balance of an account; zero when nothing ever moved there.
    pub fn balance(&self, account: LedgerAccount) -> Money {
        Money::new(self.balances.get(&account).copied().unwrap_or_default(), account.currency())
    }

    /// Sum over the accounts that `wanted` picks.
    pub fn sum(&self, currency: Currency, wanted: impl Fn(&LedgerAccount) -> bool) -> i64 {
        self.balances
            .iter()
            .filter(|(account, _)| account.currency() == currency && wanted(account))
            .map(|(_, balance)| balance)
            .sum()
    }

    /// All movements, oldest first.
    pub fn movements(&self) -> &[Movement] {
        &self.movements
    }

    /// Holds rules 1 to 4 of the books against every account; the sentence says what is wrong.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check(&self) -> Result<(), String> {
        let mut sums: BTreeMap<LedgerAccount, i64> = BTreeMap::new();
        for posting in self.movements.iter().flat_map(Movement::postings) {
            *sums.entry(posting.account).or_default() += posting.amount.minor;
        }
        if sums != self.balances {
            return Err("a balance differs from the sum of its postings".to_owned());
        }
        for currency in Currency::ALL {
            let sum = self.sum(*currency, |_| true);
            if sum != 0 {
                return Err(format!("all accounts in {currency} add up to {sum}, not to zero"));
            }
        }
        match self.balances.iter().find(|(account, balance)| account.floor().is_some_and(|floor| **balance < floor)) {
            Some((account, balance)) => Err(format!("{account:?} has {balance}, below its floor")),
            None => Ok(()),
        }
    }
}
