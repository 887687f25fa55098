//! A district's service as `accolade demo` starts it: the real program, in a folder of its own, on a free port.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use accolade::app::{Actor, ApiKeyRequest, App, AwardRequest, Recipient};
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::ids::Random;
use accolade::keys::Seal;
use accolade::language::Language;

use crate::driver::{Browser, Ended};
use crate::http::{Answer, ask};

/// The service, until the value is dropped.
pub(crate) struct Place {
    pub(crate) port: u16,
    /// The secret of an API key that may do everything at Northside.
    pub(crate) key: Option<String>,
    /// The one-time link of the owner of Northside.
    pub(crate) owner_link: String,
    badges: HashMap<&'static str, String>,
    offer: Option<Offer>,
    _server: Ended,
    folder: tempfile::TempDir,
}

/// A badge that waits for its earner: paths of this place.
pub(crate) struct Offer {
    /// What the mail's link opens.
    pub(crate) yours: String,
    /// The badge's own page.
    pub(crate) page: String,
    /// A link for signing in as its earner, good once.
    pub(crate) sign_in: String,
}

/// What the demonstration says about its three badges.
const BADGES: [(&str, &str); 3] =
    [("valid", "a badge that stands"), ("withdrawn", "one that was withdrawn"), ("ended", "one that ended")];

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (server, said) = demo(folder.path(), 0, true);
        Self::of(folder, server, &said, (None, None))
    }

    /// With a badge that was just awarded, and the link of its mail.
    pub(crate) fn with_offer() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, said) = demo(folder.path(), 0, false);
        drop(made);
        let port = port_of(&said);
        let offer = make_offer(&folder.path().join(format!("site-{port}/accolade.toml")));
        let (server, said) = demo(folder.path(), port, true);
        Self::of(folder, server, &said, (None, Some(offer)))
    }

    /// The badge that waits.
    pub(crate) fn offer(&self) -> &Offer {
        self.offer.as_ref().expect("a place with an offer")
    }

    /// With an API key, which the demonstration itself does not make.
    pub(crate) fn with_key() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, said) = demo(folder.path(), 0, false);
        drop(made);
        let port = port_of(&said);
        let key = make_key(&folder.path().join(format!("site-{port}/accolade.toml")));
        let (server, said) = demo(folder.path(), port, true);
        Self::of(folder, server, &said, (Some(key), None))
    }

    /// After something was done to its database; what that led to.
    pub(crate) fn after<T>(change: impl AsyncFnOnce(&App) -> T) -> (Self, T) {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, said) = demo(folder.path(), 0, false);
        drop(made);
        let port = port_of(&said);
        let changed = in_service(&folder.path().join(format!("site-{port}/accolade.toml")), change);
        let (server, said) = demo(folder.path(), port, true);
        (Self::of(folder, server, &said, (None, None)), changed)
    }

    fn of(
        folder: tempfile::TempDir,
        server: Ended,
        said: &[String],
        (key, offer): (Option<String>, Option<Offer>),
    ) -> Self {
        let address = |words: &str| {
            let line = said.iter().find(|line| line.ends_with(words)).unwrap_or_else(|| panic!("{words}: {said:?}"));
            line.split_whitespace().next().expect("an address").to_owned()
        };
        let badges = BADGES.map(|(name, words)| (name, address(words))).into();
        let link = said.iter().map(|line| line.trim()).find(|line| line.contains("/sign-in/"));
        let owner_link = link.unwrap_or_else(|| panic!("no link: {said:?}")).to_owned();
        Self { port: port_of(said), key, owner_link, badges, offer, _server: server, folder }
    }

    /// The pages of the desk and of reviewing, for whoever owns Northside.
    pub(crate) const DESK: [&str; 18] = [
        "/desk",
        "/desk/northside",
        "/desk/northside/achievements",
        "/desk/northside/achievements/new",
        "/desk/northside/frameworks",
        "/desk/northside/awards",
        "/desk/northside/awards/new",
        "/desk/northside/reviews",
        "/desk/northside/trust",
        "/desk/northside/trust/new",
        "/desk/northside/trust/import",
        "/desk/northside/members",
        "/desk/northside/keys",
        "/desk/northside/audit",
        "/claims",
        "/bench",
        "/moderation",
        "/frameworks?q=question",
    ];

    /// Signs the browser in as the owner of Northside; once.
    pub(crate) fn sign_in(&self, browser: &Browser) {
        browser.open(&self.owner_link);
        browser.click("main form button");
        browser.wait_for("the desk", |browser| browser.address().contains("/desk"));
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The link that signs the owner of Northside in, once.
    pub(crate) fn owner_link(&self) -> &str {
        &self.owner_link
    }

    /// The page of the badge that is `valid`, `withdrawn` or `ended`.
    pub(crate) fn badge(&self, name: &str) -> &str {
        &self.badges[name]
    }

    /// A path's answer to a program, or to whoever the headers say.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let path = path.strip_prefix(&self.at("")).unwrap_or(path);
        ask(self.port, method, path, headers, body)
    }

    /// Keeps bytes in a file, for choosing it in a form.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path.to_str().expect("a plain path").to_owned()
    }
}

