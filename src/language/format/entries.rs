//! Entries, interpretations, justifications and laws to text.

use super::expressions::{binders, domain, domains, draw, formula, listed, names, term};
use super::layout::{Doc, commas, enclosed, fill, group, lay_out, text};
use crate::language::syntax::{
    ArgumentExpr, ClaimEntry, Compute, Declarator, Definition, Factor, Ident, Interpretation, Justification,
    LawExpr, LawSpace, Let, Mirror, ModelEntry, NamedFormula, Reference, Sketch, Unchecked, Value,
};

/// A string as it is written.
pub(super) fn quoted(string: &str) -> String {
    format!("\"{}\"", string.replace('\\', "\\\\").replace('"', "\\\""))
}

fn bracketed(open: &str, list: String, close: &str) -> String {
    if list.is_empty() { list } else { format!("{open}{list}{close}") }
}

/// `WORD NAME: FORMULA`
pub(super) fn named(word: &str, named: &NamedFormula) -> Doc {
    group(vec![
        text(format!("{word}{}:", named.name.node)),
        Doc::Nest(vec![Doc::Space, formula(&named.formula)]),
    ])
}

/// `let NAME(x) = expr`
pub(super) fn definition(item: &Let) -> Doc {
    let head = format!("let {}{} =", item.name.node, bracketed("(", names(&item.parameters), ")"));
    group(vec![text(head), Doc::Nest(vec![Doc::Space, formula(&item.body)])])
}

/// `q[B,S] in [0, 1]`
pub(super) fn declarator(item: &Declarator) -> Doc {
    let indices = item.indices.iter().map(domain).collect::<Vec<_>>().join(",");
    let head = format!("{}{}", item.name.node, bracketed("[", indices, "]"));
    match &item.bounds {
        None => text(head),
        Some((low, high)) => enclosed(head + " in [", [formula(low), formula(high)], "]"),
    }
}

/// One entry of a model.
pub(super) fn model_entry(entry: &ModelEntry) -> Doc {
    match entry {
        ModelEntry::Index(set, elements) => carrier(&format!("index {}", set.node), elements),
        ModelEntry::Sort(sorts, finite) => {
            text(format!("sort {}{}", names(sorts), if *finite { " finite" } else { "" }))
        }
        ModelEntry::Param(list) => listed("param ", list.iter().map(declarator)),
        ModelEntry::Natural(list) => listed("natural ", list.iter().map(|name| text(&name.node))),
        ModelEntry::Function(list) => listed(
            "function ",
            list.iter().map(|(symbol, inputs)| text(format!("{}({})", symbol.node, domains(inputs)))),
        ),
        ModelEntry::Law(law) => {
            let parameters = law.parameters.iter().map(|(name, space)| match name {
                Some(name) => format!("{}: {}", name.node, domain(space)),
                None => domain(space),
            });
            let parameters = bracketed("(", parameters.collect::<Vec<_>>().join(", "), ")");
            let continuous = if law.continuous { " continuous" } else { "" };
            let head = format!("law {}{parameters}{continuous} on ", law.name.node);
            match &law.on {
                LawSpace::Domain(space) => text(head + &domain(space)),
                LawSpace::Interval(low, high) => {
                    let end = |end: &Option<_>| end.as_ref().map_or(text("_"), formula);
                    enclosed(head + "[", [end(low), end(high)], "]")
                }
            }
        }
        ModelEntry::Assume(assumption) => named("assume ", assumption),
        ModelEntry::Drop(name) => text(format!("drop {}", name.node)),
        ModelEntry::Let(item) => definition(item),
        ModelEntry::Write(said, here) => group(vec![
            text("write "),
            formula(said),
            Doc::Nest(vec![Doc::Space, text("as "), formula(here)]),
        ]),
    }
}

