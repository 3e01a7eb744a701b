//! Payments: what every gateway does for us, and the one that is built in. Calls and webhooks only; no ledger rule.
//!
//! Reading order: this file (the trait), then [`sandbox`] and its parts.
//!
//! Invariants:
//! 1. A call carries our idempotency key: the same key charges once, whatever is repeated.
//! 2. An outcome is told by look-up **or** webhook, once, twice, late, out of order or never; the listener must end at the
//!    same result.
//! 3. A webhook counts only with a signature that fits and is fresh.
//! 4. No call runs inside a transaction of ours.
#![warn(missing_docs)]

pub mod sandbox;

use domain::id::PaymentId;
use domain::money::Money;
use domain::payment::{Outcome, PaymentRefusal};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

/// The answer of a call, boxed so that the server can pick its gateway at start.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// Why a call has no answer. Its text is for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// No answer, or none in time: the call may have worked. Ask again with the same key.
    #[error("the gateway did not answer: {0}")]
    Unreachable(String),
    /// This key was used for another amount or another way back.
    #[error("this key belongs to another charge")]
    OtherCharge,
    /// The gateway has no charge of that name.
    #[error("the gateway knows no such charge")]
    Unknown,
}

/// A charge that the gateway took on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The gateway's name for it.
    pub reference: String,
    /// Where the person pays.
    pub hosted_url: String,
}

/// A charge that the gateway knows by our key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it answered, or would have answered, when the charge was begun.
    pub begun: Begun,
    /// What became of it; `None` while it is open.
    pub outcome: Option<Outcome>,
}

/// What the gateway tells us about a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The gateway's name for the charge.
    pub reference: String,
    /// Our own, which we gave it with the charge: we may know no other, if the answer to that got lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PaymentId>,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A payment gateway.
pub trait Gateway: Debug + Send + Sync {
    /// The gateway's number in the ledger: whose `outside` account its money passes.
    fn number(&self) -> i64;

    /// Begins a charge of `amount` (minor units of its currency). `key` is the idempotency key: asked twice with one key,
    /// it is one charge and one answer. The person comes back to `return_url`, a path of ours.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`]; [`GatewayError::OtherCharge`] for a key that was used otherwise.
    fn begin_charge<'a>(
        &'a self,
        key: PaymentId,
        amount: Money,
        return_url: &'a str,
        now: Timestamp,
    ) -> Answer<'a, Begun>;

    /// What became of a charge; `None` while it is open.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`], [`GatewayError::Unknown`].
    fn lookup<'a>(&'a self, reference: &'a str) -> Answer<'a, Option<Outcome>>;

    /// Nobody wants this charge any more: from now on it cannot be paid. Gives what became of it, which is a success where
    /// it was paid before; a repeat gives the same.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`], [`GatewayError::Unknown`].
    fn cancel_charge<'a>(&'a self, reference: &'a str, now: Timestamp) -> Answer<'a, Outcome>;

    /// The charge of this key, for one whose name we never learned; `None` where the gateway has none. Asking begins nothing.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`].
    fn find(&self, key: PaymentId) -> Answer<'_, Option<Found>>;

    /// The header of a webhook that carries its signature, in lower case.
    fn signature_header(&self) -> &'static str;

    /// Reads a webhook whose signature fits this body and is fresh at `now`.
    ///
    /// # Errors
    /// [`PaymentRefusal::Signature`] for everything else.
    fn verify_webhook(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<Webhook, PaymentRefusal>;
}
