//! Badges before Open Badges 3.0: hosted and signed, and everything that is wrong with them.

use std::sync::LazyLock;

use accolade::credential::{IdentityMatch, IdentityObject};
use accolade::did;
use accolade::fetch::Documents;
use accolade::keys::PublicKey;
use accolade::verify::bundle::{self, Anchors};
use accolade::verify::trust::established_issuer;
use accolade::verify::{Check, Code, Expectation, Form, Outcome, Report, Verdict, Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use serde_json::{Value, json};

use crate::support::badge::{now, verify, verify_with, with, without};
use crate::support::{samples, text};

const CONTEXT: &str = "https://w3id.org/openbadges/v2";
const ASSERTION: &str = "https://a.example/badges/1";
const CLASS: &str = "https://a.example/classes/1";
const PROFILE: &str = "https://a.example/issuer";
const KEY: &str = "https://a.example/key";
const LIST: &str = "https://a.example/revoked";

static RSA: LazyLock<PKey<Private>> = LazyLock::new(|| rsa(2048));
static STRANGER: LazyLock<PKey<Private>> = LazyLock::new(|| rsa(2048));

fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).expect("a key")).expect("a key")
}

fn pem(key: &PKey<Private>) -> String {
    String::from_utf8(key.public_key_to_pem().expect("PEM")).expect("a text")
}

fn hosted() -> Value {
    json!({
        "@context": CONTEXT, "type": "Assertion", "id": ASSERTION, "badge": CLASS,
        "recipient": {"type": "email", "hashed": true, "salt": "Kosher",
            "identity": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"},
        "issuedOn": "2026-03-14T09:26:53Z", "expires": "2031-03-14T09:26:53Z",
        "evidence": "https://a.example/evidence", "narrative": "Led an inquiry.",
        "verification": {"type": "HostedBadge"},
    })
}

fn signed() -> Value {
    with(&with(&hosted(), "/id", json!("urn:uuid:1")), "/verification", json!({"type": "SignedBadge", "creator": KEY}))
}

/// What the issuer's server has at each address.
fn server() -> Value {
    json!({
        ASSERTION: hosted(),
        CLASS: {"@context": CONTEXT, "type": "BadgeClass", "id": CLASS, "issuer": PROFILE, "name": "Inquiry",
            "description": "Leads an inquiry.", "criteria": "https://a.example/criteria"},
        PROFILE: {"@context": CONTEXT, "type": "Profile", "id": PROFILE, "name": "Riverside Teachers", "publicKey": KEY,
            "revocationList": LIST},
        KEY: {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY, "owner": PROFILE, "publicKeyPem": pem(&RSA)},
        LIST: {"@context": CONTEXT, "type": "RevocationList", "id": LIST, "issuer": PROFILE,
            "revokedAssertions": ["urn:uuid:7", {"id": "urn:uuid:8", "revocationReason": "A slip."}]},
    })
}

/// The same as answers.
fn answers(server: &Value) -> Value {
    let members = server.as_object().expect("an object").iter();
    let is_answer = |body: &Value| body.get("body").is_some() || body.get("status").is_some();
    let answer = |body: &Value| if is_answer(body) { body.clone() } else { json!({"body": body.to_string()}) };
    members.map(|(address, body)| (address.clone(), answer(body))).collect::<serde_json::Map<_, _>>().into()
}

/// The server with one member of one document changed.
fn server_with(address: &str, pointer: &str, value: Value) -> Value {
    let mut server = server();
    server[address] = if pointer.is_empty() { value } else { with(&server[address], pointer, value) };
    server
}

fn server_without(address: &str, pointer: &str) -> Value {
    let mut server = server();
    server[address] = without(&server[address], pointer);
    server
}

fn check(file: impl ToString, server: &Value) -> Report {
    verify_with(file.to_string(), &answers(server))
}

fn token_with(header: &Value, payload: &Value, key: &PKey<Private>) -> String {
    let input =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload.to_string()));
    let mut signer = Signer::new(MessageDigest::sha256(), key).expect("a signer");
    signer.update(input.as_bytes()).expect("hashed");
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signer.sign_to_vec().expect("signed")))
}

