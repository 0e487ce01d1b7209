//! Rational bounds of the exponential and the logarithm.

mod support;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Reason, Step};
use mechproof_core::logic::Builtin;
use support::*;

fn enclose(function: Builtin, argument: Rational, terms: u32, lower: Rational, upper: Rational) -> Step {
    Step::Enclose { function, argument, terms, lower, upper }
}

/// A decimal number as digits and the number of those after the point.
fn decimal(digits: i64, places: u32) -> Rational {
    ratio(digits, 10_i64.pow(places))
}

#[test]
fn bounds_hold_for_numbers_known() {
    use Builtin::{Exp, Log};
    // Value to nine places, below and above.
    for (function, argument, below) in [
        (Exp, ratio(1, 1), 2_718_281_828_i64),
        (Exp, ratio(0, 1), 999_999_999),
        (Exp, ratio(-1, 1), 367_879_441),
        (Exp, ratio(7, 3), 10_312_258_501),
        (Log, ratio(2, 1), 693_147_180),
        (Log, ratio(10, 1), 2_302_585_092),
        (Log, ratio(1, 10), -2_302_585_093),
        (Log, ratio(3, 4), -287_682_073),
    ] {
        let (lower, upper) = (decimal(below, 9), decimal(below + 1, 9));
        let value = if function == Exp { exp } else { log };
        let term = || value(mechproof_core::logic::Term::Number(argument.clone()));
        let number = |number: &Rational| mechproof_core::logic::Term::Number(number.clone());
        let sequent = over([]).show(and([ge(term(), number(&lower)), le(term(), number(&upper))]));
        if argument.is_zero() {
            let upper = decimal(below + 2, 9);
            sequent.rejects(
                [enclose(function, argument, 40, upper.clone(), upper)],
                &[0],
                Reason::BoundsNotReached,
            );
            continue;
        }
        let good = enclose(function, argument.clone(), 40, lower.clone(), upper.clone());
        sequent.accepts([good]);
        // Off by one digit on either side, with as many terms as one likes.
        for terms in [40, 100] {
            let too_high = enclose(function, argument.clone(), terms, upper.clone(), decimal(below + 9, 9));
            sequent.rejects([too_high], &[0], Reason::BoundsNotReached);
            let too_low = enclose(function, argument.clone(), terms, decimal(below - 9, 9), lower.clone());
            sequent.rejects([too_low], &[0], Reason::BoundsNotReached);
        }
        let few = enclose(function, argument.clone(), 2, lower, upper);
        sequent.rejects([few], &[0], Reason::BoundsNotReached);
    }
}

#[test]
fn exp_0_is_between_bounds_around_1() {
    let sequent = over([]).show(and([ge(exp(n(0)), q(99, 100)), le(exp(n(0)), q(101, 100))]));
    sequent.accepts([enclose(Builtin::Exp, Rational::zero(), 30, ratio(99, 100), ratio(101, 100))]);
    let crossed = enclose(Builtin::Exp, Rational::zero(), 30, ratio(101, 100), ratio(99, 100));
    sequent.rejects([crossed], &[0], Reason::BoundsNotReached);
}

#[test]
fn arguments_out_of_range() {
    let sequent = over([]).show(truth());
    let wide = |function, argument: Rational, terms| {
        enclose(function, argument, terms, Rational::from(-1_000_000), Rational::from(1_000_000))
    };
    for (function, argument, terms) in [
        (Builtin::Log, Rational::zero(), 20),
        (Builtin::Log, Rational::from(-1), 20),
        (Builtin::Exp, Rational::one(), 0),
        (Builtin::Exp, Rational::one(), 401),
        (Builtin::Exp, Rational::from(1 << 20), 20),
        (Builtin::Exp, ratio(1, 2).pow(4001), 20),
        (Builtin::Log, ratio(2, 1).pow(4001), 20),
        // One term does not show that the exponential is positive.
        (Builtin::Exp, ratio(1, 2), 1),
    ] {
        sequent.rejects([wide(function, argument, terms)], &[0], Reason::OutsideRange);
    }
}

