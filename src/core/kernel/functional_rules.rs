//! Rules about sums, expectations and integrals.
//!
//! Laws are countably additive with mass 1; every expectation in a statement or proof is assumed to exist,
//! and reports print that assumption. Iterated expectations of laws that do not depend on each other commute
//! (Fubini), so `swap` needs no further declaration; "exists" therefore means that the integrand is absolutely
//! integrable under the product of the laws. Nothing is assumed of the integral over [0, 1]: inequalities and
//! the order of integration are for integrands that are visibly bounded.

use super::checker::Checker;
use super::normal_formula::Normal;
use super::rejection::{Need, Reason};
use crate::exact::Rational;
use crate::logic::{
    Argument, Binder, Builtin, Carrier, Domain, Formula, Functional, Lambda, LawType, Name, Relation, Term,
    Variable, instantiate,
};
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn lift(&mut self, fact: usize, functional: &Functional) -> Result<(), Reason> {
        let wrong = Reason::WrongForm { fact, need: Need::Pointwise };
        if matches!(functional, Functional::Quantile { .. }) {
            return Err(Reason::WrongFunctional);
        }
        let Formula::Forall(binder, body) = self.formula(fact)?.clone() else { return Err(wrong) };
        let (outcome, support) = self.outcome(functional, &binder.name)?;
        if outcome != binder.domain {
            return Err(wrong);
        }
        let mut body = body.unnamed().clone();
        while let Formula::Implies(condition, rest) = body {
            if !self.holds_on_support(&condition, &binder, &support)? {
                return Err(wrong);
            }
            body = rest.unnamed().clone();
        }
        let Formula::Compare(relation, left, right) = body else { return Err(wrong) };
        if relation == Relation::Ne {
            return Err(wrong);
        }
        if *functional == Functional::Integral
            && relation.is_order()
            && !(bounded(&left, 1) && bounded(&right, 1))
        {
            return Err(Reason::NotBounded);
        }
        let apply = |side| Term::Bind(functional.clone(), binder.name.clone(), Arc::new(side));
        let (left, right) = (apply(left), apply(right));
        let compact = support.iter().all(Option::is_some);
        self.assume_exists(&left, compact);
        self.assume_exists(&right, compact);
        self.add(Formula::Compare(relation, left, right));
        Ok(())
    }

    /// Notes that a proof relies on the existence of an expectation or quantile integral. Sums exist, and so do
    /// means of what is visibly bounded: constants, and polynomials under laws with a compact support.
    fn assume_exists(&mut self, term: &Term, compact: bool) {
        let Term::Bind(functional, _, body) = term else { return };
        let relies = match functional {
            Functional::Sum(_) | Functional::Integral => false,
            Functional::Quantile { .. } => true,
            Functional::Expectation { .. } => mentions(body, 0) && !(compact && bounded(body, 1)),
        };
        if relies {
            self.used.expectations.insert(term.clone());
        }
    }

    /// Checks the functional here; gives the domain of its outcomes and the bounds of its support.
    fn outcome(
        &self,
        functional: &Functional,
        name: &Name,
    ) -> Result<(Domain, [Option<Rational>; 2]), Reason> {
        // A functional is well-formed where its value at the constant 1 is.
        self.check_real(&Term::Bind(functional.clone(), name.clone(), Arc::new(Term::integer(1))))?;
        Ok(match functional {
            Functional::Sum(sort) => (Domain::Sort(sort.clone()), [None, None]),
            Functional::Integral => (Domain::Real, [Some(Rational::zero()), Some(Rational::one())]),
            Functional::Expectation { law, .. } | Functional::Quantile { law, .. } => {
                let law = self.law(law)?;
                (*law.on, [law.lower, law.upper])
            }
        })
    }

    fn law(&self, law: &Variable) -> Result<LawType, Reason> {
        match law {
            Variable::Free(name) => match self.scope.names.get(name) {
                Some(Domain::Law(law)) => Ok(law.clone()),
                _ => Err(Reason::WrongFunctional),
            },
            Variable::Bound(_) => Err(Reason::WrongFunctional),
        }
    }

    /// Whether a condition on the outcome is one of the two bounds of the support.
    fn holds_on_support(
        &mut self,
        condition: &Formula,
        binder: &Binder,
        support: &[Option<Rational>; 2],
    ) -> Result<bool, Reason> {
        let quantified = |formula: Formula| Formula::Forall(binder.clone(), Box::new(formula));
        let wanted = self.normaliser.formula(&self.scope, &quantified(condition.clone()))?;
        let [lower, upper] = support;
        for (bound, relation) in [(lower, Relation::Ge), (upper, Relation::Le)] {
            let Some(bound) = bound else { continue };
            let known = Formula::Compare(relation, Term::bound(0), Term::Number(bound.clone()));
            if self.normaliser.formula(&self.scope, &quantified(known))? == wanted {
                return Ok(true);
            }
        }
        Ok(wanted == Normal::truth())
    }

    pub(super) fn swap(&mut self, term: &Term) -> Result<(), Reason> {
        self.check_real(term)?;
        let Term::Bind(outer, outer_name, inside) = term else { return Err(Reason::WrongFunctional) };
        let Term::Bind(inner, inner_name, body) = inside.as_ref() else {
            return Err(Reason::WrongFunctional);
        };
        if [outer, inner].iter().any(|functional| matches!(functional, Functional::Quantile { .. })) {
            return Err(Reason::WrongFunctional);
        }
        if *outer == Functional::Integral && *inner == Functional::Integral && !bounded(body, 2) {
            return Err(Reason::NotBounded);
        }
        // The inner functional must make sense outside the outer binder.
        let moved_out = lowered(inner).ok_or(Reason::DependentDraw)?;
        let exchanged = Lambda { parameters: Vec::new(), body: body.as_ref().clone() }
            .apply(&[Term::bound(0), Term::bound(1)]);
        let right = Term::Bind(
            moved_out,
            inner_name.clone(),
            // The outer functional is closed, so it means the same under one more binder.
            Arc::new(Term::Bind(outer.clone(), outer_name.clone(), Arc::new(exchanged))),
        );
        self.check_real(&right)?;
        if [outer, inner].iter().any(|functional| matches!(functional, Functional::Expectation { .. })) {
            self.used.expectations.insert(term.clone());
        }
        self.add(Formula::Compare(Relation::Eq, term.clone(), right));
        Ok(())
    }

    pub(super) fn member(&mut self, fact: usize, element: &Term) -> Result<(), Reason> {
        let wrong = Reason::WrongForm { fact, need: Need::Pointwise };
        let Formula::Forall(binder, body) = self.formula(fact)?.clone() else { return Err(wrong) };
        let Domain::Sort(sort) = &binder.domain else { return Err(wrong) };
        if self.scope.signature.carrier(sort) == Some(&Carrier::Arbitrary) {
            return Err(Reason::WrongFunctional);
        }
        let argument = Argument::Term(element.clone());
        self.scope.check_argument(&argument, &binder.domain)?;
        let (larger, smaller) = match body.unnamed().clone() {
            Formula::Compare(Relation::Ge | Relation::Gt, left, right) => (left, right),
            Formula::Compare(Relation::Le | Relation::Lt, left, right) => (right, left),
            _ => return Err(wrong),
        };
        let excess = larger.minus(smaller);
        let sum = Term::Bind(Functional::Sum(sort.clone()), binder.name.clone(), Arc::new(excess.clone()));
        let at_element = Formula::Compare(Relation::Ge, excess, Term::integer(0));
        let Formula::Compare(_, one, _) = instantiate(&at_element, &argument) else { return Err(wrong) };
        self.add(Formula::Compare(Relation::Ge, sum, one));
        Ok(())
    }

    pub(super) fn quantile(
        &mut self,
        functional: &Functional,
        function: &Lambda,
        strict: bool,
        tail: usize,
        level: Option<usize>,
    ) -> Result<(), Reason> {
        let Functional::Quantile { law, .. } = functional else { return Err(Reason::WrongFunctional) };
        let shape = Domain::Function(vec![Domain::Real]);
        self.scope.check_argument(&Argument::Function(function.clone()), &shape)?;
        let name: Name = "u".into();
        let integral = Term::Bind(functional.clone(), name.clone(), Arc::new(function.body.clone()));
        self.check_real(&integral)?;
        let law = self.law(law)?;
        if !continuous(&function.body, 0) {
            return Err(Reason::NotContinuous);
        }
        let at = |number: i64| function.apply(&[Term::integer(number)]);
        let (inside, beyond) =
            if strict { (Relation::Gt, Relation::Lt) } else { (Relation::Ge, Relation::Le) };
        let rest = Term::Sum([at(1), function.apply(&[Term::bound(0)]).negated()].into());
        let condition = Formula::Compare(inside, Term::bound(0), Term::integer(0)).implies(
            Formula::Compare(beyond, Term::bound(0), Term::integer(1)).implies(Formula::Compare(
                inside,
                rest,
                Term::integer(0),
            )),
        );
        let binder = Binder { name, domain: Domain::Real };
        if !self.is(tail, &Formula::Forall(binder, Box::new(condition)))? {
            return Err(Reason::TailMismatch);
        }
        let nonnegative = law.lower.is_some_and(|lower| !lower.is_negative());
        let level_holds = Formula::Compare(Relation::Eq, at(1), at(0));
        let level_shown = match level {
            Some(fact) => self.is(fact, &level_holds)?,
            None => self.normaliser.formula(&self.scope, &level_holds)? == Normal::truth(),
        };
        if !nonnegative && !level_shown {
            return Err(Reason::LevelNotShown);
        }
        if strict && !law.continuous {
            return Err(Reason::LawNotContinuous);
        }
        self.assume_exists(&integral, false);
        self.add(Formula::Compare(inside, integral, Term::integer(0)));
        Ok(())
    }

    pub(super) fn moment(
        &mut self,
        power: u32,
        from: &Term,
        at_least: usize,
        at_most: usize,
    ) -> Result<(), Reason> {
        self.check_real(from)?;
        let above = Formula::Compare(Relation::Ge, from.clone(), Term::integer(0));
        if !self.is(at_least, &above)? {
            return Err(Reason::PremiseMismatch { fact: at_least });
        }
        let below = Formula::Compare(Relation::Le, from.clone(), Term::integer(1));
        if !self.is(at_most, &below)? {
            return Err(Reason::PremiseMismatch { fact: at_most });
        }
        let next = power.checked_add(1).ok_or(Reason::OutsideRange)?;
        let share = Rational::new(1, i64::from(next)).ok_or(Reason::OutsideRange)?;
        // `from` is closed, so it means the same under the binder.
        let body = Term::Product(
            [
                Term::Power(Arc::new(Term::bound(0)), power),
                Term::Indicator(Relation::Ge, Arc::new(Term::bound(0)), Arc::new(from.clone())),
            ]
            .into(),
        );
        let value = Term::Product(
            [Term::Number(share), Term::integer(1).minus(Term::Power(Arc::new(from.clone()), next))].into(),
        );
        let integral = Term::Bind(Functional::Integral, "u".into(), Arc::new(body));
        self.add(Formula::Compare(Relation::Eq, integral, value));
        Ok(())
    }
}

