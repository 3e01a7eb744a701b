//! Every "no" the product can say: one enum over the features, each variant with a stable code and
//! a sentence for people that says what happened and what did not.

use crate::sentence::{Sentence, sentence};
use crate::{
    account::AccountRefusal, contract::ContractRefusal, contract::milestone::MilestoneRefusal, job::JobRefusal,
    ledger::LedgerRefusal, message::MessageRefusal, money::MoneyRefusal, offer::OfferRefusal, payment::PaymentRefusal,
    profile::ProfileRefusal, proposal::ProposalRefusal, timesheet::TimesheetRefusal,
};

/// What sort of "no" it is; the API derives the HTTP status from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The input cannot be read or is out of bounds (422).
    Input,
    /// The thing is in a state that does not allow this (409).
    State,
    /// Nobody is signed in, or the session or token has ended (401).
    SignIn,
    /// Signed in, allowed to see it, not allowed to do it (403).
    Forbidden,
    /// It does not exist, or this actor may not know that it does (404).
    Missing,
    /// Somebody else changed it since the page was read (412).
    Version,
    /// Too many of something in too short a time (429).
    TooMany,
}

impl Kind {
    /// The HTTP status of this kind (RFC 9110; 429 from RFC 6585).
    pub fn status(self) -> u16 {
        match self {
            Kind::Input => 422,
            Kind::State => 409,
            Kind::SignIn => 401,
            Kind::Forbidden => 403,
            Kind::Missing => 404,
            Kind::Version => 412,
            Kind::TooMany => 429,
        }
    }
}

/// Declares the refusals of one feature: variant, stable code, kind, sentence.
macro_rules! refusals {
    ($(#[$meta:meta])* $name:ident {
        $( $(#[$vmeta:meta])* $variant:ident $({ $($field:ident : $type:ty),* $(,)? })? => $code:literal, $kind:ident, $sentence:literal; )*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = $sentence] #[error($sentence)] $variant $({
                $( #[doc = "Filled into the sentence."] $field: $type ),*
            })?, )*
        }
        impl $name {
            /// All codes of this feature, for the tests that ask for one test each.
            pub const CODES: &'static [&'static str] = &[$($code),*];
            /// The stable code that programs may rely on.
            pub fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $code, )* }
            }
            /// The sentence for people, with its values.
            pub fn sentence(&self) -> $crate::sentence::Sentence {
                match self { $(
                    Self::$variant $({ $($field),* })? => $crate::sentence::Sentence::new(
                        $sentence, vec![$($((stringify!($field), $crate::sentence::Value::from($field.clone()))),*)?],
                    ),
                )* }
            }
            /// What sort of "no" it is.
            pub fn kind(&self) -> $crate::refusal::Kind {
                match self { $( Self::$variant { .. } => $crate::refusal::Kind::$kind, )* }
            }
        }
    };
}
pub(crate) use refusals;

/// One field that cannot be taken as typed, with the sentence that stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRefusal {
    /// Name of the form field or JSON member.
    pub field: String,
    /// Stable code, such as `text.too_long`.
    pub code: &'static str,
    /// What is wrong, then how to put it right.
    pub sentence: Sentence,
}

impl FieldRefusal {
    /// A refusal of one field.
    pub fn new(field: &str, code: &'static str, sentence: impl Into<Sentence>) -> Self {
        Self { field: field.to_owned(), code, sentence: sentence.into() }
    }

    /// The same refusal, laid on another field (a value type does not know its form).
    pub fn on(mut self, field: &str) -> Self {
        field.clone_into(&mut self.field);
        self
    }
}

/// Collects all bad fields of one form, so that people see every problem at once.
#[derive(Debug, Default)]
pub struct BadFields(Vec<FieldRefusal>);

impl BadFields {
    /// Keeps the value, or notes the refusal under `field`.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, FieldRefusal>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.0.push(refusal.on(field));
                None
            }
        }
    }

    /// Notes a refusal.
    pub fn note(&mut self, refusal: FieldRefusal) {
        self.0.push(refusal);
    }

    /// All bad fields as one refusal, or the parsed value.
    ///
    /// # Errors
    /// [`Refusal::Input`] when a field was bad. A `None` without a noted field does not occur: every
    /// `None` came from [`BadFields::take`].
    pub fn finish<T>(self, parsed: Option<T>) -> Result<T, Refusal> {
        match parsed {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => Err(Refusal::Input(self.0)),
        }
    }
}

refusals! {
    /// Refusals that belong to no single feature.
    GeneralRefusal {
        NotSignedIn => "general.sign_in", SignIn, "Please sign in first. Nothing was changed.";
        NotYours => "general.not_yours", Forbidden, "This is for another person to do. Nothing was changed.";
        NotFound => "general.not_found", Missing, "There is nothing here, or it is not open to you.";
        Stale => "general.stale", Version, "Somebody changed this a moment ago. Nothing was saved; the page now shows the newest state.";
        Scope { scope: String } => "general.scope", Forbidden, "This token does not have the scope “{scope}”.";
        TooMany { seconds: u32 } => "general.too_many", TooMany, "That was too often in a short time. Try again in {seconds} seconds. Nothing was changed.";
        KeyMissing => "idempotency.missing", Input, "Send an Idempotency-Key header with this request, so that a repeat does not do it twice.";
        KeyBad => "idempotency.bad_key", Input, "An Idempotency-Key has 1 to 128 letters, digits, dashes or underscores.";
        KeyOtherBody => "idempotency.other_body", Input, "This Idempotency-Key was used with another request. Nothing was done; use a new key.";
        KeyDone => "idempotency.already_done", State, "The request with this Idempotency-Key was carried out before; its answer is no longer kept.";
    }
}

