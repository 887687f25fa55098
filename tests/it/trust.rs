//! Whom a district trusts: lists from files, and what they say about a badge. Trust is never part of validity.

use accolade::canon::Profile;
use accolade::clock::Timestamp;
use accolade::fetch::Documents;
use accolade::keys::Signer;
use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::verify::trust::{self, Level, List, ListError, Standing};
use accolade::verify::{Code, DocumentError, Report, Verdict, Verifier, sign_document};
use serde_json::{Value, json};

use crate::support::badge::{now, with, without};
use crate::support::district::{DID, badge, badge_of, did_document, documents, key, method, strange_key, time};

fn verify_at(file: &Value, documents: &Value, now: Timestamp) -> Report {
    let documents = Documents::read(documents).expect("documents");
    Verifier { documents: &documents, now }.verify(file.to_string().as_bytes())
}

fn list(entries: Value) -> List {
    let reading = trust::read(&entries, false, Standing::Trusted).expect("a list");
    assert_eq!(reading.refused, Vec::<String>::new());
    List { name: "Hiring".into(), ..reading.list }
}

fn level_of(file: &Value, documents: &Value, entries: Value) -> Level {
    let mut report = verify_at(file, documents, now());
    report.ask_list(&list(entries), now());
    report.trust.expect("trust").level
}

#[test]
fn an_issuer_on_the_list_is_trusted_and_the_verdict_stays_what_it_was() {
    let before = verify_at(&badge(), &documents(), now());
    assert_eq!(before.verdict(), Verdict::Valid, "{:#?}", before.checks);
    for (entries, level) in [(json!([DID]), "trusted"), (json!(["did:web:other.example"]), "unknown")] {
        let mut report = before.clone();
        report.ask_list(&list(entries), now());
        let (mut after, plain) = (report.to_json("a"), before.to_json("a"));
        assert_eq!((&after["trust"]["level"], &after["trust"]["list"]), (&json!(level), &json!("Hiring")));
        assert_eq!(plain["trust"], Value::Null);
        after["trust"] = Value::Null;
        assert_eq!(after, plain, "{level}");
    }
}

#[test]
fn an_entry_counts_for_exactly_its_issuer_its_purpose_and_its_time() {
    use Level::{Known, Trusted, Unknown};
    let entry = |member: &str, value: Value| json!([{"issuer": DID, member: value}]);
    for (entries, level) in [
        (entry("name", json!("Northside")), Trusted),
        (json!(["did:web:NORTHSIDE.Example"]), Trusted),
        (json!(["did:web:northside.example%3A443"]), Trusted),
        (json!(["did:web:northside.exampl"]), Unknown),
        (json!(["did:web:northside.example:badges"]), Unknown),
        (json!(["did:web:northside.example.evil.example"]), Unknown),
        (json!(["did:web:example"]), Unknown),
        (json!(["https://northside.example/"]), Unknown),
        (json!([]), Unknown),
        (entry("standing", json!("known")), Known),
        (entry("until", json!("2026-06-01T12:00:00Z")), Trusted),
        (entry("until", json!("2026-06-01T11:59:59Z")), Known),
        (entry("until", json!("2026-06-01")), Trusted),
        (entry("until", json!("2026-05-31")), Known),
        (entry("achievementTypes", json!(["microcredential"])), Trusted),
        (entry("achievementTypes", json!(["Degree", "Course"])), Known),
        (entry("tags", json!(["inquiry"])), Known),
        (json!({"registry": {DID: {"name": "Northside", "url": "https://northside.example"}}}), Known),
    ] {
        assert_eq!(level_of(&badge(), &documents(), entries.clone()), level, "{entries}");
    }
}

#[test]
fn an_entry_for_a_tag_counts_for_achievements_with_that_tag() {
    let draft = with(&crate::support::badge::draft(), "/issuer/id", json!(DID));
    let tagged = with(&draft, "/credentialSubject/achievement/tag", json!(["science", "Inquiry"]));
    let tagged = crate::support::badge::sign_blindly(&tagged, &method(DID, &key()), &key());
    let of = |tags: Value| level_of(&tagged, &documents(), json!([{"issuer": DID, "tags": tags}]));
    assert_eq!(of(json!(["inquiry"])), Level::Trusted);
    assert_eq!(of(json!(["inquir"])), Level::Known);
}

