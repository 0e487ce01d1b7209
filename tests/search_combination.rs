//! The search for identities: tables, a published bound, random identities.

use mechproof::search::combination::{
    Candidate, Caps, Combination, EqualityCandidate, Facts, Goal, Outcome, Shape, combine,
    equality_multipliers, expand, products, times_squares,
};
use mechproof_core::exact::{Limits, Polynomial, Rational};
use proptest::prelude::*;

const BUDGET: u64 = 100_000;

fn n(value: i64) -> Polynomial {
    Polynomial::constant(&Rational::from(value))
}

fn x(variable: u32) -> Polynomial {
    Polynomial::variable(variable)
}

fn times(factors: &[&Polynomial]) -> Polynomial {
    let product = |left: Polynomial, right: &&Polynomial| left.mul(right, &Limits::default()).unwrap();
    factors.iter().fold(Polynomial::one(), product)
}

fn facts(strict: &[Polynomial], weak: &[Polynomial], zero: &[Polynomial]) -> Facts {
    let strict = strict.iter().map(|fact| (fact, true));
    let all = strict.chain(weak.iter().map(|fact| (fact, false))).enumerate();
    let zero = zero.iter().enumerate().map(|(place, fact)| (100 + place, fact.clone()));
    Facts {
        nonnegative: all.map(|(place, (fact, strict))| (place, fact.clone(), strict)).collect(),
        zero: zero.collect(),
    }
}

/// Checks a combination in every respect.
fn check(goal: &Goal, candidates: &[Candidate], equalities: &[EqualityCandidate], found: &Combination) {
    let sum = expand(found, candidates, equalities);
    let strict = found.weights.iter().any(|(place, _)| candidates[*place].strict);
    assert!(found.weights.iter().all(|(_, weight)| weight.is_positive()));
    assert!(found.equality_weights.iter().all(|(_, weight)| !weight.is_zero()));
    match goal {
        Goal::Nonnegative(goal) => assert_eq!(sum, *goal),
        Goal::Positive(goal) => assert!(sum == *goal && strict),
        Goal::Zero(goal) => assert!(sum == *goal && found.weights.is_empty()),
        Goal::Contradiction => assert!(sum == n(-1) || (sum.is_zero() && strict)),
    }
}

fn search(goal: &Goal, facts: &Facts, degree: usize, caps: &Caps) -> Option<(Vec<Candidate>, Combination)> {
    let candidates = products(facts, degree, caps);
    let equalities = equality_multipliers(facts, goal, &candidates, 3, caps);
    match combine(goal, &candidates, &equalities, BUDGET) {
        Outcome::Found(found) => {
            check(goal, &candidates, &equalities, &found);
            Some((candidates, found))
        }
        Outcome::NotFound => None,
        Outcome::Stopped => panic!("stopped"),
    }
}

fn provable(goal: &Goal, facts: &Facts, degree: usize) -> bool {
    search(goal, facts, degree, &Caps::default()).is_some()
}

#[test]
fn what_follows_and_what_does_not() {
    let (a, b) = (x(0), x(1));
    let ab = times(&[&a, &b]);
    let positive = facts(&[a.clone(), b.clone()], &[], &[]);
    let mixed = facts(std::slice::from_ref(&a), std::slice::from_ref(&b), &[]);
    assert!(provable(&Goal::Positive(ab.clone()), &positive, 2));
    assert!(!provable(&Goal::Positive(ab.clone()), &positive, 1));
    assert!(provable(&Goal::Nonnegative(ab.clone()), &mixed, 2));
    assert!(!provable(&Goal::Positive(ab.clone()), &mixed, 2));
    assert!(provable(&Goal::Positive(ab.add(&a)), &mixed, 2));
    assert!(!provable(&Goal::Nonnegative(a.sub(&b)), &positive, 3));
    // A strict solution although the cheapest one is not strict.
    let sum = facts(&[a.clone(), b.clone()], &[a.add(&b)], &[]);
    assert!(provable(&Goal::Positive(a.add(&b)), &sum, 1));
    // No candidate is idle: a and b are, or a + b is, all that is used.
    let (_, found) = search(&Goal::Positive(a.add(&b)), &sum, 1, &Caps::default()).unwrap();
    assert_eq!(found.weights.len(), 2);
    // The empty product is strict.
    assert!(provable(&Goal::Positive(n(3)), &facts(&[], &[], &[]), 0));
    assert!(!provable(&Goal::Positive(n(0)), &facts(&[], &[], &[]), 0));
    assert!(provable(&Goal::Nonnegative(n(0)), &facts(&[], &[], &[]), 0));
    assert!(!provable(&Goal::Nonnegative(n(-1)), &facts(&[], &[], &[]), 0));
}

