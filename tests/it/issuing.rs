//! What is issued, and what is refused before any key is used.

use accolade::credential::{self, AchievementCredential, IdentityMatch, IdentityObject, Level, Rules, to_payload};
use accolade::issue::compose::{self, EvidenceFact, Facts, Issuer, Published};
use accolade::issue::{Draft, SignError, SigningMethod};
use accolade::keys::{Algorithm, Signer};
use accolade::proof::data_integrity::Cryptosuite;
use accolade::verify::{Outcome, Verdict};
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, now, signed, signed_as, signer, token, verify, with, without};
use crate::support::{self, samples, town};

#[test]
fn what_we_issue_verifies_in_every_form() {
    for (form, text) in [
        ("rdfc", signed(draft()).to_string()),
        ("jcs", signed_as(draft(), Cryptosuite::EddsaJcs2022).to_string()),
        ("token", token(draft())),
    ] {
        let report = verify(&text);

        assert_eq!((report.verdict(), report.state()), (Verdict::Valid, "valid"), "{form}: {:#?}", report.checks);
        assert!(report.checks.iter().all(|line| line.outcome == Outcome::Pass), "{form}: {:#?}", report.checks);
    }
}

#[test]
fn the_same_draft_key_and_time_give_the_same_bytes() {
    assert_eq!(signed(draft()).to_string(), signed(draft()).to_string());
    assert_eq!(token(draft()), token(draft()));
}

#[test]
fn a_credential_written_around_the_text_of_its_achievement_is_the_same() {
    let mut definition = town::definition();
    definition.criteria = "Say \"achievement\":null, \\\"achievement\\\":null and 100\u{a0}% \u{1f600}".into();
    let address = "https://north.example/achievements/1";
    let published = Published { address, version: 3, image: "https://north.example/1.png", definition: &definition };
    let issuer = Issuer { did: "did:web:north.example".into(), name: definition.criteria.clone(), ..Issuer::default() };
    let bare = Facts { id: "urn:uuid:1".into(), subject_id: "urn:uuid:2".into(), ..Facts::default() };
    let full = Facts {
        hashed_email: Some(IdentityObject::hashed("ada@school.example", "emailAddress", "salt")),
        awarded_at: Some(now()),
        valid_until: Some(now().plus_seconds(60)),
        credits_earned: Some(1.5),
        narrative: Some(definition.criteria.clone()),
        evidence: vec![EvidenceFact { narrative: Some(definition.criteria.clone()), ..EvidenceFact::default() }],
        results: vec![("planning".into(), "l2".into())],
        endorsements: vec![json!({"credentialSubject": {"achievement": null}})],
        ..bare.clone()
    };

    for facts in [bare, full] {
        let whole = compose::credential(&issuer, published, &facts, &[], now()).to_string();
        let achievement = compose::achievement(published).to_string();

        assert_eq!(compose::credential_text(&issuer, (published, &achievement), &facts, now()), whole);
    }
}

#[test]
fn white_space_and_order_do_not_matter_to_an_embedded_proof() {
    let credential = signed(draft());
    let mut turned = serde_json::Map::new();
    for (name, value) in credential.as_object().expect("an object").iter().rev() {
        turned.insert(name.clone(), value.clone());
    }

    assert_eq!(verify(format!("{credential:#}\n")).verdict(), Verdict::Valid);
    assert_eq!(verify(Value::Object(turned).to_string()).verdict(), Verdict::Valid);
}

