//! Dissolving a partnership: `partnership`, `partnership.region`.
//!
//! Source: Pommey, sections 4.2 and 4.3. Consumes laws without atoms and
//! shares; produces the worst-off types and charges of the Groves mechanism,
//! by exact minimisation of the interim gains, and whether the charges cover
//! the deficit. Existence for every common law is the inventory's criterion on
//! the shares alone.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::law::{Continuous, Law};
use super::output::Answer;
use crate::exact::algebraic::{Real, roots};
use crate::exact::elimination::{interpolate, resultant};
use crate::exact::interval::{Interval, dyadic};
use crate::exact::piecewise::Piecewise;
use crate::exact::polynomial::Poly;
use crate::exact::roots::halve;

/// The most partners.
const MOST: usize = 8;

pub(crate) fn too_large(field: &str) -> EvalError {
    let what = "the answer is an algebraic number of too large a degree".into();
    EvalError::Unsupported { field: field.into(), what }
}

/// Independent laws on a common interval of one parameter.
struct Partners {
    cdfs: Vec<Piecewise>,
    supports: Vec<(Rational, Rational)>,
    value: Poly,
}

impl Partners {
    fn of(laws: &[Continuous]) -> Option<Self> {
        let value = laws[0].value.clone();
        if laws.iter().any(|law| law.value != value) {
            return None;
        }
        let lo = laws.iter().map(|law| law.cdf.lo()).min()?.clone();
        let hi = laws.iter().map(|law| law.cdf.hi()).max()?.clone();
        let supports = laws.iter().map(|law| (law.cdf.lo().clone(), law.cdf.hi().clone())).collect();
        Some(Partners { cdfs: laws.iter().map(|law| law.spread(&lo, &hi)).collect(), supports, value })
    }

    /// The law of the best value among all, or among all but one.
    fn best(&self, without: Option<usize>) -> Piecewise {
        let start = self.cdfs[0].same_knots(&Poly::one());
        let others = self.cdfs.iter().enumerate().filter(|(place, _)| Some(*place) != without);
        others.fold(start, |product, (_, cdf)| product.zip(cdf, |a, b| a * b))
    }

    /// The mean of a law that is given by its distribution function.
    fn mean(&self, cdf: &Piecewise) -> Rational {
        let first = cdf.at(cdf.lo()) * self.value.at(cdf.lo());
        first + cdf.map(|poly| &self.value * &poly.derivative()).integral()
    }

    /// The worst-off parameter and the charge of a partner with a share.
    fn charge(&self, partner: usize, share: &Rational) -> Option<(Real, Real)> {
        let win = self.best(Some(partner));
        let (lo, hi) = &self.supports[partner];
        // The chance to win does not decrease: the worst-off type is where it reaches the share.
        let worst = if win.at(lo) >= *share {
            Real::from(lo.clone())
        } else {
            let crossing = win.pieces().filter(|(from, to, _)| *to > lo && *from < hi);
            let mut found = None;
            for (from, to, poly) in crossing {
                let (from, to) = (from.max(lo), to.min(hi));
                if poly.at(to) >= *share {
                    let level = poly - &Poly::constant(share.clone());
                    found = roots(&level, from, to)?.into_iter().next();
                    break;
                }
            }
            found.unwrap_or_else(|| Real::from(hi.clone()))
        };
        let rest = win.map(|poly| &self.value * &poly.derivative()).antiderivative();
        let total = rest.at(rest.hi());
        let pieces: Vec<_> = win.pieces().zip(rest.pieces()).collect();
        let inside =
            |((from, to, _), _): &&((&Rational, &Rational, &Poly), (&Rational, &Rational, &Poly))| {
                worst.against(from).is_ge() && worst.against(to).is_le()
            };
        let ((_, _, chance), (_, _, below)) = pieces.iter().find(inside)?;
        let own = &self.value * &(*chance - &Poly::constant(share.clone()));
        let charge = &own + &(&Poly::constant(total) - *below);
        Some((worst.image(&self.value)?, worst.image(&charge)?))
    }
}

