//! `cargo xtask changes`: how many files a change needs. Read off two places: the walk in CONTRIBUTING.md, which is the plan,
//! and the history, which is what happened. The table in ARCHITECTURE.md says what is to be expected.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::ExitCode;

use crate::places::Places;

/// Where the texts of the pages are, and where they were before.
const TEXTS: [&str; 2] = ["app/src/i18n/", "app/src/words/"];

/// What a commit changed, by the first of these that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Page,
    Action,
    Field,
    Sentence,
    Rule,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Rule, Self::Field, Self::Action, Self::Page, Self::Sentence];

    /// As the table names it, and how it is recognised.
    fn name(self) -> &'static str {
        match self {
            Self::Page => "a page (adds a file `*page.rs`)",
            Self::Action => "an action (adds a server function)",
            Self::Field => "a field (adds a migration)",
            Self::Sentence => "a sentence (only `app/src/i18n`)",
            Self::Rule => "a rule (`domain`, none of the others)",
        }
    }
}

/// One commit: the files of code that it touched, without tests, and what it added.
#[derive(Debug, Default)]
struct Change {
    files: BTreeSet<String>,
    added: BTreeSet<String>,
    adds_server_function: bool,
}

impl Change {
    fn kind(&self) -> Option<Kind> {
        let touches = |folder: &str| self.files.iter().any(|file| file.starts_with(folder));
        if self.files.is_empty() {
            None
        } else if self.added.iter().any(|file| file.starts_with("app/") && file.ends_with("page.rs")) {
            Some(Kind::Page)
        } else if self.adds_server_function {
            Some(Kind::Action)
        } else if self.added.iter().any(|file| file.starts_with("store/migrations/")) {
            Some(Kind::Field)
        } else if self.files.iter().all(|file| TEXTS.iter().any(|folder| file.starts_with(folder))) {
            Some(Kind::Sentence)
        } else if touches("domain/src/") {
            Some(Kind::Rule)
        } else {
            None
        }
    }
}

/// Whether a file counts: code of the product, but no test of it.
fn counts(file: &str) -> bool {
    let is_code = [".rs", ".sql", ".css", ".js"].iter().any(|ending| file.ends_with(ending));
    let is_product = ["domain/", "store/", "gateway/", "app/", "server/", "frontend/", "style/", "public/"];
    let is_test = file.contains("/tests/") || file.ends_with("/tests.rs");
    is_code && !is_test && is_product.iter().any(|folder| file.starts_with(folder))
}

/// The history as `git log --patch --unified=0` writes it, with a NUL before each commit.
fn history(log: &str) -> Vec<Change> {
    log.split('\0').skip(1).map(change).collect()
}

fn change(patch: &str) -> Change {
    let mut change = Change::default();
    let (mut file, mut is_new) = (None, false);
    for line in patch.lines() {
        if let Some(paths) = line.strip_prefix("diff --git a/") {
            file = paths.split_once(" b/").map(|(_, new)| new.to_owned()).filter(|new| counts(new));
            is_new = false;
            change.files.extend(file.clone());
        } else if line.starts_with("new file mode") {
            is_new = true;
            change.added.extend(file.clone());
        } else if line.starts_with("+#[server(") && file.is_some() {
            // A file that is new may be one that was moved: only what is added beside known code is an action.
            change.adds_server_function |= !is_new;
        }
    }
    change
}

/// The files that the walk names, without its tests.
fn walk(contributing: &str) -> BTreeSet<String> {
    let section = contributing.split("\n## ").find(|section| section.starts_with("A walk")).unwrap_or_default();
    let quoted =
        section.lines().filter(|line| line.starts_with("### ")).flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted.filter(|path| counts(path)).map(str::to_owned).collect()
}

fn by_crate(files: &BTreeSet<String>) -> String {
    let mut crates: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        *crates.entry(file.split('/').next().unwrap_or_default()).or_default() += 1;
    }
    crates.iter().map(|(name, count)| format!("{count} in {name}")).collect::<Vec<_>>().join(", ")
}

