//! Piecewise polynomials on a closed interval, with exact integrals.
//!
//! Consumes knots and one polynomial a piece; all operations bring both sides
//! to common knots. At an inner knot the value is that of the piece above,
//! which matters only for functions that jump.

use mechproof_core::exact::Rational;

use super::polynomial::Poly;

/// A piecewise polynomial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piecewise {
    knots: Vec<Rational>,
    pieces: Vec<Poly>,
}

impl Piecewise {
    /// The function with these pieces, if the knots increase and fit their number.
    pub fn new(knots: Vec<Rational>, pieces: Vec<Poly>) -> Option<Self> {
        let fits = !pieces.is_empty() && knots.len() == pieces.len() + 1 && knots.is_sorted_by(|a, b| a < b);
        fits.then_some(Piecewise { knots, pieces })
    }

    /// One polynomial on the same knots.
    #[must_use]
    pub fn same_knots(&self, poly: &Poly) -> Self {
        Piecewise { knots: self.knots.clone(), pieces: vec![poly.clone(); self.pieces.len()] }
    }

    /// The knots.
    pub fn knots(&self) -> &[Rational] {
        &self.knots
    }

    /// The least argument.
    pub fn lo(&self) -> &Rational {
        &self.knots[0]
    }

    /// The largest argument.
    pub fn hi(&self) -> &Rational {
        &self.knots[self.pieces.len()]
    }

    /// Each piece with its ends.
    pub fn pieces(&self) -> impl Iterator<Item = (&Rational, &Rational, &Poly)> {
        self.pieces.iter().zip(self.knots.windows(2)).map(|(poly, ends)| (&ends[0], &ends[1], poly))
    }

    /// The value at a point; outside the interval that of the nearest piece.
    pub fn at(&self, x: &Rational) -> Rational {
        let place = self.knots[1..self.pieces.len()].iter().take_while(|knot| *knot <= x).count();
        self.pieces[place].at(x)
    }

    /// Every piece changed.
    #[must_use]
    pub fn map(&self, change: impl Fn(&Poly) -> Poly) -> Self {
        Piecewise { knots: self.knots.clone(), pieces: self.pieces.iter().map(change).collect() }
    }

    /// The same function on more knots; those outside are left out.
    #[must_use]
    pub fn refine(&self, more: &[Rational]) -> Self {
        let mut knots = self.knots.clone();
        knots.extend(more.iter().filter(|knot| self.lo() < *knot && *knot < self.hi()).cloned());
        knots.sort();
        knots.dedup();
        let piece = |lo: &Rational| {
            let place = self.knots[1..self.pieces.len()].iter().take_while(|knot| *knot <= lo).count();
            self.pieces[place].clone()
        };
        let pieces = knots[..knots.len() - 1].iter().map(piece).collect();
        Piecewise { knots, pieces }
    }

    /// The function continued by constants or other polynomials to a larger interval.
    #[must_use]
    pub fn extend(&self, lo: &Rational, below: &Poly, hi: &Rational, above: &Poly) -> Self {
        let (mut knots, mut pieces) = (self.knots.clone(), self.pieces.clone());
        if lo < self.lo() {
            knots.insert(0, lo.clone());
            pieces.insert(0, below.clone());
        }
        if hi > self.hi() {
            knots.push(hi.clone());
            pieces.push(above.clone());
        }
        Piecewise { knots, pieces }
    }

    /// Combines two functions on the same interval, piece by piece.
    #[must_use]
    pub fn zip(&self, other: &Piecewise, change: impl Fn(&Poly, &Poly) -> Poly) -> Self {
        let (a, b) = (self.refine(&other.knots), other.refine(&self.knots));
        let pieces = a.pieces.iter().zip(&b.pieces).map(|(a, b)| change(a, b)).collect();
        Piecewise { knots: a.knots, pieces }
    }

    /// The integral over the whole interval.
    pub fn integral(&self) -> Rational {
        self.pieces().map(|(lo, hi, poly)| poly.integral(lo, hi)).sum()
    }

    /// The integral over a part of the interval.
    pub fn integral_between(&self, from: &Rational, to: &Rational) -> Rational {
        let part = |(lo, hi, poly): (&Rational, &Rational, &Poly)| {
            let (lo, hi) = (lo.max(from), hi.min(to));
            if lo < hi { poly.integral(lo, hi) } else { Rational::zero() }
        };
        self.pieces().map(part).sum()
    }

    /// The antiderivative that is 0 at the lower end.
    #[must_use]
    pub fn antiderivative(&self) -> Self {
        let mut sum = Rational::zero();
        let mut pieces = Vec::new();
        for (lo, hi, poly) in self.pieces() {
            let primitive = poly.antiderivative();
            let start = &sum - primitive.at(lo);
            sum += &poly.integral(lo, hi);
            pieces.push(&primitive + &Poly::constant(start));
        }
        Piecewise { knots: self.knots.clone(), pieces }
    }
}
