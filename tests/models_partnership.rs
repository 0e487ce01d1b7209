//! Partnerships: closed forms, the inventory's numbers, the criterion for every law, and bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

fn uniform() -> Value {
    json!({"uniform": [0, 1]})
}

#[test]
fn the_papers_own_example() {
    let answer = ask("partnership", &json!({"law": uniform(), "n": 2, "shares": ["1/2", "1/2"]}));
    assert_eq!(
        answer,
        json!({"worst_off_types": ["1/2", "1/2"], "charges": ["3/8", "3/8"], "expected_gains": "2/3",
            "slack": "1/12", "exists": true, "exists_for_every_law": true})
    );
    let answer = ask("partnership.region", &json!({"law": uniform(), "n": 2}));
    assert_eq!(answer["lowest_share"]["minpoly"], json!(["6", "-6", "1"]));
    assert_eq!(answer["lowest_share"]["approx"], "0.211324865405187");
    assert_eq!(answer["highest_share"]["approx"], "0.788675134594813");
}

/// Two uniform laws: charges (1 - r^2)/2, slack r - r^2 - 1/6.
#[test]
fn two_uniform_laws() {
    for k in 0..=240 {
        let r = ratio(k, 240);
        let shares = [r.clone(), Rational::one() - &r];
        let answer = ask("partnership", &json!({"law": uniform(), "shares": list(&shares)}));
        let half = ratio(1, 2);
        for (place, share) in shares.iter().enumerate() {
            assert_eq!(num(&answer, &format!("worst_off_types[{place}]")), *share);
            assert_eq!(num(&answer, &format!("charges[{place}]")), (Rational::one() - share.pow(2)) * &half);
        }
        assert_eq!(num(&answer, "slack"), &r - r.pow(2) - ratio(1, 6));
        assert_eq!(answer["exists"], !num(&answer, "slack").is_negative());
        assert_eq!(answer["exists_for_every_law"], r >= ratio(1, 4) && r <= ratio(3, 4));
    }
}

/// F = v^a with m = a(n-1): the charge is m/(m+1) (1 - r^((m+1)/m)).
#[test]
fn power_laws() {
    for n in 2..=4_u32 {
        for (num_a, den_a) in [(1, 1), (2, 1), (3, 1), (1, 2), (3, 2)] {
            let count = i64::from(n);
            let m = ratio(num_a * (count - 1), den_a);
            // A common base so that the roots are rational: r = base^(denominator).
            for base in [ratio(1, 2), ratio(1, 3), Rational::one(), Rational::zero()] {
                let power = u32::try_from(m.numerator().to_i64().unwrap()).unwrap();
                let below = u32::try_from(m.denominator().to_i64().unwrap()).unwrap();
                let r = base.pow(power);
                let mut shares = vec![Rational::zero(); usize::try_from(n).unwrap()];
                shares[1] = Rational::one() - &r;
                shares[0] = r.clone();
                let law = json!({"power": ratio(num_a, den_a).to_string()});
                let question = json!({"law": law, "n": n, "shares": list(&shares)});
                let answer = ask("partnership", &question);
                let next = &m + Rational::one();
                let expected = m.checked_div(&next).unwrap() * (Rational::one() - base.pow(power + below));
                assert_eq!(num(&answer, "charges[0]"), expected, "{question}");
                assert_eq!(num(&answer, "worst_off_types[0]"), base.pow(below));
                let an = ratio(num_a * count, den_a);
                assert_eq!(num(&answer, "expected_gains"), an.checked_div(&(&an + Rational::one())).unwrap());
            }
        }
    }
}

#[test]
fn equal_shares_of_three() {
    let third = json!(["1/3", "1/3", "1/3"]);
    let answer = ask("partnership", &json!({"law": uniform(), "n": 3, "shares": third}));
    assert_eq!(answer["worst_off_types"][0]["minpoly"], json!(["3", "0", "-1"]));
    assert_eq!((&answer["exists"], &answer["exists_for_every_law"]), (&json!(true), &json!(true)));
    // One large owner: the slack is a sum of two square roots.
    let answer = ask("partnership", &json!({"law": uniform(), "shares": ["1/20", "1/5", "3/4"]}));
    assert_eq!(answer["exists_for_every_law"], false);
    assert!(answer["slack"]["minpoly"].is_array());
}

