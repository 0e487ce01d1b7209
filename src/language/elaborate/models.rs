//! Models: their sorts, symbols, assumptions and abbreviations.

use std::collections::BTreeMap;
use std::sync::Arc;

use mechproof_core::logic::{Carrier, Domain, LawType, Name};

use super::Elaborated;
use super::changes::Flat;
use super::environment::{Environment, Meaning, fail};
use crate::language::diagnostic::Code;
use crate::language::rewrite::Rewriter;
use crate::language::syntax::{
    Expr, Ident, LawDeclaration, LawSpace, Model, ModelEntry, NamedFormula, Program,
};

/// A model with everything it inherits, ready for claims to be stated in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Theory {
    /// Sorts, symbols, abbreviations and programs.
    pub environment: Environment,
    /// Constants in the order of declaration.
    pub symbols: Vec<(Name, Domain)>,
    /// Assumptions in order, those dropped left out.
    pub assumptions: Vec<NamedFormula>,
}

/// All models and programs that can be seen from a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Models {
    models: BTreeMap<String, Arc<Model>>,
    programs: Vec<Arc<Program>>,
}

impl Models {
    pub(super) fn add_model(&mut self, model: &Model) -> Elaborated<()> {
        if self.models.insert(model.name.node.clone(), Arc::new(model.clone())).is_some() {
            return Err(declared_twice("model", &model.name));
        }
        Ok(())
    }

    pub(super) fn add_program(&mut self, program: &Program) -> Elaborated<()> {
        let twice = self
            .programs
            .iter()
            .any(|known| known.name.node == program.name.node && known.model.node == program.model.node);
        if twice {
            return Err(declared_twice("program", &program.name));
        }
        self.programs.push(Arc::new(program.clone()));
        Ok(())
    }

    pub(super) fn include(&mut self, other: &Models) {
        self.models.extend(other.models.iter().map(|(name, model)| (name.clone(), model.clone())));
        for program in &other.programs {
            if !self.programs.iter().any(|known| Arc::ptr_eq(known, program)) {
                self.programs.push(program.clone());
            }
        }
    }

    /// The theory of a model; of none, the empty one.
    pub(super) fn theory(&self, name: Option<&Ident>) -> Elaborated<Theory> {
        match name {
            Some(name) => self.flat(name, 0)?.theory(),
            None => Ok(Theory::default()),
        }
    }

    /// A model's declarations, with everything it inherits.
    pub(super) fn flat(&self, name: &Ident, depth: usize) -> Elaborated<Flat> {
        let model = self.named(name)?;
        if depth > 50 {
            return Err(fail(Code::NoMeaning, &name.span, "models extend each other in a circle", "here"));
        }
        let mut flat = match &model.extends {
            Some(base) => self.flat(base, depth + 1)?,
            None => Flat::default(),
        };
        flat.add(
            &model,
            self.programs_of(name),
            &Rewriter::of(model.entries.iter().map(|entry| &entry.node)),
        );
        Ok(flat)
    }

    /// The model of a name.
    pub(super) fn named(&self, name: &Ident) -> Elaborated<Arc<Model>> {
        self.models.get(&name.node).cloned().ok_or_else(|| {
            let near = crate::language::nearest(&name.node, self.models.keys().map(String::as_str));
            let failure = fail(
                Code::UnknownName,
                &name.span,
                format!("no model is called `{}`", name.node),
                "not declared",
            );
            match near {
                Some(near) => Box::new((*failure).with_hint(format!("did you mean `{near}`?"))),
                None => failure,
            }
        })
    }

    /// Sees that there are programs of these names.
    pub(super) fn program_named(&self, names: &[Ident]) -> Elaborated<()> {
        for name in names {
            let known = || self.programs.iter().map(|program| program.name.node.as_str());
            if !known().any(|other| other == name.node) {
                let message = format!("no program is called `{}`", name.node);
                let failure = fail(Code::UnknownName, &name.span, message, "not known");
                return Err(match crate::language::nearest(&name.node, known()) {
                    Some(near) => Box::new((*failure).with_hint(format!("did you mean `{near}`?"))),
                    None => failure,
                });
            }
        }
        Ok(())
    }

    /// The programs that are stated in a model itself.
    pub(super) fn programs_of(&self, name: &Ident) -> Vec<Arc<Program>> {
        self.programs.iter().filter(|program| program.model.node == name.node).cloned().collect()
    }
}

