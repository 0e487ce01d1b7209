//! The syntax tree of theorem files: what the parser produces and the elaborator consumes.
//!
//! It says what was written and where, and nothing about what it means: terms and formulas are one kind of
//! expression here, names are unresolved, numbers are kept as text. It trusts nothing and is trusted by nobody.

mod asides;
mod shown;

use std::ops::Range;

pub use asides::{Compute, Sketch, Unchecked, Value};

/// A range of bytes of the source text.
pub type Span = Range<usize>;

/// Something written, with its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub node: T,
    /// Where.
    pub span: Span,
}

/// A name as written. Names of models, programs and claims may hold hyphens and dots.
pub type Ident = Spanned<String>;

/// A theorem file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    /// Items in order, each with the comment lines before it.
    pub items: Vec<Spanned<Item>>,
}

/// One top-level item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `paper carroll "Title" by "Author" year 2017`
    Paper(Paper),
    /// `use "other.thm"`
    Use(Spanned<String>),
    /// `model NAME [extends NAME] ENTRIES`
    Model(Model),
    /// `program NAME in MODEL ENTRIES`
    Program(Program),
    /// `lemma 2.1a in MODEL at "Lemma 2.1(a)" ENTRIES [proof ... end]`
    Claim(Claim),
    /// `erratum NAME in MODEL at "place" printed ... corrected ... survives ...`
    Erratum(Erratum),
    /// `refute "claim" with INTERPRETATION proof ... end`
    Refute(Refute),
    /// `vacuous "claim" proof ... end`: the hypotheses of the claim contradict each other.
    Vacuous(Vacuous),
    /// `compute ID at "place" MODEL(field = value, ...) result = value, ...`
    Compute(Compute),
    /// `unchecked ID at "place" because "why"`: something the paper says that no claim here is about.
    Unchecked(Unchecked),
    /// `draw ID at "place" of PROGRAM, ... free a, b with c = 1, ... [by value]`
    Sketch(Sketch),
    /// `restate "paper" in MODEL`
    Restate(Restate),
    /// `adapt "claim" proof ... end`
    Adapt(Adapt),
}

/// The paper that the file's claims come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Short name, the first part of every claim's id.
    pub id: Ident,
    /// Title.
    pub title: Spanned<String>,
    /// Authors.
    pub authors: Spanned<String>,
    /// Year.
    pub year: Spanned<String>,
}

/// A domain as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainExpr {
    /// `real`, `natural`, or the name of a sort or index set.
    Name(Ident),
    /// `function(D, ...)`
    Function(Vec<Spanned<DomainExpr>>),
    /// `law(D, ...) on D`
    Law(Vec<Spanned<DomainExpr>>, Box<Spanned<DomainExpr>>),
}

/// `x, y in D`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinderGroup {
    /// The names bound.
    pub names: Vec<Ident>,
    /// What they range over.
    pub domain: Spanned<DomainExpr>,
}

/// `b[B]`, `n`, `q[B,S] in [0, 1]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declarator {
    /// The name declared.
    pub name: Ident,
    /// Index sets or sorts it is indexed by.
    pub indices: Vec<Spanned<DomainExpr>>,
    /// Bounds; only for variables of programs.
    pub bounds: Option<(Expr, Expr)>,
}

/// `let U(i, k) = expr`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Let {
    /// The name defined.
    pub name: Ident,
    /// Its parameters; none for a plain abbreviation.
    pub parameters: Vec<Ident>,
    /// What it stands for.
    pub body: Expr,
}

/// `NAME: formula`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFormula {
    /// The name.
    pub name: Ident,
    /// The formula.
    pub formula: Expr,
}

/// A model: the environment claims are made in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name.
    pub name: Ident,
    /// The model it adds to, or changes.
    pub extends: Option<Ident>,
    /// Whether its declarations take the place of those of the same name.
    pub changes: bool,
    /// Its declarations, in order.
    pub entries: Vec<Spanned<ModelEntry>>,
}

