//! Embedded proofs: VC Data Integrity 1.0 with the EdDSA and ECDSA cryptosuites.
//!
//! All suites but one sign the same shape (VC Data Integrity EdDSA, `#hashing-eddsa-rdfc-2022`): the hash of the
//! canonical proof options, then that of the canonical document without its proofs. They differ in the canonical form,
//! in the hash, which is that of the key's curve, and in how the proof names itself. `ecdsa-sd-2023` signs every
//! statement by itself ([`super::ecdsa_sd`]).

use std::cell::{OnceCell, RefCell};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384};

pub use super::cryptosuite::Cryptosuite;
use super::ecdsa_sd::SelectiveValue;
use crate::canon::{self, Profile};
use crate::clock::Timestamp;
use crate::keys::{Algorithm, KeyError, PublicKey, Signer};

/// Proofs that one document may carry.
pub const PROOFS_LIMIT: usize = 8;

/// What is wrong with a proof, or with the document on the way to its hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A kind of proof that this program does not know.
    #[error("proofs of the kind `{0}` are not supported")]
    Unsupported(String),
    /// A member of the proof is missing or is not what it must be.
    #[error("the proof's `{member}` {why}")]
    Format {
        /// The member.
        member: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The document or the proof has no canonical form.
    #[error(transparent)]
    Canonical(#[from] canon::Error),
    /// A number that JCS cannot write.
    #[error("a number in the document cannot be written in canonical form")]
    Number,
    /// The key is of another kind than the suite signs with.
    #[error("the key is not of the kind that proofs of the kind `{0}` are made with")]
    WrongKey(&'static str),
    /// The proof's contexts are not the first of the document's.
    #[error("the proof's `@context` does not match the document's")]
    ContextMismatch,
    /// The signature does not fit the document, the proof and the key.
    #[error("the signature does not fit: the document, the proof or the key was changed")]
    Signature,
    /// The key refused to sign.
    #[error(transparent)]
    Key(KeyError),
}

/// Takes the proofs out of `document`: a `proof` member that is one object or an array.
///
/// # Errors
/// [`ProofError::Format`] when it is neither, holds something that is no object, or more than [`PROOFS_LIMIT`].
pub fn take_proofs(document: &mut Map<String, Value>) -> Result<Vec<Value>, ProofError> {
    let proofs = match document.shift_remove("proof") {
        None => Vec::new(),
        Some(Value::Array(proofs)) => proofs,
        Some(one) => vec![one],
    };
    if proofs.len() > PROOFS_LIMIT {
        return Err(ProofError::Format { member: "proof", why: "holds more than 8 proofs" });
    }
    if proofs.iter().any(|proof| !proof.is_object()) {
        return Err(ProofError::Format { member: "proof", why: "must hold objects" });
    }
    Ok(proofs)
}

/// A document without proofs and the SHA-256 of its RDFC-1.0 form, for whoever comes upon the same document again.
pub struct Hashed {
    document: Value,
    profile: Profile,
    hash: [u8; 32],
}

impl Hashed {
    /// `hash` is what [`Unsecured::rdfc_hash`] says of this document under this profile.
    pub fn new(document: Value, profile: Profile, hash: [u8; 32]) -> Self {
        Self { document, profile, hash }
    }

    /// The document.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The document, without its hash.
    pub fn into_document(self) -> Value {
        self.document
    }

    /// Which documents were accepted.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The hash, if `document` is the same, member by member.
    fn of(&self, document: &Value, profile: Profile) -> Option<[u8; 32]> {
        (self.profile == profile && is_same(&self.document, document)).then_some(self.hash)
    }
}

/// Whether two documents say the same. Equal numbers are not enough: zero and minus zero are equal, and are written
/// differently.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other && one.as_f64().map(f64::to_bits) == other.as_f64().map(f64::to_bits)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| is_same(value, other));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// A document without proofs whose canonical hashes are computed once, when first needed.
pub struct Unsecured<'d> {
    document: &'d Value,
    profile: Profile,
    rdfc: OnceCell<Result<[u8; 32], canon::Error>>,
}

impl<'d> From<&'d Hashed> for Unsecured<'d> {
    fn from(hashed: &'d Hashed) -> Self {
        Self { document: &hashed.document, profile: hashed.profile, rdfc: OnceCell::from(Ok(hashed.hash)) }
    }
}

impl<'d> Unsecured<'d> {
    /// `document` must not hold a `proof`; `profile` says which documents are accepted for RDF canonical form.
    pub fn new(document: &'d Value, profile: Profile) -> Self {
        Self { document, profile, rdfc: OnceCell::new() }
    }

