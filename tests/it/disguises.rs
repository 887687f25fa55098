//! JSON that says one thing to a reader and another to the signature.

use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::verify::{Check, Code, Outcome, Report, Verdict};
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, key_address, now, sign_as_ours, signer, verify, with, without};

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";

/// A credential that is no badge and has ended.
fn ended() -> Value {
    sign_as_ours(&json!({
        "@context": [V2, EXAMPLES],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "ExampleCredential"],
        "issuer": issuer(),
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", "favouriteColour": "green"}
    }))
}

fn renamed(document: &Value, from: &str, to: &str) -> Value {
    let value = document[from].clone();
    with(&without(document, &format!("/{from}")), &format!("/{}", to.replace('~', "~0").replace('/', "~1")), value)
}

fn assert_disguise(report: &Report, what: &str) {
    assert_ne!(report.verdict(), Verdict::Valid, "{what}: {:#?}", report.checks);
    assert!(report.has_code(Code::JsonForm), "{what}: {:#?}", report.checks);
}

#[test]
fn a_credential_that_is_no_badge_cannot_hide_its_end_either() {
    let ended = ended();
    assert_eq!(verify(ended.to_string()).state(), "expired");
    let aliased = json!([V2, EXAMPLES, {"until": format!("{CREDENTIALS}validUntil")}]);
    let prefixed = json!([V2, EXAMPLES, {"cred": CREDENTIALS}]);
    let nested = json!([V2, EXAMPLES, {"more": "@nest"}]);
    for (what, disguised) in [
        ("by its address", renamed(&ended, "validUntil", &format!("{CREDENTIALS}validUntil"))),
        ("by another name", with(&renamed(&ended, "validUntil", "until"), "/@context", aliased)),
        ("by a prefix", with(&renamed(&ended, "validUntil", "cred:validUntil"), "/@context", prefixed)),
        ("in a nest", with(&without(&ended, "/validUntil"), "/@nest", json!({"validUntil": ended["validUntil"]}))),
        (
            "in a nest by another name",
            with(
                &with(&without(&ended, "/validUntil"), "/more", json!({"validUntil": ended["validUntil"]})),
                "/@context",
                nested,
            ),
        ),
        (
            "said elsewhere",
            with(
                &without(&ended, "/validUntil"),
                "/credentialSubject/@included",
                json!([{"id": ended["id"], "type": "VerifiableCredential", "validUntil": ended["validUntil"]}]),
            ),
        ),
        ("in a graph", json!({"@context": ended["@context"], "@graph": [without(&ended, "/@context")]})),
        ("its id by the keyword", renamed(&ended, "id", "@id")),
        ("its types by the keyword", renamed(&ended, "type", "@type")),
        ("its issuer by address", renamed(&ended, "issuer", &format!("{CREDENTIALS}issuer"))),
        (
            "its proof's purpose by address",
            with(
                &without(&ended, "/proof/0/proofPurpose"),
                "/proof/0/https:~1~1w3id.org~1security#proofPurpose",
                json!({"@id": "https://w3id.org/security#assertionMethod"}),
            ),
        ),
    ] {
        let report = verify(disguised.to_string());
        assert_ne!(report.verdict(), Verdict::Valid, "{what}: {:#?}", report.checks);
        let is_named =
            report.has_code(Code::JsonForm) || report.has_code(Code::Schema) || report.has_code(Code::ProofFormat);
        assert!(is_named, "{what}: {:#?}", report.checks);
    }
}

#[test]
fn a_withdrawn_credential_that_is_no_badge_cannot_hide_its_status() {
    let entry = json!({
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "23",
        "statusListCredential": "https://a.example/status/1"
    });
    let badge =
        sign_as_ours(&with(&without(&without(&ended(), "/proof"), "/validUntil"), "/credentialStatus", entry.clone()));
    assert_eq!(verify(badge.to_string()).state(), "status-unknown");
    let turned = json!([V2, EXAMPLES, {"statusOf": {"@reverse": format!("{CREDENTIALS}credentialStatus")}}]);
    let beside = |name: &str, value: Value| with(&without(&badge, "/credentialStatus"), name, value);
    assert_disguise(
        &verify(renamed(&badge, "credentialStatus", &format!("{CREDENTIALS}credentialStatus")).to_string()),
        "by address",
    );
    let mut from_afar = entry.clone();
    from_afar["statusOf"] = json!({"id": badge["id"]});
    let turned = with(&beside("/@included", json!([from_afar])), "/@context", turned);
    assert_disguise(&verify(turned.to_string()), "turned around");
    let reverse = with(&entry, "/@reverse", json!({"credentialStatus": {"id": badge["id"]}}));
    assert_ne!(verify(beside("/@included", json!([reverse])).to_string()).verdict(), Verdict::Valid);
    let odd = with(&badge, "/credentialStatus", json!({"@id": "urn:uuid:1", "type": "BitstringStatusListEntry"}));
    assert_ne!(verify(odd.to_string()).verdict(), Verdict::Valid);
}

