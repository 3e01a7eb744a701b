//! One step: press, perhaps die on the way, and judge what the store did by what the model says.

use crate::chance::Chance;
use crate::model::{Model, Subject};
use crate::talk::Talk;
use domain::actor::{Actor, Proof};

use domain::refusal::Refusal;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use gateway::sandbox::{MemoryBook, Sandbox};
use std::collections::VecDeque;
use store::fault::{Faults, Point};
use store::{Db, Error, Settings, account, ledger, seed};

/// One command in this many dies on its way.
const CRASH_ONE_IN: u64 = 8;
/// It dies at one of so many steps (statements, commits); most commands have fewer, so some planned crashes do not happen.
const CRASH_WITHIN: u64 = 24;
/// One crash in this many also opens the database anew, as a new process does.
const REOPEN_ONE_IN: u64 = 6;
/// How many of the last things are told when something breaks.
const DIARY: usize = 25;
/// Every episode begins at 2027-01-15 08:00 UTC.
const BEGIN: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

/// What an episode did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Steps.
    pub steps: u64,
    /// Commands that were carried out.
    pub done: u64,
    /// Commands that were refused, by store and model alike.
    pub refused: u64,
    /// Processes that died on the way.
    pub crashed: u64,
    /// Of these, commands that turned out to be durable all the same.
    pub durable: u64,
    /// Movements of money.
    pub movements: u64,
}