    /// The same, with the hash that was computed before if `hashed` is this document.
    pub fn knowing(document: &'d Value, profile: Profile, hashed: &Hashed) -> Self {
        let hash = hashed.of(document, profile);
        Self { document, profile, rdfc: hash.map_or_else(OnceCell::new, |hash| OnceCell::from(Ok(hash))) }
    }

    /// The document itself.
    pub fn document(&self) -> &'d Value {
        self.document
    }

    /// Which documents are accepted for RDF canonical form.
    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    /// SHA-256 of the document's RDFC-1.0 form.
    ///
    /// # Errors
    /// As [`canon::canonicalize`].
    pub fn rdfc_hash(&self) -> Result<[u8; 32], canon::Error> {
        self.rdfc.get_or_init(|| self.hash_of(self.document)).clone()
    }

    fn hash_of(&self, value: &Value) -> Result<[u8; 32], canon::Error> {
        canon::canonicalize(value, self.profile).map(|canonical| canonical.sha256())
    }
}

/// A proof as read: its options, and the signature over them and the document.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The suite it was made with.
    pub cryptosuite: Cryptosuite,
    /// The address of the key.
    pub verification_method: String,
    /// What the proof is for: `assertionMethod` in a badge.
    pub purpose: String,
    /// When the signer says it was made.
    pub created: Option<Timestamp>,
    /// When it ends by itself.
    pub expires: Option<Timestamp>,
    /// For presentations: where it may be used.
    pub domain: Option<Value>,
    /// For presentations: the verifier's nonce.
    pub challenge: Option<String>,
    options: Map<String, Value>,
    value: ProofValue,
}

#[derive(Clone, Debug)]
enum ProofValue {
    Signature(Vec<u8>),
    Selective(Box<SelectiveValue>),
}

/// How much of what the issuer signed a proof lets be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// Everything.
    Whole,
    /// What the holder chose, and what the issuer fixed to be shown always.
    Part {
        /// The credential's end is there and was fixed, so it is the only one.
        shows_end: bool,
        /// Where the credential's status stands is there and was fixed.
        shows_status: bool,
    },
}

impl Proof {
    /// Reads one proof.
    ///
    /// # Errors
    /// [`ProofError::Unsupported`] for a suite we do not know, [`ProofError::Format`] for everything ill-formed,
    /// `previousProof` included: proof chains are refused (docs/divergences.md, 8).
    pub fn read(proof: &Value) -> Result<Self, ProofError> {
        let mut options = proof.as_object().cloned().ok_or(format("proof", "must be an object"))?;
        let proof_type = match options.get("type") {
            Some(Value::String(name)) => name.clone(),
            Some(Value::Array(names)) if names.len() == 1 => names[0].as_str().unwrap_or("").to_owned(),
            _ => return Err(format("type", "must be one text")),
        };
        let suite_name = text(&options, "cryptosuite")?;
        let cryptosuite = Cryptosuite::find(&proof_type, suite_name.as_deref())
            .ok_or_else(|| ProofError::Unsupported(suite_name.unwrap_or(proof_type).chars().take(80).collect()))?;
        if options.contains_key("previousProof") {
            return Err(format("previousProof", "is not supported: proof chains are refused"));
        }
        let value = match options.shift_remove("proofValue") {
            Some(Value::String(value)) if cryptosuite == Cryptosuite::EcdsaSd2023 => {
                ProofValue::Selective(Box::new(SelectiveValue::read(&value)?))
            }
            Some(Value::String(value)) => ProofValue::Signature(decode_signature(&value)?),
            Some(_) => return Err(format("proofValue", "must be a text")),
            None => return Err(format("proofValue", "is missing")),
        };
        let need = |member| text(&options, member)?.ok_or(format(member, "is missing"));
        let verification_method = need("verificationMethod")?;
        if !verification_method.contains(':') {
            return Err(format("verificationMethod", "must be the address of a key"));
        }
        Ok(Self {
            cryptosuite,
            verification_method,
            purpose: need("proofPurpose")?,
            created: time(&options, "created")?,
            expires: time(&options, "expires")?,
            domain: options.get("domain").cloned(),
            challenge: text(&options, "challenge")?,
            options,
            value,
        })
    }

    /// How many signatures must be looked at: one, or one for each statement and one more.
    pub fn signature_count(&self) -> usize {
        match &self.value {
            ProofValue::Signature(_) => 1,
            ProofValue::Selective(value) => value.signature_count(),
        }
    }

