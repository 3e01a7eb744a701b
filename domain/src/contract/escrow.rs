//! The money of one milestone: what was put in, released and given back.

use super::no::MilestoneRefusal;
use crate::money::Money;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The money of one milestone: held = funded − released − refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrow {
    /// Put in.
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
    /// Fully held.
    pub const fn of(funded: Money) -> Self {
        Self { funded, released: Money::zero(funded.currency), refunded: Money::zero(funded.currency), turns: 0 }
    }
    /// What is still held. Its parts were checked when they were added.
    pub const fn held(&self) -> Money {
        Money::new(self.funded.minor - self.released.minor - self.refunded.minor, self.funded.currency)
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
