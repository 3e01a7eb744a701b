//! Binds the many pieces of the pages' WASM into few files, so that a page needs a handful of requests and loads little
//! that it does not use. Runs on a site folder after cargo-leptos has built it: `bundle target/site wasm-opt esbuild`.
//!
//! Reading order: [`site`] (the files), [`plan`] (which pieces go together), [`merge`] (as one module), [`script`] (what
//! loads them).

mod merge;
mod plan;
mod script;
mod site;

use site::Site;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), Some(optimiser), Some(minifier)) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("bundle needs the site folder, binaryen's wasm-opt and esbuild");
        return ExitCode::FAILURE;
    };
    let bind = |site: Site| site.bind(&optimiser, &minifier);
    let done = Site::open(Path::new(&folder)).and_then(|site| site.map(bind).transpose());
    match done {
        Ok(table) => println!("{}", table.unwrap_or_else(|| "bound already".to_owned())),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
