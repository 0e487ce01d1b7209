//! A refutation to be checked by hand: tables, hypotheses and conclusion with the numbers put in.
//!
//! Consumes what the exact evaluator worked out of a refutation; produces markup. It evaluates nothing and makes
//! no verdict: "holds", "fails" and "left to the proof" are the evaluator's findings.

use maud::{Markup, html};
use mechproof_core::logic::{
    Argument, Binder, Domain, Formula, Scope, Term, Variable, free_names, instantiate,
};

use super::{length, math};
use crate::falsify::{ByHand, Condition, Content, Line, Table, Truth};
use crate::print::{self, Printed};

/// More rows of one kind than this, if all hold, are folded away.
const MANY: usize = 4;
/// A quantified statement of at most this many characters stays on one line.
const SHORT: usize = 60;
/// A formula of more characters than this is folded away.
const LONG: usize = 160;

/// The tables, the hypotheses and the conclusion of a refutation.
pub(super) fn section(by_hand: &ByHand, tale: Option<&str>) -> Markup {
    let page = Page { scope: &by_hand.scope, tale };
    html! {
        div.hand {
            @if !by_hand.sorts.is_empty() || !by_hand.tables.is_empty() {
                p.label { "The example" }
                (sorts(by_hand))
                (page.tables(&by_hand.tables))
            }
            @if !by_hand.hypotheses.is_empty() {
                p.label { "The hypotheses, with these numbers" }
                @for line in &by_hand.hypotheses { (page.line(line)) }
            }
            p.label {
                "The conclusion, with these numbers: "
                @match by_hand.conclusion.finding {
                    Truth::Fails => span.mark.refuted { "fails" },
                    Truth::Holds => span.mark { "not evaluated as it is refuted" },
                    Truth::Left => span.mark.refuted { "fails, with what the proof shows" },
                }
            }
            (page.conclusion(&by_hand.conclusion))
        }
    }
}

struct Page<'a> {
    scope: &'a Scope,
    /// Where the proof is told, for what is left to it.
    tale: Option<&'a str>,
}

