//! The trusted core: exact arithmetic, logic and the proof kernel.
//!
//! Nothing here reads a file, prints, uses floating point or calls a solver.
//! Everything outside this crate is untrusted: it can only propose proofs.
#![forbid(unsafe_code)]

pub mod exact;
pub mod kernel;
pub mod logic;
