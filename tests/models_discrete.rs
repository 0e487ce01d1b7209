//! Finite auctions and trade: programs against closed forms, the inventory's numbers, bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

fn law(values: &[Rational], probs: &[Rational]) -> Value {
    json!({"values": list(values), "probs": list(probs)})
}

fn even(values: &[i64]) -> Value {
    let share = ratio(1, i64::try_from(values.len()).unwrap());
    let values: Vec<Rational> = values.iter().map(|value| Rational::from(*value)).collect();
    law(&values, &vec![share; values.len()])
}

#[test]
fn correlation_gives_full_extraction() {
    let third = "1/3";
    let question = json!({"joint": {"values": [[1, 2], [1, 2]], "probs": [[third, "1/6"], ["1/6", third]]}});
    let answer = ask("auction.discrete", &question);
    assert_eq!(answer, json!({"optimal_revenue": "5/3", "efficient_max_revenue": "5/3"}));
}

#[test]
fn a_joint_law_that_is_a_product() {
    let mut dice = Dice::new(2);
    for _ in 0..40 {
        let (m, n) = (usize::try_from(dice.whole(1, 3)).unwrap(), usize::try_from(dice.whole(1, 3)).unwrap());
        let (a, b, p, r) = (dice.increasing(m), dice.increasing(n), dice.law(m), dice.law(n));
        let probs: Vec<Value> =
            p.iter().map(|p| list(&r.iter().map(|r| p * r).collect::<Vec<_>>())).collect();
        let joint =
            ask("auction.discrete", &json!({"joint": {"values": [list(&a), list(&b)], "probs": probs}}));
        let apart = ask("auction.discrete", &json!({"bidders": [law(&a, &p), law(&b, &r)]}));
        for field in ["optimal_revenue", "efficient_max_revenue"] {
            assert_eq!(joint[field], apart[field]);
        }
    }
}

/// The program for the optimal auction equals the expectation of the best ironed virtual value.
#[test]
fn ironing_equals_the_program() {
    let mut dice = Dice::new(4);
    let mut ironed = 0;
    for _ in 0..200 {
        let bidders = usize::try_from(dice.whole(1, 3)).unwrap();
        let laws: Vec<(Vec<Rational>, Vec<Rational>)> = (0..bidders)
            .map(|_| {
                let count = usize::try_from(dice.whole(1, 3)).unwrap();
                (dice.increasing(count), dice.law(count))
            })
            .collect();
        let question: Vec<Value> = laws.iter().map(|(values, probs)| law(values, probs)).collect();
        let answer = ask("auction.discrete", &json!({"bidders": question}));
        let mut total = Rational::zero();
        let mut profile = vec![0; bidders];
        loop {
            let mut mass = Rational::one();
            let mut best = Rational::zero();
            for (bidder, kind) in profile.iter().enumerate() {
                mass = mass * &laws[bidder].1[*kind];
                best = best.max(num(&answer, &format!("ironed_virtual_values[{bidder}][{kind}]")));
            }
            total += &(mass * best);
            let Some(place) = (0..bidders).find(|place| profile[*place] + 1 < laws[*place].0.len()) else {
                break;
            };
            profile[place] += 1;
            profile[..place].fill(0);
        }
        assert_eq!(num(&answer, "optimal_revenue"), total, "{question:?}");
        assert!(num(&answer, "efficient_max_revenue") <= total);
        for (bidder, (values, probs)) in laws.iter().enumerate() {
            let kinds = 0..values.len();
            let numbers: Vec<Rational> =
                kinds.map(|kind| num(&answer, &format!("ironed_virtual_values[{bidder}][{kind}]"))).collect();
            assert!(numbers.is_sorted());
            ironed += usize::from(numbers.windows(2).any(|pair| pair[0] == pair[1]));
            // Ironing keeps the mean, which is the lowest value.
            let mean: Rational = numbers.iter().zip(probs).map(|(a, b)| a * b).sum();
            assert_eq!(mean, values[0]);
        }
    }
    assert!(ironed > 10);
}

/// A large auction is summed, not solved: two groups of equal size agree at the border.
#[test]
fn large_auctions() {
    let bidder = even(&[1, 2, 3, 4, 5, 6]);
    let answer = ask("auction.discrete", &json!({"bidders": [bidder, bidder, bidder, bidder]}));
    // Virtual values 2v - 6 - 1 + ... on the grid: v - (6 - v).
    assert_eq!(answer["ironed_virtual_values"][0], json!(["-4", "-2", "0", "2", "4", "6"]));
    let at_most = |k: i64| ratio(k, 6).pow(4);
    let expected: Rational = (4..=6).map(|k| Rational::from(2 * k - 6) * (at_most(k) - at_most(k - 1))).sum();
    assert_eq!(num(&answer, "optimal_revenue"), expected);
}

/// The payments that implement an allocation fill an interval of known width.
#[test]
fn revenue_equivalence_on_grids() {
    let mut dice = Dice::new(6);
    for _ in 0..200 {
        let count = usize::try_from(dice.whole(1, 5)).unwrap();
        let (values, probs) = (dice.increasing(count), dice.law(count));
        let mut x: Vec<i64> = (0..count).map(|_| dice.whole(0, 6)).collect();
        x.sort_unstable();
        let x: Vec<Rational> = x.into_iter().map(|x| ratio(x, 6)).collect();
        let low = ratio(dice.whole(-2, 2), 3);
        let question = json!({"values": list(&values), "probs": list(&probs), "allocation": list(&x),
            "lowest_utility": low.to_string()});
        let answer = ask("auction.discrete-transfers", &question);
        let (mut width, mut least) = (Rational::zero(), Rational::zero());
        for k in 0..count {
            least += &(&probs[k] * (&values[k] * &x[k] - &low));
            if k + 1 < count {
                let gap = &values[k + 1] - &values[k];
                let above: Rational = probs[k + 1..].iter().cloned().sum();
                width += &(&gap * (&x[k + 1] - &x[k]) * &above);
                least = least - &gap * &x[k + 1] * above;
            }
        }
        assert_eq!(num(&answer, "payment_interval[0]"), least);
        assert_eq!(num(&answer, "payment_interval[1]"), least + width);
    }
}

