//! The site folder: what the build has written, and how its files are named. A name carries a hash, so that browsers keep
//! a file for ever: what is in it may only change together with its name.

use crate::merge::merge;
use crate::plan::{Part, plan};
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

/// What a bound part is called; the splitter's own names begin otherwise.
const PART: &str = "part_";
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
/// Bytes of a hash in a name, before they are written as letters: as the build has them, and in names of parts, which are
/// many and stand in the script.
const HASH_BYTES: usize = 16;
const SHORT_HASH_BYTES: usize = 6;

type Pieces = BTreeMap<String, Vec<String>>;

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
    let found: Vec<usize> =
        content.windows(old.len()).enumerate().filter(|(_, part)| *part == old.as_bytes()).map(|(at, _)| at).collect();
    for at in &found {
        if let Some(place) = content.get_mut(*at..at + new.len()) {
            place.copy_from_slice(new.as_bytes());
        }
    }
    Ok(found.len())
}

/// A site folder as cargo-leptos leaves it.
pub struct Site {
    package: PathBuf,
    list: PathBuf,
    /// Kinds of files, and the hashes in their names.
    hashes: BTreeMap<String, String>,
    /// Which pieces each page loads.
    pages: Pieces,
}

impl Site {
    /// Reads the lists of a build; nothing where it was bound already.
    ///
    /// # Errors
    /// It was built without parts, or another version of the tools has written it.
    pub fn open(folder: &Path) -> Result<Option<Self>, String> {
        let list = folder.join("hash.txt");
        let text = String::from_utf8(read(&list)?).map_err(|error| error.to_string())?;
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        let hashes: BTreeMap<String, String> =
            lines.map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned())).collect();
        let package = folder.join("pkg");
        let site = Self { package, list, hashes, pages: Pieces::new() };
        let manifest = read(&site.file("__wasm_split_manifest", "manifest", "json")?)?;
        let pages: Pieces =
            serde_json::from_slice(&manifest).map_err(|error| format!("the manifest of pieces: {error}"))?;
        let is_bound = pages.values().flatten().any(|piece| piece.starts_with(PART));
        Ok((!is_bound).then_some(Self { pages, ..site }))
    }

    fn hash_of(&self, kind: &str) -> Result<&str, String> {
        self.hashes.get(kind).map(String::as_str).ok_or_else(|| format!("{} has no {kind}", self.list.display()))
    }

    fn file(&self, stem: &str, kind: &str, ending: &str) -> Result<PathBuf, String> {
        Ok(self.package.join(format!("{stem}.{}.{ending}", self.hash_of(kind)?)))
    }

    fn piece(&self, name: &str) -> PathBuf {
        self.package.join(format!("{name}.wasm"))
    }

    /// Binds the pieces, and gives a table of the parts. `optimiser` is binaryen's `wasm-opt`, `minifier` is esbuild.
    ///
    /// # Errors
    /// A file is missing, or is not what it should be.
    pub fn bind(self, optimiser: &OsStr, minifier: &OsStr) -> Result<String, String> {
        let parts = plan(self.pieces()?);
        let mut modules = vec![self.file("guildhall", "wasm", "wasm")?];
        for (number, part) in parts.iter().enumerate() {
            let pieces = part.pieces.iter().map(|name| read(&self.piece(name))).collect::<Result<Vec<_>, _>>()?;
            let module =
                merge(pieces.iter().map(Vec::as_slice)).map_err(|error| format!("{:?}: {error}", part.pieces))?;
            modules.push(self.piece(&format!("{PART}{number}")));
            fs::write(self.piece(&format!("{PART}{number}")), module).map_err(fault(&self.package))?;
        }
        for name in self.pages.values().flatten().collect::<BTreeSet<_>>() {
            remove(&self.piece(name))?;
        }
        optimise(optimiser, &modules)?;
        let (mut files, mut table) = (Vec::new(), Vec::new());
        for (path, part) in modules.iter().skip(1).zip(&parts) {
            let module = read(path)?;
            remove(path)?;
            let short = hash(&module).chars().take(SHORT_HASH_BYTES * 4 / 3).collect::<String>();
            let name = format!("{PART}{}.{short}.wasm", files.len());
            let wire = write(&self.package.join(&name), &module)?;
            table.push(format!("{wire:>9}  {name}: {} pieces, {} pages", part.pieces.len(), part.pages.len()));
            files.push(name);
        }
        let folder = self.list.parent().map(Path::to_owned).unwrap_or_default();
        self.rename(&parts, &files, minifier)?;
        let (start, parts) = (folder.join(START), folder.join(START_PARTS));
        fs::write(&start, script::bound(minifier, &start)?).map_err(fault(&start))?;
        fs::remove_dir_all(&parts).map_err(fault(&parts))?;
        compress_all(&folder)?;
        Ok(table.join("\n"))
    }

    /// All pieces with their sizes on the wire and the pages that need them.
    fn pieces(&self) -> Result<Vec<Part>, String> {
        let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (page, pieces) in &self.pages {
            for piece in pieces {
                found.entry(piece).or_default().insert(page.clone());
            }
        }
        let part = |(name, pages): (&str, BTreeSet<String>)| {
            // Without the names of its functions, which are for people.
            let piece = merge([read(&self.piece(name))?.as_slice()]).map_err(|error| format!("{name}: {error}"))?;
            let size = i64::try_from(brotli(&piece, ABOUT)?.len()).map_err(|error| error.to_string())?;
            Ok(Part { pieces: vec![name.to_owned()], pages, size })
        };
        found.into_iter().map(part).collect()
    }

    /// Writes the new script, and gives new names to it and to all files that speak of it.
    fn rename(mut self, parts: &[Part], files: &[String], minifier: &OsStr) -> Result<(), String> {
        const RENAMED: [(&str, &str, &str); 3] =
            [("__wasm_split", "split", "js"), ("guildhall", "js", "js"), ("guildhall", "wasm", "wasm")];
        let old_script =
            String::from_utf8(read(&self.file("__wasm_split", "split", "js")?)?).map_err(|error| error.to_string())?;
        let script = script::write(script::head(&old_script)?, parts, files);
        let mut contents = vec![script::short(minifier, &script)?.into_bytes()];
        for (stem, kind, ending) in RENAMED.into_iter().skip(1) {
            contents.push(read(&self.file(stem, kind, ending)?)?);
        }
        // They name each other, so all get one new hash: of all of them.
        let new = hash(&contents.concat());
        for content in &mut contents {
            for (_, kind, _) in RENAMED {
                replace(content, self.hash_of(kind)?, &new)?;
            }
        }
        for ((stem, kind, ending), content) in RENAMED.into_iter().zip(&contents) {
            remove(&self.file(stem, kind, ending)?)?;
            self.hashes.insert(kind.to_owned(), new.clone());
            write(&self.file(stem, kind, ending)?, content)?;
        }
        self.rename_manifest(parts, files, new)
    }

    fn rename_manifest(mut self, parts: &[Part], files: &[String], new: String) -> Result<(), String> {
        let names = |page: &String| {
            let needed = parts.iter().zip(files).filter(|(part, _)| part.pages.contains(page));
            needed.map(|(_, file)| file.trim_end_matches(".wasm").to_owned()).collect()
        };
        let manifest: Pieces = self.pages.keys().map(|page| (page.clone(), names(page))).collect();
        remove(&self.file("__wasm_split_manifest", "manifest", "json")?)?;
        self.hashes.insert("manifest".to_owned(), new);
        let manifest = serde_json::to_vec(&manifest).map_err(|error| error.to_string())?;
        write(&self.file("__wasm_split_manifest", "manifest", "json")?, &manifest)?;
        let list: String = self.hashes.iter().map(|(kind, hash)| format!("{kind}: {hash}\n")).collect();
        write(&self.list, list.as_bytes()).map(|_| ())
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
        assert_eq!(hash(b"a page").len(), "dwDFyha9e3WSsIit4fpBTg".len());
        assert_ne!(hash(b"a page"), hash(b"another"));
        let mut text = b"import \"./a.AAAA.js\"; import \"./b.AAAA.js\"".to_vec();
        assert_eq!(replace(&mut text, "AAAA", "BBBB"), Ok(2));
        assert_eq!(text, b"import \"./a.BBBB.js\"; import \"./b.BBBB.js\"");
        assert!(replace(&mut text, "BBBB", "CCC").is_err());
    }
}
