//! What is done with bytes from nowhere, and what must hold whatever they are.
//!
//! One function per target, used by `cargo fuzz` (`fuzz_targets/`) and by the plain driver of `tests/it/fuzzing.rs`,
//! which runs where there is no nightly compiler.

use accolade::bake;
use accolade::batch::{Applicants, Batch, Content, FILE_LIMIT_BYTES, Handed};
use accolade::canon::{self, Profile, json};
use accolade::clock::Timestamp;
use accolade::credential::{self, Rules};
use accolade::did::{self, DidDocument};
use accolade::fetch::Documents;
use accolade::keys::PublicKey;
use accolade::proof::data_integrity::{Proof, take_proofs};
use accolade::proof::vc_jwt::Token;
use accolade::status::{Bitstring, Entry, PublishedList, RevocationList};
use accolade::verify::Verifier;
use serde_json::Value;

/// A target: its name, and what it does with some bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("credential", credential),
    ("canon", canonical_form),
    ("jwt", jwt),
    ("png", png),
    ("svg", svg),
    ("bitstring", bitstring),
    ("status", status),
    ("did_document", did_document),
    ("multibase", multibase),
    ("archive", archive),
    ("table", table),
];

fn verify(data: &[u8]) {
    let documents = Documents::default();
    let now = Timestamp::from_unix_seconds(1_780_315_200).expect("a time");
    let report = Verifier { documents: &documents, now }.verify(data);
    let document = report.to_json("fuzz");
    assert!(!report.checks.is_empty() && document["verdict"].is_string());
}

/// A whole file through the whole verifier.
pub fn credential(data: &[u8]) {
    verify(data);
}

/// JSON through the reader, both profiles and both canonical forms.
pub fn canonical_form(data: &[u8]) {
    let Ok(value) = json::read(data, &json::Limits::default()) else { return };
    // What was read once is read again the same.
    let again = json::read(value.to_string().as_bytes(), &json::Limits::default());
    assert_eq!(again.as_ref(), Ok(&value));
    let strict = canon::canonicalize(&value, Profile::OpenBadges);
    let general = canon::canonicalize(&value, Profile::General);
    if let Ok(strict) = &strict {
        // The closed profile leaves out ways of writing, never meanings.
        assert_eq!(general.as_ref(), Ok(strict));
        assert_eq!(canon::canonicalize(&value, Profile::OpenBadges).as_ref(), Ok(strict));
    }
    if let Some(jcs) = canon::jcs(&value) {
        let read = json::read(jcs.as_bytes(), &json::Limits::default()).expect("canonical JSON is JSON");
        assert_eq!(canon::jcs(&read), Some(jcs));
    }
    let _ = credential::check(&value, Rules::Reading);
    let _ = credential::check(&value, Rules::Issuing);
    if let Value::Object(mut members) = value {
        for proof in take_proofs(&mut members).unwrap_or_default() {
            let _ = Proof::read(&proof);
        }
    }
}

/// A token through the gate and the verifier.
pub fn jwt(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(token) = Token::read(text)
        && let Some(key) = &token.key
    {
        let _ = token.verify(key);
    }
    verify(data);
}

fn picture(data: &[u8]) {
    let Ok(found) = bake::unbake(data) else { return };
    // What is baked into a picture that was read comes out again.
    let baked = bake::bake(data, "{\"a\":1}").expect("a picture that was read takes a badge");
    assert_eq!(bake::unbake(&baked).map(|baked| baked.text), Ok("{\"a\":1}".to_owned()));
    assert!(found.text.len() <= bake::TEXT_LIMIT_BYTES);
}

/// A PNG.
pub fn png(data: &[u8]) {
    picture(data);
}

/// An SVG.
pub fn svg(data: &[u8]) {
    picture(data);
}

/// An encoded status list.
pub fn bitstring(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(bits) = Bitstring::decode(text) else { return };
    assert_eq!(Bitstring::decode(&bits.encode()).as_ref(), Ok(&bits));
    assert!(bits.is_set(bits.len() as u64).is_err());
}

/// A status entry, a list credential and a revocation list.
pub fn status(data: &[u8]) {
    let Ok(value) = json::read(data, &json::Limits::default()) else { return };
    let _ = RevocationList::read(&value);
    let entry = Entry::read(value.get("credentialStatus").unwrap_or(&value));
    if let (Ok(entry), Ok(list)) = (entry, PublishedList::read(&value)) {
        let now = Timestamp::from_unix_seconds(1_780_315_200).expect("a time");
        let _ = list.status_of(&entry, now);
    }
}

/// A DID document, a key document, a JWK or a set of them.
pub fn did_document(data: &[u8]) {
    let Ok(value) = json::read(data, &json::Limits::default()) else { return };
    if let Ok(document) = DidDocument::read(&value) {
        for method in document.methods() {
            assert!(document.find_method(&method.id).is_some());
        }
    }
    let _ = did::read_key(&value);
    let keys = value.get("keys").and_then(Value::as_array).into_iter().flatten();
    for jwk in keys.chain([&value]) {
        if let Ok(key) = PublicKey::from_jwk(jwk) {
            assert_eq!(PublicKey::from_jwk(&key.to_jwk()).as_ref(), Ok(&key));
        }
    }
}

/// Texts that stand for keys, identifiers and times.
pub fn multibase(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(key) = PublicKey::from_multikey(text) {
        // A key has one spelling.
        assert_eq!(key.to_multikey().as_deref(), Some(text));
    }
    let _ = did::method_of_did_key(text);
    let _ = did::method_of_did_jwk(text);
    if let Ok(address) = did::document_url(text) {
        assert!(address.starts_with("https://") && address.ends_with("/did.json") && !address.contains("/../"));
    }
    if let Ok(time) = text.parse::<Timestamp>() {
        assert_eq!(time.to_string().parse(), Ok(time));
    }
}

/// Badges that one file with many of them may hold here.
const ENTRIES: usize = 200;

fn many(name: &str, data: &[u8]) {
    let Ok(mut batch) = Batch::open(vec![Handed::bytes(name, data)], ENTRIES) else { return };
    let mut count = 0;
    for entry in batch.by_ref() {
        count += 1;
        let bytes = match entry.content {
            Content::Packed(packed) => packed.unpack().unwrap_or_default(),
            Content::Bytes(bytes) => bytes,
            Content::Address(_) | Content::Refused(_) => continue,
        };
        assert!(bytes.len() <= FILE_LIMIT_BYTES);
    }
    assert!((1..=ENTRIES + 1).contains(&count), "{count} entries");
}

/// A ZIP archive of badges.
pub fn archive(data: &[u8]) {
    many("badges.zip", data);
}

/// A table or a list of badges, and a table of applicants.
pub fn table(data: &[u8]) {
    many("badges.csv", data);
    many("badges.ndjson", data);
    if let Ok(applicants) = Applicants::read(data) {
        assert!(applicants.people().iter().all(|person| !person.label().is_empty()));
    }
}
