//! Least subsidies: the inventory's instances, an independent revenue formula at random posteriors, maps, faults.

mod models_support;

use mechproof::draw;
use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, read, refuse};
use serde_json::{Value, json};

fn question(buyer: &Value, seller: &Value, prior: &str) -> Value {
    json!({"U_b": buyer, "U_s": seller, "mu0_hi": prior})
}

/// The end of an enclosure, or the number itself.
fn end(value: &Value, end: &str) -> Rational {
    match value {
        Value::String(text) => read(text),
        other => num(other, end),
    }
}

#[test]
fn instances_of_the_inventory() {
    for (buyer, seller, prior, least, posteriors) in [
        (json!([6, 70]), json!([3, 35]), "1/2", "0.490622916448471", json!(["7/8", "1/8"])),
        (json!([14, 270]), json!([7, 135]), "1/2", "0.579818495252942", json!(["15/16", "1/16"])),
        (
            json!([2, 100]),
            json!([1, 50]),
            "1/2",
            "0.651871530977211",
            json!(["0.978683008479745", "0.0213169915202"]),
        ),
        (
            json!([2, 200]),
            json!([1, 40]),
            "1/2",
            "0.205939998231905",
            json!(["0.989171890173563", "0.025107220323986"]),
        ),
        (
            json!([3, 240]),
            json!([2, 120]),
            "3/10",
            "0.706706361236543",
            json!(["0.971271069931046", "0.007830155255815"]),
        ),
        (
            json!([3, 180]),
            json!([1, 90]),
            "3/5",
            "0.463398995833034",
            json!(["0.988238115049357", "0.017176434953469"]),
        ),
        // Values that fall in the high state: the buyer is indifferent at the lower posterior.
        (
            json!([100, 2]),
            json!([50, 1]),
            "1/2",
            "0.651871530977211",
            json!(["0.978683008479745", "0.0213169915202"]),
        ),
        (json!([2, 4]), json!([1, 1]), "1/2", "-0.980829253011726", json!(["1/2"])),
        (json!([3, 6]), json!(["5/4", "5/2"]), "1/3", "-0.770108221696074", json!(["1/3"])),
        (json!([2, 2]), json!([1, 1]), "1/2", "-0.693147180559945", json!(["1/2"])),
    ] {
        let answer = ask("attention.min-subsidy", &question(&buyer, &seller, prior));
        assert_eq!(answer["attained"], true, "{answer}");
        let (lo, hi) = (num(&answer, "min_subsidy.lo"), num(&answer, "min_subsidy.hi"));
        assert!(&hi - &lo <= ratio(1, 1_000_000_000_000), "{answer}");
        let tiny = ratio(1, 100_000_000_000_000);
        assert!(&lo - &tiny <= read(least) && read(least) <= &hi + &tiny, "{answer}");
        let found = answer["posteriors_hi"].as_array().unwrap();
        assert_eq!(found.len(), posteriors.as_array().unwrap().len());
        for (found, wanted) in found.iter().zip(posteriors.as_array().unwrap()) {
            let wanted = read(wanted.as_str().unwrap());
            assert!((end(found, "lo") - &wanted).abs() < ratio(1, 1_000_000_000_000), "{answer}");
            assert!(end(found, "lo") <= end(found, "hi"));
        }
    }
    // Rational optima are recognised.
    let answer = ask("attention.min-subsidy", &question(&json!([6, 70]), &json!([3, 35]), "1/2"));
    assert_eq!(answer["posteriors_hi"], json!(["7/8", "1/8"]));
    assert_eq!(answer["min_subsidy"]["exact"], "log(49/30)");
}

#[test]
fn infima_that_are_not_attained() {
    for (buyer, seller, prior, least, limit, other) in [
        (json!([2, 800]), json!([1, 1]), "1/2", "-2.31273866553931", "0", "0.997414767625352"),
        (json!([2, 100]), json!([1, "1/50"]), "1/2", "-3.32437637679124", "0", "0.976606553434959"),
        (json!([200, 200]), json!([1, 100]), "3/10", "-2.72121865874321", "1", "0.004774868582909"),
    ] {
        let answer = ask("attention.min-subsidy", &question(&buyer, &seller, prior));
        assert_eq!((&answer["attained"], &answer["limit_posterior"]), (&json!(false), &json!(limit)));
        let near =
            |found: Rational, wanted: &str| (found - read(wanted)).abs() < ratio(1, 10_000_000_000_000);
        assert!(near(num(&answer, "min_subsidy.lo"), least), "{answer}");
        assert!(near(num(&answer, "other_posterior_hi.lo"), other), "{answer}");
        assert_eq!(answer.get("posteriors_hi"), None);
    }
}

/// Ratios just below 5 + 4*sqrt(2) = 10.656854249...: two posteriors are a strict local maximum and less than no information.
#[test]
fn no_information_just_below_the_threshold() {
    for (ratio, uninformed) in [
        ("10.65", true),
        ("10.656", true),
        ("10.6568", true),
        ("10.656854", true),
        ("10.657", false),
        ("10.66", false),
    ] {
        let doubled = (read(ratio) + read(ratio)).to_string();
        let answer = ask("attention.min-subsidy", &question(&json!([2, doubled]), &json!([1, ratio]), "1/2"));
        assert_eq!(answer["attained"], json!(true));
        assert_eq!(answer["posteriors_hi"] == json!(["1/2"]), uninformed, "{ratio}: {answer}");
    }
}

