//! An amount as it comes in: typed by a person, or sent by a program in minor units. What a program sends never passes
//! through the reader of typed amounts, so nothing of it is guessed.

use super::{Currency, Money};
use crate::refusal::FieldRefusal;
use crate::sentence::sentence;
use serde::{Deserialize, Serialize};

/// An amount as it comes in. A form's text is always [`AmountInput::Typed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AmountInput {
    /// As a person typed it; empty where nothing was typed.
    Typed(String),
    /// As a program sent it.
    Exact(Money),
}

impl AmountInput {
    /// Nothing was typed.
    pub fn is_blank(&self) -> bool {
        match self {
            AmountInput::Typed(text) => text.trim().is_empty(),
            AmountInput::Exact(_) => false,
        }
    }

    /// What a form shows.
    pub fn text(&self) -> String {
        self.clone().into()
    }

    /// The amount in the currency that it must be of.
    ///
    /// # Errors
    /// `money.other_currency`, and what [`Money::parse`] refuses.
    pub fn read(&self, currency: Currency) -> Result<Money, FieldRefusal> {
        match self {
            AmountInput::Typed(text) => Money::parse(text, currency),
            AmountInput::Exact(money) if money.currency == currency => Ok(*money),
            AmountInput::Exact(money) => Err(other_currency(currency, money.currency)),
        }
    }
}

/// Says that an amount is of another currency than the one it is paid in.
pub(super) fn other_currency(currency: Currency, named: Currency) -> FieldRefusal {
    let sentence = sentence!(
        "This is paid in {currency}, not in {named}. Enter the amount in {currency}.",
        currency = currency,
        named = named
    );
    FieldRefusal::new("amount", "money.other_currency", sentence)
}

impl Default for AmountInput {
    fn default() -> Self {
        AmountInput::Typed(String::new())
    }
}

impl From<String> for AmountInput {
    fn from(text: String) -> Self {
        AmountInput::Typed(text)
    }
}

impl From<&str> for AmountInput {
    fn from(text: &str) -> Self {
        AmountInput::Typed(text.to_owned())
    }
}

impl From<Money> for AmountInput {
    fn from(money: Money) -> Self {
        AmountInput::Exact(money)
    }
}

impl From<AmountInput> for String {
    fn from(input: AmountInput) -> Self {
        match input {
            AmountInput::Typed(text) => text,
            AmountInput::Exact(money) => money.plain(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_a_program_sends_is_taken_as_it_is_or_refused(
            minor in any::<i64>(),
            sent in proptest::sample::select(Currency::ALL),
            paid in proptest::sample::select(Currency::ALL),
        ) {
            let given = AmountInput::from(Money::new(minor, sent));
            match given.read(paid) {
                Ok(read) => prop_assert_eq!((read.minor, read.currency, sent), (minor, paid, paid)),
                Err(refusal) => prop_assert!(sent != paid && refusal.code == "money.other_currency"),
            }
        }

        #[test]
        fn what_a_form_shows_of_an_exact_amount_is_read_as_the_same(
            minor in 0..i64::MAX,
            currency in proptest::sample::select(Currency::ALL),
        ) {
            let exact = AmountInput::from(Money::new(minor, currency));
            prop_assert_eq!(AmountInput::from(exact.text()).read(currency), Ok(Money::new(minor, currency)));
        }
    }

    #[test]
    fn only_what_nobody_typed_is_blank() {
        assert!(AmountInput::default().is_blank() && AmountInput::from(" \t").is_blank());
        assert!(!AmountInput::from("0").is_blank());
        assert!(!AmountInput::from(Money::zero(Currency::Eur)).is_blank());
    }
}
