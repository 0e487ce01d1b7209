//! A monopolist before and after disclosure: `intermediary.monopoly`, `intermediary.price-discrimination`,
//! `intermediary.segmentation`, `intermediary.surplus-triangle`.
//!
//! Source: Dworczak, section 2 (values on a grid, no cost). Consumes values and
//! a prior; produces optimal prices by enumeration, and the corners of the set
//! of surpluses under every segmentation as linear programs over segmentations.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value};

use super::error::EvalError;
use super::input::Fields;
use super::linear::{Best, Form, Program, add, attained};
use super::output::{Answer, numbers, table};
use crate::draw::{Area, Axis, Curve, Drawing, Mark, Point, to_json};

/// The most values.
pub(super) const MOST: usize = 12;

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
    /// The variable of each value's mass in the segment of each price, rows by price.
    mass: Vec<Vec<usize>>,
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
            program.name(format!("prior({})", market.values[value]));
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
                program.name(format!("price({} against {})", market.values[price], market.values[other]));
            }
            profit.extend(revenue(price, 1));
            let rents = market.rents(price);
            consumers.extend(row.iter().copied().zip(rents));
        }
        Segments { program, mass, consumers, profit }
    }

    /// Among the points of least profit, or of most, the one of least or most consumer surplus.
    fn corner(self, profit_up: bool, consumers_up: bool) -> Result<Value, EvalError> {
        Ok(numbers(&self.corner_point(profit_up, consumers_up)?))
    }

    fn corner_point(mut self, profit_up: bool, consumers_up: bool) -> Result<Point, EvalError> {
        let best = |program: &Program, up: bool, form: &Form| -> Result<Best, EvalError> {
            attained(if up { program.maximum(form.clone())? } else { program.minimum(form.clone())? })
        };
        let profit = best(&self.program, profit_up, &self.profit)?.value;
        self.program.equal(self.profit.clone(), profit.clone());
        let consumers = best(&self.program, consumers_up, &self.consumers)?.value;
        Ok([consumers, profit])
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

/// The segmentation that is best for a weighted sum of the two surpluses, with multipliers that prove it.
pub(crate) fn segmentation(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let market = Market::read(map)?;
    let (consumers, profit) = (fields.rational("weight_cs")?, fields.rational("weight_ps")?);
    let segments = Segments::of(&market);
    let mut objective = Form::new();
    add(&mut objective, &consumers, &segments.consumers);
    add(&mut objective, &profit, &segments.profit);
    let best = attained(segments.program.maximum(objective)?)?;
    let at = |form: &Form| form.iter().map(|(place, factor)| factor * &best.point[*place]).sum::<Rational>();
    let mass: Vec<Vec<Rational>> = (segments.mass.iter())
        .map(|row| row.iter().map(|place| best.point[*place].clone()).collect())
        .collect();
    Ok(Answer::new()
        .number("value", &best.value)
        .value("cs_ps", numbers([&at(&segments.consumers), &at(&segments.profit)]))
        .value("mass_by_price_and_value", table(&mass))
        .value("multipliers", segments.program.named(&best.multipliers))
        .done())
}

/// The triangle of surpluses under segmentation, drawn beside what is left to a mediator who has to elicit.
pub(crate) fn surplus_triangle(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let market = Market::read(map)?;
    let mut corners: Vec<Point> = Vec::new();
    for (profit, consumers) in [(false, false), (true, false), (false, true)] {
        corners.push(Segments::of(&market).corner_point(profit, consumers)?);
    }
    let (profit, prices) = market.best();
    let mut elicited: Vec<Point> =
        prices.iter().map(|price| [market.consumers(*price), profit.clone()]).collect();
    elicited.sort();
    let surplus = corners.iter().map(|[cs, ps]| cs + ps).max().unwrap_or_default();
    let axis = |label: &str| Axis {
        label: label.to_owned(),
        from: Rational::zero(),
        to: &surplus * Rational::new(11, 10).unwrap_or_else(Rational::one),
    };
    let mark = |label: &str, at: &Point| Mark { label: label.to_owned(), at: at.clone() };
    let mut marks = vec![mark("all to the seller", &corners[1]), mark("most for consumers", &corners[2])];
    marks.extend(elicited.iter().map(|point| mark("no information", point)));
    let drawing = Drawing {
        caption: "Consumer surplus and profit: what a mediator who knows the values can reach by segments, \
                  and what is left to one who has to elicit them (the outcomes without information)"
            .to_owned(),
        across: axis("consumer surplus"),
        up: axis("profit"),
        areas: vec![Area { label: "segments".to_owned(), outlines: vec![corners.clone()] }],
        curves: vec![Curve { label: "elicited".to_owned(), lines: vec![elicited.clone()], dashed: false }],
        marks,
    };
    Ok(Answer::new()
        .value("vertices_cs_ps", points(&corners))
        .value("elicited_cs_ps", points(&elicited))
        .value("drawing", to_json(&drawing))
        .done())
}

fn points(points: &[Point]) -> Vec<Value> {
    points.iter().map(numbers).collect()
}
