//! How formulas and terms read: in text, in LaTeX and in `MathML`.
//!
//! Tables of small terms and formulas with their print, then what must hold of any print: different
//! variables read differently, user text cannot leave its place, and every `MathML` element is well-formed.

#[path = "print/helpers.rs"]
mod helpers;

use helpers::{
    all, at, bind, bound, compare, free, ge, inside, int, label, law, lo, lt, mean, named, over, product,
    quantile, ratio, signature, some, sort, sum, total, well_formed,
};
use mechproof::print::{
    self, Printed, Statement, formula, formula_with_tables, statement, term, text_of_statement,
};
use mechproof_core::logic::{
    Builtin, Carrier, Domain, Extremum, Formula, Functional, Name, Relation, Scope, Signature, Term, Variable,
};
use std::sync::Arc;

fn check<T>(print: fn(&Signature, &T) -> Printed, table: Vec<(T, &str, &str)>) {
    for (value, text, latex) in table {
        let printed = print(&signature(), &value);
        assert_eq!((printed.text.as_str(), printed.latex.as_str()), (text, latex));
        inside(&printed);
        assert_eq!(printed, print(&signature(), &value));
    }
}

fn terms(table: Vec<(Term, &str, &str)>) {
    check(term, table);
}

fn formulas(table: Vec<(Formula, &str, &str)>) {
    check(formula, table);
}

#[test]
fn arithmetic() {
    let (x, y, z) = (|| free("x"), || free("y"), || free("z"));
    let square = |base| Term::Power(Arc::new(base), 2);
    terms(vec![
        (int(-3), "-3", "-3"),
        (ratio(-1, 2), "-1/2", r"-\frac{1}{2}"),
        (sum([]), "0", "0"),
        (product([]), "1", "1"),
        (sum([x()]), "x", "x"),
        (x().negated(), "-x", "-x"),
        (x().minus(y()), "x - y", "x - y"),
        (sum([x().negated(), y()]), "-x + y", "-x + y"),
        (sum([x(), int(-2)]), "x - 2", "x - 2"),
        (x().minus(y().minus(z())), "x - (y - z)", "x - (y - z)"),
        (x().minus(y()).minus(z()), "x - y - z", "x - y - z"),
        (x().minus(y().negated()), "x - (-y)", "x - (-y)"),
        (product([int(2), x()]), "2x", "2x"),
        (product([int(-2), x(), y()]), "-2x·y", r"-2x\,y"),
        (product([int(2), int(3)]), "2·3", r"2 \cdot 3"),
        (product([x(), int(-2)]), "x·(-2)", r"x \cdot (-2)"),
        (product([int(2), free("e3")]), "2·e3", r"2e_{3}"),
        (product([int(2), sum([x(), y()])]), "2(x + y)", "2(x + y)"),
        (product([x(), sum([y(), z()])]), "x·(y + z)", r"x \cdot (y + z)"),
        (product([product([x(), y()]), z()]), "x·y·z", r"x\,y\,z"),
        (product([x(), product([y(), z()])]), "x·(y·z)", r"x \cdot (y\,z)"),
        (product([x().minus(y()), square(x().minus(z()))]), "(x - y)(x - z)^2", "(x - y)(x - z)^{2}"),
        (over(sum([x(), y()]), product([int(2), z()])), "(x + y)/(2z)", r"\frac{x + y}{2z}"),
        (product([x(), over(y(), z())]), "x·(y/z)", r"x\,\frac{y}{z}"),
        (over(over(x(), y()), z()), "(x/y)/z", r"\frac{\frac{x}{y}}{z}"),
        (product([ratio(1, 2), sum([over(x(), y()), z()])]), "(1/2)(x/y + z)", {
            r"\frac{1}{2}\left(\frac{x}{y} + z\right)"
        }),
        (square(x()), "x^2", "x^{2}"),
        (square(square(x())), "(x^2)^2", "(x^{2})^{2}"),
        (square(x().negated()), "(-x)^2", "(-x)^{2}"),
        (square(free("p_star")), "p_star^2", "(p^{*})^{2}"),
        (Term::NaturalPower(Arc::new(x()), Arc::new(sum([free("n"), int(1)]))), "x^(n + 1)", "x^{n + 1}"),
        (Term::Extremum(Extremum::Max, Arc::new(x()), Arc::new(int(0))), "max(x, 0)", r"\max(x, 0)"),
        (Term::Builtin(Builtin::Log, Arc::new(over(x(), y()))), "log(x/y)", r"\log\left(\frac{x}{y}\right)"),
        (
            product([int(2), Term::Indicator(Relation::Ge, Arc::new(x()), Arc::new(y()))]),
            "2·1{x ≥ y}",
            r"2 \cdot \mathbf{1}\{x \ge y\}",
        ),
    ]);
}

