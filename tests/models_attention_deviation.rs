//! The exact decider of implementability against a direct search for the best deviation, in floating point.
//!
//! The best deviation maximises a concave function; the search is an ascent as in the algorithm of Blahut and
//! Arimoto, which also gives an upper bound. Trades have any rational probability. Explicit deviations are checked
//! from their own law.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio};
use serde_json::{Value, json};

/// Gains below this are too small for the search to tell from none.
const MARGIN: f64 = 1e-6;

/// A buyer's question in exact numbers.
struct Question {
    alpha: Vec<Vec<Vec<Rational>>>,
    worth: Vec<Rational>,
    pay: Vec<Vec<Rational>>,
    trade: Vec<Vec<Rational>>,
}

fn float(number: &Rational) -> f64 {
    let (num, den) = (number.numerator().to_string(), number.denominator().to_string());
    num.parse::<f64>().unwrap() / den.parse::<f64>().unwrap()
}

impl Question {
    fn json(&self) -> Value {
        let table = |rows: &[Vec<Rational>]| -> Value { rows.iter().map(|row| list(row)).collect() };
        let alpha: Value = self.alpha.iter().map(|row| table(row)).collect();
        json!({"side": "buyer", "alpha": alpha, "U": list(&self.worth), "T": table(&self.pay), "q": table(&self.trade)})
    }

    /// Logarithms of the payoffs; the last own report abstains.
    fn payoffs(&self) -> Vec<Vec<Vec<f64>>> {
        let cell = |i: usize, j: usize| {
            let (q, t) = (float(&self.trade[i][j]), float(&self.pay[i][j]).ln());
            self.worth.iter().map(|u| q * float(u).ln() - t).collect::<Vec<f64>>()
        };
        let (rows, columns) = (self.alpha.len(), self.alpha[0].len());
        let mut payoffs: Vec<Vec<Vec<f64>>> =
            (0..rows).map(|i| (0..columns).map(|j| cell(i, j)).collect()).collect();
        payoffs.push(vec![vec![0.0; self.worth.len()]; columns]);
        payoffs
    }

    fn law(&self) -> Vec<Vec<Vec<f64>>> {
        let mut law: Vec<Vec<Vec<f64>>> = self
            .alpha
            .iter()
            .map(|row| row.iter().map(|cell| cell.iter().map(float).collect()).collect())
            .collect();
        law.push(vec![vec![0.0; self.worth.len()]; self.alpha[0].len()]);
        law
    }
}

/// Expected payoff less the expected logarithm of posteriors.
fn value(law: &[Vec<Vec<f64>>], payoffs: &[Vec<Vec<f64>>]) -> f64 {
    let mut total = 0.0;
    for (row, pays) in law.iter().zip(payoffs) {
        let states = row[0].len();
        let joint: Vec<f64> = (0..states).map(|v| row.iter().map(|cell| cell[v]).sum()).collect();
        let mass: f64 = joint.iter().sum();
        for (cell, pay) in row.iter().zip(pays) {
            total += cell.iter().zip(pay).map(|(a, g)| a * g).sum::<f64>();
        }
        total -= joint.iter().filter(|p| **p > 0.0).map(|p| p * (p / mass).ln()).sum::<f64>();
    }
    total
}

/// A value that some deviation reaches, and one that none exceeds.
fn best_deviation(question: &Question) -> (f64, f64) {
    let payoffs = question.payoffs();
    let given = question.law();
    let (reports, columns, states) = (given.len(), given[0].len(), given[0][0].len());
    let mass = |j: usize, v: usize| given.iter().map(|row| row[j][v]).sum::<f64>();
    let share = 1.0 / f64::from(u32::try_from(reports).unwrap());
    let mut law = given.clone();
    for row in &mut law {
        for (j, cell) in row.iter_mut().enumerate() {
            cell.iter_mut().enumerate().for_each(|(v, a)| *a = 0.5 * *a + 0.5 * share * mass(j, v));
        }
    }
    let mut upper = f64::INFINITY;
    for _ in 0..4000 {
        let scores: Vec<Vec<Vec<f64>>> = law
            .iter()
            .zip(&payoffs)
            .map(|(row, pays)| {
                let joint: Vec<f64> = (0..states).map(|v| row.iter().map(|cell| cell[v]).sum()).collect();
                let total: f64 = joint.iter().sum();
                let score = |j: usize, v: usize| pays[j][v] - (joint[v] / total).ln();
                (0..columns).map(|j| (0..states).map(|v| score(j, v)).collect()).collect()
            })
            .collect();
        let mut bound = 0.0;
        for j in 0..columns {
            for v in 0..states {
                let most = scores.iter().map(|row| row[j][v]).fold(f64::NEG_INFINITY, f64::max);
                bound += mass(j, v) * most;
                let weights: Vec<f64> =
                    (0..reports).map(|i| law[i][j][v] * (scores[i][j][v] - most).exp()).collect();
                let total: f64 = weights.iter().sum();
                if total > 0.0 {
                    let scale = mass(j, v) / total;
                    weights.iter().enumerate().for_each(|(i, w)| law[i][j][v] = w * scale);
                }
            }
        }
        upper = upper.min(bound);
    }
    (value(&law, &payoffs), upper)
}

