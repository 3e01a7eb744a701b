//! A new password: by a mailed link, or by whoever knows the old one. Either way the owner is told by mail.

use super::link::{LinkKind, link_is_good, use_up};
use super::{attempt, by_session, mail};
use crate::db::{Db, Tx, command, execute, fetch_one, fetch_optional_for_update};
use crate::{Result, letter, outbox};
use domain::account::{AccountRefusal, NewPassword};
use domain::actor::Actor;
use domain::id::{AccountId, SessionId};
use domain::time::Timestamp;
use macro_rules_attribute::apply;

/// Sets a new password by a mailed link, once. Ends all sessions and revokes all tokens of the API: somebody else may
/// hold them. The address counts as confirmed, because the link came from its mailbox.
///
/// # Errors
/// [`AccountRefusal::LinkDead`] for a link that was used, is too old, or never was.
#[apply(command!)]
pub async fn reset(db: &Db, token: &str, new: &NewPassword, now: Timestamp) -> Result<()> {
    // Asked first, so that guessed links do not cost us a hash each; the link itself is no secret to its bearer.
    if !link_is_good(db, LinkKind::Reset, token, now).await? {
        return Err(AccountRefusal::LinkDead.into());
    }
    let hash = db.passwords().hash(new).await?;
    let mut tx = db.begin().await?;
    let account = use_up(&mut tx, LinkKind::Reset, token, now).await?;
    execute!(
        tx,
        "update account set password_hash = $2, verified_at = coalesce(verified_at, $3) where id = $1",
        account.raw(),
        hash,
        now.micros()
    )?;
    execute!(tx, "delete from session where account_id = $1", account.raw())?;
    execute!(tx, "delete from api_token where account_id = $1", account.raw())?;
    finish(&mut tx, account, "All devices were signed out and all API tokens revoked.", now).await?;
    tx.commit().await
}

/// Sets a new password for somebody who knows the old one. Ends all their other sessions; `current` lives on.
///
/// # Errors
/// [`AccountRefusal::WrongPassword`]; [`AccountRefusal::TooManyTries`] after five failures; a token of the API may not.
pub async fn change_password(
    db: &Db,
    actor: &Actor,
    current: Option<SessionId>,
    old: &str,
    new: &NewPassword,
    now: Timestamp,
) -> Result<()> {
    by_session(actor)?;
    let account = actor.account();
    let mut read = db.read().await?;
    let (key, stored): (String, String) =
        fetch_one!(read, "select email_key, password_hash from account where id = $1", account.raw())?;
    drop(read);
    db.passwords().room()?;
    attempt::begin(&db.plain(), &key, now).await?;
    if !db.passwords().verify(old, &stored).await? {
        return Err(AccountRefusal::WrongPassword.into());
    }
    let hash = db.passwords().hash(new).await?;
    replace(db, account, current, &stored, &hash, now).await
}

/// Puts one hash in the place of another, and ends all sessions but one.
#[apply(command!)]
async fn replace(
    db: &Db,
    account: AccountId,
    current: Option<SessionId>,
    stored: &str,
    hash: &str,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin().await?;
    // Whoever came first changed it: what was typed as the old one is not it any more.
    let same: Option<(i64,)> = fetch_optional_for_update!(
        tx,
        "select id from account where id = $1 and password_hash = $2",
        account.raw(),
        stored
    )?;
    same.ok_or(AccountRefusal::WrongPassword)?;
    execute!(tx, "update account set password_hash = $2 where id = $1", account.raw(), hash)?;
    execute!(
        tx,
        "delete from session where account_id = $1 and id <> $2",
        account.raw(),
        current.map_or(0, SessionId::raw)
    )?;
    finish(&mut tx, account, "All other devices were signed out.", now).await?;
    tx.commit().await
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
    attempt::forgive(tx, &key).await?;
    outbox::push(tx, "mail", &mail::password_changed(ended, now).for_address(&email), now).await?;
    letter::tell(tx, &[account], "account", account.raw(), now).await
}
