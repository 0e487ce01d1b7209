//! Theorem files are read, refused and formatted as docs/GRAMMAR.md says.

#[path = "support/trees.rs"]
mod trees;

use mechproof::language::syntax::{ExprKind, Item, Value};
use mechproof::language::{Code, Style, format, parse, parse_expression, print_expression};
use trees::bare;

const SAMPLE: &str = include_str!("data/syntax.thm");

fn shape(source: &str) -> String {
    match parse_expression(source) {
        Ok(tree) => print_expression(&tree),
        Err(error) => panic!("{source}: {}", error.render(source.as_bytes(), Style::Plain)),
    }
}

fn code(source: &str) -> Code {
    match parse("test.thm", source.as_bytes()) {
        Ok(file) => panic!("accepted: {source}\n{file:?}"),
        Err(error) => error.code,
    }
}

fn file(source: &str) -> mechproof::language::syntax::File {
    parse("test.thm", source.as_bytes())
        .unwrap_or_else(|error| panic!("{}", error.render(source.as_bytes(), Style::Plain)))
}

#[test]
fn operators_bind_as_the_grammar_says() {
    // Left: as written. Right: the same with the brackets that it means, printed.
    for (written, meant) in [
        ("a + b*c^d", "a + (b*(c^d))"),
        ("a - b - c", "(a - b) - c"),
        ("a/b*c", "(a/b)*c"),
        ("a^b^c", "a^(b^c)"),
        ("-a^2", "-(a^2)"),
        ("-a*b", "(-a)*b"),
        ("a - -b", "a - (-b)"),
        ("a*-b", "a*(-b)"),
        ("a = b and c = d or not e < f", "((a = b) and (c = d)) or (not (e < f))"),
        ("a implies b implies c", "a implies (b implies c)"),
        ("a => b <=> c", "(a implies b) iff c"),
        ("a iff b iff c", "a iff (b iff c)"),
        ("sum(i in B) p[i]*q[i] = 1", "(sum(i in B) (p[i]*q[i])) = 1"),
        ("sum(i in B) p[i]*q[i] + 1", "(sum(i in B) (p[i]*q[i])) + 1"),
        ("a*sum(i in B) -x*y/z - 1", "(a*(sum(i in B) (((-x)*y)/z))) - 1"),
        ("E[v: F, s: pi(th)] v*[v >= x] >= 0", "(E[v: F, s: pi(th)] (v*[v >= x])) >= 0"),
        ("-I[u: F] u^2/2", "-(I[u: F] ((u^2)/2))"),
        ("not a = b and c", "(not (a = b)) and c"),
        ("a implies forall x in D: b iff c", "a implies (forall x in D: (b iff c))"),
        ("a and exists x in D: b or c", "a and (exists x in D: (b or c))"),
        ("every optimum of a-b.1: x = 0 and y", "every optimum of a-b.1: ((x = 0) and y)"),
        ("supremum(P) = a + b not attained and c", "(supremum(P) = a + b not attained) and c"),
        ("b.lo[i].hi", "((b.lo)[i]).hi"),
        ("case f(x) {lo: a = b, hi: c}.lo", "(case (f(x)) {lo: (a = b), hi: c}).lo"),
    ] {
        let (left, right) = (parse_expression(written).unwrap(), parse_expression(meant).unwrap());
        assert_eq!(bare(&left), bare(&right), "{written}");
    }
}

#[test]
fn brackets_that_matter_are_kept() {
    for written in [
        "a - (b - c)",
        "(a^b)^c",
        "(-a)^2",
        "-(-a)",
        "(a = b) = c",
        "(a and b) and c",
        "a and (b and c)",
        "(a implies b) implies c",
        "(sum(i in B) p[i])*q",
        "a*(sum(i in B) p[i])*q",
        "(forall x in D: a) and b",
        "(a implies (forall x in D: b)) iff c",
        "(E)[x]",
        "2^(-x)",
        "(supremum(P) = 1 not attained) iff x = 1",
    ] {
        let tree = parse_expression(written).unwrap();
        let again = parse_expression(&print_expression(&tree)).unwrap();
        assert_eq!(bare(&again), bare(&tree), "{written}");
    }
    assert_eq!(shape("(((a)) + (b*c))"), "a + b*c");
    assert_eq!(shape("(a + b) + c"), "a + b + c");
    assert_eq!(shape("- - a"), "-(-a)");
}

#[test]
fn rows_are_flat() {
    let ExprKind::And(parts) = parse_expression("a and b and c").unwrap().node else { panic!("not a row") };
    assert_eq!(parts.len(), 3);
    let ExprKind::Chain(_, links) = parse_expression("a < b <= c = d").unwrap().node else {
        panic!("not a chain")
    };
    assert_eq!(links.len(), 3);
}

