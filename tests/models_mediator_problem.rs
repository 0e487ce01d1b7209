//! The mediator's whole problem: random exact instances against Theorem 1, and each assumption dropped.

mod models_support;

use mechproof::models::{EvalError, evaluate};
use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, read, refuse};
use serde_json::{Value, json};

/// Random utilities of the agent and the third party, decision rows by type columns, and a prior.
fn market(dice: &mut Dice, types: usize, decisions: usize) -> Value {
    let mut rows = |least: i64, most: i64| -> Vec<Vec<i64>> {
        (0..decisions).map(|_| (0..types).map(|_| dice.whole(least, most)).collect()).collect()
    };
    let (u, w) = (rows(0, 3), rows(-3, 3));
    let slope: Vec<Rational> = (0..types).map(|_| ratio(dice.whole(1, 3), dice.whole(1, 2))).collect();
    json!({"u": u, "w": w, "slope_c": list(&slope), "prior": list(&dice.law(types))})
}

fn goal(dice: &mut Dice, types: usize, decisions: usize) -> Value {
    let row = |dice: &mut Dice| (0..types).map(|_| dice.whole(-3, 3)).collect::<Vec<i64>>();
    json!((0..decisions).map(|_| row(dice)).collect::<Vec<_>>())
}

fn with(mut question: Value, field: &str, value: Value) -> Value {
    question[field] = value;
    question
}

fn table(value: &Value) -> Vec<Vec<Rational>> {
    let row = |row: &Value| row.as_array().unwrap().iter().map(|x| read(x.as_str().unwrap())).collect();
    value.as_array().unwrap().iter().map(row).collect()
}

/// In every direction the mediator reaches as far as the third party's optima without signals, and no farther.
#[test]
fn the_mediator_reaches_what_is_optimal_without_signals() {
    let mut dice = Dice::new(2017);
    let (mut solved, mut informative, mut large) = (0, 0, 0);
    while solved < 1_000 {
        let (types, decisions) = match dice.whole(0, 9) {
            0 => (4, 2),
            1 => (2, 4),
            2 => (3, 3),
            3..=5 => (3, 2),
            6 => (1, 4),
            _ => (2, 3),
        };
        let question = market(&mut dice, types, decisions);
        let question = with(question, "goal", goal(&mut dice, types, decisions));
        let answer = match evaluate("intermediary.mediator", &question) {
            Err(EvalError::Size { .. }) => {
                large += 1;
                assert!(large < 200, "too many instances are too large");
                continue;
            }
            answer => answer.unwrap_or_else(|error| panic!("{question}: {error}")),
        };
        solved += 1;
        assert_eq!(answer["value"], answer["value_without_signals"], "{question}");
        assert_eq!(answer["third_party_value"], answer["v_star"], "{question}");
        informative += i32::from(answer["signals"].as_array().unwrap().len() > 1);
        if solved % 10 == 0 {
            // The induced rule is optimal without information, by another linear program.
            let mut asked = question.clone();
            asked.as_object_mut().unwrap().remove("goal");
            let asked = with(asked, "x", answer["induced_x"].clone());
            let certificate = ask("intermediary.farkas", &asked);
            assert_eq!(certificate["x_in_Y_empty"], true, "{question}");
            assert_eq!(certificate["v_star"], answer["v_star"], "{question}");
        }
    }
    assert!(informative > 0, "some optimal mechanism uses several signals");
}

/// With signals given: truthful for some selection and fee if and only if they are worth nothing.
#[test]
fn given_signals_are_truthful_where_they_are_worthless() {
    let mut dice = Dice::new(5);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..400 {
        let size = |dice: &mut Dice| usize::try_from(dice.whole(1, 4)).unwrap();
        let (types, decisions, signals) = (size(&mut dice), size(&mut dice), size(&mut dice));
        let mut question = market(&mut dice, types, decisions);
        question.as_object_mut().unwrap().remove("slope_c");
        let pi: Vec<Value> = (0..types).map(|_| list(&dice.law(signals))).collect();
        let question = with(question, "pi_rows_by_type", json!(pi));
        let answer = ask("intermediary.disclosure", &question);
        let worthless = num(&answer, "value_of_information").is_zero();
        assert_eq!(answer["truthful_for_some_selection_and_fee"], worthless, "{question}");
        *(if worthless { &mut yes } else { &mut no }) += 1;
    }
    assert!(yes > 40 && no > 40, "{yes} {no}");
}

