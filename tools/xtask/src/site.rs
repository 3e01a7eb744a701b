//! The site folder: pages' WASM, scripts, styles and public files. The pages are compiled for the browser; `tools/bundle`
//! splits them by page, joins what it split into chunks, and makes everything small.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{self, JoinHandle};

use crate::places::Places;
use crate::step::{Planned, Steps, minutes, now, run_logged, spoken, tail};

const COMPILE: &str = "compile the pages for the browser";
const BUNDLE: &str = "make the site of them";
/// The steps of [`build`].
pub const PLAN: [Planned; 2] = [(COMPILE, minutes(3)), (BUNDLE, minutes(3))];

const INPUTS: &[&str] = &[
    "app",
    "domain",
    "frontend",
    "style",
    "public",
    "tools/bundle",
    "end2end/package-lock.json",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo",
];
const FIRST_VISIT_BYTES_MAX: u64 = 300_000;
const LINES_SHOWN_ON_FAILURE: usize = 60;
/// As in `.cargo/config.toml`, which the variable replaces, and what the splitter needs: where one function names another.
const FLAGS: &str = "--cfg erase_components -Clink-args=--emit-relocs";

/// Builds the site unless nothing it is made of has changed since the last time.
pub fn build(places: &Places, steps: &mut Steps) -> Result<bool, String> {
    let stamp = stamp(places)?;
    if is_made_of(places, &stamp) {
        let unchanged = || Ok("    unchanged since the last build".to_owned());
        return Ok(steps.work(COMPILE, unchanged) && steps.work(BUNDLE, unchanged));
    }
    forget(places);
    let made = steps.run(COMPILE, &mut compile(places)).passed && steps.run(BUNDLE, &mut bundle(places)?).passed;
    if made {
        remember(places, &stamp)?;
    }
    Ok(made)
}

/// The same beside other work, for instance tests that wait more than they compute. Joining gives what there is to say.
pub fn build_beside(places: &Places) -> JoinHandle<Result<String, String>> {
    let places = places.clone();
    thread::spawn(move || {
        let (begun, stamp) = (now(), stamp(&places)?);
        if is_made_of(&places, &stamp) {
            return Ok("    unchanged since the last build".to_owned());
        }
        forget(&places);
        for (name, mut command) in [(COMPILE, compile(&places)), (BUNDLE, bundle(&places)?)] {
            let log = places.logs().join(format!("{}.log", name.replace(' ', "-")));
            let passed = run_logged(&mut command, &log, now()).map_err(|error| format!("{name}: {error}"))?;
            if !passed {
                let said = fs::read_to_string(&log).unwrap_or_default();
                return Err(format!("    {name}, {}:\n{}", log.display(), tail(&said, LINES_SHOWN_ON_FAILURE)));
            }
        }
        remember(&places, &stamp)?;
        Ok(format!("    made in {}, beside the tests", spoken(begun.elapsed())))
    })
}

/// In a folder of its own, so that it waits for no other build.
fn compile(places: &Places) -> Command {
    let mut command = places.cargo(&["build", "--package", "frontend", "--lib", "--no-default-features"]);
    command
        .args(["--target", "wasm32-unknown-unknown", "--profile", "wasm-release", "--target-dir"])
        .arg(front(places));
    command.env("RUSTFLAGS", FLAGS);
    command
}

fn bundle(places: &Places) -> Result<Command, String> {
    let optimiser = places.program("wasm-opt").ok_or("no wasm-opt: `cargo xtask setup` puts it there")?;
    let minifier = places.program("esbuild").ok_or("no esbuild: `cargo xtask setup` puts it there")?;
    let mut command = places.cargo(&["run", "--profile", "tools", "--package", "bundle", "--"]);
    command.arg(places.site()).arg(front(places).join("wasm32-unknown-unknown/wasm-release/frontend.wasm"));
    command.arg(places.root.join("style/main.css")).arg(places.root.join("public")).arg(optimiser).arg(minifier);
    Ok(command)
}

fn front(places: &Places) -> PathBuf {
    places.target.join("front")
}

