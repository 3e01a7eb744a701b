//! Signing in: one sentence for everything that does not fit, and the same effort for unknown addresses.

use super::attempt::{self, Count};
use super::device::{self, Browser};
use super::side_of;
use crate::db::{Db, command, fetch_optional, fetch_optional_for_update};
use crate::spelling::{Mailbox, former_key};
use crate::{Result, letter, session};
use domain::account::{AccountRefusal, Email};
use domain::actor::Side;
use domain::id::AccountId;
use domain::time::Timestamp;
use macro_rules_attribute::apply;

/// A session that just began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The secret of the cookie, given out this once.
    pub token: String,
    /// Who signed in.
    pub account: AccountId,
    /// The side they looked from last.
    pub side: Side,
    /// The mark of the device, to be shown at the next sign-in.
    pub mark: String,
}

/// Begins a session on this device, with a new token.
///
/// # Errors
/// [`AccountRefusal::WrongPair`]; [`AccountRefusal::TooManyTries`] after five failures in a row from one network, or on a
/// device that the owner was signed in on before; for unknown addresses too.
pub async fn sign_in(
    db: &Db,
    email: &str,
    password: &str,
    browser: impl Into<Browser<'_>>,
    now: Timestamp,
) -> Result<NewSession> {
    let browser = browser.into();
    let mailbox = Email::parse(email).ok().and_then(|email| Mailbox::of(&email).ok());
    let key = mailbox.as_ref().map_or_else(|| former_key(email.trim()), |mailbox| mailbox.key.clone());
    db.passwords().room()?;
    let counts = counts(db, mailbox.as_ref(), &browser).await?;
    attempt::begin(&db.plain(), &key, &counts, now).await?;
    // What is no address is nobody's, and is not asked for: a database may not even take it.
    let known = match &mailbox {
        Some(mailbox) => find(db, mailbox).await?,
        None => None,
    };
    let fits = match &known {
        Some((_, hash)) => db.passwords().verify(password, hash).await?,
        None => db.passwords().verify_nobody(password).await?,
    };
    let (id, hash) = known.filter(|_| fits).ok_or(AccountRefusal::WrongPair)?;
    begin(db, AccountId::from_raw(id), &hash, (&key, &counts), &browser, now).await
}

/// Begins a session of somebody who has shown that they know the password with this hash.
#[apply(command!)]
async fn begin(
    db: &Db,
    account: AccountId,
    hash: &str,
    counted: (&str, &[Count<'_>]),
    browser: &Browser<'_>,
    now: Timestamp,
) -> Result<NewSession> {
    let mut tx = db.begin().await?;
    // A reset may have come between: its owner wanted exactly this password to open nothing any more.
    let row: Option<(String,)> = fetch_optional_for_update!(
        tx,
        "select side from account where id = $1 and password_hash = $2",
        account.raw(),
        hash
    )?;
    let (side,) = row.ok_or(AccountRefusal::WrongPair)?;
    let (key, counts) = counted;
    attempt::forgive(&mut tx, key, counts).await?;
    let token = session::begin(db, &mut tx, account, browser.device, now).await?;
    let mark = device::mark(db, &mut tx, account, browser.mark, now).await?;
    letter::tell(&mut tx, &[account], super::TOPIC, account.raw(), now).await?;
    tx.commit().await?;
    Ok(NewSession { token, account, side: side_of(&side)?, mark })
}

/// For whom an attempt of this browser counts: for a device that the owner was signed in on before, else for its network and
/// for all together.
async fn counts<'a>(db: &Db, mailbox: Option<&Mailbox>, browser: &Browser<'a>) -> Result<Vec<Count<'a>>> {
    if let (Some(mailbox), Some(mark)) = (mailbox, browser.mark)
        && device::is_known(db, mailbox, mark).await?
    {
        return Ok(vec![Count::Device(mark)]);
    }
    Ok(vec![Count::Network(browser.network), Count::All])
}

/// The account of a mailbox and its hash.
async fn find(db: &Db, mailbox: &Mailbox) -> Result<Option<(i64, String)>> {
    let mut read = db.read().await?;
    fetch_optional!(
        read,
        "select id, password_hash from account where email_key in ($1, $2) \
         order by case when email_key = $2 then 0 else 1 end limit 1",
        mailbox.key.as_str(),
        mailbox.former_key.as_str()
    )
}
