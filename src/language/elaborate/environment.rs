//! What names mean at some place of a theorem file.
//!
//! Variables bound inside an expression get internal names that no file can write, so an abbreviation that is
//! expanded under a binder can never capture its variable. Constants of a claim keep their names: proofs and
//! readers speak of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Lambda, LawExpression, LawType, Name, Scope, Signature, Term,
    Variable, close, free_names, instantiate,
};

use super::Elaborated;
use crate::language::diagnostic::{Code, Diagnostic, nearest};
use crate::language::syntax::{DomainExpr, Ident, Let, Program, Span, Spanned};

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// A variable, by its internal name.
    Variable(Name, Domain),
    /// A term: the argument of an abbreviation, say.
    Value(Term, Domain),
    /// The name of an element, given to an abbreviation; which sort it is of shows where it is used.
    Word(String),
    /// An abbreviation, elaborated where it is used.
    Abbreviation(Arc<Let>),
    /// A function given by an interpretation, with the domains of its arguments.
    Function(Lambda, Vec<Domain>),
    /// A law given by an interpretation.
    Law(Vec<Binder>, LawExpression, LawType),
    /// A formula: a named hypothesis or the goal of a proof.
    Formula(Formula),
}

/// The names in scope, the sorts, and the programs that can be spoken of.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The sorts.
    pub signature: Signature,
    /// Programs of the model.
    pub programs: BTreeMap<String, Arc<Program>>,
    /// Statements that were written by the name of an abbreviation, with that name; for readers only.
    pub labels: Vec<(Formula, String)>,
    names: Vec<(String, Meaning)>,
    fresh: usize,
    /// How many abbreviations are being expanded inside each other.
    pub(super) expanding: usize,
}

impl Environment {
    /// What a name means: the latest declaration counts.
    pub fn lookup(&self, name: &str) -> Option<&Meaning> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, meaning)| meaning)
    }

    /// The abbreviations in scope, in the order of declaration.
    pub fn abbreviations(&self) -> impl Iterator<Item = &Arc<Let>> {
        self.names.iter().filter_map(|(_, meaning)| match meaning {
            Meaning::Abbreviation(definition) => Some(definition),
            _ => None,
        })
    }

    /// Gives a name a meaning until the environment is reset.
    pub fn bind(&mut self, name: &str, meaning: Meaning) {
        self.names.push((name.to_owned(), meaning));
    }

    /// How many names are bound, for [`Environment::reset`].
    pub fn mark(&self) -> usize {
        self.names.len()
    }

    /// Forgets names bound since the mark.
    pub fn reset(&mut self, mark: usize) {
        self.names.truncate(mark);
    }

    /// Declares a name that must be new.
    ///
    /// # Errors
    /// If the name has a meaning already.
    pub fn declare(&mut self, name: &Ident, meaning: Meaning) -> Elaborated<()> {
        if self.lookup(&name.node).is_some() || self.signature.carrier(&name.node).is_some() {
            return Err(fail(
                Code::AlreadyDeclared,
                &name.span,
                format!("`{}` is declared already", name.node),
                "declared again here",
            ));
        }
        self.bind(&name.node, meaning);
        Ok(())
    }

    /// Notes that a statement was written by a name; variables bound around it count by the names they carry.
    pub(super) fn note_label(&mut self, name: &str, formula: &Formula) {
        let mut plain = formula.clone();
        for internal in free_names(formula) {
            if let Some((base, _)) = internal.split_once('\u{1}') {
                plain =
                    instantiate(&close(&plain, &internal), &Argument::Renamed(Variable::Free(base.into())));
            }
        }
        if !self.labels.iter().any(|(known, _)| *known == plain) {
            self.labels.push((plain, name.to_owned()));
        }
    }

    /// Binds a variable of an expression; returns its internal name.
    pub(super) fn bind_variable(&mut self, name: &str, domain: Domain) -> Name {
        self.fresh += 1;
        let internal: Name = format!("{name}\u{1}{}", self.fresh).into();
        self.bind(name, Meaning::Variable(internal.clone(), domain));
        internal
    }

    /// The scope that the core needs to check a term of this environment.
    pub fn scope(&self) -> Scope {
        let mut scope = Scope { signature: self.signature.clone(), names: BTreeMap::new() };
        for (_, meaning) in &self.names {
            if let Meaning::Variable(name, domain) = meaning {
                scope.names.insert(name.clone(), domain.clone());
            }
        }
        scope
    }

    /// The position of an element in an enumerated sort.
    pub(super) fn element(&self, sort: &str, element: &str) -> Option<u32> {
        let position = self.signature.elements(sort)?.iter().position(|known| **known == *element)?;
        u32::try_from(position).ok()
    }

    /// Names that a reader may have meant, for hints.
    pub(super) fn hint(&self, word: &str) -> Option<String> {
        let known = self.names.iter().map(|(name, _)| name.as_str());
        let sorts = self.signature.sorts.keys().map(|sort| &**sort);
        nearest(word, known.chain(sorts)).map(|near| format!("did you mean `{near}`?"))
    }

    /// The failure for a name that nothing declares.
    pub(super) fn unknown(&self, what: &str, name: &str, span: &Span) -> Box<Diagnostic> {
        let failure = Diagnostic::new(
            Code::UnknownName,
            span.clone(),
            format!("no {what} is called `{name}`"),
            "not declared",
        );
        Box::new(match self.hint(name) {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        })
    }

    /// The domain that was written.
    ///
    /// # Errors
    /// An unknown sort, or functions of functions.
    pub fn domain(&self, written: &Spanned<DomainExpr>) -> Elaborated<Domain> {
        let domain = match &written.node {
            DomainExpr::Name(name) => match name.node.as_str() {
                "real" => Domain::Real,
                "natural" => Domain::Natural,
                sort if self.signature.carrier(sort).is_some() => Domain::Sort(sort.into()),
                other => return Err(self.unknown("sort", other, &name.span)),
            },
            DomainExpr::Function(arguments) => {
                Domain::Function(arguments.iter().map(|part| self.domain(part)).collect::<Elaborated<_>>()?)
            }
            DomainExpr::Law(parameters, on) => Domain::Law(LawType {
                parameters: parameters.iter().map(|part| self.domain(part)).collect::<Elaborated<_>>()?,
                on: Box::new(self.domain(on)?),
                lower: None,
                upper: None,
                continuous: false,
            }),
        };
        let scope = Scope { signature: self.signature.clone(), names: BTreeMap::new() };
        scope.check_domain(&domain).map_err(|error| {
            fail(Code::WrongDomain, &written.span, format!("this is no domain: {error}"), "here")
        })?;
        Ok(domain)
    }

    /// The domain of something indexed by the given sorts: real, or a function of them.
    ///
    /// # Errors
    /// An unknown sort.
    pub fn indexed(&self, indices: &[Spanned<DomainExpr>]) -> Elaborated<Domain> {
        if indices.is_empty() {
            return Ok(Domain::Real);
        }
        Ok(Domain::Function(indices.iter().map(|index| self.domain(index)).collect::<Elaborated<_>>()?))
    }
}

/// A diagnostic without a hint, boxed.
pub(super) fn fail(
    code: Code,
    span: &Span,
    message: impl Into<String>,
    label: impl Into<String>,
) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(code, span.clone(), message, label))
}
