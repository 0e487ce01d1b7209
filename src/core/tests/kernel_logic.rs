//! The rules of logic: blocks, quantifiers, connectives, citation and holes.

mod support;

use std::collections::BTreeMap;

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Library, Need, Proof, Reason, Step, Theorem, check};
use mechproof_core::logic::{Argument, Carrier, Formula, IllFormed, LawExpression, LawType, Term, Variable};
use support::*;

fn unknown(name: &str) -> Reason {
    Reason::IllFormed(IllFormed::UnknownName(name.into()))
}

fn needs(fact: usize, need: Need) -> Reason {
    Reason::WrongForm { fact, need }
}

fn x_positive() -> Formula {
    gt(v("x"), n(0))
}

/// `forall y: y > 0 -> y >= 0`.
fn weaken() -> Formula {
    all("y", Real, imp(gt(v("y"), n(0)), ge(v("y"), n(0))))
}

fn weakened() -> Step {
    block(weaken(), 2, [combine(ge(v("y"), n(0)), [], [product([0])], [])])
}

#[test]
fn blocks_prove_what_they_open() {
    let sequent = over([]).show(weaken());
    sequent.accepts([weakened()]);
    let by = |open, steps: [Step; 1]| block(weaken(), open, steps);
    let step = || combine(ge(v("y"), n(0)), [], [product([0])], []);
    sequent.rejects([by(1, [step()])], &[0, 0], Reason::NoSuchFact(0));
    sequent.rejects([by(3, [step()])], &[0], Reason::NothingToOpen);
    sequent.rejects([by(2, [identity(eq(n(1), n(1)))])], &[0], Reason::GoalNotReached);
    sequent.rejects([block(weaken(), 0, [])], &[0], Reason::NoConclusion);
    sequent.rejects([], &[], Reason::NoConclusion);
    // A goal that its normal form decides needs no steps.
    over([]).show(ge(n(2), n(1))).accepts([]);
    // The claim's own opening.
    let proof = Proof { open: 3, steps: Vec::new() };
    let rejection =
        check(&sequent.claim(), &proof, &Library::default(), Limits::default()).expect_err("too much");
    assert_eq!((rejection.reason, rejection.path, rejection.rule), (Reason::NothingToOpen, vec![], ""));
}

#[test]
fn names_are_fresh() {
    let twice = all("x", Real, all("x", Real, truth()));
    reals(["x"]).show(truth()).rejects([block(twice.clone(), 1, [])], &[0], Reason::NameInUse("x".into()));
    over([]).show(truth()).rejects([block(twice, 2, [])], &[0], Reason::NameInUse("x".into()));
    let exists = some("z", Real, gt(v("z"), n(0)));
    reals(["x"]).given([exists.clone()]).show(truth()).rejects(
        [Step::Obtain { fact: 0, name: "x".into() }],
        &[0],
        Reason::NameInUse("x".into()),
    );
    over([]).sort("S", Carrier::Arbitrary).show(truth()).rejects(
        [
            Step::Pick { sort: "S".into(), name: "s".into() },
            Step::Pick { sort: "S".into(), name: "s".into() },
        ],
        &[1],
        Reason::NameInUse("s".into()),
    );
    // After a block its names are free again, also with another domain.
    let natural = all("y", Natural, ge(v("y"), n(0)));
    over([]).show(natural.clone()).accepts([weakened(), block(natural, 1, [Step::Natural { term: v("y") }])]);
}

