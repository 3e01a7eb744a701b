//! Signing in: one sentence for everything that does not fit, and the same effort for unknown addresses.

use super::attempt::{self, Count};
use super::device::{self, Browser};
use super::side_of;
use crate::context::{Context, Visitor, command};
use crate::db::{fetch_optional, fetch_optional_for_update};
use crate::spelling::{Mailbox, former_key};
use crate::{Result, notify, session};
use domain::account::{AccountRefusal, Email};
use domain::actor::Side;
use domain::id::AccountId;

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
    context: &Context<Visitor>,
    email: &str,
    password: &str,
    browser: impl Into<Browser<'_>>,
) -> Result<NewSession> {
    let browser = browser.into();
    let mailbox = Email::parse(email).ok().and_then(|email| Mailbox::of(&email).ok());
    let key = mailbox.as_ref().map_or_else(|| former_key(email.trim()), |mailbox| mailbox.key.clone());
    context.db.passwords().room()?;
    let counts = counts(context, mailbox.as_ref(), &browser).await?;
    attempt::begin(context, &key, &counts).await?;
    // What is no address is nobody's, and is not asked for: a database may not even take it.
    let known = match &mailbox {
        Some(mailbox) => find(context, mailbox).await?,
        None => None,
    };
    let fits = match &known {
        Some((_, hash)) => context.db.passwords().verify(password, hash).await?,
        None => context.db.passwords().verify_nobody(password).await?,
    };
    let (id, hash) = known.filter(|_| fits).ok_or(AccountRefusal::WrongPair)?;
    let account = AccountId::from_raw(id);
    command(context, async |mut tx| {
        // A reset may have come between: its owner wanted exactly this password to open nothing any more.
        let row: Option<(String,)> = fetch_optional_for_update!(
            tx,
            "select side from account where id = $1 and password_hash = $2",
            account.raw(),
            hash.as_str()
        )?;
        let (side,) = row.ok_or(AccountRefusal::WrongPair)?;
        attempt::forgive(&mut tx, &key, &counts).await?;
        let token = session::begin(context, &mut tx, account, browser.device).await?;
        let mark = device::mark(context, &mut tx, account, browser.mark).await?;
        notify::tell(&mut tx, &[account], super::TOPIC, account.raw(), context.now).await?;
        tx.commit_with(NewSession { token, account, side: side_of(&side)?, mark }).await
    })
    .await
}

/// For whom an attempt of this browser counts: for a device that the owner was signed in on before, else for its network and
/// for all together.
async fn counts<'a>(
    context: &Context<Visitor>,
    mailbox: Option<&Mailbox>,
    browser: &Browser<'a>,
) -> Result<Vec<Count<'a>>> {
    if let (Some(mailbox), Some(mark)) = (mailbox, browser.mark)
        && device::is_known(context, mailbox, mark).await?
    {
        return Ok(vec![Count::Device(mark)]);
    }
    Ok(vec![Count::Network(browser.network), Count::All])
}

/// The account of a mailbox and its hash.
async fn find(context: &Context<Visitor>, mailbox: &Mailbox) -> Result<Option<(i64, String)>> {
    let mut read = context.read().await?;
    fetch_optional!(
        read,
        "select id, password_hash from account where email_key in ($1, $2) \
         order by case when email_key = $2 then 0 else 1 end limit 1",
        mailbox.key.as_str(),
        mailbox.former_key.as_str()
    )
}
