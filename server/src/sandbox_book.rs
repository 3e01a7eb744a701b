//! The sandbox gateway's charges, kept in our database: the adapter between its trait and the store.

use domain::id::PaymentId;
use domain::time::Timestamp;
use gateway::GatewayError;
use gateway::sandbox::{Book, Charge, Decision, NewCharge};
use store::{
    Context, Platform,
    sandbox_gateway::{self, SandboxCharge},
};

/// Charges in the database, in tables of their own.
#[derive(Debug, Clone)]
pub struct StoredBook(Context<Platform>);

impl StoredBook {
    /// The charges in the database of this context.
    pub fn new(context: Context<Platform>) -> Self {
        Self(context)
    }
}

impl Book for StoredBook {
    async fn open(&self, new: &NewCharge, now: Timestamp) -> Result<Charge, GatewayError> {
        let NewCharge { reference, key, amount, return_url } = new;
        let new = sandbox_gateway::NewCharge { reference, key: *key, amount: *amount, return_url };
        let opened = sandbox_gateway::open(&self.0.at(now), &new).await;
        opened.map(charge).map_err(unreachable)
    }

    async fn charge(&self, reference: &str) -> Result<Option<Charge>, GatewayError> {
        let found = sandbox_gateway::charge(&self.0.db, reference).await;
        Ok(found.map_err(unreachable)?.map(charge))
    }

    async fn charge_of(&self, key: PaymentId) -> Result<Option<Charge>, GatewayError> {
        let found = sandbox_gateway::charge_of(&self.0.db, key).await;
        Ok(found.map_err(unreachable)?.map(charge))
    }

    async fn decide(&self, reference: &str, decision: &Decision, now: Timestamp) -> Result<bool, GatewayError> {
        let Decision { method, outcome, webhooks_at } = decision;
        let decision = sandbox_gateway::Decision { method: *method, outcome: *outcome, webhooks_at };
        sandbox_gateway::decide(&self.0.at(now), reference, &decision).await.map_err(unreachable)
    }
}

fn charge(stored: SandboxCharge) -> Charge {
    let SandboxCharge { reference, key, amount, return_url, method, outcome, created_at } = stored;
    Charge { reference, key, amount, return_url, method, outcome, created_at }
}

// To the rest of the server the sandbox is a gateway: a fault of its database is a gateway that does not answer.
fn unreachable(error: store::Error) -> GatewayError {
    GatewayError::Unreachable(error.to_string())
}
