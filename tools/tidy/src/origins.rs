//! Files tell nothing about the machine that they were written on, and name no place to download from but the usual.

use crate::source::{self, Findings};

#[test]
fn no_file_names_a_machine_or_a_mirror() {
    let traces = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/work/", "main"),
        concat!("/work/", "shared"),
        concat!("registry.", "npmjs.org"),
        concat!("registry.", "yarnpkg.com"),
        concat!("artifact", "ory"),
        concat!("crates.io-", "mirror"),
    ];
    let mut findings = Findings::default();
    for source in source::all() {
        for (index, line) in source.text.lines().enumerate() {
            // The page of that name has a server function; a person's folder does not lie under `/do`.
            let line = line.replace(concat!("/do/ho", "me/"), "");
            for trace in traces.iter().filter(|trace| line.contains(**trace)) {
                findings.note(&source.path, index + 1, format_args!("names `{trace}`"));
            }
        }
    }
    findings.expect_none("No machine's paths and no registry's host in the repository.");
}

#[test]
fn crates_come_from_the_public_index_only() {
    const INDEX: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let lock = source::all().iter().find(|source| source.path == "Cargo.lock").expect("Cargo.lock is committed");
    let mut findings = Findings::default();
    for (index, line) in lock.text.lines().enumerate() {
        if line.starts_with("source = ") && line != INDEX {
            findings.note(&lock.path, index + 1, line);
        }
    }
    findings.expect_none("Crates come from crates.io.");
}
