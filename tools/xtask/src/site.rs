//! The site folder: pages' WASM, script, styles and public files. cargo-leptos builds it and splits the pages apart;
//! `tools/bundle` binds the hundreds of pieces that come of that into parts, and makes everything small.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::step::{Planned, Steps, minutes};

const STEP: &str = "build the site";
const BIND: &str = "bind the site";
/// The steps of [`build`].
pub const PLAN: [Planned; 2] = [(STEP, minutes(4)), (BIND, minutes(3))];

const INPUTS: &[&str] = &[
    "app",
    "domain",
    "frontend",
    "style",
    "public",
    "tools/bundle",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo",
];
const FIRST_VISIT_BYTES_MAX: u64 = 300_000;

/// Builds the site unless nothing it is made of has changed since the last time.
pub fn build(places: &Places, steps: &mut Steps) -> Result<bool, String> {
    let stamp = stamp(places)?;
    let record = record(places);
    let hashes = fs::read_to_string(places.site().join("hash.txt"));
    if hashes.is_ok_and(|hashes| fs::read_to_string(&record).is_ok_and(|old| old == format!("{stamp}\n{hashes}"))) {
        let unchanged = || Ok("    unchanged since the last build".to_owned());
        return Ok(steps.work(STEP, unchanged) && steps.work(BIND, unchanged));
    }
    forget(places);
    // cargo-leptos writes the hashes to a path through this folder, before the server has ever been built.
    fs::create_dir_all(places.target.join("release")).map_err(|error| error.to_string())?;
    let mut command = places.cargo(&["leptos", "build", "--release", "--frontend-only", "--split"]);
    command.env("PATH", without_optimiser(places)?);
    if !steps.run(STEP, &mut command).passed {
        return Ok(false);
    }
    let optimiser = places.program("wasm-opt").ok_or("no wasm-opt: `cargo xtask setup` puts it there")?;
    let minifier = places.program("esbuild").ok_or("no esbuild: `cargo xtask setup` puts it there")?;
    let mut bind = places.cargo(&["run", "--release", "--package", "bundle", "--"]);
    if !steps.run(BIND, bind.arg(places.site()).arg(optimiser).arg(minifier)).passed {
        return Ok(false);
    }
    let hashes = fs::read_to_string(places.site().join("hash.txt")).map_err(|error| format!("hash.txt: {error}"))?;
    fs::write(record, format!("{stamp}\n{hashes}")).map_err(|error| error.to_string())?;
    Ok(true)
}

/// PATH with a `wasm-opt` that does nothing in front: cargo-leptos would start one for each of hundreds of pieces, and the
/// bound parts are optimised as a whole.
fn without_optimiser(places: &Places) -> Result<OsString, String> {
    let folder = places.target.join("xtask/without-optimiser");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let (link, nothing) = (folder.join("wasm-opt"), places.program("true").ok_or("no program `true`")?);
    // There from the last time, perhaps from another machine.
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(nothing, &link).map_err(|error| format!("{}: {error}", link.display()))?;
    let path = places.path();
    let all = std::iter::once(folder).chain(std::env::split_paths(&path));
    std::env::join_paths(all).map_err(|error| error.to_string())
}

/// Others (`cargo xtask dev`) write into the same folder; afterwards the record no longer tells the truth.
pub fn forget(places: &Places) {
    // Nothing to remove is as good as removed.
    let _ = fs::remove_file(record(places));
}

/// The brotli sizes of the files that a first visit of the home page loads, as a table; an error above the budget. What
/// the server adds (the document, headers) is weighed in the browser, see `budget.spec.ts`.
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
