//! A second checker, for the reader's own browser: plain JavaScript that comes with the page, and the proofs.
//!
//! Consumes a bundle of statements and certificates; produces the section that offers the check, with the bundle
//! packed into it. The script checks the proofs at a button and says where it agrees with the verdicts printed. It
//! was written from `docs/CERTIFICATES.md` and shares nothing with the kernel. It fetches nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, PreEscaped, html};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::paper::{Page, Section};

/// The checker without the page's part, in plain JavaScript: a script that defines `checkBundle`, which takes what
/// `mechproof export` writes.
pub const SECOND_CHECKER: &str = concat!(
    include_str!("checker/numbers.js"),
    include_str!("checker/terms.js"),
    include_str!("checker/decode.js"),
    include_str!("checker/hash.js"),
    include_str!("checker/scope.js"),
    include_str!("checker/polynomials.js"),
    include_str!("checker/normal.js"),
    include_str!("checker/bounds.js"),
    include_str!("checker/logic_rules.js"),
    include_str!("checker/real_rules.js"),
    include_str!("checker/functional_rules.js"),
    include_str!("checker/checker.js"),
    include_str!("checker/check.js"),
);

/// What only pages need.
const OF_PAGES: &str = concat!(include_str!("checker/print.js"), include_str!("checker/page.js"));

/// How hard the bundle is packed; more takes long and saves little.
const LEVEL: u8 = 6;

/// A bundle as it stands in a page.
pub fn packed(bundle: &[u8]) -> String {
    STANDARD.encode(compress_to_vec_zlib(bundle, LEVEL))
}

pub(super) fn section(page: &Page<'_>) -> Option<Section> {
    let bundle = page.proofs.bundles.get(&page.document.paper)?;
    Some(Section {
        id: "second",
        title: "A second opinion".to_owned(),
        count: None,
        body: html! {
            p {
                "The proofs came with this page, and so did a second checker, in plain JavaScript. It was written from the description of the format and shares no code with the kernel. It needs no network."
            }
            p #said aria-live="polite" { noscript { "It needs script." } }
            // What comes from base64 and from our own files has no tag in it.
            script #bundle type="application/octet-stream" { (PreEscaped(bundle)) }
            (script())
        },
    })
}

fn script() -> Markup {
    html! { script { (PreEscaped("\"use strict\";(() => {\n")) (PreEscaped(SECOND_CHECKER)) (PreEscaped(OF_PAGES)) (PreEscaped("})();")) } }
}
