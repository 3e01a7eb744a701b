//! The tree stays light: anyone who clones it gets every file of it, and what was ever committed stays in its history.

use crate::source::{self, Findings};

const FILE_BYTES_MAX: u64 = 1_000_000;

#[test]
fn no_file_is_above_a_megabyte() {
    let mut findings = Findings::default();
    for path in source::paths() {
        // A file that was deleted but is still in the index weighs nothing.
        let bytes = std::fs::metadata(source::root().join(&path)).map_or(0, |file| file.len());
        if bytes > FILE_BYTES_MAX {
            findings.note(
                &path,
                1,
                format_args!("{bytes} bytes; what is built or downloaded has no place in the tree"),
            );
        }
    }
    findings.expect_none("A file has a megabyte at most.");
}
