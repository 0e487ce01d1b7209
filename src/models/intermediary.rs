//! An aftermarket with a third party: `intermediary.third-party`, `grand-mechanism`, `disclosure`, `mechanism`.
//!
//! Source: Dworczak, "Mechanism Design with Aftermarkets", sections 3 to 5. The
//! third party's payoff is `w(y, type) + c(type) * transfer`. Consumes finite
//! tables; produces values of the third party's linear program, its optimal
//! vertices, and whether a mediator's mechanism is truthful. Positions of
//! types, decisions and signals in answers count from 0.

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::error::EvalError;
use super::input::{Fields, Slot};
use super::linear::{Form, Program, add, attained, dot, over};
use super::output::{Answer, number, numbers, table};
use super::vertices::{Face, vertices};

/// The most types, decisions or signals.
const MOST: usize = 8;

/// The third party's problem (section 3).
pub(super) struct Problem {
    /// The agent's utility, decision rows by type columns.
    pub(super) u: Vec<Vec<Rational>>,
    /// The third party's utility without transfer.
    pub(super) w: Vec<Vec<Rational>>,
    /// The third party's utility per unit of transfer.
    pub(super) slope: Vec<Rational>,
    /// The law of types.
    pub(super) prior: Vec<Rational>,
}

/// A mechanism of the third party: decision probabilities and a transfer by type.
#[derive(Clone)]
pub(super) struct Offer {
    pub(super) x: Vec<Vec<Rational>>,
    pub(super) tau: Vec<Rational>,
}

/// Where an offer's variables stand in a linear program.
pub(super) struct Unknown {
    pub(super) x: Vec<Vec<usize>>,
    pub(super) tau: Vec<usize>,
}

impl Problem {
    pub(super) fn read(fields: &Fields<'_>, slopes: bool) -> Result<Self, EvalError> {
        let slot = fields.get("u")?;
        let rows = slot.list(MOST)?;
        let types = rows[0].rationals(MOST)?.len();
        let u = slot.table(rows.len(), types)?;
        let w = fields.get("w")?.table(rows.len(), types)?;
        let prior = fields.get("prior")?.full_support(types)?;
        let mut slope = vec![Rational::one(); types];
        if slopes {
            slope = fields.get("slope_c")?.rationals_exactly(types)?;
            if slope.iter().any(Rational::is_negative) {
                return Err(fields.range("slope_c", "at least 0"));
            }
        }
        Ok(Problem { u, w, slope, prior })
    }

    pub(super) fn types(&self) -> usize {
        self.prior.len()
    }

    pub(super) fn decisions(&self) -> usize {
        self.u.len()
    }

    /// The agent's expected utility of a type from a lottery over decisions.
    pub(super) fn utility(&self, kind: usize, lottery: &[Rational]) -> Rational {
        lottery.iter().zip(&self.u).map(|(x, u)| x * &u[kind]).sum()
    }

    /// What the type is left with.
    pub(super) fn rent(&self, kind: usize, offer: &Offer) -> Rational {
        self.utility(kind, &offer.x[kind]) - &offer.tau[kind]
    }

    /// What the third party gets from the type.
    pub(super) fn payoff(&self, kind: usize, offer: &Offer) -> Rational {
        let decisions = offer.x[kind].iter().zip(&self.w).map(|(x, w)| x * &w[kind]);
        decisions.sum::<Rational>() + &self.slope[kind] * &offer.tau[kind]
    }

    fn expected(&self, belief: &[Rational], offer: &Offer) -> Rational {
        (0..self.types()).map(|kind| &belief[kind] * self.payoff(kind, offer)).sum()
    }

    /// The rent of a type from the offer to another one, as a form.
    fn rent_form(&self, unknown: &Unknown, kind: usize, report: usize) -> Form {
        let mut form: Form =
            unknown.x[report].iter().zip(&self.u).map(|(x, u)| (*x, u[kind].clone())).collect();
        form.push((unknown.tau[report], Rational::from(-1)));
        form
    }

