//! Finds every statement of the store in its source, prepares it on both engines, and counts: SQLite
//! takes a missing argument as NULL without a word.

mod records;

use crate::harness::{on_both, on_postgres, on_sqlite};
use records::Records;
use sqlx::{Column, Connection, Either, Executor, SqlSafeStr, SqlStr, Statement, TypeInfo};
use std::path::{Path, PathBuf};
use store::db::Engine;

#[derive(Debug)]
struct Call {
    place: String,
    sqlite: String,
    postgres: String,
    given: usize,
    /// What Postgres gets: as many, or all of them in one list.
    given_postgres: usize,
    /// The literals of it, without the columns that records stand for.
    by_hand: String,
}

const MACROS: [&str; 13] = [
    "execute",
    "execute_each",
    "execute_rows",
    "fetch_all",
    "fetch_all_for_update",
    "fetch_all_rows",
    "fetch_all_skip_locked",
    "fetch_each",
    "fetch_one",
    "fetch_one_for_update",
    "fetch_optional",
    "fetch_optional_for_update",
    "sweep",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_engines_with_as_many_arguments_as_it_gets() {
    let calls = all_calls();
    assert!(calls.len() > 20, "only {} statements found", calls.len());
    on_sqlite(async |test| {
        let Engine::Sqlite { path } = &test.settings.engine else { panic!("not sqlite") };
        let connection = rusqlite::Connection::open(path).unwrap();
        for call in &calls {
            let prepared = connection.prepare(&call.sqlite);
            let prepared =
                prepared.unwrap_or_else(|error| panic!("{} on SQLite: {error}\n{}", call.place, call.sqlite));
            assert_eq!(prepared.parameter_count(), call.given, "{}: arguments\n{}", call.place, call.sqlite);
        }
    })
    .await;
    on_postgres(async |test| {
        let Engine::Postgres { url } = &test.settings.engine else { panic!("not postgres") };
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        for call in &calls {
            let prepared = (&mut connection).prepare(sql(&call.postgres)).await;
            let prepared =
                prepared.unwrap_or_else(|error| panic!("{} on Postgres: {error}\n{}", call.place, call.postgres));
            let Some(Either::Left(wanted)) = prepared.parameters() else { panic!("Postgres names no parameters") };
            assert_eq!(wanted.len(), call.given_postgres, "{}: arguments\n{}", call.place, call.postgres);
            for column in prepared.columns() {
                let name = column.type_info().name();
                assert!(
                    ["INT8", "TEXT", "BYTEA"].contains(&name),
                    "{}: column {} is {name}: cast it to bigint or text\n{}",
                    call.place,
                    column.name(),
                    call.postgres
                );
            }
        }
    })
    .await;
}

#[test]
fn the_columns_of_a_row_are_listed_by_its_record_and_by_no_statement() {
    let records = Records::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for call in all_calls() {
        let listed = records.listed_by_hand(&call.by_hand);
        assert_eq!(listed, None, "{}: write [\"select\", {}, \"from …\"]", call.place, listed.unwrap_or_default());
    }
    let again = "select a.job_id, a.client_id, a.freelancer_id, a.last_number, b.c from room a join b on true";
    assert_eq!(records.listed_by_hand(again), Some("RoomColumns"), "this test finds nothing any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn twin_migrations_give_the_same_tables_and_columns() {
    let tables = std::sync::Mutex::new(Vec::new());
    on_both(async |test| {
        let list = match &test.settings.engine {
            Engine::Sqlite { path } => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut columns = connection
                    .prepare(
                        "select m.name, p.name, replace(replace(lower(p.type), 'integer', 'bigint'), 'blob', 'bytea'), \
                         p.\"notnull\" from sqlite_master m join pragma_table_info(m.name) p \
                         where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\' and m.name not like 'sqlite\\_%' escape '\\' \
                         order by m.name, p.name",
                    )
                    .unwrap();
                let shape = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
                columns.query_map([], shape).unwrap().collect::<Result<Vec<_>, _>>().unwrap()
            }
            Engine::Postgres { url } => {
                let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
                sqlx::query_as::<_, (String, String, String, i64)>(
                    "select cast(table_name as text), cast(column_name as text), cast(data_type as text), \
                     cast(case when is_nullable = 'NO' then 1 else 0 end as bigint) \
                     from information_schema.columns where table_schema = 'public' and table_name <> '_sqlx_migrations' \
                     order by table_name collate \"C\", column_name collate \"C\"",
                )
                .fetch_all(&mut connection)
                .await
                .unwrap()
            }
        };
        tables.lock().unwrap().push(list);
    })
    .await;
    let tables = tables.into_inner().unwrap();
    for (sqlite, postgres) in tables[0].iter().zip(&tables[1]) {
        assert_eq!(sqlite, postgres, "SQLite left, Postgres right: table, column, type, not null");
    }
    assert_eq!(tables[0].len(), tables[1].len());
}

fn sql(text: &str) -> SqlStr {
    sqlx::AssertSqlSafe(text.to_owned()).into_sql_str()
}

fn all_calls() -> Vec<Call> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let definitions = root.join("db/statement.rs");
    let records = Records::of(&root);
    files.iter().filter(|file| **file != definitions).flat_map(|file| calls_of(file, &root, &records)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn calls_of(file: &Path, root: &Path, records: &Records) -> Vec<Call> {
    let source: Vec<char> = std::fs::read_to_string(file).unwrap().chars().collect();
    let name = file.strip_prefix(root).unwrap().display().to_string();
    let mut calls = Vec::new();
    let mut at = 0;
    while at < source.len() {
        if let Some(end) = skip(&source, at) {
            at = end;
            continue;
        }
        if !is_word(source[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < source.len() && is_word(source[at]) {
            at += 1;
        }
        let word: String = source[start..at].iter().collect();
        if source.get(at) == Some(&'!') && source.get(at + 1) == Some(&'(') && MACROS.contains(&word.as_str()) {
            let line = source[..at].iter().filter(|letter| **letter == '\n').count() + 1;
            let (arguments, _) = arguments(&source, at + 2);
            // Only the name is stepped over: a call may stand inside another one's arguments.
            let sql = Sql { place: format!("{name}:{line}"), file: &name, records };
            calls.push(sql.call(&word, &arguments));
        }
    }
    calls
}

/// Reads the SQL of one call.
struct Sql<'a> {
    place: String,
    file: &'a str,
    records: &'a Records,
}

impl Sql<'_> {
    fn call(self, word: &str, arguments: &[String]) -> Call {
        let place = &self.place;
        assert!(arguments.len() >= 2, "{place}: a connection and a text are the least");
        if word.ends_with("_each") {
            let (head, tail, written) = self.head_and_tail(&arguments[2]);
            let (_row, list) = arguments[4].rsplit_once('|').unwrap_or_else(|| panic!("{place}: |row| [arguments]"));
            let postgres = format!("{head} jsonb_array_elements(cast($1 as jsonb)) as row {tail}");
            let (sqlite, by_hand) = self.text(&arguments[1]);
            let by_hand = format!("{by_hand}\n{written}");
            return Call { sqlite, postgres, given: inside(list).len(), given_postgres: 1, by_hand, place: self.place };
        }
        let (sqlite, postgres, by_hand) = if word.contains("_rows") {
            let (head, tail, by_hand) = self.head_and_tail(&arguments[1]);
            let postgres = format!("{head} jsonb_array_elements(cast($1 as jsonb)) as row {tail}{}", lock_of(word));
            (format!("{head} json_each($1) as row {tail}"), postgres, by_hand)
        } else {
            let (same, by_hand) = self.text(&arguments[1]);
            let locked = format!("{same}{}", lock_of(word));
            (same, locked, by_hand)
        };
        let given = arguments.len() - 2;
        Call { sqlite, postgres, given, given_postgres: given, by_hand, place: self.place }
    }

    /// The text of a literal, or of a list of literals and records; and the literals alone.
    fn text(&self, argument: &str) -> (String, String) {
        let place = &self.place;
        if !argument.trim().starts_with('[') {
            let text = literal(argument).unwrap_or_else(|| panic!("{place}: literals and records, not {argument}"));
            return (text.clone(), text);
        }
        let items = inside(argument);
        let literals: Vec<String> = items.iter().filter_map(|item| literal(item)).collect();
        let text = |item: &String| literal(item).unwrap_or_else(|| self.records.columns(item.trim(), self.file));
        (items.iter().map(text).collect::<Vec<_>>().join(" "), literals.join("\n"))
    }

    fn head_and_tail(&self, argument: &str) -> (String, String, String) {
        let parts = inside(argument);
        assert_eq!(parts.len(), 2, "{}: head and tail", self.place);
        let ((head, above), (tail, below)) = (self.text(&parts[0]), self.text(&parts[1]));
        (head, tail, format!("{above}\n{below}"))
    }
}

/// What stands in the brackets of an argument.
fn inside(argument: &str) -> Vec<String> {
    let inner: Vec<char> = argument.trim().chars().skip(1).collect();
    arguments(&inner, 0).0
}

/// What the macro of this name appends for Postgres.
fn lock_of(word: &str) -> &'static str {
    match word {
        "fetch_all_skip_locked" => " for no key update skip locked",
        word if word.ends_with("_for_update") => " for no key update",
        _ => "",
    }
}

/// Splits at the commas of this level, from after an opening bracket to its closing one.
fn arguments(source: &[char], mut at: usize) -> (Vec<String>, usize) {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    while at < source.len() {
        if let Some(end) = skip(source, at) {
            let comment = source[at] == '/';
            if !comment {
                parts.last_mut().unwrap().extend(&source[at..end]);
            }
            at = end;
            continue;
        }
        match source[at] {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                at += 1;
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(source[at]);
        at += 1;
    }
    parts.retain(|part| !part.trim().is_empty());
    (parts, at)
}

/// The end of a comment, string or character that begins here.
fn skip(source: &[char], at: usize) -> Option<usize> {
    let find = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        (from..source.len()).find(|at| source[*at..].starts_with(&end)).map_or(source.len(), |found| found + end.len())
    };
    let before = at.checked_sub(1).map_or(' ', |before| source[before]);
    match (source[at], source.get(at + 1)) {
        ('/', Some('/')) => Some(find(at, "\n")),
        ('/', Some('*')) => Some(find(at, "*/")),
        ('r', Some('"' | '#')) if !is_word(before) => {
            let hashes = source[at + 1..].iter().take_while(|letter| **letter == '#').count();
            (source.get(at + 1 + hashes) == Some(&'"'))
                .then(|| find(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes))))
        }
        ('"', _) => {
            let mut at = at + 1;
            while at < source.len() && source[at] != '"' {
                at += if source[at] == '\\' { 2 } else { 1 };
            }
            Some(at + 1)
        }
        ('\'', Some('\\')) => Some(find(at + 3, "'")),
        ('\'', Some(_)) if source.get(at + 2) == Some(&'\'') => Some(at + 3),
        _ => None,
    }
}

/// The value of a string literal as the compiler reads it.
fn literal(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        return Some(raw.get(hashes + 1..raw.len() - hashes - 1)?.to_owned());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::new();
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            value.push(letter);
            continue;
        }
        match letters.next()? {
            'n' => value.push('\n'),
            't' => value.push('\t'),
            '\n' => while letters.next_if(|letter| letter.is_whitespace()).is_some() {},
            other => value.push(other),
        }
    }
    Some(value)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[test]
fn the_search_for_statements_reads_rust_as_the_compiler_does() {
    let source: Vec<char> = "(tx, \"a \\\n   b, $1\", f(x, ','), /* , */ y, r#\"q\"#)".chars().skip(1).collect();
    let (parts, _) = arguments(&source, 0);
    assert_eq!(parts.len(), 5, "{parts:?}");
    assert_eq!(literal(&parts[1]).unwrap(), "a b, $1");
    assert_eq!(literal(&parts[4]).unwrap(), "q");
}
