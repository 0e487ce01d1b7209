//! Costly information: the decider against the inventory, criteria and dual tests; bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

#[test]
fn conditions_fail_in_order() {
    for (alpha, u, t, failing) in [
        // G6 of the inventory: only multipliers of reports that occur in the state count.
        (json!([[["1/2", "1/4"], [0, "1/4"]]]), json!([1, 8]), json!([[1, 4]]), json!(null)),
        // G14: the second report is never sent, and would pay.
        (
            json!([[["1/2", "1/2"]], [[0, 0]]]),
            json!([1, 1]),
            json!([[1], ["1/4"]]),
            json!({"condition": "UNUSED", "i": 1, "sum": "4"}),
        ),
        // G1: fully revealing posteriors.
        (
            json!([[[0, "2/5"], [0, 0]], [[0, 0], ["3/5", 0]]]),
            json!([1, 2]),
            json!([[1, 9], [9, 1]]),
            json!({"condition": "BOUNDARY", "i": 0, "state": 0}),
        ),
        // Abstaining is better: the price is above every value.
        (json!([[["1/2", "1/2"]]]), json!([1, 2]), json!([[4]]), json!({"condition": "NA", "sum": "3"})),
        // The first report pays more in every cell that it shares with the second.
        (
            json!([[["1/4", "1/4"]], [["1/4", "1/4"]]]),
            json!([1, 1]),
            json!([[1], ["1/2"]]),
            json!({"condition": "ST/DF/CS", "i": 0, "j": 0, "state": 0}),
        ),
    ] {
        let question = json!({"side": "buyer", "alpha": alpha, "U": u, "T": t});
        let answer = ask("attention.implementable", &question);
        assert_eq!(answer["failing"], failing, "{question}");
        assert_eq!(answer["implementable"], failing.is_null());
    }
}

