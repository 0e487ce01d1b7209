//! The extortion game of Carroll's appendix B.1, for any finite mechanism.
//!
//! Consumes a mechanism, information structures of which the first is the
//! default, and a strategy profile; produces the offers, every terminal node of
//! the information game, payoffs, and the belief at every information set.
//! Nothing here uses the formulas of the proof: payoffs and beliefs are sums
//! over nodes. Trusts exact arithmetic.

use std::collections::BTreeMap;

use mechproof_core::exact::Rational;

use super::linear::over;
use super::structures::{Setting, Signal, Structure};

pub(super) const BUYER: usize = 0;
pub(super) const SELLER: usize = 1;
pub(super) const ACCEPT: usize = 0;
pub(super) const REJECT: usize = 1;
pub(super) const SIDES: [usize; 2] = [BUYER, SELLER];
pub(super) const DECISIONS: [usize; 2] = [ACCEPT, REJECT];

/// The four types in the order of the values: side and place.
pub(super) const TYPES: [(usize, usize); 4] = [(SELLER, 0), (BUYER, 0), (SELLER, 1), (BUYER, 1)];

/// A probability for each action.
pub(super) type Mixed = Vec<Rational>;

/// The game up to the offers: what nature and the mechanism do.
pub(super) struct Game {
    /// The values and their law.
    pub(super) setting: Setting,
    /// The probability of trade, rows by the buyer's action.
    pub(super) q: Vec<Vec<Rational>>,
    /// The payment, rows by the buyer's action.
    pub(super) t: Vec<Vec<Rational>>,
    /// The information structures; the first is the default.
    pub(super) structures: Vec<Structure>,
    /// The chance that the structure is drawn at random.
    pub(super) epsilon: Rational,
}

/// What every player does at every information set.
pub(super) struct Profile {
    /// Mixed actions by side, own decision and signal.
    pub(super) actions: [[Vec<Mixed>; 2]; 2],
    /// The probability of accepting, by side and type.
    pub(super) accept: [[Rational; 2]; 2],
}

/// The offers: the structure that follows a rejection and the amount, by side and type.
pub(super) struct Offers {
    /// The worst structure.
    pub(super) worst: [[usize; 2]; 2],
    /// What a trader who accepts pays.
    pub(super) amount: [[Rational; 2]; 2],
}

/// A terminal node of the information game; pairs are buyer, seller.
pub(super) struct Node {
    nature: Rational,
    kinds: [usize; 2],
    decisions: [usize; 2],
    payoffs: [Rational; 2],
    signals: [usize; 2],
}

impl Profile {
    pub(super) fn decides(&self, side: usize, kind: usize, decision: usize) -> Rational {
        let accept = &self.accept[side][kind];
        if decision == ACCEPT { accept.clone() } else { Rational::one() - accept }
    }
}

/// The signals of one side of a structure.
pub(super) fn signals(structure: &Structure, side: usize) -> &[Signal] {
    if side == BUYER { &structure.buyer } else { &structure.seller }
}

/// The signals of a side, by name, with the types that they reveal.
pub(super) fn all_signals(structures: &[Structure], side: usize) -> BTreeMap<usize, usize> {
    structures.iter().flat_map(|one| signals(one, side)).map(|signal| (signal.id, signal.kind)).collect()
}

/// The other side's signals given one signal, in one structure; `None` if it is not there.
pub(super) fn conditional(
    structure: &Structure,
    side: usize,
    signal: usize,
) -> Option<BTreeMap<usize, Rational>> {
    let place = signals(structure, side).iter().position(|one| one.id == signal)?;
    let others = signals(structure, 1 - side);
    let weight = |other: usize| {
        let (b, s) = if side == BUYER { (place, other) } else { (other, place) };
        structure.prob[b][s].clone()
    };
    Some(normalised(others.iter().enumerate().map(|(i, other)| (other.id, weight(i)))))
}

/// Weights added up by key and divided by their sum; keys of weight 0 are left out.
fn normalised<K: Ord>(weights: impl Iterator<Item = (K, Rational)>) -> BTreeMap<K, Rational> {
    let mut found = BTreeMap::new();
    for (key, weight) in weights {
        *found.entry(key).or_insert_with(Rational::zero) += &weight;
    }
    let sum: Rational = found.values().cloned().sum();
    found.retain(|_, weight| !weight.is_zero());
    found.values_mut().for_each(|weight| *weight = over(weight, &sum));
    found
}

