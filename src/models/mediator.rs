//! Mediated trade: `mediator.static`, `mediator.sequential`, `mediator.wait`, `mediator.expost`.
//!
//! Source: Gottardi and Mezzetti, "What Do Mediators Do?". Consumes laws of the
//! buyer's value and the seller's cost; produces the solutions of the static
//! equations by exact elimination, the price of the sequential mechanism, the
//! payoffs of waiting, and an exact linear program for finite signals.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::discrete::Discrete;
use super::error::EvalError;
use super::input::Fields;
use super::law::{Continuous, Law};
use super::linear::{dot, over};
use super::output::{Answer, number, table};
use super::partnership::too_large;
use super::structures::Setting;
use crate::exact::algebraic::{Real, roots};
use crate::exact::piecewise::Piecewise;
use crate::exact::polynomial::Poly;

/// The most cuts a side.
const MOST_CUTS: usize = 5;

/// Both laws on a common interval, with the integrals of the static problem.
pub(crate) struct Market {
    /// `1 - F`.
    pub(crate) demand: Piecewise,
    /// The integral of `v dF` above.
    pub(crate) worth: Piecewise,
    /// `G`.
    pub(crate) supply: Piecewise,
    /// The integral of `c dG` below.
    pub(crate) cost: Piecewise,
    /// The top of the buyer's support.
    top: Rational,
    /// The bottom of the seller's support.
    bottom: Rational,
}

impl Market {
    fn of(buyer: &Continuous, seller: &Continuous) -> Self {
        let lo = buyer.cdf.lo().min(seller.cdf.lo());
        let hi = buyer.cdf.hi().max(seller.cdf.hi());
        Self::within(buyer, seller, lo, hi)
    }

    /// On an interval that holds both supports.
    pub(crate) fn within(buyer: &Continuous, seller: &Continuous, lo: &Rational, hi: &Rational) -> Self {
        let (f, g) = (buyer.spread(lo, hi), seller.spread(lo, hi));
        let weighted = |cdf: &Piecewise| cdf.map(|cdf| &Poly::x() * &cdf.derivative()).antiderivative();
        let (below, cost) = (weighted(&f), weighted(&g));
        let mean = below.at(below.hi());
        Market {
            demand: f.map(|cdf| &Poly::one() - cdf),
            worth: below.map(|poly| &Poly::constant(mean.clone()) - poly),
            supply: g,
            cost,
            top: buyer.cdf.hi().clone(),
            bottom: seller.cdf.lo().clone(),
        }
    }

    fn first_best(&self) -> Rational {
        self.supply.zip(&self.demand, |g, s| g * s).integral()
    }

    /// The best welfare at one posted price when both sides know their types.
    fn full_information(&self) -> Option<Real> {
        let gain = self.supply.zip(&self.worth, |g, a| g * a);
        let gain = gain.zip(&self.demand.zip(&self.cost, |s, b| s * b), |up, down| up - down);
        let mut best = Real::from(Rational::zero());
        for (lo, hi, poly) in gain.pieces() {
            let mut points = vec![Real::from(lo.clone()), Real::from(hi.clone())];
            if !poly.is_constant() {
                points.extend(roots(&poly.derivative(), lo, hi)?);
            }
            for point in points {
                best = best.max(point.image(poly)?);
            }
        }
        Some(best)
    }

    /// Every solution of `x = E[c | c <= y]`, `y = E[v | v >= x]`, with its welfare.
    fn solutions(&self) -> Option<Vec<[Real; 3]>> {
        let mut found: Vec<[Real; 3]> = Vec::new();
        for ((lo, hi, s), (_, _, a)) in self.demand.pieces().zip(self.worth.pieces()) {
            if s.is_zero() {
                continue;
            }
            // y = above / below, in lowest terms.
            let common = s.gcd(a);
            let (above, below) = (a.divide(&common).0, s.divide(&common).0);
            for ((from, to, g), (_, _, b)) in self.supply.pieces().zip(self.cost.pieces()) {
                if g.is_zero() {
                    continue;
                }
                let degree = g.degree().max(b.degree());
                let inserted = |poly: &Poly| {
                    let terms = poly.coefficients().iter().enumerate();
                    terms.fold(Poly::zero(), |sum, (k, coefficient)| {
                        let term = &above.pow(k) * &below.pow(degree - k);
                        &sum + &term.scale(coefficient)
                    })
                };
                let (sold, spent) = (inserted(g), inserted(b));
                for x in roots(&(&(&Poly::x() * &sold) - &spent), lo, hi)? {
                    let Some(y) = x.quotient(&above, &below) else { continue };
                    let inside = y.against(from).is_ge() && y.against(to).is_le();
                    if !inside || x.against(&self.top).is_ge() || y.against(&self.bottom).is_le() {
                        continue;
                    }
                    let welfare = &(&sold * a) - &(&spent * s);
                    let welfare = x.quotient(&welfare, &below.pow(degree))?;
                    if !found.iter().any(|known| known[0] == x && known[1] == y) {
                        found.push([x, y, welfare]);
                    }
                }
            }
        }
        found.sort();
        Some(found)
    }
}

