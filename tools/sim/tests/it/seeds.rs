//! Which seeds a run plays: those that broke something once, then new ones.

use sim::{EPISODE, fresh_seed, seed_of_episode};
use std::io::Write;
use std::path::PathBuf;

/// Seeds that broke something once, oldest first; each is played on both engines before anything new.
const REGRESSIONS: &[u64] = &[];
/// Where a run without a seed of its own begins; the same every time, so that a red test stays red.
const SEED: u64 = 2027;
/// So many of the newest seeds that failed on this machine are played again.
const KEPT: usize = 10;

/// A number from the environment.
pub fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.trim().parse().ok()
}

/// One that was asked for; else those that failed once, here or anywhere, and then as many others as the steps need.
pub fn to_play(steps: u64) -> Vec<u64> {
    if let Some(seed) = number("GUILDHALL_SIM_SEED") {
        return vec![seed];
    }
    let begin = if number("GUILDHALL_SIM_FRESH") == Some(1) { fresh_seed() } else { SEED };
    println!("the run begins at {begin}");
    let others = (0..steps.div_ceil(u64::from(EPISODE))).map(|episode| seed_of_episode(begin, episode));
    REGRESSIONS.iter().copied().chain(kept()).chain(others).collect()
}

/// The user's own list of seeds that failed.
fn list() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
    Some(cache.join("guildhall").join("sim-seeds"))
}

fn kept() -> Vec<u64> {
    let text = list().and_then(|list| std::fs::read_to_string(list).ok()).unwrap_or_default();
    let all: Vec<u64> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    all[all.len().saturating_sub(KEPT)..].to_vec()
}

/// Keeps a seed that failed, so that the next run plays it first. Where there is no such folder it is only printed.
pub fn keep(seed: u64) {
    let Some(list) = list().filter(|_| !kept().contains(&seed)) else { return };
    let folder = list.parent().map(std::fs::create_dir_all);
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&list);
    match (folder, file.and_then(|mut file| writeln!(file, "{seed}"))) {
        (Some(Ok(())), Ok(())) => println!("seed {seed} is kept in {}", list.display()),
        (folder, written) => println!("seed {seed} could not be kept: {folder:?} {written:?}"),
    }
}
