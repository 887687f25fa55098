//! Offline bundles: what they show without a network, and what they cannot.

use accolade::app::{Actor, StatusMove};
use accolade::canon::Profile;
use accolade::clock::{Clock, Timestamp};
use accolade::fetch::Documents;
use accolade::keys::{Algorithm, Signer};
use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::verify::bundle::{self, Anchors, Badge, BundleError, Maker};
use accolade::verify::{Check, Code, DocumentError, Outcome, Verdict, Verifier};
use serde_json::{Value, json};

use crate::support::asking::Door;
use crate::support::badge::{now, with, without};
use crate::support::browser::Browser;
use crate::support::console::Files;
use crate::support::district::{
    DID, DID_ADDRESS, badge, badge_of, did_document, documents, key, method, strange_key, time,
};
use crate::support::town::{Engine, Ground, Town, open_with};

/// What verifying the badge asked for, packed.
fn packed(file: &Value, documents: &Value) -> Value {
    let (documents, recording) = Documents::read(documents).expect("documents").recorded();
    Verifier { documents: &documents, now: now() }.verify(file.to_string().as_bytes());
    let badge = Badge { file: "ada.json".into(), content: file.to_string().into_bytes() };
    bundle::compose(&[badge], recording.to_json(), now())
}

fn signed(bundle: &Value, maker: &str, key: &Signer) -> Value {
    bundle::sign(bundle, maker, (key, &method(maker, key)), now()).expect("signed")
}

fn did_key(key: &Signer) -> String {
    format!("did:key:{}", key.public().name())
}

/// The state of the one badge, and the maker.
fn opened(bundle: &Value, anchors: Anchors<'_>, now: Timestamp) -> Result<(&'static str, Maker), BundleError> {
    let bundle = bundle::open(bundle, anchors, now)?;
    let [proven] = bundle.verify(now).try_into().expect("one badge");
    Ok((proven.report.state(), bundle.maker))
}

#[test]
fn a_bundle_holds_what_the_verification_asked_for_and_nothing_else() {
    let mut more = documents();
    more["https://elsewhere.example/x"] = json!({"body": "{}"});
    let bundle = packed(&badge(), &more);
    let addresses: Vec<&String> = bundle["documents"].as_object().expect("documents").keys().collect();
    assert_eq!(addresses, [DID_ADDRESS]);
    assert_eq!(bundle["asOf"], "2026-06-01T12:00:00Z");

    // It is a documents file as well.
    let documents = Documents::read(&signed(&bundle, DID, &key())).expect("a documents file");
    let report = Verifier { documents: &documents, now: now() }.verify(badge().to_string().as_bytes());
    assert_eq!(report.state(), "valid");
}

#[test]
fn the_issuer_counts_as_established_only_when_the_maker_is_known_from_elsewhere() {
    let bundle = signed(&packed(&badge(), &documents()), DID, &key());
    let live = Documents::read(&documents()).expect("documents");
    let own_keys = [key().public().clone()];
    let elsewhere = Anchors { documents: Some(&live), ..Anchors::default() };
    let named = Anchors { keys: &own_keys, ..Anchors::default() };
    let unreachable = Documents::default();
    let nowhere = Anchors { documents: Some(&unreachable), ..Anchors::default() };

    assert_eq!(opened(&bundle, Anchors::default(), now()), Ok(("valid-unbound", Maker::Claimed(DID.into()))));
    assert_eq!(opened(&bundle, nowhere, now()), Ok(("valid-unbound", Maker::Claimed(DID.into()))));
    assert_eq!(opened(&bundle, elsewhere, now()), Ok(("valid", Maker::Established(DID.into()))));
    assert_eq!(opened(&bundle, named, now()), Ok(("valid", Maker::Named(DID.into()))));
    let bare = signed(&packed(&badge(), &json!({})), DID, &key());
    assert_eq!(opened(&bare, elsewhere, now()), Ok(("unknown", Maker::Established(DID.into()))));
    assert!(matches!(opened(&bare, Anchors::default(), now()), Err(BundleError::Signature(_))));
    let unsigned = packed(&badge(), &documents());
    assert_eq!(opened(&unsigned, elsewhere, now()), Ok(("valid-unbound", Maker::Nobody)));
    assert_eq!(opened(&unsigned, named, now()), Err(BundleError::OtherMaker));
}