#[test]
fn contradictions() {
    let (a, b) = (x(0), x(1));
    let goal = Goal::Contradiction;
    assert!(provable(&goal, &facts(&[], &[a.clone(), n(-2).sub(&a)], &[]), 1));
    assert!(provable(&goal, &facts(&[a.clone(), a.neg()], &[], &[]), 1));
    assert!(provable(&goal, &facts(std::slice::from_ref(&a), &[a.neg()], &[]), 1));
    assert!(!provable(&goal, &facts(&[], &[a.clone(), a.neg()], &[]), 2));
    assert!(provable(&goal, &facts(&[n(0)], &[], &[]), 1));
    assert!(provable(&goal, &facts(&[], &[], &[a.clone(), a.sub(&n(3))]), 0));
    // a > 0, b > 0, a b = 0; then a b < 0 with a square.
    let ab = times(&[&a, &b]);
    assert!(provable(&goal, &facts(&[a.clone(), b.clone()], &[], std::slice::from_ref(&ab)), 2));
    assert!(!provable(&goal, &facts(std::slice::from_ref(&a), std::slice::from_ref(&b), &[ab]), 2));
}

#[test]
fn equations() {
    let (a, b, z) = (x(0), x(1), x(2));
    // (a + b) z = a, with a, b > 0, gives 1 - z >= 0 once multiplied by a + b.
    let quotient = times(&[&a.add(&b), &z]).sub(&a);
    let positive = facts(&[a.clone(), b.clone()], &[], std::slice::from_ref(&quotient));
    let goal = times(&[&a.add(&b), &n(1).sub(&z)]);
    assert!(provable(&Goal::Positive(goal), &positive, 1));
    let square = times(&[&quotient, &quotient]);
    assert!(provable(&Goal::Zero(square.clone()), &positive, 0));
    assert!(!provable(&Goal::Zero(square.add(&a)), &positive, 2));
    assert!(!provable(&Goal::Zero(a), &facts(&[], &[x(0)], &[]), 1));
}

#[test]
fn squares() {
    let (a, b) = (x(0), x(1));
    let goal = Goal::Nonnegative(times(&[&a, &a]).add(&times(&[&b, &b])).sub(&times(&[&n(2), &a, &b])));
    let one = products(&Facts::default(), 0, &Caps::default());
    let roots = [a.clone(), b.clone(), a.sub(&b), a.add(&b), n(2)];
    let candidates = times_squares(&one, &roots, &Caps::default());
    assert_eq!(
        candidates.iter().map(|one| one.strict).collect::<Vec<_>>(),
        [false, false, false, false, true]
    );
    let Outcome::Found(found) = combine(&goal, &candidates, &[], BUDGET) else { panic!("not found") };
    check(&goal, &candidates, &[], &found);
    assert_eq!(found.weights, [(2, Rational::one())]);
}

#[test]
fn budgets_and_caps() {
    let positive = facts(&[x(0), x(1)], &[], &[x(0).sub(&x(1))]);
    let caps = Caps { count: 4, ..Caps::default() };
    assert_eq!(products(&positive, 5, &caps).len(), 4);
    let goal = Goal::Nonnegative(x(0));
    assert!(equality_multipliers(&positive, &goal, &[], 9, &caps).len() <= 4);
    let candidates = products(&positive, 2, &Caps::default());
    let equalities = equality_multipliers(&positive, &goal, &candidates, 2, &Caps::default());
    assert_eq!(combine(&goal, &candidates, &equalities, 0), Outcome::Stopped);
    let shape = Shape::of(&times(&[&x(0), &x(0), &x(1)]).add(&x(2)));
    assert!(shape.admits(&x(1)) && !shape.admits(&x(3)));
    assert!(!shape.admits(&times(&[&x(1), &x(2)])));
    assert!(!shape.admits(&times(&[&x(0), &x(0), &x(0), &x(0)])));
    assert!(shape.with_degree(4).with_variables([3]).admits(&times(&[&x(0), &x(3), &x(3), &x(1)])));
}

