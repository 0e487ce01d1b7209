//! Names of claims as symbols of a script, injectively.
//!
//! Consumes names of claims, which may hold any character; produces symbols and their quoted form. Every symbol
//! begins with `$`, so that none is a word of the solver's own. Trusted by nobody.

use std::fmt::Write as _;

/// The symbol for a name.
pub fn symbol(name: &str) -> String {
    format!("${}", escaped(name))
}

/// The symbol for the value, at listed elements, of the function with this symbol.
pub fn entry(symbol: &str, elements: &[&str]) -> String {
    let elements: Vec<String> = elements.iter().map(|element| escaped(element)).collect();
    format!("{symbol}[{}]", elements.join(","))
}

/// The name with all but letters, digits, `_`, `.` and `'` replaced by `~code;`.
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '\'') {
            text.push(c);
        } else {
            let _ = write!(text, "~{:x};", u32::from(c));
        }
    }
    text
}

/// The symbol as it stands in a script: between bars where it is not simple.
pub fn quoted(symbol: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || "~!@$%^&*_-+=<>.?/".contains(c);
    let starts_well = symbol.chars().next().is_some_and(|c| simple(c) && !c.is_ascii_digit());
    if starts_well && symbol.chars().all(simple) { symbol.to_owned() } else { format!("|{symbol}|") }
}