#[test]
fn trade_on_grids() {
    for (seller, buyer, subsidy) in [
        (even(&[0, 2]), even(&[1, 3]), "-1/4"),
        (even(&[0, 4]), even(&[1, 5]), "1/4"),
        (even(&[0, 2, 4]), even(&[1, 3, 5]), "2/9"),
    ] {
        let answer = ask("trade.discrete", &json!({"seller": {"discrete": seller}, "buyer": buyer}));
        assert_eq!(answer["minimal_subsidy"], subsidy, "{answer}");
        let none_needed = !num(&answer, "minimal_subsidy").is_positive();
        assert_eq!(answer["second_best"] == answer["first_best"], none_needed);
    }
    let answer = ask(
        "trade.discrete",
        &json!({
        "seller": {"discrete": {"values": [0, "1/2"], "probs": ["1/4", "3/4"]}},
        "buyer": {"discrete": {"values": ["1/3", "5/6"], "probs": ["1/2", "1/2"]}}}),
    );
    assert_eq!(answer["second_best"], "13/48");
    assert_eq!(answer["first_best"], "13/48");
    assert_eq!(answer["posted_price_best"], "11/48");
    let eighths = json!({"values": ["1/8", "3/8", "5/8", "7/8"], "probs": ["1/4", "1/4", "1/4", "1/4"]});
    let answer = ask("trade.discrete", &json!({"seller": eighths, "buyer": eighths}));
    assert_eq!((&answer["second_best"], &answer["first_best"]), (&json!("5/32"), &json!("5/32")));
}

/// The two-type closed form: seller {0, a}, buyer {b, c}.
#[test]
fn two_type_subsidies() {
    let mut dice = Dice::new(9);
    for _ in 0..200 {
        let gaps = [0; 3].map(|_| dice.whole(1, 6));
        let (b, a) = (gaps[0], gaps[0] + gaps[1]);
        let c = a + gaps[2];
        let (x, y) = (ratio(dice.whole(1, 7), 8), ratio(dice.whole(1, 7), 8));
        let one = Rational::one();
        let seller = law(&[Rational::zero(), Rational::from(a)], &[y.clone(), &one - &y]);
        let buyer = law(&[Rational::from(b), Rational::from(c)], &[&one - &x, x.clone()]);
        let answer = ask("trade.discrete", &json!({"seller": seller, "buyer": buyer}));
        // Carroll's v1 + v2 >= kappa in these terms.
        let kappa = &x * &y * Rational::from(gaps[1]);
        let rest = (&one - &x) * &y * Rational::from(gaps[0]) + &x * (&one - &y) * Rational::from(gaps[2]);
        assert_eq!(num(&answer, "minimal_subsidy"), &kappa - &rest, "{answer}");
        let price = num(&answer, "posted_price_best");
        assert!(
            price <= num(&answer, "second_best") && num(&answer, "second_best") <= num(&answer, "first_best")
        );
        let joint = json!({"joint": {"buyer": [b, c], "seller": [0, a], "probs": [
            [((&one - &x) * &y).to_string(), ((&one - &x) * (&one - &y)).to_string()],
            [(&x * &y).to_string(), (&x * (&one - &y)).to_string()]]}});
        assert_eq!(ask("trade.discrete", &joint), answer);
    }
}

#[test]
fn bad_questions() {
    for (model, question, message) in [
        ("auction.discrete", json!({}), "`bidders` is missing"),
        (
            "auction.discrete",
            json!({"bidders": [{"values": [1, 2], "probs": ["1/2", "1/3"]}]}),
            "`bidders[0].probs` sums to 5/6, not to 1",
        ),
        (
            "auction.discrete",
            json!({"bidders": [{"values": [2, 1], "probs": ["1/2", "1/2"]}]}),
            "`bidders[0].values` is out of order: the entries must increase",
        ),
        (
            "auction.discrete",
            json!({"bidders": [{"values": [1], "probs": [1], "n": 2}]}),
            "`bidders[0].n` is not a field of this model",
        ),
        (
            "auction.discrete",
            json!({"bidders": [{"values": [-1], "probs": [1]}]}),
            "`bidders[0].values` must be at least 0",
        ),
        (
            "auction.discrete",
            json!({"bidders": [], "joint": {}}),
            "`joint`: give either `bidders` or `joint`, not both",
        ),
        ("trade.discrete", json!({"seller": {"values": [1], "probs": [1]}}), "`buyer` is missing"),
        (
            "auction.discrete-transfers",
            json!({"values": [1, 2], "probs": ["1/2", "1/2"], "allocation": [1, 0], "lowest_utility": 0}),
            "`allocation` is out of order: it must not decrease, or no payments implement it",
        ),
        (
            "auction.discrete-transfers",
            json!({"values": [1, 2], "probs": ["1/2", "1/2"], "allocation": [0, 2], "lowest_utility": 0}),
            "`allocation` must be between 0 and 1",
        ),
    ] {
        assert_eq!(refuse(model, &question).to_string(), message);
    }
    let big = even(&(1..13).collect::<Vec<i64>>());
    let question = json!({"bidders": vec![big; 6]});
    assert_eq!(
        refuse("auction.discrete", &question).to_string(),
        "`bidders` is too large: the limit is 60000 profiles of types"
    );
}
