//! The untrusted search room: whatever finds certificates and counterexamples.
//!
//! Consumes exact problems, produces proposals: dual vectors, weights, points.
//! Nothing here is believed: the kernel checks every proposal again, so a fault
//! in this room can lose a proof but never make a false one.
//!
//! What searches did not find is stored, so whoever makes one of them find more raises
//! `evidence::attempts::SEARCH`.

pub mod budget;
pub mod combination;
pub mod interrupt;
pub mod parametric;
pub mod points;
pub(crate) mod random;
pub mod simplex;
pub mod smt;
