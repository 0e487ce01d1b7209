//! One-dimensional laws.
//!
//! Consumes the laws of the calculator; produces either finitely many values or
//! a continuous law: a cumulative distribution function that is a piecewise
//! polynomial of a parameter, with the value a polynomial of it too. For most
//! laws the parameter is the value; for `v^(p/q)` it is the q-th root of it, so
//! that all integrals stay exact.

use mechproof_core::exact::Rational;

use super::discrete::Discrete;
use super::error::EvalError;
use super::input::Slot;
use super::linear::over;
use crate::exact::piecewise::Piecewise;
use crate::exact::polynomial::Poly;
use crate::exact::roots::nonnegative_on;

/// The largest degree of a distribution function.
const MOST_DEGREE: i64 = 12;
/// The most pieces, or values, of a law.
const MOST_PIECES: usize = 12;
/// How deep mirrors may be nested.
const MOST_MIRRORS: usize = 4;

/// A law.
#[derive(Clone)]
pub(crate) enum Law {
    /// With a piecewise polynomial distribution function.
    Continuous(Continuous),
    /// With finitely many values.
    Discrete(Discrete),
}

/// A law without atoms.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Continuous {
    /// The distribution function, by the parameter, on the support.
    pub(crate) cdf: Piecewise,
    /// The value, an increasing function of the parameter.
    pub(crate) value: Poly,
}

impl Continuous {
    /// Is the parameter the value itself?
    pub(crate) fn is_plain(&self) -> bool {
        self.value == Poly::x()
    }

    /// The least value.
    pub(crate) fn lowest(&self) -> Rational {
        self.value.at(self.cdf.lo())
    }

    /// The largest value.
    pub(crate) fn highest(&self) -> Rational {
        self.value.at(self.cdf.hi())
    }

    /// The law of `1 - v`.
    fn mirror(&self) -> Option<Self> {
        let one = Poly::one();
        let turn = Poly::linear(Rational::one(), Rational::from(-1));
        let knots = self.cdf.knots().iter().rev().map(|knot| Rational::one() - knot).collect();
        let pieces: Vec<Poly> = self.cdf.pieces().map(|(_, _, cdf)| &one - &cdf.compose(&turn)).collect();
        let cdf = Piecewise::new(knots, pieces.into_iter().rev().collect())?;
        Some(Continuous { cdf, value: &one - &self.value.compose(&turn) })
    }

    /// The distribution function on a larger interval of the parameter.
    pub(crate) fn spread(&self, lo: &Rational, hi: &Rational) -> Piecewise {
        self.cdf.extend(lo, &Poly::zero(), hi, &Poly::one())
    }
}

impl Law {
    /// Reads any law.
    pub(crate) fn read(slot: &Slot<'_>) -> Result<Self, EvalError> {
        Self::nested(slot, 0)
    }

    /// Reads a law without atoms.
    pub(crate) fn continuous(slot: &Slot<'_>) -> Result<Continuous, EvalError> {
        match Self::read(slot)? {
            Law::Continuous(law) => Ok(law),
            Law::Discrete(_) => Err(unsupported(slot, "this model needs a law without atoms")),
        }
    }

    /// Reads a law without atoms whose distribution function is a piecewise polynomial of the value.
    pub(crate) fn plain(slot: &Slot<'_>) -> Result<Continuous, EvalError> {
        let law = Self::continuous(slot)?;
        if law.is_plain() {
            return Ok(law);
        }
        Err(unsupported(slot, "this model needs a whole exponent"))
    }

    fn nested(slot: &Slot<'_>, depth: usize) -> Result<Self, EvalError> {
        let fields = slot.object()?;
        let kinds =
            ["uniform", "power", "survival_power", "beta", "triangular", "density", "discrete", "mirror"];
        let Some(kind) = kinds.iter().find(|kind| fields.maybe(kind).is_some()) else {
            fields.only(&kinds)?;
            let expected =
                "a law: uniform, power, survival_power, beta, triangular, density, discrete or mirror";
            return Err(EvalError::Kind { field: slot.path(), expected });
        };
        fields.only(if *kind == "power" { &["power", "support"] } else { std::slice::from_ref(kind) })?;
        let inner = fields.get(kind)?;
        let law = match *kind {
            "uniform" => {
                let [lo, hi] = ends(&inner)?;
                power(&Rational::one(), &lo, &hi)
            }
            "power" => {
                let exponent = exponent(&inner)?;
                let [lo, hi] = match fields.maybe("support") {
                    Some(support) => ends(&support)?,
                    None => [Rational::zero(), Rational::one()],
                };
                power(&exponent, &lo, &hi)
            }
            "survival_power" => {
                power(&exponent(&inner)?, &Rational::zero(), &Rational::one()).and_then(|law| law.mirror())
            }
            "beta" => {
                let parts = inner.exactly(2)?;
                let half = MOST_DEGREE / 2;
                let power = |slot: &Slot<'_>| Ok(usize::try_from(slot.integer(1, half)? - 1).unwrap_or(0));
                let (a, b): (usize, usize) = (power(&parts[0])?, power(&parts[1])?);
                let turn = Poly::linear(Rational::one(), Rational::from(-1));
                let density = &Poly::x().pow(a) * &turn.pow(b);
                let mass = density.integral(&Rational::zero(), &Rational::one());
                let cdf = density.antiderivative().scale(&over(&Rational::one(), &mass));
                whole(vec![Rational::zero(), Rational::one()], vec![cdf])
            }
            "triangular" => triangular(&inner)?,
            "density" => density(&inner)?,
            "discrete" => return Ok(Law::Discrete(Discrete::read(&inner, MOST_PIECES)?)),
            _ => {
                if depth >= MOST_MIRRORS {
                    return Err(EvalError::Size {
                        field: inner.path(),
                        limit: format!("{MOST_MIRRORS} mirrors"),
                    });
                }
                return match Self::nested(&inner, depth + 1)? {
                    Law::Continuous(law) => finished(&inner, law.mirror()),
                    Law::Discrete(mut law) => {
                        law.values = law.values.iter().rev().map(|value| Rational::one() - value).collect();
                        law.probs.reverse();
                        Ok(Law::Discrete(law))
                    }
                };
            }
        };
        finished(&inner, law)
    }
}