    /// Whether `key` signed this proof over `document`. Nothing else is looked at: not who owns the key, not the dates.
    ///
    /// # Errors
    /// [`ProofError::Signature`] when it does not fit; the others when it cannot be tried.
    pub fn verify(&self, document: &Unsecured<'_>, key: &PublicKey) -> Result<Disclosure, ProofError> {
        if !self.cryptosuite.accepts(key.algorithm()) {
            return Err(ProofError::WrongKey(self.cryptosuite.title()));
        }
        check_contexts(document.document, &self.options)?;
        self.check_end(document)?;
        match &self.value {
            ProofValue::Signature(signature) => {
                let message = signing_input(document, self.cryptosuite, &self.options, key.algorithm())?;
                key.verify(&message, signature).map_err(|_| ProofError::Signature)?;
                Ok(Disclosure::Whole)
            }
            ProofValue::Selective(value) => value.verify(document, &rdfc_options_hash(document, &self.options)?, key),
        }
    }
}

impl Proof {
    /// Outside of the closed profile, a proof's end could be written under another name, which signs the same.
    fn check_end(&self, document: &Unsecured<'_>) -> Result<(), ProofError> {
        if document.profile == Profile::OpenBadges || self.cryptosuite.is_jcs() {
            return Ok(());
        }
        let options = canon::Options::new(document.profile);
        let dataset = canon::to_dataset(&rdfc_options(document, &self.options), &options)?;
        let ends = dataset.said_of_root("https://w3id.org/security#expiration").len();
        let hidden = format("expires", "is written so that readers of the JSON miss it");
        if ends > usize::from(self.expires.is_some()) { Err(hidden) } else { Ok(()) }
    }
}

/// What a new proof says about itself.
#[derive(Clone, Debug)]
pub struct ProofOptions {
    /// The suite to sign with.
    pub cryptosuite: Cryptosuite,
    /// The address of the key.
    pub verification_method: String,
    /// When it is made; written in whole seconds.
    pub created: Timestamp,
    /// What it is for: `assertionMethod` in a badge.
    pub purpose: &'static str,
}

/// Signs `document` and returns the proof to put into it.
///
/// # Errors
/// [`ProofError::Canonical`] when the document has no canonical form, [`ProofError::Key`] when the key refuses,
/// [`ProofError::WrongKey`] for keys that the suite is not for, [`ProofError::Unsupported`] for suites that we only
/// check.
pub fn sign(document: &Unsecured<'_>, options: &ProofOptions, signer: &Signer) -> Result<Value, ProofError> {
    let mut proof = unsigned_proof(document, options, signer)?;
    let message = signing_input(document, options.cryptosuite, &proof, signer.public().algorithm())?;
    let signature = signer.sign(&message).map_err(ProofError::Key)?;
    proof.insert("proofValue".into(), encode_signature(&signature).into());
    Ok(Value::Object(proof))
}

/// Signs `document` as [`sign`] would and lets the verifier's arithmetic look at the signature, leaving nothing behind:
/// for a key that is thrown away, before the real one touches the same bytes.
///
/// # Errors
/// As [`sign`]; [`ProofError::Signature`] when the signature does not fit.
pub fn rehearse(document: &Unsecured<'_>, options: &ProofOptions, signer: &Signer) -> Result<(), ProofError> {
    let proof = unsigned_proof(document, options, signer)?;
    let message = signing_input(document, options.cryptosuite, &proof, signer.public().algorithm())?;
    let signature = signer.sign(&message).map_err(ProofError::Key)?;
    signer.public().verify(&message, &signature).map_err(|_| ProofError::Signature)
}

/// The proof as it is signed: everything but its value.
fn unsigned_proof(
    document: &Unsecured<'_>,
    options: &ProofOptions,
    signer: &Signer,
) -> Result<Map<String, Value>, ProofError> {
    let suite = options.cryptosuite;
    if !suite.accepts(signer.public().algorithm()) {
        return Err(ProofError::WrongKey(suite.title()));
    }
    if suite == Cryptosuite::EcdsaSd2023 {
        return Err(ProofError::Unsupported(suite.title().into()));
    }
    let mut proof = Map::new();
    if suite.is_jcs()
        && let Some(context) = document.document.get("@context")
    {
        proof.insert("@context".into(), context.clone());
    }
    proof.insert("type".into(), suite.proof_type().into());
    if let Some(name) = suite.name() {
        proof.insert("cryptosuite".into(), name.into());
    }
    proof.insert("created".into(), options.created.whole_seconds().to_string().into());
    proof.insert("verificationMethod".into(), options.verification_method.as_str().into());
    proof.insert("proofPurpose".into(), options.purpose.into());
    Ok(proof)
}

/// What is signed: the hash of the proof options, then that of the document. Keys of P-384 sign hashes of SHA-384, all
/// others of SHA-256 (VC Data Integrity ECDSA, `#algorithms`).
fn signing_input(
    document: &Unsecured<'_>,
    cryptosuite: Cryptosuite,
    options: &Map<String, Value>,
    algorithm: Algorithm,
) -> Result<Vec<u8>, ProofError> {
    match (cryptosuite.is_jcs(), algorithm) {
        (true, Algorithm::P384) => jcs_hashes(document.document, options, |text| Sha384::digest(text).to_vec()),
        (true, _) => jcs_hashes(document.document, options, |text| Sha256::digest(text).to_vec()),
        (false, Algorithm::P384) => {
            let hash = |value| canon::canonicalize_sha384(value, document.profile).map(|canonical| canonical.sha384());
            Ok([hash(&rdfc_options(document, options))?, hash(document.document)?].concat())
        }
        (false, _) => {
            let document_hash = document.rdfc_hash()?;
            Ok([rdfc_options_hash(document, options)?, document_hash].concat())
        }
    }
}

