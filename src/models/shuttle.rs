//! Full-scale shuttle diplomacy: `mediator.dynamic`.
//!
//! Source: Gottardi and Mezzetti, the shuttle phase and the final stage, with
//! the inventory's three readings. Consumes laws on [0, 1] and a number of
//! periods; produces the fair price, exact inefficiencies by integration, and
//! the least slack of sincere reporting as a linear program in the prices.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::error::EvalError;
use super::input::Fields;
use super::law::Law;
use super::linear::{Form, Program, attained, over};
use super::mediator::Market;
use super::output::Answer;
use super::partnership::too_large;
use crate::exact::algebraic::{Real, roots};
use crate::exact::polynomial::Poly;

/// The most periods.
const MOST_PERIODS: i64 = 24;

/// What one side can learn in one period.
struct Stage {
    lo: Rational,
    hi: Rational,
    /// The mean of the type in the interval, the threshold told to the other side.
    mean: Rational,
    /// The probability of the interval.
    mass: Rational,
}

/// The protocol at a threshold.
struct Shuttle<'a> {
    market: &'a Market,
    price: &'a Rational,
    sellers: Vec<Stage>,
    buyers: Vec<Stage>,
}

fn stage(lo: Rational, hi: Rational, mass: Rational, moment: &Rational) -> Stage {
    let middle = (&lo + &hi) * Rational::new(1, 2).unwrap_or_default();
    let mean = moment.checked_div(&mass).unwrap_or(middle);
    Stage { lo, hi, mean, mass }
}

impl<'a> Shuttle<'a> {
    fn new(market: &'a Market, price: &'a Rational, periods: i64) -> Self {
        let one = Rational::one();
        let share = |t: i64| Rational::new(t, periods).unwrap_or_default();
        let seller = |t: i64| {
            let end = |t: i64| &one - (&one - price) * share(t);
            let (lo, hi) = (end(t), end(t - 1));
            let mass = market.supply.at(&hi) - market.supply.at(&lo);
            let moment = market.cost.at(&hi) - market.cost.at(&lo);
            stage(lo, hi, mass, &moment)
        };
        let buyer = |t: i64| {
            let (lo, hi) = (price * share(t - 1), price * share(t));
            let mass = market.demand.at(&lo) - market.demand.at(&hi);
            let moment = market.worth.at(&lo) - market.worth.at(&hi);
            stage(lo, hi, mass, &moment)
        };
        Shuttle {
            market,
            price,
            sellers: (1..=periods).map(seller).collect(),
            buyers: (1..=periods).map(buyer).collect(),
        }
    }

    /// The expected loss when traders learn intervals: the pairs of an interval that its mean misplaces.
    fn interval_loss(&self) -> Rational {
        let market = self.market;
        let sale = market.supply.map(Poly::derivative);
        let purchase = market.demand.map(|demand| -&demand.derivative());
        let mut total = Rational::zero();
        for seller in &self.sellers {
            // Loss of a cost c: the integral of (v - c) dF from c to the mean, of either sign.
            let (edge, demand) = (market.worth.at(&seller.mean), market.demand.at(&seller.mean));
            let loss = market.worth.zip(&market.demand, |worth, rest| {
                let all = worth - &(&Poly::x() * rest);
                let kept = &Poly::constant(edge.clone()) - &Poly::x().scale(&demand);
                &all - &kept
            });
            total +=
                &loss.zip(&sale, |loss, density| loss * density).integral_between(&seller.lo, &seller.hi);
        }
        for buyer in &self.buyers {
            let (edge, supply) = (market.cost.at(&buyer.mean), market.supply.at(&buyer.mean));
            let loss = market.cost.zip(&market.supply, |cost, mass| {
                let all = &(&Poly::x() * mass) - cost;
                let kept = &Poly::x().scale(&supply) - &Poly::constant(edge.clone());
                &all - &kept
            });
            total +=
                &loss.zip(&purchase, |loss, density| loss * density).integral_between(&buyer.lo, &buyer.hi);
        }
        total
    }

