//! Hosted assertions: the copy on the issuer's server is the one that counts.

use serde_json::Value;

use super::scope::Scope;
use super::{Issued, Wanted, form_of, keep, same_address};
use crate::credential::open_badges_2::{Assertion, Hosting};
use crate::fetch::{FetchError, Purpose};
use crate::verify::Inquiry;
use crate::verify::report::{Check, Code, IssuerBinding, Report};

const COPY: Wanted = Wanted {
    what: "issuer's own copy of the badge",
    types: &["Assertion"],
    check: Check::Hosted,
    silence: Code::StatusUnavailable,
};

impl Inquiry<'_> {
    /// The badge at `address`, and whether what was handed in is that badge.
    pub(super) fn hosted(&self, address: &str, handed: Option<&Value>, report: &mut Report) {
        if let Some(reason) = handed.and_then(Assertion::of).and_then(|handed| handed.revoked) {
            return report_revoked(reason, report);
        }
        if !address.starts_with("https://") && !address.starts_with("http://") {
            let text = "A hosted badge has a web address, and this one has another kind of name.";
            return report.fail(Check::Schema, Code::Schema, text);
        }
        let gone = self.fetch(&self.secure(address), Purpose::Hosted);
        if let Err(FetchError::Status { status: 410, .. }) = gone {
            let text = "The issuer's server says that it is gone for good, which is how issuers withdraw such badges.";
            return report.fail(Check::Status, Code::Revoked, text);
        }
        let Some(copy) = self.old_document(address, &COPY, report) else { return };
        report.format = form_of(&copy);
        // What is left of a withdrawn badge may be little more than that word.
        if copy.get("revoked") == Some(&Value::Bool(true)) {
            let reason = copy.get("revocationReason").and_then(Value::as_str).unwrap_or("");
            return report_revoked(reason, report);
        }
        let Some(assertion) = Assertion::of(&copy) else {
            return report.fail(Check::Hosted, Code::Schema, format!("What is at {address} is no badge."));
        };
        if assertion.hosting != Hosting::Hosted || !assertion.address.is_some_and(|own| same_address(own, address)) {
            let text = format!("The badge at {address} does not say that it is hosted there.");
            return report.fail(Check::Hosted, Code::ClaimsMismatch, text);
        }
        if let Some(handed) = handed {
            compare(handed, &copy, report);
        }
        report.pass(Check::Hosted, format!("It is not signed, but hosted: {} has it.", host_of(address)));
        self.old_contents(&assertion, report);
        let Some(issued) = self.issued(&assertion, report) else { return };
        if Scope::of(&issued.issuer, &issued.issuer_address).holds(address) {
            let text = format!("The issuer keeps its badges there: {} says so.", issued.issuer_address);
            report.pass(Check::Issuer, text);
            report.bind(IssuerBinding::Hosted);
            report.pass(Check::Status, "The issuer's server still has it, and does not call it withdrawn.");
        } else {
            let text = "The badge lies at a place that the issuer named in it does not speak for.";
            report.fail(Check::Issuer, Code::IssuerMismatch, text);
        }
        compare_names(handed, &issued, report);
        keep(&copy, &issued, report);
    }
}

fn report_revoked(reason: &str, report: &mut Report) {
    let text = match reason.trim() {
        "" => "The issuer has withdrawn it.".to_owned(),
        reason => format!("The issuer has withdrawn it: {reason}"),
    };
    report.fail(Check::Status, Code::Revoked, text);
}

/// Where what was handed in says something else than the issuer's copy.
fn compare(handed: &Value, copy: &Value, report: &mut Report) {
    let (one, other) = (Assertion::of(handed), Assertion::of(copy));
    let recipients = one.as_ref().zip(other.as_ref()).map(|(one, other)| (one.recipient, other.recipient));
    if let Some((Ok(one), Ok(other))) = recipients
        && one != other
    {
        let text = "What was handed in names another earner than the issuer's own copy of the badge.";
        report.fail(Check::Hosted, Code::ClaimsMismatch, text);
    }
    if !is_same_badge(handed.get("badge"), copy.get("badge")) {
        let text = "What was handed in names another badge than the issuer's own copy.";
        report.fail(Check::Hosted, Code::ClaimsMismatch, text);
    }
    let dates = one.zip(other).map(|(one, other)| ((one.issued_on, one.expires), (other.issued_on, other.expires)));
    if dates.is_some_and(|(one, other)| one != other) {
        let text = "What was handed in has other dates than the issuer's own copy, which is the one that counts.";
        report.warn(Check::Hosted, Code::ClaimsMismatch, text);
    }
}

/// By address where both have one; a description that has none must be the same in every part.
fn is_same_badge(one: Option<&Value>, other: Option<&Value>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() };
    let address = |badge: &Value| badge.as_str().or(badge.get("id").and_then(Value::as_str)).map(str::to_owned);
    match (address(one), address(other)) {
        (Some(one), Some(other)) => same_address(&one, &other),
        (None, None) => one == other,
        _ => false,
    }
}

/// A file may repeat the descriptions of badge and issuer, which may have been renamed since, or in the file alone.
fn compare_names(handed: Option<&Value>, issued: &Issued, report: &mut Report) {
    let Some(badge) = handed.and_then(|handed| handed.get("badge")) else { return };
    let pairs = [(Some(badge), &issued.badge), (badge.get("issuer"), &issued.issuer)];
    for (repeated, own) in pairs {
        let repeated = repeated.and_then(|repeated| repeated.get("name"));
        if repeated.is_some_and(|name| Some(name) != own.get("name")) {
            let text = "What was handed in uses another name than the issuer's server does; the server's is shown.";
            report.warn(Check::Hosted, Code::ClaimsMismatch, text);
        }
    }
}

/// The host of an address, for a sentence.
fn host_of(address: &str) -> &str {
    address.split('/').nth(2).unwrap_or(address)
}
