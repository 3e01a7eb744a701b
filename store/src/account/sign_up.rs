//! Signing up: the same answer whether or not the address is known; the mail tells the owner alone.

use super::key::KEY_VERSION;
use super::{link, mail, unconfirmed};
use crate::context::{Context, Visitor, command};
use crate::db::{Tx, execute, fetch_one_for_update};
use crate::site::Site;
use crate::spelling::Mailbox;
use crate::{Result, html, outbox};
use domain::account::{Email, SignUp};
use domain::actor::Side;
use domain::id::AccountId;
use domain::text::PersonName;
use domain::time::{Span, Timestamp};

/// The owner of a known address is told of new sign-ups at most this often.
const TELL_EVERY: Span = Span::minutes(10);

/// Signs a person up and sends them a link to confirm the address. For a known address nothing changes, its owner gets
/// a mail that says so, and the answer is the same.
///
/// # Errors
/// `account.email_letter`, `account.email` for an address that names no mailbox.
pub async fn sign_up(context: &Context<Visitor>, new: &SignUp, site: &Site) -> Result<()> {
    let mailbox = Mailbox::of(&new.email)?;
    // Hashed for known addresses too: it takes longer than all the rest.
    let hash = context.db.passwords().hash(&new.password).await?;
    command(context, async |mut tx| {
        match create(&mut tx, &new.name, &mailbox, new.side, &hash, context.now).await? {
            Some(account) => {
                unconfirmed::expect_confirmation(&mut tx, account, context.now).await?;
                link::send_verification(context, &mut tx, (account, &new.email), site).await?;
            }
            None => tell_owner(&mut tx, &mailbox, site, context.now).await?,
        }
        tx.commit().await
    })
    .await
}

/// Makes an account and its empty profile; `None` when the address has one.
async fn create(
    tx: &mut Tx,
    name: &PersonName,
    mailbox: &Mailbox,
    side: Side,
    password_hash: &str,
    now: Timestamp,
) -> Result<Option<AccountId>> {
    let id = tx.new_id(now);
    let made = execute!(
        tx,
        "insert into account (id, email, email_key, key_version, name, password_hash, side, made_at) \
         select $1, $2, $3, $8, $4, $5, $6, cast($7 as bigint) \
         where not exists (select 1 from account where email_key = $9) on conflict (email_key) do nothing",
        id,
        mailbox.address.as_str(),
        mailbox.key.as_str(),
        name.as_str(),
        password_hash,
        side.as_str(),
        now.micros(),
        KEY_VERSION,
        mailbox.former_key.as_str()
    )?;
    if made == 0 {
        return Ok(None);
    }
    execute!(
        tx,
        "insert into profile (account_id, version, overview, skills, country, availability, visibility, saved_at, html, html_version) \
         values ($1, 1, '', '', '', 'now', 'public', $2, '', $3)",
        id,
        now.micros(),
        html::VERSION
    )?;
    Ok(Some(AccountId::from_raw(id)))
}

/// Makes an account whose address counts as confirmed, without any mail: for the demo people of a sandbox.
pub(crate) async fn create_verified(
    tx: &mut Tx,
    name: &PersonName,
    email: &Email,
    side: Side,
    password_hash: &str,
    now: Timestamp,
) -> Result<Option<AccountId>> {
    let made = create(tx, name, &Mailbox::of(email)?, side, password_hash, now).await?;
    if let Some(account) = made {
        execute!(tx, "update account set verified_at = $2 where id = $1", account.raw(), now.micros())?;
    }
    Ok(made)
}

async fn tell_owner(tx: &mut Tx, mailbox: &Mailbox, site: &Site, now: Timestamp) -> Result<()> {
    let (id, address, told_at): (i64, String, Option<i64>) = fetch_one_for_update!(
        tx,
        "select id, email, told_at from account where email_key in ($1, $2) \
         order by case when email_key = $2 then 0 else 1 end limit 1",
        mailbox.key.as_str(),
        mailbox.former_key.as_str()
    )?;
    let was_told = told_at.is_some_and(|at| now < Timestamp::from_micros(at).plus(TELL_EVERY));
    let told_at = told_at.filter(|_| was_told).unwrap_or(now.micros());
    execute!(tx, "update account set told_at = $2 where id = $1", id, told_at)?;
    let mail = outbox::push(tx, "mail", &mail::known_address(site, now).for_address(&address), now).await?;
    if was_told {
        // Once more costs the same rows and the same durable commit, and sends nothing.
        execute!(tx, "delete from outbox where id = $1", mail)?;
    }
    Ok(())
}
