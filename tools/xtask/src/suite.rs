//! Suites of tests: how each is run, how it is run again for what failed, and what its output says of every test.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use xtask::postgres::ADDRESS_VARIABLE;

use crate::browser::{self, Engine};
use crate::count::Count;
use crate::places::Places;
use crate::step::{Planned, minutes};

/// Tests that are run together, as one step.
#[derive(Clone, Copy)]
pub enum Suite<'a> {
    /// All unit and integration tests, with the address of a running Postgres where there is one.
    Rust(Option<&'a str>),
    EndToEnd(Engine<'a>),
    Lighthouse,
}

/// What a run of a suite said of its tests.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub passed: u64,
    /// Names of those that failed.
    pub failed: Vec<String>,
    /// What to run once more for them: names of tests, or files whose tests tell one story.
    pub again: Vec<String>,
    /// Failures that no test can be named for, such as a process that ended: nothing can be tried again.
    pub lost: u64,
}

impl Outcome {
    pub fn is_red(&self) -> bool {
        !self.failed.is_empty() || self.lost > 0
    }
}

impl Suite<'_> {
    pub fn name(&self) -> &'static str {
        match self {
            Suite::Rust(_) => "unit and integration tests",
            Suite::EndToEnd(Engine::Sqlite) => browser::ON_SQLITE,
            Suite::EndToEnd(Engine::Postgres(_)) => browser::ON_POSTGRES,
            Suite::Lighthouse => browser::LIGHTHOUSE,
        }
    }

    /// The step of its second try.
    pub fn second_name(&self) -> &'static str {
        match self {
            Suite::Rust(_) => "second try: unit and integration tests",
            Suite::EndToEnd(Engine::Sqlite) => "second try: end-to-end tests on SQLite",
            Suite::EndToEnd(Engine::Postgres(_)) => "second try: end-to-end tests on Postgres",
            Suite::Lighthouse => "second try: Lighthouse",
        }
    }

    /// Its step, and how long it takes on two cores from nothing.
    pub fn planned(&self) -> Planned {
        let takes = match self {
            Suite::Rust(_) => minutes(12),
            Suite::EndToEnd(Engine::Sqlite) => minutes(7),
            Suite::EndToEnd(Engine::Postgres(_)) => minutes(3),
            Suite::Lighthouse => minutes(1),
        };
        (self.name(), takes)
    }

    /// The command that runs all of it.
    pub fn first(&self, places: &Places) -> Result<Command, String> {
        match self {
            // One cargo call for all crates: their dependencies are compiled once, and the server's binary falls out of it.
            Suite::Rust(postgres) => Ok(cargo(places, *postgres)),
            Suite::EndToEnd(engine) => browser::playwright(places, engine, &[]),
            Suite::Lighthouse => browser::lighthouse(places, false),
        }
    }

    /// The command that tries once more, alone, what failed; with traces where there are any.
    pub fn second(&self, places: &Places, again: &[String]) -> Result<Command, String> {
        match self {
            Suite::Rust(postgres) => {
                let mut command = cargo(places, *postgres);
                command.args(["--", "--exact", "--test-threads=1"]).args(again);
                Ok(command)
            }
            Suite::EndToEnd(engine) => {
                let mut command = browser::playwright(places, engine, again)?;
                command.env("GUILDHALL_E2E_SECOND_TRY", "1");
                Ok(command)
            }
            Suite::Lighthouse => browser::lighthouse(places, false),
        }
    }

    /// Reads what a run said; `log` is all that it printed.
    pub fn read(&self, places: &Places, log: &str, ended_well: bool) -> Outcome {
        match self {
            Suite::Rust(_) => of_cargo(log, ended_well),
            Suite::EndToEnd(engine) => of_playwright(&records(browser::results(places, engine.name())), ended_well),
            Suite::Lighthouse => of_lighthouse(log, ended_well),
        }
    }
}

fn cargo(places: &Places, postgres: Option<&str>) -> Command {
    let mut command =
        places.cargo(&["test", "--workspace", "--exclude", "frontend", "--exclude", "tidy", "--no-fail-fast"]);
    if let Some(address) = postgres {
        command.env(ADDRESS_VARIABLE, address);
    }
    command
}

/// Lines such as `test a::b ... FAILED`; a binary that was begun and gave no result has lost its tests.
fn of_cargo(log: &str, ended_well: bool) -> Outcome {
    let begun = log
        .lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("Running ") && line.ends_with(')') || line.starts_with("Doc-tests "));
    let ended = log.lines().filter(|line| line.starts_with("test result: ")).count();
    let unfinished = u64::try_from(begun.count().saturating_sub(ended)).unwrap_or(u64::MAX);
    let failed: Vec<String> = log
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .map(|name| name.trim_end_matches(" - should panic").to_owned())
        .collect();
    let count = Count::read(log);
    let unnamed = count.failed.saturating_sub(u64::try_from(failed.len()).unwrap_or(u64::MAX));
    settled(Outcome { passed: count.passed, again: failed.clone(), failed, lost: unfinished + unnamed }, ended_well)
}

