//! Passkeys: made, used, demanded, lost; and everything that is not one.

use accolade::app::{Actor, App, Error, PasskeyReset, PasskeyRule};
use accolade::clock::Clock;
use accolade::ids::PersonId;
use accolade::passkey::{Party, check_registration};
use accolade::store::Role;
use sha2::{Digest as _, Sha256};

use crate::support::authenticator::{Manner, Sent, SoftKey, encoded};
use crate::support::browser::{BASE, Browser};
use crate::support::town::{Engine, Ground, Town, engines, now, open, open_with};

const OWNER: &str = "owner@school.example";
const PAGE: &str = "/account/passkeys";

async fn mailed_link(app: &App) -> String {
    while app.do_messages().await.expect("worked") > 0 {}
    let kept = app.mailer().kept();
    let mut words = kept.iter().rev().flat_map(|kept| kept.mail.text.split_whitespace());
    let link = words.find(|word| word.contains("/sign-in/")).expect("a link").to_owned();
    link.strip_prefix(BASE).expect("a link to the service").to_owned()
}

/// Asks for a link and presses its button; where that leads.
async fn by_link(app: &App, browser: &mut Browser, email: &str) -> String {
    browser.post("/sign-in", &[("email", email)]).await;
    let link = mailed_link(app).await;
    browser.post(&link, &[]).await.location().to_owned()
}

fn fields<'s>(sent: &'s Sent, more: &[(&'s str, &'s str)]) -> Vec<(&'s str, &'s str)> {
    sent.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}

async fn register(browser: &mut Browser, key: &SoftKey, name: &str) {
    let challenge = browser.get(PAGE).await.value("challenge");
    let sent = key.register(&challenge, &Manner::default());
    let added = browser.send(PAGE, &fields(&sent, &[("name", name)])).await;
    assert_eq!(added.location(), "/account/passkeys?done=added");
}

async fn with_member(role: Role) -> (Town, Browser) {
    let town = Town::new(Engine::Sqlite).await;
    let (app, id) = (&town.app, &town.school.organisation_id);
    app.put_member(&Actor::Operator, id, OWNER, "Grace", Role::Owner).await.expect("an owner");
    app.put_member(&Actor::Operator, id, "ada@school.example", "Ada", role).await.expect("a member");
    let mut browser = Browser::new(app);
    by_link(app, &mut browser, "ada@school.example").await;
    (town, browser)
}

