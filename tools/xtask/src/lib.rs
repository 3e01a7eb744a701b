//! What tests and measurements borrow from the project's own tool: databases that start themselves.
//!
//! The command line (`cargo xtask …`) is the binary beside this file; the library is kept free of
//! dependencies because `store`, `server`, `sim` and `bench` build it for their tests.

pub mod postgres;