/// The value that so many hundredths of a sorted list do not exceed.
fn quantile(sorted: &[usize], hundredths: usize) -> usize {
    let place = (sorted.len() * hundredths).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or_default()
}

fn table(changes: &[Change]) -> String {
    let mut text =
        "| change | commits | files: a quarter at most | half | three quarters |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for kind in Kind::ALL {
        let mut files: Vec<usize> =
            changes.iter().filter(|change| change.kind() == Some(kind)).map(|change| change.files.len()).collect();
        files.sort_unstable();
        let [quarter, half, most] = [25, 50, 75].map(|hundredths| quantile(&files, hundredths));
        text.push_str(&format!("| {} | {} | {quarter} | {half} | {most} |\n", kind.name(), files.len()));
    }
    text
}

/// Prints the walk and the history.
pub fn print(places: &Places) -> Result<ExitCode, String> {
    let path = places.root.join("CONTRIBUTING.md");
    let contributing = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let walk = walk(&contributing);
    println!(
        "The walk in CONTRIBUTING.md, an action of the milestone: {} files ({}), and its tests.\n",
        walk.len(),
        by_crate(&walk)
    );
    let log = ["log", "--no-merges", "--no-renames", "--no-color", "--unified=0", "--format=%x00", "--patch"];
    let log = places.answer("git", &log).ok_or("there is no history to read")?;
    print!("{}", table(&history(&log)));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\0
diff --git a/domain/src/job.rs b/domain/src/job.rs
--- a/domain/src/job.rs
+++ b/domain/src/job.rs
+one
diff --git a/docs/guide.md b/docs/guide.md
\0
diff --git a/app/src/job/api.rs b/app/src/job/api.rs
+#[server(prefix = \"/do\")]
diff --git a/app/src/job/tests.rs b/app/src/job/tests.rs
diff --git a/app/src/job/show_page.rs b/app/src/job/show_page.rs
\0
diff --git a/store/migrations/sqlite/0002_a.sql b/store/migrations/sqlite/0002_a.sql
new file mode 100644
\0
diff --git a/app/src/i18n/job.rs b/app/src/i18n/job.rs
\0
diff --git a/app/src/job/new_page.rs b/app/src/job/new_page.rs
new file mode 100644
+#[server(prefix = \"/do\")]
\0
diff --git a/README.md b/README.md
";

    #[test]
    fn each_commit_is_one_kind_of_change_and_tests_and_docs_are_not_counted() {
        let changes = history(LOG);
        let kinds: Vec<Option<Kind>> = changes.iter().map(Change::kind).collect();
        let expected = [Kind::Rule, Kind::Action, Kind::Field, Kind::Sentence, Kind::Page].map(Some);
        assert_eq!(kinds, [expected.as_slice(), &[None]].concat());
        assert_eq!(changes.iter().map(|change| change.files.len()).collect::<Vec<_>>(), [1, 2, 1, 1, 1, 0]);
    }

    #[test]
    fn the_walk_is_read_off_its_headings() {
        let text = "# C\n\n## A walk: one\n\n### 1. The rule — `domain/src/a.rs`, and `store/src/b.rs`\n\n\
                    `app/src/c.rs`\n\n### 2. Its test — `store/tests/it/b.rs`\n\n\
                    ## Next\n\n### 3. No — `app/src/d.rs`\n";
        let files = walk(text);
        assert_eq!(files, BTreeSet::from(["domain/src/a.rs".to_owned(), "store/src/b.rs".to_owned()]));
        assert_eq!(by_crate(&files), "1 in domain, 1 in store");
    }

    #[test]
    fn a_quarter_of_a_list_half_of_it_and_three_quarters() {
        let list = [1, 2, 3, 9];
        assert_eq!([25, 50, 75, 100].map(|hundredths| quantile(&list, hundredths)), list);
        assert_eq!(quantile(&[], 50), 0);
    }
}
