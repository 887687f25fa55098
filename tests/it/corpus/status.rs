//! Family 600: status entries and the lists behind them. What cannot be found out is neither fine nor forged.

use std::io::Write as _;

use accolade::proof::vc_jwt::{self, KeyHint};
use accolade::status::{Bitstring, ListDescription, Purpose, list_credential};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::world::{Corpus, Issuer, sign_blindly, signed, small, stranger, token};
use crate::support::badge::{now, signer, with, without};

/// The bit that is set in every list here.
const SET: u64 = 23;

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(600);
    good(corpus);
    withdrawn(corpus);
    entries(corpus);
    large_entries(corpus);
    unknown_entries(corpus);
    lists(corpus);
    list_contents(corpus);
    delivery(corpus);
    revocation_lists(corpus);
}

fn address(name: &str) -> String {
    format!("https://lists.example/{name}")
}

/// A list credential of the `did:key` of these tests, not signed yet.
fn list(name: &str, purpose: Purpose) -> Value {
    let mut bits = Bitstring::new(131_072).expect("a list");
    bits.set(SET).expect("an index");
    let description = ListDescription {
        address: address(name),
        issuer: Issuer::key().id,
        purpose,
        valid_from: "2026-05-01T00:00:00Z".parse().expect("a time"),
        valid_until: Some(now().plus_seconds(3600)),
    };
    list_credential(&description, &bits)
}

fn entry(name: &str, index: u64) -> Value {
    json!({
        "id": format!("{}#{index}", address(name)), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": index.to_string(), "statusListCredential": address(name)
    })
}

fn badge(entry: Value) -> Value {
    signed(&with(&small(), "/credentialStatus", entry))
}

fn good(corpus: &mut Corpus) {
    corpus.serve(&address("good"), signed(&list("good", Purpose::Revocation)));
    corpus.valid("not-withdrawn.json", "ok", "the list says that it stands", badge(entry("good", 24)));
    corpus.valid("index-0.json", "ok", "the first entry", badge(entry("good", 0)));
    corpus.valid("index-last.json", "ok", "the last entry", badge(entry("good", 131_071)));
    corpus.valid(
        "index-as-number.json",
        "ok",
        "the index as a number, as official examples have it",
        badge(with(&entry("good", 24), "/statusListIndex", json!(24))),
    );
    corpus.valid(
        "entry-type-in-an-array.json",
        "ok",
        "the type in an array",
        badge(with(&entry("good", 24), "/type", json!(["BitstringStatusListEntry"]))),
    );
    corpus.valid(
        "entry-without-id.json",
        "ok",
        "the entry's id is optional",
        badge(without(&entry("good", 24), "/id")),
    );
    corpus.valid(
        "entry-size-1.json",
        "ok",
        "the size written out",
        badge(with(&entry("good", 24), "/statusSize", json!(1))),
    );
    let key = signer();
    let payload = list("as-token", Purpose::Revocation);
    let held = vc_jwt::sign_as(payload.to_string().as_bytes(), &key, KeyHint::Embedded, "vc+jwt").expect("a token");
    corpus.serve(&address("as-token"), held);
    corpus.valid("list-as-token.json", "ok", "the list is a token", badge(entry("as-token", 24)));
    corpus.answer(&address("moved"), json!({"status": 302, "location": address("good-moved")}));
    corpus.serve(&address("good-moved"), signed(&list("moved", Purpose::Revocation)));
    corpus.valid("list-moved-once.json", "ok", "the list lies elsewhere", badge(entry("moved", 24)));
    corpus.serve(&address("suspension"), signed(&list("suspension", Purpose::Suspension)));
    let held = with(&entry("suspension", 24), "/statusPurpose", json!("suspension"));
    corpus.valid("two-entries.json", "ok", "neither withdrawn nor on hold", badge(json!([entry("good", 24), held])));
    let message = with(&entry("silent-message", 1), "/statusPurpose", json!("message"));
    corpus.valid("entry-for-messages.json", "ok", "a message never makes a badge invalid", badge(message));
    corpus.valid(
        "not-withdrawn.jwt",
        "ok",
        "a token with a status",
        token(&with(&small(), "/credentialStatus", entry("good", 24))),
    );
}

