//! Programs: what optima and suprema of an optimisation problem mean as formulas.
//!
//! `optimum(P) = f`: some feasible point attains f, and every feasible point is no better. The parts are named
//! `attained` and `bound`, the constraints by their names, so that proofs and readers can speak of them.

use std::sync::Arc;

use mechproof_core::logic::{Binder, Domain, Formula, Name, Relation, Term};

use super::Elaborated;
use super::environment::{Environment, Meaning, fail};
use super::formulas::{quantify, relation};
use crate::language::diagnostic::Code;
use crate::language::syntax::{Comparison, Declarator, Expr, Ident, Program, Span};

/// A program at variables that are in scope.
struct Instance {
    binders: Vec<(Name, Binder)>,
    constraints: Vec<Formula>,
    objective: Term,
}

impl Environment {
    pub(super) fn optimum(
        &mut self,
        program: &Ident,
        links: &[(Comparison, Expr)],
        span: &Span,
    ) -> Elaborated<Formula> {
        let [(comparison, value)] = links else {
            return Err(fail(
                Code::NoMeaning,
                span,
                "an optimum is compared with one value",
                "in this chain",
            ));
        };
        let program = self.program(program)?;
        let value = self.real(value)?;
        let better = if program.maximize { Relation::Le } else { Relation::Ge };
        let attained = |env: &mut Environment, relation| {
            let instance = env.instance(&program, "")?;
            let mut parts = instance.constraints;
            let reaches = Formula::Compare(relation, instance.objective, value.clone());
            parts.push(Formula::Named(program.objective.name.node.as_str().into(), Box::new(reaches)));
            let exists = quantify(instance.binders, Formula::And(parts), false);
            Ok(Formula::Named("attained".into(), Box::new(exists)))
        };
        let written = relation(*comparison);
        match written {
            Relation::Eq => {
                let exists = attained(self, Relation::Eq)?;
                let bound = self.bounded(&program, better, &value)?;
                Ok(Formula::And(vec![exists, bound]))
            }
            // One side: a bound on every feasible point, or a feasible point that reaches the value.
            Relation::Le | Relation::Lt if program.maximize => self.bounded(&program, written, &value),
            Relation::Ge | Relation::Gt if !program.maximize => self.bounded(&program, written, &value),
            Relation::Ne => Err(fail(Code::NoMeaning, span, "an optimum is not compared by !=", "here")),
            _ => attained(self, written),
        }
    }

    /// Every feasible point has an objective that stands in the relation to the value.
    fn bounded(&mut self, program: &Arc<Program>, relation: Relation, value: &Term) -> Elaborated<Formula> {
        let instance = self.instance(program, "")?;
        let goal = Formula::Compare(relation, instance.objective, value.clone());
        let body =
            instance.constraints.into_iter().rev().fold(goal, |body, constraint| constraint.implies(body));
        Ok(Formula::Named("bound".into(), Box::new(quantify(instance.binders, body, true))))
    }

    pub(super) fn supremum_not_attained(&mut self, program: &Ident, value: &Expr) -> Elaborated<Formula> {
        let program = self.program(program)?;
        let value = self.real(value)?;
        let (below, above) =
            if program.maximize { (Relation::Lt, Relation::Gt) } else { (Relation::Gt, Relation::Lt) };
        let never = self.bounded(&program, below, &value)?;
        let mark = self.mark();
        let (internal, binder) = self.bind_binder("eps", &Domain::Real);
        let gap = Term::Variable(mechproof_core::logic::Variable::Free(internal.clone()));
        let instance = self.instance(&program, "");
        self.reset(mark);
        let instance = instance?;
        let near =
            if program.maximize { value.minus(gap.clone()) } else { Term::Sum([value, gap.clone()].into()) };
        let mut parts = instance.constraints;
        parts.push(Formula::Compare(above, instance.objective, near));
        let positive = Formula::Compare(Relation::Gt, gap, Term::integer(0));
        let close_to = positive.implies(quantify(instance.binders, Formula::And(parts), false));
        let approached = quantify(vec![(internal, binder)], close_to, true);
        Ok(Formula::And(vec![never, Formula::Named("approached".into(), Box::new(approached))]))
    }