#[test]
fn names() {
    terms(vec![
        (free("th"), "th", r"\theta"),
        (free("Omega"), "Omega", r"\Omega"),
        (free("p_star"), "p_star", "p^{*}"),
        (free("p_star'"), "p_star'", r"p^{*\prime}"),
        (free("x''"), "x''", "x''"),
        (free("W_dsa"), "W_dsa", r"W_{\mathrm{dsa}}"),
        (free("V_th_1"), "V_th_1", r"V_{\theta, 1}"),
        (free("x12"), "x12", "x_{12}"),
        (free("welfare"), "welfare", r"\mathrm{welfare}"),
        (free("_x"), "_x", r"\text{\_x}"),
        // Names that would look alike are printed verbatim.
        (sum([free("th"), free("theta")]), "th + theta", r"\mathrm{th} + \mathrm{theta}"),
        (sum([at("b", [lo()]), free("b_lo")]), "b[lo] + b_lo", r"b_{\mathrm{lo}} + \text{b\_lo}"),
        (product([int(2), at("W_dsa", [lo()])]), "2W_dsa[lo]", r"2W_{\mathrm{dsa}, \mathrm{lo}}"),
    ]);
    let printed = term(&signature(), &product([int(2), free("th_star")]));
    let symbol = "<msup><mi>θ</mi><mo>*</mo></msup>";
    assert_eq!(inside(&printed), format!("<mn>2</mn><mo>\u{2062}</mo>{symbol}"));
    let printed = term(&signature(), &free("W_dsa"));
    assert_eq!(inside(&printed), "<msub><mi>W</mi><mi>dsa</mi></msub>");
}

#[test]
fn functionals() {
    let index = |name: &str, index| at(name, [bound(index)]);
    let more = || sum([bound(0), int(1)]);
    terms(vec![
        (at("b", [lo()]), "b[lo]", r"b_{\mathrm{lo}}"),
        (at("u", [lo(), free("t")]), "u(lo, t)", r"u(\mathrm{lo}, t)"),
        (at("c", []), "c", "c"),
        (total("B", "i", index("b", 0)), "Σ_{i∈B} b[i]", r"\sum_{i \in B} b_{i}"),
        (total("State", "t", index("b", 0)), "Σ_{t∈State} b(t)", r"\sum_{t \in \mathrm{State}} b(t)"),
        (
            total("B", "i", total("B", "k", total("S", "j", at("q", [bound(2), bound(0)])))),
            "Σ_{i,k∈B,j∈S} q[i, j]",
            r"\sum_{i, k \in B,\; j \in S} q_{i, j}",
        ),
        (
            sum([total("B", "i", sum([index("b", 0), int(1)])), int(1)]),
            "Σ_{i∈B} (b[i] + 1) + 1",
            r"\sum_{i \in B} (b_{i} + 1) + 1",
        ),
        (
            product([total("B", "i", index("b", 0)), free("x")]),
            "(Σ_{i∈B} b[i])·x",
            r"\left(\sum_{i \in B} b_{i}\right)\,x",
        ),
        (product([free("x"), total("B", "i", index("b", 0))]), "x·Σ_{i∈B} b[i]", r"x\,\sum_{i \in B} b_{i}"),
        (
            mean("v", "F", [], mean("s", "pi", [bound(0)], sum([bound(0), bound(1)]))),
            "E_{v∼F}[E_{s∼pi(v)}[s + v]]",
            r"\mathbb{E}_{v \sim F}[\mathbb{E}_{s \sim \pi(v)}[s + v]]",
        ),
        (quantile("u", "F", more()), "I_F[u ↦ u + 1]", r"\int_{0}^{1} Q_{F}(u)\,\mathrm{d}(u + 1)"),
        (bind(Functional::Integral, "x", more()), "∫_0^1 (x + 1) dx", r"\int_{0}^{1} (x + 1)\,\mathrm{d}x"),
        (
            total("B", "i", Term::Select(Arc::new(bound(0)), [int(1), sum([free("x"), int(1)])].into())),
            "Σ_{i∈B} {1 if i = lo; x + 1 if i = hi}",
            concat!(
                r"\sum_{i \in B} \left(\begin{cases} 1 & \text{if } i = \mathrm{lo}",
                r" \\ x + 1 & \text{if } i = \mathrm{hi} \end{cases}\right)"
            ),
        ),
    ]);
    let printed = term(&signature(), &total("B", "i", index("b", 0)));
    let content = "<munder><mo>∑</mo><mrow><mi>i</mi><mo>∈</mo><mi>B</mi></mrow></munder>\
        <msub><mi>b</mi><mi>i</mi></msub>";
    assert_eq!(inside(&printed), content);
}