fn withdrawn(corpus: &mut Corpus) {
    corpus.invalid("withdrawn.json", "revoked", "its bit is set", badge(entry("good", SET)));
    corpus.invalid(
        "withdrawn.jwt",
        "revoked",
        "a token whose bit is set",
        token(&with(&small(), "/credentialStatus", entry("good", SET))),
    );
    corpus.invalid(
        "withdrawn-list-as-token.json",
        "revoked",
        "its bit is set in a token",
        badge(entry("as-token", SET)),
    );
    let held = with(&entry("suspension", SET), "/statusPurpose", json!("suspension"));
    corpus.invalid("on-hold.json", "suspended", "its bit is set in the list for holding", badge(held.clone()));
    corpus.invalid(
        "withdrawn-in-second-entry.json",
        "suspended",
        "good in the first list, held in the second",
        badge(json!([entry("good", 24), held])),
    );
    corpus.invalid("withdrawn-in-eighth-entry.json", "revoked", "seven good entries, then a bad one", {
        let mut entries = vec![entry("good", 24); 7];
        entries.push(entry("good", SET));
        badge(json!(
            entries
                .iter()
                .enumerate()
                .map(|(n, one)| with(one, "/id", json!(format!("urn:x:{n}"))))
                .collect::<Vec<_>>()
        ))
    });
    corpus.invalid(
        "withdrawn-and-expired.json",
        "expired",
        "ended and withdrawn",
        signed(&with(
            &with(&small(), "/validUntil", json!("2026-05-01T00:00:00Z")),
            "/credentialStatus",
            entry("good", SET),
        )),
    );
    corpus.in_state("revoked");
    corpus.invalid(
        "withdrawn-status-removed.json",
        "signature",
        "the status was taken away",
        without(&badge(entry("good", SET)), "/credentialStatus"),
    );
    corpus.invalid(
        "withdrawn-index-changed.json",
        "signature",
        "the index was changed",
        with(&badge(entry("good", SET)), "/credentialStatus/statusListIndex", json!("24")),
    );
    let old = with(&list("other-id", Purpose::Revocation), "/id", json!("https://lists.example/old-name"));
    corpus.serve(&address("other-id"), signed(&old));
    corpus.invalid(
        "withdrawn-list-of-another-id.json",
        "revoked",
        "a list under another id may condemn",
        badge(entry("other-id", SET)),
    );
}

fn entries(corpus: &mut Corpus) {
    for (name, what, index) in [
        ("index-negative.json", "-1", json!("-1")),
        ("index-plus.json", "+24", json!("+24")),
        ("index-exponent.json", "1e3", json!("1e3")),
        ("index-fraction.json", "24.0", json!("24.0")),
        ("index-hexadecimal.json", "0x18", json!("0x18")),
        ("index-words.json", "24x, which some read as 24", json!("24x")),
        ("index-space.json", "a space in front", json!(" 24")),
        ("index-empty.json", "an empty text", json!("")),
        ("index-other-digits.json", "Arabic digits", json!("٢٤")),
        ("index-2-64-plus-24.json", "wraps to 24", json!("18446744073709551640")),
        ("index-20-digits.json", "twenty digits", json!("00000000000000000024")),
        ("index-array.json", "an array", json!(["24"])),
        ("index-boolean.json", "true", json!(true)),
        ("index-number-negative.json", "a negative number", json!(-1)),
        ("index-number-fraction.json", "24.5", json!(24.5)),
    ] {
        corpus.invalid(name, "status_invalid", what, badge(with(&entry("good", 24), "/statusListIndex", index)));
    }
    for member in ["statusListIndex", "statusListCredential", "statusPurpose"] {
        let name = format!("entry-without-{}.json", member.to_lowercase());
        corpus.invalid(
            &name,
            "status_invalid",
            "a member that an entry must have is missing",
            badge(without(&entry("good", 24), &format!("/{member}"))),
        );
    }
    corpus.invalid(
        "entry-untyped.json",
        "undefined_term",
        "the entry does not say what it is",
        badge(without(&entry("good", 24), "/type")),
    );
    let many: Vec<Value> = (0..9).map(|n| with(&entry("good", 24), "/id", json!(format!("urn:x:{n}")))).collect();
    corpus.invalid("entries-nine.json", "too_large", "nine entries", badge(json!(many)));
    corpus.invalid(
        "status-as-text.json",
        "schema",
        "a text instead of an entry",
        with(&signed(&small()), "/credentialStatus", json!(address("good"))),
    );
    corpus.in_state("altered");
    corpus.invalid("status-null.jwt", "schema", "null instead of an entry", {
        let payload =
            accolade::credential::to_payload(&with(&small(), "/credentialStatus", Value::Null)).expect("a payload");
        vc_jwt::sign(payload.to_string().as_bytes(), &signer(), KeyHint::Id(&Issuer::key().method)).expect("a token")
    });
}