fn token(payload: &Value) -> String {
    token_with(&json!({"alg": "RS256"}), payload, &RSA)
}

fn assert_comes_out(what: &str, report: &Report, verdict: Verdict, code: Code) {
    let outcome = (report.verdict(), report.has_code(code));
    assert_eq!(outcome, (verdict, true), "{what}: {code:?} in {:#?}", report.checks);
}

#[test]
fn a_hosted_badge_is_good_because_the_issuer_s_server_has_it() {
    let report = check(hosted(), &server());

    assert_eq!((report.state(), report.format), ("valid", Form::OpenBadges2), "{:#?}", report.checks);
    assert_eq!(report.issuer.as_deref(), Some(PROFILE));
    assert_eq!(report.issuer_name.as_deref(), Some("Riverside Teachers"));
    assert_eq!(report.achievement.as_deref(), Some("Inquiry"));
    assert_eq!(report.fetched, [ASSERTION, CLASS, PROFILE]);
    assert_eq!(report.to_json("x")["format"], "open-badges-2");
    assert!(report.checks.iter().any(|line| line.check == Check::Hosted && line.outcome == Outcome::Pass));
    let shown = report.verified().expect("shown");
    assert_eq!(shown["validFrom"], "2026-03-14T09:26:53Z");
    assert_eq!(shown["credentialSubject"]["achievement"]["criteria"], "https://a.example/criteria");
    let recipient: IdentityObject = {
        let read = &shown["credentialSubject"]["identifier"][0];
        let part = |name: &str| read[name].as_str().expect(name).to_owned();
        IdentityObject {
            hashed: read["hashed"] == true,
            identity_hash: part("identityHash"),
            identity_type: part("identityType"),
            salt: Some(part("salt")),
            ..IdentityObject::default()
        }
    };
    assert_eq!(recipient.matches("a@example.com"), Some(IdentityMatch::Exact));
    assert_eq!(recipient.identity_type, "emailAddress");
}

#[test]
fn a_signed_badge_is_good_because_the_issuer_s_profile_lists_the_key() {
    let report = check(token(&signed()), &server());

    assert_eq!((report.state(), report.format), ("valid", Form::OpenBadges2), "{:#?}", report.checks);
    assert_eq!(report.fetched, [CLASS, PROFILE, KEY, LIST]);
    assert!(report.verified().is_some());

    let curve = PKey::from_ec_key(
        openssl::ec::EcKey::generate(
            &openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).expect("the curve"),
        )
        .expect("a key"),
    )
    .expect("a key");
    assert!(PublicKey::from_pem(&pem(&curve)).is_ok());
}

#[test]
fn older_badges_are_read_in_every_file_that_they_came_in() {
    let itxt = |text: &str| [b"openbadges\0\0\0\0\0", text.as_bytes()].concat();
    let ztxt = [b"openbadges\0", ASSERTION.as_bytes()].concat();
    let svg = |inside: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' xmlns:ob='http://openbadges.org'>{inside}</svg>").into_bytes()
    };
    let (json, signed) = (hosted().to_string(), token(&signed()));
    for (what, file) in [
        ("JSON", json.clone().into_bytes()),
        ("a token", signed.clone().into_bytes()),
        ("JSON in a PNG", png(b"iTXt", &itxt(&json))),
        ("a token in a PNG", png(b"iTXt", &itxt(&signed))),
        ("an address in a PNG", png(b"tEXt", &ztxt)),
        ("JSON in an SVG", svg(&format!("<ob:assertion verify='{ASSERTION}'><![CDATA[{json}]]></ob:assertion>"))),
        ("a token in an SVG", svg(&format!("<ob:assertion verify='{signed}'/>"))),
        ("an address in an SVG", svg(&format!("<ob:assertion verify='{ASSERTION}'/>"))),
    ] {
        let report = verify_with(&file, &answers(&server()));
        assert_eq!((report.state(), report.format), ("valid", Form::OpenBadges2), "{what}: {:#?}", report.checks);
    }
}

fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut out = accolade::bake::png::SIGNATURE.to_vec();
    let ihdr = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    for (kind, data) in [(b"IHDR", &ihdr[..]), (kind, data), (b"IEND", &[])] {
        out.extend((data.len() as u32).to_be_bytes());
        let body = [kind, data].concat();
        out.extend(&body);
        out.extend(crc32fast::hash(&body).to_be_bytes());
    }
    out
}