/// Every "no" we can say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// One or more fields cannot be taken as typed.
    #[error("{}", summary(.0))]
    Input(Vec<FieldRefusal>),
    /// See [`GeneralRefusal`].
    #[error(transparent)]
    General(#[from] GeneralRefusal),
    /// See [`MoneyRefusal`].
    #[error(transparent)]
    Money(#[from] MoneyRefusal),
    /// See [`AccountRefusal`].
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// See [`ProfileRefusal`].
    #[error(transparent)]
    Profile(#[from] ProfileRefusal),
    /// See [`JobRefusal`].
    #[error(transparent)]
    Job(#[from] JobRefusal),
    /// See [`ProposalRefusal`].
    #[error(transparent)]
    Proposal(#[from] ProposalRefusal),
    /// See [`OfferRefusal`].
    #[error(transparent)]
    Offer(#[from] OfferRefusal),
    /// See [`ContractRefusal`].
    #[error(transparent)]
    Contract(#[from] ContractRefusal),
    /// See [`MilestoneRefusal`].
    #[error(transparent)]
    Milestone(#[from] MilestoneRefusal),
    /// See [`TimesheetRefusal`].
    #[error(transparent)]
    Timesheet(#[from] TimesheetRefusal),
    /// See [`PaymentRefusal`].
    #[error(transparent)]
    Payment(#[from] PaymentRefusal),
    /// See [`LedgerRefusal`].
    #[error(transparent)]
    Ledger(#[from] LedgerRefusal),
    /// See [`MessageRefusal`].
    #[error(transparent)]
    Message(#[from] MessageRefusal),
}

fn summary(fields: &[FieldRefusal]) -> Sentence {
    match fields {
        [] => "Please check what you typed. Nothing was saved.".into(),
        [one] => one.sentence.clone(),
        many => sentence!("{fields} fields need another look. Nothing was saved.", fields = many.len()),
    }
}

macro_rules! each_feature {
    ($self:ident, $inner:ident => $answer:expr, $input:expr) => {
        match $self {
            Refusal::Input(_) => $input,
            Refusal::General($inner) => $answer,
            Refusal::Money($inner) => $answer,
            Refusal::Account($inner) => $answer,
            Refusal::Profile($inner) => $answer,
            Refusal::Job($inner) => $answer,
            Refusal::Proposal($inner) => $answer,
            Refusal::Offer($inner) => $answer,
            Refusal::Contract($inner) => $answer,
            Refusal::Milestone($inner) => $answer,
            Refusal::Timesheet($inner) => $answer,
            Refusal::Payment($inner) => $answer,
            Refusal::Ledger($inner) => $answer,
            Refusal::Message($inner) => $answer,
        }
    };
}

impl Refusal {
    /// The stable code that programs may rely on; `input` when fields carry codes of their own.
    pub fn code(&self) -> &'static str {
        each_feature!(self, inner => inner.code(), "input")
    }

    /// The sentence for people, with its values.
    pub fn sentence(&self) -> Sentence {
        let fields = if let Refusal::Input(fields) = self { fields.as_slice() } else { &[] };
        each_feature!(self, inner => inner.sentence(), summary(fields))
    }

    /// What sort of "no" it is.
    pub fn kind(&self) -> Kind {
        each_feature!(self, inner => inner.kind(), Kind::Input)
    }

    /// The HTTP status that fits.
    pub fn status(&self) -> u16 {
        self.kind().status()
    }

    /// The fields it concerns.
    pub fn fields(&self) -> Vec<FieldRefusal> {
        match self {
            Refusal::Input(fields) => fields.clone(),
            Refusal::Account(inner) => self.on_field(inner.field()),
            Refusal::Milestone(inner) => self.on_field(inner.field()),
            Refusal::Proposal(inner) => self.on_field(inner.field()),
            Refusal::General(_)
            | Refusal::Money(_)
            | Refusal::Profile(_)
            | Refusal::Job(_)
            | Refusal::Offer(_)
            | Refusal::Contract(_)
            | Refusal::Timesheet(_)
            | Refusal::Payment(_)
            | Refusal::Ledger(_)
            | Refusal::Message(_) => Vec::new(),
        }
    }

    fn on_field(&self, field: Option<&str>) -> Vec<FieldRefusal> {
        field.map(|field| FieldRefusal::new(field, self.code(), self.sentence())).into_iter().collect()
    }
}

impl From<FieldRefusal> for Refusal {
    fn from(bad: FieldRefusal) -> Self {
        Refusal::Input(vec![bad])
    }
}

#[cfg(test)]
mod tests;
