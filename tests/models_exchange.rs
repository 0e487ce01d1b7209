//! Trade with continuous laws: the inventory's numbers, closed families, grids in the limit, bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, num, ratio, refuse};
use serde_json::{Value, json};

#[test]
fn uniform_laws() {
    let uniform = json!({"uniform": [0, 1]});
    assert_eq!(
        ask("trade.continuous", &json!({"seller": uniform, "buyer": uniform})),
        json!({"first_best": "1/6", "minimal_subsidy": "1/6", "second_best": "9/64", "second_best_threshold": "1/4"})
    );
    for (seller, buyer, first, subsidy) in
        [([0, 1], [2, 3], "2", "-1"), ([0, 1], [1, 2], "1", "0"), ([1, 2], [0, 1], "0", "0")]
    {
        let answer =
            ask("trade.continuous", &json!({"seller": {"uniform": seller}, "buyer": {"uniform": buyer}}));
        assert_eq!((&answer["first_best"], &answer["minimal_subsidy"]), (&json!(first), &json!(subsidy)));
        assert_eq!(answer["second_best"], answer["first_best"]);
    }
}

/// F = 1-(1-v)^a, G = c^a: trade iff v - c >= 1/(2(a+1)); the ratios of the inventory.
#[test]
fn symmetric_family() {
    for (a, places) in [(1_i64, "0.84375"), (2, "0.80"), (3, "0.785"), (4, "0.774")] {
        let question = json!({"seller": {"power": a}, "buyer": {"survival_power": a}});
        let answer = ask("trade.continuous", &question);
        assert_eq!(num(&answer, "second_best_threshold"), ratio(1, 2 * (a + 1)), "{answer}");
        let share = num(&answer, "second_best").checked_div(&num(&answer, "first_best")).unwrap();
        let shown = mechproof::exact::interval::decimal(&share);
        assert!(shown.starts_with(places), "{shown}");
    }
    let answer = ask("trade.continuous", &json!({"seller": {"power": 2}, "buyer": {"survival_power": 2}}));
    assert_eq!(answer["second_best"], "625/23328");
}

/// Uniform laws on overlapping intervals: the threshold rule makes the expected virtual gains 0.
#[test]
fn overlapping_uniform_laws() {
    let mut dice = Dice::new(61);
    let mut inner = 0;
    for _ in 0..200 {
        let (a, c) = (dice.whole(0, 3), dice.whole(0, 3));
        let (b, d) = (a + dice.whole(1, 4), c + dice.whole(1, 4));
        let question = json!({"seller": {"uniform": [a, b]}, "buyer": {"uniform": [c, d]}});
        let answer = ask("trade.continuous", &question);
        // Gains and subsidy by midpoints of unit cells, which are exact for these piecewise quadratics.
        let cdf = |lo: i64, hi: i64, x: &Rational| {
            ((x - Rational::from(lo)) * ratio(1, hi - lo)).max(Rational::zero()).min(Rational::one())
        };
        let integral = |lo: i64, hi: i64| -> Rational {
            (lo..hi)
                .map(|k| {
                    let at = [(0, 1), (1, 4), (2, 1)].map(|(step, weight)| {
                        let x = ratio(2 * k + step, 2);
                        cdf(a, b, &x) * (Rational::one() - cdf(c, d, &x)) * ratio(weight, 6)
                    });
                    at.into_iter().sum::<Rational>()
                })
                .sum()
        };
        let first = integral(a.min(c), b.max(d));
        assert_eq!(num(&answer, "first_best"), first);
        assert_eq!(num(&answer, "minimal_subsidy"), integral(a, b) + integral(c, d) - &first);
        let value = |path: &str| {
            let found = mechproof::models::lookup(&answer, path).unwrap();
            if found.is_string() { num(&answer, path) } else { num(&answer, &format!("{path}.interval[0]")) }
        };
        let (second, low) = (value("second_best"), value("second_best_threshold"));
        assert!(second <= first);
        if num(&answer, "minimal_subsidy").is_positive() {
            assert!(low.is_positive() && second < first);
            inner += 1;
            // At the threshold: sum over a fine grid of virtual gains is nearly 0.
            if inner <= 12 {
                let steps = 60;
                let mut total = Rational::zero();
                for i in 0..steps {
                    for j in 0..steps {
                        let v = Rational::from(c) + ratio((2 * i + 1) * (d - c), 2 * steps);
                        let s = Rational::from(a) + ratio((2 * j + 1) * (b - a), 2 * steps);
                        if &v - &s >= low {
                            total += &(Rational::from(2) * (&v - &s) - Rational::from(d) + Rational::from(a));
                        }
                    }
                }
                let mean = total * ratio(1, steps * steps);
                assert!(mean.abs() < ratio(1, 8), "{question} {mean}");
            }
        }
    }
    assert!(inner > 60);
}

/// Different exponents: no single threshold, but the second best lies between the best price and the first best.
#[test]
fn asymmetric_family() {
    for (a, b) in [(1, 2), (2, 1), (3, 1)] {
        let question = json!({"seller": {"power": b}, "buyer": {"survival_power": a}});
        let answer = ask("trade.continuous", &question);
        assert!(answer.get("second_best_threshold").is_none());
        let second = answer["second_best"]["interval"][0]
            .as_str()
            .map_or_else(|| num(&answer, "second_best"), models_support::read);
        let posted = ask("mediator.static", &question)["full_information_best"].clone();
        let posted = posted["interval"][0].as_str().or(posted.as_str()).map(models_support::read).unwrap();
        assert!(posted < second && second < num(&answer, "first_best"), "{answer}");
    }
}

/// Two uniform pieces a side, against the linear program on a grid.
#[test]
fn pieces_against_a_grid() {
    let buyer = json!({"density": {"knots": [0, "1/2", 1], "pieces": [["2/3"], ["4/3"]]}});
    let answer = ask("trade.continuous", &json!({"seller": {"mirror": buyer}, "buyer": buyer}));
    let exact =
        answer["second_best"]["approx"].as_str().unwrap_or_else(|| panic!("{answer}"))[..8].to_owned();
    let n = 8_i64;
    let points: Vec<String> = (0..n).map(|k| ratio(2 * k + 1, 2 * n).to_string()).collect();
    let rising: Vec<Rational> = (0..n).map(|k| ratio(if 2 * k < n { 2 } else { 4 }, 3 * n)).collect();
    let falling: Vec<Rational> = rising.iter().rev().cloned().collect();
    let law = |probs: &[Rational]| json!({"values": points, "probs": models_support::json(probs)});
    let grid = ask("trade.discrete", &json!({"seller": law(&falling), "buyer": law(&rising)}));
    let gap = num(&grid, "second_best") - models_support::read(&exact);
    assert!(gap.abs() < ratio(1, 60), "{gap} {exact}");
    let _: Value = grid;
}

#[test]
fn bad_questions() {
    let uniform = json!({"uniform": [0, 1]});
    for (seller, buyer, message) in [
        (
            json!({"beta": [2, 2]}),
            uniform.clone(),
            "`buyer`: the second best is exact only where (1-F)/f and G/g are affine on each piece",
        ),
        (
            uniform.clone(),
            json!({"density": {"knots": [0, "1/2", 1], "pieces": [["8/5"], ["2/5"]]}}),
            "`buyer`: the second best needs monotone virtual values",
        ),
        (
            json!({"discrete": {"values": [0], "probs": [1]}}),
            uniform,
            "`seller`: both laws must be discrete, or neither",
        ),
    ] {
        assert_eq!(
            refuse("trade.continuous", &json!({"seller": seller, "buyer": buyer})).to_string(),
            message
        );
    }
}
