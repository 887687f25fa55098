//! The shapes of requests that the W3C's test suites send to a verifier, one wrong thing at a time.

use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::proof::vc_jwt::{self, KeyHint};
use serde_json::{Value, json};

use super::support::asking::{Answer, Door};
use super::support::badge::{issuer, key_address, now, sign_as_ours, signer, with, without};
use super::support::browser::Browser;
use super::support::town::{Engine, Town};

const V1: &str = "https://www.w3.org/2018/credentials/v1";
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";
const DATA_INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";

async fn door() -> Door {
    Door::new(Town::new(Engine::Sqlite).await)
}

async fn verify(door: &Door, credential: &Value) -> Answer {
    door.ask("POST /credentials/verify", None, Some(&json!({"verifiableCredential": credential})), &[]).await
}

async fn show(door: &Door, presentation: &Value) -> Answer {
    door.ask("POST /presentations/verify", None, Some(&json!({"verifiablePresentation": presentation})), &[]).await
}

/// Signs any JSON whatever, so that nothing but its shape can be wrong.
fn sealed(document: &Value) -> Value {
    let unsecured = Unsecured::new(document, accolade::canon::Profile::General);
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaJcs2022,
        verification_method: key_address(),
        created: now(),
        purpose: "assertionMethod",
    };
    with(document, "/proof", sign(&unsecured, &options, &signer()).expect("signed"))
}

fn of_version_2() -> Value {
    json!({
        "@context": [V2, EXAMPLES],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "ExampleCredential"],
        "issuer": issuer(),
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", "favouriteColour": "green"}
    })
}

