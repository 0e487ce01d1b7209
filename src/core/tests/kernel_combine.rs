//! The rule `combine`: what one identity of polynomials may prove, and what it may not.

mod support;

use mechproof_core::exact::{Bound, Rational, TooLarge};
use mechproof_core::kernel::{Need, Product, Reason, Step};
use mechproof_core::logic::{Formula, IllFormed, Relation};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::evaluate::Point;
use support::*;

#[test]
fn products_of_facts_prove_inequalities() {
    let positive = gt(v("x"), n(0));
    let weak = ge(v("y"), n(0));
    let xy = || mul([v("x"), v("y")]);
    let facts = reals(["x", "y"]).given([positive, weak]);
    let weak_goal = facts.clone().show(ge(xy(), n(0)));
    weak_goal.accepts([combine(ge(xy(), n(0)), [], [product([0, 1])], [])]);
    // x > 0, y >= 0 |- xy > 0 is false at y = 0.
    let strict_goal = facts.clone().show(gt(xy(), n(0)));
    strict_goal.rejects([combine(gt(xy(), n(0)), [], [product([0, 1])], [])], &[0], Reason::NotStrict);
    strict_goal.rejects([combine(gt(xy(), n(0)), [], [product([0])], [])], &[0], Reason::IdentityFails);
    // Weak steps prove weak goals only.
    strict_goal.rejects([combine(ge(xy(), n(0)), [], [product([0, 1])], [])], &[], Reason::GoalNotReached);
    // Sides and relations may be turned round.
    let goal = ge(n(0), mul([n(-1), v("x"), v("y")]));
    facts.clone().show(weak_goal_form()).accepts([combine(goal, [], [product([0, 1])], [])]);
}

fn weak_goal_form() -> Formula {
    le(mul([n(-3), v("x"), v("y")]), n(0))
}

#[test]
fn the_multiplier_never_makes_a_goal_strict() {
    let y_squared = || gt(pow(v("y"), 2), n(0));
    let facts = reals(["x", "y"]).given([gt(v("x"), n(0))]);
    // x * y^2 = x * y^2, but y may be 0.
    facts.clone().show(y_squared()).rejects(
        [combine(y_squared(), [0], [squared([0], v("y"))], [])],
        &[0],
        Reason::NotStrict,
    );
    facts.clone().show(y_squared()).rejects(
        [combine(y_squared(), [0], [squared([], v("y"))], [])],
        &[0],
        Reason::IdentityFails,
    );
    let weak = ge(pow(v("y"), 2), n(0));
    facts.show(weak.clone()).accepts([combine(weak, [0], [squared([0], v("y"))], [])]);
}

#[test]
fn the_multiplier_is_positive() {
    let goal = ge(v("y"), n(0));
    let facts = |first: Formula| {
        reals(["x", "y"]).given([first, ge(mul([v("x"), v("y")]), n(0))]).show(ge(v("y"), n(0)))
    };
    facts(gt(v("x"), n(0))).accepts([combine(goal.clone(), [0], [product([1])], [])]);
    let wrong = Reason::WrongForm { fact: 0, need: Need::Nonzero };
    facts(ge(v("x"), n(0))).rejects([combine(goal.clone(), [0], [product([1])], [])], &[0], wrong.clone());
    facts(eq(v("x"), n(1))).rejects([combine(goal.clone(), [0], [product([1])], [])], &[0], wrong);
    // A fact x != 0 multiplies by x^2: so x*x*y >= 0 would be needed.
    facts(ne(v("x"), n(0))).rejects(
        [combine(goal.clone(), [0], [product([1])], [])],
        &[0],
        Reason::IdentityFails,
    );
    let square = reals(["x", "y"]).given([ne(v("x"), n(0)), ge(mul([pow(v("x"), 2), v("y")]), n(0))]);
    square.show(goal.clone()).accepts([combine(goal, [0], [product([1])], [])]);
}

