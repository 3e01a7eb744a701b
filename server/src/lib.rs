//! Wiring: what turns rules, state and pages into one running program.
//!
//! Reading order: [`cli`] (commands) and [`config`] (settings), [`instance`] (what everything shares),
//! [`start`] (sockets, TLS, graceful stop), [`http`] (the layers around every request), [`api`] (REST),
//! [`authorisation`] (who may use what), [`live`] (WebSocket and event stream), [`worker`] (outbox and scheduled
//! jobs), [`mail`], [`clock`].
//!
//! Invariants:
//! 1. Only [`clock`] reads the system's clock.
//! 2. A request that may carry a cookie passes the CSRF layer; a path that is exempt from it never sees a cookie.
//! 3. Nothing outside the database is called inside a transaction; mail leaves through the outbox.
//! 4. The text of an internal error goes to the log under a ticket number, never to a client.
#![warn(missing_docs)]
// Async blocks of nested layers are long types; the default depth is not enough for them.
#![recursion_limit = "256"]

pub mod api;
pub mod authorisation;
pub mod cli;
pub mod clock;
pub mod config;
mod discreet;
pub mod http;
pub mod instance;
pub mod live;
pub mod mail;
pub mod payments;
pub mod sandbox_book;
pub mod secret;
pub mod session;
pub mod settings;
pub mod start;
pub mod tls;
pub mod worker;
pub mod zones;

pub use config::Config;
pub use instance::Instance;
pub use start::{Running, Server, StartError};
