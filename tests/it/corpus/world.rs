//! The world that the corpus lives in: its cases, the hosts that answer, and keys that are the same in every run.
//!
//! A case is bytes with the verdict that they must get. Expected verdicts are written by hand where the case is made,
//! from the standards and from docs/reason-codes.md; nothing here looks at what the program says.

use accolade::canon::{self, Profile};
use accolade::credential::to_payload;
use accolade::keys::{Algorithm, Signer};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::badge::{draft, issuer, signer, with};

/// The three words of a verdict, which are also the folders of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expected {
    Valid,
    Invalid,
    Unknown,
}

impl Expected {
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
        }
    }

    pub(super) fn verdict(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unknown => "indeterminate",
        }
    }
}

/// One input with what must be said about it.
pub(super) struct Case {
    /// Folder and name, such as `invalid/103-proof-value-not-base58.json`.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    pub(super) expected: Expected,
    pub(super) state: &'static str,
    pub(super) code: &'static str,
    /// What is wrong, or right, in words.
    pub(super) what: &'static str,
}

/// All cases, and what the hosts in them answer.
#[derive(Default)]
pub(super) struct Corpus {
    pub(super) cases: Vec<Case>,
    pub(super) answers: Map<String, Value>,
    pub(super) hosts: Map<String, Value>,
    /// Addresses that a verification may ask for and that nobody answers at.
    pub(super) silent: Vec<String>,
    number: u32,
}

/// Where public hosts of the corpus lead: an address of `example.com` as it was published for years.
pub(super) const PUBLIC: &str = "93.184.216.34";

impl Corpus {
    /// The cases that follow are numbered from here.
    pub(super) fn family(&mut self, first: u32) {
        self.number = first;
    }

    pub(super) fn valid(&mut self, name: &str, code: &'static str, what: &'static str, file: impl Bytes) {
        let state = if code == "issuer_unbound" { "valid-unbound" } else { "valid" };
        self.add(Expected::Valid, name, (code, state), what, file);
    }

    pub(super) fn invalid(&mut self, name: &str, code: &'static str, what: &'static str, file: impl Bytes) {
        let state = match code {
            "signature" => "altered",
            "revoked" => "revoked",
            "suspended" => "suspended",
            "expired" => "expired",
            "not_yet_valid" => "not-yet-valid",
            _ => "invalid",
        };
        self.add(Expected::Invalid, name, (code, state), what, file);
    }

    pub(super) fn unknown(&mut self, name: &str, code: &'static str, what: &'static str, file: impl Bytes) {
        let state = if code == "status_unavailable" { "status-unknown" } else { "unknown" };
        self.add(Expected::Unknown, name, (code, state), what, file);
    }

    fn add(
        &mut self,
        expected: Expected,
        name: &str,
        (code, state): (&'static str, &'static str),
        what: &'static str,
        file: impl Bytes,
    ) {
        let path = format!("{}/{:03}-{name}", expected.folder(), self.number);
        assert!(self.cases.iter().all(|case| case.path != path), "{path} stands twice");
        self.number += 1;
        self.cases.push(Case { path, bytes: file.bytes(), expected, state, code, what });
    }

    /// The last case has another word for its state than its code has by itself.
    pub(super) fn in_state(&mut self, state: &'static str) {
        self.cases.last_mut().expect("a case").state = state;
    }

    /// A document at an address, at a public host.
    pub(super) fn serve(&mut self, address: &str, body: impl Bytes) {
        let body = body.bytes();
        let answer = match String::from_utf8(body) {
            Ok(text) => json!({"body": text}),
            Err(bytes) => json!({"bodyBase64": STANDARD.encode(bytes.into_bytes())}),
        };
        self.answer(address, answer);
    }

    /// Any answer at an address, at a public host.
    pub(super) fn answer(&mut self, address: &str, answer: Value) {
        self.host(host_of(address), &[PUBLIC]);
        let before = self.answers.insert(address.into(), answer);
        assert!(before.is_none(), "{address} is served twice");
    }

    /// An address that may be asked and does not answer, at a public host.
    pub(super) fn silent(&mut self, address: &str) {
        self.host(host_of(address), &[PUBLIC]);
        self.silent.push(address.into());
    }

    /// Where a host leads; the first word counts.
    pub(super) fn host(&mut self, host: &str, leads_to: &[&str]) {
        if !self.hosts.contains_key(host) {
            self.hosts.insert(host.into(), json!(leads_to));
        }
    }

    /// An issuer with a `did:web` whose document lists the key of these tests, after `tweak`.
    pub(super) fn did_web(&mut self, host: &str, tweak: impl FnOnce(&mut Value)) -> Issuer {
        let issuer = Issuer::web(host);
        let mut document = issuer.document();
        tweak(&mut document);
        self.serve(&format!("https://{host}/.well-known/did.json"), document);
        issuer
    }
}

fn host_of(address: &str) -> &str {
    let rest = address.strip_prefix("https://").expect("an https address");
    rest.split(['/', '?', '#']).next().expect("a host")
}

/// What can be a file.
pub(super) trait Bytes {
    fn bytes(self) -> Vec<u8>;
}

impl Bytes for Vec<u8> {
    fn bytes(self) -> Vec<u8> {
        self
    }
}

impl Bytes for &[u8] {
    fn bytes(self) -> Vec<u8> {
        self.to_vec()
    }
}

impl Bytes for String {
    fn bytes(self) -> Vec<u8> {
        self.into_bytes()
    }
}

