//! Hygiene: what is read off the files without a build. Dependencies that nothing uses, the crates that Guildhall is
//! built from, the types of the scripts that are written by hand, the rules and the layout of the style sheets, and the
//! spelling of what people read.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::places::Places;
use crate::setup::Need;
use crate::step::{Planned, Steps, now, seconds};

const UNUSED: &str = "unused dependencies";
const CRATES: &str = "licences, doubles and sources of the crates";
const ADVISORIES: &str = "security advisories about the crates";
const SCRIPTS: &str = "types of the start script and the service worker";
const STYLE_SHEETS: &str = "style sheets";
const SPELLING: &str = "spelling of the docs and the texts";

/// What set-up must have brought before [`run`].
pub const NEEDS: &[Need] = &[Need::CargoMachete, Need::CargoDeny, Need::Node, Need::NodePackages];

pub const PLAN: &[Planned] = &[
    (UNUSED, seconds(1)),
    (CRATES, seconds(3)),
    (ADVISORIES, seconds(5)),
    (SCRIPTS, seconds(10)),
    (STYLE_SHEETS, seconds(4)),
    (SPELLING, seconds(6)),
];

/// A list of advisories that has not arrived by then counts as out of reach.
const ADVISORIES_WITHIN: Duration = seconds(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// What people read, from the root of the repository.
const READ_BY_PEOPLE: &[&str] = &["*.md", "docs/**/*.md", "app/src/i18n/*.rs"];

/// All of it; no step needs another one before it.
pub fn run(places: &Places, steps: &mut Steps) {
    steps.work(UNUSED, || unused(places));
    steps.work(CRATES, || crates(places));
    steps.work(ADVISORIES, || advisories(places));
    steps.work(SCRIPTS, || scripts(places));
    steps.work(STYLE_SHEETS, || style_sheets(places));
    steps.work(SPELLING, || spelling(places));
}

fn unused(places: &Places) -> Result<String, String> {
    passes(places.command("cargo-machete").arg("--skip-target-dir"))?;
    let Locked { ours, .. } = Locked::read(places)?;
    Ok(format!("    looked for every dependency of our {ours} crates in their sources"))
}

fn crates(places: &Places) -> Result<String, String> {
    let mut deny = places.command("cargo-deny");
    deny.args(["--locked", "--color", "never", "check"]);
    // A double that is gone leaves the list as well.
    deny.args(["--deny", "unnecessary-skip", "--deny", "unmatched-skip", "licenses", "bans", "sources"]);
    passes(&mut deny)?;
    let Locked { all, .. } = Locked::read(places)?;
    Ok(format!("    looked at the {all} crates of Cargo.lock, by the rules of deny.toml"))
}

/// The list of advisories lies elsewhere and changes daily: a machine that cannot reach it still checks all the rest.
fn advisories(places: &Places) -> Result<String, String> {
    let mut fetch = places.command("cargo-deny");
    fetch.args(["fetch", "db"]).env("GIT_TERMINAL_PROMPT", "0");
    if let Err(why) = ends_well(&mut fetch, ADVISORIES_WITHIN) {
        return Ok(format!(
            "    LEFT OUT: no crate was looked up, because RustSec's advisories are out of reach ({why})"
        ));
    }
    let mut deny = places.command("cargo-deny");
    passes(deny.args(["--offline", "--locked", "--color", "never", "check", "advisories"]))?;
    let Locked { all, .. } = Locked::read(places)?;
    Ok(format!("    looked the {all} crates of Cargo.lock up in RustSec's advisories"))
}

/// They are plain JavaScript with their types in comments; nothing compiles them.
fn scripts(places: &Places) -> Result<String, String> {
    for config in ["tsconfig.page.json", "tsconfig.worker.json"] {
        let mut check = places.command("tsc");
        passes(
            check.current_dir(places.end2end()).args(["--pretty", "false", "--project"]).arg(format!("check/{config}")),
        )?;
    }
    let parts = files(&places.root.join("public/boot"), "js")?;
    Ok(format!("    looked at public/boot.js, its {parts} parts in public/boot, and the service worker"))
}

fn style_sheets(places: &Places) -> Result<String, String> {
    let mut lint = places.command("stylelint");
    lint.current_dir(places.end2end()).args(["--config", "check/stylelint.config.js", "../style/**/*.css"]);
    passes(&mut lint)?;
    let mut format = places.command("prettier");
    format.current_dir(places.end2end()).args(["--config", "check/prettier.json", "--check", "../style/**/*.css"]);
    passes(&mut format)?;
    let style = places.root.join("style");
    let count = files(&style, "css")? + files(&style.join("components"), "css")?;
    Ok(format!("    looked at {count} files in style"))
}

fn spelling(places: &Places) -> Result<String, String> {
    let mut spell = places.command("cspell");
    spell.current_dir(places.end2end()).args(["lint", "--config", "check/cspell.json", "--root", ".."]);
    let said = passes(spell.args(["--no-progress", "--no-color", "--show-suggestions"]).args(READ_BY_PEOPLE))?;
    // Its last line counts the files; none means that the patterns above have gone wrong.
    let counted = said.lines().rev().find_map(|line| line.trim().strip_prefix("CSpell: Files checked: "));
    let count = counted.and_then(|rest| rest.split(',').next()).unwrap_or("0");
    if count == "0" {
        return Err(format!("no file was looked at:\n{said}"));
    }
    Ok(format!("    looked at {count} files: {}", READ_BY_PEOPLE.join(", ")))
}

/// How many crates Cargo.lock names, and how many of them are ours.
struct Locked {
    all: usize,
    ours: usize,
}

impl Locked {
    fn read(places: &Places) -> Result<Self, String> {
        let file = places.root.join("Cargo.lock");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        let all = count("[[package]]");
        // Ours come from no registry.
        Ok(Self { all, ours: all - count("source = ") })
    }
}

fn files(folder: &Path, extension: &str) -> Result<usize, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.flatten().filter(|entry| entry.path().extension().is_some_and(|found| found == extension)).count())
}

/// What a command said; a command that found something is an error with all that it said.
fn passes(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().display().to_string();
    let output = command.env("NO_COLOR", "1").stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("could not run {program}: {error}"))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).trim_end().to_owned();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// Runs a command that must be over by then; the error is the last line that it said.
fn ends_well(command: &mut Command, within: Duration) -> Result<(), String> {
    let begun = now();
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if begun.elapsed() < within => thread::sleep(LOOK_EVERY),
            None => {
                // It may have ended by itself in between.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no answer within {} seconds", within.as_secs()));
            }
        }
    };
    if status.success() {
        return Ok(());
    }
    let mut said = String::new();
    if let Some(mut errors) = child.stderr {
        let _ = errors.read_to_string(&mut said);
    }
    Err(said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim().to_owned())
}
