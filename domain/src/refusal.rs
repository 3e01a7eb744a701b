//! What a refusal is: a stable code, its kind, and a sentence for people that says what happened and what did not. Each
//! feature declares its own by [`refusals!`] and nothing here knows which there are; the list of features is in `lib.rs`.

use crate::sentence::{Sentence, sentence};
use std::fmt;

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

/// Declares the refusals of one feature: variant, stable code, kind, the field that it stands under if it has one, sentence.
macro_rules! refusals {
    ($(#[$meta:meta])* $name:ident {
        $(
            $(#[$vmeta:meta])* $variant:ident $({ $($value:ident : $type:ty),* $(,)? })?
                => $code:literal, $kind:ident, $(field $field:literal,)? $sentence:literal;
        )*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = $sentence] #[error($sentence)] $variant $({
                $( #[doc = "Filled into the sentence."] $value: $type ),*
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
                    Self::$variant $({ $($value),* })? => $crate::sentence::Sentence::new(
                        $sentence, vec![$($((stringify!($value), $crate::sentence::Value::from($value.clone()))),*)?],
                    ),
                )* }
            }
            /// What sort of "no" it is.
            pub fn kind(&self) -> $crate::refusal::Kind {
                match self { $( Self::$variant { .. } => $crate::refusal::Kind::$kind, )* }
            }
            /// The field it stands under.
            pub fn field(&self) -> Option<&'static str> {
                match self { $( Self::$variant { .. } => $crate::refusal::refusals!(@field $($field)?), )* }
            }
        }
        impl From<$name> for $crate::refusal::Refusal {
            fn from(no: $name) -> Self {
                Self::new(no.code(), no.kind(), no.sentence(), no.field())
            }
        }
    };
    (@field) => { None };
    (@field $field:literal) => { Some($field) };
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

    /// Keeps the value that several fields make, or notes each of them that was refused under its own name.
    ///
    /// # Errors
    /// What was refused for another reason than its fields.
    pub fn take_all<T>(&mut self, parsed: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
        match parsed {
            Ok(value) => Ok(Some(value)),
            Err(refusal) if refusal.code == INPUT => {
                self.0.extend(refusal.fields);
                Ok(None)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// All bad fields as one refusal, or the parsed value.
    ///
    /// # Errors
    /// The code `input` with every bad field. A `None` without a noted field does not occur: every
    /// `None` came from [`BadFields::take`].
    pub fn finish<T>(self, parsed: Option<T>) -> Result<T, Refusal> {
        match parsed {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => Err(self.0.into()),
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
        TooMany { seconds: u32 } => "general.too_many", TooMany,
            "There were too many requests in a short time. Try again in {seconds} seconds. Nothing was changed.";
        KeyMissing => "idempotency.missing", Input,
            "Send an Idempotency-Key header with this request, so that a repeat does not do it twice.";
        KeyBad => "idempotency.bad_key", Input, "An Idempotency-Key has 1 to 128 letters, digits, dashes or underscores.";
        KeyOtherBody => "idempotency.other_body", Input,
            "This Idempotency-Key was used with another request. Nothing was done; use a new key.";
        KeyDone => "idempotency.already_done", State,
            "The request with this Idempotency-Key was carried out before; its answer is no longer kept.";
    }
}

/// The code of a refusal whose fields carry codes of their own.
const INPUT: &str = "input";

/// Why something was not done: the product's answer, whichever feature gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: &'static str,
    kind: Kind,
    sentence: Sentence,
    fields: Vec<FieldRefusal>,
}

impl Refusal {
    /// What a feature refused, and the field that it stands under.
    pub(crate) fn new(code: &'static str, kind: Kind, sentence: Sentence, field: Option<&str>) -> Self {
        let fields = field.map(|field| FieldRefusal::new(field, code, sentence.clone())).into_iter().collect();
        Self { code, kind, sentence, fields }
    }

    /// The stable code that programs may rely on; `input` when fields carry codes of their own.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence for people, with its values.
    pub fn sentence(&self) -> &Sentence {
        &self.sentence
    }

    /// What sort of "no" it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The HTTP status that fits.
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The fields it concerns.
    pub fn fields(&self) -> &[FieldRefusal] {
        &self.fields
    }

    /// The fields it concerns, to keep.
    pub fn into_fields(self) -> Vec<FieldRefusal> {
        self.fields
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence.fmt(f)
    }
}

impl std::error::Error for Refusal {}

impl From<Vec<FieldRefusal>> for Refusal {
    /// One or more fields cannot be taken as typed.
    fn from(fields: Vec<FieldRefusal>) -> Self {
        let sentence = match fields.as_slice() {
            [] => "Please check what you typed. Nothing was saved.".into(),
            [one] => one.sentence.clone(),
            many => sentence!("{fields} fields need another look. Nothing was saved.", fields = many.len()),
        };
        Self { code: INPUT, kind: Kind::Input, sentence, fields }
    }
}

impl From<FieldRefusal> for Refusal {
    fn from(bad: FieldRefusal) -> Self {
        vec![bad].into()
    }
}

#[cfg(test)]
mod tests;
