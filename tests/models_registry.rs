//! The registry as a whole: every documented example, listing, look-up, comparison, order of batches.

mod models_support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mechproof::models::{agrees, evaluate, list, lookup, registry, run_eval};
use serde_json::{Value, json};

/// The examples of the documentation: model, question, answer.
fn examples() -> Vec<(String, String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/EVAL.md");
    let text = fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    for block in text.split("```eval ").skip(1) {
        let mut lines = block.lines();
        let mut next = || lines.next().unwrap().trim().to_owned();
        found.push((next(), next(), next()));
    }
    found
}

#[test]
fn documented_examples() {
    let examples = examples();
    for (model, question, answer) in &examples {
        assert_eq!(run_eval(model, question).as_ref(), Ok(answer), "{model} {question}");
    }
    let shown: BTreeSet<&str> = examples.iter().map(|(model, ..)| model.as_str()).collect();
    let known: BTreeSet<&str> = registry().iter().map(|model| model.name).collect();
    assert_eq!(shown, known, "every model has an example");
}

#[test]
fn names_are_unique_and_listed() {
    let names: BTreeSet<&str> = registry().iter().map(|model| model.name).collect();
    assert_eq!(names.len(), registry().len());
    let text = list();
    for model in registry() {
        assert!(text.contains(model.name) && text.contains(model.source));
        assert!(!model.results.is_empty());
        let fields: BTreeSet<&str> = model.fields.iter().map(|field| field.name).collect();
        assert_eq!(fields.len(), model.fields.len());
    }
}

/// Nothing panics on questions of the wrong shape, and every fault names a field.
#[test]
fn junk_is_refused() {
    let junk = [
        json!(null),
        json!(0),
        json!(-7),
        json!("1/0"),
        json!("x"),
        json!([]),
        json!([[]]),
        json!({}),
        json!([[["1"]]]),
        json!({"uniform": []}),
        json!({"discrete": {}}),
        json!({"values": [], "probs": []}),
        json!(1.5),
        json!(true),
        json!([1, 0]),
        json!({"density": {"knots": [1], "pieces": []}}),
    ];
    for (model, question, _) in examples() {
        let good: Value = serde_json::from_str(&question).unwrap();
        for field in good.as_object().unwrap().keys() {
            for value in &junk {
                let mut bad = good.clone();
                bad[field] = value.clone();
                if let Err(error) = evaluate(&model, &bad) {
                    assert!(error.field().is_some(), "{model} {bad}: {error}");
                }
            }
            let mut bad = good.clone();
            bad.as_object_mut().unwrap().remove(field);
            if let Err(error) = evaluate(&model, &bad) {
                assert!(error.field().is_some(), "{model} {bad}: {error}");
            }
        }
        let mut bad = good;
        bad["surplus"] = json!(1);
        let error = evaluate(&model, &bad).unwrap_err();
        assert_eq!(error.to_string(), "`surplus` is not a field of this model");
    }
}

#[test]
fn parts_of_answers() {
    let answer = json!({"a": {"b": ["1/2", {"c": "3"}]}, "(5.1)": true, "n": null});
    assert_eq!(lookup(&answer, "a.b[0]"), Some(&json!("1/2")));
    assert_eq!(lookup(&answer, "a.b[1].c"), Some(&json!("3")));
    assert_eq!(lookup(&answer, "(5.1)"), Some(&json!(true)));
    for missing in ["a.x", "a.b[2]", "a.b[x]", "a.b[0", "b", "a.b.c", "[0]"] {
        assert_eq!(lookup(&answer, missing), None, "{missing}");
    }
    for (found, stated, same) in [
        (json!("1/2"), json!("0.5"), true),
        (json!("1/2"), json!("2/3"), false),
        (json!("3"), json!(3), true),
        (json!("3"), json!(3.0), false),
        (json!(3), json!("6/2"), true),
        (json!(3), json!("4"), false),
        (json!(3.0), json!("3"), false),
        (json!(true), json!("true"), true),
        (json!(true), json!("false"), false),
        (json!(null), json!("null"), true),
        (json!(["1", "2"]), json!(["1", "4/2"]), true),
        (json!(["1", "2"]), json!(["1"]), false),
        (json!({"x": "1", "y": "2"}), json!({"x": "1"}), true),
        (json!({"x": "1"}), json!({"z": "1"}), false),
        (json!("II'"), json!("II'"), true),
    ] {
        assert_eq!(agrees(&found, &stated), same, "{found} {stated}");
    }
}

/// The same questions in any order give the same answers.
#[test]
fn batches_do_not_depend_on_order() {
    let mut questions = examples();
    let ask = |questions: &[(String, String, String)]| -> Vec<String> {
        questions.iter().map(|(model, question, _)| run_eval(model, question).unwrap()).collect()
    };
    let first = ask(&questions);
    questions.reverse();
    let mut second = ask(&questions);
    second.reverse();
    assert_eq!(first, second);
}
