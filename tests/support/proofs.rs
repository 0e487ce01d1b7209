//! Random proofs, formulas and terms for tests of the certificate format. They need not make sense.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::exact::Rational;
use mechproof_core::kernel::{Equation, Product, Proof, Step};
use mechproof_core::logic::{
    Argument, Binder, Builtin, Domain, Extremum, Formula, Functional, Lambda, LawExpression, LawType, Name,
    Relation, Term, Variable,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        Just("b"),
        Just("s"),
        Just("p_star"),
        Just("a \"quoted\" \\ name"),
        Just("line\nbreak"),
        Just("\u{3b2}\u{1d54f}"),
        Just("")
    ]
    .prop_map(Into::into)
}

fn rational() -> impl Strategy<Value = Rational> {
    (-9_i64..10, 1_i64..9).prop_map(|(p, q)| Rational::new(p, q).unwrap())
}

fn relation() -> impl Strategy<Value = Relation> {
    prop::sample::select(vec![
        Relation::Eq,
        Relation::Ne,
        Relation::Ge,
        Relation::Gt,
        Relation::Le,
        Relation::Lt,
    ])
}

fn variable() -> impl Strategy<Value = Variable> {
    prop_oneof![name().prop_map(Variable::Free), (0_u32..4).prop_map(Variable::Bound)]
}

fn domain() -> impl Strategy<Value = Domain> {
    let first = prop_oneof![Just(Domain::Real), Just(Domain::Natural), name().prop_map(Domain::Sort)];
    let law = (
        vec(first.clone(), 0..2),
        first.clone(),
        prop::option::of(rational()),
        prop::option::of(rational()),
        any::<bool>(),
    )
        .prop_map(|(parameters, on, lower, upper, continuous)| {
            Domain::Law(LawType { parameters, on: Box::new(on), lower, upper, continuous })
        });
    prop_oneof![first.clone(), vec(first, 0..3).prop_map(Domain::Function), law]
}

fn binder() -> impl Strategy<Value = Binder> {
    (name(), domain()).prop_map(|(name, domain)| Binder { name, domain })
}

fn functional(term: impl Strategy<Value = Term> + Clone) -> impl Strategy<Value = Functional> {
    prop_oneof![
        name().prop_map(Functional::Sum),
        Just(Functional::Integral),
        (variable(), vec(term.clone(), 0..2))
            .prop_map(|(law, arguments)| Functional::Expectation { law, arguments: arguments.into() }),
        (variable(), vec(term, 0..2))
            .prop_map(|(law, arguments)| Functional::Quantile { law, arguments: arguments.into() }),
    ]
}

/// Any term.
pub(crate) fn term() -> BoxedStrategy<Term> {
    let leaf = prop_oneof![
        rational().prop_map(Term::Number),
        variable().prop_map(Term::Variable),
        (name(), 0_u32..3).prop_map(|(sort, index)| Term::Element { sort, index }),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        let shared = inner.clone().prop_map(Arc::new);
        prop_oneof![
            4 => vec(inner.clone(), 0..4).prop_map(|parts| Term::Sum(parts.into())),
            4 => vec(inner.clone(), 0..4).prop_map(|parts| Term::Product(parts.into())),
            2 => (shared.clone(), 0_u32..4).prop_map(|(base, exponent)| Term::Power(base, exponent)),
            1 => (shared.clone(), shared.clone()).prop_map(|(p, q)| Term::NaturalPower(p, q)),
            1 => (shared.clone(), shared.clone()).prop_map(|(p, q)| Term::Quotient(p, q)),
            1 => (any::<bool>(), shared.clone(), shared.clone()).prop_map(|(max, p, q)| {
                Term::Extremum(if max { Extremum::Max } else { Extremum::Min }, p, q)
            }),
            1 => (relation(), shared.clone(), shared.clone()).prop_map(|(r, p, q)| Term::Indicator(r, p, q)),
            1 => (variable(), vec(inner.clone(), 0..3)).prop_map(|(f, arguments)| Term::Apply(f, arguments.into())),
            1 => (any::<bool>(), shared.clone()).prop_map(|(exp, p)| {
                Term::Builtin(if exp { Builtin::Exp } else { Builtin::Log }, p)
            }),
            1 => (shared.clone(), vec(inner.clone(), 0..3)).prop_map(|(p, parts)| Term::Select(p, parts.into())),
            1 => (functional(inner), name(), shared.clone()).prop_map(|(f, x, body)| Term::Bind(f, x, body)),
            1 => (name(), shared).prop_map(|(x, body)| Term::Named(x, body)),
        ]
    })
    .boxed()
}

/// Any formula.
pub(crate) fn formula() -> BoxedStrategy<Formula> {
    let leaf = (relation(), term(), term()).prop_map(|(r, p, q)| Formula::Compare(r, p, q));
    leaf.prop_recursive(3, 10, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Formula::And),
            vec(inner.clone(), 0..3).prop_map(Formula::Or),
            (inner.clone(), inner).prop_map(|(p, q)| p.implies(q)),
            (binder(), boxed.clone()).prop_map(|(b, f)| Formula::Forall(b, f)),
            (binder(), boxed.clone()).prop_map(|(b, f)| Formula::Exists(b, f)),
            (name(), boxed).prop_map(|(n, f)| Formula::Named(n, f)),
        ]
    })
    .boxed()
}

fn lambda() -> impl Strategy<Value = Lambda> {
    (vec(binder(), 0..3), term()).prop_map(|(parameters, body)| Lambda { parameters, body })
}

