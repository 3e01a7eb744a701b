//! Makes the site folder from the compiled pages: splits their WASM at lazily loaded pages, connects it to JavaScript, binds
//! the many split modules into few files, so that a page needs a handful of requests and loads little that it does not use, and
//! bundles the style sheet. `bundle SITE WASM STYLE ASSETS WASM-OPT ESBUILD`; `cargo xtask site` says all of it.
//!
//! Reading order: [`build`] (split and connect), [`site`] (the files and their names), [`plan`] (which split modules go together),
//! [`merge`] (as one module), [`script`] (what loads them).

mod build;
mod merge;
mod plan;
mod script;
mod site;

use build::{Sources, build};
use site::Site;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let [site, wasm, style, assets, optimiser, minifier] = arguments.as_slice() else {
        eprintln!(
            "bundle needs the site folder, the pages' WASM, the style sheet, the assets, binaryen's wasm-opt and esbuild"
        );
        return ExitCode::FAILURE;
    };
    let (site, sources) =
        (Path::new(site), Sources { wasm: wasm.as_ref(), style: style.as_ref(), assets: assets.as_ref() });
    let done = build(&sources, site, minifier).and_then(|pages| Site::new(site, pages).bind(optimiser, minifier));
    match done {
        Ok(table) => println!("{table}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
