//! Requests that must not be carried out twice: the caller names each one by an `Idempotency-Key`. The command takes the
//! key along into its own transaction, with the answer that a repeat gets.

use super::{
    call::{Answer, Call},
    value::Made,
};
use crate::http::problem::{self, Failure};
use domain::refusal::GeneralRefusal;
use http::StatusCode;
use std::fmt::Display;
use store::{
    Context,
    idempotency::{self, Answers, IdempotencyKey},
};

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

/// What a repeat is told, as the transaction keeps it.
pub type Kept = Result<Option<idempotency::Answer>, serde_json::Error>;

/// For calls that make something: 201 with its id.
pub fn made(id: Option<&str>) -> Kept {
    let Some(id) = id else { return Ok(None) };
    let body = serde_json::to_string(&Made { id: id.to_owned() })?;
    Ok(Some(idempotency::Answer { status: StatusCode::CREATED.as_u16(), body }))
}

/// For calls after which there is nothing to say: 204.
pub fn done(_id: Option<&str>) -> Kept {
    Ok(Some(idempotency::Answer { status: StatusCode::NO_CONTENT.as_u16(), body: String::new() }))
}

/// A request under its key.
#[derive(Debug)]
pub struct Once {
    /// The first command in this context that commits keeps the key and the answer.
    pub context: Context,
    answers: Answers,
}

impl Call {
    /// Reads the key of this request, and says beforehand what it will be answered: [`made`], [`done`].
    ///
    /// # Errors
    /// `idempotency.missing`, `idempotency.bad_key`.
    pub fn once(&self, answers: Answers) -> Result<Once, Failure> {
        let key = self.header("idempotency-key").ok_or(GeneralRefusal::KeyMissing)?;
        let what = format!("{} {}", self.method(), self.path());
        let key = IdempotencyKey::of(self.context.actor.account(), key, &what, self.body(), self.context.now);
        let key = key.ok_or(GeneralRefusal::KeyBad)?;
        Ok(Once { context: self.context.keyed(key, answers), answers })
    }
}

impl Once {
    /// The answer that was kept, naming what was made.
    pub fn made(self, id: impl Display) -> Answer {
        self.answer(Some(&id.to_string()))
    }

    /// The answer that was kept, where nothing was made.
    pub fn done(self) -> Answer {
        self.answer(None)
    }

    fn answer(self, made: Option<&str>) -> Answer {
        let kept = (self.answers)(made).map_err(store::Error::from)?;
        let none = || store::Error::from(store::Fault::Data("a request under a key has no answer".to_owned()));
        Ok(problem::kept(kept.ok_or_else(none)?))
    }
}