/// The functional moved out of the nearest binder, if it does not depend on it.
fn lowered(functional: &Functional) -> Option<Functional> {
    // A marker takes the place of the binder's variable; where it shows up, the functional depends on it.
    let marker = Term::Variable(Variable::Free("\u{0}".into()));
    let moved = map_arguments(functional, &|argument| {
        Lambda { parameters: Vec::new(), body: argument.clone() }.apply(std::slice::from_ref(&marker))
    })?;
    let probe = Formula::Compare(
        Relation::Eq,
        Term::Bind(moved.clone(), "x".into(), Arc::new(Term::integer(0))),
        Term::integer(0),
    );
    let depends = crate::logic::free_names(&probe).iter().any(|name| **name == *"\u{0}");
    (!depends).then_some(moved)
}

/// The functional with its arguments changed; the law variable must be free.
fn map_arguments(functional: &Functional, change: &dyn Fn(&Term) -> Term) -> Option<Functional> {
    Some(match functional {
        Functional::Sum(_) | Functional::Integral => functional.clone(),
        Functional::Expectation { law: law @ Variable::Free(_), arguments } => {
            Functional::Expectation { law: law.clone(), arguments: arguments.iter().map(change).collect() }
        }
        Functional::Quantile { law: law @ Variable::Free(_), arguments } => {
            Functional::Quantile { law: law.clone(), arguments: arguments.iter().map(change).collect() }
        }
        Functional::Expectation { .. } | Functional::Quantile { .. } => return None,
    })
}