#[test]
fn scopes_say_what_free_names_range_over() {
    let names = [("i", sort("B")), ("F", law(vec![], sort("B"), false))];
    let names = names.into_iter().map(|(name, domain)| (Name::from(name), domain)).collect();
    let scope = Scope { signature: signature(), names };
    let value = sum([at("b", [free("i")]), mean("k", "F", [], at("b", [bound(0)]))]);
    assert_eq!(term(&signature(), &value).text, "b(i) + E_{k∼F}[b(k)]");
    assert_eq!(print::term_in(&scope, &value).text, "b[i] + E_{k∼F}[b[k]]");
    let select = Term::Select(Arc::new(free("i")), [int(1), int(2)].into());
    assert_eq!(term(&signature(), &select).text, "{1 if i = #0; 2 if i = #1}");
    let printed = print::formula_in(&scope, &ge(select, int(0)));
    assert_eq!(printed.text, "{1 if i = lo; 2 if i = hi} ≥ 0");
    let select = Term::Select(Arc::new(free("i")), [int(1), int(2), int(3)].into());
    assert_eq!(term(&signature(), &select).text, "{1 if i = one; 2 if i = two; 3 if i = three}");
}

#[test]
fn connectives() {
    let (a, b, c) = (|| free("a"), || free("b"), || free("c"));
    let and = Formula::And;
    let (p, q) = (|| lt(a(), b()), || ge(a(), c()));
    let exists = || some("x", Domain::Real, lt(bound(0), a()));
    formulas(vec![
        (Formula::truth(), "true", r"\top"),
        (Formula::falsity(), "false", r"\bot"),
        (and(vec![lt(a(), b()), lt(b(), c())]), "a < b < c", "a < b < c"),
        (
            and(vec![p(), compare(b(), Relation::Eq, c()), compare(c(), Relation::Le, a())]),
            "a < b = c ≤ a",
            r"a < b = c \le a",
        ),
        (and(vec![lt(a(), b()), ge(b(), c())]), "a < b and b ≥ c", r"a < b \land b \ge c"),
        (
            and(vec![p(), and(vec![q(), p()])]),
            "a < b and a ≥ c and a < b",
            r"a < b \land a \ge c \land a < b",
        ),
        (Formula::Or(vec![p(), and(vec![p(), q()])]), "a < b or (a < b and a ≥ c)", {
            r"a < b \lor (a < b \land a \ge c)"
        }),
        (p().implies(q()), "a < b implies a ≥ c", r"a < b \implies a \ge c"),
        (p().implies(q().implies(p())), "a < b and a ≥ c imply a < b", {
            r"a < b \land a \ge c \implies a < b"
        }),
        (p().implies(q()).implies(p()), "(a < b implies a ≥ c) implies a < b", {
            r"(a < b \implies a \ge c) \implies a < b"
        }),
        (p().negation(), "not (a < b)", r"\lnot (a < b)"),
        (q().implies(p().negation()), "a ≥ c implies not (a < b)", r"a \ge c \implies \lnot (a < b)"),
        (and(vec![exists(), p()]), "(∃ x ∈ ℝ: x < a) and a < b", {
            r"(\exists\, x \in \mathbb{R}:\; x < a) \land a < b"
        }),
        (p().implies(exists()), "a < b implies ∃ x ∈ ℝ: x < a", {
            r"a < b \implies \exists\, x \in \mathbb{R}:\; x < a"
        }),
        (and(vec![label("ic_buyer", p()), q()]), "(ic_buyer) a < b and a ≥ c", {
            r"\text{(ic\_buyer)}\; a < b \land a \ge c"
        }),
        (label("both", and(vec![p(), q()])), "(both) (a < b and a ≥ c)", {
            r"\text{(both)}\; (a < b \land a \ge c)"
        }),
    ]);
    let printed = formula(&signature(), &lt(a(), b()));
    assert_eq!(inside(&printed), "<mi>a</mi><mo>&lt;</mo><mi>b</mi>");
}

