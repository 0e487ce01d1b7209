//! From terms to notation trees: names are looked up, signs and shared sides are drawn out.
//!
//! The builder keeps the binders it is under with the names they are printed as. A bound variable is primed
//! where its name would be read as another one. A definition is printed by its name and collected; one that
//! stands for different things at different places is expanded instead, by building again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Builtin, Domain, Extremum, Functional, LawType, Name, Relation, Signature, Term, Variable,
};

use super::names::{Names, Symbol, clean};
use super::tree::{Node, Space, add_variable};
use super::uses::{Survey, Uses};

/// A binder that the place of printing is under.
struct Bound {
    symbol: Symbol,
    domain: Option<Domain>,
}

/// Builds the trees of one formula.
pub(super) struct Builder<'a> {
    pub(super) signature: &'a Signature,
    free: &'a BTreeMap<Name, Domain>,
    names: &'a Names,
    expanded: &'a BTreeSet<Name>,
    /// Definitions found to stand for different things.
    conflicts: BTreeSet<Name>,
    definitions: Vec<(Name, Option<Node>)>,
    bound: Vec<Bound>,
}

/// Builds trees, again and again until every definition kept stands for one thing; with the definitions.
pub(super) fn settled<T>(
    signature: &Signature,
    free: &BTreeMap<Name, Domain>,
    uses: &Uses,
    build: impl Fn(&mut Builder) -> T,
) -> (T, Vec<(Name, Node)>) {
    let names = Names::new(uses);
    let taken = names.fixed_in(uses);
    let is_taken = |name: &&Name| taken.contains(&names.looks(name));
    let mut expanded: BTreeSet<Name> = uses.definitions.iter().filter(is_taken).cloned().collect();
    loop {
        let mut builder = Builder {
            signature,
            free,
            names: &names,
            expanded: &expanded,
            conflicts: BTreeSet::new(),
            definitions: Vec::new(),
            bound: Vec::new(),
        };
        let built = build(&mut builder);
        let Builder { conflicts, definitions, names, .. } = builder;
        if conflicts.is_empty() {
            let define = |(name, body): (Name, Option<Node>)| {
                let symbol = names.symbol(&name);
                body.map(|body| (name, Node::Definition(symbol, Box::new(body))))
            };
            return (built, definitions.into_iter().filter_map(define).collect());
        }
        expanded.extend(conflicts);
    }
}