/// The bound of the best dominant-strategy mechanism with two types a side, for
/// all parameters, with products of up to six facts proposed.
#[test]
fn bilateral_trade_bound() {
    let [a, b, c, px, py] = [0, 1, 2, 3, 4].map(x);
    let [ll, hl, lh, hh] = [5, 6, 7, 8].map(x);
    let (qx, qy) = (n(1).sub(&px), n(1).sub(&py));
    let (ab, bc) = (a.add(&b), b.add(&c));
    let gap = |q: &Polynomial| n(1).sub(q);
    let slack = times(&[&bc, &gap(&ll)]).add(&times(&[&ab, &gap(&hh)])).sub(&b);
    let case = times(&[&qx, &py, &a, &ab]).sub(&times(&[&px, &qy, &c, &bc]));
    let d = ab.add(&c);
    let m = times(&[&ab, &bc]);
    let welfare = times(&[&qx, &py, &a, &ll])
        .add(&times(&[&px, &py, &d, &hl]))
        .sub(&times(&[&qx, &qy, &b, &lh]))
        .add(&times(&[&px, &qy, &c, &hh]));
    let best = times(&[&m, &times(&[&qx, &py, &a]).add(&times(&[&px, &py, &d]))])
        .add(&times(&[&px, &qy, &c, &a, &bc]));
    let goal = best.sub(&times(&[&m, &welfare]));
    let weak = [slack, case, gap(&ll), gap(&hl), lh.clone(), gap(&hh), ll, hl, gap(&lh), hh];
    let known = facts(&[a, b, c, px, py, qx, qy], &weak, &[]);
    let caps = Caps { shape: Some(Shape::of(&goal)), ..Caps::default() };
    let start = std::time::Instant::now();
    let (candidates, found) = search(&Goal::Nonnegative(goal), &known, 6, &caps).expect("found");
    println!("{} candidates, {} used, {:?}", candidates.len(), found.weights.len(), start.elapsed());
    for (place, weight) in &found.weights {
        println!("{weight} {:?}", candidates[*place].factors);
    }
    assert!(candidates.len() > 1000 && found.weights.len() < 40);
}

fn small_polynomial() -> impl Strategy<Value = Polynomial> {
    let term = (-3i64..=3, 0..3u32, 0..3u32);
    proptest::collection::vec(term, 1..4).prop_map(|terms| {
        let terms = terms.iter().map(|(a, v, w)| {
            let v = if *v == 0 { n(1) } else { x(*v) };
            let w = if *w == 0 { n(1) } else { x(*w + 1) };
            times(&[&n(*a), &v, &w])
        });
        terms.fold(Polynomial::zero(), |sum, term| sum.add(&term))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_true_combination_is_found(
        strict in proptest::collection::vec(small_polynomial(), 0..3),
        weak in proptest::collection::vec(small_polynomial(), 1..4),
        zero in proptest::collection::vec(small_polynomial(), 0..2),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 1i64..5, 1i64..4), 1..5),
        turns in proptest::collection::vec((any::<prop::sample::Index>(), -3i64..=3), 0..3),
    ) {
        let known = facts(&strict, &weak, &zero);
        let candidates = products(&known, 2, &Caps::default());
        let nothing = Goal::Nonnegative(Polynomial::zero());
        let equalities = equality_multipliers(&known, &nothing, &candidates, 2, &Caps::default());
        let mut truth = Combination::default();
        for (pick, num, den) in picks {
            truth.weights.push((pick.index(candidates.len()), Rational::new(num, den).unwrap()));
        }
        for (turn, weight) in turns.into_iter().filter(|_| !equalities.is_empty()) {
            truth.equality_weights.push((turn.index(equalities.len()), Rational::from(weight)));
        }
        let sum = expand(&truth, &candidates, &equalities);
        let strict = truth.weights.iter().any(|(place, _)| candidates[*place].strict);
        let mut goals = vec![Goal::Nonnegative(sum.clone())];
        if strict {
            goals.push(Goal::Positive(sum.clone()));
        }
        for goal in goals {
            match combine(&goal, &candidates, &equalities, BUDGET) {
                Outcome::Found(found) => check(&goal, &candidates, &equalities, &found),
                outcome => prop_assert!(false, "{:?} {:?} {:?}", goal, known, outcome),
            }
        }
        // The negation of the goal, made strict, contradicts the facts.
        let mut against = candidates.clone();
        against.push(Candidate { factors: vec![99], square: None, strict: true, polynomial: sum.neg() });
        match combine(&Goal::Contradiction, &against, &equalities, BUDGET) {
            Outcome::Found(found) => check(&Goal::Contradiction, &against, &equalities, &found),
            outcome => prop_assert!(false, "{:?} {:?} {:?}", sum, known, outcome),
        }
    }
}