/// One declaration of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelEntry {
    /// `index B = {lo, hi}`
    Index(Ident, Vec<Ident>),
    /// `sort Type, Signal` or `sort State finite`
    Sort(Vec<Ident>, bool),
    /// `param b[B], s[S]`
    Param(Vec<Declarator>),
    /// `natural n, m`
    Natural(Vec<Ident>),
    /// `function u(Decision, Type), w(Decision, Type)`
    Function(Vec<(Ident, Vec<Spanned<DomainExpr>>)>),
    /// `law pi(th: Type) on Signal`, `law F continuous on [0, 1]`, `law F on real`
    Law(LawDeclaration),
    /// `assume NAME: formula`
    Assume(NamedFormula),
    /// `drop NAME`: an assumption of the extended model that does not hold here
    Drop(Ident),
    /// `let ...`
    Let(Let),
    /// `write x*y as mu[hi,lo]`: how something that the changed model's claims say is said here
    Write(Expr, Expr),
}

/// `law NAME[(p: D, ...)] [continuous] on D-or-interval`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawDeclaration {
    /// Its name.
    pub name: Ident,
    /// Domains of its parameters; their names are for reading only.
    pub parameters: Vec<(Option<Ident>, Spanned<DomainExpr>)>,
    /// Whether it is declared atomless.
    pub continuous: bool,
    /// The space of outcomes.
    pub on: LawSpace,
}

/// Where a law lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LawSpace {
    /// A sort, an index set or `real`.
    Domain(Spanned<DomainExpr>),
    /// `[a, b]`; either end may be `_` for none.
    Interval(Option<Expr>, Option<Expr>),
}

/// A parametric optimisation problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name.
    pub name: Ident,
    /// The model it lives in.
    pub model: Ident,
    /// Definitions that may use its variables.
    pub lets: Vec<Let>,
    /// Its variables.
    pub variables: Vec<Declarator>,
    /// True for `maximize`.
    pub maximize: bool,
    /// Name and expression of the objective.
    pub objective: NamedFormula,
    /// Named constraint families.
    pub constraints: Vec<NamedFormula>,
}

/// A claim of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// `lemma`, `theorem`, `equation`, ...
    pub kind: Ident,
    /// Its number or name; the claim's id is `paper/kind-name`, or `paper/name` for kind `claim`.
    pub name: Ident,
    /// The model it lives in; none for plain arithmetic.
    pub model: Option<Ident>,
    /// Place in the paper.
    pub place: Spanned<String>,
    /// `for x in D, ...` and `given NAME: formula` and `let`, in order.
    pub entries: Vec<Spanned<ClaimEntry>>,
    /// What is claimed; none for a mirror.
    pub show: Option<Expr>,
    /// `mirrors "5.4" by b[i] -> -s[opp(i)], ...`
    pub mirrors: Option<Mirror>,
    /// The proof, if one is written.
    pub proof: Option<ProofBlock>,
}

/// An entry of a claim before `show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimEntry {
    /// `for x, y in D`
    For(Vec<BinderGroup>),
    /// `given NAME: formula`
    Given(NamedFormula),
    /// `without NAME`: an assumption of the model that this claim does not need
    Without(Ident),
    /// `let ...`
    Let(Let),
    /// `narrower "how"`
    Narrower(Spanned<String>),
    /// `reduced "by which step"`
    Reduced(Spanned<String>),
    /// `repairs "claim"`: another statement in place of that one
    Repairs(Spanned<String>),
    /// `note "text"`
    Note(Spanned<String>),
    /// `allow open`
    AllowOpen,
}

/// A claim whose proof is transported from another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The claim mirrored.
    pub of: Spanned<String>,
    /// Each symbol with its image: `b[i] -> -s[opp(i)]`.
    pub map: Vec<Definition>,
}

/// `NAME(pattern, ...) = expr` in interpretations, `NAME[i] -> expr` in mirrors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The symbol defined.
    pub name: Ident,
    /// Parameters or element names.
    pub patterns: Vec<Ident>,
    /// Its value.
    pub body: ArgumentExpr,
}

