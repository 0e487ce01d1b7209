//! What becomes of changed statements: refuted, certified or open.
//!
//! Consumes a claim with its stored proof and the theorems it may cite; produces mutants with outcomes. A mutant
//! is certified only if the kernel accepts a proof of it, and refuted only by an exact point, or by a proof of
//! its negation that the kernel accepts. Certified mutants, and the claim itself, are tried at many exact points
//! that satisfy their hypotheses. A point that refutes what the kernel certified is an alarm: one of the two is
//! wrong. Nothing here is trusted, and no verdict rests on it.

use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, Proof, check};

use super::change::{Changed, Effect, Kind, changes};
use super::contradiction::contradictory;
use super::difference::difference;
use crate::certificate::{Certificate, Proves};
use crate::falsify::{Interpretation, Point, Report, trials_together, without};
use crate::language::document::{Body, Entry};
use crate::language::elaborate::main_part;
use crate::ledger::statement_proved;
use crate::tactic::{Target, compile};

/// Points at which every mutant is tried first; most false ones fail at one of them.
const FIRST_POINTS: u64 = 60;
/// Points at which a mutant without proof is tried, for each hundred asked for.
const OPEN_SHARE: u64 = 10;
/// Steps of evaluation spent on the first points of one group, and on each further point of a mutant; on those of
/// certified mutants, of which as many are wanted as were asked for, more.
const FIRST_STEPS: u64 = 600_000;
const STEPS_PER_POINT: u64 = 6_000;
const STEPS_PER_CERTIFIED_POINT: u64 = 60_000;
/// Why there is no point where the hypotheses are shown to contradict each other.
const CONTRADICTORY: &str = "its hypotheses contradict each other: there is no point";

/// How much to do.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Most mutants of one claim.
    pub mutants: usize,
    /// Points at which certified statements are tried.
    pub points: u64,
    /// The seed of the changes and of the points.
    pub seed: u64,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An exact point satisfies its hypotheses and not its goal.
    Refuted(Point),
    /// The kernel accepts a proof that it fails, the claim's own refutation.
    Disproved,
    /// The kernel accepts a proof of it. It holds at so many points; if fewer than asked for, it is said why.
    Certified(Tried),
    /// Neither was found.
    Open(Tried),
    /// The kernel accepts a proof of it and a point refutes it.
    Alarm(Point),
}

impl Outcome {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Refuted(_) => "refuted",
            Outcome::Disproved => "disproved",
            Outcome::Certified(_) => "certified",
            Outcome::Open(_) => "open",
            Outcome::Alarm(_) => "alarm",
        }
    }
}

/// At how many points a statement holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Different exact points that satisfy the hypotheses, at each of which the goal holds.
    pub points: u64,
    /// Why they are not as many as asked for.
    pub why_fewer: Option<String>,
}

/// A changed statement and what became of it.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What kind of change.
    pub kind: Kind,
    /// What was changed, in words.
    pub change: String,
    /// What became of it.
    pub outcome: Outcome,
    /// For a certified one: why it is no weakness of the check, in words.
    pub reason: Option<String>,
}

/// What there is about a claim: stored proofs, the theorems that proofs may cite, of which none may be unproved,
/// and a point that is said to satisfy its hypotheses.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The certificates stored for the claim.
    pub certificates: &'a [Certificate],
    /// The theorems that proofs may cite.
    pub library: &'a Library,
    /// A point from which more are looked for, if it stands.
    pub witness: Option<&'a Interpretation>,
}

/// What was found about one claim.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Its mutants.
    pub mutants: Vec<Mutant>,
    /// At how many points the claim itself holds, if it is stated to hold and its proof was accepted.
    pub own: Option<Tried>,
    /// A point that refutes the claim though the kernel accepts its proof.
    pub alarm: Option<Point>,
}

