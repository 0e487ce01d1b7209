//! Comparisons, from the quick means to the slow ones.

use mechproof_core::exact::{Limits, Polynomial, Rational};
use mechproof_core::kernel::Step;
use mechproof_core::logic::{Formula, Relation, Term};

use super::super::Attempt;
use super::super::builder::Builder;
use super::eliminate::Reduced;
use super::engine::{DENIAL, Identity, Pool};
use super::{Hunt, Known};
use crate::search::combination::{Goal, Squares, in_differences, with_squares};
use crate::search::points::Findings;

/// Random points at which a comparison is tried before it is searched for.
const POINTS: usize = 24;
/// Most terms of the facts and the goal together for that.
const LARGE: usize = 400;

impl Builder<'_> {
    /// A fact that is the comparison, or falsity; everything in scope has been absorbed.
    pub(super) fn compare(&mut self, goal: &Formula, known: &Known, hunt: &mut Hunt) -> Attempt<usize> {
        if let Some(fact) = self.known(goal)? {
            return Ok(fact);
        }
        for fact in &known.comparisons {
            if matches!(self.fact(*fact)?, Formula::Or(parts) if parts.is_empty()) {
                return self.emit(Step::Absurd { fact: *fact, formula: goal.clone() });
            }
        }
        if hunt.is_over() {
            return Err(self.failure("the budget is used up"));
        }
        match goal.unnamed() {
            Formula::Compare(Relation::Eq, left, right) => self.equation(goal, left, right, known, hunt),
            Formula::Compare(Relation::Ne, left, right) => {
                let sides = [(left, right), (right, left)];
                for (left, right) in sides {
                    let strict = Formula::Compare(Relation::Gt, left.clone(), right.clone());
                    if let Ok(fact) = self.tentative(|b| b.compare(&strict, known, hunt)) {
                        return self.combine_facts(goal, &[fact]);
                    }
                }
                Err(self.stuck(goal, hunt))
            }
            Formula::Compare(relation, left, right) => {
                let difference = match relation {
                    Relation::Le | Relation::Lt => right.clone().minus(left.clone()),
                    _ => left.clone().minus(right.clone()),
                };
                let strict = matches!(relation, Relation::Gt | Relation::Lt);
                self.inequality(goal, &difference, strict, known, hunt)
            }
            _ => self.contradiction(goal, known, hunt),
        }
    }

    /// An equation: from equations alone, or from two inequalities.
    fn equation(
        &mut self,
        goal: &Formula,
        left: &Term,
        right: &Term,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let polynomial = self
            .bench
            .polynomial(&left.clone().minus(right.clone()))
            .map_err(|reason| self.failure(reason.to_string()))?;
        let cleared = Self::cleared(&polynomial, known).ok_or_else(|| self.failure("too large"))?;
        if cleared.multiplier.is_empty()
            && let Some(reduced) = Self::reduced(&polynomial, known)
        {
            return self.reduced_goal(goal, Relation::Eq, &reduced, known, hunt);
        }
        let pool = self.pool(known).ordered(&cleared.polynomial);
        for degree in [1, 2, 3] {
            let target = Goal::Zero(cleared.polynomial.clone());
            if let Some(mut identity) = Self::weights_of(&pool, &target, degree, false, hunt) {
                identity.equations = sum_up(&identity.equations, &cleared.equations);
                let multiplier = cleared.multiplier.clone();
                let made = self.tentative(|b| b.emit_identity(goal, &identity, multiplier, known));
                if made.is_ok() {
                    return made;
                }
            }
            if known.quick {
                return Err(self.stuck(goal, hunt));
            }
        }
        if let Ok(Some(fact)) = self.tentative(|b| b.split_cases(goal, known, hunt)) {
            return Ok(fact);
        }
        if let Ok(fact) = self.tentative(|b| b.by_lifting(goal, known, hunt)) {
            return Ok(fact);
        }
        let side = |relation| Formula::Compare(relation, left.clone(), right.clone());
        let narrow = Known { depth: hunt.depth, ..known.clone() };
        let both = self.tentative(|b| {
            let at_least = b.compare(&side(Relation::Ge), &narrow, hunt)?;
            let at_most = b.compare(&side(Relation::Le), &narrow, hunt)?;
            b.antisymmetry(goal, at_least, at_most)
        });
        both.map_err(|_| self.stuck(goal, hunt))
    }

    fn inequality(
        &mut self,
        goal: &Formula,
        difference: &Term,
        strict: bool,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let polynomial =
            self.bench.polynomial(difference).map_err(|reason| self.failure(reason.to_string()))?;
        let cleared = Self::cleared(&polynomial, known).ok_or_else(|| self.failure("too large"))?;
        if !cleared.multiplier.is_empty() {
            return self.without_denominators(goal, &cleared, strict, known, hunt);
        }
        if let Some(reduced) = Self::reduced(&polynomial, known) {
            let relation = if strict { Relation::Gt } else { Relation::Ge };
            return self.reduced_goal(goal, relation, &reduced, known, hunt);
        }
        let pool = self.pool(known).ordered(&polynomial);
        let target =
            if strict { Goal::Positive(polynomial.clone()) } else { Goal::Nonnegative(polynomial.clone()) };
        if let Some(identity) = Self::weights_of(&pool, &target, 1, false, hunt)
            && let Ok(fact) = self.tentative(|b| b.emit_identity(goal, &identity, Vec::new(), known))
        {
            return Ok(fact);
        }
        // Where the facts at hand leave room for the goal to fail no combination of them shows it.
        let findings = explored(&pool, &polynomial, strict, hunt);
        if findings.counterexample.is_none() {
            let found =
                self.tentative(|b| b.by_products(goal, difference, &polynomial, strict, &pool, known, hunt));
            if found.is_ok() {
                return found;
            }
        }
        if known.quick {
            return Err(self.stuck(goal, hunt));
        }
        if let Ok(Some(fact)) = self.tentative(|b| b.split_cases(goal, known, hunt)) {
            return Ok(fact);
        }
        if let Ok(fact) = self.tentative(|b| b.by_lifting(goal, known, hunt)) {
            return Ok(fact);
        }
        if findings.counterexample.is_some() {
            return Err(self.stuck(goal, hunt));
        }
        if let Some(identity) = squares(&polynomial, strict, &pool, &findings.tight, hunt)
            && let Ok(fact) = self.tentative(|b| b.emit_identity(goal, &identity, Vec::new(), known))
        {
            return Ok(fact);
        }
        if let Ok(fact) =
            self.tentative(|b| b.by_squares(goal, difference, &polynomial, strict, &pool, known, hunt))
        {
            return Ok(fact);
        }
        if known.depth == 0
            && let Ok(fact) = self.tentative(|b| b.parametric(goal))
        {
            return Ok(fact);
        }
        if let Ok(Some(fact)) = self.tentative(|b| b.split_signs(goal, known, hunt)) {
            return Ok(fact);
        }
        Err(self.stuck(goal, hunt))
    }

    /// Products of facts: in the differences that they order, of two, with the denial, of three.
    #[allow(clippy::too_many_arguments)]
    fn by_products(
        &mut self,
        goal: &Formula,
        difference: &Term,
        polynomial: &Polynomial,
        strict: bool,
        pool: &Pool,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let target =
            if strict { Goal::Positive(polynomial.clone()) } else { Goal::Nonnegative(polynomial.clone()) };
        if let Some(products) = in_differences(polynomial, strict, &pool.signs) {
            let products = products.into_iter().map(|(weight, factors)| (weight, factors, None)).collect();
            let identity = Identity { products, equations: Vec::new() };
            if let Ok(fact) = self.tentative(|b| b.emit_identity(goal, &identity, Vec::new(), known)) {
                return Ok(fact);
            }
        }
        let degrees: &[usize] = if known.quick { &[2] } else { &[2, 3] };
        for degree in degrees {
            for shaped in [true, false] {
                if !shaped && pool.signs.len() > 40 && *degree > 2 {
                    continue;
                }
                if let Some(identity) = Self::weights_of(pool, &target, *degree, shaped, hunt)
                    && let Ok(fact) = self.tentative(|b| b.emit_identity(goal, &identity, Vec::new(), known))
                {
                    return Ok(fact);
                }
            }
            if known.quick {
                break;
            }
            let found = self
                .tentative(|b| b.by_denial(goal, difference, polynomial, strict, pool, *degree, known, hunt));
            if found.is_ok() {
                return found;
            }
        }
        Err(self.failure("no products"))
    }

    /// The goal from a contradiction with its denial, which may be multiplied too.
    #[allow(clippy::too_many_arguments)]
    fn by_denial(
        &mut self,
        goal: &Formula,
        difference: &Term,
        polynomial: &Polynomial,
        strict: bool,
        pool: &Pool,
        degree: usize,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let mut denied = pool.clone();
        denied.signs.insert(0, (DENIAL, polynomial.neg(), !strict));
        let Some(identity) = Self::weights_of(&denied, &Goal::Contradiction, degree, false, hunt) else {
            return Err(self.failure("no contradiction"));
        };
        if let Some((rest, multiplier, number)) = multiplied(&identity, pool) {
            // What the contradiction leaves over, if anything, is a number that goes to the other side.
            let mut with_number = rest.clone();
            with_number.products.push((number, Vec::new(), None));
            for identity in [rest, with_number] {
                let made = self.tentative(|b| b.emit_identity(goal, &identity, multiplier.clone(), known));
                if made.is_ok() {
                    return made;
                }
            }
        }
        self.deny(goal, difference, strict, &identity, known)
    }

    /// The goal, since its denial stands in an identity that shows a contradiction.
    fn deny(
        &mut self,
        goal: &Formula,
        difference: &Term,
        strict: bool,
        identity: &Identity,
        known: &Known,
    ) -> Attempt<usize> {
        // The goal's term is t: for a weak goal t >= 0 or t < 0, for a strict one -t >= 0 or -t < 0.
        let term = if strict { difference.clone().negated() } else { difference.clone() };
        let split = self.dichotomy(&term)?;
        let mut position = 0;
        self.by_cases(split, goal, |b, case| {
            position += 1;
            if (position == 1) != strict {
                return b.combine_facts(goal, &[case]);
            }
            let mut here = identity.clone();
            for (_, factors, _) in &mut here.products {
                factors.iter_mut().filter(|factor| **factor == DENIAL).for_each(|factor| *factor = case);
            }
            let fact = b.emit_identity(&Formula::falsity(), &here, Vec::new(), known)?;
            b.emit(Step::Absurd { fact, formula: goal.clone() })
        })
    }

    /// A contradiction of the denial with squares: products that cannot be positive and yet are.
    #[allow(clippy::too_many_arguments)]
    fn by_squares(
        &mut self,
        goal: &Formula,
        difference: &Term,
        polynomial: &Polynomial,
        strict: bool,
        pool: &Pool,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let mut denied = pool.clone();
        let denial = polynomial.neg();
        denied.signs.insert(0, (DENIAL, denial.clone(), !strict));
        let limits = Limits { terms: 200, degree: 12, bits: 256 };
        let mut positive = vec![(Vec::new(), Polynomial::one())];
        if !strict {
            positive.push((vec![DENIAL], denial.clone()));
            positive.extend(denial.mul(&denial, &limits).ok().map(|square| (vec![DENIAL, DENIAL], square)));
        }
        for (factors, product) in positive {
            if let Some(mut identity) = squares(&product.neg(), false, &denied, &[], hunt) {
                identity.products.push((Rational::one(), factors, None));
                let made = self.tentative(|b| b.deny(goal, difference, strict, &identity, known));
                if made.is_ok() {
                    return made;
                }
            }
        }
        Err(self.failure("no squares"))
    }

    /// The goal from the one without denominators.
    fn without_denominators(
        &mut self,
        goal: &Formula,
        cleared: &super::fractions::Cleared,
        strict: bool,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let relation = if strict { Relation::Gt } else { Relation::Ge };
        let products = match self.plain(&cleared.polynomial, relation, known, hunt)? {
            Some(fact) => vec![(Rational::one(), vec![fact], None)],
            None => number(&cleared.polynomial).into_iter().collect(),
        };
        let identity = Identity { products, equations: cleared.equations.clone() };
        self.emit_identity(goal, &identity, cleared.multiplier.clone(), known)
    }

    /// The comparison of a polynomial with 0 as a fact in exactly this form; none where it holds of a number.
    fn plain(
        &mut self,
        polynomial: &Polynomial,
        relation: Relation,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<Option<usize>> {
        let plain = Formula::Compare(relation, self.term_of(polynomial, known)?, Term::integer(0));
        if self.bench.trivially_true(&plain) {
            return Ok(None);
        }
        let fact = self.compare(&plain, known, hunt)?;
        if self.fact(fact)? == plain {
            return Ok(Some(fact));
        }
        // The same fact may be known with another scale.
        self.emit(Step::Restate { fact, formula: plain }).map(Some)
    }

    /// The goal from the one without the quantities that equations give.
    fn reduced_goal(
        &mut self,
        goal: &Formula,
        relation: Relation,
        reduced: &Reduced,
        known: &Known,
        hunt: &mut Hunt,
    ) -> Attempt<usize> {
        let mut identity = Identity { products: Vec::new(), equations: reduced.equations.clone() };
        match self.plain(&reduced.polynomial, relation, known, hunt)? {
            Some(fact) if relation == Relation::Eq => identity.equations.push((fact, Polynomial::one())),
            Some(fact) => identity.products.push((Rational::one(), vec![fact], None)),
            None => identity.products.extend(number(&reduced.polynomial)),
        }
        self.emit_identity(goal, &identity, Vec::new(), known)
    }

    /// Falsity from the facts.
    fn contradiction(&mut self, goal: &Formula, known: &Known, hunt: &mut Hunt) -> Attempt<usize> {
        if !self.bench.trivially_false(goal) {
            return Err(self.stuck(goal, hunt));
        }
        let pool = self.pool(known).ordered(&Polynomial::zero());
        if pool.signs.is_empty() && pool.zeros.is_empty() && known.disjunctions.is_empty() {
            return Err(self.stuck(goal, hunt));
        }
        for degree in [1, 2, 3] {
            if let Some(identity) = Self::weights_of(&pool, &Goal::Contradiction, degree, false, hunt)
                && let Ok(fact) = self.tentative(|b| b.emit_identity(goal, &identity, Vec::new(), known))
            {
                return Ok(fact);
            }
            if known.quick {
                return Err(self.stuck(goal, hunt));
            }
            if degree == 1
                && let Ok(Some(fact)) = self.tentative(|b| b.split_cases(goal, known, hunt))
            {
                return Ok(fact);
            }
            if degree == 1 && explored(&pool, &Polynomial::one(), false, hunt).satisfied > 0 {
                return Err(self.stuck(goal, hunt));
            }
        }
        Err(self.stuck(goal, hunt))
    }
}

