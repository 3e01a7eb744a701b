//! The program as an operator runs it, and its sudden end.

use crate::harness::PATIENCE;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

// The shell is the server's parent and waits on a pipe from this process. When the pipe closes, because the server was
// dropped, the test failed or somebody killed it, the shell kills the server: nothing survives its test. As the parent
// has not waited yet, the number still is the server's.
const GUARD: &str = r#"
trap '' INT TERM HUP
"$@" &
exec >/dev/null
while read -r line; do :; done
kill -9 $! 2>/dev/null
wait $!
"#;
/// How a shell says that a program was ended by signal 9.
const KILLED: i32 = 128 + 9;

/// Where an instance keeps everything that shall outlive a kill.
#[derive(Debug)]
pub struct Place {
    folder: TempDir,
    /// Empty for SQLite in the data folder.
    pub database_url: String,
}

impl Place {
    /// A fresh data folder; with this address, the database lies elsewhere.
    pub fn new(database_url: String) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database_url }
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The data folder, once a server has begun with it.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder().join("server.log")
    }

    /// The end of what the servers here have logged.
    pub fn said(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    fn arguments(&self, command: &str) -> Vec<String> {
        let data = self.data().display().to_string();
        let mut arguments: Vec<String> =
            [command, "--sandbox", "--log", "warn", "--data-dir"].map(str::to_owned).into();
        arguments.push(data);
        if !self.database_url.is_empty() {
            arguments.extend(["--database-url".to_owned(), self.database_url.clone()]);
        }
        arguments
    }

    /// Runs `guildhall check` on what lies here.
    pub fn check_books(&self) {
        let mut check = Command::new(env!("CARGO_BIN_EXE_guildhall"));
        let outcome = check.env_clear().args(self.arguments("check")).output().unwrap();
        let (said, why) = (String::from_utf8_lossy(&outcome.stdout), String::from_utf8_lossy(&outcome.stderr));
        assert!(outcome.status.success(), "{said}{why}");
        assert!(said.contains("books: every rule holds"), "{said}");
    }

    /// Starts the server on what lies here; it may not be listening yet.
    pub fn spawn(&self) -> Process {
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", GUARD, "guard", env!("CARGO_BIN_EXE_guildhall")]).args(self.arguments("serve"));
        guard.args(["--address", "127.0.0.1:0", "--requests-per-minute", "0", "--writes-per-minute", "0"]);
        guard.args(["--request-timeout", &PATIENCE.as_secs().to_string()]);
        guard.args(["--account-requests-per-minute", "0", "--account-writes-per-minute", "0"]);
        guard.args(["--sign-ins-per-minute", "0", "--site-root"]).arg(self.folder().join("site"));
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        // A group of its own: an interrupt from the terminal reaches the test, and the pipe tells the shell.
        guard.env_clear().current_dir("/").process_group(0);
        guard.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        Process { guard: guard.spawn().unwrap() }
    }

    /// Starts the server and waits until it listens; gives its address too.
    pub async fn start(&self) -> (Process, String) {
        let mut process = self.spawn();
        let said = process.guard.stdout.take().unwrap();
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(said).read_line(&mut line).map(|_| line)
        });
        let line = line.await.unwrap().unwrap();
        let address = line.trim().strip_prefix("Guildhall is listening on ").map(str::to_owned);
        (process, address.unwrap_or_else(|| panic!("the server did not start:\n{}", self.said())))
    }
}

/// A server of this test. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    guard: Child,
}

impl Process {
    /// A line of the server's `/proc/…/status`, such as `VmRSS`, in mebibytes.
    pub fn memory_mib(&self, line: &str) -> u64 {
        let shell = self.guard.id();
        // Lists end with a blank.
        let server = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
        let status = fs::read_to_string(format!("/proc/{}/status", server.trim())).unwrap();
        let value = status.lines().find_map(|row| row.strip_prefix(line)?.strip_prefix(':')).unwrap();
        value.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1_024
    }

    /// `kill -9`, and waits until it is gone. A server that had ended by itself fails the test.
    pub fn kill(mut self, place: &Place) {
        drop(self.guard.stdin.take());
        let status = self.guard.wait().unwrap();
        assert_eq!(status.code(), Some(KILLED), "the server had ended by itself:\n{}", place.said());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // A failed wait only means that it ended already.
        let _ = self.guard.wait();
    }
}
