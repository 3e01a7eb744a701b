//! The program itself, killed with signal 9 in the middle of the main job, again and again: nothing that was answered is
//! lost, nothing happens twice, the books are right, and the work goes on.
//!
//! Every choice comes from a seed, which a failing test says: `GUILDHALL_KILL_SEED=… GUILDHALL_KILL_ROUNDS=1` makes the
//! same people want the same things and aims the kills at the same places; what the machine does in between may differ.
//! Without these variables there is one round on each engine, of a fixed seed; `cargo xtask prove kill` asks for many.

mod log;
pub mod process;
mod reckoning;
mod story;
mod traffic;

use crate::harness::{config, until};
use domain::account::NewToken;
use domain::actor::{Actor, Proof, Scope};
use domain::text::TokenName;
use domain::time::Span;
use log::Deed;
use process::{Place, Process};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use server::{Config, clock::real_now, instance::open_database};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Context, Platform};
use story::Story;
use tokio::task::JoinSet;
use traffic::{Person, Traffic};
use xtask::postgres::Cluster;

/// Who works for whom, each pair at the same time as the others; Ana pays for two from one wallet.
const PAIRS: [(&str, &str); 4] = [
    ("ana@demo.example", "mirela@demo.example"),
    ("tomas@demo.example", "jonas@demo.example"),
    ("grace@demo.example", "amina@demo.example"),
    ("ana@demo.example", "kenji@demo.example"),
];

/// The seed where nobody asks for another.
const SEED: u64 = 265_414_120;

/// The dice.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0.next_u64() % n
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number")))
}

/// How many rounds are asked for; none are when all tests run.
fn rounds_asked_for() -> Option<u64> {
    number("GUILDHALL_KILL_ROUNDS")
}

/// The seed of the first round, a fresh one where rounds are asked for; the next round's is one more.
fn seed() -> u64 {
    let fresh = || real_now().micros().unsigned_abs() % 1_000_000_000;
    number("GUILDHALL_KILL_SEED").unwrap_or_else(|| rounds_asked_for().map_or(SEED, |_| fresh()))
}

/// What a round did, for the line that it prints.
#[derive(Debug, Default)]
struct Sum {
    kills: u64,
    stories: u64,
    answered: u64,
    lost: u64,
    replayed: u64,
    done_before: u64,
}

