//! `prove`: the long proofs. Each part is a test with larger numbers; what it did is added to `docs/proof.md`.

mod steadiness;

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
    /// Tests in a browser, on a site and a server that are built for it.
    Browser(fn(&Places) -> Result<Command, String>),
    /// A tool of others against a running sandbox, driven by `tools/fuzz/drive.py`.
    Fuzz,
    /// Every mutation of the rules that a tool can think of must be noticed by a test.
    Mutants,
    /// Everything of the test command, so many times beside two busy processes, without second tries.
    Flakes,
}

const PARTS: &[Part] = &[
    Part {
        name: "sim",
        what: "random people, commands, crashes and clock jumps on both engines",
        how: How::Cargo(
            &["test", "--release", "--package", "sim", "--", "--nocapture"],
            &[
                ("GUILDHALL_SIM_STEPS_SQLITE", "1000000"),
                ("GUILDHALL_SIM_STEPS_POSTGRES", "100000"),
                ("GUILDHALL_SIM_FRESH", "1"),
                ("GUILDHALL_SIM_SOMETIMES_MIN", "100"),
            ],
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
        how: How::Browser(|places| browser::lighthouse(places, true)),
    },
    Part {
        name: "pages",
        what: "pictures of all parts, what moves while a page arrives, what has become lighter",
        how: How::Browser(|places| browser::proofs(places, false)),
    },
    Part {
        name: "api",
        what: "requests by the API's own document, right and wrong ones, as a client and as a freelancer (schemathesis)",
        how: How::Fuzz,
    },
    Part {
        name: "attack",
        what: "known attacks on every page and form, as a stranger, a client and a freelancer (wapiti)",
        how: How::Fuzz,
    },
    Part { name: "mutants", what: "each mutation of the rules is noticed by a test", how: How::Mutants },
    Part {
        name: "flakes",
        what: "the whole test command, several times beside two busy processes, without second tries",
        how: How::Flakes,
    },
];

const BUILD: &str = "build the server";

/// Runs one part, or all of them in order; `rounds` is for the part that repeats everything.
pub fn prove(places: &Places, wanted: Option<&str>, rounds: u32) -> Result<ExitCode, String> {
    let parts: Vec<&Part> = PARTS.iter().filter(|part| wanted.is_none_or(|name| name == part.name)).collect();
    if parts.is_empty() {
        let known: Vec<String> = PARTS.iter().map(|part| format!("  {:<10} {}", part.name, part.what)).collect();
        return Err(format!("there is no such part; these are known:\n{}", known.join("\n")));
    }
    setup::make_ready(places, &needs(&parts))?;
    let on_pages = parts.iter().any(|part| matches!(part.how, How::Browser(_) | How::Fuzz));
    let mut plan: Vec<_> = parts.iter().map(|part| (part.name, minutes(50))).collect();
    if on_pages {
        plan.push((BUILD, minutes(6)));
        plan.extend(site::PLAN);
    }
    let mut steps = Steps::new(places, &plan)?;
    let cluster = Cluster::start().map_err(|error| error.to_string())?;
    if on_pages {
        let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
        if !(steps.run(BUILD, &mut build).passed && site::build(places, &mut steps)?) {
            return Ok(steps.finish());
        }
    }
    for part in parts {
        println!("    {}", part.what);
        let line = match part.how {
            How::Cargo(arguments, numbers) => {
                let mut command = places.cargo(arguments);
                command.envs(numbers.iter().copied()).env(ADDRESS_VARIABLE, cluster.url("postgres"));
                let numbers: Vec<String> = numbers.iter().map(|(name, value)| format!("{name}={value}")).collect();
                carry_out(places, &mut steps, part.name, &mut command, |_| numbers.join(" "))
            }
            How::Browser(command) => carry_out(places, &mut steps, part.name, &mut command(places)?, scores),
            How::Fuzz => carry_out(places, &mut steps, part.name, &mut fuzz(places, part.name), found),
            How::Mutants => carry_out(places, &mut steps, part.name, &mut mutants(places), summary_of_mutants),
            How::Flakes => steadiness::line(places, &mut steps, &cluster.url("postgres"), rounds)?,
        };
        record(places, &line)?;
    }
    Ok(steps.finish())
}

/// Makes the pictures of the pages anew; nothing is proven by that, so nothing is recorded.
pub fn renew_pictures(places: &Places) -> Result<ExitCode, String> {
    setup::make_ready(places, &Need::all())?;
    let [compile, bundle] = site::PLAN;
    let mut steps = Steps::new(places, &[(BUILD, minutes(6)), compile, bundle, ("pictures", minutes(5))])?;
    let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
    if steps.run(BUILD, &mut build).passed && site::build(places, &mut steps)? {
        steps.run("pictures", &mut browser::proofs(places, true)?);
    }
    Ok(steps.close())
}

fn needs(parts: &[&Part]) -> Vec<Need> {
    let whole = parts.iter().any(|part| matches!(part.how, How::Browser(_) | How::Flakes));
    let mutants = parts.iter().any(|part| matches!(part.how, How::Mutants));
    let mut needs = if whole { Need::all() } else { vec![Need::Postgres] };
    needs.extend(mutants.then_some(Need::CargoMutants));
    if parts.iter().any(|part| matches!(part.how, How::Fuzz)) {
        needs.extend(Need::SITE);
        needs.extend([Need::Python, Need::Fuzzers]);
    }
    needs
}

fn fuzz(places: &Places, part: &str) -> Command {
    let mut command = places.command(setup::fuzzers(places).join("bin/python"));
    command.arg(places.root.join("tools/fuzz/drive.py")).arg(part);
    command.arg(places.binary(false)).arg(places.site()).arg(places.target.join("xtask/fuzz"));
    command
}

/// What the tools say they did: `Test cases: …` of schemathesis has the numbers on its next line.
fn found(log: &str) -> String {
    let generated = |line: &&str| line.contains(" generated");
    let wapiti = |line: &&str| line.starts_with("wapiti as ");
    let lines: Vec<&str> = log.lines().filter(|line| generated(line) || wapiti(line)).map(str::trim).collect();
    lines.join("; ")
}

/// Each mutation gets a minute and a half: a test that never ends notices it as well. Only the library's own tests are asked:
/// those that must not compile would take ten seconds for each mutation, and no changed body makes them compile.
fn mutants(places: &Places) -> Command {
    let mut command = places.cargo(&["mutants", "--package", "domain", "--no-times", "--colors", "never"]);
    command.args(["--timeout", "90", "--output"]).arg(places.target.join("xtask/mutants"));
    command.args(["--", "--lib"]);
    // It builds a copy of the tree; the shared folder would be locked by whatever else is built meanwhile.
    command.env("CARGO_TARGET_DIR", places.target.join("mutants"));
    command
}

/// The closing line: `412 mutants tested: 3 missed, 380 caught, 29 unviable`.
fn summary_of_mutants(log: &str) -> String {
    let line = log.lines().rev().find(|line| line.contains(" mutants tested"));
    line.map_or_else(|| "no mutant was tested".to_owned(), |line| line.trim().to_owned())
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
    let failed = if ended.passed { count.failed } else { count.failed.max(1) };
    let (numbers, seeds) = (numbers(&ended.log), seeds(&ended.log));
    row(places, name, [&numbers, &seeds, &spoken(begun.elapsed())], (count.passed, failed))
}

/// A line of the record: numbers, seeds and time of a part, and what passed and failed in it.
fn row(places: &Places, name: &str, [numbers, seeds, took]: [&str; 3], (passed, failed): (u64, u64)) -> String {
    let day = places.answer("date", &["--utc", "+%Y-%m-%d"]).unwrap_or_default();
    let commit = commit(places);
    format!("| {day} | {commit} | {name} | {numbers} | {seeds} | {took} | {passed} passed, {failed} failed |\n")
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
    let head = "# Proofs\n\nEach line is one run of `cargo xtask prove`. \
                A seed replays its run: `GUILDHALL_SIM_SEED=… cargo xtask prove sim`.\n\
                Lighthouse's numbers are performance (the middle of three), accessibility, best practices and SEO (the lowest of three), \
                then its measure of the machine.\n\n\
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
    #[test]
    fn what_became_of_the_mutants_is_their_closing_line() {
        let log = "Found 9 mutants to test\nMISSED domain/src/fee.rs:9\n9 mutants tested: 1 missed, 8 caught\n";
        assert_eq!(super::summary_of_mutants(log), "9 mutants tested: 1 missed, 8 caught");
    }
}
