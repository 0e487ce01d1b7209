//! Natural numbers: induction, signs, and powers with natural exponents.

mod support;

use mechproof_core::kernel::{Need, Reason, Step};
use mechproof_core::logic::{Formula, IllFormed, Term};
use support::*;

/// `x^n >= 0`.
fn power_is_nonnegative(exponent: Term) -> Formula {
    ge(npow(v("x"), exponent), n(0))
}

fn for_all() -> Formula {
    all("n", Natural, power_is_nonnegative(v("n")))
}

fn step_claim() -> Formula {
    all("n", Natural, imp(power_is_nonnegative(v("n")), power_is_nonnegative(sum([v("n"), n(1)]))))
}

/// Fact 0 is `x >= 0`; proves the base as fact 1 and the step as fact 2.
fn prepared() -> [Step; 2] {
    let last = power_is_nonnegative(sum([v("n"), n(1)]));
    [
        combine(power_is_nonnegative(n(0)), [], [product([])], []),
        block(step_claim(), 2, [combine(last, [], [product([0, 2])], [])]),
    ]
}

fn induct(formula: Formula, base: usize, step: usize) -> Step {
    Step::Induct { formula, base, step }
}

#[test]
fn induction_needs_its_base_and_its_step() {
    let sequent = reals(["x"]).given([ge(v("x"), n(0))]).show(for_all());
    let [base, step] = prepared();
    let with = |last: Step| [base.clone(), step.clone(), last];
    sequent.accepts(with(induct(for_all(), 1, 2)));
    sequent.rejects(with(induct(for_all(), 0, 2)), &[2], Reason::InductionMismatch);
    sequent.rejects(with(induct(for_all(), 1, 1)), &[2], Reason::InductionMismatch);
    sequent.rejects(with(induct(for_all(), 2, 1)), &[2], Reason::InductionMismatch);
    sequent.rejects(with(induct(for_all(), 1, 3)), &[2], Reason::NoSuchFact(3));
    let strict = all("n", Natural, gt(npow(v("x"), v("n")), n(0)));
    sequent.rejects(with(induct(strict, 1, 2)), &[2], Reason::InductionMismatch);
    let real = all("n", Real, ge(v("n"), n(0)));
    sequent.rejects(with(induct(real, 1, 2)), &[2], Reason::WrongFormula(Need::Universal));
    sequent.rejects(with(induct(ge(v("x"), n(0)), 1, 2)), &[2], Reason::WrongFormula(Need::Universal));
    let unknown = all("n", Natural, ge(v("y"), n(0)));
    sequent.rejects(with(induct(unknown, 1, 2)), &[2], Reason::IllFormed(IllFormed::UnknownName("y".into())));
}

#[test]
fn the_step_goes_from_n_to_n_plus_1() {
    let claim = all("n", Natural, eq(v("f"), v("n")));
    let at_zero = eq(v("f"), n(0));
    let wrong_steps = [
        // From n to n, to n + 2, from n + 1 to n; for one n only; without the hypothesis for n.
        all("n", Natural, imp(eq(v("f"), v("n")), eq(v("f"), v("n")))),
        all("n", Natural, imp(eq(v("f"), v("n")), eq(v("f"), sum([v("n"), n(2)])))),
        all("n", Natural, imp(eq(v("f"), sum([v("n"), n(1)])), eq(v("f"), v("n")))),
        imp(eq(v("f"), n(0)), eq(v("f"), n(1))),
        all("n", Real, imp(eq(v("f"), v("n")), eq(v("f"), sum([v("n"), n(1)])))),
    ];
    for step in wrong_steps {
        let sequent = reals(["f"]).given([at_zero.clone(), step]).show(claim.clone());
        sequent.rejects([induct(claim.clone(), 0, 1)], &[0], Reason::InductionMismatch);
    }
    let step = all("n", Natural, imp(eq(v("f"), v("n")), eq(v("f"), sum([v("n"), n(1)]))));
    let from_one = reals(["f"]).given([eq(v("f"), n(1)), step.clone()]).show(claim.clone());
    from_one.rejects([induct(claim.clone(), 0, 1)], &[0], Reason::InductionMismatch);
    reals(["f"]).given([at_zero, step]).show(claim.clone()).accepts([induct(claim, 0, 1)]);
}