#[test]
fn the_sample_is_read() {
    let file = file(SAMPLE);
    assert_eq!(file.items.len(), 15);
    for item in &file.items {
        let text = &SAMPLE[item.span.clone()];
        assert_eq!(text.trim(), text);
    }
    let Item::Claim(lemma) = &file.items[6].node else { panic!("not a claim") };
    assert_eq!((lemma.kind.node.as_str(), lemma.name.node.as_str()), ("lemma", "2.1a"));
    assert_eq!(lemma.proof.as_ref().unwrap().steps.len(), 10);
    let Item::Compute(compute) = &file.items[2].node else { panic!("not a computation") };
    assert_eq!(compute.model.node, "carroll.extortion");
    assert!(matches!(&compute.fields[1].1, Value::Number(number) if number.node == "-0.5"));
    let Item::Unchecked(left) = &file.items[14].node else { panic!("not an omission") };
    assert_eq!((left.name.node.as_str(), left.place.node.as_str()), ("theorem-9", "section 7"));
}

#[test]
fn names_in_headings() {
    for (written, name) in [
        ("2.1a", "2.1a"),
        ("5.1-5.2", "5.1-5.2"),
        ("dominant-strategy", "dominant-strategy"),
        ("A'.3.14b'", "A'.3.14b'"),
        ("x", "x"),
    ] {
        let source = format!("lemma {written} at \"here\" show true");
        let Item::Claim(claim) = &file(&source).items[0].node else { panic!("not a claim") };
        assert_eq!(claim.name.node, name);
        assert_eq!(&source[claim.name.span.clone()], name);
    }
}

fn proof(steps: &str) -> String {
    format!("fact 1 at \"here\" show true proof {steps} end")
}

#[test]
fn rules_and_facts_are_told_apart() {
    use mechproof::language::syntax::ProofStep;
    for (written, rule, items) in [
        ("by term", Some("term"), 0),
        ("by term x", Some("term"), 1),
        ("by term*x", None, 1),
        ("by term(x)", None, 1),
        ("by term, x", None, 2),
        ("by ic(hi, lo), {x + 1}^2*eq, 3/4*\"1\"(x) degree 2 clearing d*e", None, 3),
    ] {
        let file = file(&proof(&format!("conclude {written}")));
        let Item::Claim(claim) = &file.items[0].node else { panic!("not a claim") };
        let ProofStep::Conclude(by) = &claim.proof.as_ref().unwrap().steps[0].node else {
            panic!("no conclusion")
        };
        assert_eq!(by.rule.as_ref().map(|rule| rule.node.as_str()), rule, "{written}");
        assert_eq!(by.items.len(), items, "{written}");
    }
}

#[test]
fn a_case_belongs_to_the_innermost_rule_that_distinguishes_cases() {
    use mechproof::language::syntax::ProofStep;
    let inner = "case a: step x: p by indicator q case b: conclude by sign";
    let file = file(&proof(&format!("conclude by cases {{z}} {inner} end")));
    let Item::Claim(claim) = &file.items[0].node else { panic!("not a claim") };
    let ProofStep::Conclude(by) = &claim.proof.as_ref().unwrap().steps[0].node else {
        panic!("no conclusion")
    };
    assert_eq!(by.blocks.len(), 2);
    // Outside a case any rule may have them.
    assert!(parse("", proof("conclude by lift case a: conclude by sign end").as_bytes()).is_ok());
}

#[test]
fn what_is_accepted() {
    for source in [
        "",
        "-- only a comment",
        "\u{feff}use \"a.thm\"\r\n",
        "model m",
        "program p in m minimize o: x",
        "lemma 1 in m at \"x\" mirrors \"2\"",
        "erratum e at \"x\" printed true corrected false",
        "refute \"1\"",
        "refute \"1\" as e note \"in words\" note \"more\" with A = {a} proof end",
        "refute \"1\" note \"in words\"",
        "lemma 1 at \"x\" repairs \"theorem-1\" show true",
        "vacuous \"1\" proof end",
        "compute c at \"x\" m() r = 1",
        "fact 1 at \"x\" show x_1'' = 0.50",
        "step 1 at \"x\" show true",
        "refute \"1\" with f = law (x) -> give x, A = {a}, g[x] = 1",
        "model m param index, natural, draw, give, at, on",
    ] {
        file(source);
        let once = format(source).unwrap();
        assert_eq!(bare(&file(source)), bare(&file(&once)), "{source}");
    }
}

