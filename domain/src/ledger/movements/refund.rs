//! `refund`: escrow → client's wallet, with the client's fee of that part, when the freelancer gives money back.

use super::ContractMoney;
use crate::fee::fee_of_return;
use crate::id::MilestoneId;
use crate::ledger::account::LedgerAccount;
use crate::ledger::posting::{Movement, MovementKind};
use crate::money::{Money, MoneyRefusal};
use crate::refusal::Refusal;

impl ContractMoney {
    /// The fee that no longer applies when this amount goes back: fee(funded) − fee(funded − amount).
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn fee_of_refund(&self, amount: Money) -> Result<Money, MoneyRefusal> {
        fee_of_return(self.fees.client, self.funded, amount)
    }
}

/// Gives an amount back; `turn` counts the refunds of the milestone, so that each has its own key.
///
/// # Errors
/// An amount that the books cannot hold.
pub fn refund(contract: &ContractMoney, milestone: MilestoneId, turn: i64, amount: Money) -> Result<Movement, Refusal> {
    let currency = amount.currency;
    let fee = contract.fee_of_refund(amount)?;
    Movement::new(
        MovementKind::Refund,
        format!("refund:{milestone}:{turn}"),
        contract.behind(milestone),
        &[
            (LedgerAccount::Escrow { milestone, currency }, amount.checked_neg()?),
            (LedgerAccount::fees_of(contract.contract, currency), fee.checked_neg()?),
            (LedgerAccount::Wallet { owner: contract.parties.client, currency }, amount.checked_add(fee)?),
        ],
    )
}
