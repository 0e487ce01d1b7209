//! Intervals whose ends are multiples of 2^-40, for searches that look at many boxes.
//!
//! Every operation rounds outward, so the true value of an expression is inside if the true arguments
//! are. An end that would pass 2^63 units becomes unbounded. The same formulas can be evaluated with
//! [`super::interval::Interval`]: both are an [`Enclosure`].

use mechproof_core::exact::Rational;

use super::interval::{Interval, ceiling, floor};
use super::logarithm;

/// How many units make 1, as a power of 2.
const PLACES: u32 = 40;
/// Units of the logarithm's series, as a power of 2.
const FINE: u32 = 60;
/// Ends from here on are unbounded.
const LARGE: i128 = 1 << 63;
/// The unbounded end.
const ENDLESS: i128 = 1 << 100;

/// Numbers known up to an interval.
pub trait Enclosure: Clone {
    /// Holds the number.
    fn of(number: &Rational) -> Self;
    /// Holds all sums.
    #[must_use]
    fn plus(&self, other: &Self) -> Self;
    /// Holds all differences.
    #[must_use]
    fn minus(&self, other: &Self) -> Self;
    /// Holds all products.
    #[must_use]
    fn times(&self, other: &Self) -> Self;
    /// Holds the inverses of all positive values.
    #[must_use]
    fn inverse(&self) -> Self;
    /// Holds the logarithms of all positive values.
    #[must_use]
    fn log(&self) -> Self;
}

/// An interval; `lo <= hi`, counted in units of 2^-40.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The lower end.
    pub lo: i128,
    /// The upper end.
    pub hi: i128,
}

fn below(end: i128) -> i128 {
    if end <= -LARGE { -ENDLESS } else { end.min(LARGE - 1) }
}

fn above(end: i128) -> i128 {
    -below(-end)
}

/// The product of two ends in units of 2^-80; an unbounded one times 0 is 0.
fn product(a: i128, b: i128) -> i128 {
    if a == 0 || b == 0 {
        0
    } else if a.abs() == ENDLESS || b.abs() == ENDLESS {
        if (a > 0) == (b > 0) { i128::MAX } else { -i128::MAX }
    } else {
        a * b
    }
}

impl Fixed {
    /// The unit, 2^-40, as a number of units is 1: one is this many.
    pub const ONE: i128 = 1 << PLACES;

    /// Everything.
    pub const LINE: Fixed = Fixed { lo: -ENDLESS, hi: ENDLESS };

    /// The interval between two ends.
    pub fn between(lo: i128, hi: i128) -> Self {
        Fixed { lo: below(lo), hi: above(hi) }
    }

    /// The interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Fixed { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// What both hold, if they are known to hold the same number.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        if lo <= hi { Fixed { lo, hi } } else { *self }
    }

    /// Does it hold 0?
    pub fn holds_zero(&self) -> bool {
        self.lo <= 0 && self.hi >= 0
    }

    /// The point in the middle, of a bounded interval.
    #[must_use]
    pub fn middle(&self) -> Self {
        let middle = i128::midpoint(self.lo, self.hi);
        Fixed { lo: middle, hi: middle }
    }

    /// The two halves, of a bounded interval.
    pub fn halves(&self) -> [Self; 2] {
        let middle = i128::midpoint(self.lo, self.hi);
        [Fixed { lo: self.lo, hi: middle }, Fixed { lo: middle, hi: self.hi }]
    }

    /// An end as a rational number.
    pub fn rational(units: i128) -> Rational {
        let text = units.to_string();
        let scale = Rational::from(2).pow(PLACES).recip().unwrap_or_default();
        Rational::parse(&text).unwrap_or_default() * scale
    }
}

/// Lower and upper bound of the logarithm of a positive bounded end, in units.
fn log_of(units: i128) -> (i128, i128) {
    // units = m 2^shift with m in [1, 2) in fine units; then m in (3/4, 3/2].
    let top = i32::try_from(127 - units.leading_zeros()).unwrap_or(0);
    let fine = i32::try_from(FINE).unwrap_or(0);
    let mut shift = top;
    let mut m = if top <= fine { units << (fine - top) } else { units >> (top - fine) };
    let one = 1_i128 << FINE;
    if m > one + one / 2 {
        m /= 2;
        shift += 1;
    }
    // Each division below is off by less than one fine unit, and z^2 < 1/25: in all by less than 2^8 units.
    let z = ((m - one) << FINE) / (m + one);
    let two = 2 * series(z) + i128::from(shift - i32::try_from(PLACES).unwrap_or(0)) * LOG_2;
    let slack = 1 << 16;
    ((two - slack) >> (FINE - PLACES), ((two + slack) >> (FINE - PLACES)) + 1)
}

/// log 2 in fine units, rounded down.
const LOG_2: i128 = 799_144_290_325_165_978;

/// The sum of `z^(2k+1)/(2k+1)` in fine units, for `|z| <= 1/5`.
fn series(z: i128) -> i128 {
    let square = (z * z) >> FINE;
    let (mut power, mut sum, mut odd) = (z, 0, 1);
    while power != 0 && odd < 60 {
        sum += power / odd;
        power = (power * square) >> FINE;
        odd += 2;
    }
    sum
}

impl Enclosure for Fixed {
    fn of(number: &Rational) -> Self {
        let scaled = number * &Rational::from(2).pow(PLACES);
        let end = |whole: mechproof_core::exact::Integer| whole.to_i64().map(i128::from);
        match (end(floor(&scaled)), end(ceiling(&scaled))) {
            (Some(lo), Some(hi)) => Fixed::between(lo, hi),
            _ => Fixed::LINE,
        }
    }

