//! Measurements: what Guildhall weighs and how fast it is, always beside a bare thing that does the same in the same run.
//!
//! Reading order: [`method`] (rounds, rotation, medians), [`table`] (what is printed), [`generate`] (people, jobs,
//! contracts through the real commands), then one file for each measurement: [`weight`], [`start`], [`list`],
//! [`escrow`], [`memory`], [`sockets`]. [`process`] runs the real server and the [`bare`] one, [`client`] is the load.
//!
//! Invariants:
//! 1. A number alone says little: every figure stands beside its limit, and what is compared is the ratio within a round.
//! 2. Load and server are different processes; load ends after a set time.
//! 3. Nothing here fails because it was slow. Machines differ, and other work may run on this one.
#![warn(missing_docs)]

pub mod bare;
pub mod client;
pub mod escrow;
pub mod generate;
pub mod list;
pub mod memory;
pub mod method;
pub mod process;
pub mod sockets;
pub mod start;
pub mod stopwatch;
pub mod table;
pub mod weight;

/// What went wrong, as a sentence for the one who measures.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;
/// The answer of a measurement.
pub type Result<T> = std::result::Result<T, Fault>;
