//! A monopolist before and after disclosure: `intermediary.monopoly`, `intermediary.price-discrimination`.
//!
//! Source: Dworczak, section 2 (values on a grid, no cost). Consumes values and
//! a prior; produces optimal prices by enumeration, and the corners of the set
//! of surpluses under every segmentation as linear programs over segmentations.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::linear::{Best, Form, Program, attained};
use super::output::{Answer, number, numbers};

/// The most values.
const MOST: usize = 12;

struct Market {
    values: Vec<Rational>,
    prior: Vec<Rational>,
}

impl Market {
    fn read(map: &Map<String, Value>) -> Result<Self, EvalError> {
        let fields = Fields::of(map);
        let values = fields.get("values")?.increasing(MOST)?;
        if values[0].is_negative() {
            return Err(fields.range("values", "at least 0"));
        }
        let prior = fields.get("prior")?.full_support(values.len())?;
        Ok(Market { values, prior })
    }

    fn profit(&self, price: usize) -> Rational {
        &self.values[price] * self.prior[price..].iter().cloned().sum::<Rational>()
    }

    fn rents(&self, price: usize) -> Vec<Rational> {
        self.values.iter().map(|value| (value - &self.values[price]).max(Rational::zero())).collect()
    }

    fn consumers(&self, price: usize) -> Rational {
        self.rents(price).iter().zip(&self.prior).map(|(rent, p)| rent * p).sum()
    }

    /// The most profit, and the positions of the prices that reach it.
    fn best(&self) -> (Rational, Vec<usize>) {
        let profits: Vec<Rational> = (0..self.values.len()).map(|price| self.profit(price)).collect();
        let best = profits.iter().max().cloned().unwrap_or_default();
        let prices = (0..profits.len()).filter(|price| profits[*price] == best).collect();
        (best, prices)
    }
}

/// The monopolist without information.
pub(crate) fn monopoly(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let market = Market::read(map)?;
    let (profit, prices) = market.best();
    let rents: Vec<Rational> = prices.iter().map(|price| market.consumers(*price)).collect();
    Ok(Answer::new()
        .number("profit", &profit)
        .value("optimal_prices", numbers(prices.iter().map(|price| &market.values[*price])))
        .value("consumer_rent_at_each_optimal_price", numbers(&rents))
        .value("type_rents_at_lowest_optimal_price", numbers(&market.rents(prices[0])))
        .done())
}

/// Segmentations as variables: the mass of each value in the segment of each price.
struct Segments {
    program: Program,
    consumers: Form,
    profit: Form,
}

impl Segments {
    fn of(market: &Market) -> Self {
        let count = market.values.len();
        let mut program = Program::new();
        let mass: Vec<Vec<usize>> =
            (0..count).map(|_| (0..count).map(|_| program.nonnegative()).collect()).collect();
        for (value, p) in market.prior.iter().enumerate() {
            program.equal(mass.iter().map(|row| (row[value], Rational::one())).collect(), p.clone());
        }
        let (mut consumers, mut profit) = (Form::new(), Form::new());
        for (price, row) in mass.iter().enumerate() {
            let revenue = |price: usize, sign: i64| -> Form {
                row[price..].iter().map(|m| (*m, Rational::from(sign) * &market.values[price])).collect()
            };
            for other in (0..count).filter(|other| *other != price) {
                let mut form = revenue(price, 1);
                form.extend(revenue(other, -1));
                program.at_least(form, Rational::zero());
            }
            profit.extend(revenue(price, 1));
            let rents = market.rents(price);
            consumers.extend(row.iter().copied().zip(rents));
        }
        Segments { program, consumers, profit }
    }

    /// Among the points of least profit, or of most, the one of least or most consumer surplus.
    fn corner(mut self, profit_up: bool, consumers_up: bool) -> Result<Value, EvalError> {
        let best = |program: &Program, up: bool, form: &Form| -> Result<Best, EvalError> {
            attained(if up { program.maximum(form.clone())? } else { program.minimum(form.clone())? })
        };
        let profit = best(&self.program, profit_up, &self.profit)?.value;
        self.program.equal(self.profit.clone(), profit.clone());
        let consumers = best(&self.program, consumers_up, &self.consumers)?.value;
        Ok(Value::Array(vec![number(&consumers), number(&profit)]))
    }
}

/// What the two sides can get when the monopolist learns a segment.
pub(crate) fn price_discrimination(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let market = Market::read(map)?;
    let corners = [(false, false), (true, false), (false, true)]
        .map(|(profit, consumers)| Segments::of(&market).corner(profit, consumers))
        .into_iter()
        .collect::<Result<Vec<Value>, EvalError>>()?;
    let (profit, prices) = market.best();
    let point = |price: &usize| numbers([&market.consumers(*price), &profit]);
    let points: Vec<Value> = prices.iter().map(point).collect();
    Ok(Answer::new().value("vertices_cs_ps", corners).value("uniform_monopoly_points_cs_ps", points).done())
}