/// If thousands of digits were carried through hundreds of terms, this would not end.
#[test]
fn arguments_of_any_length_are_rounded() {
    let sequent = over([]).show(truth());
    let tiny = ratio(1, 3).pow(1200);
    let third = ratio(1, 3);
    for argument in
        [tiny.clone(), &Rational::from(1000) + &third, &Rational::from(2000) + &tiny, &third + &tiny]
    {
        for function in [Builtin::Exp, Builtin::Log] {
            for terms in [3, 30, 400] {
                let step = enclose(function, argument.clone(), terms, Rational::zero(), Rational::one());
                let rejection = sequent.prove(&[step]).expect_err("bounds that do not hold");
                assert!(matches!(rejection.reason, Reason::OutsideRange | Reason::BoundsNotReached));
            }
        }
    }
}

/// The three laws, and statements near them that are false.
#[test]
fn laws_of_the_exponential() {
    let sequent = |goal| over([]).show(goal);
    let (x, y) = (|| v("x"), || v("y"));
    let every = |body| all("x", Real, all("y", Real, body));
    let added = |right| every(eq(exp(sum([x(), y()])), right));
    let positive = |body| all("x", Real, imp(gt(x(), n(0)), body));
    let laws = [
        added(mul([exp(x()), exp(y())])),
        all("x", Real, ge(exp(x()), sum([x(), n(1)]))),
        positive(eq(exp(log(x())), x())),
    ];
    for (fact, law) in laws.into_iter().enumerate() {
        sequent(law.clone()).accepts([Step::Exponential, restate(fact, law.clone())]);
        // Without the rule there is no such fact.
        sequent(law.clone()).rejects([restate(fact, law)], &[0], Reason::NoSuchFact(fact));
    }
    for (fact, wrong) in [
        (0, added(sum([exp(x()), exp(y())]))),
        (1, all("x", Real, ge(exp(x()), sum([x(), n(2)])))),
        (1, all("x", Real, gt(exp(x()), sum([x(), n(1)])))),
        (1, all("x", Real, le(exp(x()), sum([x(), n(1)])))),
        (2, all("x", Real, eq(exp(log(x())), x()))),
        (2, positive(eq(log(exp(x())), sum([x(), n(1)])))),
        (2, all("x", Real, imp(ge(x(), n(0)), eq(exp(log(x())), x())))),
    ] {
        let steps = [Step::Exponential, restate(fact, wrong.clone())];
        sequent(wrong).rejects(steps, &[1], Reason::NotTheSame);
    }
}

/// The laws follow from one another as they should: `exp(0) = 1` needs the first and the second.
#[test]
fn laws_give_exp_0() {
    let goal = ge(exp(n(0)), n(1));
    over([]).show(goal.clone()).accepts([
        Step::Exponential,
        instantiate(1, [term(n(0))], []),
        restate(3, goal.clone()),
    ]);
    let above = gt(exp(n(0)), n(1));
    over([]).show(above.clone()).rejects(
        [Step::Exponential, instantiate(1, [term(n(0))], []), restate(3, above)],
        &[2],
        Reason::NotTheSame,
    );
}

/// The logarithm of 0 or less stays unspecified.
#[test]
fn log_needs_a_positive_argument() {
    let sequent = reals(["a"]).given([ge(v("a"), n(0))]).show(eq(exp(log(v("a"))), v("a")));
    let rejection = sequent
        .prove(&[Step::Exponential, instantiate(3, [term(v("a"))], [0])])
        .expect_err("the premise is weaker than wanted");
    assert!(matches!(rejection.reason, Reason::PremiseMismatch { .. }), "{rejection:?}");
    let sequent = reals(["a"]).given([gt(v("a"), n(0))]).show(eq(exp(log(v("a"))), v("a")));
    sequent.accepts([Step::Exponential, instantiate(3, [term(v("a"))], [0])]);
}

/// No bounds that the series allow contradict `exp(x) >= x + 1` or `log(x) <= x - 1`.
#[test]
fn bounds_and_laws_agree() {
    let sequent = over([]).show(truth());
    for numerator in -30_i64..=30 {
        let point = ratio(numerator, 7);
        let above = &point + &Rational::one();
        // Below the tangent by a millionth, except at 0 where both touch.
        let (low, high) = (&above - &ratio(1_000, 1), &above - &ratio(1, 1_000_000));
        let step = enclose(Builtin::Exp, point.clone(), 40, low.clone(), high);
        sequent.rejects([step], &[0], Reason::BoundsNotReached);
        if above.is_positive() {
            let step = enclose(Builtin::Log, above, 40, &point + &ratio(1, 1_000_000), ratio(1_000, 1));
            sequent.rejects([step], &[0], Reason::BoundsNotReached);
        }
    }
}