#[test]
fn bad_drafts_are_refused_with_the_rule_and_the_place() {
    let subject = "/credentialSubject";
    let achievement = "/credentialSubject/achievement";
    let at = |head: &str, tail: &str| format!("{head}{tail}");
    let cases: Vec<(&str, Value, &str, String)> = vec![
        ("no context", without(&draft(), "/@context"), "DM1", "/@context".into()),
        ("wrong first context", with(&draft(), "/@context/0", json!("https://a.example/")), "DM1", "/@context".into()),
        (
            "no badge context",
            with(&draft(), "/@context", json!(["https://www.w3.org/ns/credentials/v2"])),
            "DM1",
            "/@context".into(),
        ),
        (
            "an unknown context",
            with(&draft(), "/@context/1", json!("https://purl.imsglobal.org/spec/ob/v3p0/context-9.json")),
            "LD2",
            String::new(),
        ),
        (
            "a clashing context",
            with(&draft(), "/@context/1", json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json")),
            "LD2",
            String::new(),
        ),
        (
            "the old data model",
            with(&draft(), "/@context/0", json!("https://www.w3.org/2018/credentials/v1")),
            "DM30",
            "/@context".into(),
        ),
        ("no type", without(&draft(), "/type"), "DM1", "/type".into()),
        ("not a credential", with(&draft(), "/type", json!(["OpenBadgeCredential"])), "DM1", "/type".into()),
        (
            "one type as text",
            with(&draft(), &at(subject, "/type"), json!("AchievementSubject")),
            "T6",
            at(subject, "/type"),
        ),
        ("no id", without(&draft(), "/id"), "SE1", String::new()),
        ("a relative id", with(&draft(), "/id", json!("badges/1")), "SE1", "/id".into()),
        ("an id with a space", with(&draft(), "/id", json!("urn:a b")), "SE1", "/id".into()),
        ("no issuer", without(&draft(), "/issuer"), "SE1", String::new()),
        ("an issuer without a name of its own", with(&draft(), "/issuer", json!(issuer())), "DM4", "/issuer".into()),
        ("an issuer of no class", with(&draft(), "/issuer/type", json!(["Person"])), "SE1", "/issuer/type".into()),
        ("no start", without(&draft(), "/validFrom"), "DM1", String::new()),
        (
            "a start without a zone",
            with(&draft(), "/validFrom", json!("2026-03-14T09:26:53")),
            "DM1",
            "/validFrom".into(),
        ),
        (
            "a start with a fraction",
            with(&draft(), "/validFrom", json!("2026-03-14T09:26:53.5Z")),
            "T10",
            "/validFrom".into(),
        ),
        (
            "a start of another zone",
            with(&draft(), "/validFrom", json!("2026-03-14T09:26:53+02:00")),
            "T10",
            "/validFrom".into(),
        ),
        ("an end before the start", with(&draft(), "/validUntil", json!("2020-01-01T00:00:00Z")), "DM1", String::new()),
        ("an end that is no time", with(&draft(), "/validUntil", json!("never")), "DM1", "/validUntil".into()),
        ("no subject", without(&draft(), subject), "SE1", String::new()),
        ("two subjects", with(&draft(), subject, json!([{}, {}])), "SE1", subject.into()),
        (
            "a subject of nobody",
            without(&without(&draft(), &at(subject, "/id")), &at(subject, "/identifier")),
            "DM5",
            subject.into(),
        ),
        ("no achievement", without(&draft(), achievement), "SE1", subject.into()),
        (
            "an achievement by address",
            with(&draft(), achievement, json!("https://a.example/1")),
            "SE1",
            achievement.into(),
        ),
        ("an achievement without a name", without(&draft(), &at(achievement, "/name")), "SE1", achievement.into()),
        (
            "an achievement without a description",
            without(&draft(), &at(achievement, "/description")),
            "SE1",
            achievement.into(),
        ),
        ("no criteria", without(&draft(), &at(achievement, "/criteria")), "SE1", achievement.into()),
        (
            "empty criteria",
            with(&draft(), &at(achievement, "/criteria"), json!({})),
            "DM9",
            at(achievement, "/criteria"),
        ),
        (
            "an unknown kind of achievement",
            with(&draft(), &at(achievement, "/achievementType"), json!("Sticker")),
            "SE1",
            at(achievement, "/achievementType"),
        ),
        (
            "a loose extension",
            with(&draft(), &at(achievement, "/achievementType"), json!("my ext:Sticker")),
            "SE1",
            at(achievement, "/achievementType"),
        ),
        (
            "a bad language",
            with(&draft(), &at(achievement, "/inLanguage"), json!("English!")),
            "DM25",
            at(achievement, "/inLanguage"),
        ),
        (
            "an alignment without an address",
            without(&draft(), &at(achievement, "/alignment/0/targetUrl")),
            "SE1",
            at(achievement, "/alignment/0"),
        ),
        (
            "alignments without an array",
            with(
                &draft(),
                &at(achievement, "/alignment"),
                json!({"type": ["Alignment"], "targetName": "x", "targetUrl": "https://s.example"}),
            ),
            "SE1",
            at(achievement, "/alignment"),
        ),
        ("an empty array", with(&draft(), &at(achievement, "/tag"), json!([])), "SE1", at(achievement, "/tag")),
        (
            "a picture by address",
            with(&draft(), &at(achievement, "/image"), json!("https://a.example/i.png")),
            "SE1",
            at(achievement, "/image"),
        ),
        (
            "a picture with more",
            with(
                &draft(),
                &at(achievement, "/image"),
                json!({"id": "https://a.example/i.png", "type": "Image", "width": 1}),
            ),
            "SE1",
            at(achievement, "/image/width"),
        ),
        (
            "credits as text",
            with(&draft(), &at(subject, "/creditsEarned"), json!("3.5")),
            "SE1",
            at(subject, "/creditsEarned"),
        ),
        (
            "hashed as text",
            with(&draft(), &at(subject, "/identifier/0/hashed"), json!("true")),
            "SE1",
            at(subject, "/identifier/0/hashed"),
        ),
        (
            "an identifier without a kind",
            without(&draft(), &at(subject, "/identifier/0/identityType")),
            "SE1",
            at(subject, "/identifier/0"),
        ),
        (
            "a hash of no kind",
            with(&draft(), &at(subject, "/identifier/0/identityHash"), json!("sha256$12")),
            "DM12",
            at(subject, "/identifier/0/identityHash"),
        ),
        (
            "a weak hash",
            with(&draft(), &at(subject, "/identifier/0/identityHash"), json!("md5$d41d8cd98f00b204e9800998ecf8427e")),
            "T32",
            at(subject, "/identifier/0/identityHash"),
        ),
        (
            "a status that is none",
            with(&draft(), &at(subject, "/result/0/status"), json!("Great")),
            "SE1",
            at(subject, "/result/0/status"),
        ),
        (
            "a missing status",
            with(&draft(), &at(achievement, "/resultDescription/0/resultType"), json!("Status")),
            "DM20",
            at(subject, "/result/0"),
        ),
        (
            "evidence on the subject",
            with(&draft(), &at(subject, "/evidence"), json!([])),
            "DM2",
            at(subject, "/evidence"),
        ),
        ("null", with(&draft(), "/description", json!(null)), "SE1", "/description".into()),
        ("a tab in a text", with(&draft(), "/name", json!("a\tb")), "T-control", "/name".into()),
        (
            "a control character",
            with(&draft(), &at(achievement, "/description"), json!("a\u{1}b")),
            "T-control",
            at(achievement, "/description"),
        ),
        ("a long name", with(&draft(), "/name", json!("x".repeat(301))), "size", "/name".into()),
        (
            "a long narrative",
            with(&draft(), &at(achievement, "/criteria/narrative"), json!("x".repeat(70_000))),
            "size",
            at(achievement, "/criteria/narrative"),
        ),
        (
            "a numeric list index",
            with(
                &draft(),
                "/credentialStatus",
                json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": 1, "statusListCredential": "https://a.example/s"}),
            ),
            "T20",
            "/credentialStatus".into(),
        ),
        (
            "three status entries",
            with(&draft(), "/credentialStatus", json!([{"type": "X"}, {"type": "X"}, {"type": "X"}])),
            "T21",
            "/credentialStatus".into(),
        ),
        (
            "a 1EdTech type without its context",
            with(&draft(), "/refreshService", json!({"id": "https://a.example/r", "type": "1EdTechCredentialRefresh"})),
            "T4",
            "/@context".into(),
        ),
        ("an undefined member", with(&draft(), "/grade", json!("A")), "LD2", "/grade".into()),
        (
            "an undefined member deep inside",
            with(&draft(), &at(achievement, "/criteria/points"), json!(3)),
            "LD2",
            at(achievement, "/criteria/points"),
        ),
        (
            "an undefined type",
            with(&draft(), "/evidence/0/type", json!(["Evidence", "Video"])),
            "LD2",
            "/evidence/0/type".into(),
        ),
        (
            "a member by its address",
            with(&draft(), "/https:~1~1schema.org~1name", json!("x")),
            "LD2",
            "/https:~1~1schema.org~1name".into(),
        ),
        ("a keyword", with(&draft(), "/issuer/@id", json!("https://a.example")), "LD2", "/issuer/@id".into()),
        (
            "an endorsement without a name",
            with(
                &draft(),
                "/endorsement",
                json!([{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], "id": "urn:uuid:1", "type": ["VerifiableCredential", "EndorsementCredential"], "issuer": {"id": "https://b.example", "type": ["Profile"]}, "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f", "type": ["EndorsementSubject"]}}]),
            ),
            "DM23",
            "/endorsement/0".into(),
        ),
        ("a proof already", with(&draft(), "/proof", json!([])), "T1", "/proof".into()),
        ("an array", json!([draft()]), "SE5", String::new()),
        ("a text", json!("badge"), "SE5", String::new()),
    ];
    assert!(cases.len() >= 60, "{}", cases.len());
    for (what, bad, rule, place) in cases {
        let findings = Draft::new(bad).check().err().unwrap_or_else(|| panic!("{what} was accepted"));

        let is_named = findings.iter().any(|finding| finding.rule == rule && finding.at == place);
        assert!(is_named, "{what}: {rule} at {place:?} is not among {findings:#?}");
        assert!(findings.iter().all(|finding| finding.sentence.ends_with('.')), "{what}: {findings:#?}");
    }
}

