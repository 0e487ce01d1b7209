//! The extortion game: the proof's formulas at random mechanisms, known numbers, rejected strategies.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, num, ratio, refuse};
use serde_json::{Value, json};

const MODEL: &str = "carroll.extortion";

/// A structure from (probability, buyer's signal, seller's signal, b, s); states of probability 0 are left out.
fn states(rows: &[(Rational, &str, &str, &str, &str)]) -> Value {
    let state = |(p, buyer, seller, b, s): &(Rational, &str, &str, &str, &str)| json!({"b": b, "s": s, "buyer": buyer, "seller": seller, "prob": p.to_string()});
    Value::Array(rows.iter().filter(|row| !row.0.is_zero()).map(state).collect())
}

/// The default in which everyone knows only the own value, Table 3 and the second structure of Table 4.
fn structures(x: &Rational, y: &Rational, lambda: &Rational) -> (Value, Value, Value, Value) {
    let one = Rational::one();
    let (not_x, not_y, rest) = (&one - x, &one - y, &one - lambda);
    let [ll, lh, hl, hh] = [&not_x * y, &not_x * &not_y, x * y, x * &not_y];
    let own = states(&[
        (ll.clone(), "Dl", "El", "lo", "lo"),
        (lh.clone(), "Dl", "Eh", "lo", "hi"),
        (hl.clone(), "Dh", "El", "hi", "lo"),
        (hh.clone(), "Dh", "Eh", "hi", "hi"),
    ]);
    let first = states(&[
        (lh.clone(), "B1", "S1", "lo", "hi"),
        (ll.clone(), "B2", "S3", "lo", "lo"),
        (hh.clone(), "B3", "S2", "hi", "hi"),
        (hl.clone(), "B3", "S4", "hi", "lo"),
    ]);
    let second = states(&[
        (lh.clone(), "B4", "S5", "lo", "hi"),
        (ll.clone(), "B5", "S7", "lo", "lo"),
        (hh.clone(), "B6", "S6", "hi", "hi"),
        (hl.clone(), "B7", "S7", "hi", "lo"),
    ]);
    let split = states(&[
        (lh, "B4", "S5", "lo", "hi"),
        (ll, "B5", "S7", "lo", "lo"),
        (&hh * lambda, "B6", "S6", "hi", "hi"),
        (&hl * lambda, "B7", "S7", "hi", "lo"),
        (&hh * &rest, "B3", "S2", "hi", "hi"),
        (&hl * &rest, "B3", "S4", "hi", "lo"),
    ]);
    (own, first, second, split)
}

/// The flexible-price mechanism of Table 2 on Table 3 with values 1, 2, 3, 4: actions are null, `b_lo`, `s_hi`.
fn flexible(x: &Rational, y: &Rational) -> Value {
    let (own, first, second, _) = structures(x, y, &Rational::one());
    json!({
        "values": [1, 2, 3, 4], "p_b_hi": x.to_string(), "p_s_lo": y.to_string(),
        "q": [[0, 0, 0], [0, 1, 0], [0, 1, 1]], "t": [[0, 0, 0], [0, 2, 0], [0, 2, 3]],
        "default": own, "structures": [first, second], "epsilon": "1/1000",
        "buyer_actions": {"Dl": 1, "B1": 1, "B2": 1, "B4": 1, "B5": 1, "Dh": 2, "B3": 2, "B6": 2, "B7": 2},
        "seller_actions": {"El": 1, "Eh": 2, "S1": 2, "S2": 2, "S3": 1, "S4": 2, "S5": 2, "S6": 2, "S7": 1}
    })
}

/// The mechanism of Table 1, case (b), on Table 4: actions are null, lo, hi; truthful play.
fn dominant(x: &Rational, y: &Rational, lambda: &Rational) -> Value {
    let (own, first, _, split) = structures(x, y, lambda);
    json!({
        "values": [1, 2, 3, 4], "p_b_hi": x.to_string(), "p_s_lo": y.to_string(),
        "q": [[0, 0, 0], [0, "1/2", 0], [0, 1, 1]], "t": [[0, 0, 0], [0, 1, 0], [0, 3, 3]],
        "default": own, "structures": [first, split], "epsilon": "1/8",
        "buyer_actions": {"Dl": 1, "B1": 1, "B2": 1, "B4": 1, "B5": 1, "Dh": 2, "B3": 2, "B6": 2, "B7": 2},
        "seller_actions": {"El": 1, "Eh": 2, "S1": 2, "S2": 2, "S3": 1, "S4": 1, "S5": 2, "S6": 2, "S7": 1}
    })
}

