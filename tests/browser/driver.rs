//! Drives Chromium by the W3C's WebDriver protocol, spoken by chromedriver.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::http::{Answer, ask};

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What must be on the machine.
pub(crate) struct Tools {
    chromium: PathBuf,
    chromedriver: PathBuf,
    axe: PathBuf,
}

impl Tools {
    /// The tools; where they are missing the test is skipped, and fails when `CI` is set.
    pub(crate) fn find() -> Option<Self> {
        let on_path = |name: &str| {
            let path = std::env::var_os("PATH")?;
            std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
        };
        let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/axe.min.js");
        let axe = axe.is_file().then_some(axe);
        match (chromium, on_path("chromedriver"), axe) {
            (Some(chromium), Some(chromedriver), Some(axe)) => Some(Self { chromium, chromedriver, axe }),
            (chromium, chromedriver, axe) => {
                let missing: Vec<&str> = [
                    (chromium.is_none(), "Chromium"),
                    (chromedriver.is_none(), "chromedriver"),
                    (axe.is_none(), "axe-core (run scripts/browser.sh)"),
                ]
                .into_iter()
                .filter_map(|(is_missing, name)| is_missing.then_some(name))
                .collect();
                let sentence = format!("skipped: there is no {} on this machine", missing.join(", no "));
                assert!(std::env::var_os("CI").is_none_or(|ci| ci.is_empty()), "{sentence}");
                eprintln!("{sentence}");
                None
            }
        }
    }

    pub(crate) fn axe(&self) -> String {
        std::fs::read_to_string(&self.axe).expect("axe-core")
    }
}

/// Ends a process when the test is over.
pub(crate) struct Ended(pub(crate) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) is_dark: bool,
    pub(crate) width: u32,
}

impl Look {
    pub(crate) const DESKTOP: Self = Self { is_dark: false, width: 1280 };

    pub(crate) fn name(self) -> String {
        format!("{}-{}", if self.is_dark { "dark" } else { "light" }, self.width)
    }
}

/// A browser with one window and a profile of its own.
pub(crate) struct Browser {
    port: u16,
    session: String,
    _driver: Ended,
    _profile: tempfile::TempDir,
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(crate) struct Element(String);

impl Browser {
    pub(crate) fn start(tools: &Tools) -> Self {
        let mut driver = Command::new(&tools.chromedriver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let driver = Ended(driver);
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok())
            .expect("chromedriver says its port");
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            &format!("--user-data-dir={}", profile.path().display()),
            "about:blank",
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": tools.chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let answer = ask(port, "POST", "/session", &[], wanted.to_string().as_bytes());
        let session =
            answer.json()["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned();
        let browser = Self { port, session, _driver: driver, _profile: profile };
        browser.look(Look::DESKTOP);
        browser.open("about:blank");
        browser.asked();
        browser
    }

    fn answer(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        ask(self.port, method, &format!("/session/{}{path}", self.session), &[], body.as_bytes())
    }

    fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.answer("POST", path, Some(body));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()["value"].take()
    }

    fn value(&self, path: &str) -> Value {
        let answer = self.answer("GET", path, None);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()["value"].take()
    }

    /// A command of Chromium's own protocol.
    pub(crate) fn command(&self, name: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({"cmd": name, "params": parameters}))
    }

    /// Goes to an address.
    pub(crate) fn open(&self, address: &str) {
        self.post("/url", json!({"url": address}));
    }

    /// Goes to an address; else why not, such as a dialogue that is in the way.
    pub(crate) fn try_open(&self, address: &str) -> Result<(), String> {
        let answer = self.answer("POST", "/url", Some(json!({"url": address})));
        if answer.status == 200 { Ok(()) } else { Err(answer.text()) }
    }

    pub(crate) fn reload(&self) {
        self.post("/refresh", json!({}));
    }

    pub(crate) fn address(&self) -> String {
        self.value("/url").as_str().expect("an address").to_owned()
    }

    /// Looks at the page in another way, without loading it again.
    pub(crate) fn look(&self, look: Look) {
        let scheme = if look.is_dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.command("Emulation.setEmulatedMedia", json!({"features": features}));
        let is_phone = look.width < 500;
        let height = if is_phone { 844 } else { 900 };
        let size = json!({"width": look.width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone});
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    /// Runs a script's body on the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", json!({"script": script, "args": []}))
    }