/// No posteriors do better by the other model's formula, and the ones found do as well.
#[test]
fn nothing_is_cheaper() {
    let mut dice = Dice::new(41);
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..60 {
        let prior = ratio(dice.whole(2, 8), 10);
        let values = |dice: &mut Dice| {
            let ratios = [1, 2, 4, 12, 50, 150, 400];
            let high = ratios[usize::try_from(dice.whole(0, 6)).unwrap()];
            let pair = [ratio(dice.whole(1, 3), 1), ratio(high * dice.whole(1, 3), 1)];
            if dice.whole(0, 3) == 0 { [pair[1].clone(), pair[0].clone()] } else { pair }
        };
        let (buyer, seller) = (values(&mut dice), values(&mut dice));
        let inverse: Vec<Rational> = seller.iter().map(|s| s.recip().unwrap()).collect();
        let answer =
            ask("attention.min-subsidy", &question(&list(&buyer), &list(&seller), &prior.to_string()));
        let least = end(&answer["min_subsidy"], "lo");
        // Bounds of the subsidy at some posteriors.
        let at = |posteriors: &[Rational]| {
            let ask = |values: &[Rational]| {
                let question = json!({"U": list(values), "mu0_hi": prior.to_string(), "posteriors_hi": list(posteriors)});
                let answer = ask("attention.revenue", &question);
                (end(&answer["value"], "lo"), end(&answer["value"], "hi"))
            };
            let ((a, b), (c, d)) = (ask(&buyer), ask(&inverse));
            (-(b + d), -(a + c))
        };
        let one = Rational::one();
        for _ in 0..12 {
            let shrink = |dice: &mut Dice| ratio(1, 1 << dice.whole(1, 9));
            let m1 = &one - (&one - &prior) * shrink(&mut dice);
            let m2 = &prior * shrink(&mut dice);
            assert!(at(&[m1, m2]).1 >= least, "{answer}");
        }
        let kind = if answer["attained"] == false {
            "limit"
        } else if answer["posteriors_hi"].as_array().unwrap().len() == 1 {
            "uninformed"
        } else {
            let found: Vec<Rational> =
                answer["posteriors_hi"].as_array().unwrap().iter().map(|m| end(m, "lo")).collect();
            let (low, _) = at(&found);
            assert!((low - &least).abs() < ratio(1, 1_000_000_000), "{answer}");
            "informed"
        };
        *seen.entry(kind).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[test]
fn maps() {
    let map = |prior: &str| ask("attention.existence-map", &json!({"mu0_hi": prior, "steps": 2, "base": 8}));
    let half = map("1/2");
    assert_eq!(half["limit_0"], half["limit_1"]);
    let count = |answer: &Value, name: &str| num(answer, name);
    let names = ["uninformed", "informed", "limit_0", "limit_1"];
    assert_eq!(names.iter().map(|name| count(&half, name)).sum::<Rational>(), Rational::from(25));
    assert!(names.iter().all(|name| count(&half, name).is_positive()));
    // Exchanging the qualities exchanges the limits.
    let (low, high) = (map("3/10"), map("7/10"));
    assert_eq!(low["limit_0"], high["limit_1"]);
    assert_eq!(low["informed"], high["informed"]);
    let drawing = draw::from_json(&half["drawing"]).expect("a drawing");
    // Every cell is painted once.
    let area =
        |outline: &Vec<draw::Point>| (&outline[1][0] - &outline[0][0]) * (&outline[2][1] - &outline[1][1]);
    let total: Rational = drawing.areas.iter().flat_map(|area| &area.outlines).map(area).sum();
    assert_eq!(total, Rational::from(25));
    assert!(draw::svg(&drawing).0.starts_with("<svg"));
    // The middle of the map: equal values need no information.
    let middle = drawing.areas[0].outlines.iter().any(|outline| {
        let zero = Rational::zero();
        outline[0][0] <= zero && zero <= outline[1][0] && outline[0][1] <= zero && zero <= outline[2][1]
    });
    assert!(middle);
}

#[test]
fn faults() {
    let good = question(&json!([2, 4]), &json!([1, 2]), "1/2");
    for (field, value, message) in [
        ("U_b", json!([2, 0]), "`U_b` must be positive: values are exponentiated"),
        ("U_b", json!([1, 100_000]), "`U_b` is too large: the limit is a ratio of 65536 of the two values"),
        ("U_s", json!([1]), "`U_s` must have 2 entries, not 1"),
        ("mu0_hi", json!("1/100000"), "`mu0_hi` must be at least 1/65536 away from 0 and 1"),
        ("mu0_hi", json!(1), "`mu0_hi` must be strictly between 0 and 1"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_eq!(refuse("attention.min-subsidy", &bad).to_string(), message);
    }
    let good = json!({"mu0_hi": "1/2", "steps": 1, "base": 8});
    for (field, value, message) in [
        ("mu0_hi", json!("1/20"), "`mu0_hi` must be from 1/10 to 9/10"),
        ("steps", json!(0), "`steps` must be a whole number from 1 to 12"),
        ("base", json!(17), "`base` must be a whole number from 2 to 16"),
        ("steps", json!(8), "`steps` is too large: the limit is a ratio of 65536 at the corner"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_eq!(refuse("attention.existence-map", &bad).to_string(), message);
    }
    let alpha = json!([[["1/2", "1/2"]]]);
    for (q, message) in [
        (json!([["3/2"]]), "`q` must be probabilities"),
        (json!([["1/29"]]), "`q` is too large: the limit is a common denominator of 24"),
    ] {
        let bad = json!({"side": "buyer", "alpha": alpha, "U": [1, 1], "T": [[1]], "q": q});
        assert_eq!(refuse("attention.implementable", &bad).to_string(), message);
    }
}