/// Whether a term is visibly continuous in bound variable `depth`, and of bounded variation on [0, 1].
fn continuous(term: &Term, depth: u32) -> bool {
    let constant = |term: &Term| !mentions(term, depth);
    match term {
        Term::Sum(parts) | Term::Product(parts) => parts.iter().all(|part| continuous(part, depth)),
        Term::Power(base, _) | Term::Named(_, base) => continuous(base, depth),
        Term::NaturalPower(base, exponent) => continuous(base, depth) && constant(exponent),
        Term::Quotient(numerator, denominator) => continuous(numerator, depth) && constant(denominator),
        Term::Extremum(_, left, right) => continuous(left, depth) && continuous(right, depth),
        Term::Variable(_) | Term::Number(_) => true,
        other => constant(other),
    }
}

/// Whether a term is visibly measurable and bounded while the nearest `variables` bound variables run over
/// [0, 1]. Only then does its integral certainly exist, and iterated integrals commute: the integral of `1/u`
/// does not exist, and to assume that it does would prove anything.
fn bounded(term: &Term, variables: u32) -> bool {
    let constant = |term: &Term| (0..variables).all(|variable| !mentions(term, variable));
    let bounded = |term: &Term| bounded(term, variables);
    match term {
        Term::Variable(_) | Term::Number(_) => true,
        Term::Sum(parts) | Term::Product(parts) => parts.iter().all(bounded),
        Term::Power(base, _) | Term::Named(_, base) | Term::Builtin(Builtin::Exp, base) => bounded(base),
        Term::NaturalPower(base, exponent) => bounded(base) && constant(exponent),
        Term::Quotient(numerator, denominator) => bounded(numerator) && constant(denominator),
        Term::Extremum(_, left, right) | Term::Indicator(_, left, right) => bounded(left) && bounded(right),
        Term::Select(scrutinee, branches) => constant(scrutinee) && branches.iter().all(bounded),
        other => constant(other),
    }
}

/// Whether bound variable `depth` occurs in a term.
fn mentions(term: &Term, depth: u32) -> bool {
    // Replacing the variable by two different numbers changes the term exactly if it occurs.
    let at = |number: i64| {
        let mut numbers = vec![Term::integer(number)];
        numbers.extend((0..depth).map(|_| Term::integer(0)));
        Lambda { parameters: Vec::new(), body: term.clone() }.apply(&numbers)
    };
    at(2) != at(3)
}
