//! The kept pages in a real browser, headless: nothing wider than desktop, phone or paper, no formula cut, no column
//! squeezed, no error. The measuring is `benches/pages/measure.js`, and it is first shown to find faults.
//!
//! Laying out every formula of every page
//! takes minutes, so this is run by hand: `cargo bench --bench pages`.

#[path = "../tests/support/browser.rs"]
mod browser;
#[path = "../tests/support/tools.rs"]
mod tools;

use std::fs;
use std::path::Path;

use browser::Browser;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The name of the window, its width, and whether it is paper: A4 without the margins of the style sheet.
const WINDOWS: [(&str, u32, bool); 3] =
    [("desktop", 1280, false), ("phone", 360, false), ("paper", 673, true)];

/// What ends the head of a page to be measured: nothing is left out because it is out of sight.
const SHOWN: &str = "<style>* { content-visibility: visible !important; }</style></head>";

/// What is wrong with a page in each window, with every fold open and everything laid out.
fn flaws(browser: &mut Browser, page: &Path) -> Vec<String> {
    let measure = fs::read_to_string("benches/pages/measure.js").expect("the measuring");
    let html = fs::read_to_string(page).expect("the page");
    let open = html.replace("<details", "<details open").replace("</head>", SHOWN);
    let folder = TempDir::new().expect("a folder");
    let copy = folder.path().join("page.html");
    fs::write(&copy, open).expect("written");
    browser.complaints.clear();
    let mut flaws = Vec::new();
    for (window, width, paged) in WINDOWS {
        // Set before the page is loaded: laying a large page out again is slow.
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        browser.call("Emulation.setDeviceMetricsOverride", &size);
        let media = if paged { "print" } else { "screen" };
        browser.call("Emulation.setEmulatedMedia", &json!({ "media": media }));
        browser.open(&copy);
        let expression = format!("({})({paged})", measure.trim_start_matches(|c| c != '('));
        let found = browser.value(&expression);
        let found = found.as_array().unwrap_or_else(|| panic!("{found}")).clone();
        flaws.extend(found.iter().filter_map(Value::as_str).map(|flaw| format!("{window}: {flaw}")));
    }
    flaws.extend(browser.complaints.drain(..).map(|complaint| format!("console: {complaint}")));
    flaws
}

fn main() {
    let Some(mut browser) = Browser::start() else {
        tools::skipped("chromium");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let mut flaws_of = |body: &str| {
        let page = folder.path().join("page.html");
        fs::write(&page, format!("<!DOCTYPE html><head><title>A page</title></head><body>{body}"))
            .expect("written");
        flaws(&mut browser, &page)
    };
    let wide = "<math><mi>quantity</mi><mo>+</mo><mn>1</mn></math>".repeat(40);
    for (body, flaw) in [
        (format!("<p style='white-space: nowrap'>{wide}</p>"), "phone: the page is"),
        (format!("<div style='overflow-x: auto; white-space: nowrap'>{wide}</div>"), "paper: "),
        ("<div style='overflow: hidden; height: 9px'><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></div>".to_owned(), "cut at"),
        ("<table><td style='max-width: 1em; overflow-wrap: anywhere'>probability</table>".to_owned(), "squeezed"),
        ("<script>console.error('a complaint')</script>".to_owned(), "console: "),
    ] {
        let flaws = flaws_of(&body);
        assert!(flaws.iter().any(|found| found.contains(flaw)), "`{flaw}` is not found in {body}: {flaws:?}");
    }
    assert_eq!(flaws_of("<p>Nothing is wrong.</p>"), Vec::<String>::new());

    let mut pages: Vec<_> =
        fs::read_dir("reports").expect("reports").map(|entry| entry.expect("a file").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|kind| kind == "html"));
    pages.sort();
    assert!(pages.len() > 1, "there are pages");
    let mut wrong = 0;
    for page in &pages {
        for flaw in flaws(&mut browser, page) {
            println!("{}: {flaw}", page.display());
            wrong += 1;
        }
    }
    assert_eq!(wrong, 0, "flaws of {} pages", pages.len());
    println!("{} pages measured in {} windows: nothing is wrong", pages.len(), WINDOWS.len());
}
