//! Many badges at once: archives, lists, tables, folders; exact counts; what spoils one spoils no other.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use accolade::batch::{Batch, Content, ENTRIES_LIMIT, Handed};
use accolade::clock::Clock;
use accolade::fetch::Documents;
use accolade::http::{Hall, Settings};
use accolade::verify::{Report, Tally, Verifier};
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::archive::{Packed, deflated, stored, zip};
use crate::support::asking::Answer;
use crate::support::badge::{draft, now, signed, token, with};
use crate::support::mixed::Pile;
use crate::support::site::{Site, reply};
use crate::support::town::{Engine, Ground, open_with};

/// Everything in `handed`, verified: the name and the report of each.
fn verified(handed: Vec<Handed>, documents: &Value) -> Vec<(String, Report)> {
    let documents = Documents::read(documents).expect("documents");
    let batch = Batch::open(handed, ENTRIES_LIMIT).expect("a batch");
    let mut found = Vec::new();
    let shape = |name: &str, report: Report| (name.to_owned(), report);
    Verifier { documents: &documents, now: now() }.verify_many(batch, shape, |one| {
        found.push(one);
        ControlFlow::Continue(())
    });
    found
}

fn archive(files: &[Packed]) -> Vec<Handed> {
    vec![Handed::bytes("in.zip", zip(files))]
}

/// The names and the states, and the code that decided.
fn states(found: &[(String, Report)]) -> Vec<(&str, &str, String)> {
    let code = |report: &Report| {
        let line = report.main_line().expect("a line");
        serde_json::to_value(line.code).expect("JSON").as_str().expect("a code").to_owned()
    };
    found.iter().map(|(name, report)| (name.as_str(), report.state(), code(report))).collect()
}

#[test]
fn of_six_hundred_mixed_files_each_has_its_own_verdict() {
    let pile = Pile::new(600, "https://schools.example");
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();

    let found = verified(archive(&files), &pile.bundle());

    assert_eq!(found.len(), 600);
    let mut tally = Tally::default();
    for ((name, report), sample) in found.iter().zip(&pile.samples) {
        assert_eq!(name, &format!("in.zip/{}", sample.name));
        assert_eq!(report.state(), sample.state, "{name}: {:#?}", report.main_line());
        tally.add(report.verdict(), report.state());
    }
    assert_eq!((tally.valid, tally.invalid, tally.indeterminate), (570, 30, 0));
    assert_eq!(
        tally.to_json()["states"],
        json!({
            "valid": 570, "altered": 6, "expired": 3, "not-yet-valid": 3, "revoked": 3, "suspended": 3, "invalid": 12,
        })
    );
}

#[test]
fn a_batch_says_of_each_badge_what_it_would_say_of_that_badge_alone() {
    let pile = Pile::new(60, "https://schools.example");
    let mut bundle = pile.bundle();
    // One issuer's list of withdrawn badges is gone.
    bundle.as_object_mut().expect("a map").shift_remove("https://schools.example/lists/1/revocation").expect("a list");
    let handed = pile.samples.iter().map(|sample| Handed::bytes(&sample.name, sample.bytes.clone())).collect();

    let together = verified(handed, &bundle);

    let documents = Documents::read(&bundle).expect("documents");
    for ((name, report), sample) in together.iter().zip(&pile.samples) {
        let alone = Verifier { documents: &documents, now: now() }.verify(&sample.bytes);
        assert_eq!(report.to_json(name), alone.to_json(name));
    }
    assert!(together.iter().any(|(_, report)| report.state() == "status-unknown"));
}

