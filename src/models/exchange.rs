//! Bilateral trade with continuous laws: `trade.continuous`.
//!
//! Source: Pommey, section 4, and the comparison with the second best in
//! Gottardi and Mezzetti. Consumes two laws; produces first best, the least
//! subsidy of efficient trade, and the second best by its multiplier. The
//! multiplier solves a rational equation that is recovered from exact values
//! of the budget at rational multipliers, so the second best is an exact
//! algebraic number. Types are the intervals that the supports span.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::barter::product;
use super::error::EvalError;
use super::input::Fields;
use super::law::{Continuous, Law};
use super::output::Answer;
use super::partnership::too_large;
use crate::exact::algebraic::{Real, roots};
use crate::exact::elimination::through_points;
use crate::exact::piecewise::Piecewise;
use crate::exact::polynomial::Poly;

/// A piece of a law on which the inverse hazard is `constant + slope * type`.
struct Block {
    lo: Rational,
    hi: Rational,
    density: Poly,
    constant: Rational,
    slope: Rational,
}

/// The pieces of positive density; nothing if some inverse hazard is not affine.
///
/// The inverse hazard is `(1 - F) / f` of a buyer, `G / g` of a seller.
fn blocks(law: &Continuous, buyer: bool) -> Option<Vec<Block>> {
    let mut found = Vec::new();
    for (lo, hi, cdf) in law.cdf.pieces().filter(|(.., cdf)| !cdf.is_constant()) {
        let density = cdf.derivative();
        let mass = if buyer { &Poly::one() - cdf } else { cdf.clone() };
        let (hazard, rest) = mass.divide(&density);
        if !rest.is_zero() || hazard.degree() > 1 {
            return None;
        }
        let (constant, slope) = (hazard.at(&Rational::zero()), hazard.derivative().leading());
        found.push(Block { lo: lo.clone(), hi: hi.clone(), density, constant, slope });
    }
    Some(found)
}

/// Does the virtual value stay monotone from block to block and across gaps?
fn monotone(blocks: &[Block], buyer: bool) -> bool {
    let hazard = |block: &Block, at: &Rational| &block.constant + &block.slope * at;
    let inside = blocks.iter().all(|block| {
        let slope = if buyer { -&block.slope } else { block.slope.clone() };
        slope >= Rational::from(-1)
    });
    inside
        && blocks.windows(2).all(|pair| {
            let (left, right) = (hazard(&pair[0], &pair[0].hi), hazard(&pair[1], &pair[1].lo));
            pair[0].hi == pair[1].lo && if buyer { right <= left } else { right >= left }
        })
}

/// A pair of blocks, with the trade rule at a multiplier `t`.
///
/// Trade takes place where `v - c >= t (h(v) + k(c))`.
struct Rule<'a> {
    buyer: &'a Block,
    seller: &'a Block,
}

