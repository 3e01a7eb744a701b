//! What people hear of a step: mails that wait in the outbox, and events in each person's log. Exactly those that the oracle
//! expects, once each, to the right person.

use crate::oracle::{Id, Mail, Step, Told};
use crate::world::{World, fault};
use domain::id::short;
use domain::time::Span;
use std::collections::BTreeSet;
use store::outbox::{self, Message};
use store::{Platform, event, seed};

/// After so many steps in a row that should have mailed nothing, somebody looks whether they did.
const LOOK_AFTER: u32 = 4;
/// More than any step sends.
const AT_ONCE: u32 = 100;

impl World {
    /// Holds what was mailed and told since the last look against what a step should have said. Where it should have mailed
    /// nothing, it is looked at now and then: what was mailed all the same is seen a little later.
    ///
    /// # Errors
    /// A mail or an event too many, too few, to somebody else, or of something else.
    pub async fn heard(&mut self, step: &Step) -> Result<(), String> {
        self.steps_without_mail += 1;
        if !step.mails.is_empty() || self.steps_without_mail >= LOOK_AFTER {
            self.steps_without_mail = 0;
            self.mails_differ(&step.mails).await?;
        }
        let people: BTreeSet<Id> = step.told.iter().map(|told| told.to).collect();
        self.logs_differ(people, &step.told).await
    }

    async fn mails_differ(&mut self, mails: &[Mail]) -> Result<(), String> {
        let mut wanted: Vec<_> = mails.iter().map(|mail| self.address(mail)).collect::<Result<_, _>>()?;
        let mut found = self.take_mails().await?;
        wanted.sort_unstable();
        found.sort_unstable();
        if found == wanted { Ok(()) } else { Err(format!("mails are {found:?}, expected {wanted:?}")) }
    }

    /// Nobody has heard anything that a step did not say; looks into every log.
    ///
    /// # Errors
    /// As [`World::heard`].
    pub async fn nothing_else_heard(&mut self) -> Result<(), String> {
        self.mails_differ(&[]).await?;
        let people = self.people.iter().map(|actor| actor.account().raw()).collect();
        self.logs_differ(people, &[]).await
    }

    /// What is said about things that nobody watches (the jobs of the demo people) is passed over.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn overhear(&mut self) -> Result<(), String> {
        self.take_mails().await?;
        let mut read = self.db.read().await.map_err(fault)?;
        for actor in &self.people {
            let person = actor.account().raw();
            let seq = event::last_seq(&mut read, person).await.map_err(fault)?;
            self.heard.insert(person, seq);
        }
        Ok(())
    }

    async fn logs_differ(&mut self, people: BTreeSet<Id>, told: &[Told]) -> Result<(), String> {
        if people.is_empty() {
            return Ok(());
        }
        let mut read = self.db.read().await.map_err(fault)?;
        for person in people {
            let seen = self.heard.get(&person).copied().unwrap_or(0);
            let events = event::after(&mut read, person, seen, AT_ONCE).await.map_err(fault)?;
            let found: Vec<(i64, String, String)> =
                events.into_iter().map(|event| (event.seq, event.topic, event.body)).collect();
            let mine = told.iter().filter(|told| told.to == person);
            let wanted: Vec<(i64, String, String)> =
                (seen + 1..).zip(mine).map(|(seq, told)| (seq, told.topic.to_owned(), body(told))).collect();
            if found != wanted {
                return Err(format!("the log of {} has {found:?}, expected {wanted:?}", short(person)));
            }
            self.heard.insert(person, seen + i64::try_from(wanted.len()).unwrap_or(0));
        }
        Ok(())
    }

    async fn take_mails(&mut self) -> Result<Vec<(String, String, String)>, String> {
        let messages =
            outbox::lease(&self.context(Platform), &["mail"], Span::minutes(1), AT_ONCE).await.map_err(fault)?;
        let mut mails = Vec::with_capacity(messages.len());
        for message in &messages {
            outbox::done(&self.context(Platform), message).await.map_err(fault)?;
            mails.push(parts(message).ok_or_else(|| format!("a mail says {}", message.body))?);
        }
        Ok(mails)
    }

    /// Address, subject and page of a mail that is expected.
    fn address(&self, mail: &Mail) -> Result<(String, String, String), String> {
        let place = self.people.iter().position(|actor| actor.account().raw() == mail.to);
        let person = place.and_then(|place| seed::PEOPLE.get(place)).ok_or("a mail to a stranger")?;
        let page = mail.id.map_or_else(|| format!("/{}", mail.page), |id| format!("/{}/{}", mail.page, short(id)));
        Ok((person.email.to_owned(), mail.subject.clone(), page))
    }
}

/// Address, subject and page of a mail. None of the three has a quote in it.
fn parts(message: &Message) -> Option<(String, String, String)> {
    let mut quoted = message.body.split('"');
    let (to, subject) = (quoted.nth(3)?, quoted.nth(3)?);
    let page = message.body.rsplit('"').nth(1)?;
    Some((to.to_owned(), subject.to_owned(), page.to_owned()))
}

/// The body of an event: ids as people see them, numbers as they are.
fn body(told: &Told) -> String {
    let names = told.names.iter().map(|(name, value)| match *name {
        "number" => format!("\"{name}\":{value}"),
        _id => format!("\"{name}\":\"{}\"", short(*value)),
    });
    format!("{{{}}}", names.collect::<Vec<_>>().join(","))
}
