//! `prove`: the long proofs. Each part is a test with larger numbers; what it did is added to `docs/proof.md`.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, ExitCode};

use xtask::postgres::{ADDRESS_VARIABLE, Cluster};

use crate::browser;
use crate::count::Count;
use crate::places::Places;
use crate::setup::{self, Need};
use crate::site;
use crate::step::{Steps, minutes, now, spoken};

/// One proof, short enough to finish within the hour on two cores.
struct Part {
    name: &'static str,
    what: &'static str,
    how: How,
}

/// What carries a part out.
enum How {
    /// A test with larger numbers, which are given to it as variables.
    Cargo(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// Lighthouse, on a site and a server that are built for it.
    Lighthouse,
}

const PARTS: &[Part] = &[
    Part {
        name: "sim",
        what: "random people, commands, crashes and clock jumps on both engines",
        how: How::Cargo(
            &["test", "--release", "--package", "sim", "--", "--nocapture"],
            &[("GUILDHALL_SIM_STEPS_SQLITE", "1000000"), ("GUILDHALL_SIM_STEPS_POSTGRES", "100000")],
        ),
    },
    Part {
        name: "rules",
        what: "random sequences of commands against the pure rules",
        how: How::Cargo(&["test", "--release", "--package", "domain"], &[("PROPTEST_CASES", "20000")]),
    },
    Part {
        name: "races",
        what: "two people press at once, on both engines",
        how: How::Cargo(&["test", "--release", "--package", "store", "race"], &[("GUILDHALL_RACE_ROUNDS", "1000")]),
    },
    Part {
        name: "kill",
        what: "the real binary is killed under load; nothing that was answered is lost",
        how: How::Cargo(
            &["test", "--release", "--package", "server", "kill", "--", "--nocapture"],
            &[("GUILDHALL_KILL_ROUNDS", "200")],
        ),
    },
    Part {
        name: "lighthouse",
        what: "Lighthouse three times on each of six pages; the middle one counts",
        how: How::Lighthouse,
    },
];

const BUILD: &str = "build the server";

/// Runs one part, or all of them in order.
pub fn prove(places: &Places, wanted: Option<&str>) -> Result<ExitCode, String> {
    let parts: Vec<&Part> = PARTS.iter().filter(|part| wanted.is_none_or(|name| name == part.name)).collect();
    if parts.is_empty() {
        let known: Vec<String> = PARTS.iter().map(|part| format!("  {:<8} {}", part.name, part.what)).collect();
        return Err(format!("there is no such part; these are known:\n{}", known.join("\n")));
    }
    let on_pages = parts.iter().any(|part| matches!(part.how, How::Lighthouse));
    setup::make_ready(places, if on_pages { Need::ALL } else { &[Need::Postgres] })?;
    let mut plan: Vec<_> = parts.iter().map(|part| (part.name, minutes(50))).collect();
    if on_pages {
        plan.push((BUILD, minutes(6)));
        plan.extend(site::PLAN);
    }
    let mut steps = Steps::new(places, &plan)?;
    let cluster = Cluster::start().map_err(|error| error.to_string())?;
    for part in parts {
        println!("    {}", part.what);
        let line = match part.how {
            How::Cargo(arguments, numbers) => {
                let mut command = places.cargo(arguments);
                command.envs(numbers.iter().copied()).env(ADDRESS_VARIABLE, cluster.url("postgres"));
                let numbers: Vec<String> = numbers.iter().map(|(name, value)| format!("{name}={value}")).collect();
                carry_out(places, &mut steps, part.name, &mut command, |_| numbers.join(" "))
            }
            How::Lighthouse => {
                let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
                if !(steps.run(BUILD, &mut build).passed && site::build(places, &mut steps)?) {
                    continue;
                }
                carry_out(places, &mut steps, part.name, &mut browser::lighthouse(places, true)?, scores)
            }
        };
        record(places, &line)?;
    }
    Ok(steps.finish())
}

/// Runs one part and gives its line; `numbers` reads from the log what belongs into it.
fn carry_out(
    places: &Places,
    steps: &mut Steps,
    name: &'static str,
    command: &mut Command,
    numbers: impl FnOnce(&str) -> String,
) -> String {
    let begun = now();
    let ended = steps.run(name, command);
    let count = Count::read(&ended.log);
    format!(
        "| {} | {} | {name} | {} | {} | {} | {} passed, {} failed |\n",
        places.answer("date", &["--utc", "+%Y-%m-%d"]).unwrap_or_default(),
        commit(places),
        numbers(&ended.log),
        seeds(&ended.log),
        spoken(begun.elapsed()),
        count.passed,
        if ended.passed { count.failed } else { count.failed.max(1) },
    )
}

/// Performance, accessibility, best practices and SEO of each page, as the log's lines `lighthouse: home 98/100/100/100`.
fn scores(log: &str) -> String {
    let pages: Vec<&str> = log.lines().filter_map(|line| line.trim().strip_prefix("lighthouse: ")).collect();
    pages.join(", ")
}

fn record(places: &Places, line: &str) -> Result<(), String> {
    let file = places.root.join("docs/proof.md");
    let is_new = !file.exists();
    let mut open = OpenOptions::new();
    let mut proof = open.create(true).append(true).open(&file).map_err(|error| error.to_string())?;
    let head = "# Proofs\n\nEach line is one run of `cargo xtask prove`. A seed replays its run: `GUILDHALL_SIM_SEED=… cargo xtask prove sim`.\n\
                Lighthouse's numbers are performance (the middle of three), accessibility, best practices and SEO (the lowest of three), then its measure of the machine.\n\n\
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

/// A run of many episodes has a seed for each; some of them are enough to try it again.
const SEEDS_SHOWN: usize = 8;

/// Every `seed 123`, `seed=123` or `seed: 123` of the log, each once; of many only some.
fn seeds(log: &str) -> String {
    let found: BTreeSet<u64> = log
        .split("seed")
        .skip(1)
        .filter_map(|after| {
            let digits = after.trim_start_matches([' ', '=', ':']);
            digits.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        })
        .collect();
    let shown = found.iter().take(SEEDS_SHOWN).map(u64::to_string).collect::<Vec<_>>().join(" ");
    match found.len().saturating_sub(SEEDS_SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn seeds_are_read_from_the_log_once_each() {
        assert_eq!(super::seeds("seed 7: 100 steps\nseed=9\nseeds differ\nseed: 7"), "7 9");
        let many: String = (1..=10).map(|seed| format!("seed {seed}\n")).collect();
        assert_eq!(super::seeds(&many), "1 2 3 4 5 6 7 8 and 2 more");
    }
    #[test]
    fn scores_are_read_from_the_log_in_their_order() {
        let log =
            "[1/6] pages\nlighthouse: home 98/100/100/100\n\nlighthouse: find work 95/100/100/100\n  6 passed (1m)\n";
        assert_eq!(super::scores(log), "home 98/100/100/100, find work 95/100/100/100");
    }
}
