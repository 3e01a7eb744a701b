//! Sessions of browsers: a random token in a cookie, its SHA-256 here; idle for 30 days or 90 days old, they end.

use crate::account::by_session;
use crate::context::{Context, Platform, Visitor, command};
use crate::db::{Tx, execute, fetch_optional, record};
use crate::secret::{Secret, hash_of};
use crate::{Result, notify};
use domain::account::{SESSION_ABSOLUTE, SESSION_IDLE, session_lives};
use domain::actor::{Actor, Proof};
use domain::id::{AccountId, SessionId};
use domain::refusal::GeneralRefusal;
use domain::time::{Span, Timestamp};

/// How exactly we know when a session or token was last used: nobody needs a write for each page.
pub(crate) const TOUCH_EVERY: Span = Span::minutes(10);

/// Most devices at once; a further sign-in ends the one that was used least recently.
pub const DEVICES_MAX: i64 = 50;

/// Longest name of a browser that is kept, in characters.
const DEVICE_LETTERS_MAX: usize = 200;

record! {
    struct SessionRow {
        id: i64,
        account_id: i64,
        began: i64,
        last_used: i64,
    }
}

/// Who shows this token, if its session lives. Notes the use, at most every ten minutes.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn actor(context: &Context<Visitor>, token: &str) -> Result<Option<(Actor, SessionId)>> {
    let hash = hash_of(token);
    loop {
        let mut read = context.read().await?;
        let row: Option<SessionRow> =
            fetch_optional!(read, ["select", SessionRow, "from session where token_hash = $1"], hash.as_str())?;
        drop(read);
        let (began, last_used) = match &row {
            Some(row) => (Timestamp::from_micros(row.began), Timestamp::from_micros(row.last_used)),
            None => return Ok(None),
        };
        let Some(row) = row.filter(|_| session_lives(began, last_used, context.now)) else { return Ok(None) };
        if context.now >= last_used.plus(TOUCH_EVERY) && !touch(context, &row).await? {
            // It was ended, or used by another request, in this very moment: look again.
            continue;
        }
        let actor = Actor::new(AccountId::from_raw(row.account_id), Proof::Session);
        return Ok(Some((actor, SessionId::from_raw(row.id))));
    }
}

async fn touch(context: &Context<Visitor>, row: &SessionRow) -> Result<bool> {
    command(&context.plain(), async |mut tx| {
        let changed = execute!(
            tx,
            "update session set last_used = $3 where id = $1 and last_used = $2",
            row.id,
            row.last_used,
            context.now.micros()
        )?;
        tx.commit_with(changed == 1).await
    })
    .await
}

/// Ends the session of this token (signing out); an unknown token is no error.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn end(context: &Context<Visitor>, token: &str) -> Result<()> {
    command(context, async |mut tx| {
        let ended: Option<(i64,)> =
            fetch_optional!(tx, "delete from session where token_hash = $1 returning account_id", hash_of(token))?;
        if let Some((account_id,)) = ended {
            tell(&mut tx, account_id, context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// Ends one of the actor's own sessions, from the list of devices.
///
/// # Errors
/// `NotFound` for a session that is not theirs or has ended; a token of the API may not.
pub async fn end_one(context: &Context, id: SessionId) -> Result<()> {
    let actor = &context.actor;
    by_session(actor)?;
    command(context, async |mut tx| {
        let ended =
            execute!(tx, "delete from session where id = $1 and account_id = $2", id.raw(), actor.account().raw())?;
        if ended == 0 {
            return Err(GeneralRefusal::NotFound.into());
        }
        tell(&mut tx, actor.account().raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// Opens pages ask anew who they are.
async fn tell(tx: &mut Tx, account_id: i64, now: Timestamp) -> Result<()> {
    notify::tell(tx, &[AccountId::from_raw(account_id)], crate::account::TOPIC, account_id, now).await
}

/// Begins a session and gives its token; the devices stay below their limit.
pub(crate) async fn begin(context: &Context<Visitor>, tx: &mut Tx, account: AccountId, device: &str) -> Result<String> {
    let (secret, now) = (Secret::fresh(&context.db, ""), context.now);
    let device: String = device.chars().filter(|c| !c.is_control()).take(DEVICE_LETTERS_MAX).collect();
    execute!(
        tx,
        "delete from session where account_id = $1 and id not in \
         (select id from session where account_id = $1 order by last_used desc, id desc limit $2)",
        account.raw(),
        DEVICES_MAX - 1
    )?;
    let id = tx.new_id(now);
    execute!(
        tx,
        "insert into session (id, account_id, token_hash, device, began, last_used) values ($1, $2, $3, $4, $5, $5)",
        id,
        account.raw(),
        secret.hash,
        device,
        now.micros()
    )?;
    Ok(secret.token)
}

/// Removes sessions that have ended by age or idleness, at most `limit` of each; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, limit: u32) -> Result<u64> {
    command(context, async |mut tx| {
        let idle = execute!(
            tx,
            "delete from session where id in (select id from session where last_used <= $1 order by last_used \
             limit $2)",
            context.now.minus(SESSION_IDLE).micros(),
            i64::from(limit)
        )?;
        let old = execute!(
            tx,
            "delete from session where id in (select id from session where began <= $1 order by began limit $2)",
            context.now.minus(SESSION_ABSOLUTE).micros(),
            i64::from(limit)
        )?;
        tx.commit_with(idle + old).await
    })
    .await
}