/// The distance of two laws: the sum of absolute differences.
fn distance(a: &BTreeMap<usize, Rational>, b: &BTreeMap<usize, Rational>) -> Rational {
    let zero = Rational::zero();
    let one = |key: &usize| (a.get(key).unwrap_or(&zero) - b.get(key).unwrap_or(&zero)).abs();
    let only_b = b.keys().filter(|key| !a.contains_key(*key));
    a.keys().chain(only_b).map(one).sum()
}

impl Game {
    pub(super) fn actions(&self, side: usize) -> usize {
        if side == BUYER { self.q.len() } else { self.q[0].len() }
    }

    fn probability(&self, side: usize, kind: usize) -> Rational {
        self.setting.expect(|b, s| if [b, s][side] == kind { Rational::one() } else { Rational::zero() })
    }

    /// The payoff in the mechanism from pure actions of this side and the other.
    pub(super) fn pure(&self, side: usize, kind: usize, own: usize, other: usize) -> Rational {
        if side == BUYER {
            &self.setting.buyer[kind] * &self.q[own][other] - &self.t[own][other]
        } else {
            &self.t[other][own] - &self.setting.seller[kind] * &self.q[other][own]
        }
    }

    pub(super) fn against(&self, side: usize, kind: usize, own: usize, other: &Mixed) -> Rational {
        let played = other.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        played.map(|(place, weight)| weight * self.pure(side, kind, own, place)).sum()
    }

    pub(super) fn mixed(&self, side: usize, kind: usize, own: &Mixed, other: &Mixed) -> Rational {
        let played = own.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        played.map(|(place, weight)| weight * self.against(side, kind, place, other)).sum()
    }

    /// The payoff of a type in the direct mechanism of a structure.
    pub(super) fn type_payoff(&self, play: &Profile, k: usize, side: usize, kind: usize) -> Rational {
        let structure = &self.structures[k];
        let mut sum = Rational::zero();
        for (b, row) in structure.buyer.iter().zip(&structure.prob) {
            for (s, p) in structure.seller.iter().zip(row) {
                let pair = [b, s];
                if pair[side].kind == kind && !p.is_zero() {
                    let own = &play.actions[side][ACCEPT][pair[side].id];
                    let other = &play.actions[1 - side][ACCEPT][pair[1 - side].id];
                    sum += &(p * self.mixed(side, kind, own, other));
                }
            }
        }
        over(&sum, &self.probability(side, kind))
    }

    /// The offers of appendix B.1; among equally bad structures the first.
    pub(super) fn offers(&self, play: &Profile) -> Offers {
        let mut found = Offers { worst: [[1; 2]; 2], amount: Default::default() };
        for (side, kind) in TYPES {
            let mut least = self.type_payoff(play, 1, side, kind);
            for k in 2..self.structures.len() {
                let payoff = self.type_payoff(play, k, side, kind);
                if payoff < least {
                    (least, found.worst[side][kind]) = (payoff, k);
                }
            }
            found.amount[side][kind] = self.type_payoff(play, 0, side, kind) - least;
        }
        found
    }

    /// The total of the types' probabilities times their worst payoffs over the structures.
    pub(super) fn total_minimum(&self, play: &Profile) -> Rational {
        let worst = |side, kind| {
            (1..self.structures.len())
                .map(|k| self.type_payoff(play, k, side, kind))
                .min()
                .unwrap_or_default()
        };
        TYPES.iter().map(|(side, kind)| self.probability(*side, *kind) * worst(*side, *kind)).sum()
    }

    /// Stage 2: the structure and the payoffs, with their probabilities.
    fn draws(
        &self,
        offers: &Offers,
        epsilon: &Rational,
        decisions: [usize; 2],
        kinds: [usize; 2],
    ) -> Vec<(Rational, usize, [Rational; 2])> {
        let count = i64::try_from(self.structures.len()).unwrap_or(1);
        let share = over(epsilon, &Rational::from(count));
        let mut found: Vec<_> =
            (0..self.structures.len()).map(|k| (share.clone(), k, Default::default())).collect();
        let pays = |side: usize| -&offers.amount[side][kinds[side]];
        let (k, payoffs) = match decisions {
            [REJECT, _] => (offers.worst[BUYER][kinds[BUYER]], Default::default()),
            [_, REJECT] => (offers.worst[SELLER][kinds[SELLER]], [pays(BUYER), Rational::zero()]),
            _ => (0, [pays(BUYER), pays(SELLER)]),
        };
        found.push((Rational::one() - epsilon, k, payoffs));
        found
    }

