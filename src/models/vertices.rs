//! The vertices of a polyhedron, by double description.
//!
//! Consumes linear equations and inequalities with rational coefficients,
//! produces every vertex, in order. The rows are added one at a time to a cone
//! that is kept as lines and extreme rays; two rays span an edge if no third
//! one lies on all rows that both lie on. Exact; it trusts only arithmetic.

use std::collections::BTreeSet;

use mechproof_core::exact::Rational;

use super::error::EvalError;
use super::linear::{dot, over};

/// The most rays at any moment.
const MAX_RAYS: usize = 4_000;

/// A row `coefficients * x + constant >= 0`, or `= 0`.
pub(crate) struct Face {
    /// The constant, then the coefficient of each coordinate.
    pub(crate) row: Vec<Rational>,
    /// Is it an equation?
    pub(crate) equal: bool,
}

struct Ray {
    point: Vec<Rational>,
    tight: BTreeSet<usize>,
}

struct Cone {
    lines: Vec<Vec<Rational>>,
    rays: Vec<Ray>,
}

/// The vertices, in lexicographic order.
pub(crate) fn vertices(dimension: usize, faces: &[Face]) -> Result<Vec<Vec<Rational>>, EvalError> {
    let unit = |place: usize| (0..=dimension).map(|at| Rational::from(i64::from(at == place))).collect();
    let mut cone = Cone { lines: (0..=dimension).map(unit).collect(), rays: Vec::new() };
    let homogeneous = Face { row: unit(0), equal: false };
    // Equations first: they keep the dimension, and the number of rays, low.
    let equations = faces.iter().filter(|face| face.equal);
    let rest = faces.iter().filter(|face| !face.equal);
    for (name, face) in equations.chain([&homogeneous]).chain(rest).enumerate() {
        cone.cut(name, face);
        if cone.rays.len() > MAX_RAYS {
            let limit = format!("{MAX_RAYS} rays in the search for vertices");
            return Err(EvalError::Size { field: "u".into(), limit });
        }
    }
    let mut found: Vec<Vec<Rational>> = (cone.rays.iter())
        .filter(|ray| ray.point[0].is_positive())
        .map(|ray| ray.point[1..].iter().map(|x| over(x, &ray.point[0])).collect())
        .collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// `a - factor * b`.
fn minus(a: &[Rational], factor: &Rational, b: &[Rational]) -> Vec<Rational> {
    a.iter().zip(b).map(|(a, b)| a - factor * b).collect()
}

impl Cone {
    fn cut(&mut self, name: usize, face: &Face) {
        let crossing = self.lines.iter().position(|line| !dot(&face.row, line).is_zero());
        if let Some(place) = crossing {
            let line = self.lines.swap_remove(place);
            let slope = dot(&face.row, &line);
            let flatten = |point: &[Rational]| minus(point, &over(&dot(&face.row, point), &slope), &line);
            for other in &mut self.lines {
                *other = flatten(other);
            }
            for ray in &mut self.rays {
                ray.point = flatten(&ray.point);
                ray.tight.insert(name);
            }
            if !face.equal {
                let point = if slope.is_positive() { line } else { line.iter().map(|x| -x).collect() };
                self.rays.push(Ray { point, tight: (0..name).collect() });
            }
            return;
        }
        let values: Vec<Rational> = self.rays.iter().map(|ray| dot(&face.row, &ray.point)).collect();
        let mut kept = self.edges(name, &values);
        for (mut ray, value) in std::mem::take(&mut self.rays).into_iter().zip(values) {
            if value.is_zero() {
                ray.tight.insert(name);
                kept.push(ray);
            } else if value.is_positive() && !face.equal {
                kept.push(ray);
            }
        }
        self.rays = kept;
    }

    /// The points at which edges cross the row.
    fn edges(&self, name: usize, values: &[Rational]) -> Vec<Ray> {
        let mut found = Vec::new();
        for (i, above) in self.rays.iter().enumerate().filter(|(i, _)| values[*i].is_positive()) {
            for (j, below) in self.rays.iter().enumerate().filter(|(j, _)| values[*j].is_negative()) {
                let mut tight: BTreeSet<usize> = above.tight.intersection(&below.tight).copied().collect();
                let between = |(k, ray): (usize, &Ray)| k != i && k != j && ray.tight.is_superset(&tight);
                if self.rays.iter().enumerate().any(between) {
                    continue;
                }
                let point = above.point.iter().zip(&below.point);
                let point = point.map(|(a, b)| &values[i] * b - &values[j] * a).collect();
                tight.insert(name);
                found.push(Ray { point, tight });
            }
        }
        found
    }
}
