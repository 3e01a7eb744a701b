//! `release`: escrow → freelancer's pending (net), and the freelancer's fee → fees, when the client approves or does not answer.

use super::ContractMoney;
use crate::fee::fee_of_part;
use crate::id::MilestoneId;
use crate::ledger::account::LedgerAccount;
use crate::ledger::posting::{Movement, MovementKind};
use crate::money::Money;
use crate::refusal::Refusal;

/// A release and what of it the freelancer keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// To be booked.
    pub movement: Movement,
    /// What went to pending: the amount less the fee.
    pub net: Money,
    /// The fee.
    pub fee: Money,
}

/// Releases an amount; `turn` counts the releases of the milestone, so that each has its own key.
///
/// # Errors
/// An amount that the books cannot hold.
pub fn release(
    contract: &ContractMoney,
    milestone: MilestoneId,
    turn: i64,
    amount: Money,
) -> Result<Released, Refusal> {
    let currency = amount.currency;
    let fee = fee_of_part(contract.fees.freelancer, contract.released, amount)?;
    let net = amount.checked_sub(fee)?;
    let owner = contract.parties.freelancer;
    let movement = Movement::new(
        MovementKind::Release,
        format!("release:{milestone}:{turn}"),
        contract.behind(milestone),
        &[
            (LedgerAccount::Escrow { milestone, currency }, amount.checked_neg()?),
            (LedgerAccount::Pending { owner, contract: contract.contract, currency }, net),
            (LedgerAccount::fees_of(contract.contract, currency), fee),
        ],
    )?;
    Ok(Released { movement, net, fee })
}
