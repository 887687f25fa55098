//! Taking everything along, and leaving: the archive verifies without the service, and of who left no word stays.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use accolade::app::{Actor, App, ListForm, StatusMove};
use accolade::clock::Clock;
use accolade::ids::AwardId;
use accolade::keys::Algorithm;
use accolade::language::Language;
use accolade::review::evidence::Visibility;
use accolade::status::{Bitstring, Purpose};
use accolade::store::{ERASURE_HANDLES, Settings, Store};
use accolade::verify::Code;
use accolade::verify::bundle::{self, Anchors, Maker};
use serde_json::Value;
use sqlx::Connection as _;

use crate::support::browser::Browser;
use crate::support::console::Files;
use crate::support::peers::{CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, MINUTE, Peers, text_evidence};
use crate::support::town::{Engine, Ground, Town, engines, now, open, open_with};

const EVIDENCE: &str = "Eight lessons about the river Quillon.";
const FILE: &[u8] = b"The diary of the river Quillon, week by week.";

fn unpacked(archive: std::fs::File) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(archive).expect("an archive");
    let mut files = BTreeMap::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        let name = file.name().expect("a name").into_owned();
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
        files.insert(name, bytes);
    }
    files
}

/// A claimant whose claim was accepted, with a text and a file as evidence; their badge.
async fn accepted(engine: Engine) -> (Peers, AwardId) {
    let mut peers = Peers::new(engine, 2).await;
    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let form = text_evidence("My diary.", Visibility::Reviewers);
    let added = peers.app.add_evidence_file(&peers.claimant(), &claim, form, FILE.to_vec()).await;
    added.expect("attached");
    peers.submits_again(&claim, EVIDENCE).await;
    peers = peers.later(31 * MINUTE).await;
    for number in peers.offered_to(&claim).await {
        peers.judges(number, &claim, 1).await;
    }
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");
    let award = peers.own(&claim).await.award.expect("a badge");
    (peers, award)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_of_a_person_verifies_without_the_service_and_without_a_network() {
    let ground = Ground::new(Engine::Sqlite).await;
    let app = open_with(&ground, ground.settings_at("https://badges.example"), Clock::Fixed(now())).await;
    let town = Town::of(app, ground).await;
    let (stands, withdrawn) = (town.award("ada@school.example").await, town.award("ada@school.example").await);
    let school = &town.school.organisation_id;
    let list = std::slice::from_ref(&withdrawn);
    let changed = town.app.change_status(&Actor::Operator, school, list, StatusMove::Revoke, "By mistake").await;
    changed.expect("revoked");
    let person = town.app.ensure_person("ada@school.example", "").await.expect("a person").person_id;
    let keys = town.app.keys_of(&town.school).expect("keys");
    let keys = [keys.active(Algorithm::Ed25519).expect("a key").public().clone()];
    let mut codes = BTreeMap::new();
    for (award, is_withdrawn) in [(&stands, false), (&withdrawn, true)] {
        let code = town.app.load_public_award(award).await.expect("an award").award.short_code.to_uppercase();
        codes.insert(code, is_withdrawn);
    }

    let archive = town.app.export_myself(&Actor::Person(person)).await.expect("an archive");
    town.app.close().await;
    drop(town);

    let files = unpacked(archive);
    let folder = Files::with(&[]);
    for (code, is_withdrawn) in codes {
        let file = |name: &str| files.get(&format!("badges/{code}/{name}")).unwrap_or_else(|| panic!("{code}/{name}"));
        let document: Value = serde_json::from_slice(file("offline.json")).expect("JSON");
        let anchors = Anchors { keys: &keys, ..Anchors::default() };
        let opened = bundle::open(&document, anchors, now()).expect("it can be relied on");
        assert_eq!(opened.maker, Maker::Named("did:web:badges.example:organisations:northside".into()));
        let [proven] = opened.verify(now()).try_into().expect("one badge");
        assert_eq!(proven.report.has_code(Code::Revoked), is_withdrawn);
        assert_eq!(proven.report.state(), if is_withdrawn { "revoked" } else { "valid" });
        // Every form, by the program itself, with nothing but what lies in the archive.
        folder.put("offline.json", &document);
        for name in ["badge.json", "badge.jwt", "badge.png", "badge.svg"] {
            std::fs::write(folder.path(name), file(name)).expect("written");
            let exit = i32::from(is_withdrawn);
            folder.expect(exit, &format!("verify --documents offline.json --at 2026-06-01T12:00:00Z {name}"));
        }
        let about: Value = serde_json::from_slice(file("about.json")).expect("JSON");
        assert_eq!((about["answer"].as_str(), about["withdrawn"].is_object()), (Some("accepted"), is_withdrawn));
    }
    let profile: Value = serde_json::from_slice(&files["profile.json"]).expect("JSON");
    assert_eq!(profile["emails"][0], "ada@school.example");
    assert!(files.contains_key("README.txt") && files.contains_key("links.json"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_has_the_evidence_and_what_came_of_it_and_never_who_judged() {
    let (peers, award) = accepted(Engine::Sqlite).await;
    let archive = peers.app.export_myself(&peers.claimant()).await.expect("an archive");

    let files = unpacked(archive);
    let claim = String::from_utf8(files["claims/1/claim.json"].clone()).expect("text");
    assert!(claim.contains(EVIDENCE) && claim.contains(award.as_str()) && claim.contains("\"levels\""), "{claim}");
    let is_the_file = |(name, bytes): (&String, &Vec<u8>)| name.starts_with("claims/1/evidence-") && bytes == FILE;
    assert!(files.iter().any(is_the_file), "{:?}", files.keys());
    let about: Value = serde_json::from_str(&claim).expect("JSON");
    let named = about["evidence"].as_array().expect("evidence").iter().find_map(|one| one["file"].as_str());
    assert_eq!(files[&format!("claims/1/{}", named.expect("a file"))], FILE);
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for reviewer in 0..2 {
            for secret in
                [format!("peer{reviewer}@hill.example"), format!("Robin {reviewer}"), format!("Hill School {reviewer}")]
            {
                assert!(!text.contains(&secret), "{secret} in {name}");
            }
            assert!(!text.contains(peers.reviewers[reviewer].as_str()), "a reviewer's identifier in {name}");
        }
    }
    // From the page, for whoever is signed in alone.
    let mut stranger = Browser::new(&peers.app);
    assert!(stranger.get("/me/export.zip").await.location().starts_with("/sign-in"));
}

/// Everything that is kept: all tables as they are read, and the bytes of all files.
async fn everything(app: &App, ground: &Ground) -> Vec<(String, Vec<u8>)> {
    let mut session = Store::open_for_reading(&Settings::new(ground.url.clone())).await.expect("it opens");
    let mut lines = Vec::new();
    session
        .export_all(|line| {
            lines.extend(serde_json::to_vec(&line).expect("JSON"));
            Ok::<_, accolade::store::StoreError>(())
        })
        .await
        .expect("read");
    drop(session);
    let mut found = vec![("all tables".to_owned(), lines)];
    let mut folders = vec![ground.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push((path.display().to_string(), std::fs::read(&path).expect("its bytes"))),
            }
        }
    }
    let kept = app.mailer().kept();
    found.push(("kept mails".into(), kept.iter().flat_map(|kept| kept.mail.to.clone().into_bytes()).collect()));
    found
}

fn found_in(all: &[(String, Vec<u8>)], marker: &str) -> Vec<String> {
    let has = |bytes: &[u8]| bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
    all.iter().filter(|(_, bytes)| has(bytes)).map(|(name, _)| name.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_who_leaves_no_word_stays_and_the_status_list_goes_on_answering() {
    for engine in engines() {
        let (peers, award) = accepted(engine).await;
        let list = std::slice::from_ref(&award);
        let school = &peers.school.organisation_id;
        let holder = peers.app.holder(&peers.claimant(), &award).await.expect("theirs");
        let share = peers.app.linkedin_share(&holder).await.expect("a link");
        let label = accolade::app::ShareRequest { label: "Quillfeather for Riverside".into(), ..Default::default() };
        peers.app.make_share(&holder, &label).await.expect("a link");
        let collection = peers.app.begin_collection(&peers.claimant(), "Quillon collection").await.expect("begun");
        let step = accolade::app::CollectionMove::Add(award.clone());
        peers.app.arrange_collection(&peers.claimant(), &collection, step).await.expect("added");
        while peers.app.do_messages().await.expect("mails are written") > 0 {}
        peers.app.request_link(CLAIMANT_EMAIL, Language::English).await.expect("asked for");
        let shown = peers.app.load_public_award(&award).await.expect("an award");
        let (credential, index, list_id) =
            (shown.credential.clone(), shown.award.status_index, shown.award.list_id.clone());
        let subject = peers.app.ensure_person(CLAIMANT_EMAIL, "").await.expect("a person").subject_id;
        let bystander = peers.app.ensure_person("eve@school.example", "Eve Bystander").await.expect("a person");
        let markers =
            [CLAIMANT_NAME, CLAIMANT_EMAIL, CLAIMANT_SCHOOL, EVIDENCE, "Quillon", subject.as_str(), "My diary."];
        let before = everything(&peers.app, &peers.ground).await;
        for marker in markers {
            assert!(!found_in(&before, marker).is_empty(), "{engine:?}: {marker} is nowhere to begin with");
        }
        let audited = peers.app.audit(|_| {}).await.expect("audited");
        assert_eq!(audited.findings, Vec::<String>::new());

        let report = peers.app.erase_myself(&peers.claimant()).await.expect("erased");

        assert_eq!((report.badges, report.files), (1, 1));
        let after = everything(&peers.app, &peers.ground).await;
        for marker in markers {
            assert_eq!(found_in(&after, marker), Vec::<String>::new(), "{engine:?}: {marker}");
        }
        assert!(!found_in(&after, "Eve Bystander").is_empty() && !found_in(&after, "Robin 0").is_empty());
        assert_eq!(peers.app.find_session("nothing").await.expect("an answer"), None);
        assert!(!bystander.name.is_empty());

        // The badge as a file is what it was: verified by its own signature and a list that answers, not withdrawn.
        let verified = peers.app.verify(credential.clone().into_bytes()).await.expect("verified").report;
        assert_eq!(verified.state(), "valid", "{engine:?} {:#?}", verified.checks);
        let mut stranger = Browser::new(&peers.app);
        let gone = stranger.look(&format!("/badges/{award}")).await;
        assert_eq!(gone.status, 410);
        gone.shows("erased");
        assert_eq!(stranger.get(&format!("/s/{}", share.token)).await.status, 404);
        // It can still be withdrawn, and its entry goes to nobody else.
        let changed = peers.app.change_status(&Actor::Operator, school, list, StatusMove::Revoke, "Fraud").await;
        changed.expect("withdrawn");
        let published = peers.app.status_list(&list_id, Purpose::Revocation, ListForm::Embedded).await.expect("a list");
        let value: Value = serde_json::from_str(&published.body).expect("JSON");
        let bits = Bitstring::decode(value["credentialSubject"]["encodedList"].as_str().expect("bits")).expect("bits");
        assert!(bits.is_set(index as u64).expect("an entry"));
        let mut direct = sqlx::AnyConnection::connect(&peers.ground.url).await.expect("it opens");
        let (hash, kept_index): (String, i64) =
            sqlx::query_as("select credential_sha256, status_index from erased_awards")
                .fetch_one(&mut direct)
                .await
                .expect("a row");
        let digest = <sha2::Sha256 as sha2::Digest>::digest(credential.as_bytes());
        assert_eq!((hash, kept_index), (crate::support::hex(&digest), index));
        let audited = peers.app.audit(|_| {}).await.expect("audited");
        assert_eq!(audited.findings, Vec::<String>::new(), "{engine:?}");
        // The address is free: whoever comes with it is somebody new.
        let again = peers.app.ensure_person(CLAIMANT_EMAIL, "Another").await.expect("a person");
        assert_ne!(again.subject_id, subject);
        let (desk, _) = peers.app.count_awards(&Actor::Operator, school).await.expect("a count");
        assert_eq!(desk, 1, "what was awarded is counted as before");
        let mut owner = Browser::owner(&peers.app, school, "owner@school.example").await;
        owner.get("/desk/northside/awards").await.shows("Somebody who was erased");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_database_does_not_bring_back_who_was_erased() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let mut copy = Vec::new();
    let mut session = Store::open_for_reading(&Settings::new(town.ground.url.clone())).await.expect("it opens");
    accolade::app::restore::back_up(&mut session, &mut copy, now()).await.expect("a backup");
    drop(session);
    let person = town.app.find_person_named(&Actor::Operator, "ada@school.example").await.expect("a person");
    town.app.erase_person(&Actor::Operator, &person).await.expect("erased");
    town.app.close().await;
    let ground = town.ground;
    for file in ["accolade.db", "accolade.db-wal", "accolade.db-shm"] {
        let _ = std::fs::remove_file(ground.path(file));
    }

    let app = open(&ground, Clock::Fixed(now())).await;
    app.load_backup(Cursor::new(copy)).await.expect("restored");
    let gap = app.compare_journal().await.expect("compared");
    assert_eq!(gap.unerased, [person.to_string()]);
    assert!(!gap.is_none(), "nothing starts before somebody confirmed it");
    app.replay_journal().await.expect("done again");

    assert!(app.compare_journal().await.expect("compared").is_none());
    assert!(app.find_person_named(&Actor::Operator, "ada@school.example").await.is_err());
    assert!(matches!(app.load_public_award(&award).await, Err(accolade::app::Error::Gone(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_takes_the_address_typed_and_never_the_last_owner() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    let mut owner = Browser::owner(&town.app, school, "owner@school.example").await;
    owner.get("/me/data").await.shows("owner@school.example").shows("/me/export.zip");
    for typed in ["", "owner", "other@school.example"] {
        let wrong = owner.send("/me/data/erase", &[("confirm", typed)]).await;
        assert_eq!(wrong.status, 422);
        wrong.shows("href=\"#confirm\"");
    }
    let last = owner.send("/me/data/erase", &[("confirm", "owner@school.example")]).await;
    assert_eq!(last.status, 409);
    last.shows("last owner");
    assert_eq!(owner.post("/me/data/erase", &[("confirm", "owner@school.example")]).await.status, 403);

    let _second = Browser::owner(&town.app, school, "second@school.example").await;
    let gone = owner.send("/me/data/erase", &[("confirm", " Owner@school.example ")]).await;
    assert_eq!(gone.location(), "/erased");
    owner.get("/erased").await.shows("Everything about you was deleted");
    assert!(owner.get("/me").await.location().starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_holds_something_of_people_is_dealt_with_when_one_leaves() {
    let town = Town::new(Engine::Sqlite).await;
    let mut direct = sqlx::AnyConnection::connect(&town.ground.url).await.expect("it opens");
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select m.name, c.name
           from sqlite_master m
           join pragma_table_info(m.name) c
          where m.type = 'table'",
    )
    .fetch_all(&mut direct)
    .await
    .expect("tables");
    let personal = ["person_id", "claimant_id", "reviewer_id", "coach_id", "one_id", "other_id", "email", "email_key"];
    for (table, column) in tables {
        // An organisation's own address is no person's.
        if personal.contains(&column.as_str()) && table != "organisations" {
            assert!(
                ERASURE_HANDLES.contains(&table.as_str()),
                "`{table}.{column}`: say in src/store/erasure.rs (and in addresses.rs for merging) what becomes of it"
            );
        }
    }
}
