//! Refutations with their numbers put in: every line agrees with the statement, false ones are marked, and what
//! the evaluator cannot decide it does not decide.

use std::fs;
use std::path::Path;

use mechproof::falsify::{ByHand, Content, Line, Truth, by_hand};
use mechproof::language::document::{Body, Document, Formal};
use mechproof::language::elaborate;
use mechproof::tactic::{Target, compile};
use mechproof_core::exact::{Limits, Rational};
use mechproof_core::kernel::{Library, check_traced};
use mechproof_core::logic::{Formula, Relation, Term};

const HEADER: &str = "paper sample \"Sample\" by \"Nobody\" year 2000\n\n";

fn documents(files: &[(String, Vec<u8>)]) -> Vec<Document> {
    elaborate::load(files).unwrap_or_else(|faults| panic!("{}", faults[0].message))
}

/// The refutation of the first claim of a text, without hints.
fn worked(text: &str) -> ByHand {
    let file = ("sample.thm".to_owned(), format!("{HEADER}{text}").into_bytes());
    let document = documents(&[file]).remove(0);
    let Body::Formal(formal) = &document.entries[0].body else { panic!("a formal claim") };
    by_hand(formal, None).expect("a refutation")
}

/// A refutation of one of the papers' claims, with the hints of its own proof.
fn of_paper(file: &str, id: &str) -> ByHand {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("theorems/dworczak");
    let read = |name: &str| (name.to_owned(), fs::read(root.join(name)).expect("the file is there"));
    let mut files = vec![read("model.thm")];
    if file != "model.thm" {
        files.push(read(file));
    }
    let document = documents(&files).remove(0);
    let entry = document.entries.iter().find(|entry| entry.id == id).expect("the claim is there");
    let Body::Formal(formal) = &entry.body else { panic!("a formal claim") };
    let library = Library::default();
    let proof =
        compile(entry, Target::Negation, &library).unwrap_or_else(|fault| panic!("{}", fault.message));
    let refutation = formal.refutation.as_ref().expect("a refutation");
    let negation = formal.claim.negation(&refutation.carriers).expect("the interpretation fits");
    let (_, lines) =
        check_traced(&negation, &proof, &library, Limits::default()).expect("the proof is accepted");
    by_hand(formal as &Formal, Some((&proof, &lines))).expect("a refutation")
}

fn named<'a>(line: &'a Line, name: &str) -> Option<&'a Line> {
    if line.name.as_deref() == Some(name) {
        return Some(line);
    }
    match &line.content {
        Content::All(parts) | Content::Some(parts) => parts.iter().find_map(|part| named(part, name)),
        Content::If(premise, rest) => named(premise, name).or_else(|| named(rest, name)),
        Content::Chosen(_, body) | Content::Against(_, body) => named(body, name),
        _ => None,
    }
}

/// The values of a comparison.
fn values(line: &Line) -> (Rational, Rational) {
    match &line.content {
        Content::Comparison {
            values: Some(Formula::Compare(_, Term::Number(left), Term::Number(right))),
            ..
        } => (left.clone(), right.clone()),
        other => panic!("no values: {other:?}"),
    }
}

/// No line claims more than its numbers say.
fn consistent(line: &Line) {
    match &line.content {
        Content::Comparison {
            values: Some(Formula::Compare(relation, Term::Number(left), Term::Number(right))),
            ..
        } => {
            let holds = match relation {
                Relation::Eq => left == right,
                Relation::Ne => left != right,
                Relation::Ge => left >= right,
                Relation::Gt => left > right,
                Relation::Le => left <= right,
                Relation::Lt => left < right,
            };
            assert_eq!(line.finding, if holds { Truth::Holds } else { Truth::Fails });
        }
        Content::Comparison { .. } => assert_eq!(line.finding, Truth::Left),
        Content::All(parts) | Content::Some(parts) => parts.iter().for_each(consistent),
        Content::If(premise, rest) => {
            consistent(premise);
            consistent(rest);
        }
        Content::Chosen(_, body) => {
            assert_ne!(body.finding, Truth::Fails);
            consistent(body);
        }
        Content::Against(_, body) => {
            assert_eq!(body.finding, Truth::Fails);
            consistent(body);
        }
        Content::Impossible { conditions, .. } => assert!(!conditions.is_empty()),
        Content::Whole { .. } => {}
    }
}

const FALSE: &str = "
claim c at \"p\"
  for a, b in real
  given order: a <= b
  given small: b <= 3
  show a*a <= b*b and a <= 3
refute \"c\" with a = -2, b = 1/2
";

#[test]
fn numbers_are_put_in() {
    let worked = worked(FALSE);
    assert_eq!(worked.tables.len(), 2);
    assert_eq!(worked.hypotheses.len(), 2);
    for hypothesis in &worked.hypotheses {
        assert_eq!(hypothesis.finding, Truth::Holds);
        consistent(hypothesis);
    }
    assert_eq!(worked.hypotheses[0].name.as_deref(), Some("order"));
    assert_eq!(values(&worked.hypotheses[0]), (Rational::from(-2), Rational::new(1, 2).unwrap()));
    assert_eq!(worked.conclusion.finding, Truth::Fails);
    let Content::All(parts) = &worked.conclusion.content else { panic!("a conjunction") };
    assert_eq!([parts[0].finding, parts[1].finding], [Truth::Fails, Truth::Holds]);
    assert_eq!(values(&parts[0]), (Rational::from(4), Rational::new(1, 4).unwrap()));
}

