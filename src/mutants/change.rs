//! Statements that differ from a claim in one place.
//!
//! Consumes a claim; produces claims that say something else, each with what was changed. The main part of the
//! statement is gone through in order; every place at which something can be changed is a site with a number,
//! so a mutant is built only once its site is chosen. Where a site lies inside a definition, only this use of
//! the definition changes.

use mechproof_core::exact::Rational;
use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Domain, Extremum, Formula, Relation, Signature, Term, Terms, Variable};
use std::sync::Arc;

use crate::falsify::Random;
use crate::language::elaborate::main_part;

/// What kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A relation becomes another one.
    Relation,
    /// A coefficient, or another number, becomes another number.
    Coefficient,
    /// A hypothesis is left out.
    Hypothesis,
    /// A number or a term changes its sign.
    Sign,
    /// One is added to a side of a comparison.
    Constant,
    /// An index becomes another one.
    Index,
    /// An exponent grows by one.
    Exponent,
    /// A larger becomes a smaller number of two, or an indicator that of the opposite.
    Choice,
    /// A quantifier inside the statement becomes the other one.
    Quantifier,
}

impl Kind {
    /// All of them, in the order in which mutants are chosen.
    pub const ALL: [Kind; 9] = [
        Kind::Relation,
        Kind::Coefficient,
        Kind::Hypothesis,
        Kind::Sign,
        Kind::Constant,
        Kind::Index,
        Kind::Exponent,
        Kind::Choice,
        Kind::Quantifier,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Relation => "relation",
            Kind::Coefficient => "coefficient",
            Kind::Hypothesis => "hypothesis",
            Kind::Sign => "sign",
            Kind::Constant => "constant",
            Kind::Index => "index",
            Kind::Exponent => "exponent",
            Kind::Choice => "choice",
            Kind::Quantifier => "quantifier",
        }
    }
}

/// How what a changed comparison says relates to what it said before, seen from the whole statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The mutant follows from the claim: its goal says less, or its hypotheses say more.
    Weaker,
    /// The claim follows from the mutant.
    Stronger,
    /// Neither can be told from the place alone.
    Other,
}

impl Effect {
    fn seen(self, positive: bool) -> Effect {
        match self {
            Effect::Weaker if !positive => Effect::Stronger,
            Effect::Stronger if !positive => Effect::Weaker,
            other => other,
        }
    }
}

/// A place at which something can be changed.
#[derive(Clone, Debug)]
struct Site {
    kind: Kind,
    dropped: Option<String>,
    hypothesis: Option<String>,
    effect: Effect,
}

/// A changed statement.
#[derive(Clone, Debug)]
pub struct Changed {
    /// What kind of change.
    pub kind: Kind,
    /// For a hypothesis that is left out: its name, if it has one.
    pub dropped: Option<String>,
    /// For a change inside a leading hypothesis: its name, empty if it has none.
    pub hypothesis: Option<String>,
    /// How the mutant relates to the claim, as far as the place tells.
    pub effect: Effect,
    /// The claim that results.
    pub claim: Claim,
}

/// So many different statements that differ from the claim in one place, fewer if there are not as many. Kinds
/// of change take turns; within a kind the seed chooses the place.
pub fn changes(claim: &Claim, count: usize, seed: u64, name: &str) -> Vec<Changed> {
    let main = main_part(claim.formula());
    let mut walker = Walker::new(claim.signature(), None);
    walker.formula(main, true);
    let sites = walker.sites;
    let mut random = Random::new(seed, name);
    let mut left: Vec<Vec<usize>> = Kind::ALL
        .iter()
        .map(|kind| (0..sites.len()).filter(|site| sites[*site].kind == *kind).collect())
        .collect();
    let mut found: Vec<Changed> = Vec::new();
    while found.len() < count && left.iter().any(|sites| !sites.is_empty()) {
        for sites_of_kind in &mut left {
            if found.len() >= count || sites_of_kind.is_empty() {
                continue;
            }
            let site = sites_of_kind.swap_remove(random.below(sites_of_kind.len()));
            let mut walker = Walker::new(claim.signature(), Some(site));
            let Some(changed) = walker.formula(main, true) else { continue };
            let formula = match claim.formula() {
                Formula::And(parts) if main != claim.formula() => {
                    Formula::And(vec![parts[0].clone(), changed])
                }
                _ => changed,
            };
            let Ok(mutant) = Claim::new(claim.signature().clone(), formula) else { continue };
            if mutant != *claim && found.iter().all(|other| other.claim != mutant) {
                let Site { kind, dropped, hypothesis, effect } = sites[site].clone();
                found.push(Changed { kind, dropped, hypothesis, effect, claim: mutant });
            }
        }
    }
    found
}

