//! Which file of a crate uses which, and the circles in that.

use super::parsed::{Named, Parsed};
use crate::source;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

struct File {
    path: &'static str,
    module: Vec<String>,
    parsed: Parsed,
}

pub struct Graph {
    files: Vec<File>,
    by_module: BTreeMap<Vec<String>, usize>,
    /// For each file, the files that it uses.
    edges: Vec<BTreeSet<usize>>,
}

/// Where a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    File(usize),
    /// A module of the crate, and nothing in it.
    Module,
    /// Another crate.
    Elsewhere,
}

impl Graph {
    /// The graphs of all crates of the repository.
    pub fn of_each_crate() -> Vec<Self> {
        let mut crates: BTreeMap<&str, Vec<File>> = BTreeMap::new();
        for source in source::rust() {
            let Some((root, inner)) = source.path.split_once("/src/") else { continue };
            let is_test = inner == "tests.rs" || inner.ends_with("/tests.rs") || inner.contains("tests/");
            if !is_test && !root.contains("/tests") {
                let parsed = Parsed::of(&source.text);
                crates.entry(root).or_default().push(File { path: &source.path, module: module_of(inner), parsed });
            }
        }
        crates.into_values().map(Self::new).collect()
    }

    fn new(mut files: Vec<File>) -> Self {
        // A crate that is both: its program is a neighbour of its library.
        if files.iter().filter(|file| file.module.is_empty()).count() > 1 {
            let program = files.iter_mut().filter(|file| file.path.ends_with("/main.rs"));
            program.for_each(|file| file.module = vec!["main".to_owned()]);
        }
        let by_module = files.iter().enumerate().map(|(place, file)| (file.module.clone(), place)).collect();
        let mut graph = Self { files, by_module, edges: Vec::new() };
        graph.edges = (0..graph.files.len()).map(|file| graph.used_by(file)).collect();
        graph
    }

    fn used_by(&self, file: usize) -> BTreeSet<usize> {
        let parsed = &self.files[file].parsed;
        // A signpost counts where the file itself goes along it.
        let goes = parsed.uses.iter().filter(|one| !one.is_public || parsed.words.contains(&one.alias));
        let named = goes.map(|one| &one.of).chain(&parsed.paths);
        let targets = named.map(|named| self.target(file, named, &mut BTreeSet::new()));
        targets
            .filter_map(|target| if let Target::File(used) = target { Some(used) } else { None })
            .filter(|used| *used != file)
            .collect()
    }

