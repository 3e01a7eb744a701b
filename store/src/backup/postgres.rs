//! Backups of Postgres, by its own programs `pg_dump`, `pg_restore` and `psql`.

use super::{has_data, in_use, no};
use crate::db::postgres::{APPLICATION, newest_version, options};
use crate::fault::{Fault, Result};
use crate::{Db, ledger};
use percent_encoding::percent_decode_str;
use sqlx::postgres::PgSslMode;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use url::Url;

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// How often and how long it is looked for others that use the database.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS: usize = 50;

/// Takes away what is there, of this role and in this schema, in the transaction that puts the backup in its place.
const CLEAR: &str = "\
do $$ declare thing record; begin
  for thing in select oid::regclass as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and pg_has_role(relowner, 'usage')
  loop execute format('drop table if exists %s cascade', thing.name); end loop;
  for thing in select oid::regprocedure as name from pg_proc
    where pronamespace = current_schema()::regnamespace and pg_has_role(proowner, 'usage')
      and not exists (select 1 from pg_depend where objid = pg_proc.oid and deptype = 'e')
  loop execute format('drop routine if exists %s cascade', thing.name); end loop;
end $$;
";

/// Refuses an archive of something else, or of a newer program, before what was there is gone for good.
fn proof() -> String {
    format!(
        "do $$ declare journal text; newest bigint; begin
  select oid::regclass into journal from pg_class where relname = '_sqlx_migrations' and relkind = 'r';
  if journal is null or not exists (select 1 from pg_class where relname = 'account' and relkind = 'r') then
    raise exception 'this archive holds no database of Guildhall; nothing was changed';
  end if;
  execute 'select max(version) from ' || journal into newest;
  if newest > {} then
    raise exception 'this archive was made by a newer version of Guildhall; nothing was changed';
  end if;
end $$;
",
        newest_version()
    )
}

/// The books are checked in the very snapshot that is written; the archive is then read from its beginning to its end.
pub(super) async fn make(url: &str, db: &Db, to: &Path) -> Result<Vec<String>> {
    let mut read = db.read().await?;
    let snapshot = read.share().await?;
    let mut dump = program(url, "pg_dump")?;
    dump.args(["--format=custom", "--no-owner", "--no-privileges"]).arg(format!("--snapshot={snapshot}"));
    dump.arg("--file").arg(to);
    let dumping = tokio::task::spawn_blocking(move || run(dump));
    let broken = ledger::check_in(&mut read).await;
    ended(dumping.await)?;
    drop(read);
    whole(url, to).await?;
    broken
}

pub(super) async fn restore(url: &str, from: &Path, overwrite: bool) -> Result<()> {
    whole(url, from).await?;
    let options = options(url)?;
    let place = format!("the database {}", options.get_database().unwrap_or_default());
    let mut connection = options.connect().await.map_err(Fault::from)?;
    let (used, full) = (is_used(&mut connection).await?, is_full(&mut connection).await?);
    connection.close().await.map_err(Fault::from)?;
    if used {
        return Err(in_use(&place));
    }
    if full && !overwrite {
        return Err(has_data(&place));
    }
    let (mut archive, mut psql) = (program(url, "pg_restore")?, program(url, "psql")?);
    archive = without_database(archive);
    archive.args(["--no-owner", "--no-privileges", "--file=-"]).arg(from);
    psql.args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", "-"]);
    ended(tokio::task::spawn_blocking(move || pour(archive, psql)).await)
}

