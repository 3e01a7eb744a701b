//! The site folder: what the build has written, and how its files are named. A name carries a hash, so that browsers keep
//! a file for ever: what is in it may only change together with its name.

use crate::build::PLACEHOLDER;
use crate::merge::merge;
use crate::plan::{Chunk, plan};
use crate::script;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What a chunk is called; the splitter's own names begin otherwise.
const CHUNK: &str = "part_";
const COPIES: [&str; 2] = ["br", "gz"];
/// Files that have compressed copies; pictures and typefaces are compressed already.
const TEXTS: [&str; 7] = ["css", "js", "json", "svg", "txt", "wasm", "webmanifest"];
/// As small as it gets. The first thousand bytes of the memory are the end of the stack, where nothing lies.
const OPTIMISATIONS: [&str; 4] =
    ["-Oz", "--low-memory-unused", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];
/// The script that all pages start with, and the folder of its parts.
const START: &str = "boot.js";
const START_PARTS: &str = "boot";
/// Brotli's qualities: for what is sent ten thousand times, and to know about how big something will be.
const BEST: i32 = 11;
const ABOUT: i32 = 5;
/// Bytes of a hash in a name, before they are written as letters: as many as the placeholder has letters, and fewer in names
/// of chunks, which are many and stand in the script.
const HASH_BYTES: usize = 16;
const SHORT_HASH_BYTES: usize = 6;

/// Names of pages, and of the split modules that each of them loads.
pub type Splits = BTreeMap<String, Vec<String>>;

fn fault(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(fault(path))
}

fn hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    BASE64_URL_SAFE_NO_PAD.encode(digest.get(..HASH_BYTES).unwrap_or_default())
}

/// Replaces text by text of the same length, in scripts and modules alike; says how often.
fn replace(content: &mut [u8], old: &str, new: &str) -> Result<usize, String> {
    if old.len() != new.len() || old.is_empty() {
        return Err(format!("{old} is not as long as {new}"));
    }
    let found: Vec<usize> = content
        .windows(old.len())
        .enumerate()
        .filter(|(_, chunk)| *chunk == old.as_bytes())
        .map(|(at, _)| at)
        .collect();
    for at in &found {
        if let Some(place) = content.get_mut(*at..at + new.len()) {
            place.copy_from_slice(new.as_bytes());
        }
    }
    Ok(found.len())
}

/// A site folder whose WASM is still in the split modules of the splitter, under names without hashes.
pub struct Site {
    folder: PathBuf,
    package: PathBuf,
    /// Which split modules each page loads.
    pages: Splits,
}

impl Site {
    /// The folder that [`crate::build::build`] wrote, and the split modules that it gave.
    pub fn new(folder: &Path, pages: Splits) -> Self {
        Self { folder: folder.to_owned(), package: folder.join("pkg"), pages }
    }

    fn file(&self, stem: &str, hash: &str, ending: &str) -> PathBuf {
        self.package.join(format!("{stem}.{hash}.{ending}"))
    }

    fn split(&self, name: &str) -> PathBuf {
        self.package.join(format!("{name}.wasm"))
    }

    /// Joins the split modules, and gives a table of the chunks. `optimiser` is binaryen's `wasm-opt`, `minifier` is esbuild.
    ///
    /// # Errors
    /// A file is missing, or is not what it should be.
    pub fn bind(self, optimiser: &OsStr, minifier: &OsStr) -> Result<String, String> {
        let chunks = plan(self.splits()?);
        let mut modules = vec![self.file("guildhall", PLACEHOLDER, "wasm")];
        for (number, chunk) in chunks.iter().enumerate() {
            let splits = chunk.splits.iter().map(|name| read(&self.split(name))).collect::<Result<Vec<_>, _>>()?;
            let module =
                merge(splits.iter().map(Vec::as_slice)).map_err(|error| format!("{:?}: {error}", chunk.splits))?;
            modules.push(self.split(&format!("{CHUNK}{number}")));
            fs::write(self.split(&format!("{CHUNK}{number}")), module).map_err(fault(&self.package))?;
        }
        for name in self.pages.values().flatten().collect::<BTreeSet<_>>() {
            remove(&self.split(name))?;
        }
        optimise(optimiser, &modules)?;
        let (mut files, mut table) = (Vec::new(), Vec::new());
        for (path, chunk) in modules.iter().skip(1).zip(&chunks) {
            let module = read(path)?;
            remove(path)?;
            let short = hash(&module).chars().take(SHORT_HASH_BYTES * 4 / 3).collect::<String>();
            let name = format!("{CHUNK}{}.{short}.wasm", files.len());
            let wire = write(&self.package.join(&name), &module)?;
            table.push(format!("{wire:>9}  {name}: {} split modules, {} pages", chunk.splits.len(), chunk.pages.len()));
            files.push(name);
        }
        let scripts = self.rename(&chunks, &files, minifier)?;
        let style = self.name_style()?;
        // What Leptos looks up when it writes the head of a page.
        let list = format!("css: {style}\njs: {scripts}\nsplit: {scripts}\nwasm: {scripts}\n");
        fs::write(self.folder.join("hash.txt"), list).map_err(fault(&self.folder))?;
        let (start, chunks) = (self.folder.join(START), self.folder.join(START_PARTS));
        fs::write(&start, script::bound(minifier, &start)?).map_err(fault(&start))?;
        fs::remove_dir_all(&chunks).map_err(fault(&chunks))?;
        compress_all(&self.folder)?;
        Ok(table.join("\n"))
    }

