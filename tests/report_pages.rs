//! The pages of reports as a browser takes them: tags closed, anchors there, nothing fetched, headings in order.
//!
//! One checker reads pages; it is shown to find each fault, and then finds none in a report made here and in those
//! that are kept with the project.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use mechproof::report::SECOND_CHECKER;

/// Elements that have no end tag.
const VOID: [&str; 5] = ["br", "input", "meta", "mspace", "wbr"];

/// What is read of a page.
#[derive(Default)]
struct Reading {
    ids: BTreeSet<String>,
    links: Vec<String>,
    faults: Vec<String>,
}

/// An opening tag: its name, its attributes, and whether it closes itself.
type Tag<'a> = (&'a str, Vec<(&'a str, &'a str)>, bool);

fn tag(text: &str) -> Option<Tag<'_>> {
    let (text, closed) = text.strip_suffix('/').map_or((text, false), |text| (text, true));
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (name, mut rest) = (&text[..end], text[end..].trim_start());
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"')?;
            value = &quoted[..end];
            rest = &quoted[end + 1..];
        }
        attributes.push((key, value));
        rest = rest.trim_start();
    }
    Some((name, attributes, closed))
}

/// Reads a page and notes what is wrong with it alone.
fn read(page: &str) -> Reading {
    let mut reading = Reading::default();
    let mut open: Vec<&str> = Vec::new();
    let (mut level, mut tops, mut rest) = (0, 0, page);
    let body = rest.strip_prefix("<!DOCTYPE html>");
    if body.is_none() {
        reading.faults.push("no document type".to_owned());
    }
    rest = body.unwrap_or(rest);
    while let Some(start) = rest.find('<') {
        if let Some(entity) = unknown_entity(&rest[..start]) {
            reading.faults.push(format!("unknown entity {entity}"));
        }
        let Some(length) = rest[start..].find('>') else {
            reading.faults.push("a tag without an end".to_owned());
            return reading;
        };
        let text = &rest[start + 1..start + length];
        rest = &rest[start + length + 1..];
        if let Some(name) = text.strip_prefix('/') {
            if open.pop() != Some(name) {
                reading.faults.push(format!("</{name}> closes something else"));
                return reading;
            }
            continue;
        }
        let Some((name, attributes, closed)) = tag(text) else {
            reading.faults.push(format!("attributes of <{text}>"));
            return reading;
        };
        if name == "style" || name == "script" {
            // Its content is no markup.
            let end = rest.find(&format!("</{name}>")).unwrap_or(rest.len());
            if name == "script" && !is_second_checker(&attributes, &rest[..end]) {
                reading.faults.push("a script that is not the second checker".to_owned());
            }
            rest = &rest[end..];
        }
        if let Some(new) = name.strip_prefix('h').and_then(|digit| digit.parse::<u32>().ok()) {
            if new > level + 1 {
                reading.faults.push(format!("<{name}> below <h{level}>"));
            }
            level = new;
            tops += u32::from(new == 1);
        }
        look(&mut reading, name, &attributes);
        if !closed && !VOID.contains(&name) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        reading.faults.push(format!("not closed: {}", open.join(" ")));
    }
    if tops != 1 {
        reading.faults.push(format!("{tops} main headings"));
    }
    for needed in ["<html lang=\"en\">", "<title>", "<meta charset=\"utf-8\">", "name=\"viewport\""] {
        if !page.contains(needed) {
            reading.faults.push(format!("no {needed}"));
        }
    }
    if page.contains("<title></title>") {
        reading.faults.push("an empty title".to_owned());
    }
    reading
}

fn unknown_entity(text: &str) -> Option<String> {
    let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#"];
    let unknown =
        text.match_indices('&').find(|(at, _)| !known.iter().any(|name| text[*at..].starts_with(name)));
    unknown.map(|(at, _)| text[at..].chars().take(8).collect())
}

/// Whether a script is the second checker, or the proofs packed for it.
fn is_second_checker(attributes: &[(&str, &str)], content: &str) -> bool {
    let packed = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    match attributes {
        [("id", "bundle"), ("type", "application/octet-stream")] => content.chars().all(packed),
        [] => content.contains(SECOND_CHECKER) && !content.contains("fetch(") && !content.contains("import("),
        _ => false,
    }
}

/// Notes the ids and links of a tag, and whatever would be fetched or run.
fn look(reading: &mut Reading, name: &str, attributes: &[(&str, &str)]) {
    if ["link", "iframe", "object", "embed", "base", "form"].contains(&name) {
        reading.faults.push(format!("there is a <{name}>"));
    }
    let mut keys = BTreeSet::new();
    for (key, value) in attributes {
        if !keys.insert(*key) {
            reading.faults.push(format!("<{name}> has {key} twice"));
        }
        match *key {
            "id" if value.is_empty() || value.contains(char::is_whitespace) => {
                reading.faults.push(format!("the id {value:?}"));
            }
            "id" if !reading.ids.insert((*value).to_owned()) => {
                reading.faults.push(format!("the id {value} twice"));
            }
            "href" => reading.links.push((*value).to_owned()),
            "src" | "srcset" | "action" | "data" => reading.faults.push(format!("{key} fetches {value}")),
            // The name of a namespace is not an address.
            "xmlns" => {}
            key if key.starts_with("on") => reading.faults.push(format!("{key} runs something")),
            key if value.contains("://") || value.starts_with('/') => {
                reading.faults.push(format!("{key} leads out: {value}"));
            }
            _ => {}
        }
    }
}