impl Rule<'_> {
    /// The line `v -> c` under which trade takes place, at a multiplier.
    fn line(&self, t: &Rational) -> Poly {
        let scale = (Rational::one() + t * &self.seller.slope).recip().unwrap_or_default();
        let slope = Rational::one() - t * &self.buyer.slope;
        let constant = -(t * (&self.buyer.constant + &self.seller.constant));
        Poly::linear(constant * &scale, slope * scale)
    }

    /// The multipliers at which the line passes through a corner of the rectangle.
    fn corners(&self) -> Vec<Rational> {
        let mut found = Vec::new();
        for v in [&self.buyer.lo, &self.buyer.hi] {
            for c in [&self.seller.lo, &self.seller.hi] {
                let hazards = &self.buyer.constant
                    + &self.buyer.slope * v
                    + &self.seller.constant
                    + &self.seller.slope * c;
                found.extend((v - c).checked_div(&hazards));
            }
        }
        found
    }

    /// The integral over traded pairs of `weight_v(v) + weight_c(c)` times the densities.
    fn integral(&self, t: &Rational, weight_v: &Poly, weight_c: &Poly) -> Rational {
        let (b, s) = (self.buyer, self.seller);
        let line = self.line(t);
        let mass = s.density.antiderivative();
        let moment = (&s.density * weight_c).antiderivative();
        let below = |poly: &Poly| poly - &Poly::constant(poly.at(&s.lo));
        // At a given v: weight_v * mass(c) + moment(c), for c the end of trade.
        let inner = |end: &Poly| {
            let sum = &(weight_v * &below(&mass).compose(end)) + &below(&moment).compose(end);
            &b.density * &sum
        };
        let crossing = |level: &Rational| {
            let slope = line.derivative().leading();
            let start = level - line.at(&Rational::zero());
            let at = start.checked_div(&slope).unwrap_or_else(|| b.hi.clone());
            at.max(b.lo.clone()).min(b.hi.clone())
        };
        let (from, to) = (crossing(&s.lo), crossing(&s.hi));
        inner(&line).integral(&from, &to) + inner(&Poly::constant(s.hi.clone())).integral(&to, &b.hi)
    }
}

/// The sums over all pairs of blocks.
struct Pairs<'a>(Vec<Rule<'a>>);

impl Pairs<'_> {
    fn welfare(&self, t: &Rational) -> Rational {
        let (v, c) = (Poly::x(), -&Poly::x());
        self.0.iter().map(|rule| rule.integral(t, &v, &c)).sum()
    }

    /// Expected virtual gains: the surplus of the budget.
    fn budget(&self, t: &Rational) -> Rational {
        let surplus = |rule: &Rule<'_>| {
            let v = Poly::linear(-&rule.buyer.constant, Rational::one() - &rule.buyer.slope);
            let c = Poly::linear(-&rule.seller.constant, -(Rational::one() + &rule.seller.slope));
            rule.integral(t, &v, &c)
        };
        self.0.iter().map(surplus).sum()
    }

    /// A common denominator of welfare and budget as functions of the multiplier, and its degree.
    fn denominator(&self) -> Poly {
        let mut factors: Vec<Poly> = Vec::new();
        let mut degree = 3;
        for rule in &self.0 {
            let (b, s) = (rule.buyer, rule.seller);
            degree = degree.max(b.density.degree() + s.density.degree() + 3);
            let one = Rational::one();
            for factor in [Poly::linear(one.clone(), -&b.slope), Poly::linear(one.clone(), s.slope.clone())] {
                if !factor.is_constant() && !factors.contains(&factor) {
                    factors.push(factor);
                }
            }
        }
        factors.iter().fold(Poly::one(), |product, factor| &product * &factor.pow(degree))
    }
}

/// The second best and the multiplier that attains it.
struct Second {
    welfare: Real,
    multiplier: Real,
}

fn second_best(pairs: &Pairs<'_>) -> Option<Second> {
    // The budget grows with the multiplier: find the corner-free interval of its root.
    let mut breaks = vec![Rational::zero(), Rational::one()];
    breaks.extend(pairs.0.iter().flat_map(Rule::corners));
    breaks.retain(|t| !t.is_negative() && *t <= Rational::one());
    breaks.sort();
    breaks.dedup();
    let place = breaks.iter().position(|t| !pairs.budget(t).is_negative())?;
    if pairs.budget(&breaks[place]).is_zero() {
        let t = &breaks[place];
        return Some(Second { welfare: Real::from(pairs.welfare(t)), multiplier: Real::from(t.clone()) });
    }
    let (lo, hi) = (breaks.get(place.checked_sub(1)?)?, &breaks[place]);
    let denominator = pairs.denominator();
    let count = i64::try_from(2 * denominator.degree() + 8).ok()?;
    let recover = |value: &dyn Fn(&Rational) -> Rational| {
        let point = |k: i64| {
            let t = lo + (hi - lo) * Rational::new(k, count).unwrap_or_default();
            let value = value(&t) * denominator.at(&t);
            (t, value)
        };
        through_points(&(0..=count).map(point).collect::<Vec<_>>())
    };
    let budget = recover(&|t| pairs.budget(t));
    let welfare = recover(&|t| pairs.welfare(t));
    let multiplier = roots(&budget, lo, hi)?.into_iter().next()?;
    let welfare = multiplier.quotient(&welfare, &denominator)?;
    Some(Second { welfare, multiplier })
}

