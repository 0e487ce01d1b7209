//! Small random numbers from a seed: the same on every machine. The generator is splitmix64.

use mechproof_core::exact::Rational;

/// The generator.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator for a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    fn whole(&mut self, count: usize) -> i64 {
        i64::try_from(self.below(count)).unwrap_or(0)
    }

    /// A positive number; now and then 0 if that is allowed, and now and then large or small.
    pub fn positive(&mut self, zero: bool) -> Rational {
        if zero && self.below(6) == 0 {
            return Rational::zero();
        }
        let (top, bottom) = match self.below(8) {
            0 => (12, 1),
            1 => (1, 12),
            2 => (2, 5),
            _ => (6, 4),
        };
        Rational::new(1 + self.whole(top), 1 + self.whole(bottom)).unwrap_or_else(Rational::one)
    }

    /// A number of either sign, often 0.
    pub fn small(&mut self) -> Rational {
        match self.below(4) {
            0 => Rational::zero(),
            1 => -self.positive(false),
            _ => self.positive(false),
        }
    }
}
