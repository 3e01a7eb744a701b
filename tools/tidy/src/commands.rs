//! A command has one context, and its transaction begins in one place: `command(context, …)` of `store/src/context.rs` carries
//! it out once more when others stood in its way, for pages, the API and the worker alike. Nobody else tries anything again.

use crate::source::{self, Findings, Source, has_word};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprMethodCall, FnArg, ItemFn, Pat, Signature, Type};

/// Where no transaction begins.
const PLACES: &[&str] = &["store/src/", "app/src/", "server/src/"];
/// Where one does: what transactions are made of, and the one place that begins them.
const ENGINE: &[&str] = &["store/src/db", "store/src/context.rs"];
/// The context is one of them.
const ARGUMENTS_MAX: usize = 4;
/// A longer line, such as a text that cannot be broken, keeps the formatter away from the whole command around it.
const COLUMNS_MAX: usize = 120;

fn is_in(source: &Source, places: &[&str]) -> bool {
    places.iter().any(|place| source.path.starts_with(place))
}

fn files(places: &'static [&'static str]) -> impl Iterator<Item = &'static Source> {
    source::rust().filter(move |source| is_in(source, places) && !is_in(source, ENGINE))
}

/// What breaks the rule, with its lines.
#[derive(Default)]
struct Broken {
    /// Of the file that is looked at.
    lines: Vec<String>,
    found: Vec<(usize, String)>,
}

impl Broken {
    fn of(text: &str) -> Vec<(usize, String)> {
        let mut broken = Self { lines: text.lines().map(str::to_owned).collect(), found: Vec::new() };
        broken.visit_file(&syn::parse_file(text).expect("it compiles"));
        broken.found
    }

    fn signature(&mut self, signature: &Signature) {
        let line = signature.ident.span().start().line;
        let arguments: Vec<(String, String)> = signature.inputs.iter().filter_map(argument).collect();
        let is_shaped = |word: &str| arguments.iter().any(|(_, shape)| shape == word);
        if let Some((name, _)) = arguments.iter().find(|(name, _)| name.starts_with('_')) {
            self.found.push((line, format!("nobody reads the argument `{name}`")));
        }
        if is_shaped("Context") && !is_shaped("Tx") && arguments.len() > ARGUMENTS_MAX {
            self.found.push((line, format!("{} arguments; {ARGUMENTS_MAX} at most", arguments.len())));
        }
        if is_shaped("Db")
            && (is_shaped("Actor") || is_shaped("Rules") || arguments.iter().any(|(name, _)| name == "now"))
        {
            self.found.push((line, "takes apart what is one context".to_owned()));
        }
    }
}

/// The name of an argument, and what it is a reference to, or its type.
fn argument(argument: &FnArg) -> Option<(String, String)> {
    let FnArg::Typed(argument) = argument else { return None };
    let name = if let Pat::Ident(name) = &*argument.pat { name.ident.to_string() } else { String::new() };
    let kind = if let Type::Reference(kind) = &*argument.ty { &kind.elem } else { &argument.ty };
    let shape = if let Type::Path(path) = &**kind {
        path.path.segments.last().map(|segment| segment.ident.to_string())
    } else {
        None
    };
    Some((name, shape.unwrap_or_default()))
}

impl<'ast> Visit<'ast> for Broken {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.signature(&function.sig);
        visit::visit_item_fn(self, function);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(name) = &*call.func
            && name.path.is_ident("command")
        {
            let span = call.span();
            for number in span.start().line..=span.end().line {
                let columns = self.lines.get(number - 1).map_or(0, |line| line.chars().count());
                if columns > COLUMNS_MAX {
                    self.found.push((number, format!("{columns} columns in a command; {COLUMNS_MAX} at most")));
                }
            }
        }
        visit::visit_expr_call(self, call);
    }
}

/// The calls of `begin()`, by their lines.
#[derive(Default)]
struct Begins(Vec<usize>);

impl<'ast> Visit<'ast> for Begins {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "begin" && call.args.is_empty() {
            self.0.push(call.method.span().start().line);
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn begins(text: &str) -> Vec<usize> {
    let mut begins = Begins::default();
    begins.visit_file(&syn::parse_file(text).expect("it compiles"));
    begins.0
}

#[test]
fn every_transaction_begins_in_a_command() {
    let mut findings = Findings::default();
    for source in files(PLACES).filter(|source| source.text.contains(".begin()")) {
        // How a server counts its requests has nothing to do with transactions.
        if source.path == "server/src/start.rs" {
            continue;
        }
        for line in begins(&source.text) {
            findings.note(&source.path, line, "a transaction begins outside of `command(context, …)`");
        }
    }
    findings.expect_none("What a deadlock throws back is carried out once more, wherever it was called from.");
}

#[test]
fn nothing_is_tried_again_but_commands() {
    let mut findings = Findings::default();
    for source in files(PLACES) {
        for (line, _) in source.code_lines().filter(|(_, text)| has_word(text, "retried")) {
            findings.note(&source.path, line, "a command tries again by itself");
        }
    }
    findings.expect_none("There is one place that tries again.");
}

#[test]
fn commands_and_queries_have_one_context_and_few_arguments() {
    let mut findings = Findings::default();
    for source in files(&["store/src/"]) {
        for (line, what) in Broken::of(&source.text) {
            findings.note(&source.path, line, what);
        }
    }
    findings.expect_none("Who acts, on which database, under which rules and when is one `Context`.");
}

#[test]
fn what_breaks_the_rule_is_found() {
    assert_eq!(begins("async fn b(db: &Db) -> Result<()> { db.plain().begin().await?; Ok(()) }"), [1]);
    let lines = |text| Broken::of(text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
    assert!(lines("fn a(context: &Context<Platform>, b: B, c: C, d: D) {}").is_empty());
    assert_eq!(lines("fn a(context: &Context, b: B, c: C, d: D, e: E) {}"), [1]);
    assert_eq!(lines("\nfn a(db: &Db, now: Timestamp) {}"), [2]);
    assert_eq!(lines("fn a(context: &Context, _now: Timestamp) {}"), [1]);
    let long = "x".repeat(COLUMNS_MAX);
    assert_eq!(lines(&format!("fn a() {{ command(context, || {{\n\"{long}\"\n}}) }}")), [2]);
}
