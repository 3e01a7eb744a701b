//! What tests find in the source itself, so that nothing new is forgotten in their tables.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A function of the crate.
#[derive(Debug)]
pub struct Function {
    /// Its file below `src`, and its name: `contract/mod.rs submit`.
    pub name: String,
    /// Up to its body.
    pub signature: String,
    pub body: String,
    pub public: bool,
}

/// All files below a folder of the repository, in a fixed order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The functions below a folder of this crate, without those of demo people and of tests. Functions end where the
/// formatter puts their last brace.
pub fn functions(folder: &str) -> Vec<Function> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for path in files(&root) {
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if file.starts_with("seed") {
            continue;
        }
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let indent = line.len() - line.trim_start().len();
            let words = line.trim_start();
            let is_function = ["fn ", "async fn "].iter().any(|start| {
                words.starts_with(start)
                    || words.strip_prefix("pub").is_some_and(|rest| {
                        let rest = rest.strip_prefix("(crate)").or(rest.strip_prefix("(super)")).unwrap_or(rest);
                        rest.trim_start().starts_with(start)
                    })
            });
            if !is_function {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let mut whole = vec![line];
            if !line.ends_with('}') {
                whole.extend(lines.by_ref().take_while(|line| *line != end));
            }
            let whole = whole.join("\n");
            let (signature, body) = whole.split_once(" {\n").unwrap_or((&whole, ""));
            let name = signature.split("fn ").nth(1).unwrap();
            let name = name.split(['(', '<']).next().unwrap();
            found.push(Function {
                name: format!("{file} {name}"),
                signature: signature.to_owned(),
                body: body.to_owned(),
                public: words.starts_with("pub async"),
            });
        }
    }
    assert!(found.len() > 100, "only {} functions found", found.len());
    found
}

/// The plain texts in a piece of source.
pub fn texts(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((_, from)) = rest.split_once('"') {
        let mut end = 0;
        for (at, letter) in from.char_indices() {
            if letter == '"' && !from[..at].ends_with('\\') {
                end = at;
                break;
            }
        }
        found.push(from[..end].to_owned());
        rest = &from[end + 1..];
    }
    found
}

/// The texts that follow this in the files below a folder of the repository.
pub fn texts_of(folder: &str, before: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut found = BTreeSet::new();
    for path in files(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        found.extend(text.split(before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    found
}
