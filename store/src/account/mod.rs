//! Accounts: who somebody is, which side they look from, what they can set.
//!
//! Parts: `sign_up`, `sign_in` with its `attempt`s and `device`s, the `link`s of mails, `new_password`, and
//! the texts of `mail`s. No answer, and as far as we can no timing, tells whether an address has an account.

mod attempt;
mod device;
mod key;
mod link;
pub(crate) mod mail;
mod new_password;
pub(crate) mod prove;
mod reach;
mod sign_in;
mod sign_up;
mod unconfirmed;

pub use attempt::sweep as sweep_attempts;
pub use device::{Browser, MARK_LIFE, sweep as sweep_devices};
pub use key::renew_keys;
pub use link::{LinkKind, link_is_good, request_reset, resend_verification, sweep as sweep_links, verify};
pub use new_password::{PasswordChange, change_password, reset};
pub use sign_in::{NewSession, sign_in};
pub use sign_up::sign_up;
pub use unconfirmed::{END_UNCONFIRMED, end_unconfirmed};

pub(crate) use reach::{TOPIC, mail_arrives, mail_fails};
pub(crate) use sign_up::create_verified;

use crate::context::{Context, command};
use crate::db::{Conn, execute, fetch_all, fetch_one, fetch_optional};
use crate::fault::{Fault, Result};
use crate::feature::Feature;
use crate::session::DEVICES_MAX;
use crate::spelling::readable;
use crate::{notify, schedule, token};
use domain::account::{AccountRefusal, SESSION_ABSOLUTE, SESSION_IDLE, SessionRow, SettingsPage};
use domain::actor::{Actor, Proof, Scope, Side};
use domain::id::{AccountId, SessionId};
use domain::refusal::GeneralRefusal;
use domain::time::Timestamp;

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: unconfirmed::JOBS };

/// Counting unread messages ends here: the frame says "99+".
pub const UNREAD_MAX: i64 = 100;

/// What the frame of every page shows about the one who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountViewer {
    /// The account that looks.
    pub id: AccountId,
    /// What they are called.
    pub name: String,
    /// The side they look from.
    pub side: Side,
    /// Their address was confirmed.
    pub verified: bool,
    /// Messages of others that they have not read, at most [`UNREAD_MAX`].
    pub unread_messages: i64,
}

/// Refuses a call that came with a token of the API: some things need a person at a browser.
///
/// # Errors
/// [`GeneralRefusal::Scope`] with the scope `session`, which no token has.
pub(crate) fn by_session(actor: &Actor) -> Result<()> {
    match actor.proof() {
        Proof::Session => Ok(()),
        Proof::Token(_) => Err(GeneralRefusal::Scope { scope: "session".to_owned() }.into()),
    }
}

/// Refuses an actor whose address was not confirmed.
///
/// # Errors
/// [`AccountRefusal::NotVerified`].
pub async fn verified(conn: &mut impl Conn, actor: &Actor) -> Result<()> {
    let (verified,): (i64,) = fetch_one!(
        conn,
        "select cast(case when verified_at is null then 0 else 1 end as bigint) from account where id = $1",
        actor.account().raw()
    )?;
    if verified == 1 { Ok(()) } else { Err(AccountRefusal::NotVerified.into()) }
}

/// What the frame of a page shows about the actor.
///
/// # Errors
/// A token needs the scope `read`.
pub async fn viewer(context: &Context) -> Result<AccountViewer> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let row: Option<(String, String, Option<i64>, i64)> = fetch_optional!(
        read,
        "select name, side, verified_at, (select cast(count(*) as bigint) from \
         (select message.number from room \
          left join room_read on room_read.room_id = room.id and room_read.account_id = $1 \
          join message on message.room_id = room.id and message.number > coalesce(room_read.up_to, 0) \
          where (room.client_id = $1 or room.freelancer_id = $1) and message.writer_id <> $1 \
          and message.deleted_at is null limit $2) as unread) \
         from account where id = $1",
        actor.account().raw(),
        UNREAD_MAX
    )?;
    let (name, side, verified_at, unread_messages) = row.ok_or(GeneralRefusal::NotSignedIn)?;
    let side = side_of(&side)?;
    Ok(AccountViewer { id: actor.account(), name, side, verified: verified_at.is_some(), unread_messages })
}

/// Remembers the side that the actor looks from.
///
/// # Errors
/// A token needs the scope `work`.
pub async fn set_side(context: &Context, side: Side) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        execute!(tx, "update account set side = $2 where id = $1", actor.account().raw(), side.as_str())?;
        notify::tell(&mut tx, &[actor.account()], TOPIC, actor.account().raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// The page of one's account: address, devices, tokens. `current` marks the device that asks.
///
/// # Errors
/// A token needs the scope `read`.
pub async fn settings_page(context: &Context, current: Option<SessionId>) -> Result<SettingsPage> {
    context.actor.with_scope(Scope::Read)?;
    let account = context.actor.account();
    let mut read = context.read().await?;
    let row: Option<(String, String, Option<i64>, Option<i64>)> = fetch_optional!(
        read,
        "select name, email, verified_at, mail_failed_at from account where id = $1",
        account.raw()
    )?;
    let (name, email, verified_at, mail_failed_at) = row.ok_or(GeneralRefusal::NotSignedIn)?;
    let rows: Vec<(i64, String, i64, i64)> = fetch_all!(
        read,
        "select id, device, began, last_used from session \
         where account_id = $1 and began > $2 and last_used > $3 order by last_used desc, id desc limit $4",
        account.raw(),
        context.now.minus(SESSION_ABSOLUTE).micros(),
        context.now.minus(SESSION_IDLE).micros(),
        DEVICES_MAX
    )?;
    let device = |(id, device, began, last_used): (i64, String, i64, i64)| SessionRow {
        id: SessionId::from_raw(id),
        device,
        began: Timestamp::from_micros(began),
        last_used: Timestamp::from_micros(last_used),
        current: current.is_some_and(|current| current.raw() == id),
    };
    let sessions = rows.into_iter().map(device).collect();
    let tokens = token::list(&mut read, account, context.now).await?;
    let confirm_by = schedule::at(&mut read, END_UNCONFIRMED, account.raw()).await?;
    let (email, verified) = (readable(&email), verified_at.is_some());
    let mail_failed_at = mail_failed_at.map(Timestamp::from_micros);
    Ok(SettingsPage { account, name, email, verified, confirm_by, mail_failed_at, sessions, tokens })
}

/// The side of a stored word.
fn side_of(word: &str) -> Result<Side> {
    Side::of(word).ok_or_else(|| Fault::Data(format!("side {word}")).into())
}
