//! Logarithms of rational numbers, enclosed, and sums of them.
//!
//! `log r = k log 2 + 2 atanh z` with `|z| <= 1/5`; the remainder of the series
//! after `n` terms is at most `2 |z|^(2n+1) / ((2n+1)(1 - z^2))`. Consumes
//! positive rationals; produces intervals that certainly hold the value.

use mechproof_core::exact::{Integer, Rational};
use serde_json::{Value, json};

use super::interval::{Interval, decimal, dyadic, floor, half};

/// The most bits of the number inside a single logarithm that is written out.
const MOST_BITS: u64 = 4_000;

/// `2 atanh(z)` within `2^-bits`, for `|z| < 1/2`.
///
/// In whole units of `2^-places`. The argument is off by less than a unit, its square by less than 3, and since the
/// square is below 1/4 each power by less than 4; a term by less than 5; what is left out, after a power of less
/// than 5 units, is below 7 units.
fn twice_atanh(z: &Rational, bits: u32) -> Interval {
    let places = bits + 40;
    let scale = Rational::from(2).pow(places);
    let argument = floor(&(z * &scale)).to_bigint();
    let square = (&argument * &argument) >> places;
    let (mut power, mut sum, mut odd) = (argument.clone(), argument, 1_u32);
    loop {
        power = (&power * &square) >> places;
        odd += 2;
        // A negative power is rounded to at most -1.
        if power.bits() <= 1 {
            break;
        }
        sum += &power / odd;
    }
    let unit = scale.recip().unwrap_or_default();
    let middle = Rational::from(Integer::from(sum)) * Rational::from(2);
    let slack = Rational::from(i64::from(odd) * 5 + 14);
    Interval { lo: (&middle - &slack) * &unit, hi: (middle + slack) * unit }
}

/// The natural logarithm of a positive number, in an interval of width about `2^-bits`.
///
/// Of other numbers it is the point 0.
pub fn log(number: &Rational, bits: u32) -> Interval {
    if !number.is_positive() {
        return Interval::point(Rational::zero());
    }
    let one = Rational::one();
    let size = |part: &Integer| i64::try_from(part.bits()).unwrap_or(0);
    let mut shift = size(&number.numerator()) - size(&number.denominator());
    let power = Rational::from(2).pow(u32::try_from(shift.unsigned_abs()).unwrap_or(0));
    let factor = if shift < 0 { power } else { power.recip().unwrap_or_default() };
    let mut rest = number * factor;
    while rest > Rational::new(4, 3).unwrap_or_default() {
        rest = rest * half();
        shift += 1;
    }
    while rest < Rational::new(2, 3).unwrap_or_default() {
        rest = rest * Rational::from(2);
        shift -= 1;
    }
    let z = (&rest - &one).checked_div(&(&rest + &one)).unwrap_or_default();
    let two = twice_atanh(&Rational::new(1, 3).unwrap_or_default(), bits + 16);
    &two.scale(&Rational::from(shift)) + &twice_atanh(&z, bits + 2)
}

/// A sum of rational multiples of logarithms of positive rationals.
#[derive(Clone, Debug, Default)]
pub struct LogSum(Vec<(Rational, Rational)>);

impl LogSum {
    /// The empty sum.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `weight * log(number)`, for a positive number.
    pub fn add(&mut self, weight: &Rational, number: &Rational) {
        if !weight.is_zero() && !number.is_one() {
            self.0.push((weight.clone(), number.clone()));
        }
    }

    /// Every term times the factor.
    #[must_use]
    pub fn scaled(&self, factor: &Rational) -> Self {
        LogSum(self.0.iter().map(|(weight, number)| (weight * factor, number.clone())).collect())
    }

    /// An interval that holds the sum, of width less than `2^-bits`.
    pub fn enclosure(&self, bits: u32) -> Interval {
        let mut bits_of_each = bits + 8;
        loop {
            let zero = Interval::point(Rational::zero());
            let add = |sum: Interval, (weight, number): &(Rational, Rational)| {
                &sum + &log(number, bits_of_each).scale(weight)
            };
            let sum = self.0.iter().fold(zero, add);
            if sum.width() < dyadic(bits) {
                return sum;
            }
            bits_of_each += 64;
        }
    }