#[test]
fn nobody_signs_for_somebody_else_and_tokens_need_a_learner() {
    let other = Signer::generate(Algorithm::Ed25519).expect("a key");
    let address = format!("did:key:{0}#{0}", other.public().name());
    let method = SigningMethod { signer: &other, address: &address };
    let checked = || Draft::new(draft()).check().unwrap_or_else(|findings| panic!("{findings:#?}"));

    let embedded = checked().sign_embedded(method, Cryptosuite::EddsaRdfc2022, now());
    assert!(matches!(embedded, Err(SignError::ForeignKey { .. })));
    assert!(matches!(checked().sign_token(method), Err(SignError::ForeignKey { .. })));

    assert!(to_payload(&without(&draft(), "/credentialSubject/id")).is_none());
}

#[test]
fn an_endorsement_token_is_signed_in_a_token_only() {
    let endorsed =
        with(&draft(), "/credentialSubject/achievement/endorsementJwt", json!(["eyJhbGciOiJFZERTQSJ9.e30.AA"]));
    let (signer, issuer) = (signer(), issuer());
    let address = format!("{issuer}#{}", signer.public().name());
    let method = SigningMethod { signer: &signer, address: &address };
    let checked = || Draft::new(endorsed.clone()).check().unwrap_or_else(|findings| panic!("{findings:#?}"));

    let embedded = checked().sign_embedded(method, Cryptosuite::EddsaRdfc2022, now());

    assert!(matches!(embedded, Err(SignError::EndorsementToken)));
    assert!(checked().sign_token(method).is_ok());
}

