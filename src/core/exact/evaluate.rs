//! Values of polynomials at rational points.
//!
//! Consumes a polynomial and a value for each of its variables, produces the
//! exact value. Trusts [`Rational`]; the sum is taken term by term.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::integer::Integer;
use super::limits::{Limits, TooLarge};
use super::polynomial::Polynomial;
use super::rational::Rational;

impl Polynomial {
    /// The value where each variable has the value that `values` gives it.
    ///
    /// It is asked once for each variable that occurs. The size of the result is
    /// the caller's to bound beforehand; [`Polynomial::evaluate_within`] does so.
    pub fn evaluate(&self, values: &dyn Fn(u32) -> Rational) -> Rational {
        let power = |base: &Rational, exponent| Ok::<_, Infallible>(base.pow(exponent));
        let Ok(value) = self.evaluate_with(values, power);
        value
    }

    /// The value as in [`Polynomial::evaluate`], unless a power of a variable's
    /// value could exceed the limit.
    ///
    /// # Errors
    /// Refuses before computing a power that could have more bits than allowed.
    pub fn evaluate_within(
        &self,
        values: &dyn Fn(u32) -> Rational,
        limits: &Limits,
    ) -> Result<Rational, TooLarge> {
        self.evaluate_with(values, |base, exponent| base.pow_within(exponent, limits))
    }

    /// The value, with powers computed by `power`.
    fn evaluate_with<E>(
        &self,
        values: &dyn Fn(u32) -> Rational,
        power: impl Fn(&Rational, u32) -> Result<Rational, E>,
    ) -> Result<Rational, E> {
        let variables = self.variables().into_iter();
        let values: BTreeMap<u32, Rational> = variables.map(|x| (x, values(x))).collect();
        let mut sum = Rational::zero();
        for (monomial, coefficient) in &self.terms {
            let mut product = Rational::from(coefficient.clone());
            for (variable, exponent) in monomial {
                product = product * power(&values[&variable], exponent)?;
            }
            sum += &product;
        }
        Ok(sum * self.over(&Integer::one()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Monomial;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    #[test]
    fn evaluation_can_be_refused() {
        let top = Monomial::from_powers([(0, u32::MAX)]).unwrap();
        let top = Polynomial::term(top, &Rational::one());
        let limits = Limits::default();
        assert!(top.evaluate_within(&|_| ratio(2, 1), &limits).is_err());
        assert_eq!(top.evaluate_within(&|_| ratio(-1, 1), &limits), Ok(ratio(-1, 1)));
    }
}