#[test]
fn what_is_refused() {
    let show = |formula: &str| format!("fact 1 at \"x\" show {formula}");
    let long = format!("x = {}", "1".repeat(10_001));
    let row = vec!["x"; 502].join(" + ");
    let table: Vec<(String, Code)> = vec![
        (show("a ≥ b"), Code::UnexpectedCharacter),
        (show("a ! b"), Code::UnexpectedCharacter),
        (show("θ = 1"), Code::UnexpectedCharacter),
        (show("a | b"), Code::UnexpectedCharacter),
        ("use \"a.thm".into(), Code::UnclosedString),
        ("use \"a.thm\nb\"".into(), Code::UnclosedString),
        ("use \"a\\n\"".into(), Code::BadEscape),
        (show(&long), Code::NumberTooLong),
        (show("a +"), Code::UnexpectedEnd),
        (show("(a"), Code::UnexpectedEnd),
        (show(""), Code::UnexpectedEnd),
        (show("a + + b"), Code::UnexpectedToken),
        (show("2 x"), Code::UnknownKeyword),
        (show("2x"), Code::UnknownKeyword),
        (show("f(a b)"), Code::UnexpectedToken),
        (show("x[]"), Code::UnexpectedToken),
        (show("x [i]"), Code::UnexpectedToken),
        (show("a^-b"), Code::UnexpectedToken),
        (show("a = not b"), Code::UnexpectedToken),
        (show("a + forall x in D: b"), Code::UnexpectedToken),
        (show("forall x: b"), Code::UnexpectedToken),
        (show("E[v] v"), Code::UnexpectedToken),
        (show("case x {}"), Code::UnexpectedToken),
        (show("a not attained"), Code::UnexpectedToken),
        (show("supremum(P) > 1 not attained"), Code::UnexpectedToken),
        (show("a \n given"), Code::MisplacedEntry),
        (show("given = 1"), Code::UnexpectedToken),
        ("1".into(), Code::UnexpectedToken),
        ("lema 1 at \"x\" show true".into(), Code::UnknownKeyword),
        ("model m parm x".into(), Code::UnknownKeyword),
        ("program p in m maximise w: x".into(), Code::UnknownKeyword),
        ("lemma 1 at \"x\" givn a: b show c".into(), Code::UnknownKeyword),
        ("lemma 1 at \"x\" show c prof".into(), Code::UnknownKeyword),
        ("erratum e at \"x\" prined true".into(), Code::UnknownKeyword),
        (proof("stp a: b by c"), Code::UnknownKeyword),
        (proof("conclude by lfit f"), Code::UnknownRule),
        (proof("conclude by indcution case a: conclude by x end"), Code::UnknownRule),
        (proof("conclude by"), Code::UnexpectedToken),
        (proof("step a: b"), Code::UnexpectedToken),
        (proof("step a: b by c,"), Code::ReservedWord),
        (proof("step 5: b by c"), Code::UnexpectedToken),
        (proof("chain a: b by c"), Code::UnexpectedToken),
        (proof("conclude by {x}^3"), Code::BadNumber),
        (proof("conclude by x degree 2.5"), Code::BadNumber),
        (proof("conclude by x degree 99999999999"), Code::BadNumber),
        ("model m param forall".into(), Code::ReservedWord),
        ("model end".into(), Code::ReservedWord),
        ("lemma in m at \"x\" show true".into(), Code::ReservedWord),
        (show(&"(".repeat(201)), Code::NestedTooDeeply),
        (proof(&"conclude by proof ".repeat(201)), Code::NestedTooDeeply),
        (show(&row), Code::ExpressionTooLong),
        (show(&"- ".repeat(502)), Code::ExpressionTooLong),
        (show(&"- ".repeat(5)), Code::UnexpectedEnd),
        (show(&("- ".repeat(502) + "x")), Code::ExpressionTooLong),
        ("program p in m var x".into(), Code::MissingPart),
        ("program p in m var x in [0, _] maximize w: x".into(), Code::MissingPart),
        ("lemma 1 at \"x\" given a: b".into(), Code::MissingPart),
        ("erratum e at \"x\" printed true".into(), Code::MissingPart),
        (show("supremum(P) = 1"), Code::MissingPart),
        ("program p in m maximize w: x minimize v: y".into(), Code::RepeatedPart),
        ("program p in m maximize w: x subject to a: b subject to c: d".into(), Code::RepeatedPart),
        ("lemma 1 at \"x\" show true show false".into(), Code::RepeatedPart),
        ("erratum e at \"x\" printed true corrected true corrected true".into(), Code::RepeatedPart),
        ("lemma 1 at \"x\" show true note \"late\"".into(), Code::MisplacedEntry),
    ];
    for (source, expected) in &table {
        let short: String = source.chars().take(80).collect();
        assert_eq!(code(source), *expected, "{short}");
    }
    let mut seen: Vec<Code> = table.iter().map(|(_, code)| *code).collect();
    // These three have tests of their own.
    seen.extend([Code::InvalidUtf8, Code::FileTooLarge, Code::CommentPlace]);
    for code in Code::ALL {
        assert!(seen.contains(&code), "no test reaches {code:?}");
    }
}