impl Builder<'_> {
    /// Goes under a binder; the name it is printed as, which is none of `beside`.
    ///
    /// `look` says what the place uses where the variable can be seen.
    pub(super) fn enter(
        &mut self,
        name: &Name,
        domain: Option<Domain>,
        beside: &[Symbol],
        look: impl Fn(&mut Survey),
    ) -> Symbol {
        let seen = OnceCell::new();
        let mut symbol = self.names.symbol(name);
        while self.is_taken(&symbol, beside, &seen, &look) {
            symbol.text.push('\'');
        }
        self.bound.push(Bound { symbol: symbol.clone(), domain });
        symbol
    }

    /// Leaves the nearest binders, down to this many.
    pub(super) fn leave_to(&mut self, depth: usize) {
        self.bound.truncate(depth);
    }

    /// How many binders there are around.
    pub(super) fn depth(&self) -> usize {
        self.bound.len()
    }

    fn is_taken(
        &self,
        symbol: &Symbol,
        beside: &[Symbol],
        seen: &OnceCell<(BTreeSet<String>, bool)>,
        look: &impl Fn(&mut Survey),
    ) -> bool {
        let looks = self.names.looks(&symbol.text);
        let is_alike = |other: &Symbol| self.names.looks(&other.text) == looks;
        if self.names.is_reserved(&looks) || beside.iter().any(is_alike) {
            return true;
        }
        if !self.names.is_fixed(&looks) && !self.bound.iter().any(|bound| is_alike(&bound.symbol)) {
            return false;
        }
        let look = || {
            let mut survey = Survey::new(self.signature);
            look(&mut survey);
            let mut seen = self.names.fixed_in(&survey.uses);
            let outer = survey.uses.outer.iter().filter_map(|outer| self.around(*outer));
            seen.extend(outer.map(|bound| self.names.looks(&bound.symbol.text)));
            (seen, !survey.uses.definitions.is_empty())
        };
        // A definition is read elsewhere, where the variables around it are known by name only.
        let (seen, defines) = seen.get_or_init(look);
        *defines || seen.contains(&looks)
    }

    fn around(&self, index: usize) -> Option<&Bound> {
        self.bound.len().checked_sub(index + 1).and_then(|position| self.bound.get(position))
    }

    fn symbol(&self, variable: &Variable) -> Symbol {
        match variable {
            Variable::Free(name) => self.names.symbol(name),
            Variable::Bound(index) => match self.around(*index as usize) {
                Some(bound) => bound.symbol.clone(),
                None => Symbol::verbatim(&format!("#{index}")),
            },
        }
    }

    fn domain(&self, variable: &Variable) -> Option<&Domain> {
        match variable {
            Variable::Free(name) => self.free.get(name),
            Variable::Bound(index) => self.around(*index as usize)?.domain.as_ref(),
        }
    }

    fn outcomes(&self, law: &Variable) -> Option<Domain> {
        match self.domain(law)? {
            Domain::Law(law) => Some((*law.on).clone()),
            _ => None,
        }
    }

    /// The enumerated sort of an element or variable.
    fn enumerated<'t>(&'t self, term: &'t Term) -> Option<&'t [Name]> {
        let sort = match term {
            Term::Element { sort, .. } => sort,
            Term::Variable(variable) => match self.domain(variable)? {
                Domain::Sort(sort) => sort,
                _ => return None,
            },
            _ => return None,
        };
        self.signature.elements(sort)
    }

    fn terms(&mut self, terms: &[Term]) -> Vec<Node> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn boxed(&mut self, term: &Term) -> Box<Node> {
        Box::new(self.term(term))
    }

    /// The tree of a term.
    pub(super) fn term(&mut self, term: &Term) -> Node {
        match term {
            Term::Number(value) => number(value),
            Term::Variable(variable) => Node::Symbol(self.symbol(variable)),
            Term::Element { sort, index } => {
                let element = self.signature.elements(sort).and_then(|list| list.get(*index as usize));
                Node::Element(element.map_or_else(|| format!("#{index}"), |name| clean(name)))
            }
            Term::Sum(_) => self.sum(term),
            Term::Product(_) => self.product(term),
            Term::Power(base, exponent) => {
                Node::Power(self.boxed(base), Box::new(Node::Number(exponent.to_string())))
            }
            Term::NaturalPower(base, exponent) => Node::Power(self.boxed(base), self.boxed(exponent)),
            Term::Quotient(top, bottom) => Node::Fraction(self.boxed(top), self.boxed(bottom)),
            Term::Extremum(which, left, right) => {
                let name = if *which == Extremum::Max { "max" } else { "min" };
                Node::Builtin(name, vec![self.term(left), self.term(right)])
            }
            Term::Indicator(relation, left, right) => {
                Node::Indicator(Box::new(self.comparison(*relation, left, right)))
            }
            Term::Apply(head, arguments) => self.application(head, arguments),
            Term::Builtin(function, argument) => {
                let name = if *function == Builtin::Exp { "exp" } else { "log" };
                Node::Builtin(name, vec![self.term(argument)])
            }
            Term::Select(on, branches) => self.cases(on, branches),
            Term::Bind(functional, name, body) => self.bind(functional, name, body),
            Term::Named(name, body) => self.named(name, body),
        }
    }

    /// The tree of a comparison.
    pub(super) fn comparison(&mut self, relation: Relation, left: &Term, right: &Term) -> Node {
        Node::Chain(self.boxed(left), vec![(relation, self.term(right))])
    }

    fn sum(&mut self, term: &Term) -> Node {
        let parts = spliced(term, |term| if let Term::Sum(parts) = term { Some(&parts[..]) } else { None });
        let mut nodes: Vec<(bool, Node)> = Vec::new();
        for part in parts {
            let part = match self.term(part) {
                Node::Negative(body) if !nodes.is_empty() => (true, *body),
                node => (false, node),
            };
            nodes.push(part);
        }
        match nodes.len() {
            0 => Node::Number("0".to_owned()),
            1 => nodes.remove(0).1,
            _ => Node::Sum(nodes),
        }
    }

    fn product(&mut self, term: &Term) -> Node {
        let parts =
            spliced(term, |term| if let Term::Product(parts) = term { Some(&parts[..]) } else { None });
        let (parts, leading) = match parts.split_first() {
            Some((Term::Number(leading), rest)) => (rest, Some(leading)),
            _ => (&parts[..], None),
        };
        let is_negative = leading.is_some_and(Rational::is_negative);
        let size = leading.map(Rational::abs);
        let mut nodes = Vec::new();
        if let Some(size) = size
            && !(is_negative && size.is_one() && !parts.is_empty())
        {
            nodes.push(number(&size));
        }
        nodes.extend(parts.iter().map(|part| self.term(part)));
        let node = match nodes.len() {
            0 => Node::Number("1".to_owned()),
            1 => nodes.remove(0),
            _ => Node::Product(nodes),
        };
        if is_negative { Node::Negative(Box::new(node)) } else { node }
    }

    fn application(&mut self, head: &Variable, arguments: &[Term]) -> Node {
        let is_indexed = arguments.iter().all(|argument| self.enumerated(argument).is_some());
        let (head, nodes) = (self.symbol(head), self.terms(arguments));
        match (arguments, is_indexed) {
            ([], _) => Node::Symbol(head),
            (_, true) => Node::Subscript(head, nodes),
            (_, false) => Node::Call(head, nodes),
        }
    }

    fn cases(&mut self, on: &Term, branches: &[Term]) -> Node {
        let elements = self.enumerated(on).map(<[Name]>::to_vec).or_else(|| {
            // Where the sort is not known, the number of branches may say which it is.
            let mut fitting = self.signature.sorts.keys().filter_map(|sort| {
                self.signature.elements(sort).filter(|elements| elements.len() == branches.len())
            });
            let first = fitting.next()?;
            fitting.next().is_none().then(|| first.to_vec())
        });
        let value = |position: usize| {
            let element = elements.as_ref().and_then(|elements| elements.get(position));
            Node::Element(element.map_or_else(|| format!("#{position}"), |name| clean(name)))
        };
        let on = self.boxed(on);
        let branches = branches.iter().enumerate();
        Node::Cases(on, branches.map(|(position, branch)| (value(position), self.term(branch))).collect())
    }

    fn bind(&mut self, functional: &Functional, name: &Name, body: &Term) -> Node {
        let depth = self.depth();
        let look = |survey: &mut Survey| {
            survey.functional(functional);
            survey.under(name, |survey| survey.term(body));
        };
        let node = match functional {
            Functional::Sum(_) => self.total(functional, name, body),
            Functional::Expectation { law, arguments } | Functional::Quantile { law, arguments } => {
                let is_mean = matches!(functional, Functional::Expectation { .. });
                let domain = if is_mean { self.outcomes(law) } else { Some(Domain::Real) };
                let (head, nodes) = (self.symbol(law), self.terms(arguments));
                let head = if nodes.is_empty() { Node::Symbol(head) } else { Node::Call(head, nodes) };
                let name = self.enter(name, domain, &[], look);
                let make = if is_mean { Node::Mean } else { Node::Quantile };
                make(name, Box::new(head), self.boxed(body))
            }
            Functional::Integral => {
                let name = self.enter(name, Some(Domain::Real), &[], look);
                Node::Integral(name, self.boxed(body))
            }
        };
        self.leave_to(depth);
        node
    }

    fn total(&mut self, functional: &Functional, name: &Name, body: &Term) -> Node {
        let (mut ranges, mut beside) = (Vec::new(), Vec::new());
        let (mut functional, mut name, mut body) = (functional, name, body);
        while let Functional::Sum(sort) = functional {
            let domain = Domain::Sort(sort.clone());
            let over = space(&domain);
            let look = |survey: &mut Survey| survey.under(name, |survey| survey.term(body));
            let symbol = self.enter(name, Some(domain), &beside, look);
            beside.push(symbol.clone());
            add_variable(&mut ranges, symbol, over);
            let Term::Bind(inner @ Functional::Sum(_), inner_name, inner_body) = body else { break };
            (functional, name, body) = (inner, inner_name, inner_body);
        }
        Node::Total(ranges, self.boxed(body))
    }

    fn named(&mut self, name: &Name, body: &Term) -> Node {
        if self.expanded.contains(name) {
            return self.term(body);
        }
        let position = self.definitions.iter().position(|(known, _)| known == name);
        let position = position.unwrap_or_else(|| {
            self.definitions.push((name.clone(), None));
            self.definitions.len() - 1
        });
        let node = self.term(body);
        match &mut self.definitions[position].1 {
            Some(known) if *known == node => {}
            Some(_) => {
                self.conflicts.insert(name.clone());
            }
            empty => *empty = Some(node),
        }
        Node::Symbol(self.names.symbol(name))
    }
}