#[test]
fn other_ways_to_write_a_good_badge_are_good() {
    let profile = |pointer: &str, value: Value| server_with(PROFILE, pointer, value);
    let key = server()[KEY].clone();
    let embedded_class = with(&server()[CLASS], "/issuer", server()[PROFILE].clone());
    let plain = |document: &Value| -> Value {
        let text = document.to_string().replace("https://a.example", "http://a.example");
        serde_json::from_str(&text).expect("JSON")
    };
    let plain_server: Value = {
        let server = server();
        let all = server.as_object().expect("an object").iter();
        all.map(|(address, document)| (address.clone(), plain(document))).collect::<serde_json::Map<_, _>>().into()
    };
    for (what, file, server) in [
        (
            "the short names of the kinds",
            hosted().to_string(),
            server_with(ASSERTION, "/verification/type", json!("hosted")),
        ),
        ("kinds in arrays", with(&hosted(), "/type", json!(["Assertion", "Extension"])).to_string(), server()),
        ("everything embedded in the file", with(&hosted(), "/badge", embedded_class.clone()).to_string(), server()),
        (
            "a class without an address",
            without(&with(&hosted(), "/badge", embedded_class.clone()), "/badge/id").to_string(),
            server_with(ASSERTION, "/badge", without(&embedded_class, "/id")),
        ),
        ("plain http in every name", plain(&hosted()).to_string(), plain_server.clone()),
        ("plain http, signed", token(&plain(&signed())), plain_server),
        (
            "a host that the issuer names",
            hosted().to_string(),
            profile(
                "/verification",
                json!({"allowedOrigins": ["a.example"], "startsWith": "https://a.example/badges/"}),
            ),
        ),
        ("a key inside the profile", token(&signed()), profile("/publicKey", json!([key]))),
        ("one of several keys", token(&signed()), profile("/publicKey", json!(["https://a.example/old", KEY]))),
        ("no key named", token(&without(&signed(), "/verification/creator")), server()),
        ("no list of withdrawn badges", token(&signed()), server_without(PROFILE, "/revocationList")),
        ("a redirect within the host", hosted().to_string(), {
            let mut server = server_with(ASSERTION, "", json!({"status": 302, "location": "https://a.example/moved"}));
            server["https://a.example/moved"] = hosted();
            server
        }),
        ("a badge without an end", without(&hosted(), "/expires").to_string(), server_without(ASSERTION, "/expires")),
    ] {
        let report = check(file, &server);
        assert_eq!(
            (report.state(), report.checks.iter().all(|line| line.outcome == Outcome::Pass)),
            ("valid", true),
            "{what}: {:#?}",
            report.checks
        );
    }
}

