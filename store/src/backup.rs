//! A whole database in one file, and back: made while a server runs, and held against the rules of the books both times.
//! Of SQLite it is a database again, of Postgres an archive of `pg_dump`.

mod postgres;
mod sqlite;

use crate::db::{Engine, Settings};
use crate::fault::{Fault, Result};
use crate::{Db, ledger};
use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The beginnings of the two kinds of files: <https://www.sqlite.org/fileformat2.html#magic_header_string>, and that of
/// `pg_dump --format=custom`.
const SQLITE: &[u8] = b"SQLite format 3\0";
const POSTGRES: &[u8] = b"PGDMP";

/// Writes everything that is committed now to a new file, readable for its owner only. Gives each rule that the books in
/// it break, as a sentence.
///
/// # Errors
/// [`Fault::Backup`] with what to do; the file is not there then.
pub async fn make(settings: &Settings, db: &Db, to: &Path) -> Result<Vec<String>> {
    if to.exists() {
        return Err(no(format!("{} is there already; a backup never replaces one", to.display())));
    }
    let unfinished = beside(to, "unfinished");
    owners_only(&unfinished)?;
    let made = match &settings.engine {
        Engine::Sqlite { path } => sqlite::make(path, &unfinished).await,
        Engine::Postgres { url } => postgres::make(url, db, &unfinished).await,
    };
    match made.and_then(|broken| put(&unfinished, to).map(|()| broken)) {
        Ok(broken) => Ok(broken),
        Err(error) => {
            // What is not there need not be removed.
            let _ = fs::remove_file(&unfinished);
            Err(error)
        }
    }
}

/// Puts what a backup holds in place of the database. One with accounts in it is replaced only when that is said. Gives
/// each rule that the restored books break, as a sentence.
///
/// # Errors
/// [`Fault::Backup`] with what to do; the database is as it was then.
pub async fn restore(settings: &Settings, from: &Path, overwrite: bool) -> Result<Vec<String>> {
    let mut start = Vec::new();
    File::open(from).and_then(|file| file.take(16).read_to_end(&mut start)).map_err(|why| unreadable(from, &why))?;
    match &settings.engine {
        Engine::Sqlite { path } if start.starts_with(SQLITE) => sqlite::restore(path, from, overwrite).await,
        Engine::Postgres { url } if start.starts_with(POSTGRES) => {
            postgres::restore(url, from, overwrite).await?;
            let db = Db::open(settings).await?;
            let broken = ledger::check(&db).await;
            db.close().await;
            broken
        }
        Engine::Sqlite { .. } | Engine::Postgres { .. } => {
            let [is, needs] = match &settings.engine {
                _ if !start.starts_with(SQLITE) && !start.starts_with(POSTGRES) => ["no backup of Guildhall", "one"],
                Engine::Sqlite { .. } => ["a backup of Postgres", "one of SQLite"],
                Engine::Postgres { .. } => ["a backup of SQLite", "one of Postgres"],
            };
            Err(no(format!("{} is {is}, and this database needs {needs}; nothing was changed", from.display())))
        }
    }
}

fn no(why: impl Into<String>) -> crate::Error {
    Fault::Backup(why.into()).into()
}

fn unreadable(file: &Path, why: &std::io::Error) -> crate::Error {
    no(format!("{}: {why}", file.display()))
}

fn has_data(place: &str) -> crate::Error {
    no(format!("{place} has accounts in it; nothing was changed. To replace everything in it, add --overwrite"))
}

fn in_use(place: &str) -> crate::Error {
    no(format!("{place} is in use; nothing was changed. Stop the server first"))
}

/// The same name with an end, in the same folder.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

/// A new empty file for its owner only; one that an earlier attempt has left is replaced.
fn owners_only(path: &Path) -> Result<()> {
    let _ = fs::remove_file(path);
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(|why| unreadable(path, &why))
}

/// Gives a finished file its name, durably.
fn put(finished: &Path, name: &Path) -> Result<()> {
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(finished)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(finished, name))
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(|why| unreadable(name, &why))
}