    /// Adds an offer with A-IR and A-IC for every type, those of probability 0 included.
    pub(super) fn offer(&self, program: &mut Program) -> Unknown {
        let x: Vec<Vec<usize>> = (0..self.types())
            .map(|_| (0..self.decisions()).map(|_| program.nonnegative()).collect())
            .collect();
        let unknown = Unknown { x, tau: program.frees(self.types()) };
        for (kind, row) in unknown.x.iter().enumerate() {
            program.equal(row.iter().map(|x| (*x, Rational::one())).collect(), Rational::one());
            program.name(format!("lottery({kind})"));
        }
        for kind in 0..self.types() {
            let truth = self.rent_form(&unknown, kind, kind);
            program.at_least(truth.clone(), Rational::zero());
            program.name(format!("A-IR({kind})"));
            for report in (0..self.types()).filter(|report| *report != kind) {
                let mut form = truth.clone();
                add(&mut form, &Rational::from(-1), &self.rent_form(&unknown, kind, report));
                program.at_least(form, Rational::zero());
                program.name(format!("A-IC({kind} -> {report})"));
            }
        }
        unknown
    }

    pub(super) fn objective(&self, unknown: &Unknown, belief: &[Rational]) -> Form {
        let mut form = Form::new();
        for (kind, p) in belief.iter().enumerate() {
            form.extend(unknown.x[kind].iter().zip(&self.w).map(|(x, w)| (*x, p * &w[kind])));
            form.push((unknown.tau[kind], p * &self.slope[kind]));
        }
        form
    }

    /// The third party's best payoff at a belief.
    pub(super) fn value(&self, belief: &[Rational]) -> Result<Rational, EvalError> {
        let mut program = Program::new();
        let unknown = self.offer(&mut program);
        Ok(attained(program.maximum(self.objective(&unknown, belief))?)?.value)
    }

    /// The best payoff with a fixed decision rule; nothing if no transfers implement it.
    pub(super) fn value_with_rule(&self, rule: &[Vec<Rational>]) -> Result<Option<Rational>, EvalError> {
        let mut program = Program::new();
        let unknown = self.offer(&mut program);
        for (x, value) in unknown.x.iter().flatten().zip(rule.iter().flatten()) {
            program.equal(vec![(*x, Rational::one())], value.clone());
        }
        let best = program.maximum(self.objective(&unknown, &self.prior))?;
        Ok(best.map(|best| best.value))
    }

    /// Does the offer satisfy A-IR and A-IC?
    fn feasible(&self, offer: &Offer) -> bool {
        (0..self.types()).all(|kind| {
            let rent = self.rent(kind, offer);
            let lie = |report: usize| self.utility(kind, &offer.x[report]) - &offer.tau[report];
            !rent.is_negative() && (0..self.types()).all(|report| rent >= lie(report))
        })
    }

    /// Every vertex of the offers that satisfy A-IR and A-IC, or of those with a payoff, with transfers or without.
    pub(super) fn vertices(
        &self,
        payoff: Option<&Rational>,
        transfers: bool,
    ) -> Result<Vec<Offer>, EvalError> {
        let (types, decisions) = (self.types(), self.decisions());
        let width = types * decisions + types;
        let (x, tau) = (|kind, y| 1 + kind * decisions + y, |kind| 1 + types * decisions + kind);
        let mut faces = Vec::new();
        let mut face = |constant: Rational, entries: Vec<(usize, Rational)>, equal: bool| {
            let mut row = vec![Rational::zero(); width + 1];
            row[0] = constant;
            for (place, value) in entries {
                row[place] += &value;
            }
            faces.push(Face { row, equal });
        };
        let mut objective = Vec::new();
        for kind in 0..types {
            face(Rational::from(-1), (0..decisions).map(|y| (x(kind, y), Rational::one())).collect(), true);
            if !transfers {
                face(Rational::zero(), vec![(tau(kind), Rational::one())], true);
            }
            for y in 0..decisions {
                face(Rational::zero(), vec![(x(kind, y), Rational::one())], false);
                objective.push((x(kind, y), &self.prior[kind] * &self.w[y][kind]));
            }
            objective.push((tau(kind), &self.prior[kind] * &self.slope[kind]));
            for report in 0..types {
                let mut entries: Vec<_> =
                    (0..decisions).map(|y| (x(kind, y), self.u[y][kind].clone())).collect();
                entries.push((tau(kind), Rational::from(-1)));
                if report != kind {
                    entries.extend((0..decisions).map(|y| (x(report, y), -&self.u[y][kind])));
                    entries.push((tau(report), Rational::one()));
                }
                face(Rational::zero(), entries, false);
            }
        }
        if let Some(payoff) = payoff {
            face(-payoff, objective, true);
        }
        let found = vertices(width, &faces)?;
        let offers = found.iter().map(|point| Offer {
            x: point[..types * decisions].chunks(decisions).map(<[Rational]>::to_vec).collect(),
            tau: point[types * decisions..].to_vec(),
        });
        Ok(offers.collect())
    }

