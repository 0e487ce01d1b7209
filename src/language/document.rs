//! What elaboration makes of the theorem files of a paper: claims with their formal statements.
//!
//! Consumed by the proof compiler, by the ledger and by the report. Nothing here says that a claim is true.

use std::collections::BTreeMap;

use mechproof_core::kernel::Claim;
use mechproof_core::logic::{Argument, Binder, Name};

use super::elaborate::Environment;
use super::syntax::{Compute, Interpretation, NamedFormula, ProofBlock, Sketch, Span};

/// A paper and all claims its theorem files make about it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Short name, the first part of every claim's id.
    pub paper: String,
    /// Title.
    pub title: String,
    /// Authors.
    pub authors: String,
    /// Year.
    pub year: String,
    /// The claims in the order of the files; a claim may only cite earlier ones.
    pub entries: Vec<Entry>,
    /// What the paper says and no claim is about.
    pub unchecked: Vec<Unchecked>,
    /// Maps of regions to be drawn.
    pub figures: Vec<Figure>,
    /// Claims that a changed model was to state again, and cannot.
    pub senseless: Vec<Senseless>,
}

/// Something the paper says that is not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// `paper/remark-3`.
    pub id: String,
    /// Place in the paper.
    pub place: String,
    /// Why.
    pub because: String,
}

/// A map of regions to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// `paper/figure-3`.
    pub id: String,
    /// What is asked.
    pub item: Sketch,
    /// Index of the theorem file in the list given to the elaborator.
    pub file: usize,
}

/// A claim that makes no sense in a changed model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senseless {
    /// The id that it would have.
    pub id: String,
    /// The id of the published claim.
    pub of: String,
    /// What cannot be elaborated, and why.
    pub why: String,
}

/// Where a restated claim comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// The id of the published claim.
    pub of: String,
    /// The assumptions that the changed model makes itself.
    pub assumptions: Vec<NamedFormula>,
    /// Facts that the published proof had from assumptions that are now different, by name.
    pub doubtful: Vec<String>,
    /// Whether the theorem file gives it a proof of its own.
    pub adapted: bool,
    /// The published refutation, if the paper's theorem files refute the claim.
    pub refutation: Option<PublishedRefutation>,
    /// The published proof that the hypotheses contradict each other, if there is one.
    pub vacuity: Option<ProofBlock>,
}

/// A published refutation, to be tried on a restated claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRefutation {
    /// The interpretation as it was published.
    pub with: Vec<Interpretation>,
    /// The proof in the words of the changed model.
    pub proof: ProofBlock,
}

/// One claim.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `paper/lemma-2.1a`.
    pub id: String,
    /// `lemma`, `theorem`, `equation`, ...
    pub kind: String,
    /// Place in the paper.
    pub place: String,
    /// What is claimed.
    pub body: Body,
    /// How the formal statement relates to the paper's.
    pub reach: Reach,
    /// Remarks of the theorem file's author.
    pub notes: Vec<String>,
    /// The claim in whose place this one is stated.
    pub repairs: Option<String>,
    /// Whether the theorem file allows this claim to be left open or holey.
    pub allow_open: bool,
    /// For a row of an erratum: which.
    pub row: Option<Row>,
    /// For a claim that a changed model states again: where it comes from.
    pub restated: Option<Restated>,
    /// Index of the theorem file in the list given to the elaborator.
    pub file: usize,
    /// Place of the claim's name in that file.
    pub span: Span,
}

/// What a claim is made of.
#[derive(Clone, Debug)]
pub enum Body {
    /// A formula, with what its theorem file offers as proof, refutation or proof of vacuity.
    Formal(Box<Formal>),
    /// A computation by a registered exact model.
    Computation(Compute),
}

/// A claim with a formal statement.
#[derive(Clone, Debug)]
pub struct Formal {
    /// The statement.
    pub claim: Claim,
    /// What names mean in its proof.
    pub environment: Environment,
    /// The proof in the theorem file.
    pub proof: Option<ProofBlock>,
    /// Its refutation in the theorem file.
    pub refutation: Option<Refutation>,
    /// The proof that its hypotheses contradict each other.
    pub vacuity: Option<ProofBlock>,
    /// For a mirror image: the id of the claim mirrored, and what its symbols become.
    pub mirror: Option<(String, Vec<Argument>)>,
}

/// A declared refutation.
#[derive(Clone, Debug)]
pub struct Refutation {
    /// The elements of each sort.
    pub carriers: BTreeMap<Name, Vec<Name>>,
    /// The counterexample in words.
    pub notes: Vec<String>,
    /// What the leading quantifiers of the claim are instantiated with, in order.
    pub arguments: Vec<(Binder, Argument)>,
    /// What names mean in the proof.
    pub environment: Environment,
    /// The proof that the hypotheses hold and the goal fails.
    pub proof: ProofBlock,
}

/// How a formal statement relates to the paper's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It says what the paper says.
    AsStated,
    /// It says less, in this way.
    Narrower(String),
    /// It implies the paper's statement by this step.
    Reduced(String),
}

/// A row of an erratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The erratum's id.
    pub erratum: String,
    /// Which row.
    pub part: Part,
}

/// The rows of an erratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The statement as printed; to be refuted.
    Printed,
    /// The statement as corrected; to be certified.
    Corrected,
    /// The paper's conclusion; to be certified.
    Survives,
}
