//! Issuing: draft -> checked -> signed.
//!
//! Nothing is signed that was not checked: [`Draft::check`] is the only maker of [`Checked`], and only [`Checked`] can
//! be signed. The profile of what we issue is the one that every reader accepts (docs/divergences.md, 22). Knows nothing
//! about databases or pictures.

pub mod compose;
mod definition;

pub use definition::{AlignmentDefinition, Artwork, CriterionDefinition, Definition, FieldError, LevelDefinition};

use std::sync::LazyLock;

use serde_json::Value;

use crate::canon::{self, Profile};
use crate::clock::Timestamp;
use crate::credential::{self, Finding, Level, Rules};
use crate::keys::{Algorithm, KeyError, Signer};
use crate::proof::data_integrity::{self, Cryptosuite, Hashed, ProofError, ProofOptions, Unsecured};
use crate::proof::vc_jwt::{self, JwtError, KeyHint};

/// A credential that somebody wants to issue. Nothing is known about it yet.
pub struct Draft(Value);

/// A credential whose content passed every issuing check, with its canonical hash.
pub struct Checked(Hashed);

/// Why a checked credential could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The embedded proof could not be made.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The token could not be made.
    #[error(transparent)]
    Token(#[from] JwtError),
    /// A token inside a badge whose readers may hold a context that does not define it.
    #[error(
        "`endorsementJwt` cannot stand beside an embedded proof, since older readers do not know it; \
         sign the badge as a token, or put the endorsement into `endorsement`"
    )]
    EndorsementToken,
    /// A token needs an id for the learner.
    #[error("a token needs an `id` in `credentialSubject`; `urn:uuid:` followed by a random UUID will do")]
    NoSubjectId,
    /// The key belongs to somebody else than the credential's issuer.
    #[error("the key `{method}` does not belong to the issuer `{issuer}`")]
    ForeignKey {
        /// The key's address.
        method: String,
        /// The issuer in the credential.
        issuer: String,
    },
    /// The key refused.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A key with the address that verifiers find it at.
#[derive(Clone, Copy)]
pub struct SigningMethod<'k> {
    /// The secret key.
    pub signer: &'k Signer,
    /// The address of its public half: the issuer's id, `#`, and the key's name.
    pub address: &'k str,
}

impl Draft {
    /// A draft with this content; a `proof` in it is refused when checking.
    pub fn new(credential: Value) -> Self {
        Self(credential)
    }

    /// Checks the content: the rules of the standard, the issuing profile, JSON-LD without any loss, and a trial
    /// signature with a throw-away key, which [`crate::proof`] must accept.
    ///
    /// # Errors
    /// Everything that was found, for the author to mend.
    pub fn check(self) -> Result<Checked, Vec<Finding>> {
        self.check_with(trial)
    }

    /// As [`Self::check`], but without the trial: for whoever verifies what was signed before anybody sees it.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_untried(self) -> Result<Checked, Vec<Finding>> {
        self.check_with(|unsecured| Ok(unsecured.rdfc_hash().map(drop)?))
    }

    fn check_with(
        self,
        attempt: impl FnOnce(&Unsecured<'_>) -> Result<(), ProofError>,
    ) -> Result<Checked, Vec<Finding>> {
        let mut findings = credential::check(&self.0, Rules::Issuing);
        if self.0.get("proof").is_some() {
            findings.push(refusal("/proof", "T1", "The draft holds a proof already; sign the credential without it."));
        }
        let unsecured = Unsecured::new(&self.0, Profile::OpenBadges);
        if let Err(error) = attempt(&unsecured) {
            findings.push(refusal(&place_of(&error), "LD2", format!("It cannot be signed: {error}.")));
        }
        findings.retain(|finding| finding.level == Level::Error);
        match unsecured.rdfc_hash() {
            Ok(hash) if findings.is_empty() => Ok(Checked(Hashed::new(self.0, Profile::OpenBadges, hash))),
            _ => Err(findings),
        }
    }

    /// Checks a credential of any kind: what VC Data Model 2.0 demands, JSON-LD without any loss, and the trial
    /// signature. Nothing of Open Badges is asked.
    ///
    /// # Errors
    /// Everything that was found, for the author to mend.
    pub fn check_general(self) -> Result<Checked, Vec<Finding>> {
        let mut findings = credential::check_general(&self.0);
        if self.0.get("proof").is_some() {
            findings.push(refusal("/proof", "T1", "The draft holds a proof already; sign the credential without it."));
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        let unsecured = Unsecured::new(&self.0, Profile::General);
        match trial(&unsecured).and_then(|()| Ok(unsecured.rdfc_hash()?)) {
            Ok(hash) => Ok(Checked(Hashed::new(self.0, Profile::General, hash))),
            Err(error) => {
                findings.push(refusal(&place_of(&error), "LD2", format!("It cannot be signed: {error}.")));
                Err(findings)
            }
        }
    }
}

/// Signs with a key that is thrown away and lets the verifier's code look at the result, before the real key is used
/// on the same bytes.
fn trial(unsecured: &Unsecured<'_>) -> Result<(), ProofError> {
    static THROW_AWAY: LazyLock<Result<Signer, KeyError>> = LazyLock::new(|| Signer::generate(Algorithm::Ed25519));
    let signer = THROW_AWAY.as_ref().map_err(|error| ProofError::Key(error.clone()))?;
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        verification_method: "urn:uuid:00000000-0000-4000-8000-000000000000".into(),
        created: Timestamp::from_unix_seconds(0).ok_or(ProofError::Signature)?,
        purpose: ASSERTION,
    };
    data_integrity::rehearse(unsecured, &options, signer)
}

