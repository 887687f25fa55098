//! Embedded proofs: VC Data Integrity 1.0 with the EdDSA cryptosuites.
//!
//! Every suite here signs the same shape (VC Data Integrity EdDSA, `#hashing-eddsa-rdfc-2022`): SHA-256 of the
//! canonical proof options, then SHA-256 of the canonical document without its proofs. They differ in the canonical
//! form and in how the proof names itself.

use std::cell::OnceCell;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::canon::{self, Profile};
use crate::clock::Timestamp;
use crate::keys::{Algorithm, KeyError, PublicKey, Signer};

/// Proofs that one document may carry.
pub const PROOFS_LIMIT: usize = 8;

/// The cryptosuites that we check; the first two are also signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cryptosuite {
    /// `eddsa-rdfc-2022`, what Open Badges certification asks for.
    EddsaRdfc2022,
    /// `eddsa-jcs-2022`, which canonicalises the JSON itself.
    EddsaJcs2022,
    /// `eddsa-2022`, an early name of the first.
    Eddsa2022,
    /// The proof type `Ed25519Signature2020`, from before cryptosuites had names.
    Ed25519Signature2020,
}

impl Cryptosuite {
    /// The name in a proof's `cryptosuite`; the oldest has none.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::EddsaRdfc2022 => Some("eddsa-rdfc-2022"),
            Self::EddsaJcs2022 => Some("eddsa-jcs-2022"),
            Self::Eddsa2022 => Some("eddsa-2022"),
            Self::Ed25519Signature2020 => None,
        }
    }

    fn find(proof_type: &str, name: Option<&str>) -> Option<Self> {
        match (proof_type, name) {
            ("Ed25519Signature2020", None) => Some(Self::Ed25519Signature2020),
            ("DataIntegrityProof", Some(name)) => {
                [Self::EddsaRdfc2022, Self::EddsaJcs2022, Self::Eddsa2022].into_iter().find(|s| s.name() == Some(name))
            }
            _ => None,
        }
    }
}

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
    #[error("the key is not an Ed25519 key, which this kind of proof needs")]
    WrongKey,
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

/// A document without proofs whose canonical hashes are computed once, when first needed.
pub struct Unsecured<'d> {
    document: &'d Value,
    profile: Profile,
    rdfc: OnceCell<Result<[u8; 32], canon::Error>>,
}

impl<'d> Unsecured<'d> {
    /// `document` must not hold a `proof`; `profile` says which documents are accepted for RDF canonical form.
    pub fn new(document: &'d Value, profile: Profile) -> Self {
        Self { document, profile, rdfc: OnceCell::new() }
    }

    /// The same, when the RDFC-1.0 hash was computed before from the same document.
    pub fn with_known_hash(document: &'d Value, profile: Profile, hash: [u8; 32]) -> Self {
        Self { document, profile, rdfc: OnceCell::from(Ok(hash)) }
    }

    /// The document itself.
    pub fn document(&self) -> &'d Value {
        self.document
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
    signature: Vec<u8>,
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
        let signature = match options.shift_remove("proofValue") {
            Some(Value::String(value)) => decode_signature(&value)?,
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
            signature,
        })
    }

    /// Whether `key` signed this proof over `document`. Nothing else is looked at: not who owns the key, not the dates.
    ///
    /// # Errors
    /// [`ProofError::Signature`] when it does not fit; the others when it cannot be tried.
    pub fn verify(&self, document: &Unsecured<'_>, key: &PublicKey) -> Result<(), ProofError> {
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(ProofError::WrongKey);
        }
        let message = signing_input(document, self.cryptosuite, &self.options)?;
        key.verify(&message, &self.signature).map_err(|_| ProofError::Signature)
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
/// [`ProofError::WrongKey`] for keys other than Ed25519.
pub fn sign(document: &Unsecured<'_>, options: &ProofOptions, signer: &Signer) -> Result<Value, ProofError> {
    let mut proof = unsigned_proof(document, options, signer)?;
    let message = signing_input(document, options.cryptosuite, &proof)?;
    let signature = signer.sign(&message).map_err(ProofError::Key)?;
    proof.insert("proofValue".into(), format!("z{}", bs58::encode(signature).into_string()).into());
    Ok(Value::Object(proof))
}