    /// The expected loss when a discovery in the last period meets the fair price and is refused.
    fn last_period_loss(&self) -> Rational {
        let market = self.market;
        let sale = market.supply.map(Poly::derivative);
        let purchase = market.demand.map(|demand| -&demand.derivative());
        let gain = market.worth.zip(&market.demand, |worth, rest| worth - &(&Poly::x() * rest));
        let rent = market.cost.zip(&market.supply, |cost, mass| &(&Poly::x() * mass) - cost);
        let mut total = Rational::zero();
        if let (Some(seller), Some(buyer)) = (self.sellers.last(), self.buyers.last()) {
            let lost = gain.zip(&sale, |gain, density| gain * density);
            total += &lost.integral_between(&seller.lo, &seller.hi);
            let lost = rent.zip(&purchase, |rent, density| rent * density);
            total += &lost.integral_between(&buyer.lo, &buyer.hi);
        }
        total
    }

    /// The least slack of sincere reports over all prices; the fair price free, or given.
    ///
    /// Prices are individually rational, and a trader who has discovered its
    /// interval reports at once; the slack is that of traders who have not.
    fn sincerity(&self, free: bool) -> Result<Rational, EvalError> {
        let market = self.market;
        let minus = Rational::from(-1);
        let mut program = Program::new();
        let count = self.sellers.len();
        let (ask, bid) = (program.frees(count), program.frees(count));
        let (fair, slack) = (program.free(), program.free());
        let (worth, demand) = (|x: &Rational| market.worth.at(x), |x: &Rational| market.demand.at(x));
        let (cost, supply) = (|x: &Rational| market.cost.at(x), |x: &Rational| market.supply.at(x));
        let unit = |variable: usize| vec![(variable, Rational::one())];
        let between = |program: &mut Program, variable: usize, lo: Rational, hi: Rational| {
            program.at_least(unit(variable), lo);
            program.at_most(unit(variable), hi);
        };
        for t in 0..count {
            let (seller, buyer) = (&self.sellers[t], &self.buyers[t]);
            let mean = over(&worth(&seller.mean), &demand(&seller.mean));
            between(&mut program, ask[t], seller.mean.clone(), mean.max(seller.mean.clone()));
            let mean = over(&cost(&buyer.mean), &supply(&buyer.mean));
            between(&mut program, bid[t], mean.min(buyer.mean.clone()), buyer.mean.clone());
        }
        let (low, high) =
            (over(&cost(self.price), &supply(self.price)), over(&worth(self.price), &demand(self.price)));
        if free {
            between(&mut program, fair, low, high);
        } else {
            program.equal(unit(fair), self.price.clone());
        }
        for t in 0..count {
            for later in t + 1..count {
                // Discovered: no gain from the price of a later period.
                let (now, then) = (&self.sellers[t], &self.sellers[later]);
                let (a, b) = (demand(&now.mean), demand(&then.mean));
                let rhs = &now.mean * (&a - &b);
                program.at_least(vec![(ask[t], a), (ask[later], -b)], rhs);
                let (now, then) = (&self.buyers[t], &self.buyers[later]);
                let (a, b) = (supply(&now.mean), supply(&then.mean));
                let rhs = -(&now.mean * (&a - &b));
                program.at_least(vec![(bid[t], -a), (bid[later], b)], rhs);
            }
            // Undiscovered seller: sincere less false, as a form and a constant.
            let mut form: Form = vec![(slack, minus.clone())];
            let mut constant = Rational::zero();
            for later in t..count {
                let buyer = &self.buyers[later];
                form.push((bid[later], &buyer.mass * supply(&buyer.mean)));
                constant = constant - &buyer.mass * cost(&buyer.mean);
                if later > t {
                    let seller = &self.sellers[later];
                    let weight = &seller.mass * demand(&seller.mean);
                    constant = constant - &seller.mean * &weight;
                    form.push((ask[later], weight));
                }
            }
            form.push((fair, supply(self.price) * demand(self.price)));
            constant = constant - cost(self.price) * demand(self.price);
            let (seller, reach) = (&self.sellers[t], demand(&self.sellers[t].mean));
            form.push((ask[t], -(&reach * supply(&seller.lo))));
            constant += &(&reach * cost(&seller.lo));
            program.at_least(form, -constant);
            // Undiscovered buyer.
            let mut form: Form = vec![(slack, minus.clone())];
            let mut constant = Rational::zero();
            for later in t + 1..count {
                let seller = &self.sellers[later];
                form.push((ask[later], -(&seller.mass * demand(&seller.mean))));
                constant += &(&seller.mass * worth(&seller.mean));
                let buyer = &self.buyers[later];
                let weight = &buyer.mass * supply(&buyer.mean);
                constant += &(&buyer.mean * &weight);
                form.push((bid[later], -weight));
            }
            form.push((fair, -(supply(self.price) * demand(self.price))));
            constant += &(worth(self.price) * supply(self.price));
            let (buyer, reach) = (&self.buyers[t], supply(&self.buyers[t].mean));
            form.push((bid[t], &reach * demand(&buyer.hi)));
            constant = constant - &reach * worth(&buyer.hi);
            program.at_least(form, -constant);
        }
        Ok(attained(program.maximum(unit(slack))?)?.value)
    }
}