/// An interpretation that refutes nothing is not called one.
#[test]
fn a_wrong_interpretation_is_seen() {
    let wrong = worked(&FALSE.replace("a = -2", "a = 1/3"));
    assert_eq!(wrong.conclusion.finding, Truth::Holds);
    let outside = worked(&FALSE.replace("a = -2", "a = 2"));
    assert_eq!(outside.hypotheses[0].finding, Truth::Fails);
    consistent(&outside.hypotheses[0]);
}

#[test]
fn families_and_laws_become_tables_and_rows() {
    let text = "
model m
  index I = {lo, hi}
  param u[I]
  law p on I
  function v(I, real)
claim c in m at \"p\"
  given up: forall i in I, r in real: v(i, r) <= v(i, r + 1)
  given each: forall i, j in I: u[i] + u[j] >= 0
  show E[i: p] u[i] = 1
refute \"c\" with u(i) = case i {lo: 0, hi: 3}, v(i, r) = case i {lo: 2*r, hi: 5},
    p = law () -> mix 1/2: give lo, 1/2: give hi end
";
    let worked = worked(text);
    let table = |name: &str| worked.tables.iter().find(|table| table.name == name).expect("a table");
    assert_eq!(table("u").arguments, [["lo", "hi"]]);
    assert_eq!(table("p").outcomes.as_deref(), Some(["lo".to_owned(), "hi".to_owned()].as_slice()));
    assert_eq!((table("v").numbers.len(), table("v").entries.len()), (1, 2));
    assert!(worked.hypotheses.iter().all(|line| line.finding == Truth::Holds));
    let Content::All(rows) = &worked.hypotheses[1].content else { panic!("rows") };
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1].at, [("i".to_owned(), "lo".to_owned()), ("j".to_owned(), "hi".to_owned())]);
    assert_eq!(values(&worked.conclusion), (Rational::new(3, 2).unwrap(), Rational::one()));
}

/// A product of two unknowns is beyond the linear programs: it is left to the proof, not decided.
#[test]
fn what_is_not_decided_is_left() {
    let worked = worked(
        "
claim c at \"p\"
  for a in real
  given product: forall x, y in real: x >= 0 implies y >= 0 implies x*y >= a
  show a >= 1
refute \"c\" with a = 0
",
    );
    assert_eq!(worked.hypotheses[0].finding, Truth::Left);
    assert_eq!(worked.conclusion.finding, Truth::Fails);
}

/// The main theorem's counterexample: the witnesses come from the proof, every condition is evaluated, and weights
/// show that no transfers make the mixture optimal.
#[test]
fn the_coin() {
    let worked = of_paper("model.thm", "dworczak/theorem-1");
    worked.hypotheses.iter().for_each(consistent);
    consistent(&worked.conclusion);
    assert!(worked.hypotheses.iter().all(|line| line.finding == Truth::Holds));
    let implementable = named(&worked.conclusion, "implementable").expect("the premise");
    assert!(matches!(implementable.content, Content::Chosen(..)));
    for name in ["posterior", "A_IR", "A_IC", "I_IR", "I_IC", "induced"] {
        assert_eq!(named(implementable, name).expect(name).finding, Truth::Holds, "{name}");
    }
    assert_eq!(named(implementable, "best_after_each_signal").expect("a part").finding, Truth::Left);
    let best = named(&worked.conclusion, "best_without_signals").expect("the conclusion");
    assert_eq!(best.finding, Truth::Fails);
    let Content::Impossible { conditions, sum, .. } = &best.content else { panic!("weights") };
    assert_eq!(conditions.len(), 2);
    let Formula::Compare(_, Term::Number(level), _) = sum else { panic!("a number") };
    assert_eq!(*level, Rational::new(-1, 4).unwrap());
}

#[test]
fn informative_signals() {
    let worked = of_paper("informative.thm", "dworczak/E1-worthless");
    worked.hypotheses.iter().for_each(consistent);
    assert!(worked.hypotheses.iter().all(|line| line.finding != Truth::Fails));
    let hypothesis = |name: &str| worked.hypotheses.iter().find(|line| line.name.as_deref() == Some(name));
    let rows = hypothesis("I_ic").expect("I_ic");
    let Content::All(rows) = &rows.content else { panic!("rows") };
    assert_eq!(values(&rows[1]), (Rational::new(3, 2).unwrap(), Rational::new(3, 2).unwrap()));
}

/// A repair names an earlier claim; the words of a counterexample come with it.
#[test]
fn repairs_and_words() {
    let load = |text: &str| {
        let file = ("sample.thm".to_owned(), format!("{HEADER}{text}").into_bytes());
        elaborate::load(&[file])
            .map(|mut documents| documents.remove(0))
            .map_err(|faults| faults[0].message.clone())
    };
    let theorem =
        "theorem 1 at \"p\" for a in real show a >= 0\nrefute \"theorem-1\" note \"words\" with a = -1\n";
    let repair = "theorem 2 at \"p\" for a in real repairs \"theorem-1\" given large: a >= 1 show a >= 0\n";
    let document = load(&format!("{theorem}{repair}")).unwrap();
    assert_eq!(document.entries[1].repairs.as_deref(), Some("sample/theorem-1"));
    let Body::Formal(formal) = &document.entries[0].body else { panic!("a formal claim") };
    assert_eq!(formal.refutation.as_ref().unwrap().notes, ["words"]);
    assert_eq!(load(repair).unwrap_err(), "no claim is called `theorem-1`");
    let erratum =
        "erratum e at \"p\" for a in real repairs \"theorem-1\" printed a > 0 with a = 0 corrected a = a\n";
    assert!(load(&format!("{theorem}{erratum}")).unwrap_err().contains("correction of an erratum"));
}
