//! The ledger: what is known of every claim, and on what evidence.
//!
//! Consumes elaborated documents and stored certificates; has the kernel check each certificate against the
//! claim as the theorem file states it now; produces a record for each claim. A verdict that speaks of proof
//! can only be made from a kernel [`Theorem`](mechproof_core::kernel::Theorem) whose claim is the one in
//! question, so nothing outside the kernel can certify, refute or find vacuous.

mod baseline;
mod computation;
mod diff;
mod domain;
mod heading;
mod json;
mod judge;
mod parallel;
mod record;
mod trials;
mod verdict;

pub use baseline::{Baseline, BaselineError, Line};
pub use computation::Evaluation;
pub use diff::{Change, Comparison, Difference};
pub use domain::domain;
pub use heading::{Heading, HeadingError};
pub use json::to_json;
pub use judge::{Judge, Ledger, NoProver, Prover, judge, statement_proved};
pub use parallel::{Judged, cited, judge_in_parallel};
pub use record::{Answer, Evidence, Expected, Record};
pub use trials::{Assignment, Audited};
pub use verdict::{Kind, Verdict};
