//! What rows have in common: columns back into domain values. A value that does not fit is a fault, never a guess.

use crate::{Error, Fault, Result};
use domain::fee::FeeRates;
use domain::money::{Currency, Money, Rate};
use domain::time::Timestamp;

/// A currency column.
pub(crate) fn currency(code: &str) -> Result<Currency> {
    Currency::of(code).ok_or_else(|| odd("currency", code))
}

/// An amount and its currency column.
pub(crate) fn money(minor: i64, code: &str) -> Result<Money> {
    Ok(Money::new(minor, currency(code)?))
}

/// The columns of agreed fees: the schedule they come from, and both rates in basis points.
pub(crate) fn fees(schedule: i64, client: i64, freelancer: i64) -> Result<FeeRates> {
    let number = |column, value: i64| u32::try_from(value).map_err(|_| odd(column, &value.to_string()));
    Ok(FeeRates {
        schedule: number("fee_schedule", schedule)?,
        client: Rate::basis_points(number("fee_client", client)?),
        freelancer: Rate::basis_points(number("fee_freelancer", freelancer)?),
    })
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
