//! Exact mathematics beyond rational numbers, outside the trusted core.
//!
//! Consumes rationals of the core; produces polynomials in one variable,
//! piecewise polynomials with exact integrals, real algebraic numbers, and
//! rational enclosures of logarithms and powers. Models are built on it;
//! nothing here can make a theorem. It uses no floating point.

pub mod algebraic;
pub mod elimination;
pub mod factor;
pub mod fixed;
pub mod fraction;
pub mod interval;
pub mod logarithm;
pub mod multivariate;
pub mod piecewise;
pub mod polynomial;
pub mod roots;