#[test]
fn the_path_of_an_issuer_is_compared_letter_by_letter() {
    let did = "did:web:northside.example:Schools:A";
    let document = did_document(did, &key()).to_string();
    let documents = json!({"https://northside.example/Schools/A/did.json": {"body": document}});
    let badge = badge_of(did, &key());
    for (entry, level) in [
        (did, Level::Trusted),
        ("did:web:Northside.example:Schools:A", Level::Trusted),
        ("did:web:northside.example:schools:a", Level::Unknown),
        ("did:web:northside.example:Schools", Level::Unknown),
        (DID, Level::Unknown),
    ] {
        assert_eq!(level_of(&badge, &documents, json!([entry])), level, "{entry}");
    }
}

#[test]
fn an_issuer_whose_key_is_not_shown_to_be_theirs_is_never_trusted() {
    let issuer = "https://northside.example/issuer";
    let unbound = badge_of(issuer, &key());
    let report = verify_at(&unbound, &json!({}), now());
    assert_eq!((report.verdict(), report.has_code(Code::IssuerUnbound)), (Verdict::Valid, true));
    assert_eq!(level_of(&unbound, &json!({}), json!([issuer])), Level::Unknown);

    let altered = with(&badge(), "/name", json!("Another"));
    let strange = badge_of(DID, &strange_key());
    let unsigned = without(&badge(), "/proof");
    for (what, file) in [("altered", altered), ("signed by a stranger", strange), ("unsigned", unsigned)] {
        assert_eq!(level_of(&file, &documents(), json!([DID])), Level::Unknown, "{what}");
    }
    assert_eq!(level_of(&badge(), &json!({}), json!([DID])), Level::Unknown, "the key cannot be looked up");
}

#[test]
fn a_badge_that_has_ended_is_still_that_of_its_issuer() {
    let late = time("2040-01-01T00:00:00Z");
    let mut report = verify_at(&badge(), &documents(), late);
    report.ask_list(&list(json!([DID])), late);
    assert_eq!((report.state(), report.trust.map(|trust| trust.level)), ("expired", Some(Level::Trusted)));
}

fn keepers_list() -> Value {
    let list = list(json!([
        {"issuer": "did:web:college.example", "name": "College", "until": "2027-01-01T00:00:00Z", "tags": ["maths"]},
        {"issuer": "did:web:other.example", "standing": "known", "note": "from a registry"},
    ]));
    List { keeper: Some(DID.into()), ..list }.to_json()
}

fn signed_by(document: &Value, key: &Signer, address: &str) -> Value {
    sign_document(document, key, address, now()).expect("signed")
}

fn checked(document: &Value, documents: &Value) -> Result<Value, DocumentError> {
    let documents = Documents::read(documents).expect("documents");
    let signed = Verifier { documents: &documents, now: now() }.verify_document(document)?;
    assert!(signed.bound.is_some());
    Ok(signed.content)
}

#[test]
fn a_signed_list_comes_back_as_it_went_out() {
    let signed = signed_by(&keepers_list(), &key(), &method(DID, &key()));
    assert_eq!(signed["proof"]["cryptosuite"], "eddsa-jcs-2022");

    let content = checked(&signed, &documents()).expect("signed by its keeper");
    let read = trust::read(&content, true, Standing::Known).expect("a list");

    assert_eq!((read.list.to_json(), read.refused), (keepers_list(), Vec::new()));
    assert_eq!(read.list.keeper.as_deref(), Some(DID));
    assert_eq!(read.list.entries[0].standing, Standing::Trusted);
}

