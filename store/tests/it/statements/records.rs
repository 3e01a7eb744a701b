//! The records of the store as the compiler reads them: which columns the name of each one stands for.

use super::{arguments, collect, literal};
use std::path::Path;

/// All that is written in `record!`.
#[derive(Debug)]
pub struct Records(Vec<Record>);

#[derive(Debug)]
struct Record {
    /// Below `src`.
    file: String,
    name: String,
    table: Option<String>,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    name: String,
    kind: String,
    sql: Option<String>,
}

impl Records {
    /// Those below this folder.
    pub fn of(root: &Path) -> Self {
        let mut files = Vec::new();
        collect(root, &mut files);
        let mut found = Vec::new();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.strip_prefix(root).unwrap().display().to_string();
            found.extend(text.split("\nrecord! {\n").skip(1).map(|rest| record(&name, rest)));
        }
        assert!(found.len() > 20, "only {} records found", found.len());
        Self(found)
    }

    /// The columns that this name stands for in a file.
    pub fn columns(&self, name: &str, file: &str) -> String {
        let record = self.named(name, file).unwrap_or_else(|| panic!("{file}: no record is called {name}"));
        self.columns_of(record)
    }

    fn columns_of(&self, record: &Record) -> String {
        let column = |field: &Field| match (self.named(&field.kind, &record.file), &field.sql, &record.table) {
            (Some(inner), _, _) => self.columns_of(inner),
            (None, Some(sql), _) => format!("{sql} as {}", field.name),
            (None, None, Some(table)) => format!("{table}.{}", field.name),
            (None, None, None) => field.name.clone(),
        };
        record.fields.iter().map(column).collect::<Vec<_>>().join(", ")
    }

    fn names_of<'a>(&'a self, record: &'a Record) -> Vec<&'a str> {
        let names = |field: &'a Field| match self.named(&field.kind, &record.file) {
            Some(inner) => self.names_of(inner),
            None => vec![field.name.as_str()],
        };
        record.fields.iter().flat_map(names).collect()
    }

    /// The record of this name in the file, beside it, or the only one that is called so.
    fn named(&self, name: &str, file: &str) -> Option<&Record> {
        let folder = |file: &str| Path::new(file).parent().map(Path::to_owned);
        let all: Vec<&Record> = self.0.iter().filter(|record| record.name == name).collect();
        let here = all.iter().find(|record| record.file == file);
        let beside = || all.iter().find(|record| folder(&record.file) == folder(file));
        here.or_else(beside).or_else(|| all.first().filter(|_| all.len() == 1)).copied()
    }

    /// The record whose columns this SQL lists by hand, one after the other, if there is one. Two or three columns may be
    /// the same by chance.
    pub fn listed_by_hand(&self, sql: &str) -> Option<&str> {
        let words = sql.split([' ', ',', '(', ')', '\n']).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.map(|word| word.rsplit('.').next().unwrap_or(word)).collect();
        let lists = |record: &Record| {
            let all = self.names_of(record);
            let begins = |(at, word): (usize, &&str)| {
                ["select", "returning"].contains(word) && words[at + 1..].starts_with(&all)
            };
            all.len() > 3 && words.iter().enumerate().any(begins)
        };
        self.0.iter().find(|record| lists(record)).map(|record| record.name.as_str())
    }
}

/// Reads one from after the opening of its macro.
fn record(file: &str, rest: &str) -> Record {
    let body = rest.split("\n}\n").next().unwrap();
    let code: Vec<&str> = body.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let (head, inside) = code.split_once("struct ").unwrap().1.split_once('{').unwrap();
    let (name, table) = match head.trim().split_once(" from ") {
        Some((name, table)) => (name, Some(table.to_owned())),
        None => (head.trim(), None),
    };
    let inside: Vec<char> = inside.chars().collect();
    let (fields, _) = arguments(&inside, 0);
    Record { file: file.to_owned(), name: name.to_owned(), table, fields: fields.iter().map(|it| field(it)).collect() }
}

fn field(text: &str) -> Field {
    let mut text = text.trim();
    while let Some(rest) = text.strip_prefix("#[") {
        text = rest.split_once(']').unwrap().1.trim();
    }
    let (name, rest) = text.split_once(": ").unwrap();
    let (kind, sql) = match rest.split_once(" = ") {
        Some((kind, sql)) => (kind, Some(literal(sql).unwrap())),
        None => (rest, None),
    };
    Field { name: name.split(' ').next_back().unwrap().to_owned(), kind: kind.trim().to_owned(), sql }
}
