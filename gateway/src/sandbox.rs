//! The sandbox gateway: a world of its own where nobody's money moves. Its hosted page lets you choose how the method
//! behaves; the choice is kept in its own [`Book`], apart from our ledger, so that the two can disagree for a
//! while as they do with a real gateway.

pub mod book;
mod signature;

pub use book::{Book, Charge, Decision, MemoryBook, NewCharge};
pub use signature::{FRESH_FOR, SIGNATURE_HEADER, Signed};

use crate::{Answer, Begun, Found, Gateway, GatewayError, Webhook};
use domain::id::PaymentId;
use domain::money::Money;
use domain::payment::{FailureReason, Outcome, PaymentRefusal, SandboxMethod};
use domain::time::{Span, Timestamp};
use signature::Secret;

/// The sandbox's number in the ledger.
pub const NUMBER: i64 = 1;
/// Path of the hosted page, followed by the reference.
pub const HOSTED_PATH: &str = "/sandbox/pay/";
/// How long after the first webhook a repeated one comes.
pub const AGAIN: Span = Span::minutes(1);

/// What the hosted page does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask for the second step (the bank's confirmation).
    SecondStep,
    /// It is decided: send the person back. These webhooks follow, each so long after the choice.
    Done {
        /// Where the person came from.
        return_url: String,
        /// Delay and content.
        webhooks: Vec<(Span, Webhook)>,
    },
    /// The page breaks off without a result, though the charge went through; no webhook follows, only a look-up tells.
    NoAnswer {
        /// Where the person came from.
        return_url: String,
    },
}

/// The gateway; `B` keeps its charges.
#[derive(Debug)]
pub struct Sandbox<B> {
    book: B,
    secret: Secret,
}

impl<B: Book> Sandbox<B> {
    /// A sandbox that signs with this secret.
    pub fn new(book: B, secret: [u8; 32]) -> Self {
        Self { book, secret: Secret::new(secret) }
    }

    /// Its charges.
    pub fn book(&self) -> &B {
        &self.book
    }

    /// A charge for the hosted page.
    ///
    /// # Errors
    /// [`GatewayError::Unknown`], or what the book says.
    pub async fn charge(&self, reference: &str) -> Result<Charge, GatewayError> {
        self.book.charge(reference).await?.ok_or(GatewayError::Unknown)
    }

    /// Somebody picked how the method shall behave.
    ///
    /// # Errors
    /// [`SandboxError::Settled`] once it is decided; an unknown reference; what the book says.
    pub async fn choose(&self, reference: &str, method: SandboxMethod, now: Timestamp) -> Result<Step, SandboxError> {
        let failed = |reason| Outcome::Failed { reason };
        let soon = vec![Span::seconds(0)];
        let (outcome, webhooks) = match method {
            SandboxMethod::NeedsSecondStep => return self.ask_second_step(reference).await,
            SandboxMethod::Succeeds => (Outcome::Succeeded, soon),
            SandboxMethod::Declined => (failed(FailureReason::Declined), soon),
            SandboxMethod::LacksFunds => (failed(FailureReason::LacksFunds), soon),
            SandboxMethod::AnswersLate => (Outcome::Succeeded, vec![SandboxMethod::LATE]),
            SandboxMethod::AnswersTwice => (Outcome::Succeeded, vec![Span::seconds(0), AGAIN]),
            SandboxMethod::TimesOut => (Outcome::Succeeded, vec![]),
        };
        self.decide(reference, Some(method), outcome, webhooks, now).await
    }

    /// The second step was confirmed, or refused.
    ///
    /// # Errors
    /// As [`Sandbox::choose`].
    pub async fn second_step(&self, reference: &str, confirmed: bool, now: Timestamp) -> Result<Step, SandboxError> {
        let outcome = if confirmed { Outcome::Succeeded } else { Outcome::Failed { reason: FailureReason::Declined } };
        self.decide(reference, Some(SandboxMethod::NeedsSecondStep), outcome, vec![Span::seconds(0)], now).await
    }

    /// The person leaves without paying.
    ///
    /// # Errors
    /// As [`Sandbox::choose`].
    pub async fn leave(&self, reference: &str, now: Timestamp) -> Result<Step, SandboxError> {
        let outcome = Outcome::Failed { reason: FailureReason::Abandoned };
        self.decide(reference, None, outcome, vec![Span::seconds(0)], now).await
    }