#[test]
fn a_forger_s_bundle_with_a_did_document_of_their_own_proves_nothing() {
    // Everything fits together: the badge, the DID document, the signature of the bundle. Only it is all made up.
    let documents = json!({DID_ADDRESS: {"body": did_document(DID, &strange_key()).to_string()}});
    let made_up = packed(&badge_of(DID, &strange_key()), &documents);
    let live = Documents::read(&crate::support::district::documents()).expect("documents");
    let elsewhere = Anchors { documents: Some(&live), ..Anchors::default() };

    let in_the_name = signed(&made_up, DID, &strange_key());
    assert_eq!(opened(&in_the_name, Anchors::default(), now()), Ok(("valid-unbound", Maker::Claimed(DID.into()))));
    let refused = opened(&in_the_name, elsewhere, now());
    assert!(matches!(refused, Err(BundleError::Signature(DocumentError::Key(_)))), "{refused:?}");

    // Signing in an own name is honest and still no word about somebody else's key.
    let own = did_key(&strange_key());
    let in_own_name = signed(&made_up, &own, &strange_key());
    assert_eq!(opened(&in_own_name, elsewhere, now()), Ok(("valid-unbound", Maker::Established(own))));
    let trusted = [key().public().clone()];
    let named = Anchors { keys: &trusted, ..Anchors::default() };
    assert_eq!(opened(&in_own_name, named, now()), Err(BundleError::OtherMaker));
}

#[test]
fn whatever_is_changed_in_a_signed_bundle_the_whole_is_refused() {
    let bundle = signed(&packed(&badge(), &documents()), DID, &key());
    let strange = did_document(DID, &strange_key()).to_string();
    let document = "/documents/https:~1~1northside.example~1.well-known~1did.json/body";
    let own_key = [key().public().clone()];
    for (what, changed) in [
        ("another DID document", with(&bundle, document, json!(strange))),
        ("a document more", with(&bundle, "/documents/https:~1~1a.example~1", json!({"body": ""}))),
        ("no documents", with(&bundle, "/documents", json!({}))),
        ("another badge", with(&bundle, "/badges/0/body", json!(badge_of(DID, &strange_key()).to_string()))),
        ("another file name", with(&bundle, "/badges/0/file", json!("grace.json"))),
        ("an earlier time", with(&bundle, "/asOf", json!("2026-05-01T12:00:00Z"))),
        ("another maker", with(&bundle, "/issuer", json!(did_key(&key())))),
        ("the signature taken away", without(&bundle, "/proof")),
        ("a member more", with(&bundle, "/dns", json!({"northside.example": ["10.0.0.1"]}))),
    ] {
        for anchors in [Anchors::default(), Anchors { keys: &own_key, ..Anchors::default() }] {
            let outcome = opened(&changed, anchors, now());
            assert!(matches!(outcome, Err(BundleError::Signature(_))), "{what}: {outcome:?}");
        }
    }
}

#[test]
fn a_document_swapped_in_an_unsigned_bundle_makes_no_forgery_valid() {
    let bundle = packed(&badge(), &documents());
    let document = "/documents/https:~1~1northside.example~1.well-known~1did.json/body";
    let swapped = with(&bundle, document, json!(did_document(DID, &strange_key()).to_string()));
    assert_eq!(opened(&swapped, Anchors::default(), now()), Ok(("invalid", Maker::Nobody)));
    let forged = with(&swapped, "/badges/0/body", json!(badge_of(DID, &strange_key()).to_string()));
    assert_eq!(opened(&forged, Anchors::default(), now()), Ok(("valid-unbound", Maker::Nobody)));
}

#[test]
fn a_bundle_of_the_future_is_refused_and_a_little_haste_forgiven() {
    let bundle = packed(&badge(), &documents());
    for (as_of, is_good) in
        [("2026-06-01T12:04:59Z", true), ("2026-06-01T12:06:00Z", false), ("2031-01-01T00:00:00Z", false)]
    {
        let bundle = with(&bundle, "/asOf", json!(as_of));
        let outcome = opened(&bundle, Anchors::default(), now());
        assert_eq!(outcome.is_ok(), is_good, "{as_of}: {outcome:?}");
        assert!(is_good || matches!(outcome, Err(BundleError::Future(_))), "{as_of}: {outcome:?}");
    }
    let early = signed(&bundle, DID, &key());
    let outcome = opened(&early, Anchors::default(), time("2026-05-01T12:00:00Z"));
    assert!(matches!(outcome, Err(BundleError::Signature(DocumentError::Future(_)))), "{outcome:?}");
}