#[test]
fn a_hosted_badge_that_is_not_as_it_must_be_is_refused() {
    use Code::{ClaimsMismatch, Expired, IssuerMismatch, NotYetValid, Revoked, Schema, UnsafeUrl};
    let copy = |pointer: &str, value: Value| server_with(ASSERTION, pointer, value);
    let elsewhere = |file: &Value| with(file, "/id", json!("https://evil.example/badges/1"));
    let evil = |change: &dyn Fn(&mut Value)| {
        let mut server = server();
        server["https://evil.example/badges/1"] = elsewhere(&hosted());
        change(&mut server);
        server
    };
    let named = |address: &str| with(&hosted(), "/id", json!(address)).to_string();
    let redirect = |to: &str| {
        let mut server = copy("", json!({"status": 302, "location": to}));
        server[to] = hosted();
        server
    };
    let victim_inside = json!({"type": "Profile", "id": PROFILE, "name": "Riverside Teachers",
        "verification": {"allowedOrigins": "evil.example"}});
    let class_inside = with(&server()[CLASS], "/issuer", victim_inside);
    for (what, file, server, code) in [
        ("at another host than the issuer's", elsewhere(&hosted()).to_string(), evil(&|_| {}), IssuerMismatch),
        (
            "at another host, with an issuer of its own making inside",
            with(&elsewhere(&hosted()), "/badge", class_inside.clone()).to_string(),
            evil(&|server| server["https://evil.example/badges/1"]["badge"] = class_inside.clone()),
            IssuerMismatch,
        ),
        (
            "at a host that the issuer does not name",
            hosted().to_string(),
            server_with(PROFILE, "/verification", json!({"allowedOrigins": ["b.example"]})),
            IssuerMismatch,
        ),
        (
            "beside the beginning that the issuer names",
            hosted().to_string(),
            server_with(PROFILE, "/verification", json!({"startsWith": ["https://a.example/other/"]})),
            IssuerMismatch,
        ),
        (
            "another badge at its address",
            hosted().to_string(),
            copy("/id", json!("https://a.example/badges/2")),
            IssuerMismatch,
        ),
        ("a copy without a name", hosted().to_string(), server_without(ASSERTION, "/id"), IssuerMismatch),
        (
            "a copy that is hosted by its own word nowhere",
            hosted().to_string(),
            copy("/verification", json!({"type": "SignedBadge"})),
            ClaimsMismatch,
        ),
        (
            "another earner in the file",
            with(&hosted(), "/recipient/salt", json!("x")).to_string(),
            server(),
            ClaimsMismatch,
        ),
        (
            "an earner in clear in the file",
            with(&hosted(), "/recipient", json!({"type": "email", "hashed": false, "identity": "eve@a.example"}))
                .to_string(),
            server(),
            ClaimsMismatch,
        ),
        (
            "another badge in the file",
            with(&hosted(), "/badge", json!("https://a.example/classes/2")).to_string(),
            server(),
            ClaimsMismatch,
        ),
        ("withdrawn", hosted().to_string(), copy("/revoked", json!(true)), Revoked),
        (
            "withdrawn, with nothing left",
            hosted().to_string(),
            copy("", json!({"id": ASSERTION, "revoked": true, "revocationReason": "A slip."})),
            Revoked,
        ),
        ("withdrawn by the file's own word", with(&hosted(), "/revoked", json!(true)).to_string(), server(), Revoked),
        ("gone", hosted().to_string(), copy("", json!({"status": 410})), Revoked),
        ("ended", hosted().to_string(), copy("/expires", json!("2026-05-31T00:00:00Z")), Expired),
        ("ended, and the file says otherwise", hosted().to_string(), copy("/expires", json!("2026-05-31")), Expired),
        ("from tomorrow", hosted().to_string(), copy("/issuedOn", json!("2026-06-02T12:00:00Z")), NotYetValid),
        ("a date that is none", hosted().to_string(), copy("/expires", json!("never")), Schema),
        ("nobody earned it", hosted().to_string(), server_without(ASSERTION, "/recipient"), Schema),
        ("an earner hashed in an odd way", hosted().to_string(), copy("/recipient/identity", json!("sha1$00")), Schema),
        ("nothing earned", hosted().to_string(), server_without(ASSERTION, "/badge"), ClaimsMismatch),
        ("another kind of thing", hosted().to_string(), copy("/type", json!("BadgeClass")), Schema),
        ("a class that is an issuer", hosted().to_string(), server_with(CLASS, "/type", json!("Profile")), Schema),
        (
            "a class by another name",
            hosted().to_string(),
            server_with(CLASS, "/id", json!("https://a.example/classes/2")),
            IssuerMismatch,
        ),
        ("a class without an issuer", hosted().to_string(), server_without(CLASS, "/issuer"), Schema),
        (
            "an issuer by another name",
            hosted().to_string(),
            server_with(PROFILE, "/id", json!("https://b.example/issuer")),
            IssuerMismatch,
        ),
        ("an issuer that is a badge", hosted().to_string(), server_with(PROFILE, "/type", json!("Assertion")), Schema),
        ("this machine", named("https://127.0.0.1/badges/1"), server(), UnsafeUrl),
        ("this machine by name", named("http://localhost:8080/badges/1"), server(), UnsafeUrl),
        ("a private network", named("https://10.0.0.1/badges/1"), server(), UnsafeUrl),
        ("another port", named("https://a.example:8443/badges/1"), server(), UnsafeUrl),
        (
            "a redirect into a private network",
            hosted().to_string(),
            redirect("https://169.254.169.254/latest"),
            UnsafeUrl,
        ),
        (
            "an issuer inside",
            hosted().to_string(),
            server_with(CLASS, "/issuer", json!("https://192.168.0.1/issuer")),
            UnsafeUrl,
        ),
        ("a file", named("file:///etc/passwd"), server(), Schema),
        ("no address", without(&hosted(), "/id").to_string(), server(), Schema),
        ("no way to check", without(&hosted(), "/verification").to_string(), server(), Schema),
        ("another way to check", with(&hosted(), "/verification/type", json!("oracle")).to_string(), server(), Schema),
        ("signed, but the signature is not here", signed().to_string(), server(), Code::ProofMissing),
        ("a description of a badge", server()[CLASS].to_string(), server(), Code::NoCredential),
        ("a profile", server()[PROFILE].to_string(), server(), Code::NoCredential),
    ] {
        let report = check(file, &server);
        assert_comes_out(what, &report, Verdict::Invalid, code);
        assert!(
            what.starts_with("ended") || code == Revoked || code == NotYetValid || report.verified().is_none(),
            "{what}"
        );
    }
}

