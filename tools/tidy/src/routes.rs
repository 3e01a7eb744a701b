//! Every server function and every API route stands in the authorisation table, and the table names no other.

mod owed;

use std::collections::BTreeMap;

use crate::source::{self, Findings, line_at};

const PAGES: &str = "/do/";
const API: &str = "/api/v1";

/// A route as the table writes it (`POST /do/contract/approve`) and where it is declared.
type Routes = BTreeMap<String, (&'static str, usize)>;

#[test]
fn every_route_is_in_the_authorisation_table() {
    let table = table();
    let mut findings = Findings::default();
    let mut routes = server_functions(&mut findings);
    routes.append(&mut api_routes());
    for (route, (path, line)) in &routes {
        if !table.contains_key(route) {
            findings.note(path, *line, format_args!("`{route}` is missing from the authorisation table"));
        }
    }
    for (route, (path, line)) in table {
        let is_judged = route.contains(PAGES) || route.contains(API);
        if is_judged && !routes.contains_key(&route) {
            findings.note(path, line, format_args!("`{route}` is in the table, but nothing answers it"));
        }
    }
    findings.expect_none("Who may call a route is written down, for every route.");
}

/// The rows that each feature declares beside its routes: `"METHOD /path"` in `POWERS`.
fn table() -> Routes {
    let is_home = |path: &str| path.starts_with("app/src/") || path.starts_with("server/src/api/");
    let files = source::rust().filter(|source| is_home(&source.path));
    let mut rows = Routes::new();
    for source in files {
        let Some(first) = source.text.find(" const POWERS: &[Row]") else { continue };
        let rows_end = source.text[first..].find("];").map_or(first, |end| first + end);
        for (start, field) in source.text[..rows_end].match_indices('"').filter(|(start, _)| *start > first) {
            let quoted = source.text[start + field.len()..].split('"').next().unwrap_or_default();
            let is_route =
                quoted.split_once(" /").is_some_and(|(method, _)| METHODS.contains(&method.to_lowercase().as_str()));
            if is_route {
                rows.insert(quoted.to_owned(), (&source.path, line_at(&source.text, start)));
            }
        }
    }
    rows
}

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

fn server_functions(findings: &mut Findings) -> Routes {
    let mut routes = Routes::new();
    for source in source::rust().filter(|source| source.path.starts_with("app/src/")) {
        for (start, attribute) in source.text.match_indices("#[server") {
            // Comments speak of the attribute, and `#[server(default)]` or `#[server(flatten)]` stands on arguments.
            let before = source.text[..start].rsplit('\n').next().unwrap_or_default();
            let is_argument =
                ["(default", "(flatten"].iter().any(|word| source.text[start + attribute.len()..].starts_with(word));
            if is_argument || !before.trim().is_empty() {
                continue;
            }
            let line = line_at(&source.text, start);
            // Who is looking is asked for by every page; it belongs to no feature.
            let is_home = source.file_name() == "api.rs" || source.path == "app/src/session.rs";
            if !is_home {
                findings.note(&source.path, line, "server functions live in api.rs of their feature");
            }
            let arguments = &source.text[start + attribute.len()..];
            let arguments = arguments.split(")]").next().unwrap_or_default();
            let value = |name: &str| {
                let after = arguments.split_once(name)?.1.trim_start().strip_prefix('=')?;
                after.split('"').nth(1)
            };
            let Some(endpoint) = value("endpoint") else {
                findings.note(
                    &source.path,
                    line,
                    "give the server function its `endpoint`, so that its address is known",
                );
                continue;
            };
            let prefix = value("prefix").unwrap_or("/api").trim_end_matches('/');
            let method = if arguments.contains("GetUrl") { "GET" } else { "POST" };
            let route = format!("{method} {prefix}/{}", endpoint.trim_start_matches('/'));
            routes.insert(route, (&source.path, line));
        }
    }
    routes
}

/// `#[utoipa::path(post, path = "/jobs/{id}/close", …)]`; the router puts the API's own prefix before it.
fn api_routes() -> Routes {
    let mut routes = Routes::new();
    for source in source::rust().filter(|source| source.path.starts_with("server/src/api")) {
        for (start, attribute) in source.text.match_indices("#[utoipa::path(") {
            let arguments = &source.text[start + attribute.len()..];
            let method = arguments.split([',', '\n', ' ']).map(str::trim).find(|word| METHODS.contains(word));
            let path = arguments.split_once("path = \"").and_then(|(_, path)| path.split('"').next());
            if let (Some(method), Some(path)) = (method, path) {
                let prefix = if path.starts_with(API) { "" } else { API };
                routes.insert(
                    format!("{} {prefix}{path}", method.to_uppercase()),
                    (&source.path, line_at(&source.text, start)),
                );
            }
        }
    }
    routes
}
