//! Payments: where to pay, and what became of it.

use super::{
    call::{Answer, Call, Id, ok},
    once::{self, KeyHeader},
    value::{Amount, Moment},
};
use crate::instance::Instance;
use app::authorisation::{Row, Who::Client};
use domain::{
    id::PaymentId,
    payment::{Payment, PaymentState},
};
use serde::Serialize;
use store::payment;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/payments/{id}", Client).hidden(),
    Row::money("POST /api/v1/payments/{id}/cancel", Client).hidden().done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(cancel))
}

/// A payment for a milestone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentView {
    /// Id, as 13 letters and digits.
    id: String,
    /// The contract.
    contract: String,
    /// The milestone it shall fund.
    milestone: String,
    /// What is charged: the part of price and fee that the wallet did not hold.
    amount: Amount,
    /// What funding takes, price and fee; the wallet pays what is not charged. Not known of the oldest payments.
    cost: Option<Amount>,
    /// `created` (the gateway is being asked), `begun` (pay at `hosted_url`), `succeeded` or `failed`.
    state: &'static str,
    /// Begun: the page of the gateway where its payer pays; of a sandbox, a path.
    hosted_url: Option<String>,
    /// Begun: the gateway's name for it.
    reference: Option<String>,
    /// Succeeded or failed: when we learned it.
    settled_at: Option<Moment>,
    /// Failed: `declined`, `lacks_funds` or `abandoned` (left, or cancelled). Nothing was charged.
    failure: Option<&'static str>,
}

impl From<Payment> for PaymentView {
    fn from(payment: Payment) -> Self {
        let empty = Self {
            id: payment.id.to_string(),
            contract: payment.contract.to_string(),
            milestone: payment.milestone.to_string(),
            amount: payment.amount.into(),
            cost: payment.cost.map(Into::into),
            state: payment.state.word(),
            hosted_url: None,
            reference: None,
            settled_at: None,
            failure: None,
        };
        match payment.state {
            PaymentState::Created => empty,
            PaymentState::Begun { reference, hosted_url } => {
                Self { reference: Some(reference), hosted_url: Some(hosted_url), ..empty }
            }
            PaymentState::Succeeded { at } => Self { settled_at: Some(at.into()), ..empty },
            PaymentState::Failed { at, reason } => {
                Self { settled_at: Some(at.into()), failure: Some(reason.as_str()), ..empty }
            }
        }
    }
}

/// Reads a payment of yours.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}", tag = "payments",
    responses((status = 200, body = PaymentView)), security(("token" = ["read"]))
)]
pub async fn read(Id(id): Id<PaymentId>, call: Call) -> Answer {
    ok(PaymentView::from(payment::page(&call.context, id).await?.payment))
}

/// Cancels a payment of yours that has no outcome yet. The milestone can be funded anew. If the gateway took the money all
/// the same, it is booked into your wallet as soon as that is known. A payment that failed stays as it is.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/cancel", tag = "payments", params(KeyHeader),
    responses((status = 204)), security(("token" = ["money"]))
)]
pub async fn cancel(Id(id): Id<PaymentId>, call: Call) -> Answer {
    let once = call.once(once::done)?;
    payment::cancel(&once.context, id).await?;
    once.done()
}
