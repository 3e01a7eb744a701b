//! The simulation as a test, on both engines.

#[cfg(test)]
mod independence;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod simulation;
