//! The calculator's question about the extortion game: `carroll.extortion`.
//!
//! Source: Carroll, "Information Games and Robust Trading Mechanisms", section
//! 4.1 and appendix B.1. Consumes a finite mechanism, information structures
//! and strategies; checks that they are what the paper asks for; produces the
//! verdict of [`super::extortion_game`] and the levels of welfare.

use std::collections::BTreeMap;

use mechproof_core::exact::Rational;
use serde_json::{Map, Value, json};

use super::carroll::{four_values, independent, structure};
use super::error::EvalError;
use super::extortion_check::Violation;
use super::extortion_game::{
    BUYER, Game, Mixed, Offers, Profile, REJECT, SELLER, TYPES, all_signals, conditional,
};
use super::input::{Fields, Slot};
use super::linear::over;
use super::output::{Answer, numbers};
use super::structures::Structure;

/// The most actions of a side, structures besides the default, and states of a structure.
const LIMITS: (usize, usize, usize) = (8, 4, 12);

const SIDE_NAMES: [&str; 2] = ["buyer", "seller"];
const DECISION_NAMES: [&str; 2] = ["accept", "reject"];
const TYPE_NAMES: [[&str; 2]; 2] = [["b_lo", "b_hi"], ["s_lo", "s_hi"]];

/// Numbers by the buyer's and the seller's action.
type Table = Vec<Vec<Rational>>;

/// The names of the signals, by side; a signal's place is its number.
type Names = [Vec<String>; 2];

/// Is a profile an undominated sequential equilibrium of the extortion game, and what is its welfare?
pub(crate) fn extortion(map: &Map<String, Value>) -> Result<Value, EvalError> {
    let fields = Fields::of(map);
    let values = four_values(&fields)?;
    let (x, y) = (fields.inner_probability("p_b_hi")?, fields.inner_probability("p_s_lo")?);
    let setting = independent(&values, &x, &y);
    let (q, t) = mechanism(&fields)?;
    let mut names = Names::default();
    let mut structures = vec![information(&fields.get("default")?, &setting.prob, &mut names)?];
    let own = names.clone().map(|names| names.len());
    for slot in fields.get("structures")?.list(LIMITS.1)? {
        structures.push(information(&slot, &setting.prob, &mut names)?);
        let found = structures.last().map(|last| [&last.buyer, &last.seller]).into_iter().flatten();
        let mut shared = found.zip(own).zip(&names);
        if let Some(name) = shared.find_map(|((signals, own), names)| {
            signals.iter().find(|signal| signal.id < own).map(|signal| &names[signal.id])
        }) {
            let required = format!("a structure without the signal `{name}` of `default`");
            return Err(fields.range("structures", required));
        }
    }
    overlapping(&fields, &structures, &names)?;
    let epsilon = fields.inner_probability("epsilon")?;
    let counts = [q.len(), q[0].len()];
    let game = Game { setting, q, t, structures, epsilon };
    let play = profile(&fields, counts, &names)?;
    let mut offers = game.offers(&play);
    if let Some(slot) = fields.maybe("offers") {
        for ((side, kind), amount) in TYPES.iter().zip(slot.rationals_exactly(4)?) {
            offers.amount[*side][*kind] = amount;
        }
    }
    answer(&game, &play, &offers, &names)
}