#[test]
fn weights_are_positive() {
    let goal = le(v("x"), n(0));
    let sequent = reals(["x"]).given([ge(v("x"), n(0))]).show(goal.clone());
    let by = |weight: i64| combine(goal.clone(), [], [weighted(Rational::from(weight), [0])], []);
    sequent.rejects([by(-1)], &[0], Reason::WeightNotPositive(Rational::from(-1)));
    sequent.rejects([by(0)], &[0], Reason::WeightNotPositive(Rational::zero()));
    sequent.rejects([by(1)], &[0], Reason::IdentityFails);
    let half = ge(mul([q(1, 2), v("x")]), n(0));
    reals(["x"]).given([ge(v("x"), n(0))]).show(half.clone()).accepts([combine(
        half,
        [],
        [weighted(ratio(1, 2), [0])],
        [],
    )]);
}

#[test]
fn equations_and_inequalities_have_their_places() {
    let sequent = reals(["x", "y"]).given([eq(v("x"), n(2)), ge(v("y"), n(3)), ne(v("y"), n(0))]);
    let goal = ge(mul([v("x"), v("y")]), n(6));
    // xy - 6 = 2(y - 3) + y(x - 2).
    sequent.clone().show(goal.clone()).accepts([combine(
        goal.clone(),
        [],
        [weighted(Rational::from(2), [1])],
        [multiple(v("y"), 0)],
    )]);
    sequent.clone().show(goal.clone()).rejects(
        [combine(goal.clone(), [], [product([0])], [])],
        &[0],
        Reason::WrongForm { fact: 0, need: Need::Inequality },
    );
    sequent.clone().show(goal.clone()).rejects(
        [combine(goal.clone(), [], [product([2])], [])],
        &[0],
        Reason::WrongForm { fact: 2, need: Need::Inequality },
    );
    sequent.clone().show(goal.clone()).rejects(
        [combine(goal.clone(), [], [], [multiple(n(-1), 1)])],
        &[0],
        Reason::WrongForm { fact: 1, need: Need::Equation },
    );
    sequent.clone().show(goal.clone()).rejects(
        [combine(goal.clone(), [], [], [multiple(n(1), 2)])],
        &[0],
        Reason::WrongForm { fact: 2, need: Need::Equation },
    );
    sequent.show(goal.clone()).rejects(
        [combine(goal, [], [], [multiple(v("z"), 0)])],
        &[0],
        Reason::IllFormed(IllFormed::UnknownName("z".into())),
    );
}

#[test]
fn equations_follow_from_equations_only() {
    let sequent = reals(["x", "y"]).given([eq(v("x"), v("y")), ge(v("x"), n(0)), ne(v("x"), n(0))]);
    let goal = eq(pow(v("x"), 2), pow(v("y"), 2));
    let sides = || sum([v("x"), v("y")]);
    sequent.clone().show(goal.clone()).accepts([combine(goal.clone(), [], [], [multiple(sides(), 0)])]);
    let double = eq(v("x"), n(0));
    sequent.clone().show(double.clone()).rejects(
        [combine(double.clone(), [], [product([1])], [])],
        &[0],
        Reason::ProductInEquation,
    );
    sequent.show(double.clone()).rejects([combine(double, [], [], [])], &[0], Reason::IdentityFails);
    // x*y = 0 and x != 0 give y = 0, with multiplier x^2.
    let zero = eq(v("y"), n(0));
    let facts =
        reals(["x", "y"]).given([ne(v("x"), n(0)), eq(mul([v("x"), v("y")]), n(0))]).show(zero.clone());
    facts.accepts([combine(zero.clone(), [0], [], [multiple(v("x"), 1)])]);
    facts.rejects(
        [combine(zero, [1], [], [multiple(v("x"), 1)])],
        &[0],
        Reason::WrongForm { fact: 1, need: Need::Nonzero },
    );
}

