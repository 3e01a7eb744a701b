//! End-to-end tests: Playwright drives the distribution's Chromium against the real binary, on either engine.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use xtask::postgres::{self, Cluster};

use crate::places::Places;
use crate::setup::{self, Need};
use crate::site;
use crate::step::{Steps, minutes};

pub const TYPES: &str = "types of the end-to-end tests";
pub const ON_SQLITE: &str = "end-to-end tests on SQLite";
pub const ON_POSTGRES: &str = "end-to-end tests on Postgres";
pub const LIGHTHOUSE: &str = "Lighthouse on the home page";
const BUILD: &str = "build the server";

/// The database engine of the servers that the tests start.
#[derive(Clone, Copy)]
pub enum Engine<'a> {
    Sqlite,
    /// With the address of the `postgres` database of a running cluster.
    Postgres(&'a str),
}

impl Engine<'_> {
    pub fn name(&self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }
}

/// `cargo xtask e2e [filter]`: both engines, after building what they need.
pub fn run(places: &Places, filter: &[String]) -> Result<ExitCode, String> {
    setup::make_ready(places, &Need::all())?;
    let [compile, bundle] = site::PLAN;
    let plan = [(BUILD, minutes(6)), compile, bundle, (ON_SQLITE, minutes(3)), (ON_POSTGRES, minutes(3))];
    let mut steps = Steps::new(places, &plan)?;
    let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
    if steps.run(BUILD, &mut build).passed && site::build(places, &mut steps)? {
        let cluster = Cluster::start().map_err(|error| error.to_string())?;
        steps.run(ON_SQLITE, &mut playwright(places, &Engine::Sqlite, filter)?);
        let address = cluster.url("postgres");
        let mut on_postgres = playwright(places, &Engine::Postgres(&address), filter)?;
        // A filter may leave nothing of the tests that depend on the engine.
        steps.run(ON_POSTGRES, on_postgres.arg("--pass-with-no-tests"));
    }
    Ok(steps.finish())
}

/// Where a run of the tests leaves what it has to show; its record lies beside it.
pub fn results(places: &Places, run: &str) -> PathBuf {
    places.target.join("xtask/end2end").join(run)
}

/// The command that runs the tests; what it needs to know is in `GUILDHALL_E2E_…` variables (see `fixtures.ts`).
pub fn playwright(places: &Places, engine: &Engine<'_>, filter: &[String]) -> Result<Command, String> {
    let browser = setup::browser(places).ok_or("there is no Chromium")?;
    let programs = postgres::installed().ok_or("there is no Postgres")?;
    let mut command = places.command(places.end2end().join("node_modules/.bin/playwright"));
    command.current_dir(places.end2end()).arg("test");
    command.env("GUILDHALL_E2E_SHELL", setup::shell(places).unwrap_or_else(|| browser.clone()));
    command.env("GUILDHALL_E2E_BROWSER", browser);
    command.env("GUILDHALL_E2E_BINARY", places.binary(false));
    command.env("GUILDHALL_E2E_SITE", places.site());
    command.env("GUILDHALL_E2E_POSTGRES_PROGRAMS", programs);
    match engine {
        Engine::Sqlite => command.args(filter),
        // How a page looks does not depend on the database.
        Engine::Postgres(address) => command.args(on_engine(filter)).env("GUILDHALL_E2E_POSTGRES", address),
    };
    command.env("GUILDHALL_E2E_ENGINE", engine.name());
    command.env("GUILDHALL_E2E_RESULTS", results(places, engine.name()));
    // Colours and cursor movement make logs unreadable.
    command.env("FORCE_COLOR", "0").env("CI", "1");
    Ok(command)
}

/// Proofs about pages that depend on the machine: how they look, what moves while they arrive, what has become lighter.
/// With `renews`, the pictures are made anew instead of compared.
pub fn proofs(places: &Places, renews: bool) -> Result<Command, String> {
    let config = "proofs/playwright.config.ts".to_owned();
    let mut command = playwright(places, &Engine::Sqlite, &["--config".to_owned(), config])?;
    command.args(renews.then_some("--update-snapshots"));
    command.env("GUILDHALL_E2E_RESULTS", results(places, "proofs"));
    Ok(command)
}

/// Lighthouse in the same browser, on a server of its own on SQLite: the home page once, or as a proof all pages that
/// most people see first, three times each.
pub fn lighthouse(places: &Places, proof: bool) -> Result<Command, String> {
    let config = "lighthouse/playwright.config.ts".to_owned();
    let mut command = playwright(places, &Engine::Sqlite, &["--config".to_owned(), config])?;
    command.env("GUILDHALL_E2E_RESULTS", results(places, "lighthouse"));
    if proof {
        command.env("GUILDHALL_E2E_LIGHTHOUSE", "proof");
    }
    Ok(command)
}

/// The tests are checked for types first: Playwright itself only strips them.
pub fn check_types(places: &Places) -> Command {
    let mut command = places.command(places.end2end().join("node_modules/.bin/tsc"));
    command.current_dir(places.end2end()).args(["--noEmit", "--pretty", "false"]);
    command
}

/// A filter that also leaves out all tests that do not depend on the engine. Playwright takes one pattern only.
fn on_engine(filter: &[String]) -> Vec<String> {
    let mut words = filter.to_vec();
    let value = filter.iter().position(|word| word == "-g" || word == "--grep").map(|place| place + 1);
    match value.and_then(|place| words.get_mut(place)) {
        Some(pattern) => *pattern = format!("(?=[^]*@engine)[^]*(?:{pattern})"),
        None => words.extend(["--grep".to_owned(), "@engine".to_owned()]),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::on_engine;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn on_postgres_only_tests_run_that_depend_on_the_engine() {
        assert_eq!(on_engine(&words("chat")), words("chat --grep @engine"));
        assert_eq!(on_engine(&words("-g ferry")), words("-g (?=[^]*@engine)[^]*(?:ferry)"));
    }
}
