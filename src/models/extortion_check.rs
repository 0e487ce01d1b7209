//! The constraints of an equilibrium of the extortion game, one by one.
//!
//! Consumes the game of Carroll's appendix B.1 and a strategy profile; produces
//! the first constraint that fails: of an undominated sequential equilibrium of
//! the combined game (section 3.3), of an equilibrium of the auxiliary game, or
//! of the direct mechanisms (section 4.1). Trusts the game, and the verifier of
//! linear programs for dominance by mixtures.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use mechproof_core::exact::Rational;

use super::error::EvalError;
use super::extortion_game::{
    ACCEPT, DECISIONS, Game, Mixed, Node, Profile, REJECT, SIDES, all_signals, belief, conditional, signals,
};
use super::linear::{Form, Program, attained};

/// A constraint that fails, and by how much.
pub(super) enum Violation {
    /// An action that is played although another is better against the belief.
    Reply {
        side: usize,
        decision: Option<usize>,
        signal: usize,
        action: usize,
        better: usize,
        gain: Rational,
    },
    /// A decision about the offer that is taken although the other one is better.
    Offer { side: usize, kind: usize, decision: usize, gain: Rational },
    /// An action that is played although it is weakly dominated by a mixture.
    Dominated { side: usize, decision: usize, signal: usize, action: usize, by: Mixed },
    /// A direct mechanism in which a signal gains by another report, or (`None`) by staying away.
    Direct { structure: usize, side: usize, signal: usize, report: Option<usize>, gain: Rational },
}

impl Game {
    /// The first action in use that is not a best reply to what the other side is believed to do.
    fn best_reply(
        &self,
        side: usize,
        kind: usize,
        own: &Mixed,
        other: &Mixed,
    ) -> Option<(usize, usize, Rational)> {
        let payoffs: Vec<Rational> =
            (0..self.actions(side)).map(|action| self.against(side, kind, action, other)).collect();
        let better = (0..payoffs.len()).rev().max_by(|a, b| payoffs[*a].cmp(&payoffs[*b]))?;
        let used = own.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        let worse = used.map(|(action, _)| action).find(|action| payoffs[*action] < payoffs[better])?;
        Some((worse, better, &payoffs[better] - &payoffs[worse]))
    }

    /// The first violated best reply of the auxiliary game, where the structure is drawn uniformly.
    pub(super) fn auxiliary_violation(&self, play: &Profile) -> Option<Violation> {
        for side in SIDES {
            for (signal, kind) in all_signals(&self.structures, side) {
                let mut other = vec![Rational::zero(); self.actions(1 - side)];
                for structure in &self.structures {
                    for (b, row) in structure.buyer.iter().zip(&structure.prob) {
                        for (s, p) in structure.seller.iter().zip(row) {
                            let pair = [b.id, s.id];
                            if pair[side] == signal {
                                blend(&mut other, p, &play.actions[1 - side][ACCEPT][pair[1 - side]]);
                            }
                        }
                    }
                }
                let own = &play.actions[side][ACCEPT][signal];
                if let Some((action, better, gain)) = self.best_reply(side, kind, own, &other) {
                    return Some(Violation::Reply { side, decision: None, signal, action, better, gain });
                }
            }
        }
        None
    }