#[test]
fn a_signed_badge_that_is_not_as_it_must_be_is_refused() {
    use Code::{Alg, IssuerMismatch, KeyNotFound, KeyPrivate, KeyWeak, ProofFormat, Revoked, Schema, Signature};
    let key = |pointer: &str, value: Value| server_with(KEY, pointer, value);
    let by = |header: Value, key: &PKey<Private>| token_with(&header, &signed(), key);
    let good = token(&signed());
    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode("{\"alg\":\"none\"}"), parts[1]);
    let keyed = {
        let hmac = PKey::hmac(pem(&RSA).as_bytes()).expect("a key");
        token_with(&json!({"alg": "HS256"}), &signed(), &hmac)
    };
    let altered = |pointer: &str, value: Value| {
        let payload = URL_SAFE_NO_PAD.encode(with(&signed(), pointer, value).to_string());
        format!("{}.{payload}.{}", parts[0], parts[2])
    };
    let strangers_key = json!({"@context": CONTEXT, "type": "CryptographicKey", "id": "https://evil.example/key",
        "owner": PROFILE, "publicKeyPem": pem(&STRANGER)});
    let strangers = token_with(
        &json!({"alg": "RS256"}),
        &with(&signed(), "/verification/creator", json!("https://evil.example/key")),
        &STRANGER,
    );
    let mut with_stranger = server();
    with_stranger["https://evil.example/key"] = strangers_key.clone();
    let revoked = |name: &str| token(&with(&signed(), "/id", json!(name)));
    let private = String::from_utf8(STRANGER.private_key_to_pem_pkcs8().expect("PEM")).expect("a text");
    for (what, file, server, code) in [
        ("no signature", unsigned.clone(), server(), ProofFormat),
        ("no signature, but some", format!("{unsigned}AAAA"), server(), Alg),
        ("the public key as a secret", keyed, server(), Alg),
        ("another algorithm than the key's", by(json!({"alg": "ES256"}), &RSA), server(), Alg),
        ("a member that must be understood", by(json!({"alg": "RS256", "crit": []}), &RSA), server(), ProofFormat),
        ("one letter changed", altered("/narrative", json!("Lead an inquiry.")), server(), Signature),
        ("another earner", altered("/recipient/salt", json!("x")), server(), Signature),
        ("signed by somebody else", by(json!({"alg": "RS256"}), &STRANGER), server(), Signature),
        ("a key that the issuer does not list", strangers, with_stranger, IssuerMismatch),
        ("a key brought along", by(json!({"alg": "RS256", "jwk": jwk(&STRANGER)}), &STRANGER), server(), Signature),
        ("a key of somebody else", good.clone(), key("/owner", json!("https://b.example/issuer")), IssuerMismatch),
        ("a key of nobody", good.clone(), server_without(KEY, "/owner"), IssuerMismatch),
        ("a key by another name", good.clone(), key("/id", json!("https://a.example/key2")), KeyNotFound),
        (
            "a key inside the profile that is somebody else's",
            good.clone(),
            server_with(PROFILE, "/publicKey", with(&server()[KEY], "/owner", json!("https://b.example/issuer"))),
            IssuerMismatch,
        ),
        ("no key there", good.clone(), server_without(KEY, "/publicKeyPem"), KeyNotFound),
        ("a text for a key", good.clone(), key("/publicKeyPem", json!("hello")), KeyNotFound),
        ("a private key", good.clone(), key("/publicKeyPem", json!(private)), KeyPrivate),
        ("a weak key", good.clone(), key("/publicKeyPem", json!(pem(&rsa(1024)))), KeyWeak),
        ("an issuer without keys", good.clone(), server_without(PROFILE, "/publicKey"), KeyNotFound),
        (
            "two keys and none named",
            token(&without(&signed(), "/verification/creator")),
            server_with(PROFILE, "/publicKey", json!([KEY, "https://a.example/key2"])),
            IssuerMismatch,
        ),
        (
            "a key inside a private network",
            token(&with(&signed(), "/verification/creator", json!("https://10.0.0.1/key"))),
            server_with(PROFILE, "/publicKey", json!("https://10.0.0.1/key")),
            Code::UnsafeUrl,
        ),
        ("withdrawn", revoked("urn:uuid:7"), server(), Revoked),
        ("withdrawn with a reason", revoked("urn:uuid:8"), server(), Revoked),
        ("no name", token(&without(&signed(), "/id")), server(), Schema),
        ("hosted by its own word", token(&hosted()), server(), Schema),
        ("another kind of thing", token(&with(&signed(), "/type", json!("Profile"))), server(), Schema),
        ("ended", token(&with(&signed(), "/expires", json!("2026-05-31T00:00:00Z"))), server(), Code::Expired),
    ] {
        assert_comes_out(what, &check(file, &server), Verdict::Invalid, code);
    }
    let reason = check(revoked("urn:uuid:8"), &server());
    assert!(reason.checks.iter().any(|line| line.sentence.ends_with("A slip.")), "{:#?}", reason.checks);
}

