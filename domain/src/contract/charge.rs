//! How much is charged to fund a milestone, when the wallet holds a part of it and other charges are on their way.
//!
//! Between the moment a charge is begun and the moment it succeeds, two things may change what its milestone takes. Fees
//! are cumulative, so a funding or a refund in between can move the odd cent onto it; and the wallet may be used for
//! something else. Both are settled here, before anything is charged:
//!
//! - Each charge on its way keeps in the wallet what its milestone may take at most, less what the charge brings. Only
//!   the rest of the wallet is free for another funding.
//! - The first charge of a contract is exact, as the page says. One that is begun beside another charge of the same
//!   contract is counted with the fee rounded up. In whatever order they succeed, and whichever of them fail, those that
//!   succeed are enough: fee(a + b) is never more than fee(a) rounded down and fee(b) rounded up.
//!
//! What a charge brings too much, at most one minor unit, stays in the client's wallet.

use crate::fee::most_of_part;
use crate::id::ContractId;
use crate::ledger::movements::ContractMoney;
use crate::money::{Money, MoneyRefusal, Rate};

/// A charge on its way to a milestone that waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnItsWay {
    /// For a milestone of this contract.
    pub contract: ContractId,
    /// The most that its milestone can take ([`ContractMoney::most_of_funding`]).
    pub most: Money,
    /// What the charge brings.
    pub brings: Money,
}

impl OnItsWay {
    /// A charge that brings `brings` for a milestone of this price, in a contract with this fee of the client.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn new(contract: ContractId, price: Money, fee: Rate, brings: Money) -> Result<Self, MoneyRefusal> {
        Ok(Self { contract, most: price.checked_add(most_of_part(fee, price)?)?, brings })
    }
}

/// What funding a milestone takes, and what is charged for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToCharge {
    /// Its price and the client's fee, as they are counted for this charge.
    pub cost: Money,
    /// What the wallet lacks of it; zero when it holds enough.
    pub missing: Money,
}

/// What is charged to fund `price`. `on_its_way` are all other charges of the client in this currency, of every contract.
///
/// # Errors
/// An amount that the books cannot hold, or two currencies.
pub fn to_charge(
    contract: &ContractMoney,
    price: Money,
    wallet: Money,
    on_its_way: &[OnItsWay],
) -> Result<ToCharge, MoneyRefusal> {
    let zero = Money::zero(price.currency);
    let mut free = wallet;
    for other in on_its_way {
        let keeps = other.most.checked_sub(other.brings)?;
        free = free.checked_sub(if keeps.is_positive() { keeps } else { zero })?;
    }
    let free = if free.is_positive() { free } else { zero };
    let exact = contract.cost_of_funding(price)?;
    if !exact.checked_sub(free)?.is_positive() {
        return Ok(ToCharge { cost: exact, missing: zero });
    }
    let beside = on_its_way.iter().any(|other| other.contract == contract.contract);
    let cost = if beside { contract.most_of_funding(price)? } else { exact };
    Ok(ToCharge { cost, missing: cost.checked_sub(free)? })
}
