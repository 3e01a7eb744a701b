//! Tests that failed and then passed: a second try for whatever failed, alone and after all others, and a small file that
//! remembers which tests needed one. Such a test blocks nothing, and is mended at its cause.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::places::Places;
use crate::step::Steps;
use crate::suite::{Outcome, Suite};

/// A suite with failures that may be tried again.
pub type Failed<'a> = (&'a Suite<'a>, Outcome);

/// Runs a suite, and gives it back where something failed that may be tried again.
pub fn first<'a>(
    places: &Places,
    steps: &mut Steps,
    suite: Option<&'a Suite<'a>>,
) -> Result<Option<Failed<'a>>, String> {
    let Some(suite) = suite else { return Ok(None) };
    let outcome =
        steps.tests(suite.name(), &mut suite.first(places)?, |log, ended_well| suite.read(places, log, ended_well));
    Ok((!outcome.again.is_empty()).then_some((suite, outcome)))
}

/// Tries once more, alone, what failed. What fails again is red; what passes is named and noted.
pub fn second(places: &Places, steps: &mut Steps, failed: Vec<Failed<'_>>) -> Result<(), String> {
    for (suite, first) in failed {
        let mut command = suite.second(places, &first.again)?;
        let second =
            steps.tests(suite.second_name(), &mut command, |log, ended_well| suite.read(places, log, ended_well));
        let flaky = passed_now(&first, &second);
        steps.count_failures(second.failed.len());
        note(places, suite.name(), &flaky)?;
        steps.flaky(suite.name(), flaky);
    }
    Ok(())
}

/// What failed first and did not fail again; nothing of it where the second try itself came to no end.
fn passed_now(first: &Outcome, second: &Outcome) -> Vec<String> {
    if second.lost > 0 {
        return Vec::new();
    }
    first.failed.iter().filter(|test| !second.failed.contains(test)).cloned().collect()
}

fn file(places: &Places) -> PathBuf {
    places.cache.join("flakes.tsv")
}

fn note(places: &Places, suite: &str, tests: &[String]) -> Result<(), String> {
    if tests.is_empty() {
        return Ok(());
    }
    let day = places.answer("date", &["--utc", "+%Y-%m-%d"]).unwrap_or_default();
    let lines: String = tests.iter().map(|test| format!("{day}\t{suite}\t{test}\n")).collect();
    let path = file(places);
    fs::create_dir_all(&places.cache)
        .and_then(|()| OpenOptions::new().create(true).append(true).open(&path))
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// `cargo xtask flakes`: which tests needed a second try on this machine, how often, and when last.
pub fn list(places: &Places) -> ExitCode {
    print!("{}", table(&fs::read_to_string(file(places)).unwrap_or_default()));
    ExitCode::SUCCESS
}

fn table(text: &str) -> String {
    let mut counts: BTreeMap<(&str, &str), (u64, &str)> = BTreeMap::new();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let (Some(day), Some(suite), Some(test)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let known = counts.entry((suite, test)).or_default();
        *known = (known.0 + 1, known.1.max(day));
    }
    if counts.is_empty() {
        return "no test has needed a second try on this machine\n".to_owned();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let row = |((suite, test), (count, day)): ((&str, &str), (u64, &str))| {
        format!("{count:>5}  last on {day}  {suite}: {test}\n")
    };
    rows.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{Outcome, passed_now, table};

    #[test]
    fn the_list_counts_each_test_and_names_the_last_day() {
        let text = "2026-12-01\tunit\ta\n2026-12-03\tunit\tb\n2026-12-02\tunit\ta\n";
        assert_eq!(table(text), "    2  last on 2026-12-02  unit: a\n    1  last on 2026-12-03  unit: b\n");
        assert!(table("").starts_with("no test"));
    }

    #[test]
    fn only_what_did_not_fail_again_is_a_flake() {
        let first = Outcome { failed: vec!["a".to_owned(), "b".to_owned()], ..Outcome::default() };
        let second = Outcome { failed: vec!["b".to_owned()], ..Outcome::default() };
        assert_eq!(passed_now(&first, &second), ["a"]);
        let lost = Outcome { lost: 1, ..Outcome::default() };
        assert!(passed_now(&first, &lost).is_empty());
    }
}
