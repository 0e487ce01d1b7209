//! Short ways to write formulas, and a check that XML is well-formed.

use std::sync::Arc;

use mechproof::print::Printed;
use mechproof_core::exact::Rational;
use mechproof_core::logic::{
    Binder, Carrier, Domain, Formula, Functional, LawType, Relation, Signature, Term, Variable,
};

pub(crate) fn signature() -> Signature {
    let list = |names: &[&str]| Carrier::Enumerated(names.iter().map(|name| Arc::from(*name)).collect());
    let sorts = [
        ("B", list(&["lo", "hi"])),
        ("S", list(&["lo", "hi"])),
        ("Three", list(&["one", "two", "three"])),
        ("Type", Carrier::Arbitrary),
        ("State", Carrier::Finite),
    ];
    Signature { sorts: sorts.into_iter().map(|(name, carrier)| (name.into(), carrier)).collect() }
}

pub(crate) fn free(name: &str) -> Term {
    Term::free(name)
}

pub(crate) fn bound(index: u32) -> Term {
    Term::bound(index)
}

pub(crate) fn int(value: i64) -> Term {
    Term::integer(value)
}

pub(crate) fn ratio(top: i64, bottom: i64) -> Term {
    Term::Number(Rational::new(top, bottom).expect("the denominator is not 0"))
}

pub(crate) fn sum<const N: usize>(parts: [Term; N]) -> Term {
    Term::Sum(parts.into())
}

pub(crate) fn product<const N: usize>(parts: [Term; N]) -> Term {
    Term::Product(parts.into())
}

pub(crate) fn over(top: Term, bottom: Term) -> Term {
    Term::Quotient(Arc::new(top), Arc::new(bottom))
}

pub(crate) fn lo() -> Term {
    Term::Element { sort: "B".into(), index: 0 }
}

pub(crate) fn at<const N: usize>(name: &str, arguments: [Term; N]) -> Term {
    Term::Apply(Variable::Free(name.into()), arguments.into())
}

pub(crate) fn bind(functional: Functional, name: &str, body: Term) -> Term {
    Term::Bind(functional, name.into(), Arc::new(body))
}

pub(crate) fn total(sort: &str, name: &str, body: Term) -> Term {
    bind(Functional::Sum(sort.into()), name, body)
}

pub(crate) fn mean<const N: usize>(name: &str, law: &str, arguments: [Term; N], body: Term) -> Term {
    let law = Variable::Free(law.into());
    bind(Functional::Expectation { law, arguments: arguments.into() }, name, body)
}

pub(crate) fn quantile(name: &str, law: &str, body: Term) -> Term {
    bind(Functional::Quantile { law: Variable::Free(law.into()), arguments: Vec::new().into() }, name, body)
}

pub(crate) fn named(name: &str, body: Term) -> Term {
    Term::Named(name.into(), Arc::new(body))
}

pub(crate) fn label(name: &str, body: Formula) -> Formula {
    Formula::Named(name.into(), Box::new(body))
}

pub(crate) fn compare(left: Term, relation: Relation, right: Term) -> Formula {
    Formula::Compare(relation, left, right)
}

pub(crate) fn lt(left: Term, right: Term) -> Formula {
    compare(left, Relation::Lt, right)
}

pub(crate) fn ge(left: Term, right: Term) -> Formula {
    compare(left, Relation::Ge, right)
}

pub(crate) fn sort(name: &str) -> Domain {
    Domain::Sort(name.into())
}

pub(crate) fn all(name: &str, domain: Domain, body: Formula) -> Formula {
    Formula::Forall(Binder { name: name.into(), domain }, Box::new(body))
}

pub(crate) fn some(name: &str, domain: Domain, body: Formula) -> Formula {
    Formula::Exists(Binder { name: name.into(), domain }, Box::new(body))
}

pub(crate) fn law(parameters: Vec<Domain>, on: Domain, unit: bool) -> Domain {
    let end = |value| unit.then(|| Rational::from(value));
    Domain::Law(LawType { parameters, on: Box::new(on), lower: end(0), upper: end(1), continuous: unit })
}

/// The content of a `math` element; the whole is checked to be well-formed.
pub(crate) fn inside(printed: &Printed) -> &str {
    well_formed(&printed.mathml);
    let open = r#"<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">"#;
    let content = printed.mathml.strip_prefix(open).expect("opens with the element");
    content.strip_suffix("</math>").expect("closes the element")
}

/// Panics unless every tag is closed in order, every entity is known and elements have their arity.
pub(crate) fn well_formed(xml: &str) {
    let arity = |tag: &str| match tag {
        "mfrac" | "msup" | "msub" | "munder" => Some(2),
        "msubsup" => Some(3),
        _ => None,
    };
    let mut stack: Vec<(&str, usize)> = Vec::new();
    for (position, piece) in xml.split('<').enumerate() {
        let text = if position == 0 {
            piece
        } else {
            let (tag, text) = piece.split_once('>').expect("the tag is closed");
            if let Some(tag) = tag.strip_prefix('/') {
                let (open, children) = stack.pop().expect("something is open");
                assert_eq!(open, tag, "{xml}");
                assert!(arity(tag).is_none_or(|arity| arity == children), "{tag} in {xml}");
            } else {
                if let Some((_, children)) = stack.last_mut() {
                    *children += 1;
                }
                if !tag.ends_with('/') {
                    stack.push((tag.split(' ').next().unwrap_or(tag), 0));
                }
            }
            text
        };
        assert!(!text.contains(['>', '"']), "{xml}");
        assert!(text.is_empty() || stack.last().is_some_and(|(tag, _)| tag.starts_with('m')), "{xml}");
        for entity in text.split('&').skip(1) {
            let name = entity.split_once(';').expect("the entity is closed").0;
            assert!(["amp", "lt", "gt", "quot", "#x2061", "#x2062"].contains(&name), "{xml}");
        }
    }
    assert!(stack.is_empty(), "{xml}");
}