#[test]
fn squares_are_strict_only_where_shown_nonzero() {
    let goal = gt(pow(sub(v("x"), v("y")), 2), n(0));
    let square = || sub(v("x"), v("y"));
    let shown = |fact| Product { square_nonzero: Some(fact), ..squared([], square()) };
    let sequent = reals(["x", "y"])
        .given([ne(v("y"), v("x")), ne(v("x"), n(0)), ge(v("x"), v("y")), gt(v("x"), v("y"))])
        .show(goal.clone());
    sequent.accepts([combine(goal.clone(), [], [shown(0)], [])]);
    sequent.accepts([combine(goal.clone(), [], [shown(3)], [])]);
    sequent.rejects([combine(goal.clone(), [], [squared([], square())], [])], &[0], Reason::NotStrict);
    sequent.rejects([combine(goal.clone(), [], [shown(1)], [])], &[0], Reason::SquareMismatch);
    let wrong = Reason::WrongForm { fact: 2, need: Need::Nonzero };
    sequent.rejects([combine(goal.clone(), [], [shown(2)], [])], &[0], wrong);
    let no_square = Product { square_nonzero: Some(0), ..product([]) };
    sequent.rejects([combine(goal, [], [no_square], [])], &[0], Reason::SquareMismatch);
    // The number 0 is no strict square; 2 is.
    let one = gt(n(4), n(0));
    reals(["x"]).show(ne(v("x"), v("x"))).rejects(
        [combine(gt(mul([n(0), v("x")]), n(0)), [], [squared([], n(0))], [])],
        &[0],
        Reason::NotStrict,
    );
    reals([]).show(one.clone()).accepts([combine(one, [], [squared([], n(2))], [])]);
}

#[test]
fn nonzero_goals_need_a_sign() {
    let goal = ne(v("x"), n(1));
    let sequent = |fact: Formula| reals(["x"]).given([fact]).show(ne(v("x"), n(1)));
    sequent(gt(v("x"), n(1))).accepts([combine(goal.clone(), [], [product([0])], [])]);
    sequent(lt(v("x"), n(1))).accepts([combine(goal.clone(), [], [product([0])], [])]);
    sequent(ge(v("x"), n(1))).rejects(
        [combine(goal.clone(), [], [product([0])], [])],
        &[0],
        Reason::NotStrict,
    );
    sequent(eq(v("x"), n(1))).rejects([combine(goal, [], [], [multiple(n(1), 0)])], &[0], Reason::NotStrict);
}

#[test]
fn contradictions() {
    let by = |products: [Product; 2]| combine(falsity(), [], products, []);
    let sequent = |first: Formula, second: Formula| reals(["x"]).given([first, second]).show(falsity());
    sequent(ge(v("x"), n(1)), le(v("x"), n(0))).accepts([by([product([0]), product([1])])]);
    sequent(gt(v("x"), n(1)), le(v("x"), n(1))).accepts([by([product([0]), product([1])])]);
    sequent(ge(v("x"), n(1)), le(v("x"), n(1))).rejects(
        [by([product([0]), product([1])])],
        &[0],
        Reason::NoContradiction,
    );
    sequent(gt(v("x"), n(1)), le(v("x"), n(2))).rejects(
        [by([product([0]), product([1])])],
        &[0],
        Reason::NoContradiction,
    );
    sequent(gt(v("x"), n(1)), le(v("x"), n(0))).rejects(
        [by([product([0]), product([0])])],
        &[0],
        Reason::IdentityFails,
    );
    sequent(gt(v("x"), n(1)), le(v("x"), n(0))).rejects(
        [combine(falsity(), [0], [product([0]), product([1])], [])],
        &[0],
        Reason::MultiplierOfFalsity,
    );
    // A strict product has to be one product: x > 0 beside y >= 0 is not x*y > 0.
    reals(["x", "y"])
        .given([gt(v("x"), n(0)), ge(v("y"), n(0)), eq(mul([v("x"), v("y")]), n(0))])
        .show(falsity())
        .rejects(
            [combine(falsity(), [], [product([0, 1])], [multiple(n(-1), 2)])],
            &[0],
            Reason::NoContradiction,
        );
}

