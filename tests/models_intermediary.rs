//! Aftermarkets: the inventory's numbers, random instances against the theorem, and bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{Dice, ask, json as list, num, ratio, refuse};
use serde_json::{Value, json};

/// A monopolist with the given values: decision 1 is a sale.
fn sale(values: &[i64], prior: &[&str]) -> Value {
    let zero = vec![0; values.len()];
    json!({"u": [zero, values], "w": [zero, zero], "prior": prior})
}

fn with(mut question: Value, fields: &Value) -> Value {
    for (key, value) in fields.as_object().unwrap() {
        question[key] = value.clone();
    }
    question
}

#[test]
fn monopoly_prices() {
    let answer = ask("intermediary.monopoly", &json!({"values": [1, 2, 4], "prior": ["1/2", "1/4", "1/4"]}));
    assert_eq!(
        answer,
        json!({"profit": "1", "optimal_prices": ["1", "2", "4"],
            "consumer_rent_at_each_optimal_price": ["1", "1/2", "0"],
            "type_rents_at_lowest_optimal_price": ["0", "1", "3"]})
    );
    let third = ["1/3", "1/3", "1/3"];
    for (values, prior, corners, points) in [
        (
            json!([1, 2, 3]),
            json!(third),
            json!([["0", "4/3"], ["0", "2"], ["2/3", "4/3"]]),
            json!([["1/3", "4/3"]]),
        ),
        (
            json!([1, 2, 3, 4, 5]),
            json!(["1/5", "1/5", "1/5", "1/5", "1/5"]),
            json!([["0", "9/5"], ["0", "3"], ["6/5", "9/5"]]),
            json!([["3/5", "9/5"]]),
        ),
        (
            json!([1, 2]),
            json!(["1/4", "3/4"]),
            json!([["0", "3/2"], ["0", "7/4"], ["1/4", "3/2"]]),
            json!([["0", "3/2"]]),
        ),
        (
            json!([2, 3, 7]),
            json!(["1/6", "1/2", "1/3"]),
            json!([["0", "5/2"], ["0", "25/6"], ["5/3", "5/2"]]),
            json!([["4/3", "5/2"]]),
        ),
    ] {
        let question = json!({"values": values, "prior": prior});
        let answer = ask("intermediary.price-discrimination", &question);
        assert_eq!(answer, json!({"vertices_cs_ps": corners, "uniform_monopoly_points_cs_ps": points}));
    }
}

/// A posted price is optimal among all lotteries: the third party's program finds no more.
#[test]
fn posted_prices_are_optimal() {
    let mut dice = Dice::new(5);
    for _ in 0..200 {
        let count = usize::try_from(dice.whole(1, 4)).unwrap();
        let (values, prior) = (dice.increasing(count), list(&dice.law(count)));
        let zero = vec!["0"; count];
        let one = vec!["1"; count];
        let third = json!({"u": [zero, list(&values)], "w": [zero, zero], "slope_c": one, "prior": prior});
        let market = json!({"values": list(&values), "prior": prior});
        let answer = ask("intermediary.third-party", &third);
        let profit = num(&ask("intermediary.monopoly", &market), "profit");
        assert_eq!(num(&answer, "v_star"), profit);
        // Each optimal price is a vertex.
        let prices = ask("intermediary.monopoly", &market)["optimal_prices"].as_array().unwrap().len();
        assert_eq!(answer["optimal_vertices"].as_array().unwrap().len(), prices, "{third} {answer}");
        // Corners against their closed forms.
        let corners = ask("intermediary.price-discrimination", &market);
        let surplus: Rational = values
            .iter()
            .zip(prior.as_array().unwrap())
            .map(|(v, p)| v * models_support::read(p.as_str().unwrap()))
            .sum();
        assert_eq!(num(&corners, "vertices_cs_ps[0][1]"), profit);
        assert_eq!(num(&corners, "vertices_cs_ps[1][1]"), surplus);
        assert_eq!(num(&corners, "vertices_cs_ps[2][0]"), &surplus - &profit);
        assert!(
            num(&corners, "vertices_cs_ps[0][0]").is_zero()
                && num(&corners, "vertices_cs_ps[1][0]").is_zero()
        );
    }
}

#[test]
fn values_with_lotteries() {
    // The inventory's examples D2: deterministic rules reach 13/7 and 17/6 only.
    let one = json!([1, 1, 1]);
    for (u, w, prior, value) in [
        (
            json!([[3, 4, 4], [4, 0, 3]]),
            json!([[0, -2, -3], [-2, 2, 1]]),
            json!(["3/7", "3/7", "1/7"]),
            "16/7",
        ),
        (
            json!([[0, 1, 4], [2, 1, 4]]),
            json!([[3, 3, 0], [-3, -1, 2]]),
            json!(["1/6", "2/3", "1/6"]),
            "19/6",
        ),
    ] {
        let question = json!({"u": u, "w": w, "prior": prior, "slope_c": one});
        assert_eq!(ask("intermediary.third-party", &question)["v_star"], value);
    }
    let free =
        json!({"u": [[0, 0], [1, 2]], "w": [[1, 0], [0, 1]], "slope_c": [1, 1], "prior": ["3/5", "2/5"]});
    assert_eq!(ask("intermediary.third-party", &free)["v_star"], "9/5");
    // Without slope the two types cannot be told apart: constant rules only.
    let costless = with(free, &json!({"slope_c": [0, 0]}));
    assert_eq!(ask("intermediary.third-party", &costless)["v_star"], "1");
}