/// A wrong statement of a paper, with its repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erratum {
    /// Its name.
    pub name: Ident,
    /// The model it lives in.
    pub model: Option<Ident>,
    /// Place in the paper.
    pub place: Spanned<String>,
    /// `for`, `given`, `let` shared by the rows.
    pub entries: Vec<Spanned<ClaimEntry>>,
    /// `printed FORMULA [proof ... end]`: the proof refutes it.
    pub printed: ErratumRow,
    /// `corrected FORMULA [proof ... end]`
    pub corrected: ErratumRow,
    /// `survives FORMULA [proof ... end]`: the paper's conclusion.
    pub survives: Option<ErratumRow>,
}

/// One row of an erratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErratumRow {
    /// The statement.
    pub formula: Expr,
    /// The interpretation under which a printed statement fails.
    pub with: Vec<Interpretation>,
    /// Its proof or refutation.
    pub proof: Option<ProofBlock>,
}

/// One clause of an interpretation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interpretation {
    /// `Type = {one, two}`
    Carrier(Ident, Vec<Ident>),
    /// `v(zero, t) = 1`
    Symbol(Definition),
}

/// `refute "claim" with ... proof ... end`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refute {
    /// The claim refuted.
    pub claim: Spanned<String>,
    /// Name of this counterexample.
    pub name: Option<Ident>,
    /// The counterexample in words.
    pub notes: Vec<Spanned<String>>,
    /// The interpretation.
    pub with: Vec<Interpretation>,
    /// Proof that the hypotheses hold and the goal fails.
    pub proof: Option<ProofBlock>,
}

/// `vacuous "claim" proof ... end`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacuous {
    /// The claim.
    pub claim: Spanned<String>,
    /// Proof of falsity from its hypotheses.
    pub proof: Option<ProofBlock>,
}

/// `restate "paper" in MODEL`: the claims of a paper, in a changed model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restate {
    /// A paper, a claim's id, or the beginning of one with `*` at its end.
    pub what: Spanned<String>,
    /// The changed model.
    pub model: Ident,
}

/// `adapt "claim" proof ... end`: a proof of its own for a restated claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapt {
    /// The restated claim.
    pub claim: Spanned<String>,
    /// The proof.
    pub proof: ProofBlock,
}

/// An expression: a term or a formula.
pub type Expr = Spanned<ExprKind>;

/// Kinds of expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `3`, `0.25`
    Number(String),
    /// `x`
    Name(String),
    /// `b.lo`
    Field(Box<Expr>, Ident),
    /// `b[i, j]`
    Subscript(Box<Expr>, Vec<Expr>),
    /// `f(x, y)`, `max(a, b)`, `exp(a)`
    Call(Ident, Vec<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a + b` and so on.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `a < b <= c`; at least one link.
    Chain(Box<Expr>, Vec<(Comparison, Expr)>),
    /// `not a`
    Not(Box<Expr>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `a implies b`, also `a => b`
    Implies(Box<Expr>, Box<Expr>),
    /// `a iff b`, also `a <=> b`
    Iff(Box<Expr>, Box<Expr>),
    /// `forall x in D, y in D: body`
    Forall(Vec<BinderGroup>, Box<Expr>),
    /// `exists x in D: body`
    Exists(Vec<BinderGroup>, Box<Expr>),
    /// `sum(i in B, j in S) body`; the body is a product
    SumOver(Vec<BinderGroup>, Box<Expr>),
    /// `E[v: F, s: pi(th)] body`; the body is a product
    Expectation(Vec<Draw>, Box<Expr>),
    /// `I[u: F] body`: integral of the quantile function of F against body; the body is a product
    Quantile(Box<Draw>, Box<Expr>),
    /// `integral(body, y, a, b)`
    Integral(Box<Expr>, Ident, Box<Expr>, Box<Expr>),
    /// `[a >= b]`: 1 where it holds, else 0
    Indicator(Box<Expr>),
    /// `case x {lo: a, hi: b}`
    Case(Box<Expr>, Vec<(Ident, Expr)>),
    /// `optimum(PROGRAM)`; stands on the left of a chain
    Optimum(Ident),
    /// `supremum(PROGRAM) = f not attained`
    SupremumNotAttained(Ident, Box<Expr>),
    /// `every optimum of PROGRAM: formula`, which may use the program's variables
    EveryOptimum(Ident, Box<Expr>),
    /// `true`
    True,
    /// `false`
    False,
}

/// Arithmetic operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `<`
    Lt,
}

/// `v: F(args)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The outcome.
    pub name: Ident,
    /// The law.
    pub law: Ident,
    /// Its parameters.
    pub arguments: Vec<Expr>,
}

