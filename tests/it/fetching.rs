//! Fetching from the network: what is asked for, what never is, and what it costs at most.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use accolade::clock::Stopwatch;
use accolade::fetch::{Documents, FetchError, Fetcher, Purpose, Settings, SetupError};
use accolade::status::{self, Bitstring, Entry, ListDescription, list_credential};
use accolade::verify::{Code, Report, Verdict, Verifier};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use crate::support::badge::{draft, issuer, now, sign_blindly, signer, with};
use crate::support::certificate::Authority;
use crate::support::site::{Site, reply};

/// A fetcher and the runtime that moves it.
struct Network {
    runtime: Runtime,
    fetcher: Fetcher,
}

impl Network {
    fn new(settings: Settings) -> Self {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        Self { runtime, fetcher: Fetcher::new(settings).expect("a fetcher") }
    }

    /// With loopback on, as all servers here are on this machine.
    fn of_tests() -> Self {
        Self::new(settings())
    }

    fn fetch(&self, address: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.runtime.block_on(self.fetcher.fetch(address, purpose)).map(|body| body.to_vec())
    }

    fn documents(&self) -> Documents {
        Documents::live(self.fetcher.clone(), self.runtime.handle().clone())
    }
}

fn settings() -> Settings {
    Settings { allow_loopback: true, ..Settings::default() }
}

fn is_unsafe(answer: &Result<Vec<u8>, FetchError>) -> bool {
    matches!(answer, Err(FetchError::Unsafe { .. }))
}

#[test]
fn a_document_is_fetched_by_a_request_that_gives_nothing_away() {
    let site = Site::of("hello");
    let network = Network::new(Settings { contact: Some("https://ops.example/".into()), ..settings() });

    assert_eq!(network.fetch(&site.url("/a?b=c#d"), Purpose::Key).expect("a body"), b"hello");

    let head = site.heads().remove(0).to_lowercase();
    assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
    let mut names: Vec<&str> = head.lines().skip(1).filter_map(|line| line.split(':').next()).collect();
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "connection", "host", "user-agent"]);
    let agent = format!("user-agent: accolade/{} (+https://ops.example/)\r\n", env!("CARGO_PKG_VERSION"));
    assert!(head.contains(&agent) && head.contains("accept-encoding: identity\r\n"), "{head}");
}

#[test]
fn a_contact_that_would_add_a_header_is_refused() {
    for contact in ["a\r\nx: y", "two words", "ä"] {
        let made = Fetcher::new(Settings { contact: Some(contact.into()), ..Settings::default() });
        assert!(matches!(made, Err(SetupError::Contact(_))), "{contact}");
    }
}

#[test]
fn nothing_inside_a_network_is_asked_while_loopback_is_off() {
    let site = Site::of("secret");
    let port = site.port();
    let network = Network::new(Settings::default());
    for address in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        "https://127.0.0.1/".into(),
        "https://[::ffff:127.0.0.1]/".into(),
        "https://[::1]/".into(),
        "https://2130706433/".into(),
        "https://0x7f.1/".into(),
        "https://localhost/".into(),
        "https://169.254.169.254/latest/meta-data".into(),
        "file:///etc/passwd".into(),
    ] {
        let answer = network.fetch(&address, Purpose::Document);
        assert!(is_unsafe(&answer), "{address}: {answer:?}");
    }
    assert_eq!(site.connections(), 0);
}

#[test]
fn with_loopback_on_disguises_and_other_networks_stay_refused() {
    let site = Site::of("secret");
    let port = site.port();
    let network = Network::of_tests();
    for address in [
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        "http://10.0.0.1/".into(),
        "http://a.example/".into(),
        "https://a.example:8443/".into(),
    ] {
        let answer = network.fetch(&address, Purpose::Document);
        assert!(is_unsafe(&answer), "{address}: {answer:?}");
    }
    assert_eq!(site.connections(), 0);
    assert!(network.fetch(&format!("http://localhost:{port}/"), Purpose::Document).is_ok());
}

