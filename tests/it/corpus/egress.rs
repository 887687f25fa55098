//! Whom the live fetcher turns to over the whole corpus, seen by a wire that records.
//!
//! The fetcher is the real one with all its rules; only the last step, from a checked destination to a connection, leads
//! to a server on this machine that is every host of the corpus.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use accolade::fetch::{Documents, FetchError, Fetcher, Purpose, Settings, Wiring};
use accolade::verify::Verifier;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use super::world::{PUBLIC, signed, small};
use super::{folder, found, rows};
use crate::support::badge::now;
use crate::support::certificate::Authority;
use crate::support::site::{Asked, Line, Site, reply};
use crate::support::{json, text};

/// What a host is said to lead to: the first answer, then the next, the last for ever.
type Leads = HashMap<String, Vec<Vec<IpAddr>>>;

#[derive(Debug)]
struct Recorder {
    leads: Leads,
    site: SocketAddr,
    looked_up: Mutex<Vec<String>>,
    dialled: Mutex<Vec<SocketAddr>>,
}

impl Wiring for Recorder {
    fn look_up(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut looked_up = self.looked_up.lock().expect("the names");
        let before = looked_up.iter().filter(|name| *name == host).count();
        looked_up.push(host.to_owned());
        let answers = self.leads.get(host).ok_or(io::ErrorKind::NotFound)?;
        Ok(answers[before.min(answers.len() - 1)].clone())
    }

    fn dial(&self, destination: SocketAddr) -> io::Result<TcpStream> {
        self.dialled.lock().expect("the destinations").push(destination);
        TcpStream::connect(self.site)
    }
}

/// A fetcher whose every step is seen.
struct Watched {
    runtime: Runtime,
    fetcher: Fetcher,
    recorder: Arc<Recorder>,
    site: Site,
}

impl Watched {
    fn new(leads: Leads, answer: impl Fn(&Asked, &mut dyn Line) + Send + Sync + 'static) -> Self {
        let authority = Authority::new();
        let hosts: Vec<&str> = leads.keys().map(String::as_str).collect();
        let site = Site::with_tls(authority.acceptor_for(&hosts), answer);
        let recorder =
            Arc::new(Recorder { leads, site: site.address(), looked_up: Mutex::default(), dialled: Mutex::default() });
        let folder = tempfile::tempdir().expect("a folder");
        let extra_ca = folder.path().join("ca.pem");
        std::fs::write(&extra_ca, authority.pem()).expect("written");
        let settings = Settings {
            wiring: Some(recorder.clone()),
            extra_ca: Some(extra_ca),
            host_requests_per_minute: 10_000,
            ..Settings::default()
        };
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        Self { runtime, fetcher: Fetcher::new(settings).expect("a fetcher"), recorder, site }
    }

    fn documents(&self) -> Documents {
        Documents::live(self.fetcher.clone(), self.runtime.handle().clone())
    }

    fn fetch(&self, address: &str, purpose: Purpose) -> Result<Vec<u8>, FetchError> {
        self.runtime.block_on(self.fetcher.fetch(address, purpose)).map(|body| body.to_vec())
    }

    fn dialled(&self) -> Vec<SocketAddr> {
        self.recorder.dialled.lock().expect("the destinations").clone()
    }

    fn looked_up(&self) -> Vec<String> {
        self.recorder.looked_up.lock().expect("the names").clone()
    }

    /// What was asked for, as addresses.
    fn asked(&self) -> BTreeSet<String> {
        let address = |head: &String| {
            let path = head.split(' ').nth(1).unwrap_or("");
            let host = head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
            format!("https://{}{path}", host.unwrap_or_default())
        };
        self.site.heads().iter().map(address).collect()
    }
}

fn addresses(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().expect("an address")).collect()
}

/// The hosts of the corpus, and what they answer; both in small letters, as they come out of an address.
fn world() -> (Leads, HashMap<String, Value>) {
    let file = json(folder().join("documents.json"));
    let dns = file["dns"].as_object().expect("hosts").iter().map(|(host, leads_to)| {
        let leads_to: Vec<&str> = leads_to.as_array().expect("addresses").iter().filter_map(Value::as_str).collect();
        (host.to_lowercase(), vec![addresses(&leads_to)])
    });
    let answers = file["documents"].as_object().expect("answers").iter();
    let answers = answers.map(|(address, answer)| (address.replace("GOOD", "good"), answer.clone()));
    (dns.collect(), answers.collect())
}

fn give(answers: &HashMap<String, Value>, asked: &Asked, line: &mut dyn Line) {
    // Whoever is not in the map says nothing and hangs up.
    let Some(answer) = answers.get(&format!("https://{}{}", asked.host, asked.path)) else { return };
    let status = answer.get("status").and_then(Value::as_u64).unwrap_or(200);
    let location = answer["location"].as_str().map(|location| format!("location: {location}"));
    let headers: Vec<&str> = location.iter().map(String::as_str).collect();
    let body = match answer["bodyBase64"].as_str() {
        Some(encoded) => STANDARD.decode(encoded).expect("base64"),
        None => answer["body"].as_str().unwrap_or("").as_bytes().to_vec(),
    };
    reply(line, &format!("{status} Answer"), &headers, &body);
}

