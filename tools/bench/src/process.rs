//! The measured processes: the real server and the bare one, started from outside, read through `/proc`.

use crate::Result;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

const START_SECONDS_MAX: u64 = 60;
const STOP_SECONDS_MAX: u64 = 30;

/// The real server's program, the site it serves and the folder with its data.
#[derive(Debug, Clone)]
pub struct Program {
    /// `guildhall`, as it is shipped.
    pub server: PathBuf,
    /// The built front end.
    pub site: PathBuf,
}

impl Program {
    /// The command that serves this data folder on a free port, as in production but for the limits of requests: the
    /// load comes from one address and few accounts.
    pub fn serve(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.server);
        command.arg("serve").arg("--data-dir").arg(data).arg("--site-root").arg(&self.site);
        command.args(["--address", "127.0.0.1:0", "--log", "warn"]);
        for limit in ["requests", "writes", "sign-ins", "account-requests", "account-writes"] {
            command.args([&format!("--{limit}-per-minute"), "0"]);
        }
        command
    }
}

/// A server in a process of its own; killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    // A closed pipe would be an error for whatever the server prints later.
    _said: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it and waits for the line that says where it listens.
    ///
    /// # Errors
    /// It does not start, ends at once, or says nothing for a minute.
    pub async fn start(mut command: Command) -> Result<Self> {
        let program = command.get_program().display().to_string();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let Some(stdout) = child.stdout.take() else { return Err("no standard output".into()) };
        let mut said = BufReader::new(stdout);
        let heard = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            said.read_line(&mut line).map(|_| (line, said))
        });
        let heard = tokio::time::timeout(Duration::from_secs(START_SECONDS_MAX), heard).await;
        match heard.map(|joined| joined.map(|read| read.map(|(line, said)| (address_in(&line), said)))) {
            Ok(Ok(Ok((Some(address), said)))) => Ok(Self { child, address, _said: said }),
            Ok(_) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(format!("{program} did not say where it listens").into())
            }
        }
    }

    /// Asks it to stop, as an operator does, and waits until it has.
    ///
    /// # Errors
    /// It did not stop in time; it is killed then.
    pub async fn stop(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        for _ in 0..STOP_SECONDS_MAX * 100 {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err("the server did not stop when it was asked to".into())
    }

    /// Processor time it has used so far, in milliseconds.
    ///
    /// # Errors
    /// The process is gone.
    pub fn cpu_ms(&self, ticks_per_second: f64) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let ticks = ticks_in(&stat).ok_or("/proc/…/stat was not understood")?;
        Ok(ticks / ticks_per_second * 1_000.0)
    }

    /// Its resident memory, in bytes.
    ///
    /// # Errors
    /// The process is gone.
    pub fn resident_bytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        Ok(resident_in(&status).ok_or("/proc/…/status was not understood")?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many of the ticks of `/proc/…/stat` make a second on this machine.
///
/// # Errors
/// `getconf` is missing.
pub fn ticks_per_second() -> Result<f64> {
    let said = Command::new("getconf").arg("CLK_TCK").output()?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().parse()?)
}

/// The address in `… is listening on http://127.0.0.1:4780`.
fn address_in(line: &str) -> Option<SocketAddr> {
    line.split("http://").nth(1)?.trim().parse().ok()
}

/// User and system time of the whole process (fields 14 and 15), in ticks. The name before them may hold anything.
fn ticks_in(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn resident_in(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_a_name_with_brackets() {
        let stat = "42 (guild) hall)) S 1 42 42 0 -1 4194560 3130 0 0 0 120 30 0 0 20 0 5 0 1234 1 2 3";
        assert_eq!(ticks_in(stat), Some(150.0));
        assert_eq!(ticks_in("42 (x) S 1"), None);
    }

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(resident_in("Name:\tx\nVmHWM:\t   900 kB\nVmRSS:\t   512 kB\n"), Some(524_288.0));
        assert_eq!(resident_in("Name:\tx\n"), None);
    }

    #[test]
    fn the_address_is_what_stands_behind_the_scheme() {
        assert_eq!(address_in("Guildhall is listening on http://127.0.0.1:4780\n"), "127.0.0.1:4780".parse().ok());
        assert_eq!(address_in(""), None);
    }
}