fn law() -> BoxedStrategy<LawExpression> {
    term()
        .prop_map(LawExpression::Dirac)
        .prop_recursive(3, 6, 3, |inner| {
            prop_oneof![
                (variable(), vec(term(), 0..2), name(), inner.clone()).prop_map(
                    |(law, arguments, name, rest)| {
                        LawExpression::Draw { law, arguments: arguments.into(), name, rest: Box::new(rest) }
                    }
                ),
                vec((term(), inner), 0..3).prop_map(LawExpression::Mix),
            ]
        })
        .boxed()
}

fn argument() -> impl Strategy<Value = Argument> {
    prop_oneof![
        3 => term().prop_map(Argument::Term),
        1 => variable().prop_map(Argument::Renamed),
        1 => lambda().prop_map(Argument::Function),
        1 => (vec(binder(), 0..2), law()).prop_map(|(binders, law)| Argument::Law(binders, law)),
    ]
}

fn product() -> impl Strategy<Value = Product> {
    (rational(), vec(0_usize..99, 0..3), prop::option::of(term()), prop::option::of(0_usize..99)).prop_map(
        |(weight, factors, square, square_nonzero)| Product { weight, factors, square, square_nonzero },
    )
}

fn leaf_step() -> BoxedStrategy<Step> {
    let fact = 0_usize..99;
    let facts = || vec(0_usize..99, 0..4);
    let sorts = btree_map(name(), name(), 0..3);
    let logic = prop_oneof![
        (fact.clone(), vec(argument(), 0..3), facts())
            .prop_map(|(fact, arguments, premises)| Step::Instantiate { fact, arguments, premises }),
        fact.clone().prop_map(|fact| Step::Split { fact }),
        facts().prop_map(|facts| Step::Conjoin { facts }),
        (formula(), fact.clone()).prop_map(|(formula, fact)| Step::Either { formula, fact }),
        formula().prop_map(|formula| Step::Excluded { formula }),
        (formula(), argument(), fact.clone(), facts()).prop_map(|(formula, argument, fact, premises)| {
            Step::Witness { formula, argument, fact, premises }
        }),
        (fact.clone(), name()).prop_map(|(fact, name)| Step::Obtain { fact, name }),
        (name(), name()).prop_map(|(sort, name)| Step::Pick { sort, name }),
        (fact.clone(), formula()).prop_map(|(fact, formula)| Step::Absurd { fact, formula }),
        (fact.clone(), formula()).prop_map(|(fact, formula)| Step::Restate { fact, formula }),
        (name(), sorts).prop_map(|(theorem, sorts)| Step::Cite { theorem, sorts }),
        (name(), formula()).prop_map(|(name, formula)| Step::Hole { name, formula }),
        (formula(), fact.clone(), fact.clone()).prop_map(|(formula, base, step)| Step::Induct {
            formula,
            base,
            step
        }),
    ];
    let equation = (term(), fact.clone()).prop_map(|(multiplier, fact)| Equation { multiplier, fact });
    let numbers = prop_oneof![
        3 => (formula(), facts(), vec(product(), 0..3), vec(equation, 0..3)).prop_map(
            |(goal, multiplier, products, equations)| Step::Combine { goal, multiplier, products, equations }
        ),
        1 => term().prop_map(|term| Step::Trichotomy { term }),
        1 => fact.clone().prop_map(|fact| Step::Inverse { fact }),
        1 => (fact.clone(), lambda()).prop_map(|(fact, context)| Step::Congruence { fact, context }),
        1 => fact.clone().prop_map(|fact| Step::Indicator { fact }),
        1 => (fact.clone(), functional(term())).prop_map(|(fact, functional)| Step::Lift { fact, functional }),
        1 => term().prop_map(|term| Step::Swap { term }),
        1 => (fact.clone(), term()).prop_map(|(fact, element)| Step::Member { fact, element }),
        1 => (functional(term()), lambda(), any::<bool>(), fact.clone(), prop::option::of(fact.clone())).prop_map(
            |(functional, function, strict, tail, level)| Step::Quantile {
                functional, function, strict, tail, level
            }
        ),
        1 => (0_u32..9, term(), fact.clone(), fact.clone()).prop_map(|(power, from, at_least, at_most)| {
            Step::Moment { power, from, at_least, at_most }
        }),
        1 => term().prop_map(|term| Step::Natural { term }),
        1 => fact.prop_map(|fact| Step::Supremum { fact }),
        1 => Just(Step::Exponential),
        1 => (any::<bool>(), rational(), 1_u32..9, rational(), rational()).prop_map(
            |(exp, argument, terms, lower, upper)| {
                let function = if exp { Builtin::Exp } else { Builtin::Log };
                Step::Enclose { function, argument, terms, lower, upper }
            }
        ),
    ];
    prop_oneof![logic, numbers].boxed()
}

fn step() -> BoxedStrategy<Step> {
    leaf_step()
        .prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                (formula(), 0_usize..3, vec(inner.clone(), 0..3))
                    .prop_map(|(formula, open, steps)| Step::Block { formula, open, steps }),
                (0_usize..99, formula(), vec(vec(inner, 0..3), 0..3))
                    .prop_map(|(fact, formula, branches)| Step::Cases { fact, formula, branches }),
            ]
        })
        .boxed()
}

/// Any proof.
pub(crate) fn proof() -> impl Strategy<Value = Proof> {
    (0_usize..5, vec(step(), 0..5)).prop_map(|(open, steps)| Proof { open, steps })
}

/// Any carriers for a negation.
pub(crate) fn carriers() -> impl Strategy<Value = BTreeMap<Name, Vec<Name>>> {
    btree_map(name(), vec(name(), 0..3), 0..3)
}