#[test]
fn quantifiers() {
    let body = || ge(at("q", [bound(2), bound(0)]), int(0));
    let functions = Domain::Function(vec![sort("B"), sort("S")]);
    formulas(vec![
        (
            all("i", sort("B"), all("k", sort("B"), all("j", sort("S"), body()))),
            "∀ i, k ∈ B, j ∈ S: q[i, j] ≥ 0",
            r"\forall\, i, k \in B,\; j \in S:\; q_{i, j} \ge 0",
        ),
        (
            all("x", Domain::Real, some("n", Domain::Natural, lt(bound(1), bound(0)))),
            "∀ x ∈ ℝ: ∃ n ∈ ℕ: x < n",
            r"\forall\, x \in \mathbb{R}:\; \exists\, n \in \mathbb{N}:\; x < n",
        ),
        (
            all("q", functions, Formula::truth()),
            "∀ q : B × S → ℝ: true",
            r"\forall\, q \colon B \times S \to \mathbb{R}:\; \top",
        ),
        (
            all("F", law(vec![], Domain::Real, true), Formula::truth()),
            "∀ F ∈ Δ([0, 1]) (atomless): true",
            r"\forall\, F \in \Delta([0, 1])\ \text{(atomless)}:\; \top",
        ),
        (
            all("pi", law(vec![sort("Type")], sort("State"), false), Formula::truth()),
            "∀ pi : Type → Δ(State): true",
            r"\forall\, \pi \colon \mathrm{Type} \to \Delta(\mathrm{State}):\; \top",
        ),
    ]);
}