/// A test in the record that the end-to-end tests keep: its outcome, its file and its title.
type Record = (String, String, String);

fn records(results: std::path::PathBuf) -> Vec<Record> {
    let file = results.with_file_name(format!("{}-record.tsv", results.file_name().unwrap_or_default().display()));
    let text = fs::read_to_string(file).unwrap_or_default();
    let record = |line: &str| {
        let mut fields = line.split('\t').map(str::to_owned);
        Some((fields.next()?, fields.next()?, fields.next()?))
    };
    text.lines().filter_map(record).collect()
}

/// A file is tried again as a whole: its tests share a server and often tell one story. So none of its tests counts yet.
fn of_playwright(records: &[Record], ended_well: bool) -> Outcome {
    let is_failed = |outcome: &str| outcome == "failed" || outcome == "not-run";
    let again: BTreeSet<&String> =
        records.iter().filter(|(outcome, _, _)| is_failed(outcome)).map(|(_, file, _)| file).collect();
    let passed = records.iter().filter(|(outcome, file, _)| outcome == "passed" && !again.contains(file)).count();
    let failed = records.iter().filter(|(outcome, _, _)| outcome == "failed");
    let failed: Vec<String> = failed.map(|(_, file, title)| format!("{file} › {title}")).collect();
    // Nothing was begun, although nothing failed before it.
    let lost = u64::from(failed.is_empty() && !again.is_empty());
    let passed = u64::try_from(passed).unwrap_or(u64::MAX);
    settled(Outcome { passed, failed, again: again.into_iter().cloned().collect(), lost }, ended_well)
}

fn of_lighthouse(log: &str, ended_well: bool) -> Outcome {
    let count = Count::read(log);
    let failed = if count.failed > 0 { vec!["Lighthouse".to_owned()] } else { Vec::new() };
    settled(Outcome { passed: count.passed, again: failed.clone(), failed, lost: 0 }, ended_well)
}

/// A run that ended badly has at least one failure.
fn settled(outcome: Outcome, ended_well: bool) -> Outcome {
    let lost = if ended_well || outcome.is_red() { outcome.lost } else { 1 };
    Outcome { lost, ..outcome }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, of_cargo, of_lighthouse, of_playwright};

    const TWO_BINARIES: &str = "     Running unittests src/lib.rs (target/debug/deps/a-1)\n\nrunning 2 tests\ntest b ... ok\n\
        test c::d ... FAILED\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\
        \n     Running tests/it/main.rs (target/debug/deps/it-2)\n";

    #[test]
    fn what_cargo_failed_is_known_by_name() {
        let log = format!("{TWO_BINARIES}test e ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored\n");
        let failed = vec!["c::d".to_owned()];
        let expected = Outcome { passed: 2, again: failed.clone(), failed, lost: 0 };
        assert_eq!(of_cargo(&log, false), expected);
    }

    #[test]
    fn a_binary_that_gives_no_result_is_lost_beside_those_that_failed() {
        let log = format!("{TWO_BINARIES}error: test failed (signal: 6, SIGABRT)\n");
        assert_eq!(of_cargo(&log, false).lost, 1);
        assert_eq!(of_cargo("error[E0432]: unresolved import\n", false), Outcome { lost: 1, ..Outcome::default() });
        assert!(!of_cargo("test result: ok. 1 passed; 0 failed; 0 ignored\n", true).is_red());
    }

    fn record(outcome: &str, file: &str, title: &str) -> super::Record {
        (outcome.to_owned(), file.to_owned(), title.to_owned())
    }

    #[test]
    fn a_file_with_a_failure_is_tried_again_as_a_whole() {
        let records = [
            record("passed", "tests/a.spec.ts", "one"),
            record("failed", "tests/a.spec.ts", "two"),
            record("not-run", "tests/a.spec.ts", "three"),
            record("passed", "tests/b.spec.ts", "one"),
            record("skipped", "tests/b.spec.ts", "two"),
        ];
        let outcome = of_playwright(&records, false);
        assert_eq!((outcome.passed, outcome.lost), (1, 0));
        assert_eq!(outcome.failed, ["tests/a.spec.ts › two"]);
        assert_eq!(outcome.again, ["tests/a.spec.ts"]);
    }

    #[test]
    fn a_run_that_ended_before_its_tests_is_no_success() {
        assert_eq!(of_playwright(&[], false).lost, 1);
        assert_eq!(of_playwright(&[record("not-run", "tests/a.spec.ts", "one")], false).lost, 1);
        assert!(!of_playwright(&[record("passed", "tests/a.spec.ts", "one")], true).is_red());
        assert_eq!(of_lighthouse("", false).lost, 1);
        assert_eq!(of_lighthouse("  1 failed\n", false).failed, ["Lighthouse"]);
    }
}
