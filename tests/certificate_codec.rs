//! The certificate format: what is written is read back, and what is refused is refused with a reason.

#[path = "support/proofs.rs"]
mod proofs;

use mechproof::certificate::{Certificate, CertificateError, Problem, Proves, Store, hash, load, save};
use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Claim, Library, Product, Proof, Step, check};
use mechproof_core::logic::{Binder, Carrier, Domain, Formula, Relation, Signature, Term};
use proptest::prelude::*;
use std::sync::Arc;

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn certificate() -> impl Strategy<Value = Certificate> {
    let proves = prop_oneof![
        Just(Proves::Claim),
        Just(Proves::Vacuity),
        proofs::carriers().prop_map(Proves::Negation)
    ];
    (proves, proofs::proof()).prop_map(|(proves, proof)| Certificate { proves, hash: HASH.to_owned(), proof })
}

fn store() -> impl Strategy<Value = Store> {
    prop::collection::vec(("[a-c]/[a-d]", certificate()), 0..4).prop_map(|certificates| {
        let mut store = Store::default();
        for (id, certificate) in certificates {
            store.put(&id, certificate);
        }
        store
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(store in store()) {
        let bytes = store.encode();
        let read = Store::decode(&bytes).unwrap();
        prop_assert_eq!(&read, &store);
        prop_assert_eq!(read.encode(), bytes);
    }

    #[test]
    fn no_bytes_make_it_panic(store in store(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = store.encode();
        let place = cut.index(bytes.len() - 1);
        let _ = Store::decode(&bytes[..place]).unwrap_err();
        bytes[place] = byte;
        let _ = Store::decode(&bytes);
    }

    #[test]
    fn merging_keeps_the_others(first in store(), second in store()) {
        let mut merged = first.clone();
        merged.merge(second.clone());
        for (id, certificates) in first.iter() {
            for certificate in certificates {
                let replaced = second.of(id).iter().any(|new| new.proves.word() == certificate.proves.word());
                prop_assert!(replaced || merged.of(id).contains(certificate));
            }
        }
        for (id, certificates) in second.iter() {
            prop_assert!(certificates.iter().all(|certificate| merged.of(id).contains(certificate)));
        }
    }
}

fn refused(text: &str) -> CertificateError {
    Store::decode(text.as_bytes()).unwrap_err()
}

/// A file with the given tables and one certificate with the given steps.
fn file(atoms: &str, polys: &str, steps: &str) -> String {
    format!(
        "{{\"format\": 1, \"atoms\": [{atoms}], \"polys\": [{polys}], \"claims\": {{\"p/c\": \
         [{{\"proves\": \"claim\", \"hash\": \"{HASH}\", \"open\": 0, \"steps\": [{steps}]}}]}}}}"
    )
}

#[test]
fn an_empty_store_has_a_canonical_file() {
    let bytes = Store::default().encode();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "{\n\"format\": 1,\n\"atoms\": [],\n\"polys\": [],\n\"claims\": {}\n}\n"
    );
}

#[test]
fn faults_have_a_kind_and_a_place() {
    for (text, expected) in [
        (String::new(), "not JSON: line 1, column 1: the file ends where a value should stand"),
        ("{".into(), "not JSON: line 1, column 2: a text in quotation marks should stand here"),
        (
            "{\n\"format\": 1, ]".into(),
            "not JSON: line 2, column 14: a text in quotation marks should stand here",
        ),
        ("[]".into(), "expected an object, found a list"),
        ("{}".into(), "the field `format` is missing"),
        ("{\"format\": 2}".into(), "format: format 2 cannot be read; this program reads format 1"),
        ("{\"format\": 1, \"format\": 1}".into(), "the key `format` stands twice"),
        ("{\"format\": 1, \"atoms\": []}".into(), "the field `polys` is missing"),
        (
            "{\"format\": 1, \"atoms\": [], \"polys\": [], \"claims\": {}, \"more\": 1}".into(),
            "the field `more` has no meaning here",
        ),
        (
            "{\"format\": 1, \"atoms\": [], \"polys\": [], \"claims\": {\"a\": [], \"a\": []}}".into(),
            "claims: the key `a` stands twice",
        ),
        (file("", "", "{\"rule\": \"guess\"}"), "claims.p/c.0.steps.0.rule: `guess` is no rule"),
        (
            file("", "", "{\"rule\": \"split\", \"fact\": 0, \"fact\": 1}"),
            "claims.p/c.0.steps.0: the key `fact` stands twice",
        ),
        (
            file("", "", "{\"rule\": \"split\", \"fact\": -1}"),
            "claims.p/c.0.steps.0.fact: expected a natural number, found a number that is not natural",
        ),
        (
            file("", "", "{\"rule\": \"split\", \"fact\": 4294967296}"),
            "claims.p/c.0.steps.0.fact: more than 4294967295 in a small number",
        ),
        (
            file("", "", "{\"rule\": \"trichotomy\", \"term\": 0}"),
            "claims.p/c.0.steps.0.term: there is no entry 0 in `polys`",
        ),
        (file("", "\"2/4\"", ""), "polys.0: `2/4` is no rational number in lowest terms"),
        (file("", "{\"atom\": 3}", ""), "polys.0: there is no entry 3 in `atoms`"),
        (file("", "{\"plus\": [1]}, {\"times\": [0]}", ""), "polys.1: the entry contains itself"),
        (file("{\"exp\": 0}", "{\"atom\": 0}", ""), "atoms.0: the entry contains itself"),
        (
            file("\"x\"", "", "{\"rule\": \"hole\", \"name\": \"smt\", \"formula\": [\"~\", 0, 0]}"),
            "claims.p/c.0.steps.0.formula.0: `~` is no relation",
        ),
    ] {
        assert_eq!(refused(&text).to_string(), expected, "{text}");
    }
}

#[test]
fn two_proofs_of_the_same_kind_are_refused() {
    let one = format!("{{\"proves\": \"claim\", \"hash\": \"{HASH}\", \"open\": 0, \"steps\": []}}");
    let text =
        format!("{{\"format\": 1, \"atoms\": [], \"polys\": [], \"claims\": {{\"p/c\": [{one}, {one}]}}}}");
    assert_eq!(refused(&text).to_string(), "claims.p/c.1: the key `claim` stands twice");
}

#[test]
fn invalid_utf8_is_refused_with_its_place() {
    let error = Store::decode(b"{\"format\": \"\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "not JSON: line 1, column 13: this is not UTF-8");
}

#[test]
fn hostile_sizes_are_refused() {
    let deep = "[".repeat(100_000);
    assert!(matches!(refused(&deep).problem, Problem::TooDeep { .. }));
    assert!(matches!(refused(&"{\"a\":".repeat(100_000)).problem, Problem::TooDeep { .. }));
    let digits = "9".repeat(50_000_000);
    assert!(matches!(refused(&digits).problem, Problem::TooLarge { what: "bytes", .. }));
    assert!(matches!(refused(&digits[..20_000]).problem, Problem::TooLarge { .. }));
    let long = format!("\"{}\"", &digits[..10_001]);
    assert!(matches!(refused(&file("", &long, "")).problem, Problem::BadNumber(_)));
}

#[test]
fn shared_entries_cannot_be_written_out_without_bound() {
    let mut polys = vec!["\"1\"".to_owned()];
    polys.extend((0..60).map(|k| format!("{{\"plus\": [{k}, {k}]}}")));
    let text = file("", &polys.join(", "), "{\"rule\": \"trichotomy\", \"term\": 60}");
    assert!(matches!(refused(&text).problem, Problem::TooLarge { what: "parts of terms", .. }));
}

#[test]
fn deep_entries_are_refused_without_recursion() {
    let mut polys = vec!["\"1\"".to_owned()];
    polys.extend((0..300_000).map(|k| format!("{{\"plus\": [{k}]}}")));
    let text = file("", &polys.join(", "), "{\"rule\": \"trichotomy\", \"term\": 300000}");
    assert_eq!(refused(&text).problem, Problem::TooDeep { limit: 400 });
    polys.reverse();
    let reversed: Vec<String> = (0..300_000).map(|k| format!("{{\"plus\": [{}]}}", k + 1)).collect();
    let text = file("", &format!("{}, \"1\"", reversed.join(", ")), "");
    assert_eq!(refused(&text).problem, Problem::TooDeep { limit: 400 });
}

#[test]
fn deep_formulas_and_blocks_are_refused() {
    let formula = format!("{}{{\"and\": []}}{}", "{\"and\": [".repeat(450), "]}".repeat(450));
    let step = format!("{{\"rule\": \"excluded\", \"formula\": {formula}}}");
    assert_eq!(refused(&file("", "", &step)).problem, Problem::TooDeep { limit: 400 });
    let open = "{\"rule\": \"block\", \"formula\": {\"and\": []}, \"open\": 0, \"steps\": [";
    let step = format!("{}{}", open.repeat(101), "]}".repeat(101));
    assert_eq!(refused(&file("", "", &step)).problem, Problem::TooDeep { limit: 100 });
}

/// `forall x: x > 0 -> x^2 > 0`, under a given name of the variable.
fn claim(name: &str) -> Claim {
    let compare = |term| Formula::Compare(Relation::Gt, term, Term::integer(0));
    let square = Term::Power(Arc::new(Term::bound(0)), 2);
    let body = Formula::Named("positive".into(), Box::new(compare(Term::bound(0)))).implies(compare(square));
    let binder = Binder { name: name.into(), domain: Domain::Real };
    Claim::new(Signature::default(), Formula::Forall(binder, Box::new(body))).unwrap()
}

fn proof() -> Proof {
    let goal = Formula::Compare(Relation::Gt, Term::Power(Arc::new(Term::free("x")), 2), Term::integer(0));
    let product =
        Product { weight: Rational::one(), factors: vec![0, 0], square: None, square_nonzero: None };
    let step = Step::Combine { goal, multiplier: Vec::new(), products: vec![product], equations: Vec::new() };
    Proof { open: 2, steps: vec![step] }
}

#[test]
fn the_layout_is_one_entry_or_step_to_a_line() {
    let mut store = Store::default();
    let hash = hash(&claim("x"));
    store.put("demo/square", Certificate { proves: Proves::Claim, hash: hash.clone(), proof: proof() });
    let expected = format!(
        "{{\n\"format\": 1,\n\"atoms\": [\n\"x\"\n],\n\"polys\": [\n{{\"atom\": 0}},\n\
         {{\"power\": 0, \"exponent\": 2}},\n\"0\"\n],\n\"claims\": {{\n\"demo/square\": [\n\
         {{\"proves\": \"claim\", \"hash\": \"{hash}\", \"open\": 2, \"steps\": [\n \
         {{\"rule\": \"combine\", \"goal\": [\">\", 1, 2], \"multiplier\": [], \
         \"products\": [{{\"weight\": \"1\", \"factors\": [0, 0]}}], \"equations\": []}}\n]}}\n]\n}}\n}}\n"
    );
    assert_eq!(String::from_utf8(store.encode()).unwrap(), expected);
}

#[test]
fn a_proof_read_back_is_accepted() {
    let mut store = Store::default();
    store.put("demo/square", Certificate { proves: Proves::Claim, hash: hash(&claim("x")), proof: proof() });
    let read = Store::decode(&store.encode()).unwrap();
    let [certificate] = read.of("demo/square") else { panic!("one certificate") };
    check(&claim("x"), &certificate.proof, &Library::default(), mechproof_core::exact::Limits::default())
        .unwrap();
}

#[test]
fn the_hash_tells_statements_apart() {
    let first = hash(&claim("x"));
    assert_eq!(first, hash(&claim("x")));
    assert_ne!(first, hash(&claim("y")), "proofs refer to constants by name");
    let claim = claim("x");
    assert_ne!(first, hash(&claim.vacuity()));
    let with = |carrier| {
        let signature = Signature { sorts: [("T".into(), carrier)].into() };
        hash(&Claim::new(signature, claim.formula().clone()).unwrap())
    };
    let hashes = [
        first.clone(),
        with(Carrier::Arbitrary),
        with(Carrier::Finite),
        with(Carrier::Enumerated(vec!["a".into(), "b".into()])),
        with(Carrier::Enumerated(vec!["ab".into()])),
    ];
    for (position, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..position].contains(hash));
    }
}

#[test]
fn files_are_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificates.json");
    assert!(load(&path).unwrap().is_empty());
    let mut store = Store::default();
    store.put("demo/square", Certificate { proves: Proves::Claim, hash: hash(&claim("x")), proof: proof() });
    save(&path, &store).unwrap();
    assert_eq!(load(&path).unwrap(), store);
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["certificates.json"]);
}
