//! Mails to people of the market: written with the change they tell of, sent from the outbox, once. The server adds the
//! site's address before `path` at the end of the text.

use crate::db::{Tx, fetch_optional};
use crate::{Result, event};
use domain::id::{AccountId, short};
use domain::time::Timestamp;
use serde::Serialize;

/// A mail to one person.
#[derive(Debug, Clone, Serialize)]
pub struct Letter<'a> {
    /// One line.
    pub subject: &'a str,
    /// Plain text: what happened, what it means for money or work, what comes next and when.
    pub text: &'a str,
    /// The page it is about, such as `/contracts/…`.
    pub path: &'a str,
}

/// Puts a mail into the outbox, to the address that the person has now.
///
/// # Errors
/// Faults only.
pub async fn send(tx: &mut Tx, to: AccountId, letter: &Letter<'_>, now: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct Body<'a> {
        to: String,
        #[serde(flatten)]
        letter: &'a Letter<'a>,
    }
    let found: Option<(String,)> = fetch_optional!(tx, "select email from account where id = $1", to.raw())?;
    if let Some((address,)) = found {
        crate::outbox::push(tx, "mail", &Body { to: address, letter }, now).await?;
    }
    Ok(())
}

/// Tells people that something changed: their open pages fetch it again.
///
/// # Errors
/// Faults only.
pub async fn tell(tx: &mut Tx, people: &[AccountId], topic: &str, id: i64, now: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct Body {
        id: String,
    }
    let people: Vec<i64> = people.iter().map(|account| account.raw()).collect();
    event::append_all(tx, &people, topic, &Body { id: short(id) }, now).await
}