#[test]
fn a_name_that_leads_into_a_network_is_refused() {
    let site = Site::of("secret");
    let to = |address: &str| -> SocketAddr { address.parse().expect("an address") };
    let resolve = |own: &str| {
        HashMap::from([
            ("ten.example".to_owned(), to("10.0.0.1:0")),
            ("six.example".to_owned(), to("[fd00::1]:0")),
            ("mapped.example".to_owned(), to("[::ffff:127.0.0.1]:0")),
            ("own.example".to_owned(), to(own)),
        ])
    };
    let own = site.address().to_string();
    for (settings, refused) in [
        (
            Settings { resolve: resolve(&own), ..Settings::default() },
            ["ten.example", "six.example", "mapped.example", "own.example"].as_slice(),
        ),
        (
            Settings { resolve: resolve(&own), ..settings() },
            ["ten.example", "TEN.example.", "six.example", "mapped.example"].as_slice(),
        ),
    ] {
        let network = Network::new(settings);
        for host in refused {
            let answer = network.fetch(&format!("https://{host}/"), Purpose::Document);
            assert!(is_unsafe(&answer), "{host}: {answer:?}");
        }
    }
    assert_eq!(site.connections(), 0);
}

#[test]
fn redirects_are_followed_twice_under_the_same_rules_and_never_for_keys() {
    let other = Site::of("there");
    let elsewhere = other.url("/");
    let site = Site::new(move |asked, line| {
        let to = |place: &str, line| reply(line, "302 Found", &[&format!("location: {place}")], b"");
        match asked.path.as_str() {
            "/two" => to("one?x#y", line),
            "/one?x" => to("/here", line),
            "/one" => to("/here", line),
            "/three" => to("/two", line),
            "/loop" => to("/loop", line),
            "/private" => to("http://10.0.0.1/", line),
            "/literal" => to("http://[::ffff:127.0.0.1]/", line),
            "/number" => to("//2130706433/", line),
            "/metadata" => to("http://169.254.169.254/latest/", line),
            "/file" => to("file:///etc/passwd", line),
            "/data" => to("data:text/plain,x", line),
            "/secure" => to("https://127.0.0.1/", line),
            "/other" => to(&elsewhere, line),
            "/nowhere" => reply(line, "302 Found", &[], b""),
            "/unreadable" => to("http://[", line),
            _ => reply(line, "200 OK", &[], b"here"),
        }
    });
    let network = Network::of_tests();
    let fetch = |path: &str, purpose| network.fetch(&site.url(path), purpose);

    assert_eq!(fetch("/two", Purpose::StatusList).expect("a body"), b"here");
    for path in ["/three", "/loop"] {
        assert_eq!(fetch(path, Purpose::StatusList), Err(FetchError::Redirects(site.url(path))), "{path}");
    }
    assert_eq!(fetch("/one", Purpose::Key), Err(FetchError::Redirects(site.url("/one"))));
    for path in ["/private", "/literal", "/number", "/metadata", "/file", "/data", "/secure"] {
        for purpose in [Purpose::Document, Purpose::Key] {
            assert!(is_unsafe(&fetch(path, purpose)), "{path} {purpose:?}");
        }
    }
    assert_eq!(fetch("/two", Purpose::Hosted).expect("a body"), b"here");
    assert_eq!(fetch("/other", Purpose::Document).expect("a body"), b"there");
    assert_eq!(fetch("/other", Purpose::Hosted), Err(FetchError::Redirects(site.url("/other"))));
    assert!(matches!(fetch("/nowhere", Purpose::Document), Err(FetchError::Status { status: 302, .. })));
    assert!(matches!(fetch("/unreadable", Purpose::Document), Err(FetchError::NotUnderstood(_))));
}