fn refusal(at: &str, rule: &'static str, sentence: impl Into<String>) -> Finding {
    Finding { at: at.into(), level: Level::Error, rule, sentence: sentence.into() }
}

fn place_of(error: &ProofError) -> String {
    use canon::Error;
    match error {
        ProofError::Canonical(
            Error::UndefinedTerm { at, .. }
            | Error::OutsideProfile { at, .. }
            | Error::Dropped { at, .. }
            | Error::Syntax { at, .. }
            | Error::Number(at),
        ) => at.0.clone(),
        _ => String::new(),
    }
}

const ASSERTION: &str = "assertionMethod";

impl Checked {
    /// The content.
    pub fn credential(&self) -> &Value {
        self.0.document()
    }

    /// The content with its canonical hash.
    pub fn into_hashed(self) -> Hashed {
        self.0
    }

    /// Signs with an embedded proof; the result is compact JSON. The same key, content and time give the same bytes.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign_embedded(
        self,
        method: SigningMethod<'_>,
        cryptosuite: Cryptosuite,
        now: Timestamp,
    ) -> Result<Value, SignError> {
        let proof = self.prove(method, cryptosuite, now)?;
        let mut credential = self.0.into_document();
        credential["proof"] = proof;
        Ok(credential)
    }

    /// Signs with an embedded proof, and returns what is to be the credential's `proof`.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn prove(
        &self,
        method: SigningMethod<'_>,
        cryptosuite: Cryptosuite,
        now: Timestamp,
    ) -> Result<Value, SignError> {
        self.check_owner(method)?;
        // Two of the three texts of the Open Badges context do not define it (docs/divergences.md, 24).
        if self.0.profile() == Profile::OpenBadges && holds_member(self.credential(), "endorsementJwt") {
            return Err(SignError::EndorsementToken);
        }
        let options =
            ProofOptions { cryptosuite, verification_method: method.address.into(), created: now, purpose: ASSERTION };
        let proof = data_integrity::sign(&Unsecured::from(&self.0), &options, method.signer)?;
        Ok(Value::Array(vec![proof]))
    }

    /// Signs as a token.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign_token(self, method: SigningMethod<'_>) -> Result<String, SignError> {
        self.check_owner(method)?;
        let payload = credential::to_payload(self.credential()).ok_or(SignError::NoSubjectId)?;
        let payload = payload.to_string();
        // A `did:key` cannot be dereferenced as a JWK, so its tokens carry the key itself (open trap of the standard).
        let hint = if method.address.starts_with("did:key:") { KeyHint::Embedded } else { KeyHint::Id(method.address) };
        Ok(vc_jwt::sign(payload.as_bytes(), method.signer, hint)?)
    }

    /// Signs as a token whose payload is the credential and nothing else, as VC-JOSE-COSE wants it.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign_enveloped(self, method: SigningMethod<'_>) -> Result<String, SignError> {
        self.check_owner(method)?;
        let payload = self.credential().to_string();
        Ok(vc_jwt::sign_as(payload.as_bytes(), method.signer, KeyHint::Id(method.address), "vc+jwt")?)
    }

    /// The key's address must be the issuer's id and a fragment, or lie under the issuer's own address.
    fn check_owner(&self, method: SigningMethod<'_>) -> Result<(), SignError> {
        let issuer = credential::Outline::of(self.credential()).issuer.unwrap_or("").to_owned();
        let owner = method.address.split_once('#').map_or(method.address, |(owner, _)| owner);
        if owner == issuer { Ok(()) } else { Err(SignError::ForeignKey { method: method.address.into(), issuer }) }
    }
}

/// Whether an object anywhere in `value` has a member of this name.
fn holds_member(value: &Value, name: &str) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(own, value)| own == name || holds_member(value, name)),
        Value::Array(items) => items.iter().any(|item| holds_member(item, name)),
        _ => false,
    }
}