#[test]
fn an_archive_with_everything_that_goes_wrong_still_gives_the_good_badge() {
    let good = signed(draft()).to_string().into_bytes();
    let locked = Packed { flags: 0x0801, ..deflated("locked.json", &good) };
    let strange = Packed { method: 12, ..deflated("bzip2.json", &good) };
    let wrong_sum = Packed { checksum: 1, ..deflated("sum.json", &good) };
    let wrong_length = Packed { length: 10, ..deflated("short.json", &good) };
    let too_long = Packed { length: 4_000, ..stored("long.json", &good[..2_000]) };
    let not_deflate = Packed { method: 8, ..stored("noise.json", &good) };
    let huge = Packed { length: 9 * 1024 * 1024, ..stored("huge.json", b"{}") };
    let nested = deflated("inner.zip", &zip(&[stored("a.json", &good)]));
    let disguised = deflated("inner.json", &zip(&[stored("a.json", &good)]));
    let bomb = deflated("bomb.json", &vec![b' '; 8 * 1024 * 1024]);
    let described = Packed { flags: 0x0808, ..deflated("described.json", &good) };
    let files = [
        stored("folder/", b""),
        stored("__MACOSX/folder/._good.json", b"x"),
        locked,
        strange,
        wrong_sum,
        wrong_length,
        too_long,
        not_deflate,
        huge,
        nested,
        disguised,
        bomb,
        described,
        stored("../../etc/passwd", &good),
        stored("good.json", &good),
        stored("good.json", b"{}"),
        stored("empty.json", b""),
    ];

    let found = verified(archive(&files), &json!({}));

    let wanted = [
        ("in.zip/locked.json", "unknown", "unsupported"),
        ("in.zip/bzip2.json", "unknown", "unsupported"),
        ("in.zip/sum.json", "invalid", "parse"),
        ("in.zip/short.json", "invalid", "parse"),
        ("in.zip/long.json", "invalid", "parse"),
        ("in.zip/noise.json", "invalid", "parse"),
        ("in.zip/huge.json", "invalid", "too_large"),
        ("in.zip/inner.zip", "unknown", "unsupported"),
        ("in.zip/inner.json", "unknown", "unsupported"),
        ("in.zip/bomb.json", "invalid", "too_large"),
        ("in.zip/described.json", "valid", "ok"),
        ("in.zip/../../etc/passwd", "valid", "ok"),
        ("in.zip/good.json", "valid", "ok"),
        ("in.zip/good.json", "invalid", "schema"),
        ("in.zip/empty.json", "invalid", "no_credential"),
    ];
    let wanted = wanted.map(|(name, state, code)| (name, state, code.to_owned()));
    let found = states(&found);
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found.0, wanted.0);
        assert!(
            found.1 == wanted.1 && (found.2 == wanted.2 || wanted.1 == "valid" || wanted.2 == "schema"),
            "{found:?}"
        );
    }
}

#[test]
fn files_that_share_their_bytes_are_refused() {
    let good = signed(draft()).to_string().into_bytes();
    let twice = Packed { at_the_one_before: true, ..stored("b.json", &good) };

    let found = verified(archive(&[stored("a.json", &good), twice, stored("c.json", &good)]), &json!({}));

    let found = states(&found);
    assert_eq!(found[2].1, "valid");
    // Of the two that claim the same bytes, one at most is believed.
    assert!(found[..2].iter().any(|(_, state, code)| *state == "invalid" && code == "parse"), "{found:?}");
}

#[test]
fn archives_that_cannot_be_opened_say_so_in_a_row() {
    let good = signed(draft()).to_string().into_bytes();
    let whole = zip(&[deflated("a.json", &good)]);
    let many: Vec<Packed> = (0..3).map(|n| stored(&n.to_string(), b"")).collect();
    let mut lying = zip(&many);
    let end = lying.len();
    lying[end - 14..end - 10].copy_from_slice(&[0xff, 0x7f, 0xff, 0x7f]);
    for (name, bytes) in [
        ("cut.zip", whole[..whole.len() - 10].to_vec()),
        ("half.zip", whole[..whole.len() / 2].to_vec()),
        ("lying.zip", lying),
        ("empty.zip", zip(&[])),
        ("short.zip", b"PK".to_vec()),
    ] {
        let handed = vec![Handed::bytes(name, bytes), Handed::bytes("good.json", good.clone())];
        let found = verified(handed, &json!({}));
        let found = states(&found);
        assert_eq!(found[0], (name, "invalid", "parse".to_owned()));
        assert_eq!(found[1].1, "valid", "{name}");
    }
}