    fn plus(&self, other: &Self) -> Self {
        Fixed::between(self.lo + other.lo, self.hi + other.hi)
    }

    fn minus(&self, other: &Self) -> Self {
        Fixed::between(self.lo - other.hi, self.hi - other.lo)
    }

    fn times(&self, other: &Self) -> Self {
        let ends = [
            product(self.lo, other.lo),
            product(self.lo, other.hi),
            product(self.hi, other.lo),
            product(self.hi, other.hi),
        ];
        let (mut lo, mut hi) = (ends[0], ends[0]);
        for end in ends {
            lo = lo.min(end);
            hi = hi.max(end);
        }
        // An arithmetic shift rounds down.
        Fixed::between(lo >> PLACES, -((-hi) >> PLACES))
    }

    fn inverse(&self) -> Self {
        if self.hi <= 0 {
            return Fixed::LINE;
        }
        let square = 1_i128 << (2 * PLACES);
        let lo = if self.hi == ENDLESS { 0 } else { square / self.hi };
        let hi = if self.lo <= 0 { ENDLESS } else { square / self.lo + 1 };
        Fixed::between(lo, hi)
    }

    fn log(&self) -> Self {
        if self.hi <= 0 {
            return Fixed::LINE;
        }
        let lo = if self.lo <= 0 { -ENDLESS } else { log_of(self.lo).0 };
        let hi = if self.hi == ENDLESS { ENDLESS } else { log_of(self.hi).1 };
        Fixed::between(lo, hi)
    }
}

/// Bits of the ends of rational intervals.
const SHARP: u32 = 150;

fn rounded(interval: &Interval) -> Interval {
    interval.outward(&Rational::from(2).pow(SHARP))
}

impl Enclosure for Interval {
    fn of(number: &Rational) -> Self {
        Interval::point(number.clone())
    }

    fn plus(&self, other: &Self) -> Self {
        self + other
    }

    fn minus(&self, other: &Self) -> Self {
        self - other
    }

    fn times(&self, other: &Self) -> Self {
        rounded(&Interval::times(self, other))
    }

    /// Of an interval of positive numbers; of others, a point without meaning.
    fn inverse(&self) -> Self {
        let end = |end: &Rational| end.recip().unwrap_or_default();
        rounded(&Interval { lo: end(&self.hi), hi: end(&self.lo) })
    }

    fn log(&self) -> Self {
        let (low, high) = (logarithm::log(&self.lo, SHARP), logarithm::log(&self.hi, SHARP));
        rounded(&Interval { lo: low.lo, hi: high.hi })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    fn holds(fixed: &Fixed, interval: &Interval) {
        assert!(Fixed::rational(fixed.lo) <= interval.lo, "{fixed:?} {interval:?}");
        assert!(Fixed::rational(fixed.hi) >= interval.hi, "{fixed:?} {interval:?}");
        assert!(fixed.hi - fixed.lo < 1 << 12, "{fixed:?}");
    }

    /// Fixed intervals hold the fine ones, and are narrow.
    #[test]
    fn operations_enclose() {
        for num in -40..40_i64 {
            for den in [3, 7, 64, 1000] {
                let (a, b) = (ratio(num, den), ratio(den, 7 + num.abs()));
                let (f, g) = (Fixed::of(&a), Fixed::of(&b));
                let (x, y) = (Interval::point(a), Interval::point(b));
                holds(&f.plus(&g), &x.plus(&y));
                holds(&f.minus(&g), &x.minus(&y));
                holds(&f.times(&g), &Enclosure::times(&x, &y));
                holds(&g.log(), &Enclosure::log(&y));
                if den < 100 && num.abs() < 9 {
                    holds(&g.inverse(), &y.inverse());
                }
            }
        }
    }

    #[test]
    fn logarithms_of_every_size() {
        for exponent in -39..22_i32 {
            for num in [2, 3, 5] {
                let power = Rational::from(2).pow(exponent.unsigned_abs());
                let size = if exponent < 0 { power.recip().unwrap() } else { power };
                let number = Fixed::rational(Fixed::of(&(size * ratio(num, 2))).lo);
                let point = Fixed::of(&number);
                holds(&point.log(), &Enclosure::log(&Interval::point(number)));
            }
        }
    }

    #[test]
    fn unbounded_ends() {
        let zero_to_one = Fixed::between(0, Fixed::ONE);
        assert_eq!(zero_to_one.log().lo, -ENDLESS);
        assert!(zero_to_one.log().hi <= 1);
        assert_eq!(zero_to_one.inverse().hi, ENDLESS);
        // A nonnegative weight keeps the sign of an unbounded logarithm.
        let weighted = Fixed::between(0, Fixed::ONE).times(&zero_to_one.log());
        assert_eq!(weighted.lo, -ENDLESS);
        assert!(weighted.hi <= 1);
        assert_eq!(Fixed::between(-1, 1).inverse().hi, ENDLESS);
        assert_eq!(Fixed::between(-1, 0).inverse(), Fixed::LINE);
        assert_eq!(Fixed::of(&Rational::from(1 << 40)), Fixed::LINE);
        let large = Fixed::of(&Rational::from(1 << 22));
        assert_eq!(large.times(&large).hi, ENDLESS);
    }
}
