//! Set-up, in one place: looks for every tool that the commands need, installs what is missing where it may, and
//! names the exact command where it may not. Takes well below a second when nothing is missing.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::hygiene;
use crate::places::Places;
use crate::step::{Planned, Steps, minutes, now, seconds, spoken};

const CARGO_LEPTOS_VERSION: &str = "0.3.10";
const CARGO_MACHETE_VERSION: &str = "0.9.2";
const CARGO_DENY_VERSION: &str = "0.20.2";
const CARGO_MUTANTS_VERSION: &str = "27.1.0";
const NODE_MAJOR_MIN: u32 = 20;

/// A tool that some command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    WasmTarget,
    WasmBindgen,
    CargoLeptos,
    CargoMachete,
    CargoDeny,
    CargoMutants,
    /// Python with what makes a folder of packages.
    Python,
    /// Tools that try an API and pages with requests of their own making.
    Fuzzers,
    Node,
    NodePackages,
    Browser,
    /// Chromium without windows, which does most pages in half the time; the full browser takes its place where it is not served.
    Shell,
    Postgres,
}

impl Need {
    /// What a page build takes.
    pub const SITE: &[Self] = &[Self::WasmTarget, Self::Node, Self::NodePackages];
    /// What rebuilding on every change takes besides.
    pub const DEV: &[Self] = &[Self::WasmBindgen, Self::CargoLeptos];
    pub const BROWSERS: &[Self] = &[Self::Browser, Self::Shell];

    /// What the test command takes.
    pub fn all() -> Vec<Self> {
        [&[Self::WasmTarget], hygiene::NEEDS, Self::BROWSERS, &[Self::Postgres]].concat()
    }

    fn planned(self) -> Planned {
        match self {
            Self::WasmTarget => ("Rust for WebAssembly", seconds(30)),
            Self::WasmBindgen => ("wasm-bindgen, built from source", minutes(4)),
            Self::CargoLeptos => ("cargo-leptos, built from source", minutes(12)),
            Self::CargoMachete => ("cargo-machete, built from source", seconds(40)),
            Self::CargoDeny => ("cargo-deny, built from source", seconds(90)),
            Self::CargoMutants => ("cargo-mutants, built from source", minutes(3)),
            Self::Python => ("Python", seconds(30)),
            Self::Fuzzers => ("schemathesis and wapiti", seconds(40)),
            Self::Node => ("Node", minutes(1)),
            Self::NodePackages => ("packages of the end-to-end tests", seconds(20)),
            Self::Browser => ("Chromium", minutes(1)),
            Self::Shell => ("Chromium without windows", seconds(30)),
            Self::Postgres => ("Postgres", minutes(1)),
        }
    }

    fn is_met(self, places: &Places) -> Result<bool, String> {
        Ok(match self {
            Self::WasmTarget => places
                .answer("rustc", &["--print", "target-libdir", "--target", "wasm32-unknown-unknown"])
                .is_some_and(|folder| Path::new(&folder).is_dir()),
            Self::WasmBindgen => has_version(places, "wasm-bindgen", &wasm_bindgen_version(places)?),
            Self::CargoLeptos => has_version(places, "cargo-leptos", CARGO_LEPTOS_VERSION),
            Self::CargoMachete => has_version(places, "cargo-machete", CARGO_MACHETE_VERSION),
            Self::CargoDeny => has_version(places, "cargo-deny", CARGO_DENY_VERSION),
            Self::CargoMutants => has_version(places, "cargo-mutants", CARGO_MUTANTS_VERSION),
            Self::Python => places.answer("python3", &["-c", "import venv, ensurepip; print(True)"]).is_some(),
            Self::Fuzzers => {
                let wanted = fs::read(wanted_fuzzers(places)).ok();
                wanted.is_some() && wanted == fs::read(installed_fuzzers(places)).ok()
            }
            Self::Node => node_major(places) >= NODE_MAJOR_MIN && places.program("npm").is_some(),
            Self::NodePackages => {
                let wanted = fs::read(places.end2end().join("package-lock.json")).ok();
                wanted.is_some() && wanted == fs::read(installed_lock(places)).ok()
            }
            Self::Browser => browser(places).is_some(),
            Self::Shell => shell(places).is_some() || not_served(places, self).is_file(),
            Self::Postgres => xtask::postgres::installed().is_some(),
        })
    }