impl Tally {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            steps: self.steps + other.steps,
            done: self.done + other.done,
            refused: self.refused + other.refused,
            crashed: self.crashed + other.crashed,
            durable: self.durable + other.durable,
            movements: self.movements + other.movements,
        }
    }
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

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<T> {
    /// It was acknowledged: it must be durable.
    Done(T),
    /// The store said no, with this code.
    Refused(&'static str),
    /// The process died: nobody knows yet.
    Crashed,
}

impl<T> Answer<T> {
    /// The same without what it gave.
    pub fn plain(&self) -> Answer<()> {
        match self {
            Answer::Done(_) => Answer::Done(()),
            Answer::Refused(code) => Answer::Refused(code),
            Answer::Crashed => Answer::Crashed,
        }
    }
}

/// Everything that takes part.
#[derive(Debug)]
pub struct World {
    /// The store.
    pub db: Db,
    settings: Settings,
    faults: Faults,
    seed: u64,
    processes: u64,
    /// The dice.
    pub chance: Chance,
    /// The rules of this hall.
    pub rules: Rules,
    /// Now.
    pub now: Timestamp,
    /// Everybody; the first three began as clients.
    pub people: Vec<Actor>,
    /// The gateway's own world: no crash of ours touches it.
    pub gateway: Sandbox<MemoryBook>,
    /// What should be.
    pub model: Model,
    /// Rooms and timers as they should be.
    pub talk: Talk,
    /// The last things that were done.
    pub diary: VecDeque<String>,
    /// What was done so far.
    pub tally: Tally,
}

/// A fault as the text of what broke.
pub(crate) fn fault(error: Error) -> String {
    format!("the store failed: {error}")
}

impl World {
    pub(crate) async fn open(settings: Settings, seed: u64) -> Result<Self, String> {
        let faults = Faults::injectable();
        let settings = Settings { faults: faults.clone(), seed: Some(seed), ..settings };
        let db = Db::open(&settings).await.map_err(fault)?;
        let rules = Rules::default();
        seed::demo(&db, &rules, BEGIN).await.map_err(fault)?;
        let mut people = Vec::new();
        for person in &seed::PEOPLE {
            let session =
                account::sign_in(&db, person.email, seed::PASSWORD, "simulation", BEGIN).await.map_err(fault)?;
            people.push(Actor::new(session.account, Proof::Session));
        }
        Ok(Self {
            db,
            settings,
            faults,
            seed,
            rules,
            people,
            processes: 1,
            chance: Chance::new(seed),
            now: BEGIN,
            gateway: Sandbox::new(MemoryBook::default(), [7; 32]),
            model: Model::default(),
            talk: Talk::default(),
            diary: VecDeque::new(),
            tally: Tally::default(),
        })
    }

    pub(crate) async fn close(&self) {
        self.db.close().await;
    }

    /// Notes what is about to be done.
    pub fn note(&mut self, what: String) {
        if self.diary.len() == DIARY {
            self.diary.pop_front();
        }
        self.diary.push_back(format!("{:?} {what}", self.now));
    }

    /// Before a command: perhaps this process will die on its way.
    pub fn arm(&mut self) {
        if self.chance.one_in(CRASH_ONE_IN) {
            let step = 1 + u32::try_from(self.chance.below(CRASH_WITHIN)).unwrap_or(0);
            match self.chance.below(4) {
                // Durable, and nobody has been told.
                0 => self.faults.crash_at(Point::AfterCommit, 1),
                1 => self.faults.crash_at(Point::BeforeCommit, 1),
                _anywhere => self.faults.crash_in(step),
            }
        }
    }

    /// After it: what became of it. A dead process is followed by a new one.
    ///
    /// # Errors
    /// A fault that nobody injected.
    pub async fn judge<T>(&mut self, answer: store::Result<T>) -> Result<Answer<T>, String> {
        let crashed = self.faults.crashed();
        self.faults.restart();
        let answer = match answer {
            Ok(value) => Answer::Done(value),
            Err(Error::Refused(refusal)) => Answer::Refused(refusal.code()),
            Err(_) if crashed => Answer::Crashed,
            Err(error) => return Err(fault(error)),
        };
        match &answer {
            Answer::Done(_) => self.tally.done += 1,
            Answer::Refused(_) => self.tally.refused += 1,
            Answer::Crashed => {
                self.tally.crashed += 1;
                self.note("— the process died".to_owned());
            }
        }
        if crashed && self.chance.one_in(REOPEN_ONE_IN) {
            self.reopen().await?;
        }
        Ok(answer)
    }

    async fn reopen(&mut self) -> Result<(), String> {
        self.db.close().await;
        self.processes += 1;
        // Another process draws other random numbers; the same ones would make the same ids again.
        self.settings.seed = Some(self.seed ^ (self.processes << 40));
        self.db = Db::open(&self.settings).await.map_err(fault)?;
        Ok(())
    }

    /// Holds what the store did against what the model says, and moves the model along.
    ///
    /// # Errors
    /// The store did what the rules refuse, refused what they allow, lost what it acknowledged, or did half of it.
    pub async fn conclude(&mut self, answer: Answer<()>, after: Result<Model, Refusal>) -> Result<(), String> {
        match (answer, after) {
            (Answer::Done(()), Ok(after)) => {
                self.must_be(&after).await?;
                self.take(after);
            }
            (Answer::Refused(code), Err(refusal)) if refusal.code() == code => {}
            (Answer::Crashed, Ok(after)) => {
                let kept = self.differences(&self.model, &after.touched).await?;
                if !kept.is_empty() {
                    self.tally.durable += 1;
                    let gone = self.differences(&after, &after.touched).await?;
                    if !gone.is_empty() {
                        return Err(format!(
                            "half of a command is durable.\nagainst before: {}\nagainst after: {}",
                            kept.join("; "),
                            gone.join("; ")
                        ));
                    }
                    self.take(after);
                }
            }
            (Answer::Crashed, Err(_)) => {}
            (Answer::Done(()), Err(refusal)) => {
                return Err(format!("the store did what the rules refuse: {}", refusal.code()));
            }
            (Answer::Refused(code), Ok(_)) => return Err(format!("the store refused what the rules allow: {code}")),
            (Answer::Refused(code), Err(refusal)) => {
                return Err(format!("the store refused with {code}, the rules with {}", refusal.code()));
            }
        }
        Ok(())
    }

    fn take(&mut self, after: Model) {
        self.tally.movements += (after.book.movements().len() - self.model.book.movements().len()) as u64;
        self.model = after;
    }

    /// The same for a command that made something: after a crash, whoever finds the new thing knows that it is durable.
    ///
    /// # Errors
    /// As [`World::conclude`].
    pub async fn conclude_new(
        &mut self,
        answer: Answer<()>,
        was_found: bool,
        after: Result<Model, Refusal>,
    ) -> Result<(), String> {
        let durable = answer == Answer::Crashed && was_found;
        self.tally.durable += u64::from(durable);
        self.conclude(if durable { Answer::Done(()) } else { answer }, after).await
    }

    async fn must_be(&self, model: &Model) -> Result<(), String> {
        let found = self.differences(model, &model.touched).await?;
        if found.is_empty() { Ok(()) } else { Err(found.join("; ")) }
    }

    async fn differences(
        &self,
        model: &Model,
        subjects: &std::collections::BTreeSet<Subject>,
    ) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        for subject in subjects {
            let differs = match *subject {
                Subject::Job(place) => self.job_differs(model, place).await?,
                Subject::Proposal(place) => self.proposal_differs(model, place).await?,
                Subject::Offer(place) => self.offer_differs(model, place).await?,
                Subject::Deal(place) => self.deal_differs(model, place).await?,
                Subject::Charge(place) => self.charge_differs(model, place).await?,
                Subject::Books => self.books_differ(model).await?,
            };
            found.extend(differs);
        }
        Ok(found)
    }

    /// A place among the things that fit; sometimes any place: what does not fit is refused.
    pub fn pick(&mut self, length: usize, fits: impl Fn(&Model, usize) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = if self.chance.one_in(8) {
            Vec::new()
        } else {
            (0..length).filter(|place| fits(&self.model, *place)).collect()
        };
        match self.chance.recent(fitting.len()) {
            Some(place) => Some(fitting[place]),
            None => self.chance.recent(length),
        }
    }

    /// Mostly the right person, sometimes anybody: they are refused.
    pub fn who(&mut self, right: domain::id::AccountId) -> Actor {
        let anybody = if self.chance.one_in(12) { self.chance.place(self.people.len()) } else { None };
        anybody.map_or_else(|| self.actor(right), |place| self.people[place].clone())
    }

    /// The actor of an account.
    pub fn actor(&self, account: domain::id::AccountId) -> Actor {
        Actor::new(account, Proof::Session)
    }

    /// Holds everything against the model, and the books against their rules.
    ///
    /// # Errors
    /// Whatever is not as it should be.
    pub async fn check_everything(&mut self) -> Result<(), String> {
        let mut everything = std::collections::BTreeSet::from([Subject::Books]);
        everything.extend((0..self.model.jobs.len()).map(Subject::Job));
        everything.extend((0..self.model.proposals.len()).map(Subject::Proposal));
        everything.extend((0..self.model.offers.len()).map(Subject::Offer));
        everything.extend((0..self.model.deals.len()).map(Subject::Deal));
        everything.extend((0..self.model.charges.len()).map(Subject::Charge));
        let mut broken = self.differences(&self.model, &everything).await?;
        broken.extend(ledger::check(&self.db).await.map_err(fault)?);
        broken.extend(self.model.book.check().err());
        broken.extend(crate::talk::differences(self).await?);
        if broken.is_empty() { Ok(()) } else { Err(broken.join("; ")) }
    }

    /// The clock moves on a little, so that a lost lease ends.
    pub fn wait_a_minute(&mut self) {
        self.now = self.now.plus(Span::seconds(61));
    }
}
