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

/// A package that asks for the "latest" of another makes the lock file wrong on the day that the other is published;
/// `npm ci` then refuses it on every machine that has not installed it before.
#[test]
fn what_packages_ask_for_as_latest_is_pinned() {
    let text = |path: &str| {
        let file = source::all().iter().find(|source| source.path == path);
        file.unwrap_or_else(|| panic!("{path} is committed"))
    };
    let lock = text("end2end/package-lock.json");
    let overrides = text("end2end/package.json").text.split_once("\"overrides\"").map_or("", |(_, after)| after);
    let mut findings = Findings::default();
    for (index, line) in lock.text.lines().enumerate() {
        let Some((name, _)) = line.split_once(": \"latest\"") else { continue };
        if !overrides.contains(&format!("{}: ", name.trim())) {
            findings.note(
                &lock.path,
                index + 1,
                format_args!("{} is asked for as \"latest\" and not pinned", name.trim()),
            );
        }
    }
    findings.expect_none("Packages asked for as \"latest\" are pinned in `overrides` of end2end/package.json.");
}