fn jwk(key: &PKey<Private>) -> Value {
    PublicKey::from_pem(&pem(key)).expect("a key").to_jwk()
}

#[test]
fn what_cannot_be_found_out_is_neither_good_nor_forged() {
    use Code::{KeyNotFound, StatusInvalid, StatusUnavailable, TooLarge, Unsupported};
    let copy = |answer: Value| server_with(ASSERTION, "", answer);
    let gone = |address: &str| {
        let mut server = server();
        server.as_object_mut().expect("an object").remove(address);
        server
    };
    let list = |pointer: &str, value: Value| server_with(LIST, pointer, value);
    let (file, token_file) = (hosted().to_string(), token(&signed()));
    let v1_signed = json!({"uid": "1", "recipient": {"type": "email", "identity": "ada@a.example", "hashed": false},
        "badge": CLASS, "verify": {"type": "signed", "url": "https://a.example/key.pem"}, "issuedOn": 1_400_000_000});
    let oldest = json!({"recipient": "sha256$00", "salt": "x", "badge": {"version": "0.5.0", "name": "Inquiry",
        "issuer": {"origin": "https://a.example", "name": "Riverside"}}});
    for (what, file, server, code) in [
        ("nobody answers", file.clone(), json!({}), StatusUnavailable),
        ("not found", file.clone(), copy(json!({"status": 404})), StatusUnavailable),
        ("a server in trouble", file.clone(), copy(json!({"status": 500})), StatusUnavailable),
        ("a page", file.clone(), copy(json!({"body": "<!doctype html><title>Badge</title>"})), StatusUnavailable),
        ("half a JSON", file.clone(), copy(json!({"body": "{\"id\":"})), StatusUnavailable),
        ("a list", file.clone(), copy(json!({"body": "[1]"})), StatusUnavailable),
        ("too much", file.clone(), copy(json!({"body": " ".repeat(1024 * 1024 + 1)})), TooLarge),
        (
            "a redirect to another host",
            file.clone(),
            {
                let mut server = copy(json!({"status": 302, "location": "https://evil.example/badges/1"}));
                server["https://evil.example/badges/1"] = hosted();
                server
            },
            StatusUnavailable,
        ),
        ("redirects in a circle", file.clone(), copy(json!({"status": 302, "location": ASSERTION})), StatusUnavailable),
        ("no description of the badge", file.clone(), gone(CLASS), KeyNotFound),
        ("no profile", file.clone(), gone(PROFILE), KeyNotFound),
        (
            "an issuer without an address",
            file.clone(),
            server_with(CLASS, "/issuer", json!({"name": "Riverside"})),
            Unsupported,
        ),
        ("an issuer of another kind", file, server_with(CLASS, "/issuer", json!("urn:uuid:9")), Unsupported),
        ("no profile for a signed badge", token_file.clone(), gone(PROFILE), KeyNotFound),
        ("no key", token_file.clone(), gone(KEY), KeyNotFound),
        ("no list of withdrawn badges", token_file.clone(), gone(LIST), StatusUnavailable),
        (
            "a list of somebody else",
            token_file.clone(),
            list("/issuer", json!("https://b.example/issuer")),
            StatusInvalid,
        ),
        ("a list from elsewhere", token_file.clone(), list("/id", json!("https://a.example/old")), StatusInvalid),
        ("a list that is none", token_file.clone(), list("/revokedAssertions", json!("none")), StatusInvalid),
        (
            "a list behind a redirect to another host",
            token_file.clone(),
            {
                let mut server = list("", json!({"status": 302, "location": "https://evil.example/revoked"}));
                server["https://evil.example/revoked"] = json!({"revokedAssertions": []});
                server
            },
            StatusUnavailable,
        ),
        ("a signed badge of 1.x", token(&v1_signed), server(), Unsupported),
        ("a badge from before 1.0", oldest.to_string(), server(), Unsupported),
    ] {
        assert_comes_out(what, &check(file, &server), Verdict::Indeterminate, code);
    }
}

