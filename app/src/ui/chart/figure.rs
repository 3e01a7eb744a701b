//! The figures of a chart and how they are said: no fractions of a cent, no floating point.

use crate::i18n::language::current;
use crate::i18n::{said, ui as t};
use domain::money::{Currency, Money};

/// What the values of a chart count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers without a unit.
    Count,
    /// Minor units of this currency.
    Money(Currency),
    /// Minutes, written as hours.
    Minutes,
}

impl Unit {
    /// A value as it stands in a text or table.
    pub fn say(self, value: i64) -> String {
        match self {
            Self::Count => said(value),
            Self::Money(currency) => said(Money::new(value, currency)),
            Self::Minutes => format!("{}:{:02}", value / 60, value.unsigned_abs() % 60),
        }
    }

    /// A value as it stands beside an axis: whole amounts without their empty decimals.
    pub fn say_short(self, value: i64) -> String {
        match self {
            Self::Count | Self::Minutes => self.say(value),
            Self::Money(currency) if currency.exponent() > 0 && value % currency.minor_per_unit() == 0 => {
                let zeros = "0".repeat(currency.exponent() as usize);
                self.say(value).replacen(&format!("{}{zeros}", current().format.decimal), "", 1)
            }
            Self::Money(_) => self.say(value),
        }
    }
}

/// One figure of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is of: a month, a kind.
    pub name: String,
    /// How much, in the chart's unit.
    pub value: i64,
}

impl Figure {
    /// A named value.
    pub fn new(name: impl Into<String>, value: i64) -> Self {
        Self { name: name.into(), value }
    }
}

/// The lowest and the highest figure, and with `total` their sum, in words.
pub fn in_words(figures: &[Figure], unit: Unit, total: bool) -> String {
    let (Some(low), Some(high)) =
        (figures.iter().min_by_key(|one| one.value), figures.iter().max_by_key(|one| one.value))
    else {
        return t::chart_none().to_owned();
    };
    let summary = t::chart_summary(unit.say(low.value), &low.name, unit.say(high.value), &high.name);
    match sum(figures).filter(|_| total) {
        Some(sum) => t::chart_summary_total(summary, unit.say(sum)),
        None => t::chart_summary_end(summary),
    }
}

/// The sum of all figures; nothing when it is more than can be counted.
pub fn sum(figures: &[Figure]) -> Option<i64> {
    figures.iter().try_fold(0_i64, |sum, one| sum.checked_add(one.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_said_in_full_and_short_beside_an_axis() {
        let unit = Unit::Money(Currency::Eur);
        assert_eq!(unit.say(131_000), "€1,310.00");
        assert_eq!(unit.say_short(131_000), "€1,310");
        assert_eq!(unit.say_short(131_050), "€1,310.50");
        assert_eq!(Unit::Money(Currency::Jpy).say_short(2_000), "JPY 2,000");
        assert_eq!(Unit::Minutes.say(125), "2:05");
    }

    #[test]
    fn a_chart_is_told_by_its_lowest_highest_and_total() {
        let figures = [Figure::new("April", 131_000), Figure::new("May", 40_001), Figure::new("June", 822_000)];
        assert_eq!(
            in_words(&figures, Unit::Money(Currency::Eur), true),
            "Lowest €400.01 (May), highest €8,220.00 (June), total €9,930.01."
        );
        assert_eq!(in_words(&figures[..1], Unit::Count, false), "Lowest 131,000 (April), highest 131,000 (April).");
        assert_eq!(in_words(&[], Unit::Count, true), "There are no figures yet.");
    }

    #[test]
    fn a_sum_beyond_counting_is_not_told() {
        let figures = [Figure::new("a", i64::MAX), Figure::new("b", 1)];
        assert_eq!(sum(&figures), None);
    }
}
