//! Secrets that prove who somebody is: sessions, API tokens, links in mails. 256 random bits each; only
//! their SHA-256 is stored, so a stolen database opens nothing.

use crate::db::Db;
use sha2::{Digest, Sha256};

/// A fresh secret: the token goes to its owner once, the hash into the database.
pub(crate) struct Secret {
    pub(crate) token: String,
    pub(crate) hash: String,
}

impl Secret {
    /// A secret whose token begins with `prefix`.
    pub(crate) fn fresh(db: &Db, prefix: &str) -> Self {
        let token = format!("{prefix}{}", hex(&db.random_bytes::<32>()));
        let hash = hash_of(&token);
        Self { token, hash }
    }
}

/// The stored form of a token that somebody shows.
pub(crate) fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_hashed_as_the_standard_says() {
        // The example "abc" of FIPS 180-2.
        assert_eq!(hash_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
