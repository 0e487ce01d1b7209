//! Tables and random problems for the exact simplex method.

use mechproof::search::simplex::{
    Basis, Flaw, Outcome, Problem, Relation, State, UnknownVariable, solve, solve_from, verify,
};
use mechproof_core::exact::Rational;
use proptest::prelude::*;

fn q(text: &str) -> Rational {
    Rational::parse(text).unwrap()
}

/// A problem in words: bounds `l..u` per variable, rows `a b c <= d`, and an
/// objective `min a b c` or `max a b c`.
fn problem(bounds: &[&str], rows: &[&str], objective: &str) -> Problem {
    let mut problem = Problem::new();
    for bound in bounds {
        let (lower, upper) = bound.split_once("..").unwrap();
        let end = |text: &str| (!text.is_empty()).then(|| q(text));
        problem.add_variable(end(lower), end(upper));
    }
    for row in rows {
        let mut words: Vec<&str> = row.split_whitespace().collect();
        let rhs = q(words.pop().unwrap());
        let relation = match words.pop().unwrap() {
            "<=" => Relation::Le,
            ">=" => Relation::Ge,
            _ => Relation::Eq,
        };
        let terms = words.iter().enumerate().map(|(x, word)| (x, q(word)));
        problem.add_row(terms, relation, rhs).unwrap();
    }
    let mut words = objective.split_whitespace();
    let maximize = words.next() == Some("max");
    problem.set_objective(maximize, words.enumerate().map(|(x, word)| (x, q(word)))).unwrap();
    problem
}

/// Solves with and without the floating-point run; both must be right.
fn both(problem: &Problem) -> Outcome {
    let outcome = solve(problem, 10_000);
    assert_eq!(verify(problem, &outcome), Ok(()), "{problem:?} {outcome:?}");
    let cold = solve_from(problem, &Basis::of_rows(problem), 10_000);
    assert_eq!(verify(problem, &cold), Ok(()), "{problem:?} {cold:?}");
    let value = |outcome: &Outcome| outcome.optimum().map(|optimum| optimum.value.clone());
    assert_eq!(value(&outcome), value(&cold));
    assert_eq!(std::mem::discriminant(&outcome), std::mem::discriminant(&cold));
    outcome
}

/// A name, bounds, rows, objective and the optimal value.
type Line<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a str, &'a str);

#[test]
fn optima() {
    let any = "..";
    let pos = "0..";
    let table: &[Line] = &[
        ("nothing at all", &[], &[], "min", "0"),
        ("no variables", &[], &["<= 3", "= 0"], "max", "0"),
        ("no rows", &["1..2", "..5"], &[], "max 1 1", "7"),
        ("textbook", &[pos, pos], &["1 0 <= 4", "0 2 <= 12", "3 2 <= 18"], "max 3 5", "36"),
        (
            "Beale cycles",
            &[pos, pos, pos, pos],
            &["1/4 -60 -1/25 9 <= 0", "1/2 -90 -1/50 3 <= 0", "0 0 1 0 <= 1"],
            "min -3/4 150 -1/50 6",
            "-1/20",
        ),
        (
            "Kuhn cycles",
            &[pos, pos, pos, pos],
            &["-2 -9 1 9 <= 0", "1/3 1 -1/3 -2 <= 0", "2 3 -1 -12 <= 2"],
            "min -2 -3 1 12",
            "-2",
        ),
        ("free variables", &[any, any], &["1 1 >= 2", "1 -1 = 1/3"], "min 2 1", "19/6"),
        ("fixed variables", &["3..3", pos], &["1 1 <= 7/2"], "max 1 1", "7/2"),
        ("redundant equalities", &[pos, pos], &["1 1 = 1", "2 2 = 2", "3 3 = 3"], "max 1 2", "2"),
        ("zero row", &[pos], &["0 = 0", "1 <= 1"], "max 1", "1"),
        ("bound flips", &["0..1", "0..1", "0..1"], &["1 1 1 <= 5"], "max 1 2 3", "6"),
        ("below zero", &["-5..-1"], &["1 >= -4"], "min 1", "-4"),
        ("upper bound only", &["..3", "..4"], &["1 1 <= 5"], "max 1 1", "5"),
        (
            "long numbers",
            &[pos],
            &["123456789012345678901234567890 <= 1"],
            "max 1",
            "1/123456789012345678901234567890",
        ),
    ];
    for (name, bounds, rows, objective, value) in table {
        let problem = problem(bounds, rows, objective);
        let outcome = both(&problem);
        let optimum = outcome.optimum().unwrap_or_else(|| panic!("{name}: {outcome:?}"));
        assert_eq!(optimum.value, q(value), "{name}");
    }
}