#[test]
fn an_answer_that_is_too_long_is_cut_off_whether_it_says_so_or_not() {
    let site = Site::new(|asked, line| match asked.path.as_str() {
        "/fits" => reply(line, "200 OK", &[], &vec![b'x'; 256 * 1024]),
        "/said" => reply(line, "200 OK", &[], &vec![b'x'; 256 * 1024 + 1]),
        "/unsaid" => {
            let _ = line.write_all(b"HTTP/1.1 200 OK\r\n\r\n").and_then(|()| line.write_all(&[b'x'; 256 * 1024 + 1]));
        }
        // Without a length the body goes on until the reader has had enough.
        _ => {
            let _ = line.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            while line.write_all(&[b'x'; 65_536]).is_ok() {}
        }
    });
    let network = Network::of_tests();

    assert_eq!(network.fetch(&site.url("/fits"), Purpose::Key).expect("a body").len(), 256 * 1024);
    assert_eq!(network.fetch(&site.url("/said"), Purpose::StatusList).expect("a body").len(), 256 * 1024 + 1);
    for (path, purpose) in [
        ("/said", Purpose::Key),
        ("/unsaid", Purpose::Key),
        ("/endless", Purpose::Key),
        ("/endless2", Purpose::StatusList),
        ("/e", Purpose::Document),
    ] {
        assert_eq!(network.fetch(&site.url(path), purpose), Err(FetchError::TooLarge(site.url(path))));
    }
}

#[test]
fn answers_that_were_not_asked_for_are_not_taken() {
    let site = Site::new(|asked, line| match asked.path.as_str() {
        "/plain" => reply(line, "200 OK", &["content-encoding: identity"], b"x"),
        "/gzip" => reply(line, "200 OK", &["content-encoding: gzip"], &[0x1f, 0x8b]),
        "/br" => reply(line, "200 OK", &["content-encoding: br"], b"x"),
        "/head" => {
            let header = format!("x: {}", "y".repeat(64 * 1024));
            reply(line, "200 OK", &[&header], b"x");
        }
        "/short" => {
            let _ = line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx");
        }
        "/noise" => {
            let _ = line.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
        }
        "/silence" => {}
        "/404" => reply(line, "404 Not Found", &[], b"x"),
        "/204" => reply(line, "204 No Content", &[], b""),
        other => panic!("{other}"),
    });
    let network = Network::of_tests();
    let fetch = |path: &str| network.fetch(&site.url(path), Purpose::Document);

    assert_eq!(fetch("/plain").expect("a body"), b"x");
    for path in ["/gzip", "/br", "/head", "/short", "/noise", "/silence"] {
        assert_eq!(fetch(path), Err(FetchError::NotUnderstood(site.url(path))), "{path}");
    }
    for status in [404, 204] {
        let address = site.url(&format!("/{status}"));
        assert_eq!(network.fetch(&address, Purpose::Key), Err(FetchError::Status { address, status }));
    }
}

#[test]
fn whoever_takes_too_long_is_left() {
    let site = Site::new(|asked, line| {
        if asked.path == "/never" {
            return thread::sleep(Duration::from_secs(6));
        }
        let _ = line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        for _ in 0..240 {
            thread::sleep(Duration::from_millis(25));
            let _ = line.write_all(b"x");
        }
    });
    let mute = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let no_tls = format!("https://127.0.0.1:{}/", mute.local_addr().expect("an address").port());
    let network = Network::new(Settings {
        connect_limit: Duration::from_millis(150),
        total_limit: Duration::from_millis(300),
        ..settings()
    });
    for address in [site.url("/never"), site.url("/drop-by-drop"), no_tls] {
        let watch = Stopwatch::start();
        assert_eq!(network.fetch(&address, Purpose::Key), Err(FetchError::TooSlow(address.clone())));
        assert!(watch.elapsed() < Duration::from_secs(4), "{address}: {:?}", watch.elapsed());
    }
}

#[test]
fn a_closed_port_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    assert_eq!(Network::of_tests().fetch(&address, Purpose::Key), Err(FetchError::Unreachable(address)));
}

