//! Names: files are called after what they are about, features have one name in every layer, nothing is left for later.

use crate::source::{self, Findings};

const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "types", "misc", "stuff"];
/// Folders of pages that show several features, or the instance itself, and so have no rules of their own.
const WITHOUT_RULES: &[&str] = &["gallery", "home", "office", "sandbox", "i18n", "settings", "ui"];

#[test]
fn no_file_has_an_empty_name() {
    let mut findings = Findings::default();
    for source in source::all() {
        for part in source.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part);
            if EMPTY_NAMES.contains(&stem) {
                findings.note(&source.path, 1, format_args!("`{part}` says nothing; name it by the product's noun"));
            }
        }
    }
    findings.expect_none("Files and folders are named by what they are about.");
}

#[test]
fn a_feature_has_one_name_in_all_layers() {
    let mut findings = Findings::default();
    let exists = |path: String| source::all().iter().any(|source| source.path == path);
    for source in source::all() {
        let Some(feature) = source.path.strip_prefix("app/src/").and_then(|path| path.strip_suffix("/api.rs")) else {
            continue;
        };
        let ruled = exists(format!("domain/src/{feature}.rs")) || exists(format!("domain/src/{feature}/mod.rs"));
        if !ruled && !WITHOUT_RULES.contains(&feature) {
            findings.note(
                &source.path,
                1,
                format_args!("pages of `{feature}`, but `domain` has no feature of that name"),
            );
        }
    }
    findings.expect_none("A feature has the same name in domain and app.");
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX:"),
        concat!("todo", "!("),
        concat!("unimpl", "emented!("),
    ];
    let mut findings = Findings::default();
    let code = ["rs", "ts", "css", "sql", "js", "toml"];
    for source in source::all().iter().filter(|source| code.iter().any(|extension| source.has_extension(extension))) {
        for (index, line) in source.text.lines().enumerate() {
            for mark in marks.iter().filter(|mark| line.contains(**mark)) {
                findings.note(&source.path, index + 1, format_args!("{mark}: finish it or open an issue"));
            }
        }
    }
    findings.expect_none("Code holds no notes about what is missing from it.");
}
