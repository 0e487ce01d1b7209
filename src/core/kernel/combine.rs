//! The rule `combine`: one identity of polynomials proves an inequality, an equation or a contradiction.
//!
//! From `m*g = sum of w * (product of facts) * s^2 + sum of e*h` with `w > 0`, every fact of a product `>= 0` or
//! `> 0`, every `h = 0` a fact, and `m` a product of facts `> 0` and of squares of facts `!= 0`, so `m > 0`:
//!
//! - `g >= 0`;
//! - `g > 0`, and so `g != 0`, if one product has all its factors `> 0` and its `s` shown nonzero;
//! - `g = 0`, if there are no products at all;
//! - falsity, with `m = 1` and `g` a negative number, or 0 with one strict product.
//!
//! Farkas' lemma, duality of linear programs and Positivstellensatz certificates are this one rule. `m` never
//! makes anything strict, and a product is strict on its own or not at all.

use super::bound::Bound;
use super::checker::Checker;
use super::normal::sum;
use super::normal_formula::{Normal, Sign};
use super::proof::{Equation, Product};
use super::rejection::{Need, Reason};
use crate::exact::Polynomial;
use crate::logic::Formula;

impl Checker<'_> {
    pub(super) fn combine(
        &mut self,
        goal: &Formula,
        multiplier: &[usize],
        products: &[Product],
        equations: &[Equation],
    ) -> Result<(), Reason> {
        self.scope.check_formula(goal)?;
        let mut strict = false;
        let mut parts = Vec::with_capacity(products.len() + equations.len());
        for product in products {
            let (value, is_strict) = self.product(product)?;
            strict |= is_strict;
            parts.push(value);
        }
        for equation in equations {
            parts.push(self.equation(equation)?);
        }
        let right = sum(parts);
        match goal.unnamed() {
            Formula::Compare(relation, left_side, right_side) => {
                let (sign, wanted) = self.normaliser.comparison(
                    &self.scope,
                    &mut Bound::default(),
                    *relation,
                    left_side,
                    right_side,
                )?;
                let left = self.multiplied(&wanted, multiplier)?;
                // `g != 0` may be shown by `g > 0` or by `-g > 0`.
                let holds = left == right || (sign == Sign::Nonzero && left.neg() == right);
                if !holds {
                    return Err(Reason::IdentityFails);
                }
                match sign {
                    Sign::Nonnegative => {}
                    Sign::Zero if products.is_empty() => {}
                    Sign::Zero => return Err(Reason::ProductInEquation),
                    Sign::Positive | Sign::Nonzero if strict => {}
                    Sign::Positive | Sign::Nonzero => return Err(Reason::NotStrict),
                }
            }
            _ => {
                if self.normaliser.formula(&self.scope, goal)? != Normal::falsity() {
                    return Err(Reason::WrongFormula(Need::Comparison));
                }
                if !multiplier.is_empty() {
                    return Err(Reason::MultiplierOfFalsity);
                }
                let total = right.as_constant().ok_or(Reason::IdentityFails)?;
                if !(total.is_negative() || (total.is_zero() && strict)) {
                    return Err(Reason::NoContradiction);
                }
            }
        }
        self.add(goal.clone());
        Ok(())
    }

    /// The value of a product, and whether it is certainly positive.
    fn product(&mut self, product: &Product) -> Result<(Polynomial, bool), Reason> {
        if !product.weight.is_positive() {
            return Err(Reason::WeightNotPositive(product.weight.clone()));
        }
        let limits = self.normaliser.limits;
        let mut strict = true;
        let mut value = Polynomial::constant(&product.weight);
        for fact in &product.factors {
            let (sign, factor) = self.comparison(*fact, Need::Inequality)?;
            match sign {
                Sign::Positive => {}
                Sign::Nonnegative => strict = false,
                Sign::Zero | Sign::Nonzero => {
                    return Err(Reason::WrongForm { fact: *fact, need: Need::Inequality });
                }
            }
            value = value.mul(&factor, &limits)?;
        }
        let Some(square) = &product.square else {
            return match product.square_nonzero {
                Some(_) => Err(Reason::SquareMismatch),
                None => Ok((value, strict)),
            };
        };
        self.check_real(square)?;
        let root = self.polynomial(square)?;
        match product.square_nonzero {
            Some(fact) => {
                let (sign, nonzero) = self.comparison(fact, Need::Nonzero)?;
                if !matches!(sign, Sign::Positive | Sign::Nonzero) {
                    return Err(Reason::WrongForm { fact, need: Need::Nonzero });
                }
                if nonzero.primitive().1 != root.primitive().1
                    && nonzero.primitive().1 != root.neg().primitive().1
                {
                    return Err(Reason::SquareMismatch);
                }
            }
            None => strict &= root.as_constant().is_some_and(|number| !number.is_zero()),
        }
        let squared = root.mul(&root, &limits)?;
        Ok((value.mul(&squared, &limits)?, strict))
    }

    fn equation(&mut self, equation: &Equation) -> Result<Polynomial, Reason> {
        let (sign, polynomial) = self.comparison(equation.fact, Need::Equation)?;
        if sign != Sign::Zero {
            return Err(Reason::WrongForm { fact: equation.fact, need: Need::Equation });
        }
        self.check_real(&equation.multiplier)?;
        let multiplier = self.polynomial(&equation.multiplier)?;
        Ok(multiplier.mul(&polynomial, &self.normaliser.limits)?)
    }

    /// The goal's polynomial times the positive multiplier.
    fn multiplied(&mut self, goal: &Polynomial, multiplier: &[usize]) -> Result<Polynomial, Reason> {
        let limits = self.normaliser.limits;
        let mut value = goal.clone();
        for fact in multiplier {
            let (sign, factor) = self.comparison(*fact, Need::Nonzero)?;
            match sign {
                Sign::Positive => value = value.mul(&factor, &limits)?,
                Sign::Nonzero => value = value.mul(&factor.mul(&factor, &limits)?, &limits)?,
                Sign::Zero | Sign::Nonnegative => {
                    return Err(Reason::WrongForm { fact: *fact, need: Need::Nonzero });
                }
            }
        }
        Ok(value)
    }
}