/// What a variable ranges over.
pub(super) fn space(domain: &Domain) -> Space {
    let all = |domains: &[Domain]| domains.iter().map(space).collect();
    match domain {
        Domain::Real => Space::Real,
        Domain::Natural => Space::Natural,
        Domain::Sort(sort) => Space::Sort(Symbol::of(sort)),
        Domain::Function(arguments) => maps(all(arguments), Space::Real),
        Domain::Law(LawType { parameters, on, lower, upper, continuous }) => {
            let on = match (lower, upper) {
                (None, None) => space(on),
                _ => Space::Interval(lower.as_ref().map(number), upper.as_ref().map(number)),
            };
            maps(all(parameters), Space::Laws(Box::new(on), *continuous))
        }
    }
}

fn maps(arguments: Vec<Space>, to: Space) -> Space {
    if arguments.is_empty() { to } else { Space::Maps(arguments, Box::new(to)) }
}

/// The tree of a number.
fn number(value: &Rational) -> Node {
    if value.is_negative() {
        return Node::Negative(Box::new(number(&value.abs())));
    }
    let digits = |integer: &dyn ToString| Box::new(Node::Number(integer.to_string()));
    let top = digits(&value.numerator());
    if value.is_integer() { *top } else { Node::Fraction(top, digits(&value.denominator())) }
}

/// The parts of a nested sum or product, as far as no parentheses are needed: `(a + b) + c` is `a + b + c`.
fn spliced<'t>(term: &'t Term, open: impl Fn(&'t Term) -> Option<&'t [Term]>) -> Vec<&'t Term> {
    let (mut first, mut rests) = (term, Vec::new());
    while let Some([head, rest @ ..]) = open(first) {
        rests.push(rest);
        first = head;
    }
    let head = (!rests.is_empty()).then_some(first);
    head.into_iter().chain(rests.into_iter().rev().flatten()).collect()
}
