//! The files under rule: all that git knows or would know, read once, and the list of what breaks a rule.

use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// One text file of the repository; `path` is relative to its root and has forward slashes.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn is_rust(&self) -> bool {
        self.has_extension("rs")
    }

    pub fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The part of a Rust file that only tests see: all of it in a test folder, else its test module, which comes last.
    pub fn tests(&self) -> &str {
        let is_test_file = self.path.contains("/tests/")
            || self.file_name() == "tests.rs"
            || self.path.starts_with("tools/sim/")
            || self.has_extension("ts");
        if is_test_file {
            return &self.text;
        }
        // `mod tests;` names another file; only a module with a body is one in here.
        let mut attributes = self.text.match_indices("#[cfg(test)]");
        let module = attributes.find(|(start, attribute)| {
            let after = self.text[start + attribute.len()..].trim_start();
            after.starts_with("mod ") && after.lines().next().is_some_and(|line| line.ends_with('{'))
        });
        module.map_or("", |(start, _)| &self.text[start..])
    }

    /// The numbers and texts of its lines, comments cut off, so that a rule does not judge what is only spoken about.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(index, line)| (index + 1, line.split("//").next().unwrap_or(line)))
    }
}

pub fn root() -> PathBuf {
    let crate_folder = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs this"));
    crate_folder.ancestors().nth(2).expect("tools/tidy lies in the repository").to_owned()
}

/// The paths of all files, of whatever kind, including new ones that are not committed yet.
pub fn paths() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the repository's files");
    assert!(listed.status.success(), "tidy reads a git checkout: {}", String::from_utf8_lossy(&listed.stderr));
    let paths = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    paths.split_terminator('\0').map(str::to_owned).collect()
}

/// Every text file among them.
pub fn all() -> &'static [Source] {
    static ALL: OnceLock<Vec<Source>> = OnceLock::new();
    ALL.get_or_init(|| {
        let root = root();
        let files = paths().into_iter();
        // A file that was deleted but is still in the index, or that is not text, has nothing to judge.
        let texts =
            files.filter_map(|path| Some(Source { text: std::fs::read_to_string(root.join(&path)).ok()?, path }));
        texts.collect()
    })
}

pub fn rust() -> impl Iterator<Item = &'static Source> {
    all().iter().filter(|source| source.is_rust())
}

/// Everything that breaks one rule.
#[derive(Default)]
pub struct Findings(Vec<String>);

impl Findings {
    pub fn note(&mut self, path: &str, line: usize, reason: impl Display) {
        self.0.push(format!("{path}:{line}: {reason}"));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Fails the test with the whole list, so that one run shows all there is to mend.
    pub fn expect_none(self, rule: &str) {
        let mut list = String::new();
        for finding in &self.0 {
            let _ = writeln!(list, "{finding}");
        }
        assert!(self.0.is_empty(), "\n{rule}\n{list}");
    }
}

/// The line, counted from one, in which the byte at `offset` stands.
pub fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// Whether `word` stands at some place of `text` with no letter, digit or underscore beside it.
pub fn has_word(text: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}