#[test]
fn invalid_utf8_is_told_with_its_offset() {
    let error = parse("a.thm", b"use \"x\"\n\xff").unwrap_err();
    assert_eq!((error.code, error.span.clone(), error.file.as_str()), (Code::InvalidUtf8, 8..9, "a.thm"));
    assert!(error.message.contains("offset 8"));
    assert!(error.render(b"use \"x\"\n\xff", Style::Plain).contains("a.thm:2:1"));
}

#[test]
fn hints_name_the_nearest_word() {
    for (source, hint) in [
        ("thoerem 1 at \"x\" show true", "theorem"),
        ("model m asume a: b", "assume"),
        ("program p in m maximise w: x", "maximize"),
        ("fact 1 at \"x\" show true proof conclud by x end", "conclude"),
        ("fact 1 at \"x\" show true proof conclude by congruense x y end", "congruence"),
    ] {
        let error = parse("a.thm", source.as_bytes()).unwrap_err();
        assert!(error.hint.as_deref().unwrap_or_default().contains(hint), "{source}: {error:?}");
    }
}

#[test]
fn diagnostics_show_the_place() {
    let source = "model m\n  param b[B]\n  asume order: x > 0\n";
    let error = parse("bad.thm", source.as_bytes()).unwrap_err();
    assert_eq!(error.position(source.as_bytes()), (3, 3));
    for style in [Style::Plain, Style::Narrated, Style::Coloured] {
        let text = error.render(source.as_bytes(), style);
        for part in ["asume order: x > 0", "unknown word", "did you mean `assume`?"] {
            assert!(text.contains(part), "{style:?}: {text}");
        }
        assert_eq!(text.contains('\u{1b}'), style == Style::Coloured, "{text}");
    }
    let plain = error.render(source.as_bytes(), Style::Plain);
    assert!(plain.contains("bad.thm:3:3") && plain.contains("──┬──"), "{plain}");
}

#[test]
fn large_and_deep_files_fail_at_once() {
    let mega = 8 << 20;
    for (source, expected) in [
        ("1".repeat(50_000_000), Code::FileTooLarge),
        ("1".repeat(mega), Code::NumberTooLong),
        ("\"".to_owned() + &"x".repeat(mega - 1), Code::UnclosedString),
        ("x".repeat(mega), Code::UnknownKeyword),
        ("fact 1 at \"x\" show ".to_owned() + &"(".repeat(100_000), Code::NestedTooDeeply),
        ("fact 1 at \"x\" show ".to_owned() + &"[".repeat(4_000_000), Code::NestedTooDeeply),
        ("fact 1 at \"x\" show ".to_owned() + &"f(".repeat(4_000_000), Code::NestedTooDeeply),
        ("fact 1 at \"x\" show x".to_owned() + &"+x".repeat(4_000_000), Code::ExpressionTooLong),
        ("fact 1 at \"x\" show x".to_owned() + &"^x".repeat(4_000_000), Code::ExpressionTooLong),
        ("fact 1 at \"x\" show x".to_owned() + &".x".repeat(4_000_000), Code::ExpressionTooLong),
        ("fact 1 at \"x\" show x".to_owned() + &" => x".repeat(1_000_000), Code::ExpressionTooLong),
        ("fact 1 at \"x\" show ".to_owned() + &"not ".repeat(2_000_000), Code::ExpressionTooLong),
        ("compute c at \"x\" m(a = ".to_owned() + &"[".repeat(100_000), Code::NestedTooDeeply),
        (proof(&"conclude by x((x,x,".repeat(100_000)), Code::UnexpectedToken),
        (proof(&"conclude by cases {x} case a: ".repeat(100_000)), Code::NestedTooDeeply),
        (proof(&"conclude by x(law () -> mix 1: ".repeat(100_000)), Code::UnexpectedToken),
    ] {
        let error = parse("a.thm", source.as_bytes()).unwrap_err();
        let short: String = source.chars().take(40).collect();
        assert_eq!(error.code, expected, "{short}");
        let text = error.render(source.as_bytes(), Style::Plain);
        assert!(text.len() < 2000, "{short}: {} bytes of message", text.len());
    }
}

