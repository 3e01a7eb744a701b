//! Texts: pages say amounts and moments through the formatter of their language, and take texts from `i18n`.

use crate::source::{self, Findings};

#[test]
fn pages_say_values_in_their_language() {
    // How the API and the mails say them: English alone.
    let english = [".full()", "date().to_string()", "amount.to_string()", "price.to_string()", "fee.to_string()"];
    let mut findings = Findings::default();
    for source in source::rust().filter(|source| source.path.starts_with("app/src/")) {
        let tests_from = source.text.len() - source.tests().len();
        let until = source::line_at(&source.text, tests_from);
        for (number, line) in
            source.code_lines().filter(|(number, _)| *number < until || tests_from == source.text.len())
        {
            for call in english.iter().filter(|call| line.contains(**call)) {
                findings.note(
                    &source.path,
                    number,
                    format_args!("`{call}` is English; hand the value to a text, or say `said(value)`"),
                );
            }
        }
    }
    findings.expect_none("Pages say values in the language of their reader.");
}
