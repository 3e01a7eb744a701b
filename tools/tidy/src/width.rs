//! Lines stay narrow enough to be read beside another file.

use crate::source::{self, Findings, Source};

/// rustfmt keeps to 120, but leaves the bodies of macros (`view!`, `words!`, `refusals!`) and long texts alone.
const COLUMNS_MAX: usize = 140;
const MEND: &str = "give each attribute or child in `view!` a line of its own, continue a text after a backslash at the end \
                    of the line, break SQL before a clause and a script as prettier does";

#[test]
fn lines_stay_narrow() {
    let mut findings = Findings::default();
    for source in source::all().iter().filter(|source| source.is_rust() || is_script(source)) {
        judge(source, &mut findings);
    }
    findings.expect_none(&format!("A line has {COLUMNS_MAX} columns at most: {MEND}."));
}

fn is_script(source: &Source) -> bool {
    source.has_extension("ts") || source.has_extension("js")
}

fn judge(source: &Source, findings: &mut Findings) {
    for (index, line) in source.text.lines().enumerate() {
        let columns = line.chars().count();
        if columns > COLUMNS_MAX {
            findings.note(&source.path, index + 1, format_args!("{columns} columns"));
        }
    }
}

#[test]
fn the_rule_counts_letters_and_sees_a_line_of_a_hundred_and_forty_one() {
    for (line, expected) in [("é".repeat(140), 0), ("é".repeat(141), 1)] {
        let mut findings = Findings::default();
        judge(&Source { path: "example.rs".to_owned(), text: format!("short\n{line}\n") }, &mut findings);
        assert_eq!(findings.len(), expected, "{} letters", line.chars().count());
    }
}