/// What is wrong with pages that belong together.
fn faults(pages: &BTreeMap<String, String>) -> Vec<String> {
    let readings: BTreeMap<&String, Reading> = pages.iter().map(|(name, page)| (name, read(page))).collect();
    let mut faults = Vec::new();
    for (name, reading) in &readings {
        faults.extend(reading.faults.iter().map(|fault| format!("{name}: {fault}")));
        for link in &reading.links {
            let (page, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(page, id)| (page, Some(id)));
            let target = if page.is_empty() { Some(reading) } else { readings.get(&page.to_owned()) };
            let there = target.is_some_and(|target| anchor.is_none_or(|anchor| target.ids.contains(anchor)));
            if !there {
                faults.push(format!("{name}: nothing at {link}"));
            }
        }
    }
    // Styles can fetch as well.
    for (name, page) in pages {
        for word in ["@import", "url(", "file:", "http-equiv"] {
            if page.split("</style>").next().is_some_and(|head| head.contains(word)) {
                faults.push(format!("{name}: the head has {word}"));
            }
        }
    }
    faults
}

fn folder(path: &Path) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(path).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            pages.insert(name, fs::read_to_string(&path).expect("a page"));
        }
    }
    pages
}

/// A page with this between its main heading and its end.
fn sample(body: &str) -> BTreeMap<String, String> {
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"w\">\
         <title>A</title><style>p > a {{}}</style></head><body><h1 id=\"top\">A</h1>{body}</body></html>"
    );
    BTreeMap::from([("a.html".to_owned(), page)])
}

#[test]
fn faults_are_found() {
    let fine = "<h2>B</h2><p>x &lt; y<br><a href=\"#top\">up</a> <a href=\"a.html#top\">up</a><wbr>\
                <math><mspace width=\"1em\"/></math><input type=\"radio\" checked></p>";
    assert_eq!(faults(&sample(fine)), Vec::<String>::new());
    for (body, fault) in [
        ("<p>", "closes something else"),
        ("</p>", "closes something else"),
        ("<p id=\"top\"></p>", "the id top twice"),
        ("<p id=\"a b\"></p>", "the id \"a b\""),
        ("<a href=\"#nowhere\">x</a>", "nothing at #nowhere"),
        ("<a href=\"b.html\">x</a>", "nothing at b.html"),
        ("<a href=\"/a.html\">x</a>", "nothing at /a.html"),
        ("<a href=\"https://example.org\">x</a>", "nothing at https://example.org"),
        ("<img src=\"a.png\"/>", "src fetches a.png"),
        ("<script></script>", "a script that is not the second checker"),
        ("<script>fetch(\"a\")</script>", "a script that is not the second checker"),
        ("<script src=\"a.js\"></script>", "src fetches a.js"),
        ("<script id=\"bundle\" type=\"application/octet-stream\">a()</script>", "not the second checker"),
        ("<p onclick=\"x\"></p>", "onclick runs something"),
        ("<p title=\"/secret/a\"></p>", "title leads out: /secret/a"),
        ("<p title=\"a\" title=\"b\"></p>", "has title twice"),
        ("<h3>C</h3>", "<h3> below <h1>"),
        ("<h1>C</h1>", "2 main headings"),
        ("<p>&nbsp;</p>", "unknown entity &nbsp;"),
        ("<p title=\"a></p>", "attributes of"),
        ("<p", "closes something else"),
    ] {
        let found = faults(&sample(body));
        assert!(found.iter().any(|found| found.contains(fault)), "{body}: {found:?}");
    }
    for (from, to, fault) in [
        ("<title>A</title>", "<title></title>", "an empty title"),
        (" lang=\"en\"", "", "no <html lang"),
        ("p > a {}", "@import \"a.css\";", "the head has @import"),
        ("<!DOCTYPE html>", "", "no document type"),
    ] {
        let page = sample("")["a.html"].replace(from, to);
        let found = faults(&BTreeMap::from([("a.html".to_owned(), page)]));
        assert!(found.iter().any(|found| found.contains(fault)), "{to}: {found:?}");
    }
}

#[test]
fn pages_that_are_kept_are_whole() {
    let pages = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports"));
    assert!(pages.contains_key("index.html") && pages.len() > 1);
    assert_eq!(faults(&pages), Vec::<String>::new());
}

