//! Peer review in a real browser: a claim, two peers who come by the link in their mail, the badge, and what verifying it
//! says. The clock is the test's own, since claims wait by rule.

use std::net::{Ipv4Addr, SocketAddr};

use accolade::app::{Actor, App};
use accolade::clock::{Clock, Timestamp};
use accolade::config::Config;
use accolade::http::{self, Hall};
use accolade::ids::Random;
use accolade::keys::Seal;
use accolade::{api, web};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::driver::{Browser, Look, Tools};
use crate::place::{demo, port_of};

const MINUTE: i64 = 60;
const CLAIMANT: &str = "wanda@river.example";
const NAME: &str = "Wanda Waterfield";
/// Who reviews in the demonstration.
const PEERS: [&str; 4] = [
    "mina.olsen@hillside.example",
    "tariq.bello@lakeview.example",
    "rosa.lindt@elmwood.example",
    "jun.park@stonebridge.example",
];

/// The demonstration's district, served by this process at a time of its own.
struct District {
    runtime: Runtime,
    config: Config,
    now: Timestamp,
    open: Option<(App, oneshot::Sender<()>, JoinHandle<()>)>,
    _folder: tempfile::TempDir,
}

impl District {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, said) = demo(folder.path(), 0, false);
        drop(made);
        let path = folder.path().join(format!("site-{}/accolade.toml", port_of(&said)));
        let config = Config::load(Some(&path), &|_| None).expect("the demonstration's configuration");
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let mut district = Self { runtime, config, now: Clock::System.now(), open: None, _folder: folder };
        district.later(0);
        district
    }

    /// The same service, so many seconds later, after the worker has done what is due.
    fn later(&mut self, seconds: i64) {
        if let Some((app, stop, server)) = self.open.take() {
            stop.send(()).expect("it listens");
            self.runtime.block_on(async {
                // A browser keeps connections open; they end with their requests.
                let _ = tokio::time::timeout(std::time::Duration::from_secs(2), server).await;
                app.close().await;
            });
        }
        self.now = self.now.plus_seconds(seconds);
        let (clock, settings, hall) = (Clock::Fixed(self.now), self.config.app.clone(), self.config.http.clone());
        let port = settings.base_url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let open = self.runtime.block_on(async move {
            let app = App::open(&settings, Seal::development(), clock, Random::system()).await.expect("it opens");
            for _ in 0..2 {
                app.do_reviews().await.expect("time passes");
            }
            let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.expect("the port");
            let routes = Hall::new(app.clone(), hall).open(api::routes().merge(web::routes()));
            let (stop, stopped) = oneshot::channel();
            let server = tokio::spawn(async move {
                let told = async move { drop(stopped.await) };
                http::serve(listener, routes, told).await.expect("it serves");
            });
            (app, stop, server)
        });
        self.open = Some(open);
    }

    fn app(&self) -> &App {
        &self.open.as_ref().expect("open").0
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.config.app.base_url)
    }

    /// The last link in a mail to somebody that has this in it.
    fn link_to(&self, email: &str, part: &str) -> Option<String> {
        self.runtime.block_on(async { while self.app().do_messages().await.expect("mails") > 0 {} });
        let kept = self.app().mailer().kept();
        let mut mails = kept.iter().rev().filter(|kept| kept.mail.to == email && kept.mail.text.contains(part));
        let text = &mails.next()?.mail.text;
        text.split_whitespace().find(|word| word.contains(part)).map(str::to_owned)
    }

    /// The achievement that the demonstration opens to claims.
    fn claimable(&self) -> String {
        self.runtime.block_on(async {
            let app = self.app();
            let district = app.load_organisation_by_slug("northside").await.expect("the district");
            let all = app.list_own_achievements(&Actor::Operator, &district.organisation_id, ("", ""), 100).await;
            for one in all.expect("achievements") {
                if app.is_claimable(&one.achievement_id).await.expect("asked") {
                    return one.achievement_id.to_string();
                }
            }
            panic!("nothing can be claimed")
        })
    }

    fn sign_in(&self, browser: &Browser, email: &str) {
        browser.open(&self.at("/sign-in?next=/claims"));
        browser.write("#email", email);
        browser.click("main form button");
        browser.wait_for("the mail to be sent", |browser| !browser.address().contains("next="));
        let link = self.link_to(email, "/sign-in/").expect("a link");
        browser.open(&link);
        browser.click("main form button");
        browser.wait_for("the way on", |browser| browser.address().ends_with("/claims"));
    }
}

/// The page fits its window at both widths, and nothing is complained about.
fn looks_right(browser: &Browser) {
    for look in [Look { is_dark: false, width: 390 }, Look::DESKTOP] {
        browser.look(look);
        let width = browser.run("return document.documentElement.scrollWidth").as_u64().expect("a width");
        assert!(width <= u64::from(look.width), "{} is {width} wide at {}", browser.address(), look.width);
    }
}