#[test]
fn the_verdict_is_that_of_the_bundle_s_time_and_today_is_said_beside_it() {
    let bundle = signed(&packed(&badge(), &documents()), DID, &key());
    let keys = [key().public().clone()];
    let later = time("2032-01-01T00:00:00Z");
    let bundle = bundle::open(&bundle, Anchors { keys: &keys, ..Anchors::default() }, later).expect("a bundle");
    let [proven] = bundle.verify(later).try_into().expect("one badge");
    assert_eq!((proven.report.verdict(), bundle.as_of), (Verdict::Valid, now()));
    let today = proven.today.expect("something to say");
    assert_eq!((today.check, today.outcome, today.code), (Check::Dates, Outcome::Fail, Code::Expired));
    let [proven] = bundle.verify(now()).try_into().expect("one badge");
    assert_eq!(proven.today, None);
}

#[test]
fn what_is_no_bundle_is_not_taken_for_one() {
    let bundle = packed(&badge(), &documents());
    let refuse = |document: &Value| opened(document, Anchors::default(), now()).map(|_| ()).expect_err("refused");
    assert_eq!(refuse(&badge()), BundleError::NotABundle);
    assert_eq!(refuse(&json!([])), BundleError::NotABundle);
    assert_eq!(refuse(&with(&bundle, "/version", json!(2))), BundleError::Version("2".into()));
    for (what, document) in [
        ("documents", without(&bundle, "/documents")),
        ("badges", without(&bundle, "/badges")),
        ("no badge", with(&bundle, "/badges", json!([]))),
        ("asOf", with(&bundle, "/asOf", json!("yesterday"))),
        ("base64", with(&bundle, "/badges/0/bodyBase64", json!("?"))),
        ("file", without(&bundle, "/badges/0/file")),
    ] {
        assert!(matches!(refuse(&document), BundleError::Form(_)), "{what}: {:?}", refuse(&document));
    }
    assert!(bundle::read(badge().to_string().as_bytes(), 1_000_000).is_none());
    assert!(bundle::read(bundle.to_string().as_bytes(), 1_000_000).is_some());
    assert!(bundle::read(bundle.to_string().as_bytes(), 1_000).is_none());
}

/// A service that people reach at an address of its own.
async fn town() -> Town {
    let ground = Ground::new(Engine::Sqlite).await;
    let app = open_with(&ground, ground.settings_at("https://badges.example"), Clock::Fixed(now())).await;
    Town::of(app, ground).await
}

const SCHOOL: &str = "did:web:badges.example:organisations:northside";

