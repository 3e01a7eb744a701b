//! `test` and `check`: everything that must hold before a change lands, in the order in which failures are cheapest.

use std::process::{Command, ExitCode};

use xtask::postgres::{ADDRESS_VARIABLE, Cluster};

use crate::browser::{self, Engine};
use crate::places::Places;
use crate::setup::{self, Need};
use crate::site;
use crate::step::{Planned, Steps, minutes, seconds};

const FORMAT: &str = "format";
const LINTS: &str = "lints";
const LINTS_OF_PAGES: &str = "lints of the pages in the browser";
const TIDY: &str = "tidy";
const POSTGRES: &str = "start Postgres";
const TESTS: &str = "unit and integration tests";
const BUDGET: &str = "size of a first visit";

const CHECKS: &[Planned] =
    &[(FORMAT, seconds(2)), (LINTS, minutes(6)), (LINTS_OF_PAGES, minutes(3)), (TIDY, seconds(30))];

const PROOFS: &[Planned] = &[
    (POSTGRES, seconds(2)),
    (TESTS, minutes(12)),
    site::PLAN[0],
    site::PLAN[1],
    (BUDGET, seconds(1)),
    (browser::TYPES, seconds(5)),
    (browser::ON_SQLITE, minutes(4)),
    (browser::ON_POSTGRES, minutes(4)),
    (browser::LIGHTHOUSE, seconds(40)),
];

/// Format, lints and tidy: what a change should pass before its tests are worth running.
pub fn check(places: &Places) -> Result<ExitCode, String> {
    setup::make_ready(places, &[Need::WasmTarget])?;
    let mut steps = Steps::new(places, CHECKS)?;
    checks(places, &mut steps);
    Ok(steps.finish())
}

/// Everything, on both engines and in a real browser; the last line printed is `N passed, N failed`.
pub fn test(places: &Places) -> Result<ExitCode, String> {
    if let Err(error) = setup::make_ready(places, Need::ALL) {
        println!("{error}\n0 passed, 1 failed");
        return Ok(ExitCode::FAILURE);
    }
    let mut steps = Steps::new(places, &[CHECKS, PROOFS].concat())?;
    checks(places, &mut steps);
    let mut cluster = None;
    steps.work(POSTGRES, || {
        cluster = Some(Cluster::start().map_err(|error| error.to_string())?);
        Ok(String::new())
    });
    let address = cluster.as_ref().map(|cluster| cluster.url("postgres"));
    let built = steps.run(TESTS, &mut tests(places, address.as_deref())).log.contains("test result: ");
    let site = site::build(places, &mut steps)?;
    steps.work(BUDGET, || site::budget(places));
    steps.run(browser::TYPES, &mut browser::check_types(places));
    if !(built && site && places.binary(false).is_file()) {
        steps.skip(browser::ON_SQLITE, "there is no server or no site to test");
        steps.skip(browser::ON_POSTGRES, "there is no server or no site to test");
        steps.skip(browser::LIGHTHOUSE, "there is no server or no site to test");
        return Ok(steps.finish());
    }
    steps.run(browser::ON_SQLITE, &mut browser::playwright(places, &Engine::Sqlite, &[])?);
    match address.as_deref().map(Engine::Postgres) {
        Some(engine) => {
            steps.run(browser::ON_POSTGRES, &mut browser::playwright(places, &engine, &[])?);
        }
        None => steps.skip(browser::ON_POSTGRES, "there is no Postgres"),
    }
    // Last and alone: what else runs beside it would be measured as well.
    steps.run(browser::LIGHTHOUSE, &mut browser::lighthouse(places, false)?);
    Ok(steps.finish())
}

fn checks(places: &Places, steps: &mut Steps) {
    steps.run(FORMAT, &mut places.cargo(&["fmt", "--all", "--check"]));
    // The pages are built twice: for the server here, for the browser below. One build with both features is neither.
    let on_server = ["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "-D", "warnings"];
    steps.run(LINTS, &mut places.cargo(&on_server));
    let in_browser = ["clippy", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"];
    steps.run(LINTS_OF_PAGES, &mut places.cargo(&in_browser));
    // A finding tells its own place; the stack of the test that found it would only hide it.
    let mut tidy = places.cargo(&["test", "--package", "tidy"]);
    steps.run(TIDY, tidy.env("RUST_BACKTRACE", "0"));
}

/// One cargo call for all crates: their dependencies are compiled once, and the server's binary falls out of it.
fn tests(places: &Places, postgres: Option<&str>) -> Command {
    let mut command =
        places.cargo(&["test", "--workspace", "--exclude", "frontend", "--exclude", "tidy", "--no-fail-fast"]);
    if let Some(address) = postgres {
        command.env(ADDRESS_VARIABLE, address);
    }
    command
}