/// Two own reports with interior posteriors, between which the payoffs are indifferent; the other's reports say nothing.
fn indifferent(dice: &mut Dice, states: usize, columns: usize, trades: &[Rational; 2]) -> Question {
    let (first, second) = (dice.law(states), dice.law(states));
    let (weights, shares) = (dice.law(2), dice.law(columns));
    let row = |weight: &Rational, posterior: &[Rational]| -> Vec<Vec<Rational>> {
        shares.iter().map(|share| posterior.iter().map(|p| weight * share * p).collect()).collect()
    };
    let alpha = vec![row(&weights[0], &first), row(&weights[1], &second)];
    // U to the power of the difference of the trades is the ratio of the posteriors.
    let power = (&trades[0] - &trades[1]).recip().unwrap();
    let power = u32::try_from(power.numerator().to_i64().unwrap()).unwrap();
    let worth = first.iter().zip(&second).map(|(a, b)| a.checked_div(b).unwrap().pow(power)).collect();
    let size = ratio(dice.whole(1, 8), dice.whole(2, 6));
    let pay = vec![vec![size; columns]; 2];
    let trade = trades.iter().map(|q| vec![q.clone(); columns]).collect();
    Question { alpha, worth, pay, trade }
}

fn arbitrary(dice: &mut Dice, states: usize, rows: usize, columns: usize) -> Question {
    let cells: Vec<i64> = (0..rows * columns * states).map(|_| dice.whole(-1, 4).max(0)).collect();
    let at = |i: usize, j: usize, v: usize| cells[(i * columns + j) * states + v];
    // Every state occurs.
    let least = |i: usize, j: usize, v: usize| at(i, j, v) + i64::from(i == 0 && j == 0);
    let sum: i64 = (0..rows * columns * states)
        .map(|k| least(k / (columns * states), k / states % columns, k % states))
        .sum();
    let alpha = (0..rows)
        .map(|i| (0..columns).map(|j| (0..states).map(|v| ratio(least(i, j, v), sum)).collect()).collect())
        .collect();
    let number = |dice: &mut Dice| ratio(dice.whole(1, 6), dice.whole(1, 4));
    let worth = (0..states).map(|_| number(dice)).collect();
    let pay = (0..rows).map(|_| (0..columns).map(|_| number(dice)).collect()).collect();
    let trade = (0..rows).map(|_| (0..columns).map(|_| ratio(dice.whole(0, 4), 4)).collect()).collect();
    Question { alpha, worth, pay, trade }
}

/// The law of an explicit deviation is one, and gains what is said.
fn check_deviation(question: &Question, answer: &Value) {
    let gain = num(answer, "deviation.gain.lo");
    assert!(gain.is_positive(), "{answer}");
    let cell = |cell: &Value| -> Vec<Rational> {
        cell.as_array().unwrap().iter().map(|p| models_support::read(p.as_str().unwrap())).collect()
    };
    let row = |row: &Value| -> Vec<Vec<Rational>> { row.as_array().unwrap().iter().map(cell).collect() };
    let deviation = &answer["deviation"];
    let mut law: Vec<Vec<Vec<Rational>>> = deviation["law"].as_array().unwrap().iter().map(row).collect();
    law.push(row(&deviation["abstain"]));
    for (j, column) in question.alpha[0].iter().enumerate() {
        for v in 0..column.len() {
            let sum = |law: &[Vec<Vec<Rational>>]| law.iter().map(|row| row[j][v].clone()).sum::<Rational>();
            assert_eq!(sum(&law), sum(&question.alpha), "the marginal of the other report and the state");
            assert!(law.iter().all(|row| !row[j][v].is_negative()));
        }
    }
    let law: Vec<Vec<Vec<f64>>> =
        law.iter().map(|row| row.iter().map(|cell| cell.iter().map(float).collect()).collect()).collect();
    let payoffs = question.payoffs();
    let found = value(&law, &payoffs) - value(&question.law(), &payoffs);
    let gain = num(answer, "deviation.gain.approx");
    assert!((found - float(&gain)).abs() < 1e-9, "{found} {gain}");
}

