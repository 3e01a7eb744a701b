//! Files and functions stay short, and a file says first what it is for.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::source::{self, Findings, Source};

const FILE_LINES_MAX: usize = 450;
const FUNCTION_LINES_MAX: usize = 69;

#[test]
fn files_stay_short() {
    let mut findings = Findings::default();
    for source in source::all().iter().filter(|source| source.is_rust() || source.has_extension("ts")) {
        let lines = source.text.lines().count();
        if lines > FILE_LINES_MAX {
            findings.note(
                &source.path,
                lines,
                format_args!("{lines} lines; make it a folder of parts named by the product's nouns (about 400 each)"),
            );
        }
    }
    findings.expect_none("A file has about 400 lines, 450 at most.");
}

#[test]
fn files_open_with_their_purpose() {
    let mut findings = Findings::default();
    for source in source::rust() {
        if !source.text.starts_with("//! ") {
            findings.note(&source.path, 1, "the first line is not `//! ` and a purpose");
        }
    }
    findings.expect_none("Every Rust file opens with `//!` and what it is for.");
}

#[test]
fn functions_stay_short() {
    let mut findings = Findings::default();
    for source in source::rust() {
        judge(source, &mut findings);
    }
    findings.expect_none("A function has fewer than 70 lines.");
}

fn judge(source: &Source, findings: &mut Findings) {
    match syn::parse_file(&source.text) {
        Ok(file) => Functions { path: &source.path, findings }.visit_file(&file),
        Err(error) => findings.note(&source.path, error.span().start().line, format_args!("does not parse: {error}")),
    }
}

struct Functions<'a> {
    path: &'a str,
    findings: &'a mut Findings,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, end: Span) {
        let start = signature.fn_token.span().start().line;
        let lines = end.end().line - start + 1;
        if lines > FUNCTION_LINES_MAX {
            self.findings.note(self.path, start, format_args!("`{}` has {lines} lines", signature.ident));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.measure(&item.sig, item.block.span());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.measure(&item.sig, item.block.span());
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.measure(&item.sig, block.span());
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[test]
fn the_rule_sees_a_function_of_seventy_lines_and_no_shorter_one() {
    let of_lines = |lines: usize| Source {
        path: "example.rs".to_owned(),
        text: format!("mod inner {{\n    fn long() {{\n{}    }}\n}}\n", "        call();\n".repeat(lines - 2)),
    };
    for (lines, expected) in [(69, 0), (70, 1)] {
        let mut findings = Findings::default();
        judge(&of_lines(lines), &mut findings);
        assert_eq!(findings.len(), expected, "{lines} lines");
    }
}
