//! Databases of tests: copies of one that was migrated once for all test processes of a cluster, dropped after use.

use super::programs::{Programs, succeed};
use super::{shared, with_database};
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write as _};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, process};

/// The lock that a process holds while it makes the template: any number, the same in all of them.
const TEMPLATE_LOCK: i64 = 7_238_411;
/// The end of an answer of psql; no row of ours looks like it.
const END: &str = "-- end of the answer --";

// Serves statements until this process ends, however it does, and then drops what the process has left behind.
const KEEPER: &str = r#"
trap '' INT TERM HUP
"$1" -X -q -A -t "$2" 2>/dev/null
printf '%s\n' "$3" | "$1" -X -q -A -t "$2" >/dev/null 2>&1
"#;

// What sqlx keeps of a migration that it has applied; when it ever keeps something else, no store opens a copy.
const HISTORY: &str = "create table _sqlx_migrations (version bigint primary key, description text not null, \
    installed_on timestamptz not null default now(), success boolean not null, checksum bytea not null, \
    execution_time bigint not null);\n";

/// Each drop waits for a checkpoint of the whole cluster, and what the tests beside it have written goes to the disk with
/// the first of them. Together they cost a fraction of what they cost one by one.
const DROPPED_TOGETHER: usize = 25;

/// A database of the [`shared`] cluster. Dropping it gives the database up, also when a test panics: it is dropped with
/// the next that are given up, or when the process ends.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
}

impl Database {
    /// A copy with all migrations and nothing in it.
    ///
    /// # Panics
    /// As [`shared`].
    #[must_use]
    pub fn migrated() -> Self {
        Self::make(|keeper| {
            let template = keeper.template(&migrations())?;
            Ok(format!(" template {template} strategy file_copy"))
        })
    }

    /// Without a single table: for what is about the migrations themselves.
    ///
    /// # Panics
    /// As [`shared`].
    #[must_use]
    pub fn empty() -> Self {
        Self::make(|_keeper| Ok(String::new()))
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    fn make(how: impl FnOnce(&mut Keeper) -> io::Result<String>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{count}", process::id());
        let made = with_keeper(|keeper| {
            let copied = how(keeper)?;
            // A process that was killed together with its keeper may have had the same number.
            keeper.run(&format!("drop database if exists {name} with (force)"))?;
            keeper.run(&format!("create database {name}{copied}"))
        });
        made.unwrap_or_else(|error| cannot_test(&error));
        Self { url: with_database(shared(), &name), name }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What cannot be dropped now goes when the process ends.
        let _ = with_keeper(|keeper| {
            keeper.given_up.push(std::mem::take(&mut self.name));
            if keeper.given_up.len() < DROPPED_TOGETHER { Ok(()) } else { keeper.drop_given_up() }
        });
    }
}

/// Drops the databases that were given up, without waiting for more of them.
///
/// # Errors
/// A server that does not answer.
pub fn drop_given_up() -> io::Result<()> {
    with_keeper(Keeper::drop_given_up)
}

/// Makes a new database in the [`shared`] cluster, with all migrations and nothing in it, and returns its address. It stays
/// until the process ends.
///
/// # Panics
/// As [`shared`].
#[must_use]
pub fn fresh_database() -> String {
    let mut kept = std::mem::ManuallyDrop::new(Database::migrated());
    std::mem::take(&mut kept.url)
}

/// The name of the migrated database of the [`shared`] cluster, for people who copy it with `createdb --template`. It is
/// made when it is not there.
///
/// # Errors
/// A migration that fails, or a server that does not answer.
pub fn template() -> io::Result<String> {
    with_keeper(|keeper| keeper.template(&migrations()))
}

/// Creates the empty database `name` in the cluster that `admin` (the address of any of its databases) belongs to.
///
/// # Errors
/// When the name is taken or the server does not answer.
pub fn create_database(admin: &str, name: &str) -> io::Result<String> {
    let createdb = Programs::find()?.folder.join("createdb");
    let output = Command::new(createdb).arg(format!("--maintenance-db={admin}")).arg(name).output()?;
    succeed("createdb", &output)?;
    Ok(with_database(admin, name))
}

/// Runs SQL in the database of this address, past everybody who uses it: for what a database says seldom.
///
/// # Errors
/// What psql complains about.
pub fn run(url: &str, sql: &str) -> io::Result<()> {
    let mut psql = Command::new(Programs::find()?.folder.join("psql"));
    let output =
        psql.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-c", sql]).arg(url).current_dir("/").output()?;
    succeed("psql", &output).map(drop)
}

#[expect(clippy::panic, reason = "a test without its database cannot go on")]
pub(super) fn cannot_test(error: &io::Error) -> ! {
    panic!("tests need a Postgres server: {error}")
}

/// One connection to the cluster that makes and drops databases for this process: a psql that reads what we write. The
/// shell around it outlives us for a moment and cleans up.
struct Keeper {
    psql: PathBuf,
    /// Its pipe closes when we end.
    statements: ChildStdin,
    answers: BufReader<ChildStdout>,
    given_up: Vec<String>,
    _shell: Child,
}

fn with_keeper<T>(work: impl FnOnce(&mut Keeper) -> io::Result<T>) -> io::Result<T> {
    static KEEPER: Mutex<Option<Keeper>> = Mutex::new(None);
    let mut keeper: MutexGuard<'_, Option<Keeper>> = KEEPER.lock().unwrap_or_else(PoisonError::into_inner);
    let keeper = match keeper.take() {
        Some(ready) => keeper.insert(ready),
        None => keeper.insert(Keeper::start(shared())?),
    };
    work(keeper)
}

impl Keeper {
    fn start(admin: &str) -> io::Result<Self> {
        let psql = Programs::find()?.folder.join("psql");
        let sweep = format!(
            "select format('drop database if exists %I with (force)', datname) from pg_database \
             where datname like 'test\\_{}\\_%' \\gexec",
            process::id()
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEPER, "keeper"]).arg(&psql).arg(admin).arg(sweep).current_dir("/");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut shell = shell.spawn()?;
        let (Some(statements), Some(answers)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(io::Error::other("psql has no pipes"));
        };
        Ok(Self { psql, statements, answers: BufReader::new(answers), given_up: Vec::new(), _shell: shell })
    }

