//! Properties of reading and formatting theorem files, on random expressions and damaged samples.

#[path = "support/trees.rs"]
mod trees;

use mechproof::language::syntax::{
    BinderGroup, Comparison, DomainExpr, Draw, Expr, ExprKind, Ident, Operator, Spanned,
};
use mechproof::language::{Code, Style, format, parse, parse_expression, print_expression};
use proptest::prelude::*;
use trees::bare;

const SAMPLE: &str = include_str!("data/syntax.thm");

fn file(source: &str) -> mechproof::language::syntax::File {
    parse("test.thm", source.as_bytes())
        .unwrap_or_else(|error| panic!("{}", error.render(source.as_bytes(), Style::Plain)))
}

fn ident() -> impl Strategy<Value = Ident> {
    prop::sample::select(vec!["x", "y'", "b_1", "E", "I", "lo", "index", "give", "at"])
        .prop_map(|name| Spanned { node: name.to_owned(), span: 0..0 })
}

fn groups() -> impl Strategy<Value = Vec<BinderGroup>> {
    let name = ident().prop_map(|name| Spanned { node: DomainExpr::Name(name), span: 0..0 });
    let domain = name.prop_recursive(2, 6, 2, |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            list().prop_map(DomainExpr::Function),
            (list(), inner.clone()).prop_map(|(given, on)| DomainExpr::Law(given, Box::new(on))),
        ]
        .prop_map(|node| Spanned { node, span: 0..0 })
    });
    let group = (prop::collection::vec(ident(), 1..3), domain);
    prop::collection::vec(group.prop_map(|(names, domain)| BinderGroup { names, domain }), 1..3)
}

fn expression() -> impl Strategy<Value = Expr> {
    let program = || {
        prop::sample::select(vec!["p", "dominant-strategy", "2.1a"])
            .prop_map(|name| Spanned { node: name.to_owned(), span: 0..0 })
    };
    let leaf = prop_oneof![
        prop::sample::select(vec!["0", "12", "0.25"]).prop_map(|digits| ExprKind::Number(digits.to_owned())),
        ident().prop_map(|name| ExprKind::Name(name.node)),
        program().prop_map(ExprKind::Optimum),
        Just(ExprKind::True),
        Just(ExprKind::False),
    ]
    .prop_map(|node| Spanned { node, span: 0..0 });
    leaf.prop_recursive(7, 60, 4, move |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let many = |range| prop::collection::vec(inner.clone(), range);
        let draw = || {
            (ident(), ident(), many(0..3)).prop_map(|(name, law, arguments)| Draw { name, law, arguments })
        };
        let operator = prop::sample::select(vec![
            Operator::Add,
            Operator::Subtract,
            Operator::Multiply,
            Operator::Divide,
            Operator::Power,
        ]);
        let comparison = prop::sample::select(vec![
            Comparison::Eq,
            Comparison::Ne,
            Comparison::Ge,
            Comparison::Gt,
            Comparison::Le,
            Comparison::Lt,
        ]);
        let logic = prop_oneof![
            one().prop_map(ExprKind::Not),
            many(2..4).prop_map(ExprKind::And),
            many(2..4).prop_map(ExprKind::Or),
            (one(), one()).prop_map(|(a, b)| ExprKind::Implies(a, b)),
            (one(), one()).prop_map(|(a, b)| ExprKind::Iff(a, b)),
            (groups(), one()).prop_map(|(groups, body)| ExprKind::Forall(groups, body)),
            (groups(), one()).prop_map(|(groups, body)| ExprKind::Exists(groups, body)),
            (program(), one()).prop_map(|(program, body)| ExprKind::EveryOptimum(program, body)),
            (program(), one()).prop_map(|(program, value)| ExprKind::SupremumNotAttained(program, value)),
            (one(), prop::collection::vec((comparison, inner.clone()), 1..3))
                .prop_map(|(first, links)| ExprKind::Chain(first, links)),
        ];
        let arithmetic = prop_oneof![
            (operator, one(), one()).prop_map(|(operator, a, b)| ExprKind::Binary(operator, a, b)),
            one().prop_map(ExprKind::Negate),
            (groups(), one()).prop_map(|(groups, body)| ExprKind::SumOver(groups, body)),
            (prop::collection::vec(draw(), 1..3), one())
                .prop_map(|(list, body)| ExprKind::Expectation(list, body)),
            (draw(), one()).prop_map(|(draw, body)| ExprKind::Quantile(Box::new(draw), body)),
        ];
        let operand = prop_oneof![
            (one(), ident()).prop_map(|(of, field)| ExprKind::Field(of, field)),
            (one(), many(1..3)).prop_map(|(of, list)| ExprKind::Subscript(of, list)),
            (ident(), many(0..3)).prop_map(|(function, list)| ExprKind::Call(function, list)),
            (one(), ident(), one(), one())
                .prop_map(|(body, name, a, b)| ExprKind::Integral(body, name, a, b)),
            one().prop_map(ExprKind::Indicator),
            (one(), prop::collection::vec((ident(), inner.clone()), 1..3))
                .prop_map(|(subject, list)| ExprKind::Case(subject, list)),
        ];
        prop_oneof![logic, arithmetic, operand].prop_map(|node| Spanned { node, span: 0..0 })
    })
}

