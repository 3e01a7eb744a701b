//! What rows have in common: columns back into domain values. A value that does not fit is a fault, never a guess.

use crate::{Error, Fault, Result};
use domain::money::{Currency, Money};
use domain::time::Timestamp;

/// A currency column.
pub(crate) fn currency(code: &str) -> Result<Currency> {
    Currency::of(code).ok_or_else(|| odd("currency", code))
}

/// An amount and its currency column.
pub(crate) fn money(minor: i64, code: &str) -> Result<Money> {
    Ok(Money::new(minor, currency(code)?))
}

/// A time column that this state must have.
pub(crate) fn time(column: &str, micros: Option<i64>) -> Result<Timestamp> {
    micros.map(Timestamp::from_micros).ok_or_else(|| odd(column, "null"))
}

/// A column that this state must have.
pub(crate) fn need<T>(column: &str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| odd(column, "null"))
}

/// A stored value that this version does not understand.
pub(crate) fn odd(column: &str, value: &str) -> Error {
    Fault::Data(format!("{column} holds {value}")).into()
}
