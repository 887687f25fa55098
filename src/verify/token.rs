//! Tokens: the gate, the payload, the claims, the key, the signature.

use super::key::{Found, NotFound, Relation};
use super::proofs::{report_binding, report_key};
use super::report::{Check, Code, Report};
use super::{Inquiry, Role, open_badges_2};
use crate::canon::json;
use crate::credential::{ClaimFinding, Outline, from_payload};
use crate::keys::KeyError;
use crate::proof::vc_jwt::{JwtError, Token};

impl Inquiry<'_> {
    pub(super) fn token(&self, text: &str, role: Role, report: &mut Report) {
        let token = match Token::read(text) {
            Ok(token) => token,
            Err(error) => return report.fail(Check::Signature, code_of(&error), format!("{error}.")),
        };
        let payload = match json::read(&token.payload, &json::Limits::default()) {
            Ok(payload) => payload,
            Err(error) => return report.fail(Check::Format, Code::Parse, format!("The token's content: {error}.")),
        };
        if role == Role::Main && open_badges_2::is_old(&payload) {
            return self.old_token(&token, &payload, report);
        }
        let Some(payload) = from_payload(payload) else {
            return report.fail(Check::Format, Code::Parse, "The token does not hold a credential.");
        };
        let outline = Outline::of(&payload.credential);
        self.describe(&outline, report);
        self.schema(&payload.credential, report);
        claims(&payload.findings, report);
        match self.token_key(&token, outline.issuer.unwrap_or(""), Relation::Assertion) {
            Err(why) => report_key(why, report),
            Ok(found) => match token.verify(&found.key) {
                Ok(()) => {
                    report.pass(Check::Signature, "The signature fits: nothing was changed since it was signed.");
                    report_binding(found.bound.as_ref(), report);
                }
                Err(error) => report.fail(Check::Signature, code_of(&error), format!("{error}.")),
            },
        }
        self.life(&payload.credential, &outline, payload.expires, role, report);
        report.credential = Some(payload.credential);
    }

    /// The key that the header names or holds; when it does both, they must be the same.
    pub(super) fn token_key(&self, token: &Token<'_>, issuer: &str, relation: Relation) -> Result<Found, NotFound> {
        let named = token.key_id.as_deref().filter(|address| address.contains(':'));
        match (named, &token.key) {
            (Some(address), None) => self.find_key_for(address, issuer, relation),
            (Some(address), Some(held)) => match self.find_key_for(address, issuer, relation) {
                Ok(found) if found.key == *held => Ok(found),
                Ok(_) => Err(NotFound::refused(Code::KeyNotFound, "The token's `kid` and `jwk` are different keys.")),
                Err(why) if why.is_undecided => self.held(held, issuer, relation),
                Err(why) => Err(why),
            },
            (None, Some(held)) => self.held(held, issuer, relation),
            (None, None) => {
                Err(NotFound::refused(Code::KeyNotFound, "The token does not say which key it was signed with."))
            }
        }
    }
}

/// The credential in a token, without any check of the signature.
pub(super) fn credential_in(text: &str) -> Option<serde_json::Value> {
    let token = Token::read(text).ok()?;
    let payload = json::read(&token.payload, &json::Limits::default()).ok()?;
    from_payload(payload).map(|payload| payload.credential)
}

fn claims(findings: &[ClaimFinding], report: &mut Report) {
    if findings.is_empty() {
        return report.pass(Check::Claims, "The token's claims say what the credential says.");
    }
    for finding in findings {
        match finding {
            ClaimFinding::Missing(name) => {
                report.warn(Check::Claims, Code::ClaimMissing, format!("The token has no claim `{name}`."));
            }
            ClaimFinding::Mismatch(name) => {
                let text = format!("The token's claim `{name}` contradicts the credential.");
                report.fail(Check::Claims, Code::ClaimsMismatch, text);
            }
            ClaimFinding::WrongPlace => {
                let text = "The credential stands at the place of another version of the standard in the token.";
                report.fail(Check::Claims, Code::ClaimsMismatch, text);
            }
        }
    }
}

pub(super) fn code_of(error: &JwtError) -> Code {
    match error {
        JwtError::TooLarge => Code::TooLarge,
        JwtError::Algorithm(_) | JwtError::WrongKey { .. } => Code::Alg,
        JwtError::Signature => Code::Signature,
        JwtError::Key(KeyError::Private(_)) => Code::KeyPrivate,
        JwtError::Key(KeyError::Weak(_)) => Code::KeyWeak,
        JwtError::Key(_) => Code::KeyNotFound,
        JwtError::NotCompact
        | JwtError::Encoding(_)
        | JwtError::Header(_)
        | JwtError::ForbiddenMember(_)
        | JwtError::Member(_) => Code::ProofFormat,
    }
}
