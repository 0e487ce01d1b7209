//! Real algebraic numbers.
//!
//! A number is its irreducible polynomial with an interval in which it is the
//! only root; a rational number is the case of degree 1. Polynomial images of
//! one or two numbers are found by linear algebra in the algebra that they
//! generate, so no numbers are rounded anywhere. Consumes polynomials,
//! produces numbers that compare exactly.

use std::cmp::Ordering;

use mechproof_core::exact::Rational;
use serde_json::{Value, json};

use super::factor::factor;
use super::interval::{Interval, decimal, dyadic};
use super::polynomial::Poly;
use super::roots::{Sturm, halve, isolate};

/// The largest degree of an algebra in which numbers are combined.
const MOST_DEGREE: usize = 24;

/// A real algebraic number.
#[derive(Clone, Debug)]
pub struct Real {
    /// The irreducible polynomial: coprime integers, positive leading coefficient.
    minimal: Poly,
    /// An interval in which it is the only root.
    at: Interval,
}

impl From<Rational> for Real {
    fn from(value: Rational) -> Self {
        let minimal = Poly::linear(-&value, Rational::one()).primitive();
        Real { minimal, at: Interval::point(value) }
    }
}

/// The different roots of a polynomial in a closed interval, in order.
///
/// Nothing if the polynomial is 0 or too large to be factored.
pub fn roots(poly: &Poly, lo: &Rational, hi: &Rational) -> Option<Vec<Real>> {
    if poly.is_zero() {
        return None;
    }
    let mut found = Vec::new();
    let simple = poly.squarefree();
    if isolate(&simple, lo, hi).is_empty() {
        return Some(found);
    }
    for minimal in factor(&simple)? {
        for at in isolate(&minimal, lo, hi) {
            found.push(if minimal.degree() == 1 {
                let [constant, slope] = minimal.coefficients() else { return None };
                Real::from((-constant).checked_div(slope)?)
            } else {
                Real { minimal: minimal.clone(), at }
            });
        }
    }
    found.sort();
    Some(found)
}

impl Real {
    /// The number, if it is rational.
    pub fn rational(&self) -> Option<Rational> {
        (self.minimal.degree() == 1).then(|| self.at.lo.clone())
    }

    /// An interval of width at most `width` in which it is the only root.
    pub fn within(&self, width: &Rational) -> Interval {
        let mut at = self.at.clone();
        while at.width() > *width {
            at = halve(&self.minimal, &at);
        }
        at
    }

    /// The value of a polynomial at the number.
    ///
    /// Nothing if the algebra is too large.
    pub fn image(&self, poly: &Poly) -> Option<Real> {
        combine(
            &[self],
            |powers| {
                let step = |sum: Element, (k, a): (usize, &Rational)| sum.plus(&powers.power(0, k), a);
                poly.coefficients().iter().enumerate().fold(powers.zero(), step)
            },
            |at| poly.over(&at[0]),
        )
    }

    /// The quotient of two polynomials at the number; nothing if the second is 0 there.
    pub fn quotient(&self, above: &Poly, below: &Poly) -> Option<Real> {
        self.image(&self.fraction(above, below)?)
    }

    /// A polynomial with the same value at the number as a quotient of two.
    pub fn fraction(&self, above: &Poly, below: &Poly) -> Option<Poly> {
        // Bezout: below * inverse = 1 modulo the irreducible polynomial.
        let inverse = inverse(&below.divide(&self.minimal).1, &self.minimal)?;
        Some((above * &inverse).divide(&self.minimal).1)
    }

    /// The sum of two numbers.
    pub fn plus(&self, other: &Real) -> Option<Real> {
        let add = |powers: &Powers| powers.power(0, 1).plus(&powers.power(1, 1), &Rational::one());
        combine(&[self, other], add, |at| &at[0] + &at[1])
    }

    /// A polynomial of this number that is the other one, where an easy one exists.
    ///
    /// Found for rational numbers, and for numbers whose sum with or difference
    /// from this one is rational; it keeps sums from growing in degree.
    pub fn expresses(&self, other: &Real) -> Option<Poly> {
        if let Some(value) = other.rational() {
            return Some(Poly::constant(value));
        }
        if self.minimal.degree() != other.minimal.degree() || self.minimal.degree() > 4 {
            return None;
        }
        [-1, 1].into_iter().find_map(|sign| {
            let turned = self.image(&Poly::linear(Rational::zero(), Rational::from(sign)))?;
            let rest = other.plus(&turned)?.rational()?;
            Some(Poly::linear(rest, Rational::from(-sign)))
        })
    }

