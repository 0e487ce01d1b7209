//! What a script declares: constants for the variables of a claim, and for its quotients.
//!
//! Consumes binders and quotients; produces symbols, each used once, and the conditions that fix their meaning.
//! Trusted by nobody.

use std::fmt::Write as _;

use mechproof_core::logic::{Binder, Domain, Name};

use super::Unsupported;
use super::expression::{Degree, Expression};
use super::script::{Builder, Constant, Meaning};
use super::symbols::{entry, quoted, symbol};

/// Tuples of elements, and the sorts of the arguments that are not listed.
type Tuples = (Vec<Vec<u32>>, Vec<String>);

impl Builder<'_> {
    /// Declares what stands for a variable of the claim.
    pub(super) fn constant(&mut self, binder: &Binder) -> Result<Meaning, Unsupported> {
        if let Domain::Law(law) = &binder.domain {
            self.laws += 1;
            return Ok(Meaning::Law(self.laws, self.elements(&law.on)));
        }
        let base = self.fresh(&symbol(&binder.name));
        let text = quoted(&base);
        let mut entries = vec![(Vec::new(), base.clone())];
        let meaning = match &binder.domain {
            Domain::Real => {
                self.declare(&base, "", "Real");
                Meaning::Real(Expression::unknown(text, false))
            }
            Domain::Natural => {
                self.integers = true;
                self.declare(&base, "", "Int");
                self.side_conditions.push(format!("(>= {text} 0)"));
                Meaning::Natural(Expression::unknown(format!("(to_real {text})"), false), text)
            }
            Domain::Sort(sort) => {
                let sort = self.sort(sort);
                self.declare(&base, "", &sort);
                entries.clear();
                Meaning::Opaque(text, None)
            }
            Domain::Function(arguments) => {
                entries = self.function(&base, arguments)?;
                Meaning::Function(base, arguments.clone(), false)
            }
            Domain::Law(_) => return Err(Unsupported::Law),
        };
        let function = matches!(binder.domain, Domain::Function(_));
        self.constants.push(Constant { name: binder.name.clone(), function, entries });
        Ok(meaning)
    }

    /// Declares a function: one symbol for each tuple of elements of its enumerated arguments.
    fn function(&mut self, base: &str, arguments: &[Domain]) -> Result<Vec<(Vec<u32>, String)>, Unsupported> {
        let (tuples, others) = self.tuples(arguments)?;
        let mut entries = Vec::new();
        for tuple in tuples {
            let value = self.value_symbol(base, arguments, &tuple);
            self.declare(&value, &others.join(" "), "Real");
            entries.push((tuple, value));
        }
        if others.is_empty() {
            return Ok(entries);
        }
        self.functions = true;
        Ok(Vec::new())
    }

    /// The tuples of elements for the enumerated arguments of a function, and the sorts of the others.
    pub(super) fn tuples(&mut self, arguments: &[Domain]) -> Result<Tuples, Unsupported> {
        let mut tuples: Vec<Vec<u32>> = vec![Vec::new()];
        let mut others = Vec::new();
        for argument in arguments {
            if let Some(elements) = self.elements(argument) {
                let mut longer = Vec::new();
                for tuple in &tuples {
                    for index in 0..elements {
                        self.count()?;
                        longer.push([tuple.as_slice(), &[index]].concat());
                    }
                }
                tuples = longer;
                continue;
            }
            others.push(match argument {
                Domain::Natural => {
                    self.integers = true;
                    "Int".to_owned()
                }
                Domain::Sort(sort) => self.sort(sort),
                _ => "Real".to_owned(),
            });
        }
        Ok((tuples, others))
    }

    /// The symbol of a function's value at elements for its enumerated arguments.
    pub(super) fn value_symbol(&self, base: &str, arguments: &[Domain], tuple: &[u32]) -> String {
        let sorts = arguments.iter().filter_map(|argument| match argument {
            Domain::Sort(sort) => self.signature.elements(sort),
            _ => None,
        });
        let elements: Vec<&str> = sorts
            .zip(tuple)
            .map(|(elements, index)| {
                usize::try_from(*index).ok().and_then(|i| elements.get(i)).map_or("", |name| &**name)
            })
            .collect();
        if elements.is_empty() { base.to_owned() } else { entry(base, &elements) }
    }

    fn declare(&mut self, name: &str, arguments: &str, result: &str) {
        let _ = writeln!(self.declarations, "(declare-fun {} ({arguments}) {result})", quoted(name));
    }

    pub(super) fn sort(&mut self, sort: &Name) -> String {
        self.sorts.insert(sort.clone());
        self.functions = true;
        quoted(&symbol(sort))
    }

    /// A symbol not used before. Escaped names hold no `!`.
    pub(super) fn fresh(&mut self, base: &str) -> String {
        let times = self.used.entry(base.to_owned()).or_insert(0);
        *times += 1;
        if *times == 1 { base.to_owned() } else { format!("{base}!{times}") }
    }

    /// A fresh constant for a quotient of expressions without local variables: 0 if the denominator is 0.
    pub(super) fn quotient(
        &mut self,
        numerator: &Expression,
        denominator: &Expression,
    ) -> Result<Expression, Unsupported> {
        let key = (numerator.text.clone(), denominator.text.clone());
        if let Some(known) = self.quotients.get(&key) {
            return Ok(known.clone());
        }
        let name = format!("quotient!{}", self.quotients.len() + 1);
        self.declare(&name, "", "Real");
        let value = Expression::unknown(name, false);
        let product = Expression::product(&[denominator.clone(), value.clone()])?;
        self.nonlinear |= product.degree == Degree::Nonlinear;
        let zero = format!("(= {} 0.0)", denominator.text);
        let texts = [
            format!("(or {zero} (= {} {}))", product.text, numerator.text),
            format!("(=> {zero} (= {} 0.0))", value.text),
        ];
        for text in texts {
            self.grow(text.len())?;
            self.side_conditions.push(text);
        }
        self.quotients.insert(key, value.clone());
        Ok(value)
    }
}
