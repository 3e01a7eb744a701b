//! What the browser downloads: it is built from a known list of crates, so that a server's crate that slips in is seen here, by
//! name, before it is felt as size; and each page is a chunk of its own.

use std::collections::BTreeSet;
use std::process::Command;

use crate::source::{self, Findings};

const LIST: &str = "tools/tidy/wasm.txt";

#[test]
fn the_browser_gets_the_listed_crates_only() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .args(["tree", "--package", "frontend", "--target", "wasm32-unknown-unknown"])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"])
        .current_dir(source::root())
        .output()
        .expect("cargo lists dependencies");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout);
    let found: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let file = source::root().join(LIST);
    if std::env::var_os("TIDY_UPDATE").is_some() {
        let list: Vec<String> = found.iter().map(|name| format!("{name}\n")).collect();
        std::fs::write(&file, list.concat()).expect("writes the list");
    }
    let listed = std::fs::read_to_string(&file).unwrap_or_default();
    let listed: BTreeSet<&str> = listed.lines().collect();
    let mut findings = Findings::default();
    for name in found.difference(&listed) {
        findings.note(
            LIST,
            1,
            format_args!("{name} now goes to the browser; leave it out, or list it with TIDY_UPDATE=1"),
        );
    }
    for name in listed.difference(&found) {
        findings.note(
            LIST,
            1,
            format_args!("{name} no longer goes to the browser; TIDY_UPDATE=1 takes it off the list"),
        );
    }
    findings.expect_none("The WASM is built from the listed crates.");
}

/// Chunks of one name become one chunk, and to open one of these pages would load the other as well.
#[test]
fn every_page_has_a_chunk_of_its_own() {
    let mut findings = Findings::default();
    let mut names = BTreeSet::new();
    for source in source::rust().filter(|source| source.path.starts_with("app/src/")) {
        for (line, text) in source.code_lines() {
            let name = text.split_once("page!(").and_then(|(_, rest)| rest.split_once(" =>"));
            if let Some((name, _)) = name
                && !names.insert(name)
            {
                findings.note(&source.path, line, format_args!("another page has the chunk `{name}` already"));
            }
        }
    }
    assert!(names.len() > 20, "the pages are found: {}", names.len());
    findings.expect_none("Every page has a chunk of its own.");
}
