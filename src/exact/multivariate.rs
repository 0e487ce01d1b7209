//! Polynomials in many variables taken apart: exact quotients, common factors, factors.
//!
//! Consumes and produces the core's polynomials. Everything is exact; the factors of a polynomial multiply to it,
//! and no two of them have a common factor, but a factor need not be irreducible.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::{Limits, Monomial, Polynomial, Rational};

/// The product, or nothing if it is too large to be of use.
pub fn product(left: &Polynomial, right: &Polynomial) -> Option<Polynomial> {
    left.mul(right, &LIMITS).ok()
}

/// What is larger than this is of no use to anybody.
const LIMITS: Limits = Limits { terms: 20_000, degree: 60, bits: 20_000 };

/// The product of many.
pub fn product_of<'a>(factors: impl IntoIterator<Item = &'a Polynomial>) -> Option<Polynomial> {
    factors.into_iter().try_fold(Polynomial::one(), |all, factor| product(&all, factor))
}

/// The quotient of two monomials, if it is one.
fn monomial_quotient(monomial: &Monomial, divisor: &Monomial) -> Option<Monomial> {
    if divisor.iter().any(|(variable, exponent)| monomial.exponent(variable) < exponent) {
        return None;
    }
    let powers =
        monomial.iter().map(|(variable, exponent)| (variable, exponent - divisor.exponent(variable)));
    Monomial::from_powers(powers).ok()
}

/// The quotient if the division leaves no rest.
pub fn divide(dividend: &Polynomial, divisor: &Polynomial) -> Option<Polynomial> {
    let (lead, leading) = divisor.terms().next()?;
    let mut rest = dividend.clone();
    let mut quotient = Vec::new();
    loop {
        let Some((monomial, coefficient)) = rest.terms().next() else {
            return Some(Polynomial::from_terms(quotient));
        };
        let monomial = monomial_quotient(monomial, lead)?;
        let coefficient = coefficient.checked_div(&leading)?;
        let term = Polynomial::term(monomial.clone(), &coefficient);
        rest = rest.sub(&product(&term, divisor)?);
        quotient.push((monomial, coefficient));
        if quotient.len() > LIMITS.terms {
            return None;
        }
    }
}

/// The coefficients in one variable, lowest power first, without leading zeros.
pub fn coefficients(polynomial: &Polynomial, variable: u32) -> Vec<Polynomial> {
    let mut parts: BTreeMap<u32, Vec<(Monomial, Rational)>> = BTreeMap::new();
    for (monomial, coefficient) in polynomial.terms() {
        let others = monomial.iter().filter(|power| power.0 != variable);
        let Ok(rest) = Monomial::from_powers(others) else { continue };
        parts.entry(monomial.exponent(variable)).or_default().push((rest, coefficient));
    }
    let degree = parts.keys().next_back().copied().unwrap_or(0);
    (0..=degree).map(|power| Polynomial::from_terms(parts.remove(&power).unwrap_or_default())).collect()
}

/// The polynomial with these coefficients in one variable, lowest power first.
pub fn from_coefficients(parts: &[Polynomial], variable: u32) -> Polynomial {
    let mut terms = Vec::new();
    for (power, part) in (0_u32..).zip(parts) {
        for (monomial, coefficient) in part.terms() {
            if let Ok(shifted) = Monomial::from_powers(monomial.iter().chain([(variable, power)])) {
                terms.push((shifted, coefficient));
            }
        }
    }
    Polynomial::from_terms(terms)
}

/// The degree in one variable.
pub fn degree_in(polynomial: &Polynomial, variable: u32) -> u32 {
    polynomial.terms().map(|(monomial, _)| monomial.exponent(variable)).max().unwrap_or(0)
}

/// The polynomial with polynomials in place of its variables.
pub fn substitute(polynomial: &Polynomial, image: &dyn Fn(u32) -> Polynomial) -> Option<Polynomial> {
    let mut powers: BTreeMap<(u32, u32), Polynomial> = BTreeMap::new();
    let mut sum = Polynomial::zero();
    for (monomial, coefficient) in polynomial.terms() {
        let mut term = Polynomial::constant(&coefficient);
        for (variable, exponent) in monomial {
            let power = match powers.entry((variable, exponent)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => free.insert(image(variable).pow(exponent, &LIMITS).ok()?),
            };
            term = product(&term, power)?;
        }
        sum = sum.add(&term);
    }
    Some(sum)
}