/// The constant `d` of the rule "trade iff v - c >= d", if the optimal rule has that form.
fn threshold(pairs: &Pairs<'_>, multiplier: &Real) -> Option<Real> {
    let first = pairs.0.first()?;
    let (slope, sum) = (first.seller.slope.clone(), &first.buyer.constant + &first.seller.constant);
    let fits = |rule: &Rule<'_>| {
        rule.seller.slope == slope
            && -&rule.buyer.slope == slope
            && &rule.buyer.constant + &rule.seller.constant == sum
    };
    let below = Poly::linear(Rational::one(), slope.clone());
    pairs.0.iter().all(fits).then(|| multiplier.quotient(&Poly::x().scale(&sum), &below))?
}

/// Efficient trade, its subsidy, and the second best.
pub(crate) fn trade(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let (seller, buyer) = (fields.get("seller")?, fields.get("buyer")?);
    let (seller, buyer) = match (Law::read(&seller)?, Law::read(&buyer)?) {
        (Law::Discrete(seller), Law::Discrete(buyer)) => {
            let setting = product(&buyer, &seller);
            return Ok(Answer::new()
                .number("first_best", &setting.first_best())
                .number("minimal_subsidy", &super::barter::subsidy(&setting)?)
                .number("second_best", &setting.bayesian()?)
                .done());
        }
        (Law::Continuous(_), Law::Continuous(_)) => (Law::plain(&seller)?, Law::plain(&buyer)?),
        _ => {
            let what = "both laws must be discrete, or neither".into();
            return Err(EvalError::Unsupported { field: "seller".into(), what });
        }
    };
    let lo = seller.cdf.lo().min(buyer.cdf.lo());
    let hi = seller.cdf.hi().max(buyer.cdf.hi());
    let gains: Piecewise = seller.spread(lo, hi).zip(&buyer.spread(lo, hi), |g, f| g * &(&Poly::one() - f));
    let first_best = gains.integral();
    // Rents of both sides above their worst types, less the gains.
    let rents = gains.integral_between(buyer.cdf.lo(), buyer.cdf.hi())
        + gains.integral_between(seller.cdf.lo(), seller.cdf.hi());
    let subsidy = rents - &first_best;
    let answer = Answer::new().number("first_best", &first_best).number("minimal_subsidy", &subsidy);
    if !subsidy.is_positive() {
        return Ok(answer.number("second_best", &first_best).value("second_best_threshold", "0").done());
    }
    let unsupported = |what: &str| EvalError::Unsupported { field: "buyer".into(), what: what.into() };
    let affine = "the second best is exact only where (1-F)/f and G/g are affine on each piece";
    let buyers = blocks(&buyer, true).ok_or_else(|| unsupported(affine))?;
    let sellers = blocks(&seller, false).ok_or_else(|| unsupported(affine))?;
    if !monotone(&buyers, true) || !monotone(&sellers, false) {
        return Err(unsupported("the second best needs monotone virtual values"));
    }
    let pairs = Pairs(
        buyers.iter().flat_map(|buyer| sellers.iter().map(move |seller| Rule { buyer, seller })).collect(),
    );
    let second = second_best(&pairs).ok_or_else(|| too_large("buyer"))?;
    let answer = answer.value("second_best", second.welfare.to_json());
    Ok(match threshold(&pairs, &second.multiplier) {
        Some(threshold) => answer.value("second_best_threshold", threshold.to_json()).done(),
        None => answer.done(),
    })
}
