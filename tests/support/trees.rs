//! Syntax trees compared without their places.

/// A tree as text without its places.
pub(crate) fn bare(tree: &impl std::fmt::Debug) -> String {
    let written = format!("{tree:?}");
    let mut out = String::with_capacity(written.len());
    let mut rest = written.as_str();
    while let Some(at) = rest.find("span: ") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 6..];
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    }
    out + rest
}