/// What the site in its folder was made of, and the names of its files: others may have written over it.
fn is_made_of(places: &Places, stamp: &str) -> bool {
    let names = fs::read_to_string(places.site().join("hash.txt"));
    names.is_ok_and(|names| fs::read_to_string(record(places)).is_ok_and(|old| old == format!("{stamp}\n{names}")))
}

fn remember(places: &Places, stamp: &str) -> Result<(), String> {
    let names = fs::read_to_string(places.site().join("hash.txt")).map_err(|error| format!("hash.txt: {error}"))?;
    fs::write(record(places), format!("{stamp}\n{names}")).map_err(|error| error.to_string())
}

/// Others (`cargo xtask dev`) write into the same folder; afterwards the record no longer tells the truth.
pub fn forget(places: &Places) {
    // Nothing to remove is as good as removed.
    let _ = fs::remove_file(record(places));
}

/// The brotli sizes of the files that a first visit of the home page loads, as a table; an error above the budget. What
/// the server adds (the document, headers) is weighed in the browser, see `end2end/fixtures/visits`.
pub fn budget(places: &Places) -> Result<String, String> {
    let mut sizes = Vec::new();
    for folder in ["", "pkg", "fonts"] {
        first_visit_files(&places.site().join(folder), &mut sizes)?;
    }
    if !sizes.iter().any(|(name, _)| name.ends_with(".wasm")) {
        return Err(format!("no WASM in {}", places.site().display()));
    }
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let sum: u64 = sizes.iter().map(|(_, size)| size).sum();
    let mut table: Vec<String> = sizes.iter().map(|(name, size)| format!("    {size:>9}  {name}")).collect();
    table.push(format!("    {sum:>9}  bytes over the wire of {FIRST_VISIT_BYTES_MAX} allowed"));
    let table = table.join("\n");
    if sum > FIRST_VISIT_BYTES_MAX { Err(format!("{table}\n    over the budget")) } else { Ok(table) }
}

/// Parts of other pages load later; a font's other character sets load only for texts that need them.
fn is_on_first_visit(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("js" | "wasm" | "css" | "woff2" | "svg" | "webmanifest"))
        && !name.starts_with("part_")
        && !name.contains("latin-ext")
}

fn first_visit_files(folder: &Path, sizes: &mut Vec<(String, u64)>) -> Result<(), String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_on_first_visit(&name) {
            // Fonts are compressed already: the smaller of the two is what the server sends.
            let plain = size(&entry.path())?;
            let compressed = size(&folder.join(format!("{name}.br"))).unwrap_or(plain);
            sizes.push((name, plain.min(compressed)));
        }
    }
    Ok(())
}

fn size(file: &Path) -> Result<u64, String> {
    fs::metadata(file).map(|data| data.len()).map_err(|error| format!("{}: {error}", file.display()))
}

fn record(places: &Places) -> PathBuf {
    places.target.join("xtask/site")
}

/// A fingerprint of everything the site is made of, wherever the repository lies.
fn stamp(places: &Places) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for input in INPUTS {
        hash_tree(&places.root, &places.root.join(input), &mut hasher).map_err(|error| format!("{input}: {error}"))?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_tree(root: &Path, path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> = fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
        inside.sort();
        inside.iter().try_for_each(|entry| hash_tree(root, entry, hasher))
    } else {
        path.strip_prefix(root).unwrap_or(path).hash(hasher);
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_on_first_visit;

    #[test]
    fn a_first_visit_loads_the_start_script_and_no_later_part() {
        let loaded = [
            "boot.js",
            "icons.svg",
            "manifest.webmanifest",
            "guildhall.AAAA.wasm",
            "brygada-1918-latin-600-normal.woff2",
        ];
        assert!(loaded.into_iter().all(is_on_first_visit));
        let later = ["part_7.AAAA.wasm", "brygada-1918-latin-ext-a-600-normal.woff2", "boot.js.br", "hash.txt"];
        assert!(!later.into_iter().any(is_on_first_visit));
    }
}
