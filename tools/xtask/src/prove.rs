//! `prove`: the long proofs. Each part is a test with larger numbers; what it did is added to `docs/proof.md`.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::process::ExitCode;

use xtask::postgres::{ADDRESS_VARIABLE, Cluster};

use crate::count::Count;
use crate::places::Places;
use crate::setup::{self, Need};
use crate::step::{Steps, minutes, now, spoken};

/// One proof, short enough to finish within the hour on two cores.
struct Part {
    name: &'static str,
    what: &'static str,
    cargo: &'static [&'static str],
    numbers: &'static [(&'static str, &'static str)],
}

const PARTS: &[Part] = &[
    Part {
        name: "sim",
        what: "random people, commands, crashes and clock jumps on both engines",
        cargo: &["test", "--release", "--package", "sim", "--", "--nocapture"],
        numbers: &[("GUILDHALL_SIM_STEPS_SQLITE", "1000000"), ("GUILDHALL_SIM_STEPS_POSTGRES", "100000")],
    },
    Part {
        name: "rules",
        what: "random sequences of commands against the pure rules",
        cargo: &["test", "--release", "--package", "domain"],
        numbers: &[("PROPTEST_CASES", "20000")],
    },
    Part {
        name: "races",
        what: "two people press at once, on both engines",
        cargo: &["test", "--release", "--package", "store", "race"],
        numbers: &[("GUILDHALL_RACE_ROUNDS", "1000")],
    },
    Part {
        name: "kill",
        what: "the real binary is killed under load; nothing that was answered is lost",
        cargo: &["test", "--release", "--package", "server", "kill", "--", "--nocapture"],
        numbers: &[("GUILDHALL_KILL_ROUNDS", "200")],
    },
];

/// Runs one part, or all of them in order.
pub fn prove(places: &Places, wanted: Option<&str>) -> Result<ExitCode, String> {
    let parts: Vec<&Part> = PARTS.iter().filter(|part| wanted.is_none_or(|name| name == part.name)).collect();
    if parts.is_empty() {
        let known: Vec<String> = PARTS.iter().map(|part| format!("  {:<8} {}", part.name, part.what)).collect();
        return Err(format!("there is no such part; these are known:\n{}", known.join("\n")));
    }
    setup::make_ready(places, &[Need::Postgres])?;
    let plan: Vec<_> = parts.iter().map(|part| (part.name, minutes(50))).collect();
    let mut steps = Steps::new(places, &plan)?;
    let cluster = Cluster::start().map_err(|error| error.to_string())?;
    for part in parts {
        println!("    {}", part.what);
        let begun = now();
        let mut command = places.cargo(part.cargo);
        command.envs(part.numbers.iter().copied()).env(ADDRESS_VARIABLE, cluster.url("postgres"));
        let ended = steps.run(part.name, &mut command);
        let count = Count::read(&ended.log);
        let line = format!(
            "| {} | {} | {} | {} | {} | {} | {} passed, {} failed |\n",
            places.answer("date", &["--utc", "+%Y-%m-%d"]).unwrap_or_default(),
            commit(places),
            part.name,
            part.numbers.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "),
            seeds(&ended.log),
            spoken(begun.elapsed()),
            count.passed,
            if ended.passed { count.failed } else { count.failed.max(1) },
        );
        record(places, &line)?;
    }
    Ok(steps.finish())
}

fn record(places: &Places, line: &str) -> Result<(), String> {
    let file = places.root.join("docs/proof.md");
    let is_new = !file.exists();
    let mut open = OpenOptions::new();
    let mut proof = open.create(true).append(true).open(&file).map_err(|error| error.to_string())?;
    let head = "# Proofs\n\nEach line is one run of `cargo xtask prove`. A seed replays its run: `GUILDHALL_SIM_SEED=… cargo xtask prove sim`.\n\n\
                | day | commit | part | numbers | seeds | took | result |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    let text = if is_new { format!("{head}{line}") } else { line.to_owned() };
    proof.write_all(text.as_bytes()).map_err(|error| format!("{}: {error}", file.display()))
}

/// The commit that was proven; marked when files differ from it.
fn commit(places: &Places) -> String {
    let commit = places.answer("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let changes = places.answer("git", &["status", "--porcelain", "--untracked-files=no"]);
    if changes.is_none_or(|changes| changes.is_empty()) { commit } else { format!("{commit} + changes") }
}

/// Every `seed 123`, `seed=123` or `seed: 123` of the log, each once.
fn seeds(log: &str) -> String {
    let found: BTreeSet<u64> = log
        .split("seed")
        .skip(1)
        .filter_map(|after| {
            let digits = after.trim_start_matches([' ', '=', ':']);
            digits.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        })
        .collect();
    found.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn seeds_are_read_from_the_log_once_each() {
        assert_eq!(super::seeds("seed 7: 100 steps\nseed=9\nseeds differ\nseed: 7"), "7 9");
    }
}
