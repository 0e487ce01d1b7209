//! Irreducible factors over the rationals.
//!
//! A polynomial is factored modulo a prime so large that the coefficients of
//! every true factor can be read off (Mersenne primes, so that primality is a
//! known fact), by distinct degrees and then by random splitting with a fixed
//! seed; subsets of the factors are tried by exact division. A returned factor
//! divides; that it is irreducible rests on the primality alone.

use mechproof_core::exact::{Integer, Rational};

use super::polynomial::Poly;

/// Exponents `e` for which `2^e - 1` is prime.
const MERSENNE: [u32; 11] = [61, 89, 107, 127, 521, 607, 1279, 2203, 2281, 3217, 4253];
/// The most subsets of modular factors that are tried.
const MOST_SUBSETS: usize = 50_000;

/// The irreducible factors of a polynomial without repeated ones, primitive, by degree.
///
/// Nothing if the polynomial is too large for the list of primes.
pub fn factor(poly: &Poly) -> Option<Vec<Poly>> {
    let mut rest = poly.primitive();
    if rest.degree() <= 1 {
        return Some(if rest.is_constant() { Vec::new() } else { vec![rest] });
    }
    let mut found = Vec::new();
    let field = Field::fitting(&rest)?;
    let mut parts = field.factors(&rest);
    let mut size = 1;
    let mut tried = 0;
    while 2 * size <= parts.len() {
        let mut choice: Vec<usize> = (0..size).collect();
        let mut hit = None;
        loop {
            tried += 1;
            if tried > MOST_SUBSETS {
                return None;
            }
            let candidate = field.lift(&rest, choice.iter().map(|place| &parts[*place]));
            if rest.divide(&candidate).1.is_zero() {
                hit = Some((candidate, choice.clone()));
                break;
            }
            if !advance(&mut choice, parts.len()) {
                break;
            }
        }
        if let Some((candidate, choice)) = hit {
            rest = rest.divide(&candidate).0.primitive();
            found.push(candidate);
            let mut place = 0;
            parts.retain(|_| {
                place += 1;
                !choice.contains(&(place - 1))
            });
        } else {
            size += 1;
        }
    }
    if !rest.is_constant() {
        found.push(rest);
    }
    found.sort_by(|a, b| a.degree().cmp(&b.degree()).then_with(|| a.cmp(b)));
    Some(found)
}

