//! A sentence for people whose values are still values: each language writes amounts and dates its own way.

use crate::money::{Currency, Money};
use crate::time::{Date, Timestamp};
use std::fmt;

/// An English sentence with `{placeholders}`, and what stands in their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    text: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// What can stand in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// What somebody wrote, or a name.
    Text(String),
    /// A whole number.
    Number(u64),
    /// An amount.
    Money(Money),
    /// The code of a currency.
    Currency(Currency),
    /// A day of the calendar.
    Day(Date),
    /// A moment, to the minute.
    Moment(Timestamp),
}

impl Sentence {
    /// A sentence of a text and its values; [`sentence!`] lets the compiler hold one against the other.
    pub fn new(text: &'static str, values: Vec<(&'static str, Value)>) -> Self {
        Self { text, values }
    }
    /// The English text with its placeholders.
    pub fn text(&self) -> &'static str {
        self.text
    }
    /// The values by the names of their placeholders.
    pub fn values(&self) -> &[(&'static str, Value)] {
        &self.values
    }
    /// The whole number of this name, where it fits.
    pub fn number(&self, name: &str) -> Option<u32> {
        let number = self.values.iter().find_map(|(known, value)| match value {
            Value::Number(number) if *known == name => Some(*number),
            Value::Number(_)
            | Value::Text(_)
            | Value::Money(_)
            | Value::Currency(_)
            | Value::Day(_)
            | Value::Moment(_) => None,
        });
        number.and_then(|number| u32::try_from(number).ok())
    }
}

impl From<&'static str> for Sentence {
    fn from(text: &'static str) -> Self {
        Self::new(text, Vec::new())
    }
}

impl fmt::Display for Sentence {
    /// In English, as the API and the mails say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            if let Some((_, value)) = self.values.iter().find(|(known, _)| *known == name) {
                value.fmt(f)?;
            }
            rest = tail;
        }
        f.write_str(rest)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Currency(currency) => currency.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Moment(at) => at.fmt(f),
        }
    }
}

macro_rules! values {
    ($($type:ty => $variant:ident, $convert:expr;)*) => { $(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                let convert: fn($type) -> _ = $convert;
                Self::$variant(convert(value))
            }
        }
    )* };
}
values! {
    String => Text, |text| text;
    &str => Text, str::to_owned;
    u32 => Number, u64::from;
    u64 => Number, |number| number;
    usize => Number, |number| number as u64;
    Money => Money, |money| money;
    Currency => Currency, |currency| currency;
    Date => Day, |day| day;
    Timestamp => Moment, |at| at;
}

/// A sentence and its values: `sentence!("Only {held} is in escrow.", held = held)`.
macro_rules! sentence {
    ($text:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        // Never called: lets the compiler hold placeholders against values.
        let _ = || format!($text $(, $name = "")*);
        $crate::sentence::Sentence::new($text, vec![$((stringify!($name), $crate::sentence::Value::from($value))),*])
    }};
}
pub(crate) use sentence;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_fills_every_value() {
        let day = Date::new(2027, 1, 11).unwrap();
        let said = sentence!(
            "{name} pays {amount} in {currency}, {n} times, from {day} to {end}.",
            name = "Halden",
            amount = Money::new(103_000, Currency::Eur),
            currency = Currency::Eur,
            n = 3_u32,
            day = day,
            end = day.start()
        );
        let text = "Halden pays €1,030.00 in EUR, 3 times, from Mon 11 Jan 2027 to Mon 11 Jan 2027, 00:00 UTC.";
        assert_eq!(said.to_string(), text);
        assert_eq!(Sentence::from("Nothing was changed.").to_string(), "Nothing was changed.");
    }
}