fn of_version_1() -> Value {
    json!({
        "@context": [V1, DATA_INTEGRITY, {"favouriteColour": "https://a.example/#colour", "Example": "https://a.example/#E"}],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "Example"],
        "issuer": issuer(),
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", "favouriteColour": "green"}
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_the_wrong_type_are_refused_however_well_they_are_signed() {
    let door = door().await;
    let good = of_version_2();
    verify(&door, &sealed(&good)).await.is(200);
    let mut wrong = vec![
        without(&good, "/@context"),
        with(&good, "/@context", json!([EXAMPLES, V2])),
        with(&good, "/@context", json!([V2, "not an address"])),
        with(&good, "/@context", json!([V2, true])),
        without(&good, "/type"),
        with(&good, "/type", json!(["ExampleCredential"])),
        without(&good, "/issuer"),
        with(&good, "/issuer", json!({"name": "Nobody"})),
        without(&good, "/credentialSubject"),
        with(&good, "/credentialSubject", json!({})),
        with(&good, "/credentialSubject", json!([])),
        with(&good, "/credentialSubject", json!([{}])),
        with(&good, "/validFrom", json!("2026-01-01")),
        with(&good, "/validUntil", json!("yesterday")),
        with(&good, "/validUntil", json!("2025-01-01T00:00:00Z")),
        with(&good, "/name", json!({"@value": "A", "other": "B"})),
        with(&good, "/credentialStatus", json!({"id": "https://a.example/1"})),
        with(&good, "/credentialStatus", json!({"id": "not an address", "type": "Some"})),
        with(&good, "/credentialSchema", json!({"id": "https://a.example/1"})),
        with(&good, "/credentialSchema", json!({"type": "JsonSchema"})),
        with(&good, "/termsOfUse", json!({"id": "https://a.example/1"})),
        with(&good, "/evidence", json!({"id": "https://a.example/1"})),
        with(&good, "/refreshService", json!({"id": "https://a.example/1"})),
        with(&good, "/relatedResource", json!([{"id": "https://a.example/1"}])),
    ];
    for member in
        ["@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "name", "description"]
    {
        for value in [json!(null), json!(3), json!(true), json!([3]), json!([[]])] {
            wrong.push(with(&good, &format!("/{member}"), value));
        }
    }
    for document in wrong {
        let answer = verify(&door, &sealed(&document)).await.is(400).json();
        assert_eq!(answer["verified"], false, "{document:#}");
        let codes: Vec<&str> =
            answer["errors"].as_array().expect("errors").iter().filter_map(|one| one["code"].as_str()).collect();
        let is_named = codes.iter().any(|code| ["schema", "context", "parse", "json_form"].contains(code));
        assert!(is_named, "{codes:?}: {document:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_data_models_allow_is_verified() {
    let door = door().await;
    let (second, first) = (of_version_2(), of_version_1());
    let secret = json!([V2, {"@vocab": "https://a.example/#"}]);
    for (what, document) in [
        ("2.0 with the examples' context", second.clone()),
        ("2.0 with a context of its own", with(&second, "/@context", secret)),
        ("2.0 with the proof's context", with(&second, "/@context", json!([V2, EXAMPLES, DATA_INTEGRITY]))),
        ("2.0 without an id", without(&second, "/id")),
        ("2.0 without a start", without(&second, "/validFrom")),
        ("2.0 by an issuer with a name", with(&second, "/issuer", json!({"id": issuer(), "name": "Riverside"}))),
        (
            "2.0 with several subjects",
            with(&second, "/credentialSubject", json!([{"id": "did:example:a"}, {"level": 2}])),
        ),
        (
            "2.0 with a schema",
            with(&second, "/credentialSchema", json!({"id": "https://a.example/s", "type": "JsonSchema"})),
        ),
        ("2.0 with a time of another zone", with(&second, "/validFrom", json!("2026-01-01T02:00:00+02:00"))),
        ("1.1 with a context of its own", first.clone()),
        ("1.1 by an issuer with a name", with(&first, "/issuer", json!({"id": issuer()}))),
        ("1.1 that ends later", with(&first, "/expirationDate", json!("2099-01-01T00:00:00Z"))),
    ] {
        for signed in [sign_as_ours(&document), sealed(&document)] {
            let answer = verify(&door, &signed).await;
            assert_eq!(answer.status, 200, "{what}: {:#}", answer.json());
            let changed = with(&signed, "/type", json!(["VerifiableCredential"]));
            verify(&door, &changed).await.is(400);
        }
    }
    for (what, document) in [
        ("no start", without(&first, "/issuanceDate")),
        ("no subject", without(&first, "/credentialSubject")),
        ("no issuer", without(&first, "/issuer")),
        ("an end that is none", with(&first, "/expirationDate", json!("soon"))),
        ("an end that is past", with(&first, "/expirationDate", json!("2026-02-01T00:00:00Z"))),
        ("no type of the data model", with(&first, "/type", json!(["Example"]))),
    ] {
        let answer = verify(&door, &sealed(&document)).await;
        assert_eq!(answer.status, 400, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_to_a_proof_is_noticed() {
    let door = door().await;
    for signed in [sign_as_ours(&of_version_1()), sign_as_ours(&of_version_2())] {
        verify(&door, &signed).await.is(200);
        for (member, value) in [
            ("type", json!("DataIntegrity")),
            ("type", json!(3)),
            ("cryptosuite", json!("eddsa-2099")),
            ("cryptosuite", json!(null)),
            ("created", json!("2026-06-01")),
            ("created", json!(3)),
            ("verificationMethod", json!("not an address")),
            ("verificationMethod", json!(null)),
            ("proofPurpose", json!("authentication")),
            ("proofPurpose", json!(["assertionMethod"])),
            ("proofValue", json!("")),
            ("proofValue", json!("z")),
            ("proofValue", json!("u3VmVzd")),
            ("proofValue", json!(3)),
            ("expires", json!("2026-01-01T00:00:00Z")),
            ("domain", json!("elsewhere.example")),
            ("previousProof", json!("urn:uuid:1")),
        ] {
            let changed = with(&signed, &format!("/proof/0/{member}"), value.clone());
            let answer = verify(&door, &changed).await;
            assert_eq!(answer.status, 400, "{member} {value}");
            assert!(answer.json()["errors"][0]["code"].is_string(), "{member} {value}");
        }
        for proof in [json!(null), json!("x"), json!([]), json!([null]), json!({})] {
            verify(&door, &with(&signed, "/proof", proof)).await.is(400);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn presentations_hold_credentials_in_every_form_of_their_data_model() {
    let door = door().await;
    let token = |credential: &Value| {
        vc_jwt::sign(credential.to_string().as_bytes(), &signer(), KeyHint::Id(&key_address())).expect("a token")
    };
    let enveloped = json!({
        "@context": [V2], "type": "EnvelopedVerifiableCredential",
        "id": format!("data:application/vc+jwt,{}", token(&of_version_2()))
    });
    let second = json!({
        "@context": [V2], "type": ["VerifiablePresentation"],
        "verifiableCredential": [sign_as_ours(&of_version_2()), sign_as_ours(&of_version_1()), enveloped]
    });
    show(&door, &second).await.is(200);
    show(&door, &with(&second, "/type", json!("VerifiablePresentation"))).await.is(200);
    show(&door, &with(&second, "/verifiableCredential", enveloped.clone())).await.is(200);
    show(&door, &with(&second, "/verifiableCredential", json!([token(&of_version_2())]))).await.is(400);

    let old_token = token(&json!({"vc": of_version_1(), "iss": issuer(), "nbf": 1767225600, "sub": "did:example:ada",
        "jti": of_version_1()["id"]}));
    let first = json!({
        "@context": [V1], "type": ["VerifiablePresentation"],
        "verifiableCredential": [sign_as_ours(&of_version_1()), old_token]
    });
    show(&door, &first).await.is(200);

    for wrong in [
        with(&second, "/verifiableCredential/2/id", json!("data:application/vc+jwt,e30.e30.AA")),
        with(&second, "/verifiableCredential/2/id", json!("https://a.example/credential")),
        without(&second, "/verifiableCredential/2/id"),
        with(&second, "/verifiableCredential/2/type", json!("Enveloped")),
        with(&second, "/verifiableCredential/0/issuer", json!("did:example:other")),
        with(&second, "/verifiableCredential", json!([3])),
        with(&second, "/verifiableCredential", json!("text")),
        with(&second, "/type", json!([])),
        with(&second, "/type", json!(3)),
        with(&second, "/@context", json!([])),
        with(&second, "/@context", json!(V1.replace("v1", "v9"))),
        with(&second, "/id", json!(["urn:a:1", "urn:a:2"])),
        with(&second, "/holder", json!(3)),
    ] {
        let answer = show(&door, &wrong).await.is(400).json();
        assert_eq!(answer["verified"], false, "{wrong:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_caller_takes_no_warnings() {
    let door = &door().await;
    let schema = json!({"id": "https://a.example/s", "type": "JsonSchema"});
    let credential = sign_as_ours(&with(&of_version_2(), "/credentialSchema", schema));
    let ask = |options: Value| {
        let body = json!({"verifiableCredential": credential, "options": options});
        async move { door.ask("POST /credentials/verify", None, Some(&body), &[]).await }
    };
    let lenient = ask(json!({})).await.is(200).json();
    assert_eq!(lenient["warnings"][0]["code"], "schema_unchecked");
    ask(json!({"strict": false})).await.is(200);
    let strict = ask(json!({"strict": true})).await.is(400).json();
    assert_eq!((&strict["errors"][0]["code"], &strict["warnings"]), (&json!("schema_unchecked"), &json!([])));
    ask(json!({"strict": "yes"})).await.is(400);
    ask(json!({"checks": ["proof"], "expected": 1})).await.is(200);

    let presentation =
        json!({"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [credential]});
    let show = |options: Value| {
        let body = json!({"verifiablePresentation": presentation, "options": options});
        async move { door.ask("POST /presentations/verify", None, Some(&body), &[]).await }
    };
    show(json!({})).await.is(200);
    show(json!({"strict": true})).await.is(400);
    show(json!({"strict": 1})).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_native_door_takes_what_is_expected_as_json_and_as_a_form() {
    let door = &door().await;
    let badge = sign_as_ours(&super::support::badge::draft());
    let ask = |body: Value| async move { door.ask("POST /api/v1/verify", None, Some(&body), &[]).await };
    let state = |answer: Answer| answer.is(200).json()["state"].clone();
    assert_eq!(state(ask(json!({"credential": badge})).await), "valid");
    assert_eq!(state(ask(json!({"credential": badge, "recipient": "a@example.com"})).await), "valid");
    let verdict = ask(json!({"credential": badge, "recipient": "b@example.com", "strict": true})).await.is(200).json();
    assert_eq!((&verdict["state"], &verdict["verdict"]), (&json!("wrong-recipient"), &json!("invalid")));
    assert!(!verdict.to_string().contains("b@example.com"));
    for wrong in [
        json!({"recipient": 3}),
        json!({"strict": "x"}),
        json!({"refresh": []}),
        json!({"recipient": "x".repeat(1001)}),
    ] {
        let mut body = wrong.clone();
        body["credential"] = badge.clone();
        assert_eq!(ask(body).await.status, 400, "{wrong}");
    }
    let part = |name: &str, value: &str| {
        format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    for (known, state) in [("a@example.com", "valid"), ("b@example.com", "wrong-recipient")] {
        let body = format!("{}{}--line--\r\n", part("file", &badge.to_string()), part("recipient", known));
        let answer =
            door.post_bytes("/api/v1/verify", None, "multipart/form-data; boundary=line", body.as_bytes()).await;
        assert_eq!(answer.is(200).json()["state"], state);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_whose_badge_it_is_and_keeps_it_out_of_addresses() {
    let town = Town::new(Engine::Sqlite).await;
    let mut browser = Browser::new(&town.app);
    let badge = sign_as_ours(&super::support::badge::draft()).to_string();
    let form = |parts: &[(&str, &str)]| -> Vec<u8> {
        let part = |(name, value): &(&str, &str)| {
            format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        format!("{}--line--\r\n", parts.iter().map(part).collect::<String>()).into_bytes()
    };
    let kind = "multipart/form-data; boundary=line";
    for (known, word, hidden) in [
        ("a@example.com", "Valid</h1>", "a@example.com"),
        ("b@example.com", "About somebody else</h1>", "b@example.com"),
        ("", "Valid</h1>", "The person"),
    ] {
        let answer = browser.ask("POST", "/verify", kind, form(&[("text", &badge), ("recipient", known)])).await;
        answer.shows(word).hides(hidden);
        assert_eq!((answer.status, answer.text.contains("The person")), (200, !known.is_empty()));
    }

    let lost = form(&[("address", "ZZZZZ-ZZZZZ"), ("recipient", "b@example.com")]);
    let again = browser.ask("POST", "/verify", kind, lost).await;
    again.shows("There is a problem").shows("value=\"b@example.com\"");
    assert_eq!(again.status, 422);
    let form = browser.get("/verify").await;
    assert_eq!(form.text.matches("method=\"post\"").count(), 4, "{}", form.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_ask_about_people_only_so_often() {
    let door = door().await;
    let badge = sign_as_ours(&super::support::badge::draft());
    let body = json!({"credential": badge, "recipient": "b@example.com"});
    for _ in 0..10 {
        door.ask("POST /api/v1/verify", None, Some(&body), &[]).await.is(200);
    }
    door.ask("POST /api/v1/verify", None, Some(&body), &[]).await.is(429);
    door.ask("POST /api/v1/verify", None, Some(&json!({"credential": badge})), &[]).await.is(200);
    let key = door.key(&["see"]).await;
    door.ask("POST /api/v1/verify", Some(&key), Some(&body), &[]).await.is(200);
}
