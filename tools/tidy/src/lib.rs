//! Tests that keep ARCHITECTURE.md and STYLE.md true. Each rule reads the files of the repository and lists what breaks
//! it as `file:line: reason`; `cargo test -p tidy` runs them all in seconds.
//!
//! What clippy can see (no unwrap outside tests, no `_ =>` on our enums) is clippy's work; what is here needs the tree.

#![cfg(test)]

mod arrows;
mod circles;
mod commands;
mod english;
mod fields;
mod frontend;
mod head;
mod i18n;
mod migrations;
mod names;
mod origins;
mod refusals;
mod routes;
mod size;
mod source;
mod wasm;
mod weight;
mod width;
