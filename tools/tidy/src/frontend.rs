//! The front end: the code in `docs/frontend.md` stands in the files that it names, and no two loaders name their data alike.

use crate::source::{self, Findings};
use std::collections::BTreeMap;

const GUIDE: &str = "docs/frontend.md";
/// How a block of code begins that is taken from a file.
const BLOCK: &str = "```rust\n// app/src/";

#[test]
fn the_example_of_the_front_end_guide_stands_in_the_code() {
    let mut findings = Findings::default();
    let guide = source::all().iter().find(|source| source.path == GUIDE).expect("the guide");
    let mut blocks = 0;
    for (start, begin) in guide.text.match_indices(BLOCK) {
        blocks += 1;
        let block = guide.text.get(start + begin.len()..).unwrap_or_default();
        let (file, code) = block.split_once('\n').unwrap_or_default();
        let code = code.split_once("\n```").map_or(code, |(code, _)| code);
        let path = format!("app/src/{file}");
        let stands = source::all().iter().any(|source| source.path == path && source.text.contains(code));
        if !stands {
            let line = guide.text.get(..start).unwrap_or_default().lines().count() + 1;
            findings.note(GUIDE, line, format_args!("this does not stand in {path}"));
        }
    }
    assert!(blocks > 0, "the guide has an example");
    findings.expect_none("What the guide shows is the code.");
}

#[test]
fn every_loader_names_data_of_its_own() {
    let mut findings = Findings::default();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for source in source::rust().filter(|source| source.path.starts_with("app/src/")) {
        let code: Vec<&str> = source.code_lines().map(|(_, line)| line).collect();
        let code = code.join("\n");
        for call in code.split("loader(").skip(1) {
            let Some(name) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                continue;
            };
            if let Some(other) = names.insert(name.to_owned(), &source.path) {
                findings.note(&source.path, 1, format_args!("data named `{name}`, as in {other}"));
            }
        }
    }
    findings.expect_none("By its name a browser finds the data of a page in the server's answer.");
}

/// What of a server function's attribute says how its answer travels.
const WIRE: &str = "output = crate::runtime::codec::Wire";

#[test]
fn every_server_function_answers_in_what_the_browser_reads() {
    let mut findings = Findings::default();
    for source in source::rust().filter(|source| source.path.starts_with("app/src/")) {
        for line in other_answers(&source.text) {
            findings.note(&source.path, line, format_args!("say `{WIRE}`"));
        }
    }
    findings.expect_none("The browser has one reader, and a server function answers in what it reads.");
}

/// The lines of server functions that answer in something else.
fn other_answers(text: &str) -> Vec<usize> {
    let attribute = |(start, _): (usize, &str)| text.get(start..)?.split_once(")]").map(|(inside, _)| (start, inside));
    let others = text.match_indices("#[server(").filter_map(attribute);
    let others = others.filter(|(_, inside)| inside.contains("endpoint") && !inside.contains(WIRE));
    others.map(|(start, _)| text.get(..start).unwrap_or_default().lines().count() + 1).collect()
}

#[test]
fn the_rule_sees_a_server_function_that_answers_in_something_else() {
    let text = format!(
        "#[server(endpoint = \"a\", {WIRE})]\nfn a(#[server(default)] b: String) {{}}\n#[server(endpoint = \"c\")]"
    );
    assert_eq!(other_answers(&text), [3]);
}
