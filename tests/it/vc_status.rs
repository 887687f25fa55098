//! What the VC-API signed is withdrawn, put on hold and taken off hold by its status entry.

use accolade::app::restore::back_up;
use accolade::app::{Actor, ApiKeyRequest, OrganisationRequest, StatusMove};
use accolade::clock::Clock;
use accolade::store::{Organisation, Store};
use serde_json::{Value, json};

use crate::support::asking::{Answer, Door};
use crate::support::town::{Engine, Ground, Town, engines, open};

const SET: &str = "POST /credentials/status";

fn credential(id: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential"],
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada"}
    })
}

async fn issued(door: &Door, key: &str, id: &str, status: &str) -> Value {
    let body = json!({"credential": credential(id), "options": {"status": status}});
    let answer = door.ask("POST /credentials/issue", Some(key), Some(&body), &[]).await.is(201).json();
    answer["verifiableCredential"].clone()
}

async fn set(door: &Door, key: &str, body: Value) -> Answer {
    door.ask(SET, Some(key), Some(&body), &[]).await
}

/// The code of the first error, or nothing when it is verified.
async fn error(door: &Door, credential: &Value) -> Option<Value> {
    let body = json!({"verifiableCredential": credential});
    let answer = door.ask("POST /credentials/verify", None, Some(&body), &[]).await.json();
    (answer["verified"] != true).then(|| answer["errors"][0]["code"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_credential_stays_withdrawn_and_everybody_sees_it() {
    for engine in engines() {
        let door = Door::new(Town::new(engine).await);
        let key = door.key(&["issue"]).await;
        let (one, other) = (
            issued(&door, &key, "urn:uuid:1", "revocation").await,
            issued(&door, &key, "urn:uuid:2", "revocation").await,
        );
        assert_eq!(error(&door, &one).await, None);
        let wish = json!({"credentialStatus": one["credentialStatus"], "reason": "Signed for the wrong person"});
        assert_eq!(set(&door, &key, wish.clone()).await.is(200).json(), json!({"changed": true}));
        assert_eq!(error(&door, &one).await, Some("revoked".into()));
        assert_eq!(error(&door, &other).await, None);
        assert_eq!(set(&door, &key, wish).await.is(200).json(), json!({"changed": false}));

        let back = json!({"credentialStatus": one["credentialStatus"], "status": false});
        set(&door, &key, back).await.is(409);
        assert_eq!(error(&door, &one).await, Some("revoked".into()));
        assert_eq!(set(&door, &key, json!({"credentialId": "urn:uuid:2"})).await.is(200).json()["changed"], true);
        assert_eq!(error(&door, &other).await, Some("revoked".into()));
        let audit = door.town.app.list_audit_events(&Actor::Operator, &door.town.school.organisation_id, 1, 100);
        let actions: Vec<String> = audit.await.expect("an audit").into_iter().map(|event| event.action).collect();
        assert_eq!(actions.iter().filter(|action| *action == "credential.revoke").count(), 2, "{actions:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_on_hold_comes_back() {
    for engine in engines() {
        let door = Door::new(Town::new(engine).await);
        let key = door.key(&["issue"]).await;
        let held = issued(&door, &key, "urn:uuid:3", "suspension").await;
        for (status, code) in [(true, Some(json!("suspended"))), (false, None), (true, Some(json!("suspended")))] {
            let wish = json!({"credentialStatus": [held["credentialStatus"]], "status": status});
            assert_eq!(set(&door, &key, wish).await.is(200).json(), json!({"changed": true}));
            assert_eq!(error(&door, &held).await, code);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sets_what_is_not_theirs_or_was_given_to_nobody() {
    let door = Door::new(Town::new(Engine::Sqlite).await);
    let key = door.key(&["issue"]).await;
    let signed = issued(&door, &key, "urn:uuid:4", "revocation").await;
    let entry = &signed["credentialStatus"];
    let wish = |member: &str, value: Value| {
        let mut entry = entry.clone();
        entry[member] = value;
        json!({"credentialStatus": entry})
    };
    let list = entry["statusListCredential"].as_str().expect("an address");
    let index: i64 = entry["statusListIndex"].as_str().and_then(|index| index.parse().ok()).expect("an index");
    for (body, status) in [
        (wish("statusPurpose", "suspension".into()), 404),
        (wish("statusListIndex", (index ^ 1).to_string().into()), 404),
        (wish("statusListCredential", list.replace("127.0.0.1", "localhost").into()), 404),
        (wish("statusListCredential", list.replace("revocation", "suspension").into()), 404),
        (wish("statusListIndex", "-1".into()), 400),
        (wish("type", "Other".into()), 400),
        (json!({}), 400),
        (json!({"credentialId": 3}), 400),
        (json!({"credentialId": "urn:uuid:5"}), 404),
        (json!({"credentialId": "urn:uuid:4", "status": "yes"}), 400),
        (json!({"credentialId": "urn:uuid:4", "reason": "x".repeat(501)}), 422),
    ] {
        set(&door, &key, body).await.is(status);
    }
    door.ask(SET, None, Some(&json!({"credentialStatus": entry})), &[]).await.is(401);
    set(&door, &door.key(&["award", "revoke"]).await, json!({"credentialStatus": entry})).await.is(403);
    let stranger = neighbour_key(&door).await;
    set(&door, &stranger, json!({"credentialStatus": entry})).await.is(404);
    set(&door, &stranger, json!({"credentialId": "urn:uuid:4"})).await.is(404);
    issued(&door, &key, "urn:uuid:4", "revocation").await;
    set(&door, &key, json!({"credentialId": "urn:uuid:4"})).await.is(409);

    let award = door.town.award("ada@school.example").await;
    let badge = door.town.app.load_public_award(&award).await.expect("an award");
    let badge: Value = serde_json::from_str(badge.award.credential.as_deref().expect("signed")).expect("JSON");
    let status = match &badge["credentialStatus"] {
        Value::Array(entries) => entries[0].clone(),
        one => one.clone(),
    };
    set(&door, &key, json!({"credentialStatus": status})).await.is(404);
    assert_eq!(error(&door, &signed).await, None);
}

async fn neighbour_key(door: &Door) -> String {
    let app = &door.town.app;
    let request =
        OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..OrganisationRequest::default() };
    let neighbour: Organisation = app.create_organisation(&Actor::Operator, request, None).await.expect("a neighbour");
    let request =
        ApiKeyRequest { name: "theirs".into(), scopes: ["issue".to_owned()].into(), ..ApiKeyRequest::default() };
    app.create_api_key(&Actor::Operator, &neighbour.organisation_id, request).await.expect("a key").secret
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_before_an_older_copy_was_restored_stays_withdrawn() {
    for engine in engines() {
        let door = Door::new(Town::on(Ground::new(engine).await, Clock::System).await);
        let key = door.key(&["issue"]).await;
        let signed = issued(&door, &key, "urn:uuid:6", "revocation").await;
        let mut backup = Vec::new();
        let mut session = Store::open_for_reading(&door.town.ground.settings().store).await.expect("a session");
        back_up(&mut session, &mut backup, Clock::System.now()).await.expect("a backup");
        drop(session);
        set(&door, &key, json!({"credentialId": "urn:uuid:6"})).await.is(200);

        let ground = Ground::after(&door.town.ground, engine).await;
        std::fs::copy(door.town.ground.path("revocations.ndjson"), ground.path("revocations.ndjson")).expect("copied");
        let app = open(&ground, Clock::System).await;
        app.load_backup(backup.as_slice()).await.expect("restored");
        assert_eq!(app.find_journal_gap().await.expect("a comparison").missing.len(), 1);
        assert_eq!(app.replay_journal().await.expect("replayed"), 1);
        assert!(app.find_journal_gap().await.expect("a comparison").is_none());
        let school = door.town.school.clone();
        let town = Town { app, school, achievement: door.town.achievement.clone(), ground };
        assert_eq!(error(&Door::new(town), &signed).await, Some("revoked".into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn awards_are_withdrawn_on_the_same_list_beside_them() {
    let door = Door::new(Town::new(Engine::Sqlite).await);
    let key = door.key(&["issue"]).await;
    let signed = issued(&door, &key, "urn:uuid:7", "revocation").await;
    let award = door.town.award("ada@school.example").await;
    let school = &door.town.school.organisation_id;
    let moved = door.town.app.change_status(&Actor::Operator, school, &[award], StatusMove::Revoke, "Mistake").await;
    assert!(moved.expect("withdrawn")[0].changed);
    assert_eq!(error(&door, &signed).await, None);
}