/// One entry of a claim before its statement.
pub(super) fn claim_entry(entry: &ClaimEntry) -> Doc {
    match entry {
        ClaimEntry::For(groups) => text(format!("for {}", binders(groups))),
        ClaimEntry::Given(hypothesis) => named("given ", hypothesis),
        ClaimEntry::Without(name) => text(format!("without {}", name.node)),
        ClaimEntry::Let(item) => definition(item),
        ClaimEntry::Narrower(how) => text(format!("narrower {}", quoted(&how.node))),
        ClaimEntry::Reduced(how) => text(format!("reduced {}", quoted(&how.node))),
        ClaimEntry::Repairs(claim) => text(format!("repairs {}", quoted(&claim.node))),
        ClaimEntry::Note(note) => text(format!("note {}", quoted(&note.node))),
        ClaimEntry::AllowOpen => text("allow open"),
    }
}

fn carrier(head: &str, elements: &[Ident]) -> Doc {
    enclosed(format!("{head} = {{"), elements.iter().map(|element| text(&element.node)), "}")
}

/// `mirrors "5.4" by b[i] -> -s[opp(i)]`
pub(super) fn mirror(mirror: &Mirror) -> Doc {
    let head = format!("mirrors {}", quoted(&mirror.of.node));
    if mirror.map.is_empty() {
        return text(head);
    }
    listed(&(head + " by "), mirror.map.iter().map(|image| meaning(image, "[", "] ->", " ->")))
}

fn meaning(item: &Definition, open: &str, close: &str, plain: &str) -> Doc {
    let head = if item.patterns.is_empty() {
        format!("{}{plain} ", item.name.node)
    } else {
        format!("{}{open}{}{close} ", item.name.node, names(&item.patterns))
    };
    Doc::Row(vec![text(head), argument(&item.body)])
}

/// ` with Type = {one}, v(one, t) = t`, or nothing.
pub(super) fn interpretation(with: &[Interpretation]) -> Doc {
    if with.is_empty() {
        return text("");
    }
    let mut list = vec![Doc::Space];
    list.extend(meanings(with));
    group(vec![Doc::Nest(list)])
}

/// `with ...` on a line of its own.
pub(super) fn interpretation_line(with: &[Interpretation]) -> Doc {
    group(vec![Doc::Nest(meanings(with))])
}

fn meanings(with: &[Interpretation]) -> Vec<Doc> {
    let clauses = with.iter().map(|clause| match clause {
        Interpretation::Carrier(sort, elements) => carrier(&sort.node, elements),
        Interpretation::Symbol(symbol) => meaning(symbol, "(", ") =", " ="),
    });
    let mut list = vec![text("with ")];
    list.extend(commas(clauses));
    list
}

/// `compute ID at "place" MODEL(field = value) result = value`
pub(super) fn compute(item: &Compute) -> Doc {
    let field =
        |(name, given): &(Ident, Value)| Doc::Row(vec![text(format!("{} = ", name.node)), value(given)]);
    let head = format!("compute {} at {}", item.name.node, quoted(&item.place.node));
    let mut body = vec![
        Doc::Space,
        enclosed(format!("{}(", item.model.node), item.fields.iter().map(field), ")"),
        Doc::Space,
    ];
    body.extend(commas(item.expected.iter().map(field)));
    group(vec![text(head), Doc::Nest(body)])
}

/// `draw ID at "place" of PROGRAMS free a, b with c = 1 by value`
pub(super) fn sketch(item: &Sketch) -> Doc {
    let names =
        |idents: &[Ident]| idents.iter().map(|ident| ident.node.clone()).collect::<Vec<_>>().join(", ");
    let head = format!("draw {} at {}", item.name.node, quoted(&item.place.node));
    let mut body = vec![
        Doc::Space,
        text(format!("of {}", names(&item.programs))),
        Doc::Space,
        text(format!("free {}", names(&item.free))),
    ];
    if !item.fixed.is_empty() {
        let fixed = item.fixed.iter().map(|(name, value)| text(format!("{} = {}", name.node, value.node)));
        body.extend([Doc::Space, text("with ")]);
        body.extend(commas(fixed));
    }
    if item.by_value {
        body.extend([Doc::Space, text("by value")]);
    }
    group(vec![text(head), Doc::Nest(body)])
}

