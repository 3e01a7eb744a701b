//! What routes still owe: a row in the authorisation table, or a test of their own. The list of them may only shrink.
//!
//! The tests that are made from the table call every route, so they are nobody's own. A test is a route's own when it
//! names the path of the request that it sends, or says the route itself in a comment, as one in a browser does that
//! presses a button: `POST /do/theme`.

use super::{METHODS, Routes, api_routes, server_functions, table};
use crate::source::{self, Findings, Source, line_at};
use std::collections::{BTreeMap, BTreeSet};

const LIST: &str = "tools/tidy/routes-owed.txt";
/// How many lines the list has. Lower it with each line that goes; a new route pays at once.
const OWED: usize = 74;
/// Tests that are made from the table, and the tree's own.
const MADE_FROM_THE_TABLE: [&str; 4] =
    ["server/tests/it/authorisation", "server/tests/it/hostile", "server/tests/it/limits.rs", "tools/tidy/"];

#[test]
fn routes_without_a_row_or_a_test_of_their_own_get_fewer() {
    let mut findings = Findings::default();
    let owed = owed();
    let list = source::all().iter().find(|source| source.path == LIST).map_or("", |source| source.text.as_str());
    let listed: BTreeMap<&str, usize> = list.lines().zip(1..).filter(|(line, _)| !line.starts_with('#')).collect();
    for (line, (path, number)) in &owed {
        if !listed.contains_key(line.as_str()) {
            findings.note(path, *number, format_args!("`{line}` is owed: give this route what it lacks"));
        }
    }
    for (line, number) in &listed {
        if !owed.contains_key(*line) {
            findings.note(LIST, *number, format_args!("`{line}` is no longer owed: take it off the list"));
        }
    }
    if listed.len() > OWED {
        findings.note(LIST, 1, format_args!("it has {} lines, and had {OWED}: it may only shrink", listed.len()));
    }
    if listed.len() < OWED {
        findings.note(LIST, 1, format_args!("it has {} lines: write that number into `OWED`", listed.len()));
    }
    findings.expect_none("Every route has a row in the authorisation table and a test that was written for it.");
}

/// What is owed, as a line of the list, and where the route is declared.
fn owed() -> BTreeMap<String, (&'static str, usize)> {
    let mut owed = BTreeMap::new();
    let rows = table();
    for (route, place) in other_routes() {
        if !rows.contains_key(&route) {
            owed.insert(format!("row   {route}"), place);
        }
    }
    let mut routes = server_functions(&mut Findings::default());
    routes.append(&mut api_routes());
    let tests: Vec<Named> = source::all().iter().filter(|source| is_own(source)).map(Named::in_tests_of).collect();
    for (route, place) in routes {
        if !tests.iter().any(|named| named.names(&route)) {
            owed.insert(format!("test  {route}"), place);
        }
    }
    owed
}

fn is_own(source: &Source) -> bool {
    (source.is_rust() || source.path.starts_with("end2end/tests/"))
        && !MADE_FROM_THE_TABLE.iter().any(|path| source.path.starts_with(path))
}

/// Routes that are neither a server function nor a part of the API's document: `.route("/healthz", get(…))`.
fn other_routes() -> Routes {
    let mut routes = Routes::new();
    for source in source::rust().filter(|source| source.path.starts_with("server/src/")) {
        for (start, call) in source.text.match_indices(".route(") {
            let rest = &source.text[start + call.len()..];
            let (path, handlers) = rest.split_once(',').unwrap_or((rest, ""));
            let path = path.trim_start_matches("&format!(").trim_matches(['"', ')']);
            let handlers = handlers.lines().next().unwrap_or_default();
            for method in METHODS.iter().filter(|method| handlers.contains(&format!("{method}("))) {
                routes
                    .insert(format!("{} {path}", method.to_uppercase()), (&source.path, line_at(&source.text, start)));
            }
        }
    }
    routes
}

/// What the tests of one file name.
struct Named {
    text: &'static str,
    /// Paths of requests, with the method where it stands before them: `jobs/{}/close`.
    paths: BTreeSet<(Option<&'static str>, String)>,
}

impl Named {
    fn in_tests_of(source: &'static Source) -> Self {
        let text = source.tests();
        let mut paths = BTreeSet::new();
        for quote in ['"', '`'] {
            let mut start = 0;
            for (place, part) in text.split(quote).enumerate() {
                if place % 2 == 1 || quote == '`' {
                    paths.insert((method_before(&text[..start]), pattern(part)));
                }
                start += part.len() + quote.len_utf8();
            }
        }
        Self { text, paths }
    }

    fn names(&self, route: &str) -> bool {
        let (method, path) = route.split_once(' ').unwrap_or_default();
        let pattern = pattern(path);
        let is_sent = |sent: &str| sent == pattern;
        self.paths.iter().any(|(by, sent)| by.is_none_or(|by| by == method) && is_sent(sent)) || self.says(route)
    }

    fn says(&self, route: &str) -> bool {
        let goes_on = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '/' | '_' | '{');
        let mut places = self.text.match_indices(route);
        places.any(|(start, _)| !self.text[start + route.len()..].starts_with(goes_on))
    }
}

/// The method that the call before a path asks for, as far as its statement tells.
fn method_before(text: &str) -> Option<&'static str> {
    let statement = text.rsplit([';', '}']).next().unwrap_or_default();
    let calls = [
        (".get(", "GET"),
        (".post(", "POST"),
        (".post_as(", "POST"),
        (".put(", "PUT"),
        (".delete(", "DELETE"),
        ("\"PUT\", ", "PUT"),
        ("\"POST\", ", "POST"),
        ("\"GET\", ", "GET"),
    ];
    let found = calls.into_iter().filter_map(|(call, method)| statement.rfind(call).map(|place| (place, method)));
    found.max().map(|(_, method)| method)
}

/// A path without its query and the API's prefix, and with a hole for each id: `jobs/{}/close`.
fn pattern(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default().replace("${", "{");
    let path = path.strip_prefix(super::API).unwrap_or(&path).trim_start_matches('/');
    let mut pattern = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        pattern.push_str(before);
        pattern.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    pattern + rest
}