/// Starts the demonstration and waits until it has said everything.
pub(crate) fn demo(folder: &Path, port: u16, serves: bool) -> (Ended, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command.arg("demo").arg("--dir").arg(folder).arg("--port").arg(port.to_string()).stdout(Stdio::piped());
    if !serves {
        command.arg("--no-serve");
    }
    let mut child = command.spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut server = Ended(child);
    let mut said = Vec::new();
    for line in lines.by_ref().map_while(Result::ok) {
        let is_last = line.contains("Stop with Ctrl-C");
        said.push(line);
        if is_last && serves {
            std::thread::spawn(move || lines.for_each(drop));
            return (server, said);
        }
    }
    let code = server.0.wait().expect("it ends");
    assert!(code.success() && !serves, "{code}: {said:?}");
    (server, said)
}

pub(crate) fn port_of(said: &[String]) -> u16 {
    let line = said.iter().find(|line| line.contains("the catalogue of")).unwrap_or_else(|| panic!("{said:?}"));
    let rest = line.trim().strip_prefix("http://127.0.0.1:").expect("an address");
    rest.split('/').next().and_then(|port| port.parse().ok()).expect("a port")
}

fn make_key(config: &Path) -> String {
    in_service(config, async |app: &App| {
        let district = app.load_organisation_by_slug("northside").await.expect("the district");
        let request = ApiKeyRequest {
            name: "Tests".into(),
            scopes: vec!["see".into(), "revoke".into()],
            ..ApiKeyRequest::default()
        };
        app.create_api_key(&Actor::Operator, &district.organisation_id, request).await.expect("a key").secret
    })
}

/// Does something to the database while the service does not run.
fn in_service<T>(config: &Path, change: impl AsyncFnOnce(&App) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let config = Config::load(Some(config), &|_| None).expect("the demonstration's configuration");
        let app = App::open(&config.app, Seal::development(), Clock::System, Random::system()).await.expect("it opens");
        let changed = change(&app).await;
        app.close().await;
        changed
    })
}

fn make_offer(config: &Path) -> Offer {
    const EARNER: &str = "nia.brand@harbour.example";
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let config = Config::load(Some(config), &|_| None).expect("the demonstration's configuration");
        let app = App::open(&config.app, Seal::development(), Clock::System, Random::system()).await.expect("it opens");
        let district = app.load_organisation_by_slug("northside").await.expect("the district").organisation_id;
        let known = app.list_own_achievements(&Actor::Operator, &district, ("", ""), 100).await.expect("achievements");
        let request = AwardRequest {
            achievement_id: known.first().expect("an achievement").achievement_id.to_string(),
            recipient: Recipient { email: EARNER.into(), name: "Nia Brand".into() },
            ..AwardRequest::default()
        };
        let made = app.award(&Actor::Operator, &district, &[request], None).await.expect("awarded");
        let page = made.rows[0].url.clone().expect("an address");
        app.request_link(EARNER, Language::English).await.expect("asked for");
        while app.do_messages().await.expect("mails are written") > 0 {}
        let base = app.addresses().base().to_owned();
        let in_mail = |part: &str| {
            let kept = app.mailer().kept();
            let mut lines = kept.iter().filter(|kept| kept.mail.to == EARNER).flat_map(|kept| kept.mail.text.lines());
            let line = lines.rfind(|line| line.contains(part)).expect("a link").to_owned();
            line.strip_prefix(&base).expect("of this place").to_owned()
        };
        let page = page.strip_prefix(&base).expect("of this place").to_owned();
        let offer = Offer { yours: in_mail("/yours/"), page, sign_in: in_mail("/sign-in/") };
        app.close().await;
        offer
    })
}