thread_local! {
    /// The options that were hashed last: credentials that are signed together have the same ones.
    static LAST_OPTIONS: RefCell<Option<Hashed>> = const { RefCell::new(None) };
}

fn rdfc_options_hash(document: &Unsecured<'_>, options: &Map<String, Value>) -> Result<[u8; 32], ProofError> {
    let options = rdfc_options(document, options);
    if let Some(hash) = LAST_OPTIONS.with_borrow(|last| last.as_ref()?.of(&options, document.profile)) {
        return Ok(hash);
    }
    let hash = document.hash_of(&options)?;
    // Elsewhere a document brings contexts of its own, of any size.
    if document.profile == Profile::OpenBadges {
        LAST_OPTIONS.set(Some(Hashed::new(options, document.profile, hash)));
    }
    Ok(hash)
}

/// The options are read with the document's contexts (`#proof-configuration-eddsa-rdfc-2022`).
fn rdfc_options(document: &Unsecured<'_>, options: &Map<String, Value>) -> Value {
    let mut options = options.clone();
    if let Some(context) = document.document.get("@context") {
        options.insert("@context".into(), context.clone());
    }
    Value::Object(options)
}

/// `#transformation-eddsa-jcs-2022`: a proof with contexts of its own stands for the first of the document's.
fn jcs_hashes(
    document: &Value,
    options: &Map<String, Value>,
    hash: impl Fn(String) -> Vec<u8>,
) -> Result<Vec<u8>, ProofError> {
    let mut document = document.clone();
    if let Some(context) = options.get("@context") {
        document["@context"] = context.clone();
    }
    let hash = |value: &Value| canon::jcs(value).map(&hash).ok_or(ProofError::Number);
    Ok([hash(&Value::Object(options.clone()))?, hash(&document)?].concat())
}

/// A proof may repeat the first contexts of its document, and bring no others: nobody signs them.
fn check_contexts(document: &Value, options: &Map<String, Value>) -> Result<(), ProofError> {
    let own = document.get("@context").map(items_of).unwrap_or_default();
    match options.get("@context") {
        Some(context) if !own.starts_with(items_of(context)) => Err(ProofError::ContextMismatch),
        _ => Ok(()),
    }
}

fn items_of(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

fn format(member: &'static str, why: &'static str) -> ProofError {
    ProofError::Format { member, why }
}

fn text(options: &Map<String, Value>, member: &'static str) -> Result<Option<String>, ProofError> {
    match options.get(member) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format(member, "must be a text")),
    }
}

fn time(options: &Map<String, Value>, member: &'static str) -> Result<Option<Timestamp>, ProofError> {
    let time = text(options, member)?.map(|text| text.parse()).transpose();
    time.map_err(|_| format(member, "is not a time with a zone"))
}

/// The signature in multibase base58btc. Those of 64 bytes, as nearly all are, have a way of their own: base58 as such takes
/// time with the square of the length.
fn encode_signature(signature: &[u8]) -> String {
    let Ok(bytes) = signature.try_into() else { return format!("z{}", bs58::encode(signature).into_string()) };
    let mut digits = [0; five8::BASE58_ENCODED_64_MAX_LEN];
    let length = five8::encode_64(bytes, &mut digits);
    let mut text = String::with_capacity(digits.len() + 1);
    text.push('z');
    text.extend(digits[..usize::from(length)].iter().copied().map(char::from));
    text
}

/// Multibase base58btc of 64 bytes, or of 96 for P-384; other bases are refused so that a signature has one spelling.
/// Which of the two it must be is known with the key.
fn decode_signature(value: &str) -> Result<Vec<u8>, ProofError> {
    let refuse = || format("proofValue", "is not 64 or 96 bytes in multibase base58btc (`z…`)");
    let digits = value.strip_prefix('z').filter(|digits| digits.len() <= 135).ok_or_else(refuse)?;
    let mut bytes = [0; 64];
    if five8::decode_64(digits.as_bytes(), &mut bytes).is_ok() {
        return Ok(bytes.to_vec());
    }
    let bytes = bs58::decode(digits).into_vec().map_err(|_| refuse())?;
    if matches!(bytes.len(), 64 | 96) { Ok(bytes) } else { Err(refuse()) }
}
