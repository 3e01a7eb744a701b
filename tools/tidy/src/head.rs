//! Heads of documents: titles and meta tags go through the components of ours, which escape what people have typed.

use crate::source::{self, Findings};

/// The one file that uses the library's own.
const OURS: &str = "app/src/head.rs";
/// What others may take from the library.
const FREE: &[&str] = &["HashedStylesheet", "MetaTags", "provide_meta_context"];

/// What a line takes from the library that only [`OURS`] may take.
fn taken(line: &str) -> Vec<&str> {
    let uses = line.split("leptos_meta").skip(1).flat_map(|after| {
        let after = after.strip_prefix("::").unwrap_or(after);
        let names = after.strip_prefix('{').map_or(after, |list| list.split('}').next().unwrap_or(list));
        let is_list = names.len() < after.len();
        let end = |letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '*';
        let until = if is_list { names.len() } else { names.find(end).unwrap_or(names.len()) };
        names[..until].split(',').map(str::trim)
    });
    uses.filter(|name| !FREE.contains(name)).collect()
}

#[test]
fn titles_and_meta_tags_are_written_by_our_own_components() {
    let mut findings = Findings::default();
    let pages = ["app/src/", "server/src/", "frontend/src/"];
    for source in source::rust().filter(|source| pages.iter().any(|folder| source.path.starts_with(folder))) {
        if source.path == OURS {
            continue;
        }
        for (number, line) in source.code_lines() {
            for name in taken(line) {
                findings.note(
                    &source.path,
                    number,
                    format_args!("takes `{name}` from the library, which does not escape; use `crate::head`"),
                );
            }
        }
    }
    findings.expect_none("Titles and meta tags go through app/src/head.rs.");
}

#[test]
fn what_a_line_takes_from_the_library_is_seen() {
    assert_eq!(taken("use leptos_meta::Title;"), ["Title"]);
    assert_eq!(taken("use leptos_meta::{HashedStylesheet, Meta};"), ["Meta"]);
    assert_eq!(taken("use leptos_meta::*;"), ["*"]);
    assert_eq!(taken("use leptos_meta as other;").len(), 1);
    assert_eq!(taken("use leptos_meta::{").len(), 1);
    assert_eq!(taken("view! { <leptos_meta::Title text=title/> }"), ["Title"]);
    assert!(taken("leptos_meta::provide_meta_context();").is_empty());
    assert!(taken("use leptos_meta::{HashedStylesheet, MetaTags};").is_empty());
}
