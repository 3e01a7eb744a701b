//! Steps: each command runs with its output in a log file, and says what it does, how long it took and what is left.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::count::{Count, failures};
use crate::places::Places;
use crate::suite::Outcome;

const LINES_SHOWN_ON_FAILURE: usize = 80;
const LINES_SHOWN_BELOW_FAILURES: usize = 20;
const LOOK_EVERY: Duration = Duration::from_millis(50);
const SAY_EVERY: Duration = Duration::from_secs(30);

/// A step of a command: its name and how long it takes on two cores from nothing.
pub type Planned = (&'static str, Duration);

pub const fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// How a step ended; its output is in `log`.
pub struct Ended {
    pub passed: bool,
    pub log: String,
}

/// Runs the steps of one command in order and adds up what their tests counted.
pub struct Steps {
    plan: Vec<Planned>,
    next: usize,
    logs: PathBuf,
    memory: Memory,
    count: Count,
    /// Tests that failed and then passed, with the step that they belong to.
    flaky: Vec<(&'static str, String)>,
    started: Instant,
}

impl Steps {
    pub fn new(places: &Places, plan: &[Planned]) -> Result<Self, String> {
        let logs = places.logs();
        fs::create_dir_all(&logs).map_err(|error| format!("{}: {error}", logs.display()))?;
        let memory = Memory::load(&places.target.join("xtask/durations"));
        Ok(Self {
            plan: plan.to_vec(),
            next: 0,
            logs,
            memory,
            count: Count::default(),
            flaky: Vec::new(),
            started: now(),
        })
    }

    /// Runs `command` as the step `name`; its tests count, and a failure without a counted one counts as one.
    pub fn run(&mut self, name: &'static str, command: &mut Command) -> Ended {
        let begun = now();
        let ended = self.logged(name, command);
        self.conclude(name, begun, ended.passed, Count::read(&ended.log));
        self.explain(name, &ended);
        ended
    }

    /// Runs tests as the step `name`, and reads what became of them. Those that failed by name do not count yet: the step that
    /// called tries them again, or counts them.
    pub fn tests(
        &mut self,
        name: &'static str,
        command: &mut Command,
        read: impl FnOnce(&str, bool) -> Outcome,
    ) -> Outcome {
        let begun = now();
        let ended = self.logged(name, command);
        let outcome = read(&ended.log, ended.passed);
        let failed = u64::try_from(outcome.failed.len()).unwrap_or(u64::MAX) + outcome.lost;
        println!(
            "    {} in {}: {} passed, {failed} failed",
            if outcome.is_red() { "FAILED" } else { "ok" },
            spoken(begun.elapsed()),
            outcome.passed,
        );
        if !outcome.is_red() {
            self.memory.remember(name, begun.elapsed());
        }
        self.count.passed += outcome.passed;
        self.count.failed += outcome.lost;
        self.explain(name, &Ended { passed: !outcome.is_red(), log: ended.log });
        outcome
    }

    /// Failures that stay failures.
    pub fn count_failures(&mut self, tests: usize) {
        self.count.failed += u64::try_from(tests).unwrap_or(u64::MAX);
    }

    /// Tests of a step that failed and then passed.
    pub fn flaky(&mut self, step: &'static str, tests: Vec<String>) {
        self.flaky.extend(tests.into_iter().map(|test| (step, test)));
    }

    fn logged(&mut self, name: &'static str, command: &mut Command) -> Ended {
        self.announce(name);
        let result = run_logged(command, &self.log_of(name), now());
        if let Err(error) = &result {
            println!("    could not run {}: {error}", command.get_program().display());
        }
        let log = fs::read_to_string(self.log_of(name)).unwrap_or_default();
        Ended { passed: matches!(result, Ok(true)), log }
    }

    /// The log of the step that runs, or ran last.
    fn log_of(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{:02}-{}.log", self.next, name.replace(' ', "-").replace(':', "")))
    }

    fn explain(&self, name: &str, ended: &Ended) {
        if ended.passed {
            return;
        }
        let failures = failures(&ended.log);
        // A compiler, and whatever else names no tests, says it at the end.
        let lines = if failures.is_empty() { LINES_SHOWN_ON_FAILURE } else { LINES_SHOWN_BELOW_FAILURES };
        println!("{failures}    the end of {}:\n{}", self.log_of(name).display(), tail(&ended.log, lines));
    }

    /// A step done by this program itself; what it returns is printed.
    pub fn work(&mut self, name: &'static str, work: impl FnOnce() -> Result<String, String>) -> bool {
        self.announce(name);
        let begun = now();
        let result = work();
        let passed = result.is_ok();
        self.conclude(name, begun, passed, Count::default());
        let said = result.unwrap_or_else(|error| error);
        if !said.is_empty() {
            println!("{said}");
        }
        passed
    }

    /// A step that cannot run because an earlier one failed; it counts as failed.
    pub fn skip(&mut self, name: &'static str, why: &str) {
        self.announce(name);
        println!("    left out: {why}");
        self.count.failed += 1;
    }

    /// The last line of the test command, and whether everything passed.
    pub fn finish(self) -> ExitCode {
        self.memory.save();
        println!("done in {}", spoken(self.started.elapsed()));
        if !self.flaky.is_empty() {
            println!("flaky, passed on the second try ({}):", self.flaky.len());
            self.flaky.iter().for_each(|(step, test)| println!("    {step}: {test}"));
        }
        println!("{} passed, {} failed", self.count.passed, self.count.failed);
        self.exit_code()
    }

    /// For commands that are not tests: no counts, only success or failure.
    pub fn close(self) -> ExitCode {
        self.memory.save();
        self.exit_code()
    }

    fn exit_code(&self) -> ExitCode {
        if self.count.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn announce(&mut self, name: &'static str) {
        let left: Duration = self.plan.iter().skip(self.next).map(|step| self.memory.expected(step)).sum();
        self.next += 1;
        println!("[{}/{}] {name} (about {} left in all)", self.next, self.plan.len().max(self.next), spoken(left));
    }

    fn conclude(&mut self, name: &'static str, begun: Instant, passed: bool, counted: Count) {
        let took = begun.elapsed();
        let mut counted = counted;
        if passed {
            self.memory.remember(name, took);
        } else if counted.failed == 0 {
            counted.failed = 1;
        }
        let tests = match counted {
            Count { passed: 0, failed: 0 } => String::new(),
            Count { passed, failed } => format!(": {passed} passed, {failed} failed"),
        };
        println!("    {} in {}{tests}", if passed { "ok" } else { "FAILED" }, spoken(took));
        self.count.passed += counted.passed;
        self.count.failed += counted.failed;
    }
}

/// Runs a command with its output in a log; says now and then what it wrote last.
pub fn run_logged(command: &mut Command, log: &Path, begun: Instant) -> std::io::Result<bool> {
    let file = File::create(log)?;
    let mut child = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn()?;
    let mut said = begun;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if said.elapsed() >= SAY_EVERY {
            said = now();
            println!("    … {}: {}", spoken(begun.elapsed()), last_line(log));
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// How long steps took the last time, kept beside the build; a clean machine has none and uses the plan's figures.
struct Memory {
    file: PathBuf,
    took: BTreeMap<String, Duration>,
}

impl Memory {
    fn load(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_default();
        let took = text.lines().filter_map(|line| {
            let (name, milliseconds) = line.rsplit_once('\t')?;
            Some((name.to_owned(), Duration::from_millis(milliseconds.parse().ok()?)))
        });
        Self { file: file.to_owned(), took: took.collect() }
    }

    fn expected(&self, (name, cold): &Planned) -> Duration {
        self.took.get(*name).copied().unwrap_or(*cold)
    }

    fn remember(&mut self, name: &str, took: Duration) {
        self.took.insert(name.to_owned(), took);
    }

    fn save(&self) {
        let lines: Vec<String> =
            self.took.iter().map(|(name, took)| format!("{name}\t{}\n", took.as_millis())).collect();
        // Losing this file only makes the next estimate worse.
        let _ = fs::write(&self.file, lines.concat());
    }
}

#[expect(clippy::disallowed_methods, reason = "people want to know how long a step took")]
pub fn now() -> Instant {
    Instant::now()
}

pub fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..100 => format!("{seconds} s"),
        100.. => format!("{} min", (seconds + 30) / 60),
    }
}

/// The last lines of a log.
pub fn tail(log: &str, shown: usize) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(shown)..].join("\n")
}

/// The last line of a log that is still being written; long logs are read from near their end.
fn last_line(log: &Path) -> String {
    let read = || -> std::io::Result<String> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(2000)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("no output yet").chars().take(100).collect()
}