async fn rounds(engine: &str, usually: u64, database: impl AsyncFn() -> Database) {
    let (seed, rounds) = (seed(), rounds_asked_for().unwrap_or(usually));
    println!("kills on {engine}: seed {seed}, {rounds} rounds");
    let mut sum = Sum::default();
    for round in 0..rounds {
        println!("to replay on {engine}: GUILDHALL_KILL_SEED={} GUILDHALL_KILL_ROUNDS=1", seed + round);
        let round = Round::begin(seed + round, database().await).await.play().await;
        sum.kills += round.kills;
        sum.stories += round.stories;
        sum.answered += round.answered;
        sum.lost += round.lost;
        sum.replayed += round.replayed;
        sum.done_before += round.done_before;
    }
    println!("kills on {engine}: {sum:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_nothing_that_was_answered_on_sqlite() {
    rounds("SQLite", 1, async || Database::File).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_nothing_that_was_answered_on_postgres() {
    rounds("Postgres", 1, async || Database::Shared(fresh_database().await)).await;
}

// A second Postgres costs more than all the rest; it is started only where rounds are asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_of_the_database_loses_nothing_either() {
    let cluster = async || tokio::task::spawn_blocking(Cluster::start_killable).await.unwrap().unwrap();
    rounds("a Postgres that is killed itself", 0, async || Database::Mortal(cluster().await)).await;
}

/// Where a round keeps its rows, and what is killed in it.
enum Database {
    /// SQLite; the program is killed.
    File,
    /// A database of the Postgres of all tests; the program is killed.
    Shared(String),
    /// A Postgres of its own, which is killed instead of the program.
    Mortal(Cluster),
}

impl Database {
    fn url(&self) -> String {
        match self {
            Self::File => String::new(),
            Self::Shared(url) => url.clone(),
            Self::Mortal(cluster) => cluster.url("postgres"),
        }
    }
}

async fn fresh_database() -> String {
    tokio::task::spawn_blocking(xtask::postgres::fresh_database).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_during_the_first_start_hinders_no_later_one() {
    let seed = seed();
    println!("kills of first starts: seed {seed}");
    let mut chance = Chance::new(seed);
    for url in [String::new(), fresh_database().await] {
        let place = Place::new(url);
        // The first one dies when it has just begun, the others anywhere in what they do first.
        for number in 0..if rounds_asked_for().is_some() { 6 } else { 2 } {
            let process = place.spawn();
            if number == 0 {
                until("the data folder", async || place.data().exists().then_some(())).await;
            } else {
                tokio::time::sleep(Duration::from_millis(chance.below(250))).await;
            }
            process.kill(&place);
        }
        let (process, address) = place.start().await;
        let traffic = Traffic::to(address.clone(), false, false);
        assert_eq!(traffic.look(&address, "jobs").await["items"], serde_json::json!([]));
        place.check_books();
        process.kill(&place);
        place.check_books();
    }
}

/// One instance and its people, until it was killed a few times and everybody has finished.
struct Round {
    // Before the database, so that it ends first.
    process: Process,
    database: Database,
    place: Place,
    traffic: Arc<Traffic>,
    people: Vec<Person>,
    stories: Arc<Mutex<Vec<Arc<Story>>>>,
    chance: Chance,
    seed: u64,
    sum: Sum,
}

impl Round {
    /// A fresh instance with demo people.
    async fn begin(seed: u64, database: Database) -> Self {
        let place = Place::new(database.url());
        let config = Config { sandbox: true, database_url: place.database_url.clone(), ..config(place.folder()) };
        let db = open_database(&config).await.unwrap();
        let platform = Context::new(&db, Platform, &Arc::default(), real_now());
        store::seed::demo(&platform).await.unwrap();
        let stranger = platform.by(None);
        let mut tokens = Vec::new();
        for person in store::seed::PEOPLE {
            let session =
                store::account::sign_in(&stranger, person.email, store::seed::PASSWORD, "test").await.unwrap();
            let acts = platform.by(Actor::new(session.account, Proof::Session));
            let new = NewToken {
                name: TokenName::parse("kill").unwrap(),
                scopes: Scope::ALL.to_vec(),
                life: Span::days(300),
            };
            tokens.push((person.email, store::token::make(&acts, None, store::seed::PASSWORD, &new).await.unwrap()));
        }
        db.close().await;
        let (process, address) = place.start().await;
        let (is_mortal, is_file) = (matches!(database, Database::Mortal(_)), matches!(database, Database::File));
        let traffic = Arc::new(Traffic::to(address, is_mortal, !is_file));
        let person = |(email, token)| Person { email, token, traffic: Arc::clone(&traffic) };
        let people = tokens.into_iter().map(person).collect();
        let (stories, chance, sum) = (Arc::default(), Chance::new(seed), Sum::default());
        Self { process, database, place, traffic, people, stories, chance, seed, sum }
    }

    fn person(&self, email: &str) -> Person {
        self.people.iter().find(|person| person.email == email).unwrap().clone()
    }

    /// Lets every pair do one job after another until `closing`.
    fn set_out(&self, closing: &Arc<AtomicBool>) -> JoinSet<()> {
        let mut at_work = JoinSet::new();
        for (pair, (client, freelancer)) in (1_u64..).zip(PAIRS) {
            let (client, freelancer) = (self.person(client), self.person(freelancer));
            let (closing, stories, seed) = (Arc::clone(closing), Arc::clone(&self.stories), self.seed);
            at_work.spawn(async move {
                for number in 1_u64.. {
                    let chance = Chance::new(seed ^ (pair << 48) ^ (number << 32));
                    let title = format!("Tide gauge {pair}.{number} of round {seed}");
                    let story = Arc::new(Story::new(title, client.clone(), freelancer.clone(), chance));
                    stories.lock().unwrap().push(Arc::clone(&story));
                    story.play().await;
                    if closing.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        at_work
    }

    async fn play(mut self) -> Sum {
        let closing = Arc::new(AtomicBool::new(false));
        let mut at_work = self.set_out(&closing);
        let mut interrupted = Vec::new();
        for _ in 0..2 + self.chance.below(3) {
            let aim = self.traffic.sent() + 10 + self.chance.below(70);
            let pause = Duration::from_micros(self.chance.below(4_000));
            tokio::select! {
                () = self.traffic.reaches(aim) => tokio::time::sleep(pause).await,
                ended = at_work.join_next() => {
                    ended.unwrap().unwrap();
                    panic!("somebody stopped working");
                }
            }
            self = self.kill().await;
            interrupted.extend(self.stories().into_iter().filter(|story| story.log.is_waiting()));
        }
        closing.store(true, Ordering::Relaxed);
        while let Some(ended) = at_work.join_next().await {
            ended.unwrap();
        }
        for story in &interrupted {
            assert!(!story.log.is_waiting(), "“{}” was not finished", story.title);
        }
        self.close().await
    }

    fn stories(&self) -> Vec<Arc<Story>> {
        self.stories.lock().unwrap().clone()
    }

    /// Kills and starts again, and lets nobody in before everything was looked at.
    async fn kill(mut self) -> Self {
        self.sum.kills += 1;
        let traffic = Arc::clone(&self.traffic);
        if let Database::Mortal(cluster) = &self.database {
            tokio::task::block_in_place(|| cluster.crash_and_restart()).unwrap();
            let address = traffic.address.write().await;
            self.reckon(&address).await;
            self.place.check_books();
            drop(address);
            return self;
        }
        self.process.kill(&self.place);
        let mut gate = traffic.address.write().await;
        self.place.check_books();
        // Sometimes the next one does not live long either.
        while self.chance.below(3) == 0 {
            let process = self.place.spawn();
            tokio::time::sleep(Duration::from_millis(self.chance.below(200))).await;
            process.kill(&self.place);
            self.sum.kills += 1;
        }
        let (process, address) = self.place.start().await;
        self.process = process;
        self.reckon(&address).await;
        *gate = address;
        drop(gate);
        self
    }

    async fn reckon(&self, address: &str) {
        let clock = self.traffic.look(address, "sandbox/clock").await;
        let moved = clock["ahead_seconds"].as_u64().unwrap();
        assert!(moved >= self.traffic.moved(), "the clock was moved by {} seconds: {clock}", self.traffic.moved());
        let stories = self.stories();
        futures_util::future::join_all(stories.iter().map(|story| story.reckon(address))).await;
    }

    /// Everybody has finished: now every sum is known.
    async fn close(mut self) -> Sum {
        let address = self.traffic.address.read().await.clone();
        self.reckon(&address).await;
        // Five days and some: what was released has cleared.
        self.traffic.pass(6 * 24 * 60).await;
        let stories = self.stories();
        for person in &self.people {
            let worked = stories.iter().filter(|story| story.freelancer.email == person.email);
            let released: i64 = worked.flat_map(|story| story.log.facts(Deed::Approve)).map(|fact| fact.amount).sum();
            let lines = reckoning::statement(person, &address).await;
            let cleared = lines.iter().filter(|line| line["kind"] == "clear" && line["account"] == "wallet");
            let cleared: i64 = cleared.map(|line| line["amount"]["minor"].as_i64().unwrap()).sum();
            // The freelancer's fee is five in a hundred.
            assert_eq!(cleared, released / 100 * 95, "{}: {lines:?}", person.email);
        }
        self.place.check_books();
        self.process.kill(&self.place);
        self.place.check_books();
        let read = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        self.sum.kills += 1;
        self.sum.stories = stories.len() as u64;
        self.sum.answered = read(&self.traffic.answered);
        self.sum.lost = read(&self.traffic.lost);
        self.sum.replayed = read(&self.traffic.replayed);
        self.sum.done_before = read(&self.traffic.done_before);
        self.sum
    }
}
