//! What a run did, what it reached, and what broke.

use crate::oracle::table::{self, Reached};
use std::collections::BTreeMap;

/// What an episode, or a run of many, did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many steps were made.
    pub steps: u64,
    /// Commands that were carried out.
    pub done: u64,
    /// Commands that were refused, by store and oracle alike.
    pub refused: u64,
    /// Processes that died on the way.
    pub crashed: u64,
    /// Of these, commands that turned out to be durable all the same.
    pub durable: u64,
    /// Movements of money.
    pub movements: u64,
    /// How often each transition was taken and each refusal given.
    reached: BTreeMap<Reached, u64>,
}

impl Tally {
    pub(crate) fn reach(&mut self, what: Reached) {
        *self.reached.entry(what).or_default() += 1;
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        for (what, times) in other.reached {
            *self.reached.entry(what).or_default() += times;
        }
        Self {
            steps: self.steps + other.steps,
            done: self.done + other.done,
            refused: self.refused + other.refused,
            crashed: self.crashed + other.crashed,
            durable: self.durable + other.durable,
            movements: self.movements + other.movements,
            reached: self.reached,
        }
    }

    /// Every transition of the oracle and every refusal that a command can be given, with how often it was reached; the rarest
    /// first.
    pub fn sometimes(&self) -> Vec<(String, u64)> {
        let refusals = table::refusals().into_iter().map(|code| ("refusal", code, ""));
        let mut all: Vec<(String, u64)> = table::transitions()
            .into_iter()
            .chain(refusals)
            .map(|what| (name(what), self.reached.get(&what).copied().unwrap_or(0)))
            .collect();
        all.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        all
    }
}

fn name((thing, command, from): Reached) -> String {
    if from.is_empty() { format!("{thing} {command}") } else { format!("{thing} {from}: {command}") }
}

/// What broke, and how to see it again.
#[derive(Debug)]
pub struct Broken(String);

impl Broken {
    pub(crate) fn new<'a>(seed: u64, step: u32, diary: impl IntoIterator<Item = &'a String>, why: &str) -> Self {
        let diary: Vec<&str> = diary.into_iter().map(String::as_str).collect();
        Self(format!(
            "seed {seed}, step {step}: {why}\nreplay: GUILDHALL_SIM_SEED={seed}\nbefore that:\n  {}",
            diary.join("\n  ")
        ))
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
