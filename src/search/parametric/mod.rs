//! Parametric linear programming: optima as functions of parameters, and the regions where each holds.
//!
//! Consumes a [`Program`] and the [`Domain`] of its parameters. Exact optima at exact points propose closed forms;
//! the signs that make them feasible, certified by identities, say where they hold; regions are proposed from the
//! points and confirmed by covers. Trusted by nobody: [`crate::tactic`] turns what is found into kernel proofs.
//!
//! ```text
//! point -> exact optimum -> basis -> closed forms (linear) -> signs needed (oracle) -> cells
//!   ^                                                                                   |
//!   +----------------- hole <- cover of the domain by the regions <- regions (survey) <-+
//! ```

pub mod cover;
pub mod domain;
pub mod linear;
pub mod oracle;
pub mod program;
pub mod random;
pub mod sign;
pub mod study;
pub mod survey;

pub use cover::{Hole, Tree, cover};
pub use domain::{Condition, Domain, Point};
pub use program::{Affine, Answer, Dual, Kind, Primal, Program, Row};
pub use sign::{Certificate, Goal, certify};
pub use study::{Cases, Piece, Plan, Region, Study, Trouble};
pub use survey::{Member, Share, Survey};