    /// The sum as `log(r) / d`, in lowest terms, if the numbers stay small.
    pub fn single(&self) -> Option<(Rational, u32)> {
        let common = self.0.iter().fold(Integer::one(), |lcm, (weight, _)| lcm.lcm(&weight.denominator()));
        let scale = Rational::from(common.clone());
        let mut product = Rational::one();
        for (weight, number) in &self.0 {
            let exponent = (weight * &scale).numerator().to_i64()?;
            let power = u32::try_from(exponent.unsigned_abs()).ok()?;
            if u64::from(power).checked_mul(number.bits())? > MOST_BITS {
                return None;
            }
            let factor = number.pow(power);
            product = product * if exponent < 0 { factor.recip()? } else { factor };
        }
        let mut degree = u32::try_from(common.to_i64()?).ok()?;
        if product.is_one() {
            return Some((product, 1));
        }
        let mut prime = 2;
        while prime <= degree {
            match root(&product, prime) {
                Some(smaller) if degree.is_multiple_of(prime) => {
                    product = smaller;
                    degree /= prime;
                }
                _ => prime += 1,
            }
        }
        Some((product, degree))
    }

    /// The value as JSON: `"0"`, or an enclosure with an exact form where it is short.
    pub fn to_json(&self) -> Value {
        let single = self.single();
        if single.as_ref().is_some_and(|(number, _)| number.is_one()) {
            return json!("0");
        }
        let fine = self.enclosure(120);
        let mut value = enclosed(&fine);
        if let Some((number, degree)) = single.filter(|(number, _)| number.bits() <= 400) {
            let form =
                if degree == 1 { format!("log({number})") } else { format!("1/{degree}*log({number})") };
            value["exact"] = json!(form);
        }
        value
    }
}

/// A fine enclosure as JSON, its ends rounded outward to 16 decimals.
pub fn enclosed(fine: &Interval) -> Value {
    let shown = fine.outward(&Rational::from(10).pow(16));
    json!({"lo": shown.lo.to_string(), "hi": shown.hi.to_string(), "approx": decimal(&fine.middle())})
}

/// The exact root of a positive rational, if it is rational.
pub fn root(number: &Rational, degree: u32) -> Option<Rational> {
    let part = |part: Integer| {
        let root = Integer::from(part.to_bigint().nth_root(degree));
        (root.pow(degree) == part).then_some(root)
    };
    (!number.is_negative() && degree > 0).then_some(())?;
    Rational::new(part(number.numerator())?, part(number.denominator())?)
}

/// The root of a positive rational, in an interval of relative width about `2^-bits`.
pub fn root_enclosure(number: &Rational, degree: u32, bits: u32) -> Interval {
    // Scaled so that the root has at least `bits` bits: floor of the root of a whole number.
    let short = number.denominator().bits().saturating_sub(number.numerator().bits());
    let bits = bits + u32::try_from(short).unwrap_or(0) / degree.max(1) + 1;
    let scale = Rational::from(2).pow(bits);
    let whole = floor(&(number * &scale.pow(degree)));
    let unit = scale.recip().unwrap_or_default();
    let low = Rational::from(Integer::from(whole.to_bigint().nth_root(degree)));
    Interval { lo: &low * &unit, hi: (low + Rational::one()) * unit }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    #[test]
    fn logarithms() {
        for (num, den, text) in [
            (2, 1, "0.693147180559945"),
            (49, 30, "0.490622916448471"),
            (25, 14, "0.579818495252942"),
            (1, 1000, "-6.90775527898214"),
            (1_000_001, 1_000_000, "0.000000999999500000333"),
        ] {
            let fine = log(&ratio(num, den), 100);
            assert!(fine.width() < dyadic(90));
            assert_eq!(decimal(&fine.middle()), text);
        }
        assert_eq!(log(&Rational::one(), 80).middle(), Rational::zero());
    }

    #[test]
    fn roots() {
        for (num, den, degree) in [(2, 1, 2), (1, 3, 5), (1_000_000, 7, 3), (1, 1_000_000_007, 2), (9, 4, 2)]
        {
            let number = ratio(num, den);
            let around = root_enclosure(&number, degree, 80);
            assert!(around.lo.pow(degree) <= number && number <= around.hi.pow(degree));
            assert!(around.width() <= &around.hi * &dyadic(78));
        }
        assert_eq!(root(&ratio(9, 4), 2), Some(ratio(3, 2)));
        assert_eq!(root(&ratio(2, 1), 2), None);
    }

    #[test]
    fn sums_are_gathered() {
        let mut sum = LogSum::new();
        sum.add(&ratio(1, 2), &ratio(4, 9));
        assert_eq!(sum.single(), Some((ratio(2, 3), 1)));
        sum.add(&ratio(1, 2), &ratio(3, 1));
        assert_eq!(sum.single(), Some((ratio(4, 3), 2)));
        sum.add(&ratio(-1, 2), &ratio(4, 3));
        assert_eq!(sum.to_json(), json!("0"));
    }
}