#[test]
fn many_who_ask_at_once_share_one_request() {
    let site = Site::new(|_, line| {
        thread::sleep(Duration::from_millis(200));
        reply(line, "200 OK", &[], b"x");
    });
    let network = Network::of_tests();
    let documents = network.documents();

    thread::scope(|scope| {
        let askers: Vec<_> =
            (0..50).map(|_| scope.spawn(|| documents.fetch(&site.url("/"), Purpose::StatusList))).collect();
        for asker in askers {
            assert_eq!(&*asker.join().expect("an answer").expect("a body"), b"x");
        }
    });

    assert_eq!(site.connections(), 1);
}

#[test]
fn a_waiter_who_gives_up_does_not_spoil_it_for_the_others() {
    let site = Site::new(|_, line| {
        thread::sleep(Duration::from_millis(300));
        reply(line, "200 OK", &[], b"x");
    });
    let network = Network::of_tests();
    let documents = network.documents();

    let hasty = documents.fetch_within(&site.url("/"), Purpose::Key, Duration::from_millis(20));
    let patient = documents.fetch(&site.url("/"), Purpose::Key);

    assert_eq!(hasty, Err(FetchError::TooSlow(site.url("/"))));
    assert_eq!(&*patient.expect("a body"), b"x");
    assert_eq!(site.connections(), 1);
}

#[test]
fn a_failure_is_believed_for_a_while() {
    let is_up = Arc::new(AtomicBool::new(false));
    let of_site = Arc::clone(&is_up);
    let site = Site::new(move |_, line| {
        let status = if of_site.load(Ordering::SeqCst) { "200 OK" } else { "503 Service Unavailable" };
        reply(line, status, &[], b"x");
    });
    let network = Network::of_tests();
    for _ in 0..5 {
        let address = site.url("/");
        assert_eq!(network.fetch(&address, Purpose::Key), Err(FetchError::Status { address, status: 503 }));
        is_up.store(true, Ordering::SeqCst);
    }
    assert_eq!(site.connections(), 1);
    assert!(network.fetch(&site.url("/"), Purpose::StatusList).is_ok(), "asked for something else, it is asked again");
}

#[test]
fn a_host_is_not_asked_more_than_is_decent() {
    let (open, most_open) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let most = Arc::clone(&most_open);
    let site = Site::new(move |_, line| {
        most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(50));
        open.fetch_sub(1, Ordering::SeqCst);
        reply(line, "200 OK", &[], b"x");
    });
    let network = Network::new(Settings { host_requests_per_minute: 10, host_requests_at_once: 2, ..settings() });
    let documents = network.documents();

    let answers: Vec<_> = thread::scope(|scope| {
        let (documents, site) = (&documents, &site);
        let ask = |n: usize| scope.spawn(move || documents.fetch(&site.url(&format!("/{n}")), Purpose::Key));
        let askers: Vec<_> = (0..15).map(ask).collect();
        askers.into_iter().map(|asker| asker.join().expect("an answer")).collect()
    });

    let busy = answers.iter().filter(|answer| matches!(answer, Err(FetchError::Busy(_)))).count();
    assert_eq!((answers.iter().filter(|answer| answer.is_ok()).count(), busy), (10, 5));
    assert_eq!((site.connections(), most_open.load(Ordering::SeqCst)), (10, 2));
    let other = Site::of("y");
    assert!(network.fetch(&other.url("/"), Purpose::Key).is_ok(), "another host is not affected");
}

