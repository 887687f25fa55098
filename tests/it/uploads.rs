//! Many badges in one upload: what programs get, what people get, what is refused, and when it ends.

use std::sync::{Arc, OnceLock};

use accolade::clock::Clock;
use accolade::http::{Hall, Settings};
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::archive::{Packed, deflated, stored, zip};
use crate::support::asking::Answer;
use crate::support::badge::now;
use crate::support::mixed::Pile;
use crate::support::site::{Site, reply};
use crate::support::town::{Engine, Ground, open_with};

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
        ("text/csv", b"a,b\n1,2\n".to_vec(), 422, "“credential” or “url”"),
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
    assert!(page.contains("3 are not valid, 0 could not be checked."));
    assert!(page.contains("All 41 checked"));
    assert_eq!(page.matches("<tr role=\"row\" class=\"r-valid").count(), 38);
    assert_eq!(page.matches("<tr role=\"row\" class=\"r-invalid").count(), 3);
    assert!(page.contains("<strong dir=\"auto\">Grace</strong>") && page.contains("1 of 2 applicants have a badge"));
    assert!(page.contains("Nobody on your list <span class=\"count\">37</span>"));
    for part in ["<script>", "<b>us", "<i>"] {
        assert!(!page.contains(part), "{part}");
    }
    let csv = kept(&page, "data:text/csv;charset=utf-8;base64,");
    assert_eq!(csv.lines().count(), 42);
    assert!(csv.contains("\r\n'=<i>.json,invalid,") && csv.contains("all.zip/3.png,valid,valid,"), "{csv}");
    let json = kept(&page, "data:application/json;base64,");
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