/// Sets a part of a question, by a path such as `/q/1/1`; new fields are added.
fn put(question: &mut Value, place: &str, value: Value) {
    let (object, field) = place.rsplit_once('/').unwrap();
    match question.pointer_mut(object).unwrap() {
        Value::Array(list) => list[field.parse::<usize>().unwrap()] = value,
        other => other[field] = value,
    }
}

/// What appendix B.2 proves of every equilibrium of the auxiliary game.
fn holds(answer: &Value) {
    assert_eq!(num(answer, "welfare"), num(answer, "welfare_formula"), "{answer}");
    assert_eq!(num(answer, "limit_welfare"), num(answer, "tmu"), "{answer}");
    assert!(num(answer, "tmu") <= num(answer, "tmu_lp"), "{answer}");
    assert_eq!(num(answer, "belief_distance"), Rational::zero());
    assert_eq!(answer["direct_violation"], json!(null));
    assert_eq!(answer["gain_from_accepting"], json!(["0", "0", "0", "0"]));
}

#[test]
fn known_numbers() {
    let quarter = ratio(1, 4);
    let answer = ask(MODEL, &flexible(&quarter, &quarter));
    assert_eq!(answer["is_equilibrium"], json!(true), "{answer}");
    holds(&answer);
    assert_eq!(num(&answer, "welfare"), ratio(8001, 16000));
    assert_eq!(num(&answer, "tmu"), ratio(1, 2));
    assert_eq!(num(&answer, "tmu_lp"), ratio(1, 2));
    assert_eq!(answer["offers"], json!(["0", "0", "0", "1/4"]));
    // Region III: the dominant-strategy mechanism attains the bound of Lemma 5.4.
    let answer = ask(MODEL, &dominant(&ratio(3, 4), &ratio(1, 2), &ratio(1, 6)));
    assert_eq!(answer["is_equilibrium"], json!(true), "{answer}");
    holds(&answer);
    assert_eq!(num(&answer, "tmu"), ratio(25, 16));
    assert_eq!(num(&answer, "tmu_lp"), ratio(25, 16));
    // Above p0 the low seller posts the high price where she does not know the buyer.
    let mut question = flexible(&ratio(3, 4), &ratio(1, 2));
    question["seller_actions"]["S7"] = json!(2);
    question["seller_actions"]["El"] = json!(2);
    let answer = ask(MODEL, &question);
    assert_eq!(answer["is_equilibrium"], json!(true), "{answer}");
    holds(&answer);
    assert_eq!(num(&answer, "tmu_lp"), ratio(11, 7));
    assert_eq!(num(&answer, "tmu"), ratio(3, 2));
}

#[test]
fn mixed_actions() {
    // At p_b_hi = p0 = 1/2 the uninformed low seller is indifferent between the prices.
    let mut question = flexible(&ratio(1, 2), &ratio(1, 4));
    question["seller_actions"]["S7"] = json!([0, "1/3", "2/3"]);
    let answer = ask(MODEL, &question);
    assert_eq!(answer["is_equilibrium"], json!(true), "{answer}");
    holds(&answer);
    question["seller_actions"]["S7"] = json!(["1/6", "1/6", "2/3"]);
    let answer = ask(MODEL, &question);
    let first = &answer["first_violated_constraint"];
    assert_eq!(first["constraint"], json!("best reply"));
    assert_eq!((&first["signal"], &first["action"], &first["gain"]), (&json!("S7"), &json!(0), &json!("1")));
}

