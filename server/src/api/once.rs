//! Requests that must not be carried out twice: the caller names each one by an `Idempotency-Key`. The command takes the
//! key along into its own transaction, and the answer is kept for a repeat.

use super::{
    call::{Answer, Call},
    value::Made,
};
use crate::http::{fault::Ticket, problem::Failure};
use axum::response::{IntoResponse, Response};
use domain::refusal::{GeneralRefusal, Refusal};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::fmt::Display;
use store::{Db, idempotency, idempotency::IdempotencyKey};

const KEY_LENGTH_MAX: usize = 128;

/// The header of requests that create something or move money.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header; Call::once reads it")]
pub struct KeyHeader {
    /// Your own name for this request: 1 to 128 letters, digits, dashes or underscores, such as a UUID. The same key with
    /// the same request gives the first answer again for 24 hours (with `Idempotency-Replayed: true`) and does nothing;
    /// with another request it is refused (422); later it is refused as done (409).
    #[param(rename = "Idempotency-Key", required, min_length = 1, max_length = 128)]
    key: String,
}

/// A request under its key.
#[derive(Debug)]
pub struct Once<'a> {
    /// Commands that begin on this database keep the key.
    pub db: Db,
    plain: &'a Db,
    key: IdempotencyKey,
}

impl Call {
    /// Reads the key of this request.
    ///
    /// # Errors
    /// `idempotency.missing`, `idempotency.bad_key`.
    pub fn once(&self) -> Result<Once<'_>, Failure> {
        let key = self.header("idempotency-key").ok_or(Refusal::from(GeneralRefusal::KeyMissing))?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if key.is_empty() || key.len() > KEY_LENGTH_MAX || !key.bytes().all(plain) {
            return Err(Refusal::from(GeneralRefusal::KeyBad).into());
        }
        let hash = Sha256::new().chain_update(self.method()).chain_update(" ").chain_update(self.path());
        let key = IdempotencyKey {
            account_id: self.actor.account().raw(),
            key: key.to_owned(),
            body_hash: hash.chain_update("\n").chain_update(self.body()).finalize().into(),
            now: self.now,
        };
        Ok(Once { db: self.db.keyed(key.clone()), plain: &self.db, key })
    }
}

impl Once<'_> {
    /// 201 with the id of what was made.
    pub async fn made(self, id: impl Display) -> Answer {
        self.answer(StatusCode::CREATED, &Made { id: id.to_string() }).await
    }

    /// 204.
    pub async fn done(self) -> Answer {
        self.keep(StatusCode::NO_CONTENT, "").await;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// Any answer; a repeat of the request gets it again.
    pub async fn answer(self, status: StatusCode, body: &impl Serialize) -> Answer {
        let body = serde_json::to_string(body).map_err(store::Error::from)?;
        self.keep(status, &body).await;
        Ok(json(status, body))
    }

    // The command was carried out and is durable: when its answer cannot be kept, the caller hears it all the same.
    async fn keep(&self, status: StatusCode, body: &str) {
        if let Err(error) = idempotency::answer(self.plain, &self.key, status.as_u16(), body).await {
            Ticket::log(&error);
        }
    }
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}
