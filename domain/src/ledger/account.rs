//! Accounts of the ledger: what kinds there are, who owns them, and which balance each may have.

use crate::id::{AccountId, ContractId, MilestoneId};
use crate::money::Currency;
use serde::{Deserialize, Serialize};

/// Shards of the fee account: many contracts may pay fees at once, so that no single row is hot.
pub const FEE_SHARDS: i64 = 16;

/// An account of the ledger. Kinds that belong to later rooms of the product (payouts, bonds, taxes …) join with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LedgerAccount {
    /// What gateways hold for us: the mirror of the world.
    Outside {
        /// Number of the gateway.
        gateway: i64,
        /// Currency of the account.
        currency: Currency,
    },
    /// Money that a person can use.
    Wallet {
        /// The person whose money it is.
        owner: AccountId,
        /// Currency of the account.
        currency: Currency,
    },
    /// Money held for a milestone.
    Escrow {
        /// Id of the milestone.
        milestone: MilestoneId,
        /// Currency of the account.
        currency: Currency,
    },
    /// Money earned that is still in its security period.
    Pending {
        /// The person whose money it is.
        owner: AccountId,
        /// From which contract.
        contract: ContractId,
        /// Currency of the account.
        currency: Currency,
    },
    /// Fees of the instance.
    Fees {
        /// 0 to 15.
        shard: i64,
        /// Currency of the account.
        currency: Currency,
    },
}

/// How an account is stored: (kind, owner, part, currency) is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    /// Word of the kind.
    pub kind: &'static str,
    /// First number of the key.
    pub owner: i64,
    /// Second number of the key, 0 where there is none.
    pub part: i64,
    /// Currency of the account.
    pub currency: Currency,
}

impl LedgerAccount {
    /// The fee account of a contract.
    pub fn fees_of(contract: ContractId, currency: Currency) -> Self {
        LedgerAccount::Fees { shard: contract.raw().rem_euclid(FEE_SHARDS), currency }
    }
    /// Currency of the account.
    pub const fn currency(&self) -> Currency {
        match self {
            LedgerAccount::Outside { currency, .. }
            | LedgerAccount::Wallet { currency, .. }
            | LedgerAccount::Escrow { currency, .. }
            | LedgerAccount::Pending { currency, .. }
            | LedgerAccount::Fees { currency, .. } => *currency,
        }
    }
    /// The smallest balance it may have in minor units; `None` when any balance is fine.
    pub const fn floor(&self) -> Option<i64> {
        match self {
            LedgerAccount::Outside { .. } | LedgerAccount::Fees { .. } => None,
            LedgerAccount::Wallet { .. } | LedgerAccount::Escrow { .. } | LedgerAccount::Pending { .. } => Some(0),
        }
    }
    /// How it is stored.
    pub const fn key(&self) -> AccountKey {
        let (kind, owner, part) = match self {
            LedgerAccount::Outside { gateway, .. } => ("outside", *gateway, 0),
            LedgerAccount::Wallet { owner, .. } => ("wallet", owner.raw(), 0),
            LedgerAccount::Escrow { milestone, .. } => ("escrow", milestone.raw(), 0),
            LedgerAccount::Pending { owner, contract, .. } => ("pending", owner.raw(), contract.raw()),
            LedgerAccount::Fees { shard, .. } => ("fees", *shard, 0),
        };
        AccountKey { kind, owner, part, currency: self.currency() }
    }
    /// The account of a stored key; `None` for a kind that this version does not know.
    pub fn of_key(kind: &str, owner: i64, part: i64, currency: Currency) -> Option<Self> {
        match kind {
            "outside" => Some(LedgerAccount::Outside { gateway: owner, currency }),
            "wallet" => Some(LedgerAccount::Wallet { owner: AccountId::from_raw(owner), currency }),
            "escrow" => Some(LedgerAccount::Escrow { milestone: MilestoneId::from_raw(owner), currency }),
            "pending" => Some(LedgerAccount::Pending {
                owner: AccountId::from_raw(owner),
                contract: ContractId::from_raw(part),
                currency,
            }),
            "fees" => Some(LedgerAccount::Fees { shard: owner, currency }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_the_way_through_its_key() {
        let currency = Currency::Eur;
        let (owner, contract) = (AccountId::from_raw(5), ContractId::from_raw(33));
        for account in [
            LedgerAccount::Outside { gateway: 1, currency },
            LedgerAccount::Wallet { owner, currency },
            LedgerAccount::Escrow { milestone: MilestoneId::from_raw(8), currency },
            LedgerAccount::Pending { owner, contract, currency },
            LedgerAccount::fees_of(contract, currency),
        ] {
            let key = account.key();
            assert_eq!(LedgerAccount::of_key(key.kind, key.owner, key.part, key.currency), Some(account));
        }
        assert_eq!(LedgerAccount::of_key("piggy_bank", 1, 0, currency), None);
    }
}
