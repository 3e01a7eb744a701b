//! The `guildhall` program: everything is in the library, so that tests and tools can start it in-process.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run(std::env::args_os())
}