    fn install(self, places: &Places) -> Result<Vec<Command>, String> {
        Ok(match self {
            Self::WasmTarget => {
                let mut command = places.command("rustup");
                command.args(["target", "add", "wasm32-unknown-unknown"]);
                vec![command]
            }
            // Its published lock file names a version that registries no longer serve.
            Self::WasmBindgen => {
                let version = format!("={}", wasm_bindgen_version(places)?);
                vec![cargo_install(places, &["wasm-bindgen-cli", "--version", &version])]
            }
            // Without downloads a missing tool is an error here, not a surprise from the network.
            Self::CargoLeptos => vec![cargo_install(
                places,
                &["cargo-leptos", "--version", CARGO_LEPTOS_VERSION, "--locked", "--features", "no_downloads"],
            )],
            Self::CargoMachete => {
                vec![cargo_install(places, &["cargo-machete", "--version", CARGO_MACHETE_VERSION, "--locked"])]
            }
            Self::CargoDeny => {
                vec![cargo_install(places, &["cargo-deny", "--version", CARGO_DENY_VERSION, "--locked"])]
            }
            Self::CargoMutants => {
                vec![cargo_install(places, &["cargo-mutants", "--version", CARGO_MUTANTS_VERSION, "--locked"])]
            }
            Self::Python => from_distribution(places, &["python3", "python3-venv"])?,
            Self::Fuzzers => {
                let mut make = places.command("python3");
                make.args(["-m", "venv", "--clear"]).arg(fuzzers(places));
                let mut fill = places.command(fuzzers(places).join("bin/pip"));
                fill.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]);
                fill.arg(wanted_fuzzers(places));
                vec![make, fill]
            }
            Self::NodePackages => {
                let mut command = places.command("npm");
                command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                command.current_dir(places.end2end()).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
                vec![command]
            }
            Self::Node => from_distribution(places, &["nodejs", "npm"])?,
            Self::Browser => from_distribution(places, &["chromium"])?,
            Self::Shell => from_distribution(places, &[SHELL])?,
            Self::Postgres => from_distribution(places, &["postgresql"])?,
        })
    }
}

/// Makes everything in `needs` present. The first thing that cannot be installed ends it with a message.
pub fn make_ready(places: &Places, needs: &[Need]) -> Result<(), String> {
    let begun = now();
    let mut missing = Vec::new();
    for need in needs {
        if !need.is_met(places)? {
            missing.push(*need);
        }
    }
    if missing.is_empty() {
        println!("set-up: everything is there ({})", spoken(begun.elapsed()));
        return Ok(());
    }
    let plan: Vec<Planned> = missing.iter().map(|need| need.planned()).collect();
    let whole: Duration = plan.iter().map(|(_, time)| *time).sum();
    println!("set-up: {} missing, about {} on two cores; this happens once", missing.len(), spoken(whole));
    let mut steps = Steps::new(places, &plan)?;
    for need in missing {
        let (name, _) = need.planned();
        if need == Need::Shell && !is_served(places, SHELL) {
            println!("    {SHELL} is not served here; the full browser takes its place");
            note(&not_served(places, need))?;
            continue;
        }
        for mut command in need.install(places)? {
            println!("    {}", shown(&command));
            if !steps.run(name, &mut command).passed {
                return Err(format!("{name} could not be installed"));
            }
        }
        if need == Need::NodePackages {
            fs::copy(places.end2end().join("package-lock.json"), installed_lock(places))
                .map_err(|error| format!("cannot note the installed packages: {error}"))?;
        }
        if need == Need::Fuzzers {
            fs::copy(wanted_fuzzers(places), installed_fuzzers(places))
                .map_err(|error| format!("cannot note the installed packages: {error}"))?;
        }
        if !need.is_met(places)? {
            return Err(format!("{name} was installed but is still not found"));
        }
    }
    steps.close();
    Ok(())
}

