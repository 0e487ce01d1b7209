//! Drawings of exact figures: regions of parameters, triangles of surplus, maps of existence.
//!
//! Consumes areas, curves and points with rational coordinates; produces SVG. No floats: a coordinate becomes a
//! pixel by exact division, cut to hundredths. The same drawing gives the same bytes. A drawing proves nothing; what
//! it shows was computed by the model or the search that made it.

mod json;
mod svg;

use mechproof_core::exact::Rational;

pub use json::{from_json, to_json};
pub use svg::svg;

/// A point of the plane.
pub type Point = [Rational; 2];

/// A figure in the plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What it shows, in a sentence.
    pub caption: String,
    /// The horizontal axis.
    pub across: Axis,
    /// The vertical axis.
    pub up: Axis,
    /// Filled areas, in the order they are painted.
    pub areas: Vec<Area>,
    /// Lines.
    pub curves: Vec<Curve>,
    /// Marked points.
    pub marks: Vec<Mark>,
}

/// An axis: its label and what part of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// What is measured along it, with its unit if it has one.
    pub label: String,
    /// Left or lower end.
    pub from: Rational,
    /// Right or upper end, greater than `from`.
    pub to: Rational,
}

/// A filled polygon, or several of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// What it is, for the legend.
    pub label: String,
    /// The vertices of each polygon, in order.
    pub outlines: Vec<Vec<Point>>,
}

/// A broken line, or several of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// What it is, for the legend.
    pub label: String,
    /// The points of each line, in order.
    pub lines: Vec<Vec<Point>>,
    /// Whether it is drawn dashed.
    pub dashed: bool,
}

/// A point with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name, written beside it.
    pub label: String,
    /// Where it is.
    pub at: Point,
}