#[test]
fn over_the_whole_corpus_nobody_is_asked_who_need_not_be() {
    let (leads, answers) = world();
    let watched = Watched::new(leads, move |asked, line| give(&answers, asked, line));
    let documents = watched.documents();
    let mut wrong = Vec::new();

    for row in rows() {
        let report = Verifier { documents: &documents, now: now() }.verify(&row.bytes());
        let expected = [row.verdict.as_str(), &row.state, &row.code].map(str::to_owned);
        if found(&report) != expected {
            wrong.push(format!("{}: {:?} instead of {expected:?}", row.file, found(&report)));
        }
    }

    assert!(wrong.is_empty(), "the network gives other verdicts than the map: {wrong:#?}");
    let may_be_asked: BTreeSet<String> = text(folder().join("addresses.txt")).lines().map(str::to_lowercase).collect();
    let asked: BTreeSet<String> = watched.asked().iter().map(|address| address.to_lowercase()).collect();
    let too_many: Vec<_> = asked.difference(&may_be_asked).collect();
    assert!(too_many.is_empty(), "asked, and not needed by any verdict: {too_many:?}");
    let public: SocketAddr = format!("{PUBLIC}:443").parse().expect("a destination");
    let dialled = watched.dialled();
    assert!(dialled.iter().all(|destination| *destination == public), "{dialled:?}");
    eprintln!("{} connections, {} addresses, {} may be asked", dialled.len(), asked.len(), may_be_asked.len());
    assert!(asked.len() > 50, "the corpus asks for something");
}

#[test]
fn a_name_that_changes_its_mind_is_checked_each_time() {
    let leads = HashMap::from([
        ("rebinds.example".to_owned(), vec![addresses(&[PUBLIC]), addresses(&["127.0.0.1"])]),
        ("mixes.example".to_owned(), vec![addresses(&[PUBLIC, "10.0.0.1"])]),
        ("empty.example".to_owned(), vec![Vec::new()]),
    ]);
    let watched = Watched::new(leads, |_, line| reply(line, "200 OK", &[], b"here"));

    assert_eq!(watched.fetch("https://rebinds.example/1", Purpose::Key).expect("a body"), b"here");
    for address in ["https://rebinds.example/2", "https://rebinds.example/3", "https://mixes.example/"] {
        let answer = watched.fetch(address, Purpose::Key);
        assert!(matches!(answer, Err(FetchError::Unsafe { .. })), "{address}: {answer:?}");
    }
    assert!(watched.fetch("https://empty.example/", Purpose::Key).is_err());
    assert_eq!(watched.dialled(), [format!("{PUBLIC}:443").parse().expect("a destination")]);
}

#[test]
fn a_redirect_is_looked_up_and_checked_like_a_first_address() {
    let leads = HashMap::from([
        ("here.example".to_owned(), vec![addresses(&[PUBLIC])]),
        ("inside.example".to_owned(), vec![addresses(&["192.168.0.1"])]),
    ]);
    let watched = Watched::new(leads, |asked, line| {
        let to = match asked.path.as_str() {
            "/inside" => "https://inside.example/",
            "/metadata" => "https://169.254.169.254/latest",
            "/user" => "https://a@here.example/",
            "/port" => "https://here.example:8443/",
            "/plain" => "http://here.example/",
            _ => return reply(line, "200 OK", &[], b"here"),
        };
        reply(line, "302 Found", &[&format!("location: {to}")], b"");
    });

    for path in ["inside", "metadata", "user", "port", "plain"] {
        let answer = watched.fetch(&format!("https://here.example/{path}"), Purpose::StatusList);
        assert!(matches!(answer, Err(FetchError::Unsafe { .. })), "{path}: {answer:?}");
    }
    assert_eq!(watched.dialled().len(), 5, "the first address of each, and nothing behind it");
}

#[test]
fn an_address_that_is_refused_is_not_even_looked_up() {
    let watched = Watched::new(HashMap::from([("a.example".to_owned(), vec![addresses(&[PUBLIC])])]), |_, _| {});
    for address in [
        "https://u@a.example/",
        "https://u:p@a.example/",
        "https://a.example:8443/",
        "https://a.example:80/",
        "http://a.example/",
        "https://localhost/",
        "https://x.internal/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "ftp://a.example/",
    ] {
        let answer = watched.fetch(address, Purpose::Document);
        assert!(matches!(answer, Err(FetchError::Unsafe { .. })), "{address}: {answer:?}");
    }
    assert_eq!((watched.looked_up().len(), watched.dialled().len()), (0, 0));
}

#[test]
fn one_badge_with_entries_at_many_hosts_makes_at_most_eight_connections() {
    let leads: Leads = (0..12).map(|n| (format!("h{n}.example"), vec![addresses(&[PUBLIC])])).collect();
    let watched = Watched::new(leads, |_, line| reply(line, "404 Not Found", &[], b""));
    let entry = |n: usize| {
        json!({
            "id": format!("urn:x:{n}"), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "1", "statusListCredential": format!("https://h{n}.example/list")
        })
    };
    let mut badge = small();
    badge["credentialStatus"] = (0..8).map(entry).collect();
    let mut endorsement = small();
    endorsement["type"] = json!(["VerifiableCredential", "EndorsementCredential"]);
    endorsement["id"] = json!("urn:x:endorsement");
    endorsement["credentialStatus"] = (8..12).map(entry).collect();
    endorsement["credentialSubject"] = json!({"id": badge["id"], "type": ["EndorsementSubject"]});
    badge["endorsement"] = json!([signed(&endorsement)]);
    let badge = signed(&badge);

    let documents = watched.documents();
    let report = Verifier { documents: &documents, now: now() }.verify(badge.to_string().as_bytes());

    assert_eq!(watched.dialled().len(), 8, "{:#?}", report.checks);
}