/// The sample's tokens, roughly: words, numbers, strings, comments and single symbols, with the space after each.
fn pieces() -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut rest = SAMPLE;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |at| at + 2),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            _ if word(first) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        length += rest[length..].find(|c: char| !c.is_whitespace()).unwrap_or(rest.len() - length);
        out.push(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// If a text is read at all, it is formatted, to the same tree, once and for all.
fn formats_soundly(source: &str) {
    let Ok(tree) = parse("a.thm", source.as_bytes()) else { return };
    match format(source) {
        Ok(once) => {
            assert_eq!(bare(&file(&once)), bare(&tree), "{source}");
            assert_eq!(format(&once).unwrap(), once);
        }
        Err(error) => assert_eq!(error.code, Code::CommentPlace, "{source}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn printed_expressions_read_back(tree in expression()) {
        let printed = print_expression(&tree);
        let again = parse_expression(&printed).map_err(|error| {
            TestCaseError::fail(format!("{printed}\n{}", error.render(printed.as_bytes(), Style::Plain)))
        })?;
        prop_assert_eq!(bare(&again), bare(&tree), "{}", printed);
        prop_assert_eq!(print_expression(&again), printed);
    }

    #[test]
    fn nothing_panics(text in "[ -~\n]{0,80}") {
        formats_soundly(&text);
        if let Err(error) = parse_expression(&text) {
            for style in [Style::Plain, Style::Coloured, Style::Narrated] {
                prop_assert!(!error.render(text.as_bytes(), style).is_empty());
            }
        }
    }

    #[test]
    fn bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Err(error) = parse("a.thm", &bytes) {
            prop_assert!(!error.render(&bytes, Style::Plain).is_empty());
        }
    }

    #[test]
    fn damaged_samples(at in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(), how in 0..4) {
        let mut pieces = pieces();
        let (at, other) = (at.index(pieces.len()), pieces[from.index(pieces.len())]);
        match how {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, other),
            2 => pieces[at] = other,
            _ => pieces.truncate(at),
        }
        let source = pieces.concat();
        formats_soundly(&source);
        if let Err(error) = parse("a.thm", source.as_bytes()) {
            prop_assert!(error.span.end <= source.len() && error.span.start <= error.span.end);
            prop_assert!(error.render(source.as_bytes(), Style::Plain).contains("a.thm:"));
        }
    }

    #[test]
    fn no_comment_is_lost(at in any::<prop::sample::Index>(), own_line in any::<bool>()) {
        let mut pieces = pieces();
        let comment = if own_line { "\n-- a new comment\n" } else { " -- a new comment\n" };
        pieces.insert(at.index(pieces.len()), comment);
        let source = pieces.concat();
        prop_assume!(parse("a.thm", source.as_bytes()).is_ok());
        match format(&source) {
            Ok(once) => {
                prop_assert!(once.contains("-- a new comment"));
                prop_assert_eq!(format(&once).unwrap(), once);
            }
            Err(error) => prop_assert_eq!(error.code, Code::CommentPlace),
        }
    }
}
