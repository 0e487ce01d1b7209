//! The rule `parametric`: optima are proved without any hint, and the kernel rejects what is corrupted.

use mechproof::language::document::{Body, Entry, Formal};
use mechproof::language::elaborate;
use mechproof::tactic::{Target, compile};
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Library, Proof, Step, check};

const SOURCE: &str = include_str!("data/parametric.thm");

fn entries(source: &str) -> Vec<Entry> {
    let files = vec![("parametric.thm".to_owned(), source.as_bytes().to_vec())];
    let mut documents = elaborate::load(&files).unwrap_or_else(|faults| panic!("{faults:?}"));
    documents.remove(0).entries
}

fn formal(entry: &Entry) -> &Formal {
    match &entry.body {
        Body::Formal(formal) => formal,
        Body::Computation(_) => panic!("{} is a computation", entry.id),
    }
}

fn proof(entry: &Entry) -> Result<Proof, String> {
    compile(entry, Target::Claim, &Library::default()).map_err(|fault| fault.message.clone())
}

#[test]
fn optima_are_proved_from_the_program_alone() {
    let entries = entries(SOURCE);
    let mut proved = 0;
    for entry in entries.iter().filter(|entry| !entry.allow_open) {
        let proof = proof(entry).unwrap_or_else(|reason| panic!("{}: {reason}", entry.id));
        let theorem = check(&formal(entry).claim, &proof, &Library::default(), Limits::default());
        let theorem = theorem.unwrap_or_else(|rejection| panic!("{}: {rejection}", entry.id));
        assert_eq!(theorem.claim(), &formal(entry).claim);
        assert!(theorem.holes().is_empty());
        proved += 1;
    }
    assert_eq!(proved, 10);
}

#[test]
fn what_is_false_or_not_linear_is_not_proved() {
    let entries = entries(SOURCE);
    for (name, reason) in [
        ("demo/too-much", "this fails: the optimum is"),
        ("demo/too-little", "this fails: the optimum is"),
        ("demo/curved", "not linear"),
    ] {
        let entry = entries.iter().find(|entry| entry.id == name).unwrap();
        let failure = proof(entry).unwrap_err();
        assert!(failure.contains(reason), "{name}: {failure}");
    }
}

#[test]
fn a_proof_of_one_region_proves_no_other() {
    let entries = entries(SOURCE);
    let find = |name: &str| entries.iter().find(|entry| entry.id == name).unwrap();
    let (a, b) = (find("demo/lemma-2.1a"), find("demo/lemma-2.1b"));
    let found = proof(a).unwrap();
    assert!(check(&formal(a).claim, &found, &Library::default(), Limits::default()).is_ok());
    assert!(check(&formal(b).claim, &found, &Library::default(), Limits::default()).is_err());
    // The claim of the first with the closed form of the second, or without its hypothesis.
    for (from, to) in [
        ("show optimum(dominant-strategy) = W_dsa", "show optimum(dominant-strategy) = W_dsb"),
        ("given case_a: (1 - x)*y*A/(M + C) >= x*(1 - y)*C/(A + M)", "given case_a: x < 1"),
    ] {
        let changed = SOURCE.replacen(from, to, 1);
        assert_ne!(changed, SOURCE);
        let changed = self::entries(&changed);
        let corrupted = changed.iter().find(|entry| entry.id == "demo/lemma-2.1a").unwrap();
        let rejected = check(&formal(corrupted).claim, &found, &Library::default(), Limits::default());
        assert!(rejected.is_err(), "{to}");
        assert!(proof(corrupted).is_err(), "{to}");
    }
}

/// All combinations of a proof, wherever they stand.
fn combinations(steps: &mut [Step], visit: &mut dyn FnMut(&mut Step)) {
    for step in steps {
        match step {
            Step::Block { steps, .. } => combinations(steps, visit),
            Step::Cases { branches, .. } => {
                branches.iter_mut().for_each(|branch| combinations(branch, visit));
            }
            Step::Combine { .. } => visit(step),
            _ => {}
        }
    }
}

#[test]
fn corrupted_multipliers_are_rejected() {
    let entries = entries(SOURCE);
    let entry = entries.iter().find(|entry| entry.id == "demo/lemma-2.1b").unwrap();
    let mut good = proof(entry).unwrap();
    let mut count = 0;
    combinations(&mut good.steps, &mut |_| count += 1);
    assert!(count > 10, "{count}");
    for wanted in 0..count {
        let mut bad = good.clone();
        let (mut place, mut changed) = (0, false);
        combinations(&mut bad.steps, &mut |step| {
            if let Step::Combine { products, .. } = step
                && place == wanted
                && let Some(product) = products.first_mut()
            {
                product.weight = &product.weight + &Rational::one();
                changed = true;
            }
            place += 1;
        });
        let rejected = check(&formal(entry).claim, &bad, &Library::default(), Limits::default()).is_err();
        assert_eq!(rejected, changed, "combination {wanted}");
    }
}