    /// Every vertex of the transfers that make a decision rule satisfy A-IR and A-IC.
    pub(super) fn transfers(&self, x: &[Vec<Rational>]) -> Result<Vec<Vec<Rational>>, EvalError> {
        let types = self.types();
        let mut faces = Vec::new();
        for kind in 0..types {
            let own = self.utility(kind, &x[kind]);
            for report in 0..types {
                let mut row = vec![Rational::zero(); types + 1];
                row[0] = own.clone();
                row[1 + kind] = Rational::from(-1);
                if report != kind {
                    row[0] = &own - &self.utility(kind, &x[report]);
                    row[1 + report] = Rational::one();
                }
                faces.push(Face { row, equal: false });
            }
        }
        vertices(types, &faces)
    }

    pub(super) fn lotteries(&self, slot: &Slot<'_>) -> Result<Vec<Vec<Rational>>, EvalError> {
        slot.exactly(self.types())?.iter().map(|row| row.probabilities(self.decisions())).collect()
    }
}

/// The third party's value without information, and every vertex of its optimal offers.
pub(crate) fn third_party(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let problem = Problem::read(&Fields::of(map), true)?;
    let value = problem.value(&problem.prior)?;
    let found = problem.vertices(Some(&value), true)?;
    let found = found.iter().map(|offer| json!({"x": table(&offer.x), "tau": numbers(&offer.tau)}));
    let found: Vec<Value> = found.collect();
    Ok(Answer::new().number("v_star", &value).value("optimal_vertices", found).done())
}

/// The three necessary conditions of the proof in section 5.
pub(crate) fn grand_mechanism(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let problem = Problem::read(&fields, false)?;
    let types = problem.types();
    let x = problem.lotteries(&fields.get("x")?)?;
    let tau = fields.get("tau")?.rationals_exactly(types)?;
    let fee = fields.get("t")?.rationals_exactly(types)?;
    let offer = Offer { x, tau };
    let net = |kind: usize| problem.rent(kind, &offer) - &fee[kind];
    let lie = |kind: usize, report: usize| {
        problem.utility(kind, &offer.x[report]) - &offer.tau[report] - &fee[report]
    };
    let everyone = |test: &dyn Fn(usize, usize) -> bool| {
        (0..types).all(|kind| (0..types).all(|report| test(kind, report)))
    };
    let payoff = problem.expected(&problem.prior, &offer);
    let value = problem.value(&problem.prior)?;
    let best = problem.value_with_rule(&offer.x)?;
    Ok(Answer::new()
        .value("(5.1)", everyone(&|kind, report| net(kind) >= lie(kind, report)))
        .value("(5.2)", everyone(&|kind, report| net(kind) >= -&fee[report]))
        .value("(5.3)", payoff >= value)
        .number("third_party_value", &payoff)
        .number("v_star", &value)
        .value("x_in_Y_empty", best.as_ref() == Some(&value))
        .maybe("best_value_with_rule_x", best.as_ref())
        .done())
}

/// A disclosure rule, by type, with the signals of positive probability.
struct Disclosure {
    rows: Vec<Vec<Rational>>,
    /// Position, probability and posterior of each signal.
    signals: Vec<(usize, Rational, Vec<Rational>)>,
}

impl Disclosure {
    fn read(fields: &Fields<'_>, prior: &[Rational]) -> Result<Self, EvalError> {
        let slots = fields.get("pi_rows_by_type")?.exactly(prior.len())?;
        let count = slots[0].list(MOST)?.len();
        let rows: Vec<Vec<Rational>> =
            slots.iter().map(|row| row.probabilities(count)).collect::<Result<_, _>>()?;
        let mut signals = Vec::new();
        for signal in 0..count {
            let joint: Vec<Rational> = rows.iter().zip(prior).map(|(row, p)| p * &row[signal]).collect();
            let mass: Rational = joint.iter().cloned().sum();
            if mass.is_positive() {
                signals.push((signal, mass.clone(), joint.iter().map(|p| over(p, &mass)).collect()));
            }
        }
        Ok(Disclosure { rows, signals })
    }
}

