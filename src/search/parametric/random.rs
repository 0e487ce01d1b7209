//! Small random numbers for parameters, from a seed: mostly positive, of either size.

use mechproof_core::exact::Rational;

use crate::search::random::Random as Generator;

/// The generator with the parameters' distribution.
#[derive(Clone, Debug)]
pub struct Random(Generator);

impl Random {
    /// A generator for a seed.
    pub fn new(seed: u64) -> Random {
        Random(Generator::from_state(seed))
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        self.0.below(count)
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        self.0.pick(things)
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