#[test]
fn disclosure_rules() {
    let two = sale(&[1, 2], &["1/4", "3/4"]);
    let full = with(two.clone(), &json!({"pi_rows_by_type": [[1, 0], [0, 1]]}));
    assert_eq!(
        ask("intermediary.disclosure", &full),
        json!({"value_of_information": "1/4", "truthful_for_some_selection_and_fee": false})
    );
    let harmless = with(two.clone(), &json!({"pi_rows_by_type": [[1, 0], ["2/3", "1/3"]]}));
    assert_eq!(
        ask("intermediary.disclosure", &harmless),
        json!({"value_of_information": "0", "truthful_for_some_selection_and_fee": true})
    );
    let chosen = json!({"selected_x_by_signal": [[[1, 0], [0, 1]], [[1, 0], [0, 1]]],
        "selected_tau_by_signal": [[0, 2], [0, 2]], "t": [0, 0]});
    let answer = ask("intermediary.mechanism", &with(harmless.clone(), &chosen));
    assert_eq!(
        answer,
        json!({"truthful": true, "first_violated_constraint": null,
            "induced_x": [["1", "0"], ["0", "1"]], "third_party_value": "3/2"})
    );
    for (change, violated) in [
        (json!({"t": ["0", "1/2"]}), json!({"constraint": "I-IC", "type": 1, "report": 0})),
        (json!({"t": ["1/2", "1/2"]}), json!({"constraint": "I-IR", "type": 0})),
        (json!({"selected_tau_by_signal": [[0, 2], [0, 1]]}), json!({"constraint": "optimal", "signal": 1})),
        (json!({"selected_tau_by_signal": [[0, 3], [0, 2]]}), json!({"constraint": "optimal", "signal": 0})),
    ] {
        let question = with(with(harmless.clone(), &chosen), &change);
        assert_eq!(ask("intermediary.mechanism", &question)["first_violated_constraint"], violated);
    }
}

/// A rule is truthful for some selection and fee if and only if its information is worthless.
#[test]
fn truthful_means_worthless() {
    let mut dice = Dice::new(11);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..260 {
        let types = usize::try_from(dice.whole(2, 3)).unwrap();
        let decisions = usize::try_from(dice.whole(2, 3)).unwrap();
        let mut row = |least| -> Vec<i64> { (0..types).map(|_| dice.whole(least, 2)).collect() };
        let u: Vec<_> = (0..decisions).map(|_| row(0)).collect();
        let w: Vec<_> = (0..decisions).map(|_| row(-2)).collect();
        let pi: Vec<Value> = (0..types).map(|_| list(&dice.law(2))).collect();
        let question = json!({"u": u, "w": w, "prior": list(&dice.law(types)), "pi_rows_by_type": pi});
        let answer = ask("intermediary.disclosure", &question);
        let worthless = num(&answer, "value_of_information").is_zero();
        assert_eq!(answer["truthful_for_some_selection_and_fee"], worthless, "{question}");
        *(if worthless { &mut yes } else { &mut no }) += 1;
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
}

#[test]
fn grand_mechanisms() {
    // The inventory's example G6: rents (0, 2) and fees give (1, 1), which is not optimal.
    let base = sale(&[1, 3], &["1/2", "1/2"]);
    let question = with(base.clone(), &json!({"x": [[0, 1], [0, 1]], "tau": [1, 1], "t": [0, 0]}));
    assert_eq!(
        ask("intermediary.grand-mechanism", &question),
        json!({"(5.1)": true, "(5.2)": true, "(5.3)": false, "third_party_value": "1", "v_star": "3/2",
            "x_in_Y_empty": false, "best_value_with_rule_x": "1"})
    );
    let question = with(base.clone(), &json!({"x": [[1, 0], [0, 1]], "tau": [0, 3], "t": [0, 0]}));
    let answer = ask("intermediary.grand-mechanism", &question);
    assert_eq!((&answer["x_in_Y_empty"], &answer["(5.3)"]), (&json!(true), &json!(true)));
    let question = with(base, &json!({"x": [[0, 1], [1, 0]], "tau": [0, 0], "t": [0, 0]}));
    let answer = ask("intermediary.grand-mechanism", &question);
    assert_eq!((&answer["best_value_with_rule_x"], &answer["(5.1)"]), (&json!(null), &json!(false)));
}

#[test]
fn bad_questions() {
    let good = with(sale(&[1, 2], &["1/4", "3/4"]), &json!({"pi_rows_by_type": [[1, 0], [0, 1]]}));
    for (change, message) in [
        (json!({"prior": ["1/4", "1/4"]}), "`prior` sums to 1/2, not to 1"),
        (json!({"prior": [0, 1]}), "`prior[0]` must be positive"),
        (json!({"prior": [1]}), "`prior` must have 2 entries, not 1"),
        (json!({"w": [[0, 0], [0]]}), "`w[1]` must have 2 entries, not 1"),
        (json!({"u": []}), "`u` must be a list with at least one entry"),
        (json!({"u": [[1, 2], 3]}), "`u[1]` must be a list"),
        (json!({"pi_rows_by_type": [["-1", 2], [0, 1]]}), "`pi_rows_by_type[0][0]` must be at least 0"),
        (
            json!({"u": [[0, 0], [1, 0.5]]}),
            "`u[1][1]` is a floating-point number; write it as a string, such as \"0.25\"",
        ),
    ] {
        assert_eq!(refuse("intermediary.disclosure", &with(good.clone(), &change)).to_string(), message);
    }
    let error = refuse("intermediary.monopoly", &json!({"values": [2, 1], "prior": ["1/2", "1/2"]}));
    assert_eq!(error.to_string(), "`values` is out of order: the entries must increase");
    let many = json!({"values": (1..20).collect::<Vec<i64>>(), "prior": [1]});
    let error = refuse("intermediary.monopoly", &many);
    assert_eq!(error.to_string(), "`values` is too large: the limit is 12 entries");
    let _ = ratio(1, 2);
}