fn shares(fields: &Fields<'_>, count: usize) -> Result<Vec<Rational>, EvalError> {
    fields.get("shares")?.probabilities(count)
}

/// Do the shares allow efficient dissolution for every common continuous law?
fn every_law(shares: &[Rational]) -> bool {
    let mut sorted = shares.to_vec();
    sorted.sort();
    let count = u32::try_from(shares.len()).unwrap_or(1);
    let mut sum = Rational::zero();
    sorted.iter().zip(1_i64..).all(|(share, k)| {
        sum += share;
        sum >= Rational::new(k, i64::from(count)).unwrap_or_default().pow(count)
    })
}

/// Charges, gains and existence.
pub(crate) fn partnership(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let laws: Vec<Continuous> = match (fields.maybe("law"), fields.maybe("laws")) {
        (Some(_), Some(slot)) => {
            let what = "give either `law` or `laws`, not both".into();
            return Err(EvalError::Unsupported { field: slot.path(), what });
        }
        (Some(law), None) => {
            let count = match fields.maybe("n") {
                Some(n) => n.integer(2, 8)?,
                None => i64::try_from(fields.get("shares")?.list(MOST)?.len()).unwrap_or(0),
            };
            vec![Law::continuous(&law)?; usize::try_from(count).unwrap_or(0)]
        }
        (None, Some(list)) => {
            let laws: Vec<Continuous> =
                list.list(MOST)?.iter().map(Law::continuous).collect::<Result<_, _>>()?;
            if let Some(n) = fields.maybe("n") {
                let count = n.integer(2, 8)?;
                list.exactly(usize::try_from(count).unwrap_or(0))?;
            }
            laws
        }
        (None, None) => return Err(EvalError::Missing { field: "law".into() }),
    };
    if laws.len() < 2 {
        return Err(fields.range("shares", "two or more"));
    }
    let shares = shares(&fields, laws.len())?;
    let partners = Partners::of(&laws).ok_or_else(|| EvalError::Unsupported {
        field: "laws".into(),
        what: "different laws need whole exponents".into(),
    })?;
    let gains = partners.mean(&partners.best(None));
    let (mut worst, mut charges) = (Vec::new(), Vec::new());
    for (partner, share) in shares.iter().enumerate() {
        let (kind, charge) = partners.charge(partner, share).ok_or_else(|| too_large("shares"))?;
        worst.push(kind.to_json());
        charges.push(charge);
    }
    let deficit = Rational::from(i64::try_from(laws.len() - 1).unwrap_or(0)) * &gains;
    let slack = total(&charges, &deficit).ok_or_else(|| too_large("shares"))?;
    Ok(Answer::new()
        .value("worst_off_types", worst)
        .value("charges", charges.iter().map(Real::to_json).collect::<Vec<_>>())
        .number("expected_gains", &gains)
        .value("slack", slack.to_json())
        .value("exists", slack.against(&Rational::zero()).is_ge())
        .value("exists_for_every_law", every_law(&shares))
        .done())
}

/// The sum of the numbers less a rational one; equal numbers are gathered first.
fn total(numbers: &[Real], less: &Rational) -> Option<Real> {
    let mut groups: Vec<(Real, i64)> = Vec::new();
    for number in numbers {
        match groups.iter_mut().find(|(known, _)| known == number) {
            Some((_, count)) => *count += 1,
            None => groups.push((number.clone(), 1)),
        }
    }
    let mut sum = Real::from(-less);
    for (number, count) in groups {
        let multiple = number.image(&Poly::linear(Rational::zero(), Rational::from(count)))?;
        sum = sum.plus(&multiple)?;
    }
    Some(sum)
}

/// The resultant in the second variable of `a(x) + b(y)` and `c(x) + d(y)`.
fn eliminate(a: &Poly, b: &Poly, c: &Poly, d: &Poly) -> Poly {
    let degree = a.degree() * d.degree() + c.degree() * b.degree();
    interpolate(degree, 0, |x| {
        let first = b + &Poly::constant(a.at(x));
        let second = d + &Poly::constant(c.at(x));
        resultant(&first, b.degree(), &second, d.degree())
    })
}

