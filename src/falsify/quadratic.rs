//! Whether a polynomial of degree two is never positive.
//!
//! A quadratic polynomial is a quadratic form in its variables and one more that stands for 1; it is never
//! positive exactly where that form is negative semidefinite, which elimination decides in exact arithmetic.

use mechproof_core::exact::{Polynomial, Rational};

/// Most variables.
const MAX_VARIABLES: usize = 24;

/// Whether the polynomial has degree two at most and is positive at no point.
pub(super) fn is_never_positive(polynomial: &Polynomial) -> bool {
    let variables: Vec<u32> = polynomial.variables().into_iter().collect();
    if polynomial.degree() > 2 || variables.len() > MAX_VARIABLES {
        return false;
    }
    let half = Rational::new(1, 2).unwrap_or_default();
    let size = variables.len() + 1;
    // The matrix of the form's negative; the last row belongs to the number 1.
    let mut matrix = vec![vec![Rational::zero(); size]; size];
    for (monomial, coefficient) in polynomial.terms() {
        let places: Vec<usize> = monomial
            .iter()
            .flat_map(|(variable, power)| {
                let place = variables.iter().position(|known| *known == variable).unwrap_or(size - 1);
                std::iter::repeat_n(place, usize::try_from(power).unwrap_or(0))
            })
            .collect();
        let (row, column) = match places.as_slice() {
            [] => (size - 1, size - 1),
            [one] => (*one, size - 1),
            [one, other] => (*one, *other),
            _ => return false,
        };
        if row == column {
            matrix[row][row] = -coefficient.clone();
        } else {
            let part = -(coefficient * &half);
            matrix[row][column] = part.clone();
            matrix[column][row] = part;
        }
    }
    is_semidefinite(matrix)
}

/// Whether a symmetric matrix is positive semidefinite.
fn is_semidefinite(mut matrix: Vec<Vec<Rational>>) -> bool {
    let size = matrix.len();
    for pivot in 0..size {
        let diagonal = matrix[pivot][pivot].clone();
        if diagonal.is_negative() {
            return false;
        }
        let Some(inverse) = diagonal.recip() else {
            // A row with 0 on the diagonal has to be 0.
            if matrix[pivot][pivot..].iter().any(|entry| !entry.is_zero()) {
                return false;
            }
            continue;
        };
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let known = &above[pivot];
        for row in below {
            let factor = &row[pivot] * &inverse;
            for (entry, other) in row.iter_mut().zip(known).skip(pivot + 1) {
                *entry = &*entry - &(&factor * other);
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use mechproof_core::exact::Monomial;

    /// The polynomial with these terms: coefficient, power of x, power of y.
    fn polynomial(terms: &[(i64, u32, u32)]) -> Polynomial {
        Polynomial::from_terms(terms.iter().map(|(coefficient, x, y)| {
            let powers = [(0, *x), (1, *y)].into_iter().filter(|(_, power)| *power > 0);
            (Monomial::from_powers(powers).expect("small"), Rational::from(*coefficient))
        }))
    }

    #[test]
    fn squares_are_told_from_what_is_none() {
        let minus_square = polynomial(&[(-1, 2, 0), (2, 1, 1), (-1, 0, 2)]);
        assert!(is_never_positive(&minus_square), "-(x - y)^2");
        assert!(!is_never_positive(&minus_square.neg()));
        assert!(is_never_positive(&polynomial(&[(-1, 2, 0), (2, 1, 0), (-1, 0, 0)])), "-(x - 1)^2");
        assert!(!is_never_positive(&polynomial(&[(-1, 2, 0), (3, 1, 0), (-2, 0, 0)])), "positive at 3/2");
        assert!(!is_never_positive(&polynomial(&[(1, 1, 1)])), "xy");
        assert!(!is_never_positive(&polynomial(&[(1, 1, 0)])), "x");
        assert!(!is_never_positive(&polynomial(&[(-1, 4, 0)])), "of degree 4: not told");
        assert!(is_never_positive(&polynomial(&[(-1, 0, 0)])) && is_never_positive(&polynomial(&[])));
        assert!(!is_never_positive(&polynomial(&[(1, 0, 0)])));
    }
}
