//! Copies, older copies, damaged copies; the journal beside the database; an audit that names what was changed.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use accolade::app::{Actor, App, ListForm, StatusMove};
use accolade::clock::{Clock, Stopwatch};
use accolade::ids::AwardId;
use accolade::status::{Bitstring, Purpose};
use accolade::store::Award;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::support::town::{Engine, Ground, Town, engines, open};

/// The program on a ground.
fn run(ground: &Ground, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command
        .args(arguments)
        .current_dir(ground.folder.path())
        .env_remove("ACCOLADE_KEY_FILE")
        .env_remove("ACCOLADE_KEY_PASSPHRASE")
        .env("ACCOLADE_BASE_URL", "http://127.0.0.1:8080")
        .env("ACCOLADE_LISTEN", "127.0.0.1:0")
        .env("DATABASE_URL", &ground.url)
        .env("ACCOLADE_KEYS", ground.path("issuer-keys"))
        .env("ACCOLADE_JOURNAL", ground.path("revocations.ndjson"));
    command.output().expect("the program runs")
}

/// Runs it and insists on the exit code; what it had to say.
fn expect(ground: &Ground, exit: i32, arguments: &[&str]) -> String {
    let output = run(ground, arguments);
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{text}");
    text
}

async fn town(engine: Engine) -> Town {
    Town::on(Ground::new(engine).await, Clock::System).await
}

async fn revoke(town: &Town, award: &AwardId) {
    let list = std::slice::from_ref(award);
    let school = &town.school.organisation_id;
    town.app.change_status(&Actor::Operator, school, list, StatusMove::Revoke, "Mistake").await.expect("revoked");
}

async fn shown(app: &App, award: &AwardId) -> Award {
    app.load_public_award(award).await.expect("an award").award.clone()
}

async fn is_on_list(app: &App, award: &Award) -> bool {
    let list = app.status_list(&award.list_id, Purpose::Revocation, ListForm::Embedded).await.expect("a list");
    let value: Value = serde_json::from_str(&list.body).expect("JSON");
    let text = value["credentialSubject"]["encodedList"].as_str().expect("a list");
    Bitstring::decode(text).expect("bits").is_set(award.status_index as u64).expect("an entry")
}