#[test]
fn decider_and_search_agree() {
    let mut dice = Dice::new(31);
    let (mut good, mut bad, mut close) = (0, 0, 0);
    let mut conditions = std::collections::BTreeMap::new();
    for trial in 0..240_usize {
        let (states, columns) = (2 + trial % 2, 1 + trial / 2 % 2);
        let question = match trial % 4 {
            0 => indifferent(&mut dice, states, columns, &[Rational::one(), Rational::zero()]),
            1 => indifferent(&mut dice, states, columns, &[ratio(3, 4), ratio(1, 4)]),
            2 => {
                let mut question = indifferent(&mut dice, states, columns, &[ratio(1, 2), Rational::zero()]);
                question.pay[0][0] = &question.pay[0][0] * &ratio(dice.whole(9, 11), 10);
                question
            }
            _ => arbitrary(&mut dice, states, 1 + trial / 4 % 3, columns),
        };
        let answer = ask("attention.implementable", &question.json());
        let given = value(&question.law(), &question.payoffs());
        let (reached, bound) = best_deviation(&question);
        assert!(bound >= given - 1e-9 && bound >= reached - 1e-9);
        if answer["implementable"] == true {
            good += 1;
            assert!(reached <= given + 1e-9, "{} {reached} {given}", question.json());
            assert_eq!(answer["deviation"], Value::Null);
        } else {
            bad += 1;
            let condition = answer["failing"]["condition"].as_str().unwrap().to_owned();
            *conditions.entry(condition).or_insert(0) += 1;
            check_deviation(&question, &answer);
            // No search exceeds its own bound, and the explicit gain is real.
            assert!(bound >= given + float(&num(&answer, "deviation.gain.lo")) - 1e-9);
            if reached < given + MARGIN {
                close += 1;
            }
        }
    }
    assert!(good >= 50 && bad >= 100, "{good} {bad}");
    assert!(close <= 6, "{close} of {bad} gains are below the margin");
    assert!(conditions.len() >= 3, "{conditions:?}");
}

/// Roots: sums that are 1 exactly, and sums that miss it by little.
#[test]
fn sums_of_roots() {
    // One report, two equally likely states, q = 1/2: the sum is (T/2)(1/sqrt(U1) + 1/sqrt(U2)).
    for (u, t, sum) in [
        (json!([4, 4]), "2", Value::Null),
        (json!([1, 9]), "3/2", Value::Null),
        (json!([1, 9]), "151/100", json!("151/150")),
        // sqrt 2 = 1.41421356...: T/sqrt 2 just below and above 1.
        (json!([2, 2]), "141421356/100000000", Value::Null),
    ] {
        let question =
            json!({"side": "buyer", "alpha": [[["1/2", "1/2"]]], "U": u, "T": [[t]], "q": [["1/2"]]});
        let answer = ask("attention.implementable", &question);
        assert_eq!(answer["implementable"], sum.is_null(), "{question}");
        if !sum.is_null() {
            assert_eq!(answer["failing"], json!({"condition": "NA", "sum": sum}));
        }
    }
    let question = json!({"side": "buyer", "alpha": [[["1/2", "1/2"]]], "U": [2, 2], "T": [["141421357/100000000"]], "q": [["1/2"]]});
    let answer = ask("attention.implementable", &question);
    assert_eq!(answer["failing"]["condition"], "NA");
    assert!(num(&answer, "failing.sum.lo") > Rational::one());
    assert!(num(&answer, "deviation.gain.lo").is_positive());
}
