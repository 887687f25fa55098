//! Signed assertions: the issuer's profile lists the key, and its revocation list those that do not stand any more.

use serde_json::Value;

use super::{Issued, Wanted, keep, report_silence, same_address};
use crate::canon::json;
use crate::credential::items_of;
use crate::credential::open_badges_2::Assertion;
use crate::fetch::Purpose;
use crate::keys::{KeyError, PublicKey};
use crate::proof::vc_jwt::Token;
use crate::verify::Inquiry;
use crate::verify::key::{NotFound, read_json};
use crate::verify::proofs::report_key;
use crate::verify::report::{Check, Code, IssuerBinding, Report};
use crate::verify::token::code_of;

/// Keys of one issuer that are looked at.
const KEYS_LIMIT: usize = 8;
/// Withdrawn badges in one list that are looked at.
const REVOKED_LIMIT: usize = 100_000;

const LIST: Wanted = Wanted {
    what: "issuer's list of withdrawn badges",
    types: &["RevocationList"],
    check: Check::Status,
    silence: Code::StatusUnavailable,
};

impl Inquiry<'_> {
    /// A token whose header passed the gate, with the assertion in it.
    pub(super) fn signed(&self, token: &Token<'_>, payload: &Value, creator: Option<&str>, report: &mut Report) {
        let Some(assertion) = Assertion::of(payload) else { return };
        self.old_contents(&assertion, report);
        let Some(issued) = self.issued(&assertion, report) else { return };
        match self.key_of(&issued, creator) {
            Err(why) => report_key(why, report),
            Ok(key) => match token.verify(&key) {
                Ok(()) => {
                    report.pass(Check::Signature, "The signature fits: nothing was changed since it was signed.");
                    let text = format!("The key is the issuer's: the profile at {} lists it.", issued.issuer_address);
                    report.pass(Check::Issuer, text);
                    report.bind(IssuerBinding::KeyUrl);
                }
                Err(error) => report.fail(Check::Signature, code_of(&error), format!("{error}.")),
            },
        }
        self.revocation(&issued, &assertion, report);
        keep(payload, &issued, report);
    }

    /// The key that signed: the one that the badge names, if the profile lists it, else the profile's only one.
    fn key_of(&self, issued: &Issued, creator: Option<&str>) -> Result<PublicKey, NotFound> {
        let listed = items_of(issued.issuer.get("publicKey"));
        if listed.is_empty() {
            return Err(NotFound::refused(Code::KeyNotFound, "The issuer's profile lists no key."));
        }
        let address = |key: &Value| key.as_str().or(key.get("id").and_then(Value::as_str)).map(str::to_owned);
        let is_meant = |key: &&Value| match creator {
            Some(creator) => address(key).is_some_and(|own| same_address(&own, creator)),
            None => listed.len() == 1,
        };
        let Some(key) = listed.iter().take(KEYS_LIMIT).find(is_meant) else {
            let text = match creator {
                Some(_) => "The key that it was signed with is not one that the issuer's profile lists.",
                None => "It does not say which of the issuer's keys it was signed with.",
            };
            return Err(NotFound::refused(Code::IssuerMismatch, text));
        };
        if key.is_object() && key.get("publicKeyPem").is_some() {
            return read_key(key, issued);
        }
        let Some(address) = address(key) else {
            return Err(NotFound::refused(Code::KeyNotFound, "The issuer's profile does not say where its key is."));
        };
        let body = self.fetch(&self.secure(&address), Purpose::Key);
        let body = body.map_err(|error| NotFound::unreachable(&error))?;
        let document = read_json(&body)?;
        if !document.get("id").and_then(Value::as_str).is_some_and(|own| same_address(own, &address)) {
            return Err(NotFound::refused(
                Code::KeyNotFound,
                "The document at the key's address is about another key.",
            ));
        }
        read_key(&document, issued)
    }

    /// Whether the issuer withdrew it. An issuer without a list never withdraws.
    fn revocation(&self, issued: &Issued, assertion: &Assertion<'_>, report: &mut Report) {
        let Some(named) = issued.issuer.get("revocationList") else { return };
        let Some(address) = named.as_str().or(named.get("id").and_then(Value::as_str)) else {
            return report.unknown(
                Check::Status,
                Code::StatusInvalid,
                "The issuer's list of withdrawn badges is nowhere.",
            );
        };
        let body = match self.fetch(&self.secure(address), Purpose::Hosted) {
            Ok(body) => body,
            Err(error) => return report_silence(&error, &LIST, report),
        };
        let limits = json::Limits {
            bytes: Purpose::Hosted.body_limit_bytes(),
            members: 3 * REVOKED_LIMIT,
            ..json::Limits::default()
        };
        let list = json::read(&body, &limits).unwrap_or_default();
        let owner = |list: &Value| {
            list.get("issuer").and_then(|owner| owner.as_str().or(owner["id"].as_str())).map(str::to_owned)
        };
        let is_own = owner(&list).is_none_or(|owner| same_address(&owner, &issued.issuer_address));
        let Some(revoked) = list.get("revokedAssertions").and_then(Value::as_array).filter(|_| is_own) else {
            let text = "Whether it was withdrawn could not be found out: the list is not one of this issuer.";
            return report.unknown(Check::Status, Code::StatusInvalid, text);
        };
        let found = revoked.iter().take(REVOKED_LIMIT).find(|one| is_about(one, assertion));
        let is_here = list.get("id").and_then(Value::as_str).is_some_and(|own| same_address(own, address));
        match found {
            Some(one) => match one.get("revocationReason").and_then(Value::as_str) {
                Some(reason) => {
                    report.fail(Check::Status, Code::Revoked, format!("The issuer has withdrawn it: {reason}"))
                }
                None => report.fail(Check::Status, Code::Revoked, "The issuer has withdrawn it."),
            },
            // A list that lies elsewhere may be an older one of the same issuer.
            None if !is_here || revoked.len() > REVOKED_LIMIT => {
                let text = "Whether it was withdrawn could not be found out: the list is not the one at its address.";
                report.unknown(Check::Status, Code::StatusInvalid, text);
            }
            None => report.pass(Check::Status, "The issuer has not withdrawn it."),
        }
    }
}

/// The key in a document that says whose it is.
fn read_key(document: &Value, issued: &Issued) -> Result<PublicKey, NotFound> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    if !text("owner").is_some_and(|owner| same_address(owner, &issued.issuer_address)) {
        let text = "The key belongs to somebody else than the issuer it names.";
        return Err(NotFound::refused(Code::IssuerMismatch, text));
    }
    let Some(pem) = text("publicKeyPem") else {
        return Err(NotFound::refused(Code::KeyNotFound, "The document at the key's address does not hold the key."));
    };
    PublicKey::from_pem(pem).map_err(|error| {
        let code = match &error {
            KeyError::Weak(_) => Code::KeyWeak,
            KeyError::Private(_) => Code::KeyPrivate,
            KeyError::Unsupported(_) => Code::Unsupported,
            _ => Code::KeyNotFound,
        };
        NotFound::refused(code, format!("{error}."))
    })
}

/// Whether an entry of a list is about an assertion: by its address, or by its name within the issuer.
fn is_about(entry: &Value, assertion: &Assertion<'_>) -> bool {
    let names = [entry.as_str(), entry.get("id").and_then(Value::as_str), entry.get("uid").and_then(Value::as_str)];
    names.into_iter().flatten().any(|name| {
        assertion.address.is_some_and(|own| same_address(own, name)) || assertion.uid.is_some_and(|own| own == name)
    })
}