/// Without transfers, lotteries or commitment some instance lets the mediator change what the third party earns;
/// the same instance with them does not.
#[test]
fn each_dropped_assumption_fails_somewhere() {
    // Without lotteries alone such instances are rare.
    for (market_word, types, decisions, wanted) in
        [("no-transfers", 2, 2, 5), ("no-randomisation", 3, 2, 2), ("one-offer", 2, 3, 5)]
    {
        let mut dice = Dice::new(11);
        let mut found = 0;
        for _ in 0..12_000 {
            let mut rows = |least: i64, most: i64| -> Vec<Vec<i64>> {
                (0..decisions).map(|_| (0..types).map(|_| dice.whole(least, most)).collect()).collect()
            };
            let (u, w) = (rows(0, 4), rows(-3, 3));
            let question =
                json!({"u": u, "w": w, "slope_c": vec![1; types], "prior": list(&dice.law(types))});
            let dropped = with(question.clone(), "market", json!(market_word));
            let Ok(answer) = evaluate("intermediary.mediator", &dropped) else { continue };
            if num(&answer, "third_party_value") > num(&answer, "v_star") {
                found += 1;
                let full = ask("intermediary.mediator", &question);
                assert_eq!(full["third_party_value"], full["v_star"], "{question}");
            }
            if found == wanted {
                break;
            }
        }
        assert_eq!(found, wanted, "{market_word}: too few instances in 12000");
    }
    // The third party never loses: she may ignore the signals.
    let mut dice = Dice::new(12);
    for _ in 0..60 {
        let question = with(market(&mut dice, 2, 2), "market", json!("one-offer"));
        let answer = ask("intermediary.mediator", &question);
        assert!(num(&answer, "third_party_value") >= num(&answer, "v_star"), "{question}");
    }
}

/// A mediator who allocates the object can change the offer; one with a constant chance of a sale cannot.
#[test]
fn allocation_gives_leverage() {
    let question = json!({"values": [1, 2], "prior": ["2/3", "1/3"], "worth": 3});
    let answer = ask("intermediary.resale", &question);
    assert_eq!(answer["offers_with_a_constant_chance"], json!(["1"]));
    assert_eq!(answer["offers_with_other_chances"][1]["offer"], "2");
    let mut dice = Dice::new(3);
    let mut gained = 0;
    for _ in 0..200 {
        let count = usize::try_from(dice.whole(2, 4)).unwrap();
        let (values, prior) = (dice.increasing(count), dice.law(count));
        let worth = values.last().unwrap() + &ratio(dice.whole(1, 4), 2);
        let answer = ask(
            "intermediary.resale",
            &json!({"values": list(&values), "prior": list(&prior), "worth": worth.to_string()}),
        );
        let constant = answer["offers_with_a_constant_chance"].as_array().unwrap().len();
        let other = answer["offers_with_other_chances"].as_array().unwrap().len();
        assert!(other >= constant);
        gained += i32::from(other > constant);
    }
    assert!(gained > 0);
}

/// The inventory's examples.
#[test]
fn known_mediators() {
    let question = json!({"u": [[0, 0], [1, 2]], "w": [[1, 0], [0, 1]], "slope_c": [1, 1],
        "prior": ["3/5", "2/5"], "market": "no-transfers"});
    let answer = ask("intermediary.mediator", &question);
    assert_eq!((&answer["v_star"], &answer["value"]), (&json!("3/5"), &json!("1")));
    let question = json!({"u": [[3, 4, 4], [4, 0, 3]], "w": [[0, -2, -3], [-2, 2, 1]], "slope_c": [1, 1, 1],
        "prior": ["3/7", "3/7", "1/7"], "market": "no-randomisation"});
    let answer = ask("intermediary.mediator", &question);
    assert_eq!(answer["v_star"], "13/7");
    assert!(num(&answer, "value") >= ratio(2, 1), "{answer}");
    let question = json!({"u": [[0, 0], [1, 0], [0, 1]], "w": [[0, 0], [0, 0], [0, 0]], "slope_c": [1, 1],
        "prior": ["3/5", "2/5"], "market": "one-offer"});
    let answer = ask("intermediary.mediator", &question);
    assert_eq!((&answer["v_star"], &answer["value"]), (&json!("3/5"), &json!("1")));
    let zero = json!({"u": [[0]], "w": [[0]], "slope_c": [0], "prior": [1]});
    assert_eq!(refuse("intermediary.mediator", &zero).to_string(), "`slope_c` must be positive");
    let word = with(json!({"u": [[0]], "w": [[0]], "slope_c": [1], "prior": [1]}), "market", json!("none"));
    assert!(refuse("intermediary.mediator", &word).to_string().starts_with("`market` must be full"));
}

