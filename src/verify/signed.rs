//! Plain documents with a signature: trust lists and offline bundles.
//!
//! No credentials: what they say is about no learner, and whoever reads them needs no vocabulary. They are secured by
//! one `eddsa-jcs-2022` proof (VC Data Integrity EdDSA, `#eddsa-jcs-2022`), which covers the JSON itself, with a key
//! that the document's `issuer` lists for statements (docs/decisions/0027).

use serde_json::Value;

use super::key::NotFound;
use super::{CLOCK_SKEW_SECONDS, Expectation, Inquiry, Verifier};
use crate::canon::Profile;
use crate::clock::Timestamp;
use crate::keys::{PublicKey, Signer};
use crate::proof::data_integrity::{self, Cryptosuite, Proof, ProofError, ProofOptions, Unsecured, take_proofs};

/// A document whose signature fits.
#[derive(Clone, Debug)]
pub struct SignedDocument {
    /// What it says, without the proof.
    pub content: Value,
    /// Who signed it: its `issuer`.
    pub signer: String,
    /// The key that signed it.
    pub key: PublicKey,
    /// How the signer vouches for the key; `None` when nobody does.
    pub bound: Option<String>,
    /// When it says that it was signed.
    pub signed_at: Timestamp,
}

/// Why a signed document does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is no proof.
    #[error("it is not signed")]
    NotSigned,
    /// The proof or the document around it is not as it must be.
    #[error("its signature is not of the form that is read here: {0}")]
    Form(String),
    /// It was changed, or somebody else signed it.
    #[error("its signature does not fit: it was changed after it was signed, or its signer's key is another")]
    Signature,
    /// It says that it was signed in the future.
    #[error("it says that it was signed at {0}, which is in the future")]
    Future(Timestamp),
    /// The key is not one with which its signer may sign.
    #[error("its signer's key does not count: {0}")]
    Key(String),
    /// The key could not be looked up.
    #[error("its signature could not be checked: {0}")]
    Undecided(String),
}

impl From<NotFound> for DocumentError {
    fn from(why: NotFound) -> Self {
        match why.is_undecided {
            true => Self::Undecided(why.sentence),
            false => Self::Key(why.sentence),
        }
    }
}

/// Signs a document whose `issuer` owns the key at `address`.
///
/// # Errors
/// [`ProofError`] when the key is not an Ed25519 key or refuses.
pub fn sign_document(document: &Value, signer: &Signer, address: &str, now: Timestamp) -> Result<Value, ProofError> {
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaJcs2022,
        verification_method: address.to_owned(),
        created: now,
        purpose: "assertionMethod",
    };
    let proof = data_integrity::sign(&Unsecured::new(document, Profile::General), &options, signer)?;
    let mut signed = document.clone();
    signed["proof"] = proof;
    Ok(signed)
}

impl Verifier<'_> {
    /// Checks the signature of a plain document.
    ///
    /// # Errors
    /// [`DocumentError`]; a document without a proof is [`DocumentError::NotSigned`].
    pub fn verify_document(&self, document: &Value) -> Result<SignedDocument, DocumentError> {
        let inquiry = Inquiry::new(self, &Expectation::default());
        let form = |why: String| DocumentError::Form(why);
        let mut content = document.clone();
        let members = content.as_object_mut().ok_or(form("it is no JSON object".into()))?;
        let proofs = take_proofs(members).map_err(|error| form(error.to_string()))?;
        let proof = match proofs.as_slice() {
            [] => return Err(DocumentError::NotSigned),
            [one] => Proof::read(one).map_err(|error| form(error.to_string()))?,
            _ => return Err(form("it has several proofs".into())),
        };
        // Another suite covers what the contexts define, which here is nothing; and what has contexts is a credential.
        if proof.cryptosuite != Cryptosuite::EddsaJcs2022 || content.get("@context").is_some() {
            return Err(form("it is not signed with eddsa-jcs-2022 over plain JSON".into()));
        }
        if proof.purpose != "assertionMethod" {
            return Err(form("it was signed for another purpose than stating something".into()));
        }
        let signed_at = proof.created.ok_or(form("it does not say when it was signed".into()))?;
        if self.now.plus_seconds(CLOCK_SKEW_SECONDS) < signed_at {
            return Err(DocumentError::Future(signed_at));
        }
        if let Some(expires) = proof.expires.filter(|expires| self.now > *expires) {
            return Err(form(format!("the signature ended at {expires}")));
        }
        let signer = content.get("issuer").and_then(Value::as_str).unwrap_or("").to_owned();
        let found = inquiry.find_key(&proof.verification_method, &signer)?;
        proof.verify(&Unsecured::new(&content, Profile::General), &found.key).map_err(|error| match error {
            ProofError::Signature => DocumentError::Signature,
            other => form(other.to_string()),
        })?;
        Ok(SignedDocument { content, signer, key: found.key, bound: found.bound.map(|bond| bond.how), signed_at })
    }
}
