//! Offline bundles: what they show without a network, and what they cannot.

use accolade::clock::Timestamp;
use accolade::fetch::Documents;
use accolade::keys::Signer;
use accolade::verify::bundle::{self, Anchors, Badge, BundleError, Maker};
use accolade::verify::{Check, Code, DocumentError, Outcome, Verdict, Verifier};
use serde_json::{Value, json};

use crate::support::badge::{now, with, without};
use crate::support::district::{DID, DID_ADDRESS, badge, badge_of, did_document, documents, key, method, strange_key, time};

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
    for (as_of, is_good) in [("2026-06-01T12:04:59Z", true), ("2026-06-01T12:06:00Z", false), ("2031-01-01T00:00:00Z", false)]
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
