//! What the money that is held for a milestone would come to, shown before anybody decides.

use super::read::EscrowSums;
use crate::fee::{FeeRates, fee_of_return, net_of};
use crate::money::{Money, MoneyRefusal};
use serde::{Deserialize, Serialize};

/// The two ways out of escrow, as the one who gets the money would see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// For the freelancer when all of it is released now, after the fee.
    pub released: Money,
    /// For the client when all of it is given back now, with its fee.
    pub refunded: Money,
}

impl EscrowSums {
    /// What `held` of a contract with these sums and fees would come to.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn ending(&self, fees: FeeRates, held: Money) -> Result<Ending, MoneyRefusal> {
        // What was given back has taken its fee along already.
        let funded = self.released.checked_add(self.in_review)?.checked_add(self.funded)?;
        Ok(Ending {
            released: net_of(fees.freelancer, self.released, held)?,
            refunded: held.checked_add(fee_of_return(fees.client, funded, held)?)?,
        })
    }
}