#[test]
fn infeasible() {
    let table: &[(&[&str], &[&str])] = &[
        (&["0.."], &["1 <= -1"]),
        (&["2..1"], &[]),
        (&[], &["= 1"]),
        (&["..", ".."], &["1 1 >= 1", "1 1 <= 999999999/1000000000"]),
        (&["0..1", "0..1"], &["1 1 >= 3"]),
        (&["0..", "0.."], &["1 -1 = 1", "-1 1 = 1"]),
    ];
    for (bounds, rows) in table {
        let outcome = both(&problem(bounds, rows, "min"));
        assert!(matches!(outcome, Outcome::Infeasible { .. }), "{rows:?}: {outcome:?}");
    }
}

#[test]
fn unbounded() {
    let table: &[(&[&str], &[&str], &str)] = &[
        (&["0.."], &[], "max 1"),
        (&[".."], &["1 <= 3"], "min 1"),
        (&["0..", "0.."], &["1 -1 = 1/2"], "max 1 1"),
        (&["..", "1..2"], &["1 1 >= 0"], "max 1 0"),
    ];
    for (bounds, rows, objective) in table {
        let outcome = both(&problem(bounds, rows, objective));
        assert!(matches!(outcome, Outcome::Unbounded { .. }), "{rows:?}: {outcome:?}");
    }
}

#[test]
fn duals_are_derivatives_by_the_right_side() {
    let problem = problem(&["0..", "0.."], &["1 0 <= 4", "0 2 <= 12", "3 2 <= 18"], "max 3 5");
    let outcome = both(&problem);
    let optimum = outcome.optimum().unwrap();
    assert_eq!(optimum.duals, [q("0"), q("3/2"), q("1")]);
    assert_eq!(optimum.primal, [q("2"), q("6")]);
    assert!(!optimum.degenerate && optimum.unique);
    assert_eq!(optimum.basis.rows, [State::Basic, State::Upper, State::Upper]);
    let again = solve_from(&problem, &optimum.basis, 0);
    assert_eq!(again.optimum().map(|again| &again.value), Some(&optimum.value));
}

#[test]
fn budgets_unknown_variables_and_foreign_bases() {
    let mut problem = problem(&["0..", "0.."], &["1 1 >= 1", "2 1 >= 3/2"], "min 1 1");
    assert_eq!(solve(&problem, 0), Outcome::Stopped { pivots: 0 });
    assert_eq!(problem.add_row([(2, q("1"))], Relation::Eq, q("0")), Err(UnknownVariable(2)));
    assert_eq!(problem.set_objective(true, [(7, q("1"))]), Err(UnknownVariable(7)));
    for state in [State::Basic, State::Lower, State::Upper, State::Free] {
        for length in 0..4 {
            let basis = Basis::new(vec![state; length], vec![state; 3 - length]);
            let outcome = solve_from(&problem, &basis, 100);
            assert_eq!(verify(&problem, &outcome), Ok(()));
        }
    }
}

#[test]
fn verification_notices_every_kind_of_fault() {
    let problem = problem(&["0..", "0..1"], &["1 1 <= 4", "1 -1 >= -3"], "max 1 2");
    let outcome = both(&problem);
    let good = outcome.optimum().unwrap();
    let spoil = |change: &dyn Fn(&mut mechproof::search::simplex::Optimum)| {
        let mut bad = good.clone();
        change(&mut bad);
        verify(&problem, &Outcome::Optimal(Box::new(bad))).unwrap_err()
    };
    assert_eq!(spoil(&|bad| bad.value = q("6")), Flaw::Value);
    assert_eq!(spoil(&|bad| bad.primal[0] = q("-1")), Flaw::Bounds(0));
    assert_eq!(spoil(&|bad| bad.primal[0] = q("4")), Flaw::Row(0));
    assert_eq!(spoil(&|bad| bad.duals[0] = q("-1")), Flaw::Dual(0));
    assert_eq!(spoil(&|bad| bad.duals[1] = q("-1")), Flaw::Dual(1));
    assert_eq!(spoil(&|bad| bad.duals[0] = q("2")), Flaw::ReducedCost(0));
    assert_eq!(spoil(&|bad| bad.basis.rows[0] = State::Basic), Flaw::Basis);
    let farkas = vec![q("-1"), q("1")];
    assert_eq!(verify(&problem, &Outcome::Infeasible { farkas }), Err(Flaw::Farkas));
    let (point, ray) = (vec![q("0"), q("0")], vec![q("1"), q("0")]);
    assert_eq!(verify(&problem, &Outcome::Unbounded { point, ray }), Err(Flaw::RayRow(0)));
    assert_eq!(verify(&problem, &Outcome::Stopped { pivots: 1 }), Err(Flaw::Stopped));
}

