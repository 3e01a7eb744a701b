//! Accounts whose address nobody confirms: they end after a week, and the mailbox is free again. Somebody may have typed an
//! address that is not theirs; its owner must be able to join.

use crate::Result;
use crate::context::{Context, Platform, command};
use crate::db::{Tx, execute, fetch_optional, fetch_optional_for_update};
use crate::schedule::{self, ScheduledJob, jobs};
use domain::account::UNCONFIRMED_LIFE;
use domain::id::AccountId;
use domain::time::Timestamp;

jobs! { |turn|
    /// The scheduled job that ends such an account; its subject is the account.
    END_UNCONFIRMED = "account.end_unconfirmed" => end_unconfirmed(turn.at, turn.job);
}

/// From now on the address has a week to be confirmed.
pub(super) async fn expect_confirmation(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<()> {
    schedule::add(tx, END_UNCONFIRMED, account.raw(), now.plus(UNCONFIRMED_LIFE)).await
}

/// The address was confirmed: the account stays, and mails reach it.
pub(super) async fn confirmed(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "update account set verified_at = coalesce(verified_at, $2), mail_failed_at = null where id = $1",
        account.raw(),
        now.micros()
    )?;
    schedule::cancel(tx, END_UNCONFIRMED, account.raw()).await?;
    Ok(())
}

/// Ends an account that was not confirmed in time, with its sessions and drafts. One that was confirmed stays; so does one
/// that is part of anything that concerns others, or of the books. There can be none: all of that asks for a confirmed address.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn end_unconfirmed(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let account = scheduled.subject_id;
        let open: Option<(i64,)> =
            fetch_optional_for_update!(tx, "select id from account where id = $1 and verified_at is null", account)?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if open.is_some() && !is_bound(&mut tx, account).await? {
            remove(&mut tx, account).await?;
            tx.wake(account);
        }
        tx.commit().await
    })
    .await
}

/// Is there anything of this account in the books, or that somebody else has a part in?
async fn is_bound(tx: &mut Tx, account: i64) -> Result<bool> {
    let bond: Option<(i64,)> = fetch_optional!(
        tx,
        "select id from account where id = $1 and ( \
         exists (select 1 from ledger_account where owner = $1 and kind in ('wallet', 'pending')) \
         or exists (select 1 from job where client_id = $1 and state <> 'draft') \
         or exists (select 1 from proposal where client_id = $1 or freelancer_id = $1) \
         or exists (select 1 from room where client_id = $1 or freelancer_id = $1) \
         or exists (select 1 from offer where client_id = $1 or freelancer_id = $1) \
         or exists (select 1 from contract where client_id = $1 or freelancer_id = $1) \
         or exists (select 1 from payment where payer_id = $1) \
         or exists (select 1 from timer where freelancer_id = $1))",
        account
    )?;
    Ok(bond.is_some())
}

/// Everything that one can have before the address is confirmed.
async fn remove(tx: &mut Tx, account: i64) -> Result<()> {
    execute!(tx, "delete from session where account_id = $1", account)?;
    execute!(tx, "delete from api_token where account_id = $1", account)?;
    execute!(tx, "delete from mail_link where account_id = $1", account)?;
    execute!(tx, "delete from known_device where account_id = $1", account)?;
    execute!(tx, "delete from job where client_id = $1 and state = 'draft'", account)?;
    execute!(tx, "delete from idempotency_key where account_id = $1", account)?;
    execute!(tx, "delete from person_event where account_id = $1", account)?;
    execute!(tx, "delete from person_event_counter where account_id = $1", account)?;
    execute!(tx, "delete from profile where account_id = $1", account)?;
    execute!(tx, "delete from account where id = $1", account)?;
    Ok(())
}
