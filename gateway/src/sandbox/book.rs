//! Where the sandbox keeps its charges: a small trait, so that the server can store them durably and tests in memory.

use crate::GatewayError;
use domain::id::PaymentId;
use domain::money::Money;
use domain::payment::{Outcome, SandboxMethod};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A charge that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCharge {
    /// The name that the gateway gives it, such as `sbx_…`.
    pub reference: String,
    /// Idempotency key of who asks.
    pub key: PaymentId,
    /// What is to be charged.
    pub amount: Money,
    /// Where the person comes back to: a path.
    pub return_url: String,
}

/// A charge as the sandbox knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The name that the gateway gives it.
    pub reference: String,
    /// Idempotency key of who asked.
    pub key: PaymentId,
    /// What is to be charged.
    pub amount: Money,
    /// Where the person comes back to: a path.
    pub return_url: String,
    /// What was picked on the hosted page.
    pub method: Option<SandboxMethod>,
    /// What became of it; `None` while it is open.
    pub outcome: Option<Outcome>,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// What was decided on the hosted page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was picked; `None` when the person left.
    pub method: Option<SandboxMethod>,
    /// What becomes of the charge.
    pub outcome: Outcome,
    /// When webhooks about it go out, in order; none when it is never told.
    pub webhooks_at: Vec<Timestamp>,
}

/// Where the sandbox gateway keeps its charges.
pub trait Book: Debug + Send + Sync {
    /// Stores a charge once for its key; a repeat gives the charge that is there.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`] when the book cannot be written.
    fn open(&self, new: &NewCharge, now: Timestamp) -> impl Future<Output = Result<Charge, GatewayError>> + Send;

    /// The charge of this name.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`] when the book cannot be read.
    fn charge(&self, reference: &str) -> impl Future<Output = Result<Option<Charge>, GatewayError>> + Send;

    /// The charge of this key.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`] when the book cannot be read.
    fn charge_of(&self, key: PaymentId) -> impl Future<Output = Result<Option<Charge>, GatewayError>> + Send;

    /// Writes the outcome of an open charge and plans its webhooks, both or neither; false when it was decided before.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`] when the book cannot be written.
    fn decide(
        &self,
        reference: &str,
        decision: &Decision,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, GatewayError>> + Send;
}

/// A book in memory, for tests and the simulation; its holder sends the planned webhooks.
#[derive(Debug, Default)]
pub struct MemoryBook(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    charges: BTreeMap<String, Charge>,
    planned: Vec<(Timestamp, String)>,
}

impl MemoryBook {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the planned webhooks that are due by then: when, and about which charge.
    pub fn take_due(&self, by: Timestamp) -> Vec<(Timestamp, String)> {
        let mut kept = self.kept();
        let (mut due, later): (Vec<_>, Vec<_>) = kept.planned.drain(..).partition(|(at, _)| *at <= by);
        kept.planned = later;
        due.sort();
        due
    }

    /// All charges, by name.
    pub fn charges(&self) -> Vec<Charge> {
        self.kept().charges.values().cloned().collect()
    }
}

impl Book for MemoryBook {
    async fn open(&self, new: &NewCharge, now: Timestamp) -> Result<Charge, GatewayError> {
        let made = || Charge {
            reference: new.reference.clone(),
            key: new.key,
            amount: new.amount,
            return_url: new.return_url.clone(),
            method: None,
            outcome: None,
            created_at: now,
        };
        Ok(self.kept().charges.entry(new.reference.clone()).or_insert_with(made).clone())
    }

    async fn charge(&self, reference: &str) -> Result<Option<Charge>, GatewayError> {
        Ok(self.kept().charges.get(reference).cloned())
    }

    async fn charge_of(&self, key: PaymentId) -> Result<Option<Charge>, GatewayError> {
        Ok(self.kept().charges.values().find(|charge| charge.key == key).cloned())
    }

    async fn decide(&self, reference: &str, decision: &Decision, _now: Timestamp) -> Result<bool, GatewayError> {
        let mut kept = self.kept();
        let Some(charge) = kept.charges.get_mut(reference).filter(|charge| charge.outcome.is_none()) else {
            return Ok(false);
        };
        charge.method = decision.method;
        charge.outcome = Some(decision.outcome);
        kept.planned.extend(decision.webhooks_at.iter().map(|at| (*at, reference.to_owned())));
        Ok(true)
    }
}
