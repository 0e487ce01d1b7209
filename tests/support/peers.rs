//! Linear programs in the languages of other solvers, and their answers.

use std::fmt::Write as _;

use mechproof::search::simplex::{Problem, Relation};
use mechproof_core::exact::Rational;

/// The problem in the language that `glpsol --lp` and `esolver -L` read. Coefficients
/// should be whole: `glpsol` knows no fractions.
pub(crate) fn cplex(problem: &Problem) -> String {
    let terms = |terms: &[(usize, Rational)]| {
        let mut text = String::from(" 0 none");
        for (x, a) in terms {
            let sign = if a.is_negative() { '-' } else { '+' };
            write!(text, " {sign} {} x{x}", a.abs()).unwrap();
        }
        text
    };
    let direction = if problem.maximize() { "maximize" } else { "minimize" };
    let mut text = format!("{direction}\n value:{}\nsubject to\n", terms(problem.objective()));
    for row in problem.rows() {
        let relation = match row.relation() {
            Relation::Le => "<=",
            Relation::Ge => ">=",
            Relation::Eq => "=",
        };
        writeln!(text, "{} {relation} {}", terms(row.coefficients()), row.rhs()).unwrap();
    }
    text.push_str("bounds\n");
    for (x, variable) in problem.variables().iter().enumerate() {
        let end = |bound: &Option<Rational>, none: &str| {
            bound.as_ref().map_or(none.to_owned(), ToString::to_string)
        };
        writeln!(text, " {} <= x{x} <= {}", end(&variable.lower, "-inf"), end(&variable.upper, "+inf"))
            .unwrap();
    }
    text + "end\n"
}

/// The problem for Z3, which optimises over linear arithmetic exactly.
pub(crate) fn smt(problem: &Problem) -> String {
    let number = |value: &Rational| {
        let size = format!("(/ {}.0 {}.0)", value.abs().numerator(), value.denominator());
        if value.is_negative() { format!("(- {size})") } else { size }
    };
    let sum = |terms: &[(usize, Rational)]| {
        let mut text = String::from("(+ 0.0 0.0");
        for (x, a) in terms {
            write!(text, " (* {} x{x})", number(a)).unwrap();
        }
        text + ")"
    };
    let mut text = String::new();
    for (x, variable) in problem.variables().iter().enumerate() {
        writeln!(text, "(declare-const x{x} Real)").unwrap();
        if let Some(lower) = &variable.lower {
            writeln!(text, "(assert (>= x{x} {}))", number(lower)).unwrap();
        }
        if let Some(upper) = &variable.upper {
            writeln!(text, "(assert (<= x{x} {}))", number(upper)).unwrap();
        }
    }
    for row in problem.rows() {
        let relation = match row.relation() {
            Relation::Le => "<=",
            Relation::Ge => ">=",
            Relation::Eq => "=",
        };
        writeln!(text, "(assert ({relation} {} {}))", sum(row.coefficients()), number(row.rhs())).unwrap();
    }
    let direction = if problem.maximize() { "maximize" } else { "minimize" };
    writeln!(text, "({direction} {})\n(check-sat)\n(get-objectives)", sum(problem.objective())).unwrap();
    text
}

/// What another exact solver says of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// The optimum.
    Value(Rational),
    /// The objective has no bound.
    Unbounded,
    /// There is no feasible point.
    Infeasible,
    /// Anything else, as it was printed.
    Other(String),
}

/// The answers in what Z3 printed about scripts made by [`smt`], one after another.
pub(crate) fn read_smt(printed: &str) -> Vec<Said> {
    let mut said = Vec::new();
    for answer in split_at_status(printed) {
        said.push(match answer.trim() {
            text if text.starts_with("unsat") => Said::Infeasible,
            text if !text.starts_with("sat") => Said::Other(text.to_owned()),
            text => objective(text).unwrap_or_else(|| Said::Other(text.to_owned())),
        });
    }
    said
}

/// Cuts before every line that is a status.
fn split_at_status(printed: &str) -> Vec<String> {
    let mut answers: Vec<String> = Vec::new();
    for line in printed.lines() {
        if matches!(line, "sat" | "unsat" | "unknown") || answers.is_empty() {
            answers.push(String::new());
        }
        let last = answers.len() - 1;
        answers[last].push_str(line);
        answers[last].push('\n');
    }
    answers
}

/// The value in `(objectives\n (TERM VALUE)\n)`, where values are such as `oo`, `(/ 46.0 7.0)` or `(- 2.0)`.
fn objective(text: &str) -> Option<Said> {
    let inside = text.split_once("(objectives")?.1.trim().strip_suffix(')')?.trim();
    let pair = inside.strip_prefix('(')?.strip_suffix(')')?.trim();
    // The value is the last item at this depth.
    let mut depth = 0_i32;
    let cut = pair.char_indices().rev().find(|(_, c)| {
        depth += i32::from(*c == ')') - i32::from(*c == '(');
        depth == 0 && c.is_whitespace()
    })?;
    let value = pair[cut.0..].trim();
    if value.contains("oo") {
        return Some(Said::Unbounded);
    }
    let negative = value.contains('-');
    let numbers: Vec<Rational> = value
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter(|word| !word.is_empty())
        .map(|word| Rational::parse(word).ok())
        .collect::<Option<_>>()?;
    let size = match numbers.as_slice() {
        [whole] => whole.clone(),
        [num, den] => num.checked_div(den)?,
        _ => return None,
    };
    Some(Said::Value(if negative { -size } else { size }))
}

/// The optimum in the file that `esolver -O` wrote; it writes none for a problem without one.
pub(crate) fn read_qsopt(printed: &str) -> Option<Rational> {
    let value = printed.lines().find_map(|line| line.trim().strip_prefix("Value = "))?;
    Rational::parse(value).ok()
}