impl Page<'_> {
    /// Symbols that are one number come into one table, the others each into their own.
    fn tables(&self, tables: &[Table]) -> Markup {
        let plain = |table: &&Table| table.arguments.is_empty() && table.outcomes.is_none();
        let numbers: Vec<&Table> = tables.iter().filter(plain).collect();
        html! {
            div.tables {
                @if !numbers.is_empty() {
                    table.given {
                        tr { @for table in &numbers { th { (self.symbol(&table.name)) } } }
                        tr { @for table in &numbers { td { (self.entry(table, 0)) } } }
                    }
                }
                @for table in tables.iter().filter(|table| !plain(table)) { (self.table(table)) }
            }
        }
    }

    fn table(&self, table: &Table) -> Markup {
        let mut axes = table.arguments.clone();
        let law = table.outcomes.is_some();
        axes.extend(table.outcomes.clone());
        let columns = axes.pop().unwrap_or_default();
        let mut rows: Vec<String> = vec![String::new()];
        for axis in &axes {
            let extend = |row: &String| {
                let join = |element: &String| {
                    if row.is_empty() { element.clone() } else { format!("{row}, {element}") }
                };
                axis.iter().map(join).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(extend).collect();
        }
        html! {
            table.given {
                tr {
                    th {
                        (self.symbol(&table.name))
                        @if !table.numbers.is_empty() { " at " (table.numbers.join(", ")) }
                        @if law { ", chances" }
                    }
                    @for column in &columns { th { (column) } }
                }
                @for (place, row) in rows.iter().enumerate() {
                    tr {
                        th { (row) }
                        @for column in 0..columns.len() { td { (self.entry(table, place * columns.len() + column)) } }
                    }
                }
            }
        }
    }

    fn symbol(&self, name: &str) -> Markup {
        math(&print::term_in(self.scope, &Term::free(name)))
    }

    fn entry(&self, table: &Table, place: usize) -> Markup {
        let Some(term) = table.entries.get(place) else { return html! {} };
        let mut scope = self.scope.clone();
        for name in &table.numbers {
            scope.names.insert(name.as_str().into(), Domain::Real);
        }
        let printed = print::term_in(&scope, term);
        if matches!(term, Term::Number(_)) {
            html! { (printed.text) }
        } else {
            math(&printed)
        }
    }

    /// What of the conclusion does not hold; of the rest only that it does.
    fn conclusion(&self, line: &Line) -> Markup {
        match &line.content {
            Content::All(parts) if parts.iter().any(|part| part.finding == Truth::Holds) => {
                let (fine, rest): (Vec<&Line>, Vec<&Line>) =
                    parts.iter().partition(|part| part.finding == Truth::Holds);
                let rest: Vec<Line> = rest.into_iter().cloned().collect();
                html! {
                    (self.list(&rest))
                    p.fine { (fine.len()) @if fine.len() == 1 { " other part holds." } @else { " other parts hold." } }
                }
            }
            Content::All(parts) => self.list(parts),
            _ => self.line(line),
        }
    }

    /// A line with what is below it.
    fn line(&self, line: &Line) -> Markup {
        match &line.content {
            Content::Comparison { .. } => html! { table.checks { (self.row(line, true)) } },
            Content::Some(parts) if parts.iter().any(|part| part.finding == Truth::Holds) => {
                let holding: Vec<Line> =
                    parts.iter().filter(|part| part.finding == Truth::Holds).cloned().collect();
                html! { div.block { (self.head(line, "there is one:")) (self.list(&holding)) } }
            }
            Content::All(parts) | Content::Some(parts) => {
                let what = if matches!(line.content, Content::All(_)) {
                    "all of these:"
                } else {
                    "at least one of these:"
                };
                html! {
                    @if label(line).is_empty() && matches!(line.content, Content::All(_)) {
                        (self.list(parts))
                    } @else {
                        div.block {
                            (self.head(line, what))
                            (self.list(parts))
                        }
                    }
                }
            }
            Content::If(premise, rest) => html! {
                div.block {
                    @if !label(line).is_empty() { (self.head(line, "")) }
                    @if premise.finding == Truth::Fails {
                        p.fine { "The premise fails, so nothing is claimed." }
                    } @else {
                        p.fine { "The premise:" } (self.line(premise))
                        p.fine { "What would have to follow:" } (self.line(rest))
                    }
                }
            },
            Content::Chosen(tables, body) => html! {
                div.block {
                    (self.head(line, "there is one, namely:"))
                    (self.tables(tables))
                    (self.line(body))
                }
            },
            Content::Against(tables, body) => html! {
                div.block {
                    (self.head(line, "said of all; it fails for:"))
                    (self.tables(tables))
                    (self.line(body))
                }
            },
            Content::Impossible { unknown, conditions, sum } => html! {
                div.block {
                    (self.head(line, "there is none:"))
                    (self.impossible(unknown, conditions, sum))
                }
            },
            Content::Whole { numbers, .. } => html! {
                div.block {
                    (self.head(line, ""))
                    (self.whole(numbers))
                }
            },
        }
    }

    /// Lines; those that are comparisons in one table, those that all hold folded away if they are many.
    fn list(&self, parts: &[Line]) -> Markup {
        let (rows, others): (Vec<&Line>, Vec<&Line>) =
            parts.iter().partition(|part| matches!(part.content, Content::Comparison { .. }));
        let fold = rows.len() > MANY && rows.iter().all(|row| row.finding == Truth::Holds);
        let table = html! { table.checks { @for row in &rows { (self.row(row, !fold)) } } };
        // What fails comes first.
        let (failing, fine): (Vec<&Line>, Vec<&Line>) =
            others.into_iter().partition(|part| part.finding == Truth::Fails);
        let ordered: Vec<&Line> = failing.into_iter().chain(fine).collect();
        let groups = alike(&ordered);
        let all_hold = ordered.iter().all(|part| part.finding == Truth::Holds);
        let shown = html! {
            @for group in &groups {
                @match group.as_slice() {
                    [only] => (self.line(only)),
                    [first, ..] => div.block {
                        p.head { strong { (joined(group)) } " " (self.mark(first.finding)) }
                        @if let Content::Whole { numbers, .. } = &first.content { (self.whole(numbers)) }
                    },
                    [] => "",
                }
            }
        };
        html! {
            @if fold {
                details { summary { (rows.len()) " comparisons, all hold" } (table) }
            } @else if !rows.is_empty() {
                (table)
            }
            @if groups.len() > MANY && all_hold {
                details { summary { (groups.len()) " statements, all hold" } (shown) }
            } @else {
                (shown)
            }
        }
    }

    /// A quantified statement: its variables, a line for each condition, and what follows from them.
    fn whole(&self, formula: &Formula) -> Markup {
        let printed = print::formula_in(self.scope, formula);
        if length(&printed) <= SHORT {
            return html! { p.numbers { (math(&printed)) } };
        }
        let mut scope = self.scope.clone();
        let mut variables: Vec<String> = Vec::new();
        let mut conditions = Vec::new();
        let mut rest = formula.unnamed().clone();
        let universal = matches!(rest, Formula::Forall(..));
        loop {
            rest = match rest {
                Formula::Forall(binder, body) if universal => {
                    opened(&mut scope, &mut variables, &binder, &body)
                }
                Formula::Exists(binder, body) if !universal => {
                    opened(&mut scope, &mut variables, &binder, &body)
                }
                Formula::Implies(premise, rest) if universal => {
                    conditions.extend(parts(&premise));
                    rest.unnamed().clone()
                }
                rest => {
                    let conclusion = parts(&rest);
                    let show = |formula: &Formula| shown(&print::formula_in(&scope, formula));
                    return html! {
                        p.numbers {
                            @if !variables.is_empty() {
                                (if universal { "for all " } else { "there are " })
                                @for (place, name) in variables.iter().enumerate() {
                                    @if place > 0 { ", " }
                                    (math(&print::term_in(&scope, &Term::free(name))))
                                }
                                @let laws = laws(&scope, &variables);
                                @if !laws.is_empty() {
                                    span.fine { " (the last index of " (laws.join(", ")) " is an outcome, the value its chance)" }
                                }
                                @if !universal { " with" }
                                @if universal && !conditions.is_empty() { " with" }
                                @if universal && conditions.is_empty() { ":" }
                            }
                        }
                        @for condition in &conditions { p.numbers.deep { (show(condition)) } }
                        @if !conditions.is_empty() { p.numbers { "it holds that" } }
                        @for part in &conclusion { p.numbers.deep { (show(part)) } }
                    };
                }
            };
        }
    }

    /// A comparison with its numbers, and before them as it is stated if that is wanted.
    fn row(&self, line: &Line, as_stated: bool) -> Markup {
        let Content::Comparison { stated, numbers, values } = &line.content else { return html! {} };
        html! {
            tr {
                td.at { (label(line)) }
                @if as_stated { td { (self.formula(stated)) } }
                td { (self.formula(numbers)) }
                td {
                    @if let Some(values) = values.as_ref().filter(|values| *values != numbers) {
                        (self.formula(values)) " "
                    }
                    (self.mark(line.finding))
                }
            }
        }
    }

    fn head(&self, line: &Line, what: &str) -> Markup {
        let label = label(line);
        html! {
            p.head {
                @if !label.is_empty() { strong { (label) } " " }
                (self.mark(line.finding))
                @if !what.is_empty() { " " span.fine { (what) } }
            }
        }
    }

    fn mark(&self, finding: Truth) -> Markup {
        match finding {
            Truth::Holds => html! { span.mark.certified { "holds" } },
            Truth::Fails => html! { span.mark.refuted { "fails" } },
            Truth::Left => html! {
                span.mark.open {
                    @match self.tale {
                        Some(place) => a href={ "#" (place) } { "by the proof" },
                        None => "by the proof",
                    }
                }
            },
        }
    }

    fn impossible(&self, unknown: &[String], conditions: &[Condition], sum: &Formula) -> Markup {
        html! {
            p.fine { "For any " (unknown.join(", ")) ", these would have to hold:" }
            table.checks {
                tr { th { "Weight" } th { "Condition" } th {} }
                @for condition in conditions {
                    tr {
                        td.at { (self.term(&condition.weight)) }
                        td { (self.formula(&condition.formula)) }
                        td {
                            (condition.name)
                            @if !condition.against.is_empty() { " against" (self.tables(&condition.against)) }
                        }
                    }
                }
            }
            p {
                "Each moved to one side, times its weight, added up: " (self.formula(sum)) ", "
                span.mark.refuted { "a contradiction" } "."
            }
        }
    }

    fn formula(&self, formula: &Formula) -> Markup {
        shown(&print::formula_in(self.scope, formula))
    }

    fn term(&self, term: &Term) -> Markup {
        shown(&print::term_in(self.scope, term))
    }
}

