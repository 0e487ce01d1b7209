//! Mediated trade: the inventory's numbers, closed families, identities, and bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

fn quarters(parts: [i64; 4], den: i64) -> Value {
    let pieces = parts.map(|part| vec![ratio(part, den).to_string()]);
    json!({"density": {"knots": [0, "1/4", "1/2", "3/4", 1], "pieces": pieces}})
}

fn symmetric(law: &Value) -> Value {
    json!({"buyer": law, "seller": {"mirror": law}})
}

#[test]
fn the_papers_own_example() {
    let uniform = json!({"uniform": [0, 1]});
    let answer = ask("mediator.static", &json!({"buyer": uniform, "seller": uniform}));
    let point = json!({"x": "1/3", "y": "2/3", "W": "4/27"});
    assert_eq!(
        answer,
        json!({"solutions": [point], "optimum": point, "first_best": "1/6", "full_information_best": "1/8"})
    );
    let answer = ask(
        "mediator.sequential",
        &json!({"buyer": uniform, "seller": {"uniform": [0, "1/2"]}, "cost": "1/4"}),
    );
    assert_eq!(answer, json!({"price": "5/8", "price_family_max_k": "1/8"}));
}

#[test]
fn several_solutions() {
    let answer = ask("mediator.static", &symmetric(&quarters([1, 5, 1, 1], 2)));
    assert_eq!(answer["solutions"].as_array().unwrap().len(), 3);
    assert_eq!(answer["solutions"][0]["x"]["minpoly"], json!(["12", "-32", "7"]));
    assert_eq!(answer["solutions"][0]["x"]["approx"].as_str().unwrap()[..6], *"0.2404");
    assert_eq!(answer["solutions"][1], json!({"x": "2/5", "y": "3/5", "W": "1/20"}));
    assert_eq!(answer["optimum"], answer["solutions"][0]);
    assert_eq!(answer["optimum"]["W"]["approx"].as_str().unwrap()[..8], *"0.050856");
    let answer = ask("mediator.static", &symmetric(&quarters([2, 4, 1, 1], 2)));
    assert_eq!(answer["optimum"]["x"]["minpoly"], json!(["48", "-52", "13"]));
    let places: Vec<&Value> = answer["solutions"].as_array().unwrap().iter().map(|s| &s["x"]).collect();
    assert!(places.contains(&&json!("1/4")) && places.contains(&&json!("1/2")), "{answer}");
    // Both gaps of the other's threshold: the fixed point is no better than full information.
    let buyer = json!({"density": {"knots": [0, "1/8", "1/2", 1], "pieces": [[4], [0], [1]]}});
    let seller = json!({"density": {"knots": [0, "1/2", "7/8", 1], "pieces": [[1], [0], [4]]}});
    let answer = ask("mediator.static", &json!({"buyer": buyer, "seller": seller}));
    assert_eq!(answer["optimum"], json!({"x": "1/4", "y": "3/4", "W": "1/8"}));
    assert_eq!((&answer["full_information_best"], &answer["first_best"]), (&json!("1/8"), &json!("49/384")));
    let apart = json!({"buyer": {"uniform": ["1/2", 1]}, "seller": {"uniform": [0, "1/2"]}});
    let answer = ask("mediator.static", &apart);
    assert_eq!(answer["optimum"], json!({"x": "1/4", "y": "3/4", "W": "1/2"}));
    let never = json!({"buyer": {"uniform": [0, "1/2"]}, "seller": {"uniform": ["1/2", 1]}});
    let answer = ask("mediator.static", &never);
    assert_eq!((&answer["solutions"], &answer["optimum"]), (&json!([]), &json!(null)));
}

/// F = 1-(1-v)^a, G = c^b has the solution b/(a+b+1), (b+1)/(a+b+1).
#[test]
fn closed_family() {
    for a in 1..=4_i64 {
        for b in 1..=4_i64 {
            let question = json!({"buyer": {"survival_power": a}, "seller": {"power": b.to_string()}});
            let answer = ask("mediator.static", &question);
            let sum = a + b + 1;
            let up = |base: i64, exponent: i64| Rational::from(base).pow(u32::try_from(exponent).unwrap());
            let welfare = (up(a + 1, a) * up(b + 1, b)).checked_div(&up(sum, sum)).unwrap();
            // W = (a+1)^a (b+1)^b / (a+b+1)^(a+b+1) * ... up to the powers of the family.
            assert_eq!(num(&answer, "optimum.x"), ratio(b, sum), "{a} {b}");
            assert_eq!(num(&answer, "optimum.y"), ratio(b + 1, sum));
            assert_eq!(num(&answer, "optimum.W"), welfare);
            assert_eq!(answer["solutions"].as_array().unwrap().len(), 1);
            let beta: Rational = (1..=b).map(|k| ratio(k, a + 1 + k)).product::<Rational>() * ratio(1, a + 1);
            assert_eq!(num(&answer, "first_best"), beta);
            let c = ratio(2, 7);
            let question =
                json!({"buyer": {"survival_power": a}, "seller": {"power": b}, "cost": c.to_string()});
            let price = &c + (Rational::one() - &c) * ratio(1, a + 1);
            assert_eq!(num(&ask("mediator.sequential", &question), "price"), price);
        }
    }
}

