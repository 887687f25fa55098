//! Whom a district trusts: lists from files, and what they say about a badge. Trust is never part of validity.

use accolade::app::{Actor, OrganisationRequest, TrustRequest};
use accolade::canon::Profile;
use accolade::clock::{Clock, Timestamp};
use accolade::fetch::Documents;
use accolade::keys::Signer;
use accolade::proof::data_integrity::{Cryptosuite, ProofOptions, Unsecured, sign};
use accolade::store::Role;
use accolade::verify::trust::Provenance::{self, Unsigned};
use accolade::verify::trust::{self, Level, List, ListError, Standing};
use accolade::verify::{Code, DocumentError, Report, Verdict, Verifier, sign_document};
use serde_json::{Value, json};

use crate::support::asking::Door;
use crate::support::badge::{now, with, without};
use crate::support::browser::{Answer, Browser};
use crate::support::console::Files;
use crate::support::district::{DID, badge, badge_of, did_document, documents, key, method, strange_key, time};
use crate::support::town::{Engine, Ground, Town, engines, open_with};

fn verify_at(file: &Value, documents: &Value, now: Timestamp) -> Report {
    let documents = Documents::read(documents).expect("documents");
    Verifier { documents: &documents, now }.verify(file.to_string().as_bytes())
}

fn list(entries: Value) -> List {
    let reading = trust::read(&entries, Unsigned, Standing::Trusted).expect("a list");
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
    let read = trust::read(&content, Provenance::Signed, Standing::Known).expect("a list");

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
    let read = trust::read(&stripped, Unsigned, Standing::Trusted);
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
    let reading = trust::read(&rows, Unsigned, Standing::Known).expect("a list");
    let kept: Vec<&str> = reading.list.entries.iter().map(|entry| entry.issuer.as_str()).collect();
    assert_eq!(kept, [DID, "did:web:f.example"]);
    assert!(reading.list.entries.iter().all(|entry| entry.standing == Standing::Known));
    assert_eq!(reading.list.entries[1].until, Some(time("2027-06-30T23:59:59Z")));
    let numbers: Vec<&str> = reading.refused.iter().map(|line| line.split(':').next().expect("a number")).collect();
    assert_eq!(numbers, (2..=10).map(|number| format!("Entry {number}")).collect::<Vec<_>>());

    for file in [json!({}), json!("text"), json!({"entries": {}}), json!({"registry": []})] {
        assert_eq!(trust::read(&file, Unsigned, Standing::Known), Err(ListError::Form), "{file}");
    }
    let else_signed = json!({"type": "OfflineBundle", "registry": {DID: {}}, "entries": [DID]});
    assert_eq!(trust::read(&else_signed, Provenance::Signed, Standing::Known), Err(ListError::Form));
    let later = json!({"type": "TrustList", "version": 2, "entries": []});
    assert_eq!(trust::read(&later, Unsigned, Standing::Known), Err(ListError::Version("2".into())));
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

/// A folder with a badge and its documents, and the program running in it.
fn files() -> Files {
    Files::with(&[("badge.json", badge()), ("documents.json", documents())])
}

const VERIFY: &str = "verify badge.json --documents documents.json --at 2026-06-01T12:00:00Z --trust";

#[test]
fn the_command_says_what_the_list_holds_and_decides_as_without_it() {
    let files = files();
    let signed = signed_by(&keepers_list(), &key(), &method(DID, &key()));
    files.put("signed.json", &signed);
    files.put("mine.json", &json!([DID]));
    files.put("other.json", &json!(["did:web:other.example"]));
    files.put("forged.json", &with(&signed, "/entries/1/standing", json!("trusted")));
    files.put("stripped.json", &without(&signed, "/proof"));
    files.put("bad.json", &json!([DID, "nobody"]));

    for (list, words) in [
        ("mine.json", "trusted (mine.json)"),
        ("other.json", "not on your list (other.json)"),
        (
            "signed.json",
            "trusted (Hiring, signed by did:web:northside.example 0 minutes ago): This is the issuer who keeps the list",
        ),
    ] {
        let text = files.expect(0, &format!("{VERIFY} {list}"));
        assert!(text.contains("VALID (valid)") && text.contains(words), "{list}: {text}");
        let json: Value = serde_json::from_str(&files.expect(0, &format!("{VERIFY} {list} --json"))).expect("a line");
        assert_eq!((&json["verdict"], &json["state"]), (&json!("valid"), &json!("valid")));
        assert!(json["trust"]["level"].is_string(), "{json}");
    }
    for (list, word) in [
        ("forged.json", "does not fit"),
        ("stripped.json", "carries no signature"),
        ("bad.json", "Entry 2"),
        ("badge.json", "not of the form"),
        ("missing.json", "missing.json"),
    ] {
        let text = files.expect(3, &format!("{VERIFY} {list}"));
        assert!(text.contains(word) && !text.contains("VALID"), "{list}: {text}");
    }
    files.put("nothing.json", &json!({}));
    let away = "verify badge.json --documents nothing.json --at 2026-06-01T12:00:00Z --trust signed.json";
    assert!(files.expect(2, away).contains("could not be checked"));
}

#[test]
fn a_list_is_kept_from_the_console() {
    let files = files();
    std::fs::write(files.path("accolade.toml"), "base_url = \"http://127.0.0.1:8080\"\n").expect("written");
    files.expect(0, "init --name Northside --slug northside --owner o@school.example");
    let own = "--organisation northside";
    files.expect(
        0,
        &format!("trust add did:web:College.example {own} --name College --tag maths --until 2028-06-30T00:00:00Z"),
    );
    let again = files.expect(1, &format!("trust add did:web:college.example {own}"));
    assert!(again.contains("on the list already"), "{again}");
    assert!(files.expect(1, &format!("trust add college.example {own}")).contains("whole identifier"));

    let registry = json!({"registry": {"did:web:hall.example": {"name": "Hall", "url": "https://hall.example"}}});
    files.put("registry.json", &registry);
    let dry = files.expect(0, &format!("trust import registry.json {own}"));
    assert!(dry.contains("Nobody signed") && dry.contains("dry run") && dry.contains("1 added"), "{dry}");
    assert!(!files.expect(0, &format!("trust list {own}")).contains("hall"));
    files.expect(0, &format!("trust import registry.json {own} --apply"));
    let list = files.expect(0, &format!("trust list {own}"));
    assert!(list.contains("trusted  did:web:college.example  College  tags: maths  until 2028-06-30"), "{list}");
    assert!(list.contains("known    did:web:hall.example  Hall"), "{list}");

    files.expect(0, &format!("trust export {own} --out list.json"));
    let exported: Value = files.json("list.json");
    assert_eq!(exported["entries"].as_array().map(Vec::len), Some(2));
    assert_eq!(exported["issuer"], "did:web:127.0.0.1%3A8080:organisations:northside");
    files.expect(0, &format!("trust remove did:web:COLLEGE.example {own}"));
    files.expect(1, &format!("trust remove did:web:college.example {own}"));
    let back = files.expect(0, &format!("trust import list.json {own} --apply"));
    assert!(back.contains("Signed by did:web:127.0.0.1%3A8080:organisations:northside"), "{back}");
    assert!(back.contains("1 added, 0 changed, 0 removed, 1 as before"), "{back}");
    files.put("forged.json", &with(&exported, "/entries/0/issuer", json!("did:web:mill.example")));
    let forged = files.expect(1, &format!("trust import forged.json {own} --apply"));
    assert!(forged.contains("does not fit"), "{forged}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_kept_over_the_api() {
    for engine in engines() {
        let door = Door::new(Town::new(engine).await);
        let key = door.key(&["see", "manage"]).await;
        let key = Some(key.as_str());
        let path = door.path("/trusted-issuers");
        let entry = json!({
            "issuer": "did:web:College.example", "name": "Two Rivers", "tags": ["maths"], "until": "2028-06-30T00:00:00Z",
            "achievementTypes": ["Course"], "note": "Agreed",
        });
        let made = door.ask(&format!("POST {path}"), key, Some(&entry), &[]).await.is(201).json();
        assert_eq!((&made["issuer"], &made["standing"]), (&json!("did:web:college.example"), &json!("trusted")));
        assert!(made["addedBy"].as_str().expect("who").starts_with("key:"));
        for (body, fields) in [
            (json!({"issuer": "did:web:college.example"}), ["issuer"].as_slice()),
            (
                json!({"issuer": "college.example", "until": "soon", "standing": "loved"}),
                &["until", "standing", "issuer"],
            ),
            (json!({"issuer": "did:web:b.example", "name": "a\nb", "tags": [" "]}), &["name", "tags"]),
            (json!({"issuer": "did:web:b.example", "expires": "x"}), &["expires"]),
        ] {
            let refused = door.ask(&format!("POST {path}"), key, Some(&body), &[]).await.is(422);
            assert_eq!(refused.fields(), fields, "{body}");
        }
        let one = format!("{path}/{}", made["entryId"].as_str().expect("an id"));
        let changed = json!({"issuer": "did:web:college.example", "standing": "known"});
        let changed = door.ask(&format!("PUT {one}"), key, Some(&changed), &[]).await.is(200).json();
        assert_eq!((&changed["standing"], &changed["tags"]), (&json!("known"), &json!([])));
        assert_eq!(door.ask(&format!("GET {one}"), key, None, &[]).await.is(200).json(), changed);

        let rows: Vec<Value> = (0..119).map(|n| json!(format!("did:web:school{n}.example"))).collect();
        let import = format!("POST {}?standing=trusted&apply=true", door.path("/trust-list"));
        let told = door.ask(&import, key, Some(&json!(rows)), &[]).await.is(200).json();
        assert_eq!((&told["added"], &told["applied"], &told["unchanged"]), (&json!(119), &json!(true), &json!(1)));
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = door.ask(&format!("GET {path}?limit=50{cursor}"), key, None, &[]).await.is(200).json();
            seen.extend(page["items"].as_array().expect("items").iter().map(|item| item["issuer"].to_string()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let unique: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (120, 120));
        let count = async |query: &str| {
            let page = door.ask(&format!("GET {path}?{query}"), key, None, &[]).await.is(200).json();
            page["items"].as_array().map_or(0, Vec::len)
        };
        assert_eq!((count("standing=known").await, count("text=SCHOOL11").await), (1, 10));
        assert_eq!(count("text=school1%25").await, 0);

        door.ask(&format!("DELETE {one}"), key, None, &[]).await.is(204);
        door.ask(&format!("DELETE {one}"), key, None, &[]).await.is(404);
        door.ask(&format!("GET {one}"), key, None, &[]).await.is(404);
        let see = door.key(&["see"]).await;
        door.ask(&format!("POST {path}"), Some(&see), Some(&entry), &[]).await.is(403);
        door.ask(&format!("GET {path}"), None, None, &[]).await.is(401);
        let id = &door.town.school.organisation_id;
        let events = door.town.app.list_audit_events(&Actor::Operator, id, 1, 100).await.expect("events");
        let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
        for action in ["trust.add", "trust.change", "trust.import", "trust.remove"] {
            assert!(actions.contains(&action), "{action}: {actions:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_from_one_organisation_to_another_only_with_its_signature() {
    let door = Door::new(Town::new(Engine::Sqlite).await);
    let (app, north) = (&door.town.app, door.town.school.organisation_id.clone());
    for (issuer, standing) in [("did:web:a.example", "trusted"), ("did:web:b.example", "known")] {
        let request =
            TrustRequest { issuer: issuer.into(), standing: Some(standing.into()), ..TrustRequest::default() };
        app.add_trusted_issuer(&Actor::Operator, &north, &request).await.expect("added");
    }
    let list = app.export_trust_list(&Actor::Operator, &north).await.expect("signed");
    let request = OrganisationRequest { slug: "south".into(), name: "South".into(), ..Default::default() };
    let south = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    let import = async |file: &Value, mode, apply| {
        let request = accolade::app::ImportRequest {
            file: file.to_string().into_bytes(),
            mode,
            unsigned: Standing::Known,
            apply,
        };
        app.import_trust_list(&Actor::Operator, &south, request).await
    };
    use accolade::app::ImportMode::{Merge, Replace};

    let told = import(&list, Merge, false).await.expect("looked at");
    assert_eq!((told.added, told.changed, told.removed, told.applied), (2, 0, 0, false));
    assert_eq!(told.signer.as_deref(), Some("did:web:127.0.0.1%3A8080:organisations:northside"));
    assert_eq!(app.count_trusted_issuers(&Actor::Operator, &south).await.expect("counted"), (0, 0));

    for forged in [
        with(&list, "/entries/1/standing", json!("trusted")),
        with(&list, "/issuer", json!("did:web:127.0.0.1%3A8080:organisations:south")),
        without(&list, "/proof"),
    ] {
        import(&forged, Merge, true).await.expect_err("refused");
    }
    assert_eq!(app.count_trusted_issuers(&Actor::Operator, &south).await.expect("counted"), (0, 0));

    // A hint takes no trust away, and replacing by hints replaces hints.
    import(&list, Merge, true).await.expect("done");
    let hints = json!(["did:web:a.example", "did:web:c.example"]);
    let told = import(&hints, Replace, true).await.expect("done");
    assert_eq!((told.added, told.changed, told.removed, told.unchanged), (1, 0, 1, 1));
    assert_eq!(app.count_trusted_issuers(&Actor::Operator, &south).await.expect("counted"), (1, 1));
    let told = import(&list, Replace, true).await.expect("done");
    assert_eq!((told.added, told.removed, told.unchanged), (1, 1, 1));
    let told = import(&list, Replace, true).await.expect("done");
    assert_eq!(
        (told.added, told.changed, told.removed, told.unchanged),
        (0, 0, 0, 2),
        "the same again changes nothing"
    );
}

/// A service whose visitors are shown the list of an organisation `south` by default.
async fn with_default_list() -> (Town, accolade::store::Organisation) {
    let ground = Ground::new(Engine::Sqlite).await;
    let settings = accolade::app::Settings { trust_organisation: Some("south".into()), ..ground.settings() };
    let app = open_with(&ground, settings, Clock::Fixed(crate::support::town::now())).await;
    let town = Town::of(app, ground).await;
    let request = OrganisationRequest { slug: "south".into(), name: "South County".into(), ..Default::default() };
    let south = town.app.create_organisation(&Actor::Operator, request, None).await.expect("made");
    (town, south)
}

async fn add(town: &Town, organisation: &accolade::store::Organisation, issuer: &str) {
    let request = TrustRequest { issuer: issuer.into(), name: "Somebody".into(), ..TrustRequest::default() };
    let id = &organisation.organisation_id;
    town.app.add_trusted_issuer(&Actor::Operator, id, &request).await.expect("added");
}

const NORTH: &str = "did:web:127.0.0.1%3A8080:organisations:northside";

#[tokio::test(flavor = "multi_thread")]
async fn the_api_asks_the_list_of_the_service_or_that_of_whoever_asks() {
    let (town, south) = with_default_list().await;
    let award = town.award("ada@school.example").await;
    let door = Door::new(town);
    let badge = door.get(&format!("/badges/{award}/badge.json")).await.json();
    let ask = async |query: &str, key: Option<&str>| {
        door.ask(&format!("POST /api/v1/verify{query}"), key, Some(&badge), &[]).await
    };

    // A list with nobody on it says nothing.
    assert_eq!(ask("", None).await.is(200).json()["trust"], Value::Null);
    add(&door.town, &south, "did:web:other.example").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let verdict = ask("", None).await.is(200).json();
    assert_eq!((&verdict["trust"]["level"], &verdict["trust"]["list"]), (&json!("unknown"), &json!("South County")));
    assert_eq!((&verdict["verdict"], &verdict["state"]), (&json!("valid"), &json!("valid")));
    add(&door.town, &south, NORTH).await;
    assert_eq!(ask("", None).await.is(200).json()["trust"]["level"], "trusted");

    let key = door.key(&["see"]).await;
    let school = door.town.school.clone();
    add(&door.town, &school, "did:web:other.example").await;
    let own = ask("?organisation=northside", Some(&key)).await.is(200).json();
    assert_eq!((&own["trust"]["level"], &own["trust"]["list"]), (&json!("trusted"), &json!("Northside District")));
    ask("?organisation=northside", None).await.is(401);
    ask("?organisation=south", Some(&key)).await.is(404);
    ask("?organisation=nobody", Some(&key)).await.is(404);
    let blind = door.key(&["award"]).await;
    ask("?organisation=northside", Some(&blind)).await.is(403);
}

async fn post_badge(browser: &mut Browser, text: &str) -> Answer {
    browser.post_multipart("/verify", &[("csrf", ""), ("text", text)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_trust_beside_the_verdict_and_offers_the_list() {
    let (town, south) = with_default_list().await;
    let award = town.award("ada@school.example").await;
    let badge = town.app.load_public_award(&award).await.expect("an award").credential.clone();
    let mut stranger = Browser::new(&town.app);
    post_badge(&mut stranger, &badge).await.shows(">Valid</h1>").hides("aria-label=\"Trust\"");
    add(&town, &south, "did:web:other.example").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let page = post_badge(&mut stranger, &badge).await;
    page.shows("Valid, issuer not on your list</h1>").shows("The list of <bdi>South County</bdi>");
    page.hides("verdict bad").hides("Put this issuer on your list");

    let mut owner = Browser::owner(&town.app, &south.organisation_id, "owner@south.example").await;
    let page = post_badge(&mut owner, &badge).await;
    page.shows("Put this issuer on your list").shows("/desk/south/trust/new?issuer=did%3Aweb%3A127.0.0.1%253A8080");
    let form = owner.get(&format!("/desk/south/trust/new?issuer={}", NORTH.replace('%', "%25"))).await;
    assert_eq!(form.value("issuer"), NORTH);
    let done =
        owner.send("/desk/south/trust/new", &[("issuer", NORTH), ("standing", "trusted"), ("name", "North")]).await;
    owner.get(done.location()).await.shows("on your list now").shows("2 trusted, 0 known");
    let page = post_badge(&mut owner, &badge).await;
    page.shows(">Valid</h1>").shows("On the list as “North”, trusted").hides("Put this issuer");

    // Whoever has a list of their own is shown that one.
    let id = &town.school.organisation_id;
    town.app.put_member(&Actor::Operator, id, "vera@school.example", "", Role::Viewer).await.expect("a member");
    add(&town, &town.school, "did:web:college.example").await;
    let mut viewer = Browser::owner(&town.app, id, "vera@school.example").await;
    post_badge(&mut viewer, &badge).await.shows("The list of <bdi>Northside District</bdi>").shows(">Trusted</strong>");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_kept_at_the_desk() {
    let town = Town::new(Engine::Sqlite).await;
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;
    let home = "/desk/northside/trust";
    owner.get(home).await.shows("Nobody is on your list yet").shows("Add an issuer").hides("Download, signed");

    let wrong = [("issuer", "college.example"), ("standing", "trusted"), ("until", "2028-13-01"), ("tags", "a, b")];
    let answer = owner.send(&format!("{home}/new"), &wrong).await;
    assert_eq!(answer.status, 422);
    answer.shows("There is a problem").shows("href=\"#until\"").shows("value=\"a, b\"");
    let good = [
        ("issuer", "did:web:college.example"),
        ("standing", "trusted"),
        ("name", "<b>College"),
        ("types", "Course, Degree"),
        ("until", "2028-06-30"),
    ];
    let done = owner.send(&format!("{home}/new"), &good).await;
    let list = owner.get(done.location()).await;
    list.shows("&lt;b&gt;College").shows("types Course, Degree").shows("30 June 2028").shows("Download, signed");
    let entry = list.value("entry");
    let edit = format!("{home}/{entry}/edit");
    owner.get(&edit).await.shows("Put here by owner@school.example").shows("value=\"2028-06-30\"");
    let known = [("issuer", "did:web:college.example"), ("standing", "known")];
    let done = owner.send(&edit, &known).await;
    owner.get(done.location()).await.shows("The entry was changed").shows("0 trusted, 1 known");

    let signed = owner.get(&format!("{home}.json")).await;
    assert_eq!(signed.header("content-disposition"), "attachment; filename=\"trust-list-northside.json\"");

    // Taking off asks first.
    let none = owner.send(&format!("{home}/remove"), &[]).await;
    assert_eq!(none.status, 422);
    none.shows("Choose at least one issuer").shows("id=\"entry-1\"");
    let asked = owner.send(&format!("{home}/remove"), &[("entry", &entry)]).await;
    asked.shows("Take these issuers off the list?").shows("did:web:college.example");
    owner.get(home).await.shows("0 trusted, 1 known");
    let done = owner.send(&format!("{home}/remove"), &[("entry", &entry), ("sure", "yes")]).await;
    owner.get(done.location()).await.shows("not on your list any more").shows("Nobody is on your list yet");

    // And comes back with the file, which is looked at first.
    let looked = owner
        .send_file(&format!("{home}/import"), &[("mode", "merge"), ("standing", "known")], signed.text.as_bytes())
        .await;
    looked.shows("Signed by did:web:127.0.0.1%3A8080:organisations:northside on 1 June 2026").shows("To be added: 1;");
    owner.get(home).await.shows("Nobody is on your list yet");
    let content = looked.value("content");
    let apply = [("content", content.as_str()), ("mode", "merge"), ("standing", "known"), ("do", "apply")];
    let done = owner.send(&format!("{home}/import"), &apply).await;
    owner.get(done.location()).await.shows("The list was taken over").shows("0 trusted, 1 known");
    let forged = signed.text.replace("college", "mill");
    let refused = owner.send_file(&format!("{home}/import"), &[], forged.as_bytes()).await;
    assert_eq!(refused.status, 422);
    refused.shows("does not fit").shows("href=\"#upload\"");
    owner.get("/desk/northside/audit").await.shows("Took did:web:college.example off the list");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_issuers_are_taken_over_paged_through_and_found() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let id = town.school.organisation_id.clone();
        let rows: String = (0..10_000).map(|n| format!("did:web:s{n:05}.example,School {n}\n")).collect();
        let request = accolade::app::ImportRequest {
            file: format!("issuer,name\n{rows}").into_bytes(),
            mode: accolade::app::ImportMode::Merge,
            unsigned: Standing::Trusted,
            apply: true,
        };
        let told = town.app.import_trust_list(&Actor::Operator, &id, request).await.expect("done");
        assert_eq!((told.added, told.changes.len(), told.refused.len()), (10_000, 200, 0));
        let mut owner = Browser::owner(&town.app, &id, "owner@school.example").await;
        let first = owner.get("/desk/northside/trust").await;
        first.shows("10,000 trusted, 0 known").shows("s00049.example").hides("s00050.example").shows("1 to 50");
        let next = first.text.split("rel=\"next\"").next().and_then(|text| text.rsplit("href=\"").next());
        let next = next.and_then(|text| text.split('"').next()).expect("a link").replace("&amp;", "&");
        owner.get(&next).await.shows("School 50").hides("School 49").shows("51 to 100");
        owner.get("/desk/northside/trust?q=school+9999").await.shows("s09999.example").hides("s00001.example");
        let list = town.app.export_trust_list(&Actor::Operator, &id).await.expect("signed");
        assert_eq!(list["entries"].as_array().map(Vec::len), Some(10_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_whose_issuer_s_name_deceives_is_told_on_the_page() {
    let town = Town::new(Engine::Sqlite).await;
    let draft = with(&crate::support::badge::draft(), "/issuer/name", json!("N\u{43e}rthside\u{202e}"));
    let signed = crate::support::badge::signed(draft).to_string();
    let mut browser = Browser::new(&town.app);
    let page = post_badge(&mut browser, &signed).await;
    page.shows("Calls itself “<bdi>N[U+043E]rthside[U+202E]</bdi>”").shows("mixes letters of different alphabets");
    page.hides("\u{202e}</bdi>");
    let report = crate::support::badge::verify(&signed);
    assert_eq!((report.verdict(), report.has_code(Code::NameUnsafe)), (Verdict::Valid, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_kept_as_a_file_without_being_stored_here() {
    use base64::Engine as _;
    let town = Town::new(Engine::Sqlite).await;
    let draft = with(&crate::support::badge::draft(), "/issuer/name", json!("=HYPERLINK(\"x\")"));
    let page = post_badge(&mut Browser::new(&town.app), &crate::support::badge::signed(draft).to_string()).await;
    let file = |start: &str| {
        let data = page.text.split(start).nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).expect("base64");
        String::from_utf8(bytes).expect("text")
    };
    let json: Value = serde_json::from_str(&file("href=\"data:application/json;base64,")).expect("JSON");
    assert_eq!((&json["verdict"], &json["file"]), (&json!("valid"), &json!("The text you pasted")));
    let table = file("href=\"data:text/csv;charset=utf-8;base64,");
    assert!(table.contains("\r\nThe text you pasted,2026-06-01T12:00:00Z,Valid,did:key:"), "{table}");
    assert!(table.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{table}");
    assert!(table.contains(",signature,pass,ok,"), "{table}");
}