impl Findings {
    /// Whether a point refutes something that the kernel certified.
    pub fn is_alarming(&self) -> bool {
        self.alarm.is_some() || self.mutants.iter().any(|mutant| matches!(mutant.outcome, Outcome::Alarm(_)))
    }
}

/// What stands between a mutant and its outcome.
struct Suspect {
    changed: Changed,
    certified: bool,
    outcome: Option<Outcome>,
    tried: Tried,
}

/// Makes mutants of a claim and settles each. Returns `None` for what has no formal statement.
pub fn settle(entry: &Entry, material: Material, effort: Effort) -> Option<Findings> {
    let Material { certificates, library, witness } = material;
    let Body::Formal(formal) = &entry.body else { return None };
    let claim = &formal.claim;
    let stored = |word: &str| certificates.iter().find(|certificate| certificate.proves.word() == word);
    let proof = stored(Proves::Claim.word()).map(|certificate| &certificate.proof);
    let own = proof.is_some_and(|proof| accepts(claim, proof, library));
    let mut suspects: Vec<Suspect> = changes(claim, effort.mutants, effort.seed, &entry.id)
        .into_iter()
        .map(|changed| Suspect { changed, certified: false, outcome: None, tried: Tried::default() })
        .collect();
    let first = (FIRST_POINTS.min(effort.points), FIRST_STEPS, effort.seed);
    let all: Vec<usize> = (0..suspects.len()).collect();
    let mut report = try_at(&mut suspects, &all, own.then_some(claim), witness, first);
    for suspect in &mut suspects {
        settle_by_kernel(suspect, entry, proof, certificates, library);
    }
    // Where the first points were not found, more are not looked for.
    let pick = |suspects: &[Suspect], certified: bool| -> Vec<usize> {
        let fits = |suspect: &Suspect| {
            suspect.certified == certified && suspect.outcome.is_none() && suspect.tried.points > 0
        };
        (0..suspects.len()).filter(|place| fits(&suspects[*place])).collect()
    };
    let budget = |count: usize, points: u64, steps: u64| {
        FIRST_STEPS.saturating_add(points.saturating_mul(steps).saturating_mul(count as u64))
    };
    let certified = pick(&suspects, true);
    // The claim itself is one of them only where a mutant is.
    let steps = if certified.is_empty() { STEPS_PER_POINT } else { STEPS_PER_CERTIFIED_POINT };
    let many = (effort.points, budget(certified.len() + 1, effort.points, steps), effort.seed);
    let promising = report.as_ref().is_some_and(|report| report.satisfied > 0);
    let more = try_at(&mut suspects, &certified, promising.then_some(claim), witness, many);
    report = more.or(report);
    for suspect in suspects.iter_mut().filter(|suspect| suspect.certified && suspect.tried.points == 0) {
        if contradictory(&suspect.changed.claim, &formal.environment, library) {
            suspect.tried.why_fewer = Some(CONTRADICTORY.to_owned());
        }
    }
    let open = pick(&suspects, false);
    let some = effort.points / 100 * OPEN_SHARE;
    if some > FIRST_POINTS {
        try_at(
            &mut suspects,
            &open,
            None,
            witness,
            (some, budget(open.len(), some, STEPS_PER_POINT), effort.seed),
        );
    }
    let mutants = suspects.into_iter().map(|suspect| {
        let reason = suspect.certified.then(|| reason(&suspect.changed, entry, proof, library));
        Mutant { reason, ..mutant(claim, suspect) }
    });
    let mutants = mutants.collect();
    let (own, alarm) = match report {
        Some(Report { counterexample: Some(point), .. }) => (Some(Tried::default()), Some(point)),
        Some(report) => (Some(tried(&report, effort.points)), None),
        None => (None, None),
    };
    Some(Findings { mutants, own, alarm })
}

/// Whether the kernel accepts a proof that assumes nothing.
fn accepts(claim: &Claim, proof: &Proof, library: &Library) -> bool {
    check(claim, proof, library, Limits::default()).is_ok_and(|theorem| theorem.holes().is_empty())
}

