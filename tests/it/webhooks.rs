//! Others are told what happens: signed, tried again, noted, and never inside a private network.

use std::sync::{Arc, Mutex};

use accolade::app::{Actor, AnswerMove, App, Error, MadeWebhook, StatusMove, WebhookRequest, WebhookState};
use accolade::clock::{Clock, Timestamp};
use accolade::fetch;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::browser::Browser;
use crate::support::town::{Engine, Ground, Town, engines, now, open_with};

/// What arrived: head and body.
type Arrived = Arc<Mutex<Vec<(String, String)>>>;

/// A service that takes messages and answers with one status after the other, with the last one for ever.
async fn listener(statuses: &'static [u16]) -> (String, Arrived) {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/hook?x=1", socket.local_addr().expect("an address"));
    let arrived: Arrived = Arc::default();
    let kept = arrived.clone();
    tokio::spawn(async move {
        let mut count = 0;
        while let Ok((mut stream, _)) = socket.accept().await {
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            let (head, body) = loop {
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                bytes.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.to_lowercase().split("content-length: ").nth(1).map(str::to_owned);
                    let length = length.and_then(|rest| rest.lines().next()?.parse::<usize>().ok()).unwrap_or(0);
                    if body.len() >= length {
                        break (head.to_owned(), body.to_owned());
                    }
                }
                if read == 0 {
                    return;
                }
            };
            kept.lock().expect("no panic").push((head, body));
            let status = statuses[count.min(statuses.len() - 1)];
            count += 1;
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 5\r\nConnection: close\r\n\r\nheard");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, arrived)
}

async fn opened(ground: &Ground, at: Timestamp) -> App {
    let mut settings = ground.settings();
    settings.fetch = fetch::Settings { allow_loopback: true, ..fetch::Settings::default() };
    open_with(ground, settings, Clock::Fixed(at)).await
}

async fn town(engine: Engine) -> Town {
    let ground = Ground::new(engine).await;
    let app = opened(&ground, now()).await;
    Town::of(app, ground).await
}

impl Town {
    async fn hook(&self, address: &str) -> MadeWebhook {
        let events = ["award.issued", "award.revoked"].map(str::to_owned).to_vec();
        let request = WebhookRequest { address: address.into(), events };
        self.app.create_webhook(&Actor::Operator, &self.school.organisation_id, request).await.expect("a webhook")
    }

    async fn deliver(&self) {
        while self.app.do_deliveries().await.expect("sent") > 0 {}
    }

    /// The same later.
    async fn later(self, seconds: i64) -> Self {
        let at = self.app.now().plus_seconds(seconds);
        self.app.close().await;
        let Self { app, school, achievement, ground } = self;
        drop(app);
        let app = opened(&ground, at).await;
        Self { app, school, achievement, ground }
    }
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {head}"));
    line.trim_start_matches(':').trim()
}

/// Insists that a message is signed with the key, as Standard Webhooks has it.
fn insist_on_signature(secret: &str, (head, body): &(String, String)) {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("{}.{}.{body}", header(head, "webhook-id"), header(head, "webhook-timestamp")).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(header(head, "webhook-signature"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_a_badge_is_told_signed_and_once() {
    for engine in engines() {
        let town = town(engine).await;
        let (address, arrived) = listener(&[200]).await;
        let hook = town.hook(&address).await;
        let award = town.award("ada@school.example").await;
        town.deliver().await;
        let school = &town.school.organisation_id;
        let mistake = "Awarded by mistake";
        for step in [StatusMove::Suspend, StatusMove::Reinstate, StatusMove::Revoke, StatusMove::Revoke] {
            town.app
                .change_status(&Actor::Operator, school, std::slice::from_ref(&award), step, mistake)
                .await
                .expect("changed");
        }
        town.deliver().await;

        let arrived = arrived.lock().expect("no panic").clone();
        assert_eq!(arrived.len(), 2, "holds were not asked for, and a second withdrawal changes nothing");
        arrived.iter().for_each(|one| insist_on_signature(&hook.secret, one));
        let (head, body) = &arrived[0];
        assert!(head.starts_with("POST /hook?x=1 HTTP/1.1") && head.contains("application/json"), "{head}");
        let told: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(told["type"], "award.issued");
        assert_eq!(told["timestamp"], "2026-06-01T12:00:00Z");
        assert_eq!(told["data"]["awardId"], award.as_str());
        assert_eq!(told["data"]["recipient"]["email"], "ada@school.example");
        let told: Value = serde_json::from_str(&arrived[1].1).expect("JSON");
        assert_eq!((told["type"].as_str(), told["data"]["reason"].as_str()), (Some("award.revoked"), Some(mistake)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earners_answer_is_told_once_and_only_to_those_who_asked_for_it() {
    for engine in engines() {
        let town = town(engine).await;
        let (address, arrived) = listener(&[200]).await;
        let (other, silent) = listener(&[200]).await;
        let school = town.school.organisation_id.clone();
        for (address, events) in [(&address, ["award.claimed", "award.declined"]), (&other, ["award.revoked"; 2])] {
            let events = events.map(str::to_owned).to_vec();
            let request = WebhookRequest { address: address.clone(), events };
            town.app.create_webhook(&Actor::Operator, &school, request).await.expect("a webhook");
        }
        let award = town.offer("ada@school.example").await;
        let holder = town.holder(&award, "ada@school.example").await;
        // Choosing what pages show is no answer, and the same answer twice is one.
        let choices = accolade::app::Choices { shows_name: true, ..Default::default() };
        town.app.choose_for_badge(&holder, &choices).await.expect("chosen");
        for step in [AnswerMove::Accept, AnswerMove::Accept, AnswerMove::Undo, AnswerMove::Decline] {
            town.app.answer_award(&holder, step).await.expect("answered");
            town.deliver().await;
        }

        let arrived = arrived.lock().expect("no panic").clone();
        let told: Vec<Value> = arrived.iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
        let types: Vec<_> = told.iter().map(|told| told["type"].as_str().expect("a type")).collect();
        assert_eq!(types, ["award.claimed", "award.declined"], "{engine:?}");
        assert_eq!(told[0]["data"]["awardId"], award.as_str());
        assert_eq!(told[0]["data"]["recipient"]["email"], "ada@school.example");
        assert!(silent.lock().expect("no panic").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_is_tried_again_with_the_same_identifier_and_bytes() {
    let mut town = town(Engine::Sqlite).await;
    let (address, arrived) = listener(&[503, 500, 204]).await;
    let hook = town.hook(&address).await.webhook;
    town.award("ada@school.example").await;
    let school = town.school.organisation_id.clone();
    town.deliver().await;
    town.deliver().await;
    assert_eq!(arrived.lock().expect("no panic").len(), 1, "not before its time");
    let log = |town: &Town| {
        let (app, school, hook) = (town.app.clone(), school.clone(), hook.webhook_id.clone());
        async move { app.list_deliveries(&Actor::Operator, &school, &hook, (None, 10)).await.expect("a log").remove(0) }
    };
    let first = log(&town).await;
    assert_eq!((first.status, first.answer.as_str(), first.is_delivered), (Some(503), "heard", false));
    assert_eq!(first.due_at, Some(now().plus_seconds(5)));
    let troubled = town.app.load_webhook(&Actor::Operator, &school, &hook.webhook_id).await.expect("a webhook");
    assert_eq!(troubled.failing_since, Some(now()));

    for (wait, count) in [(6, 2), (31, 3)] {
        town = town.later(wait).await;
        town.deliver().await;
        assert_eq!(arrived.lock().expect("no panic").len(), count);
    }
    let last = log(&town).await;
    assert!(last.is_delivered && last.due_at.is_none() && last.attempts == 3);
    let heard = arrived.lock().expect("no panic").clone();
    assert_eq!(header(&heard[0].0, "webhook-id"), header(&heard[2].0, "webhook-id"));
    assert_eq!(heard[0].1, heard[2].1);
    assert_ne!(header(&heard[0].0, "webhook-timestamp"), header(&heard[2].0, "webhook-timestamp"));
    let well = town.app.load_webhook(&Actor::Operator, &school, &hook.webhook_id).await.expect("a webhook");
    assert_eq!(well.failing_since, None);

    let again = town.app.resend_delivery(&Actor::Operator, &school, &hook.webhook_id, &last.delivery_id).await;
    again.expect("sent again");
    town.deliver().await;
    assert_eq!(arrived.lock().expect("no panic").len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_answers_nothing_for_days_or_is_gone_is_switched_off() {
    let mut town = town(Engine::Sqlite).await;
    let (address, arrived) = listener(&[500]).await;
    let hook = town.hook(&address).await.webhook.webhook_id;
    let school = town.school.organisation_id.clone();
    for day in 0..7 {
        town.award(&format!("person{day}@school.example")).await;
        town.deliver().await;
        town = town.later(86_400).await;
    }
    let state = town.app.load_webhook(&Actor::Operator, &school, &hook).await.expect("a webhook").state;
    assert_eq!(state, "failed");
    let count = arrived.lock().expect("no panic").len();
    town.award("late@school.example").await;
    town.deliver().await;
    assert_eq!(arrived.lock().expect("no panic").len(), count, "nothing is told any more");

    let (address, _) = listener(&[410]).await;
    let gone = town.hook(&address).await.webhook.webhook_id;
    town.app.test_webhook(&Actor::Operator, &school, &gone).await.expect("a test");
    town.deliver().await;
    let state = town.app.load_webhook(&Actor::Operator, &school, &gone).await.expect("a webhook").state;
    assert_eq!(state, "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_have_messages_sent_into_a_private_network() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    for address in
        ["http://a.example/", "https://10.0.0.1/", "https://127.0.0.1/", "https://[::1]/", "ftp://a.example/", ""]
    {
        let request = WebhookRequest { address: address.into(), events: vec!["award.issued".into()] };
        let refused = town.app.create_webhook(&Actor::Operator, school, request).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(found)) if found[0].field == "address"),
            "{address}: {refused:?}"
        );
    }
    let request = WebhookRequest { address: "https://a.example/".into(), events: vec!["award.eaten".into()] };
    assert!(matches!(town.app.create_webhook(&Actor::Operator, school, request).await, Err(Error::Invalid(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_adds_tests_changes_and_removes_a_webhook_on_pages() {
    let town = town(Engine::Sqlite).await;
    let (address, arrived) = listener(&[200]).await;
    let mut browser = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;
    let list = "/desk/northside/webhooks";
    browser.get(list).await.shows("Nobody is told anything yet.").shows("Standard Webhooks");
    let wrong = browser.send(list, &[("address", "https://10.1.2.3/"), ("event", "award.issued")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#address\"").shows("private network").shows("value=\"https://10.1.2.3/\"");

    let made = browser.send(list, &[("address", &address), ("event", "award.issued")]).await;
    made.shows("whsec_").shows("cannot be shown again");
    assert_eq!(made.header("cache-control"), "no-store");
    let page = browser.get(list).await;
    page.hides("whsec_");
    let path = page.text.split("href=\"").find_map(|rest| rest.strip_prefix("/desk/northside/webhooks/"));
    let path = format!("{list}/{}", path.and_then(|rest| rest.split('"').next()).expect("a webhook"));

    browser.send(&format!("{path}/test"), &[]).await.location();
    browser.get(&path).await.shows("Waiting to be sent");
    town.deliver().await;
    let page = browser.get(&path).await;
    page.shows("Arrived at the first try (200)").shows("&quot;type&quot;:&quot;test&quot;");
    browser.send(&format!("{path}/resend"), &[("delivery", &page.value("delivery"))]).await.location();
    town.deliver().await;
    assert_eq!(arrived.lock().expect("no panic").len(), 2);

    let off = [("address", address.as_str()), ("event", "award.revoked"), ("state", "off")];
    browser.send(&path, &off).await.location();
    browser.get(&path).await.shows("Off.").hides("Send a test");
    let school = &town.school.organisation_id;
    let hooks = town.app.list_webhooks(&Actor::Operator, school).await.expect("webhooks");
    assert_eq!((hooks[0].state.as_str(), hooks[0].events.as_str()), (WebhookState::Off.as_str(), "award.revoked"));
    browser.get("/desk/northside/audit").await.shows("Added a webhook").shows("Changed a webhook");
    browser.send(&format!("{path}/delete"), &[]).await.location();
    assert_eq!(browser.get(&path).await.status, 404);
}
