//! SQLite: a file opened by one connection that writes and a few that read, on a write-ahead log that is synced at every
//! commit. Statements run on the thread of the caller: they take microseconds, and handing them to another thread
//! would take ten times as long. What waits for the disk goes through [`waiting`].

use super::file::{File, waiting};
use super::log;
use super::readers::Readers;
use super::row::{Columns, FromSqlite};
use super::settings::Settings;
use super::writer::Writer;
use crate::fault::{Fault, Result};
use crate::wake::Wakes;
use rusqlite::{CachedStatement, Connection, Error, ToSql, TransactionBehavior};
use sqlx::migrate::MigrateError;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Older libraries can corrupt a write-ahead log that several connections share
/// (<https://www.sqlite.org/releaselog/3_51_3.html>).
const OLDEST: i32 = 3_051_003;
#[derive(Debug)]
pub(super) struct Pools {
    pub(super) writer: Writer,
    pub(super) readers: Arc<Readers>,
}

impl Pools {
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

pub(super) async fn open(path: &Path, settings: &Settings, wakes: &Arc<Wakes>) -> Result<Pools> {
    if rusqlite::version_number() < OLDEST {
        return Err(Fault::OldSqlite(rusqlite::version().to_owned()).into());
    }
    let file = File::at(path);
    let connection = waiting(|| -> Result<Connection> {
        log::enter(path, settings.accept_missing_log)?;
        let mut connection = file.connect()?;
        check_log(&connection)?;
        migrate(&mut connection)?;
        Ok(connection)
    })?;
    let writer = Writer::new(connection, file.clone(), settings, Arc::clone(wakes));
    Ok(Pools { writer, readers: Arc::new(Readers::new(file, settings.readers_max.max(1), settings.wait_max)) })
}

/// A file system that cannot hold a write-ahead log makes SQLite fall back without a word.
fn check_log(connection: &Connection) -> Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).map_err(Fault::from)?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).map_err(Fault::from)?;
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    if mode != "wal" || synchronous != 2 {
        return Err(Fault::Data(format!("journal mode {mode}, synchronous {synchronous}: not durable")).into());
    }
    Ok(())
}

/// Brings the schema up to date, all or nothing. The record of what was done is the one that sqlx keeps on Postgres: same
/// table, same sums.
fn migrate(connection: &mut Connection) -> Result<(), Fault> {
    let migrations = sqlx::migrate!("./migrations/sqlite");
    // Two programs that start on one file come one after the other.
    let schema = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    schema.execute_batch(
        "create table if not exists _sqlx_migrations (version bigint primary key, description text not null, \
         installed_on timestamp not null default current_timestamp, success boolean not null, checksum blob not null, \
         execution_time bigint not null)",
    )?;
    let mut done: BTreeMap<i64, (Vec<u8>, bool)> =
        fetch_all::<(i64, Vec<u8>, i64)>(&schema, "select version, checksum, success from _sqlx_migrations", &[])?
            .into_iter()
            .map(|(version, sum, success)| (version, (sum, success == 1)))
            .collect();
    for migration in migrations.iter() {
        match done.remove(&migration.version) {
            Some((_, false)) => return Err(MigrateError::Dirty(migration.version).into()),
            Some((sum, true)) if sum != *migration.checksum => {
                return Err(MigrateError::VersionMismatch(migration.version).into());
            }
            Some((_, true)) => {}
            None => {
                schema.execute_batch(migration.sql.as_str())?;
                execute(
                    &schema,
                    "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values ($1, $2, 1, $3, -1)",
                    &[&migration.version, &migration.description, &migration.checksum],
                )?;
            }
        }
    }
    match done.keys().next() {
        // A newer program has been here.
        Some(unknown) => Err(MigrateError::VersionMissing(*unknown).into()),
        None => Ok(schema.commit()?),
    }
}

/// All rows of a statement.
pub(crate) fn fetch_all<T: FromSqlite>(
    connection: &Connection,
    sql: &str,
    arguments: &[&dyn ToSql],
) -> Result<Vec<T>, Fault> {
    let mut statement = prepared(connection, sql, arguments)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Columns::of(row)?);
    }
    Ok(found)
}

/// The first row of a statement, if there is one.
pub(crate) fn fetch_optional<T: FromSqlite>(
    connection: &Connection,
    sql: &str,
    arguments: &[&dyn ToSql],
) -> Result<Option<T>, Fault> {
    let mut statement = prepared(connection, sql, arguments)?;
    let mut rows = statement.raw_query();
    let found = rows.next()?.map(Columns::of).transpose()?;
    Ok(found)
}

/// The first row of a statement.
pub(crate) fn fetch_one<T: FromSqlite>(
    connection: &Connection,
    sql: &str,
    arguments: &[&dyn ToSql],
) -> Result<T, Fault> {
    fetch_optional(connection, sql, arguments)?.ok_or(Fault::NoRow)
}

/// Runs one statement with the arguments of each item; gives all rows in their order.
pub(crate) fn fetch_each<T: FromSqlite, Item>(
    connection: &Connection,
    sql: &str,
    items: &[Item],
    arguments: impl Fn(&Item, &mut dyn FnMut(&[&dyn ToSql]) -> Result<(), Fault>) -> Result<(), Fault>,
) -> Result<Vec<T>, Fault> {
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        arguments(item, &mut |arguments| {
            found.append(&mut fetch_all(connection, sql, arguments)?);
            Ok(())
        })?;
    }
    Ok(found)
}

/// Runs a statement that gives no rows; gives how many it changed.
pub(crate) fn execute(connection: &Connection, sql: &str, arguments: &[&dyn ToSql]) -> Result<u64, Fault> {
    let changed = prepared(connection, sql, arguments)?.raw_execute()?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// The statement with its arguments. A statement that was prepared before is used again.
fn prepared<'a>(connection: &'a Connection, sql: &str, arguments: &[&dyn ToSql]) -> Result<CachedStatement<'a>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    for place in 1..=statement.parameter_count() {
        // To SQLite `$2` is a name, and names are numbered as they come.
        let number = statement.parameter_name(place).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let argument = number.and_then(|number| arguments.get(number.checked_sub(1)?));
        let argument = argument.ok_or(Error::InvalidParameterCount(arguments.len(), statement.parameter_count()))?;
        statement.raw_bind_parameter(place, argument)?;
    }
    Ok(statement)
}
