//! End-to-end tests: Playwright drives the distribution's Chromium against the real binary, on either engine.

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
pub enum Engine<'a> {
    Sqlite,
    /// With the address of the `postgres` database of a running cluster.
    Postgres(&'a str),
}

/// `cargo xtask e2e [filter]`: both engines, after building what they need.
pub fn run(places: &Places, filter: &[String]) -> Result<ExitCode, String> {
    setup::make_ready(places, Need::ALL)?;
    let [site, bind] = site::PLAN;
    let plan = [(BUILD, minutes(6)), site, bind, (ON_SQLITE, minutes(3)), (ON_POSTGRES, minutes(3))];
    let mut steps = Steps::new(places, &plan)?;
    let mut build = places.cargo(&["build", "--package", "server", "--bin", "guildhall"]);
    if steps.run(BUILD, &mut build).passed && site::build(places, &mut steps)? {
        let cluster = Cluster::start().map_err(|error| error.to_string())?;
        steps.run(ON_SQLITE, &mut playwright(places, &Engine::Sqlite, filter)?);
        let address = cluster.url("postgres");
        steps.run(ON_POSTGRES, &mut playwright(places, &Engine::Postgres(&address), filter)?);
    }
    Ok(steps.finish())
}

/// The command that runs the tests; what it needs to know is in `GUILDHALL_E2E_…` variables (see `fixtures.ts`).
pub fn playwright(places: &Places, engine: &Engine<'_>, filter: &[String]) -> Result<Command, String> {
    let browser = setup::browser(places).ok_or("there is no Chromium")?;
    let programs = postgres::installed().ok_or("there is no Postgres")?;
    let mut command = places.command(places.end2end().join("node_modules/.bin/playwright"));
    command.current_dir(places.end2end()).arg("test").args(filter);
    command.env("GUILDHALL_E2E_BROWSER", browser);
    command.env("GUILDHALL_E2E_BINARY", places.binary(false));
    command.env("GUILDHALL_E2E_SITE", places.site());
    command.env("GUILDHALL_E2E_POSTGRES_PROGRAMS", programs);
    let name = match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres(address) => {
            command.env("GUILDHALL_E2E_POSTGRES", address);
            "postgres"
        }
    };
    command.env("GUILDHALL_E2E_ENGINE", name);
    command.env("GUILDHALL_E2E_RESULTS", places.target.join("xtask/end2end").join(name));
    // Colours and cursor movement make logs unreadable.
    command.env("FORCE_COLOR", "0").env("CI", "1");
    Ok(command)
}

/// Lighthouse in the same browser, on a server of its own on SQLite: the home page once, or as a proof all pages that
/// most people see first, three times each.
pub fn lighthouse(places: &Places, proof: bool) -> Result<Command, String> {
    let config = "lighthouse/playwright.config.ts".to_owned();
    let mut command = playwright(places, &Engine::Sqlite, &["--config".to_owned(), config])?;
    command.env("GUILDHALL_E2E_RESULTS", places.target.join("xtask/end2end/lighthouse"));
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