/// Lets the kernel look at a mutant: with the proofs of the claim itself, and, unless a point refutes it, with
/// what the proof in the theorem file becomes for the changed statement, weights searched for anew.
fn settle_by_kernel(
    suspect: &mut Suspect,
    entry: &Entry,
    proof: Option<&Proof>,
    certificates: &[Certificate],
    library: &Library,
) {
    let mutant = &suspect.changed.claim;
    suspect.certified = proof.is_some_and(|proof| accepts(mutant, proof, library));
    if suspect.certified || suspect.outcome.is_some() {
        return;
    }
    let disproved = certificates.iter().any(|certificate| {
        matches!(certificate.proves, Proves::Negation(_))
            && statement_proved(mutant, &certificate.proves)
                .is_ok_and(|negation| accepts(&negation, &certificate.proof, library))
    });
    if disproved {
        suspect.outcome = Some(Outcome::Disproved);
        return;
    }
    suspect.certified = proved_anew(mutant, entry, library);
}

/// Whether the proof in the theorem file, compiled for another statement, proves that.
fn proved_anew(statement: &Claim, entry: &Entry, library: &Library) -> bool {
    let mut entry = entry.clone();
    let Body::Formal(formal) = &mut entry.body else { return false };
    formal.claim = statement.clone();
    formal.proof.is_some()
        && compile(&entry, Target::Claim, library).is_ok_and(|proof| accepts(statement, &proof, library))
}

/// Why a certified mutant is no weakness of the check. That a hypothesis is not needed is shown by a proof.
fn reason(changed: &Changed, entry: &Entry, proof: Option<&Proof>, library: &Library) -> String {
    let Body::Formal(formal) = &entry.body else { return String::new() };
    let unneeded = |name: &str| {
        without(&formal.claim, name).is_some_and(|shorter| {
            proof.is_some_and(|proof| accepts(&shorter, proof, library))
                || proved_anew(&shorter, entry, library)
        })
    };
    match (changed.kind, &changed.hypothesis, changed.effect) {
        (Kind::Hypothesis, None, _) => "the proof does not use the hypothesis".to_owned(),
        (_, Some(_), Effect::Weaker) => "it assumes more than the claim, from which it follows".to_owned(),
        (_, Some(name), _) if unneeded(name) => {
            format!("({name}) is not needed: the claim is proved without it")
        }
        (_, Some(_), Effect::Stronger) => "the proof does with the weaker hypothesis".to_owned(),
        (_, Some(_), Effect::Other) => "the proof does with the changed hypothesis".to_owned(),
        (_, None, Effect::Weaker) => "it says less than the claim, from which it follows".to_owned(),
        (_, None, Effect::Stronger) => "it says more than the claim, and the same proof shows it".to_owned(),
        (_, None, Effect::Other) => "it is true as well, and the same proof shows it".to_owned(),
    }
}

/// Tries some mutants, and the claim itself if it is given, at exact points; those with the same hypotheses at
/// the same points. Notes what is refuted; returns what was found of the claim.
fn try_at(
    suspects: &mut [Suspect],
    places: &[usize],
    own: Option<&Claim>,
    start: Option<&Interpretation>,
    (points, budget, seed): (u64, u64, u64),
) -> Option<Report> {
    let mut left = places.to_vec();
    let mut own_report = None;
    let mut claim = own;
    while claim.is_some() || !left.is_empty() {
        let mutants = left.iter().map(|place| &suspects[*place].changed.claim);
        let claims: Vec<&Claim> = claim.into_iter().chain(mutants).collect();
        let mut reports = trials_together(&claims, start, points, (seed, budget)).into_iter();
        if claim.take().is_some() {
            own_report = reports.next().flatten();
        }
        let mut others = Vec::new();
        for (place, report) in left.into_iter().zip(reports) {
            let suspect = &mut suspects[place];
            match report {
                None => others.push(place),
                Some(report) => {
                    suspect.tried = tried(&report, points);
                    if let Some(point) = report.counterexample {
                        suspect.outcome = Some(Outcome::Refuted(point));
                    }
                }
            }
        }
        left = others;
    }
    own_report
}

