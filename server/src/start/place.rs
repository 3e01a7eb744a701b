//! What a request can ask about the connection that it came in on.

use std::{net::SocketAddr, sync::Arc};
use tokio::sync::OwnedSemaphorePermit;

/// One of the connections that may be open. A socket that a connection has become keeps it.
#[derive(Debug, Clone)]
pub struct Place(#[expect(dead_code, reason = "held, not read")] Arc<OwnedSemaphorePermit>);

impl Place {
    pub(super) fn new(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(permit))
    }
}

/// The address of ours that a connection came in on.
#[derive(Debug, Clone, Copy)]
pub struct Local(pub SocketAddr);