#[test]
fn a_server_has_to_prove_that_it_is_the_host() {
    let authority = Authority::new();
    let site = Site::with_tls(authority.acceptor("issuer.example"), |_, line| reply(line, "200 OK", &[], b"proven"));
    let folder = tempfile::tempdir().expect("a folder");
    let extra_ca = folder.path().join("ca.pem");
    std::fs::write(&extra_ca, authority.pem()).expect("written");
    let resolve: HashMap<String, SocketAddr> =
        ["issuer.example", "other.example"].map(|host| (host.to_owned(), site.address())).into();
    let trusting = Network::new(Settings { resolve: resolve.clone(), extra_ca: Some(extra_ca), ..settings() });
    let strict = Network::new(Settings { resolve, ..settings() });

    assert_eq!(trusting.fetch("https://issuer.example/x", Purpose::Key).expect("a body"), b"proven");
    for (network, address) in [(&trusting, "https://other.example/x"), (&strict, "https://issuer.example/x")] {
        assert_eq!(network.fetch(address, Purpose::Key), Err(FetchError::NotProven(address.into())));
    }
    let plain = Site::of("x");
    let address = format!("https://127.0.0.1:{}/", plain.port());
    assert_eq!(trusting.fetch(&address, Purpose::Key), Err(FetchError::NotProven(address)));
    assert_eq!(site.heads().len(), 1, "nothing was asked before the host was proven");
}

#[test]
fn authorities_that_are_not_there_or_none_are_said_to_be_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = Fetcher::new(Settings { extra_ca: Some(folder.path().join("none.pem")), ..Settings::default() });
    assert!(matches!(missing, Err(SetupError::Authorities { .. })));
    let broken = folder.path().join("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n").expect("written");
    let broken = Fetcher::new(Settings { extra_ca: Some(broken), ..Settings::default() });
    assert!(matches!(broken, Err(SetupError::Tls(_))));
}

#[test]
fn the_process_answers_for_its_own_addresses_without_a_network() {
    let local = Arc::new(|address: &str| (address == "https://own.example/x").then(|| b"own".to_vec()));
    for documents in [Documents::default(), Documents::read(&json!({})).expect("documents")] {
        let documents = documents.with_local(local.clone());
        assert_eq!(&*documents.fetch("https://own.example/x", Purpose::Key).expect("a body"), b"own");
        assert!(documents.fetch("https://own.example/y", Purpose::Key).is_err());
    }
    let long = Documents::default().with_local(Arc::new(|_| Some(vec![0; 300 * 1024])));
    assert!(matches!(long.fetch("https://own.example/", Purpose::Key), Err(FetchError::TooLarge(_))));
    assert!(long.fetch("https://own.example/", Purpose::StatusList).is_ok());
}

/// An issuer on this machine: its DID document, its status list, and a badge with an entry in it.
struct Issuer {
    site: Site,
    pages: Arc<Mutex<HashMap<String, String>>>,
    badge: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Good,
    Revoked,
}

impl Issuer {
    fn new(standing: Standing) -> Self {
        let pages: Arc<Mutex<HashMap<String, String>>> = Arc::default();
        let of_site = Arc::clone(&pages);
        let site = Site::new(move |asked, line| match of_site.lock().expect("the pages").get(&asked.path) {
            Some(page) => reply(line, "200 OK", &["content-type: application/json"], page.as_bytes()),
            None => reply(line, "404 Not Found", &[], b""),
        });
        let did = format!("did:web:127.0.0.1%3A{}:orgs:x", site.port());
        let key = signer();
        let address = format!("{did}#{}", key.public().name());
        let list = site.url("/status/1");
        let entry = Entry::new(status::Purpose::Revocation, 7, list.clone());
        let mut bits = Bitstring::new(131_072).expect("a list");
        if standing == Standing::Revoked {
            bits.set(7).expect("an index");
        }
        let description = ListDescription {
            address: list,
            issuer: did.clone(),
            purpose: status::Purpose::Revocation,
            valid_from: now(),
            valid_until: None,
        };
        let sign = |document: &Value| sign_blindly(document, &address, &key).to_string();
        let badge = with(&draft(), "/issuer/id", json!(did));
        let badge = sign(&with(&badge, "/credentialStatus", entry.to_json()));
        let document = json!({
            "id": did,
            "verificationMethod": [
                {"id": address, "type": "Multikey", "controller": did, "publicKeyMultibase": key.public().name()}
            ],
            "assertionMethod": [address],
        });
        let published = [
            ("/orgs/x/did.json".to_owned(), document.to_string()),
            ("/status/1".to_owned(), sign(&list_credential(&description, &bits))),
            ("/badge.json".to_owned(), badge.clone()),
        ];
        pages.lock().expect("the pages").extend(published);
        Self { site, pages, badge }
    }

