//! Bilateral trade: programs against closed forms, the inventory's numbers, and bad questions.

mod models_support;

use mechproof::models::{EvalError, lookup, run_eval};
use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json, num, ratio, read, refuse};
use serde_json::{Value, json};

fn question(values: [i64; 4], scale: i64, x: &Rational, y: &Rational) -> Value {
    let [s_lo, b_lo, s_hi, b_hi] = values.map(|value| ratio(value, scale).to_string());
    json!({"s_lo": s_lo, "b_lo": b_lo, "s_hi": s_hi, "b_hi": b_hi, "p_b_hi": x.to_string(), "p_s_lo": y.to_string()})
}

fn expect(answer: &Value, numbers: &[(&str, &str)]) {
    for (path, value) in numbers {
        assert_eq!(lookup(answer, path), Some(&Value::String((*value).to_owned())), "{path} in {answer}");
    }
}

#[test]
fn the_papers_own_examples() {
    let answer = ask("carroll.bilateral-trade", &question([1, 2, 3, 4], 1, &ratio(3, 4), &ratio(1, 2)));
    expect(
        &answer,
        &[
            ("W_DS", "25/16"),
            ("tmu_lp_table3", "11/7"),
            ("tmu_lp_table4_without_overlap", "77/48"),
            ("tmu_lp_table4_overlapping", "25/16"),
            ("bayesian_optimum", "13/8"),
            ("W_FP", "5/4"),
            ("region", "III"),
            ("lemma21_case", "b"),
            ("lambda", "1/6"),
        ],
    );
    let answer = ask("carroll.bilateral-trade", &question([1, 2, 3, 4], 1, &ratio(1, 2), &ratio(1, 4)));
    expect(&answer, &[("W_DS", "13/16"), ("bayesian_optimum", "7/8"), ("region", "II")]);
    let answer = ask("carroll.bilateral-trade", &question([1, 2, 3, 4], 1, &ratio(9, 10), &ratio(9, 10)));
    expect(
        &answer,
        &[
            ("W_DS", "513/200"),
            ("bayesian_optimum", "2187/850"),
            ("bayesian_minus_ds", "27/3400"),
            ("region", "III|III'"),
        ],
    );
    // Lemma 5.5 as printed would bound this by 13/32.
    let answer = ask("carroll.bilateral-trade", &question([0, 2, 3, 4], 4, &ratio(3, 4), &ratio(3, 8)));
    expect(&answer, &[("best_guarantee", "27/64")]);
}

