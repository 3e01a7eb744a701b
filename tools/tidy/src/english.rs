//! English: words that the field has better ones for do not come back, in names, comments and documents alike; and a
//! comment that documents something says more than a question word.

use crate::source::{self, Findings, Source};
use std::collections::HashMap;

/// What is not said here, word by word, and what to say instead.
const GONE: &[(&str, &str)] = &[
    ("whoever", "the person who, anyone who, the caller, the viewer"),
    ("upkeep", "cleanup"),
    ("due work", "a scheduled job"),
    ("outbox letter", "an outbox message"),
    ("letter in the outbox", "an outbox message"),
    ("parcel", "a payload"),
    ("courier", "a loader"),
    ("the hall", "the server, or the instance"),
    ("this hall", "the server, or the instance"),
    ("a hall", "a server, or an instance"),
    ("every ring", "every layer"),
    ("each ring", "each layer"),
    ("all rings", "all layers"),
    ("made up language", "a pseudo-locale"),
    ("layer of words", "the message layer"),
    ("by silence", "auto-release, or automatically"),
    ("silence releases", "an auto-release"),
    ("come to life", "hydrate"),
    ("comes to life", "is hydrated"),
    ("came to life", "was hydrated"),
    ("coming to life", "being hydrated"),
    ("how manieth", "the index among its siblings"),
    ("drawn anew", "rendered again"),
    ("drawn by the server", "rendered by the server"),
    ("the server draws", "the server renders"),
    ("the server has drawn", "the server has rendered"),
    ("signed notice", "a signed webhook"),
];

/// Names that are stored or promised to others, and so stay.
const STORED: &[&str] = &["by_silence", "due_work", "sandbox_notice"];

/// Documentation that leaves the reader where they were.
const EMPTY: &[&str] = &["Which.", "What.", "When.", "Who.", "Whose.", "Why.", "It.", "Faults only."];

/// The history says what was said then; the glossary names what is not to be said.
fn is_under_rule(source: &Source) -> bool {
    let is_read = ["rs", "ts", "js", "css", "md"].iter().any(|extension| source.has_extension(extension));
    let is_free = ["CHANGELOG.md", "GLOSSARY.md", "docs/proof.md", "tools/tidy/src/english.rs"];
    is_read && !is_free.contains(&source.path.as_str())
}

/// The words of a text in small letters, each with its line; an empty one stands where a sign parts them, such as a comma.
/// Names come apart at `_` and before capitals, so that a name is judged as the words that it is made of.
fn words(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for chunk in line.split(|sign: char| sign.is_whitespace() || "/!*-".contains(sign)) {
            for (n, name) in chunk.split(|sign: char| !sign.is_alphanumeric() && sign != '_').enumerate() {
                if n > 0 {
                    found.push((at + 1, String::new()));
                }
                let name = if STORED.contains(&name) { "" } else { name };
                found.extend(parts(name).into_iter().map(|word| (at + 1, word)));
            }
        }
    }
    found
}

/// `release_now` and `ReleaseNow` are `release` and `now`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = '_';
    for sign in name.chars() {
        if sign == '_' || sign.is_uppercase() && !before.is_uppercase() {
            parts.push(String::new());
        }
        if let (Some(last), true) = (parts.last_mut(), sign != '_') {
            last.extend(sign.to_lowercase());
        }
        before = sign;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The line of each expression that is gone, the expression, and what is said instead.
fn gone(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let mut by_first: HashMap<&str, Vec<(&'static str, &'static str)>> = HashMap::new();
    for (old, new) in GONE {
        by_first.entry(old.split(' ').next().unwrap_or(old)).or_default().push((old, new));
    }
    let words = words(text);
    let mut found = Vec::new();
    for (at, (line, word)) in words.iter().enumerate() {
        for (old, new) in by_first.get(word.as_str()).into_iter().flatten() {
            let mut rest = words[at..].iter().map(|(_, word)| word);
            if old.split(' ').all(|word| rest.next().is_some_and(|found| found == word)) {
                found.push((*line, *old, *new));
            }
        }
    }
    found
}

/// The line of each comment that documents something and says nothing.
fn empty(text: &str) -> Vec<(usize, &str)> {
    let said =
        text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, line.trim().strip_prefix("///")?.trim())));
    said.filter(|(_, said)| EMPTY.contains(said)).collect()
}

#[test]
fn names_and_documents_use_the_words_of_the_field() {
    let mut findings = Findings::default();
    for source in source::all().iter().filter(|source| is_under_rule(source)) {
        for (line, old, new) in gone(&source.text) {
            findings.note(&source.path, line, format_args!("“{old}” does not come back; say {new}"));
        }
    }
    findings.expect_none("Code and documents use the words of GLOSSARY.md and of the field.");
}

#[test]
fn what_documents_something_says_something() {
    let mut findings = Findings::default();
    for source in source::rust() {
        for (line, said) in empty(&source.text) {
            findings.note(&source.path, line, format_args!("“{said}” says nothing; say what it is, in whole words"));
        }
    }
    findings.expect_none("Documentation says something.");
}

#[test]
fn a_word_that_is_gone_is_found_in_names_and_across_lines() {
    let old = |text| gone(text).into_iter().map(|(line, old, _)| (line, old)).collect::<Vec<_>>();
    assert_eq!(old("fn released_by_silence() {}"), [(1, "by silence")]);
    assert_eq!(old("one\nstruct OutboxLetter;"), [(2, "outbox letter")]);
    assert_eq!(old("/// The due\n/// work."), [(1, "due work")]);
    assert_eq!(old("a Made-up language"), [(1, "made up language")]);
    assert_eq!(old("{ by_silence: bool } select 1 from due_work"), [], "what is stored stays");
    assert_eq!(old("next(due, work)"), [], "a sign parts them");
    assert_eq!(old("Guildhall, a ring of parts, a cover letter"), []);
}

#[test]
fn documentation_that_says_nothing_is_found() {
    assert_eq!(empty("    /// Which.\n    id: Id,\n    /// Which of the two.\n    of: Id,"), [(1, "Which.")]);
}
