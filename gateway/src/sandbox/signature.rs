//! Signatures of webhooks: HMAC-SHA256 over the moment and the body, as gateways do it, so that nobody else can tell us that
//! a charge succeeded and no old webhook can be played again much later.

use crate::Webhook;
use domain::id::PaymentId;
use domain::payment::PaymentRefusal;
use domain::time::{Span, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The header of a webhook: `t=<seconds>,v1=<64 hexadecimal digits>`.
pub const SIGNATURE_HEADER: &str = "x-sandbox-signature";
/// A signature counts for this long before and after its moment.
pub const FRESH_FOR: Span = Span::minutes(5);

/// A webhook on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Value of [`SIGNATURE_HEADER`].
    pub signature: String,
    /// JSON of a [`Webhook`].
    pub body: Vec<u8>,
}

/// The secret that sandbox and server share. Its text form hides it.
#[derive(Clone)]
pub(super) struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(super) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, purpose: &[u8]) -> Hmac<Sha256> {
        // HMAC fills a key with zeros up to the block of its hash (RFC 2104); given whole, it cannot have a bad length.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose);
        mac
    }

    fn webhook_mac(&self, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac(b"sandbox notice\n");
        mac.update(format!("{seconds}.").as_bytes());
        mac.update(body);
        mac
    }

    /// The name of the charge of a key: 26 characters that nobody can guess without the secret.
    pub(super) fn reference(&self, key: PaymentId) -> String {
        let mut mac = self.mac(b"sandbox charge\n");
        mac.update(&key.raw().to_be_bytes());
        let bytes = mac.finalize().into_bytes();
        format!("sbx_{}", hex(&bytes[..11]))
    }

    pub(super) fn sign(&self, webhook: &Webhook, now: Timestamp) -> Signed {
        // Two texts and two words; JSON always has room for them.
        let body = serde_json::to_vec(webhook).unwrap_or_default();
        let seconds = now.micros().div_euclid(1_000_000);
        let digits = hex(&self.webhook_mac(seconds, &body).finalize().into_bytes());
        Signed { signature: format!("t={seconds},v1={digits}"), body }
    }

    pub(super) fn verify(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<Webhook, PaymentRefusal> {
        let (seconds, digits) = parts(signature).ok_or(PaymentRefusal::Signature)?;
        let at = Timestamp::from_micros(seconds.saturating_mul(1_000_000));
        // A second is lost when the moment is written in whole ones.
        let fresh = now.since(at) <= FRESH_FOR && at.since(now) <= FRESH_FOR;
        let given = unhex(digits).filter(|_| fresh).ok_or(PaymentRefusal::Signature)?;
        // Compares in constant time: how long it takes tells nothing about the right digits.
        self.webhook_mac(seconds, body).verify_slice(&given).map_err(|_| PaymentRefusal::Signature)?;
        serde_json::from_slice(body).map_err(|_| PaymentRefusal::Signature)
    }
}

/// `t=…,v1=…` in any order; anything else between the commas is for later versions.
fn parts(signature: &str) -> Option<(i64, &str)> {
    let value = |name: &str| signature.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    Some((value("t")?.parse().ok()?, value("v1")?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok()).collect()
}