fn answer(game: &Game, play: &Profile, offers: &Offers, names: &Names) -> Result<Value, EvalError> {
    let nodes = game.nodes(offers, &game.epsilon);
    let violated = game.violation(play, &nodes)?;
    let auxiliary = game.auxiliary_violation(play);
    let direct = game.direct_violation(play);
    let show = |violation: Option<&Violation>| violation.map_or(Value::Null, |found| describe(found, names));
    let total = game.total_minimum(play);
    let by_type = |value: &dyn Fn(usize, usize) -> Rational| -> Vec<Rational> {
        TYPES.iter().map(|(side, kind)| value(*side, *kind)).collect()
    };
    let payoffs: Vec<Vec<Rational>> = (0..game.structures.len())
        .map(|k| by_type(&|side, kind| game.type_payoff(play, k, side, kind)))
        .collect();
    let law = by_type(&|side, kind| {
        game.setting
            .prob
            .iter()
            .enumerate()
            .flat_map(|(b, row)| row.iter().enumerate().map(move |(s, p)| ([b, s], p)))
            .filter(|(pair, _)| pair[side] == kind)
            .map(|(_, p)| p.clone())
            .sum()
    });
    let levels = payoffs.iter().flatten().zip(law.iter().cycle()).map(|(payoff, p)| p * payoff);
    let count = i64::try_from(payoffs.len()).unwrap_or(1);
    let mean = over(&levels.sum(), &Rational::from(count));
    let formula = (Rational::one() - &game.epsilon) * &total + &game.epsilon * mean;
    let limit = game.welfare(play, &game.nodes(offers, &Rational::zero()));
    let worst: Vec<usize> = TYPES.iter().map(|(side, kind)| offers.worst[*side][*kind]).collect();
    let gains = by_type(&|side, kind| game.gain_from_accepting(play, &nodes, side, kind));
    Ok(Answer::new()
        .value("is_equilibrium", violated.is_none())
        .value("first_violated_constraint", show(violated.as_ref()))
        .number("welfare", &game.welfare(play, &nodes))
        .number("tmu", &total)
        .number("limit_welfare", &limit)
        .number("welfare_formula", &formula)
        .number("tmu_lp", &game.setting.total_minimum_utility(&game.structures[1..])?)
        .value("auxiliary_violation", show(auxiliary.as_ref()))
        .value("direct_violation", show(direct.as_ref()))
        .value("type_payoffs", super::output::table(&payoffs))
        .value("worst_structures", worst)
        .value("offers", numbers(&by_type(&|side, kind| offers.amount[side][kind].clone())))
        .value("gain_from_accepting", numbers(&gains))
        .number("belief_distance", &game.belief_distance(play, &nodes))
        .done())
}

fn describe(violation: &Violation, names: &Names) -> Value {
    let signal = |side: usize, signal: usize| names[side][signal].as_str();
    match violation {
        Violation::Reply { side, decision, signal: seen, action, better, gain } => {
            let mut found =
                Answer::new().value("constraint", "best reply").value("player", SIDE_NAMES[*side]);
            if let Some(decision) = decision {
                found = found.value("after", DECISION_NAMES[*decision]);
            }
            found
                .value("signal", signal(*side, *seen))
                .value("action", *action)
                .value("better", *better)
                .number("gain", gain)
                .done()
        }
        Violation::Offer { side, kind, decision, gain } => Answer::new()
            .value("constraint", "offer")
            .value("player", SIDE_NAMES[*side])
            .value("type", TYPE_NAMES[*side][*kind])
            .value("decision", DECISION_NAMES[*decision])
            .number("gain", gain)
            .done(),
        Violation::Dominated { side, decision, signal: seen, action, by } => Answer::new()
            .value("constraint", "undominated")
            .value("player", SIDE_NAMES[*side])
            .value("after", DECISION_NAMES[*decision])
            .value("signal", signal(*side, *seen))
            .value("action", *action)
            .value("dominated_by", numbers(by))
            .done(),
        Violation::Direct { structure, side, signal: seen, report, gain } => Answer::new()
            .value(
                "constraint",
                if report.is_some() { "incentive compatibility" } else { "individual rationality" },
            )
            .value("structure", *structure)
            .value("player", SIDE_NAMES[*side])
            .value("signal", signal(*side, *seen))
            .value("report", report.map_or(Value::Null, |report| json!(signal(*side, report))))
            .number("gain", gain)
            .done(),
    }
}

/// The tables of the mechanism; action 0 is the null action of both sides (section 2.1).
fn mechanism(fields: &Fields<'_>) -> Result<(Table, Table), EvalError> {
    let rows = fields.get("q")?.list(LIMITS.0)?;
    let columns = rows[0].list(LIMITS.0)?.len();
    let q = fields.get("q")?.table(rows.len(), columns)?;
    let t = fields.get("t")?.table(rows.len(), columns)?;
    for (a, (shares, payments)) in q.iter().zip(&t).enumerate() {
        for (c, (share, payment)) in shares.iter().zip(payments).enumerate() {
            let wrong =
                |name: &str, required: &str| Err(fields.range(&format!("{name}[{a}][{c}]"), required));
            if share.is_negative() || *share > Rational::one() {
                return wrong("q", "from 0 to 1");
            }
            if (a == 0 || c == 0) && !share.is_zero() {
                return wrong("q", "0, since action 0 is the null action");
            }
            if a == 0 && payment.is_positive() {
                return wrong("t", "at most 0, since the buyer's action 0 is the null action");
            }
            if c == 0 && payment.is_negative() {
                return wrong("t", "at least 0, since the seller's action 0 is the null action");
            }
        }
    }
    Ok((q, t))
}