/// Goes through a statement and counts sites; at the target it makes the change.
struct Walker<'a> {
    signature: &'a Signature,
    target: Option<usize>,
    sites: Vec<Site>,
    /// What the binders around the present place range over; `None` for real numbers and the like.
    bound: Vec<Domain>,
    /// The name of the leading hypothesis around the present place, empty if it has none.
    hypothesis: Option<String>,
    /// Whether the present place is on the right side of an even number of arrows.
    positive: bool,
}

impl<'a> Walker<'a> {
    fn new(signature: &'a Signature, target: Option<usize>) -> Walker<'a> {
        Walker { signature, target, sites: Vec::new(), bound: Vec::new(), hypothesis: None, positive: true }
    }

    /// A site; whether it is the one to change.
    fn site(&mut self, kind: Kind) -> bool {
        self.site_with(kind, Effect::Other)
    }

    /// A site where the change makes a comparison say less or more.
    fn site_with(&mut self, kind: Kind, effect: Effect) -> bool {
        let effect = effect.seen(self.positive);
        self.sites.push(Site { kind, dropped: None, hypothesis: self.hypothesis.clone(), effect });
        self.target == Some(self.sites.len() - 1)
    }

    /// The formula with its target changed, if that lies in it. `leading` is true where only universal
    /// quantifiers and hypotheses stand before.
    fn formula(&mut self, formula: &Formula, leading: bool) -> Option<Formula> {
        match formula {
            Formula::Compare(relation, left, right) => self.comparison(*relation, left, right),
            Formula::And(parts) => self.formulas(parts).map(Formula::And),
            Formula::Or(parts) => self.formulas(parts).map(Formula::Or),
            Formula::Implies(premise, rest) => {
                let own = match premise.as_ref() {
                    Formula::Named(name, _) => Some(name.to_string()),
                    _ => None,
                };
                let chosen = self.site_with(Kind::Hypothesis, Effect::Stronger);
                if let Some(site) = self.sites.last_mut() {
                    site.dropped.clone_from(&own);
                }
                if chosen {
                    return Some(rest.as_ref().clone());
                }
                if leading {
                    self.hypothesis = Some(own.unwrap_or_default());
                }
                self.positive = !self.positive;
                let changed = self.formula(premise, false);
                self.positive = !self.positive;
                if leading {
                    self.hypothesis = None;
                }
                if let Some(changed) = changed {
                    return Some(changed.implies(rest.as_ref().clone()));
                }
                Some(premise.as_ref().clone().implies(self.formula(rest, leading)?))
            }
            Formula::Forall(binder, body) => {
                if !leading && self.site(Kind::Quantifier) {
                    return Some(Formula::Exists(binder.clone(), body.clone()));
                }
                let body = self.under(&binder.domain, |walker| walker.formula(body, leading))?;
                Some(Formula::Forall(binder.clone(), Box::new(body)))
            }
            Formula::Exists(binder, body) => {
                if self.site(Kind::Quantifier) {
                    return Some(Formula::Forall(binder.clone(), body.clone()));
                }
                let body = self.under(&binder.domain, |walker| walker.formula(body, false))?;
                Some(Formula::Exists(binder.clone(), Box::new(body)))
            }
            Formula::Named(name, body) => {
                Some(Formula::Named(name.clone(), Box::new(self.formula(body, leading)?)))
            }
        }
    }

    fn formulas(&mut self, parts: &[Formula]) -> Option<Vec<Formula>> {
        for (position, part) in parts.iter().enumerate() {
            if let Some(changed) = self.formula(part, false) {
                let mut parts = parts.to_vec();
                parts[position] = changed;
                return Some(parts);
            }
        }
        None
    }

    fn under<T>(&mut self, domain: &Domain, go: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.bound.push(domain.clone());
        let changed = go(self);
        self.bound.pop();
        changed
    }

    fn comparison(&mut self, relation: Relation, left: &Term, right: &Term) -> Option<Formula> {
        for &other in others(relation) {
            if self.site_with(Kind::Relation, between(relation, other)) {
                return Some(Formula::Compare(other, left.clone(), right.clone()));
            }
        }
        let one = || Term::integer(1);
        let (more, less) = match relation {
            Relation::Ge | Relation::Gt => (Effect::Weaker, Effect::Stronger),
            Relation::Le | Relation::Lt => (Effect::Stronger, Effect::Weaker),
            Relation::Eq | Relation::Ne => (Effect::Other, Effect::Other),
        };
        if self.site_with(Kind::Constant, more) {
            return Some(Formula::Compare(relation, plus(left, one()), right.clone()));
        }
        if self.site_with(Kind::Constant, less) {
            return Some(Formula::Compare(relation, left.clone(), plus(right, one())));
        }
        if let Some(changed) = self.term(left) {
            return Some(Formula::Compare(relation, changed, right.clone()));
        }
        Some(Formula::Compare(relation, left.clone(), self.term(right)?))
    }

    fn term(&mut self, term: &Term) -> Option<Term> {
        match term {
            Term::Number(number) => {
                if self.site(Kind::Coefficient) {
                    return Some(Term::Number(number + &Rational::one()));
                }
                if self.site(Kind::Coefficient) {
                    return Some(Term::Number(number * &Rational::new(3, 2)?));
                }
                (!number.is_zero() && self.site(Kind::Sign)).then(|| Term::Number(-number.clone()))
            }
            Term::Variable(variable) => self.other_variable(variable),
            Term::Element { sort, index } => {
                let count = self.signature.elements(sort).map_or(0, <[_]>::len);
                for other in (0..u32::try_from(count).unwrap_or(0)).filter(|other| other != index) {
                    if self.site(Kind::Index) {
                        return Some(Term::Element { sort: sort.clone(), index: other });
                    }
                }
                None
            }
            Term::Sum(parts) => {
                for position in 0..parts.len() {
                    if parts.len() > 1 && self.site(Kind::Sign) {
                        let mut parts = parts.to_vec();
                        parts[position] = parts[position].clone().negated();
                        return Some(Term::Sum(parts.into()));
                    }
                }
                self.terms(parts).map(Term::Sum)
            }
            Term::Product(parts) => {
                if self.site(Kind::Coefficient) {
                    let twice = std::iter::once(Term::integer(2)).chain(parts.iter().cloned());
                    return Some(Term::Product(twice.collect()));
                }
                self.terms(parts).map(Term::Product)
            }
            Term::Power(base, exponent) => {
                if self.site(Kind::Exponent) {
                    return Some(Term::Power(base.clone(), exponent + 1));
                }
                Some(Term::Power(Arc::new(self.term(base)?), *exponent))
            }
            Term::NaturalPower(base, exponent) => {
                if self.site(Kind::Exponent) {
                    let more = plus(exponent, Term::integer(1));
                    return Some(Term::NaturalPower(base.clone(), Arc::new(more)));
                }
                self.pair(base, exponent, Term::NaturalPower)
            }
            Term::Quotient(top, bottom) => {
                if self.site(Kind::Coefficient) {
                    let double = Term::Product([Term::integer(2), bottom.as_ref().clone()].into());
                    return Some(Term::Quotient(top.clone(), Arc::new(double)));
                }
                self.pair(top, bottom, Term::Quotient)
            }
            Term::Extremum(which, left, right) => {
                if self.site(Kind::Choice) {
                    let other = if *which == Extremum::Max { Extremum::Min } else { Extremum::Max };
                    return Some(Term::Extremum(other, left.clone(), right.clone()));
                }
                let which = *which;
                self.pair(left, right, |left, right| Term::Extremum(which, left, right))
            }
            Term::Indicator(relation, left, right) => {
                if self.site(Kind::Choice) {
                    return Some(Term::Indicator(relation.negated(), left.clone(), right.clone()));
                }
                let relation = *relation;
                self.pair(left, right, |left, right| Term::Indicator(relation, left, right))
            }
            Term::Apply(head, arguments) => Some(Term::Apply(head.clone(), self.terms(arguments)?)),
            Term::Builtin(builtin, body) => Some(Term::Builtin(*builtin, Arc::new(self.term(body)?))),
            Term::Select(head, branches) => {
                if let Some(changed) = self.term(head) {
                    return Some(Term::Select(Arc::new(changed), branches.clone()));
                }
                Some(Term::Select(head.clone(), self.terms(branches)?))
            }
            Term::Bind(functional, name, body) => {
                // What a functional binds is a number or an element; indices are not exchanged with it.
                let body = self.under(&Domain::Real, |walker| walker.term(body))?;
                Some(Term::Bind(functional.clone(), name.clone(), Arc::new(body)))
            }
            // The changed use no longer is what the name stands for.
            Term::Named(_, body) => self.term(body),
        }
    }

    fn terms(&mut self, parts: &[Term]) -> Option<Terms> {
        for (position, part) in parts.iter().enumerate() {
            if let Some(changed) = self.term(part) {
                let mut parts = parts.to_vec();
                parts[position] = changed;
                return Some(parts.into());
            }
        }
        None
    }

    fn pair(
        &mut self,
        left: &Term,
        right: &Term,
        build: impl FnOnce(Arc<Term>, Arc<Term>) -> Term,
    ) -> Option<Term> {
        if let Some(changed) = self.term(left) {
            return Some(build(Arc::new(changed), Arc::new(right.clone())));
        }
        let changed = self.term(right)?;
        Some(build(Arc::new(left.clone()), Arc::new(changed)))
    }

    /// Another variable over the same sort in place of this one.
    fn other_variable(&mut self, variable: &Variable) -> Option<Term> {
        let Variable::Bound(index) = variable else { return None };
        let place = self.bound.len().checked_sub(*index as usize + 1)?;
        let Some(Domain::Sort(sort)) = self.bound.get(place).cloned() else { return None };
        for other in (0..self.bound.len()).filter(|other| *other != place) {
            let same = self.bound[other] == Domain::Sort(sort.clone());
            if same && self.site(Kind::Index) {
                let index = u32::try_from(self.bound.len() - 1 - other).ok()?;
                return Some(Term::Variable(Variable::Bound(index)));
            }
        }
        None
    }
}

fn plus(term: &Term, more: Term) -> Term {
    Term::Sum([term.clone(), more].into())
}

/// The relations that one is changed to: stronger ones, its opposite and its mirror image.
fn others(relation: Relation) -> &'static [Relation] {
    match relation {
        Relation::Eq => &[Relation::Ne, Relation::Lt, Relation::Gt],
        Relation::Ne => &[Relation::Eq],
        Relation::Ge => &[Relation::Gt, Relation::Le, Relation::Eq],
        Relation::Gt => &[Relation::Lt, Relation::Eq, Relation::Ge],
        Relation::Le => &[Relation::Lt, Relation::Ge, Relation::Eq],
        Relation::Lt => &[Relation::Gt, Relation::Eq, Relation::Le],
    }
}

/// How a comparison with another relation relates to the one before.
fn between(before: Relation, after: Relation) -> Effect {
    use Relation::{Eq, Ge, Gt, Le, Lt, Ne};
    let follows = |from, to| matches!((from, to), (Eq, Ge | Le) | (Gt, Ge | Ne) | (Lt, Le | Ne));
    if follows(before, after) {
        Effect::Weaker
    } else if follows(after, before) {
        Effect::Stronger
    } else {
        Effect::Other
    }
}