#[test]
fn what_is_odd_but_good_is_noted() {
    let md5 = json!({"type": "email", "hashed": true, "salt": "s", "identity": format!("md5${}", "0a".repeat(16))});
    let weak = with(&hosted(), "/recipient", md5);
    let dated = with(&hosted(), "/expires", json!("2099-01-01T00:00:00Z"));
    let renamed = with(&hosted(), "/badge", with(&server()[CLASS], "/name", json!("Master of Inquiry")));
    for (what, file, server, code) in [
        ("a weak hash", weak.to_string(), server_with(ASSERTION, "", weak.clone()), Code::WeakHash),
        ("another end in the file", dated.to_string(), server(), Code::ClaimsMismatch),
        ("another name in the file", renamed.to_string(), server(), Code::ClaimsMismatch),
    ] {
        let report = check(file, &server);
        assert_comes_out(what, &report, Verdict::Valid, code);
        let shown = report.verified().expect("shown");
        assert_eq!(shown["validUntil"], "2031-03-14T09:26:53Z", "{what}");
        assert_eq!(shown["credentialSubject"]["achievement"]["name"], "Inquiry", "{what}");
    }
}

#[test]
fn a_hosted_badge_of_version_1_is_checked_like_one_of_version_2() {
    let assertion = json!({
        "uid": "17", "recipient": {"type": "email", "hashed": false, "identity": "ada@a.example"}, "badge": CLASS,
        "verify": {"type": "hosted", "url": ASSERTION}, "issuedOn": 1_400_000_000,
    });
    let server = json!({
        ASSERTION: assertion,
        CLASS: {"name": "Inquiry", "description": "Leads.", "image": "https://a.example/i.png",
            "criteria": "https://a.example/c", "issuer": PROFILE, "alignment": [{"name": "EDU-5", "url": "https://s.example/5"}]},
        PROFILE: {"name": "Riverside Teachers", "url": "https://a.example/"},
    });
    let report = check(&assertion, &server);
    assert_eq!((report.state(), report.format), ("valid", Form::OpenBadges1), "{:#?}", report.checks);
    assert_eq!(report.subject.as_deref(), Some("ada@a.example"));
    let shown = report.verified().expect("shown");
    assert_eq!(shown["credentialSubject"]["achievement"]["alignment"][0]["targetName"], "EDU-5");

    let elsewhere = with(&assertion, "/verify/url", json!("https://evil.example/1"));
    let mut with_evil = server.clone();
    with_evil["https://evil.example/1"] = elsewhere.clone();
    assert_comes_out("elsewhere", &check(&elsewhere, &with_evil), Verdict::Invalid, Code::IssuerMismatch);
    let mut moved = server.clone();
    moved[ASSERTION] = elsewhere;
    assert_comes_out("moved", &check(&assertion, &moved), Verdict::Invalid, Code::ClaimsMismatch);
}

