//! From compiled WASM to a site folder: split by pages, connected to JavaScript, with the style sheet and the files that
//! are served as they are. Names hold a placeholder until [`crate::site`] knows the hash of their content.

use crate::{script, site::Splits};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// Stands in names until the content is final; as long as a hash, so that replacing it moves nothing.
pub const PLACEHOLDER: &str = "______________________";

/// Where things lie that the site is made of.
#[derive(Debug)]
pub struct Sources<'a> {
    /// The compiled pages, linked with their relocations.
    pub wasm: &'a Path,
    /// The style sheet that imports all others.
    pub style: &'a Path,
    /// Files that are served as they are.
    pub assets: &'a Path,
}

/// Writes a new site folder; gives the split modules that each page loads.
///
/// # Errors
/// A source is missing, or a tool does not take it.
pub fn build(from: &Sources<'_>, site: &Path, bundler: &OsStr) -> Result<Splits, String> {
    if site.exists() {
        fs::remove_dir_all(site).map_err(fault(site))?;
    }
    copy(from.assets, site)?;
    let package = site.join("pkg");
    fs::create_dir_all(&package).map_err(fault(&package))?;
    let style = script::style(bundler, from.style)?;
    fs::write(package.join("guildhall.css"), style).map_err(fault(&package))?;
    let whole = fs::read(from.wasm).map_err(fault(from.wasm))?;
    let pages = split(&whole, &package)?;
    connect(&package)?;
    Ok(pages)
}

/// Splits the module at its lazily loaded pages: one module for each set of pages that share some code.
fn split(whole: &[u8], package: &Path) -> Result<Splits, String> {
    let (glue, link) = (format!("./guildhall.{PLACEHOLDER}.js"), format!("./__wasm_split.{PLACEHOLDER}.js"));
    let first = package.join("first.wasm");
    let mut options = Options::new(whole);
    options.output_dir = package;
    options.main_out_path = &first;
    options.main_module = &glue;
    options.link_name = &link;
    let split = transform(options).map_err(|error| format!("the pages could not be split: {error:?}"))?;
    Ok(split.prefetch_map.into_iter().collect())
}

/// Writes the JavaScript that connects the first module to the browser.
fn connect(package: &Path) -> Result<(), String> {
    let first = package.join("first.wasm");
    let written = Bindgen::new()
        .input_path(&first)
        .out_name("guildhall")
        .web(true)
        .map(|bindgen| bindgen.typescript(false).keep_lld_exports(true).demangle(false))
        .and_then(|bindgen| bindgen.generate(package));
    written.map_err(|error| format!("the pages could not be connected to JavaScript: {error:?}"))?;
    fs::remove_file(&first).map_err(fault(&first))?;
    for (made, kind) in [("guildhall.js", "js"), ("guildhall_bg.wasm", "wasm")] {
        let named = package.join(format!("guildhall.{PLACEHOLDER}.{kind}"));
        fs::rename(package.join(made), &named).map_err(fault(&named))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::create_dir_all(to).map_err(fault(to))?;
    for entry in fs::read_dir(from).map_err(fault(from))?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(fault(&path))?;
        }
    }
    Ok(())
}

fn fault(path: &Path) -> impl FnOnce(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_copied_with_their_folders() {
        let folder = std::env::temp_dir().join(format!("guildhall-bundle-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("icons")).unwrap();
        fs::write(from.join("icons/192.png"), "a picture").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("icons/192.png")).unwrap(), "a picture");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_module_is_refused_by_name() {
        let fault = split(b"not a module", &std::env::temp_dir()).unwrap_err();
        assert!(fault.starts_with("the pages could not be split"), "{fault}");
    }
}
