//! The simulation within the test command: seeds that broke something once, then fresh ones. More of them:
//! `cargo xtask prove sim`, or `GUILDHALL_SIM_STEPS_SQLITE` and `GUILDHALL_SIM_STEPS_POSTGRES`; `GUILDHALL_SIM_SEED` replays one episode.

use sim::{EPISODE, Tally, episode, seed_of_episode};
use std::path::PathBuf;
use store::Settings;
use xtask::postgres;

/// Seeds that broke something once, oldest first; each is played on both engines before anything new.
const REGRESSIONS: &[u64] = &[];
const STEPS_SQLITE: u64 = 20_000;
const STEPS_POSTGRES: u64 = 2_000;
/// Where a run without a seed of its own begins; the same every time, so that a red test stays red.
const SEED: u64 = 2027;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.trim().parse().ok()
}

/// The seeds to play: one that was asked for, or regressions and then as many fresh ones as the steps need.
fn seeds(steps: u64) -> Vec<u64> {
    if let Some(seed) = number("GUILDHALL_SIM_SEED") {
        return vec![seed];
    }
    let fresh = (0..steps.div_ceil(u64::from(EPISODE))).map(|episode| seed_of_episode(SEED, episode));
    REGRESSIONS.iter().copied().chain(fresh).collect()
}

async fn play(engine: &str, steps: u64, settings: impl AsyncFn(u64) -> Settings) {
    let mut total = Tally::default();
    for seed in seeds(steps) {
        println!("{engine}: seed {seed}");
        match episode(settings(seed).await, seed, EPISODE).await {
            Ok(tally) => total = total.plus(tally),
            Err(broken) => panic!("{engine}: {broken}"),
        }
    }
    println!("{engine}: {total:?}");
    // A simulation in which nothing happens proves nothing.
    assert!(total.movements > total.steps / 20 && total.crashed > total.steps / 50 && total.durable > 0, "{total:?}");
}

/// Memory in place of a disk where the machine has it: a crash of ours is no crash of the machine.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    base.join(format!("guildhall-sim-{}", std::process::id()))
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_steps_on_sqlite() {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    let steps = number("GUILDHALL_SIM_STEPS_SQLITE").unwrap_or(STEPS_SQLITE);
    play("sqlite", steps, async |seed| {
        for old in std::fs::read_dir(&folder).unwrap() {
            std::fs::remove_file(old.unwrap().path()).unwrap();
        }
        Settings::sqlite(folder.join(format!("{seed}.db")))
    })
    .await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_steps_on_postgres() {
    let steps = number("GUILDHALL_SIM_STEPS_POSTGRES").unwrap_or(STEPS_POSTGRES);
    play("postgres", steps, async |_seed| {
        let url = tokio::task::spawn_blocking(postgres::fresh_database).await.unwrap();
        Settings::postgres(url)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_seed_is_one_episode() {
    let folder = folder().with_extension("twice");
    std::fs::create_dir_all(&folder).unwrap();
    let mut tallies = Vec::new();
    for file in ["one.db", "two.db"] {
        tallies.push(
            episode(Settings::sqlite(folder.join(file)), 7, 150).await.unwrap_or_else(|broken| panic!("{broken}")),
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(tallies[0], tallies[1]);
}
