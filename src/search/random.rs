//! A small generator of pseudo-random numbers, so that a seed names a run on every machine and for ever.
//!
//! Consumes a seed; produces integers and small fractions. It is splitmix64, and nothing here needs trust: a
//! poor generator would only try poor points.

use mechproof_core::exact::Rational;

/// The generator.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// A generator for a seed and the name of what it is used for.
    pub(crate) fn new(seed: u64, name: &str) -> Random {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let mut random = Random(name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, mix));
        random.next();
        random
    }

    /// The generator in a given state.
    pub(crate) fn from_state(state: u64) -> Random {
        Random(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 if there is none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of some things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    /// A number with a small numerator and denominator, often 0 or 1.
    pub(crate) fn small(&mut self) -> Rational {
        match self.below(8) {
            0 => Rational::zero(),
            1 => Rational::one(),
            2 => self.fraction(-9, 9, 6),
            3 => self.unit(),
            _ => self.fraction(-2, 5, 3),
        }
    }

    /// A small positive number.
    pub(crate) fn positive(&mut self) -> Rational {
        if self.once_in(3) { Rational::one() } else { self.fraction(1, 6, 5) }
    }

    /// A number between 0 and 1, often one of them.
    pub(crate) fn unit(&mut self) -> Rational {
        let denominator = 1 + self.below(6);
        let numerator = self.below(denominator + 1);
        ratio(integer(numerator), integer(denominator))
    }

    fn fraction(&mut self, low: i64, high: i64, denominators: usize) -> Rational {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        let numerator = low + integer(self.below(span));
        ratio(numerator, 1 + integer(self.below(denominators)))
    }
}

fn integer(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(0)
}

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator, denominator).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_names_a_run() {
        let run = |seed, name| {
            let mut random = Random::new(seed, name);
            (0..50).map(|_| random.small()).collect::<Vec<_>>()
        };
        assert_eq!(run(7, "a"), run(7, "a"));
        assert_ne!(run(7, "a"), run(8, "a"));
        assert_ne!(run(7, "a"), run(7, "b"));
    }

    #[test]
    fn ranges_are_kept() {
        let mut random = Random::new(1, "");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
        for _ in 0..200 {
            assert!(random.positive().is_positive());
            let unit = random.unit();
            assert!(!unit.is_negative() && unit <= Rational::one());
        }
    }
}