/// Coprime integer coefficients and a positive leading one.
pub fn normal(polynomial: &Polynomial) -> Polynomial {
    let primitive = polynomial.primitive().1;
    match primitive.terms().next() {
        Some((_, leading)) if leading.is_negative() => primitive.neg(),
        _ => primitive,
    }
}

/// The greatest common factor, in normal form; 1 where it is too hard to find.
pub fn gcd(left: &Polynomial, right: &Polynomial) -> Polynomial {
    if left.is_zero() {
        return normal(right);
    }
    if right.is_zero() {
        return normal(left);
    }
    common(&normal(left), &normal(right)).unwrap_or_else(Polynomial::one)
}

fn common(left: &Polynomial, right: &Polynomial) -> Option<Polynomial> {
    if left == right {
        return Some(left.clone());
    }
    let shared: BTreeSet<u32> = left.variables().intersection(&right.variables()).copied().collect();
    if shared.is_empty() {
        return Some(Polynomial::one());
    }
    // A common factor speaks of shared variables only.
    if let Some(only) = left.variables().difference(&shared).next() {
        return Some(gcd(&content(left, *only), right));
    }
    if let Some(only) = right.variables().difference(&shared).next() {
        return Some(gcd(left, &content(right, *only)));
    }
    if shared.iter().all(|variable| coprime_in(left, right, *variable)) {
        return Some(Polynomial::one());
    }
    let (small, large) = if left.degree() <= right.degree() { (left, right) } else { (right, left) };
    if divide(large, small).is_some() {
        return Some(small.clone());
    }
    let main = shared.iter().min_by_key(|v| degree_in(left, **v).min(degree_in(right, **v)))?;
    let (first, second) = (content(left, *main), content(right, *main));
    let outer = gcd(&first, &second);
    let mut a = divide(left, &first)?;
    let mut b = divide(right, &second)?;
    if degree_in(&a, *main) < degree_in(&b, *main) {
        std::mem::swap(&mut a, &mut b);
    }
    loop {
        if b.is_zero() {
            return product(&outer, &normal(&a)).map(|found| normal(&found));
        }
        if degree_in(&b, *main) == 0 {
            return Some(outer);
        }
        let rest = pseudo_remainder(&a, &b, *main)?;
        a = b;
        b = if rest.is_zero() { rest } else { normal(&divide(&rest, &content(&rest, *main))?) };
    }
}

/// The remainder after multiplying by a power of the divisor's leading coefficient.
fn pseudo_remainder(dividend: &Polynomial, divisor: &Polynomial, variable: u32) -> Option<Polynomial> {
    let divisor = coefficients(divisor, variable);
    let leading = divisor.last()?;
    let mut rest = coefficients(dividend, variable);
    while rest.len() >= divisor.len() {
        let top = rest.pop()?;
        let shift = rest.len() + 1 - divisor.len();
        for (place, part) in rest.iter_mut().enumerate() {
            *part = product(part, leading)?;
            if place >= shift {
                *part = part.sub(&product(&top, &divisor[place - shift])?);
            }
        }
        while rest.last().is_some_and(Polynomial::is_zero) {
            rest.pop();
        }
    }
    Some(from_coefficients(&rest, variable))
}

/// Is a common factor certainly free of the variable? Seen at a point where no leading coefficient vanishes.
fn coprime_in(left: &Polynomial, right: &Polynomial, variable: u32) -> bool {
    let at = |polynomial: &Polynomial| -> Option<super::polynomial::Poly> {
        let place = |v: u32| Rational::from(i64::from(v % 1000) * 37 % 101 + 3);
        let parts: Vec<Rational> =
            coefficients(polynomial, variable).iter().map(|part| part.evaluate(&place)).collect();
        parts.last().is_some_and(|leading| !leading.is_zero()).then(|| super::polynomial::Poly::new(parts))
    };
    match (at(left), at(right)) {
        (Some(a), Some(b)) => a.gcd(&b).is_constant(),
        _ => false,
    }
}

/// The common factor of the coefficients in one variable.
pub fn content(polynomial: &Polynomial, variable: u32) -> Polynomial {
    let mut parts = coefficients(polynomial, variable);
    parts.sort_by_key(Polynomial::len);
    let mut common = Polynomial::zero();
    for part in parts.iter().filter(|part| !part.is_zero()) {
        common = gcd(&common, part);
        if common.as_constant().is_some() {
            return Polynomial::one();
        }
    }
    common
}

