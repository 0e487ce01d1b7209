//! The kept pages in a real browser, headless: nothing wider than desktop, phone or paper, no formula cut, no column
//! squeezed, no error. The measuring is `benches/pages/measure.js`, and it is first shown to find faults.
//!
//! Chromium is spoken to in its own protocol through a pipe; nothing is fetched. Laying out every formula of every page
//! takes minutes, so this is run by hand: `cargo bench --bench pages`.

#[path = "../tests/support/tools.rs"]
mod tools;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The name of the window, its width, and whether it is paper: A4 without the margins of the style sheet.
const WINDOWS: [(&str, u32, bool); 3] =
    [("desktop", 1280, false), ("phone", 360, false), ("paper", 673, true)];

/// What ends the head of a page to be measured: nothing is left out because it is out of sight.
const SHOWN: &str = "<style>* { content-visibility: visible !important; }</style></head>";

/// A browser with one window.
struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    calls: u64,
    /// What pages complained of since they were opened.
    complaints: Vec<String>,
    loaded: bool,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser, if there is one.
    fn start() -> Option<Browser> {
        let path = std::env::var_os("PATH")?;
        let program =
            std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.is_file())?;
        let profile = TempDir::new().expect("a folder");
        let mut child = Command::new("sh")
            // The protocol is read from 3 and written to 4.
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null"#])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the browser starts");
        let (to, from) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        let mut browser = Browser {
            child,
            to,
            from: BufReader::new(from),
            session: None,
            calls: 0,
            complaints: Vec::new(),
            loaded: false,
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        browser.session =
            browser.call("Target.attachToTarget", &attach)["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.call(domain, &json!({}));
        }
        Some(browser)
    }

    /// One message of the browser; events are noted.
    fn hear(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).expect("the browser speaks");
        assert_eq!(bytes.pop(), Some(0), "the browser ended");
        let message: Value = serde_json::from_slice(&bytes).expect("JSON");
        let about = &message["params"];
        match message["method"].as_str() {
            Some("Page.loadEventFired") => self.loaded = true,
            Some("Runtime.exceptionThrown") => self.complaints.push(about["exceptionDetails"].to_string()),
            Some("Runtime.consoleAPICalled") => self.complaints.push(about["args"].to_string()),
            Some("Log.entryAdded") => self.complaints.push(about["entry"]["text"].to_string()),
            _ => {}
        }
        message
    }

    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        loop {
            let answer = self.hear();
            if answer["id"] == json!(self.calls) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// What is wrong with a page in each window, with every fold open and everything laid out.
    fn flaws(&mut self, page: &Path) -> Vec<String> {
        let measure = fs::read_to_string("benches/pages/measure.js").expect("the measuring");
        let html = fs::read_to_string(page).expect("the page");
        let open = html.replace("<details", "<details open").replace("</head>", SHOWN);
        let folder = TempDir::new().expect("a folder");
        let copy = folder.path().join("page.html");
        fs::write(&copy, open).expect("written");
        self.complaints.clear();
        let mut flaws = Vec::new();
        for (window, width, paged) in WINDOWS {
            // Set before the page is loaded: laying a large page out again is slow.
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            self.call("Emulation.setDeviceMetricsOverride", &size);
            let media = if paged { "print" } else { "screen" };
            self.call("Emulation.setEmulatedMedia", &json!({ "media": media }));
            self.loaded = false;
            let answer = self.call("Page.navigate", &json!({ "url": format!("file://{}", copy.display()) }));
            assert!(answer["errorText"].is_null(), "{answer}");
            while !self.loaded {
                self.hear();
            }
            let expression = format!("({})({paged})", measure.trim_start_matches(|c| c != '('));
            let found =
                self.call("Runtime.evaluate", &json!({ "expression": expression, "returnByValue": true }));
            let found = found["result"]["value"].as_array().unwrap_or_else(|| panic!("{found}")).clone();
            flaws.extend(found.iter().filter_map(Value::as_str).map(|flaw| format!("{window}: {flaw}")));
        }
        flaws.extend(self.complaints.drain(..).map(|complaint| format!("console: {complaint}")));
        flaws
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
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
        browser.flaws(&page)
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
        for flaw in browser.flaws(page) {
            println!("{}: {flaw}", page.display());
            wrong += 1;
        }
    }
    assert_eq!(wrong, 0, "flaws of {} pages", pages.len());
    println!("{} pages measured in {} windows: nothing is wrong", pages.len(), WINDOWS.len());
}
