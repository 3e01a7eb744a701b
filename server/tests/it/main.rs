//! The wiring, over real HTTP on the loopback: one binary, one module per part.

mod command_line;
mod config;
mod csrf;
mod hall;
mod headers;
mod limits;
mod mail;
mod sandbox;
mod site;
mod tls;