/// A positive number as a product without facts.
fn number(polynomial: &Polynomial) -> Option<(Rational, Vec<usize>, Option<Polynomial>)> {
    let number = polynomial.as_constant().filter(Rational::is_positive)?;
    Some((number, Vec::new(), None))
}

/// Tries a goal at points where the facts hold, unless they are too many or too large for that.
fn explored(pool: &Pool, goal: &Polynomial, strict: bool, hunt: &mut Hunt) -> Findings {
    let sizes = pool.signs.iter().map(|fact| fact.1.len()).chain(pool.zeros.iter().map(|fact| fact.1.len()));
    let work = sizes.sum::<usize>() + goal.len();
    if work > LARGE || !hunt.spend(work) {
        return Findings::default();
    }
    pool.system().explore(goal, strict, POINTS)
}

/// Where the denial stands in one product, once and with strict facts only: what the goal times these facts is.
fn multiplied(identity: &Identity, pool: &Pool) -> Option<(Identity, Vec<usize>, Rational)> {
    let has = |factors: &Vec<usize>| factors.iter().filter(|factor| **factor == DENIAL).count();
    let mut denied = identity.products.iter().filter(|product| has(&product.1) > 0);
    let (weight, factors, square) = denied.next()?;
    if denied.next().is_some() || has(factors) != 1 || square.is_some() {
        return None;
    }
    let others: Vec<usize> = factors.iter().copied().filter(|factor| *factor != DENIAL).collect();
    let strict = |fact: &usize| pool.signs.iter().any(|known| known.0 == *fact && known.2);
    if !others.iter().all(strict) {
        return None;
    }
    let scale = weight.recip()?;
    let mut rest = Identity::default();
    for (weight, factors, square) in &identity.products {
        if has(factors) == 0 {
            rest.products.push((weight * &scale, factors.clone(), square.clone()));
        }
    }
    rest.equations = identity.equations.iter().map(|(fact, m)| (*fact, m.scale(&scale))).collect();
    Some((rest, others, scale))
}

