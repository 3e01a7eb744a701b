//! Links in mails: random, stored as SHA-256, each good once and for a while; the page behind one has a button that
//! does the thing, because mail scanners follow links.

use super::mail;
use super::unconfirmed::{self, END_UNCONFIRMED};
use crate::context::{Context, Platform, Visitor, command, sweep};
use crate::db::{Tx, execute, fetch_one, fetch_one_for_update, fetch_optional, fetch_optional_for_update};
use crate::secret::{Secret, hash_of};
use crate::site::Site;
use crate::spelling::Mailbox;
use crate::{Result, notify, outbox, schedule};
use domain::account::{AccountRefusal, Email, RESET_LINK, VERIFY_LINK};
use domain::actor::Scope;
use domain::id::AccountId;
use domain::time::{Span, Timestamp};

/// Most links of a kind that one account gets in an hour: nobody's mailbox is flooded through us.
const LINKS_PER_HOUR: i64 = 5;

/// What a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Confirms the address; works for 24 hours.
    Verify,
    /// Sets a new password; works for one hour.
    Reset,
}

impl LinkKind {
    const fn as_str(self) -> &'static str {
        match self {
            LinkKind::Verify => "verify",
            LinkKind::Reset => "reset",
        }
    }
    const fn life(self) -> Span {
        match self {
            LinkKind::Verify => VERIFY_LINK,
            LinkKind::Reset => RESET_LINK,
        }
    }
}

/// Would this link work now? For the page behind it; the button decides.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn link_is_good(context: &Context<Visitor>, kind: LinkKind, token: &str) -> Result<bool> {
    let mut read = context.read().await?;
    let found: Option<(i64,)> = fetch_optional!(
        read,
        "select account_id from mail_link where token_hash = $1 and kind = $2 and used_at is null and ends_at > $3",
        hash_of(token),
        kind.as_str(),
        context.now.micros()
    )?;
    Ok(found.is_some())
}

/// Confirms the address that the link was sent to, once.
///
/// # Errors
/// [`AccountRefusal::LinkDead`] for a link that was used, is too old, or never was.
pub async fn verify(context: &Context<Visitor>, token: &str) -> Result<AccountId> {
    command(context, async |mut tx| {
        let account = use_up(&mut tx, LinkKind::Verify, token, context.now).await?;
        unconfirmed::confirmed(&mut tx, account, context.now).await?;
        notify::tell(&mut tx, &[account], super::TOPIC, account.raw(), context.now).await?;
        tx.commit_with(account).await
    })
    .await
}

/// Marks a link as used and gives its account; of two at once, one gets it.
pub(super) async fn use_up(tx: &mut Tx, kind: LinkKind, token: &str, now: Timestamp) -> Result<AccountId> {
    let used: Option<(i64,)> = fetch_optional!(
        tx,
        "update mail_link set used_at = $3 \
         where token_hash = $1 and kind = $2 and used_at is null and ends_at > $3 returning account_id",
        hash_of(token),
        kind.as_str(),
        now.micros()
    )?;
    used.map(|(account_id,)| AccountId::from_raw(account_id)).ok_or_else(|| AccountRefusal::LinkDead.into())
}