/// The next subset of the same size; false after the last.
fn advance(choice: &mut [usize], count: usize) -> bool {
    let size = choice.len();
    for place in (0..size).rev() {
        if choice[place] + size - place < count {
            choice[place] += 1;
            for later in place + 1..size {
                choice[later] = choice[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

/// Arithmetic modulo a Mersenne prime; polynomials lowest degree first, without leading zeros.
struct Field {
    prime: Integer,
}

type Modular = Vec<Integer>;

impl Field {
    /// A prime above twice the coefficients of every factor, at which the polynomial stays squarefree.
    fn fitting(poly: &Poly) -> Option<Self> {
        let largest = poly.coefficients().iter().map(|a| a.numerator().bits()).max()?;
        let degree = u64::try_from(poly.degree()).ok()?;
        let needed = largest + poly.leading().numerator().bits() + 2 * degree + 4;
        MERSENNE.iter().filter(|e| u64::from(**e) > needed).find_map(|exponent| {
            let field = Field { prime: Integer::from(2).pow(*exponent) - Integer::one() };
            let image = field.image(poly);
            let slope = field.image(&poly.derivative());
            let good = image.len() == poly.degree() + 1 && field.gcd(image, slope).len() == 1;
            good.then_some(field)
        })
    }

    fn reduce(&self, number: &Integer) -> Integer {
        let rest = Integer::from(number.to_bigint() % self.prime.to_bigint());
        if rest.is_negative() { rest + &self.prime } else { rest }
    }

    fn inverse(&self, number: &Integer) -> Integer {
        let inverse = number.to_bigint().modinv(&self.prime.to_bigint());
        inverse.map(Integer::from).unwrap_or_default()
    }

    fn trimmed(mut poly: Modular) -> Modular {
        while poly.last().is_some_and(Integer::is_zero) {
            poly.pop();
        }
        poly
    }

    fn image(&self, poly: &Poly) -> Modular {
        Self::trimmed(poly.coefficients().iter().map(|a| self.reduce(&a.numerator())).collect())
    }

    fn monic(&self, poly: &Modular) -> Modular {
        let inverse = poly.last().map(|a| self.inverse(a)).unwrap_or_default();
        poly.iter().map(|a| self.reduce(&(a * &inverse))).collect()
    }

    /// Quotient and remainder by a monic polynomial.
    fn divide(&self, poly: Modular, divisor: &Modular) -> (Modular, Modular) {
        let mut rest = poly;
        let mut quotient = Vec::new();
        while rest.len() >= divisor.len() {
            let top = rest.pop().unwrap_or_default();
            let shift = rest.len() + 1 - divisor.len();
            for (at, a) in divisor.iter().enumerate().take(divisor.len() - 1) {
                rest[shift + at] = self.reduce(&(&rest[shift + at] - &top * a));
            }
            quotient.push(top);
        }
        quotient.reverse();
        (quotient, Self::trimmed(rest))
    }

    fn gcd(&self, a: Modular, b: Modular) -> Modular {
        let (mut a, mut b) = (a, b);
        while !b.is_empty() {
            b = self.monic(&b);
            let rest = self.divide(a, &b).1;
            a = b;
            b = rest;
        }
        self.monic(&a)
    }

    fn times(&self, a: &Modular, b: &Modular, modulus: &Modular) -> Modular {
        if a.is_empty() || b.is_empty() {
            return Vec::new();
        }
        let mut product = vec![Integer::zero(); a.len() + b.len() - 1];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                product[i + j] += &(x * y);
            }
        }
        let product = product.iter().map(|a| self.reduce(a)).collect();
        self.divide(Self::trimmed(product), modulus).1
    }

    fn power(&self, base: &Modular, exponent: &Integer, modulus: &Modular) -> Modular {
        let mut result = self.divide(vec![Integer::one()], modulus).1;
        let bits = exponent.to_bigint();
        for place in (0..exponent.bits()).rev() {
            result = self.times(&result, &result, modulus);
            if bits.bit(place) {
                result = self.times(&result, base, modulus);
            }
        }
        result
    }

    fn minus(&self, a: &Modular, b: &Modular) -> Modular {
        let zero = Integer::zero();
        let at = |poly: &Modular, k: usize| poly.get(k).unwrap_or(&zero).clone();
        Self::trimmed((0..a.len().max(b.len())).map(|k| self.reduce(&(at(a, k) - at(b, k)))).collect())
    }

    /// The monic irreducible factors.
    fn factors(&self, poly: &Poly) -> Vec<Modular> {
        let mut rest = self.monic(&self.image(poly));
        let x = vec![Integer::zero(), Integer::one()];
        let mut frobenius = self.divide(x.clone(), &rest).1;
        let mut found = Vec::new();
        let mut degree = 1;
        while rest.len() > 2 * degree {
            frobenius = self.power(&frobenius, &self.prime, &rest);
            let common = self.gcd(rest.clone(), self.minus(&frobenius, &x));
            if common.len() > 1 {
                rest = self.divide(rest, &common).0;
                frobenius = self.divide(frobenius, &rest).1;
                self.split(common, degree, &mut found);
            }
            degree += 1;
        }
        if rest.len() > 1 {
            found.push(rest);
        }
        found
    }

    /// Splits a product of irreducible factors of one degree.
    fn split(&self, poly: Modular, degree: usize, found: &mut Vec<Modular>) {
        let mut seed = Integer::from(0x5DEE_CE66);
        let mut stack = vec![poly];
        let order = self.prime.pow(u32::try_from(degree).unwrap_or(1)) - Integer::one();
        let half = order.div_exact(&Integer::from(2)).unwrap_or_default();
        while let Some(poly) = stack.pop() {
            if poly.len() == degree + 1 {
                found.push(poly);
                continue;
            }
            let trial: Modular = (1..poly.len())
                .map(|_| {
                    seed = self.reduce(
                        &(&seed * Integer::from(6_364_136_223_846_793_005) + Integer::from(1_442_695)),
                    );
                    seed.clone()
                })
                .collect();
            let power = self.power(&Self::trimmed(trial), &half, &poly);
            let part = self.gcd(poly.clone(), self.minus(&power, &vec![Integer::one()]));
            if part.len() > 1 && part.len() < poly.len() {
                stack.push(self.divide(poly, &part).0);
                stack.push(part);
            } else {
                stack.push(poly);
            }
        }
    }

    /// The integer polynomial whose image is the leading coefficient times the product.
    fn lift<'a>(&self, poly: &Poly, parts: impl Iterator<Item = &'a Modular>) -> Poly {
        let mut product = vec![self.reduce(&poly.leading().numerator())];
        for part in parts {
            let mut next = vec![Integer::zero(); product.len() + part.len() - 1];
            for (i, a) in product.iter().enumerate() {
                for (j, b) in part.iter().enumerate() {
                    next[i + j] = self.reduce(&(&next[i + j] + a * b));
                }
            }
            product = next;
        }
        let signed = product.into_iter().map(|a| {
            let other = &a - &self.prime;
            Rational::from(if -&other < a { other } else { a })
        });
        Poly::new(signed.collect()).primitive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poly(coefficients: &[i64]) -> Poly {
        Poly::new(coefficients.iter().map(|a| Rational::from(*a)).collect())
    }

    #[test]
    fn products_come_apart() {
        let parts = [
            poly(&[-1, 2]),
            poly(&[-2, 0, 1]),
            poly(&[1, 0, 1]),
            poly(&[-1, -1, 0, 1]),
            poly(&[1, 0, -10, 0, 1]),
        ];
        let product = parts.iter().fold(Poly::one(), |product, part| &product * part);
        let mut factors = factor(&product).unwrap();
        factors.sort();
        let mut parts = parts.to_vec();
        parts.sort();
        assert_eq!(factors, parts);
    }

    #[test]
    fn irreducible_ones_stay() {
        for coefficients in
            [&[7, -32, 12][..], &[1, 0, 0, 0, 1], &[13, -52, 48], &[-2, 0, 0, 0, 0, 3], &[5, 1]]
        {
            let poly = poly(coefficients);
            assert_eq!(factor(&poly), Some(vec![poly.clone()]));
        }
    }
}
