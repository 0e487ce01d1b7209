//! Files of records: what is written is read, in one form only, and no bytes make the reader panic.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mechproof::evidence::{
    Answer, Evidence, FILE_NAME, Hypothesis, Need, Records, Solved, Tightness, Trials, parse_without_id,
    without_id,
};
use mechproof::falsify::{Interpretation, Meaning};
use mechproof_core::exact::Rational;
use proptest::prelude::*;

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator, denominator).expect("a number")
}

/// Records with everything in them.
fn full() -> Records {
    let point = Interpretation {
        sorts: BTreeMap::from([("T".to_owned(), 2)]),
        symbols: vec![
            ("x".into(), Meaning::Number(ratio(-3, 4))),
            ("t\u{1}2".into(), Meaning::Element(1)),
            ("f".into(), Meaning::Function(vec![ratio(1, 2), ratio(0, 1)])),
            ("L".into(), Meaning::Defined),
            ("P".into(), Meaning::Weights(vec![ratio(1, 3), ratio(2, 3)])),
            ("F".into(), Meaning::Points(vec![ratio(1, 1), ratio(7, 1)])),
            ("U".into(), Meaning::Uniform(vec![ratio(0, 1), ratio(1, 1)])),
        ],
    };
    let answer = |word: &str, detail: Option<&str>, abstracted| Answer {
        word: word.into(),
        detail: detail.map(Into::into),
        abstracted,
        used: (word == "unsat").then(|| vec!["ic \"1\"".into(), "order".into()]),
    };
    let hypothesis = |name: &str, need| Hypothesis { name: name.into(), need };
    let evidence = Evidence {
        hash: "0a".into(),
        solver: Some(Solved {
            name: "z3".into(),
            version: "4.8 \"quoted\"".into(),
            question: "0b".into(),
            steps: 500,
            parts: vec![answer("unsat", None, true), answer("unknown", Some("(incomplete)"), false)],
        }),
        trials: Some(Trials {
            points: 10,
            seed: 1,
            tried: 30,
            satisfied: 9,
            drawn: Some(false),
            untested: Some("why".into()),
            counterexample: Some(point.clone()),
        }),
        witness: Some(Some(point.clone())),
        tightness: Some(Tightness { bounds: 2, points: vec![(1, point.clone())] }),
        audit: Some(vec![
            hypothesis("a", Need::Needed(point)),
            hypothesis("b", Need::Redundant),
            hypothesis("c", Need::Undecided),
        ]),
    };
    let none_found = Evidence { hash: "0c".into(), witness: Some(None), ..Evidence::default() };
    Records { claims: BTreeMap::from([("p/lemma-1".into(), evidence), ("p/lemma-2".into(), none_found)]) }
}

#[test]
fn what_is_written_is_read() {
    for records in [full(), Records::default()] {
        let bytes = records.encode();
        assert_eq!(Records::decode(&bytes), Ok(records));
    }
}

#[test]
fn stored_records_are_in_the_one_form() {
    let theorems = Path::new(env!("CARGO_MANIFEST_DIR")).join("theorems");
    for paper in fs::read_dir(theorems).expect("papers").flatten() {
        let Ok(bytes) = fs::read(paper.path().join(FILE_NAME)) else { continue };
        let records =
            Records::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", paper.path().display()));
        assert!(records.encode() == bytes, "{} is not canonical", paper.path().display());
    }
}

#[test]
fn ids_of_claims_without_hypotheses_are_read_back() {
    let dropped = vec!["order".to_owned(), "cost'".to_owned()];
    let id = without_id("p/lemma-1", &dropped);
    assert_eq!(parse_without_id(&id), Some(("p/lemma-1", dropped)));
    assert_eq!(parse_without_id("p/lemma-1"), None);
}

#[test]
fn a_hypothesis_is_not_needed_and_redundant_at_once() {
    let text = String::from_utf8(full().encode()).expect("text");
    let changed =
        text.replacen("{\"hypothesis\": \"a\", ", "{\"hypothesis\": \"a\", \"redundant\": true, ", 1);
    assert_ne!(text, changed);
    assert!(Records::decode(changed.as_bytes()).is_err());
}

proptest! {
    #[test]
    fn changed_bytes_are_refused_or_read(at in 0_usize..1500, byte in any::<u8>()) {
        let mut bytes = full().encode();
        let length = bytes.len();
        bytes[at % length] = byte;
        if let Ok(records) = Records::decode(&bytes) {
            // What is read has one form.
            prop_assert_eq!(Records::decode(&records.encode()), Ok(records));
        }
    }
}