#[test]
fn induction_under_further_binders() {
    // forall n, y: (n + y)^2 >= 0, with a variable under the one that is stepped.
    let body = |number: Term| all("y", Real, ge(pow(sum([number, v("y")]), 2), n(0)));
    let claim = all("n", Natural, body(v("n")));
    let step = all("n", Natural, imp(body(v("n")), body(sum([v("n"), n(1)]))));
    let sequent = over([]).given([body(n(0)), step.clone()]).show(claim.clone());
    sequent.accepts([induct(claim.clone(), 0, 1)]);
    // The step must not be about y + 1.
    let confused = all("y", Real, ge(pow(sum([v("n"), v("y"), v("y"), n(1)]), 2), n(0)));
    let wrong = all("n", Natural, imp(body(v("n")), confused));
    over([]).given([body(n(0)), wrong]).show(claim.clone()).rejects(
        [induct(claim, 0, 1)],
        &[0],
        Reason::InductionMismatch,
    );
}

#[test]
fn natural_terms_are_nonnegative() {
    let sequent = over([("m", Natural), ("x", Real)]);
    let term = || sum([mul([v("m"), v("m")]), npow(n(3), v("m")), n(2)]);
    sequent.clone().show(ge(term(), n(0))).accepts([Step::Natural { term: term() }]);
    let nothing = sequent.show(truth());
    for not_natural in [v("x"), sub(v("m"), n(1)), q(1, 2), n(-1), div(v("m"), n(2)), npow(v("x"), v("m"))] {
        nothing.rejects([Step::Natural { term: not_natural }], &[0], Reason::NotNatural);
    }
    let unknown = Reason::IllFormed(IllFormed::UnknownName("k".into()));
    nothing.rejects([Step::Natural { term: v("k") }], &[0], unknown);
}

#[test]
fn laws_of_powers() {
    let sequent = over([("x", Real), ("y", Real), ("m", Natural), ("k", Natural)]);
    let power = |base: Term, exponent: Term| npow(base, exponent);
    for identical in [
        eq(power(v("x"), n(0)), n(1)),
        eq(power(n(0), n(0)), n(1)),
        eq(power(v("x"), n(3)), pow(v("x"), 3)),
        eq(power(v("x"), sum([v("m"), n(1)])), mul([v("x"), power(v("x"), v("m"))])),
        eq(power(v("x"), mul([n(2), v("m")])), pow(power(v("x"), v("m")), 2)),
        eq(power(mul([v("x"), v("y")]), v("m")), mul([power(v("x"), v("m")), power(v("y"), v("m"))])),
        eq(power(v("x"), sum([v("m"), v("k")])), mul([power(v("x"), v("k")), power(v("x"), v("m"))])),
        eq(power(n(1), v("m")), n(1)),
    ] {
        sequent.clone().show(identical.clone()).accepts([identity(identical)]);
    }
    for different in [
        // 0^m is 0 only for m > 0.
        eq(power(n(0), v("m")), n(0)),
        eq(power(n(-1), v("m")), n(1)),
        eq(power(v("x"), mul([v("m"), v("k")])), power(v("x"), sum([v("m"), v("k")]))),
        eq(power(sum([v("x"), v("y")]), v("m")), sum([power(v("x"), v("m")), power(v("y"), v("m"))])),
        eq(power(n(2), v("m")), mul([n(2), v("m")])),
    ] {
        sequent.clone().show(different.clone()).rejects([identity(different)], &[0], Reason::IdentityFails);
    }
    let mismatch = IllFormed::Mismatch { expected: Natural, found: Real };
    sequent.show(truth()).rejects(
        [identity(eq(power(n(2), v("x")), n(1)))],
        &[0],
        Reason::IllFormed(mismatch),
    );
}