impl Theory {
    /// Adds a declaration of a model, or one that a claim makes for itself.
    pub(super) fn entry(&mut self, entry: &ModelEntry) -> Elaborated<()> {
        match entry {
            ModelEntry::Index(name, elements) => {
                let mut seen: Vec<&str> = Vec::new();
                for element in elements {
                    if seen.contains(&element.node.as_str()) {
                        return Err(declared_twice("element", element));
                    }
                    seen.push(&element.node);
                }
                let elements = elements.iter().map(|element| element.node.as_str().into()).collect();
                self.sort(name, Carrier::Enumerated(elements))
            }
            ModelEntry::Sort(names, finite) => names.iter().try_for_each(|name| {
                self.sort(name, if *finite { Carrier::Finite } else { Carrier::Arbitrary })
            }),
            ModelEntry::Param(declarators) => declarators.iter().try_for_each(|declarator| {
                let domain = self.environment.indexed(&declarator.indices)?;
                self.symbol(&declarator.name, domain)
            }),
            ModelEntry::Natural(names) => {
                names.iter().try_for_each(|name| self.symbol(name, Domain::Natural))
            }
            ModelEntry::Function(functions) => functions.iter().try_for_each(|(name, arguments)| {
                let domains =
                    arguments.iter().map(|part| self.environment.domain(part)).collect::<Elaborated<_>>()?;
                self.symbol(name, Domain::Function(domains))
            }),
            ModelEntry::Law(declaration) => {
                let kind = self.law(declaration)?;
                self.symbol(&declaration.name, Domain::Law(kind))
            }
            ModelEntry::Assume(assumption) => {
                if self.assumptions.iter().any(|known| known.name.node == assumption.name.node) {
                    return Err(declared_twice("assumption", &assumption.name));
                }
                self.assumptions.push(assumption.clone());
                Ok(())
            }
            ModelEntry::Drop(name) => self.drop_assumption(name),
            ModelEntry::Let(definition) => self
                .environment
                .declare(&definition.name, Meaning::Abbreviation(Arc::new(definition.clone()))),
            // Rules were applied when the declarations were gathered.
            ModelEntry::Write(..) => Ok(()),
        }
    }

    /// Takes an assumption out.
    pub(super) fn drop_assumption(&mut self, name: &Ident) -> Elaborated<()> {
        match self.assumptions.iter().position(|known| known.name.node == name.node) {
            Some(position) => {
                self.assumptions.remove(position);
                Ok(())
            }
            None => Err(fail(
                Code::UnknownName,
                &name.span,
                format!("the model has no assumption `{}`", name.node),
                "not assumed",
            )),
        }
    }

    fn sort(&mut self, name: &Ident, carrier: Carrier) -> Elaborated<()> {
        let known = self.environment.signature.carrier(&name.node).is_some();
        if known || self.environment.lookup(&name.node).is_some() {
            return Err(declared_twice("sort", name));
        }
        self.environment.signature.sorts.insert(name.node.as_str().into(), carrier);
        Ok(())
    }

    fn symbol(&mut self, name: &Ident, domain: Domain) -> Elaborated<()> {
        let internal: Name = name.node.as_str().into();
        self.environment.declare(name, Meaning::Variable(internal.clone(), domain.clone()))?;
        self.symbols.push((internal, domain));
        Ok(())
    }

    fn law(&mut self, declaration: &LawDeclaration) -> Elaborated<LawType> {
        let parameters = declaration
            .parameters
            .iter()
            .map(|(_, domain)| self.environment.domain(domain))
            .collect::<Elaborated<Vec<_>>>()?;
        let (on, lower, upper) = match &declaration.on {
            LawSpace::Domain(domain) => (self.environment.domain(domain)?, None, None),
            LawSpace::Interval(lower, upper) => {
                (Domain::Real, self.bound(lower.as_ref())?, self.bound(upper.as_ref())?)
            }
        };
        if declaration.continuous && on != Domain::Real {
            return Err(fail(
                Code::WrongDomain,
                &declaration.name.span,
                "only laws on the reals are continuous",
                "declared continuous",
            ));
        }
        Ok(LawType { parameters, on: Box::new(on), lower, upper, continuous: declaration.continuous })
    }

    fn bound(&mut self, bound: Option<&Expr>) -> Elaborated<Option<mechproof_core::exact::Rational>> {
        let Some(expr) = bound else { return Ok(None) };
        match self.environment.real(expr)? {
            mechproof_core::logic::Term::Number(number) => Ok(Some(number)),
            _ => Err(Box::new(
                (*fail(Code::NoMeaning, &expr.span, "the end of a support is a number", "not a number"))
                    .with_hint("scale the law so that its support has numbers as ends"),
            )),
        }
    }
}

pub(super) fn declared_twice(what: &str, name: &Ident) -> Box<crate::language::Diagnostic> {
    fail(
        Code::AlreadyDeclared,
        &name.span,
        format!("the {what} `{}` is declared already", name.node),
        "declared again here",
    )
}