#[test]
fn goals_are_well_formed_comparisons() {
    let sequent = reals(["x"]).given([ge(v("x"), n(0)), and([ge(v("x"), n(0))])]).show(falsity());
    let wrong = Reason::WrongFormula(Need::Comparison);
    sequent.rejects([combine(or([lt(v("x"), n(0)), eq(v("x"), n(0))]), [], [], [])], &[0], wrong.clone());
    sequent.rejects([combine(truth(), [], [], [])], &[0], wrong);
    let unknown = Reason::IllFormed(IllFormed::UnknownName("y".into()));
    sequent.rejects([combine(ge(v("y"), n(0)), [], [], [])], &[0], unknown);
    sequent.rejects([combine(ge(v("x"), n(0)), [], [product([7])], [])], &[0], Reason::NoSuchFact(7));
    sequent.rejects(
        [combine(ge(v("x"), n(0)), [], [product([1])], [])],
        &[0],
        Reason::WrongForm { fact: 1, need: Need::Inequality },
    );
}

#[test]
fn huge_powers_are_refused_at_once() {
    let degree = |limit| Reason::TooLarge(TooLarge { what: Bound::Degree, limit });
    let bits = Reason::TooLarge(TooLarge { what: Bound::Bits, limit: 1_000_000 });
    let huge = |base| ge(pow(base, u32::MAX), n(0));
    let sequent = reals(["x", "y"]).show(falsity());
    sequent.rejects([identity(huge(v("x")))], &[0], degree(10_000));
    sequent.rejects([identity(huge(sum([v("x"), v("y"), n(1)])))], &[0], degree(10_000));
    sequent.rejects([identity(huge(n(2)))], &[0], bits.clone());
    sequent.rejects([identity(ge(npow(n(3), n(i64::from(u32::MAX))), n(0)))], &[0], bits);
    // Beyond u32 an exponent is not a number that the kernel counts with.
    sequent.rejects([identity(ge(npow(v("x"), n(1 << 40)), n(0)))], &[0], Reason::NotNatural);
    let many = (0..40).fold(n(1), |product, power| {
        mul([product, sum([n(1), pow(v("x"), power), pow(v("y"), power * power)])])
    });
    let refused = sequent.prove(&[identity(ge(many, n(0)))]).expect_err("too large");
    assert!(matches!(refused.reason, Reason::TooLarge(_)), "{refused}");
}

/// Coefficients and exponents of x and y.
type Terms = Vec<(i64, u8, u8)>;

/// What a random proof is made of; indices are taken modulo what there is.
#[derive(Clone, Debug)]
struct Recipe {
    facts: Vec<(Relation, Terms)>,
    /// Weight, factors and root of the square.
    products: Vec<(i64, Vec<u8>, Option<Terms>)>,
    equations: Vec<(u8, Terms)>,
    relation: Relation,
    multiplier: Option<u8>,
    negate: bool,
}

/// A polynomial in x and y as a term.
fn polynomial(terms: &[(i64, u8, u8)]) -> mechproof_core::logic::Term {
    let term = |&(c, a, b): &(i64, u8, u8)| mul([n(c), pow(v("x"), a.into()), pow(v("y"), b.into())]);
    mechproof_core::logic::Term::Sum(terms.iter().map(term).collect())
}

fn relations() -> impl Strategy<Value = Relation> {
    use Relation::{Eq, Ge, Gt, Le, Lt, Ne};
    prop::sample::select(vec![Eq, Ne, Ge, Gt, Le, Lt])
}

fn polynomials() -> impl Strategy<Value = Terms> {
    vec((-2_i64..=2, 0_u8..2, 0_u8..2), 1..3)
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let products = (-1_i64..4, vec(any::<u8>(), 0..3), prop::option::of(polynomials()));
    (
        vec((relations(), polynomials()), 1..4),
        vec(products, 0..3),
        vec((any::<u8>(), polynomials()), 0..2),
        relations(),
        prop::option::of(any::<u8>()),
        any::<bool>(),
    )
        .prop_map(|(facts, products, equations, relation, multiplier, negate)| Recipe {
            facts,
            products,
            equations,
            relation,
            multiplier,
            negate,
        })
}