/// The closed forms of the inventory, at random points and on the boundaries of the regions.
#[test]
fn programs_equal_closed_forms() {
    let mut dice = Dice::new(1);
    let mut regions = std::collections::BTreeMap::new();
    for trial in 0..220 {
        let mut at = dice.whole(-2, 3);
        let values = [0; 4].map(|_| {
            at += dice.whole(1, 5);
            at
        });
        let [a, b, c] = [values[1] - values[0], values[2] - values[1], values[3] - values[2]];
        let d = a + b + c;
        let [a, b, c, d] = [a, b, c, d].map(Rational::from);
        let one = Rational::one();
        let (x_star, y_star) = (a.checked_div(&d).unwrap(), c.checked_div(&d).unwrap());
        let draw = |dice: &mut Dice| ratio(dice.whole(1, 9), 10);
        let (mut x, mut y) = (draw(&mut dice), draw(&mut dice));
        match trial % 8 {
            0 => x = x_star.clone(),
            1 => y = y_star.clone(),
            2 => (x, y) = (x_star.clone(), y_star.clone()),
            // On the curve where the two cases of Lemma 2.1 meet: X A (A+B) y^2... solved for y/(1-y).
            3 => {
                let odds = ((&c * &x) * (&b + &c)).checked_div(&((&one - &x) * &a * (&a + &b))).unwrap();
                y = odds.checked_div(&(&one + &odds)).unwrap();
            }
            _ => {}
        }
        let answer = ask("carroll.bilateral-trade", &question(values, 1, &x, &y));
        let (not_x, not_y) = (&one - &x, &one - &y);
        let kappa = &x * &y * &b;
        let lambda = (&not_x * &a).checked_div(&(&x * (&b + &c))).unwrap();
        let mirror = (&not_y * &c).checked_div(&(&y * (&a + &b))).unwrap();
        let best = &not_x * &y * &a + &x * &y * &d + &x * &not_y * &c;
        let least = lambda.clone().min(mirror.clone());
        let region = answer["region"].as_str().unwrap().to_owned();
        *regions.entry(region.clone()).or_insert(0) += 1;
        assert_eq!(num(&answer, "first_best"), best);
        assert_eq!(num(&answer, "W_FP"), &best - &kappa);
        assert_eq!(num(&answer, "W_DS"), &best - &kappa * &least);
        let capped = least.clone().min(one.clone());
        assert_eq!(num(&answer, "best_guarantee"), &best - &kappa * &capped);
        let inner = region.starts_with("III");
        let loss = if inner {
            let sum = lambda.recip().unwrap() + mirror.recip().unwrap() - &one;
            kappa.checked_div(&sum).unwrap()
        } else {
            &kappa * &capped
        };
        assert_eq!(num(&answer, "tmu_lp_table3"), &best - loss, "{answer}");
        let gaps = &kappa - (&not_x * &y * &a + &x * &not_y * &c);
        let bayesian = if gaps.is_positive() {
            &best - (gaps * &least).checked_div(&(&one - &least)).unwrap()
        } else {
            best.clone()
        };
        assert_eq!(num(&answer, "bayesian_optimum"), bayesian);
        assert_eq!(x > x_star, lambda < one);
        assert_eq!(y > y_star, mirror < one);
        assert_eq!(lookup(&answer, "tmu_lp_table4_overlapping").is_some(), inner);
        if inner {
            assert_eq!(num(&answer, "tmu_lp_table4_overlapping"), num(&answer, "W_DS"));
            assert!(num(&answer, "tmu_lp_table4_without_overlap") > num(&answer, "W_DS"));
        }
    }
    for region in ["I", "II", "II'", "III", "III'", "III|III'"] {
        assert!(regions.contains_key(region), "no point in region {region}: {regions:?}");
    }
}

fn joint(parts: [i64; 4]) -> Value {
    let sum = parts.iter().sum();
    let [ll, lh, hl, hh] = parts.map(|part| ratio(part, sum).to_string());
    json!({"values": [1, 2, 3, 4], "pi_blo_slo": ll, "pi_blo_shi": lh, "pi_bhi_slo": hl, "pi_bhi_shi": hh})
}

#[test]
fn correlated_types() {
    for (parts, flexible, dominant, bound) in [
        ([3, 1, 1, 3], "1", "15/16", "1"),
        ([1, 3, 3, 1], "1", "21/16", "21/16"),
        ([2, 2, 1, 1], "5/6", "11/12", "11/12"),
    ] {
        let answer = ask("carroll.correlated", &joint(parts));
        // In the third case both sides know more of each other: the bound is the better of the two.
        expect(&answer, &[("W_FP", flexible), ("W_DS", dominant), ("tmu_lp", bound)]);
    }
    let mut dice = Dice::new(7);
    for _ in 0..60 {
        let answer = ask("carroll.correlated", &joint([0; 4].map(|_| dice.whole(1, 8))));
        let best = num(&answer, "W_FP").max(num(&answer, "W_DS"));
        assert_eq!(num(&answer, "tmu_lp"), best, "{answer}");
    }
}