/// Random mechanisms and parameters; play is improved signal by signal until it is an equilibrium
/// of the auxiliary game.
#[test]
fn every_auxiliary_equilibrium_gives_the_formulas() {
    let mut dice = Dice::new(11);
    let (mut found, mut undominated, mut trials) = (0, 0, 0);
    while found < 60 {
        trials += 1;
        assert!(trials < 400, "only {found} equilibria");
        let (x, y) = (ratio(dice.whole(1, 9), 10), ratio(dice.whole(1, 9), 10));
        let (rows, columns) = (dice.whole(2, 4), dice.whole(2, 4));
        let mut cell = |a: i64, c: i64, share: bool| match (a, c, share) {
            (0, _, true) | (_, 0, true) | (0, 0, false) => ratio(0, 1),
            (0, _, false) => ratio(-dice.whole(0, 2), 2),
            (_, 0, false) => ratio(dice.whole(0, 2), 2),
            (.., true) => ratio(dice.whole(0, 4), 4),
            (.., false) => ratio(dice.whole(0, 6), 2),
        };
        let mut table = |share: bool| -> Value {
            let row =
                |a: i64| -> Vec<String> { (0..columns).map(|c| cell(a, c, share).to_string()).collect() };
            (0..rows).map(row).collect()
        };
        let (q, t) = (table(true), table(false));
        let mut question = dominant(&x, &y, &ratio(dice.whole(1, 3), 4));
        question["q"] = q;
        question["t"] = t;
        question["epsilon"] = json!(ratio(1, dice.whole(2, 50)).to_string());
        for (side, count) in [("buyer_actions", rows), ("seller_actions", columns)] {
            for action in question[side].as_object_mut().unwrap().values_mut() {
                *action = json!(dice.whole(1, count - 1));
            }
        }
        for _ in 0..60 {
            let answer = ask(MODEL, &question);
            let worse = &answer["auxiliary_violation"];
            if worse.is_null() {
                found += 1;
                holds(&answer);
                let first = &answer["first_violated_constraint"];
                assert!(first.is_null() || first["constraint"] == "undominated", "{question} {answer}");
                undominated += usize::from(first.is_null());
                spoil(&question, &answer, &mut dice);
                break;
            }
            let side = format!("{}_actions", worse["player"].as_str().unwrap());
            question[&side][worse["signal"].as_str().unwrap()] = worse["better"].clone();
        }
    }
    assert!(undominated >= 20, "{undominated} of {found}");
}

/// Larger offers make acceptance a mistake; another action is the first violation, or as good.
fn spoil(question: &Value, answer: &Value, dice: &mut Dice) {
    let mut bad = question.clone();
    let offers = answer["offers"].as_array().unwrap();
    let amounts = (0..4).map(|place| num(answer, &format!("offers[{place}]")));
    let raised = usize::try_from(dice.whole(0, 3)).unwrap();
    let amounts =
        amounts.enumerate().map(|(i, amount)| if i == raised { amount + ratio(1, 9) } else { amount });
    bad["offers"] = amounts.map(|amount| json!(amount.to_string())).collect();
    assert_eq!(offers.len(), 4);
    let spoilt = ask(MODEL, &bad);
    let first = &spoilt["first_violated_constraint"];
    let types = ["s_lo", "b_lo", "s_hi", "b_hi"];
    assert_eq!((&first["constraint"], &first["type"]), (&json!("offer"), &json!(types[raised])), "{bad}");
    let loss = (Rational::one() - num(question, "epsilon")) * ratio(1, 9);
    assert_eq!(num(&spoilt, "first_violated_constraint.gain"), loss);
    let signals: Vec<&String> = question["seller_actions"].as_object().unwrap().keys().collect();
    let signal = signals[usize::try_from(dice.whole(0, 8)).unwrap()];
    let mut bad = question.clone();
    bad["seller_actions_after_rejecting"] = json!({ signal.as_str(): 0 });
    let spoilt = ask(MODEL, &bad);
    let first = &spoilt["first_violated_constraint"];
    if first["constraint"] == "best reply" {
        assert_eq!((&first["player"], &first["after"]), (&json!("seller"), &json!("reject")));
        assert_eq!((&first["signal"], &first["action"]), (&json!(signal), &json!(0)));
    }
}

#[test]
fn corrupted_strategies_are_rejected() {
    let good = flexible(&ratio(1, 4), &ratio(1, 4));
    let cases = [
        (
            "/seller_actions/S7",
            json!(2),
            json!({"constraint": "best reply", "player": "seller", "after": "accept", "signal": "S7",
                "action": 2, "better": 1, "gain": "1/2"}),
        ),
        (
            "/buyer_actions/B3",
            json!(0),
            json!({"constraint": "best reply", "player": "buyer", "after": "accept", "signal": "B3",
                "action": 0, "better": 2, "gain": "1"}),
        ),
        (
            "/buyer_actions/B7",
            json!(1),
            json!({"constraint": "undominated", "player": "buyer", "after": "accept", "signal": "B7",
                "action": 1, "dominated_by": ["0", "0", "1"]}),
        ),
        (
            "/seller_actions_after_rejecting",
            json!({"S7": 2}),
            json!({"constraint": "best reply", "player": "seller", "after": "reject", "signal": "S7",
                "action": 2, "better": 1, "gain": "1/2"}),
        ),
        (
            "/offers",
            json!([0, 0, 0, "1/2"]),
            json!({"constraint": "offer", "player": "buyer", "type": "b_hi", "decision": "accept",
                "gain": "999/4000"}),
        ),
        ("/offers", json!(["-1/2", 0, 0, 0]), Value::Null),
    ];
    for (place, value, expected) in cases {
        let mut bad = good.clone();
        put(&mut bad, place, value);
        if expected.is_null() {
            // A type that is paid to accept must not reject.
            bad["accept"] = json!(["1/2", 1, 1, 1]);
        }
        let answer = ask(MODEL, &bad);
        assert_eq!(answer["is_equilibrium"], json!(false), "{bad}");
        let first = &answer["first_violated_constraint"];
        if expected.is_null() {
            assert_eq!((&first["type"], &first["decision"]), (&json!("s_lo"), &json!("reject")), "{answer}");
        } else {
            assert_eq!(first, &expected, "{answer}");
        }
    }
}

