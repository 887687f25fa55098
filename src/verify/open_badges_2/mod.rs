//! Badges before Open Badges 3.0: who answers for them, and whether they still stand.
//!
//! Open Badges 2.0, `#Verification`. A hosted assertion is good because the issuer's server has it; a signed one because
//! the issuer's profile lists the key. Either way the issuer is somebody only if the profile was fetched from its own
//! address: what a badge says about its issuer proves nothing. Besides assertion, badge class, profile, key and
//! revocation list nothing is asked for. Of 1.x, hosted assertions are checked the same way.

mod hosted;
mod scope;
mod signed;

use serde_json::Value;

use super::report::{Check, Code, Form, Report};
use super::{CLOCK_SKEW_SECONDS, Inquiry, names};
use crate::canon::json;
use crate::credential::open_badges_2::{Assertion, Hosting, OldVersion, as_credential, is_assertion, old_version};
use crate::credential::{has_type, items_of};
use crate::fetch::{FetchError, Purpose};
use crate::proof::vc_jwt::Token;

/// A badge class and an issuer, each as its own address has it.
struct Issued {
    badge: Value,
    issuer: Value,
    issuer_address: String,
}

/// What is asked for, with its name in sentences, the types it may have, and the line that reports it.
struct Wanted {
    what: &'static str,
    types: &'static [&'static str],
    check: Check,
    /// What it means when nobody answers.
    silence: Code,
}

const BADGE_CLASS: Wanted = Wanted {
    what: "description of the badge",
    types: &["BadgeClass"],
    check: Check::Issuer,
    silence: Code::KeyNotFound,
};
const PROFILE: Wanted = Wanted {
    what: "profile of the issuer",
    types: &["Issuer", "Profile", "IssuerOrg"],
    check: Check::Issuer,
    silence: Code::KeyNotFound,
};

impl Inquiry<'_> {
    /// An older badge as JSON.
    pub(super) fn old_json(&self, handed: &Value, report: &mut Report) {
        report.format = form_of(handed);
        if !is_assertion(handed) {
            let text = "This describes a badge or an issuer; it is no badge that somebody earned. \
                Ask the holder for the file as it was downloaded.";
            return report.fail(Check::Format, Code::NoCredential, text);
        }
        let Some(assertion) = Assertion::of(handed).filter(|read| read.version != OldVersion::V0) else {
            let text = "This badge is from before Open Badges 1.0 and names nobody who answers for it. \
                Ask the issuer to issue it again.";
            return report.unknown(Check::Format, Code::Unsupported, text);
        };
        match assertion.hosting {
            Hosting::Hosted => match assertion.address {
                Some(address) => self.hosted(address, Some(handed), report),
                None => report.fail(Check::Schema, Code::Schema, "A hosted badge has an address, and this has none."),
            },
            Hosting::Signed(_) => {
                let text = "This badge says that it is signed, but the signature is not here. \
                    Ask for the picture or the token as it was downloaded.";
                report.fail(Check::Signature, Code::ProofMissing, text);
            }
            Hosting::Unsaid => {
                let text = "The badge does not say how it can be checked (`verification` is `hosted` or `signed`).";
                report.fail(Check::Schema, Code::Schema, text);
            }
        }
    }

    /// An older badge as a token whose header passed the gate.
    pub(super) fn old_token(&self, token: &Token<'_>, payload: &Value, report: &mut Report) {
        report.format = form_of(payload);
        match Assertion::of(payload) {
            Some(Assertion { version: OldVersion::V2, hosting: Hosting::Signed(creator), .. }) => {
                self.signed(token, payload, creator, report);
            }
            Some(Assertion { version: OldVersion::V2, .. }) => {
                let text = "The token holds a badge that does not say it is signed (`verification`).";
                report.fail(Check::Schema, Code::Schema, text);
            }
            _ => {
                let text = "This is a signed badge of Open Badges 1.x, whose keys are not tied to an issuer. \
                    Ask the issuer to issue it again, or for the address where it is hosted.";
                report.unknown(Check::Signature, Code::Unsupported, text);
            }
        }
    }

    /// The oldest pictures carry nothing but the address of an assertion.
    pub(super) fn old_address(&self, address: &str, report: &mut Report) {
        report.format = Form::OpenBadges1;
        self.hosted(address, None, report);
    }

    /// Badge class and issuer of an assertion; `None` when they cannot be had, which is reported.
    fn issued(&self, assertion: &Assertion<'_>, report: &mut Report) -> Option<Issued> {
        let Some(badge) = assertion.badge else {
            report.fail(Check::Schema, Code::Schema, "The badge does not say what was earned (`badge`).");
            return None;
        };
        let badge = match self.looked_up(badge, &BADGE_CLASS, report)? {
            (_, Some(fetched)) => fetched,
            // A class without an address of its own is part of the assertion.
            (_, None) => badge.clone(),
        };
        let Some(named) = badge.get("issuer") else {
            report.fail(Check::Schema, Code::Schema, "The description of the badge names no issuer.");
            return None;
        };
        match self.looked_up(named, &PROFILE, report)? {
            (address, Some(issuer)) => {
                let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
                report.issuer = Some(address.clone());
                report.issuer_name = text(&issuer, "name");
                report.achievement = text(&badge, "name");
                Some(Issued { badge, issuer, issuer_address: address })
            }
            (_, None) => {
                let text = "The issuer has no address of its own, so nobody can be asked who it is.";
                report.unknown(Check::Issuer, Code::Unsupported, text);
                None
            }
        }
    }

    /// What an address or an object with an address leads to, with that address; no document when there is no address.
    fn looked_up(&self, named: &Value, wanted: &Wanted, report: &mut Report) -> Option<(String, Option<Value>)> {
        let address = named.as_str().or(named.get("id").and_then(Value::as_str)).unwrap_or("");
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return Some((address.to_owned(), None));
        }
        let document = self.old_document(address, wanted, report)?;
        Some((address.to_owned(), Some(document)))
    }

    /// The JSON at an address, which must be about that address. What is wrong with it is reported.
    fn old_document(&self, address: &str, wanted: &Wanted, report: &mut Report) -> Option<Value> {
        let Wanted { what, check, silence, .. } = *wanted;
        let body = match self.fetch(&self.secure(address), Purpose::Hosted) {
            Ok(body) => body,
            Err(error) => {
                report_silence(&error, wanted, report);
                return None;
            }
        };
        let limits = json::Limits { bytes: Purpose::Hosted.body_limit_bytes(), ..json::Limits::default() };
        let Ok(document @ Value::Object(_)) = json::read(&body, &limits) else {
            let text = format!("At {address} there is no {what} for programs, but something else, such as a page.");
            report.unknown(check, silence, text);
            return None;
        };
        let named = document.get("id").and_then(Value::as_str);
        // Version 1.x knows no ids; there the address is the name.
        let is_old = old_version(&document) != Some(OldVersion::V2) && document.get("@context").is_none();
        if !named.map_or(is_old, |named| same_address(named, address)) {
            let text = format!("The {what} at {address} is that of somebody or something else.");
            report.fail(check, Code::IssuerMismatch, text);
            return None;
        }
        if document.get("type").is_some() && !wanted.types.iter().any(|kind| has_type(&document, kind)) {
            report.fail(check, Code::Schema, format!("What is at {address} is no {what}."));
            return None;
        }
        Some(document)
    }

    /// Recipient and dates, which mean the same for hosted and signed badges.
    fn old_contents(&self, assertion: &Assertion<'_>, report: &mut Report) {
        if assertion.version == OldVersion::V2 && !assertion.is_typed {
            report.fail(Check::Schema, Code::Schema, "It does not say that it is a badge (`type` is `Assertion`).");
        }
        if assertion.address.is_none() {
            report.fail(Check::Schema, Code::Schema, "It has no name of its own (`id`), so it could not be withdrawn.");
        }
        match &assertion.recipient {
            Err(why) => report.fail(Check::Schema, Code::Schema, format!("{why}.")),
            Ok(recipient) if recipient.is_hashed => {
                report.pass(Check::Schema, "It says who earned it, as a hash of an address.");
                if recipient.identity.starts_with("md5$") {
                    let text = "The earner's address is hashed with MD5, which proves little.";
                    report.warn(Check::Schema, Code::WeakHash, text);
                }
            }
            Ok(recipient) => {
                report.subject = Some(recipient.identity.to_owned());
                report.pass(Check::Schema, "It says who earned it.");
            }
        }
        let unreadable = |date: &Option<Result<_, ()>>| matches!(date, Some(Err(())));
        if unreadable(&assertion.issued_on) || unreadable(&assertion.expires) {
            return report.fail(Check::Schema, Code::Schema, "A date in it cannot be read.");
        }
        let (from, until) = (assertion.issued_on.and_then(Result::ok), assertion.expires.and_then(Result::ok));
        match (from, until) {
            (Some(from), _) if self.now.plus_seconds(CLOCK_SKEW_SECONDS) < from => {
                report.fail(Check::Dates, Code::NotYetValid, format!("It is dated {from}, which has not come."));
            }
            (_, Some(until)) if self.now > until => {
                report.fail(Check::Dates, Code::Expired, format!("It ended on {until}."));
            }
            _ => report.pass(Check::Dates, "It holds at this time."),
        }
    }

    /// The address to ask for: older badges often name plain `http`, and are asked for by `https` all the same.
    fn secure(&self, address: &str) -> String {
        match address.strip_prefix("http://") {
            Some(rest) if !self.documents.is_own_machine(address) => format!("https://{rest}"),
            _ => address.to_owned(),
        }
    }
}