/// A number times powers of factors in normal form, no two of which have a common factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// The number.
    pub scale: Rational,
    /// Factors with their exponents.
    pub powers: Vec<(Polynomial, u32)>,
}

impl Factors {
    /// The factors of a polynomial; those given are tried first.
    pub fn of(polynomial: &Polynomial, known: &[Polynomial]) -> Factors {
        let mut powers: BTreeMap<Polynomial, u32> = BTreeMap::new();
        let mut rest = normal(polynomial);
        let variables = rest.variables().into_iter().map(Polynomial::variable);
        for factor in variables.chain(known.iter().cloned()) {
            while factor.as_constant().is_none()
                && let Some(quotient) = divide(&rest, &factor)
            {
                *powers.entry(normal(&factor)).or_default() += 1;
                rest = quotient;
            }
        }
        take_apart(&rest, 1, &mut powers);
        let powers: Vec<(Polynomial, u32)> = powers.into_iter().collect();
        let mut whole = Polynomial::one();
        for (factor, exponent) in &powers {
            for _ in 0..*exponent {
                whole = product(&whole, factor).unwrap_or_else(Polynomial::zero);
            }
        }
        let scale = divide(polynomial, &whole).and_then(|quotient| quotient.as_constant());
        match scale {
            Some(scale) => Factors { scale, powers },
            // Too large to be taken apart.
            None => {
                let whole = normal(polynomial);
                let scale = divide(polynomial, &whole).and_then(|quotient| quotient.as_constant());
                Factors { scale: scale.unwrap_or_default(), powers: vec![(whole, 1)] }
            }
        }
    }
}

/// Splits off contents and repeated factors.
fn take_apart(polynomial: &Polynomial, times: u32, powers: &mut BTreeMap<Polynomial, u32>) {
    if polynomial.as_constant().is_some() {
        return;
    }
    for variable in polynomial.variables() {
        let content = content(polynomial, variable);
        if content.as_constant().is_none()
            && let Some(rest) = divide(polynomial, &content)
        {
            take_apart(&content, times, powers);
            take_apart(&rest, times, powers);
            return;
        }
        let slope: Vec<Polynomial> = (1_i64..)
            .zip(coefficients(polynomial, variable).iter().skip(1))
            .map(|(power, part)| part.scale(&Rational::from(power)))
            .collect();
        let repeated = gcd(polynomial, &from_coefficients(&slope, variable));
        if repeated.as_constant().is_none()
            && let Some(rest) = divide(polynomial, &repeated)
        {
            take_apart(&repeated, times, powers);
            take_apart(&rest, times, powers);
            return;
        }
    }
    *powers.entry(normal(polynomial)).or_default() += times;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn x(variable: u32) -> Polynomial {
        Polynomial::variable(variable)
    }

    fn sum(parts: &[(i64, &Polynomial)]) -> Polynomial {
        parts.iter().fold(Polynomial::zero(), |all, (a, part)| all.add(&part.scale(&Rational::from(*a))))
    }

    #[test]
    fn common_factors_are_found() {
        let common = sum(&[(1, &x(0)), (-2, &x(1)), (3, &Polynomial::one())]);
        let a = sum(&[(1, &product(&x(0), &x(2)).unwrap()), (5, &x(1))]);
        let b = sum(&[(2, &x(2)), (-1, &product(&x(0), &x(0)).unwrap())]);
        let (left, right) = (product(&common, &a).unwrap(), product(&common, &b).unwrap());
        assert_eq!(gcd(&left, &right), common);
        assert_eq!(gcd(&a, &b), Polynomial::one());
        assert_eq!(divide(&left, &a), Some(common));
        assert_eq!(divide(&left, &b), None);
        let square = product(&a, &a).unwrap();
        assert_eq!(gcd(&square, &product(&a, &b).unwrap()), normal(&a));
    }

    #[test]
    fn factors_multiply_to_the_polynomial() {
        let a = sum(&[(1, &x(0)), (1, &x(1))]);
        let b = sum(&[(1, &x(2)), (-1, &Polynomial::one())]);
        let whole = product_of([&a, &a, &b, &x(3)]).unwrap().scale(&Rational::from(-6));
        let factors = Factors::of(&whole, &[]);
        assert_eq!(factors.scale, Rational::from(-6));
        let mut powers = factors.powers;
        powers.sort();
        let mut expected = vec![(a, 2), (b, 1), (x(3), 1)];
        expected.sort();
        assert_eq!(powers, expected);
    }
}