    /// Where a path in this file leads to, along signposts. `seen` keeps it from going round.
    fn target(&self, file: usize, named: &Named, seen: &mut BTreeSet<(usize, String)>) -> Target {
        let here = &self.files[file];
        let mut module = [here.module.as_slice(), &named.inside].concat();
        let mut rest = named.path.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => {
                module.clear();
                rest = &rest[1..];
            }
            Some("self") => rest = &rest[1..],
            Some("super") => {
                while rest.first().is_some_and(|first| first == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            Some(first) if self.by_module.contains_key(&[here.module.as_slice(), &[first.to_owned()]].concat()) => {
                module.clone_from(&here.module);
            }
            Some(first) => return self.by_signpost(file, first, &rest[1..], seen),
            None => return Target::Elsewhere,
        }
        self.down(&[&module, rest].concat(), seen)
    }

    /// From the root of the crate along an absolute path.
    fn down(&self, path: &[String], seen: &mut BTreeSet<(usize, String)>) -> Target {
        let longest = (0..=path.len()).rev().find_map(|length| Some((length, *self.by_module.get(&path[..length])?)));
        let Some((length, file)) = longest else { return Target::Elsewhere };
        let Some(first) = path.get(length) else { return Target::Module };
        if self.files[file].parsed.declared.contains(first) {
            return Target::File(file);
        }
        let found = self.by_signpost(file, first, &path[length + 1..], seen);
        let is_here = found == Target::Elsewhere && !self.has_signpost(file, first);
        if is_here { Target::File(file) } else { found }
    }

    fn has_signpost(&self, file: usize, name: &str) -> bool {
        self.files[file].parsed.uses.iter().any(|one| one.alias == name)
    }

    /// What a name that a file has brought in by `use` stands for.
    fn by_signpost(&self, file: usize, name: &str, rest: &[String], seen: &mut BTreeSet<(usize, String)>) -> Target {
        if !seen.insert((file, name.to_owned())) {
            return Target::Elsewhere;
        }
        let uses = &self.files[file].parsed.uses;
        for one in uses.iter().filter(|one| one.alias == name) {
            let path = [one.of.path.as_slice(), rest].concat();
            let found = self.target(file, &Named { inside: one.of.inside.clone(), path }, seen);
            if found != Target::Elsewhere {
                return found;
            }
        }
        for one in uses.iter().filter(|one| one.alias == "*" && one.is_public) {
            let kept = one.of.path.len() - 1;
            let path = [&one.of.path[..kept], &[name.to_owned()], rest].concat();
            let found = self.target(file, &Named { inside: one.of.inside.clone(), path }, seen);
            if let Target::File(used) = found
                && self.files[used].parsed.declared.contains(name)
            {
                return found;
            }
        }
        Target::Elsewhere
    }

    /// Files that use each other, directly or by way of others: two and more, each circle in the order of their paths.
    pub fn circles(&self) -> Vec<Vec<&'static str>> {
        let reached: Vec<BTreeSet<usize>> = (0..self.files.len()).map(|file| self.reached_from(file)).collect();
        let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
        for file in 0..self.files.len() {
            let circle = reached[file].iter().filter(|other| reached[**other].contains(&file));
            let mut circle: Vec<&str> = circle.map(|other| self.files[*other].path).collect();
            circle.sort_unstable();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    fn reached_from(&self, file: usize) -> BTreeSet<usize> {
        let (mut reached, mut next) = (BTreeSet::new(), vec![file]);
        while let Some(file) = next.pop() {
            next.extend(self.edges[file].iter().copied().filter(|used| reached.insert(*used)));
        }
        reached
    }

    /// Whether these files are all of one module of the crate.
    pub fn is_one_folder(&self, circle: &[&str]) -> bool {
        let tops: BTreeSet<Option<&String>> =
            self.files.iter().filter(|file| circle.contains(&file.path)).map(|file| file.module.first()).collect();
        tops.len() == 1 && !tops.contains(&None)
    }

    /// The circle as lines: each file and those of the circle that it uses.
    pub fn listed(&self, circle: &[&str]) -> String {
        let mut text = String::new();
        for (place, file) in self.files.iter().enumerate().filter(|(_, file)| circle.contains(&file.path)) {
            let used = self.edges[place].iter().map(|used| self.files[*used].path).filter(|used| circle.contains(used));
            // Writing to a String cannot fail.
            let _ = write!(text, "\n    {} → {}", file.path, used.collect::<Vec<_>>().join(", "));
        }
        text
    }
}

/// `contract/mod.rs` and `contract.rs` are `contract`; the file of the crate itself is none.
fn module_of(inner: &str) -> Vec<String> {
    let name = inner.trim_end_matches(".rs");
    let name = name.strip_suffix("/mod").unwrap_or(name);
    match name {
        "lib" | "main" => Vec::new(),
        name => name.split('/').map(str::to_owned).collect(),
    }
}

#[test]
fn a_path_leads_along_signposts_to_the_file_where_the_thing_is() {
    let file = |path, text| File { path, module: module_of(path), parsed: Parsed::of(text) };
    let graph = Graph::new(vec![
        file("lib.rs", "mod job; mod offer; use job::Job; fn all() { offer::make(); }"),
        file("job/mod.rs", "mod state; pub use state::Job;"),
        file("job/state.rs", "use crate::offer; pub struct Job; fn f() { offer::make(); }"),
        file("offer.rs", "use crate::job::{self, Job}; pub fn make(job: Job) -> job::Job { job }"),
    ]);
    let edges: Vec<Vec<usize>> = graph.edges.iter().map(|edges| edges.iter().copied().collect()).collect();
    assert_eq!(edges, [vec![2, 3], vec![], vec![3], vec![2]]);
    assert_eq!(graph.circles(), [["job/state.rs", "offer.rs"]]);
    assert!(!graph.is_one_folder(&["job/state.rs", "offer.rs"]));
}
