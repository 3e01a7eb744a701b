//! A throw-away Postgres: started in a temporary folder from the distribution's own programs, stopped with the test.
//!
//! A small shell, the guard, waits on a pipe from this process. When the pipe closes, because the cluster was dropped,
//! the process ended or somebody killed it, the guard stops the server and removes the folder. Statics are never
//! dropped in Rust and a killed test runs no code, so nothing less would clean up after both.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names a cluster that already runs, as the address of its `postgres` database; [`shared`] then starts none.
pub const ADDRESS_VARIABLE: &str = "GUILDHALL_TEST_POSTGRES";

const ROLE: &str = "guildhall";
const START_ATTEMPTS: u32 = 5;

// The guard ignores the terminal's interrupt: it leaves only after the server has stopped.
const GUARD: &str = r#"
trap '' INT TERM HUP
while read -r line; do :; done
"$@" stop -s -m immediate -D "$GUILDHALL_FOLDER/data" >/dev/null 2>&1
rm -rf "$GUILDHALL_FOLDER"
"#;

/// A running Postgres server on 127.0.0.1 that belongs to this process. Dropping it stops it and deletes its data.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    programs: Programs,
    guard: Child,
}

impl Cluster {
    /// Starts a server for tests: nothing is forced to disk, so a crash of the machine would lose it.
    ///
    /// # Errors
    /// When Postgres is not installed, or refuses to start; the message holds the end of its log.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&["fsync=off", "full_page_writes=off", "synchronous_commit=off"])
    }

    /// Starts a server that keeps every commit when it is killed, though not when the machine is: nothing waits for the disk.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_killable() -> io::Result<Self> {
        Self::start_with(&["fsync=off", "full_page_writes=off", "synchronous_commit=on"])
    }

    /// Starts a server with the durability of a real one, for measurements.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_durable() -> io::Result<Self> {
        Self::start_with(&["fsync=on", "full_page_writes=on", "synchronous_commit=on"])
    }

    /// The address of one database of this cluster; it need not exist yet.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/{database}", self.port)
    }

    /// Kills the server without a checkpoint and starts it again on the same port: what a power cut looks like.
    ///
    /// # Errors
    /// When the server does not come back; the message holds the end of its log.
    pub fn crash_and_restart(&self) -> io::Result<()> {
        self.programs.control(&self.folder, &["stop", "-s", "-m", "immediate"])?;
        self.programs.control(&self.folder, &["start", "-s", "-w", "-t", "60", "-l", &self.log()])
    }

    fn start_with(durability: &[&str]) -> io::Result<Self> {
        let programs = Programs::find()?;
        let folder = programs.make_folder()?;
        // From here on the folder has an owner that removes it, whatever goes wrong below.
        let guard = programs.guard(&folder)?;
        let mut cluster = Self { folder, port: 0, programs, guard };
        cluster.programs.initialise(&cluster.folder)?;
        let mut last = None;
        for _ in 0..START_ATTEMPTS {
            // Another process may take the port between asking for it and using it: then try the next.
            cluster.port = free_port()?;
            cluster.write_settings(durability)?;
            match cluster.programs.control(&cluster.folder, &["start", "-s", "-w", "-t", "60", "-l", &cluster.log()]) {
                Ok(()) => return Ok(cluster),
                Err(error) => last = Some(error),
            }
        }
        let log = fs::read_to_string(cluster.log()).unwrap_or_default();
        Err(last.map_or_else(
            || io::Error::other("Postgres did not start"),
            |error| io::Error::other(format!("{error}\n{}", tail(&log, 20))),
        ))
    }

    fn log(&self) -> String {
        self.folder.join("server.log").display().to_string()
    }

    fn write_settings(&self, durability: &[&str]) -> io::Result<()> {
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = ''\nmax_connections = 200\n\
             shared_buffers = '64MB'\nlog_min_messages = warning\nautovacuum_naptime = '10s'\n{}\n",
            self.port,
            durability.join("\n"),
        );
        fs::write(self.folder.join("data/postgresql.auto.conf"), settings)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // The guard ends after the server has; a failed wait only means that it ended already.
        let _ = self.guard.wait();
    }
}

/// The address of the `postgres` database of a cluster that all tests share: the one named by
/// `GUILDHALL_TEST_POSTGRES`, or one that this process starts and keeps until it ends.
///
/// # Panics
/// When there is no Postgres to start: a test that needs it cannot go on, and skipping it would look like passing.
#[must_use]
pub fn shared() -> &'static str {
    static SHARED: OnceLock<(String, Option<Cluster>)> = OnceLock::new();
    let (address, _cluster) = SHARED.get_or_init(|| match std::env::var(ADDRESS_VARIABLE) {
        Ok(address) if !address.is_empty() => (address, None),
        Ok(_) | Err(_) => {
            let cluster = Cluster::start().unwrap_or_else(|error| cannot_test(&error));
            (cluster.url("postgres"), Some(cluster))
        }
    });
    address
}

/// Makes a new, empty database in the [`shared`] cluster and returns its address. Tests do not see each other's rows.
///
/// # Panics
/// As [`shared`].
#[must_use]
pub fn fresh_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{count}", std::process::id());
    let admin = shared();
    create_database(admin, &name).unwrap_or_else(|error| cannot_test(&error))
}

/// Creates the database `name` in the cluster that `admin` (the address of any of its databases) belongs to.
///
/// # Errors
/// When the name is taken or the server does not answer.
pub fn create_database(admin: &str, name: &str) -> io::Result<String> {
    let createdb = Programs::find()?.folder.join("createdb");
    let output = Command::new(createdb).arg(format!("--maintenance-db={admin}")).arg(name).output()?;
    succeed("createdb", &output)?;
    Ok(with_database(admin, name))
}

/// The same server, another database: replaces the last part of a Postgres address.
#[must_use]
pub fn with_database(address: &str, name: &str) -> String {
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    format!("{base}/{name}")
}

#[expect(clippy::panic, reason = "a test without its database cannot go on")]
fn cannot_test(error: &io::Error) -> ! {
    panic!("tests need a Postgres server: {error}")
}

/// Where Postgres' programs are, and as whom to run them: the server refuses to run as root.
#[derive(Debug)]
struct Programs {
    folder: PathBuf,
    user: Option<User>,
}

#[derive(Debug)]
struct User {
    uid: u32,
    gid: u32,
}

impl Programs {
    fn find() -> io::Result<Self> {
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
    fn command(&self, program: &str) -> Command {
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

    fn make_folder(&self) -> io::Result<PathBuf> {
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

    fn guard(&self, folder: &Path) -> io::Result<Child> {
        let control = self.command("pg_ctl");
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(control.get_program()).args(control.get_args());
        guard.env("GUILDHALL_FOLDER", folder).current_dir("/");
        guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        guard.process_group(0);
        guard.spawn()
    }

    fn initialise(&self, folder: &Path) -> io::Result<()> {
        let mut command = self.command("initdb");
        command.arg("-D").arg(folder.join("data"));
        command.args(["-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        succeed("initdb", &command.output()?)
    }

    fn control(&self, folder: &Path, arguments: &[&str]) -> io::Result<()> {
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

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn succeed(name: &str, output: &Output) -> io::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(io::Error::other(format!("{name} failed: {}", tail(&said, 10))))
}

fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