#[test]
fn local_constants_do_not_escape() {
    let exists = some("z", Real, gt(v("z"), n(0)));
    let sequent = reals(["x"]).given([exists.clone(), or([x_positive(), le(v("x"), n(0))])]).show(truth());
    let obtain = || Step::Obtain { fact: 0, name: "c".into() };
    let positive = gt(v("c"), n(0));
    // The goal of a block is checked outside it.
    sequent.rejects([block(positive.clone(), 0, [obtain()])], &[0], unknown("c"));
    // After the block, its constant and its facts are gone.
    let inside = || block(exists.clone(), 0, [obtain(), restate(0, exists.clone())]);
    sequent.rejects([inside(), restate(2, positive.clone())], &[1], unknown("c"));
    sequent.rejects([inside(), restate(3, exists.clone())], &[1], Reason::NoSuchFact(3));
    // The same with branches.
    let cases =
        |formula: Formula| Step::Cases { fact: 1, formula, branches: vec![vec![obtain()], vec![obtain()]] };
    sequent.rejects([cases(positive.clone())], &[0], unknown("c"));
    let harmless = Step::Cases {
        fact: 1,
        formula: exists.clone(),
        branches: vec![vec![obtain(), restate(0, exists.clone())], vec![restate(0, exists.clone())]],
    };
    sequent.rejects([harmless, restate(2, positive.clone())], &[1], unknown("c"));
    // Opened quantifiers.
    let opened = || block(all("c", Real, ge(pow(v("c"), 2), n(0))), 1, [square_fact("c")]);
    sequent.rejects([opened(), restate(2, ge(pow(v("c"), 2), n(0)))], &[1], unknown("c"));
    // An obtained constant is not everything: forall does not follow.
    over([]).given([exists]).show(all("d", Real, gt(v("d"), n(0)))).rejects(
        [obtain()],
        &[],
        Reason::GoalNotReached,
    );
}

fn square_fact(name: &str) -> Step {
    combine(ge(pow(v(name), 2), n(0)), [], [squared([], v(name))], [])
}

#[test]
fn instantiation_checks_arguments_and_premises() {
    let sequent = reals(["x"]).given([x_positive(), ge(v("x"), n(0)), weaken()]).show(truth());
    let y = |argument: Term, premises: [usize; 1]| instantiate(2, [term(argument)], premises);
    sequent.clone().show(ge(mul([n(2), v("x")]), n(0))).accepts([y(v("x"), [0])]);
    sequent.rejects([y(v("x"), [1])], &[0], Reason::PremiseMismatch { fact: 1 });
    sequent.rejects([y(pow(v("x"), 2), [0])], &[0], Reason::PremiseMismatch { fact: 0 });
    sequent.rejects([y(v("x"), [9])], &[0], Reason::NoSuchFact(9));
    sequent.rejects([y(v("w"), [0])], &[0], unknown("w"));
    sequent.rejects([instantiate(2, [term(v("x")), term(v("x"))], [0])], &[0], Reason::TooManyArguments);
    sequent.rejects([instantiate(2, [term(v("x"))], [0, 0])], &[0], Reason::TooManyArguments);
    sequent.rejects([instantiate(0, [term(v("x"))], [])], &[0], Reason::TooManyArguments);
    sequent.rejects([instantiate(7, [], [])], &[0], Reason::NoSuchFact(7));
    sequent.rejects(
        [instantiate(2, [renamed("x")], [])],
        &[0],
        Reason::IllFormed(IllFormed::WrongKindOfArgument),
    );
    // Some arguments may be left for later; a premise waits for its quantifier.
    sequent.clone().show(imp(x_positive(), ge(v("x"), n(0)))).accepts([instantiate(2, [term(v("x"))], [])]);
    sequent.rejects([instantiate(2, [], [0])], &[0], Reason::TooManyArguments);
}

#[test]
fn naturals_are_replaced_by_naturals() {
    let halves = all("k", Natural, ge(npow(v("x"), v("k")), n(0)));
    let sequent = over([("x", Real), ("m", Natural)]).given([halves]).show(truth());
    let by = |argument: Term| instantiate(0, [term(argument)], []);
    sequent.accepts([by(sum([mul([n(2), v("m")]), n(3)]))]);
    let mismatch = Reason::IllFormed(IllFormed::Mismatch { expected: Natural, found: Real });
    for argument in [q(1, 2), v("x"), n(-1), sub(v("m"), n(1)), div(v("m"), n(1)), max(v("m"), n(0))] {
        sequent.rejects([by(argument)], &[0], mismatch.clone());
    }
    over([("x", Real), ("s", sort("S"))]).elements("S", ["a"]).given([weaken()]).show(truth()).rejects(
        [instantiate(0, [term(v("s"))], [])],
        &[0],
        Reason::IllFormed(IllFormed::Mismatch { expected: Real, found: sort("S") }),
    );
}