#[test]
fn a_badge_does_not_pass_for_something_else() {
    const BADGES: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
    let badge = sign_as_ours(&with(&draft(), "/validUntil", json!("2026-04-01T00:00:00Z")));
    let as_address = json!(["VerifiableCredential", format!("{BADGES}OpenBadgeCredential")]);
    let hidden = renamed(&with(&badge, "/type", as_address.clone()), "validUntil", &format!("{CREDENTIALS}validUntil"));
    assert_disguise(&verify(hidden.to_string()), "types by address");
    assert_disguise(&verify(with(&badge, "/type", as_address).to_string()), "types by address alone");
    let contexts = json!([V2, draft()["@context"][1], {"Thing": format!("{BADGES}OpenBadgeCredential")}]);
    let renamed_type = with(&with(&badge, "/type", json!(["VerifiableCredential", "Thing"])), "/@context", contexts);
    assert_disguise(&verify(renamed_type.to_string()), "types by another name");
    let plain = with(&badge, "/type", json!(["VerifiableCredential"]));
    assert_ne!(verify(plain.to_string()).verdict(), Verdict::Valid, "a type less");
}

#[test]
fn two_status_entries_cannot_swap_their_lists() {
    let entry = |purpose: &str, index: &str| {
        json!({
            "id": "https://a.example/status#x", "type": "BitstringStatusListEntry", "statusPurpose": purpose,
            "statusListIndex": index, "statusListCredential": format!("https://a.example/status/{purpose}")
        })
    };
    let badge =
        sign_as_ours(&with(&draft(), "/credentialStatus", json!([entry("revocation", "1"), entry("suspension", "2")])));

    assert_disguise(&verify(badge.to_string()), "two entries of one id");
}

#[test]
fn ordinary_credentials_are_not_taken_for_disguises() {
    let fit = without(&without(&ended(), "/proof"), "/validUntil");
    for (what, document) in [
        (
            "names in two languages",
            with(&fit, "/name", json!([{"@value": "A", "@language": "en"}, {"@value": "B", "@language": "de"}])),
        ),
        ("an issuer that is an object", with(&fit, "/issuer", json!({"id": issuer(), "name": "Riverside"}))),
        (
            "several subjects",
            with(&fit, "/credentialSubject", json!([{"id": "did:example:a", "level": 1}, {"level": 2}])),
        ),
        (
            "a context of its own",
            with(
                &fit,
                "/@context",
                json!([V2, {"favouriteColour": "https://c.example/#colour", "ExampleCredential": "https://c.example/#E"}]),
            ),
        ),
        ("a vocabulary of its own", with(&fit, "/@context", json!([V2, {"@vocab": "https://c.example/#"}]))),
        (
            "keywords deep inside",
            with(&fit, "/credentialSubject/knows", json!({"friend": {"@id": "did:example:b", "@type": "Person"}})),
        ),
        (
            "a graph of claims",
            with(&fit, "/credentialSubject/knows", json!({"id": "did:example:b", "knows": {"id": "did:example:ada"}})),
        ),
    ] {
        let report = verify(sign_as_ours(&document).to_string());
        assert_eq!(report.verdict(), Verdict::Valid, "{what}: {:#?}", report.checks);
    }
}

/// Signs what an issuer with an older text of the context would: without the terms that it lacks.
fn signed_without(document: &Value, lacking: &[&str]) -> Value {
    let known = lacking.iter().fold(document.clone(), |known, pointer| without(&known, pointer));
    with(document, "/proof", sign_as_ours(&known)["proof"].clone())
}

