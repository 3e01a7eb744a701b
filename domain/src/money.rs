//! Money: whole minor units and a currency. No floating point, every operation checked, rounding has a name.

mod input;
mod typed;

pub use input::AmountInput;

use crate::refusal::{FieldRefusal, refusals};
use crate::sentence::{Sentence, sentence};
use serde::{Deserialize, Serialize};
use std::fmt;
use typed::Typed;

refusals! {
    /// Why an amount cannot be worked with.
    MoneyRefusal {
        TooLarge => "money.too_large", Input, "This amount is larger than the books can hold. Nothing was moved.";
        MixedCurrencies { one: Currency, other: Currency } => "money.mixed_currencies", Input,
            "{one} and {other} cannot be added up. Nothing was moved.";
    }
}

macro_rules! currencies {
    ($( $variant:ident $code:literal $exponent:literal $sign:literal; )*) => {
        /// A currency of ISO 4217 that an instance may switch on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Currency { $( #[doc = $code] $variant ),* }

        impl Currency {
            /// All of them, in the order of their codes.
            pub const ALL: &'static [Currency] = &[$(Currency::$variant),*];
            /// Three letters of ISO 4217.
            pub const fn code(self) -> &'static str { match self { $(Currency::$variant => $code),* } }
            /// Digits after the point in ISO 4217: 0 for JPY, 2 for EUR, 3 for KWD.
            pub const fn exponent(self) -> u32 { match self { $(Currency::$variant => $exponent),* } }
            /// What stands before an amount: a sign where it is clear, else the code and a space.
            pub const fn sign(self) -> &'static str { match self { $(Currency::$variant => $sign),* } }
            /// The currency of a code.
            pub fn of(code: &str) -> Option<Self> { match code { $($code => Some(Currency::$variant),)* _ => None } }
        }
    };
}
currencies! {
    Aud "AUD" 2 "AUD "; Brl "BRL" 2 "BRL "; Cad "CAD" 2 "CAD "; Chf "CHF" 2 "CHF "; Dkk "DKK" 2 "DKK ";
    Eur "EUR" 2 "€"; Gbp "GBP" 2 "£"; Inr "INR" 2 "₹"; Jpy "JPY" 0 "JPY "; Kes "KES" 2 "KES ";
    Kwd "KWD" 3 "KWD "; Nok "NOK" 2 "NOK "; Pln "PLN" 2 "PLN "; Sek "SEK" 2 "SEK "; Usd "USD" 2 "$";
}

impl Currency {
    /// Reads a code.
    ///
    /// # Errors
    /// `money.currency` on the field `currency`.
    pub fn parse(code: &str) -> Result<Self, FieldRefusal> {
        Self::of(code.trim())
            .ok_or_else(|| FieldRefusal::new("currency", "money.currency", "Choose one of the currencies in the list."))
    }

    /// Minor units in one whole unit (1, 100, 1000).
    pub const fn minor_per_unit(self) -> i64 {
        10_i64.pow(self.exponent())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Self::of(&code).ok_or_else(|| serde::de::Error::custom("not the code of a currency that is known here"))
    }
}

/// A share in basis points (1/100 of a percent): 500 is 5 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rate(u32);

impl Rate {
    /// Of basis points.
    pub const fn basis_points(points: u32) -> Self {
        Self(points)
    }
    /// As basis points.
    pub const fn points(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Rate {
    /// `5 %`, `2.5 %`, `0.25 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole} %"),
            (_, 0) => write!(f, "{whole}.{} %", rest / 10),
            (_, _) => write!(f, "{whole}.{rest:02} %"),
        }
    }
}