#[test]
fn the_deepest_trees_are_walked() {
    let deep = "(".repeat(199) + "a iff b implies c or d and not e = f + g*-h^x" + &")".repeat(199);
    shape(&deep);
    let nested = format!("{}x{}", "f(-".repeat(200), ")".repeat(200));
    let printed = shape(&nested);
    assert_eq!(printed.split_whitespace().collect::<String>(), nested);
    let sum = vec!["x"; 500].join(" + ");
    assert_eq!(shape(&sum).split_whitespace().collect::<Vec<_>>().join(" "), sum);
    let blocks =
        proof(&format!("{}step x: true by unit {}", "conclude by proof ".repeat(199), "end ".repeat(199)));
    assert_eq!(bare(&file(&format(&blocks).unwrap())), bare(&file(&blocks)));
}

#[test]
fn long_flat_files_are_read() {
    let claims = "fact 1 at \"x\" given a: x*y >= 0 show x = 1 proof conclude by a(x, y), {x}^2*a end\n"
        .repeat(60_000);
    assert_eq!(file(&claims).items.len(), 60_000);
    let row = format!("fact 1 at \"x\" show f({})", vec!["x"; 1_000_000].join(", "));
    file(&row);
}

#[test]
fn formatting_is_idempotent_and_keeps_the_tree() {
    let once = format(SAMPLE).unwrap();
    assert_eq!(format(&once).unwrap(), once);
    assert_eq!(bare(&file(&once)), bare(&file(SAMPLE)));
    let longest = once.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(longest <= 120, "a line of {longest} characters");
    for line in
        SAMPLE.lines().filter_map(|line| line.find(['#']).or_else(|| line.find("--")).map(|at| &line[at..]))
    {
        assert!(once.contains(line.trim_end()), "lost: {line}");
    }
}

#[test]
fn comments_stay_where_they_are() {
    let source = "-- first\n\n\n-- second\nmodel m -- head\n# before\n param x#behind\n-- last\n";
    let expected = "-- first\n\n-- second\nmodel m   -- head\n  # before\n  param x   #behind\n-- last\n";
    assert_eq!(format(source).unwrap(), expected);
    assert_eq!(format("-- alone").unwrap(), "-- alone\n");
    let inside = "fact 1 at \"x\" show a +\n -- inside\n b";
    let error = format(inside).unwrap_err();
    assert_eq!((error.code, &inside[error.span.clone()]), (Code::CommentPlace, "-- inside"));
}

#[test]
fn entries_of_programs_keep_their_order() {
    let source =
        "program p in m\n  subject to\n    a: x > 0\n  let d = x\n  var x, y\n  maximize w: d\n  var z\n";
    assert_eq!(format(source).unwrap(), source);
}

/// Texts between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn examples_of_the_grammar_are_read() {
    let grammar = include_str!("../docs/GRAMMAR.md");
    let mut read = 0;
    let mut check = |source: String| {
        file(&source);
        read += 1;
    };
    for block in grammar.split("```").skip(1).step_by(2) {
        let mut words = block.split_whitespace();
        let first = words.next().unwrap();
        if ["paper", "program", "erratum"].contains(&first) && words.next() != Some("=") {
            check(block.to_owned());
        }
    }
    let mut section = "";
    for line in grammar.lines() {
        section = line.strip_prefix("## ").unwrap_or(section);
        let Some((_, construct, examples)) =
            line.strip_prefix('|').and_then(|row| row.split_once('|')).map(|(a, b)| (line, a.trim(), b))
        else {
            continue;
        };
        for example in quoted(examples) {
            let example = example.replace("STEPS", "conclude by fact");
            match section {
                "Models" if construct == "domain" => check(format!("model m function f({example})")),
                "Models" => check(format!("model m {example}")),
                "Claims" if example.starts_with("mirrors") => check(format!("fact 1 at \"x\" {example}")),
                "Claims" => check(format!("fact 1 at \"x\" {example} show true")),
                "Expressions" if construct == "draws" => drop(shape(&format!("E[{example}] 1"))),
                "Expressions" if example.len() > 2 && !example.contains("PROGRAM") => drop(shape(&example)),
                "Proofs" if example.starts_with("by") => check(proof(&format!("conclude {example}"))),
                "Proofs" => check(proof(&example)),
                _ => {}
            }
        }
    }
    assert!(read > 35, "only {read} examples");
}
