//! `cargo xtask`: sets up, runs, tests, measures and proves Guildhall. Every command installs what it needs first.

mod browser;
mod certificate;
mod changes;
mod count;
mod flakes;
mod hygiene;
mod places;
mod prove;
mod serve;
mod setup;
mod site;
mod step;
mod suite;
mod test;

use std::process::ExitCode;

use places::Places;
use setup::Need;

const BUILD_SERVER: &str = "build the server";
const BUILD_BENCH: &str = "build the measurements";
/// How often `prove flakes` runs everything, unless it is told.
const ROUNDS: u32 = 3;
const USAGE: &str = "\
cargo xtask <command>
  run [--release] [--lan] [--data DIR] [--port N]
                 set up, build and serve with demo people; prints the address
  test           everything: format, lints, tidy, tests on both engines, size, end-to-end tests, Lighthouse
  check          format, lints, tidy, dependencies, scripts, style sheets and spelling only
  e2e [filter]   end-to-end tests on both engines; the filter is Playwright's (a file, or -g TITLE)
  dev            rebuild and restart on every change
  prove [part]   the long proofs; results are added to docs/proof.md
  prove flakes [N]
                 the whole test command N times (3) beside two busy processes, without second tries
  prove pages --update-snapshots
                 makes the pictures of the pages anew, to be looked at
  flakes         tests that failed and passed on their second try on this machine, and how often
  changes        how many files a rule, a field, an action, a page needed in this history, and needs by the walk
  bench [--quick] [--only pages|memory|sqlite|postgres]
                 measurements beside their limits
  site           only build the site, as it is shipped
  setup          only install what is missing
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Places::find().and_then(|places| obey(&places, &arguments)) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn obey(places: &Places, arguments: &[String]) -> Result<ExitCode, String> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(USAGE.to_owned());
    };
    match (command.as_str(), rest) {
        ("run", options) => serve::run(places, &wish(options)?),
        ("dev", []) => serve::dev(places),
        ("test", []) => test::test(places),
        ("check", []) => test::check(places),
        ("e2e", filter) => browser::run(places, filter),
        ("prove", []) => prove::prove(places, None, ROUNDS),
        ("prove", [part]) => prove::prove(places, Some(part), ROUNDS),
        ("prove", [part, rounds]) if part == "flakes" => {
            let rounds = rounds.parse().map_err(|_| format!("{rounds} is not a number of rounds"))?;
            prove::prove(places, Some(part), rounds)
        }
        ("prove", [part, renew]) if part == "pages" && renew == "--update-snapshots" => prove::renew_pictures(places),
        ("changes", []) => changes::print(places),
        ("flakes", []) => Ok(flakes::list(places)),
        ("bench", options) => bench(places, options),
        ("site", []) => site(places),
        ("setup", []) => setup::make_ready(places, &Need::all()).map(|()| ExitCode::SUCCESS),
        ("help" | "--help" | "-h", _) => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("not understood: {}\n\n{USAGE}", arguments.join(" "))),
    }
}

fn wish(options: &[String]) -> Result<serve::Wish, String> {
    let mut wish = serve::Wish::default();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let mut value = || options.next().ok_or_else(|| format!("{option} needs a value"));
        match option.as_str() {
            "--release" => wish.release = true,
            "--lan" => wish.lan = true,
            "--data" => wish.data = Some(value()?.into()),
            "--port" => {
                let port = value()?;
                wish.port = Some(port.parse().map_err(|_| format!("{port} is not a port"))?);
            }
            _ => return Err(format!("run does not know {option}\n\n{USAGE}")),
        }
    }
    Ok(wish)
}

/// Builds the site and says where it lies.
fn site(places: &Places) -> Result<ExitCode, String> {
    setup::make_ready(places, Need::SITE)?;
    let mut steps = step::Steps::new(places, &site::PLAN)?;
    if !site::build(places, &mut steps)? {
        return Ok(ExitCode::FAILURE);
    }
    steps.close();
    println!("the site is {}", places.site().display());
    Ok(ExitCode::SUCCESS)
}

/// Builds what is measured, the server and the site as they are shipped, then measures.
fn bench(places: &Places, options: &[String]) -> Result<ExitCode, String> {
    setup::make_ready(places, Need::SITE)?;
    setup::make_ready(places, &[Need::Postgres])?;
    let [compile, bundle] = site::PLAN;
    let plan = [compile, bundle, (BUILD_SERVER, step::minutes(8)), (BUILD_BENCH, step::minutes(4))];
    let mut steps = step::Steps::new(places, &plan)?;
    let built = site::build(places, &mut steps)?
        && steps.run(BUILD_SERVER, &mut places.cargo(&["build", "--release", "--package", "server"])).passed
        && steps.run(BUILD_BENCH, &mut places.cargo(&["build", "--release", "--package", "bench"])).passed;
    if !built {
        return Ok(ExitCode::FAILURE);
    }
    steps.close();
    let status = places
        .command(places.binary(true).with_file_name("bench"))
        .args(options)
        .status()
        .map_err(|error| format!("cannot measure: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