    pub(super) fn every_optimum(&mut self, program: &Ident, body: &Expr) -> Elaborated<Formula> {
        let program = self.program(program)?;
        let mark = self.mark();
        let instance = self.instance_in_scope(&program, "");
        let result = instance.and_then(|instance| {
            let goal = self.formula(body)?;
            Ok((instance, goal))
        });
        let other = result.and_then(|found| Ok((found, self.instance(&program, "'")?)));
        self.reset(mark);
        let ((instance, goal), other) = other?;
        let worse = if program.maximize { Relation::Le } else { Relation::Ge };
        let compared = Formula::Compare(worse, other.objective, instance.objective);
        let best = other.constraints.into_iter().rev().fold(compared, |body, part| part.implies(body));
        let optimal = Formula::Named("optimal".into(), Box::new(quantify(other.binders, best, true)));
        let goal = optimal.implies(goal);
        let whole = instance.constraints.into_iter().rev().fold(goal, |body, part| part.implies(body));
        Ok(quantify(instance.binders, whole, true))
    }

    fn program(&self, name: &Ident) -> Elaborated<Arc<Program>> {
        self.programs.get(&name.node).cloned().ok_or_else(|| {
            let near = crate::language::nearest(&name.node, self.programs.keys().map(String::as_str));
            let failure = fail(
                Code::UnknownName,
                &name.span,
                format!("no program of this model is called `{}`", name.node),
                "not declared",
            );
            match near {
                Some(near) => Box::new((*failure).with_hint(format!("did you mean `{near}`?"))),
                None => failure,
            }
        })
    }

    /// The program at fresh variables, which are out of scope again afterwards.
    fn instance(&mut self, program: &Arc<Program>, suffix: &str) -> Elaborated<Instance> {
        let mark = self.mark();
        let result = self.instance_in_scope(program, suffix);
        self.reset(mark);
        result
    }

    /// The program at fresh variables, which stay in scope. The suffix tells two instances apart in print.
    fn instance_in_scope(&mut self, program: &Arc<Program>, suffix: &str) -> Elaborated<Instance> {
        let mut binders = Vec::new();
        for variable in &program.variables {
            let domain = self.indexed(&variable.indices)?;
            let (internal, mut binder) = self.bind_binder(&variable.name.node, &domain);
            binder.name = format!("{}{suffix}", binder.name).into();
            binders.push((internal, binder));
        }
        for definition in &program.lets {
            self.bind(&definition.name.node, Meaning::Abbreviation(Arc::new(definition.clone())));
        }
        let mut constraints = Vec::new();
        for variable in &program.variables {
            if let Some((low, high)) = &variable.bounds {
                constraints.push(self.bounds(variable, low, high)?);
            }
        }
        for constraint in &program.constraints {
            let formula = self.formula(&constraint.formula)?;
            constraints.push(Formula::Named(constraint.name.node.as_str().into(), Box::new(formula)));
        }
        let objective = self.real(&program.objective.formula)?;
        Ok(Instance { binders, constraints, objective })
    }

    /// `low <= x[i, j] <= high` for all indices, named `bounds_x`.
    fn bounds(&mut self, variable: &Declarator, low: &Expr, high: &Expr) -> Elaborated<Formula> {
        let low = self.real(low)?;
        let high = self.real(high)?;
        let Some(Meaning::Variable(internal, _)) = self.lookup(&variable.name.node).cloned() else {
            return Err(self.unknown("variable", &variable.name.node, &variable.name.span));
        };
        let mark = self.mark();
        let mut binders = Vec::new();
        let mut arguments = Vec::new();
        for (position, index) in variable.indices.iter().enumerate() {
            let domain = self.domain(index)?;
            let name = ["i", "j", "k", "l"].get(position).copied().unwrap_or("m");
            let (inner, binder) = self.bind_binder(name, &domain);
            arguments.push(Term::Variable(mechproof_core::logic::Variable::Free(inner.clone())));
            binders.push((inner, binder));
        }
        self.reset(mark);
        let head = mechproof_core::logic::Variable::Free(internal);
        let value =
            if arguments.is_empty() { Term::Variable(head) } else { Term::Apply(head, arguments.into()) };
        let inside = Formula::And(vec![
            Formula::Compare(Relation::Le, low, value.clone()),
            Formula::Compare(Relation::Le, value, high),
        ]);
        let name = format!("bounds_{}", variable.name.node);
        Ok(Formula::Named(name.as_str().into(), Box::new(quantify(binders, inside, true))))
    }
}
