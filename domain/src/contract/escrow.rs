//! The money of one milestone: what was put in, released and given back.

use super::Contract;
use super::milestone::Milestone;
use super::refusal::MilestoneRefusal;
use crate::ledger::movements;
use crate::money::Money;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The money of one milestone: held = funded − released − refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrow {
    /// What the client put in.
    pub funded: Money,
    /// Released so far.
    pub released: Money,
    /// Given back so far.
    pub refunded: Money,
    /// How many releases and refunds there were; numbers their movements.
    pub turns: i64,
}

/// How much of what is held a command moves. A part names its amount; nothing said is never all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All that is held.
    All,
    /// So much of it.
    Part(Money),
}

impl Escrow {
    /// Escrow of which nothing has left yet.
    pub const fn of(funded: Money) -> Self {
        Self { funded, released: Money::zero(funded.currency), refunded: Money::zero(funded.currency), turns: 0 }
    }
    /// What is still held. Its parts were checked when they were added.
    pub const fn held(&self) -> Money {
        Money::new(self.funded.minor - self.released.minor - self.refunded.minor, self.funded.currency)
    }
    /// As it is once all that is held is released.
    pub(crate) const fn all_released(self) -> Self {
        let released = Money::new(self.released.minor + self.held().minor, self.funded.currency);
        Self { released, turns: self.turns + 1, ..self }
    }
    pub(super) fn release(self, amount: Money) -> Result<Self, Refusal> {
        Ok(Self { released: self.released.checked_add(amount)?, turns: self.turns + 1, ..self })
    }
    pub(super) fn refund(self, amount: Money) -> Result<Self, Refusal> {
        Ok(Self { refunded: self.refunded.checked_add(amount)?, turns: self.turns + 1, ..self })
    }
    pub(super) fn share(&self, share: Share) -> Result<Money, Refusal> {
        let held = self.held();
        let amount = match share {
            Share::All => held,
            Share::Part(amount) => amount,
        };
        let rest = held.checked_sub(amount)?;
        match (amount.is_positive(), rest.minor < 0) {
            (false, _) => Err(MilestoneRefusal::NoAmount.into()),
            (_, true) => Err(MilestoneRefusal::MoreThanHeld { held }.into()),
            (true, false) => Ok(amount),
        }
    }
}

/// What it would mean now to move all that is held, for the person who is about to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IfAll {
    /// A release brings this to the freelancer, after the fee.
    pub freelancer_gets: Money,
    /// Giving it back brings this to the client, with the fee of it.
    pub client_gets_back: Money,
}

impl IfAll {
    /// Of a milestone; `None` where nothing is held.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn of(contract: &Contract, milestone: &Milestone) -> Result<Option<Self>, Refusal> {
        let (held, money) = (milestone.held(), contract.money());
        if held.is_zero() {
            return Ok(None);
        }
        let released = movements::release(&money, milestone.id, 1, held)?;
        let client_gets_back = held.checked_add(money.fee_of_refund(held)?)?;
        Ok(Some(Self { freelancer_gets: released.net, client_gets_back }))
    }
}
