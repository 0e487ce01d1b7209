//! Statements changed in one place, and what becomes of them.
//!
//! Consumes claims with their certificates; produces mutants that are refuted at an exact point, certified by
//! the kernel, or open. That most mutants are refuted or lose their proof shows that a check can fail; that no
//! certified one is refuted at any of thousands of points is evidence for kernel and evaluator alike, which
//! share no code but numbers. Untrusted; no verdict rests on it.

mod change;
mod contradiction;
mod difference;
mod settle;
mod summary;

pub use change::{Changed, Effect, Kind, changes};
pub use settle::{Effort, Findings, Material, Mutant, Outcome, Tried, settle};
pub use summary::{Row, to_json, to_markdown};
