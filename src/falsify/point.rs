//! An exact point in words: what every symbol of a claim stands for, in fractions.

use std::fmt;

use mechproof_core::exact::Rational;
use mechproof_core::logic::{Binder, Carrier, Domain, Signature};

use super::frame::{Frame, Stage};
use super::interpretation::Interpretation;
use super::value::Value;
use super::world::{Law, Object, Shape, Source, Table, World, entries};

/// An exact interpretation of a claim's symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What is equal to what, such as `b(lo)` and `3/2`; sorts of any size come first.
    pub values: Vec<(String, String)>,
    /// The same as data.
    pub interpretation: Interpretation,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.values.is_empty() {
            return f.write_str("there is nothing to choose");
        }
        for (position, (name, value)) in self.values.iter().enumerate() {
            write!(f, "{}{name} = {value}", if position == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl Point {
    pub(super) fn of(signature: &Signature, frame: &Frame, stage: &Stage) -> Point {
        let mut values = Vec::new();
        let open = signature.sorts.iter().filter(|(_, carrier)| !matches!(carrier, Carrier::Enumerated(_)));
        for (sort, _) in open {
            let size = stage.world.carriers.get(sort).copied().unwrap_or(0);
            let elements: Vec<String> = (0..size).map(|element| (element + 1).to_string()).collect();
            values.push((sort.to_string(), format!("{{{}}}", elements.join(", "))));
        }
        let words = Words { signature, world: &stage.world };
        for (binder, object) in frame.symbols.iter().zip(&stage.objects) {
            words.object(binder, object, &mut values);
        }
        Point { values, interpretation: Interpretation::of(signature, frame, stage) }
    }
}

/// The cells of a symbol by name; `None` if it is not given by one number each, or by elements.
pub(super) fn cells(
    signature: &Signature,
    world: &World,
    binder: &Binder,
    object: &Object,
) -> Option<Vec<(String, usize)>> {
    let words = Words { signature, world };
    let name = &plain(&binder.name);
    match (object, &binder.domain) {
        (Object::Cell(cell), _) => Some(vec![(name.to_owned(), *cell)]),
        (Object::Function(table), Domain::Function(domains)) if table.width == 1 => {
            let Source::Cells(start) = table.source else { return None };
            let heads = words.rows(name, domains, table).into_iter().enumerate();
            Some(heads.map(|(row, head)| (head, start + row)).collect())
        }
        (Object::Law(law), Domain::Law(kind)) => {
            let (Source::Cells(start), Shape::Weights(count)) = (&law.table.source, law.shape) else {
                return None;
            };
            let Domain::Sort(sort) = kind.on.as_ref() else { return None };
            let mut named = Vec::new();
            for (row, head) in words.rows(name, &kind.parameters, &law.table).into_iter().enumerate() {
                let open = head.strip_suffix(')').map_or(format!("{head}("), |head| format!("{head}, "));
                for outcome in 0..count {
                    let cell = start + row * law.table.width + outcome;
                    named.push((format!("{open}{})", words.element(sort, outcome)), cell));
                }
            }
            Some(named)
        }
        _ => None,
    }
}

/// A name as a file writes it.
pub fn plain(name: &str) -> String {
    name.split('\u{1}').next().unwrap_or_default().to_owned()
}

struct Words<'a> {
    signature: &'a Signature,
    world: &'a World,
}

impl Words<'_> {
    fn object(&self, binder: &Binder, object: &Object, values: &mut Vec<(String, String)>) {
        let name = &plain(&binder.name);
        match object {
            Object::Cell(cell) => values.push((name.to_owned(), shown(&self.world.read(*cell)))),
            Object::Value(Value::Element(element)) => {
                let Domain::Sort(sort) = &binder.domain else { return };
                values.push((name.to_owned(), self.element(sort, *element)));
            }
            Object::Value(value) => values.push((name.to_owned(), shown(value))),
            Object::Function(table) => {
                let Domain::Function(domains) = &binder.domain else { return };
                for (row, head) in self.rows(name, domains, table).into_iter().enumerate() {
                    values.push((head, self.entry(table, row * table.width)));
                }
            }
            Object::Defined(definition) => {
                let says = definition.name.as_ref().map_or_else(
                    || "as a hypothesis says".to_owned(),
                    |hypothesis| format!("as `{hypothesis}` says"),
                );
                values.push((name.to_owned(), says));
            }
            Object::Law(law) => {
                let Domain::Law(kind) = &binder.domain else { return };
                let heads = self.rows(name, &kind.parameters, &law.table);
                for (row, head) in heads.into_iter().enumerate() {
                    values.push((head, self.law(law, &kind.on, row * law.table.width)));
                }
            }
        }
    }

    fn element(&self, sort: &str, element: usize) -> String {
        match self.signature.elements(sort).and_then(|elements| elements.get(element)) {
            Some(name) => name.to_string(),
            None => (element + 1).to_string(),
        }
    }

    /// The left sides: the name with arguments for each entry; numbers are called `z1`, `z2`, ...
    fn rows(&self, name: &str, domains: &[Domain], table: &Table) -> Vec<String> {
        let count = entries(&table.arguments).unwrap_or(0);
        let one = |row: usize| {
            let mut rest = row;
            let mut numbers = domains.iter().filter(|domain| !matches!(domain, Domain::Sort(_))).count();
            let mut arguments = Vec::new();
            for (domain, size) in domains.iter().zip(&table.arguments).rev() {
                if let (Domain::Sort(sort), Some(size)) = (domain, size) {
                    arguments.push(self.element(sort, rest % size));
                    rest /= size;
                } else {
                    arguments.push(format!("z{numbers}"));
                    numbers = numbers.saturating_sub(1);
                }
            }
            arguments.reverse();
            if arguments.is_empty() { name.to_owned() } else { format!("{name}({})", arguments.join(", ")) }
        };
        (0..count).map(one).collect()
    }

    /// The polynomial of an entry.
    fn entry(&self, table: &Table, start: usize) -> String {
        let number = |offset: usize| self.world.entry_at(table, start + offset);
        if table.width == 1 {
            return shown(&number(0));
        }
        let slopes = table.width - 4;
        let mut parts = vec![(number(0), String::new())];
        parts.extend((1..=slopes).map(|place| (number(place), format!("*z{place}"))));
        parts.push((number(slopes + 1), "*z1^2".to_owned()));
        parts.push((number(slopes + 2), format!("*[z1 >= {}]", shown(&number(slopes + 3)))));
        parts.retain(|(factor, _)| *factor != Value::zero());
        let parts: Vec<String> =
            parts.iter().map(|(factor, rest)| format!("{}{rest}", shown(factor))).collect();
        if parts.is_empty() { "0".to_owned() } else { parts.join(" + ").replace("+ -", "- ") }
    }

    fn law(&self, law: &Law, on: &Domain, start: usize) -> String {
        let number = |offset: usize| self.world.entry_at(&law.table, start + offset);
        match law.shape {
            Shape::Uniform => {
                let end = number(0).plus(&number(1)).unwrap_or_else(|_| Value::zero());
                format!("uniform on [{}, {}]", shown(&number(0)), shown(&end))
            }
            Shape::Weights(count) | Shape::Points(count) => {
                let outcome = |place: usize| match (law.shape, on) {
                    (Shape::Points(_), _) => shown(&number(count + place)),
                    (_, Domain::Sort(sort)) => self.element(sort, place),
                    _ => (place + 1).to_string(),
                };
                let weighted = (0..count).filter(|place| number(*place) != Value::zero());
                let parts: Vec<String> = weighted
                    .map(|place| format!("{} with {}", outcome(place), shown(&number(place))))
                    .collect();
                format!("({})", parts.join(", "))
            }
        }
    }
}

fn shown(value: &Value) -> String {
    value.number().map_or_else(|_| String::new(), Rational::to_string)
}
