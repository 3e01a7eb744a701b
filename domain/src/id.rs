//! Identifiers: positive 64-bit numbers that sort by the time they were made, shown to people and
//! programs as 13 characters of Crockford's base 32 (<https://www.crockford.com/base32.html>), lower case.

use crate::refusal::{GeneralRefusal, Refusal};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: u32 = 13;

/// Short text of a raw id.
pub fn short(raw: i64) -> String {
    let bits = raw.cast_unsigned();
    (0..LENGTH).rev().map(|place| char::from(ALPHABET[((bits >> (place * 5)) & 31) as usize])).collect()
}

/// Raw id of a short text; `None` when it is not one.
pub fn from_short(text: &str) -> Option<i64> {
    if text.len() != LENGTH as usize {
        return None;
    }
    let mut bits: u128 = 0;
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        bits = (bits << 5) | value as u128;
    }
    i64::try_from(bits).ok().filter(|raw| *raw > 0)
}

/// A thing as somebody saw it: a command that follows from what they saw is refused when it has changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<Id> {
    /// Id of what was seen.
    pub id: Id,
    /// Its version on the page, or in the answer, that was looked at.
    pub version: i64,
}

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The id with this number (made by the store, or read from it).
            pub const fn from_raw(raw: i64) -> Self { Self(raw) }
            /// The number behind it.
            pub const fn raw(self) -> i64 { self.0 }
            /// Reads the short text.
            ///
            /// # Errors
            /// [`GeneralRefusal::NotFound`]: a text that is no id names nothing.
            pub fn parse(text: &str) -> Result<Self, Refusal> {
                from_short(text).map(Self).ok_or_else(|| GeneralRefusal::NotFound.into())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&short(self.0)) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), short(self.0))
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(&short(self.0)) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                from_short(&text).map(Self).ok_or_else(|| D::Error::custom("not an id"))
            }
        }
    )* };
}

ids! {
    /// A login.
    AccountId
    /// A session of a browser.
    SessionId
    /// A personal access token of the API.
    TokenId
    /// A job.
    JobId
    /// A proposal for a job.
    ProposalId
    /// One version of an offer.
    OfferId
    /// A contract.
    ContractId
    /// A milestone of a contract.
    MilestoneId
    /// One submission of work.
    SubmissionId
    /// An intent to charge, and what became of it.
    PaymentId
    /// A movement of money.
    MovementId
    /// A conversation.
    RoomId
    /// A running timer.
    TimerId
    /// A segment of tracked work.
    SegmentId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_text_and_number_are_two_faces_of_one_id() {
        for raw in [1, 31, 32, 1 << 40, i64::MAX] {
            assert_eq!(from_short(&short(raw)), Some(raw));
        }
    }

    #[test]
    fn text_that_is_no_id_names_nothing() {
        for text in ["", "abc", "zzzzzzzzzzzzz", "000000000000u", "0000000000000", "00000000000001", "../etc/passwd"] {
            assert_eq!(from_short(text), None, "{text}");
        }
    }

    #[test]
    fn ids_sort_as_their_texts_do() {
        let (early, late) = (short(5_000_000), short(5_000_001 << 20));
        assert!(early < late);
    }
}
