//! What the built front end consists of: the names of its scripts for the pages, and for the service worker the list of
//! files to keep and a name that tells this build from every other. Read once, at start.

use app::document::Build;
use leptos::config::LeptosOptions;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

const WORKER: &str = include_str!("service_worker.js");
/// Files beside the package that every page needs. Pictures of single pages come when they are asked for.
const ALONGSIDE: [&str; 4] =
    ["/favicon.svg", "/icons.svg", "/icons/192.png", "/fonts/brygada-1918-latin-600-normal.woff2"];
const START: &str = "/boot.js";

/// The front end that this instance serves.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// What the pages name in their head.
    pub build: Build,
    /// The text of the service worker.
    pub worker: String,
}

impl Site {
    /// Reads the site folder. A folder without a front end gives pages without scripts.
    pub fn read(root: &Path, options: &LeptosOptions) -> Self {
        let listed = match options.hash_files {
            true => fs::read_to_string(options.hash_file.as_ref()).unwrap_or_default(),
            false => String::new(),
        };
        let hashes = hashes(&listed);
        let package = packed(root);
        let start = fs::read(root.join(&START[1..])).map(|text| versioned(START, &text)).unwrap_or_default();
        let mut kept: BTreeMap<String, String> = package.iter().map(|file| (file.clone(), String::new())).collect();
        kept.extend(ALONGSIDE.iter().filter_map(|file| {
            let content = fs::read(root.join(&file[1..])).ok()?;
            Some(((*file).to_owned(), short_hash(&content)))
        }));
        if !start.is_empty() {
            kept.insert(start.clone(), String::new());
        }
        kept.extend(start_parts(root));
        let id = build_id(&kept);
        let name = |kind, stem: &str, ending: &str| {
            let hashed = hashes.get(kind).map(|hash| format!("/pkg/{stem}.{hash}.{ending}"));
            hashed.or_else(|| package.iter().find(|file| plainly(file, stem, ending)).cloned()).unwrap_or_default()
        };
        let files: Vec<&str> = kept.keys().map(String::as_str).collect();
        Self {
            worker: worker(&id, &files),
            build: Build {
                style: name("css", "guildhall", "css"),
                start,
                glue: name("js", "guildhall", "js"),
                wasm: name("wasm", "guildhall", "wasm"),
                split: name("split", "__wasm_split", "js"),
                id,
            },
        }
    }
}

/// The lines of `hash.txt`: a kind of file and the hash in its name.
fn hashes(text: &str) -> BTreeMap<&str, String> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines.map(|(kind, hash)| (kind.trim(), hash.trim().to_owned())).collect()
}

/// A file of a build without hashes: `guildhall_bg.wasm` is `guildhall` and `wasm`.
fn plainly(file: &str, stem: &str, ending: &str) -> bool {
    let name = file.trim_start_matches("/pkg/");
    name == format!("{stem}.{ending}")
        || name == format!("{stem}_bg.{ending}")
        || name == format!("{stem}.______________________.{ending}")
}

/// Addresses of all scripts, modules and styles of the package; not the compressed copies and the type descriptions.
fn packed(root: &Path) -> Vec<String> {
    let files = fs::read_dir(root.join("pkg")).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let wanted = |name: &String| {
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("js" | "wasm" | "css"))
    };
    let mut files: Vec<String> = names.filter(wanted).map(|name| format!("/pkg/{name}")).collect();
    files.sort();
    files
}

/// The parts of the start script with their hashes, where the build has not bound them into it.
fn start_parts(root: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(root.join("boot")).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    names
        .filter(|name| name.ends_with(".js"))
        .filter_map(|name| {
            let content = fs::read(root.join("boot").join(&name)).ok()?;
            Some((format!("/boot/{name}"), short_hash(&content)))
        })
        .collect()
}

/// An address that changes with the content.
fn versioned(address: &str, content: &[u8]) -> String {
    format!("{address}?v={}", short_hash(content))
}

fn short_hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The name of a build: of all its files, and of the content of those whose name does not tell it.
fn build_id(kept: &BTreeMap<String, String>) -> String {
    let all: String = kept.iter().map(|(file, content)| format!("{file} {content}\n")).collect();
    short_hash(format!("{WORKER}{all}").as_bytes())
}

/// The service worker of a build.
fn worker(id: &str, files: &[&str]) -> String {
    let list = serde_json::to_string(files).unwrap_or_else(|_| "[]".to_owned());
    WORKER.replacen("{{build}}", id, 1).replacen("[\"{{files}}\"]", &list, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(file, content)| ((*file).to_owned(), (*content).to_owned())).collect()
    }

    #[test]
    fn a_build_has_one_name_and_another_build_another() {
        let one = kept(&[("/pkg/a.1.wasm", ""), ("/icons.svg", "x")]);
        assert_eq!(build_id(&one), build_id(&one.clone()));
        for other in [
            kept(&[("/pkg/a.2.wasm", ""), ("/icons.svg", "x")]),
            kept(&[("/pkg/a.1.wasm", ""), ("/icons.svg", "y")]),
            kept(&[("/pkg/a.1.wasm", "")]),
        ] {
            assert_ne!(build_id(&one), build_id(&other), "{other:?}");
        }
    }

    #[test]
    fn the_worker_knows_its_build_and_its_files() {
        let text = worker("b1", &["/pkg/a.1.wasm", "/boot.js?v=2"]);
        assert!(text.contains(r#"const BUILD = "b1";"#), "{text}");
        assert!(text.contains(r#"const FILES = ["/pkg/a.1.wasm","/boot.js?v=2"];"#), "{text}");
        assert!(!text.contains("{{"), "{text}");
    }

    #[test]
    fn names_of_a_build_without_hashes_are_found() {
        for (file, stem, ending, fits) in [
            ("/pkg/guildhall.js", "guildhall", "js", true),
            ("/pkg/guildhall_bg.wasm", "guildhall", "wasm", true),
            ("/pkg/split_market.wasm", "guildhall", "wasm", false),
            ("/pkg/__wasm_split.______________________.js", "__wasm_split", "js", true),
        ] {
            assert_eq!(plainly(file, stem, ending), fits, "{file}");
        }
    }

    #[test]
    fn a_site_is_read_as_it_lies_in_its_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("pkg")).expect("a folder");
        for file in [
            "pkg/guildhall.AAAA.js",
            "pkg/guildhall.BBBB.wasm",
            "pkg/guildhall.BBBB.wasm.br",
            "pkg/x.d.ts",
            "boot.js",
            "icons.svg",
        ] {
            fs::write(root.join(file), file).expect("is written");
        }
        let hash_file = root.join("hash.txt");
        fs::write(&hash_file, "js: AAAA\nwasm: BBBB\n").expect("is written");
        let options = LeptosOptions::builder()
            .output_name("guildhall")
            .hash_files(true)
            .hash_file(hash_file.display().to_string().into())
            .build();
        let site = Site::read(root, &options);
        assert_eq!(site.build.glue, "/pkg/guildhall.AAAA.js");
        assert_eq!(site.build.wasm, "/pkg/guildhall.BBBB.wasm");
        assert_eq!(site.build.split, "");
        assert!(site.build.start.starts_with("/boot.js?v="), "{}", site.build.start);
        let list =
            format!(r#"["{}","/icons.svg","/pkg/guildhall.AAAA.js","/pkg/guildhall.BBBB.wasm"]"#, site.build.start);
        assert!(site.worker.contains(&list), "{}", site.worker);
        fs::write(root.join("icons.svg"), "changed").expect("is written");
        assert_ne!(Site::read(root, &options).build.id, site.build.id);
    }
}