    fn verify(&self, documents: &Documents) -> Report {
        Verifier { documents, now: now() }.verify(self.badge.as_bytes())
    }

    fn withdraw(&self, path: &str) {
        self.pages.lock().expect("the pages").remove(path).expect("a page");
    }
}

#[test]
fn a_badge_of_an_issuer_on_the_network_is_verified_from_end_to_end() {
    let network = Network::of_tests();
    for (standing, state) in [(Standing::Good, "valid"), (Standing::Revoked, "revoked")] {
        let issuer = Issuer::new(standing);

        let report = issuer.verify(&network.documents());

        assert_eq!(report.state(), state, "{:#?}", report.checks);
        assert_eq!(report.fetched, [issuer.site.url("/orgs/x/did.json"), issuer.site.url("/status/1")]);
    }
}

#[test]
fn a_thousand_verifications_fetch_each_document_once() {
    let issuer = Issuer::new(Standing::Good);
    let network = Network::of_tests();
    let documents = network.documents();

    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..250 {
                    assert_eq!(issuer.verify(&documents).state(), "valid");
                }
            });
        }
    });

    assert_eq!(issuer.site.connections(), 2, "the DID document and the status list");
}

#[test]
fn what_is_at_hand_is_enough_or_says_that_it_is_not() {
    for standing in [Standing::Good, Standing::Revoked] {
        let issuer = Issuer::new(standing);
        let network = Network::of_tests();

        let missed = Arc::new(AtomicBool::new(false));
        issuer.verify(&Documents::at_hand(network.fetcher.clone(), missed.clone()));
        assert!(missed.swap(false, Ordering::SeqCst));
        assert_eq!(issuer.site.connections(), 0, "nobody is asked");

        let whole = issuer.verify(&network.documents());
        let enough = Documents::at_hand(network.fetcher.clone(), missed.clone());
        assert_eq!(issuer.verify(&enough), whole);

        // A failure that was seen a moment ago is at hand, too.
        let gone = issuer.site.url("/nothing");
        assert!(network.documents().fetch(&gone, Purpose::Key).is_err());
        assert!(matches!(enough.fetch(&gone, Purpose::Key), Err(FetchError::Status { status: 404, .. })));
        assert!(!missed.load(Ordering::SeqCst));
    }
}

#[test]
fn what_cannot_be_reached_is_undecided_and_never_forged() {
    for (path, code) in [("/orgs/x/did.json", Code::KeyNotFound), ("/status/1", Code::StatusUnavailable)] {
        let issuer = Issuer::new(Standing::Good);
        issuer.withdraw(path);

        let report = issuer.verify(&Network::of_tests().documents());

        assert_eq!((report.verdict(), report.has_code(code)), (Verdict::Indeterminate, true), "{:#?}", report.checks);
    }
}

#[test]
fn an_issuer_on_this_machine_is_not_asked_while_loopback_is_off() {
    let issuer = Issuer::new(Standing::Good);

    let report = issuer.verify(&Network::new(Settings::default()).documents());

    assert_eq!((report.verdict(), report.has_code(Code::UnsafeUrl)), (Verdict::Invalid, true), "{:#?}", report.checks);
    assert_eq!(issuer.site.connections(), 0);
}

#[test]
fn a_page_for_people_at_the_issuers_address_says_nothing_about_the_key() {
    let key = signer();
    for page in ["<!doctype html><title>Riverside</title>", r#"{"id": "x", "type": "Profile", "name": "Riverside"}"#] {
        let site = Site::of(page);
        let owner = site.url("/issuers/1");
        let badge = sign_blindly(
            &with(&draft(), "/issuer/id", json!(owner)),
            &format!("{owner}#{}", key.public().name()),
            &key,
        );

        let documents = Network::of_tests();
        let report = Verifier { documents: &documents.documents(), now: now() }.verify(badge.to_string().as_bytes());

        assert_eq!(report.state(), "valid-unbound", "{page}: {:#?}", report.checks);
        assert_eq!(site.connections(), 1);
    }
}