#[test]
fn lists_and_tables_are_taken_apart_also_inside_archives() {
    let (json, jwt) = (signed(draft()).to_string(), token(draft()));
    let pretty = format!("{:#}", signed(draft()));
    let quoted = json.replace('"', "\"\"");
    let lines = format!("{json}\n\n{json}\n{{\"half\":\n");
    let files = [
        ("lines.ndjson", lines.clone()),
        ("tokens.txt", format!("{jwt}\n{jwt}\n")),
        ("array.json", format!("[{pretty},\n\"{jwt}\"]")),
        ("table.csv", format!("\u{feff}Name;Credential;Url\nAda;\"{quoted}\";\nBo;;https://a.example/badge\nCy;;\n")),
        ("single.json", pretty),
    ];
    let mut handed: Vec<Handed> = files.iter().map(|(name, text)| Handed::bytes(name, text.as_bytes())).collect();
    let inner = [deflated("x/lines.ndjson", lines.as_bytes()), deflated("x/table.csv", b"no,such\n1,2\n")];
    handed.push(Handed::bytes("in.zip", zip(&inner)));
    let documents = json!({"https://a.example/badge": {"body": jwt}});

    let found = verified(handed, &documents);

    let found: Vec<(&str, &str)> = states(&found).into_iter().map(|(name, state, _)| (name, state)).collect();
    assert_eq!(
        found,
        [
            ("lines.ndjson:1", "valid"),
            ("lines.ndjson:3", "valid"),
            ("lines.ndjson:4", "invalid"),
            ("tokens.txt:1", "valid"),
            ("tokens.txt:2", "valid"),
            ("array.json:1", "valid"),
            ("array.json:2", "valid"),
            ("table.csv:2", "valid"),
            ("table.csv:3", "valid"),
            ("table.csv:4", "invalid"),
            ("single.json", "valid"),
            ("in.zip/x/lines.ndjson:1", "valid"),
            ("in.zip/x/lines.ndjson:3", "valid"),
            ("in.zip/x/lines.ndjson:4", "invalid"),
            ("in.zip/x/table.csv", "invalid"),
        ]
    );
}

#[test]
fn more_than_ten_thousand_are_refused_before_the_first_is_looked_at() {
    let lines = |count: usize| Handed::bytes("l.ndjson", "{\"a\":1}\n".repeat(count).into_bytes());
    let refused = |handed: Vec<Handed>| Batch::open(handed, ENTRIES_LIMIT).map(|batch| batch.total());

    assert_eq!(refused(vec![lines(10_000)]), Ok(10_000));
    for handed in [vec![lines(10_001)], vec![lines(10_000), lines(2)]] {
        let error = refused(handed).expect_err("too many").to_string();
        assert!(error.contains("10000 are checked at once") && error.contains("divide"), "{error}");
    }
    let files: Vec<Packed> = (0..10_001).map(|number| stored(&number.to_string(), b"")).collect();
    assert!(refused(archive(&files)).is_err());
    assert!(refused(Vec::new()).expect_err("nothing").to_string().contains("nothing to check"));
}

#[test]
fn a_list_inside_an_archive_cannot_smuggle_in_more_than_ten_thousand() {
    let files = [
        deflated("a.ndjson", "{\"a\":1}\n".repeat(9_990).as_bytes()),
        deflated("b.ndjson", &[b"{}\n".as_slice(); 30].concat()),
    ];
    let mut batch = Batch::open(archive(&files), ENTRIES_LIMIT).expect("a batch");

    let last = batch.by_ref().last().expect("entries");

    assert!(matches!(last.content, Content::Refused(_)), "{last:?}");
    assert!(batch.next().is_none());
}

#[test]
fn a_hostile_badge_cannot_spoil_the_list_of_the_others() {
    let pile = Pile::new(2, "https://schools.example");
    let mut bundle = pile.bundle();
    // The first badge asks for so much that nothing is left for the honest issuer's list.
    let honest: Value = serde_json::from_slice(&pile.samples[1].bytes).expect("JSON");
    let entry = honest["credentialStatus"][0].clone();
    let mut entries: Vec<Value> =
        (0..7).map(|n| with(&entry, "/statusListCredential", json!(format!("https://evil.example/{n}")))).collect();
    entries.push(entry);
    let hostile = with(&honest, "/credentialStatus", json!(entries));
    bundle["https://evil.example/0"] = json!({"body": "{}"});
    let handed = vec![
        Handed::bytes("hostile", hostile.to_string().into_bytes()),
        Handed::bytes("honest", honest.to_string().into_bytes()),
    ];

    let found = verified(handed, &bundle);

    assert_ne!(found[0].1.state(), "valid");
    assert_eq!(found[1].1.state(), "valid", "{:#?}", found[1].1);
}