/// Whether a server of ours is connected, and stays so: a backend ends a moment after its client.
async fn is_used(connection: &mut PgConnection) -> Result<bool> {
    for _ in 0..LOOKS {
        if !has_others(connection).await? {
            return Ok(false);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(true)
}

async fn has_others(connection: &mut PgConnection) -> Result<bool> {
    let others = format!(
        "select exists (select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
         and application_name = '{APPLICATION}')"
    );
    is(connection, others).await
}

async fn is_full(connection: &mut PgConnection) -> Result<bool> {
    let accounts = "select exists (select 1 from account)".to_owned();
    Ok(is(connection, "select to_regclass('account') is not null".to_owned()).await?
        && is(connection, accounts).await?)
}

async fn is(connection: &mut PgConnection, question: String) -> Result<bool> {
    let row = sqlx::raw_sql(AssertSqlSafe(question)).fetch_one(connection).await?;
    Ok(row.try_get(0)?)
}

/// Reads an archive through, to nowhere.
async fn whole(url: &str, archive: &Path) -> Result<()> {
    let mut read = without_database(program(url, "pg_restore")?);
    read.args(["--file=/dev/null"]).arg(archive);
    ended(tokio::task::spawn_blocking(move || run(read)).await)
}

fn ended(ended: Result<Result<(), String>, tokio::task::JoinError>) -> Result<()> {
    ended.map_err(|_stopped| Fault::Gone)?.map_err(no)
}

/// One of Postgres' programs, told which database is meant. The password goes where no list of processes shows it.
fn program(url: &str, name: &'static str) -> Result<Command> {
    let mut address = Url::parse(url).map_err(|why| no(format!("the address of the database: {why}")))?;
    let mut program = Command::new(find(name));
    if let Some(password) = address.password() {
        let password = percent_decode_str(password).decode_utf8().map_err(|why| no(format!("the password: {why}")))?;
        program.env("PGPASSWORD", password.as_ref());
        // Only an address without a host cannot lose its password.
        let _ = address.set_password(None);
    }
    // What the address says of TLS and of the password would win over the environment, so it is said there alone.
    let said: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    address.set_query(None);
    for (name, value) in said {
        match name.as_str() {
            "sslmode" | "ssl-mode" => {}
            "password" => _ = program.env("PGPASSWORD", value),
            _ => _ = address.query_pairs_mut().append_pair(&name, &value),
        }
    }
    program.env("PGSSLMODE", ssl_mode(options(url)?.get_ssl_mode()));
    program.arg(format!("--dbname={address}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    Ok(program)
}

const fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// The same program on a file alone.
fn without_database(program: Command) -> Command {
    let mut alone = Command::new(program.get_program());
    alone.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    alone
}

/// Where a program is: on the path, else where Debian keeps the newest.
fn find(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(name));
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin").join(name))))
        .collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|(_, program)| program);
    on_path.chain(debian).find(|program| program.is_file()).unwrap_or_else(|| PathBuf::from(name))
}

fn run(mut program: Command) -> Result<(), String> {
    let name = named(&program);
    said(&name, program.output().map_err(|why| missing(&name, &why))?)
}

/// Runs an archive into a database, all or nothing: what has not come to its end is not committed.
fn pour(mut archive: Command, mut psql: Command) -> Result<(), String> {
    let [reader, writer] = [named(&archive), named(&psql)];
    let mut writing = psql.stdin(Stdio::piped()).spawn().map_err(|why| missing(&writer, &why))?;
    let poured = (|| {
        let mut reading = archive.stdout(Stdio::piped()).spawn().map_err(|why| missing(&reader, &why))?;
        let (Some(into), Some(mut from)) = (writing.stdin.as_mut(), reading.stdout.take()) else {
            return Err("the programs of Postgres have no pipes".to_owned());
        };
        let copied = into.write_all(CLEAR.as_bytes()).and_then(|()| std::io::copy(&mut from, into));
        let copied = copied.and_then(|_bytes| into.write_all(proof().as_bytes()));
        drop(from);
        let read = said(&reader, reading.wait_with_output().map_err(|why| why.to_string())?);
        // When psql has ended early, what it says is the reason for everything else.
        if copied.is_ok() { read } else { Ok(()) }
    })();
    if poured.is_err() {
        // Before its input ends: it would commit what it has.
        let _ = writing.kill();
    }
    let written = writing.wait_with_output().map_err(|why| why.to_string())?;
    poured?;
    said(&writer, written)
}

fn named(program: &Command) -> String {
    Path::new(program.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn missing(name: &str, why: &std::io::Error) -> String {
    format!(
        "{name} could not be run ({why}). It comes with the client programs of Postgres (Debian: apt-get install \
         postgresql-client), in the version of your server or a newer one"
    )
}

fn said(name: &str, output: Output) -> Result<(), String> {
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = text.lines().rev().take(3).collect();
    Err(format!("{name} failed: {}", last.into_iter().rev().collect::<Vec<_>>().join(" ")))
}