#[test]
fn clashing_names_are_primed() {
    let real = |name: &str, body| all(name, Domain::Real, body);
    let text = |value: Formula| formula(&signature(), &value).text;
    // The outer variable is used inside, or not.
    let inner = |name: &str, body| some(name, Domain::Real, body);
    assert_eq!(text(real("x", inner("x", lt(bound(1), bound(0))))), "∀ x ∈ ℝ: ∃ x' ∈ ℝ: x < x'");
    assert_eq!(text(real("x", inner("x", lt(bound(0), int(1))))), "∀ x ∈ ℝ: ∃ x ∈ ℝ: x < 1");
    // Merged quantifiers and sums name each variable once.
    assert_eq!(text(real("x", real("x", lt(bound(0), int(1))))), "∀ x, x' ∈ ℝ: x' < 1");
    let twice = total("B", "i", total("B", "i", at("b", [bound(0)])));
    assert_eq!(term(&signature(), &twice).text, "Σ_{i,i'∈B} b[i']");
    // Free names, elements, definitions and fixed functions.
    assert_eq!(text(real("x", lt(free("x"), bound(0)))), "∀ x' ∈ ℝ: x < x'");
    assert_eq!(text(real("x", lt(sum([free("x"), free("x'")]), bound(0)))), "∀ x'' ∈ ℝ: x + x' < x''");
    assert_eq!(text(real("lo", lt(at("b", [lo()]), bound(0)))), "∀ lo' ∈ ℝ: b[lo] < lo'");
    let theta = Term::Element { sort: "Types".into(), index: 0 };
    let types = Signature { sorts: [("Types".into(), Carrier::Enumerated(vec!["th".into()]))].into() };
    let value = real("th", lt(at("b", [theta]), bound(0)));
    assert_eq!(formula(&types, &value).text, "∀ th' ∈ ℝ: b[th] < th'");
    assert_eq!(text(real("W", lt(named("W", free("a")), bound(0)))), "∀ W' ∈ ℝ: W < W'");
    assert_eq!(text(real("max", lt(bound(0), int(1)))), "∀ max' ∈ ℝ: max' < 1");
    // The law stands outside the binder, and is read with it.
    let draw = |body| mean("v", "pi", [bound(0)], body);
    assert_eq!(text(real("v", ge(draw(bound(0)), int(0)))), "∀ v ∈ ℝ: E_{v'∼pi(v)}[v'] ≥ 0");
    // A hidden body counts.
    let hidden = real("x", inner("x", ge(named("W", bound(1)), int(0))));
    assert_eq!(text(hidden), "∀ x ∈ ℝ: ∃ x' ∈ ℝ: W ≥ 0");
    // Siblings do not clash.
    let sibling = || some("x", Domain::Real, lt(bound(0), int(1)));
    assert_eq!(text(Formula::And(vec![sibling(), sibling()])), "(∃ x ∈ ℝ: x < 1) and (∃ x ∈ ℝ: x < 1)");
}

fn lines(statement: &Statement) -> Vec<String> {
    text_of_statement(statement).lines().map(str::to_owned).collect()
}

#[test]
fn statements() {
    let prices = Domain::Function(vec![sort("B")]);
    let value = |function| Term::Apply(Variable::Bound(function), [lo()].into());
    let surplus = |b, s| named("gain", value(b).minus(value(s)));
    // for all b, s, and x above gain: b > s implies, for all y, gain > 0 and (ir) y < x
    let goal = Formula::And(vec![
        compare(surplus(3, 2), Relation::Gt, int(0)),
        label("ir", lt(bound(0), bound(1))),
        lt(int(0), bound(0)),
        lt(bound(0), int(1)),
    ]);
    let inner =
        label("trade", compare(value(2), Relation::Gt, value(1))).implies(all("x", Domain::Real, goal));
    let order = Formula::And(vec![lt(surplus(2, 1), bound(0)), ge(bound(0), int(0))]);
    let whole = all("b", prices.clone(), all("s", prices, all("x", Domain::Real, order.implies(inner))));
    let printed = statement(&signature(), &whole);
    let expected = [
        "for all",
        "  b, s : B → ℝ",
        "  x, x' ∈ ℝ",
        "where",
        "  gain := b[lo] - s[lo]",
        "if",
        "  gain < x",
        "  x ≥ 0",
        "  (trade) b[lo] > s[lo]",
        "then",
        "  gain > 0",
        "  (ir) x' < x",
        "  0 < x' < 1",
    ];
    assert_eq!(lines(&printed), expected);
    assert_eq!(printed.definitions[0].1.latex, r"\mathrm{gain} := b_{\mathrm{lo}} - s_{\mathrm{lo}}");
    assert_eq!(printed.hypotheses[2].0.as_deref(), Some("trade"));
    assert_eq!(printed, statement(&signature(), &whole));
    let parts = printed.hypotheses.iter().chain(&printed.goal).map(|(_, part)| part);
    parts.chain(&printed.variables).for_each(|part| well_formed(&part.mathml));

    let plain = ge(free("a"), int(0));
    assert_eq!(lines(&statement(&signature(), &plain)), ["it holds that", "  a ≥ 0"]);
    let denial = plain.clone().implies(plain.negation());
    assert_eq!(lines(&statement(&signature(), &denial)), ["if", "  a ≥ 0", "then", "  not (a ≥ 0)"]);
}