/// The seller is the buyer with values and payments inverted and the reports exchanged.
#[test]
fn sides_mirror() {
    let mut dice = Dice::new(12);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..300 {
        let (rows, columns) =
            (usize::try_from(dice.whole(1, 2)).unwrap(), usize::try_from(dice.whole(1, 2)).unwrap());
        let law = dice.law(rows * columns * 2);
        let at = |i: usize, j: usize| list(&law[(i * columns + j) * 2..][..2]);
        let straight: Vec<Vec<Value>> = (0..rows).map(|i| (0..columns).map(|j| at(i, j)).collect()).collect();
        let turned: Vec<Vec<Value>> = (0..columns).map(|j| (0..rows).map(|i| at(i, j)).collect()).collect();
        let u: Vec<Rational> = (0..2).map(|_| Rational::from(dice.whole(1, 4))).collect();
        // At equal posteriors and payments that keep half of the value, everything holds.
        let t = ratio(1, dice.whole(1, 3));
        let buyer: Vec<Vec<String>> = vec![vec![t.to_string(); columns]; rows];
        let seller: Vec<Vec<String>> = vec![vec![t.recip().unwrap().to_string(); rows]; columns];
        let inverse: Vec<Rational> = u.iter().map(|u| u.recip().unwrap()).collect();
        let one = ask(
            "attention.implementable",
            &json!({"side": "buyer", "alpha": straight, "U": list(&u), "T": buyer}),
        );
        let other = ask(
            "attention.implementable",
            &json!({"side": "seller", "alpha": turned, "U": list(&inverse), "T": seller}),
        );
        assert_eq!(one["implementable"], other["implementable"]);
        assert_eq!(one["failing"]["condition"], other["failing"]["condition"]);
        assert_eq!(one["failing"]["i"], other["failing"]["j"]);
        *(if one["implementable"] == true { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 5 && bad > 5, "{good} {bad}");
}

/// The cycle test equals the criterion: interior posteriors, equal wherever a pair of reports occurs.
#[test]
fn efficient_plans() {
    let mut dice = Dice::new(13);
    let (mut good, mut bad) = (0, 0);
    for trial in 0..700 {
        let (rows, columns, states) = (2, 2 + usize::try_from(dice.whole(0, 1)).unwrap(), 2 + trial % 2);
        let mut cells = vec![vec![vec![0_i64; states]; columns]; rows];
        if trial % 2 == 0 {
            // Blocks: the state and the pair are independent inside each block.
            let joined = dice.whole(0, 1) == 0;
            for (i, row) in cells.iter_mut().enumerate() {
                let odds: Vec<i64> =
                    (0..states).map(|v| if joined { 1 } else { i64::try_from(i * v).unwrap() + 1 }).collect();
                for (j, cell) in row.iter_mut().enumerate() {
                    if joined || (j == 0) == (i == 0) {
                        let size = dice.whole(1, 3);
                        cell.iter_mut().zip(&odds).for_each(|(cell, odds)| *cell = size * odds);
                    }
                }
            }
        } else {
            cells.iter_mut().flatten().flatten().for_each(|cell| *cell = (dice.whole(-2, 2)).max(0));
        }
        let sum: i64 = cells.iter().flatten().flatten().sum();
        if sum == 0 || (0..states).any(|v| cells.iter().flatten().all(|cell| cell[v] == 0)) {
            continue;
        }
        let alpha: Vec<Vec<Vec<String>>> = cells
            .iter()
            .map(|row| {
                row.iter().map(|cell| cell.iter().map(|c| ratio(*c, sum).to_string()).collect()).collect()
            })
            .collect();
        let answer = ask("attention.efficient", &json!({"alpha": alpha}));
        let posterior = |chosen: Vec<&Vec<i64>>| -> Option<Vec<Rational>> {
            let mass: i64 = chosen.iter().copied().flatten().sum();
            (mass > 0)
                .then(|| (0..states).map(|v| ratio(chosen.iter().map(|cell| cell[v]).sum(), mass)).collect())
        };
        let mu: Vec<_> = cells.iter().map(|row| posterior(row.iter().collect())).collect();
        let nu: Vec<_> = (0..columns).map(|j| posterior(cells.iter().map(|row| &row[j]).collect())).collect();
        let interior = mu.iter().chain(&nu).flatten().flatten().all(Rational::is_positive);
        let equal =
            (0..rows).all(|i| (0..columns).all(|j| cells[i][j].iter().all(|c| *c == 0) || mu[i] == nu[j]));
        assert_eq!(answer["implementable"], interior && equal, "{cells:?}");
        *(if interior && equal { &mut good } else { &mut bad }) += 1;
    }
    assert!(good > 100 && bad > 100, "{good} {bad}");
}

#[test]
fn revenues_of_the_inventory() {
    // Minimal subsidies: the seller is the buyer at the inverse values.
    for (buyer, seller, posteriors, exact) in [
        (json!([6, 70]), json!(["1/3", "1/35"]), json!(["7/8", "1/8"]), "log(30/49)"),
        (json!([14, 270]), json!(["1/7", "1/135"]), json!(["15/16", "1/16"]), "log(14/25)"),
    ] {
        let ask = |u: &Value| {
            ask("attention.revenue", &json!({"U": u, "mu0_hi": "1/2", "posteriors_hi": posteriors}))
        };
        let (b, s) = (ask(&buyer), ask(&seller));
        assert_eq!((&b["regime"], &s["regime"]), (&json!("kink at m1"), &json!("kink at m2")));
        let strip = |value: &Value| {
            models_support::read(
                value["value"]["exact"]
                    .as_str()
                    .unwrap()
                    .strip_prefix("1/2*log(")
                    .or(value["value"]["exact"].as_str().unwrap().strip_prefix("log("))
                    .unwrap()
                    .strip_suffix(')')
                    .unwrap(),
            )
        };
        let halves = |value: &Value| {
            if value["value"]["exact"].as_str().unwrap().starts_with("1/2") {
                strip(value)
            } else {
                strip(value).pow(2)
            }
        };
        let total = halves(&b) * halves(&s);
        assert_eq!(format!("log({total})"), {
            let inner = models_support::read(exact.strip_prefix("log(").unwrap().strip_suffix(')').unwrap());
            format!("log({})", inner.pow(2))
        });
    }
    let answer =
        ask("attention.revenue", &json!({"U": [2, 2], "mu0_hi": "1/2", "posteriors_hi": ["3/4", "1/4"]}));
    assert_eq!(answer["regime"], "interior");
    // Information that is worth nothing costs its entropy reduction twice over.
    assert!(num(&answer, "value.lo") < ratio(7, 10));
}

/// Enclosures are narrow and hold the kink formulas of the inventory, at random points.
#[test]
fn revenues_are_closed_forms() {
    let mut dice = Dice::new(21);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..300 {
        let prior = ratio(dice.whole(2, 8), 10);
        let m1 = &prior + (Rational::one() - &prior) * ratio(dice.whole(1, 7), 8);
        let m2 = &prior * ratio(dice.whole(1, 7), 8);
        let u = [ratio(dice.whole(1, 9), 1), ratio(dice.whole(1, 60), 1)];
        let question = json!({"U": list(&u), "mu0_hi": prior.to_string(), "posteriors_hi": list(&[m1.clone(), m2.clone()])});
        let answer = ask("attention.revenue", &question);
        let one = Rational::one();
        let tau = (&prior - &m2).checked_div(&(&m1 - &m2)).unwrap();
        let rest = &one - &tau;
        let divide = |a: &Rational, b: &Rational| a.checked_div(b).unwrap();
        let mean = |m: &Rational| divide(m, &u[1]) + divide(&(&one - m), &u[0]);
        let mut sum = mechproof::exact::logarithm::LogSum::new();
        let regime = answer["regime"].as_str().unwrap().to_owned();
        match regime.as_str() {
            "interior" => {
                sum.add(&tau, &divide(&(&u[1] * &tau), &m1));
                sum.add(&rest, &divide(&(&u[0] * &rest), &(&one - &m2)));
            }
            "kink at m1" => {
                sum.add(&-&one, &mean(&m1));
                sum.add(&-&rest, &divide(&(&one - &m2), &(&one - &m1)));
            }
            _ => {
                sum.add(&-&one, &mean(&m2));
                sum.add(&-&tau, &divide(&m1, &m2));
            }
        }
        *seen.entry(regime).or_insert(0) += 1;
        assert_eq!(answer["value"], sum.to_json(), "{question}");
        if answer["value"].is_object() {
            let width = num(&answer, "value.hi") - num(&answer, "value.lo");
            assert!(width <= Rational::from(10).pow(12).recip().unwrap());
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[test]
fn bad_questions() {
    let alpha = json!([[["1/2", "1/2"]]]);
    for (model, question, message) in [
        ("attention.efficient", json!({"alpha": [[["1/2", "1/3"]]]}), "`alpha` sums to 5/6, not to 1"),
        (
            "attention.efficient",
            json!({"alpha": [[[1, 0]]]}),
            "`alpha` must be positive in some cell of state 1",
        ),
        (
            "attention.efficient",
            json!({"alpha": [[["1/2", "1/2"]], []]}),
            "`alpha[1]` must have 1 entries, not 0",
        ),
        (
            "attention.implementable",
            json!({"side": "broker", "alpha": alpha, "U": [1, 1], "T": [[1]]}),
            "`side` must be \"buyer\" or \"seller\"",
        ),
        (
            "attention.implementable",
            json!({"side": "buyer", "alpha": alpha, "U": [1, 0], "T": [[1]]}),
            "`U` must be positive: values and payments are exponentiated",
        ),
        (
            "attention.revenue",
            json!({"U": [1, 2], "mu0_hi": "1/2", "posteriors_hi": ["1/2", "1/4"]}),
            "`posteriors_hi` is out of order: the first above the prior, the second below it",
        ),
        (
            "attention.revenue",
            json!({"U": [1, 2], "mu0_hi": "1/10", "posteriors_hi": ["2/5", "3/10"]}),
            "`posteriors_hi` is out of order: the first above the prior, the second below it",
        ),
        (
            "attention.revenue",
            json!({"U": [1, 2], "mu0_hi": "1/2", "posteriors_hi": [1, 0]}),
            "`posteriors_hi` must be strictly between 0 and 1",
        ),
    ] {
        assert_eq!(refuse(model, &question).to_string(), message);
    }
}