    /// Runs one statement; gives its rows.
    fn run(&mut self, statement: &str) -> io::Result<String> {
        writeln!(self.statements, "{statement};\n\\echo '{END}' :ERROR :LAST_ERROR_MESSAGE")?;
        self.statements.flush()?;
        let mut rows = String::new();
        loop {
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                return Err(io::Error::other(format!("psql ended at: {statement}")));
            }
            match line.strip_prefix(END).map(str::trim) {
                None => rows.push_str(&line),
                Some(end) if end.starts_with("false") => return Ok(rows),
                Some(end) => return Err(io::Error::other(format!("{statement}: {end}"))),
            }
        }
    }

    fn drop_given_up(&mut self) -> io::Result<()> {
        for name in std::mem::take(&mut self.given_up) {
            self.run(&format!("drop database if exists {name} with (force)"))?;
        }
        Ok(())
    }

    /// The migrated database; the first process that asks for it makes it, and the others wait.
    fn template(&mut self, migrations: &Path) -> io::Result<String> {
        let script = script(migrations)?;
        let name = format!("migrated_{:016x}", fnv(script.as_bytes()));
        let there = format!("select 1 from pg_database where datname = '{name}'");
        if !self.run(&there)?.is_empty() {
            return Ok(name);
        }
        self.run(&format!("select pg_advisory_lock({TEMPLATE_LOCK})"))?;
        let made = match self.run(&there) {
            Ok(rows) if rows.is_empty() => self.make_template(&name, &script),
            other => other.map(drop),
        };
        self.run(&format!("select pg_advisory_unlock({TEMPLATE_LOCK})"))?;
        made.map(|()| name)
    }

    fn make_template(&mut self, name: &str, script: &str) -> io::Result<()> {
        let making = format!("{name}_in_the_making");
        // From a process that was killed here.
        self.run(&format!("drop database if exists {making} with (force)"))?;
        self.run(&format!("create database {making}"))?;
        let mut psql = Command::new(&self.psql);
        psql.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-"]).arg(with_database(shared(), &making));
        let mut psql =
            psql.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).current_dir("/").spawn()?;
        if let Some(mut pipe) = psql.stdin.take() {
            pipe.write_all(script.as_bytes())?;
        }
        succeed("psql", &psql.wait_with_output()?)?;
        self.run(&format!("alter database {making} rename to {name}"))?;
        // Nobody may stand in the way of copying it.
        self.run(&format!("alter database {name} with is_template true allow_connections false")).map(drop)
    }
}

fn migrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../store/migrations/postgres")
}

/// All migrations in their order, each with the line by which the store knows that it was applied.
fn script(folder: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    let mut script = HISTORY.to_owned();
    for path in files {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let (version, description) = stem.split_once('_').unwrap_or((stem, ""));
        let version: i64 = version.parse().map_err(|_| io::Error::other(format!("{stem} begins with no number")))?;
        let sql = fs::read_to_string(&path)?;
        let description = description.replace('_', " ");
        script.push_str(&sql);
        script.push_str("\ninsert into _sqlx_migrations (version, description, success, checksum, execution_time) ");
        script.push_str(&format!("values ({version}, '{description}', true, sha384('\\x"));
        for byte in sql.as_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(script, "{byte:02x}");
        }
        script.push_str("'::bytea), 0);\n");
    }
    Ok(script)
}

/// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>): the same in every process, which the standard library's hash
/// does not promise.
fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
