//! A write transaction begins in a command and nowhere else: `#[apply(command!)]` carries it out once more when others stood
//! in its way, for pages, the API and the worker alike. Nobody else tries anything again.

use crate::source::{self, Findings, Source, has_word};
use syn::visit::{self, Visit};
use syn::{ExprMethodCall, ItemFn};

/// Where a transaction is made of parts, and where tests of the product's rooms begin their own.
const ROOMS: &[&str] = &["store/src/", "app/src/", "server/src/"];
const ENGINE: &[&str] = &["store/src/db", "store/src/context.rs"];

fn files() -> impl Iterator<Item = &'static Source> {
    let is_in = |source: &Source, places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
    source::rust().filter(move |source| is_in(source, ROOMS) && !is_in(source, ENGINE))
}

/// The calls of `begin()` that stand outside of commands, with their lines.
#[derive(Default)]
struct Begins {
    in_command: bool,
    outside: Vec<usize>,
}

impl<'ast> Visit<'ast> for Begins {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let is_command = function.attrs.iter().any(|attribute| {
            attribute.path().is_ident("apply")
                && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().starts_with("command"))
        });
        let before = std::mem::replace(&mut self.in_command, is_command);
        visit::visit_item_fn(self, function);
        self.in_command = before;
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "begin" && call.args.is_empty() && !self.in_command {
            self.outside.push(call.method.span().start().line);
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn outside(text: &str) -> Vec<usize> {
    let mut begins = Begins::default();
    begins.visit_file(&syn::parse_file(text).expect("it compiles"));
    begins.outside
}

#[test]
fn every_transaction_begins_in_a_command() {
    let mut findings = Findings::default();
    for source in files().filter(|source| source.text.contains(".begin()")) {
        // How a server counts its requests has nothing to do with transactions.
        if source.path == "server/src/start.rs" {
            continue;
        }
        for line in outside(&source.text) {
            findings.note(&source.path, line, "a transaction begins in a function without #[apply(command!)]");
        }
    }
    findings.expect_none("What a deadlock throws back is carried out once more, wherever it was called from.");
}

#[test]
fn nothing_is_tried_again_but_commands() {
    let mut findings = Findings::default();
    for source in files() {
        for (line, _) in source.code_lines().filter(|(_, text)| has_word(text, "retried")) {
            findings.note(&source.path, line, "a command tries again by itself");
        }
    }
    findings.expect_none("There is one place that tries again.");
}

#[test]
fn a_transaction_outside_of_a_command_is_found() {
    let text = "#[apply(command!)] async fn a(db: &Db) -> Result<()> { db.begin().await?; Ok(()) }\n\
                async fn b(db: &Db) -> Result<()> { db.plain().begin().await?; Ok(()) }";
    assert_eq!(outside(text), [2]);
}
