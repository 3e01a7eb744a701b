//! Mails to people: written with the change they tell of, sent from the outbox, once. The server greets the reader, adds
//! the one link at the end, and makes an HTML part of the same text.

use crate::db::{Tx, fetch_all, fetch_optional, record};
use crate::{Result, event};
use domain::actor::{Parties, Side};
use domain::id::{AccountId, short};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The kind of outbox message that is a mail.
pub const MAIL: &str = "mail";

/// What a mail says.
#[derive(Debug, Clone)]
pub struct MailText {
    /// The subject, in one line.
    pub subject: String,
    /// Paragraphs of plain text: who did what about which work, how much money, when; what comes next and until when.
    pub text: String,
    /// What its link is called, such as “Open the contract”.
    pub button: &'static str,
    /// The page that the link leads to, such as `/contracts/…`.
    pub path: String,
}

/// A mail as the outbox keeps it.
#[derive(Debug, Serialize)]
pub(crate) struct Mail {
    to: String,
    subject: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    text: String,
    button: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
}

impl Mail {
    /// Its link ends then, so there is no use in it later: it is not sent any more, and leaves the outbox.
    pub(crate) fn until(self, at: Timestamp) -> Self {
        Self { until: Some(at.micros()), ..self }
    }
}

/// What the outbox keeps of a mail that has left or was given up: whom it was for and what about. Its text is for its reader
/// alone, and its link may open a door.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Envelope {
    pub(crate) to: String,
    pub(crate) subject: String,
}

impl MailText {
    /// To somebody who is greeted by name.
    pub(crate) fn for_person(self, name: &str, email: &str) -> Mail {
        let Self { subject, text, button, path } = self;
        Mail { to: email.to_owned(), subject, name: name.to_owned(), text, button, path, until: None }
    }

    /// To an address that somebody has typed: the name that they typed with it is not ours to pass on.
    pub(crate) fn for_address(self, email: &str) -> Mail {
        self.for_person("", email)
    }
}

record! {
    struct Person {
        id: i64,
        name: String,
        email: String,
    }
}

/// The two people of a proposal, an offer or a contract, as mails name and reach them.
pub struct Pair {
    parties: Parties,
    people: Vec<Person>,
}

impl Pair {
    /// Reads their names and the addresses that they have now.
    ///
    /// # Errors
    /// A fault of the database; nothing is refused.
    pub async fn of(tx: &mut Tx, parties: Parties) -> Result<Self> {
        let people = fetch_all!(
            tx,
            ["select", Person, "from account where id in ($1, $2) limit 2"],
            parties.client.raw(),
            parties.freelancer.raw()
        )?;
        Ok(Self { parties, people })
    }

    fn person(&self, side: Side) -> Option<&Person> {
        self.people.iter().find(|person| person.id == self.parties.account(side).raw())
    }

    /// What the client is called.
    pub fn client(&self) -> &str {
        self.name(Side::Client)
    }

    /// What the freelancer is called.
    pub fn freelancer(&self) -> &str {
        self.name(Side::Freelancer)
    }

    /// What the person of this side is called.
    pub fn name(&self, side: Side) -> &str {
        self.person(side).map_or("", |person| &person.name)
    }

    /// Puts a mail to one of them into the outbox.
    ///
    /// # Errors
    /// A fault of the database; nothing is refused.
    pub async fn send(&self, tx: &mut Tx, to: Side, mail_text: MailText, now: Timestamp) -> Result<()> {
        if let Some(person) = self.person(to) {
            crate::outbox::push(tx, "mail", &mail_text.for_person(&person.name, &person.email), now).await?;
        }
        Ok(())
    }
}

/// Puts a mail to somebody alone into the outbox, to the address that they have now.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn send(tx: &mut Tx, to: AccountId, mail_text: MailText, now: Timestamp) -> Result<()> {
    let found: Option<(String, String)> =
        fetch_optional!(tx, "select name, email from account where id = $1", to.raw())?;
    if let Some((name, email)) = found {
        crate::outbox::push(tx, "mail", &mail_text.for_person(&name, &email), now).await?;
    }
    Ok(())
}

/// Tells people that something changed: their open pages fetch it again.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn tell(tx: &mut Tx, people: &[AccountId], topic: &str, id: i64, now: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct Body {
        id: String,
    }
    let people: Vec<i64> = people.iter().map(|account| account.raw()).collect();
    event::append_all(tx, &people, topic, &Body { id: short(id) }, now).await
}
