//! The instance secret: 32 random bytes that sign links and webhooks. Made at the first start, readable
//! for its owner only, never logged and never in a setting that other programs could list.

use crate::config::{Config, ConfigError};
use app::session::Sealer;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::id::AccountId;
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng as _;
use sha2::Sha256;
use std::{
    fmt, fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

const LENGTH: usize = 32;

/// The secret. Its text form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    /// The bytes, for a keyed hash.
    pub fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// Keys for what accounts keep sealed on their devices.
    pub fn sealer(&self) -> Sealer {
        let secret = self.clone();
        Arc::new(move |account, occasion| STANDARD.encode(secret.seal_key(account, occasion)))
    }

    fn seal_key(&self, account: AccountId, occasion: &str) -> [u8; LENGTH] {
        // HMAC fills a key with zeros up to the block of its hash (RFC 2104); given whole, it cannot have a bad length.
        let mut block = [0; 64];
        block[..LENGTH].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(b"seal on a device\n");
        mac.update(&account.raw().to_be_bytes());
        mac.update(occasion.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Reads the secret of this instance; makes it when the data folder has none.
    ///
    /// # Errors
    /// [`ConfigError::File`] when the file cannot be read or made, [`ConfigError::Unsafe`] when others
    /// can read it or when it is too short or plainly not random.
    pub fn load(config: &Config) -> Result<Self, ConfigError> {
        let path = config.secret_file.clone().unwrap_or_else(|| config.data_dir.join("secret"));
        let fault = |why: String| ConfigError::File { path: path.clone(), why };
        match fs::read_to_string(&path) {
            Ok(text) => Self::read(&path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound && config.secret_file.is_none() => {
                make(&path).map_err(|error| fault(error.to_string()))?;
                let text = fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
                Self::read(&path, &text)
            }
            Err(error) => Err(fault(error.to_string())),
        }
    }

    fn read(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let shown = path.display();
        let mode = fs::metadata(path)
            .map_err(|error| ConfigError::File { path: PathBuf::from(path), why: error.to_string() })?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(ConfigError::Unsafe(format!(
                "the secret {shown} can be read by others. Run: chmod 600 {shown}"
            )));
        }
        let bytes = decode(text.trim()).ok_or_else(|| {
            ConfigError::Unsafe(format!(
                "the secret {shown} is not 64 hexadecimal digits. Make one with: openssl rand -hex 32"
            ))
        })?;
        // A file filled with one repeated byte is the example of a guide, not a secret.
        let mut distinct = bytes.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < 8 {
            return Err(ConfigError::Unsafe(format!(
                "the secret {shown} is a default or an example, not random. Remove the file to have a new one made."
            )));
        }
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

// The file appears complete or not at all: two processes starting at once agree on the first one's.
fn make(path: &Path) -> io::Result<()> {
    let mut bytes = [0; LENGTH];
    rand::rngs::SysRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", encode(&bytes))?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decode(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if text.len() != 2 * LENGTH || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_has_a_key_of_its_account_and_its_occasion() {
        let key = |secret: u8, account: i64, occasion: &str| {
            Secret([secret; LENGTH]).sealer()(AccountId::from_raw(account), occasion)
        };
        assert_eq!(key(1, 7, "ferry"), key(1, 7, "ferry"), "it opens what it sealed");
        for other in [key(2, 7, "ferry"), key(1, 8, "ferry"), key(1, 7, "train"), key(1, 7, "")] {
            assert_ne!(other, key(1, 7, "ferry"));
        }
    }
}
