//! Postgres' own programs: where they are, and how to run them as root.

use super::ROLE;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

// The guard ignores the terminal's interrupt: it leaves only after the server has stopped.
const GUARD: &str = r#"
trap '' INT TERM HUP
while read -r line; do :; done
"$@" stop -s -m immediate -D "$GUILDHALL_FOLDER/data" >/dev/null 2>&1
rm -rf "$GUILDHALL_FOLDER"
"#;

/// Where Postgres' programs are, and as whom to run them: the server refuses to run as root.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) folder: PathBuf,
    user: Option<User>,
}

#[derive(Debug)]
struct User {
    uid: u32,
    gid: u32,
}

impl Programs {
    pub(super) fn find() -> io::Result<Self> {
        let folder = installed().ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                "no initdb on PATH or below /usr/lib/postgresql: run `apt-get install postgresql`",
            )
        })?;
        let user = if i_am_root()? { Some(User::unprivileged()?) } else { None };
        Ok(Self { folder, user })
    }

    /// A command that runs `program` as the unprivileged user when we are root.
    pub(super) fn command(&self, program: &str) -> Command {
        let path = self.folder.join(program);
        let mut command = match &self.user {
            None => Command::new(path),
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={}", user.uid)).arg(format!("--regid={}", user.gid));
                command.args(["--clear-groups", "--"]).arg(path);
                command
            }
        };
        // Settings of the person's own Postgres must not reach this one.
        for variable in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD"] {
            command.env_remove(variable);
        }
        command.env("LC_ALL", "C.UTF-8").current_dir("/");
        command
    }

    pub(super) fn make_folder(&self) -> io::Result<PathBuf> {
        let process = std::process::id();
        let parent = std::env::temp_dir();
        for count in 0..10_000_u32 {
            let folder = parent.join(format!("guildhall-postgres-{process}-{count}"));
            match fs::create_dir(&folder) {
                Ok(()) => {
                    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
                    if let Some(user) = &self.user {
                        chown(&folder, Some(user.uid), Some(user.gid))?;
                    }
                    return Ok(folder);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other(format!("{} is full of old clusters", parent.display())))
    }

    /// A file that only the server reads.
    pub(super) fn put(&self, path: &Path, text: &str) -> io::Result<()> {
        fs::write(path, text)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        if let Some(user) = &self.user {
            chown(path, Some(user.uid), Some(user.gid))?;
        }
        Ok(())
    }

    pub(super) fn guard(&self, folder: &Path) -> io::Result<Child> {
        let control = self.command("pg_ctl");
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(control.get_program()).args(control.get_args());
        guard.env("GUILDHALL_FOLDER", folder).current_dir("/");
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        guard.process_group(0);
        guard.spawn()
    }

    pub(super) fn initialise(&self, folder: &Path) -> io::Result<()> {
        let mut command = self.command("initdb");
        command.arg("-D").arg(folder.join("data"));
        command.args(["-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        succeed("initdb", &command.output()?)
    }

    pub(super) fn control(&self, folder: &Path, arguments: &[&str]) -> io::Result<()> {
        let mut command = self.command("pg_ctl");
        command.args(arguments).arg("-D").arg(folder.join("data"));
        // The server inherits pg_ctl's output: a pipe would stay open, and be waited on, as long as it runs.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if status.status()?.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("pg_ctl {} failed", arguments.join(" "))))
    }
}

impl User {
    /// Debian's package makes `postgres`; without it the system's `nobody` serves as well.
    fn unprivileged() -> io::Result<Self> {
        let users = BufReader::new(fs::File::open("/etc/passwd")?).lines();
        let users: Vec<String> = users.collect::<io::Result<_>>()?;
        for name in ["postgres", "nobody"] {
            let found = users.iter().find_map(|line| {
                let mut fields = line.split(':');
                let is_named = fields.next() == Some(name);
                let uid = fields.nth(1)?.parse().ok()?;
                let gid = fields.next()?.parse().ok()?;
                is_named.then_some(Self { uid, gid })
            });
            if let Some(user) = found {
                return Ok(user);
            }
        }
        Err(io::Error::other("Postgres does not run as root, and there is no user `postgres` or `nobody`"))
    }
}

/// The folder of Postgres' server programs, if they are installed: the newest of Debian's versions, else from PATH.
#[must_use]
pub fn installed() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|(_, folder)| folder);
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())
}

fn i_am_root() -> io::Result<bool> {
    // A process owns its own folder in /proc; systems without /proc do not run these tests as root.
    Ok(Path::new("/proc/self").exists() && fs::metadata("/proc/self")?.uid() == 0)
}

pub(super) fn succeed(name: &str, output: &Output) -> io::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(io::Error::other(format!("{name} failed: {}", tail(&said, 10))))
}

pub(super) fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
