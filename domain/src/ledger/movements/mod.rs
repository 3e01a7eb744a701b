//! Named movements, one file each: from, to, and why. Nothing else moves money.

mod clear;
mod deposit;
mod fund;
mod refund;
mod release;

pub use clear::clear;
pub use deposit::deposit;
pub use fund::fund;
pub use refund::refund;
pub use release::{Released, release};

use crate::actor::Parties;
use crate::fee::FeeRates;
use crate::id::{ContractId, MilestoneId};
use crate::money::Money;

/// The contract as its movements see it: who, which fees, and what went before (fees are cumulative).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractMoney {
    /// Id of the contract.
    pub contract: ContractId,
    /// Who pays and who earns.
    pub parties: Parties,
    /// Fees it keeps for its life.
    pub fees: FeeRates,
    /// Funded so far, less what was refunded: what the client's fee is counted on.
    pub funded: Money,
    /// Released so far: what the freelancer's fee is counted on.
    pub released: Money,
}

impl ContractMoney {
    fn behind(&self, milestone: MilestoneId) -> super::posting::Behind {
        super::posting::Behind { contract: Some(self.contract), milestone: Some(milestone) }
    }
}
