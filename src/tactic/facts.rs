//! Facts that a step refers to: by name, instantiated, with their premises found.

use mechproof_core::kernel::Step;
use mechproof_core::logic::{Argument, Domain, Formula, Term, instantiate};

use super::Attempt;
use super::builder::Builder;
use crate::language::diagnostic::{Code, Diagnostic};
use crate::language::syntax::{ArgumentExpr, Reference, Spanned};

impl Builder<'_> {
    /// The fact of that name, instantiated at the arguments; its premises are found among the facts in scope.
    pub(super) fn reference(&mut self, reference: &Reference) -> Attempt<usize> {
        let fact = self.base(reference)?;
        self.place = reference.name.span.clone();
        self.instance(fact, &reference.arguments, None)
    }

    /// The fact of that name.
    pub(super) fn base(&self, reference: &Reference) -> Attempt<usize> {
        self.named_fact(&reference.name.node).ok_or_else(|| {
            let failure = Diagnostic::new(
                Code::UnknownName,
                reference.name.span.clone(),
                format!("no fact is called `{}`", reference.name.node),
                "not a fact in scope",
            );
            Box::new(match crate::language::nearest(&reference.name.node, self.fact_names()) {
                Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
                None => failure,
            })
        })
    }

    /// A fact instantiated. With a target it stops where the target is reached.
    pub(super) fn instance(
        &mut self,
        fact: usize,
        arguments: &[ArgumentExpr],
        target: Option<&Formula>,
    ) -> Attempt<usize> {
        let mut formula = self.fact(fact)?;
        let mut given = Vec::new();
        let mut premises = Vec::new();
        let mut rest = arguments.iter();
        let mut next = rest.next();
        let place = self.place.clone();
        loop {
            if next.is_none() && target.is_some_and(|target| self.bench.same(&formula, target)) {
                break;
            }
            formula = match formula.unnamed().clone() {
                Formula::Forall(binder, body) => {
                    let Some(argument) = next else { break };
                    next = rest.next();
                    let argument = self.env.argument(argument, &binder.domain, &place)?;
                    let instance = instantiate(&body, &argument);
                    given.push(argument);
                    instance
                }
                Formula::Implies(premise, conclusion) => match self.known(&premise)? {
                    Some(found) => {
                        premises.push(found);
                        *conclusion
                    }
                    None if next.is_none() && target.is_none() && given.is_empty() => break,
                    None => {
                        return Err(self.failure(format!(
                            "a premise is not among the facts in scope: {}",
                            self.show(&premise)
                        )));
                    }
                },
                _ => break,
            };
        }
        if next.is_some() {
            return Err(self.failure("more arguments than the fact has variables"));
        }
        if given.is_empty() && premises.is_empty() {
            return Ok(fact);
        }
        self.emit(Step::Instantiate { fact, arguments: given, premises })
    }

    /// A claim proved before, as a fact; its sorts keep their names.
    pub(super) fn cited(&mut self, name: &Spanned<String>) -> Attempt<usize> {
        let full = format!("{}/{}", self.paper, name.node);
        self.place = name.span.clone();
        let theorem = if self.bench_has(&full) { full } else { name.node.clone() };
        let fact = self.emit(Step::Cite {
            theorem: theorem.as_str().into(),
            sorts: std::collections::BTreeMap::new(),
        })?;
        // Definedness comes along with a statement that divides; what is wanted is the statement.
        if let Formula::And(parts) = self.fact(fact)?
            && matches!(parts.as_slice(), [Formula::Named(name, _), _] if **name == *mechproof_core::kernel::DEFINED)
        {
            return Ok(self.split(fact)? + 1);
        }
        Ok(fact)
    }

    fn bench_has(&mut self, theorem: &str) -> bool {
        let mark = self.bench.mark();
        let step = Step::Cite { theorem: theorem.into(), sorts: std::collections::BTreeMap::new() };
        let found = self.bench.apply(&step).is_ok();
        self.bench.rewind(mark);
        found
    }

    /// The mirror image of a proved claim: cite it, put the images in, and collect the premises.
    pub(super) fn mirror(&mut self, original: &str, arguments: &[Argument], goal: &Formula) -> Attempt<()> {
        let name = Spanned { node: original.to_owned(), span: self.place.clone() };
        let cited = self.cited(&name)?;
        let mut formula = self.fact(cited)?;
        let mut premises = Vec::new();
        let mut given = arguments.iter();
        loop {
            if self.bench.same(&formula, goal) {
                break;
            }
            formula = match formula.unnamed().clone() {
                Formula::Forall(_, body) => match given.next() {
                    Some(argument) => instantiate(&body, argument),
                    None => break,
                },
                Formula::Implies(premise, rest) => {
                    let found = self.known(&premise)?;
                    premises.push(found.ok_or_else(|| {
                        self.failure(format!("the mirrored premise is missing: {}", self.show(&premise)))
                    })?);
                    *rest
                }
                _ => break,
            };
        }
        self.emit(Step::Instantiate { fact: cited, arguments: arguments.to_vec(), premises })?;
        Ok(())
    }

    /// All comparisons that a fact contains: parts of conjunctions, instances over index sets.
    pub(super) fn comparisons(&mut self, fact: usize) -> Attempt<Vec<usize>> {
        match self.fact(fact)? {
            Formula::Compare(..) => Ok(vec![fact]),
            Formula::And(parts) => {
                let first = self.split(fact)?;
                let mut all = Vec::new();
                for part in first..first + parts.len() {
                    all.extend(self.comparisons(part)?);
                }
                Ok(all)
            }
            Formula::Forall(binder, _) => {
                let Domain::Sort(sort) = &binder.domain else {
                    return Err(
                        self.failure(format!("this fact needs arguments: {}", self.show(&self.fact(fact)?)))
                    );
                };
                let Some(elements) = self.bench.scope().signature.elements(sort).map(<[_]>::len) else {
                    return Err(
                        self.failure(format!("this fact needs arguments: {}", self.show(&self.fact(fact)?)))
                    );
                };
                let mut all = Vec::new();
                for index in (0..elements).filter_map(|index| u32::try_from(index).ok()) {
                    let element = Argument::Term(Term::Element { sort: sort.clone(), index });
                    let step = Step::Instantiate { fact, arguments: vec![element], premises: Vec::new() };
                    let instance = self.emit(step)?;
                    all.extend(self.comparisons(instance)?);
                }
                Ok(all)
            }
            Formula::Implies(..) => {
                let instance = self.instance(fact, &[], None)?;
                if instance == fact {
                    return Err(self.failure(format!(
                        "a premise of this fact is not in scope: {}",
                        self.show(&self.fact(fact)?)
                    )));
                }
                self.comparisons(instance)
            }
            other => Err(self.failure(format!("this fact is no comparison: {}", self.show(&other)))),
        }
    }
}