/// `proof STEPS end`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofBlock {
    /// The steps, in order. The block opens with the variables and hypotheses of its goal in scope.
    pub steps: Vec<Spanned<ProofStep>>,
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofStep {
    /// `step NAME: formula by ...`
    Step(NamedFormula, Justification),
    /// `chain NAME: a <= b by ... = c by ...`
    Chain(Ident, Expr, Vec<(Comparison, Expr, Justification)>),
    /// `let ...`: an abbreviation for the rest of the block
    Let(Let),
    /// `obtain x, K with NAME from REFERENCE`: opens an exists-fact
    Obtain(Vec<Ident>, Ident, Reference),
    /// `pick x in SORT`: sorts are not empty
    Pick(Ident, Spanned<DomainExpr>),
    /// `split REFERENCE into a, b, c`
    Split(Reference, Vec<Ident>),
    /// `conclusion NAME`: in a refutation, the claim's conclusion under the interpretation
    Conclusion(Ident),
    /// `conclude by ...`: the goal of the block
    Conclude(Justification),
}

/// `by [RULE] item, item, ... [degree N] [clearing item] [BLOCKS]`
///
/// Without a rule the items are products of facts from which a linear combination is sought.
#[derive(Clone, PartialEq, Eq)]
pub struct Justification {
    /// The rule's name; none for a combination.
    pub rule: Option<Ident>,
    /// What it works on.
    pub items: Vec<Spanned<Vec<Factor>>>,
    /// `degree N`: products of the items up to this many factors are tried.
    pub degree: Option<Spanned<u32>>,
    /// `clearing a*b`: product of positive facts by which the goal is multiplied.
    pub clearing: Vec<Factor>,
    /// Nested blocks, each with a label: `case NAME: STEPS` inside, closed by one `end`.
    pub blocks: Vec<(Ident, ProofBlock)>,
    /// Place.
    pub span: Span,
}

/// A factor of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Factor {
    /// `name` or `name(arguments)`: a fact in scope, instantiated.
    Fact(Reference),
    /// `{expr}`: a term: multiplier of an equation, or the argument of a rule.
    Term(Expr),
    /// `{expr}^2`
    Square(Expr),
    /// `"carroll/lemma-2.1a"` or `"2.1a"(arguments)`: a claim proved elsewhere.
    Claim(Spanned<String>, Vec<ArgumentExpr>),
    /// A positive number.
    Number(Spanned<String>),
}

/// A fact in scope, instantiated at arguments; premises are found among the facts in scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Its name.
    pub name: Ident,
    /// What its variables are replaced by.
    pub arguments: Vec<ArgumentExpr>,
}

/// What a variable is replaced by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentExpr {
    /// A term.
    Term(Expr),
    /// `(x, y) -> expr`
    Function(Vec<Ident>, Expr),
    /// `law (th) -> draw s: pi(th), y: x(s, th) give y`
    Law(Vec<Ident>, Box<LawExpr>),
}

/// A law built from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LawExpr {
    /// `draw s: pi(th), y: x(s) give y`; without draws `give y`
    Draw(Vec<Draw>, Expr),
    /// `mix 1/2: LAW, 1/2: LAW end`
    Mix(Vec<(Expr, LawExpr)>),
}
