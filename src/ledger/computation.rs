//! Claims about what a registered exact model computes: their wording, and what came of evaluating them.

use crate::draw::Drawing;
use crate::language::syntax::{Compute, Ident, Value};
use crate::print::Printed;

/// What a model said about a computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// Every result is as stated; the model may add a figure.
    Agrees(Option<Box<Drawing>>),
    /// It agrees on a part of its instances, drawn at random.
    Sampled {
        /// How many.
        trials: u64,
        /// The seed they were drawn from.
        seed: u64,
    },
    /// Some result is different; the text says which.
    Differs(String),
    /// There is no such model.
    NoModel,
}

/// The computation in one form for reading and hashing.
pub(super) fn wording(compute: &Compute) -> String {
    let fields = |fields: &[(Ident, Value)]| {
        let fields: Vec<String> =
            fields.iter().map(|(key, value)| format!("{} = {}", key.node, self::value(value))).collect();
        fields.join(", ")
    };
    format!("{}({}) gives {}", compute.model.node, fields(&compute.fields), fields(&compute.expected))
}

fn value(written: &Value) -> String {
    match written {
        Value::Number(number) => number.node.clone(),
        Value::Text(text) => text.node.clone(),
        Value::List(values) => format!("[{}]", values.iter().map(value).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, inner)| format!("{}: {}", key.node, value(inner))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// The wording in the three forms of print.
pub(super) fn printed(wording: &str) -> Printed {
    let mut latex = String::from("\\text{");
    let mut mathml = String::from("<math display=\"block\"><mtext>");
    for c in wording.chars() {
        match c {
            '\\' => latex.push_str("\\textbackslash{}"),
            '~' => latex.push_str("\\textasciitilde{}"),
            '^' => latex.push_str("\\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                latex.push('\\');
                latex.push(c);
            }
            c => latex.push(c),
        }
        match c {
            '&' => mathml.push_str("&amp;"),
            '<' => mathml.push_str("&lt;"),
            '>' => mathml.push_str("&gt;"),
            c => mathml.push(c),
        }
    }
    latex.push('}');
    mathml.push_str("</mtext></math>");
    Printed { text: wording.to_owned(), latex, flow: vec![mathml.clone()], mathml }
}