    /// The terminal nodes of the information game, with the probability of nature's moves.
    pub(super) fn nodes(&self, offers: &Offers, epsilon: &Rational) -> Vec<Node> {
        let mut found = Vec::new();
        for (d_b, d_s) in DECISIONS.iter().flat_map(|b| DECISIONS.map(|s| (*b, s))) {
            for kinds in [[0, 0], [0, 1], [1, 0], [1, 1]] {
                for (draw, k, payoffs) in self.draws(offers, epsilon, [d_b, d_s], kinds) {
                    let structure = &self.structures[k];
                    for (b, row) in structure.buyer.iter().zip(&structure.prob) {
                        for (s, p) in structure.seller.iter().zip(row) {
                            if [b.kind, s.kind] == kinds && !p.is_zero() {
                                let (nature, payoffs) = (&draw * p, payoffs.clone());
                                let (decisions, signals) = ([d_b, d_s], [b.id, s.id]);
                                found.push(Node { nature, kinds, decisions, payoffs, signals });
                            }
                        }
                    }
                }
            }
        }
        found
    }

    /// The payoff of a side at a node: that of the information game and of the mechanism.
    fn payoff(&self, play: &Profile, node: &Node, side: usize) -> Rational {
        let action = |side: usize| &play.actions[side][node.decisions[side]][node.signals[side]];
        &node.payoffs[side] + self.mixed(side, node.kinds[side], action(side), action(1 - side))
    }

    /// Expected welfare of the combined game.
    pub(super) fn welfare(&self, play: &Profile, nodes: &[Node]) -> Rational {
        let reached = |node: &Node| {
            let decided = SIDES.map(|side| play.decides(side, node.kinds[side], node.decisions[side]));
            &node.nature * &decided[BUYER] * &decided[SELLER]
        };
        let total =
            |node: &Node| SIDES.map(|side| self.payoff(play, node, side)).into_iter().sum::<Rational>();
        nodes.iter().map(|node| reached(node) * total(node)).sum()
    }

    /// What a type gains by accepting rather than rejecting.
    pub(super) fn gain_from_accepting(
        &self,
        play: &Profile,
        nodes: &[Node],
        side: usize,
        kind: usize,
    ) -> Rational {
        let payoff = |decision: usize| -> Rational {
            let mine = |node: &&Node| node.kinds[side] == kind && node.decisions[side] == decision;
            let other = |node: &Node| play.decides(1 - side, node.kinds[1 - side], node.decisions[1 - side]);
            let each = |node: &Node| &node.nature * other(node) * self.payoff(play, node, side);
            nodes.iter().filter(mine).map(each).sum()
        };
        over(&(payoff(ACCEPT) - payoff(REJECT)), &self.probability(side, kind))
    }

    /// The largest distance, over the information sets, of the belief about the other side's
    /// signal from the law of that signal given the own one.
    pub(super) fn belief_distance(&self, play: &Profile, nodes: &[Node]) -> Rational {
        let mut most = Rational::zero();
        for (side, decision) in SIDES.iter().flat_map(|side| DECISIONS.map(|decision| (*side, decision))) {
            for signal in all_signals(&self.structures, side).into_keys() {
                let belief = belief(play, nodes, side, decision, signal).into_iter();
                let belief = normalised(belief.map(|((_, other), weight)| (other, weight)));
                let known = self.structures.iter().find_map(|one| conditional(one, side, signal));
                most = most.max(distance(&belief, &known.unwrap_or_default()));
            }
        }
        most
    }
}

/// The belief at an information set after the information game: the other side's decision and signal.
pub(super) fn belief(
    play: &Profile,
    nodes: &[Node],
    side: usize,
    decision: usize,
    signal: usize,
) -> BTreeMap<(usize, usize), Rational> {
    let mine = |node: &&Node| node.signals[side] == signal && node.decisions[side] == decision;
    normalised(nodes.iter().filter(mine).map(|node| {
        let (kind, decided) = (node.kinds[1 - side], node.decisions[1 - side]);
        ((decided, node.signals[1 - side]), &node.nature * play.decides(1 - side, kind, decided))
    }))
}
