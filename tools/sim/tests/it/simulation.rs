//! The simulation within the test command: seeds that broke something once, then the same ones each time. More of them, and
//! new ones: `cargo xtask prove sim`, or `GUILDHALL_SIM_STEPS_SQLITE`, `GUILDHALL_SIM_STEPS_POSTGRES` and
//! `GUILDHALL_SIM_FRESH=1`; `GUILDHALL_SIM_SEED` replays one episode. With `GUILDHALL_SIM_SOMETIMES_MIN` a run fails that has
//! reached a transition or a refusal less often.

use crate::seeds::{self, number};
use sim::{EPISODE, Tally, episode};
use std::path::PathBuf;
use store::Settings;
use xtask::postgres;

const STEPS_SQLITE: u64 = 20_000;
const STEPS_POSTGRES: u64 = 2_000;
/// How many of the rarest things a run prints.
const RAREST: usize = 30;

async fn play(engine: &str, steps: u64, settings: impl AsyncFn(u64) -> Settings) -> Tally {
    let mut total = Tally::default();
    for seed in seeds::to_play(steps) {
        println!("{engine}: seed {seed}");
        match episode(settings(seed).await, seed, EPISODE).await {
            Ok(tally) => total = total.plus(tally),
            Err(broken) => {
                seeds::keep(seed);
                panic!("{engine}: {broken}");
            }
        }
    }
    let Tally { steps, done, refused, crashed, durable, movements, .. } = total;
    println!(
        "{engine}: {steps} steps, {done} done, {refused} refused, {crashed} crashed, {durable} durable, {movements} movements"
    );
    for (what, times) in total.sometimes().iter().take(RAREST) {
        println!("{engine}: {times} times: {what}");
    }
    // A simulation in which nothing happens proves nothing; one episode that is replayed is what it is.
    let lively = movements > steps / 20 && crashed > steps / 50 && durable > 0;
    assert!(lively || number("GUILDHALL_SIM_SEED").is_some(), "{total:?}");
    total
}

/// Every transition of the oracle and every refusal was reached so often, where a number is asked for.
fn reached_often_enough(total: &Tally) {
    let least = number("GUILDHALL_SIM_SOMETIMES_MIN").unwrap_or(0);
    let rare: Vec<_> = total.sometimes().into_iter().filter(|(_, times)| *times < least).collect();
    assert!(rare.is_empty(), "reached fewer than {least} times: {rare:?}");
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
    let total = play("sqlite", steps, async |seed| {
        for old in std::fs::read_dir(&folder).unwrap() {
            std::fs::remove_file(old.unwrap().path()).unwrap();
        }
        Settings::sqlite(folder.join(format!("{seed}.db")))
    })
    .await;
    std::fs::remove_dir_all(&folder).unwrap();
    // The dice are the same on both engines, so the longer run answers for both.
    reached_often_enough(&total);
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