#[test]
fn unknown_members_survive_the_types() {
    let document = with(&draft(), "/credentialSubject/achievement/x-own", json!({"a": [1, null]}));

    let read = AchievementCredential::read(&document).expect("a credential");

    let achievement = &read.credential_subject.achievement;
    assert_eq!((achievement.name.as_str(), achievement.extra.len()), ("Inquiry", 1));
    let again = read.to_json();
    assert_eq!(again.pointer("/credentialSubject/achievement/x-own"), Some(&json!({"a": [1, null]})));
    assert_eq!(AchievementCredential::read(&again).as_ref(), Ok(&read));
    assert_eq!(again.as_object().map(|members| members.len()), document.as_object().map(|members| members.len()));
    let names: Vec<&str> = again.as_object().expect("an object").keys().take(4).map(String::as_str).collect();
    assert_eq!(names, ["@context", "id", "type", "name"]);
}

#[test]
fn types_say_where_json_is_not_what_they_are() {
    for (pointer, value) in [
        ("/credentialSubject/achievement", json!([])),
        ("/credentialSubject/identifier/0/hashed", json!("true")),
        ("/evidence/0", json!("x")),
        ("/issuer/name", json!(1)),
    ] {
        let error = AchievementCredential::read(&with(&draft(), pointer, value)).expect_err(pointer);
        assert_eq!(error.at, pointer);
    }
}

#[test]
fn the_benchmark_templates_keep_the_rules_of_reading() {
    let Some(samples) = samples() else { return };
    for name in ["typical.json", "full.json"] {
        let findings = credential::check(&support::json(samples.join(name)), Rules::Reading);
        assert!(findings.iter().all(|finding| finding.level == Level::Warning), "{name}: {findings:#?}");
    }
}

#[test]
fn recipients_are_found_by_hash_and_weak_hashes_are_named() {
    let hashed = IdentityObject::hashed("a@example.com", "emailAddress", "Kosher");
    assert!(hashed.identity_hash.starts_with("sha256$b5809d8a") && hashed.identity_hash.ends_with("f399"));
    assert_eq!(hashed.matches("a@example.com"), Some(IdentityMatch::Exact));
    assert_eq!(hashed.matches("A@Example.com"), Some(IdentityMatch::IgnoringCase));
    assert_eq!(hashed.matches("b@example.com"), None);

    let upper = IdentityObject {
        identity_hash: hashed.identity_hash.to_uppercase().replace("SHA256", "sha256"),
        ..hashed.clone()
    };
    assert_eq!(upper.matches("a@example.com"), Some(IdentityMatch::Exact));
    let md5 = IdentityObject {
        hashed: true,
        identity_hash: "md5$900150983cd24fb0d6963f7d28e17f72".into(),
        ..IdentityObject::default()
    };
    assert_eq!((md5.matches("abc"), md5.matches("abd")), (Some(IdentityMatch::Weak), None));
    let plain = IdentityObject { identity_hash: "a@example.com".into(), ..IdentityObject::default() };
    assert_eq!(plain.matches("a@example.com"), Some(IdentityMatch::Exact));
}

#[test]
fn the_json_schemas_in_the_repository_are_those_of_the_types() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, schema) in credential::schemas() {
        let (path, text) = (folder.join(&name), format!("{schema:#}\n"));
        if std::env::var_os("ACCOLADE_REGENERATE").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        let hint = "run the tests once with ACCOLADE_REGENERATE=1 and look at the difference";
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}: {hint}");
    }
}