#[test]
fn functions_are_replaced_by_functions() {
    let squares = all("f", function([Real]), ge(pow(app("f", [v("x")]), 2), n(0)));
    let sequent = over([("x", Real), ("g", function([Real])), ("h", function([Natural]))])
        .given([squares])
        .show(truth());
    let by = |argument: Argument| instantiate(0, [argument], []);
    let double = lambda("t", Real, sum([v("t"), v("x")]));
    sequent.clone().show(ge(pow(mul([n(2), v("x")]), 2), n(0))).accepts([by(Argument::Function(double))]);
    sequent.clone().show(ge(pow(app("g", [v("x")]), 2), n(0))).accepts([by(renamed("g"))]);
    let found = function([Natural]);
    sequent.rejects(
        [by(renamed("h"))],
        &[0],
        Reason::IllFormed(IllFormed::Mismatch { expected: function([Real]), found }),
    );
    let natural = lambda("t", Natural, v("t"));
    sequent.rejects(
        [by(Argument::Function(natural))],
        &[0],
        Reason::IllFormed(IllFormed::Mismatch { expected: Real, found: Natural }),
    );
    sequent.rejects([by(term(v("x")))], &[0], Reason::IllFormed(IllFormed::WrongKindOfArgument));
    sequent.rejects(
        [by(Argument::Renamed(Variable::Bound(0)))],
        &[0],
        Reason::IllFormed(IllFormed::LooseBound(0)),
    );
    // A lambda does not capture: its free x stays the x of the scope under a binder of that name.
    let under_binder = all("f", function([Real]), all("y", Real, ge(app("f", [v("y")]), v("y"))));
    let shifted = lambda("t", Real, sum([v("t"), v("y")]));
    over([("y", Real)]).given([under_binder]).show(all("z", Real, ge(v("y"), n(0)))).accepts([instantiate(
        0,
        [Argument::Function(shifted)],
        [],
    )]);
}

#[test]
fn laws_on_the_reals_keep_their_attributes() {
    let statement = |wanted| all("F", wanted, ge(mean("t", "F", pow(v("t"), 2)), n(0)));
    let by = |wanted, found| {
        (over([("G", found)]).given([statement(wanted)]).show(truth()), [instantiate(0, [renamed("G")], [])])
    };
    let unit = || real_law(Some(0), Some(1), true);
    for better in [unit(), real_law(Some(0), Some(1), true)] {
        let (sequent, steps) = by(real_law(Some(-1), Some(1), false), better);
        sequent.accepts(steps);
    }
    for weaker in [
        real_law(None, Some(1), true),
        real_law(Some(0), None, true),
        real_law(Some(0), Some(1), false),
        real_law(Some(-1), Some(1), true),
        real_law(Some(0), Some(2), true),
    ] {
        let (sequent, steps) = by(unit(), weaker);
        sequent.rejects(steps, &[0], Reason::LawTooWeak);
    }
    // Mixtures and points have no declared attributes.
    let point = Argument::Law(Vec::new(), LawExpression::Dirac(n(0)));
    over([]).given([statement(law(Real))]).show(truth()).rejects(
        [instantiate(0, [point], [])],
        &[0],
        Reason::LawTooWeak,
    );
    let other = Reason::IllFormed(IllFormed::Mismatch { expected: law(Real), found: law(sort("S")) });
    over([("G", law(sort("S")))])
        .sort("S", Carrier::Arbitrary)
        .given([statement(law(Real))])
        .show(truth())
        .rejects([instantiate(0, [renamed("G")], [])], &[0], other);
}

/// Mixes the two elements of a sort with the given weights.
fn coin(weights: [Term; 2]) -> Argument {
    let [first, second] = weights;
    let parts = vec![(first, LawExpression::Dirac(el("S", 0))), (second, LawExpression::Dirac(el("S", 1)))];
    Argument::Law(Vec::new(), LawExpression::Mix(parts))
}