    /// How the number compares with a rational one.
    pub fn against(&self, other: &Rational) -> Ordering {
        if let Some(value) = self.rational() {
            return value.cmp(other);
        }
        let mut at = self.at.clone();
        while at.contains(other) {
            at = halve(&self.minimal, &at);
        }
        at.lo.cmp(other)
    }

    /// The number as JSON: text if rational, else polynomial, interval and approximation.
    pub fn to_json(&self) -> Value {
        if let Some(value) = self.rational() {
            return json!(value.to_string());
        }
        let mut width = dyadic(60);
        let shown = loop {
            let shown = self.within(&width).outward(&Rational::from(10).pow(16));
            if Sturm::of(&self.minimal).count(&shown.lo, &shown.hi) == 1 {
                break shown;
            }
            width = width * dyadic(8);
            if width < dyadic(400) {
                break self.within(&width);
            }
        };
        let coefficients: Vec<String> =
            self.minimal.coefficients().iter().rev().map(ToString::to_string).collect();
        let fine = self.within(&dyadic(120));
        json!({"minpoly": coefficients, "interval": [shown.lo.to_string(), shown.hi.to_string()],
            "approx": decimal(&fine.middle())})
    }
}

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Real {}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Real {
    fn cmp(&self, other: &Self) -> Ordering {
        if let Some(value) = other.rational() {
            return self.against(&value);
        }
        if let Some(value) = self.rational() {
            return other.against(&value).reverse();
        }
        let (mut a, mut b) = (self.at.clone(), other.at.clone());
        let sturm = (self.minimal == other.minimal).then(|| Sturm::of(&self.minimal));
        loop {
            if a.hi < b.lo {
                return Ordering::Less;
            }
            if b.hi < a.lo {
                return Ordering::Greater;
            }
            // One root in the union of two overlapping intervals is the root of both.
            let (lo, hi) = ((&a.lo).min(&b.lo), (&a.hi).max(&b.hi));
            if sturm.as_ref().is_some_and(|sturm| sturm.count(lo, hi) == 1) {
                return Ordering::Equal;
            }
            a = halve(&self.minimal, &a);
            b = halve(&other.minimal, &b);
        }
    }
}

/// The inverse modulo an irreducible polynomial.
fn inverse(poly: &Poly, modulus: &Poly) -> Option<Poly> {
    let (mut a, mut b) = (modulus.clone(), poly.clone());
    let (mut s, mut t) = (Poly::zero(), Poly::one());
    while !b.is_constant() {
        let (quotient, rest) = a.divide(&b);
        let next = &s - &(&quotient * &t);
        (a, b, s, t) = (b, rest, t, next);
    }
    Some(t.scale(&b.leading().recip()?))
}

/// An element of the algebra generated by some numbers, in the basis of monomials.
#[derive(Clone)]
pub struct Element(Vec<Rational>);

impl Element {
    /// This plus `factor` times another.
    #[must_use]
    pub fn plus(&self, other: &Element, factor: &Rational) -> Element {
        Element(self.0.iter().zip(&other.0).map(|(a, b)| a + b * factor).collect())
    }
}

/// Powers of the numbers as elements of their algebra.
pub struct Powers {
    moduli: Vec<Poly>,
}

impl Powers {
    fn size(&self) -> usize {
        self.moduli.iter().map(Poly::degree).product()
    }

    /// The element 0.
    pub fn zero(&self) -> Element {
        Element(vec![Rational::zero(); self.size()])
    }

    /// The element 1.
    pub fn one(&self) -> Element {
        self.power(0, 0)
    }

    /// A power of one of the numbers.
    pub fn power(&self, which: usize, exponent: usize) -> Element {
        let reduced = Poly::x().pow(exponent).divide(&self.moduli[which]).1;
        let stride: usize = self.moduli[..which].iter().map(Poly::degree).product();
        let mut element = self.zero();
        for (k, a) in reduced.coefficients().iter().enumerate() {
            element.0[k * stride] = a.clone();
        }
        element
    }

    /// The product of two elements.
    pub fn times(&self, a: &Element, b: &Element) -> Element {
        let mut product = self.zero();
        for (i, x) in a.0.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
            for (j, y) in b.0.iter().enumerate().filter(|(_, y)| !y.is_zero()) {
                product = product.plus(&self.monomials(i, j), &(x * y));
            }
        }
        product
    }

    /// The product of two basis elements.
    fn monomials(&self, i: usize, j: usize) -> Element {
        let mut terms = vec![(0, Rational::one())];
        let (mut i, mut j, mut stride) = (i, j, 1);
        for modulus in &self.moduli {
            let degree = modulus.degree();
            let reduced = Poly::x().pow(i % degree + j % degree).divide(modulus).1;
            let powers = reduced.coefficients().iter().enumerate();
            let powers: Vec<_> = powers.filter(|(_, a)| !a.is_zero()).collect();
            let mut next = Vec::new();
            for (place, factor) in &terms {
                next.extend(powers.iter().map(|(k, a)| (place + k * stride, factor * *a)));
            }
            terms = next;
            i /= degree;
            j /= degree;
            stride *= degree;
        }
        let mut element = self.zero();
        for (place, factor) in terms {
            element.0[place] += &factor;
        }
        element
    }
}

