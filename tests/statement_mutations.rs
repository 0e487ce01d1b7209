//! A certificate proves its own statement and no other. Every claim is changed in one place at a time: a
//! relation, a number, a hypothesis left out. The stored hash fits none of the changed statements, and the
//! kernel itself rejects the proof for at least five of them.

#[path = "support/papers.rs"]
mod papers;

use mechproof::certificate::{Proves, hash};
use mechproof::language::document::Body;
use mechproof::language::elaborate::main_part;
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Claim, check};
use mechproof_core::logic::{Formula, Relation, Term};

/// Most changed statements tried for one claim.
const MOST: usize = 60;

#[test]
fn changed_statements_are_not_certified() {
    papers::with_large_stack(|| {
        let mut claims = 0;
        papers::for_each_certificate(|entry, certificate, library| {
            let Body::Formal(formal) = &entry.body else { return };
            if certificate.proves != Proves::Claim {
                return;
            }
            claims += 1;
            let mutants = mutants(&formal.claim);
            let mut rejected = 0;
            for mutant in &mutants {
                assert_ne!(hash(mutant), certificate.hash, "{}: the hash does not tell a change", entry.id);
                if check(mutant, &certificate.proof, library, Limits::default()).is_err() {
                    rejected += 1;
                }
            }
            assert!(
                rejected >= 5,
                "{}: only {rejected} of {} changed statements are rejected",
                entry.id,
                mutants.len()
            );
            assert!(mutants.len() >= 5, "{}: only {} changed statements", entry.id, mutants.len());
        });
        assert!(claims > 0, "there are claims with certificates");
    });
}

#[test]
fn the_unchanged_statement_is_certified() {
    papers::with_large_stack(|| {
        papers::for_each_certificate(|entry, certificate, library| {
            let Body::Formal(formal) = &entry.body else { return };
            if certificate.proves == Proves::Claim {
                let result = check(&formal.claim, &certificate.proof, library, Limits::default());
                assert!(result.is_ok(), "{}: {:?}", entry.id, result.err());
            }
        });
    });
}

/// Statements that differ from the claim in one place, spread evenly over all such places.
fn mutants(claim: &Claim) -> Vec<Claim> {
    let main = main_part(claim.formula());
    let mut changed = Vec::new();
    of_formula(main, &mut |formula| changed.push(formula));
    let rebuild = |formula: Formula| match claim.formula() {
        Formula::And(parts) if main != claim.formula() => Formula::And(vec![parts[0].clone(), formula]),
        _ => formula,
    };
    let mut claims: Vec<Claim> = changed
        .into_iter()
        .filter(|formula| formula != main)
        .filter_map(|formula| Claim::new(claim.signature().clone(), rebuild(formula)).ok())
        .collect();
    claims.dedup();
    let step = claims.len().div_ceil(MOST).max(1);
    // The goal stands last, so the places are counted from the end.
    claims.into_iter().rev().step_by(step).collect()
}

fn of_formula(formula: &Formula, found: &mut dyn FnMut(Formula)) {
    match formula {
        Formula::Compare(relation, left, right) => {
            let all = [Relation::Eq, Relation::Ne, Relation::Ge, Relation::Gt, Relation::Le, Relation::Lt];
            for other in all.into_iter().filter(|other| other != relation) {
                found(Formula::Compare(other, left.clone(), right.clone()));
            }
            of_term(left, &mut |term| found(Formula::Compare(*relation, term, right.clone())));
            of_term(right, &mut |term| found(Formula::Compare(*relation, left.clone(), term)));
            found(Formula::Compare(*relation, left.clone().minus(Term::integer(1)), right.clone()));
            found(Formula::Compare(*relation, left.clone(), right.clone().minus(Term::integer(1))));
        }
        Formula::And(parts) | Formula::Or(parts) => {
            for (position, part) in parts.iter().enumerate() {
                of_formula(part, &mut |changed| {
                    let mut parts = parts.clone();
                    parts[position] = changed;
                    found(if matches!(formula, Formula::And(_)) {
                        Formula::And(parts)
                    } else {
                        Formula::Or(parts)
                    });
                });
            }
        }
        Formula::Implies(premise, rest) => {
            found(rest.as_ref().clone());
            of_formula(premise, &mut |changed| found(changed.implies(rest.as_ref().clone())));
            of_formula(rest, &mut |changed| found(premise.as_ref().clone().implies(changed)));
        }
        Formula::Forall(binder, body) => {
            found(Formula::Exists(binder.clone(), body.clone()));
            of_formula(body, &mut |changed| found(Formula::Forall(binder.clone(), Box::new(changed))));
        }
        Formula::Exists(binder, body) => {
            found(Formula::Forall(binder.clone(), body.clone()));
            of_formula(body, &mut |changed| found(Formula::Exists(binder.clone(), Box::new(changed))));
        }
        Formula::Named(name, body) => {
            of_formula(body, &mut |changed| found(Formula::Named(name.clone(), Box::new(changed))));
        }
    }
}

fn of_term(term: &Term, found: &mut dyn FnMut(Term)) {
    match term {
        Term::Number(number) => {
            found(Term::Number(number + &Rational::one()));
            if !number.is_zero() {
                found(Term::Number(-number.clone()));
            }
        }
        Term::Sum(parts) | Term::Product(parts) => {
            for (position, part) in parts.iter().enumerate() {
                of_term(part, &mut |changed| {
                    let mut parts = parts.clone();
                    parts[position] = changed;
                    found(if matches!(term, Term::Sum(_)) { Term::Sum(parts) } else { Term::Product(parts) });
                });
            }
        }
        Term::Power(base, exponent) => {
            found(Term::Power(base.clone(), exponent + 1));
            of_term(base, &mut |changed| found(Term::Power(Box::new(changed), *exponent)));
        }
        Term::Named(name, body) => {
            of_term(body, &mut |changed| found(Term::Named(name.clone(), Box::new(changed))));
        }
        Term::Quotient(top, bottom) => {
            found(Term::Quotient(bottom.clone(), top.clone()));
            of_term(top, &mut |changed| found(Term::Quotient(Box::new(changed), bottom.clone())));
        }
        Term::Bind(functional, name, body) => {
            of_term(body, &mut |changed| {
                found(Term::Bind(functional.clone(), name.clone(), Box::new(changed)));
            });
        }
        _ => {}
    }
}