fn solution([x, y, welfare]: &[Real; 3]) -> Value {
    json!({"x": x.to_json(), "y": y.to_json(), "W": welfare.to_json()})
}

/// The answer from the solutions by increasing x; on ties the smallest x is the optimum.
fn static_answer(found: &[[Real; 3]], first_best: &Rational, posted: &Real) -> Value {
    let mut optimum: Option<&[Real; 3]> = None;
    for candidate in found {
        if optimum.is_none_or(|best| candidate[2] > best[2]) {
            optimum = Some(candidate);
        }
    }
    Answer::new()
        .value("solutions", found.iter().map(solution).collect::<Vec<_>>())
        .value("optimum", optimum.map_or(Value::Null, solution))
        .number("first_best", first_best)
        .value("full_information_best", posted.to_json())
        .done()
}

/// The best mechanism with one price and information chosen by the mediator.
pub(crate) fn fixed(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let (buyer, seller) = (fields.get("buyer")?, fields.get("seller")?);
    match (Law::read(&buyer)?, Law::read(&seller)?) {
        (Law::Discrete(buyer), Law::Discrete(seller)) => Ok(finite(&buyer, &seller)),
        (Law::Continuous(_), Law::Continuous(_)) => {
            let market = Market::of(&Law::plain(&buyer)?, &Law::plain(&seller)?);
            let found = market.solutions().ok_or_else(|| too_large("buyer"))?;
            let posted = market.full_information().ok_or_else(|| too_large("buyer"))?;
            Ok(static_answer(&found, &market.first_best(), &posted))
        }
        _ => Err(EvalError::Unsupported {
            field: "seller".into(),
            what: "both laws must be discrete, or neither".into(),
        }),
    }
}

/// The same by enumeration of threshold rules, for finitely many values.
///
/// A solution is a pair of thresholds at which both equations hold and `x`, `y`
/// select the same values as the thresholds do.
fn finite(buyer: &Discrete, seller: &Discrete) -> Value {
    let mut found: Vec<[Real; 3]> = Vec::new();
    let mut posted = Rational::zero();
    for low in 0..buyer.values.len() {
        let (values, probs) = (&buyer.values[low..], &buyer.probs[low..]);
        let demand: Rational = probs.iter().cloned().sum();
        let worth = dot(values, probs);
        for high in 1..=seller.values.len() {
            let (costs, weights) = (&seller.values[..high], &seller.probs[..high]);
            let supply: Rational = weights.iter().cloned().sum();
            let cost = dot(costs, weights);
            let welfare = &supply * &worth - &demand * &cost;
            let (x, y) = (over(&cost, &supply), over(&worth, &demand));
            let same_buyers = buyer.values.iter().filter(|value| **value < x).count() == low;
            let same_sellers = seller.values.iter().filter(|value| **value <= y).count() == high;
            if same_buyers && same_sellers {
                found.push([x, y, welfare.clone()].map(Real::from));
            }
            // One price for both: some price lies between the thresholds.
            if costs[high - 1] <= values[0] {
                posted = posted.max(welfare);
            }
        }
    }
    found.sort();
    let row = |p: &Rational| seller.probs.iter().map(|r| p * r).collect();
    let prob = buyer.probs.iter().map(row).collect();
    let setting = Setting { buyer: buyer.values.clone(), seller: seller.values.clone(), prob };
    static_answer(&found, &setting.first_best(), &Real::from(posted))
}