/// Which of some variables are laws.
fn laws(scope: &Scope, variables: &[String]) -> Vec<String> {
    let law = |name: &&String| matches!(scope.names.get(name.as_str()), Some(Domain::Law(_)));
    variables.iter().filter(law).cloned().collect()
}

/// What the sorts have for elements.
fn sorts(by_hand: &ByHand) -> Markup {
    html! {
        @if !by_hand.sorts.is_empty() {
            p {
                @for (position, (sort, elements)) in by_hand.sorts.iter().enumerate() {
                    @if position > 0 { "; " }
                    (sort) " = {" (elements.join(", ")) "}"
                }
            }
        }
    }
}

/// Opens a quantifier.
fn opened(scope: &mut Scope, variables: &mut Vec<String>, binder: &Binder, body: &Formula) -> Formula {
    let mut name = binder.name.to_string();
    let taken = free_names(body);
    while taken.contains(name.as_str()) {
        name.push('\'');
    }
    scope.names.insert(name.as_str().into(), binder.domain.clone());
    variables.push(name.clone());
    instantiate(body, &Argument::Renamed(Variable::Free(name.as_str().into()))).unnamed().clone()
}

/// The parts of a conjunction.
fn parts(formula: &Formula) -> Vec<Formula> {
    match formula.unnamed() {
        Formula::And(inner) => inner.iter().flat_map(parts).collect(),
        other => vec![other.clone()],
    }
}

/// Statements decided as a whole that read alike, together.
fn alike<'a>(lines: &[&'a Line]) -> Vec<Vec<&'a Line>> {
    let same = |one: &Line, other: &Line| match (&one.content, &other.content) {
        (Content::Whole { numbers: left, .. }, Content::Whole { numbers: right, .. }) => {
            one.finding == other.finding && one.name == other.name && left == right
        }
        _ => false,
    };
    let mut groups: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| same(group[0], line)) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

/// The labels of lines.
fn joined(lines: &[&Line]) -> String {
    lines.iter().map(|line| label(line)).collect::<Vec<_>>().join("; ")
}

/// The name of a line and the elements it is at.
fn label(line: &Line) -> String {
    let at: Vec<String> =
        line.at.iter().map(|(variable, element)| format!("{variable} = {element}")).collect();
    match &line.name {
        Some(name) if at.is_empty() => name.clone(),
        Some(name) => format!("{name}, {}", at.join(", ")),
        None => at.join(", "),
    }
}

fn shown(printed: &Printed) -> Markup {
    let length = length(printed);
    if length > LONG {
        return html! {
            details.formula {
                summary { "a formula of " (length) " characters" }
                span.plain { (printed.text) }
            }
        };
    }
    math(printed)
}
