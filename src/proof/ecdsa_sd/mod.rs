//! `ecdsa-sd-2023`: every statement is signed by itself, so that a holder can show some and leave others out.
//!
//! VC Data Integrity ECDSA, `#ecdsa-sd-2023`. The issuer fixes some statements to be shown always and signs them
//! together, with the key of a throw-away that signs each of the others. Blank nodes have labels that nobody can guess,
//! so that what is left out does not show. A *base* proof covers the whole document and tells its holder the secret of
//! the labels; a *derived* proof carries the labels of what it shows.
//!
//! Whoever shows a derived proof cannot add or change anything. What they left out, nobody can see: the answer says how
//! much that may be ([`Disclosure`]).

mod value;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};

pub(super) use self::value::SelectiveValue;

use self::value::Form;
use super::data_integrity::{Disclosure, ProofError, Unsecured};
use crate::canon::{Selection, Statement, Statements};
use crate::keys::{Algorithm, PublicKey};

/// What ends a credential, in the words of the two versions of the data model.
const END: [&str; 2] =
    ["https://www.w3.org/2018/credentials#validUntil", "https://www.w3.org/2018/credentials#expirationDate"];
/// Where a credential's status stands.
const STATUS: [&str; 1] = ["https://www.w3.org/2018/credentials#credentialStatus"];

impl SelectiveValue {
    /// Whether `key` vouches for everything that `document` says (`#verify-derived-proof-ecdsa-sd-2023`; for base proofs
    /// the specification has no such algorithm, and every signature of theirs is looked at).
    pub(super) fn verify(
        &self,
        document: &Unsecured<'_>,
        options_hash: &[u8; 32],
        key: &PublicKey,
    ) -> Result<Disclosure, ProofError> {
        let statements = self.statements(document)?;
        let (fixed, free): (Vec<&Statement>, Vec<&Statement>) = statements.iter().partition(|one| one.is_selected);
        if free.len() != self.signatures.len() {
            return Err(ProofError::Signature);
        }
        let mut fixed_hash = Sha256::new();
        fixed.iter().for_each(|statement| fixed_hash.update(statement.line.as_bytes()));
        let message = [options_hash.as_slice(), &self.statement_key, &fixed_hash.finalize()].concat();
        key.verify(&message, &self.base_signature).map_err(|_| ProofError::Signature)?;

        let statement_key = PublicKey::from_multikey_bytes(&self.statement_key);
        let statement_key = statement_key.ok().filter(|key| key.algorithm() == Algorithm::P256);
        let no_key = ProofError::Format { member: "proofValue", why: "holds no P-256 key for its statements" };
        let statement_key = statement_key.ok_or(no_key)?;
        for (statement, signature) in free.iter().zip(&self.signatures) {
            let fits = statement_key.verify(statement.line.as_bytes(), signature);
            fits.map_err(|_| ProofError::Signature)?;
        }
        Ok(match self.form {
            Form::Base { .. } => Disclosure::Whole,
            Form::Derived { .. } => {
                let is_fixed = |terms| is_said(document, &fixed, terms) && !is_said(document, &free, terms);
                Disclosure::Part { shows_end: is_fixed(&END), shows_status: is_fixed(&STATUS) }
            }
        })
    }

    /// What the document says, in order, with a mark on what the issuer fixed.
    fn statements(&self, document: &Unsecured<'_>) -> Result<Vec<Statement>, ProofError> {
        let (value, profile) = (document.document(), document.profile());
        match &self.form {
            Form::Base { label_secret, pointers } => {
                // A part that was fixed and is gone was taken away after signing.
                let selection = Selection::find(value, pointers.iter().map(String::as_str));
                let selection = selection.ok_or(ProofError::Signature)?;
                let statements = Statements::read(value, profile, Some(&selection))?;
                let labels: Vec<String> =
                    (0..statements.blank_count()).map(|number| secret_label(label_secret, number)).collect();
                Ok(statements.under(&labels))
            }
            Form::Derived { labels, mandatory } => {
                let statements = Statements::read(value, profile, None)?;
                let labels = labels_in_order(labels, statements.blank_count()).ok_or(ProofError::Signature)?;
                let mut statements = statements.under(&labels);
                if !mandatory.is_sorted_by(|one, next| one < next) {
                    let why = "lists the statements that are always shown out of order";
                    return Err(ProofError::Format { member: "proofValue", why });
                }
                for index in mandatory {
                    statements.get_mut(*index as usize).ok_or(ProofError::Signature)?.is_selected = true;
                }
                Ok(statements)
            }
        }
    }
}

/// `#createhmacidlabelmapfunction`.
fn secret_label(secret: &[u8; 32], number: usize) -> String {
    // HMAC fills a shorter key up with zeros to the block of the hash.
    let mut block = [0; 64];
    block[..32].copy_from_slice(secret);
    let mut hmac = Hmac::<Sha256>::new((&block).into());
    hmac.update(format!("c14n{number}").as_bytes());
    label(&hmac.finalize().into_bytes())
}

fn label(bytes: &[u8]) -> String {
    format!("u{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// One label for each blank node and none besides. No two are the same: else one part of what was signed could be shown
/// as two, each with some of its statements.
fn labels_in_order(labels: &[(u32, [u8; 32])], count: usize) -> Option<Vec<String>> {
    let mut ordered = vec![None; count];
    for (number, bytes) in labels {
        let place = ordered.get_mut(*number as usize)?;
        if place.replace(bytes).is_some() {
            return None;
        }
    }
    let ordered: Vec<&[u8; 32]> = ordered.into_iter().collect::<Option<_>>()?;
    let distinct: BTreeSet<_> = ordered.iter().collect();
    (distinct.len() == count).then(|| ordered.iter().map(|bytes| label(bytes.as_slice())).collect())
}

/// Whether one of the statements says one of these things of the credential itself.
fn is_said(document: &Unsecured<'_>, statements: &[&Statement], terms: &[&str]) -> bool {
    let Some(id) = document.document().get("id").and_then(serde_json::Value::as_str) else { return false };
    let heads: Vec<String> = terms.iter().map(|term| format!("<{id}> <{term}> ")).collect();
    statements.iter().any(|statement| heads.iter().any(|head| statement.line.starts_with(head.as_str())))
}
