//! No circle of many files: files that use each other, directly or by way of others, can only be read and changed together.
//! Within one folder that may be; a circle that reaches beyond has at most [`MOST`] files.
//!
//! A file uses another when it names something in it. A `pub use` is a signpost: to name a thing by way of it is to use the
//! file where the thing is, and neither the file with the signpost nor its neighbours.

mod graph;
mod parsed;

use crate::source::Findings;
use graph::Graph;

/// Files that a circle beyond one folder may have.
const MOST: usize = 7;

#[test]
fn no_circle_of_many_files_reaches_beyond_one_folder() {
    let mut findings = Findings::default();
    for graph in Graph::of_each_crate() {
        for circle in graph.circles().into_iter().filter(|circle| circle.len() > MOST && !graph.is_one_folder(circle)) {
            findings.note(
                circle[0],
                1,
                format_args!("{} files use each other:{}", circle.len(), graph.listed(&circle)),
            );
        }
    }
    findings.expect_none("Files of several folders that use each other are few.");
}
