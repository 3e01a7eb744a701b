//! One step: press, perhaps die on the way, and judge what the store did by what the oracle says.

use crate::chance::Chance;
use crate::oracle::{Id, No, Oracle, Step, Touched};
use crate::rules;
use crate::tally::Tally;
use domain::actor::{Actor, Proof};
use domain::id::AccountId;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};
use gateway::sandbox::{MemoryBook, Sandbox};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use store::fault::{Faults, Point};
use store::{Context, Db, Error, Platform, Settings, account, ledger, seed};

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
    /// The store under test.
    pub db: Db,
    settings: Settings,
    faults: Faults,
    seed: u64,
    processes: u64,
    /// Where every random choice comes from.
    pub chance: Chance,
    /// The rules of this instance at the moment.
    pub rules: Arc<Rules>,
    /// The time in this world.
    pub now: Timestamp,
    /// Everybody; the first three began as clients.
    pub people: Vec<Actor>,
    /// The gateway's own world: no crash of ours touches it.
    pub gateway: Sandbox<MemoryBook>,
    /// What should be.
    pub oracle: Oracle,
    /// The newest event that each person was seen to be told.
    pub heard: BTreeMap<Id, i64>,
    /// Steps in a row after which nobody looked at mails.
    pub steps_without_mail: u32,
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
        let mut chance = Chance::new(seed);
        let (rules, plain) = rules::draw(&mut chance);
        let (rules, mut people) = (Arc::new(rules), Vec::new());
        let platform = Context::new(&db, Platform, &rules, BEGIN);
        seed::demo(&platform).await.map_err(fault)?;
        let stranger = platform.by(None);
        for person in &seed::PEOPLE {
            let session =
                account::sign_in(&stranger, person.email, seed::PASSWORD, "simulation").await.map_err(fault)?;
            people.push(Actor::new(session.account, Proof::Session));
        }
        let mut world = Self {
            db,
            settings,
            faults,
            seed,
            rules,
            people,
            chance,
            processes: 1,
            now: BEGIN,
            gateway: Sandbox::new(MemoryBook::default(), [7; 32]),
            oracle: Oracle::new(plain),
            heard: BTreeMap::new(),
            steps_without_mail: 0,
            diary: VecDeque::new(),
            tally: Tally::default(),
        };
        world.overhear().await?;
        Ok(world)
    }

    pub(crate) async fn close(&self) {
        self.db.close().await;
    }

    /// The operator changes the rules: what was agreed before keeps the old ones.
    pub fn change_rules(&mut self) {
        let (rules, plain) = rules::draw(&mut self.chance);
        self.note(format!("the rules are {plain:?} now"));
        self.rules = Arc::new(rules);
        self.oracle.rules = plain;
    }

    /// The context in which somebody acts now.
    pub fn context<Who>(&self, actor: Who) -> Context<Who> {
        Context::new(&self.db, actor, &self.rules, self.now)
    }

    /// This person acts now.
    pub fn by(&self, actor: &Actor) -> Context {
        self.context(actor.clone())
    }

    /// Now, as the oracle counts.
    pub fn moment(&self) -> i64 {
        self.now.micros()
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

    /// The oracle after a command, or the code of its refusal.
    ///
    /// # Errors
    /// The refusal.
    pub fn after<T>(&self, command: impl FnOnce(&mut Oracle) -> Result<T, No>) -> Result<Oracle, No> {
        let mut after = self.oracle.fresh();
        command(&mut after)?;
        Ok(after)
    }

    /// Holds what the store did against what the oracle says, and moves the oracle along.
    ///
    /// # Errors
    /// The store did what the rules refuse, refused what they allow, lost what it acknowledged, did half of it, or told
    /// somebody something else.
    pub async fn conclude(&mut self, answer: Answer<()>, after: Result<Oracle, No>) -> Result<(), String> {
        match (answer, after) {
            (Answer::Done(()), Ok(after)) => {
                let differs = self.differences(&after, &after.step.touched).await?;
                if !differs.is_empty() {
                    return Err(differs.join("; "));
                }
                self.take(after).await
            }
            (Answer::Refused(code), Err(no)) if code == no => {
                self.tally.reach(("refusal", no, ""));
                self.heard(&Step::default()).await
            }
            (Answer::Crashed, Ok(after)) => {
                let kept = self.differences(&self.oracle, &after.step.touched).await?;
                if kept.is_empty() {
                    return self.heard(&Step::default()).await;
                }
                self.tally.durable += 1;
                let gone = self.differences(&after, &after.step.touched).await?;
                if !gone.is_empty() {
                    let (before, after) = (kept.join("; "), gone.join("; "));
                    return Err(format!(
                        "half of a command is durable.\nagainst before: {before}\nagainst after: {after}"
                    ));
                }
                self.take(after).await
            }
            (Answer::Crashed, Err(_)) => self.heard(&Step::default()).await,
            (Answer::Done(()), Err(no)) => Err(format!("the store did what the rules refuse: {no}")),
            (Answer::Refused(code), Ok(_)) => Err(format!("the store refused what the rules allow: {code}")),
            (Answer::Refused(code), Err(no)) => Err(format!("the store refused with {code}, the rules with {no}")),
        }
    }

    async fn take(&mut self, after: Oracle) -> Result<(), String> {
        self.heard(&after.step).await?;
        self.tally.movements += after.book.movements - self.oracle.book.movements;
        after.step.reached.iter().for_each(|reached| self.tally.reach(*reached));
        self.oracle = after;
        Ok(())
    }

    /// The same for a command that made something: after a crash, a new thing that is found is durable.
    ///
    /// # Errors
    /// As [`World::conclude`].
    pub async fn conclude_new(
        &mut self,
        answer: Answer<()>,
        was_found: bool,
        after: Result<Oracle, No>,
    ) -> Result<(), String> {
        let durable = answer == Answer::Crashed && was_found;
        self.tally.durable += u64::from(durable);
        self.conclude(if durable { Answer::Done(()) } else { answer }, after).await
    }

    pub(crate) async fn differences(&self, oracle: &Oracle, things: &BTreeSet<Touched>) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        for thing in things {
            found.extend(self.differs(oracle, *thing).await?);
        }
        Ok(found)
    }

    /// One of the things that fit, mostly a young one; sometimes any: what does not fit is refused.
    pub fn pick(&mut self, all: Vec<Id>, fits: impl Fn(&Oracle, Id) -> bool) -> Option<Id> {
        let fitting: Vec<Id> = if self.chance.one_in(8) {
            Vec::new()
        } else {
            all.iter().copied().filter(|id| fits(&self.oracle, *id)).collect()
        };
        let from = if fitting.is_empty() { all } else { fitting };
        self.chance.recent(from.len()).map(|place| from[place])
    }

    /// Mostly the right person, sometimes anybody: they are refused.
    pub fn who(&mut self, right: Id) -> Actor {
        let anybody = if self.chance.one_in(12) { self.chance.place(self.people.len()) } else { None };
        anybody.map_or_else(|| self.actor(right), |place| self.people[place].clone())
    }

    /// This person.
    pub fn actor(&self, account: Id) -> Actor {
        Actor::new(AccountId::from_raw(account), Proof::Session)
    }

    /// Holds everything against the oracle, and the books against their rules.
    ///
    /// # Errors
    /// Whatever is not as it should be.
    pub async fn check_everything(&mut self) -> Result<(), String> {
        let mut everything = BTreeSet::from([Touched::Books]);
        everything.extend(self.oracle.jobs.keys().map(|id| Touched::Job(*id)));
        everything.extend(self.oracle.proposals.keys().map(|id| Touched::Proposal(*id)));
        everything.extend(self.oracle.offers.keys().map(|id| Touched::Offer(*id)));
        everything.extend(self.oracle.contracts.keys().map(|id| Touched::Contract(*id)));
        everything.extend(self.oracle.payments.keys().map(|id| Touched::Payment(*id)));
        everything.extend(self.oracle.rooms.keys().map(|id| Touched::Room(*id)));
        everything.extend(self.people.iter().map(|actor| Touched::Diary(actor.account().raw())));
        let mut broken = self.differences(&self.oracle, &everything).await?;
        for actor in &self.people {
            let owner = actor.account().raw();
            broken.extend(crate::purse::differs(self, &self.oracle, owner, crate::purse::ALL).await?);
        }
        broken.extend(ledger::check(&self.db).await.map_err(fault)?);
        broken.extend(self.nothing_else_heard().await.err());
        if broken.is_empty() { Ok(()) } else { Err(broken.join("; ")) }
    }

    /// The clock moves on a little, so that a lost lease ends.
    pub fn wait_a_minute(&mut self) {
        self.now = self.now.plus(Span::seconds(61));
    }
}