impl Bytes for &str {
    fn bytes(self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }
}

impl Bytes for Value {
    fn bytes(self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

impl Bytes for &Value {
    fn bytes(self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

/// Somebody who signs: an identifier, and the address of the key of these tests under it.
pub(super) struct Issuer {
    pub(super) id: String,
    pub(super) method: String,
}

impl Issuer {
    pub(super) fn web(host: &str) -> Self {
        let id = format!("did:web:{host}");
        Self { method: format!("{id}#{}", signer().public().name()), id }
    }

    /// The issuer whose identifier is the key itself.
    pub(super) fn key() -> Self {
        Self { method: format!("{}#{}", issuer(), signer().public().name()), id: issuer() }
    }

    pub(super) fn document(&self) -> Value {
        json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.id,
            "verificationMethod": [{
                "id": self.method, "type": "Multikey", "controller": self.id,
                "publicKeyMultibase": signer().public().name()
            }],
            "assertionMethod": [self.method]
        })
    }

    /// `document` as this issuer's own, signed.
    pub(super) fn signs(&self, document: &Value) -> Value {
        let named = match document.get("issuer") {
            Some(Value::Object(_)) => with(document, "/issuer/id", json!(self.id)),
            _ => with(document, "/issuer", json!(self.id)),
        };
        sign_blindly(&named, &self.method, &signer())
    }
}

/// A badge with the essentials only.
pub(super) fn small() -> Value {
    let draft = draft();
    json!({
        "@context": draft["@context"],
        "id": "urn:uuid:6f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Inquiry",
        "issuer": {"id": issuer(), "type": ["Profile"], "name": "Riverside"},
        "validFrom": "2026-03-14T09:26:53Z",
        "credentialSubject": {
            "id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://a.example/achievements/1", "type": ["Achievement"], "name": "Inquiry",
                "description": "Leads an inquiry.", "criteria": {"narrative": "Two peers agree."}
            }
        }
    })
}

/// A credential that is no badge, read by the general rules of JSON-LD.
pub(super) fn other_credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:5f1f8b1e-0f0e-4f43-9a51-0a3b1c2d3e4f",
        "type": ["VerifiableCredential"],
        "issuer": issuer(),
        "validFrom": "2026-03-14T09:26:53Z",
        "credentialSubject": {"id": "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666"}
    })
}

/// Signed by the `did:key` of these tests, whatever it is.
pub(super) fn signed(document: &Value) -> Value {
    sign_blindly(document, &Issuer::key().method, &signer())
}

/// Signed as a careless or hostile issuer would: over its RDF, or, when that has no canonical form, over its JSON.
pub(super) fn sign_blindly(document: &Value, method: &str, signer: &Signer) -> Value {
    let options = options(method);
    let is_canonical = |value: &Value| canon::canonicalize(value, Profile::General).is_ok();
    let configuration = with(&options, "/@context", document["@context"].clone());
    let proof = if is_canonical(document) && is_canonical(&configuration) {
        prove(document, &options, signer)
    } else {
        prove_jcs(document, &options, signer)
    };
    with(document, "/proof", json!([proof]))
}

/// Another key than the one of these tests.
pub(super) fn stranger() -> Signer {
    Signer::from_secret(Algorithm::Ed25519, &[66; 32]).expect("a key")
}

/// A P-256 key.
pub(super) fn elliptic() -> Signer {
    Signer::from_secret(Algorithm::P256, &[7; 32]).expect("a key")
}

/// The options of an ordinary proof by the issuer with this method.
pub(super) fn options(method: &str) -> Value {
    json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-06-01T12:00:00Z",
        "verificationMethod": method, "proofPurpose": "assertionMethod"
    })
}

/// A proof with these options over `document`: VC Data Integrity EdDSA, `#hashing-eddsa-rdfc-2022`, step by step.
pub(super) fn prove(document: &Value, options: &Value, signer: &Signer) -> Value {
    let hash = |value: &Value| canon::canonicalize(value, Profile::General).expect("canonical").sha256();
    let configuration = with(options, "/@context", document["@context"].clone());
    let message = [hash(&configuration), hash(document)].concat();
    sealed(options, &message, signer)
}

/// The same by `eddsa-jcs-2022`, which asks nothing of the document's contexts.
pub(super) fn prove_jcs(document: &Value, options: &Value, signer: &Signer) -> Value {
    let configuration =
        with(&with(options, "/@context", document["@context"].clone()), "/cryptosuite", json!("eddsa-jcs-2022"));
    let hash = |value: &Value| Sha256::digest(canon::jcs(value).expect("canonical"));
    let message = [hash(&configuration), hash(document)].concat();
    sealed(&configuration, &message, signer)
}

fn sealed(options: &Value, message: &[u8], signer: &Signer) -> Value {
    let signature = signer.sign(message).expect("signed");
    with(options, "/proofValue", json!(format!("z{}", bs58::encode(signature).into_string())))
}

/// A token with this header over this payload.
pub(super) fn token_of(header: &str, payload: &[u8], signer: &Signer) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = signer.sign(input.as_bytes()).expect("signed");
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A badge of the `did:key` of these tests as a token.
pub(super) fn token(document: &Value) -> String {
    let method = Issuer::key().method;
    let payload = to_payload(document).expect("a payload").to_string();
    token_of(&json!({"alg": "EdDSA", "kid": method, "typ": "JWT"}).to_string(), payload.as_bytes(), &signer())
}
