//! A new password: by a mailed link, or by somebody who knows the old one. Either way the owner is told by mail.

use super::link::{LinkKind, link_is_good, use_up};
use super::prove;
use super::{attempt, device, mail, unconfirmed};
use crate::context::{Context, Visitor, command};
use crate::db::{Tx, execute, fetch_one};
use crate::{Result, common_password, notify, outbox, token};
use domain::account::{AccountRefusal, NewPassword};
use domain::id::{AccountId, SessionId};
use domain::time::Timestamp;

/// Sets a new password by a mailed link, once. Ends all sessions and revokes all tokens of the API: somebody else may
/// hold them. The address counts as confirmed, because the link came from its mailbox. Gives a mark for this device, which
/// showed `mark`: its next sign-in is not held up by those who guess elsewhere.
///
/// # Errors
/// [`AccountRefusal::LinkDead`] for a link that was used, is too old, or never was.
pub async fn reset(context: &Context<Visitor>, token: &str, new: &NewPassword, mark: Option<&str>) -> Result<String> {
    // Asked first, so that guessed links do not cost us a hash each; the link itself is no secret to its bearer.
    if !link_is_good(context, LinkKind::Reset, token).await? {
        return Err(AccountRefusal::LinkDead.into());
    }
    let hash = context.db.passwords().hash(new).await?;
    command(context, async |mut tx| {
        let account = use_up(&mut tx, LinkKind::Reset, token, context.now).await?;
        execute!(tx, "update account set password_hash = $2 where id = $1", account.raw(), hash.as_str())?;
        unconfirmed::confirmed(&mut tx, account, context.now).await?;
        execute!(tx, "delete from session where account_id = $1", account.raw())?;
        execute!(tx, "delete from api_token where account_id = $1", account.raw())?;
        let mark = device::mark(context, &mut tx, account, mark).await?;
        finish(&mut tx, account, "All devices were signed out and all API tokens revoked.", context.now).await?;
        tx.commit_with(mark).await
    })
    .await
}

/// What somebody types who changes their password.
#[derive(Debug, Clone, Copy)]
pub struct PasswordChange<'a> {
    /// The present one.
    pub old: &'a str,
    /// The next one.
    pub new: &'a NewPassword,
    /// Revokes the tokens of programs as well.
    pub revokes_tokens: bool,
}

/// Sets a new password for somebody who knows the old one. Ends all their other sessions; `current` lives on. Tokens are
/// revoked when that was asked for, else the mail to the owner names them.
///
/// # Errors
/// `account.password_common` on the field `new_password`; [`AccountRefusal::WrongPassword`];
/// [`AccountRefusal::TooManyTries`] after five failures; a token of the API may not.
pub async fn change_password(context: &Context, current: Option<SessionId>, change: &PasswordChange<'_>) -> Result<()> {
    let PasswordChange { old, new, revokes_tokens } = *change;
    common_password::refuse(new).map_err(|bad| bad.on("new_password"))?;
    let proved = prove::password(context, current, old).await?;
    let hash = context.db.passwords().hash(new).await?;
    let account = context.actor.account();
    command(context, async |mut tx| {
        proved.holds(&mut tx).await?;
        execute!(tx, "update account set password_hash = $2 where id = $1", account.raw(), hash.as_str())?;
        execute!(
            tx,
            "delete from session where account_id = $1 and id <> $2",
            account.raw(),
            current.map_or(0, SessionId::raw)
        )?;
        if revokes_tokens {
            execute!(tx, "delete from api_token where account_id = $1", account.raw())?;
        }
        let tokens = token::list(&mut tx, account, context.now).await?;
        finish(&mut tx, account, &mail::after_change(revokes_tokens, &tokens), context.now).await?;
        tx.commit().await
    })
    .await
}

/// What follows from any new password: open reset links die, failures are forgotten, the owner is told.
async fn finish(tx: &mut Tx, account: AccountId, ended: &str, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "update mail_link set used_at = $2 where account_id = $1 and kind = 'reset' and used_at is null",
        account.raw(),
        now.micros()
    )?;
    let (email, key): (String, String) =
        fetch_one!(tx, "select email, email_key from account where id = $1", account.raw())?;
    attempt::forget(tx, &key).await?;
    outbox::push(tx, "mail", &mail::password_changed(ended, now).for_address(&email), now).await?;
    notify::tell(tx, &[account], super::TOPIC, account.raw(), now).await
}