#[test]
fn a_list_that_its_keeper_did_not_sign_like_this_is_refused() {
    let own = method(DID, &key());
    let signed = signed_by(&keepers_list(), &key(), &own);
    let more = json!({"issuer": "did:web:mill.example", "standing": "trusted"});
    let stranger = method(DID, &strange_key());
    let mut pushed = signed.clone();
    pushed["entries"].as_array_mut().expect("entries").push(more);
    let mill = with(&keepers_list(), "/issuer", json!("did:web:mill.example"));
    let suite = |options: &ProofOptions| {
        let proof = sign(&Unsecured::new(&keepers_list(), Profile::General), options, &key()).expect("signed");
        with(&keepers_list(), "/proof", proof)
    };
    let purpose = ProofOptions {
        cryptosuite: Cryptosuite::EddsaJcs2022,
        purpose: "authentication",
        verification_method: own.clone(),
        created: now(),
    };
    let future = ProofOptions { purpose: "assertionMethod", created: now().plus_seconds(3_600), ..purpose.clone() };
    let expired = with(&signed, "/proof/expires", json!("2026-01-01T00:00:00Z"));
    for (what, document) in [
        ("an entry added", pushed),
        ("an entry changed", with(&signed, "/entries/0/issuer", json!("did:web:mill.example"))),
        ("a hint made trusted", with(&signed, "/entries/1/standing", json!("trusted"))),
        ("the limit taken away", without(&signed, "/entries/0/until")),
        ("another name", with(&signed, "/name", json!("All good"))),
        ("a stranger's key in the keeper's name", signed_by(&keepers_list(), &strange_key(), &stranger)),
        ("a stranger's signature under the keeper's key", signed_by(&keepers_list(), &strange_key(), &own)),
        ("signed by somebody else than its keeper", signed_by(&mill, &key(), &own)),
        ("a suite that covers nothing here", with(&signed, "/proof/cryptosuite", json!("eddsa-rdfc-2022"))),
        ("another purpose", suite(&purpose)),
        ("signed in the future", suite(&future)),
        ("an end put in", expired),
        ("two proofs", with(&signed, "/proof", json!([signed["proof"], signed["proof"]]))),
        ("a credential's clothes", with(&signed, "/@context", json!(["https://www.w3.org/ns/credentials/v2"]))),
    ] {
        let outcome = checked(&document, &documents());
        assert!(outcome.is_err(), "{what}: {outcome:?}");
        assert_ne!(outcome, Err(DocumentError::NotSigned), "{what}");
    }
    let undecided = checked(&signed, &json!({}));
    assert!(matches!(undecided, Err(DocumentError::Undecided(_))), "{undecided:?}");

    let stripped = without(&signed, "/proof");
    assert_eq!(checked(&stripped, &documents()), Err(DocumentError::NotSigned));
    let read = trust::read(&stripped, false, Standing::Trusted);
    assert_eq!(read, Err(ListError::SignatureMissing(DID.into())));
}

#[test]
fn rows_that_cannot_be_used_are_named_and_the_others_read() {
    let rows = json!([
        DID,
        {"issuer": "did:web:Northside.example"},
        {"issuer": "northside.example"},
        {"issuer": "did:web:a.example", "until": "tomorrow"},
        {"issuer": "did:web:b.example", "expires": "2026-01-01"},
        {"issuer": "did:web:c.example", "standing": "loved"},
        {"issuer": "did:web:d.example", "tags": "one"},
        {"issuer": "did:web:e.example", "name": "two\nlines"},
        {"issuer": "did:web:n\u{43e}rthside.example"},
        7,
        {"issuer": "did:web:f.example", "name": "good", "until": "2027-06-30"},
    ]);
    let reading = trust::read(&rows, false, Standing::Known).expect("a list");
    let kept: Vec<&str> = reading.list.entries.iter().map(|entry| entry.issuer.as_str()).collect();
    assert_eq!(kept, [DID, "did:web:f.example"]);
    assert!(reading.list.entries.iter().all(|entry| entry.standing == Standing::Known));
    assert_eq!(reading.list.entries[1].until, Some(time("2027-06-30T23:59:59Z")));
    let numbers: Vec<&str> = reading.refused.iter().map(|line| line.split(':').next().expect("a number")).collect();
    assert_eq!(numbers, (2..=10).map(|number| format!("Entry {number}")).collect::<Vec<_>>());

    for file in [json!({}), json!("text"), json!({"entries": {}}), json!({"registry": []})] {
        assert_eq!(trust::read(&file, false, Standing::Known), Err(ListError::Form), "{file}");
    }
    let later = json!({"type": "TrustList", "version": 2, "entries": []});
    assert_eq!(trust::read(&later, false, Standing::Known), Err(ListError::Version("2".into())));
}

#[test]
fn a_spreadsheet_of_issuers_is_read_as_what_its_owner_says_it_is() {
    let text = "\u{FEFF}issuer,name,tags,until\r\ndid:web:a.example,\"A, first\",one; two,2027-06-30\r\n,,,\r\n";
    let reading = trust::read_csv(text.as_bytes(), Standing::Known).expect("a list");
    let [entry] = reading.list.entries.as_slice() else { panic!("{reading:?}") };
    assert_eq!((entry.name.as_str(), entry.tags.join("|")), ("A, first", "one|two".into()));
    assert_eq!((entry.standing, reading.refused.len()), (Standing::Known, 1));

    for (text, word) in [
        ("issuer,colour\ndid:web:a.example,red", "colour"),
        ("name\nA", "issuer"),
        ("issuer,name\ndid:web:a.example", "Entry 1"),
    ] {
        let outcome = trust::read_csv(text.as_bytes(), Standing::Known);
        assert!(format!("{outcome:?}").contains(word), "{text}: {outcome:?}");
    }
}