#[test]
fn weights_of_mixtures_are_shown() {
    let statement = all("mu", law(sort("S")), ge(mean("s", "mu", app("f", [v("s")])), n(0)));
    let names = [("x", Real), ("f", function([sort("S")]))];
    let weight =
        and([ge(v("x"), n(0)), ge(sub(n(1), v("x")), n(0)), eq(sum([v("x"), sub(n(1), v("x"))]), n(1))]);
    let sequent =
        over(names).elements("S", ["a", "b"]).given([statement, weight, ge(v("x"), n(0))]).show(truth());
    let by = |weights, premises: &[usize]| Step::Instantiate {
        fact: 0,
        arguments: vec![coin(weights)],
        premises: premises.to_vec(),
    };
    // Numbers need no premise.
    let value = sum([mul([q(1, 3), app("f", [el("S", 0)])]), mul([q(2, 3), app("f", [el("S", 1)])])]);
    sequent.clone().show(ge(value, n(0))).accepts([by([q(1, 3), q(2, 3)], &[])]);
    sequent.rejects([by([q(-1, 3), q(4, 3)], &[])], &[0], Reason::WeightsNotShown);
    sequent.rejects([by([q(1, 3), q(1, 3)], &[])], &[0], Reason::WeightsNotShown);
    sequent.rejects([by([n(2), n(-1)], &[1])], &[0], Reason::WeightsNotShown);
    sequent.accepts([by([v("x"), sub(n(1), v("x"))], &[1])]);
    sequent.rejects([by([v("x"), sub(n(1), v("x"))], &[])], &[0], Reason::WeightsNotShown);
    sequent.rejects([by([v("x"), sub(n(1), v("x"))], &[2])], &[0], Reason::WeightsNotShown);
    // A mixture of nothing has no mass.
    let nothing = Argument::Law(Vec::new(), LawExpression::Mix(Vec::new()));
    sequent.rejects([instantiate(0, [nothing], [])], &[0], Reason::WeightsNotShown);
}

#[test]
fn weights_may_depend_on_an_enumerated_parameter() {
    let kernel = LawType { parameters: vec![sort("T")], ..law_type(sort("S")) };
    let domain = mechproof_core::logic::Domain::Law(kernel);
    let value = bind(expectation("pi", [v("t")]), "s", app("f", [v("s")]));
    let statement = all("pi", domain, all("t", sort("T"), ge(value, n(0))));
    let sequent = over([("f", function([sort("S")]))])
        .elements("S", ["a", "b"])
        .elements("T", ["lo", "hi"])
        .given([statement])
        .show(truth());
    let by = |weights: [Term; 2]| {
        let [first, second] = weights;
        let parts =
            vec![(first, LawExpression::Dirac(el("S", 0))), (second, LawExpression::Dirac(el("S", 1)))];
        let binder = mechproof_core::logic::Binder { name: "t".into(), domain: sort("T") };
        instantiate(0, [Argument::Law(vec![binder], LawExpression::Mix(parts))], [])
    };
    let pick = |lo: Term, hi: Term| under("t", select(v("t"), [lo, hi]));
    let each = |sequent: &Sequent| sequent.clone().show(ge(app("f", [el("S", 0)]), n(0)));
    let good = || by([pick(n(1), q(1, 4)), pick(n(0), q(3, 4))]);
    sequent.accepts([good()]);
    // At the parameter lo all mass is on a.
    each(&sequent).accepts([good(), instantiate(1, [term(el("T", 0))], [])]);
    each(&sequent).rejects([good(), instantiate(1, [term(el("T", 1))], [])], &[], Reason::GoalNotReached);
    sequent.rejects([by([pick(n(1), q(1, 4)), pick(n(0), q(1, 4))])], &[0], Reason::WeightsNotShown);
    sequent.rejects([by([pick(n(1), q(5, 4)), pick(n(0), q(-1, 4))])], &[0], Reason::WeightsNotShown);
}