/// The multipliers of (5.1), (5.2), (5.3) and of the fees sum to a contradiction, whatever transfers and fees are.
#[test]
fn farkas_multipliers_cancel() {
    let mut dice = Dice::new(23);
    let (mut gaps, mut cycles) = (0, 0);
    for _ in 0..300 {
        let (types, decisions) = (usize::try_from(dice.whole(2, 4)).unwrap(), 3);
        let question = market(&mut dice, types, decisions);
        let x: Vec<Value> = (0..types).map(|_| list(&dice.law(decisions))).collect();
        let question = with(question, "x", json!(x));
        let answer = ask("intermediary.farkas", &question);
        let Some(multipliers) = answer["multipliers"].as_object() else {
            assert_eq!(answer["x_in_Y_empty"], true);
            continue;
        };
        let of =
            |name: String| multipliers.get(&name).map_or_else(Rational::zero, |m| read(m.as_str().unwrap()));
        let number = |value: &Value| read(value.to_string().trim_matches('"'));
        let (u, rule) = (&question["u"], table(&json!(x)));
        let gain = |kind: usize, report: usize| -> Rational {
            (0..decisions).map(|y| &rule[report][y] * number(&u[y][kind])).sum()
        };
        let binding = answer["gap"] != Value::Null;
        let weight = |kind: usize| {
            let slope = number(&question["slope_c"][kind]) * number(&question["prior"][kind]);
            if binding { slope } else { Rational::zero() }
        };
        let mut level = Rational::zero();
        for kind in 0..types {
            let mut flow = of(format!("(5.2) type {kind}"));
            assert!(!flow.is_negative());
            level += &(&flow * gain(kind, kind));
            for report in (0..types).filter(|report| *report != kind) {
                let out = of(format!("(5.1) type {kind}, report {report}"));
                assert!(!out.is_negative());
                level += &(&out * (gain(kind, kind) - gain(kind, report)));
                flow += &(out - of(format!("(5.1) type {report}, report {kind}")));
            }
            // The transfer of each type cancels.
            assert_eq!(flow, weight(kind), "{question} {answer}");
            if binding && kind > 0 {
                assert_eq!(of(format!("t({kind}) >= t(0)")), weight(kind));
            }
            if binding {
                let w: Rational =
                    (0..decisions).map(|y| &rule[kind][y] * number(&question["w"][y][kind])).sum();
                level += &(number(&question["prior"][kind]) * w);
            }
        }
        if binding {
            assert_eq!(num(&answer, "v_star") - level, num(&answer, "gap"), "{question} {answer}");
            assert!(num(&answer, "gap").is_positive());
            gaps += 1;
        } else {
            assert!(level.is_negative(), "{question} {answer}");
            cycles += 1;
        }
    }
    assert!(gaps > 20 && cycles > 20, "{gaps} {cycles}");
}

/// An offer and a segmentation come with multipliers whose weighted right sides are the value.
#[test]
fn duals_prove_the_values() {
    let mut dice = Dice::new(31);
    for _ in 0..150 {
        let (types, decisions) = (usize::try_from(dice.whole(1, 4)).unwrap(), 3);
        let answer = ask("intermediary.offer", &market(&mut dice, types, decisions));
        let lotteries =
            answer["multipliers"].as_object().unwrap().iter().filter(|(name, _)| name.starts_with("lottery"));
        let bound: Rational = lotteries.map(|(_, m)| read(m.as_str().unwrap())).sum();
        assert_eq!(bound, num(&answer, "v_star"));
        let count = usize::try_from(dice.whole(1, 5)).unwrap();
        let (values, prior) = (dice.increasing(count), dice.law(count));
        let (cs, ps) = (ratio(dice.whole(-2, 2), 1), ratio(dice.whole(-2, 2), 1));
        let question = json!({"values": list(&values), "prior": list(&prior), "weight_cs": cs.to_string(),
            "weight_ps": ps.to_string()});
        let answer = ask("intermediary.segmentation", &question);
        let multiplier = |value: &Rational| {
            answer["multipliers"]
                .get(format!("prior({value})"))
                .map_or_else(Rational::zero, |m| read(m.as_str().unwrap()))
        };
        let bound: Rational = values.iter().zip(&prior).map(|(value, p)| multiplier(value) * p).sum();
        assert_eq!(bound, num(&answer, "value"), "{question}");
    }
}

/// The triangle with what an eliciting mediator attains, by the mediator's own linear program.
#[test]
fn triangles_and_elicited_points() {
    let answer =
        ask("intermediary.surplus-triangle", &json!({"values": [1, 2, 4], "prior": ["1/2", "1/4", "1/4"]}));
    assert_eq!(answer["elicited_cs_ps"], json!([["0", "1"], ["1/2", "1"], ["1", "1"]]));
    assert!(mechproof::draw::from_json(&answer["drawing"]).is_some());
    let mut dice = Dice::new(41);
    for _ in 0..60 {
        let count = usize::try_from(dice.whole(2, 3)).unwrap();
        let (values, prior) = (dice.increasing(count), dice.law(count));
        let triangle =
            ask("intermediary.surplus-triangle", &json!({"values": list(&values), "prior": list(&prior)}));
        let zero = vec![0; count];
        let one = vec![1; count];
        // Trade at value v creates v; the profit is fixed, so the rents follow.
        for (sign, end) in [(1, triangle["elicited_cs_ps"].as_array().unwrap().len() - 1), (-1, 0)] {
            let gain: Vec<Rational> = values.iter().map(|value| value * &ratio(sign, 1)).collect();
            let question = json!({"u": [zero, list(&values)], "w": [zero, zero], "slope_c": one,
                "prior": list(&prior), "goal": [zero, list(&gain)]});
            let answer = ask("intermediary.mediator", &question);
            let total = num(&answer, "value") * ratio(sign, 1);
            let point = &triangle["elicited_cs_ps"][end];
            let profit = read(point[1].as_str().unwrap());
            assert_eq!(total, read(point[0].as_str().unwrap()) + profit, "{question}");
        }
    }
}