    /// The webhook about a decided charge, signed as of `now`; `None` while it is open.
    ///
    /// # Errors
    /// An unknown reference; what the book says.
    pub async fn webhook(&self, reference: &str, now: Timestamp) -> Result<Option<Signed>, GatewayError> {
        let charge = self.charge(reference).await?;
        let Some(outcome) = charge.outcome else { return Ok(None) };
        Ok(Some(self.sign(&Webhook { reference: charge.reference, key: Some(charge.key), outcome }, now)))
    }

    /// Signs a webhook as of `now`.
    pub fn sign(&self, webhook: &Webhook, now: Timestamp) -> Signed {
        self.secret.sign(webhook, now)
    }

    async fn ask_second_step(&self, reference: &str) -> Result<Step, SandboxError> {
        if self.charge(reference).await?.outcome.is_some() { Err(SandboxError::Settled) } else { Ok(Step::SecondStep) }
    }

    async fn decide(
        &self,
        reference: &str,
        method: Option<SandboxMethod>,
        outcome: Outcome,
        delays: Vec<Span>,
        now: Timestamp,
    ) -> Result<Step, SandboxError> {
        let Charge { return_url, key, .. } = self.charge(reference).await?;
        let decision = Decision { method, outcome, webhooks_at: delays.iter().map(|delay| now.plus(*delay)).collect() };
        if !self.book.decide(reference, &decision, now).await? {
            return Err(SandboxError::Settled);
        }
        if delays.is_empty() {
            return Ok(Step::NoAnswer { return_url });
        }
        let webhook = Webhook { reference: reference.to_owned(), key: Some(key), outcome };
        let webhooks = delays.into_iter().map(|delay| (delay, webhook.clone())).collect();
        Ok(Step::Done { return_url, webhooks })
    }
}

fn begun(reference: String) -> Begun {
    Begun { hosted_url: format!("{HOSTED_PATH}{reference}"), reference }
}

/// Why the hosted page did nothing.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// This charge was decided before; it is never decided twice.
    #[error("{}", PaymentRefusal::Settled)]
    Settled,
    /// No such charge, or a fault of the book.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
}

impl<B: Book> Gateway for Sandbox<B> {
    fn number(&self) -> i64 {
        NUMBER
    }

    fn begin_charge<'a>(
        &'a self,
        key: PaymentId,
        amount: Money,
        return_url: &'a str,
        now: Timestamp,
    ) -> Answer<'a, Begun> {
        Box::pin(async move {
            // Made from the key, so that a repeat finds its charge; keyed, so that nobody guesses another person's.
            let reference = self.secret.reference(key);
            let new = NewCharge { reference, key, amount, return_url: return_url.to_owned() };
            let charge = self.book.open(&new, now).await?;
            if (charge.amount, charge.return_url.as_str()) != (amount, return_url) {
                return Err(GatewayError::OtherCharge);
            }
            Ok(begun(charge.reference))
        })
    }

    fn lookup<'a>(&'a self, reference: &'a str) -> Answer<'a, Option<Outcome>> {
        Box::pin(async move { Ok(self.charge(reference).await?.outcome) })
    }

    fn cancel_charge<'a>(&'a self, reference: &'a str, now: Timestamp) -> Answer<'a, Outcome> {
        Box::pin(async move {
            let outcome = Outcome::Failed { reason: FailureReason::Abandoned };
            let decision = Decision { method: None, outcome, webhooks_at: Vec::new() };
            if self.charge(reference).await?.outcome.is_none() && self.book.decide(reference, &decision, now).await? {
                return Ok(outcome);
            }
            // It was decided before, or at this very moment by somebody else.
            self.charge(reference).await?.outcome.ok_or(GatewayError::Unknown)
        })
    }

    fn find(&self, key: PaymentId) -> Answer<'_, Option<Found>> {
        Box::pin(async move {
            let known = self.book.charge_of(key).await?;
            Ok(known.map(|charge| Found { outcome: charge.outcome, begun: begun(charge.reference) }))
        })
    }

    fn signature_header(&self) -> &'static str {
        SIGNATURE_HEADER
    }

    fn verify_webhook(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<Webhook, PaymentRefusal> {
        self.secret.verify(signature, body, now)
    }
}
