//! A newer version of a credential, where its issuer offers one (Open Badges 3.0, `#verification`, step 3, and
//! `#verifiable-credential-equality`).
//!
//! Asked for only when the answer depends on it: the credential has ended or was withdrawn, or whoever asks wants the
//! newest one. One that stands needs nothing, and its issuer need not learn who looks at it.

use serde_json::Value;

use super::report::{Check, Code, IssuerBinding, Outcome, Refreshed, Report};
use super::{Inquiry, Role, input};
use crate::credential::{Outline, has_type, items_of};
use crate::fetch::{FetchError, Purpose};

impl Inquiry<'_> {
    /// Puts the report about a newer version in the place of this one, if there is one and it is genuine. Once: what a
    /// newer version offers is not followed.
    pub(super) fn refresh(&self, is_wanted: bool, role: Role, report: &mut Report) {
        if !is_wanted && !is_over(report) {
            return;
        }
        let Some(credential) = report.verified() else { return };
        let Some(address) = address_in(credential).map(str::to_owned) else {
            if is_wanted {
                report.pass(Check::Refresh, "The issuer offers no newer version.");
            }
            return;
        };
        match self.find_newer(&address, role, report) {
            Ok(newer) => put_in_place(newer, address, report),
            Err(Missing::Same) => {
                report.pass(Check::Refresh, "The issuer has no newer version; this is the current one.")
            }
            // Going on with the original is what the standard says; that it may be outdated is worth a note.
            Err(Missing::Unusable(why)) => {
                let text = format!("A newer version was asked for and not used: {why}");
                report.warn(Check::Refresh, Code::StatusUnavailable, text);
            }
            Err(Missing::Unsafe(why)) => {
                report.warn(Check::Refresh, Code::UnsafeUrl, format!("A newer version was not asked for: {why}."));
            }
        }
    }

    fn find_newer(&self, address: &str, role: Role, old: &Report) -> Result<Report, Missing> {
        let unusable = |why: String| Missing::Unusable(why);
        let body = self.fetch(address, Purpose::Document).map_err(|error| match error {
            FetchError::Unsafe { .. } => Missing::Unsafe(error.to_string()),
            _ => unusable(format!("{error}.")),
        })?;
        let read = input::read(&body).map_err(|refusal| unusable(refusal.sentence))?;
        let mut newer = Report::default();
        match read.content {
            input::Content::Json(document) => self.json(document, role, &mut newer),
            input::Content::Token(text) => self.token(&text, role, &mut newer),
            input::Content::Address(_) => return Err(unusable("what was found there is no credential.".into())),
        }
        if newer.verified().is_none() {
            let why = newer.main_line().map_or(String::new(), |line| line.sentence.clone());
            return Err(unusable(format!("what was found there is not good. {why}")));
        }
        if old.binding != IssuerBinding::None && newer.binding == IssuerBinding::None {
            return Err(unusable("nothing shows that the issuer signed what was found there.".into()));
        }
        let (Some(before), Some(after)) = (&old.credential, &newer.credential) else {
            return Err(unusable("there is nothing to compare.".into()));
        };
        let (before, after) = (Outline::of(before), Outline::of(after));
        if before.id.is_none() || (before.id, before.issuer) != (after.id, after.issuer) {
            return Err(unusable("what was found there is another credential.".into()));
        }
        let times = (before.valid_from.and_then(|date| date.time), after.valid_from.and_then(|date| date.time));
        match times {
            (Some(before), Some(after)) if after > before => Ok(newer),
            _ => Err(Missing::Same),
        }
    }
}

/// Why there is nothing newer.
enum Missing {
    /// What was found is this version or an older one.
    Same,
    Unusable(String),
    Unsafe(String),
}

/// Whether the credential is good but for its end or its withdrawal.
fn is_over(report: &Report) -> bool {
    let mut failed = report.checks.iter().filter(|line| line.outcome == Outcome::Fail).peekable();
    failed.peek().is_some() && failed.all(|line| matches!(line.code, Code::Expired | Code::Revoked))
}

fn address_in(credential: &Value) -> Option<&str> {
    let services = items_of(credential.get("refreshService"));
    let service = services.iter().find(|service| has_type(service, "1EdTechCredentialRefresh"))?;
    service.get("id").and_then(Value::as_str)
}

fn put_in_place(mut newer: Report, from: String, report: &mut Report) {
    let was = report.state();
    let told = match was {
        "expired" => "What was handed in has ended",
        "revoked" => "What was handed in was withdrawn",
        _ => "The issuer offers a newer version",
    };
    newer.format = report.format;
    newer.pass(
        Check::Refresh,
        format!("{told}; the newer version at {from} took its place and is what is judged here."),
    );
    newer.refreshed = Some(Refreshed { from, was });
    *report = newer;
}