/// An amount: minor units (cents) of one currency. May be negative inside the books.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// Their currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }
    /// No money, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }
    /// Exactly nothing?
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }
    /// More than nothing?
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Sum.
    ///
    /// # Errors
    /// Two currencies, or more than an `i64` holds.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyRefusal> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyRefusal::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// Difference.
    ///
    /// # Errors
    /// Two currencies, or more than an `i64` holds.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyRefusal> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyRefusal::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// The same amount the other way.
    ///
    /// # Errors
    /// The smallest `i64` has no opposite.
    pub fn checked_neg(self) -> Result<Money, MoneyRefusal> {
        Ok(Money { minor: self.minor.checked_neg().ok_or(MoneyRefusal::TooLarge)?, ..self })
    }

    /// A share of it, rounded down: the odd cent stays with the person who pays the share.
    ///
    /// # Errors
    /// A result that an `i64` does not hold.
    pub fn percent_rounded_down(self, rate: Rate) -> Result<Money, MoneyRefusal> {
        let share = (i128::from(self.minor) * i128::from(rate.0)).div_euclid(10_000);
        Ok(Money { minor: i64::try_from(share).map_err(|_| MoneyRefusal::TooLarge)?, ..self })
    }

    /// A share of it, rounded up: the most that a part of this size can add to a share that is counted over a larger sum.
    ///
    /// # Errors
    /// A result that an `i64` does not hold.
    pub fn percent_rounded_up(self, rate: Rate) -> Result<Money, MoneyRefusal> {
        let whole = i128::from(self.minor) * i128::from(rate.0);
        let share = whole.div_euclid(10_000) + i128::from(whole.rem_euclid(10_000) > 0);
        Ok(Money { minor: i64::try_from(share).map_err(|_| MoneyRefusal::TooLarge)?, ..self })
    }

    /// Sum of many; `zero` of the currency when there are none.
    ///
    /// # Errors
    /// Two currencies, or more than an `i64` holds.
    pub fn sum(currency: Currency, all: impl IntoIterator<Item = Money>) -> Result<Money, MoneyRefusal> {
        all.into_iter().try_fold(Money::zero(currency), Money::checked_add)
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyRefusal> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyRefusal::MixedCurrencies { one: self.currency, other: other.currency })
    }

    /// Reads what people type, with a decimal point or a decimal comma: `1030`, `1030.5`, `1030,50`, `1,030.50`, `1.030,50`,
    /// `1 030,50`. What can be read in two ways (`1,030`) is refused with both ways to write it. A code behind it
    /// (`1030 EUR`) must be this currency's.
    ///
    /// # Errors
    /// A sentence for the field: not an amount, two amounts, another currency, or more decimals than the currency has.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, FieldRefusal> {
        let bad = |code, sentence: Sentence| FieldRefusal::new("amount", code, sentence);
        let example = Money::new(1_030 * currency.minor_per_unit(), currency).plain();
        let unreadable = || {
            bad(
                "money.unreadable",
                sentence!("Write the amount in digits, for example {example}.", example = example.as_str()),
            )
        };
        let text = text.trim();
        if text.starts_with(['-', '−', '–']) {
            let sentence =
                sentence!("Amounts are positive. Enter it without the sign, for example {example}.", example = example);
            return Err(bad("money.negative", sentence));
        }
        if text.is_empty() {
            return Err(bad("money.empty", sentence!("Enter an amount, for example {example}.", example = example)));
        }
        let (text, code) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
        match Currency::of(code) {
            Some(named) if named != currency => return Err(input::other_currency(currency, named)),
            None if !code.is_empty() => return Err(unreadable()),
            Some(_) | None => {}
        }
        let digits = currency.exponent() as usize;
        let (whole, fraction) = match typed::read(text.trim_end(), digits).ok_or_else(unreadable)? {
            Typed::One { whole, fraction } => (whole, fraction),
            Typed::Two { whole, fraction } => {
                let thousands = format!("{whole}{fraction}.{:0<digits$}", "");
                let sentence = sentence!(
                    "This can be read in two ways. Write {thousands} if you mean thousands, or {decimals} if you mean decimals.",
                    thousands = thousands,
                    decimals = format!("{whole}.{}", &fraction[..digits])
                );
                return Err(bad("money.ambiguous", sentence));
            }
        };
        if fraction.len() > digits {
            let sentence = match digits {
                0 => sentence!(
                    "{currency} has no decimals. Enter a whole number, for example {example}.",
                    currency = currency,
                    example = example.as_str()
                ),
                n => sentence!(
                    "{currency} has {n} decimals. Enter the amount like {example}.",
                    currency = currency,
                    n = n,
                    example = example.as_str()
                ),
            };
            return Err(bad("money.decimals", sentence));
        }
        let minor = format!("{whole}{fraction:0<digits$}").parse();
        let minor =
            minor.map_err(|_| bad("money.too_large", "This amount is too large. Enter a smaller one.".into()))?;
        Ok(Money { minor, currency })
    }

    /// Digits and point alone, for input fields: `1030.00`.
    pub fn plain(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let minus = if self.minor < 0 { "-" } else { "" };
        if exponent == 0 { format!("{minus}{whole}") } else { format!("{minus}{whole}.{fraction}") }
    }
}

impl fmt::Display for Money {
    /// `€1,030.00`, `KES 980,000.00`, `−€20.01` with a true minus sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = Money { minor: self.minor, currency: self.currency }.plain();
        let plain = plain.trim_start_matches('-');
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        if self.minor < 0 {
            f.write_str("−")?;
        }
        f.write_str(self.currency.sign())?;
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.plain(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    #[test]
    fn amounts_are_written_with_sign_groups_and_decimals() {
        assert_eq!(eur(103_000).to_string(), "€1,030.00");
        assert_eq!(eur(-2_001).to_string(), "−€20.01");
        assert_eq!(Money::new(1_001, Currency::Jpy).to_string(), "JPY 1,001");
        assert_eq!(Money::new(50, Currency::Kwd).to_string(), "KWD 0.050");
        assert_eq!(eur(i64::MIN).plain(), "-92233720368547758.08");
    }

    #[test]
    fn shares_round_down() {
        let five = Rate::basis_points(500);
        assert_eq!(Money::new(1_001, Currency::Jpy).percent_rounded_down(five).unwrap().minor, 50);
        assert_eq!(Money::new(1_001, Currency::Kwd).percent_rounded_down(five).unwrap().minor, 50);
        assert_eq!(eur(1).percent_rounded_down(five).unwrap().minor, 0);
        assert_eq!(eur(i64::MAX).percent_rounded_down(Rate::basis_points(10_000)).unwrap(), eur(i64::MAX));
        assert_eq!(
            eur(i64::MAX).percent_rounded_down(Rate::basis_points(10_001)).unwrap_err().code(),
            "money.too_large"
        );
    }

    #[test]
    fn currencies_do_not_mix_and_sums_do_not_wrap() {
        let refusal = eur(1).checked_add(Money::new(1, Currency::Usd)).unwrap_err();
        assert_eq!(refusal.code(), "money.mixed_currencies");
        assert_eq!(eur(i64::MAX).checked_add(eur(1)).unwrap_err(), MoneyRefusal::TooLarge);
        assert_eq!(eur(i64::MIN).checked_neg().unwrap_err(), MoneyRefusal::TooLarge);
    }

    #[test]
    fn rates_are_written_shortly() {
        let shown: Vec<String> = [500, 250, 25, 0].map(|points| Rate::basis_points(points).to_string()).into();
        assert_eq!(shown, ["5 %", "2.5 %", "0.25 %", "0 %"]);
    }
}
