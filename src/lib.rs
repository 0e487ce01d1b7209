//! mechproof: a proof-checking verification harness for economic theory.
#![forbid(unsafe_code)]

pub mod certificate;
pub mod cli;
pub mod draw;
pub mod evidence;
pub mod exact;
pub mod explore;
pub mod falsify;
pub mod ledger;
pub mod models;
pub mod mutants;
pub mod prove;
pub mod search;
pub mod tactic;
pub mod transport;

pub mod language;
pub mod print;
pub mod report;

/// Stack of a thread: formulas nest up to the core's limit, and it is large enough for that in every build.
pub(crate) const STACK: usize = 256 << 20;