/// `unchecked ID at "place" because "why"`
pub(super) fn unchecked(item: &Unchecked) -> Doc {
    let head = format!("unchecked {} at {}", item.name.node, quoted(&item.place.node));
    let reason = text(format!("because {}", quoted(&item.because.node)));
    group(vec![text(head), Doc::Nest(vec![Doc::Space, reason])])
}

fn value(given: &Value) -> Doc {
    match given {
        Value::Number(number) => text(&number.node),
        Value::Text(string) if plain(&string.node) => text(&string.node),
        Value::Text(string) => text(quoted(&string.node)),
        Value::List(list) => enclosed("[", list.iter().map(value), "]"),
        Value::Object(list) => {
            let pair =
                |(key, given): &(Ident, Value)| Doc::Row(vec![text(format!("{}: ", key.node)), value(given)]);
            enclosed("{", list.iter().map(pair), "}")
        }
    }
}

/// Whether a text reads back without quotation marks.
fn plain(string: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    string.bytes().next().is_some_and(letter)
        && string.bytes().all(crate::language::lexer::is_word)
        && !crate::language::parser::reserved(string)
}

/// `by RULE ITEMS degree N clearing FACTORS`, without its blocks.
pub(super) fn justification(by: &Justification) -> Doc {
    let mut docs = vec![text("by")];
    if let Some(rule) = &by.rule {
        docs.push(text(format!(" {}", rule.node)));
    }
    if !by.items.is_empty() {
        docs.push(text(" "));
        docs.extend(commas(by.items.iter().map(|item| product(&item.node))));
    }
    if let Some(degree) = &by.degree {
        docs.extend(fill(" ", vec![text(format!("degree {}", degree.node))]));
    }
    if !by.clearing.is_empty() {
        docs.extend(fill(" ", vec![text("clearing "), product(&by.clearing)]));
    }
    group(vec![Doc::Nest(docs)])
}

fn product(factors: &[Factor]) -> Doc {
    let mut docs = Vec::new();
    for factor in factors {
        if !docs.is_empty() {
            docs.push(text("*"));
        }
        docs.push(match factor {
            Factor::Fact(fact) => reference(fact),
            Factor::Term(term) => Doc::Row(vec![text("{"), formula(term), text("}")]),
            Factor::Square(term) => Doc::Row(vec![text("{"), formula(term), text("}^2")]),
            Factor::Claim(claim, arguments) => applied(quoted(&claim.node), arguments),
            Factor::Number(number) => text(&number.node),
        });
    }
    Doc::Row(docs)
}

/// `name(arguments)`
pub(super) fn reference(fact: &Reference) -> Doc {
    applied(fact.name.node.clone(), &fact.arguments)
}

fn applied(head: String, arguments: &[ArgumentExpr]) -> Doc {
    if arguments.is_empty() { text(head) } else { enclosed(head + "(", arguments.iter().map(argument), ")") }
}

/// A term, a function or a law as text, in one or more lines.
pub fn print_argument(item: &ArgumentExpr) -> String {
    lay_out(&argument(item), 0)
}

/// A term, a function or a law.
fn argument(item: &ArgumentExpr) -> Doc {
    match item {
        ArgumentExpr::Term(term) => formula(term),
        ArgumentExpr::Function(parameters, body) => {
            Doc::Row(vec![text(format!("({}) -> ", names(parameters))), formula(body)])
        }
        ArgumentExpr::Law(parameters, body) => {
            Doc::Row(vec![text(format!("law ({}) -> ", names(parameters))), law(body)])
        }
    }
}

fn law(item: &LawExpr) -> Doc {
    match item {
        LawExpr::Draw(draws, outcome) if draws.is_empty() => Doc::Row(vec![text("give "), formula(outcome)]),
        LawExpr::Draw(draws, outcome) => {
            let list = listed("draw ", draws.iter().map(draw));
            group(vec![list, Doc::Nest(vec![Doc::Space, text("give "), formula(outcome)])])
        }
        LawExpr::Mix(parts) => {
            let list = listed(
                "mix ",
                parts.iter().map(|(weight, part)| Doc::Row(vec![term(weight), text(": "), law(part)])),
            );
            group(vec![list, Doc::Space, text("end")])
        }
    }
}
