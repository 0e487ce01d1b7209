//! Auctions with continuous laws: closed forms, the inventory's numbers, and bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

fn halves(low: &str, high: &str) -> Value {
    json!({"density": {"knots": [0, "1/2", 1], "pieces": [[low], [high]]}})
}

/// F = v^a: bid a(n-1)/(a(n-1)+1) v, revenue a^2 n(n-1)/((a(n-1)+1)(an+1)).
#[test]
fn power_laws() {
    for n in 1..=5_i64 {
        for (above, below) in [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2), (2, 3)] {
            let a = ratio(above, below);
            let one = Rational::one();
            let (m, all) = (&a * Rational::from(n - 1), &a * Rational::from(n));
            // A type whose bid is rational.
            let kind = ratio(1, 3).pow(u32::try_from(below).unwrap());
            let question = json!({"n": n, "law": {"power": a.to_string()}, "type": kind.to_string()});
            if above > 1 && below > 1 || a < one {
                // Not regular, or a reserve of a large degree: only where it is answered.
                if mechproof::models::evaluate("auction.symmetric", &question).is_err() {
                    continue;
                }
            }
            let answer = ask("auction.symmetric", &question);
            let revenue =
                (a.pow(2) * Rational::from(n * (n - 1))).checked_div(&((&m + &one) * (all + &one))).unwrap();
            assert_eq!(num(&answer, "first_price_revenue"), revenue, "{n} {a}");
            assert_eq!(num(&answer, "second_price_revenue"), revenue);
            assert_eq!(num(&answer, "bid_at"), m.checked_div(&(&m + &one)).unwrap() * kind);
            assert_eq!(answer["regular"], a >= one);
        }
    }
}

#[test]
fn uniform_and_reserve() {
    let answer = ask("auction.symmetric", &json!({"n": 2, "law": {"uniform": [0, 1]}, "type": "1/2"}));
    assert_eq!(
        answer,
        json!({"first_price_revenue": "1/3", "second_price_revenue": "1/3", "reserve": "1/2",
            "optimal_revenue": "5/12", "regular": true, "ironed": [], "bid_at": "1/4"})
    );
    let answer = ask("auction.symmetric", &json!({"n": 1, "law": {"power": 2}}));
    assert_eq!(answer["reserve"]["minpoly"], json!(["3", "0", "-1"]));
    let answer = ask("auction.symmetric", &json!({"n": 2, "law": {"uniform": [1, 2]}, "type": 1}));
    assert_eq!((&answer["reserve"], &answer["bid_at"]), (&json!("1"), &json!("1")));
    assert_eq!(answer["optimal_revenue"], answer["second_price_revenue"]);
    // A gap in the support: the formula with psi would give 1.
    let gap = json!({"density": {"knots": [0, 1, 2, 3], "pieces": [["1/2"], [0], ["1/2"]]}});
    let answer = ask("auction.symmetric", &json!({"n": 1, "law": gap}));
    assert_eq!((&answer["optimal_revenue"], &answer["reserve"]), (&json!("1"), &json!("2")));
    assert_eq!(answer["regular"], false);
    for law in [json!({"beta": [2, 2]}), json!({"triangular": [0, "1/2", 1]}), json!({"survival_power": 3})] {
        let answer = ask("auction.symmetric", &json!({"n": 3, "law": law}));
        assert_eq!(answer["first_price_revenue"], answer["second_price_revenue"], "{law}");
        assert_eq!(answer["regular"], true);
    }
}

#[test]
fn ironing_of_the_inventory() {
    let law = halves("8/5", "2/5");
    for (n, optimal, second) in [(1, "5/32", "0"), (2, "1277/4800", ""), (3, "44417/128000", "")] {
        let answer = ask("auction.symmetric", &json!({"n": n, "law": law}));
        assert_eq!(answer["optimal_revenue"], optimal, "{answer}");
        assert_eq!(answer["ironed"], json!([{"interval": ["7/16", "5/8"], "value": "1/4"}]));
        assert!(second.is_empty() || answer["second_price_revenue"] == second);
    }
    // A dip below 0 does not matter for revenue, but is ironed all the same.
    let law = json!({"density": {"knots": [0, "1/4", 1], "pieces": [[2], ["2/3"]]}});
    let answer = ask("auction.symmetric", &json!({"n": 2, "law": law}));
    assert_eq!(answer["regular"], false);
    assert_eq!(answer["ironed"].as_array().unwrap().len(), 1);
}