/// Chromium, for `executablePath`: a setting, or the first of its usual names on PATH.
pub fn browser(places: &Places) -> Option<std::path::PathBuf> {
    let chosen = std::env::var_os("GUILDHALL_E2E_BROWSER").map(std::path::PathBuf::from);
    chosen
        .filter(|path| path.is_file())
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| places.program(name)))
}

/// Debian's package, and its program.
const SHELL: &str = "chromium-headless-shell";

/// The browser without windows, where it is there.
pub fn shell(places: &Places) -> Option<std::path::PathBuf> {
    let chosen = std::env::var_os("GUILDHALL_E2E_SHELL").map(std::path::PathBuf::from);
    chosen.filter(|path| path.is_file()).or_else(|| places.program(SHELL))
}

/// Whether the distribution has a package of this name; its lists are brought up to date first.
fn is_served(places: &Places, package: &str) -> bool {
    places.answer("id", &["-u"]).as_deref() == Some("0")
        && places.answer("apt-get", &["update", "--quiet"]).is_some()
        && places.answer("apt-cache", &["show", "--no-all-versions", package]).is_some_and(|shown| !shown.is_empty())
}

/// Remembers that something optional cannot be had here, so that nobody asks for it each time.
fn not_served(places: &Places, need: Need) -> std::path::PathBuf {
    places.cache.join(format!("tools/without-{need:?}"))
}

fn note(file: &Path) -> Result<(), String> {
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(file, "")).map_err(|error| format!("{}: {error}", file.display()))
}

/// A copy of the lock file beside what it installed tells whether they still agree.
fn installed_lock(places: &Places) -> std::path::PathBuf {
    places.end2end().join("node_modules/.installed-lock.json")
}

/// Python's packages of the fuzzing proofs lie in a folder of their own.
pub fn fuzzers(places: &Places) -> std::path::PathBuf {
    places.cache.join("tools/fuzzers")
}

fn wanted_fuzzers(places: &Places) -> std::path::PathBuf {
    places.root.join("tools/fuzz/requirements.txt")
}

fn installed_fuzzers(places: &Places) -> std::path::PathBuf {
    fuzzers(places).join("installed.txt")
}

fn has_version(places: &Places, program: &str, version: &str) -> bool {
    places.program(program).is_some()
        && places
            .answer(program, &["--version"])
            .is_some_and(|answer| answer.split_whitespace().any(|word| word == version))
}

fn node_major(places: &Places) -> u32 {
    let answer = places.answer("node", &["--version"]).unwrap_or_default();
    answer.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0)
}

/// The tool and the crate must be of one version; the crate's is pinned in Cargo.toml.
fn wasm_bindgen_version(places: &Places) -> Result<String, String> {
    let manifest = fs::read_to_string(places.root.join("Cargo.toml")).map_err(|error| error.to_string())?;
    manifest
        .lines()
        .find_map(|line| line.strip_prefix("wasm-bindgen = \"=")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.toml does not pin `wasm-bindgen = \"=…\"`".to_owned())
}

/// The tools run for seconds and build for minutes: light optimisation saves a fifth of that.
fn cargo_install(places: &Places, arguments: &[&str]) -> Command {
    let mut command = places.cargo(&["install", "--force"]);
    command.args(arguments).arg("--root").arg(places.cache.join("tools"));
    command.env("CARGO_TARGET_DIR", places.cache.join("tools/target"));
    command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env_remove("RUSTFLAGS");
    command
}

fn from_distribution(places: &Places, packages: &[&str]) -> Result<Vec<Command>, String> {
    let wanted = packages.join(" ");
    if places.program("apt-get").is_none() {
        return Err(format!("please install these with your system's package manager: {wanted}"));
    }
    if places.answer("id", &["-u"]).as_deref() != Some("0") {
        return Err(format!("please run: sudo apt-get update && sudo apt-get install --yes {wanted}"));
    }
    let mut update = places.command("apt-get");
    update.args(["update", "--quiet"]);
    let mut install = places.command("apt-get");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(vec![update, install])
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
