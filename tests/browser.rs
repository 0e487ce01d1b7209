//! The kept pages in a real browser, headless: nothing wider than desktop, phone or paper, no formula cut, no column
//! squeezed, no error. The measuring is `tests/browser/measure.js`, and it is shown to find faults.
//!
//! Chromium is spoken to in its own protocol through a pipe; nothing is fetched. Without it nothing is measured, and
//! that is said: `.ci/run` installs it and takes the sentence for a failure.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The name of the window, its width, and whether it is paper: A4 without the margins of the style sheet.
const WINDOWS: [(&str, u32, bool); 4] =
    [("desktop", 1280, false), ("tablet", 500, false), ("phone", 360, false), ("paper", 673, true)];

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

    /// What is wrong with a page in each window.
    fn flaws(&mut self, page: &Path) -> Vec<String> {
        let measure = fs::read_to_string("tests/browser/measure.js").expect("the measuring");
        self.complaints.clear();
        self.loaded = false;
        let page = page.canonicalize().expect("the page");
        let answer = self.call("Page.navigate", &json!({ "url": format!("file://{}", page.display()) }));
        assert!(answer["errorText"].is_null(), "{answer}");
        while !self.loaded {
            self.hear();
        }
        let mut flaws = Vec::new();
        for (window, width, paged) in WINDOWS {
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            self.call("Emulation.setDeviceMetricsOverride", &size);
            let media = if paged { "print" } else { "screen" };
            self.call("Emulation.setEmulatedMedia", &json!({ "media": media }));
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
        println!("skipped: no chromium found, the pages were not measured");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let mut flaws_of = |body: &str| {
        let page = folder.path().join("page.html");
        fs::write(&page, format!("<!DOCTYPE html><title>A page</title><body>{body}")).expect("written");
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
