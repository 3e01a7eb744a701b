//! `fund`: client's wallet → escrow, and the client's fee → fees, when the client funds a milestone.

use super::ContractMoney;
use crate::fee::{fee_of_part, most_of_part};
use crate::id::MilestoneId;
use crate::ledger::account::LedgerAccount;
use crate::ledger::posting::{Movement, MovementKind};
use crate::money::{Money, MoneyRefusal};
use crate::refusal::Refusal;

impl ContractMoney {
    /// What funding this amount takes from the client's wallet: the amount and its fee.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn cost_of_funding(&self, amount: Money) -> Result<Money, MoneyRefusal> {
        amount.checked_add(fee_of_part(self.fees.client, self.funded, amount)?)
    }

    /// The most that funding this amount can take, whatever is funded or given back before it: fees are cumulative, so
    /// what came before decides whether the odd cent falls on this part.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn most_of_funding(&self, amount: Money) -> Result<Money, MoneyRefusal> {
        amount.checked_add(most_of_part(self.fees.client, amount)?)
    }
}

/// Funds a milestone; `turn` counts its fundings, so that each has its own key.
///
/// # Errors
/// An amount that the books cannot hold.
pub fn fund(contract: &ContractMoney, milestone: MilestoneId, turn: i64, amount: Money) -> Result<Movement, Refusal> {
    let currency = amount.currency;
    let cost = contract.cost_of_funding(amount)?;
    let fee = cost.checked_sub(amount)?;
    Movement::new(
        MovementKind::Fund,
        format!("fund:{milestone}:{turn}"),
        contract.behind(milestone),
        &[
            (LedgerAccount::Wallet { owner: contract.parties.client, currency }, cost.checked_neg()?),
            (LedgerAccount::Escrow { milestone, currency }, amount),
            (LedgerAccount::fees_of(contract.contract, currency), fee),
        ],
    )
}