/// What entries of more than one bit must have (Bitstring Status List, `#bitstringstatuslistentry`).
fn large_entries(corpus: &mut Corpus) {
    let two = with(&entry("good", 24), "/statusSize", json!(2));
    corpus.invalid("entry-of-two-bits.json", "status_invalid", "two bits, and no word for each value", badge(two));
}

fn unknown_entries(corpus: &mut Corpus) {
    let extended = json!([
        small()["@context"][0],
        small()["@context"][1],
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    ]);
    let of = |entry: Value| signed(&with(&with(&small(), "/@context", extended.clone()), "/credentialStatus", entry));
    let unknown = json!({"id": "https://lists.example/nobody", "type": "1EdTechCredentialRefresh"});
    corpus.unknown("entry-of-an-unknown-type.json", "unsupported", "a kind of status that nobody knows", of(unknown));
    let payload = |entry: Value| {
        let payload = accolade::credential::to_payload(&with(&small(), "/credentialStatus", entry)).expect("a payload");
        vc_jwt::sign(payload.to_string().as_bytes(), &signer(), KeyHint::Id(&Issuer::key().method)).expect("a token")
    };
    corpus.unknown(
        "entry-of-an-unknown-type.jwt",
        "unsupported",
        "a kind of status that nobody knows, in a token",
        payload(json!({"id": "https://lists.example/n", "type": "TokenStatusListEntry"})),
    );
    corpus.unknown(
        "entry-for-an-unknown-purpose.json",
        "unsupported",
        "a purpose that nobody knows",
        badge(with(&entry("good", 24), "/statusPurpose", json!("probation"))),
    );
    let both = json!([entry("good", 24), {"id": "https://lists.example/n", "type": "TokenStatusListEntry"}]);
    corpus.unknown(
        "entry-good-beside-unknown.jwt",
        "unsupported",
        "one entry is good, the other of an unknown kind",
        payload(both),
    );
}