    /// All split modules with their sizes on the wire and the pages that need them.
    fn splits(&self) -> Result<Vec<Chunk>, String> {
        let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (page, splits) in &self.pages {
            for split in splits {
                found.entry(split).or_default().insert(page.clone());
            }
        }
        let chunk = |(name, pages): (&str, BTreeSet<String>)| {
            // Without the names of its functions, which are for people.
            let split = merge([read(&self.split(name))?.as_slice()]).map_err(|error| format!("{name}: {error}"))?;
            let size = i64::try_from(brotli(&split, ABOUT)?.len()).map_err(|error| error.to_string())?;
            Ok(Chunk { splits: vec![name.to_owned()], pages, size })
        };
        found.into_iter().map(chunk).collect()
    }

    /// Writes the script that loads the chunks, and gives the three files that name each other one hash: of all of them.
    fn rename(&self, chunks: &[Chunk], files: &[String], minifier: &OsStr) -> Result<String, String> {
        const NAMED: [(&str, &str); 3] = [("__wasm_split", "js"), ("guildhall", "js"), ("guildhall", "wasm")];
        let text = |stem: &str| {
            String::from_utf8(read(&self.file(stem, PLACEHOLDER, "js"))?).map_err(|error| error.to_string())
        };
        let loader = script::write(script::head(&text("__wasm_split")?)?, chunks, files);
        let mut contents = [
            script::short(minifier, &loader)?.into_bytes(),
            script::short(minifier, &text("guildhall")?)?.into_bytes(),
            read(&self.file("guildhall", PLACEHOLDER, "wasm"))?,
        ];
        let new = hash(&contents.concat());
        for ((stem, ending), content) in NAMED.into_iter().zip(&mut contents) {
            replace(content, PLACEHOLDER, &new)?;
            remove(&self.file(stem, PLACEHOLDER, ending))?;
            write(&self.file(stem, &new, ending), content)?;
        }
        Ok(new)
    }

    fn name_style(&self) -> Result<String, String> {
        let plain = self.package.join("guildhall.css");
        let content = read(&plain)?;
        let hash = hash(&content);
        fs::rename(&plain, self.file("guildhall", &hash, "css")).map_err(fault(&plain))?;
        Ok(hash)
    }
}

/// Makes modules small, as many at once as there are processors.
fn optimise(optimiser: &OsStr, modules: &[PathBuf]) -> Result<(), String> {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(module) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut command = Command::new(optimiser);
            command.args(OPTIMISATIONS).arg(module).arg("-o").arg(module);
            let ended = command.status().map_err(|error| format!("{}: {error}", optimiser.display()))?;
            if !ended.success() {
                return Err(format!("{} failed on {}", optimiser.display(), module.display()));
            }
        }
        Ok(())
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(work)).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err("a worker panicked".to_owned())));
        ended.collect::<Result<Vec<()>, String>>().map(|_| ())
    })
}

/// Removes a file and its compressed copies.
fn remove(path: &Path) -> Result<(), String> {
    fs::remove_file(path).map_err(fault(path))?;
    for copy in COPIES {
        // Not everything has one.
        let _ = fs::remove_file(path.with_added_extension(copy));
    }
    Ok(())
}

/// Writes a file and its compressed copies, as small as they get; gives the bytes on the wire with brotli.
fn write(path: &Path, content: &[u8]) -> Result<usize, String> {
    fs::write(path, content).map_err(fault(path))?;
    compress(path, content)
}

/// Writes the compressed copies of a file.
fn compress(path: &Path, content: &[u8]) -> Result<usize, String> {
    let brotli = brotli(content, BEST)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let gzip = gzip.write_all(content).and_then(|()| gzip.finish()).map_err(fault(path))?;
    for (copy, content) in COPIES.into_iter().zip([&brotli, &gzip]) {
        let path = path.with_added_extension(copy);
        fs::write(&path, content).map_err(fault(&path))?;
    }
    Ok(brotli.len())
}

/// Compresses whatever has no copies yet.
fn compress_all(folder: &Path) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(fault(folder))?.flatten() {
        let path = entry.path();
        let is_text = path.extension().is_some_and(|ending| TEXTS.iter().any(|text| ending == *text));
        if path.is_dir() {
            compress_all(&path)?;
        } else if is_text && !path.with_added_extension("br").exists() {
            compress(&path, &read(&path)?)?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8], quality: i32) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let how = brotli::enc::BrotliEncoderParams { quality, lgwin: 24, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut out, &how).map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_as_long_as_those_that_they_replace() {
        assert_eq!(hash(b"a page").len(), PLACEHOLDER.len());
        assert_ne!(hash(b"a page"), hash(b"another"));
        let mut text = b"import \"./a.AAAA.js\"; import \"./b.AAAA.js\"".to_vec();
        assert_eq!(replace(&mut text, "AAAA", "BBBB"), Ok(2));
        assert_eq!(text, b"import \"./a.BBBB.js\"; import \"./b.BBBB.js\"");
        assert!(replace(&mut text, "BBBB", "CCC").is_err());
    }
}