#[test]
fn definitions_stand_for_one_thing() {
    let (a, b) = (|| free("a"), || free("b"));
    let two = |left, right| statement(&signature(), &lt(named("W", left), named("W", right)));
    assert_eq!(lines(&two(a(), a())), ["where", "  W := a", "it holds that", "  W < W"]);
    assert_eq!(lines(&two(a(), b())), ["it holds that", "  a < b"]);
    // A name that is used for a variable as well is no use as a definition.
    assert_eq!(lines(&two(free("W"), free("W"))), ["it holds that", "  W < W"]);
    // Expanding one definition may show that another stands for two things.
    let nested = |inner| named("V", sum([named("W", inner), int(1)]));
    let value = statement(&signature(), &lt(nested(a()), nested(b())));
    assert_eq!(lines(&value), ["it holds that", "  a + 1 < b + 1"]);
    // Definitions are listed as they are met, the outer one first.
    let value = statement(&signature(), &lt(nested(a()), nested(a())));
    assert_eq!(lines(&value), ["where", "  V := W + 1", "  W := a", "it holds that", "  V < V"]);
}

#[test]
fn user_text_stays_in_its_place() {
    let hostile = [
        "<script>",
        "a&b",
        "\"x\"",
        "}\\input{x}",
        "$x^2$",
        "50%_#~",
        "\u{1b}[31m",
        "\u{202e}x",
        "",
        "</mi>",
    ];
    for name in hostile {
        let value = label(name, ge(sum([named(name, free(name)), at(name, [free(name)])]), int(0)));
        let value = Formula::And(vec![value, some(name, Domain::Real, lt(bound(0), named("W", bound(0))))]);
        let printed = formula(&signature(), &value);
        inside(&printed);
        assert!(!printed.mathml.contains("<script") && !printed.text.contains(['\u{1b}', '\u{202e}']));
        let latex = printed.latex.replace(r"\{", "").replace(r"\}", "");
        assert_eq!(latex.matches('{').count(), latex.matches('}').count(), "{latex}");
        assert!(!latex.contains(r"\input"), "{latex}");
        for part in statement(&signature(), &value).goal {
            well_formed(&part.1.mathml);
        }
    }
    let printed = term(&signature(), &free("<script>"));
    assert_eq!(inside(&printed), "<mi>&lt;script&gt;</mi>");
    assert_eq!(printed.latex, r"\text{\textless{}script\textgreater{}}");
    assert_eq!(term(&signature(), &free("a_#%&{}~^\\$")).latex, {
        r"\text{a\_\#\%\&\{\}\textasciitilde{}\textasciicircum{}\textbackslash{}\$}"
    });
}

#[test]
fn depth_is_bounded() {
    let deep = |levels| {
        (0..levels).fold(free("x"), |term, _| Term::Builtin(Builtin::Exp, Arc::new(sum([int(1), term]))))
    };
    assert!(term(&signature(), &deep(190)).text.starts_with("exp(1 + exp("));
    assert_eq!(term(&signature(), &deep(1000)).text, "(nested too deep to print)");
    let loose = formula(&signature(), &ge(bound(3), int(0)));
    assert_eq!((loose.text.as_str(), loose.latex.as_str()), ("#3 ≥ 0", r"\text{\#3} \ge 0"));
}

/// `x` if `i` is `lo`, and `2` if it is `hi`; the variable `i` is this index.
fn share(index: u32, first: Term) -> Term {
    Term::Select(Arc::new(bound(index)), [first, int(2)].into())
}

/// For all real x: the sum over i, j, k of a table at i, another at j and the first at k is at least 0.
fn shares(first: impl Fn(u32) -> Term) -> Formula {
    let body = sum([share(2, first(3)), share(1, first(3)), share(0, first(3))]);
    let all_of = total("B", "i", total("B", "j", total("B", "k", body)));
    all("x", Domain::Real, ge(all_of, int(0)))
}

