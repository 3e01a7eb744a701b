//! Backups of SQLite: `vacuum into` reads one snapshot while others write.

use super::{beside, has_data, in_use, no, owners_only, put, unreadable};
use crate::db::file::waiting;
use crate::db::log;
use crate::fault::{Fault, Result};
use crate::{Db, Settings, ledger};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::time::Duration;

pub(super) async fn make(path: &Path, to: &Path) -> Result<Vec<String>> {
    waiting(|| -> Result<(), Fault> {
        // It may be empty, and nothing else.
        log::bare(path)?.execute("vacuum into $1", [to.to_string_lossy()])?;
        log::is_whole(&log::bare(to)?)
    })?;
    verified(to).await
}

pub(super) async fn restore(path: &Path, from: &Path, overwrite: bool) -> Result<Vec<String>> {
    let place = path.display().to_string();
    if !overwrite && !is_empty(path) {
        return Err(has_data(&place));
    }
    let fresh = beside(path, "restored");
    owners_only(&fresh)?;
    let restored = async {
        // Into the file that was made: a copy by name would take the mode of the backup along.
        let copied = fs::File::open(from).and_then(|mut from| {
            let mut into = fs::OpenOptions::new().write(true).open(&fresh)?;
            std::io::copy(&mut from, &mut into)
        });
        copied.map_err(|why| unreadable(from, &why))?;
        let broken = verified(&fresh).await?;
        if let Some(first) = broken.first() {
            return Err(no(format!(
                "the books in the backup break {} rules; nothing was changed. The first: {first}",
                broken.len()
            )));
        }
        if path.exists() && !is_left_by_all(path)? {
            return Err(in_use(&place));
        }
        for left in log::beside(path) {
            // Usually they are gone.
            let _ = fs::remove_file(left);
        }
        put(&fresh, path)?;
        Ok(broken)
    };
    let restored = restored.await;
    // It has another name when all went well.
    let _ = fs::remove_file(&fresh);
    restored
}

/// Reads all of it, and holds the books against their rules.
async fn verified(path: &Path) -> Result<Vec<String>> {
    let sound = waiting(|| -> Result<Option<String>, Fault> {
        let file = log::bare(path)?;
        // A file of another program would be taken for an empty database that is brought to its newest shape.
        let ours =
            "select count(*) from sqlite_master where type = 'table' and name in ('account', '_sqlx_migrations')";
        if file.query_row(ours, [], |row| row.get::<_, i64>(0))? < 2 {
            return Ok(Some("it holds no database of Guildhall".to_owned()));
        }
        let said: String = file.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        let strays = file.prepare("pragma foreign_key_check")?.exists([])?;
        Ok((said != "ok")
            .then_some(said)
            .or_else(|| strays.then(|| "a row refers to one that is not there".to_owned())))
    });
    match sound {
        Ok(None) => {}
        Ok(Some(why)) => return Err(no(format!("the backup cannot be used: {why}"))),
        Err(why) => return Err(no(format!("the backup cannot be read: {why}"))),
    }
    let db = Db::open(&Settings::sqlite(path)).await?;
    let broken = ledger::check(&db).await;
    // Everything is in the one file then.
    db.close().await;
    broken
}

/// Whether nothing is lost with it. What cannot be read may be worth something.
fn is_empty(path: &Path) -> bool {
    if fs::metadata(path).map_or(true, |file| file.len() == 0) {
        return true;
    }
    let accounts = |file: &Connection| -> Result<bool, Fault> {
        let tables = "select exists (select 1 from sqlite_master where type = 'table' and name = 'account')";
        if !file.query_row(tables, [], |row| row.get(0))? {
            return Ok(false);
        }
        Ok(file.query_row("select exists (select 1 from account)", [], |row| row.get(0))?)
    };
    log::look(path, accounts).is_ok_and(|any| !any)
}

/// Whether no other process has it open. One that is no database any more is nobody's.
fn is_left_by_all(path: &Path) -> Result<bool> {
    let file = log::bare(path)?;
    file.busy_timeout(Duration::from_secs(1)).map_err(Fault::from)?;
    match file.query_row("select count(*) from sqlite_master", [], |row| row.get::<_, i64>(0)) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Ok(true),
        Err(_) | Ok(_) => Ok(log::rest(&file)),
    }
}
