//! The keys under which accounts are looked up: those of programs that knew fewer spellings are made anew, by and by.

use crate::Result;
use crate::context::{Context, Platform, command};
use crate::db::{execute, fetch_all};
use crate::spelling::Mailbox;
use domain::account::Email;

/// The version of `Mailbox::of`; anyone who changes it counts this up.
pub(super) const KEY_VERSION: i64 = 1;

/// Gives at most `limit` accounts with an older key their new one; gives how many. An account whose mailbox has a second
/// account by now keeps the key it has: both can still be found.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn renew_keys(context: &Context<Platform>, limit: u32) -> Result<u64> {
    let mut read = context.read().await?;
    let old: Vec<(i64, String, String)> = fetch_all!(
        read,
        "select id, email, email_key from account where key_version < $1 order by id limit $2",
        KEY_VERSION,
        i64::from(limit)
    )?;
    drop(read);
    if old.is_empty() {
        return Ok(0);
    }
    command(context, async |mut tx| {
        let mut renewed = 0;
        for (id, email, key) in &old {
            // An address that would not be taken today keeps its key: its letters were plain in it already.
            let mailbox = Email::parse(email).ok().and_then(|email| Mailbox::of(&email).ok());
            let new = mailbox.map_or_else(|| key.clone(), |mailbox| mailbox.key);
            renewed += execute!(
                tx,
                "update account set key_version = $3, email_key = case when exists \
                 (select 1 from account other where other.email_key = $2 and other.id <> $1) then email_key \
                 else $2 end where id = $1",
                *id,
                new,
                KEY_VERSION
            )?;
        }
        tx.commit_with(renewed).await
    })
    .await
}
