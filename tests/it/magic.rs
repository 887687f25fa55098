//! Links that sign in, by the rules for them: looking uses nothing up (also `desk.rs`), one use, a quarter of an hour,
//! hashes at rest (`joining.rs`), the host from the configuration alone, and nothing that tells who is known.

use accolade::app::{Actor, App, Error};
use accolade::clock::Clock;
use accolade::language::Language;
use accolade::store::Role;

use crate::support::browser::{BASE, Browser};
use crate::support::town::{Engine, Town, engines, now, open};

const ADA: &str = "ada@school.example";

async fn town(engine: Engine) -> Town {
    let town = Town::new(engine).await;
    let id = &town.school.organisation_id;
    town.app.put_member(&Actor::Operator, id, ADA, "Ada", Role::Viewer).await.expect("a member");
    town
}

async fn mailed(app: &App) -> String {
    while app.do_messages().await.expect("worked") > 0 {}
    let kept = app.mailer().kept();
    let text = &kept.last().expect("a mail").mail.text;
    text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_that_looks_in_every_way_uses_nothing_up() {
    let town = town(Engine::Sqlite).await;
    let mut browser = Browser::new(&town.app);
    browser.post("/sign-in", &[("email", ADA)]).await;
    let link = mailed(&town.app).await;
    let path = link.strip_prefix(BASE).expect("ours");
    for method in ["HEAD", "GET", "OPTIONS", "HEAD", "GET", "PUT", "DELETE"] {
        let answer = Browser::new(&town.app).ask(method, path, "", Vec::new()).await;
        assert_eq!(answer.header("set-cookie"), "", "{method}");
    }
    assert_eq!(browser.post(path, &[]).await.location(), "/desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_press_the_button_at_once_one_is_signed_in() {
    for engine in engines() {
        let town = town(engine).await;
        town.app.request_link(ADA, Language::English).await.expect("asked");
        let link = mailed(&town.app).await;
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let tries: Vec<_> = (0..16)
            .map(|_| {
                let (app, token) = (town.app.clone(), token.clone());
                tokio::spawn(async move { app.use_link(&token).await })
            })
            .collect();
        let mut signed_in = 0;
        for one in tries {
            match one.await.expect("it ends") {
                Ok(_) => signed_in += 1,
                Err(Error::Gone(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(signed_in, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_for_a_quarter_of_an_hour() {
    for (seconds, expected) in [(899, 303), (900, 410), (86_400, 410)] {
        let town = town(Engine::Sqlite).await;
        town.app.request_link(ADA, Language::English).await.expect("asked");
        let link = mailed(&town.app).await;
        let path = link.strip_prefix(BASE).expect("ours").to_owned();
        let Town { app, ground, .. } = town;
        app.close().await;
        drop(app);
        let app = open(&ground, Clock::Fixed(now().plus_seconds(seconds))).await;
        assert_eq!(Browser::new(&app).post(&path, &[]).await.status, expected, "after {seconds} seconds");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_of_a_request_leads_a_link_elsewhere() {
    let town = town(Engine::Sqlite).await;
    let evil = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-host", "evil.example"),
        ("x-host", "evil.example"),
    ];
    for header in evil {
        let mut browser = Browser::new(&town.app);
        browser.origin = None;
        browser.headers.push(header);
        let asked = browser.post("/sign-in", &[("email", ADA)]).await;
        assert_eq!(asked.status, 200, "{header:?}: {}", asked.text);
        asked.hides("evil.example");
    }
    while town.app.do_messages().await.expect("worked") > 0 {}
    let kept = town.app.mailer().kept();
    // The sixth asks once too often in an hour.
    assert_eq!(kept.len(), 5);
    for kept in kept {
        let (text, html) = (&kept.mail.text, kept.mail.html.as_deref().unwrap_or_default());
        assert!(text.contains(&format!("{BASE}/sign-in/")) && html.contains(&format!("{BASE}/sign-in/")), "{text}");
        assert!(!text.contains("evil") && !html.contains("evil"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_who_is_known_and_who_is_not_the_same_is_done_before_the_answer() {
    let town = town(Engine::Sqlite).await;
    let app = &town.app;
    let mut done = Vec::new();
    for email in [ADA, "nobody@school.example", "ADA@SCHOOL.EXAMPLE", "ada@nowhere.example"] {
        let answer = Browser::new(app).post("/sign-in", &[("email", email)]).await;
        let text = answer.text.replace(email, "somebody");
        let headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        // The answer is out and nobody has looked the address up yet: that is the worker's, who finds one message each.
        assert_eq!(app.mailer().kept().len(), 0, "{email}");
        done.push((answer.status, text, headers));
    }
    assert!(done.windows(2).all(|pair| pair[0] == pair[1]), "{done:#?}");
    let mut messages = 0;
    loop {
        match app.do_messages().await.expect("worked") {
            0 => break,
            count => messages += count,
        }
    }
    assert_eq!(messages, 4, "one for each address, known or not");
    assert_eq!(app.mailer().kept().len(), 2, "and mail for who is known alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_was_not_sent_is_shown_to_who_runs_the_place_alone() {
    let ground = crate::support::town::Ground::new(Engine::Sqlite).await;
    let mut settings = ground.settings();
    settings.operators = vec!["Boss@School.example".into()];
    let app = crate::support::town::open_with(&ground, settings, Clock::Fixed(now())).await;
    let town = Town::of(app, ground).await;
    let (app, id) = (&town.app, &town.school.organisation_id);
    let mut boss = Browser::owner(app, id, "boss@school.example").await;
    let mut other = Browser::owner(app, id, "owner@school.example").await;
    Browser::new(app).post("/sign-in", &[("email", "owner@school.example")]).await;
    let link = mailed(app).await;

    let page = boss.get("/operator").await;
    page.shows("owner@school.example").shows(&link);
    assert_eq!(page.header("cache-control"), "no-store");
    let answer = other.get("/operator").await;
    assert_eq!(answer.status, 404, "an owner of an organisation does not run the place");
    answer.hides(&link);
    assert!(Browser::new(app).get("/operator").await.location().starts_with("/sign-in?"));
}
