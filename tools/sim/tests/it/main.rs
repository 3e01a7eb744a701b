//! The simulation as a test, on both engines.

#[cfg(test)]
mod simulation;