#[tokio::test(flavor = "multi_thread")]
async fn the_offline_proof_of_a_badge_is_enough_when_its_issuer_is_gone() {
    let town = town().await;
    let award = town.award("ada@school.example").await;
    let keys = town.app.keys_of(&town.school).expect("keys");
    let keys = [keys.active(Algorithm::Ed25519).expect("a key").public().clone()];
    let named = Anchors { keys: &keys, ..Anchors::default() };
    let door = Door::new(town);
    let path = format!("/badges/{award}/offline.json");

    let answer = door.get(&format!("{path}?download")).await.is(200);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"offline-proof.json\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let before = answer.json();
    let addresses: Vec<&String> = before["documents"].as_object().expect("documents").keys().collect();
    assert!(addresses.iter().all(|address| address.starts_with("https://badges.example/")), "{addresses:?}");
    assert!(addresses.iter().any(|address| address.contains("/status/")), "{addresses:?}");
    assert_eq!(opened(&before, named, now()), Ok(("valid", Maker::Named(SCHOOL.into()))));
    assert_eq!(opened(&before, Anchors::default(), now()), Ok(("valid-unbound", Maker::Claimed(SCHOOL.into()))));

    // What was true stays said; what is true now is in a new one.
    let id = &door.town.school.organisation_id;
    let ids = [award.clone()];
    door.town.app.change_status(&Actor::Operator, id, &ids, StatusMove::Revoke, "By mistake").await.expect("revoked");
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let after = door.get(&path).await.is(200).json();
    assert_eq!(opened(&before, named, now()), Ok(("valid", Maker::Named(SCHOOL.into()))));
    assert_eq!(opened(&after, named, now()), Ok(("revoked", Maker::Named(SCHOOL.into()))));
    let mut mixed = after.clone();
    mixed["documents"] = before["documents"].clone();
    assert!(matches!(opened(&mixed, named, now()), Err(BundleError::Signature(_))));
    door.get("/badges/nothing/offline.json").await.is(404);

    // Programs hand it in where they hand in badges.
    let verdict = door.ask("POST /api/v1/verify", None, Some(&before), &[]).await.is(200).json();
    assert_eq!((&verdict["state"], &verdict["bundle"]["signerIs"]), (&json!("valid"), &json!("established")));
    assert_eq!(verdict["bundle"]["asOf"], "2026-06-01T12:00:00Z");
    door.ask("POST /api/v1/verify", None, Some(&mixed), &[]).await.is(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_takes_an_offline_proof_and_says_of_when_it_is_true() {
    let town = town().await;
    let award = town.award("ada@school.example").await;
    let proof = town.app.offline_bundle(&award).await.expect("a bundle");
    let mut browser = Browser::new(&town.app);
    browser.origin = Some("https://badges.example".into());
    browser.look(&format!("/badges/{award}")).await.shows(&format!("/badges/{award}/offline.json?download"));

    let page = browser.post_multipart("/verify", &[("text", &proof)]).await;
    page.shows(">Valid</h1>").shows("True as of").shows("1 June 2026, 12:00 UTC").shows("0 minutes ago");
    page.shows(&format!("Signed by {SCHOOL}, and not changed since."));

    let changed = proof.replace("Inquiry-Based", "Inquiry-Biased");
    assert_ne!(changed, proof);
    let refused = browser.post_multipart("/verify", &[("text", &changed)]).await;
    assert_eq!(refused.status, 422);
    refused.shows("The bundle cannot be relied on").shows("href=\"#file\"");

    // One that ended since is not called valid, though it was.
    let early = time("2026-05-01T00:00:00Z");
    let short = with(&crate::support::badge::draft(), "/validUntil", json!("2026-05-15T00:00:00Z"));
    let ended = sign_at(&short, time("2026-04-01T00:00:00Z"));
    let badge = Badge { file: "ada.json".into(), content: ended.to_string().into_bytes() };
    let page =
        browser.post_multipart("/verify", &[("text", &bundle::compose(&[badge], json!({}), early).to_string())]).await;
    page.shows(">Expired</h1>").shows("<strong>Today:</strong> It ended on 2026-05-15").shows("31 days ago");

    // Several badges come as a table.
    let one = |file: &str, badge: &Value| Badge { file: file.into(), content: badge.to_string().into_bytes() };
    let ours = crate::support::badge::signed(crate::support::badge::draft());
    let altered = with(&ours, "/name", json!("<b>Another"));
    let two = bundle::compose(&[one("ada.json", &ours), one("b\u{202e}en.json", &altered)], json!({}), now());
    let page = browser.post_multipart("/verify", &[("text", &two.to_string())]).await;
    page.shows("2 badges, 1 of them valid").shows("Altered").shows("b[U+202E]en.json").shows("Nobody signed");
    let signed = bundle::sign(&two, &did_key(&key()), (&key(), &method(&did_key(&key()), &key())), now());
    let page = browser.post_multipart("/verify", &[("text", &signed.expect("signed").to_string())]).await;
    page.shows("2 badges, 1 of them valid").shows("Signed by did:key:");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_tried_out_on_this_machine_makes_proofs_that_hold() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let proof: Value = serde_json::from_str(&town.app.offline_bundle(&award).await.expect("a bundle")).expect("JSON");
    let keys = town.app.keys_of(&town.school).expect("keys");
    let keys = [keys.active(Algorithm::Ed25519).expect("a key").public().clone()];
    let named = Anchors { keys: &keys, ..Anchors::default() };
    assert_eq!(opened(&proof, named, now()).map(|(state, _)| state), Ok("valid"));
    // As a documents file it stays under the rules for documents of strangers.
    let documents = Documents::read(&proof).expect("a documents file");
    let report = Verifier { documents: &documents, now: now() }
        .verify(proof["badges"][0]["body"].as_str().unwrap_or("").as_bytes());
    assert!(report.has_code(Code::UnsafeUrl), "{:#?}", report.checks);
}

/// A badge of the issuer of the drafts, signed at a time.
fn sign_at(draft: &Value, created: Timestamp) -> Value {
    let signer = crate::support::badge::signer();
    let verification_method = method(&crate::support::badge::issuer(), &signer);
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        verification_method,
        created,
        purpose: "assertionMethod",
    };
    let proof = sign(&Unsecured::new(draft, Profile::General), &options, &signer).expect("signed");
    with(draft, "/proof", json!([proof]))
}

/// A folder with badges and keys, and the program running in it.
fn files() -> Files {
    let secret = |key: &Signer| serde_json::from_str::<Value>(&key.to_secret_jwk().expect("a JWK")).expect("JSON");
    Files::with(&[
        ("ada.json", badge()),
        ("documents.json", documents()),
        ("key.json", secret(&key())),
        ("strange.json", secret(&strange_key())),
    ])
}

const MAKE: &str = "bundle make ada.json --documents documents.json --at 2026-06-01T12:00:00Z";

#[test]
fn a_bundle_is_made_and_verified_from_the_console() {
    let files = files();
    let name = key().public().name().to_owned();
    files.expect(0, &format!("{MAKE} --key key.json --issuer {DID} --out bundle.json"));

    let three_days = "bundle verify bundle.json --at 2026-06-04T12:00:00Z";
    let text = files.expect(0, &format!("{three_days} --signer {name}"));
    assert!(text.contains("true as of 2026-06-01T12:00:00Z, 3 days ago"), "{text}");
    assert!(text.contains("ada.json: VALID (valid) as of 2026-06-01T12:00:00Z"), "{text}");
    let text = files.expect(0, three_days);
    assert!(text.contains("VALID (valid-unbound)") && text.contains("name a key that you rely on"), "{text}");
    let line: Value = serde_json::from_str(&files.expect(0, &format!("{three_days} --json --signer did:key:{name}")))
        .expect("a line");
    assert_eq!(
        line["bundle"],
        json!({"asOf": "2026-06-01T12:00:00Z", "ageSeconds": 259_200, "signer": DID, "signerIs": "named"})
    );
    assert_eq!((&line["state"], &line["today"]), (&json!("valid"), &Value::Null));

    // Dates: as of the bundle's time, and for now.
    let late = files.expect(1, &format!("bundle verify bundle.json --at 2032-01-01T00:00:00Z --signer {name}"));
    assert!(late.contains("VALID (valid)") && late.contains("FAIL Today: It ended on"), "{late}");
    let early = files.expect(1, "bundle verify bundle.json --at 2026-05-01T00:00:00Z");
    assert!(early.contains("in the future"), "{early}");

    // The same file serves as documents, as long as it is what was signed.
    let verify = "verify ada.json --at 2026-06-02T00:00:00Z --documents";
    assert!(files.expect(0, &format!("{verify} bundle.json")).contains("VALID (valid)"));
    let bundle = files.json("bundle.json");
    let swapped = with(
        &bundle,
        "/documents/https:~1~1northside.example~1.well-known~1did.json/body",
        json!(did_document(DID, &strange_key()).to_string()),
    );
    files.put("swapped.json", &swapped);
    assert!(files.expect(3, &format!("{verify} swapped.json")).contains("cannot be relied on"));
    assert!(files.expect(1, "bundle verify swapped.json --at 2026-06-02T00:00:00Z").contains("cannot be relied on"));
    let strange = strange_key().public().name().to_owned();
    let other = files.expect(1, &format!("bundle verify bundle.json --at 2026-06-02T00:00:00Z --signer {strange}"));
    assert!(other.contains("another key"), "{other}");
}

#[test]
fn what_cannot_be_packed_or_read_is_refused_with_the_reason() {
    let files = files();
    let unsigned = files.expect(0, &format!("{MAKE} --out unsigned.json"));
    assert!(unsigned.contains("Nobody signed it"), "{unsigned}");
    let text = files.expect(0, "bundle verify unsigned.json --at 2026-06-02T00:00:00Z");
    assert!(text.contains("Nobody signed this bundle") && text.contains("valid-unbound"), "{text}");

    assert!(files.expect(3, &format!("{MAKE} --out bundle.zip")).contains("one JSON file"));
    assert!(files.expect(3, &format!("{MAKE} --out b.json --issuer {DID}")).contains("--key"));
    assert!(files.expect(3, "verify unsigned.json --offline").contains("accolade bundle verify"));
    assert!(files.expect(3, "bundle verify ada.json").contains("no offline bundle"));
    assert!(files.expect(3, "bundle verify unsigned.json --signer nobody").contains("nobody"));
    // In the name of somebody who does not list the key.
    let wrong = files.expect(1, &format!("{MAKE} --key strange.json --issuer {DID} --out b.json"));
    assert!(wrong.contains("cannot be relied on"), "{wrong}");
    let away = files.expect(2, &format!("{MAKE} --key key.json --issuer did:web:away.example --out b.json"));
    assert!(away.contains("has to go into the bundle"), "{away}");
    files.put("nothing.json", &json!({}));
    let undecided = "bundle make ada.json --documents nothing.json --at 2026-06-01T12:00:00Z --out c.json";
    assert!(files.expect(2, undecided).contains("ada.json: unknown"));
}