/// A folder of its own, and the program running in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn of(pile: &Pile) -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        desk.put("documents.json", pile.bundle().to_string().as_bytes());
        desk
    }

    fn put(&self, name: &str, content: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("written");
    }

    fn verify(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        let fixed = ["verify", "--documents", "documents.json", "--at", "2026-06-01T12:00:00Z"];
        command.current_dir(self.0.path()).args(fixed).args(arguments.split_whitespace());
        command.output().expect("the program runs")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_program_takes_archives_and_folders_and_sums_up() {
    let pile = Pile::new(60, "https://schools.example");
    let desk = Desk::of(&pile);
    let files: Vec<Packed> = pile.samples[..30].iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    desk.put("june.zip", &zip(&files));
    for sample in &pile.samples[30..] {
        desk.put(&format!("letters/{}", sample.name), &sample.bytes);
    }

    let output = desk.verify("--json june.zip letters");

    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 60);
    assert_eq!(lines[0]["file"], json!(format!("june.zip/{}", pile.samples[0].name)));
    let valid = lines.iter().filter(|line| line["verdict"] == "valid").count();
    assert_eq!(valid, pile.count("valid"));
    assert!(text(&output.stderr).contains("60 checked: 57 valid, 3 not valid, 0 could not be told"));
}

#[test]
fn the_program_writes_a_table_and_says_whose_badge_each_is() {
    let pile = Pile::new(10, "https://schools.example");
    let desk = Desk::of(&pile);
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    desk.put("=1+1.zip", &zip(&files));
    desk.put("applicants.csv", "Name;E-mail\nGrace;TEACHER3@schools.example\nBo;bo@schools.example\n".as_bytes());

    let output = desk.verify("--csv --applicants applicants.csv =1+1.zip");

    let table = text(&output.stdout);
    let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 11, "{table}");
    assert!(lines[0].starts_with("File,Verdict,State,Reason,Issuer"), "{table}");
    assert!(lines[1..].iter().all(|line| line.starts_with("'=1+1.zip/")), "a formula: {table}");
    let of_grace: Vec<&&str> = lines.iter().filter(|line| line.contains(",Grace,")).collect();
    assert!(of_grace.len() == 1 && of_grace[0].contains("/3.png"), "{table}");

    let output = desk.verify("--json --applicants applicants.csv =1+1.zip");
    let line: Value = serde_json::from_str(text(&output.stdout).lines().nth(3).expect("a line")).expect("JSON");
    assert_eq!(line["applicant"]["name"], "Grace");
    assert_eq!(line["applicant"]["match"], "ignoring-case");

    desk.put("wrong.csv", b"who,what\n1,2\n");
    let output = desk.verify("--applicants wrong.csv =1+1.zip");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("who, what"), "{}", text(&output.stderr));
}

#[test]
fn what_is_not_there_is_told_and_the_rest_is_verified() {
    let pile = Pile::new(3, "https://schools.example");
    let desk = Desk::of(&pile);
    desk.put("a.json", &pile.samples[0].bytes);

    let output = desk.verify("--json nowhere.zip a.json https://schools.example/none");

    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let errors = text(&output.stderr);
    assert!(errors.contains("nowhere.zip") && errors.contains("schools.example/none"), "{errors}");
}

/// The service with its pages, and a pile whose issuers publish on this machine.
struct Office {
    router: axum::Router,
    pile: Pile,
    site: Site,
    _ground: Ground,
}

