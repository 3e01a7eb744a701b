//! The public API, as an integrator meets it: the whole main job, and everything that can go wrong on the way.

mod amounts;
mod changes;
mod document;
mod errors;
mod idempotency;
pub mod journey;
mod lists;
mod versions;

use serde_json::{Value, json};

/// A job that can be published.
pub fn job() -> Value {
    json!({
        "title": "Rust engineer for a tide gauge",
        "description": "Read four hundred sensors over a modem and never lose a single sample of them.",
        "skills": ["Rust", "MQTT"],
        "budget": {"minor": 100_000, "currency": "EUR"},
        "publish": true,
    })
}

pub fn eur(minor: i64) -> Value {
    json!({"minor": minor, "currency": "EUR"})
}

/// A proposal of one milestone.
pub fn proposal(minor: i64) -> Value {
    json!({"cover_letter": "I have built three of these gateways.", "milestones": [{"title": "All of the work", "amount": eur(minor)}]})
}