#[test]
fn draws_compose_laws() {
    let statement = all("mu", law(sort("S")), ge(mean("s", "mu", app("f", [v("s")])), n(0)));
    let kernel = LawType { parameters: vec![sort("S")], ..law_type(sort("S")) };
    let names = [
        ("nu", law(sort("S"))),
        ("pi", mechproof_core::logic::Domain::Law(kernel)),
        ("f", function([sort("S")])),
    ];
    let sequent = over(names).sort("S", Carrier::Arbitrary).given([statement]);
    // Draw from nu, then from pi at the outcome, and keep the second.
    let draw = |law: &str, arguments, rest| LawExpression::Draw {
        law: Variable::Free(law.into()),
        arguments,
        name: "s".into(),
        rest: Box::new(rest),
    };
    let twice =
        |inner| Argument::Law(Vec::new(), draw("nu", [].into(), draw("pi", [Term::bound(0)].into(), inner)));
    let value = |result: &str| mean("a", "nu", bind(expectation("pi", [v("a")]), "b", app("f", [v(result)])));
    let last = || instantiate(0, [twice(LawExpression::Dirac(Term::bound(0)))], []);
    sequent.clone().show(ge(value("b"), n(0))).accepts([last()]);
    sequent.clone().show(ge(value("a"), n(0))).rejects([last()], &[], Reason::GoalNotReached);
    let first = instantiate(0, [twice(LawExpression::Dirac(Term::bound(1)))], []);
    sequent.clone().show(ge(value("a"), n(0))).accepts([first]);
    let loose = instantiate(0, [twice(LawExpression::Dirac(Term::bound(2)))], []);
    sequent.clone().show(truth()).rejects([loose], &[0], Reason::IllFormed(IllFormed::LooseBound(2)));
    let dependent = Argument::Law(Vec::new(), draw("pi", [].into(), LawExpression::Dirac(Term::bound(0))));
    sequent.show(truth()).rejects(
        [instantiate(0, [dependent], [])],
        &[0],
        Reason::IllFormed(IllFormed::Arity { expected: 1, found: 0 }),
    );
}

#[test]
fn conjunctions_split_and_conjoin() {
    let both = and([x_positive(), named("small", le(v("x"), n(1)))]);
    let sequent = reals(["x"]).given([both.clone(), x_positive(), le(v("x"), n(1))]);
    sequent.clone().show(le(v("x"), n(1))).accepts([Step::Split { fact: 0 }]);
    sequent.clone().show(x_positive()).rejects([Step::Split { fact: 0 }], &[], Reason::GoalNotReached);
    sequent.clone().show(truth()).rejects([Step::Split { fact: 1 }], &[0], needs(1, Need::Conjunction));
    sequent.clone().show(truth()).rejects([Step::Split { fact: 3 }], &[0], Reason::NoSuchFact(3));
    let conjoin = |facts: &[usize]| Step::Conjoin { facts: facts.to_vec() };
    sequent.clone().show(both.clone()).accepts([conjoin(&[1, 2])]);
    sequent.clone().show(both).rejects([conjoin(&[2, 1])], &[], Reason::GoalNotReached);
    sequent.show(truth()).rejects([conjoin(&[1, 4])], &[0], Reason::NoSuchFact(4));
}