/// The facts, the goal and the step that a recipe describes; the goal makes the identity hold.
fn cook(recipe: &Recipe) -> (Vec<Formula>, Formula, Step) {
    use mechproof_core::logic::Term;
    let facts: Vec<Formula> =
        recipe.facts.iter().map(|(relation, p)| Formula::Compare(*relation, polynomial(p), n(0))).collect();
    let side = |fact: usize| match &facts[fact] {
        Formula::Compare(Relation::Le | Relation::Lt, p, _) => mul([n(-1), p.clone()]),
        Formula::Compare(_, p, _) => p.clone(),
        other => unreachable!("{other:?}"),
    };
    let index = |seed: u8| usize::from(seed) % facts.len();
    // Multiplied by a fact p > 0, every product has one factor more.
    let multiplier: Vec<usize> = recipe
        .multiplier
        .map(index)
        .into_iter()
        .filter(|fact| matches!(recipe.facts[*fact].0, Relation::Gt | Relation::Lt))
        .collect();
    let (mut value, mut products, mut equations) = (Vec::new(), Vec::new(), Vec::new());
    for (weight, factors, square) in &recipe.products {
        let mut factors: Vec<usize> = factors.iter().map(|seed| index(*seed)).collect();
        let square = square.as_ref().map(|p| polynomial(p));
        let mut parts = vec![n(*weight)];
        parts.extend(factors.iter().map(|fact| side(*fact)));
        parts.extend(square.iter().map(|root| pow(root.clone(), 2)));
        value.push(Term::Product(parts.into()));
        factors.extend(&multiplier);
        let nonzero = facts.iter().position(|fact| {
            matches!(fact, Formula::Compare(Relation::Ne | Relation::Gt, p, _) if Some(p) == square.as_ref())
        });
        products.push(Product { weight: Rational::from(*weight), factors, square, square_nonzero: nonzero });
    }
    for (seed, by) in &recipe.equations {
        let fact = index(*seed);
        value.push(mul([polynomial(by), side(fact)]));
        let mut by = vec![polynomial(by)];
        by.extend(multiplier.iter().map(|fact| side(*fact)));
        equations.push(multiple(Term::Product(by.into()), fact));
    }
    let mut value = Term::Sum(value.into());
    if recipe.negate != matches!(recipe.relation, Relation::Le | Relation::Lt) {
        value = value.negated();
    }
    let goal = Formula::Compare(recipe.relation, value, n(0));
    (facts, goal.clone(), Step::Combine { goal, multiplier, products, equations })
}

#[test]
fn whatever_combine_accepts_holds_at_every_point() {
    let config = Config { cases: 3000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let accepted = std::cell::Cell::new(0);
    let grid: Vec<Rational> =
        [-3, -2, -1, 0, 1, 2, 3].into_iter().flat_map(|a| [ratio(a, 1), ratio(a, 2)]).collect();
    let outcome = runner.run(&recipes(), |recipe| {
        let (facts, goal, step) = cook(&recipe);
        let given = facts.iter().rev().fold(goal.clone(), |body, fact| imp(fact.clone(), body));
        let sequent = reals(["x", "y"]).show(given);
        let opened = [block(sequent_goal(&facts, &goal), facts.len(), [step])];
        if sequent.prove(&opened).is_ok() {
            accepted.set(accepted.get() + 1);
            for x in &grid {
                for y in &grid {
                    let point = Point::default().with("x", x.clone()).with("y", y.clone());
                    let hypotheses = facts.iter().all(|fact| point.holds(fact));
                    prop_assert!(!hypotheses || point.holds(&goal), "{recipe:?} at {x}, {y}");
                }
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(accepted.get() > 300, "only {} accepted", accepted.get());
}

fn sequent_goal(facts: &[Formula], goal: &Formula) -> Formula {
    facts.iter().rev().fold(goal.clone(), |body, fact| imp(fact.clone(), body))
}
