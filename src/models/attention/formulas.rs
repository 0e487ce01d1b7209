//! What the designer keeps from two posteriors, with its derivatives.
//!
//! Consumes values and posteriors as any [`Enclosure`]; produces enclosures of the logarithm of the revenue,
//! its gradient and its second derivatives. Source: Larionov and Yamashita, subsidy minimisation and (Opt), two
//! qualities; the formulas are derived in `subsidy.rs`.

use mechproof_core::exact::Rational;

use super::super::linear::over;
use crate::exact::fixed::Enclosure;

/// A designer's problem with two qualities, in exponentiated values.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The buyer's values, low and high.
    pub(super) buyer: [Rational; 2],
    /// The seller's values, low and high.
    pub(super) seller: [Rational; 2],
    /// The prior probability of the high quality.
    pub(super) prior: Rational,
}

impl Problem {
    /// The same problem with the names of the qualities exchanged.
    pub(super) fn mirrored(&self) -> Self {
        let turned = |pair: &[Rational; 2]| [pair[1].clone(), pair[0].clone()];
        Problem {
            buyer: turned(&self.buyer),
            seller: turned(&self.seller),
            prior: Rational::one() - &self.prior,
        }
    }

    /// What each side's payment is divided by, in each quality: the inverse values of the buyer, the seller's values.
    pub(super) fn burdens(&self) -> [[Rational; 2]; 2] {
        let inverse = |value: &Rational| value.recip().unwrap_or_default();
        [[inverse(&self.buyer[0]), inverse(&self.buyer[1])], self.seller.clone()]
    }
}

/// One side's burden in each quality, as an enclosure: `low + slope*m` is its mean at the posterior `m`.
#[derive(Clone)]
pub(super) struct Side<T> {
    low: T,
    high: T,
    slope: T,
}

/// A problem as enclosures. Burdens are scaled so that the larger one of each side is 1; the factors come back as
/// a constant of the revenue.
#[derive(Clone)]
pub(super) struct Terms<T> {
    pub(super) prior: T,
    sides: [Side<T>; 2],
    one: T,
    two: T,
}

/// Value, gradient and second derivatives `xx`, `xy`, `yy`.
#[derive(Clone)]
pub(super) struct Local<T> {
    pub(super) value: T,
    pub(super) gradient: [T; 2],
    pub(super) second: [T; 3],
}

impl<T: Enclosure> Terms<T> {
    pub(super) fn of(problem: &Problem) -> Self {
        let sides = problem.burdens().map(|[low, high]| {
            let most = low.clone().max(high.clone());
            let (low, high) = (over(&low, &most), over(&high, &most));
            Side { slope: T::of(&(&high - &low)), low: T::of(&low), high: T::of(&high) }
        });
        let (one, two) = (Rational::one(), Rational::from(2));
        Terms { prior: T::of(&problem.prior), sides, one: T::of(&one), two: T::of(&two) }
    }

    fn zero() -> T {
        T::of(&Rational::zero())
    }

    fn negative(number: &T) -> T {
        Self::zero().minus(number)
    }

    /// `-log` of a side's mean burden, and its first two derivatives.
    fn payment(side: &Side<T>, m: &T) -> [T; 3] {
        let mean = side.low.plus(&side.slope.times(m));
        let relative = side.slope.times(&mean.inverse());
        [Self::negative(&mean.log()), Self::negative(&relative), relative.times(&relative)]
    }

    /// Without information: both sides at the prior.
    pub(super) fn uninformed(&self) -> T {
        let [buyer, seller] = &self.sides;
        Self::payment(buyer, &self.prior)[0].clone().plus(&Self::payment(seller, &self.prior)[0])
    }

    /// The probability of the posterior `x` when the other is `y`.
    pub(super) fn share(&self, x: &T, y: &T) -> T {
        self.prior.minus(y).times(&x.minus(y).inverse())
    }

    /// Posteriors `x` above and `y` below the prior, the first with probability `share`, where the buyer is
    /// indifferent between the qualities at `x` and the seller at `y`.
    pub(super) fn inside(&self, share: &T, x: &T, y: &T) -> Local<T> {
        let [buyer, seller] = &self.sides;
        let (b, s) = (Self::payment(buyer, x), Self::payment(seller, y));
        let rest = self.one.minus(share);
        let (not_x, not_y) = (self.one.minus(x).inverse(), self.one.minus(y).inverse());
        let (in_x, in_y) = (x.inverse(), y.inverse());
        // The seller's loss at x is -down, the buyer's at y is -up.
        let up = self.one.minus(x).log().minus(&self.one.minus(y).log());
        let down = y.log().minus(&x.log());
        let gap = down.minus(&up);
        let per = x.minus(y).inverse();
        let share_x = Self::negative(&share.times(&per));
        let share_y = Self::negative(&rest.times(&per));
        let per_square = per.times(&per);
        let share_xx = self.two.times(share).times(&per_square);
        let share_xy = rest.minus(share).times(&per_square);
        let share_yy = Self::negative(&self.two.times(&rest).times(&per_square));
        let gap_x = not_x.minus(&in_x);
        let gap_y = in_y.minus(&not_y);
        let value = b[0].plus(&s[0]).plus(&rest.times(&up)).plus(&share.times(&down));
        let first_x = b[1].minus(&rest.times(&not_x)).minus(&share.times(&in_x)).plus(&share_x.times(&gap));
        let first_y = s[1].plus(&rest.times(&not_y)).plus(&share.times(&in_y)).plus(&share_y.times(&gap));
        let xx = b[2]
            .minus(&rest.times(&not_x.times(&not_x)))
            .plus(&share.times(&in_x.times(&in_x)))
            .plus(&self.two.times(&share_x.times(&gap_x)))
            .plus(&share_xx.times(&gap));
        let yy = s[2]
            .plus(&rest.times(&not_y.times(&not_y)))
            .minus(&share.times(&in_y.times(&in_y)))
            .plus(&self.two.times(&share_y.times(&gap_y)))
            .plus(&share_yy.times(&gap));
        let xy = share_x.times(&gap_y).plus(&share_y.times(&gap_x)).plus(&share_xy.times(&gap));
        Local { value, gradient: [first_x, first_y], second: [xx, xy, yy] }
    }

