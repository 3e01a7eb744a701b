//! Payments between our store and the gateway: begin a charge, look it up, receive its webhooks. The intent is stored before
//! the gateway is asked, and the outcome after it answered; a crash between any two of these loses and repeats nothing.

pub mod hosted_page;

pub(crate) use hosted_page::stylesheet;

use crate::{
    http::problem::Failure,
    instance::Instance,
    worker::{
        WorkError,
        kind::{outbox, outside_jobs},
    },
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    routing::{get, post},
};
use domain::id::PaymentId;
use domain::payment::PaymentRefusal;
use domain::time::Timestamp;
use gateway::{Begun, Gateway as _, GatewayError};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{Platform, outbox::Message, payment, sandbox_gateway, schedule::ScheduledJob};

outbox! {
    payment::BEGIN => begin,
    payment::CANCEL => cancel,
}

outside_jobs! {
    payment::LOOKUP => look_up,
    sandbox_gateway::WEBHOOK => deliver_webhook,
}

/// Where the gateway sends its webhooks; the path never sees a cookie, a signature vouches for it.
pub const WEBHOOK_PATH: &str = "/gateway/sandbox/webhook";

/// The webhook, and the sandbox's hosted page; nothing where no gateway is set up.
pub fn router(instance: &Instance) -> Router<Instance> {
    if instance.sandbox.is_none() {
        return Router::new();
    }
    Router::new()
        .route(WEBHOOK_PATH, post(webhook))
        .route("/sandbox/pay/{reference}", get(hosted_page::show).post(hosted_page::choose))
}

/// Asks the gateway for the charge of a stored payment and notes where the person pays. Nothing to do when that is
/// known; repeated with the same key after a crash, so that it is one charge.
///
/// # Errors
/// The gateway does not answer, or a fault of the store: try again.
pub async fn drive(instance: &Instance, id: PaymentId, now: Timestamp) -> Result<(), WorkError> {
    let Some(payment) = payment::to_begin(&instance.db, id).await? else { return Ok(()) };
    let Some(gateway) = &instance.sandbox else {
        return Err(GatewayError::Unreachable("no gateway is set up".to_owned()).into());
    };
    let begun = gateway.begin_charge(id, payment.amount, &format!("/payments/{id}"), now).await?;
    payment::begun(&instance.context(Platform).at(now), id, &begun.reference, &begun.hosted_url).await?;
    Ok(())
}

/// What a message about a payment says.
#[derive(Deserialize)]
struct Body {
    id: PaymentId,
}

/// The message `payment.begin`.
async fn begin(instance: &Instance, message: &Message, now: Timestamp) -> Result<(), WorkError> {
    let Body { id } = serde_json::from_str(&message.body).map_err(store::Error::from)?;
    drive(instance, id, now).await
}

/// The message `payment.cancel`: the gateway hears that nobody wants the charge any more. Where it was paid before, that is
/// booked now, and not when its webhook comes.
async fn cancel(instance: &Instance, message: &Message, now: Timestamp) -> Result<(), WorkError> {
    let Body { id } = serde_json::from_str(&message.body).map_err(store::Error::from)?;
    let known = payment::at_gateway(&instance.db, id).await?.and_then(|(_, reference)| reference);
    let (Some(reference), Some(gateway)) = (known, &instance.sandbox) else { return Ok(()) };
    let outcome = gateway.cancel_charge(&reference, now).await?;
    Ok(payment::settle(&instance.context(Platform).at(now), &reference, outcome).await?)
}

/// The scheduled job `payment.lookup`: nothing was heard of a charge for a day.
async fn look_up(instance: &Instance, scheduled: &ScheduledJob, now: Timestamp) -> Result<(), WorkError> {
    let id = PaymentId::from_raw(scheduled.subject_id);
    let known = payment::at_gateway(&instance.db, id).await?;
    let outcome = match (known.and_then(|(_, reference)| reference), &instance.sandbox) {
        (Some(reference), Some(gateway)) => gateway.lookup(&reference).await?,
        // Its answer may have got lost between the gateway and our row.
        (None, Some(gateway)) => match gateway.find(id).await? {
            Some(found) => {
                let Begun { reference, hosted_url } = found.begun;
                payment::begun(&instance.context(Platform).at(now), id, &reference, &hosted_url).await?;
                found.outcome
            }
            None => None,
        },
        (_, None) => None,
    };
    Ok(payment::looked_up(&instance.context(Platform).at(now), scheduled, outcome).await?)
}

/// The scheduled job `sandbox.notice`: the sandbox calls our webhook. Noted as sent afterwards, so a crash in between repeats it.
async fn deliver_webhook(instance: &Instance, scheduled: &ScheduledJob, now: Timestamp) -> Result<(), WorkError> {
    if let (Some(reference), Some(sandbox)) =
        (sandbox_gateway::to_send(&instance.db, scheduled).await?, &instance.sandbox)
        && let Some(signed) = sandbox.webhook(&reference, now).await?
    {
        hear(instance, &signed.signature, &signed.body, now).await?;
    }
    Ok(sandbox_gateway::sent(&instance.context(Platform).at(now), scheduled).await?)
}

/// `POST /gateway/sandbox/webhook`.
pub async fn webhook(State(instance): State<Instance>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, Failure> {
    let name = instance.sandbox.as_ref().map_or("", |gateway| gateway.signature_header());
    let signature = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    hear(&instance, signature, &body, instance.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Books what a webhook says, if its signature fits.
async fn hear(instance: &Instance, signature: &str, body: &[u8], now: Timestamp) -> store::Result<()> {
    let gateway = instance.sandbox.as_ref().ok_or(PaymentRefusal::Signature)?;
    let webhook = gateway.verify_webhook(signature, body, now)?;
    payment::heard(&instance.context(Platform).at(now), &webhook.reference, webhook.key, webhook.outcome).await
}