/// The interval of one partner's shares for which dissolution is possible, for two partners.
pub(crate) fn region(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    fields.get("n")?.integer(2, 2)?;
    let law = Law::continuous(&fields.get("law")?)?;
    let lowest = lowest_share(&law).ok_or_else(|| too_large("law"))?;
    let highest = lowest.image(&Poly::linear(Rational::one(), Rational::from(-1)));
    let highest = highest.ok_or_else(|| too_large("law"))?;
    Ok(Answer::new().value("lowest_share", lowest.to_json()).value("highest_share", highest.to_json()).done())
}

/// The share `r < 1/2` at which the two charges just cover the deficit.
///
/// With `r = F(x)` and `1 - r = F(y)` the charges are `H(x)` and `H(y)`, the
/// integrals of the value above. The candidates are roots of resultants on each
/// pair of pieces; the slack is monotone in `x`, so the one whose enclosed slack
/// keeps holding 0 is the solution.
fn lowest_share(law: &Continuous) -> Option<Real> {
    let partners = Partners::of(&[law.clone(), law.clone()])?;
    let gains = partners.mean(&partners.best(None));
    let below = law.cdf.map(|cdf| &law.value * &cdf.derivative()).antiderivative();
    let mean = below.at(below.hi());
    let above = below.map(|poly| &Poly::constant(mean.clone()) - poly);
    let slack = |x: &Rational, width: &Rational| {
        let goal = Rational::one() - law.cdf.at(x);
        let y = quantile(&law.cdf, &goal, width);
        let rest = Interval { lo: above.at(&y.hi), hi: above.at(&y.lo) };
        &rest + &Interval::point(above.at(x) - &gains)
    };
    let pieces: Vec<_> = law.cdf.pieces().zip(above.pieces()).collect();
    let mut candidates: Vec<(Real, Poly)> = Vec::new();
    let (one, half) = (Rational::one(), Rational::new(1, 2)?);
    for ((lo, hi, f), (_, _, h)) in &pieces {
        for ((bottom, top, other), (_, _, charge)) in &pieces {
            // The two levels must be able to sum to 1, and the lower one is at most 1/2.
            let apart = f.at(hi) + other.at(top) < one || f.at(lo) + other.at(bottom) > one;
            if f.is_constant() || other.is_constant() || apart || f.at(lo) > half {
                continue;
            }
            let shifted = *f - &Poly::one();
            let sum = eliminate(&shifted, other, &(*h - &Poly::constant(gains.clone())), charge);
            if !sum.is_zero() {
                candidates.extend(roots(&sum, lo, hi)?.into_iter().map(|x| (x, (*f).clone())));
            }
        }
    }
    let mut shares: Vec<(Real, Real)> = Vec::new();
    for (x, cdf) in candidates {
        let share = x.image(&cdf)?;
        if share.against(&half).is_le() && !shares.iter().any(|(known, _)| *known == x) {
            shares.push((x, share));
        }
    }
    for bits in [40, 120, 300] {
        let width = dyadic(bits);
        shares.retain(|(x, _)| {
            let at = x.within(&width);
            slack(&at.lo, &width).lo <= Rational::zero() && !slack(&at.hi, &width).hi.is_negative()
        });
        if shares.len() <= 1 {
            break;
        }
    }
    shares.into_iter().next().map(|(_, share)| share)
}

/// An interval around a parameter at which the distribution function has a given value.
fn quantile(cdf: &Piecewise, goal: &Rational, width: &Rational) -> Interval {
    for (lo, hi, poly) in cdf.pieces() {
        if poly.at(hi) >= *goal {
            let level = poly - &Poly::constant(goal.clone());
            let mut at = Interval { lo: lo.clone(), hi: hi.clone() };
            if level.at(lo).sign().is_ge() {
                return Interval::point(lo.clone());
            }
            while at.width() > *width {
                at = halve(&level, &at);
            }
            return at;
        }
    }
    Interval::point(cdf.hi().clone())
}