impl Office {
    async fn new(count: usize, settings: Settings) -> Self {
        let documents: Arc<OnceLock<serde_json::Map<String, Value>>> = Arc::default();
        let published = Arc::clone(&documents);
        let site = Site::new(move |asked, line| {
            let base = published.get().and_then(|map| map.keys().next()).and_then(|key| key.split("/issuers/").next());
            let address = format!("{}{}", base.unwrap_or(""), asked.path);
            match published.get().and_then(|map| map.get(&address)) {
                Some(document) => reply(line, "200 OK", &[], document.to_string().as_bytes()),
                None => reply(line, "404 Not Found", &[], b""),
            }
        });
        let pile = Pile::new(count, &site.url(""));
        documents.set(pile.documents()).expect("once");
        let ground = Ground::new(Engine::Sqlite).await;
        let mut of_app = ground.settings();
        of_app.fetch.allow_loopback = true;
        let app = open_with(&ground, of_app, Clock::Fixed(now())).await;
        let router = Hall::new(app, settings).open(accolade::api::routes().merge(accolade::web::routes()));
        Self { router, pile, site, _ground: ground }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn post(&self, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method("POST").uri(path).header("content-type", media_type);
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    async fn post_form(&self, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        self.post(path, "multipart/form-data; boundary=line", form(parts)).await
    }

    fn zip(&self) -> Vec<u8> {
        let samples = self.pile.samples.iter();
        zip(&samples.map(|sample| deflated(&sample.name, &sample.bytes)).collect::<Vec<_>>())
    }
}

/// The body of a form: the name of each part, its file name, its content.
fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--line--\r\n");
    body
}

fn lines(answer: &Answer) -> Vec<Value> {
    answer.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_a_line_for_each_badge_and_a_summary() {
    let office = Office::new(200, Settings::default()).await;

    let answer = office.post("/api/v1/verify", "application/zip", office.zip()).await.is(200);

    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    let lines = lines(&answer);
    assert_eq!(lines.len(), 201);
    for (line, sample) in lines.iter().zip(&office.pile.samples) {
        assert_eq!(
            (&line["file"], &line["state"]),
            (&json!(format!("body.zip/{}", sample.name)), &json!(sample.state))
        );
    }
    let summary = &lines[200]["summary"];
    assert_eq!(summary["files"], 200);
    assert_eq!(summary["valid"], 190);
    assert_eq!(summary["invalid"], 10);
    assert!(summary["seconds"].is_number() && summary["error"].is_null(), "{summary}");
    // Three issuers with a document and two lists each, however many badges stand on them.
    assert_eq!(office.site.connections(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_several_files_are_many_badges_and_one_file_is_one() {
    let office = Office::new(4, Settings::default()).await;
    let [first, second, _, picture] = &office.pile.samples[..] else { panic!("four samples") };
    let (first, second) = (&first.bytes, &second.bytes);
    let list = [first.as_slice(), b"\n", second, b"\n"].concat();
    let array = [b"[".as_slice(), first, b",", second, b"]"].concat();
    for (media_type, body) in [
        ("application/x-ndjson", list.clone()),
        ("text/plain", list.clone()),
        ("application/json", array),
        ("application/zip", zip(&[stored("a", first), stored("b", second)])),
        ("application/octet-stream", zip(&[stored("a", first), stored("b", second)])),
    ] {
        let answer = office.post("/api/v1/verify", media_type, body).await.is(200);
        assert_eq!(lines(&answer).last().expect("a line")["summary"]["valid"], 2, "{media_type}");
    }
    let parts = [("file", Some("a.json"), first.as_slice()), ("file", Some("b.json"), second)];
    let found = lines(&office.post_form("/api/v1/verify", &parts).await.is(200));
    assert_eq!((&found[0]["file"], &found[1]["file"]), (&json!("a.json"), &json!("b.json")));

    let one = office.post_form("/api/v1/verify", &[("file", Some("a.png"), &picture.bytes)]).await.is(200);
    assert_eq!(one.header("content-type"), "application/json");
    assert_eq!(one.json()["file"], "a.png");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_matched_to_its_applicant() {
    let office = Office::new(20, Settings::default()).await;
    let applicants = "name,e-mail\nGrace,teacher3@schools.example\nBo,bo@schools.example\n";
    let archive = office.zip();
    let parts = [("file", Some("all.zip"), archive.as_slice()), ("applicants", None, applicants.as_bytes())];

    let found = lines(&office.post_form("/api/v1/verify", &parts).await.is(200));

    let wanted = json!({"name": "Grace", "email": "teacher3@schools.example", "id": "", "match": "exact"});
    assert_eq!(found[3]["applicant"], wanted);
    assert_eq!(found.iter().filter(|line| line["applicant"].is_object()).count(), 1);

    let parts = [("file", Some("all.zip"), archive.as_slice()), ("applicants", None, b"who\nBo\n".as_slice())];
    let refused = office.post_form("/api/v1/verify", &parts).await.is(422);
    assert!(refused.text().contains("column"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_cannot_be_checked_say_what_to_do() {
    let settings = Settings { upload_bytes: 1_000_000, ..Settings::default() };
    let office = Office::new(1, settings).await;
    let too_many = "{\"a\":1}\n".repeat(10_001).into_bytes();
    let too_long = vec![b'x'; 1_000_001];
    for (media_type, body, status, part) in [
        ("application/zip", b"PK".to_vec(), 422, "cannot be opened as a ZIP archive"),
        ("application/zip", zip(&[]), 422, "no badges in it"),
        ("application/x-ndjson", too_many.clone(), 422, "divide them"),
        ("application/zip", too_long.clone(), 413, "larger than 1 MB"),
        ("text/csv", b"a,b\n1,2\n".to_vec(), 422, "`credential` or `url`"),
        ("text/plain", vec![b'x'; 5_000_001], 413, "too large"),
    ] {
        let answer = office.post("/api/v1/verify", media_type, body).await.is(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.text().contains(part), "{media_type}: {}", answer.text());
    }
    for (parts, part) in [
        (vec![("files", Some(""), b"".as_slice())], "no file was chosen"),
        (vec![("files", Some("l.ndjson"), too_many.as_slice())], "divide them"),
        (vec![("files", Some("a.zip"), b"PK\x03\x04".as_slice())], "a.zip: this cannot be opened"),
        (
            vec![("files", Some("a.json"), b"{}".as_slice()), ("applicants", Some("a.csv"), b"who\n".as_slice())],
            "needs a column",
        ),
    ] {
        let answer = office.post_form("/verify/many", &parts).await.is(422);
        let text = answer.text().to_lowercase();
        assert!(text.contains("there is a problem") && text.contains(part), "{part}: {text}");
    }
    let parts = [("files", Some("a.json"), too_long.as_slice())];
    let answer = office.post_form("/verify/many", &parts).await.is(413);
    assert!(answer.text().contains("larger than 1 MB"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_get_one_page_with_counts_choices_and_files_to_keep() {
    let office = Office::new(40, Settings::default()).await;
    let hostile = b"{\"issuer\":{\"id\":\"https://<script>.example\",\"name\":\"<b>us</b><!-- rows -->\"}}";
    let archive = office.zip();
    let applicants = "Name;E-mail\nGrace;teacher3@schools.example\nBo;bo@schools.example\n";
    let parts = [
        ("files", Some("all.zip"), archive.as_slice()),
        ("files", Some("=<i>.json"), hostile.as_slice()),
        ("applicants", Some("people.csv"), applicants.as_bytes()),
    ];

    let answer = office.post_form("/verify/many", &parts).await.is(200);

    let page = answer.text();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("38 of 41 badges are valid"), "{page}");
    assert!(page.contains("3 are not valid, and of 0 it could not be told."));
    assert!(page.contains("All 41 checked in "));
    assert_eq!(page.matches("<tr role=\"row\" class=\"r-valid").count(), 38);
    assert_eq!(page.matches("<tr role=\"row\" class=\"r-invalid").count(), 3);
    assert!(page.contains("<strong dir=\"auto\">Grace</strong>") && page.contains("1 of 2 applicants have a badge"));
    assert!(page.contains("Nobody on your list <span class=\"count\">40</span>"));
    for part in ["<script>", "<b>us", "<i>"] {
        assert!(!page.contains(part), "{part}");
    }
    let csv = kept(&page, "data:text/csv;charset=utf-8;base64,");
    assert_eq!(csv.lines().count(), 42);
    assert!(csv.contains("\r\n'=<i>.json,invalid,") && csv.contains("all.zip/3.png,valid,valid,"), "{csv}");
    let json = kept(&page, "data:application/x-ndjson;base64,");
    assert_eq!(json.lines().count(), 41);
    assert_eq!(
        serde_json::from_str::<Value>(json.lines().nth(3).expect("a line")).expect("JSON")["applicant"]["name"],
        "Grace"
    );

    let parts = [("files", Some("all.zip"), archive.as_slice()), ("format", None, b"csv".as_slice())];
    let table = office.post_form("/verify/many", &parts).await.is(200);
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"verdicts.csv\"");
    assert_eq!(table.text().lines().count(), 41);
    let parts = [("files", Some("all.zip"), archive.as_slice()), ("format", None, b"json".as_slice())];
    let list = office.post_form("/verify/many", &parts).await.is(200);
    assert_eq!(lines(&list).last().expect("a line")["summary"]["valid"], 38);
}

/// The file in a page behind this beginning of an address.
fn kept(page: &str, beginning: &str) -> String {
    let encoded = page.split(beginning).nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
    String::from_utf8(STANDARD.decode(encoded).expect("base64")).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_upload_lies_in_a_file_without_a_name_and_is_verified_all_the_same() {
    let office = Office::new(30, Settings::default()).await;
    let noise: Vec<u8> = (0..3_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mut files: Vec<Packed> =
        office.pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    files.insert(7, stored("noise.png", &noise));
    let archive = zip(&files);
    let parts = [("file", Some("a.json"), office.pile.samples[0].bytes.as_slice()), ("file", Some("b.zip"), &archive)];

    let found = lines(&office.post_form("/api/v1/verify", &parts).await.is(200));

    assert_eq!(found.len(), 33);
    assert_eq!(found[32]["summary"]["valid"], 1 + office.pile.count("valid"));
    assert_eq!((&found[8]["file"], &found[8]["state"]), (&json!("b.zip/noise.png"), &json!("invalid")));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_send_only_so_many_batches() {
    let office = Office::new(2, Settings { batches_per_hour: 2, ..Settings::default() }).await;
    for status in [200, 200, 429] {
        office.post("/api/v1/verify", "application/zip", office.zip()).await.is(status);
    }
    office.post_form("/verify/many", &[("files", Some("a.zip"), &office.zip())]).await.is(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_ends_when_nobody_reads_it_and_leaves_room_for_the_next() {
    let office = Office::new(20, Settings::default()).await;
    let many = "{\"a\":1}\n".repeat(10_000).into_bytes();
    for _ in 0..3 {
        let request =
            Request::builder().method("POST").uri("/api/v1/verify").header("content-type", "application/x-ndjson");
        let response = office.router.clone().oneshot(request.body(Body::from(many.clone())).expect("a request")).await;
        drop(response.expect("an answer"));
    }

    let answer = office.post("/api/v1/verify", "application/zip", office.zip()).await.is(200);
    assert_eq!(lines(&answer).len(), 21);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_another_site_offers_to_check_and_fetches_nothing() {
    let office = Office::new(1, Settings::default()).await;
    let ask = |site: Option<&'static str>| {
        let uri = format!("/verify?url={}", office.site.url("/issuers/0/did.json"));
        let mut request = Request::builder().uri(uri);
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        office.send(request.body(Body::empty()).expect("a request"))
    };

    for site in ["cross-site", "same-site"] {
        let page = ask(Some(site)).await.is(200).text();
        assert!(page.contains("Nothing has been fetched yet") && page.contains("/issuers/0/did.json\""), "{page}");
    }
    assert_eq!(office.site.connections(), 0);
    for site in [Some("same-origin"), Some("none"), None] {
        let page = ask(site).await.is(200).text();
        assert!(!page.contains("Nothing has been fetched yet"), "{site:?}");
    }
    assert_eq!(office.site.connections(), 1, "asked once, and then remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_among_single_files_is_shown_its_place() {
    let office = Office::new(2, Settings::default()).await;
    let answer = office.post_form("/verify", &[("file", Some("a.zip"), &office.zip())]).await.is(422);
    assert!(answer.text().contains("Many badges at once"));
}

/// Writes what docs/performance.md measures into the folder that `ACCOLADE_PILE` names: `pile.zip`, the same as loose
/// files, `documents.json`, and with `ACCOLADE_PILE_BASE` the documents as a folder for a web server.
#[test]
#[ignore = "writes hundreds of megabytes; for measuring"]
fn ten_thousand_mixed_files_are_written_for_measuring() {
    let Some(folder) = std::env::var_os("ACCOLADE_PILE") else { return };
    let folder = Path::new(&folder);
    let base = std::env::var("ACCOLADE_PILE_BASE").unwrap_or_else(|_| "https://schools.example".into());
    let pile = Pile::new(10_000, &base);
    let put = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::File::create(path).and_then(|mut file| file.write_all(content)).expect("written");
    };
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    put("pile.zip", &zip(&files));
    put("documents.json", pile.bundle().to_string().as_bytes());
    put("applicants.csv", pile.applicants().as_bytes());
    for (address, document) in pile.documents() {
        let path = address.strip_prefix(&base).expect("an address of ours");
        put(&format!("site{path}"), document.to_string().as_bytes());
    }
    eprintln!("{} valid, {} not", pile.count("valid"), pile.samples.len() - pile.count("valid"));
}
