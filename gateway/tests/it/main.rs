//! The gateways, from outside.

#[cfg(test)]
mod sandbox;
