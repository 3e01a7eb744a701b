//! Postings and the movements they make up. A [`Movement`] can only be built balanced.

use super::LedgerRefusal;
use super::account::LedgerAccount;
use crate::id::{ContractId, MilestoneId};
use crate::money::{Money, MoneyRefusal};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of a movement: this account changes by this amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The account of the books that it changes.
    pub account: LedgerAccount,
    /// By how much, never zero; negative takes away.
    pub amount: Money,
}

/// What a movement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// A charge of the gateway succeeded.
    Deposit,
    /// A client funded a milestone.
    Fund,
    /// Escrow was released to the freelancer.
    Release,
    /// The security period was over.
    Clear,
    /// Escrow went back to the client.
    Refund,
}

impl MovementKind {
    /// All kinds.
    pub const ALL: [MovementKind; 5] =
        [MovementKind::Deposit, MovementKind::Fund, MovementKind::Release, MovementKind::Clear, MovementKind::Refund];
    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            MovementKind::Deposit => "deposit",
            MovementKind::Fund => "fund",
            MovementKind::Release => "release",
            MovementKind::Clear => "clear",
            MovementKind::Refund => "refund",
        }
    }
    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a movement belongs to; every line of a statement links there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// The contract.
    pub contract: Option<ContractId>,
    /// The milestone.
    pub milestone: Option<MilestoneId>,
}

/// Balanced postings under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    kind: MovementKind,
    key: String,
    behind: Behind,
    postings: Vec<Posting>,
}

impl Movement {
    /// Builds a movement. Postings of zero are left out; the rest must be at least two and add up to zero in each currency.
    ///
    /// # Errors
    /// `ledger.unbalanced`, `ledger.too_few_postings`, or an amount that the books cannot hold.
    pub fn new(
        kind: MovementKind,
        key: String,
        behind: Behind,
        lines: &[(LedgerAccount, Money)],
    ) -> Result<Self, Refusal> {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        let mut postings = Vec::with_capacity(lines.len());
        for (account, amount) in lines.iter().filter(|(_, amount)| !amount.is_zero()) {
            if account.currency() != amount.currency {
                return Err(MoneyRefusal::MixedCurrencies { one: account.currency(), other: amount.currency }.into());
            }
            let sum = sums.entry(amount.currency.code()).or_default();
            *sum = sum.checked_add(amount.minor).ok_or(MoneyRefusal::TooLarge)?;
            postings.push(Posting { account: *account, amount: *amount });
        }
        if postings.len() < 2 {
            return Err(LedgerRefusal::TooFewPostings.into());
        }
        if sums.values().any(|sum| *sum != 0) {
            return Err(LedgerRefusal::Unbalanced.into());
        }
        Ok(Self { kind, key, behind, postings })
    }
    /// What it is for.
    pub fn kind(&self) -> MovementKind {
        self.kind
    }
    /// Its idempotency key: a movement is written at most once for it.
    pub fn key(&self) -> &str {
        &self.key
    }
    /// What it belongs to.
    pub fn behind(&self) -> Behind {
        self.behind
    }
    /// Its lines.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AccountId;
    use crate::money::Currency;

    fn wallet(raw: i64, currency: Currency) -> LedgerAccount {
        LedgerAccount::Wallet { owner: AccountId::from_raw(raw), currency }
    }
    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }
    fn code(lines: &[(LedgerAccount, Money)]) -> &'static str {
        Movement::new(MovementKind::Fund, "k".into(), Behind::default(), lines).map_or_else(|no| no.code(), |_| "built")
    }

    #[test]
    fn only_balanced_movements_can_be_built() {
        let (a, b) = (wallet(1, Currency::Eur), wallet(2, Currency::Eur));
        assert_eq!(code(&[(a, eur(-5)), (b, eur(5))]), "built");
        assert_eq!(code(&[(a, eur(-5)), (b, eur(4))]), "ledger.unbalanced");
        assert_eq!(code(&[(a, eur(0)), (b, eur(0))]), "ledger.too_few_postings");
        assert_eq!(code(&[(a, eur(-5)), (b, eur(5)), (b, eur(0))]), "built");
        assert_eq!(
            code(&[(a, eur(-5)), (wallet(2, Currency::Usd), Money::new(5, Currency::Usd))]),
            "ledger.unbalanced"
        );
        assert_eq!(code(&[(a, Money::new(-5, Currency::Usd)), (b, eur(5))]), "money.mixed_currencies");
        assert_eq!(code(&[(a, eur(i64::MIN)), (a, eur(-1)), (b, eur(5))]), "money.too_large");
    }
}