    /// The first violated constraint of an undominated sequential equilibrium.
    ///
    /// In this order: actions in the mechanism (buyer, then seller; after
    /// accepting, then after rejecting; by signal), decisions about the offers
    /// (`b_lo`, `b_hi`, `s_lo`, `s_hi`), weakly dominated actions. Every information set
    /// is reached without a deviation of the other side, since the random draw
    /// has positive probability; so Bayes' rule gives every belief.
    pub(super) fn violation(&self, play: &Profile, nodes: &[Node]) -> Result<Option<Violation>, EvalError> {
        for (side, decision) in SIDES.iter().flat_map(|side| DECISIONS.map(|decision| (*side, decision))) {
            for (signal, kind) in all_signals(&self.structures, side) {
                let mut other = vec![Rational::zero(); self.actions(1 - side)];
                for ((decided, seen), weight) in belief(play, nodes, side, decision, signal) {
                    blend(&mut other, &weight, &play.actions[1 - side][decided][seen]);
                }
                let own = &play.actions[side][decision][signal];
                if let Some((action, better, gain)) = self.best_reply(side, kind, own, &other) {
                    let decision = Some(decision);
                    return Ok(Some(Violation::Reply { side, decision, signal, action, better, gain }));
                }
            }
        }
        for (side, kind) in SIDES.iter().flat_map(|side| [0, 1].map(|kind| (*side, kind))) {
            let gain = self.gain_from_accepting(play, nodes, side, kind);
            let wrong = if gain.is_negative() { ACCEPT } else { REJECT };
            if !gain.is_zero() && !play.decides(side, kind, wrong).is_zero() {
                return Ok(Some(Violation::Offer { side, kind, decision: wrong, gain: gain.abs() }));
            }
        }
        self.dominated(play)
    }

    fn dominated(&self, play: &Profile) -> Result<Option<Violation>, EvalError> {
        let mut known = BTreeMap::new();
        for (side, decision) in SIDES.iter().flat_map(|side| DECISIONS.map(|decision| (*side, decision))) {
            for (signal, kind) in all_signals(&self.structures, side) {
                for (action, weight) in play.actions[side][decision][signal].iter().enumerate() {
                    if weight.is_zero() {
                        continue;
                    }
                    let by = match known.entry((side, kind, action)) {
                        Entry::Occupied(found) => found.into_mut(),
                        Entry::Vacant(place) => place.insert(self.dominating(side, kind, action)?),
                    };
                    if let Some(by) = by.clone() {
                        return Ok(Some(Violation::Dominated { side, decision, signal, action, by }));
                    }
                }
            }
        }
        Ok(None)
    }

    /// A mixed action that weakly dominates an action, if there is one (section 3.3).
    fn dominating(&self, side: usize, kind: usize, action: usize) -> Result<Option<Mixed>, EvalError> {
        let mut program = Program::new();
        let weights: Vec<usize> = (0..self.actions(side)).map(|_| program.nonnegative()).collect();
        program.equal(weights.iter().map(|weight| (*weight, Rational::one())).collect(), Rational::one());
        let mut objective = Form::new();
        let mut base = Rational::zero();
        for other in 0..self.actions(1 - side) {
            let payoff = |own: usize| self.pure(side, kind, own, other);
            let form: Form = weights.iter().enumerate().map(|(own, w)| (*w, payoff(own))).collect();
            program.at_least(form.clone(), payoff(action));
            objective.extend(form);
            base += &payoff(action);
        }
        let best = attained(program.maximum(objective)?)?;
        Ok((best.value > base).then(|| weights.iter().map(|weight| best.point[*weight].clone()).collect()))
    }

    /// The first constraint of a direct mechanism that fails, over all structures (section 4.1).
    pub(super) fn direct_violation(&self, play: &Profile) -> Option<Violation> {
        for (place, structure) in self.structures.iter().enumerate() {
            for side in SIDES {
                for signal in signals(structure, side) {
                    let law = conditional(structure, side, signal.id).unwrap_or_default();
                    let payoff = |report: usize| -> Rational {
                        let own = &play.actions[side][ACCEPT][report];
                        let other = |(seen, p): (&usize, &Rational)| {
                            p * self.mixed(side, signal.kind, own, &play.actions[1 - side][ACCEPT][*seen])
                        };
                        law.iter().map(other).sum()
                    };
                    let truth = payoff(signal.id);
                    let reports = signals(structure, side).iter().map(|other| Some(other.id));
                    for report in reports.chain([None]) {
                        let gain = report.map(payoff).unwrap_or_default() - &truth;
                        if gain.is_positive() {
                            let signal = signal.id;
                            return Some(Violation::Direct { structure: place, side, signal, report, gain });
                        }
                    }
                }
            }
        }
        None
    }
}

fn blend(into: &mut Mixed, weight: &Rational, mixed: &Mixed) {
    for (sum, part) in into.iter_mut().zip(mixed) {
        *sum += &(weight * part);
    }
}
