//! What should be: the product's rules written a second time, from `docs/guide.md`. Nothing here comes from the product's own
//! code (a test looks), only numbers and words, so that a wrong rule is not wrong on both sides.
//!
//! A command changes the oracle or gives the code of a refusal; after a refusal its oracle is thrown away. What a step touched,
//! who was mailed and told, and which transitions it took stand in [`Step`].

mod book;
mod calendar;
mod contract;
mod job;
mod message;
mod milestone;
mod offer;
mod payment;
mod proposal;
mod schedule;
pub mod table;
#[cfg(test)]
mod tests;
mod timer;

pub use book::{Fees, Line, Place};
pub use contract::{Contract, Earning, Milestone, Signed};
pub use job::{Edit, Job};
pub use message::Room;
pub use offer::Offer;
pub use payment::Payment;
pub use proposal::Proposal;

use book::Book;
use std::collections::{BTreeMap, BTreeSet};
use table::{Cell, Reached, Table};

/// Number of a person or thing.
pub type Id = i64;
/// Microseconds since 1970, UTC; also a duration.
pub type Moment = i64;
/// Code of a refusal.
pub type No = &'static str;

/// The numbers that an operator may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub fees: Fees,
    pub review: Moment,
    pub security: Moment,
    pub job_open: Moment,
    pub offer_open: Moment,
    pub funding_open: Moment,
    pub payment_lookup: Moment,
    pub proposals_open_max: usize,
}

/// Where a thing stands: since `at`, or until then where it waits for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub word: &'static str,
    pub at: Moment,
}

impl State {
    pub fn new(word: &'static str, at: Moment) -> Self {
        Self { word, at }
    }

    /// The word of a contract at `now`: one that waits for its first money has lapsed at its moment, whether or not
    /// that is written yet.
    fn by(self, now: Moment) -> &'static str {
        if self.word == "awaiting_funding" && now >= self.at { "lapsed" } else { self.word }
    }
}

/// A thing that a step may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touched {
    Job(Id),
    Proposal(Id),
    Offer(Id),
    Contract(Id),
    Payment(Id),
    Room(Id),
    /// Timer and segments of a person.
    Diary(Id),
    /// Balances and statement of a person.
    Purse(Id),
    /// Every balance.
    Books,
}

/// A mail: to whom, its subject, and the page it is about (the wallet's where there is no id).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub to: Id,
    pub subject: String,
    pub page: &'static str,
    pub id: Option<Id>,
}

/// An event in a person's log, and what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub to: Id,
    pub topic: &'static str,
    pub names: Vec<(&'static str, i64)>,
}

/// What one step did besides changing states.
#[derive(Debug, Clone, Default)]
pub struct Step {
    pub touched: BTreeSet<Touched>,
    pub mails: Vec<Mail>,
    pub told: Vec<Told>,
    pub reached: Vec<Reached>,
}

#[derive(Debug, Clone)]
pub struct Oracle {
    pub rules: Rules,
    pub jobs: BTreeMap<Id, Job>,
    pub proposals: BTreeMap<Id, Proposal>,
    pub offers: BTreeMap<Id, Offer>,
    pub contracts: BTreeMap<Id, Contract>,
    pub payments: BTreeMap<Id, Payment>,
    pub earnings: Vec<Earning>,
    pub rooms: BTreeMap<Id, Room>,
    /// Who runs a timer: on which contract, since when.
    pub timers: BTreeMap<Id, (Id, Moment)>,
    pub segments: BTreeMap<Id, BTreeSet<Moment>>,
    /// What each person tracked on a contract, oldest first: from when until when.
    pub stretches: BTreeMap<(Id, Id), Vec<(Moment, Moment)>>,
    pub book: Book,
    /// What will happen by time alone, and when.
    dues: BTreeMap<(&'static str, Id), Moment>,
    pub step: Step,
}

impl Oracle {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            jobs: BTreeMap::new(),
            proposals: BTreeMap::new(),
            offers: BTreeMap::new(),
            contracts: BTreeMap::new(),
            payments: BTreeMap::new(),
            earnings: Vec::new(),
            rooms: BTreeMap::new(),
            timers: BTreeMap::new(),
            segments: BTreeMap::new(),
            stretches: BTreeMap::new(),
            book: Book::default(),
            dues: BTreeMap::new(),
            step: Step::default(),
        }
    }

    /// The same, at the beginning of a step.
    pub fn fresh(&self) -> Self {
        Self { step: Step::default(), ..self.clone() }
    }

    /// The state that a command leads to; `None` where it changes nothing.
    fn go(
        &mut self,
        table: &'static Table,
        command: &'static str,
        from: &'static str,
    ) -> Result<Option<&'static str>, No> {
        match table.cell(command, from) {
            Cell::To(next) => {
                self.step.reached.push((table.thing, command, from));
                Ok(Some(next))
            }
            Cell::Stays => Ok(None),
            Cell::No(code) => Err(code),
        }
    }

    fn touch(&mut self, thing: Touched) {
        self.step.touched.insert(thing);
    }

    fn mail(&mut self, to: Id, subject: impl Into<String>, page: &'static str, id: impl Into<Option<Id>>) {
        self.step.mails.push(Mail { to, subject: subject.into(), page, id: id.into() });
    }

    /// Puts an event into the logs of people, once each.
    fn tell(&mut self, people: &[Id], topic: &'static str, names: &[(&'static str, i64)]) {
        let people: BTreeSet<Id> = people.iter().copied().collect();
        self.step.told.extend(people.into_iter().map(|to| Told { to, topic, names: names.to_vec() }));
    }

    /// Money that appeared or got lost.
    pub fn leaks(&self) -> Vec<String> {
        self.book.leaks()
    }
}

/// Is this person the client of the two? To anybody else the thing does not exist.
fn is_client(client: Id, freelancer: Id, who: Id) -> Result<bool, No> {
    if who == client {
        Ok(true)
    } else if who == freelancer {
        Ok(false)
    } else {
        Err("general.not_found")
    }
}

/// Only this side of the two may do it.
fn only(as_client: bool, client: Id, freelancer: Id, who: Id) -> Result<(), No> {
    if is_client(client, freelancer, who)? == as_client { Ok(()) } else { Err("general.not_yours") }
}