/// On random densities: every solution satisfies both equations, the optimum beats every grid point.
#[test]
fn random_densities() {
    let mut dice = Dice::new(31);
    let mut rational = 0;
    for _ in 0..60 {
        let law = |dice: &mut Dice| {
            let parts = [0; 4].map(|_| dice.whole(0, 4));
            let sum: i64 = parts.iter().sum();
            (sum > 0).then_some((parts, sum))
        };
        let (Some((f, f_sum)), Some((g, g_sum))) = (law(&mut dice), law(&mut dice)) else { continue };
        let question = json!({"buyer": quarters(f.map(|part| part * 4), f_sum), "seller": quarters(g.map(|part| part * 4), g_sum)});
        let answer = ask("mediator.static", &question);
        let mass = |parts: [i64; 4], sum: i64, lo: &Rational, hi: &Rational, moment: bool| -> Rational {
            (0_i64..4)
                .map(|k| {
                    let (from, to) = (ratio(k, 4).max(lo.clone()), ratio(k + 1, 4).min(hi.clone()));
                    if from >= to {
                        return Rational::zero();
                    }
                    let weight = ratio(parts[usize::try_from(k).unwrap()] * 4, sum);
                    let length = &to - &from;
                    if moment { weight * length * (&from + &to) * ratio(1, 2) } else { weight * length }
                })
                .sum()
        };
        let welfare = |x: &Rational, y: &Rational| {
            let (zero, one) = (Rational::zero(), Rational::one());
            mass(g, g_sum, &zero, y, false) * mass(f, f_sum, x, &one, true)
                - mass(f, f_sum, x, &one, false) * mass(g, g_sum, &zero, y, true)
        };
        for i in 0..=12 {
            for j in 0..=12 {
                let value = welfare(&ratio(i, 12), &ratio(j, 12));
                if value.is_positive() {
                    let best = &answer["optimum"]["W"];
                    let best = if best.is_string() {
                        num(&answer, "optimum.W")
                    } else {
                        num(&answer, "optimum.W.interval[1]")
                    };
                    assert!(best >= value, "{question} {answer}");
                }
            }
        }
        for solution in answer["solutions"].as_array().unwrap() {
            if let (Some(x), Some(y)) = (solution["x"].as_str(), solution["y"].as_str()) {
                let (x, y) = (models_support::read(x), models_support::read(y));
                assert_eq!(num(solution, "W"), welfare(&x, &y));
                let zero = Rational::zero();
                assert_eq!(&x * mass(g, g_sum, &zero, &y, false), mass(g, g_sum, &zero, &y, true));
                rational += 1;
            }
        }
    }
    assert!(rational > 5);
}

#[test]
fn finite_laws() {
    let buyer = json!({"discrete": {"values": ["1/3", "5/6"], "probs": ["1/2", "1/2"]}});
    let seller = json!({"discrete": {"values": [0, "1/2"], "probs": ["1/4", "3/4"]}});
    let answer = ask("mediator.static", &json!({"buyer": buyer, "seller": seller}));
    assert_eq!((&answer["first_best"], &answer["full_information_best"]), (&json!("13/48"), &json!("11/48")));
    let mut dice = Dice::new(17);
    for _ in 0..200 {
        let (m, n) = (usize::try_from(dice.whole(1, 4)).unwrap(), usize::try_from(dice.whole(1, 4)).unwrap());
        let (v, p, c, r) = (dice.increasing(m), dice.law(m), dice.increasing(n), dice.law(n));
        let question = json!({"buyer": {"discrete": {"values": list(&v), "probs": list(&p)}},
            "seller": {"discrete": {"values": list(&c), "probs": list(&r)}}});
        let answer = ask("mediator.static", &question);
        // Every pair of action rules, not only thresholds.
        let mut best = Rational::zero();
        for buyers in 0..1_u32 << m {
            for sellers in 0..1_u32 << n {
                let mut total = Rational::zero();
                for (i, value) in v.iter().enumerate().filter(|(i, _)| buyers >> i & 1 == 1) {
                    for (j, cost) in c.iter().enumerate().filter(|(j, _)| sellers >> j & 1 == 1) {
                        total += &(&p[i] * &r[j] * (value - cost));
                    }
                }
                best = best.max(total);
            }
        }
        if best.is_positive() {
            assert_eq!(num(&answer, "optimum.W"), best, "{question} {answer}");
        }
    }
}