#[test]
fn a_badge_signed_with_an_older_text_of_the_context_is_not_called_altered() {
    let with_token = with(&draft(), "/endorsementJwt", json!(["e30.e30.AA"]));
    let report = verify(signed_without(&with_token, &["/endorsementJwt"]).to_string());
    assert_eq!((report.verdict(), report.state()), (Verdict::Invalid, "invalid"), "{:#?}", report.checks);
    let line = report.checks.iter().find(|line| line.code == Code::UndefinedTerm).expect("a line");
    assert_eq!((line.check, line.outcome), (Check::Terms, Outcome::Fail));
    assert!(line.sentence.contains("endorsementJwt"), "{}", line.sentence);

    let with_jti = with(&draft(), "/jti", json!("urn:uuid:1"));
    assert!(verify(signed_without(&with_jti, &["/jti"]).to_string()).has_code(Code::UndefinedTerm));
    // Something else was changed as well.
    let changed = with(&signed_without(&with_token, &["/endorsementJwt"]), "/name", json!("Other"));
    assert_eq!(verify(changed.to_string()).state(), "altered");
    // Signed with the newest text it is good.
    assert_eq!(verify(sign_as_ours(&with_jti).to_string()).state(), "valid");
}

#[test]
fn what_older_texts_of_the_context_can_sign_has_one_form_under_all() {
    use accolade::canon::pinned::Edition;
    use accolade::canon::{Options, Profile, canonicalize_with};
    let form = |document: &Value, edition: Edition| {
        canonicalize_with(document, &Options { edition, ..Options::new(Profile::OpenBadges) })
    };
    let plain = draft();
    let newest = form(&plain, Edition::Current).expect("canonical");
    for edition in [Edition::Of2025, Edition::Of2024] {
        assert_eq!(form(&plain, edition).as_ref(), Ok(&newest), "{edition:?}");
    }
    let (with_jti, with_token) =
        (with(&plain, "/jti", json!("urn:uuid:1")), with(&plain, "/endorsementJwt", json!(["a.b.c"])));
    assert_eq!(form(&with_jti, Edition::Of2025), form(&with_jti, Edition::Current));
    for (document, edition) in
        [(&with_jti, Edition::Of2024), (&with_token, Edition::Of2025), (&with_token, Edition::Of2024)]
    {
        assert!(form(document, edition).is_err(), "{edition:?} does not know the term");
    }
    assert!(form(&with_token, Edition::Current).is_ok());
}

#[test]
fn a_schema_of_somebody_else_is_said_to_be_unchecked_and_never_fetched() {
    let schema = |id: &str, kind: &str| {
        let contexts = json!([V2, draft()["@context"][1], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]);
        let document = with(&draft(), "/credentialSchema", json!([{"id": id, "type": kind}]));
        verify(sign_as_ours(&with(&document, "/@context", contexts)).to_string())
    };
    let ours = schema(
        "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
        "1EdTechJsonSchemaValidator2019",
    );
    assert_eq!((ours.state(), ours.has_code(Code::SchemaUnchecked)), ("valid", false), "{:#?}", ours.checks);
    for (id, kind) in [
        ("https://a.example/schema.json", "1EdTechJsonSchemaValidator2019"),
        ("https://purl.imsglobal.org.evil.example/spec/ob/v3p0/schema/x.json", "1EdTechJsonSchemaValidator2019"),
        ("http://127.0.0.1/schema.json", "1EdTechJsonSchemaValidator2019"),
        ("https://purl.imsglobal.org/spec/ob/v3p0/schema/x.json", "JsonSchema"),
    ] {
        let report = schema(id, kind);
        assert_eq!(report.verdict(), Verdict::Valid, "{id}: {:#?}", report.checks);
        assert_eq!(report.to_json("x")["warnings"], json!(["schema_unchecked"]), "{id}");
        assert!(report.fetched.is_empty(), "{id}");
    }
}

#[test]
fn jcs_proofs_cover_the_text_so_nothing_can_be_renamed() {
    let draft = without(&without(&ended(), "/proof"), "/validUntil");
    let unsecured = Unsecured::new(&draft, accolade::canon::Profile::General);
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaJcs2022,
        verification_method: key_address(),
        created: now(),
        purpose: "assertionMethod",
    };
    let signed = with(&draft, "/proof", json!([sign(&unsecured, &options, &signer()).expect("signed")]));
    assert_eq!(verify(signed.to_string()).verdict(), Verdict::Valid);
    let renamed = renamed(&signed, "validFrom", &format!("{CREDENTIALS}validFrom"));
    assert_eq!(verify(renamed.to_string()).verdict(), Verdict::Invalid);
}
