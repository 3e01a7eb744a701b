//! The proof that tests are steady: all of them, several times, while two other processes want the same processors, and
//! without second tries. It names every test that failed at least once.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use crate::places::Places;
use crate::prove::row;
use crate::step::{Steps, now, spoken};
use crate::test::suites;

const BUSY_PROCESSES: usize = 2;

/// Computes for nothing until the process that it is told of has gone, however that ends.
const BUSY: &str = r#"while kill -0 "$1" 2>/dev/null; do i=0; while [ "$i" -lt 100000 ]; do i=$((i + 1)); done; done"#;

/// Runs the rounds, says what failed, and gives the line of the record.
pub fn line(places: &Places, steps: &mut Steps, postgres: &str, rounds: u32) -> Result<String, String> {
    let begun = now();
    let (mut passed, mut failed) = (0, BTreeMap::<String, u64>::new());
    let _busy = Busy::start()?;
    for round in 1..=rounds {
        println!("    round {round} of {rounds}");
        for suite in suites(Some(postgres)) {
            let outcome = steps
                .tests(suite.name(), &mut suite.first(places)?, |log, ended_well| suite.read(places, log, ended_well));
            passed += outcome.passed;
            steps.count_failures(outcome.failed.len());
            let lost = (0..outcome.lost).map(|_| "a run that came to no end".to_owned());
            for test in outcome.failed.into_iter().chain(lost) {
                *failed.entry(format!("{}: {test}", suite.name())).or_default() += 1;
            }
        }
    }
    let all = failed.values().sum();
    let names: Vec<String> = failed.into_iter().map(|(test, times)| format!("{test} ({times})")).collect();
    let named = if names.is_empty() { "no test failed".to_owned() } else { names.join("; ") };
    println!("    {named}");
    let numbers = format!("{rounds} rounds beside {BUSY_PROCESSES} busy processes: {named}");
    Ok(row(places, "flakes", [&numbers, "", &spoken(begun.elapsed())], (passed, all)))
}

struct Busy(Vec<Child>);

impl Busy {
    fn start() -> Result<Self, String> {
        let start = |_| {
            let mut shell = Command::new("sh");
            shell.args(["-c", BUSY, "busy"]).arg(std::process::id().to_string());
            shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        };
        (0..BUSY_PROCESSES).map(start).collect::<Result<_, _>>().map(Self).map_err(|error| error.to_string())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        for process in &mut self.0 {
            // One that has ended by itself is as good.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