/// Regular laws: the optimal revenue is that of a second-price auction with the reserve.
#[test]
fn reserve_prices_are_optimal() {
    let mut dice = Dice::new(51);
    let (mut plain, mut ironed) = (0, 0);
    for _ in 0..200 {
        let parts = [0; 3].map(|_| dice.whole(1, 6));
        let sum: i64 = parts.iter().sum();
        let pieces = parts.map(|part| vec![ratio(part * 3, sum).to_string()]);
        let law = json!({"density": {"knots": [0, "1/3", "2/3", 1], "pieces": pieces}});
        let n = dice.whole(1, 3);
        let answer = ask("auction.symmetric", &json!({"n": n, "law": law}));
        assert_eq!(answer["first_price_revenue"], answer["second_price_revenue"]);
        assert_eq!(answer["regular"], parts.is_sorted());
        let Some(reserve) = answer["reserve"].as_str() else { continue };
        let reserve = models_support::read(reserve);
        // F and its powers at thirds; the price auction's revenue by exact integration of a step sum.
        let cdf = |v: &Rational| -> Rational {
            (0_i64..3)
                .map(|k| {
                    let length = (v.clone().min(ratio(k + 1, 3)) - ratio(k, 3)).max(Rational::zero());
                    length * ratio(parts[usize::try_from(k).unwrap()] * 3, sum)
                })
                .sum()
        };
        // Revenue: r (1 - F(r)^n) + int_r (1 - nF^(n-1) + (n-1)F^n): Simpson is exact up to degree 3.
        let power = |x: &Rational, k: i64| x.pow(u32::try_from(k).unwrap());
        let tail = |v: &Rational| {
            let f = cdf(v);
            Rational::one() - Rational::from(n) * power(&f, n - 1) + Rational::from(n - 1) * power(&f, n)
        };
        let mut knots: Vec<Rational> = (0..=3).map(|k| ratio(k, 3)).filter(|k| *k > reserve).collect();
        knots.insert(0, reserve.clone());
        let mut price = &reserve * (Rational::one() - power(&cdf(&reserve), n));
        for pair in knots.windows(2) {
            let middle = (&pair[0] + &pair[1]) * ratio(1, 2);
            let sum = tail(&pair[0]) + Rational::from(4) * tail(&middle) + tail(&pair[1]);
            price += &((&pair[1] - &pair[0]) * ratio(1, 6) * sum);
        }
        if let Some(optimal) = answer["optimal_revenue"].as_str() {
            let optimal = models_support::read(optimal);
            assert!(optimal >= price, "{law}");
            if answer["regular"] == true || n == 1 {
                assert_eq!(optimal, price, "{law}");
                plain += 1;
            } else {
                ironed += 1;
            }
        }
    }
    assert!(plain > 30 && ironed > 10, "{plain} {ironed}");
}

#[test]
fn different_laws() {
    let laws = json!([{"uniform": [0, 1]}, {"uniform": [0, 2]}]);
    let answer = ask("auction.independent", &json!({"laws": laws}));
    assert_eq!(answer["second_price_revenue"], "5/12");
    // E max(0, 2v-1, 2w-2): the winner may not be the highest value.
    let h = |z: Rational| {
        ((&z + Rational::one()) * ratio(1, 2)).min(Rational::one()) * (z + Rational::from(2)) * ratio(1, 4)
    };
    let simpson = |lo: Rational, hi: Rational| {
        let middle = (&lo + &hi) * ratio(1, 2);
        let sum = [(lo.clone(), 1), (middle, 4), (hi.clone(), 1)]
            .map(|(z, k)| (Rational::one() - h(z)) * Rational::from(k));
        (hi - lo) * ratio(1, 6) * sum.into_iter().sum::<Rational>()
    };
    let expected = simpson(Rational::zero(), Rational::one()) + simpson(Rational::one(), Rational::from(2));
    assert_eq!(num(&answer, "optimal_revenue"), expected);
    let mut dice = Dice::new(52);
    for _ in 0..60 {
        // Equal laws in two guises: the distribution of virtual values against the symmetric formula.
        let top = dice.whole(1, 4);
        let (one, other) = (
            json!({"uniform": [0, top]}),
            json!({"density": {"knots": [0, top], "pieces": [[ratio(1, top).to_string()]]}}),
        );
        let n = usize::try_from(dice.whole(1, 4)).unwrap();
        let same = ask("auction.independent", &json!({"laws": vec![&one; n]}));
        assert_eq!(same, ask("auction.independent", &json!({"laws": vec![&other; n]})));
        let symmetric = ask("auction.symmetric", &json!({"n": n, "law": one}));
        assert_eq!(same["optimal_revenue"], symmetric["optimal_revenue"]);
        assert_eq!(same["second_price_revenue"], symmetric["second_price_revenue"]);
        // An extra bidder without worth changes nothing.
        let idle = json!({"uniform": [0, "1/1000000"]});
        let mut laws = vec![one; n];
        laws.push(idle);
        let more = ask("auction.independent", &json!({"laws": laws}));
        let gain = num(&more, "optimal_revenue") - num(&same, "optimal_revenue");
        assert!(!gain.is_negative() && gain < ratio(1, 1_000_000));
    }
    let ironed = halves("8/5", "2/5");
    let idle = json!({"uniform": [0, "1/1000000"]});
    let answer = ask("auction.independent", &json!({"laws": [ironed, ironed, idle]}));
    let gain = num(&answer, "optimal_revenue") - ratio(1277, 4800);
    assert!(!gain.is_negative() && gain < ratio(1, 1_000_000), "{answer}");
}

#[test]
fn bad_questions() {
    let uniform = json!({"uniform": [0, 1]});
    for (model, question, message) in [
        ("auction.symmetric", json!({"n": 0, "law": uniform}), "`n` must be a whole number from 1 to 8"),
        ("auction.symmetric", json!({"n": "3/2", "law": uniform}), "`n` must be a whole number from 1 to 8"),
        (
            "auction.symmetric",
            json!({"n": 2, "law": uniform, "type": 2}),
            "`type` must be in the support of the law",
        ),
        (
            "auction.symmetric",
            json!({"n": 2, "law": {"uniform": [-1, 1]}}),
            "`law` must be a law on numbers that are at least 0",
        ),
        (
            "auction.independent",
            json!({"laws": [uniform, {"power": 2}]}),
            "`laws`: different laws need virtual values that are affine on each piece",
        ),
        ("auction.independent", json!({"laws": []}), "`laws` must be a list with at least one entry"),
    ] {
        assert_eq!(refuse(model, &question).to_string(), message);
    }
    let _ = list(&[]);
}
