//! Shuttle diplomacy: the inventory's numbers for the three readings, and bad questions.

mod models_support;

use mechproof_core::exact::Rational;
use models_support::{ask, num, ratio, refuse};
use serde_json::{Value, json};

fn uniform(periods: i64) -> Value {
    json!({"buyer": {"uniform": [0, 1]}, "seller": {"uniform": [0, 1]}, "periods": periods})
}

#[test]
fn uniform_laws() {
    let free = ["1/128", "1/1024", "1/3456", "1/8192", "1/16000", "-11/193536"];
    let given = ["0", "-1/128", "-1/144", "-3/512", "-1/200", "-5/1152"];
    for periods in 1..=6_i64 {
        let answer = ask("mediator.dynamic", &uniform(periods));
        let place = usize::try_from(periods - 1).unwrap();
        let slack = &answer["sincerity_least_slack"];
        assert_eq!(
            (&slack["p_fair_free"], &slack["p_fair_given"]),
            (&json!(free[place]), &json!(given[place]))
        );
        assert_eq!((&answer["fair_price"], &answer["endgame_sum"]), (&json!("1/2"), &json!("1")));
    }
    for periods in 1..=24_i64 {
        if periods > 6 && periods % 6 != 0 {
            continue;
        }
        let answer = ask("mediator.dynamic", &uniform(periods));
        assert_eq!(num(&answer, "inefficiency.interval"), ratio(1, 96 * periods * periods));
        let rest = Rational::one() - ratio(periods - 1, periods).pow(3);
        assert_eq!(num(&answer, "inefficiency.exact_last_period"), rest * ratio(1, 24));
        assert_eq!(answer["inefficiency"]["exact"], "0");
    }
}

#[test]
fn power_laws() {
    let question =
        |periods: i64| json!({"buyer": {"power": 2}, "seller": {"survival_power": 2}, "periods": periods});
    for (periods, slack) in [(1, "-43/2592"), (2, "-2641/186624")] {
        let answer = ask("mediator.dynamic", &question(periods));
        assert_eq!(answer["sincerity_least_slack"]["p_fair_free"], slack);
        assert_eq!(answer["endgame_sum"], "20/27");
    }
    for periods in 1..=6 {
        let answer = ask(
            "mediator.dynamic",
            &json!({"buyer": {"survival_power": 2}, "seller": {"power": 2}, "periods": periods}),
        );
        assert!(num(&answer, "sincerity_least_slack.p_fair_free").is_positive());
        assert_eq!(answer["endgame_sum"], "4/3");
    }
    // The fair price of the family is (b+1)/(a+b+2), the end-game sum a/(a+1) + b/(b+1).
    for a in 1..=4_i64 {
        for b in 1..=4_i64 {
            let question = json!({"buyer": {"survival_power": a}, "seller": {"power": b}, "periods": 1});
            let answer = ask("mediator.dynamic", &question);
            assert_eq!(num(&answer, "fair_price"), ratio(b + 1, a + b + 2));
            assert_eq!(num(&answer, "endgame_sum"), ratio(a, a + 1) + ratio(b, b + 1));
            // One period with exact discovery loses all that a refused last report could have traded.
            let early = ask(
                "mediator.dynamic",
                &json!({"buyer": {"survival_power": a}, "seller": {"power": b}, "periods": 4}),
            );
            let lost = |answer: &Value| num(answer, "inefficiency.exact_last_period");
            assert!(
                lost(&early) < lost(&answer)
                    && num(&early, "inefficiency.interval") < num(&answer, "inefficiency.interval")
            );
        }
    }
}

#[test]
fn a_given_price() {
    let mut question = uniform(1);
    question["fair_price"] = json!("3/8");
    let answer = ask("mediator.dynamic", &question);
    assert_eq!(answer["fair_price"], "3/8");
    assert!(
        num(&answer, "sincerity_least_slack.p_fair_free")
            >= num(&answer, "sincerity_least_slack.p_fair_given")
    );
}

#[test]
fn bad_questions() {
    let mut question = uniform(1);
    for (field, value, message) in [
        ("periods", json!(0), "`periods` must be a whole number from 1 to 24"),
        ("fair_price", json!(1), "`fair_price` must be strictly between 0 and 1"),
        ("buyer", json!({"uniform": [0, 2]}), "`buyer` must be a law on [0, 1]"),
        (
            "buyer",
            json!({"discrete": {"values": [0], "probs": [1]}}),
            "`buyer`: this model needs a law without atoms",
        ),
        ("buyer", json!({"power": 2}), "`fair_price`: there is not just one rational fair price; give one"),
    ] {
        let before = question[field].clone();
        question[field] = value;
        assert_eq!(refuse("mediator.dynamic", &question).to_string(), message);
        question[field] = before;
    }
}