    /// Positive where a side is indifferent at `x` when the other posterior is 0, negative where it is not.
    pub(super) fn kinked(&self, side: usize, x: &T) -> T {
        let side = &self.sides[side];
        self.prior.times(&side.low.plus(&side.slope.times(x))).minus(&x.times(x).times(&side.high))
    }

    /// One side's part at the posteriors `x` and 0, with two derivatives in `x`.
    pub(super) fn part(&self, side: usize, kinked: bool, x: &T) -> [T; 3] {
        let side = &self.sides[side];
        let in_x = x.inverse();
        let share = self.prior.times(&in_x);
        let rest = self.one.minus(&share);
        // Derivatives of the probability `rest` of the posterior 0.
        let rest_x = share.times(&in_x);
        let rest_xx = Self::negative(&self.two.times(&rest_x.times(&in_x)));
        if kinked {
            let paid = Self::payment(side, x);
            let not_x = self.one.minus(x).inverse();
            let loss = self.one.minus(x).log();
            let first = paid[1].plus(&rest_x.times(&loss)).minus(&rest.times(&not_x));
            let second = paid[2]
                .plus(&rest_xx.times(&loss))
                .minus(&self.two.times(&rest_x.times(&not_x)))
                .minus(&rest.times(&not_x.times(&not_x)));
            return [paid[0].plus(&rest.times(&loss)), first, second];
        }
        let beyond = x.minus(&self.prior);
        let at_x = self.prior.log().minus(&side.high.log()).minus(&self.two.times(&x.log()));
        let at_0 = beyond.log().minus(&side.low.log()).minus(&x.log());
        let gap = at_0.minus(&at_x);
        let value = share.times(&at_x).plus(&rest.times(&at_0));
        let first = rest_x.times(&gap).minus(&rest_x);
        let second = rest_xx
            .times(&gap)
            .plus(&rest_x.times(&beyond.inverse().plus(&in_x)))
            .plus(&self.two.times(&rest_x.times(&in_x)));
        [value, first, second]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::interval::Interval;

    fn ratio(num: i64, den: i64) -> Rational {
        Rational::new(num, den).unwrap()
    }

    fn near(found: &Interval, wanted: &Rational) {
        assert!((found.middle() - wanted).abs() < ratio(1, 1_000_000), "{} {wanted}", found.middle());
    }

    /// The derivatives are those of the values: central differences.
    #[test]
    fn derivatives() {
        let problem = Problem {
            buyer: [Rational::from(2), Rational::from(90)],
            seller: [Rational::one(), Rational::from(40)],
            prior: ratio(2, 5),
        };
        let terms = Terms::<Interval>::of(&problem);
        let step = ratio(1, 1 << 30);
        let twice = (&step + &step).recip().unwrap();
        let at = |x: &Rational, y: &Rational| {
            let (x, y) = (Interval::point(x.clone()), Interval::point(y.clone()));
            terms.inside(&terms.share(&x, &y), &x, &y)
        };
        for (x, y) in [(ratio(7, 8), ratio(1, 8)), (ratio(3, 5), ratio(1, 50)), (ratio(99, 100), ratio(1, 3))]
        {
            let here = at(&x, &y);
            let (right, left) = (at(&(&x + &step), &y), at(&(&x - &step), &y));
            let (above, below) = (at(&x, &(&y + &step)), at(&x, &(&y - &step)));
            let slope = |a: &Interval, b: &Interval| (a.middle() - b.middle()) * &twice;
            near(&here.gradient[0], &slope(&right.value, &left.value));
            near(&here.gradient[1], &slope(&above.value, &below.value));
            near(&here.second[0], &slope(&right.gradient[0], &left.gradient[0]));
            near(&here.second[1], &slope(&above.gradient[0], &below.gradient[0]));
            near(&here.second[1], &slope(&right.gradient[1], &left.gradient[1]));
            near(&here.second[2], &slope(&above.gradient[1], &below.gradient[1]));
        }
        for side in 0..2 {
            for kinked in [false, true] {
                let at = |x: Rational| terms.part(side, kinked, &Interval::point(x));
                let x = ratio(5, 7);
                let (here, right, left) = (at(x.clone()), at(&x + &step), at(&x - &step));
                let slope = |a: &Interval, b: &Interval| (a.middle() - b.middle()) * &twice;
                near(&here[1], &slope(&right[0], &left[0]));
                near(&here[2], &slope(&right[1], &left[1]));
            }
        }
    }
}
