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

/// Circles that were there when this rule came, by one of their files: how many files they have, which may only become fewer,
/// and why they are still there.
const KNOWN: [(&str, usize, &str); 1] = [(
    "app/src/load.rs",
    25,
    "loading, commands, forms and what is typed are one mechanism in many files; they become `app/src/runtime/`",
)];

#[test]
fn no_circle_of_many_files_reaches_beyond_one_folder() {
    let mut findings = Findings::default();
    for graph in Graph::of_each_crate() {
        for circle in graph.circles().into_iter().filter(|circle| circle.len() > MOST && !graph.is_one_folder(circle)) {
            let known = KNOWN.iter().find(|(file, ..)| circle.iter().any(|path| path == file));
            if known.is_none_or(|(_, most, _)| circle.len() > *most) {
                findings.note(
                    circle[0],
                    1,
                    format_args!("{} files use each other:{}", circle.len(), graph.drawn(&circle)),
                );
            }
        }
    }
    findings.expect_none("Files of several folders that use each other are few.");
}

#[test]
fn known_circles_only_become_smaller() {
    let mut findings = Findings::default();
    let circles: Vec<Vec<&str>> = Graph::of_each_crate().iter().flat_map(Graph::circles).collect();
    for (file, most, why) in KNOWN {
        let now = circles.iter().find(|circle| circle.contains(&file)).map_or(0, Vec::len);
        if now < most {
            let reason = format_args!("its circle ({why}) has {now} files: write that into `KNOWN`, or take it out");
            findings.note(file, 1, reason);
        }
    }
    findings.expect_none("Circles that were there become smaller.");
}