/// The older badge in a file, if it is one.
pub(super) fn is_old(document: &Value) -> bool {
    old_version(document).is_some()
}

/// What a badge text of the oldest kind names.
pub(super) fn address_in(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    (is_address && text.len() <= 2_048 && !text.contains(char::is_whitespace)).then_some(text)
}

fn form_of(document: &Value) -> Form {
    if old_version(document) == Some(OldVersion::V2) { Form::OpenBadges2 } else { Form::OpenBadges1 }
}

/// Whether two addresses name the same, `http` or not.
fn same_address(one: &str, other: &str) -> bool {
    fn bare(address: &str) -> (bool, &str) {
        let rest = address.strip_prefix("https://").or(address.strip_prefix("http://"));
        rest.map_or((false, address), |rest| (true, rest))
    }
    bare(one) == bare(other)
}

/// Nobody answered, or not as they should: that leaves the question open, unless the address itself is hostile.
fn report_silence(error: &FetchError, wanted: &Wanted, report: &mut Report) {
    let text = format!("The {} could not be looked up: {error}.", wanted.what);
    match error {
        FetchError::Unsafe { .. } => report.fail(wanted.check, Code::UnsafeUrl, text),
        FetchError::TooLarge(_) => report.unknown(wanted.check, Code::TooLarge, text),
        _ => report.unknown(wanted.check, wanted.silence, text),
    }
}

/// Reads what a document says it is, for the page and for programs.
fn keep(assertion: &Value, issued: &Issued, report: &mut Report) {
    let credential = as_credential(assertion, &issued.badge, &issued.issuer);
    names::look_into(&credential, report);
    report.credential = Some(credential);
}

/// The texts of a member that may be one or several.
fn texts<'d>(value: &'d Value, name: &str) -> Vec<&'d str> {
    items_of(value.get(name)).iter().filter_map(Value::as_str).collect()
}
