//! Fees: open, fixed for a contract when its offer is accepted, cumulative. The fee of a part is
//! fee(total so far) − fee(before), rounded down, so that any slicing charges exactly the same.

use crate::money::{Money, MoneyRefusal, Rate};
use serde::{Deserialize, Serialize};

/// The two rates of a contract, and the schedule they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRates {
    /// Version of the operator's fee schedule.
    pub schedule: u32,
    /// Paid by the client on top of what is funded.
    pub client: Rate,
    /// Taken from what is released to the freelancer.
    pub freelancer: Rate,
}

impl FeeRates {
    /// Freelancer 5 %, client 3 %: the default of a new instance.
    pub const DEFAULT: FeeRates =
        FeeRates { schedule: 1, client: Rate::basis_points(300), freelancer: Rate::basis_points(500) };
}

/// The fee of `part` when `before` of the total came earlier.
///
/// # Errors
/// An amount that the books cannot hold, or two currencies.
pub fn fee_of_part(rate: Rate, before: Money, part: Money) -> Result<Money, MoneyRefusal> {
    let after = before.checked_add(part)?;
    after.percent_rounded_down(rate)?.checked_sub(before.percent_rounded_down(rate)?)
}

/// The fee that no longer applies when `part` of `before` goes back: fee(before) − fee(before − part).
///
/// # Errors
/// An amount that the books cannot hold, or two currencies.
pub fn fee_of_return(rate: Rate, before: Money, part: Money) -> Result<Money, MoneyRefusal> {
    let kept = before.checked_sub(part)?.percent_rounded_down(rate)?;
    before.percent_rounded_down(rate)?.checked_sub(kept)
}

/// What is left of `part` after its fee, when `before` of the total came earlier.
///
/// # Errors
/// An amount that the books cannot hold, or two currencies.
pub fn net_of(rate: Rate, before: Money, part: Money) -> Result<Money, MoneyRefusal> {
    part.checked_sub(fee_of_part(rate, before, part)?)
}

/// The most that the fee of `part` can be, whatever came earlier: the odd cent falls on one part or another.
///
/// # Errors
/// An amount that the books cannot hold.
pub fn most_of_part(rate: Rate, part: Money) -> Result<Money, MoneyRefusal> {
    part.percent_rounded_up(rate)
}

/// What a price means for both sides; shown before anybody commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// What was agreed.
    pub price: Money,
    /// On top, for the client.
    pub client_fee: Money,
    /// Price and client fee.
    pub client_pays: Money,
    /// Off the price, for the freelancer.
    pub freelancer_fee: Money,
    /// Price less the freelancer fee.
    pub freelancer_gets: Money,
}

impl Breakdown {
    /// Works a price out under these rates.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn of(price: Money, rates: FeeRates) -> Result<Self, MoneyRefusal> {
        let client_fee = price.percent_rounded_down(rates.client)?;
        let freelancer_fee = price.percent_rounded_down(rates.freelancer)?;
        Ok(Self {
            price,
            client_fee,
            client_pays: price.checked_add(client_fee)?,
            freelancer_fee,
            freelancer_gets: price.checked_sub(freelancer_fee)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    #[test]
    fn thirds_of_a_thousand_carry_the_odd_cents() {
        let rate = FeeRates::DEFAULT.freelancer;
        let fees = [(0, 33_333), (33_333, 33_333), (66_666, 33_334)]
            .map(|(before, part)| fee_of_part(rate, eur(before), eur(part)).unwrap().minor);
        assert_eq!(fees, [1_666, 1_667, 1_667]);
    }

    #[test]
    fn both_sides_see_the_same_sum() {
        let shown = Breakdown::of(eur(100_000), FeeRates::DEFAULT).unwrap();
        assert_eq!((shown.client_pays.minor, shown.freelancer_gets.minor), (103_000, 95_000));
    }

    #[test]
    fn the_odd_cent_falls_where_the_release_will_put_it() {
        // 5 % of 5.50 is 27 cents, of 11.00 it is 55: the second part bears 28.
        let rate = Rate::basis_points(500);
        assert_eq!(net_of(rate, eur(0), eur(550)), Ok(eur(523)));
        assert_eq!(net_of(rate, eur(550), eur(550)), Ok(eur(522)));
    }

    proptest! {
        #[test]
        fn what_goes_back_takes_along_the_fee_it_came_with(kept in 0_i64..5_000_000, part in 1_i64..5_000_000, points in 0_u32..1_500) {
            let rate = Rate::basis_points(points);
            let came = fee_of_part(rate, eur(kept), eur(part)).unwrap();
            prop_assert_eq!(fee_of_return(rate, eur(kept + part), eur(part)).unwrap(), came);
        }

        #[test]
        fn any_slicing_charges_the_same(parts in prop::collection::vec(1_i64..5_000_000, 1..30), points in 0_u32..1_500) {
            let rate = Rate::basis_points(points);
            let mut before = eur(0);
            let mut fees = eur(0);
            for part in parts {
                fees = fees.checked_add(fee_of_part(rate, before, eur(part)).unwrap()).unwrap();
                before = before.checked_add(eur(part)).unwrap();
            }
            prop_assert_eq!(fees, before.percent_rounded_down(rate).unwrap());
        }

        #[test]
        fn no_part_charges_more_than_its_most(before in 0_i64..5_000_000, part in 1_i64..5_000_000, points in 0_u32..1_500) {
            let rate = Rate::basis_points(points);
            let (fee, most) = (fee_of_part(rate, eur(before), eur(part)).unwrap(), most_of_part(rate, eur(part)).unwrap());
            prop_assert!(fee.minor <= most.minor && most.minor - fee.minor <= 1);
        }
    }
}