/// Sends a link to set a new password, if the address has an account; answer and effort are the same if not.
///
/// # Errors
/// A text that is no address at all, on the field `email`.
pub async fn request_reset(context: &Context<Visitor>, email: &str, site: &Site) -> Result<()> {
    let typed = Mailbox::of(&Email::parse(email)?)?;
    let secret = Secret::fresh(&context.db, "");
    command(context, async |mut tx| {
        let known: Option<(i64, String)> = fetch_optional_for_update!(
            tx,
            "select id, email from account where email_key in ($1, $2) \
             order by case when email_key = $2 then 0 else 1 end limit 1",
            typed.key.as_str(),
            typed.former_key.as_str()
        )?;
        let address = known.as_ref().map_or(typed.address.as_str(), |(_, address)| address.as_str());
        let account = AccountId::from_raw(known.as_ref().map_or(0, |(id, _)| *id));
        let (lately, _oldest) = lately(&mut tx, account, LinkKind::Reset, context.now).await?;
        let sent = lately < LINKS_PER_HOUR && write(&mut tx, account, LinkKind::Reset, &secret, context.now).await?;
        let link = site.page(&format!("/reset?token={}", secret.token));
        let until = context.now.plus(LinkKind::Reset.life());
        let mail_text = mail::reset(link, until).for_address(address);
        let mail = outbox::push(&mut tx, "mail", &mail_text.until(until), context.now).await?;
        if !sent {
            // An unknown address costs the same rows and the same durable commit, and leaves nothing behind.
            execute!(tx, "delete from outbox where id = $1", mail)?;
        }
        tx.commit().await
    })
    .await
}

/// Sends another link to confirm the address; nothing happens when it was confirmed before.
///
/// # Errors
/// [`AccountRefusal::TooManyTries`] after five links in an hour.
pub async fn resend_verification(context: &Context, site: &Site) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (email, verified_at): (String, Option<i64>) =
            fetch_one_for_update!(tx, "select email, verified_at from account where id = $1", actor.account().raw())?;
        if verified_at.is_some() {
            return Ok(tx.without_change(()));
        }
        let (lately, oldest) = lately(&mut tx, actor.account(), LinkKind::Verify, context.now).await?;
        if lately >= LINKS_PER_HOUR {
            let wait = Timestamp::from_micros(oldest).plus(Span::hours(1)).since(context.now).as_seconds() + 1;
            return Err(AccountRefusal::TooManyTries { seconds: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
        }
        let email = Email::parse(&email)?;
        send_verification(context, &mut tx, (actor.account(), &email), site).await?;
        tx.commit().await
    })
    .await
}

/// Writes a link and the mail that carries it.
pub(super) async fn send_verification<Who>(
    context: &Context<Who>,
    tx: &mut Tx,
    (account, email): (AccountId, &Email),
    site: &Site,
) -> Result<()> {
    let (secret, now) = (Secret::fresh(&context.db, ""), context.now);
    write(tx, account, LinkKind::Verify, &secret, now).await?;
    let link = site.page(&format!("/verify?token={}", secret.token));
    let (until, ends) = (now.plus(LinkKind::Verify.life()), schedule::at(tx, END_UNCONFIRMED, account.raw()).await?);
    let mail_text = mail::verify(link, until, ends).for_address(email.as_str());
    outbox::push(tx, "mail", &mail_text.until(until), now).await?;
    Ok(())
}

/// How many links of this kind the account got in the last hour, and when the first of them was made.
async fn lately(tx: &mut Tx, account: AccountId, kind: LinkKind, now: Timestamp) -> Result<(i64, i64)> {
    fetch_one!(
        tx,
        "select cast(count(*) as bigint), cast(coalesce(min(made_at), 0) as bigint) from mail_link \
         where account_id = $1 and kind = $2 and made_at > $3",
        account.raw(),
        kind.as_str(),
        now.minus(Span::hours(1)).micros()
    )
}

/// Stores a link; false when there is no such account.
async fn write(tx: &mut Tx, account: AccountId, kind: LinkKind, secret: &Secret, now: Timestamp) -> Result<bool> {
    let written = execute!(
        tx,
        "insert into mail_link (token_hash, kind, account_id, made_at, ends_at) \
         select $1, $2, id, $4, $5 from account where id = $3",
        secret.hash.as_str(),
        kind.as_str(),
        account.raw(),
        now.micros(),
        now.plus(kind.life()).micros()
    )?;
    Ok(written == 1)
}

/// Removes links that ended before `before`, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, before: Timestamp, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from mail_link where token_hash in \
         (select token_hash from mail_link where ends_at < $1 order by ends_at limit $2)",
        before,
        limit
    )
}