    /// Runs a script's body and waits for the promise that it returns.
    pub(crate) fn run_to_end(&self, script: &str) -> Value {
        let body =
            format!("const done = arguments[0]; (async () => {{ {script} }})().then(done, (e) => done('' + e));");
        self.post("/execute/async", json!({"script": body, "args": []}))
    }

    /// What there is to read on the page.
    pub(crate) fn words(&self) -> String {
        self.run("return document.body.innerText").as_str().expect("text").to_owned()
    }

    /// The first element of a selector.
    pub(crate) fn find(&self, selector: &str) -> Element {
        let answer = self.answer("POST", "/element", Some(json!({"using": "css selector", "value": selector})));
        let element = answer.json()["value"][ELEMENT].as_str().map(str::to_owned);
        Element(element.unwrap_or_else(|| panic!("no `{selector}` on {}:\n{}", self.address(), self.words())))
    }

    /// How many there are of a selector.
    pub(crate) fn count(&self, selector: &str) -> usize {
        let found = self.post("/elements", json!({"using": "css selector", "value": selector}));
        found.as_array().map_or(0, Vec::len)
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        let Element(id) = self.find(selector);
        self.value(&format!("/element/{id}/text")).as_str().expect("text").to_owned()
    }

    pub(crate) fn click(&self, selector: &str) {
        let Element(id) = self.find(selector);
        self.post(&format!("/element/{id}/click"), json!({}));
    }

    /// Types into a field, or chooses a file by its path.
    pub(crate) fn write(&self, selector: &str, text: &str) {
        let Element(id) = self.find(selector);
        self.post(&format!("/element/{id}/value"), json!({"text": text}));
    }

    /// Presses and releases one key.
    pub(crate) fn press(&self, key: char) {
        let moves = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        self.post("/actions", json!({"actions": [{"type": "key", "id": "keyboard", "actions": moves}]}));
    }

    /// Waits until something is so; a page needs a moment after a button.
    pub(crate) fn wait_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..200 {
            if is_so(self) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
        panic!("{what} did not happen on {}:\n{}", self.address(), self.words());
    }

    /// Waits until the page says something, and holds that it does.
    pub(crate) fn wait_for_words(&self, words: &str) {
        self.wait_for(words, |browser| browser.words().contains(words));
    }

    /// The page as a picture, as high as it is.
    pub(crate) fn picture(&self) -> Vec<u8> {
        let all = self.command("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}));
        STANDARD.decode(all["data"].as_str().expect("a picture")).expect("Base64")
    }

    /// Gives the browser an authenticator that knows its user: W3C Web Authentication, `#sctn-automation`.
    pub(crate) fn add_authenticator(&self) -> String {
        let kind = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserConsenting": true, "isUserVerified": true,
        });
        self.post("/webauthn/authenticator", kind).as_str().expect("a name").to_owned()
    }

    /// From now on the authenticator finds that it is (or is not) its user.
    pub(crate) fn set_verified(&self, authenticator: &str, is_verified: bool) {
        self.post(&format!("/webauthn/authenticator/{authenticator}/uv"), json!({"isUserVerified": is_verified}));
    }

    /// How many keys the authenticator holds.
    pub(crate) fn credentials(&self, authenticator: &str) -> usize {
        let all = self.value(&format!("/webauthn/authenticator/{authenticator}/credentials"));
        all.as_array().map_or(0, Vec::len)
    }

    /// What a dialogue of the page says, if one is open.
    pub(crate) fn dialogue(&self) -> Option<String> {
        let answer = self.answer("GET", "/alert/text", None);
        (answer.status == 200).then(|| answer.json()["value"].as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn close_dialogue(&self) {
        self.post("/alert/accept", json!({}));
    }

    /// What was logged since the last time.
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        let log = self.post("/se/log", json!({"type": kind}));
        log.as_array().cloned().unwrap_or_default()
    }

    /// Every address that was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        let address = |entry: &Value| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            (message["method"] == "Network.requestWillBeSent").then_some(())?;
            message["params"]["request"]["url"].as_str().map(str::to_owned)
        };
        self.log("performance").iter().filter_map(address).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium ends with its session; chromedriver is ended by its handle.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.answer("DELETE", "", None)));
    }
}