#[test]
fn disjunctions_are_proved_by_a_part_and_used_in_every_case() {
    let either = or([lt(v("x"), n(0)), x_positive()]);
    let sequent = reals(["x"]).given([x_positive(), ge(v("x"), n(0)), either.clone()]);
    let by = |fact| Step::Either { formula: either.clone(), fact };
    sequent.clone().show(either.clone()).accepts([by(0)]);
    sequent.clone().show(either.clone()).rejects([by(1)], &[0], Reason::NotAmongAlternatives);
    let wrong = Reason::WrongFormula(Need::Disjunction);
    sequent.clone().show(truth()).rejects([Step::Either { formula: x_positive(), fact: 0 }], &[0], wrong);
    sequent.clone().show(truth()).rejects(
        [Step::Either { formula: or([gt(v("y"), n(0)), x_positive()]), fact: 0 }],
        &[0],
        unknown("y"),
    );
    // Both cases of x != 0 show x^2 > 0.
    let goal = gt(pow(v("x"), 2), n(0));
    let branch = || vec![combine(gt(pow(v("x"), 2), n(0)), [], [product([3, 3])], [])];
    let cases = |fact, formula: &Formula, branches| Step::Cases { fact, formula: formula.clone(), branches };
    let sequent = sequent.show(goal.clone());
    sequent.accepts([cases(2, &goal, vec![branch(), branch()])]);
    sequent.rejects(
        [cases(2, &goal, vec![branch()])],
        &[0],
        Reason::WrongNumberOfBranches { cases: 2, branches: 1 },
    );
    sequent.rejects([cases(0, &goal, vec![branch()])], &[0], needs(0, Need::Disjunction));
    sequent.rejects([cases(2, &goal, vec![branch(), vec![]])], &[0, 1], Reason::GoalNotReached);
    let weak = vec![combine(goal.clone(), [], [squared([], v("x"))], [])];
    sequent.rejects([cases(2, &goal, vec![branch(), weak])], &[0, 1, 0], Reason::NotStrict);
    // The case of the first branch is not a fact of the second, nor afterwards.
    let first = vec![restate(3, lt(v("x"), n(0)))];
    let second = vec![restate(3, lt(v("x"), n(0)))];
    sequent.rejects([cases(2, &lt(v("x"), n(0)), vec![first, second])], &[0, 1, 0], Reason::NotTheSame);
    sequent.rejects(
        [cases(2, &goal, vec![branch(), branch()]), Step::Split { fact: 4 }],
        &[1],
        Reason::NoSuchFact(4),
    );
    // No cases, no branches: anything.
    reals([]).given([falsity()]).show(lt(n(1), n(0))).accepts([cases(0, &lt(n(1), n(0)), vec![])]);
}

#[test]
fn excluded_middle_and_absurdity() {
    let sequent = reals(["x"]).given([x_positive(), lt(n(1), n(0))]);
    let middle = Step::Excluded { formula: x_positive() };
    sequent.clone().show(or([x_positive(), not(x_positive())])).accepts([middle.clone()]);
    sequent.clone().show(x_positive()).rejects([middle], &[], Reason::GoalNotReached);
    let ill = Step::Excluded { formula: gt(v("y"), n(0)) };
    sequent.clone().show(truth()).rejects([ill], &[0], unknown("y"));
    let goal = lt(v("x"), n(-5));
    let absurd = |fact| Step::Absurd { fact, formula: lt(v("x"), n(-5)) };
    sequent.clone().show(goal.clone()).accepts([absurd(1)]);
    sequent.clone().show(goal.clone()).rejects([absurd(0)], &[0], needs(0, Need::Falsity));
    // Contradictory is not yet false.
    let conflict = and([x_positive(), lt(v("x"), n(0))]);
    reals(["x"]).given([conflict]).show(goal).rejects([absurd(0)], &[0], needs(0, Need::Falsity));
    sequent.show(truth()).rejects([Step::Absurd { fact: 1, formula: gt(v("y"), n(0)) }], &[0], unknown("y"));
}