#[test]
fn waiting() {
    let answer = ask("mediator.wait", &json!({"v": "1/4", "delta": "1/8"}));
    assert_eq!(answer, json!({"now": "1/8", "displayed_wait": "7/48", "exact_wait": "61/432"}));
    let mut dice = Dice::new(8);
    for _ in 0..200 {
        let v = ratio(dice.whole(0, 23), 24);
        let d = (Rational::one() - &v) * ratio(dice.whole(0, 12), 12);
        let answer = ask("mediator.wait", &json!({"v": v.to_string(), "delta": d.to_string()}));
        let (s, two) = (&v + &d, Rational::from(2));
        let scale = (Rational::one() - &v).pow(2) * &two;
        let now = num(&answer, "now");
        assert_eq!(now, &v * ratio(1, 2));
        let bracket = &two * s.pow(2) - (&two - &v) * &s + (Rational::one() - &v).pow(2);
        assert_eq!((num(&answer, "displayed_wait") - &now) * &scale, &d * bracket);
        let exact = (&two * &s - Rational::one()).pow(3) - (&two * &v - Rational::one()).pow(3);
        assert_eq!((num(&answer, "exact_wait") - now) * scale * Rational::from(6), exact);
    }
}

#[test]
fn posterior_mechanisms() {
    for (buyer, seller, value) in [
        (json!(["1/4", "1/2"]), json!(["1/4", "3/4"]), "29/192"),
        (json!(["1/10", "2/5"]), json!(["1/5", "7/10"]), "19/125"),
        (json!(["1/3"]), json!(["2/3"]), "4/27"),
    ] {
        let answer = ask("mediator.expost", &json!({"buyer_cuts": buyer, "seller_cuts": seller}));
        assert_eq!(answer["optimal_W"], value);
        assert_eq!(answer["q"].as_array().unwrap().len(), buyer.as_array().unwrap().len() + 1);
    }
}

#[test]
fn bad_questions() {
    let uniform = json!({"uniform": [0, 1]});
    for (law, message) in [
        (json!({"uniform": [1, 0]}), "`buyer.uniform` is out of order: the first end below the second"),
        (json!({"uniform": [0, 1], "mode": 1}), "`buyer.mode` is not a field of this model"),
        (json!({"normal": [0, 1]}), "`buyer.normal` is not a field of this model"),
        (
            json!({}),
            "`buyer` must be a law: uniform, power, survival_power, beta, triangular, density, discrete or mirror",
        ),
        (json!({"power": 0}), "`buyer.power` must be positive"),
        (json!({"power": 1000}), "`buyer.power` is too large: the limit is 12 in numerator and denominator"),
        (json!({"power": "1/2"}), "`buyer`: this model needs a whole exponent"),
        (json!({"beta": [0, 2]}), "`buyer.beta[0]` must be a whole number from 1 to 6"),
        (json!({"triangular": [0, 2, 1]}), "`buyer.triangular` is out of order: lo <= mode <= hi, lo < hi"),
        (
            json!({"density": {"knots": [0, 1], "pieces": [["1/2"]]}}),
            "`buyer.density.pieces` sums to 1/2, not to 1",
        ),
        (
            json!({"density": {"knots": [0, 1], "pieces": [[-1, 4]]}}),
            "`buyer.density.pieces[0]` must be at least 0 on its piece",
        ),
        (
            json!({"density": {"knots": [0, 1], "pieces": [[1], [1]]}}),
            "`buyer.density.pieces` must have 1 entries, not 2",
        ),
        (
            json!({"discrete": {"values": [0], "probs": [1]}}),
            "`seller`: both laws must be discrete, or neither",
        ),
        (
            json!({"mirror": {"mirror": {"mirror": {"mirror": {"mirror": uniform}}}}}),
            "`buyer.mirror.mirror.mirror.mirror.mirror` is too large: the limit is 4 mirrors",
        ),
    ] {
        let error = refuse("mediator.static", &json!({"buyer": law, "seller": uniform}));
        assert_eq!(error.to_string(), message);
    }
    for (model, question, message) in [
        ("mediator.wait", json!({"v": 1, "delta": 0}), "`v` must be at least 0 and below 1"),
        (
            "mediator.wait",
            json!({"v": "1/2", "delta": "2/3"}),
            "`delta` must be at least 0, and v + delta at most 1",
        ),
        (
            "mediator.expost",
            json!({"buyer_cuts": [0], "seller_cuts": ["1/2"]}),
            "`buyer_cuts` must be strictly between 0 and 1",
        ),
        (
            "mediator.sequential",
            json!({"buyer": uniform, "seller": uniform, "cost": 1}),
            "`cost` must be below the top of the buyer's support",
        ),
    ] {
        assert_eq!(refuse(model, &question).to_string(), message);
    }
}