fn tried(report: &Report, wanted: u64) -> Tried {
    let why = || match report.no_others {
        Some(0) => CONTRADICTORY.to_owned(),
        Some(1) => "every number in it is fixed: there is one point".to_owned(),
        Some(number) => format!("its hypotheses allow {number} points and no others"),
        None => (report.unsupported.clone())
            .unwrap_or_else(|| "no further points were found within the steps allowed".to_owned()),
    };
    Tried { points: report.satisfied, why_fewer: (report.satisfied < wanted).then(why) }
}

fn mutant(claim: &Claim, suspect: Suspect) -> Mutant {
    let Suspect { changed, certified, outcome, tried } = suspect;
    let outcome = match outcome {
        Some(Outcome::Refuted(point)) if certified => Outcome::Alarm(point),
        Some(outcome) => outcome,
        None if certified => Outcome::Certified(tried),
        None => Outcome::Open(tried),
    };
    let change = match &changed.dropped {
        _ if changed.kind != Kind::Hypothesis => {
            difference(claim.signature(), main_part(claim.formula()), main_part(changed.claim.formula()))
        }
        Some(name) => format!("without ({name})"),
        None => "without a hypothesis that has no name".to_owned(),
    };
    Mutant { kind: changed.kind, change, outcome, reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mechproof_core::logic::{Binder, Domain, Formula, Relation, Signature, Term, close};

    /// For all x: x = 0, which is false at 1.
    fn zero() -> Claim {
        let equal = Formula::Compare(Relation::Eq, Term::free("x"), Term::integer(0));
        let binder = Binder { name: "x".into(), domain: Domain::Real };
        Claim::new(Signature::default(), Formula::Forall(binder, Box::new(close(&equal, "x"))))
            .expect("closed")
    }

    fn suspect(certified: bool) -> Suspect {
        let (kind, effect) = (Kind::Relation, Effect::Other);
        let changed = Changed { kind, dropped: None, hypothesis: None, effect, claim: zero() };
        Suspect { changed, certified, outcome: None, tried: Tried::default() }
    }

    #[test]
    fn what_is_certified_and_refuted_is_an_alarm() {
        for (certified, word) in [(true, "alarm"), (false, "refuted")] {
            let mut suspects = vec![suspect(certified)];
            assert!(try_at(&mut suspects, &[0], None, None, (50, FIRST_STEPS, 1)).is_none());
            let mutant = mutant(&zero(), suspects.remove(0));
            assert_eq!(mutant.outcome.word(), word);
            let findings = Findings { mutants: vec![mutant], own: None, alarm: None };
            assert_eq!(findings.is_alarming(), certified);
        }
        let own = try_at(&mut [], &[], Some(&zero()), None, (50, FIRST_STEPS, 1)).expect("it was tried");
        assert!(own.counterexample.is_some());
    }

    #[test]
    fn it_is_told_why_there_are_not_more_points() {
        let report = |no_others| Report { satisfied: 1, no_others, ..Report::default() };
        for (no_others, wanted, why) in [
            (Some(1), 1, None),
            (Some(1), 10, Some("every number in it is fixed: there is one point")),
            (Some(2), 10, Some("its hypotheses allow 2 points and no others")),
            (Some(0), 10, Some("its hypotheses contradict each other: there is no point")),
            (None, 10, Some("no further points were found within the steps allowed")),
        ] {
            assert_eq!(tried(&report(no_others), wanted).why_fewer.as_deref(), why);
        }
    }

    #[test]
    fn what_is_not_refuted_is_certified_or_open() {
        for (certified, word) in [(true, "certified"), (false, "open")] {
            assert_eq!(mutant(&zero(), suspect(certified)).outcome.word(), word);
        }
    }
}