#[test]
fn witnesses_satisfy_the_body() {
    let root = some("z", Real, eq(pow(v("z"), 2), n(4)));
    let sequent = reals(["x"]).given([eq(n(4), n(4)), eq(v("x"), n(2))]).show(root.clone());
    let by = |argument, fact| Step::Witness { formula: root.clone(), argument, fact, premises: Vec::new() };
    sequent.accepts([by(term(n(2)), 0)]);
    sequent.accepts([by(term(n(-2)), 0)]);
    sequent.rejects([by(term(n(3)), 0)], &[0], Reason::PremiseMismatch { fact: 0 });
    sequent.rejects([by(term(v("x")), 0)], &[0], Reason::PremiseMismatch { fact: 0 });
    sequent.rejects([by(term(v("y")), 0)], &[0], unknown("y"));
    sequent.rejects([by(term(n(2)), 5)], &[0], Reason::NoSuchFact(5));
    let wrong = Step::Witness { formula: x_positive(), argument: term(n(2)), fact: 0, premises: Vec::new() };
    sequent.rejects([wrong], &[0], Reason::WrongFormula(Need::Existential));
    let extra = Step::Witness { formula: root.clone(), argument: term(n(2)), fact: 0, premises: vec![0] };
    sequent.rejects([extra], &[0], Reason::TooManyArguments);
    let natural = some("z", Natural, eq(mul([n(2), v("z")]), n(1)));
    let half = Step::Witness { formula: natural, argument: term(q(1, 2)), fact: 0, premises: Vec::new() };
    sequent.rejects([half], &[0], Reason::IllFormed(IllFormed::Mismatch { expected: Natural, found: Real }));
    // A mixture as a witness shows its weights.
    let coin_exists = some("mu", law(sort("S")), eq(mean("s", "mu", select(v("s"), [n(1), n(0)])), q(1, 3)));
    let sequent = over([]).elements("S", ["a", "b"]).given([truth()]).show(coin_exists.clone());
    let by =
        |argument| Step::Witness { formula: coin_exists.clone(), argument, fact: 0, premises: Vec::new() };
    sequent.accepts([by(coin([q(1, 3), q(2, 3)]))]);
    sequent.rejects([by(coin([q(1, 3), q(1, 3)]))], &[0], Reason::WeightsNotShown);
    sequent.rejects([by(coin([q(2, 3), q(1, 3)]))], &[0], Reason::PremiseMismatch { fact: 0 });
}

#[test]
fn existential_facts_give_a_constant() {
    let root = some("z", Real, eq(pow(v("z"), 2), v("x")));
    let sequent = reals(["x"]).given([root, x_positive()]).show(ge(v("x"), n(0)));
    let obtain = |fact| Step::Obtain { fact, name: "r".into() };
    let conclude = combine(ge(v("x"), n(0)), [], [squared([], v("r"))], [multiple(n(-1), 2)]);
    sequent.accepts([obtain(0), conclude]);
    sequent.rejects([obtain(1)], &[0], needs(1, Need::Existential));
    sequent.rejects([obtain(2)], &[0], Reason::NoSuchFact(2));
}

#[test]
fn sorts_are_not_empty() {
    let everywhere = all("s", sort("S"), gt(v("x"), n(0)));
    let sequent = reals(["x"]).sort("S", Carrier::Arbitrary).given([everywhere]).show(x_positive());
    let pick = |sort: &str| Step::Pick { sort: sort.into(), name: "c".into() };
    sequent.accepts([pick("S"), instantiate(0, [term(v("c"))], [])]);
    sequent.rejects([pick("T")], &[0], Reason::IllFormed(IllFormed::UnknownSort("T".into())));
    sequent.rejects([instantiate(0, [term(v("c"))], [])], &[0], unknown("c"));
    // It is an element, not any element that one may wish for.
    let one = over([("f", function([sort("S")]))])
        .sort("S", Carrier::Arbitrary)
        .given([some("s", sort("S"), gt(app("f", [v("s")]), n(0)))])
        .show(some("s", sort("S"), gt(app("f", [v("s")]), n(1))));
    one.rejects([pick("S")], &[], Reason::GoalNotReached);
}

#[test]
fn restating_keeps_the_meaning() {
    let fact = gt(mul([n(2), v("x")]), v("y"));
    let sequent = reals(["x", "y"]).given([fact]).show(truth());
    for same in [
        lt(v("y"), sum([v("x"), v("x")])),
        gt(sub(v("x"), div(v("y"), n(2))), n(0)),
        named("n", and([gt(mul([n(4), v("x")]), mul([n(2), v("y")])), truth()])),
    ] {
        sequent.clone().show(same.clone()).accepts([restate(0, same)]);
    }
    for other in [
        ge(mul([n(2), v("x")]), v("y")),
        lt(mul([n(2), v("x")]), v("y")),
        ne(mul([n(2), v("x")]), v("y")),
        gt(v("x"), v("y")),
        falsity(),
        truth(),
    ] {
        sequent.rejects([restate(0, other)], &[0], Reason::NotTheSame);
    }
    sequent.rejects([restate(1, truth())], &[0], Reason::NoSuchFact(1));
    sequent.rejects([restate(0, gt(v("z"), n(0)))], &[0], unknown("z"));
}

