//! The key of a draft: its writer makes the key, so that keeping it twice at once keeps it once.

use crate::refusal::FieldRefusal;
use serde::{Deserialize, Serialize};

/// Names a draft among those of its client before it has an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftKey(String);

impl DraftKey {
    /// Of 16 random bytes.
    pub fn of(random: [u8; 16]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads a key: 16 to 64 letters, digits or dashes.
    ///
    /// # Errors
    /// `job.draft_key` on the field `draft_key`.
    pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
        let text = text.trim();
        let fits = (16..=64).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Ok(Self(text.to_owned()));
        }
        let sentence = "This form is out of date. Nothing was saved. Copy what you wrote and load the page again.";
        Err(FieldRefusal::new("draft_key", "job.draft_key", sentence))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_plain_text() {
        let key = DraftKey::of([171; 16]);
        assert_eq!(DraftKey::parse(key.as_str()), Ok(key));
        for text in ["", "short", "with spaces and more", "x\u{e9}xxxxxxxxxxxxxxxx", &"x".repeat(65)] {
            assert_eq!(DraftKey::parse(text).unwrap_err().code, "job.draft_key");
        }
    }
}
