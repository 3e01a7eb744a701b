//! Every "no" that the product can say is said in some test, by its code or as its variant.

use std::collections::BTreeSet;

use crate::source::{self, Findings, Source, line_at};

struct Code {
    path: &'static str,
    line: usize,
    code: String,
    /// `JobRefusal::Closed`, for codes that are declared as a variant.
    variant: Option<String>,
}

#[test]
fn every_refusal_occurs_in_a_test() {
    let tests: Vec<&str> = source::all()
        .iter()
        .filter(|source| source.is_rust() || source.has_extension("ts"))
        .map(Source::tests)
        .collect();
    let mut findings = Findings::default();
    for refusal in codes() {
        let quoted = format!("\"{}\"", refusal.code);
        let by_variant = |text: &str| refusal.variant.as_ref().is_some_and(|variant| source::has_word(text, variant));
        if !tests.iter().any(|text| text.contains(&quoted) || by_variant(text)) {
            let variant = refusal.variant.as_deref().unwrap_or("a bad field");
            findings.note(refusal.path, refusal.line, format_args!("{quoted} ({variant}) occurs in no test"));
        }
    }
    findings.expect_none("Every refusal occurs in a test.");
}

#[test]
fn a_code_means_one_thing() {
    let mut seen = BTreeSet::new();
    let mut findings = Findings::default();
    for refusal in codes().into_iter().filter(|refusal| refusal.variant.is_some()) {
        if !seen.insert(refusal.code.clone()) {
            findings.note(
                refusal.path,
                refusal.line,
                format_args!("\"{}\" is the code of another refusal too", refusal.code),
            );
        }
    }
    findings.expect_none("A refusal's code is its own.");
}

fn codes() -> Vec<Code> {
    let mut codes = Vec::new();
    for source in source::rust().filter(|source| source.path.starts_with("domain/src/")) {
        let spoken = source.text.len() - source.tests().len();
        declared(source, &source.text[..spoken], &mut codes);
        bad_fields(source, &source.text[..spoken], &mut codes);
    }
    codes
}

/// `Variant { … } => "feature.code", Kind, "sentence";` inside of `refusals! { … }`.
fn declared(source: &'static Source, text: &str, codes: &mut Vec<Code>) {
    for (start, _) in text.match_indices("\nrefusals! {") {
        let end = text[start..].find("\n}").map_or(text.len(), |end| start + end);
        let mut name = "";
        let mut at = start;
        for line in text[start..end].split_inclusive('\n') {
            let words = line.trim();
            if let Some(feature) = words.strip_suffix('{').map(str::trim).filter(|word| word.ends_with("Refusal")) {
                name = feature;
            } else if let Some((variant, rest)) = words.split_once("=> \"").filter(|_| !words.starts_with("//")) {
                let variant = variant.split([' ', '{']).next().unwrap_or_default();
                let code = rest.split('"').next().unwrap_or_default().to_owned();
                codes.push(Code {
                    path: &source.path,
                    line: line_at(text, at),
                    code,
                    variant: Some(format!("{name}::{variant}")),
                });
            }
            at += line.len();
        }
    }
}

/// The literal code in `FieldRefusal::new("field", "feature.code", …)`.
fn bad_fields(source: &'static Source, text: &str, codes: &mut Vec<Code>) {
    for (start, call) in text.match_indices("FieldRefusal::new(") {
        let arguments = &text[start + call.len()..];
        let line = arguments.split(';').next().unwrap_or(arguments);
        // The first quoted text with a dot and no space is the code; the field's name has none.
        let quoted = line.split('"').skip(1).step_by(2);
        let code = quoted.take(2).find(|text| text.contains('.') && !text.contains(' '));
        if let Some(code) = code {
            codes.push(Code { path: &source.path, line: line_at(text, start), code: code.to_owned(), variant: None });
        }
    }
}