/// Signs `document` as [`sign`] would and lets the verifier's arithmetic look at the signature, leaving nothing behind:
/// for a key that is thrown away, before the real one touches the same bytes.
///
/// # Errors
/// As [`sign`]; [`ProofError::Signature`] when the signature does not fit.
pub fn rehearse(document: &Unsecured<'_>, options: &ProofOptions, signer: &Signer) -> Result<(), ProofError> {
    let proof = unsigned_proof(document, options, signer)?;
    let message = signing_input(document, options.cryptosuite, &proof)?;
    let signature = signer.sign(&message).map_err(ProofError::Key)?;
    signer.public().verify(&message, &signature).map_err(|_| ProofError::Signature)
}

/// The proof as it is signed: everything but its value.
fn unsigned_proof(
    document: &Unsecured<'_>,
    options: &ProofOptions,
    signer: &Signer,
) -> Result<Map<String, Value>, ProofError> {
    if signer.public().algorithm() != Algorithm::Ed25519 {
        return Err(ProofError::WrongKey);
    }
    let mut proof = Map::new();
    if options.cryptosuite == Cryptosuite::EddsaJcs2022
        && let Some(context) = document.document.get("@context")
    {
        proof.insert("@context".into(), context.clone());
    }
    let proof_type = if options.cryptosuite.name().is_some() { "DataIntegrityProof" } else { "Ed25519Signature2020" };
    proof.insert("type".into(), proof_type.into());
    if let Some(name) = options.cryptosuite.name() {
        proof.insert("cryptosuite".into(), name.into());
    }
    proof.insert("created".into(), options.created.whole_seconds().to_string().into());
    proof.insert("verificationMethod".into(), options.verification_method.as_str().into());
    proof.insert("proofPurpose".into(), options.purpose.into());
    Ok(proof)
}

/// The 64 bytes that are signed: the hash of the proof options, then that of the document.
fn signing_input(
    document: &Unsecured<'_>,
    cryptosuite: Cryptosuite,
    options: &Map<String, Value>,
) -> Result<[u8; 64], ProofError> {
    let (options_hash, document_hash) = match cryptosuite {
        Cryptosuite::EddsaJcs2022 => jcs_hashes(document.document, options)?,
        Cryptosuite::EddsaRdfc2022 | Cryptosuite::Eddsa2022 | Cryptosuite::Ed25519Signature2020 => {
            let document_hash = document.rdfc_hash()?;
            (rdfc_options_hash(document, options)?, document_hash)
        }
    };
    let mut message = [0; 64];
    message[..32].copy_from_slice(&options_hash);
    message[32..].copy_from_slice(&document_hash);
    Ok(message)
}

/// The options are read with the document's contexts (`#proof-configuration-eddsa-rdfc-2022`).
fn rdfc_options_hash(document: &Unsecured<'_>, options: &Map<String, Value>) -> Result<[u8; 32], ProofError> {
    let mut options = options.clone();
    check_contexts(document.document, &options)?;
    if let Some(context) = document.document.get("@context") {
        options.insert("@context".into(), context.clone());
    }
    Ok(document.hash_of(&Value::Object(options))?)
}

/// `#transformation-eddsa-jcs-2022`: a proof with contexts of its own stands for the first of the document's.
fn jcs_hashes(document: &Value, options: &Map<String, Value>) -> Result<([u8; 32], [u8; 32]), ProofError> {
    let mut document = document.clone();
    check_contexts(&document, options)?;
    if let Some(context) = options.get("@context") {
        document["@context"] = context.clone();
    }
    let hash = |value: &Value| canon::jcs(value).map(|text| Sha256::digest(text).into()).ok_or(ProofError::Number);
    Ok((hash(&Value::Object(options.clone()))?, hash(&document)?))
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

/// Multibase base58btc of 64 bytes; other bases are refused so that a signature has one spelling.
fn decode_signature(value: &str) -> Result<Vec<u8>, ProofError> {
    let refuse = || format("proofValue", "is not 64 bytes in multibase base58btc (`z…`)");
    let digits = value.strip_prefix('z').filter(|digits| digits.len() <= 90).ok_or_else(refuse)?;
    let bytes = bs58::decode(digits).into_vec().map_err(|_| refuse())?;
    if bytes.len() == 64 { Ok(bytes) } else { Err(refuse()) }
}
