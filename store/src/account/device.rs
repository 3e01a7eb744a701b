//! Devices on which somebody was signed in before. Each has a random mark in a cookie, its SHA-256 here, with the accounts
//! that it was given to. It opens nothing: it lets the owner's failures be counted apart from those of others, so that
//! nobody who guesses keeps the owner out (<https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies>).

use crate::Result;
use crate::context::{Context, Platform, Visitor, sweep};
use crate::db::{Tx, execute, fetch_optional};
use crate::secret::{Secret, hash_of};
use crate::spelling::Mailbox;
use domain::id::AccountId;
use domain::time::{Span, Timestamp};

/// A mark that was not shown for so long is forgotten: browsers keep no cookie for longer.
pub const MARK_LIFE: Span = Span::days(400);
/// Most devices of one account that are known; a further one takes the place of the one seen least recently.
const KNOWN_MAX: i64 = 50;

/// The browser that signs in, as far as one can tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser<'a> {
    /// What it calls itself.
    pub device: &'a str,
    /// The network that it comes from, as limits count; empty for a program on the server itself.
    pub network: &'a str,
    /// The mark that it was given after an earlier sign-in.
    pub mark: Option<&'a str>,
}

impl<'a> From<&'a str> for Browser<'a> {
    fn from(device: &'a str) -> Self {
        Self { device, ..Self::default() }
    }
}

/// Was this mark given to the owner of this mailbox? The same work for mailboxes that have no account.
pub(super) async fn is_known(context: &Context<Visitor>, mailbox: &Mailbox, mark: &str) -> Result<bool> {
    let mut read = context.read().await?;
    let known: Option<(i64,)> = fetch_optional!(
        read,
        "select known_device.account_id from known_device join account on account.id = known_device.account_id \
         where known_device.mark_hash = $1 and account.email_key in ($2, $3) limit 1",
        hash_of(mark),
        mailbox.key.as_str(),
        mailbox.former_key.as_str()
    )?;
    Ok(known.is_some())
}

/// Gives the mark for a device on which this account has just proved itself: the one that it has, when we gave it, because
/// several people may share a device.
pub(super) async fn mark(
    context: &Context<Visitor>,
    tx: &mut Tx,
    account: AccountId,
    shown: Option<&str>,
) -> Result<String> {
    let shown = shown.unwrap_or_default();
    let ours: Option<(String,)> =
        fetch_optional!(tx, "select mark_hash from known_device where mark_hash = $1 limit 1", hash_of(shown))?;
    let (mark, hash) = match ours {
        Some((hash,)) => (shown.to_owned(), hash),
        None => {
            let fresh = Secret::fresh(&context.db, "");
            (fresh.token, fresh.hash)
        }
    };
    execute!(
        tx,
        "insert into known_device (mark_hash, account_id, seen_at) values ($1, $2, $3) \
         on conflict (mark_hash, account_id) do update set seen_at = excluded.seen_at",
        hash,
        account.raw(),
        context.now.micros()
    )?;
    execute!(
        tx,
        "delete from known_device where account_id = $1 and mark_hash not in \
         (select mark_hash from known_device where account_id = $1 order by seen_at desc, mark_hash limit $2)",
        account.raw(),
        KNOWN_MAX
    )?;
    Ok(mark)
}

/// Removes marks that were not shown since `before`, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from known_device where (mark_hash, account_id) in \
         (select mark_hash, account_id from known_device where seen_at < $1 order by seen_at limit $2)",
        before,
        limit
    )
}
