//! The VC-API: any credential signed, verified, shown.

use accolade::canon::{Profile, canonicalize};
use serde_json::{Value, json};

use super::support::asking::{Answer, Door};
use super::support::badge::{issuer, sign_blindly, signer, with, without};
use super::support::town::{Engine, Town, now};

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";

async fn door() -> Door {
    Door::new(Town::new(Engine::Sqlite).await)
}

fn credential() -> Value {
    json!({
        "@context": [V2, EXAMPLES],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "ExampleCredential"],
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", "favouriteColour": "green", "level": 3}
    })
}

async fn issue(door: &Door, credential: &Value, options: Value) -> Answer {
    let key = door.key(&["issue"]).await;
    let body = json!({"credential": credential, "options": options});
    door.ask("POST /credentials/issue", Some(&key), Some(&body), &[]).await
}

async fn verify(door: &Door, credential: &Value) -> Answer {
    door.ask("POST /credentials/verify", None, Some(&json!({"verifiableCredential": credential})), &[]).await
}

async fn show(door: &Door, presentation: &Value, options: Value) -> Answer {
    let body = json!({"verifiablePresentation": presentation, "options": options});
    door.ask("POST /presentations/verify", None, Some(&body), &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_verified_in_every_form_until_a_letter_changes() {
    let door = door().await;
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let issued = issue(&door, &credential(), json!({"cryptosuite": suite})).await.is(201).json();
        let signed = &issued["verifiableCredential"];
        assert_eq!(signed["issuer"], "did:web:127.0.0.1%3A8080:organisations:northside");
        assert_eq!(signed["proof"][0]["cryptosuite"], suite);
        let answer = verify(&door, signed).await.is(200).json();
        assert_eq!((&answer["verified"], &answer["warnings"]), (&json!(true), &json!([])));
        assert!(answer["checks"].as_array().is_some_and(|checks| checks.len() > 3));

        let changed = with(signed, "/credentialSubject/favouriteColour", "blue".into());
        let answer = verify(&door, &changed).await.is(400).json();
        assert_eq!((&answer["verified"], &answer["errors"][0]["code"]), (&json!(false), &json!("signature")));
    }

    let enveloped = issue(&door, &credential(), json!({"envelope": "jwt"})).await.is(201).json();
    let envelope = &enveloped["verifiableCredential"];
    assert_eq!(envelope["type"], "EnvelopedVerifiableCredential");
    verify(&door, envelope).await.is(200);
    let token = envelope["id"].as_str().and_then(|id| id.split_once(',')).expect("a token").1;
    verify(&door, &json!(token)).await.is(200);
    verify(&door, &json!(token.replace("eyJ", "eyK"))).await.is(400);
    verify(&door, &with(envelope, "/id", "data:application/vc+jwt,abc".into())).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_issuer_is_the_keys_organisation_and_nobody_else() {
    let door = door().await;
    let own = "did:web:127.0.0.1%3A8080:organisations:northside";
    let draft = credential();
    for fit in [json!(own), json!({"id": own, "name": "Northside"})] {
        let issued = issue(&door, &with(&draft, "/issuer", fit.clone()), json!({})).await.is(201).json();
        assert_eq!(issued["verifiableCredential"]["issuer"], fit);
    }
    for foreign in [json!("did:web:elsewhere.example"), json!({"name": "Nobody"}), json!(null), json!([own])] {
        let refusal = issue(&door, &with(&draft, "/issuer", foreign), json!({})).await.is(400).json();
        assert!(refusal["errors"][0]["detail"].as_str().is_some_and(|text| text.contains("issuer")), "{refusal}");
    }
    let body = json!({"credential": draft});
    door.ask("POST /credentials/issue", None, Some(&body), &[]).await.is(401);
    let weak = door.key(&["award", "see"]).await;
    door.ask("POST /credentials/issue", Some(&weak), Some(&body), &[]).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_entry_is_given_when_asked_for() {
    let door = door().await;
    for (asked, purpose) in [(json!(true), "revocation"), (json!("suspension"), "suspension")] {
        let issued = issue(&door, &credential(), json!({"status": asked})).await.is(201).json();
        let signed = &issued["verifiableCredential"];
        let status = &signed["credentialStatus"];
        assert_eq!((&status["type"], &status["statusPurpose"]), (&json!("BitstringStatusListEntry"), &json!(purpose)));
        assert!(status["statusListIndex"].is_string());
        verify(&door, signed).await.is(200);
        let again = without(&without(signed, "/proof"), "/issuer");
        issue(&door, &again, json!({"status": true})).await.is(400);
    }
    issue(&door, &credential(), json!({"status": "message"})).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_data_model_forbids_is_not_signed() {
    let door = door().await;
    let draft = credential();
    let wrong = [
        without(&draft, "/@context"),
        with(&draft, "/@context", json!([EXAMPLES, V2])),
        with(&draft, "/@context", json!([V2, 7])),
        with(&draft, "/@context", json!([V2, "https://unknown.example/context"])),
        with(&draft, "/@context", json!(["https://www.w3.org/2018/credentials/v1"])),
        without(&draft, "/type"),
        with(&draft, "/type", json!("ExampleCredential")),
        with(&draft, "/type", json!(["VerifiableCredential", 7])),
        with(&draft, "/id", json!("not an address")),
        with(&draft, "/id", json!(null)),
        with(&draft, "/id", json!(["urn:a:1", "urn:a:2"])),
        without(&draft, "/credentialSubject"),
        with(&draft, "/credentialSubject", json!({})),
        with(&draft, "/credentialSubject", json!([])),
        with(&draft, "/credentialSubject", json!("did:example:ada")),
        with(&draft, "/credentialSubject/id", json!("ada")),
        with(&draft, "/validFrom", json!("yesterday")),
        with(&draft, "/validFrom", json!("2026-01-01T00:00:00")),
        with(&draft, "/validUntil", json!("2025-01-01T00:00:00Z")),
        with(&draft, "/name", json!({"@value": "A", "@language": "en", "extra": 1})),
        with(&draft, "/name", json!(7)),
        with(&draft, "/credentialStatus", json!({"id": "https://a.example/1"})),
        with(&draft, "/credentialStatus", json!({"type": "X", "id": "not an address"})),
        with(&draft, "/credentialSchema", json!({"type": "JsonSchema"})),
        with(&draft, "/termsOfUse", json!({"id": "urn:a:1"})),
        with(&draft, "/evidence", json!([{"id": "urn:a:1"}])),
        with(&draft, "/refreshService", json!({"id": "urn:a:1"})),
        with(&draft, "/relatedResource", json!([{"id": "https://a.example/1"}])),
        with(&draft, "/proof", json!({"type": "DataIntegrityProof"})),
        with(&without(&draft, "/@context"), "/@context", json!([V2])),
    ];
    for draft in wrong {
        let refusal = issue(&door, &draft, json!({})).await;
        assert_eq!(refusal.status, 400, "{draft:#}");
        let errors = refusal.json()["errors"].as_array().cloned().unwrap_or_default();
        assert!(!errors.is_empty() && errors.iter().all(|error| error["code"].is_string()), "{draft:#}");
    }
    let fit = [
        with(&draft, "/name", json!([{"@value": "A", "@language": "en"}, {"@value": "B", "@language": "de"}])),
        with(&draft, "/credentialSubject", json!([{"id": "did:example:a", "level": 1}, {"level": 2}])),
        with(&draft, "/evidence", json!({"type": "Something", "level": 1})),
        with(
            &draft,
            "/@context",
            json!([V2, {"favouriteColour": "https://a.example/#c", "level": "https://a.example/#l", "ExampleCredential": "https://a.example/#E"}]),
        ),
    ];
    for draft in fit {
        let issued = issue(&door, &draft, json!({})).await.is(201).json();
        verify(&door, &issued["verifiableCredential"]).await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_a_400_with_errors_and_never_a_500() {
    let door = door().await;
    let key = door.key(&["issue"]).await;
    let garbage = ["null", "[]", "3", "true", "\"text\"", "{}", "", "{", "{\"options\": 3}", "{\"a\":1,\"a\":2}"];
    for path in ["/credentials/issue", "/credentials/verify", "/presentations/verify"] {
        for body in garbage {
            let answer = door.post_bytes(path, Some(&key), "application/json", body.as_bytes()).await.is(400);
            assert!(answer.json()["errors"][0]["detail"].is_string(), "{path} {body}");
        }
        door.post_bytes(path, Some(&key), "text/plain", b"{}").await.is(400);
        for member in ["credential", "verifiableCredential", "verifiablePresentation"] {
            for value in ["null", "3", "[]", "[{}]", "{}", "\"\"", "\"ey.ey.ey\"", "true", "{\"type\": 3}"] {
                let body = format!("{{\"{member}\": {value}}}");
                door.post_bytes(path, Some(&key), "application/json", body.as_bytes()).await.is(400);
                let body = format!("{{\"{member}\": {{}}, \"options\": {value}}}");
                door.post_bytes(path, Some(&key), "application/json", body.as_bytes()).await.is(400);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_of_the_older_data_model_is_verified() {
    let door = door().await;
    let draft = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
        "type": ["VerifiableCredential"],
        "issuer": issuer(),
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada"}
    });
    let method = format!("{}#{}", issuer(), signer().public().name());
    let signed = sign_blindly(&draft, &method, &signer());
    verify(&door, &signed).await.is(200);
    let ended = sign_blindly(&with(&draft, "/expirationDate", "2026-02-01T00:00:00Z".into()), &method, &signer());
    let answer = verify(&door, &ended).await.is(400).json();
    assert_eq!(answer["errors"][0]["code"], "expired");
}

/// Signs a presentation as its holder, step by step as the standard has it.
fn signed_presentation(presentation: &Value, purpose: &str, more: Value) -> Value {
    let mut options = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": now().to_string(),
        "verificationMethod": format!("{}#{}", issuer(), signer().public().name()), "proofPurpose": purpose,
    });
    for (name, value) in more.as_object().expect("members") {
        options[name] = value.clone();
    }
    let hash = |value: &Value| canonicalize(value, Profile::General).expect("canonical").sha256();
    let in_context = with(&options, "/@context", presentation["@context"].clone());
    let message = [hash(&in_context), hash(presentation)].concat();
    let signature = signer().sign(&message).expect("signed");
    let proof = with(&options, "/proofValue", format!("z{}", bs58::encode(signature).into_string()).into());
    with(presentation, "/proof", proof)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presentation_is_good_when_it_is_and_every_credential_in_it() {
    let door = door().await;
    let issued = issue(&door, &credential(), json!({})).await.is(201).json();
    let badge = door.get(&format!("/badges/{}/badge.json", door.town.award("ada@school.example").await)).await.json();
    let presentation = json!({
        "@context": [V2], "type": ["VerifiablePresentation"], "holder": issuer(),
        "verifiableCredential": [issued["verifiableCredential"], badge]
    });

    show(&door, &presentation, json!({})).await.is(200);
    let unsigned = show(&door, &presentation, json!({"challenge": "abc"})).await.is(400).json();
    assert_eq!(unsigned["errors"][0]["code"], "proof_missing");
    let changed = with(&presentation, "/verifiableCredential/1/name", "Another".into());
    show(&door, &changed, json!({})).await.is(400);
    show(&door, &without(&presentation, "/holder"), json!({})).await.is(200);
    show(&door, &without(&presentation, "/verifiableCredential"), json!({})).await.is(200);

    let fresh = json!({"challenge": "abc", "domain": "verifier.example"});
    let signed = signed_presentation(&presentation, "authentication", fresh.clone());
    show(&door, &signed, fresh).await.is(200);
    show(&door, &signed, json!({})).await.is(200);
    for other in [json!({"challenge": "abd"}), json!({"domain": "thief.example"})] {
        let answer = show(&door, &signed, other).await.is(400).json();
        assert_eq!(answer["errors"][0]["code"], "proof_purpose");
    }
    let stated = signed_presentation(&presentation, "assertionMethod", json!({}));
    assert_eq!(show(&door, &stated, json!({})).await.is(400).json()["errors"][0]["code"], "proof_purpose");
    let foreign =
        signed_presentation(&with(&presentation, "/holder", "did:example:b".into()), "authentication", json!({}));
    assert_eq!(show(&door, &foreign, json!({})).await.is(400).json()["errors"][0]["code"], "issuer_mismatch");
    let altered = with(&signed, "/id", "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-000000000000".into());
    assert_eq!(show(&door, &altered, json!({})).await.is(400).json()["errors"][0]["code"], "signature");
}

#[tokio::test(flavor = "multi_thread")]
async fn presentations_that_break_the_rules_are_refused() {
    let door = door().await;
    let issued = issue(&door, &credential(), json!({})).await.is(201).json();
    let presentation = json!({
        "@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [issued["verifiableCredential"]]
    });
    let wrong = [
        without(&presentation, "/@context"),
        with(&presentation, "/@context", json!([EXAMPLES])),
        without(&presentation, "/type"),
        with(&presentation, "/type", json!(["VerifiableCredential"])),
        with(&presentation, "/id", json!(7)),
        with(&presentation, "/holder", json!({"name": "Ada"})),
        with(&presentation, "/verifiableCredential", json!([null])),
        with(&presentation, "/verifiableCredential", json!(["text"])),
        with(&presentation, "/verifiableCredential", json!([{}])),
        with(&presentation, "/verifiableCredential", json!([credential()])),
        with(&presentation, "/verifiableCredential", json!(vec![issued["verifiableCredential"].clone(); 21])),
        with(&presentation, "/proof", json!("text")),
        with(&presentation, "/proof", json!({"type": "Unknown2030"})),
    ];
    for presentation in wrong {
        let answer = show(&door, &presentation, json!({})).await;
        assert_eq!(answer.status, 400, "{presentation:#}");
        assert_eq!(answer.json()["verified"], false);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presentation_in_an_envelope_is_verified() {
    use accolade::proof::vc_jwt::{KeyHint, sign};
    let door = door().await;
    let issued = issue(&door, &credential(), json!({"envelope": "jwt"})).await.is(201).json();
    let method = format!("{}#{}", issuer(), signer().public().name());
    let token = |nonce: &str, credential: &Value| {
        let payload = json!({
            "@context": [V2], "type": ["VerifiablePresentation"], "holder": issuer(), "nonce": nonce,
            "aud": "verifier.example", "verifiableCredential": [credential]
        });
        sign(payload.to_string().as_bytes(), &signer(), KeyHint::Id(&method)).expect("signed")
    };
    let enveloped = |token: String| {
        json!({
            "@context": [V2], "type": "EnvelopedVerifiablePresentation", "id": format!("data:application/vp+jwt,{token}")
        })
    };
    let good = token("abc", &issued["verifiableCredential"]);
    let asked = json!({"challenge": "abc", "domain": "verifier.example"});
    show(&door, &enveloped(good.clone()), asked.clone()).await.is(200);
    show(&door, &json!(good), asked.clone()).await.is(200);
    show(&door, &enveloped(good.clone()), json!({"challenge": "other"})).await.is(400);
    show(&door, &enveloped(format!("{good}A")), asked.clone()).await.is(400);
    show(&door, &enveloped(token("abc", &credential())), asked).await.is(400);
}