fn number() -> impl Strategy<Value = Rational> {
    prop_oneof![
        3 => Just(Rational::zero()),
        3 => (-3i64..=3).prop_map(Rational::from),
        1 => (-20i64..=20, 1i64..=7).prop_map(|(num, den)| Rational::new(num, den).unwrap()),
    ]
}

fn any_problem(variables: usize, rows: usize) -> impl Strategy<Value = Problem> {
    let bound = || proptest::option::weighted(0.6, number());
    let row = (proptest::collection::vec(number(), variables), 0..3_usize, number());
    (
        proptest::collection::vec((bound(), proptest::option::weighted(0.3, number())), variables),
        proptest::collection::vec(row, 0..=rows),
        proptest::collection::vec(number(), variables),
        any::<bool>(),
    )
        .prop_map(|(bounds, rows, objective, maximize)| {
            let mut problem = Problem::new();
            for (lower, upper) in bounds {
                // Mostly not contradictory: the width, not the end, is drawn.
                let end = upper.map(|width| lower.clone().unwrap_or_default() + width.abs());
                problem.add_variable(lower, end);
            }
            for (row, relation, rhs) in rows {
                let relation = [Relation::Le, Relation::Ge, Relation::Eq][relation];
                problem.add_row(row.into_iter().enumerate(), relation, rhs).unwrap();
            }
            problem.set_objective(maximize, objective.into_iter().enumerate()).unwrap();
            problem
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_answers_are_true(problem in any_problem(6, 6)) {
        both(&problem);
    }

    #[test]
    fn a_warm_start_survives_new_rows(problem in any_problem(5, 4), extra in proptest::collection::vec(number(), 5)) {
        let outcome = both(&problem);
        if let Some(optimum) = outcome.optimum() {
            let mut more = problem.clone();
            more.add_row(extra.into_iter().enumerate(), Relation::Ge, Rational::one()).unwrap();
            let warm = solve_from(&more, &optimum.basis.fit(&more), 1000);
            prop_assert_eq!(verify(&more, &warm), Ok(()));
        }
    }

    #[test]
    fn weak_duality(problem in any_problem(4, 5), point in proptest::collection::vec(number(), 4)) {
        let inside = problem.variables().iter().zip(&point).all(|(x, value)| {
            x.lower.as_ref().is_none_or(|lower| lower <= value) && x.upper.as_ref().is_none_or(|upper| value <= upper)
        });
        let dot = |terms: &[(usize, Rational)]| -> Rational { terms.iter().map(|(x, a)| a * &point[*x]).sum() };
        let holds = problem.rows().iter().all(|row| {
            let order = dot(row.coefficients()).cmp(row.rhs());
            match row.relation() { Relation::Le => order.is_le(), Relation::Ge => order.is_ge(), Relation::Eq => order.is_eq() }
        });
        if inside && holds {
            match solve(&problem, 10_000) {
                Outcome::Optimal(optimum) if problem.maximize() => prop_assert!(dot(problem.objective()) <= optimum.value),
                Outcome::Optimal(optimum) => prop_assert!(dot(problem.objective()) >= optimum.value),
                outcome => {
                    let unbounded = matches!(outcome, Outcome::Unbounded { .. });
                    prop_assert!(unbounded);
                }
            }
        }
    }
}

#[test]
fn a_large_sparse_problem_is_solved_exactly() {
    let mut seed = 1_u64;
    let mut draw = |limit: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        i64::try_from(seed % limit).unwrap()
    };
    let mut problem = Problem::new();
    for _ in 0..150 {
        problem.add_variable(Some(q("0")), Some(Rational::from(draw(9))));
    }
    for _ in 0..100 {
        let terms: Vec<_> = (0..6)
            .map(|_| (usize::try_from(draw(150)).unwrap(), Rational::new(draw(9) - 3, draw(3) + 1).unwrap()))
            .collect();
        let relation = if draw(2) == 0 { Relation::Le } else { Relation::Ge };
        let rhs = if relation == Relation::Le { 5 } else { -5 };
        problem.add_row(terms, relation, Rational::from(rhs)).unwrap();
    }
    let gains: Vec<_> = (0..150).map(|x| (x, Rational::from(draw(20) - 4))).collect();
    problem.set_objective(true, gains).unwrap();
    assert!(both(&problem).optimum().is_some());
}