/// The price of the sequential mechanism at a cost.
pub(crate) fn sequential(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let (buyer, seller) = (fields.get("buyer")?, fields.get("seller")?);
    let cost = fields.rational("cost")?;
    let top_of_costs = match Law::read(&seller)? {
        Law::Continuous(law) => law.highest(),
        Law::Discrete(law) => law.values.last().cloned().unwrap_or_default(),
    };
    let (price, most) = match Law::read(&buyer)? {
        Law::Continuous(_) => {
            let law = Law::plain(&buyer)?;
            if cost >= law.highest() {
                return Err(fields.range("cost", "below the top of the buyer's support"));
            }
            let weighted = law.cdf.map(|cdf| &Poly::x() * &cdf.derivative());
            let below = cost.clone().max(law.lowest());
            let worth = weighted.integral_between(&below, law.cdf.hi());
            let price = over(&worth, &(Rational::one() - law.cdf.at(&below)));
            let lo = law.cdf.lo().min(&top_of_costs);
            let demand = law.spread(lo, law.cdf.hi()).map(|cdf| &Poly::one() - cdf);
            (price, demand.integral_between(&top_of_costs, law.cdf.hi()))
        }
        Law::Discrete(law) => {
            let above: Vec<(&Rational, &Rational)> =
                law.values.iter().zip(&law.probs).filter(|(value, _)| **value >= cost).collect();
            let mass: Rational = above.iter().map(|(_, p)| (*p).clone()).sum();
            if mass.is_zero() {
                return Err(fields.range("cost", "at most the top of the buyer's support"));
            }
            let worth: Rational = above.iter().map(|(value, p)| *value * *p).sum();
            let excess = law.values.iter().map(|value| (value - &top_of_costs).max(Rational::zero()));
            let most: Rational = excess.zip(&law.probs).map(|(excess, p)| excess * p).sum();
            (over(&worth, &mass), most)
        }
    };
    Ok(Answer::new().number("price", &price).number("price_family_max_k", &most).done())
}

/// Reporting a value now, or a little later, under uniform priors.
pub(crate) fn wait(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let (v, delta) = (fields.rational("v")?, fields.rational("delta")?);
    let one = Rational::one();
    if v.is_negative() || v >= one {
        return Err(fields.range("v", "at least 0 and below 1"));
    }
    let later = &v + &delta;
    if delta.is_negative() || later > one {
        return Err(fields.range("delta", "at least 0, and v + delta at most 1"));
    }
    let remaining = &one - &v;
    let mean_gain = |from: &Rational| (&one - from) * Rational::new(1, 2).unwrap_or_default();
    // A report of r: price r, the buyer's value is uniform above, the cost must be below r.
    let report = |r: &Rational| mean_gain(r) * over(&(&one - r), &remaining) * over(r, &remaining);
    let now = report(&v);
    // A seller with cost c reports first: price c, trade if the buyer's value is above.
    let seller_at = |c: &Rational| mean_gain(c) * over(&(&one - c), &remaining);
    let displayed = report(&later) + seller_at(&(&one - &later)) * over(&delta, &remaining);
    let gain = Poly::linear(one.clone(), Rational::from(-1)).pow(2);
    let gain = gain.scale(&over(&Rational::new(1, 2).unwrap_or_default(), &(&remaining * &remaining)));
    let exact = report(&later) + gain.integral(&(&one - &later), &remaining);
    Ok(Answer::new()
        .number("now", &now)
        .number("displayed_wait", &displayed)
        .number("exact_wait", &exact)
        .done())
}

/// The best mechanism with posterior incentives on finite signals, under uniform priors.
pub(crate) fn expost(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let mut cells = Vec::new();
    for name in ["buyer_cuts", "seller_cuts"] {
        let cuts = fields.get(name)?.increasing(MOST_CUTS)?;
        if !cuts[0].is_positive() || cuts.last().is_some_and(|cut| *cut >= Rational::one()) {
            return Err(fields.range(name, "strictly between 0 and 1"));
        }
        let mut ends = vec![Rational::zero()];
        ends.extend(cuts);
        ends.push(Rational::one());
        let half = Rational::new(1, 2).unwrap_or_default();
        let side: Vec<(Rational, Rational)> =
            ends.windows(2).map(|pair| ((&pair[0] + &pair[1]) * &half, &pair[1] - &pair[0])).collect();
        cells.push(side);
    }
    let (buyer, seller) = (&cells[0], &cells[1]);
    let row = |p: &Rational| seller.iter().map(|(_, r)| p * r).collect();
    let setting = Setting {
        buyer: buyer.iter().map(|(mean, _)| mean.clone()).collect(),
        seller: seller.iter().map(|(mean, _)| mean.clone()).collect(),
        prob: buyer.iter().map(|(_, p)| row(p)).collect(),
    };
    let best = setting.dominant_mechanism()?;
    Ok(Answer::new()
        .value("optimal_W", number(&best.welfare))
        .value("q", table(&best.q))
        .value("t", table(&best.t))
        .done())
}
