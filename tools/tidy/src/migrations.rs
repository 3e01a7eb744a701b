//! Twin migrations: the same file names in both engines' folders, and after each file the same tables and columns.

use std::collections::BTreeMap;

use crate::source::{self, Findings, Source};

const SQLITE: &str = "store/migrations/sqlite/";
const POSTGRES: &str = "store/migrations/postgres/";
const NOT_COLUMNS: &[&str] = &["primary", "unique", "check", "foreign", "constraint", "exclude", "like"];

type Tables = BTreeMap<String, Vec<String>>;

fn folder(prefix: &str) -> BTreeMap<&'static str, &'static Source> {
    let inside = source::all().iter().filter(|source| source.has_extension("sql"));
    inside.filter_map(|source| Some((source.path.strip_prefix(prefix)?, source))).collect()
}

#[test]
fn migrations_have_twins() {
    let (sqlite, postgres) = (folder(SQLITE), folder(POSTGRES));
    let mut findings = Findings::default();
    for (name, source) in sqlite.iter().filter(|(name, _)| !postgres.contains_key(*name)) {
        findings.note(&source.path, 1, format_args!("{POSTGRES}{name} is missing"));
    }
    for (name, source) in postgres.iter().filter(|(name, _)| !sqlite.contains_key(*name)) {
        findings.note(&source.path, 1, format_args!("{SQLITE}{name} is missing"));
    }
    findings.expect_none("Every migration exists for both engines under one name.");
}

#[test]
fn twins_leave_the_same_tables_and_columns() {
    let postgres = folder(POSTGRES);
    let (mut ours, mut theirs) = (Tables::new(), Tables::new());
    let mut findings = Findings::default();
    for (name, source) in folder(SQLITE) {
        let Some(twin) = postgres.get(name) else {
            continue;
        };
        apply(&source.text, &mut ours);
        apply(&twin.text, &mut theirs);
        compare(&ours, &theirs, &source.path, &mut findings);
        // The next file is judged by what it changes itself.
        theirs.clone_from(&ours);
    }
    findings.expect_none("Both engines have the same tables with the same columns in the same order.");
}

fn compare(sqlite: &Tables, postgres: &Tables, path: &str, findings: &mut Findings) {
    let names = sqlite.keys().chain(postgres.keys().filter(|name| !sqlite.contains_key(*name)));
    for name in names {
        match (sqlite.get(name), postgres.get(name)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let (one, other) = (one.join(", "), other.join(", "));
                findings.note(path, 1, format_args!("table {name}: sqlite has ({one}), postgres has ({other})"));
            }
            (Some(_), None) => findings.note(path, 1, format_args!("table {name} is missing on Postgres")),
            (None, _) => findings.note(path, 1, format_args!("table {name} is missing on SQLite")),
        }
    }
}

/// Follows the statements that change tables: create, drop, rename, and columns added, dropped or renamed.
fn apply(script: &str, tables: &mut Tables) {
    let code: String =
        script.lines().map(|line| line.split("--").next().unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let words = code.to_lowercase();
    let mut rest = words.as_str();
    while let Some(start) =
        ["create table ", "alter table ", "drop table "].iter().filter_map(|verb| rest.find(verb)).min()
    {
        let statement = &rest[start..];
        let end = statement.find(';').unwrap_or(statement.len());
        change(&statement[..end], tables);
        rest = &statement[end..];
    }
}

fn change(statement: &str, tables: &mut Tables) {
    let statement = statement.replace(" if not exists", "").replace(" if exists", "");
    let mut words = statement.split_whitespace().map(|word| word.trim_matches(['"', '(', ',']));
    let verb = words.next().unwrap_or_default();
    let table = words.nth(1).unwrap_or_default().split('(').next().unwrap_or_default().to_owned();
    let rest: Vec<&str> = words.collect();
    match (verb, rest.as_slice()) {
        ("create", _) if !statement.contains(" partition of ") => {
            tables.insert(table, columns(&statement));
        }
        ("drop", _) => {
            tables.remove(&table);
        }
        ("alter", ["rename", "to", name, ..]) => {
            if let Some(columns) = tables.remove(&table) {
                tables.insert((*name).to_owned(), columns);
            }
        }
        ("alter", ["add", "column", name, ..]) => tables.entry(table).or_default().push((*name).to_owned()),
        ("alter", ["drop", "column", name, ..]) => tables.entry(table).or_default().retain(|column| column != name),
        ("alter", ["rename", "column", old, "to", new, ..]) => {
            for column in tables.entry(table).or_default().iter_mut().filter(|column| column == old) {
                (*new).clone_into(column);
            }
        }
        (_, _) => {}
    }
}

/// The first word of each part between the outermost brackets, unless it begins a constraint.
fn columns(statement: &str) -> Vec<String> {
    let inside = statement.split_once('(').map_or("", |(_, inside)| inside);
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for letter in inside.chars() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let (0, Some(part)) = (depth, parts.last_mut()) {
            part.push(letter);
        }
    }
    let names = parts.iter().filter_map(|part| part.trim_start_matches([' ', '\n', ',']).split_whitespace().next());
    names.map(|name| name.trim_matches('"').to_owned()).filter(|name| !NOT_COLUMNS.contains(&name.as_str())).collect()
}

#[test]
fn the_rule_reads_tables_as_we_write_them() {
    let mut tables = Tables::new();
    apply(
        "create table job ( -- one row, one job\n id integer not null primary key,\n state text check (state in ('a', 'b')),\n\
         check (id > 0), unique (state, id)\n) strict;\nalter table job add column title text;\n\
         alter table job rename column state to stage;\n\
         create table gone (id bigint);\ndrop table gone;",
        &mut tables,
    );
    assert_eq!(
        tables,
        Tables::from([("job".to_owned(), vec!["id".to_owned(), "stage".to_owned(), "title".to_owned()])])
    );
}
