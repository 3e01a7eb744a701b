//! A throw-away Postgres: started in a temporary folder from the distribution's own programs, stopped with the test.
//!
//! A small shell, the guard, waits on a pipe from this process. When the pipe closes, because the cluster was dropped,
//! the process ended or somebody killed it, the guard stops the server and removes the folder. Statics are never
//! dropped in Rust and a killed test runs no code, so nothing less would clean up after both.

mod database;
mod programs;

pub use database::{Database, create_database, drop_given_up, fresh_database, run, template};
pub use programs::installed;

use database::cannot_test;
use programs::{Programs, tail};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::OnceLock;

/// Names a cluster that already runs, as the address of its `postgres` database; [`shared`] then starts none.
pub const ADDRESS_VARIABLE: &str = "GUILDHALL_TEST_POSTGRES";

const ROLE: &str = "guildhall";

/// What a cluster sets beside its durability when it is for tests: their databases live for a second, so nobody tidies them up.
const FOR_TESTS: &str = "autovacuum = off";
const FOR_MEASUREMENTS: &str = "autovacuum_naptime = '10s'";

/// A running Postgres server that belongs to this process. Dropping it stops it and deletes its data.
///
/// It listens on a socket in its own folder and on no port: two clusters, or a cluster and anything else, cannot want
/// the same place.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: Programs,
    guard: Child,
}

impl Cluster {
    /// Starts a server for tests: nothing is forced to disk, so a crash of the machine would lose it.
    ///
    /// # Errors
    /// When Postgres is not installed, or refuses to start; the message holds the end of its log.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&["fsync=off", "full_page_writes=off", "synchronous_commit=off", FOR_TESTS])
    }

    /// Starts a server that keeps every commit when it is killed, though not when the machine is: nothing waits for the disk.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_killable() -> io::Result<Self> {
        Self::start_with(&["fsync=off", "full_page_writes=off", "synchronous_commit=on", FOR_TESTS])
    }

    /// Starts a server with the durability of a real one, for measurements.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_durable() -> io::Result<Self> {
        Self::start_with(&["fsync=on", "full_page_writes=on", "synchronous_commit=on", FOR_MEASUREMENTS])
    }

    /// The address of one database of this cluster; it need not exist yet.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}@{}/{database}", as_host(&self.folder))
    }

    /// Kills the server without a checkpoint and starts it again at the same address: what a power cut looks like.
    ///
    /// # Errors
    /// When the server does not come back; the message holds the end of its log.
    pub fn crash_and_restart(&self) -> io::Result<()> {
        self.programs.control(&self.folder, &["stop", "-s", "-m", "immediate"])?;
        self.start_again()
    }

    /// Stops the server as its operator would, without waiting for its clients.
    ///
    /// # Errors
    /// When it does not stop.
    pub fn stop(&self) -> io::Result<()> {
        self.programs.control(&self.folder, &["stop", "-s", "-m", "fast"])
    }

    /// Starts the server again at the same address.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn start_again(&self) -> io::Result<()> {
        self.programs.control(&self.folder, &["start", "-s", "-w", "-t", "60", "-l", &self.log()])
    }

    /// The socket it listens on.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// Listens by TLS on a port of this machine as well, with this certificate and key (PEM); gives the port.
    ///
    /// # Errors
    /// When the server does not come back.
    pub fn speak_tls(&self, certificate: &str, key: &str) -> io::Result<u16> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let settings = [
            "ssl = on",
            "ssl_cert_file = 'server.crt'",
            "ssl_key_file = 'server.key'",
            "listen_addresses = '127.0.0.1'",
            &format!("port = {port}"),
        ];
        let data = self.folder.join("data");
        self.programs.put(&data.join("server.crt"), certificate)?;
        self.programs.put(&data.join("server.key"), key)?;
        let file = data.join("postgresql.auto.conf");
        let text = format!("{}{}\n", fs::read_to_string(&file)?, settings.join("\n"));
        fs::write(&file, text)?;
        self.stop()?;
        self.start_again()?;
        Ok(port)
    }

    fn start_with(settings: &[&str]) -> io::Result<Self> {
        let programs = Programs::find()?;
        let folder = programs.make_folder()?;
        // From here on the folder has an owner that removes it, whatever goes wrong below.
        let guard = programs.guard(&folder)?;
        let cluster = Self { folder, programs, guard };
        cluster.programs.initialise(&cluster.folder)?;
        cluster.write_settings(settings)?;
        let started =
            cluster.programs.control(&cluster.folder, &["start", "-s", "-w", "-t", "60", "-l", &cluster.log()]);
        started.map_err(|error| {
            let log = fs::read_to_string(cluster.log()).unwrap_or_default();
            io::Error::other(format!("{error}\n{}", tail(&log, 20)))
        })?;
        Ok(cluster)
    }

    fn log(&self) -> String {
        self.folder.join("server.log").display().to_string()
    }

    fn write_settings(&self, settings: &[&str]) -> io::Result<()> {
        let text = format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 200\n\
             shared_buffers = '64MB'\nlog_min_messages = warning\n{}\n",
            self.folder.display(),
            settings.join("\n"),
        );
        fs::write(self.folder.join("data/postgresql.auto.conf"), text)
    }
}

/// A folder where the name of a host stands in an address.
fn as_host(folder: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let text = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    folder.as_os_str().as_encoded_bytes().iter().map(|byte| text(*byte)).collect()
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

/// The same server, another database: replaces the last part of a Postgres address.
#[must_use]
pub fn with_database(address: &str, name: &str) -> String {
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    format!("{base}/{name}")
}
