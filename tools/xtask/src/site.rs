//! The site folder: pages' WASM, script, styles and public files, optimised and precompressed by cargo-leptos.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::step::Steps;

pub const STEP: &str = "build the site";

const INPUTS: &[&str] =
    &["app", "domain", "frontend", "style", "public", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo"];
const FIRST_VISIT_BYTES_MAX: u64 = 300_000;

/// Builds the site unless nothing it is made of has changed since the last time.
pub fn build(places: &Places, steps: &mut Steps) -> Result<bool, String> {
    let stamp = stamp(places)?;
    let record = record(places);
    let hashes = fs::read_to_string(places.site().join("hash.txt"));
    if hashes.is_ok_and(|hashes| fs::read_to_string(&record).is_ok_and(|old| old == format!("{stamp}\n{hashes}"))) {
        return Ok(steps.work(STEP, || Ok("    unchanged since the last build".to_owned())));
    }
    forget(places);
    // cargo-leptos writes the hashes to a path through this folder, before the server has ever been built.
    fs::create_dir_all(places.target.join("release")).map_err(|error| error.to_string())?;
    let mut command = places.cargo(&["leptos", "build", "--release", "--frontend-only", "--precompress", "--split"]);
    if !steps.run(STEP, &mut command).passed {
        return Ok(false);
    }
    let hashes = fs::read_to_string(places.site().join("hash.txt")).map_err(|error| format!("hash.txt: {error}"))?;
    fs::write(record, format!("{stamp}\n{hashes}")).map_err(|error| error.to_string())?;
    Ok(true)
}

/// Others (`cargo xtask dev`) write into the same folder; afterwards the record no longer tells the truth.
pub fn forget(places: &Places) {
    // Nothing to remove is as good as removed.
    let _ = fs::remove_file(record(places));
}

/// The brotli sizes of what a first visit loads, as a table; an error above the budget.
pub fn budget(places: &Places) -> Result<String, String> {
    let mut sizes = Vec::new();
    for folder in ["pkg", "fonts"] {
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

/// Chunks of lazy routes load later; a font's other character sets load only for texts that need them.
fn is_on_first_visit(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("js" | "wasm" | "css" | "woff2"))
        && !name.starts_with("chunk_")
        && !name.starts_with("split_")
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

/// A fingerprint of everything the site is made of.
fn stamp(places: &Places) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for input in INPUTS {
        hash_tree(&places.root.join(input), &mut hasher).map_err(|error| format!("{input}: {error}"))?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if path.is_dir() {
        let mut inside: Vec<PathBuf> = fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
        inside.sort();
        inside.iter().try_for_each(|entry| hash_tree(entry, hasher))
    } else {
        path.hash(hasher);
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}