/// Sums of products of facts and squares.
fn squares(
    polynomial: &Polynomial,
    strict: bool,
    pool: &Pool,
    tight: &[crate::search::points::Point],
    hunt: &mut Hunt,
) -> Option<Identity> {
    let few = polynomial.variables().len();
    if few > 8 || polynomial.degree() > 8 {
        return None;
    }
    let target =
        if strict { Goal::Positive(polynomial.clone()) } else { Goal::Nonnegative(polynomial.clone()) };
    let near = Pool { signs: pool.signs.iter().take(12).cloned().collect(), zeros: pool.zeros.clone() };
    for degree in [0, 1, 2] {
        let (mut products, equalities) = near.columns(&target, degree, false);
        products.retain(|product| product.polynomial.degree() <= polynomial.degree() + 2);
        products.truncate(40);
        let asked = Squares { goal: polynomial, products: &products, equalities: &equalities, tight };
        if !hunt.spend(products.len() * 40) {
            return None;
        }
        if let Some(columns) = with_squares(&asked)
            && let Some(identity) = Builder::weigh(&target, &columns, &equalities, hunt)
        {
            return Some(identity);
        }
    }
    None
}

/// Multiples of equations, those of the same equation added.
fn sum_up(left: &[(usize, Polynomial)], right: &[(usize, Polynomial)]) -> Vec<(usize, Polynomial)> {
    let mut sums: std::collections::BTreeMap<usize, Polynomial> = std::collections::BTreeMap::new();
    for (fact, multiple) in left.iter().chain(right) {
        let sum = sums.entry(*fact).or_default();
        *sum = sum.add(multiple);
    }
    sums.into_iter().collect()
}