#[test]
fn tables_are_named_where_they_mean_the_same() {
    // x is seen by the whole statement.
    let whole = shares(bound);
    let printed = statement(&signature(), &whole);
    let expected = [
        "for all",
        "  x ∈ ℝ",
        "where",
        "  T1[i] = {x if i = lo; 2 if i = hi}",
        "it holds that",
        "  Σ_{i,j,k∈B} (T1[i] + T1[j] + T1[k]) ≥ 0",
    ];
    assert_eq!(lines(&printed), expected);
    let table = &printed.tables[0];
    assert_eq!(
        (table.rows.as_slice(), table.columns.as_slice()),
        (&[String::new()][..], &["lo".into(), "hi".into()][..])
    );
    let entries: Vec<&str> = table.entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(entries, ["x", "2"]);
    let printed = formula_with_tables(&signature(), &whole);
    let expected =
        "∀ x ∈ ℝ: Σ_{i,j,k∈B} (T1[i] + T1[j] + T1[k]) ≥ 0, where T1[i] = {x if i = lo; 2 if i = hi}";
    assert_eq!(printed.text, expected);
    well_formed(&printed.mathml);
    // A table of what is bound further in means something else at each place.
    let inner = sum([share(2, bound(1)), share(2, bound(1)), share(2, bound(1)), share(2, bound(0))]);
    let inner = all("x", Domain::Real, ge(total("B", "i", some_sum(inner)), int(0)));
    assert!(statement(&signature(), &inner).tables.is_empty());
    // One that is used once and is small stays where it is.
    let once = all("x", Domain::Real, ge(total("B", "i", share(0, bound(1))), int(0)));
    assert!(statement(&signature(), &once).tables.is_empty());
}

/// The sum over j of the expectation over v of a term.
fn some_sum(body: Term) -> Term {
    total("B", "j", bind(Functional::Integral, "v", body))
}

#[test]
fn tables_in_tables_have_rows_and_columns() {
    let row = |first| Term::Select(Arc::new(bound(0)), [first, int(0), int(3)].into());
    // A row that is one number is that number throughout.
    let table = Term::Select(Arc::new(bound(1)), [row(bound(2)), int(7)].into());
    let taken = all("T1", Domain::Real, ge(total("B", "i", total("Three", "j", table)), bound(0)));
    let printed = statement(&signature(), &taken);
    // The first letter is taken.
    assert_eq!(lines(&printed)[5], "  Σ_{i∈B,j∈Three} K1[i, j] ≥ T1");
    let table = &printed.tables[0];
    assert_eq!((table.rows.join(" "), table.columns.join(" ")), ("lo hi".into(), "one two three".into()));
    let entries: Vec<&str> = table.entries.iter().map(|entry| entry.text.as_str()).collect();
    assert_eq!(entries, ["T1", "0", "3", "7", "7", "7"]);
}

#[test]
fn wide_values_by_element_go_over_lines() {
    let long = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let sum = |names: &[&str]| Term::Sum(names.iter().map(|name| free(name)).collect());
    let printed = |branch| {
        let table = Term::Select(Arc::new(free("i")), [branch, int(0)].into());
        term(&signature(), &table)
    };
    let wide = printed(sum(&long));
    assert!(wide.mathml.contains("<mtable>"));
    wide.flow.iter().for_each(|piece| well_formed(piece));
    assert!(wide.flow.len() > 1 && !wide.flow.concat().contains("<mtable>"));
    assert_eq!(wide.flow.concat().matches("<mtext>if").count(), 2, "both values are there");
    let narrow = printed(sum(&long[..2]));
    assert!(narrow.flow.concat().contains("<mtable>"));
}

#[test]
fn long_formulas_come_in_pieces() {
    let names = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
    let printed =
        term(&signature(), &Term::Sum(names.map(|name| product([free(name), at("b", [lo()])])).into()));
    assert!(printed.flow.len() > 1);
    printed.flow.iter().for_each(|piece| well_formed(piece));
    let joined = printed.flow.concat().replace("</math><math>", "").replace(" form=\"infix\"", "");
    let whole = &printed.mathml[printed.mathml.find('>').expect("an element") + 1..];
    assert_eq!(joined, format!("<math>{whole}"), "the pieces are the whole");
}
