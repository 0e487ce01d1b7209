//! Elimination: resultants, and polynomials recovered from their values.
//!
//! A resultant of polynomials in two variables is taken at many rational
//! values of the one and interpolated; formal degrees keep it a polynomial
//! where leading coefficients vanish. Exact.

use mechproof_core::exact::Rational;

use super::polynomial::Poly;

/// The polynomial of at most the given degree with the given values at whole numbers.
pub fn interpolate(degree: usize, start: i64, value: impl Fn(&Rational) -> Rational) -> Poly {
    let (mut basis, mut sum) = (Poly::one(), Poly::zero());
    for point in 0..=i64::try_from(degree).unwrap_or(0) {
        let x = Rational::from(start + point);
        through(&mut sum, &mut basis, &x, &value(&x));
    }
    sum
}

/// The polynomial of least degree through the points.
pub fn through_points(points: &[(Rational, Rational)]) -> Poly {
    let (mut basis, mut sum) = (Poly::one(), Poly::zero());
    for (x, value) in points {
        through(&mut sum, &mut basis, x, value);
    }
    sum
}

/// One step of Newton's interpolation.
fn through(sum: &mut Poly, basis: &mut Poly, x: &Rational, value: &Rational) {
    let scale = (value - sum.at(x)).checked_div(&basis.at(x)).unwrap_or_default();
    *sum = &*sum + &basis.scale(&scale);
    *basis = &*basis * &Poly::linear(-x, Rational::one());
}

/// The resultant of two polynomials of formal degrees `m` and `n`.
pub fn resultant(a: &Poly, m: usize, b: &Poly, n: usize) -> Rational {
    let small = |power: usize| u32::try_from(power).unwrap_or(0);
    if a.is_zero() || b.is_zero() {
        return Rational::from(i64::from(m == 0 && n == 0));
    }
    match (m.saturating_sub(a.degree()), n.saturating_sub(b.degree())) {
        (0, 0) => euclid(a, b),
        (0, lost) => a.leading().pow(small(lost)) * euclid(a, b),
        (lost, 0) => {
            let sign = if n % 2 == 1 && lost % 2 == 1 { -1 } else { 1 };
            Rational::from(sign) * b.leading().pow(small(lost)) * euclid(a, b)
        }
        _ => Rational::zero(),
    }
}

fn euclid(a: &Poly, b: &Poly) -> Rational {
    let small = |power: usize| u32::try_from(power).unwrap_or(0);
    if b.is_constant() {
        return b.leading().pow(small(a.degree()));
    }
    if a.degree() < b.degree() {
        let sign = if a.degree() % 2 == 1 && b.degree() % 2 == 1 { -1 } else { 1 };
        return Rational::from(sign) * euclid(b, a);
    }
    let rest = a.divide(b).1;
    if rest.is_zero() {
        return Rational::zero();
    }
    let sign = if a.degree() % 2 == 1 && b.degree() % 2 == 1 { -1 } else { 1 };
    let lost = small(a.degree() - rest.degree());
    Rational::from(sign) * b.leading().pow(lost) * euclid(b, &rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poly(coefficients: &[i64]) -> Poly {
        Poly::new(coefficients.iter().map(|a| Rational::from(*a)).collect())
    }

    #[test]
    fn resultants_are_products_over_roots() {
        // (x-1)(x-2) against (x-3)(x-5)(x-7): product of all differences.
        let a = &poly(&[-1, 1]) * &poly(&[-2, 1]);
        let b = &(&poly(&[-3, 1]) * &poly(&[-5, 1])) * &poly(&[-7, 1]);
        let expected: i64 = [1_i64, 2].iter().flat_map(|a| [3, 5, 7].map(|b| a - b)).product();
        assert_eq!(resultant(&a, 2, &b, 3), Rational::from(expected));
        assert_eq!(resultant(&b, 3, &a, 2), Rational::from(expected));
        let scaled = a.scale(&Rational::from(3));
        assert_eq!(resultant(&scaled, 2, &b, 3), Rational::from(27 * expected));
        // One formal degree more in the second: one more factor of the first's leading coefficient.
        assert_eq!(resultant(&scaled, 2, &b, 4), Rational::from(81 * expected));
        assert!(resultant(&a, 2, &poly(&[-1, 1]), 1).is_zero());
        assert_eq!(resultant(&poly(&[-4, 2]), 1, &poly(&[7, 0, 1]), 2), Rational::from(44));
    }

    #[test]
    fn interpolation() {
        let cubic = poly(&[1, -2, 0, 5]);
        assert_eq!(interpolate(3, 2, |x| cubic.at(x)), cubic);
        assert_eq!(interpolate(6, -3, |x| cubic.at(x)), cubic);
    }
}