fn cited() -> Theorem {
    let squares = all("f", function([sort("S")]), all("s", sort("S"), ge(pow(app("f", [v("s")]), 2), n(0))));
    let sequent = over([]).sort("S", Carrier::Finite).show(squares.clone());
    sequent.accepts([block(
        squares,
        2,
        [combine(ge(pow(app("f", [v("s")]), 2), n(0)), [], [squared([], app("f", [v("s")]))], [])],
    )])
}

#[test]
fn citations_fit_their_sorts() {
    let mut library = Library::default();
    library.add("squares".into(), cited());
    library.add("enumerated".into(), over([]).elements("S", ["a", "b"]).show(truth()).accepts([]));
    let goal = all("f", function([sort("T")]), all("s", sort("T"), ge(pow(app("f", [v("s")]), 2), n(0))));
    let sequent = |carrier| over([]).sort("T", carrier).library(&library).show(goal.clone());
    let to_t = |theorem: &str| Step::Cite {
        theorem: theorem.into(),
        sorts: BTreeMap::from([("S".into(), "T".into())]),
    };
    let enumerated =
        |elements: &[&str]| Carrier::Enumerated(elements.iter().map(|name| (*name).into()).collect());
    let theorem = sequent(Carrier::Finite).accepts([to_t("squares")]);
    assert_eq!(theorem.cites().iter().map(|name| &**name).collect::<Vec<_>>(), ["squares"]);
    assert!(theorem.holes().is_empty());
    sequent(enumerated(&["x", "y", "z"])).accepts([to_t("squares")]);
    let misfit = |name: &str| Reason::SortsDoNotFit(name.into());
    sequent(Carrier::Arbitrary).rejects([to_t("squares")], &[0], misfit("squares"));
    sequent(Carrier::Finite).rejects([cite("squares")], &[0], misfit("squares"));
    sequent(Carrier::Finite).rejects([cite("none")], &[0], Reason::UnknownTheorem("none".into()));
    sequent(Carrier::Finite).rejects([to_t("enumerated")], &[0], misfit("enumerated"));
    sequent(enumerated(&["a", "c"])).rejects([to_t("enumerated")], &[0], misfit("enumerated"));
    sequent(enumerated(&["b", "a"])).rejects([to_t("enumerated")], &[0], misfit("enumerated"));
    // The first theorem of a name stays.
    library.add("squares".into(), over([]).show(truth()).accepts([]));
    over([]).sort("T", Carrier::Finite).library(&library).show(goal).accepts([to_t("squares")]);
}

#[test]
fn holes_are_named_and_inherited() {
    let wish = lt(v("x"), n(0));
    let claim = all("x", Real, wish.clone());
    let theorem = over([]).show(claim.clone()).accepts([hole("z3 says so", claim.clone())]);
    let names = |theorem: &Theorem| theorem.holes().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&theorem), ["z3 says so"]);
    let mut library = Library::default();
    library.add("wish".into(), theorem);
    let citing = reals(["y"]).library(&library).show(lt(v("y"), n(0)));
    let theorem = citing.accepts([cite("wish"), instantiate(0, [term(v("y"))], [])]);
    assert_eq!(names(&theorem), ["z3 says so"]);
    library.add("twice".into(), theorem);
    // Inherited through two theorems, also where the citation is inside a block that uses nothing of it.
    let idle = reals([]).library(&library).show(truth()).accepts([block(truth(), 0, [cite("twice")])]);
    assert_eq!(names(&idle), ["z3 says so"]);
    assert_eq!((idle.steps(), idle.cites().len()), (2, 1));
    over([]).show(claim.clone()).rejects([hole("h", wish)], &[0], unknown("x"));
    over([]).show(claim).rejects([hole("h", truth())], &[], Reason::GoalNotReached);
}
