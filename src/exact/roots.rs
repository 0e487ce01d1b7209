//! Real roots of polynomials, isolated by Sturm's theorem.
//!
//! Consumes a polynomial without repeated roots; produces disjoint intervals
//! that hold one root each, in order. A root met by a bisection is returned as
//! a point. Exact.

use mechproof_core::exact::Rational;

use super::interval::Interval;
use super::polynomial::Poly;

/// A Sturm sequence.
pub struct Sturm(Vec<Poly>);

impl Sturm {
    /// The sequence of a polynomial.
    pub fn of(poly: &Poly) -> Self {
        let mut sequence = vec![poly.clone(), poly.derivative()];
        while let [.., a, b] = sequence.as_slice()
            && !b.is_zero()
        {
            // Only signs matter, so each remainder is shortened to coprime integers.
            let rest = a.divide(b).1;
            let short = rest.primitive();
            let next = if rest.leading().is_positive() { -&short } else { short };
            sequence.push(next);
        }
        sequence.retain(|poly| !poly.is_zero());
        Sturm(sequence)
    }

    fn changes(&self, x: &Rational) -> usize {
        let signs = self.0.iter().map(|poly| poly.at(x).sign()).filter(|sign| sign.is_ne());
        let signs: Vec<_> = signs.collect();
        signs.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// The number of different roots above `lo` and at most `hi`.
    pub fn count(&self, lo: &Rational, hi: &Rational) -> usize {
        self.changes(lo).saturating_sub(self.changes(hi))
    }
}

/// The roots in a closed interval, each alone in an interval.
///
/// The polynomial must have no repeated roots; 0 has no roots here.
pub fn isolate(poly: &Poly, lo: &Rational, hi: &Rational) -> Vec<Interval> {
    let mut found = Vec::new();
    if poly.is_zero() || lo > hi {
        return found;
    }
    if poly.at(lo).is_zero() {
        found.push(Interval::point(lo.clone()));
    }
    let sturm = Sturm::of(poly);
    if lo < hi {
        split(poly, &sturm, lo, hi, &mut found);
    }
    found
}

/// Adds the roots in `(lo, hi]`.
fn split(poly: &Poly, sturm: &Sturm, lo: &Rational, hi: &Rational, found: &mut Vec<Interval>) {
    let mut stack = vec![(lo.clone(), hi.clone())];
    while let Some((lo, hi)) = stack.pop() {
        match sturm.count(&lo, &hi) {
            0 => {}
            1 if poly.at(&hi).is_zero() => found.push(Interval::point(hi)),
            1 if !poly.at(&lo).is_zero() => found.push(Interval { lo, hi }),
            _ => {
                let middle = Interval { lo: lo.clone(), hi: hi.clone() }.middle();
                stack.push((middle.clone(), hi));
                stack.push((lo, middle));
            }
        }
    }
}

/// Halves an interval with one simple root inside and a sign change at its ends.
#[must_use]
pub fn halve(poly: &Poly, at: &Interval) -> Interval {
    let middle = at.middle();
    let sign = poly.at(&middle).sign();
    if sign.is_eq() {
        return Interval::point(middle);
    }
    if sign == poly.at(&at.lo).sign() {
        Interval { lo: middle, hi: at.hi.clone() }
    } else {
        Interval { lo: at.lo.clone(), hi: middle }
    }
}

/// Is the polynomial at least 0 on the whole interval?
pub fn nonnegative_on(poly: &Poly, lo: &Rational, hi: &Rational) -> bool {
    if poly.is_zero() {
        return true;
    }
    if poly.at(lo).is_negative() || poly.at(hi).is_negative() {
        return false;
    }
    let mut points = vec![lo.clone(), hi.clone()];
    for root in isolate(&poly.squarefree(), lo, hi) {
        points.push(root.lo);
        points.push(root.hi);
    }
    points.sort();
    points.dedup();
    let between =
        points.windows(2).map(|pair| Interval { lo: pair[0].clone(), hi: pair[1].clone() }.middle());
    // Inside an isolating interval the sign at its ends counts as well.
    points.iter().cloned().chain(between).all(|x| !poly.at(&x).is_negative())
}
