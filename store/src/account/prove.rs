//! Asked once more: a session that was left open, or taken, must not be enough for what outlives it. Failures count for
//! the session, so that somebody else who holds one does not keep the owner out.

use super::attempt::{self, Count};
use super::by_session;
use crate::Result;
use crate::context::Context;
use crate::db::{Tx, fetch_one, fetch_optional_for_update};
use domain::account::AccountRefusal;
use domain::id::SessionId;

/// Proof that who acts knows the password of the account.
#[derive(Debug)]
pub(crate) struct Proved {
    account: i64,
    email_key: String,
    session: Option<SessionId>,
    hash: String,
}

/// Asks for the password of the account that acts by a session; `current` is that session.
///
/// # Errors
/// [`AccountRefusal::WrongPassword`]; [`AccountRefusal::TooManyTries`] after five failures; a token of the API may not.
pub(crate) async fn password(context: &Context, current: Option<SessionId>, typed: &str) -> Result<Proved> {
    by_session(&context.actor)?;
    let account = context.actor.account().raw();
    let mut read = context.read().await?;
    let (email_key, hash): (String, String) =
        fetch_one!(read, "select email_key, password_hash from account where id = $1", account)?;
    drop(read);
    context.db.passwords().room()?;
    attempt::begin(context, &email_key, &[Count::Session(current)]).await?;
    if !context.db.passwords().verify(typed, &hash).await? {
        return Err(AccountRefusal::WrongPassword.into());
    }
    Ok(Proved { account, email_key, session: current, hash })
}

impl Proved {
    /// In the transaction that acts on it: the password is still the same one, and the failures before are forgiven.
    ///
    /// # Errors
    /// [`AccountRefusal::WrongPassword`] when it was changed meanwhile: what was typed is not it any more.
    pub(crate) async fn holds(&self, tx: &mut Tx) -> Result<()> {
        let same: Option<(i64,)> = fetch_optional_for_update!(
            tx,
            "select id from account where id = $1 and password_hash = $2",
            self.account,
            self.hash.as_str()
        )?;
        same.ok_or(AccountRefusal::WrongPassword)?;
        attempt::forgive(tx, &self.email_key, &[Count::Session(self.session)]).await
    }
}