#[test]
fn free_information() {
    let mut dice = Dice::new(3);
    let mut asked = 0;
    while asked < 200 {
        let (x, y) = (ratio(dice.whole(1, 9), 30), ratio(dice.whole(1, 9), 30));
        let delta = ratio(1, dice.whole(3, 60));
        let epsilon = ratio(dice.whole(1, 19), 40);
        let question = json!({"values": [1, 2, 3, 4], "p_b_hi": x.to_string(), "p_s_lo": y.to_string(),
            "epsilon": epsilon.to_string(), "delta": delta.to_string()});
        let Ok(answer) = mechproof::models::evaluate("carroll.free-information", &question) else { continue };
        asked += 1;
        let gain = &delta * &x * (Rational::one() - &y) * (&epsilon - num(&answer, "epsilon_left_end"));
        assert_eq!(num(&answer, "gain_over_W_FP"), gain);
        assert!(gain.is_positive());
        let (bound, infimum) = (num(&answer, "bound_D8"), num(&answer, "infimum_over_information"));
        if delta <= num(&answer, "delta_max") {
            assert_eq!(bound, infimum, "{question}");
        } else {
            assert!(infimum <= bound);
        }
    }
}

#[test]
fn bad_questions() {
    let good = question([1, 2, 3, 4], 1, &ratio(3, 4), &ratio(1, 2));
    for (field, value, message) in [
        ("s_lo", json!(0.5), "`s_lo` is a floating-point number; write it as a string, such as \"0.25\""),
        ("s_lo", json!(1e30), "`s_lo` is a floating-point number; write it as a string, such as \"0.25\""),
        ("s_lo", json!("one"), "`s_lo` is not a number: this is not a number such as 7, -3/4 or 0.25"),
        ("s_lo", json!("1/0"), "`s_lo` is not a number: the denominator is zero"),
        ("s_lo", json!(true), "`s_lo` must be a number such as \"7\", \"-3/4\" or \"0.25\""),
        ("s_lo", json!(null), "`s_lo` is missing"),
        ("s_lo", json!("1".repeat(201)), "`s_lo` is too large: the limit is 200 characters"),
        ("b_lo", json!(1), "`b_lo` is out of order: s_lo < b_lo < s_hi < b_hi"),
        ("b_hi", json!("2.5"), "`b_hi` is out of order: s_lo < b_lo < s_hi < b_hi"),
        ("p_b_hi", json!(1), "`p_b_hi` must be strictly between 0 and 1"),
        ("p_s_lo", json!("-1/2"), "`p_s_lo` must be strictly between 0 and 1"),
        ("extra", json!(1), "`extra` is not a field of this model"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let error = refuse("carroll.bilateral-trade", &bad);
        assert_eq!(error.to_string(), message);
        assert_eq!(error.field(), Some(field));
    }
    assert_eq!(refuse("carroll.bilateral-trade", &json!([])), EvalError::NotAnObject);
    assert_eq!(refuse("carroll.nothing", &json!({})), EvalError::UnknownModel("carroll.nothing".into()));
    assert!(matches!(run_eval("carroll.correlated", "{"), Err(EvalError::NotJson(_))));
    let mut bad = joint([1, 1, 1, 1]);
    bad["pi_blo_slo"] = json!("1/2");
    assert_eq!(
        refuse("carroll.correlated", &bad).to_string(),
        "`pi_blo_slo, pi_blo_shi, pi_bhi_slo, pi_bhi_shi` sums to 5/4, not to 1"
    );
    bad["values"] = json!([1, 2, 3]);
    assert_eq!(refuse("carroll.correlated", &bad).to_string(), "`values` must have 4 entries, not 3");
    let bad =
        json!({"values": [1, 2, 3, 4], "p_b_hi": "1/4", "p_s_lo": "1/4", "epsilon": "1/2", "delta": "1/9"});
    assert_eq!(
        refuse("carroll.free-information", &bad).to_string(),
        "`epsilon` must be strictly between 1/6 and 1/2"
    );
}

#[test]
fn answers_do_not_vary() {
    let question = r#"{"s_lo":1,"b_lo":"2","s_hi":"3.0","b_hi":"8/2","p_b_hi":"0.75","p_s_lo":"1/2"}"#;
    let first = run_eval("carroll.bilateral-trade", question).unwrap();
    assert!((0..5).all(|_| run_eval("carroll.bilateral-trade", question).unwrap() == first));
    assert!(!first.contains('\n'));
    assert_eq!(read("3.0"), json(&[ratio(3, 1)])[0].as_str().map(read).unwrap());
}