#[test]
fn one_badge_makes_a_verifier_ask_for_eight_documents_at_most() {
    let site = Site::of("{}");
    let endorsement = |n: u32| {
        json!({
            "@context": draft()["@context"], "id": format!("urn:uuid:00000000-0000-4000-8000-0000000000{n:02}"),
            "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Good",
            "issuer": {"id": format!("did:web:127.0.0.1%3A{}:{n}", site.port()), "type": ["Profile"]},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": draft()["id"], "type": ["EndorsementSubject"]},
        })
    };
    let key = signer();
    let signed = |n: u32| {
        let unsigned = endorsement(n);
        let method = format!("{}#{}", unsigned["issuer"]["id"].as_str().expect("a DID"), key.public().name());
        sign_blindly(&unsigned, &method, &key)
    };
    let endorsements: Vec<Value> = (10..30).map(signed).collect();
    let method = format!("{}#{}", issuer(), key.public().name());
    let badge = sign_blindly(&with(&draft(), "/endorsement", json!(endorsements)), &method, &key);
    let network = Network::of_tests();

    let documents = network.documents();
    let report = Verifier { documents: &documents, now: now() }.verify(badge.to_string().as_bytes());

    assert_eq!((report.fetched.len(), site.connections()), (8, 8), "{:#?}", report.checks);
    let refused = report.checks.iter().filter(|line| line.sentence.contains("more documents or more time")).count();
    assert_eq!(refused, 12, "{:#?}", report.checks);
}

#[test]
fn the_program_verifies_what_lies_at_an_address_and_asks_for_what_it_needs() {
    let issuer = Issuer::new(Standing::Good);
    let run = |arguments: &[&str], switch: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_accolade"));
        program.arg("verify").args(["--at", "2026-06-01T12:00:00Z"]).args(arguments);
        let output = program.env("ACCOLADE_ALLOW_LOOPBACK", switch).output().expect("the program runs");
        output.status.code()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("badge.json");
    std::fs::write(&file, &issuer.badge).expect("written");
    let file = file.to_str().expect("a path");
    let (address, missing) = (issuer.site.url("/badge.json"), issuer.site.url("/missing.json"));

    for (arguments, switch, exit) in [
        (["--allow-loopback", &address].as_slice(), "", 0),
        (&[&address], "1", 0),
        (&[file], "1", 0),
        (&[&address], "0", 3),
        (&[file], "", 1),
        (&["--offline", file], "1", 1),
        (&[&missing], "1", 2),
        (&[&missing, file], "1", 2),
    ] {
        assert_eq!(run(arguments, switch), Some(exit), "{arguments:?} {switch}");
    }
}

#[test]
fn the_program_trusts_the_authorities_of_the_system() {
    let authority = Authority::new();
    let issuer = Issuer::new(Standing::Good);
    let badge = issuer.badge.clone();
    let site = Site::with_tls(authority.acceptor("localhost"), move |_, line| {
        reply(line, "200 OK", &[], badge.as_bytes());
    });
    let folder = tempfile::tempdir().expect("a folder");
    let system = folder.path().join("authorities.pem");
    std::fs::write(&system, authority.pem()).expect("written");
    let run = |program: &mut Command| {
        let address = format!("https://localhost:{}/badge.json", site.port());
        program.args(["verify", "--allow-loopback", "--at", "2026-06-01T12:00:00Z", &address]);
        program.output().expect("the program runs").status.code()
    };

    let program = || Command::new(env!("CARGO_BIN_EXE_accolade"));
    assert_eq!(run(program().env("SSL_CERT_FILE", &system)), Some(0));
    assert_eq!(run(program().env_remove("SSL_CERT_FILE")), Some(2), "a stranger's authority");
}