/// Where only one type rejects, the signal tells about the structure, and so about the other side.
#[test]
fn beliefs_need_that_all_types_accept() {
    let mut question = flexible(&ratio(1, 4), &ratio(1, 4));
    question["accept"] = json!(["1/2", 1, 1, 1]);
    question["epsilon"] = json!("1/4");
    let answer = ask(MODEL, &question);
    // The structure that follows s_lo's rejection is the second; B6 arises only with s_hi there, so
    // nothing changes but at B7 and at the default signals: Dh is seen after s_lo's rejection too rarely.
    assert_eq!(answer["worst_structures"][0], json!(2));
    // Given Dh, the weights of El and Eh are y*(eps/3 + (1-eps)/2) and (1-y)*(eps/3 + (1-eps)).
    let (low, high) =
        (ratio(1, 4) * (ratio(1, 12) + ratio(3, 8)), ratio(3, 4) * (ratio(1, 12) + ratio(3, 4)));
    let share = low.checked_div(&(&low + &high)).unwrap();
    assert_eq!(num(&answer, "belief_distance"), (ratio(1, 4) - share) * ratio(2, 1));
}

#[test]
fn bad_questions() {
    let good = flexible(&ratio(1, 4), &ratio(1, 4));
    let with = |place: &str, value: Value| {
        let mut bad = good.clone();
        put(&mut bad, place, value);
        refuse(MODEL, &bad).to_string()
    };
    for (place, value, message) in [
        ("/q/1/1", json!("3/2"), "`q[1][1]` must be from 0 to 1"),
        ("/q/0/1", json!("1/2"), "`q[0][1]` must be 0, since action 0 is the null action"),
        ("/t/0/1", json!(1), "`t[0][1]` must be at most 0, since the buyer's action 0 is the null action"),
        ("/t/1/0", json!(-1), "`t[1][0]` must be at least 0, since the seller's action 0 is the null action"),
        ("/t/2", json!([0, 0]), "`t[2]` must have 3 entries, not 2"),
        (
            "/structures/0/0/prob",
            json!("1/16"),
            "`structures[0]` must be a structure whose law of values is the prior",
        ),
        ("/structures/0/0/prob", json!(0), "`structures[0][0].prob` must be positive"),
        ("/structures/0/0/b", json!("mid"), "`structures[0][0].b` must be `lo` or `hi`"),
        (
            "/structures/0/2/buyer",
            json!("B1"),
            "`structures[0][2].b` must be the value that `B1` has in other states",
        ),
        (
            "/structures/1/3/buyer",
            json!("B3"),
            "`structures` must be overlapping: `B3` must mean the same wherever it arises",
        ),
        (
            "/structures/1/3/buyer",
            json!("Dh"),
            "`structures` must be a structure without the signal `Dh` of `default`",
        ),
        ("/buyer_actions/B9", json!(1), "`buyer_actions.B9` is not a field of this model"),
        ("/buyer_actions/B3", json!(3), "`buyer_actions.B3` must be a whole number from 0 to 2"),
        ("/buyer_actions/B3", json!(["1/2", "1/4", 0]), "`buyer_actions.B3` sums to 3/4, not to 1"),
        ("/seller_actions/S7", json!(null), "`seller_actions.S7` is missing"),
        ("/accept", json!([1, 1, 1, 2]), "`accept[3]` must be from 0 to 1"),
        ("/epsilon", json!(1), "`epsilon` must be strictly between 0 and 1"),
        ("/structures", json!([]), "`structures` must be a list with at least one entry"),
    ] {
        assert_eq!(with(place, value), message);
    }
}
