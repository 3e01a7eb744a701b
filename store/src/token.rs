//! Personal access tokens of the API: shown once, stored as SHA-256, with scopes and an end.

use crate::account::mail;
use crate::account::prove::{self, Proved};
use crate::context::{Context, Platform, Visitor, command, sweep};
use crate::db::{Conn, LockKey, execute, fetch_all, fetch_one, fetch_optional, record};
use crate::fault::{Fault, Result};
use crate::secret::{Secret, hash_of};
use crate::session::TOUCH_EVERY;
use crate::{notify, outbox};
use domain::account::{NewToken, TokenRow};
use domain::actor::{Actor, Proof, Scope};
use domain::id::{AccountId, SessionId, TokenId};
use domain::refusal::{FieldRefusal, GeneralRefusal};
use domain::sentence::{Sentence, Value};
use domain::time::Timestamp;

/// What every token begins with, so that scanners of leaked secrets can tell.
pub const PREFIX: &str = "gh_";

/// Most tokens of one account.
pub const TOKENS_MAX: i64 = 50;

record! {
    struct Row {
        id: i64,
        account_id: i64,
        name: String,
        scopes: String,
        made_at: i64,
        ends_at: i64,
        last_used: Option<i64>,
    }
}

/// Makes a token for somebody who knows the password, and gives it: the only time that anybody sees it. A token outlives the
/// session (`current`) that made it, so its owner is told by mail.
///
/// # Errors
/// `account.wrong_password`; `account.too_many_tries` after five failures; a token may not make tokens;
/// `account.too_many_tokens` at 50.
pub async fn make(context: &Context, current: Option<SessionId>, password: &str, new: &NewToken) -> Result<String> {
    let proved = prove::password(context, current, password).await?;
    keep(context, &proved, new).await
}

async fn keep(context: &Context, proved: &Proved, new: &NewToken) -> Result<String> {
    let actor = &context.actor;
    let account_id = actor.account().raw();
    let scopes: Vec<&str> =
        Scope::ALL.into_iter().filter(|scope| new.scopes.contains(scope)).map(Scope::as_str).collect();
    command(context, async |mut tx| {
        let secret = Secret::fresh(&context.db, PREFIX);
        // Two at once could both be the last one that fits.
        tx.lock(&[LockKey::new("api_token", account_id)]).await?;
        proved.holds(&mut tx).await?;
        let (living,): (i64,) = fetch_one!(
            tx,
            "select cast(count(*) as bigint) from api_token where account_id = $1 and ends_at > $2",
            account_id,
            context.now.micros()
        )?;
        if living >= TOKENS_MAX {
            let text = "You have {most} tokens, as many as fit. Revoke one that you no longer use first.";
            let sentence = Sentence::new(text, vec![("most", Value::Number(TOKENS_MAX.unsigned_abs()))]);
            return Err(FieldRefusal::new("name", "account.too_many_tokens", sentence).into());
        }
        let id = tx.new_id(context.now);
        execute!(
            tx,
            "insert into api_token (id, account_id, token_hash, name, scopes, made_at, ends_at) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            id,
            account_id,
            secret.hash,
            new.name.as_str(),
            scopes.join(" "),
            context.now.micros(),
            context.now.plus(new.life).micros()
        )?;
        let (email,): (String,) = fetch_one!(tx, "select email from account where id = $1", account_id)?;
        outbox::push(&mut tx, "mail", &mail::token_made(new, context.now).for_address(&email), context.now).await?;
        notify::tell(&mut tx, &[actor.account()], crate::account::TOPIC, actor.account().raw(), context.now).await?;
        tx.commit_with(secret.token).await
    })
    .await
}

/// Who shows this token, if it lives. Notes the use, at most every ten minutes.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn actor(context: &Context<Visitor>, token: &str) -> Result<Option<Actor>> {
    if !token.starts_with(PREFIX) {
        return Ok(None);
    }
    let hash = hash_of(token);
    loop {
        let mut read = context.read().await?;
        let row: Option<Row> = fetch_optional!(
            read,
            ["select", Row, "from api_token where token_hash = $1 and ends_at > $2"],
            hash.as_str(),
            context.now.micros()
        )?;
        drop(read);
        let Some(row) = row else { return Ok(None) };
        let used_lately = row.last_used.is_some_and(|at| context.now < Timestamp::from_micros(at).plus(TOUCH_EVERY));
        if !used_lately && !touch(context, &row).await? {
            // It was revoked, or used by another request, in this very moment: look again.
            continue;
        }
        let scopes = scopes_of(&row.scopes)?;
        return Ok(Some(Actor::new(AccountId::from_raw(row.account_id), Proof::Token(scopes))));
    }
}

async fn touch(context: &Context<Visitor>, row: &Row) -> Result<bool> {
    command(&context.plain(), async |mut tx| {
        let changed = execute!(
            tx,
            "update api_token set last_used = $3 where id = $1 and coalesce(last_used, -1) = $2",
            row.id,
            row.last_used.unwrap_or(-1),
            context.now.micros()
        )?;
        tx.commit_with(changed == 1).await
    })
    .await
}

/// Ends one of the actor's own tokens.
///
/// # Errors
/// `NotFound` for a token that is not theirs; a token needs the scope `work`.
pub async fn revoke(context: &Context, id: TokenId) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let ended =
            execute!(tx, "delete from api_token where id = $1 and account_id = $2", id.raw(), actor.account().raw())?;
        if ended == 0 {
            return Err(GeneralRefusal::NotFound.into());
        }
        notify::tell(&mut tx, &[actor.account()], crate::account::TOPIC, actor.account().raw(), context.now).await?;
        tx.commit().await
    })
    .await
}

/// The tokens of an account that live, newest first.
pub(crate) async fn list(conn: &mut impl Conn, account: AccountId, now: Timestamp) -> Result<Vec<TokenRow>> {
    let rows: Vec<Row> = fetch_all!(
        conn,
        [
            "select",
            Row,
            "from api_token where account_id = $1 and ends_at > $2 order by made_at desc, id desc limit $3"
        ],
        account.raw(),
        now.micros(),
        TOKENS_MAX
    )?;
    let row = |row: Row| {
        Ok(TokenRow {
            id: TokenId::from_raw(row.id),
            scopes: scopes_of(&row.scopes)?,
            name: row.name,
            made_at: Timestamp::from_micros(row.made_at),
            ends_at: Timestamp::from_micros(row.ends_at),
            last_used: row.last_used.map(Timestamp::from_micros),
        })
    };
    rows.into_iter().map(row).collect()
}

/// Removes tokens that have ended, at most `limit`; gives how many.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sweep(context: &Context<Platform>, limit: u32) -> Result<u64> {
    sweep!(
        context,
        "delete from api_token where id in (select id from api_token where ends_at <= $1 order by ends_at \
         limit $2)",
        context.now,
        limit
    )
}

fn scopes_of(words: &str) -> Result<Vec<Scope>> {
    let scope = |word| Scope::of(word).ok_or_else(|| Fault::Data(format!("scope {word}")).into());
    words.split(' ').map(scope).collect()
}