/// The number that an expression in given numbers denotes.
///
/// `exact` builds it in their algebra; `rough` encloses it, given enclosures.
pub fn combine(
    numbers: &[&Real],
    exact: impl Fn(&Powers) -> Element,
    rough: impl Fn(&[Interval]) -> Interval,
) -> Option<Real> {
    let powers = Powers { moduli: numbers.iter().map(|number| number.minimal.clone()).collect() };
    if powers.size() > MOST_DEGREE {
        return None;
    }
    let element = exact(&powers);
    let mut candidates = factor(&annihilator(&powers, &element)?)?;
    let mut width = dyadic(20);
    loop {
        let at: Vec<Interval> = numbers.iter().map(|number| number.within(&width)).collect();
        let at = rough(&at);
        let count = |poly: &Poly| isolate(poly, &at.lo, &at.hi);
        let mut hits = Vec::new();
        candidates.retain(|poly| {
            let roots = count(poly);
            let hit = !roots.is_empty();
            hits.extend(roots.into_iter().map(|at| (poly.clone(), at)));
            hit
        });
        if let [(minimal, at)] = hits.as_slice() {
            if minimal.degree() == 1 {
                let [constant, slope] = minimal.coefficients() else { return None };
                return Some(Real::from((-constant).checked_div(slope)?));
            }
            return Some(Real { minimal: minimal.clone(), at: at.clone() });
        }
        if hits.is_empty() {
            return None;
        }
        width = width * dyadic(16);
    }
}

/// The least polynomial of which the element is a root.
fn annihilator(powers: &Powers, element: &Element) -> Option<Poly> {
    // Each row: a reduced vector with a pivot, and the polynomial in the element that it is.
    let mut rows: Vec<(usize, Vec<Rational>, Poly)> = Vec::new();
    let basis = |place: usize| {
        let mut unit = powers.zero();
        unit.0[place] = Rational::one();
        unit
    };
    let columns: Vec<Element> =
        (0..powers.size()).map(|place| powers.times(element, &basis(place))).collect();
    let mut power = powers.one();
    for exponent in 0..=powers.size() {
        let mut vector = power.0.clone();
        let mut poly = Poly::x().pow(exponent);
        for (pivot, row, known) in &rows {
            let factor = vector[*pivot].clone();
            if !factor.is_zero() {
                vector = vector.iter().zip(row).map(|(a, b)| a - &factor * b).collect();
                poly = &poly - &known.scale(&factor);
            }
        }
        let Some(pivot) = vector.iter().position(|a| !a.is_zero()) else { return Some(poly) };
        let unit = vector[pivot].recip()?;
        rows.push((pivot, vector.iter().map(|a| a * &unit).collect(), poly.scale(&unit)));
        power = Element(columns.iter().zip(&power.0).fold(powers.zero().0, |sum, (column, a)| {
            if a.is_zero() { sum } else { sum.iter().zip(&column.0).map(|(s, c)| s + c * a).collect() }
        }));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(coefficients: &[i64], lo: i64, hi: i64) -> Real {
        let poly = Poly::new(coefficients.iter().map(|a| Rational::from(*a)).collect());
        let found = roots(&poly, &Rational::from(lo), &Rational::from(hi)).unwrap();
        assert_eq!(found.len(), 1);
        found[0].clone()
    }

    #[test]
    fn square_roots() {
        let (two, three) = (root(&[-2, 0, 1], 0, 2), root(&[-3, 0, 1], 0, 2));
        let sum = two.plus(&three).unwrap();
        assert_eq!(sum, root(&[1, 0, -10, 0, 1], 3, 4));
        assert!(two < three && sum.against(&Rational::from(3)).is_gt());
        assert_eq!(two.image(&Poly::x().pow(2)).unwrap().rational(), Some(Rational::from(2)));
        assert_eq!(two.quotient(&Poly::one(), &Poly::x()).unwrap(), root(&[-1, 0, 2], 0, 1));
        assert!(two.plus(&two.image(&-&Poly::x()).unwrap()).unwrap().rational().unwrap().is_zero());
    }

    #[test]
    fn json_of_the_contract() {
        let value = root(&[-1, 2, 5], 0, 1).to_json();
        assert_eq!(value["minpoly"], json!(["5", "2", "-1"]));
        assert_eq!(value["approx"], "0.289897948556636");
    }
}