#[test]
fn numbers_of_the_inventory() {
    // Two different laws at equal shares: a deficit.
    let heavy = json!({"density": {"knots": [0, "4/5", 1], "pieces": [["1/8"], ["9/2"]]}});
    let answer = ask("partnership", &json!({"laws": [uniform(), heavy], "shares": ["1/2", "1/2"]}));
    let charges = num(&answer, "charges[0]") + num(&answer, "charges[1]");
    assert_eq!((charges, num(&answer, "expected_gains")), (ratio(61, 72), ratio(263, 300)));
    assert_eq!(answer["exists"], false);
    // A buyer whose values lie above all costs: a surplus.
    let laws = json!([uniform(), {"uniform": [2, 3]}]);
    let answer = ask("partnership", &json!({"laws": laws, "shares": [1, 0]}));
    assert_eq!((num(&answer, "charges[0]"), num(&answer, "charges[1]")), (ratio(3, 2), ratio(2, 1)));
    assert_eq!((&answer["expected_gains"], &answer["slack"]), (&json!("5/2"), &json!("1")));
    let law = json!({"density": {"knots": [0, "1/20", "19/20", 1], "pieces": [[9], ["1/9"], [9]]}});
    let answer = ask("partnership", &json!({"law": law, "shares": ["1/5", "4/5"]}));
    assert_eq!(answer["slack"], "-2/45");
}

/// A sole owner of two can never be bought out efficiently; equal shares always work.
#[test]
fn theorems_four_and_five() {
    let mut dice = Dice::new(41);
    for trial in 0..200 {
        let parts = [0; 4].map(|_| dice.whole(0, 5));
        let sum: i64 = parts.iter().sum();
        if sum == 0 {
            continue;
        }
        let pieces = parts.map(|part| vec![ratio(part * 4, sum).to_string()]);
        let law = json!({"density": {"knots": [0, "1/4", "1/2", "3/4", 1], "pieces": pieces}});
        let alone = ask("partnership", &json!({"law": law, "shares": [1, 0]}));
        assert_eq!(alone["exists"], false);
        let even = ask("partnership", &json!({"law": law, "shares": ["1/2", "1/2"]}));
        assert_eq!(even["exists"], true);
        // At the lowest share of the region the slack is 0.
        if trial % 4 != 0 {
            continue;
        }
        let region = ask("partnership.region", &json!({"law": law, "n": 2}));
        if let Some(low) = region["lowest_share"].as_str() {
            let low = models_support::read(low);
            let shares = list(&[low.clone(), Rational::one() - low]);
            assert_eq!(ask("partnership", &json!({"law": law, "shares": shares}))["slack"], "0");
        } else {
            let low = num(&region, "lowest_share.interval[0]");
            let shares = |low: Rational| list(&[low.clone(), Rational::one() - low]);
            let below = ask("partnership", &json!({"law": law, "shares": shares(low)}));
            let high = num(&region, "lowest_share.interval[1]");
            let above = ask("partnership", &json!({"law": law, "shares": shares(high)}));
            assert_eq!((&below["exists"], &above["exists"]), (&json!(false), &json!(true)), "{law}");
        }
    }
}

#[test]
fn bad_questions() {
    let law = uniform();
    for (question, message) in [
        (json!({"law": law, "shares": ["1/2", "1/3"]}), "`shares` sums to 5/6, not to 1"),
        (json!({"law": law, "n": 3, "shares": ["1/2", "1/2"]}), "`shares` must have 3 entries, not 2"),
        (json!({"shares": ["1/2", "1/2"]}), "`law` is missing"),
        (json!({"law": law}), "`shares` is missing"),
        (json!({"law": law, "n": 1, "shares": [1]}), "`n` must be a whole number from 2 to 8"),
        (
            json!({"laws": [law, {"power": "1/2"}], "shares": [1, 0]}),
            "`laws`: different laws need whole exponents",
        ),
        (
            json!({"law": {"discrete": {"values": [0, 1], "probs": ["1/2", "1/2"]}}, "shares": [1, 0]}),
            "`law`: this model needs a law without atoms",
        ),
    ] {
        assert_eq!(refuse("partnership", &question).to_string(), message);
    }
    assert_eq!(
        refuse("partnership.region", &json!({"law": law, "n": 3})).to_string(),
        "`n` must be a whole number from 2 to 2"
    );
}