#[test]
fn pages_that_are_made_are_whole() {
    let place = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(place.path().join("theorems/demo")).expect("a folder");
    // Names that differ in signs only, and text that could end a tag.
    let more = "\nclaim same-1 at \"section <b>\"\n  for x in real\n  show x <= x\n\nclaim same.1 at \"a & b\"\n  \
                for x in real\n  show x >= x\n";
    let text = include_str!("data/demo.thm").to_owned() + more;
    fs::write(place.path().join("theorems/demo/demo.thm"), text).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_mechproof"))
        .arg("verify")
        .current_dir(place.path())
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = folder(&place.path().join("reports"));
    assert_eq!(pages.keys().collect::<Vec<_>>(), ["demo.html", "index.html"]);
    assert_eq!(faults(&pages), Vec::<String>::new());
    let page = &pages["demo.html"];
    // What is wrong comes before everything else, and each part of an erratum has its own link.
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is not there"));
    assert!(place("id=\"wrong\"") < place("id=\"errata\""));
    assert!(place("id=\"errata\"") < place("id=\"verdicts\""));
    assert!(place("id=\"verdicts\"") < place("id=\"claims\""));
    for row in ["printed", "corrected"] {
        assert_eq!(page.matches(&format!("id=\"demo-erratum-rounding-{row}\"")).count(), 1, "{row}");
    }
    // Each claim is stated once on the page.
    assert_eq!(page.matches("<article id=\"demo-lemma-1\">").count(), 1);
    // A word says each verdict, besides its color.
    for piece in page.split("class=\"verdict ").skip(1) {
        let (class, rest) = piece.split_once("\">").expect("a class");
        assert!(rest.starts_with(class), "{class} is not said: {}", &rest[..40.min(rest.len())]);
    }
}

#[test]
fn what_is_false_is_named_first() {
    let place = tempfile::tempdir().expect("a folder");
    let page = |survives: &str| {
        let text = format!(
            "paper small \"A small paper\" by \"Nobody\" year 2026\n\ntheorem 7 at \"theorem 7\"\n  for x in real\n  \
             show x >= 0\n\nrefute \"theorem-7\" with x = -1\n\nerratum sign at \"section 2\"\n  for x in real\n  \
             printed x*x > 0 with x = 0\n  corrected x*x >= 0\n{survives}"
        );
        fs::write(place.path().join("small.thm"), text).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_mechproof"))
            .args(["verify", "small.thm"])
            .current_dir(place.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read_to_string(place.path().join("reports/small.html")).expect("a page")
    };
    let without = page("");
    assert!(without.contains("<div class=\"outcome\"><p>Refuted: Theorem 7.</p>"), "{without}");
    // A column that would say nothing is not there.
    assert!(!without.contains("not stated apart") && !without.contains("The paper's conclusion"));
    let with = page("  survives x*x + 1 > 0\n");
    assert!(with.contains("<th>The paper's conclusion</th>") && with.contains("not stated apart"));
}

#[test]
fn the_index_keeps_papers_that_are_not_run() {
    let place = tempfile::tempdir().expect("a folder");
    let verify = |paper: &str| {
        let text = format!(
            "paper {paper} \"Of <{paper}>\" by \"Nobody\" year 2026\n\nlemma 1 at \"Lemma 1\"\n  for x in real\n  \
             show x <= x\n"
        );
        let file = format!("{paper}.thm");
        fs::write(place.path().join(&file), text).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_mechproof"))
            .args(["verify", &file])
            .current_dir(place.path())
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let index = fs::read_to_string(place.path().join("reports/index.html")).expect("an index");
        (index, said)
    };
    let (alone, _) = verify("late");
    let (both, said) = verify("early");
    assert!(alone.contains("late.html") && !alone.contains("early.html"));
    assert!(both.find("early.html") < both.find("late.html") && both.contains("Of &lt;late&gt;"));
    assert!(both.contains("Of 1 named result checked here, 1 certified as stated."));
    assert!(!said.contains("leaves out"), "{said}");
    // The order of the runs changes no byte.
    assert_eq!(verify("late").0, both);
    assert_eq!(faults(&folder(&place.path().join("reports"))), Vec::<String>::new());

    // What cannot be read is left out, and that is said.
    let twin = place.path().join("reports/early.json");
    let whole = fs::read_to_string(&twin).expect("a twin");
    for (text, why) in [
        ("{".to_owned(), "this is not JSON"),
        (whole.replace("\"title\"", "\"name of it\""), "`title` of `paper` is missing"),
        (whole.replace("\"name\": \"early\"", "\"name\": \"other\""), "it is about the paper `other`"),
    ] {
        fs::write(&twin, text).expect("written");
        let (index, said) = verify("late");
        assert!(!index.contains("early.html"), "{index}");
        assert!(said.contains("the index leaves out") && said.contains(why), "{said}");
    }
    fs::remove_file(&twin).expect("removed");
    assert!(verify("late").1.contains("the index leaves out"));
}