async fn person(app: &App, email: &str) -> PersonId {
    app.load_person_by_email(email).await.expect("known").person_id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_registered_named_used_and_removed() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let app = &town.app;
        let mut owner = Browser::owner(app, &town.school.organisation_id, OWNER).await;
        owner.get(PAGE).await.shows("You have no passkey yet").shows("data-passkey=\"register\"");
        for key in [SoftKey::p256("one"), SoftKey::ed25519("two")] {
            register(&mut owner, &key, "Office").await;
            owner.get(PAGE).await.shows("Office").shows("not used yet");

            let mut other = Browser::new(app);
            let page = other.get("/sign-in/passkey").await;
            page.shows("data-passkey=\"use\"").shows("http://localhost:8080");
            let sent = key.assert(&page.value("challenge"), &Manner::default());
            let entered = other.post("/sign-in/passkey", &fields(&sent, &[])).await;
            assert_eq!(entered.location(), "/desk");
            other.get("/desk/northside").await.shows("Overview");
            other.get(PAGE).await.shows("used last on 1 June 2026");
            let again = Browser::new(app).post("/sign-in/passkey", &fields(&sent, &[])).await;
            assert_eq!(again.status, 422, "an answer counts once");

            let path = format!("{PAGE}/{}", encoded(&key.id));
            assert_eq!(owner.send(&path, &[("do", "rename"), ("name", " ")]).await.status, 422);
            owner.send(&path, &[("do", "rename"), ("name", "Key <ring>")]).await.location();
            owner.get(PAGE).await.shows("Key &lt;ring&gt;");
            owner.send(&path, &[("do", "remove")]).await.location();
            let challenge = other.get("/sign-in/passkey").await.value("challenge");
            let late = key.assert(&challenge, &Manner::default());
            other.post("/sign-in/passkey", &fields(&late, &[])).await.shows("not known here");
            assert_eq!(owner.send(&path, &[("do", "remove")]).await.status, 404);
        }
        while app.do_messages().await.expect("worked") > 0 {}
        let told = app.mailer().kept().iter().filter(|kept| kept.mail.subject == "Your passkeys").count();
        assert_eq!(told, 4, "whoever has an account hears of every change");
        owner.get("/desk/northside/audit").await.shows("Added a passkey").shows("Removed a passkey");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_alone_opens_no_desk_of_somebody_with_power_and_a_passkey() {
    for role in [Role::Owner, Role::Awarder] {
        let (town, mut ada) = with_member(role).await;
        let (app, key) = (&town.app, SoftKey::p256("ada"));
        register(&mut ada, &key, "Laptop").await;

        let mut thief = Browser::new(app);
        assert_eq!(by_link(app, &mut thief, "ada@school.example").await, "/sign-in/confirm");
        for path in ["/desk", "/desk/northside", "/desk/northside/awards", PAGE, "/claims", "/operator"] {
            assert_eq!(thief.get(path).await.location(), "/sign-in/confirm", "{path}");
        }
        let page = thief.get("/sign-in/confirm").await;
        page.shows("Confirm that it is you");
        let (challenge, csrf) = (page.value("challenge"), page.value("csrf"));
        assert_eq!(thief.post("/desk/northside/awards/new", &[("csrf", &csrf)]).await.location(), "/sign-in/confirm");
        let own = SoftKey::p256("thief").assert(&challenge, &Manner::default());
        assert_eq!(thief.post("/sign-in/confirm", &fields(&own, &[("csrf", &csrf)])).await.status, 422);
        // Nor by registering another one.
        let mine = SoftKey::p256("thief").register(&challenge, &Manner::default());
        assert_eq!(thief.post("/sign-in/confirm", &fields(&mine, &[("csrf", &csrf)])).await.status, 422);

        let page = thief.get("/sign-in/confirm").await;
        let sent = key.assert(&page.value("challenge"), &Manner::default());
        assert_eq!(thief.post("/sign-in/confirm", &fields(&sent, &[("csrf", "")])).await.status, 403);
        let entered = thief.post("/sign-in/confirm", &fields(&sent, &[("csrf", &csrf)])).await;
        assert_eq!(entered.location(), "/desk");
        thief.get("/desk/northside").await.shows("Overview");
    }
    let (town, mut ada) = with_member(Role::Viewer).await;
    register(&mut ada, &SoftKey::p256("ada"), "Laptop").await;
    assert_eq!(by_link(&town.app, &mut Browser::new(&town.app), "ada@school.example").await, "/desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_passkeys_are_demanded_an_owner_registers_one_before_anything_else() {
    let ground = Ground::new(Engine::Sqlite).await;
    let mut settings = ground.settings();
    settings.passkeys = PasskeyRule::Required;
    let app = open_with(&ground, settings, Clock::Fixed(now())).await;
    let town = Town::of(app, ground).await;
    let (app, id) = (&town.app, &town.school.organisation_id);
    let link = app.owner_link(id, OWNER).await.expect("a link");
    let mut owner = Browser::new(app);
    assert_eq!(owner.follow(&link).await.location(), "/sign-in/confirm");
    assert_eq!(owner.get("/desk/northside").await.location(), "/sign-in/confirm");
    let page = owner.get("/sign-in/confirm").await;
    page.shows("Add a passkey first");
    let (csrf, key) = (page.value("csrf"), SoftKey::ed25519("owner"));
    let sent = key.register(&page.value("challenge"), &Manner::default());
    let nameless = owner.post("/sign-in/confirm", &fields(&sent, &[("csrf", &csrf), ("name", "")])).await;
    assert_eq!(nameless.status, 422);
    nameless.shows("href=\"#name\"");
    let sent = key.register(&nameless.value("challenge"), &Manner::default());
    let entered = owner.post("/sign-in/confirm", &fields(&sent, &[("csrf", &csrf), ("name", "Laptop")])).await;
    assert_eq!(entered.location(), "/desk");
    owner.get("/desk/northside").await.shows("Overview");

    app.put_member(&Actor::Operator, id, "vera@school.example", "", Role::Viewer).await.expect("a viewer");
    assert_eq!(by_link(app, &mut Browser::new(app), "vera@school.example").await, "/desk");
    app.invite(&Actor::Operator, id, "ben@school.example", Role::Awarder).await.expect("invited");
    while app.do_messages().await.expect("worked") > 0 {}
    let kept = app.mailer().kept();
    let text = &kept.last().expect("a mail").mail.text;
    let link = text.split_whitespace().find(|word| word.contains("/invitations/")).expect("a link");
    let mut ben = Browser::new(app);
    ben.post(link.strip_prefix(BASE).expect("ours"), &[("do", "accept")]).await.location();
    assert_eq!(ben.get("/desk/northside").await.location(), "/sign-in/confirm");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_registration_is_refused() {
    let (town, mut ada) = with_member(Role::Viewer).await;
    let key = SoftKey::p256("ada");
    let usual = Manner::default;
    let cases: Vec<(&str, Manner)> = vec![
        ("another page", Manner { origin: "https://evil.example".into(), ..usual() }),
        ("another port", Manner { origin: "http://localhost:9090".into(), ..usual() }),
        ("another service", Manner { party: "evil.example".into(), ..usual() }),
        ("a signature in place of a registration", Manner { kind: Some("webauthn.get"), ..usual() }),
        ("nobody was there", Manner { flags: 0x04, ..usual() }),
        ("nobody was verified", Manner { flags: 0x01, ..usual() }),
        ("backed up and never to be backed up", Manner { flags: 0x15, ..usual() }),
        ("extensions that are not there", Manner { flags: 0x9d, ..usual() }),
        ("in a frame", Manner { more: serde_json::json!({"crossOrigin": true}), ..usual() }),
        ("in a frame of others", Manner { more: serde_json::json!({"topOrigin": "https://evil.example"}), ..usual() }),
        ("another challenge", Manner { more: serde_json::json!({"challenge": "AAAA"}), ..usual() }),
    ];
    for (name, manner) in cases {
        let challenge = ada.get(PAGE).await.value("challenge");
        let sent = key.register(&challenge, &manner);
        let answer = ada.send(PAGE, &fields(&sent, &[("name", "Laptop")])).await;
        assert_eq!(answer.status, 422, "{name}");
        answer.shows("There is a problem");
    }
    let challenge = ada.get(PAGE).await.value("challenge");
    let good = key.register(&challenge, &usual());
    for (field, value) in [
        ("attestation", ""),
        ("attestation", "AAAA"),
        ("client_data", "e30"),
        ("client_data", "not Base64url!"),
        ("challenge", "never-made"),
    ] {
        let challenge = ada.get(PAGE).await.value("challenge");
        let mut sent = key.register(&challenge, &usual());
        sent.iter_mut().find(|(name, _)| *name == field).expect("a field").1 = value.to_owned();
        assert_eq!(ada.send(PAGE, &fields(&sent, &[("name", "Laptop")])).await.status, 422, "{field} `{value}`");
    }
    // The challenge of one person is not another's.
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    assert_eq!(owner.send(PAGE, &fields(&good, &[("name", "Laptop")])).await.status, 422);
    assert_eq!(ada.send(PAGE, &fields(&good, &[("name", "Laptop")])).await.status, 422, "it was used up by the try");
    assert!(town.app.list_passkeys(&person(&town.app, "ada@school.example").await).await.expect("listed").is_empty());
    register(&mut ada, &key, "Laptop").await;
    let challenge = owner.get(PAGE).await.value("challenge");
    let twice = key.register(&challenge, &usual());
    assert_eq!(owner.send(PAGE, &fields(&twice, &[("name", "Mine")])).await.status, 409, "one key, one person");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_signature_signs_nobody_in() {
    let (town, mut ada) = with_member(Role::Viewer).await;
    let key = SoftKey::p256("ada");
    register(&mut ada, &key, "Laptop").await;
    let usual = Manner::default;
    let mut browser = Browser::new(&town.app);
    let mut ask = async |key: &SoftKey, manner: Manner, change: &dyn Fn(&mut Sent)| {
        let challenge = browser.get("/sign-in/passkey").await.value("challenge");
        let mut sent = key.assert(&challenge, &manner);
        change(&mut sent);
        browser.post("/sign-in/passkey", &fields(&sent, &[])).await.status
    };
    for (name, manner) in [
        ("another page", Manner { origin: "https://evil.example".into(), ..usual() }),
        ("another service", Manner { party: "evil.example".into(), ..usual() }),
        ("a registration in place of a signature", Manner { kind: Some("webauthn.create"), ..usual() }),
        ("nobody was there", Manner { flags: 0x04, ..usual() }),
        ("nobody was verified", Manner { flags: 0x01, ..usual() }),
        ("in a frame", Manner { more: serde_json::json!({"crossOrigin": true}), ..usual() }),
        ("another challenge", Manner { more: serde_json::json!({"challenge": "AAAA"}), ..usual() }),
    ] {
        assert_eq!(ask(&key, manner, &|_| ()).await, 422, "{name}");
    }
    assert_eq!(ask(&SoftKey::p256("ada"), usual(), &|_| ()).await, 422, "another key under the same name");
    for field in ["signature", "authenticator_data", "client_data"] {
        let flip = |sent: &mut Sent| {
            let value = &mut sent.iter_mut().find(|(name, _)| *name == field).expect("a field").1;
            let last = if value.pop() == Some('A') { 'E' } else { 'A' };
            value.push(last);
        };
        assert_eq!(ask(&key, usual(), &flip).await, 422, "{field} with one letter changed");
        let cut = |sent: &mut Sent| {
            sent.iter_mut().find(|(name, _)| *name == field).expect("a field").1.clear();
        };
        assert_eq!(ask(&key, usual(), &cut).await, 422, "{field} left out");
    }
    // An authenticator that counts goes forward only: a copy of it would not know.
    for (counter, expected) in [(5, 303), (5, 422), (4, 422), (6, 303), (0, 422)] {
        let mut other = Browser::new(&town.app);
        let challenge = other.get("/sign-in/passkey").await.value("challenge");
        let sent = key.assert(&challenge, &Manner { counter, ..usual() });
        assert_eq!(other.post("/sign-in/passkey", &fields(&sent, &[])).await.status, expected, "counter {counter}");
    }
    let mut evil = Browser::new(&town.app);
    let challenge = evil.get("/sign-in/passkey").await.value("challenge");
    let sent = key.assert(&challenge, &Manner { counter: 9, ..usual() });
    evil.origin = Some("https://evil.example".into());
    assert_eq!(evil.post("/sign-in/passkey", &fields(&sent, &[])).await.status, 403, "from another page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_and_a_half_session_end_by_themselves() {
    let (town, mut ada) = with_member(Role::Awarder).await;
    let key = SoftKey::p256("ada");
    register(&mut ada, &key, "Laptop").await;
    let mut half = Browser::new(&town.app);
    by_link(&town.app, &mut half, "ada@school.example").await;
    let page = half.get("/sign-in/confirm").await;
    let (challenge, csrf) = (page.value("challenge"), page.value("csrf"));
    let sent = key.assert(&challenge, &Manner::default());
    let Town { app, ground, .. } = town;
    app.close().await;
    drop(app);
    for (seconds, expected) in [(301, 422), (601, 303)] {
        let app = open(&ground, Clock::Fixed(now().plus_seconds(seconds))).await;
        let mut later = half.moved(&app);
        let answer = later.post("/sign-in/confirm", &fields(&sent, &[("csrf", &csrf)])).await;
        assert_eq!(answer.status, expected, "after {seconds} seconds");
        if expected == 303 {
            assert_eq!(answer.location(), "/sign-in");
        }
        app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_passkeys_are_taken_back_by_another_owner_who_weakens_nobody_elsewhere() {
    let (town, mut ada) = with_member(Role::Awarder).await;
    let (app, id) = (&town.app, &town.school.organisation_id);
    let key = SoftKey::p256("ada");
    register(&mut ada, &key, "Laptop").await;
    let mut owner = Browser::owner(app, id, OWNER).await;
    register(&mut owner, &SoftKey::p256("owner"), "Mine").await;
    let member = async |email: &str| format!("/desk/northside/members/{}", person(app, email).await);
    let (ada_path, owner_path) = (member("ada@school.example").await, member(OWNER).await);
    owner.get("/desk/northside/members").await.shows("Lost passkey");
    assert_eq!(ada.send(&owner_path, &[("do", "reset")]).await.status, 403, "an awarder resets nobody");
    assert_eq!(owner.send(&owner_path, &[("do", "reset")]).await.status, 403, "nobody weakens themselves in passing");

    owner.send(&ada_path, &[("do", "reset")]).await.location();
    assert!(ada.get("/desk/northside").await.location().starts_with("/sign-in"), "sessions end as well");
    owner.get("/desk/northside/members").await.hides("Lost passkey");
    assert_eq!(owner.send(&ada_path, &[("do", "reset")]).await.status, 404);
    let mut back = Browser::new(app);
    assert_eq!(by_link(app, &mut back, "ada@school.example").await, "/desk");
    register(&mut back, &SoftKey::p256("new"), "New laptop").await;

    let request =
        accolade::app::OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..Default::default() };
    let other = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    app.put_member(&Actor::Operator, &other, "ada@school.example", "", Role::Owner).await.expect("an owner");
    assert_eq!(owner.send(&ada_path, &[("do", "reset")]).await.status, 403, "she has power elsewhere");
    let stranger = Actor::Person(person(app, OWNER).await);
    let ada_id = person(app, "ada@school.example").await;
    let refused = app.reset_passkeys(&ada_id, PasskeyReset::Owner(&stranger, &other)).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    app.reset_passkeys(&ada_id, PasskeyReset::Operator).await.expect("the operator may");
    assert!(app.list_passkeys(&ada_id).await.expect("listed").is_empty());
}

#[test]
fn no_bytes_whatever_make_the_check_stumble() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let party = Party { id: "localhost".into(), origin: "http://localhost:8080".into() };
    for key in [SoftKey::p256("one"), SoftKey::ed25519("two")] {
        let sent = key.register("AAAA", &Manner::default());
        let bytes = |name: &str| {
            let text = &sent.iter().find(|(own, _)| *own == name).expect("a field").1;
            URL_SAFE_NO_PAD.decode(text).expect("Base64url")
        };
        let (client_data, attestation) = (bytes("client_data"), bytes("attestation"));
        let check = |attestation: &[u8]| check_registration(&party, "AAAA", &client_data, attestation);
        check(&attestation).expect("a passkey");
        for length in 0..attestation.len() {
            assert!(check(&attestation[..length]).is_err(), "the first {length} bytes");
        }
        assert!(check(&[attestation.as_slice(), &[0]].concat()).is_err(), "a byte too much");
        let hash = Sha256::digest(b"localhost");
        let start = attestation.windows(32).position(|part| part == hash.as_slice()).expect("the party");
        let mut taken = 0;
        for at in 0..attestation.len() {
            for bit in 0..8 {
                let mut changed = attestation.clone();
                changed[at] ^= 1 << bit;
                // Its name, how often it signed and who made it may differ; for whom it is may not.
                let is_taken = check(&changed).is_ok();
                assert!(!is_taken || !(start..start + 32).contains(&at), "byte {at} bit {bit}");
                taken += usize::from(is_taken);
            }
        }
        assert!(taken < attestation.len() * 8 / 2, "{taken} of {}", attestation.len() * 8);
    }
}
