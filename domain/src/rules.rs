//! The numbers an operator may change, with their defaults. Passed into the rules that use them.

use crate::fee::FeeRates;
use crate::money::{AmountInput, Currency, Money};
use crate::refusal::FieldRefusal;
use crate::sentence::sentence;
use crate::time::Span;
use serde::{Deserialize, Serialize};

/// Settings of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Fees of new offers.
    pub fees: FeeRates,
    /// How long a client may review a submission before it is released.
    pub review: Span,
    /// How long released money stays pending.
    pub security: Span,
    /// How long a job stays open.
    pub job_open: Span,
    /// How long an offer waits for an answer.
    pub offer_open: Span,
    /// How long an unfunded contract waits.
    pub funding_open: Span,
    /// When a charge without an answer is looked up at the gateway.
    pub payment_lookup: Span,
    /// Most proposals one freelancer may have open.
    pub proposals_open_max: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            fees: FeeRates::DEFAULT,
            review: Span::days(14),
            security: Span::days(5),
            job_open: Span::days(30),
            offer_open: Span::days(7),
            funding_open: Span::days(7),
            payment_lookup: Span::hours(24),
            proposals_open_max: 20,
        }
    }
}

/// Bounds of amounts in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest milestone.
    pub milestone_min: Money,
    /// Largest amount of anything.
    pub amount_max: Money,
}

/// The default table of thresholds: 5.00 in currencies with cents, JPY 700, KWD 1.500; at most 10,000,000 units
/// (JPY a hundred times as many).
pub fn bounds(currency: Currency) -> Bounds {
    let unit = currency.minor_per_unit();
    let (smallest, largest) = match currency {
        Currency::Jpy => (700, 1_000_000_000),
        Currency::Kwd => (1_500, 10_000_000 * unit),
        Currency::Inr | Currency::Kes => (400 * unit, 10_000_000 * unit),
        Currency::Nok | Currency::Sek | Currency::Dkk | Currency::Pln | Currency::Brl => (50 * unit, 10_000_000 * unit),
        Currency::Eur | Currency::Usd | Currency::Gbp | Currency::Chf | Currency::Aud | Currency::Cad => {
            (5 * unit, 10_000_000 * unit)
        }
    };
    Bounds { milestone_min: Money::new(smallest, currency), amount_max: Money::new(largest, currency) }
}

/// Reads the amount of a milestone, a budget or a rate and holds it against the bounds of its currency.
///
/// # Errors
/// `money.*` sentences for the field.
pub fn parse_amount(given: &AmountInput, currency: Currency) -> Result<Money, FieldRefusal> {
    let amount = given.read(currency)?;
    let Bounds { milestone_min, amount_max } = bounds(currency);
    if amount.minor < milestone_min.minor {
        let sentence = sentence!("The smallest amount is {least}. Enter that or more.", least = milestone_min);
        return Err(FieldRefusal::new("amount", "money.below_smallest", sentence));
    }
    if amount.minor > amount_max.minor {
        let sentence = sentence!("The largest amount is {most}. Enter that or less.", most = amount_max);
        return Err(FieldRefusal::new("amount", "money.above_largest", sentence));
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_bounds_in_every_currency() {
        let table = [
            ("EUR", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("USD", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("GBP", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("CHF", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("AUD", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("CAD", "4.99", "5.00", "10000000.00", "10000000.01"),
            ("NOK", "49.99", "50.00", "10000000.00", "10000000.01"),
            ("SEK", "49.99", "50.00", "10000000.00", "10000000.01"),
            ("DKK", "49.99", "50.00", "10000000.00", "10000000.01"),
            ("PLN", "49.99", "50.00", "10000000.00", "10000000.01"),
            ("BRL", "49.99", "50.00", "10000000.00", "10000000.01"),
            ("INR", "399.99", "400.00", "10000000.00", "10000000.01"),
            ("KES", "399.99", "400.00", "10000000.00", "10000000.01"),
            ("JPY", "699", "700", "1000000000", "1000000001"),
            ("KWD", "1.499", "1.500", "10000000.000", "10000000.001"),
        ];
        let named: Vec<&str> = table.iter().map(|row| row.0).collect();
        let mut all: Vec<&str> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        all.sort_by_key(|code| named.iter().position(|name| name == code));
        assert_eq!(named, all, "every currency has a row");
        for (code, below, smallest, largest, above) in table {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(parse_amount(&below.into(), currency).unwrap_err().code, "money.below_smallest", "{code}");
            assert_eq!(parse_amount(&smallest.into(), currency).unwrap().plain(), smallest);
            assert_eq!(parse_amount(&largest.into(), currency).unwrap().plain(), largest);
            assert_eq!(parse_amount(&above.into(), currency).unwrap_err().code, "money.above_largest", "{code}");
        }
    }

    #[test]
    fn a_new_instance_has_the_numbers_that_the_guide_tells() {
        let Rules { fees, review, security, job_open, offer_open, funding_open, payment_lookup, proposals_open_max } =
            Rules::default();
        assert_eq!((fees.schedule, fees.client.points(), fees.freelancer.points()), (1, 300, 500));
        let days = [review, security, job_open, offer_open, funding_open, payment_lookup].map(|span| span.as_seconds());
        assert_eq!(days, [14, 5, 30, 7, 7, 1].map(|days| days * 86_400));
        assert_eq!(proposals_open_max, 20);
    }
}
