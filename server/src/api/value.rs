//! Values that every resource of the API is made of. They are written out here, apart from the pages' read models:
//! a page may change, the contract with programs may not.

use super::word::Day;
use crate::http::problem::{Failure, Problem};
use domain::{
    contract::terms::{MilestoneInput, MilestoneTerms},
    fee::{Breakdown, FeeRates},
    id::AccountId,
    money::{AmountInput, Currency, Money},
    rules,
    time::Timestamp,
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, RefOr, Schema, schema::AdditionalProperties, schema::Type};

/// Rows of a list without `limit`.
const LIMIT: i64 = 20;
/// Most rows of a list.
const LIMIT_MAX: i64 = 100;

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"minor": 103_000, "currency": "EUR"}))]
pub struct Amount {
    /// Minor units: cents for EUR, yen for JPY, fils for KWD.
    pub minor: i64,
    /// Code of ISO 4217, exactly as written here.
    #[schema(schema_with = currency_code)]
    pub currency: Currency,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { minor: money.minor, currency: money.currency }
    }
}

impl From<Amount> for AmountInput {
    fn from(given: Amount) -> Self {
        Money::new(given.minor, given.currency).into()
    }
}

/// A budget, a rate or the price of a milestone. The rules hold it against the bounds of its currency; the document says them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sum(pub Amount);

impl utoipa::PartialSchema for Sum {
    fn schema() -> RefOr<Schema> {
        let mut groups: Vec<((i64, i64), Vec<&str>)> = Vec::new();
        for currency in Currency::ALL {
            let bounds = rules::bounds(*currency);
            let range = (bounds.milestone_min.minor, bounds.amount_max.minor);
            match groups.iter_mut().find(|(known, _)| *known == range) {
                Some((_, codes)) => codes.push(currency.code()),
                None => groups.push((range, vec![currency.code()])),
            }
        }
        let text = "A budget, a rate or the price of a milestone: minor units within the bounds of the currency.";
        let all = groups
            .into_iter()
            .fold(utoipa::openapi::OneOfBuilder::new(), |all, (range, codes)| all.item(within(range, codes)));
        RefOr::T(Schema::OneOf(all.description(Some(text)).build()))
    }
}

impl ToSchema for Sum {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Sum")
    }
}

fn within((smallest, largest): (i64, i64), codes: Vec<&str>) -> Object {
    let whole = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(smallest)).maximum(Some(largest));
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    let sum = ObjectBuilder::new().property("minor", whole).property("currency", code);
    let none = AdditionalProperties::<Schema>::FreeForm(false);
    sum.required("minor").required("currency").additional_properties(Some(none)).build()
}

/// The schema of a currency: one of the codes that are known here.
#[derive(Debug)]
pub struct CurrencyCode;

impl utoipa::PartialSchema for CurrencyCode {
    fn schema() -> RefOr<Schema> {
        currency_code().into()
    }
}

impl ToSchema for CurrencyCode {}

fn currency_code() -> Object {
    let codes = Currency::ALL.iter().map(|currency| currency.code());
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    code.description(Some("Code of ISO 4217, exactly as written here.")).build()
}

/// A moment, RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2027-01-11T15:02:00Z")]
pub struct Moment(String);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.iso())
    }
}

/// Somebody, by name and id.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Person {
    /// Short id of the account.
    pub id: String,
    /// What they are called.
    pub name: String,
}

impl Person {
    /// Of an account and its name.
    pub fn new(id: AccountId, name: String) -> Self {
        Self { id: id.to_string(), name }
    }
}

/// What was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Made {
    /// Its short id.
    pub id: String,
}

/// A page of a list in a stable order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct List<T> {
    /// At most `limit` of them.
    pub items: Vec<T>,
    /// Give this back as `after` to get the next page; null at the end.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// From rows of the store.
    pub fn of<Row: Into<T>>(rows: Vec<Row>, next: Option<String>) -> Self {
        Self { items: rows.into_iter().map(Into::into).collect(), next }
    }
}

/// Which part of a list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Most items to give, 1 to 100; 20 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: String,
}

impl Part {
    /// Most items to give.
    ///
    /// # Errors
    /// 422 outside 1 to 100.
    pub fn limit(&self) -> Result<i64, Failure> {
        limit(self.limit)
    }
}

/// A limit within its bounds.
///
/// # Errors
/// 422 outside 1 to 100.
pub fn limit(asked: Option<i64>) -> Result<i64, Failure> {
    match asked.unwrap_or(LIMIT) {
        limit if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        _outside => {
            let text = "A page has 1 to 100 items.";
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "query.limit", text).on_field("limit", text).into())
        }
    }
}

/// A milestone to propose or offer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeliverable {
    /// What it delivers, 3 to 160 characters.
    title: String,
    /// What it costs before fees, in the currency of the job.
    amount: Sum,
    /// When it is due, today or later.
    due: Option<Day>,
}

/// A milestone as proposed, offered and agreed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Deliverable {
    /// What it delivers.
    pub title: String,
    /// What it costs before fees, in the currency of the job.
    pub amount: Amount,
    /// When it is due, if a day was agreed.
    pub due: Option<Day>,
}

impl From<MilestoneTerms> for Deliverable {
    fn from(terms: MilestoneTerms) -> Self {
        Self { title: terms.title.to_string(), amount: terms.amount.into(), due: terms.due.map(Day) }
    }
}

impl From<NewDeliverable> for MilestoneInput {
    fn from(given: NewDeliverable) -> Self {
        let due = given.due.map(|Day(due)| due.iso()).unwrap_or_default();
        Self { amount: given.amount.0.into(), title: given.title, due }
    }
}

/// What a price means for both sides.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Price {
    /// What was agreed.
    pub price: Amount,
    /// On top, for the client.
    pub client_fee: Amount,
    /// Price and client fee.
    pub client_pays: Amount,
    /// Off the price, for the freelancer.
    pub freelancer_fee: Amount,
    /// Price less the freelancer fee.
    pub freelancer_gets: Amount,
}

impl From<Breakdown> for Price {
    fn from(price: Breakdown) -> Self {
        Self {
            price: price.price.into(),
            client_fee: price.client_fee.into(),
            client_pays: price.client_pays.into(),
            freelancer_fee: price.freelancer_fee.into(),
            freelancer_gets: price.freelancer_gets.into(),
        }
    }
}

/// Fee rates, in basis points (500 is 5 %).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Fees {
    /// Paid by the client on top of what is funded.
    pub client_basis_points: u32,
    /// Taken from what is released to the freelancer.
    pub freelancer_basis_points: u32,
    /// Version of the operator's fee schedule.
    pub schedule: u32,
}

impl From<FeeRates> for Fees {
    fn from(rates: FeeRates) -> Self {
        Self {
            client_basis_points: rates.client.points(),
            freelancer_basis_points: rates.freelancer.points(),
            schedule: rates.schedule,
        }
    }
}