/// Chooses the level that is needed for every criterion: the last but one is enough everywhere, so the last is taken.
fn rate_everything(browser: &Browser) -> usize {
    let script = "const sets = [...document.querySelectorAll('fieldset')].filter((set) => set.querySelector('input[name^=level-]'));\
        for (const set of sets) { const all = set.querySelectorAll('input[type=radio]'); all[all.length - 1].click(); }\
        return sets.length";
    usize::try_from(browser.run(script).as_u64().expect("a number")).expect("a small number")
}

/// A peer comes by the link in the mail and judges the claim: three clicks and the ratings. Whether it was offered to them.
fn judges(district: &District, tools: &Tools, (email, claim): (&str, &str), criteria: usize) -> bool {
    let Some(link) = district.link_to(email, "/bench/enter/") else { return false };
    let peer = Browser::start(tools);
    peer.open(&link);
    peer.wait_for_words("You need no account and no password.");
    peer.click("main form button");
    peer.wait_for("the bench", |peer| !peer.address().contains("/enter/"));
    let work = district.at(&format!("/bench/{claim}"));
    if !peer.address().starts_with(&work) {
        // Whoever has other work of the demonstration too chooses from the list.
        if peer.count(&format!("a[href='/bench/{claim}']")) == 0 {
            return false;
        }
        peer.click(&format!("a[href='/bench/{claim}']"));
    }
    peer.wait_for_words("A colleague of another school asks for your judgement.");
    looks_right(&peer);
    assert!(!peer.words().contains(NAME) && !peer.words().contains("River School"), "{}", peer.words());
    peer.click("form[action$='/open'] button");
    peer.wait_for_words("Six lessons on the water of our river");
    looks_right(&peer);
    assert_eq!(rate_everything(&peer), criteria);
    peer.click(&format!("form[action='/bench/{claim}'] button.primary"));
    peer.wait_for_words("Your review is in.");
    let page = peer.run("return document.documentElement.outerHTML");
    let page = page.as_str().expect("a page");
    assert!(!page.contains(NAME) && !page.contains(CLAIMANT) && !page.contains("River School"));
    true
}

#[test]
fn a_claim_is_judged_by_two_peers_and_the_badge_proves_it() {
    let Some(tools) = Tools::find() else { return };
    let (mut district, browser) = (District::new(), Browser::start(&tools));
    district.runtime.block_on(async { district.app().ensure_person(CLAIMANT, NAME).await.expect("somebody") });
    let achievement = district.claimable();

    // The claim, from the achievement's page on.
    district.sign_in(&browser, CLAIMANT);
    browser.open(&district.at(&format!("/achievements/{achievement}")));
    browser.click("a[href*='/claims/new']");
    browser.wait_for_words("colleagues of other schools judge it");
    looks_right(&browser);
    browser.click("main form button");
    browser.wait_for_words("You are writing it.");
    browser.write("#text", "Six lessons on the water of our river, with the questions of the class.");
    browser.click("#visibility-2");
    browser.click("#pupils-1");
    browser.click("form[enctype] button");
    browser.wait_for_words("The evidence was attached.");
    looks_right(&browser);
    browser.write("#statement", "I taught this in spring with a class of 26.");
    browser.write("#school", "River School");
    let criteria = rate_everything(&browser);
    assert!(criteria > 0, "{}", browser.words());
    browser.click("button[value=submit]");
    browser.wait_for_words("It was handed in.");
    looks_right(&browser);
    let claim =
        browser.address().split('?').next().and_then(|path| path.rsplit('/').next()).expect("a claim").to_owned();

    // Two peers judge it: from the mail three clicks and the ratings.
    district.later(31 * MINUTE);
    let mut judged = 0;
    for email in PEERS {
        if judged < 2 && judges(&district, &tools, (email, &claim), criteria) {
            judged += 1;
        }
    }
    assert_eq!(judged, 2);

    // The badge, and what verifying it says.
    district.later(11 * MINUTE);
    let browser = Browser::start(&tools);
    district.sign_in(&browser, CLAIMANT);
    browser.open(&district.at(&format!("/claims/{claim}")));
    browser.wait_for_words("You have earned the badge.");
    looks_right(&browser);
    assert!(!browser.words().contains("Mina") && !browser.words().contains("Hillside"), "{}", browser.words());
    // It is the claimant's own until they accept it.
    browser.click("a[href*='/badges/']");
    browser.click("form[action$='/accept'] button");
    browser.wait_for("the open page", |browser| browser.count("a[href^='/badges/']") == 1);
    browser.click("a[href^='/badges/']");
    browser.wait_for_words("Judged by 2 of 2 independent peers on rubric");
    looks_right(&browser);
    let badge = browser.address();
    browser.open(&format!("{}?address={badge}", district.at("/verify")));
    browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
    assert_eq!(browser.text("h1.word"), "Valid");
    browser.wait_for_words("Judged by 2 of 2 independent peers on rubric");
    assert_eq!(
        browser.run("return document.body.innerText.split('found everything that is needed').length - 1"),
        json!(2)
    );
    looks_right(&browser);
}
