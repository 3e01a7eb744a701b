//! What one job's two people were answered, and what they are waiting for: the measure that the server is held against.

use super::traffic::Command;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

/// A command of the main job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Post,
    Propose,
    OpenRoom,
    Say,
    Offer,
    Accept,
    Fund,
    Pay,
    Track,
    Stop,
    Submit,
    AskChanges,
    Approve,
    Refund,
}

impl Deed {
    /// True when a repeat that is refused with this code had happened before: of those that take no key.
    pub fn says_done(self, code: &str) -> bool {
        match self {
            // A repeat of these gets the first answer again, without exception.
            Self::Post
            | Self::Propose
            | Self::Offer
            | Self::Accept
            | Self::Fund
            | Self::Submit
            | Self::Approve
            | Self::Refund => false,
            // A repeat of these finds its own work and says so by a plain answer.
            Self::OpenRoom | Self::Say => false,
            Self::Pay => code == "payment.settled",
            Self::Track => code == "timesheet.running",
            Self::Stop => code == "timesheet.not_running",
            Self::AskChanges => code == "milestone.changes_asked",
        }
    }

    /// True when somebody else may have been faster, so that nothing happened and it may be tried again: Ana's wallet
    /// may be empty by the time that her second job takes from it.
    pub fn says_later(self, code: &str) -> bool {
        self == Self::Fund && code == "ledger.lacks_money"
    }
}

/// A command that was carried out.
#[derive(Debug, Clone)]
pub struct Fact {
    pub deed: Deed,
    /// Of what it made; empty when it made nothing.
    pub id: String,
    /// What was written with it.
    pub text: String,
    /// Minor units, segments, or the number of a message.
    pub amount: i64,
}

#[derive(Debug, Default, Clone)]
struct Pages {
    facts: Vec<Fact>,
    trying: Vec<Deed>,
    funded: usize,
    deposited: usize,
}

/// The log of one job.
#[derive(Debug, Default)]
pub struct Log(Mutex<Pages>);

impl Log {
    fn write<T>(&self, change: impl FnOnce(&mut Pages) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn try_to(&self, deed: Deed) {
        self.write(|pages| pages.trying.push(deed));
    }

    pub fn answered(&self, command: Command, answer: &Value) {
        let amount = ["number", "segments"].iter().find_map(|name| answer[*name].as_i64()).unwrap_or(command.amount);
        let id = answer["id"].as_str().unwrap_or_default().to_owned();
        let fact = Fact { deed: command.deed, id, text: command.text, amount };
        self.refused(fact.deed);
        self.write(|pages| pages.facts.push(fact));
    }

    /// It was answered by a no.
    pub fn refused(&self, deed: Deed) {
        self.write(|pages| {
            let place = pages.trying.iter().position(|trying| *trying == deed).unwrap();
            pages.trying.swap_remove(place);
        });
    }

    /// What was read of the newest of these commands, whose answer was lost.
    pub fn learned(&self, deed: Deed, amount: i64) {
        self.write(|pages| {
            pages.facts.iter_mut().rfind(|fact| fact.deed == deed).unwrap().amount = amount;
        });
    }

    /// A payment was seen to have succeeded.
    pub fn saw_deposit(&self) {
        self.write(|pages| pages.deposited += 1);
    }

    /// A milestone was seen to be funded.
    pub fn saw_funded(&self) {
        self.write(|pages| pages.funded += 1);
    }

    pub fn facts(&self, deed: Deed) -> Vec<Fact> {
        self.write(|pages| pages.facts.iter().filter(|fact| fact.deed == deed).cloned().collect())
    }

    /// How many wait for an answer.
    pub fn trying(&self, deed: Deed) -> usize {
        self.write(|pages| pages.trying.iter().filter(|trying| **trying == deed).count())
    }

    pub fn is_waiting(&self) -> bool {
        self.write(|pages| !pages.trying.is_empty())
    }

    /// Deposits and fundings that were seen.
    pub fn seen(&self) -> (usize, usize) {
        self.write(|pages| (pages.deposited, pages.funded))
    }
}