/// One information structure: its states, each with its probability, values and signals.
fn information(slot: &Slot<'_>, prior: &[Vec<Rational>], names: &mut Names) -> Result<Structure, EvalError> {
    let mut states = Vec::new();
    let mut kinds = [BTreeMap::new(), BTreeMap::new()];
    let mut law = vec![vec![Rational::zero(); 2]; 2];
    for state in slot.list(LIMITS.2)? {
        let state = state.object()?;
        state.only(&["b", "s", "buyer", "seller", "prob"])?;
        let mut pair = [(0, 0); 2];
        for (side, (value, signal)) in [("b", "buyer"), ("s", "seller")].into_iter().enumerate() {
            let kind = match state.get(value)?.text()? {
                "lo" => 0,
                "hi" => 1,
                _ => return Err(state.range(value, "`lo` or `hi`")),
            };
            let name = state.get(signal)?.text()?;
            let known = names[side].iter().position(|known| known == name);
            let id = known.unwrap_or(names[side].len());
            if known.is_none() {
                names[side].push(name.to_owned());
            }
            if *kinds[side].entry(id).or_insert(kind) != kind {
                return Err(state.range(value, format!("the value that `{name}` has in other states")));
            }
            pair[side] = (id, kind);
        }
        let p = state.rational("prob")?;
        if !p.is_positive() {
            return Err(state.range("prob", "positive"));
        }
        law[pair[BUYER].1][pair[SELLER].1] += &p;
        states.push((p, pair[BUYER].0, pair[SELLER].0, pair[BUYER].1, pair[SELLER].1));
    }
    if law != prior {
        return Err(slot.range("a structure whose law of values is the prior"));
    }
    Ok(structure(&states))
}

/// Signals that structures share must mean the same in each (section 4.1).
fn overlapping(fields: &Fields<'_>, structures: &[Structure], names: &Names) -> Result<(), EvalError> {
    for side in [BUYER, SELLER] {
        for (signal, kind) in all_signals(structures, side) {
            let mut laws = structures.iter().filter_map(|one| conditional(one, side, signal));
            let first = laws.next();
            let revealed = |one: &Structure| {
                let signals = if side == BUYER { &one.buyer } else { &one.seller };
                signals.iter().all(|found| found.id != signal || found.kind == kind)
            };
            if laws.any(|law| Some(&law) != first.as_ref()) || !structures.iter().all(revealed) {
                let name = &names[side][signal];
                let required = format!("overlapping: `{name}` must mean the same wherever it arises");
                return Err(fields.range("structures", required));
            }
        }
    }
    Ok(())
}

/// The strategies of both sides.
fn profile(fields: &Fields<'_>, counts: [usize; 2], names: &Names) -> Result<Profile, EvalError> {
    let mut accept = [[Rational::one(), Rational::one()], [Rational::one(), Rational::one()]];
    if let Some(slot) = fields.maybe("accept") {
        for ((place, (side, kind)), p) in TYPES.iter().enumerate().zip(slot.rationals_exactly(4)?) {
            if p.is_negative() || p > Rational::one() {
                return Err(fields.range(&format!("accept[{place}]"), "from 0 to 1"));
            }
            accept[*side][*kind] = p;
        }
    }
    let mut actions: [[Vec<Mixed>; 2]; 2] = Default::default();
    for side in [BUYER, SELLER] {
        let known: Vec<&str> = names[side].iter().map(String::as_str).collect();
        let object = fields.get(&format!("{}_actions", SIDE_NAMES[side]))?.object()?;
        object.only(&known)?;
        let read = |name: &&str| mixed(&object.get(name)?, counts[side]);
        let accepted = known.iter().map(read).collect::<Result<Vec<Mixed>, _>>()?;
        let mut rejected = accepted.clone();
        if let Some(slot) = fields.maybe(&format!("{}_actions_after_rejecting", SIDE_NAMES[side])) {
            let object = slot.object()?;
            object.only(&known)?;
            for (name, action) in known.iter().zip(&mut rejected) {
                if let Some(slot) = object.maybe(name) {
                    *action = mixed(&slot, counts[side])?;
                }
            }
        }
        actions[side] = [accepted, Vec::new()];
        actions[side][REJECT] = rejected;
    }
    Ok(Profile { actions, accept })
}

/// An action by its place, or a probability for each.
fn mixed(slot: &Slot<'_>, count: usize) -> Result<Mixed, EvalError> {
    if slot.is_list() {
        return slot.probabilities(count);
    }
    let most = i64::try_from(count).unwrap_or(1) - 1;
    let place = slot.integer(0, most)?;
    Ok((0..=most).map(|action| Rational::from(i64::from(action == place))).collect())
}
