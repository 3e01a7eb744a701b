//! Why an instance does not start.

use crate::config::ConfigError;
use std::io;

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings are wrong or unsafe.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database did not open.
    #[error("the database did not open: {0}")]
    Database(#[from] store::Error),
    /// An address or a certificate cannot be used.
    #[error("{what}: {why}")]
    Socket {
        /// What the socket is for.
        what: String,
        /// What the system said.
        why: io::Error,
    },
}
