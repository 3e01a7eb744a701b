//! `test` and `check`: everything that must hold before a change lands, in the order in which failures are cheapest.

use std::process::ExitCode;

use xtask::postgres::Cluster;

use crate::browser::{self, Engine};
use crate::flakes;
use crate::hygiene;
use crate::places::Places;
use crate::setup::{self, Need};
use crate::site;
use crate::step::{Planned, Steps, minutes, seconds};
use crate::suite::Suite;

const FORMAT: &str = "format";
const LINTS: &str = "lints";
const LINTS_OF_PAGES: &str = "lints of the pages in the browser";
const TIDY: &str = "tidy";
const POSTGRES: &str = "start Postgres";
const BUILD: &str = "build the tests and the server";
const SITE: &str = "the site";
const BUDGET: &str = "size of a first visit";

const CHECKS: &[Planned] =
    &[(FORMAT, seconds(2)), (LINTS, minutes(6)), (LINTS_OF_PAGES, minutes(3)), (TIDY, seconds(30))];

/// Format, lints, tidy and hygiene: what a change should pass before its tests are worth running.
pub fn check(places: &Places) -> Result<ExitCode, String> {
    setup::make_ready(places, &[&[Need::WasmTarget], hygiene::NEEDS].concat())?;
    let mut steps = Steps::new(places, &[CHECKS, hygiene::PLAN].concat())?;
    checks(places, &mut steps);
    Ok(steps.finish())
}

/// Everything, on both engines and in a real browser; the last line printed is `N passed, N failed`.
pub fn test(places: &Places) -> Result<ExitCode, String> {
    if let Err(error) = setup::make_ready(places, &Need::all()) {
        println!("{error}\n0 passed, 1 failed");
        return Ok(ExitCode::FAILURE);
    }
    let cluster = Cluster::start().map_err(|error| error.to_string());
    let address = cluster.as_ref().ok().map(|cluster| cluster.url("postgres"));
    let suites = suites(address.as_deref());
    let mut steps = Steps::new(places, &plan(&suites))?;
    // It needs a compiler for the browser while the lints need one for the server, and later the tests wait for disks.
    let site = site::build_beside(places);
    checks(places, &mut steps);
    steps.work(POSTGRES, || cluster.as_ref().map(|_| String::new()).map_err(Clone::clone));
    steps.run(BUILD, &mut places.cargo(&["test", "--workspace", "--exclude", "frontend", "--no-run"]));
    let rust = flakes::first(places, &mut steps, suites.first())?;
    let made = steps.work(SITE, || site.join().unwrap_or_else(|_| Err("the build of the site panicked".to_owned())));
    steps.work(BUDGET, || site::budget(places));
    steps.run(browser::TYPES, &mut browser::check_types(places));
    let can_serve = made && places.binary(false).is_file();
    let mut failed: Vec<_> = rust.into_iter().collect();
    for suite in suites.iter().skip(1) {
        if can_serve {
            failed.extend(flakes::first(places, &mut steps, Some(suite))?);
        } else {
            steps.skip(suite.name(), "there is no server or no site to test");
        }
    }
    if address.is_none() {
        steps.skip(browser::ON_POSTGRES, "there is no Postgres");
    }
    flakes::second(places, &mut steps, failed)?;
    Ok(steps.finish())
}

/// What has tests, in the order in which failures are cheapest. Lighthouse is last and alone: what else runs beside it
/// would be measured as well.
pub fn suites(postgres: Option<&str>) -> Vec<Suite<'_>> {
    let on_postgres = postgres.map(|address| Suite::EndToEnd(Engine::Postgres(address)));
    let before = [Suite::Rust(postgres), Suite::EndToEnd(Engine::Sqlite)];
    before.into_iter().chain(on_postgres).chain([Suite::Lighthouse]).collect()
}

fn plan(suites: &[Suite<'_>]) -> Vec<Planned> {
    let before = [(POSTGRES, seconds(2)), (BUILD, minutes(9))];
    let between = [(SITE, minutes(2)), (BUDGET, seconds(1)), (browser::TYPES, seconds(5))];
    let (rust, others) = suites.split_at(1);
    let planned = |suites: &[Suite<'_>]| suites.iter().map(Suite::planned).collect::<Vec<_>>();
    [CHECKS, hygiene::PLAN, &before, &planned(rust), &between, &planned(others)].concat()
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
    hygiene::run(places, steps);
}
