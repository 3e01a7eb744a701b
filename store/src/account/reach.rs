//! Whether mails reach the address of an account: its owner is told on their page when they do not.

use crate::db::{Tx, execute, fetch_optional};
use crate::spelling::Mailbox;
use crate::{Result, notify};
use domain::account::Email;
use domain::id::AccountId;
use domain::time::Timestamp;

/// What events of accounts are about.
pub(crate) const TOPIC: &str = "account";

/// The mailbox of an address that a mail was sent to.
fn mailbox(to: &str) -> Option<Mailbox> {
    Email::parse(to).ok().and_then(|email| Mailbox::of(&email).ok())
}

/// A mail was taken over for this address.
pub(crate) async fn mail_arrives(tx: &mut Tx, to: &str) -> Result<()> {
    let Some(mailbox) = mailbox(to) else { return Ok(()) };
    execute!(
        tx,
        "update account set mail_failed_at = null where email_key in ($1, $2) and mail_failed_at is not null",
        mailbox.key,
        mailbox.former_key
    )?;
    Ok(())
}

/// A mail to this address, written at `written_at`, was given up. The first one says since when.
pub(crate) async fn mail_fails(tx: &mut Tx, to: &str, written_at: Timestamp, now: Timestamp) -> Result<()> {
    let Some(mailbox) = mailbox(to) else { return Ok(()) };
    let told: Option<(i64,)> = fetch_optional!(
        tx,
        "update account set mail_failed_at = $3 where email_key in ($1, $2) and mail_failed_at is null returning id",
        mailbox.key,
        mailbox.former_key,
        written_at.micros()
    )?;
    match told {
        Some((id,)) => notify::tell(tx, &[AccountId::from_raw(id)], TOPIC, id, now).await,
        None => Ok(()),
    }
}