/// Does some selection of optimal offers, with some fee, make the rule truthful?
pub(crate) fn disclosure(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let problem = Problem::read(&fields, false)?;
    let rule = Disclosure::read(&fields, &problem.prior)?;
    let types = problem.types();
    let mut program = Program::new();
    let fee = program.frees(types);
    let mut gains = vec![vec![Form::new(); types]; types];
    let mut informed = Rational::zero();
    for (signal, mass, belief) in &rule.signals {
        let best = problem.value(belief)?;
        informed += &(mass * &best);
        let unknown = problem.offer(&mut program);
        program.at_least(problem.objective(&unknown, belief), best);
        for (kind, row) in gains.iter_mut().enumerate() {
            let rent = problem.rent_form(&unknown, kind, kind);
            for (report, form) in row.iter_mut().enumerate() {
                let shift = &rule.rows[kind][*signal] - &rule.rows[report][*signal];
                add(form, &shift, &rent);
            }
        }
    }
    for (kind, row) in gains.into_iter().enumerate() {
        for (report, mut form) in row.into_iter().enumerate().filter(|(report, _)| *report != kind) {
            form.push((fee[kind], Rational::from(-1)));
            form.push((fee[report], Rational::one()));
            program.at_least(form, Rational::zero());
        }
    }
    // I-IR is left out: a lower fee for every type restores it and changes nothing else.
    Ok(Answer::new()
        .number("value_of_information", &(informed - problem.value(&problem.prior)?))
        .value("truthful_for_some_selection_and_fee", program.feasible()?)
        .done())
}

/// Is a mediator's mechanism truthful, and what does it induce?
pub(crate) fn mechanism(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let problem = Problem::read(&fields, false)?;
    let rule = Disclosure::read(&fields, &problem.prior)?;
    let (types, count) = (problem.types(), rule.rows[0].len());
    let x = fields.get("selected_x_by_signal")?.exactly(count)?;
    let tau = fields.get("selected_tau_by_signal")?.table(count, types)?;
    let fee = fields.get("t")?.rationals_exactly(types)?;
    let mut offers = Vec::new();
    for (x, tau) in x.iter().zip(tau) {
        offers.push(Offer { x: problem.lotteries(x)?, tau });
    }
    let mut violated = None;
    for (signal, _, belief) in &rule.signals {
        let offer = &offers[*signal];
        if !problem.feasible(offer) || problem.expected(belief, offer) != problem.value(belief)? {
            violated = Some(json!({"constraint": "optimal", "signal": signal}));
            break;
        }
    }
    let payoff = |kind: usize, report: usize| {
        let rents: Vec<Rational> = offers.iter().map(|offer| problem.rent(kind, offer)).collect();
        dot(&rule.rows[report], &rents) - &fee[report]
    };
    let pairs = (0..types).flat_map(|kind| (0..types).map(move |report| (kind, report)));
    let lie = pairs.into_iter().find(|(kind, report)| payoff(*kind, *kind) < payoff(*kind, *report));
    let loser = (0..types).find(|kind| payoff(*kind, *kind).is_negative());
    let violated = violated
        .or_else(|| lie.map(|(kind, report)| json!({"constraint": "I-IC", "type": kind, "report": report})))
        .or_else(|| loser.map(|kind| json!({"constraint": "I-IR", "type": kind})));
    let mut induced = vec![vec![Rational::zero(); problem.decisions()]; types];
    let mut value = Rational::zero();
    for (kind, row) in induced.iter_mut().enumerate() {
        for (p, offer) in rule.rows[kind].iter().zip(&offers) {
            for (x, chosen) in row.iter_mut().zip(&offer.x[kind]) {
                *x += &(p * chosen);
            }
            value += &(&problem.prior[kind] * p * problem.payoff(kind, offer));
        }
    }
    Ok(Answer::new()
        .value("truthful", violated.is_none())
        .value("first_violated_constraint", violated.unwrap_or(Value::Null))
        .value("induced_x", table(&induced))
        .value("third_party_value", number(&value))
        .done())
}