/// A list that is not as it must be leaves the question open: the badge itself is good.
fn lists(corpus: &mut Corpus) {
    let mut case = |name: &str, what: &'static str, code: &'static str, body: Value| {
        corpus.serve(&address(name), body);
        corpus.unknown(&format!("list-{name}.json"), code, what, badge(entry(name, 24)));
    };
    let plain = |name: &str| list(name, Purpose::Revocation);
    case("unsigned", "the list is not signed", "status_invalid", plain("unsigned"));
    case(
        "forged",
        "the list was changed",
        "status_invalid",
        with(&signed(&plain("forged")), "/validFrom", json!("2026-05-02T00:00:00Z")),
    );
    let strange = format!("did:key:{}", stranger().public().name());
    let by_stranger = with(&plain("of-a-stranger"), "/issuer", json!(strange));
    let method = format!("{strange}#{}", stranger().public().name());
    case("of-a-stranger", "somebody else's list", "status_invalid", sign_blindly(&by_stranger, &method, &stranger()));
    case(
        "signed-by-a-stranger",
        "the issuer's list, signed by somebody else",
        "status_invalid",
        sign_blindly(&plain("signed-by-a-stranger"), &method, &stranger()),
    );
    case(
        "for-suspension",
        "a list for another purpose",
        "status_invalid",
        signed(&list("for-suspension", Purpose::Suspension)),
    );
    case(
        "ended",
        "the list is out of date",
        "status_invalid",
        signed(&with(&plain("ended"), "/validUntil", json!("2026-06-01T11:59:59Z"))),
    );
    case(
        "of-tomorrow",
        "the list is not valid yet",
        "status_invalid",
        signed(&with(&plain("of-tomorrow"), "/validFrom", json!("2026-06-02T00:00:00Z"))),
    );
    case(
        "undated",
        "an unreadable date",
        "status_invalid",
        signed(&with(&plain("undated"), "/validUntil", json!("soon"))),
    );
    case(
        "of-another-id",
        "another list of the same issuer may not clear",
        "status_invalid",
        signed(&with(&plain("of-another-id"), "/id", json!("https://lists.example/another"))),
    );
    case("of-another-type", "a credential that is no list", "status_invalid", signed(&small()));
    case(
        "of-another-subject",
        "a list whose subject is none",
        "status_invalid",
        signed(&with(&plain("of-another-subject"), "/credentialSubject", json!({"id": "urn:x:1"}))),
    );
    case("with-its-own-status", "a list that points to itself", "status_invalid", {
        let recursive = with(&plain("with-its-own-status"), "/credentialStatus", entry("with-its-own-status", SET));
        signed(&recursive)
    });
    case(
        "without-purpose",
        "a list without a purpose",
        "status_invalid",
        signed(&without(&plain("without-purpose"), "/credentialSubject/statusPurpose")),
    );
    case("without-issuer", "a list of nobody", "status_invalid", without(&signed(&plain("without-issuer")), "/issuer"));
    case("array", "an array", "status_invalid", json!([1]));
    corpus.unknown(
        "list-index-behind-its-end.json",
        "status_invalid",
        "the index is behind the list's end",
        badge(entry("good", 131_072)),
    );
    corpus.unknown(
        "list-index-2-32-plus-24.json",
        "status_invalid",
        "an index that wraps at 32 bits",
        badge(entry("good", (1 << 32) + 24)),
    );
    corpus.unknown(
        "list-index-2-63.json",
        "status_invalid",
        "an index of 19 digits",
        badge(entry("good", 9_223_372_036_854_775_807)),
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn list_contents(corpus: &mut Corpus) {
    let zeros = vec![0; 16 * 1024];
    let good = gzip(&zeros);
    let bomb = gzip(&vec![0; 64 * 1024 * 1024]);
    let encoded = |bytes: &[u8]| format!("u{}", URL_SAFE_NO_PAD.encode(bytes));
    for (name, what, text) in [
        ("short", "8 entries fewer than the minimum", encoded(&gzip(&zeros[1..]))),
        ("of-one-byte", "eight entries", encoded(&gzip(&[0]))),
        ("bomb", "64 MiB of zeros in 64 KiB", encoded(&bomb)),
        ("bomb-of-two-members", "the bomb behind a good list", encoded(&[good.clone(), bomb].concat())),
        ("cut", "gzip without its end", encoded(&good[..good.len() - 4])),
        ("trailing", "a byte behind the gzip", encoded(&[good.clone(), vec![0]].concat())),
        ("not-packed", "zeros that are not packed", encoded(&zeros[..300])),
        ("not-base64", "signs of another base64", "u+/+/".to_owned()),
        ("empty", "an empty text", String::new()),
        ("only-its-base", "a base without digits", "u".to_owned()),
        ("in-base58", "another base", "z3".to_owned()),
    ] {
        let name = format!("encoded-{name}");
        let changed = with(&list(&name, Purpose::Revocation), "/credentialSubject/encodedList", json!(text));
        corpus.serve(&address(&name), signed(&changed));
        corpus.unknown(&format!("list-{name}.json"), "status_invalid", what, badge(entry(&name, 24)));
    }
    let number = with(&list("encoded-number", Purpose::Revocation), "/credentialSubject/encodedList", json!(7));
    corpus.serve(&address("encoded-number"), signed(&number));
    corpus.unknown(
        "list-encoded-number.json",
        "status_invalid",
        "a number instead of a list",
        badge(entry("encoded-number", 24)),
    );
}

fn delivery(corpus: &mut Corpus) {
    corpus.silent(&address("silent"));
    corpus.unknown("list-silent.json", "status_unavailable", "nobody answers", badge(entry("silent", 24)));
    corpus.unknown(
        "list-silent.jwt",
        "status_unavailable",
        "nobody answers, for a token",
        token(&with(&small(), "/credentialStatus", entry("silent", 24))),
    );
    for (status, name) in
        [(404, "gone-404"), (410, "gone-410"), (500, "broken-500"), (204, "empty-204"), (401, "locked-401")]
    {
        corpus.answer(&address(name), json!({"status": status, "body": ""}));
        corpus.unknown(
            &format!("list-{name}.json"),
            "status_unavailable",
            "no list is given out",
            badge(entry(name, 24)),
        );
    }
    corpus.serve(&address("page"), "<!doctype html><title>Lists</title>");
    corpus.unknown("list-page.json", "status_invalid", "a page for people", badge(entry("page", 24)));
    corpus.serve(&address("picture"), b"\x89PNG\r\n\x1a\n".as_slice());
    corpus.unknown("list-picture.json", "status_invalid", "half a picture", badge(entry("picture", 24)));
    for step in 0..3 {
        corpus.answer(
            &address(&format!("far-{step}")),
            json!({"status": 302, "location": address(&format!("far-{}", step + 1))}),
        );
    }
    corpus.silent(&address("far-3"));
    corpus.unknown(
        "list-moved-three-times.json",
        "status_unavailable",
        "moved further than is followed",
        badge(entry("far-0", 24)),
    );
    corpus.answer(&address("round"), json!({"status": 302, "location": address("round")}));
    corpus.unknown("list-moved-in-a-circle.json", "status_unavailable", "moved to itself", badge(entry("round", 24)));
    for (name, what, location) in [
        ("list-moved-to-loopback.json", "moved into this machine", "https://127.0.0.1/list"),
        ("list-moved-to-http.json", "moved to http", "http://lists.example/good"),
        ("list-moved-to-metadata.json", "moved to a cloud's own address", "https://169.254.169.254/latest/meta-data"),
        ("list-moved-to-file.json", "moved to a file", "file:///etc/passwd"),
        ("list-moved-to-a-port.json", "moved to another port", "https://lists.example:8443/good"),
        ("list-moved-to-a-user.json", "moved to an address with a user", "https://admin@lists.example/good"),
    ] {
        let from = format!("moved-{}", &name[14..name.len() - 5]);
        corpus.answer(&address(&from), json!({"status": 302, "location": location}));
        corpus.invalid(name, "unsafe_url", what, badge(entry(&from, 24)));
    }
}

fn revocation_lists(corpus: &mut Corpus) {
    let extended = json!([
        small()["@context"][0],
        small()["@context"][1],
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    ]);
    let of = |name: &str| {
        signed(&with(
            &with(&small(), "/@context", extended.clone()),
            "/credentialStatus",
            json!({"id": address(name), "type": "1EdTechRevocationList"}),
        ))
    };
    let own = small()["id"].clone();
    corpus.serve(&address("revocation-none"), json!({"id": address("revocation-none"), "revokedCredential": []}));
    corpus.valid("revocation-list-empty.json", "ok", "nobody is on the list", of("revocation-none"));
    corpus.serve(&address("revocation-lifted"), json!({"revokedCredential": [{"id": own, "revoked": false}]}));
    corpus.valid("revocation-list-lifted.json", "ok", "on the list, as not withdrawn", of("revocation-lifted"));
    corpus.serve(
        &address("revocation-own"),
        json!({"revokedCredential": [{"id": own, "revoked": true, "revocationReason": "Error"}]}),
    );
    corpus.invalid("revocation-list-names-it.json", "revoked", "on the list", of("revocation-own"));
    corpus.serve(&address("revocation-plural"), json!({"revokedCredentials": [{"id": own}]}));
    corpus.invalid(
        "revocation-list-plural.json",
        "revoked",
        "on the list, in the other spelling",
        of("revocation-plural"),
    );
    for (name, what, body) in [
        ("revocation-empty-object", "no list", json!({})),
        ("revocation-array", "an array", json!([])),
        ("revocation-item-without-id", "an item without an id", json!({"revokedCredential": [{}]})),
        ("revocation-text", "a text for a list", json!({"revokedCredential": "none"})),
    ] {
        corpus.serve(&address(name), body);
        corpus.unknown(&format!("{name}.json"), "status_invalid", what, of(name));
    }
    corpus.silent(&address("revocation-silent"));
    corpus.unknown("revocation-list-silent.json", "status_unavailable", "nobody answers", of("revocation-silent"));
    corpus.serve(&address("revocation-page"), "<html>");
    corpus.unknown("revocation-list-page.json", "status_invalid", "a page for people", of("revocation-page"));
}
