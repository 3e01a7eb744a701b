//! The `guildhall` program: everything is in the library, so that tests and tools can start it in-process.

use std::process::ExitCode;

// The system's allocator keeps an arena for each of many threads, which grow and never shrink, and takes a third of the time
// of a page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run(std::env::args_os())
}