/// The prices that split the gain between the two conditional means, in `(0, 1)`.
fn fair_prices(market: &Market) -> Option<Vec<Real>> {
    // m_F(p) - p = p - m_G(p), times (1 - F) G.
    let means = market.worth.zip(&market.supply, |worth, supply| worth * supply);
    let means = means.zip(&market.demand.zip(&market.cost, |demand, cost| demand * cost), |a, b| a + b);
    let both = market
        .demand
        .zip(&market.supply, |demand, supply| &Poly::x().scale(&Rational::from(2)) * &(demand * supply));
    let balance = means.zip(&both, |means, both| means - both);
    let weight = market.demand.zip(&market.supply, |demand, supply| demand * supply).refine(balance.knots());
    let mut found: Vec<Real> = Vec::new();
    for ((lo, hi, poly), (_, _, weight)) in balance.pieces().zip(weight.pieces()) {
        if weight.is_zero() {
            continue;
        }
        for root in roots(poly, lo, hi)? {
            let inside = root.image(weight)?.against(&Rational::zero()).is_gt();
            if inside && !found.contains(&root) {
                found.push(root);
            }
        }
    }
    found.sort();
    Some(found)
}

/// The protocol of several periods.
pub(crate) fn dynamic(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let (buyer_slot, seller_slot) = (fields.get("buyer")?, fields.get("seller")?);
    let (buyer, seller) = (Law::plain(&buyer_slot)?, Law::plain(&seller_slot)?);
    for (law, slot) in [(&buyer, &buyer_slot), (&seller, &seller_slot)] {
        if law.lowest().is_negative() || law.highest() > Rational::one() {
            return Err(EvalError::Range { field: slot.path(), required: "a law on [0, 1]".into() });
        }
    }
    let periods = fields.get("periods")?.integer(1, MOST_PERIODS)?;
    let market = Market::within(&buyer, &seller, &Rational::zero(), &Rational::one());
    let prices = fair_prices(&market).ok_or_else(|| too_large("buyer"))?;
    let price = match fields.maybe("fair_price") {
        Some(slot) => slot.rational()?,
        None => prices.first().and_then(Real::rational).filter(|_| prices.len() == 1).ok_or_else(|| {
            let what = "there is not just one rational fair price; give one".into();
            EvalError::Unsupported { field: "fair_price".into(), what }
        })?,
    };
    let one = Rational::one();
    if !price.is_positive() || price >= one {
        return Err(fields.range("fair_price", "strictly between 0 and 1"));
    }
    if market.supply.at(&price).is_zero() || market.demand.at(&price).is_zero() {
        return Err(fields.range("fair_price", "a price at which trade has positive probability"));
    }
    let shuttle = Shuttle::new(&market, &price, periods);
    // m' = f (m - x) / (1 - F), and its mirror image.
    let (demand, supply) = (market.demand.at(&price), market.supply.at(&price));
    let value_gap = over(&market.worth.at(&price), &demand) - &price;
    let cost_gap = &price - over(&market.cost.at(&price), &supply);
    let density = -market.demand.map(Poly::derivative).at(&price);
    let sale = market.supply.map(Poly::derivative).at(&price);
    let endgame = over(&(density * value_gap), &demand) + over(&(sale * cost_gap), &supply);
    let text = |number: Rational| number.to_string();
    Ok(Answer::new()
        .number("fair_price", &price)
        .value(
            "inefficiency",
            json!({"interval": text(shuttle.interval_loss()), "exact_last_period": text(shuttle.last_period_loss()),
                "exact": "0"}),
        )
        .value(
            "sincerity_least_slack",
            json!({"p_fair_free": text(shuttle.sincerity(true)?), "p_fair_given": text(shuttle.sincerity(false)?)}),
        )
        .number("endgame_sum", &endgame)
        .done())
}