fn finished(slot: &Slot<'_>, law: Option<Continuous>) -> Result<Law, EvalError> {
    law.map(Law::Continuous).ok_or_else(|| unsupported(slot, "this is not a law without atoms"))
}

fn unsupported(slot: &Slot<'_>, what: &str) -> EvalError {
    EvalError::Unsupported { field: slot.path(), what: what.into() }
}

/// Two increasing ends.
fn ends(slot: &Slot<'_>) -> Result<[Rational; 2], EvalError> {
    let [lo, hi] = <[Rational; 2]>::try_from(slot.rationals_exactly(2)?).unwrap_or_default();
    if lo < hi {
        return Ok([lo, hi]);
    }
    Err(EvalError::Order { field: slot.path(), required: "the first end below the second" })
}

fn exponent(slot: &Slot<'_>) -> Result<Rational, EvalError> {
    let exponent = slot.rational()?;
    let most = Rational::from(MOST_DEGREE);
    let parts = [Rational::from(exponent.numerator()), Rational::from(exponent.denominator())];
    if !exponent.is_positive() {
        return Err(EvalError::Range { field: slot.path(), required: "positive".into() });
    }
    if parts.iter().any(|part| *part > most) {
        let limit = format!("{MOST_DEGREE} in numerator and denominator");
        return Err(EvalError::Size { field: slot.path(), limit });
    }
    Ok(exponent)
}

fn whole(knots: Vec<Rational>, cdf: Vec<Poly>) -> Option<Continuous> {
    Some(Continuous { cdf: Piecewise::new(knots, cdf)?, value: Poly::x() })
}

/// `F = ((v - lo) / (hi - lo))^exponent`.
fn power(exponent: &Rational, lo: &Rational, hi: &Rational) -> Option<Continuous> {
    let part = |part: mechproof_core::exact::Integer| usize::try_from(part.to_i64()?).ok();
    let (above, below) = (part(exponent.numerator())?, part(exponent.denominator())?);
    let width = hi - lo;
    if below == 1 {
        let unit = width.recip()?;
        let share = Poly::linear(-(lo * &unit), unit);
        return whole(vec![lo.clone(), hi.clone()], vec![share.pow(above)]);
    }
    let value = &Poly::constant(lo.clone()) + &Poly::x().pow(below).scale(&width);
    let cdf = Piecewise::new(vec![Rational::zero(), Rational::one()], vec![Poly::x().pow(above)])?;
    Some(Continuous { cdf, value })
}

fn triangular(slot: &Slot<'_>) -> Result<Option<Continuous>, EvalError> {
    let points = slot.rationals_exactly(3)?;
    if !points.is_sorted() || points[0] == points[2] {
        let required = "lo <= mode <= hi, lo < hi";
        return Err(EvalError::Order { field: slot.path(), required });
    }
    let (lo, mode, hi) = (&points[0], &points[1], &points[2]);
    let width = hi - lo;
    let rise =
        Poly::linear(-lo, Rational::one()).pow(2).scale(&over(&Rational::one(), &(&width * (mode - lo))));
    let fall = Poly::linear(hi.clone(), Rational::from(-1)).pow(2);
    let fall = &Poly::one() - &fall.scale(&over(&Rational::one(), &(&width * (hi - mode))));
    let (mut knots, mut pieces) = (vec![lo.clone()], Vec::new());
    if lo < mode {
        knots.push(mode.clone());
        pieces.push(rise);
    }
    if mode < hi {
        knots.push(hi.clone());
        pieces.push(fall);
    }
    Ok(whole(knots, pieces))
}

fn density(slot: &Slot<'_>) -> Result<Option<Continuous>, EvalError> {
    let fields = slot.object()?;
    fields.only(&["knots", "pieces"])?;
    let mut knots = fields.get("knots")?.increasing(MOST_PIECES + 1)?;
    let place = fields.get("pieces")?;
    let slots = place.exactly(knots.len().saturating_sub(1))?;
    let most = usize::try_from(MOST_DEGREE).unwrap_or(0);
    let mut pieces = Vec::new();
    for (slot, ends) in slots.iter().zip(knots.windows(2)) {
        let poly = Poly::new(slot.rationals(most)?);
        if !nonnegative_on(&poly, &ends[0], &ends[1]) {
            let required = "at least 0 on its piece".into();
            return Err(EvalError::Range { field: slot.path(), required });
        }
        pieces.push(poly);
    }
    while pieces.last().is_some_and(Poly::is_zero) {
        pieces.pop();
        knots.pop();
    }
    while pieces.first().is_some_and(Poly::is_zero) {
        pieces.remove(0);
        knots.remove(0);
    }
    let Some(density) = Piecewise::new(knots.clone(), pieces) else {
        return Err(EvalError::Sum { field: place.path(), sum: Rational::zero() });
    };
    let sum = density.integral();
    if !sum.is_one() {
        return Err(EvalError::Sum { field: place.path(), sum });
    }
    Ok(Some(Continuous { cdf: density.antiderivative(), value: Poly::x() }))
}
