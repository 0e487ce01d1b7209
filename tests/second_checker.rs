//! The second checker in a real browser: it accepts every stored proof, rejects damaged ones exactly where the kernel
//! does, and the kept pages say so at their button.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/mutate.rs"]
mod mutate;
#[path = "support/papers.rs"]
mod papers;
#[path = "support/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use browser::Browser;
use mechproof::certificate::json::parse;
use mechproof::certificate::{Certificate, Store, bundle, hash};
use mechproof::language::document::Body;
use mechproof::ledger::statement_proved;
use mechproof::report::{SECOND_CHECKER, packed};
use mechproof_core::exact::Limits;
use mechproof_core::kernel::{Claim, Library, check};
use mutate::{Random, mutant};
use serde_json::{Value, json};
use tempfile::TempDir;

const SEED: u64 = 20_261_123;
/// Fewest and most mutants of a certificate, and the bytes that they may have together.
const MUTANTS: (usize, usize, usize) = (2, 25, 40_000);

/// What the browser runs on damaged files: for each the kinds of statements proved, and why others are not.
const JUDGE: &str = r"
globalThis.judge = (stated, id, files) => {
  const decoder = new Decoder(stated.atoms, stated.polys);
  const statements = new Map(Object.entries(stated.claims).map(([name, json]) => [name, statementOf(decoder, json)]));
  const library = new Map([...statements].filter(([name]) => name !== id).map(([name, s]) => [name, { ...s, holes: new Set() }]));
  return files.map((text) => {
    const found = { proved: [], why: [] };
    try {
      const file = fileOf(JSON.parse(text));
      for (const certificate of file.claims.get(id) ?? []) {
        try {
          found.proved.push(checkCertificate(certificate, statements.get(id), file.decoder, library).proves);
        } catch (error) {
          found.why.push(`${error}`);
        }
      }
    } catch (error) {
      found.why.push(`${error}`);
    }
    return found;
  });
};
";

fn browser() -> Option<Browser> {
    let browser = Browser::start();
    if browser.is_none() {
        tools::skipped("chromium");
    }
    browser
}

/// Which kinds of statements the kernel accepts proofs of in a file.
fn kernel(text: &str, id: &str, claim: &Claim, library: &Library) -> Vec<&'static str> {
    let Ok(store) = Store::decode(text.as_bytes()) else { return Vec::new() };
    let accepted = |certificate: &&Certificate| {
        statement_proved(claim, &certificate.proves).is_ok_and(|statement| {
            hash(&statement) == certificate.hash
                && check(&statement, &certificate.proof, library, Limits::default()).is_ok()
        })
    };
    store.of(id).iter().filter(accepted).map(|certificate| certificate.proves.word()).collect()
}

#[test]
fn both_checkers_agree_about_damaged_certificates() {
    let Some(mut browser) = browser() else { return };
    papers::with_large_stack(move || {
        browser.value(&format!("(() => {{ \"use strict\"; {SECOND_CHECKER} {JUDGE} }})()"));
        let (documents, stores) = papers::papers().unwrap_or_else(|faults| panic!("{faults}"));
        let entries = || documents.iter().flat_map(|document| &document.entries);
        let statements: BTreeMap<&str, &Claim> = entries()
            .filter_map(|entry| match &entry.body {
                Body::Formal(formal) => Some((entry.id.as_str(), &formal.claim)),
                Body::Computation(_) => None,
            })
            .collect();
        let stored = |id: &str| {
            stores.get(id.split('/').next().unwrap_or_default()).map_or(&[][..], |store| store.of(id))
        };
        let (mut judged, mut accepted, mut differ) = (0, 0, Vec::new());
        papers::for_each_certificate(|entry, certificate, library| {
            let claim = statements[entry.id.as_str()];
            let (id, _) = statements.get_key_value(entry.id.as_str()).expect("the same claims");
            let bundle = bundle(&statements, stored, [*id]);
            let bundle: Value = serde_json::from_slice(&bundle).expect("JSON");
            let mut alone = Store::default();
            alone.put(&entry.id, certificate.clone());
            let text = alone.encode();
            let file = parse(&text).expect("what is written can be read");
            let mut random = Random::seeded(SEED, &format!("{} {}", entry.id, certificate.proves.word()));
            let mut files = vec![String::from_utf8(text.clone()).expect("UTF-8")];
            for _ in 0..(MUTANTS.2 / text.len()).clamp(MUTANTS.0, MUTANTS.1) {
                let (damaged, done) = mutant(&file, &mut random);
                // A reader of JSON that comes with a browser cannot tell that a key stands twice.
                if !done.contains(&"double field") {
                    files.push(damaged.to_string());
                }
            }
            let call = format!("judge({}, {}, {})", bundle["statements"], json!(entry.id), json!(files));
            let found = browser.value(&call);
            for (number, (text, found)) in files.iter().zip(found.as_array().expect("a list")).enumerate() {
                let ours = kernel(text, &entry.id, claim, library);
                assert!(number > 0 || !ours.is_empty(), "{}: the stored proof is rejected", entry.id);
                judged += 1;
                accepted += usize::from(!ours.is_empty());
                if found["proved"] != json!(ours) {
                    differ.push(format!("{} {number}: the kernel accepts {ours:?}, not {found}", entry.id));
                }
            }
        });
        println!("{judged} certificates judged by both, {accepted} accepted");
        assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
        assert!(judged > 2 * accepted, "the damage is too small to test anything");
    });
}

