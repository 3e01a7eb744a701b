//! The arrows between the crates: which may depend on which, and the few crates that the rules may use.

use std::collections::BTreeSet;

use crate::source::{self, Findings, Source, has_word};

/// A crate and the crates that it may use. Crates in `tools` may use everything that is listed.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("search", &["domain"]),
    ("gateway", &["domain"]),
    ("app", &["domain", "store"]),
    ("server", &["app", "domain", "gateway", "search", "store"]),
    ("frontend", &["app"]),
    ("tools/xtask", &[]),
    ("tools/tidy", &[]),
    ("tools/sim", &["domain", "gateway", "store", "xtask"]),
    ("tools/bundle", &[]),
    ("tools/bench", &["app", "domain", "gateway", "search", "server", "store", "xtask"]),
];
const CRATES_OF_THE_RULES: &[&str] = &["serde", "thiserror"];
/// What tests of any crate may use besides: databases that start themselves.
const FOR_TESTS: &[&str] = &["xtask"];

struct Dependency {
    name: String,
    line: usize,
    for_tests: bool,
    optional: bool,
}

/// Reads the dependency sections of a manifest; each is a line of its own in ours.
fn dependencies(manifest: &Source) -> Vec<Dependency> {
    let mut section = String::new();
    let mut found = Vec::new();
    for (index, line) in manifest.text.lines().enumerate() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if section.ends_with("dependencies") && line.contains('=') && !line.starts_with('#') {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
            let optional = line.contains("optional = true");
            let for_tests = section.ends_with("dev-dependencies");
            found.push(Dependency { name: name.to_owned(), line: index + 1, for_tests, optional });
        }
    }
    found
}

fn manifest(package: &str) -> &'static Source {
    let path = format!("{package}/Cargo.toml");
    source::all().iter().find(|source| source.path == path).expect("every crate has a manifest")
}

#[test]
fn crates_use_only_the_crates_below_them() {
    let ours: BTreeSet<&str> = ARROWS.iter().filter_map(|(package, _)| package.rsplit('/').next()).collect();
    let mut findings = Findings::default();
    for (package, allowed) in ARROWS {
        let manifest = manifest(package);
        for dependency in dependencies(manifest) {
            let name = dependency.name.as_str();
            let is_allowed = allowed.contains(&name) || (dependency.for_tests && FOR_TESTS.contains(&name));
            if ours.contains(name) && !is_allowed {
                findings.note(&manifest.path, dependency.line, format_args!("{package} must not use {name}"));
            }
            if *package == "app" && name == "store" && !dependency.optional {
                findings.note(
                    &manifest.path,
                    dependency.line,
                    "the browser has no store: make it optional behind `ssr`",
                );
            }
        }
    }
    findings.expect_none(
        "domain ← store ← app[ssr] ← server; domain ← search, gateway ← server; domain ← app[hydrate] ← frontend.",
    );
}

#[test]
fn every_crate_is_in_the_table() {
    let known: BTreeSet<String> = ARROWS.iter().map(|(package, _)| format!("{package}/Cargo.toml")).collect();
    let mut findings = Findings::default();
    for source in source::all().iter().filter(|source| source.path.ends_with("/Cargo.toml")) {
        if !known.contains(&source.path) {
            findings.note(&source.path, 1, "a new crate: say in tools/tidy/src/arrows.rs what it may use");
        }
    }
    findings.expect_none("Every crate has its arrows.");
}

#[test]
fn the_rules_depend_on_three_crates_only() {
    let manifest = manifest("domain");
    let mut findings = Findings::default();
    for dependency in dependencies(manifest).iter().filter(|dependency| !dependency.for_tests) {
        if !CRATES_OF_THE_RULES.contains(&dependency.name.as_str()) {
            let reason = format_args!("{} in the rules: time, ids, chance and settings are arguments", dependency.name)
                .to_string();
            findings.note(&manifest.path, dependency.line, reason);
        }
    }
    findings.expect_none("domain depends on serde, thiserror and sha2 only.");
}

#[test]
fn the_rules_are_pure() {
    let impure = ["async", "f32", "f64", "SystemTime", "Instant"];
    let mut findings = Findings::default();
    for source in source::rust().filter(|source| source.path.starts_with("domain/src/")) {
        for (number, line) in source.code_lines() {
            // Names in sentences for people are not code.
            let code = line.split('"').step_by(2).collect::<String>();
            for word in impure.iter().filter(|word| has_word(&code, word)) {
                findings.note(&source.path, number, format_args!("`{word}` in the rules"));
            }
        }
    }
    findings.expect_none("domain has no waiting, no clock and no floating point.");
}

#[test]
fn only_the_store_speaks_to_databases() {
    let names = [concat!("sq", "lx"), concat!("rus", "qlite")];
    let may = |path: &str| path.starts_with("store/") || path.starts_with("tools/bench/");
    let mut findings = Findings::default();
    for source in source::rust().filter(|source| !may(&source.path)) {
        for (number, line) in source.code_lines() {
            for name in names.iter().filter(|name| has_word(line, name)) {
                findings.note(&source.path, number, format_args!("{name} outside of store"));
            }
        }
    }
    for (package, _) in ARROWS.iter().filter(|(package, _)| !may(&format!("{package}/"))) {
        let manifest = manifest(package);
        for dependency in dependencies(manifest).iter().filter(|dependency| names.contains(&dependency.name.as_str())) {
            findings.note(&manifest.path, dependency.line, format_args!("{} outside of store", dependency.name));
        }
    }
    findings.expect_none("Only store (and the measurements in bench) know SQL.");
}