async fn execute(url: &str, text: &str) {
    let mut connection = sqlx::AnyConnection::connect(url).await.expect("the database");
    connection.execute(AssertSqlSafe(text.to_owned())).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    connection.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_awards_are_made_is_of_one_moment_and_verifies_in_a_new_database() {
    for engine in engines() {
        let town = Arc::new(town(engine).await);
        let first = town.award("ada@school.example").await;
        revoke(&town, &first).await;
        let is_over = Arc::new(AtomicBool::new(false));
        let busy = tokio::spawn({
            let (town, is_over) = (town.clone(), is_over.clone());
            async move {
                for number in 0.. {
                    if is_over.load(Ordering::SeqCst) {
                        return;
                    }
                    let award = town.award(&format!("t{number}@school.example")).await;
                    if number % 3 == 0 {
                        revoke(&town, &award).await;
                    }
                }
            }
        });
        tokio::task::block_in_place(|| {
            std::thread::sleep(std::time::Duration::from_millis(200));
            expect(&town.ground, 0, &["backup", "copy.gz"])
        });
        is_over.store(true, Ordering::SeqCst);
        busy.await.expect("awarded");

        for target in engines() {
            let ground = Ground::after(&town.ground, target).await;
            let file = town.ground.path("copy.gz").display().to_string();
            expect(&ground, 0, &["restore", &file, "--confirm"]);
            let app = open(&ground, Clock::System).await;
            app.recover(0).await.expect("what was unsigned at that moment is signed");
            let report = app.audit(|_| {}).await.expect("audited");
            assert_eq!(report.findings, Vec::<String>::new(), "{engine:?} to {target:?}");
            assert!(report.credentials > 0);
            assert!(shown(&app, &first).await.revocation.is_some());
            app.close().await;
            let again = expect(&ground, 1, &["restore", &file, "--confirm"]);
            assert!(again.contains("not empty"), "{again}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_refused_until_it_is_confirmed_and_then_nothing_stands_that_was_withdrawn() {
    for engine in engines() {
        let old = town(engine).await;
        let kept = old.award("ada@school.example").await;
        expect(&old.ground, 0, &["backup", "older.gz"]);
        let lost = old.award("bob@school.example").await;
        revoke(&old, &kept).await;
        revoke(&old, &lost).await;
        let lost = shown(&old.app, &lost).await;
        old.app.close().await;

        // The copy comes back by other means than ours: the database is there, the journal knows more.
        let ground = Ground::after(&old.ground, engine).await;
        let file = old.ground.path("older.gz").display().to_string();
        expect(&ground, 0, &["restore", &file, "--confirm"]);
        std::fs::copy(old.ground.path("revocations.ndjson"), ground.path("revocations.ndjson")).expect("copied");
        let refused = expect(&ground, 1, &["serve"]);
        assert!(refused.contains("older than the journal") && refused.contains("restore --confirm"), "{refused}");
        assert!(refused.contains("1 withdrawn badges would stand again, 1 are not in it"), "{refused}");
        let audited = expect(&ground, 1, &["audit"]);
        assert!(audited.contains(kept.as_str()) && audited.contains(lost.award_id.as_str()), "{audited}");
        let unsure = expect(&ground, 3, &["restore"]);
        assert!(unsure.contains("--confirm"), "{unsure}");

        let confirmed = expect(&ground, 0, &["restore", "--confirm"]);
        assert!(confirmed.contains("2 badges withdrawn again"), "{confirmed}");
        let app = open(&ground, Clock::System).await;
        assert!(app.compare_journal().await.expect("compared").is_none(), "{engine:?}");
        assert!(shown(&app, &kept).await.revocation.is_some());
        assert!(is_on_list(&app, &lost).await, "the badge is out there, so its entry stays set");
        let town = Town { app, ..old };
        let newer = shown(&town.app, &town.award("eve@school.example").await).await;
        assert_ne!((newer.list_id, newer.status_index), (lost.list_id, lost.status_index));
        assert_eq!(town.app.audit(|_| {}).await.expect("audited").findings, Vec::<String>::new(), "{engine:?}");
        town.app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_noticed_when_nothing_was_withdrawn_since() {
    let town = town(Engine::Sqlite).await;
    town.award("ada@school.example").await;
    let town = town.restarted().await;
    town.app.close().await;
    let older = std::fs::read(town.ground.path("accolade.db")).expect("a copy");
    let town = town.restarted().await;
    let mut entries = BTreeSet::new();
    for name in ["bob", "eve", "joe"] {
        let award = shown(&town.app, &town.award(&format!("{name}@school.example")).await).await;
        entries.insert((award.list_id.to_string(), award.status_index));
    }
    town.app.close().await;
    for name in ["accolade.db-wal", "accolade.db-shm"] {
        // They are gone when the last connection has closed.
        let _ = std::fs::remove_file(town.ground.path(name));
    }
    std::fs::write(town.ground.path("accolade.db"), older).expect("replaced");

    let refused = expect(&town.ground, 1, &["serve"]);
    assert!(refused.contains("entries of 1 status lists would be given out twice"), "{refused}");
    expect(&town.ground, 0, &["restore", "--confirm"]);
    let town = town.restarted().await;
    assert!(town.app.compare_journal().await.expect("compared").is_none());
    for number in 0..20 {
        let award = shown(&town.app, &town.award(&format!("n{number}@school.example")).await).await;
        assert!(entries.insert((award.list_id.to_string(), award.status_index)), "an entry is given out twice");
    }
}

fn unpacked(path: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path).expect("a file")).read_to_string(&mut text).expect("text");
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).expect("packed");
    out.finish().expect("packed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_with_the_line_before_anything_is_put_in() {
    let town = town(Engine::Sqlite).await;
    town.award("ada@school.example").await;
    expect(&town.ground, 0, &["backup", "copy.gz"]);
    let whole = std::fs::read(town.ground.path("copy.gz")).expect("a backup");
    let text = unpacked(&town.ground.path("copy.gz"));
    let lines: Vec<&str> = text.lines().collect();
    let without_last = lines[..lines.len() - 1].join("\n");
    let without_row = [&lines[..3], &lines[4..]].concat().join("\n");
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), "line 1: this is no backup of this program"),
        ("other", b"PK\x03\x04 something else".to_vec(), "line 1: this is no backup of this program"),
        ("text", packed("Dear Sir or Madam,\n"), "line 1: this is no backup of this program"),
        ("half", whole[..whole.len() / 2].to_vec(), "the file is cut short"),
        ("short", packed(&without_last), "the file is cut short"),
        ("row", packed(&without_row), "rows and has"),
        ("table", packed(&text.replacen("\"organisations\"", "\"users\"", 1)), "line 2: there is no table `users`"),
        (
            "values",
            packed(&text.replacen("\"row\":[", "\"row\":[1,", 1)),
            "line 2: a row of `organisations` has 10 values",
        ),
        ("more", packed(&format!("{text}{}\n", lines[1])), "rows and has"),
    ];
    let ground = Ground::after(&town.ground, Engine::Sqlite).await;
    for (name, bytes, why) in cases {
        std::fs::write(ground.path(name), bytes).expect("written");
        let refused = expect(&ground, 1, &["restore", name, "--confirm"]);
        assert!(refused.contains(&format!("{name}: ")) && refused.contains(why), "{name}: {refused}");
    }
    let missing = expect(&ground, 3, &["restore", "nowhere.gz", "--confirm"]);
    assert!(missing.contains("nowhere.gz"), "{missing}");
    std::fs::write(ground.path("copy.gz"), whole).expect("written");
    expect(&ground, 0, &["restore", "copy.gz", "--confirm"]);
    assert!(expect(&ground, 0, &["audit"]).contains("1 credentials"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_the_version_before_is_restored() {
    let town = town(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let before = shown(&town.app, &award).await;
    expect(&town.ground, 0, &["backup", "copy.gz"]);
    let text = unpacked(&town.ground.path("copy.gz"));
    let with_rows_of = |columns: usize| -> String {
        let shorten = |line: &str| {
            let mut line: Value = serde_json::from_str(line).expect("JSON");
            if line["table"] == "awards" {
                line["row"].as_array_mut().expect("a row").truncate(columns);
            }
            format!("{line}\n")
        };
        text.lines().map(shorten).collect()
    };
    let ground = Ground::after(&town.ground, Engine::Sqlite).await;
    std::fs::write(ground.path("cut.gz"), packed(&with_rows_of(17))).expect("written");
    std::fs::write(ground.path("old.gz"), packed(&with_rows_of(19))).expect("written");

    let refused = expect(&ground, 1, &["restore", "cut.gz", "--confirm"]);
    assert!(refused.contains("a row of `awards` has 20 values, not 17"), "{refused}");
    expect(&ground, 0, &["restore", "old.gz", "--confirm"]);

    assert!(expect(&ground, 0, &["audit"]).contains("1 credentials"));
    let town = Town { ground, ..town }.restarted().await;
    assert_eq!(shown(&town.app, &award).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_another_version_are_not_backed_up_and_it_says_what_to_do() {
    for engine in engines() {
        let town = town(engine).await;
        town.app.close().await;
        let url = &town.ground.url;
        execute(url, "update _sqlx_migrations set version = version + 1000 where version > 1").await;
        let refused = expect(&town.ground, 1, &["backup", "copy.gz"]);
        assert!(
            refused.contains("the tables are of version 10") && refused.contains("and this program reads"),
            "{refused}"
        );
        execute(url, "delete from _sqlx_migrations where version > 1000").await;
        let refused = expect(&town.ground, 1, &["backup", "copy.gz"]);
        assert!(refused.contains("are of version 1,") && refused.contains("accolade migrate"), "{refused}");
        execute(url, "drop table _sqlx_migrations").await;
        let refused = expect(&town.ground, 1, &["backup", "copy.gz"]);
        assert!(refused.contains("are of version 0,"), "{refused}");
        assert!(!town.ground.path("copy.gz").exists() && !town.ground.path("copy.tmp").exists(), "half a backup stays");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_last_line_of_the_journal_is_cut_off_and_anything_else_is_named() {
    let town = town(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    revoke(&town, &award).await;
    let path = town.ground.path("revocations.ndjson");
    town.app.close().await;
    let good = std::fs::read_to_string(&path).expect("a journal");
    std::fs::write(&path, format!("{good}{{\"event\":\"revoked\",\"awa")).expect("written");
    let town = town.restarted().await;
    assert!(town.app.compare_journal().await.expect("compared").is_none());
    town.app.close().await;
    assert!(std::fs::read_to_string(&path).expect("a journal").starts_with(&good));

    std::fs::write(&path, format!("{good}nonsense\n{good}")).expect("written");
    let refused = expect(&town.ground, 1, &["serve"]);
    let line = good.lines().count() + 1;
    assert!(refused.contains(&format!("line {line} is no line of a revocation journal")), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_was_lost_is_written_again_from_the_database() {
    for engine in engines() {
        let town = town(engine).await;
        let award = town.award("ada@school.example").await;
        revoke(&town, &award).await;
        town.app.close().await;
        let path = town.ground.path("revocations.ndjson");
        std::fs::remove_file(&path).expect("removed");
        let town = town.restarted().await;

        assert!(town.app.compare_journal().await.expect("compared").is_none());

        let text = std::fs::read_to_string(&path).expect("a journal");
        assert!(text.contains(award.as_str()) && text.contains("\"issued\""), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_withdrawals_do_not_delay_the_start() {
    let town = town(Engine::Sqlite).await;
    town.award("ada@school.example").await;
    town.app.close().await;
    let numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 10000)";
    execute(
        &town.ground.url,
        &format!(
            "insert into awards
                    (award_id, organisation_id, achievement_id, version, person_id, short_code, list_id, status_index,
                     unsigned, key_name, signed_at, proof, awarded_at, valid_until, created_at, created_by)
             {numbers}
             select 'f' || i, organisation_id, achievement_id, version, person_id, 'f' || i, list_id, -i, unsigned,
                    key_name, signed_at, proof, awarded_at, valid_until, created_at, created_by
               from awards, n"
        ),
    )
    .await;
    let text = "insert into revocations
                select award_id, organisation_id, list_id, status_index, 'x', 1, 'x' from awards where status_index < 0";
    execute(&town.ground.url, text).await;
    let town = town.restarted().await;
    town.app.compare_journal().await.expect("the journal catches up");
    let text = std::fs::read_to_string(town.ground.path("revocations.ndjson")).expect("a journal");
    assert!(text.lines().count() > 10_000);

    let since = Stopwatch::start();
    assert!(town.app.compare_journal().await.expect("compared").is_none());
    assert!(since.elapsed().as_millis() < 2_000, "{:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_names_every_row_that_was_changed_and_no_other() {
    for engine in engines() {
        let town = town(engine).await;
        let mut awards = Vec::new();
        for number in 0..12 {
            awards.push(town.offer(&format!("t{number}@school.example")).await);
        }
        for award in &awards[4..6] {
            revoke(&town, award).await;
        }
        assert_eq!(town.app.audit(|_| {}).await.expect("audited").findings, Vec::<String>::new(), "{engine:?}");
        let school = &town.school.organisation_id;
        let events = town.app.list_audit_events(&Actor::Operator, school, 1, 100).await.expect("events");
        town.app.close().await;
        let triggers = match engine {
            Engine::Sqlite => {
                "drop trigger audit_events_stay; drop trigger audit_events_are_kept; drop trigger revocations_are_kept"
            }
            Engine::Postgres => {
                "alter table audit_events disable trigger all; alter table revocations disable trigger all"
            }
        };
        let change = |set: &str, award: &AwardId| format!("update awards set {set} where award_id = '{award}'");
        let changes = [
            // A letter of the proof, of what was signed; the entry; the hold; the row itself.
            change("proof = replace(proof, 'assertionMethod', 'authentication')", &awards[0]),
            change("unsigned = replace(unsigned, 'Inquiry', 'Enquiry')", &awards[1]),
            change("status_index = 131071", &awards[2]),
            change("suspended_at = 1, suspended_reason = 'x'", &awards[3]),
            format!("delete from revocations where award_id = '{}'", awards[4]),
            format!(
                "insert into revocations select award_id, organisation_id, list_id, status_index, 'x', 1, 'x'
                   from awards where award_id = '{}'",
                awards[6]
            ),
            format!("delete from outbox where about = '{0}'; delete from awards where award_id = '{0}'", awards[7]),
            change("proof = null", &awards[8]),
            "update audit_events set actor = 'nobody' where number = 3".into(),
            "update audit_events set detail = '{}' where number = 5".into(),
            "delete from audit_events where number = 8".into(),
        ];
        for text in triggers.split("; ").chain(changes.iter().flat_map(|text| text.split("; "))) {
            execute(&town.ground.url, text).await;
        }

        let found = expect(&town.ground, 1, &["audit"]);

        for (number, award) in awards.iter().enumerate() {
            let is_changed = matches!(number, 0..=4 | 6..=8);
            // Of these nothing is told any more.
            let is_told_of = events.iter().any(|event| matches!(event.number, 5 | 8) && event.about == award.as_str());
            assert_eq!(found.contains(award.as_str()), is_changed || is_told_of, "{engine:?} {number}: {found}");
        }
        for event in [3, 5, 9] {
            assert!(found.contains(&format!("event {event} was changed")), "{engine:?} {event}: {found}");
        }
        for event in [2, 4, 6, 7, 10] {
            assert!(!found.contains(&format!("event {event} was changed")), "{engine:?} {event}: {found}");
        }
    }
}