/// Opens a page, presses its button, and waits for the outcome: its state, and what it says.
fn pressed(browser: &mut Browser, page: &Path) -> (String, String) {
    browser.open(page);
    let said = browser.value(
        "new Promise((done) => {
           const said = document.getElementById('said');
           const section = said.parentElement;
           section.querySelector('button').click();
           const look = () => section.dataset.state ? done([section.dataset.state, section.innerText]) : setTimeout(look, 20);
           look();
         })",
    );
    assert_eq!(browser.complaints, Vec::<String>::new(), "{}", page.display());
    let part = |at: usize| said[at].as_str().expect("text").to_owned();
    (part(0), part(1))
}

#[test]
fn the_kept_pages_agree_with_the_browser() {
    let Some(mut browser) = browser() else { return };
    let (documents, _) = papers::papers().unwrap_or_else(|faults| panic!("{faults}"));
    for document in &documents {
        let (state, said) = pressed(&mut browser, Path::new(&format!("reports/{}.html", document.paper)));
        assert_eq!(state, "agrees", "{}: {said}", document.paper);
        // Each statement can be read as the browser read it.
        let read = browser.value(
            "[...document.querySelectorAll('[data-second]')].map((fold) => { fold.open = true; return fold; }).length",
        );
        assert!(read.as_u64().is_some_and(|read| read > 20), "{}: {read}", document.paper);
    }
}

#[test]
fn a_page_that_was_tampered_with_is_found_out() {
    let Some(mut browser) = browser() else { return };
    let folder = TempDir::new().expect("a folder");
    let page = folder.path().join("page.html");
    let html = fs::read_to_string("reports/pommey.html").expect("the page");
    let mut tampered = |html: &str, changed: &str, why: &str| {
        assert_ne!(html, changed, "nothing was changed");
        fs::write(&page, changed).expect("written");
        let (state, said) = pressed(&mut browser, &page);
        assert_ne!(state, "agrees", "{said}");
        assert!(said.contains(why), "{said}");
    };
    // A refuted claim that is called certified, and the other way round.
    let refuted = html.replacen("<tr data-verdict=\"refuted\"", "<tr data-verdict=\"certified\"", 1);
    tampered(&html, &refuted, "there is no proof of this");
    let certified = html.replacen("<tr data-verdict=\"certified\"", "<tr data-verdict=\"refuted\"", 1);
    tampered(&html, &certified, "there is no proof of this");
    // A proof whose first weight is another, and a statement that is another.
    let (before, rest) = html.split_once("type=\"application/octet-stream\">").expect("the bundle");
    let (_, after) = rest.split_once("</script>").expect("its end");
    let (documents, stores) = papers::papers().unwrap_or_else(|faults| panic!("{faults}"));
    let own = documents.iter().find(|document| document.paper == "pommey").expect("the paper");
    let statements = own
        .entries
        .iter()
        .filter_map(|entry| match &entry.body {
            Body::Formal(formal) => Some((entry.id.as_str(), &formal.claim)),
            Body::Computation(_) => None,
        })
        .collect();
    let ids = own.entries.iter().map(|entry| entry.id.as_str());
    let text = String::from_utf8(bundle(&statements, |id| stores["pommey"].of(id), ids)).expect("UTF-8");
    for (from, to, why) in [
        ("\"weight\": \"1\"", "\"weight\": \"2\"", "combine"),
        ("\"formula\": {\"forall\": [\"", "\"formula\": {\"exists\": [\"", "another statement"),
    ] {
        let changed = packed(text.replacen(from, to, 1).as_bytes());
        let changed = format!("{before}type=\"application/octet-stream\">{changed}</script>{after}");
        tampered(&html, &changed, why);
    }
    // A bundle that is none.
    let none = format!("{before}type=\"application/octet-stream\">AAAA</script>{after}");
    tampered(&html, &none, "could not be run");
}