#[test]
fn an_older_badge_counts_for_nothing_inside_a_newer_one() {
    let older = token(&signed());
    let newer = with(&crate::support::badge::draft(), "/endorsementJwt", json!([older]));
    let signed = crate::support::badge::sign_blindly(&newer, "did:key:x", &crate::support::badge::signer());
    assert_ne!(verify(signed.to_string()).verdict(), Verdict::Valid);
}

#[test]
fn the_official_samples_of_version_2_get_their_verdicts() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples/ob20");
    let mut documents = serde_json::Map::new();
    for entry in std::fs::read_dir(folder.join("assets")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|kind| kind == "json") {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            documents.insert(format!("https://example.org/{name}"), json!({"body": text(path)}));
        }
    }
    for (file, copy, state) in [
        ("basic-assertion.json", "basic-assertion.json", "valid"),
        ("simple-badge.png", "basic-assertion.json", "valid"),
        ("simple.jwt", "basic-assertion.json", "valid"),
        ("simple-revoked.jwt", "basic-assertion.json", "revoked"),
        ("basic-assertion-expired.json", "basic-assertion-expired.json", "expired"),
    ] {
        let address = "https://example.org/beths-robotics-badge.json".to_owned();
        documents.insert(address, json!({"body": text(folder.join(copy))}));
        let report = verify_with(std::fs::read(folder.join(file)).expect(file), &documents.clone().into());
        assert_eq!(report.state(), state, "{file}: {:#?}", report.checks);
    }
}

#[test]
fn a_bundle_of_nobody_cannot_speak_for_the_issuer_s_server() {
    let opened = |file: String| {
        let document = json!({
            "type": "OfflineBundle", "version": 1, "asOf": "2026-06-01T11:00:00Z", "documents": answers(&server()),
            "badges": [{"file": "badge", "body": file}],
        });
        let bundle = bundle::open(&document, Anchors::default(), now()).expect("a bundle");
        bundle.verify(now()).remove(0).report
    };
    let hosted = opened(hosted().to_string());
    assert_comes_out("hosted", &hosted, Verdict::Indeterminate, Code::StatusUnavailable);
    assert!(hosted.verified().is_none());
    assert_eq!(opened(token(&signed())).state(), "valid-unbound");
}

#[test]
fn an_issuer_of_older_badges_can_stand_on_a_list() {
    let report = check(hosted(), &server());
    assert_eq!(established_issuer(&report), did::comparable(PROFILE));
    let report = check(token(&signed()), &server());
    assert_eq!(established_issuer(&report), did::comparable(PROFILE));
    let elsewhere = server_with(PROFILE, "/verification", json!({"allowedOrigins": ["b.example"]}));
    assert_eq!(established_issuer(&check(hosted(), &elsewhere)), None);
}

#[test]
fn a_name_that_deceives_is_noted_in_older_badges_too() {
    let report = check(hosted(), &server_with(PROFILE, "/name", json!("N\u{43e}rthside")));
    assert_comes_out("a foreign letter", &report, Verdict::Valid, Code::NameUnsafe);
}

#[test]
fn whose_badge_it_is_can_be_asked_of_older_badges_too() {
    let documents = Documents::read(&answers(&server())).expect("documents");
    let verifier = Verifier { documents: &documents, now: now() };
    for file in [hosted().to_string(), token(&signed())] {
        for (known, state) in [("a@example.com", "valid"), ("eve@example.com", "wrong-recipient")] {
            let expected = Expectation { recipient: Some(known.into()), ..Expectation::default() };
            let report = verifier.verify_for(file.as_bytes(), &expected);
            assert_eq!(report.state(), state, "{known}: {:#?}", report.checks);
        }
    }
}
