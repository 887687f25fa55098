//! Learner records (Comprehensive Learner Record 2.0): the record was verified as a whole by its own proof; here each
//! credential in it is verified by itself, since each may have another issuer, end and withdrawal.

use serde_json::Value;

use super::Inquiry;
use super::report::{Check, Code, IssuerBinding, Outcome, Part, Report, Verdict};
use crate::credential::{CredentialKind, Outline, items_of};

/// Credentials in one record that are looked at.
const CREDENTIALS_LIMIT: usize = 200;
/// Names that one sentence lists.
const NAMES_LIMIT: usize = 5;

impl Inquiry<'_> {
    pub(super) fn record(&self, document: &Value, depth: usize, report: &mut Report) {
        let subject = document.get("credentialSubject");
        let credentials = items_of(subject.and_then(|subject| subject.get("verifiableCredential")));
        for (index, credential) in credentials.iter().enumerate() {
            if index >= CREDENTIALS_LIMIT || !self.may_look_at_another() {
                report.fail(
                    Check::Inner,
                    Code::TooLarge,
                    "The record holds more credentials than are looked at (200).",
                );
                break;
            }
            let mut inner = self.part(credential, depth + 1);
            if kind_of(&inner) == Some(CredentialKind::Other) {
                let text = "This is no badge: only its signature, dates and status were checked, not what it says.";
                inner.add(Check::Schema, Outcome::Warn, Code::SchemaUnchecked, text);
            }
            let at = format!("/credentialSubject/verifiableCredential/{index}");
            report.inner.push(Part { at, report: inner });
        }
        summarise(report);
    }
}

fn kind_of(report: &Report) -> Option<CredentialKind> {
    Outline::of(report.credential.as_ref()?).kind
}

/// One line for all, which decides about the record as a whole.
fn summarise(report: &mut Report) {
    let all = report.inner.len();
    let of = |verdict| -> Vec<&Part> { report.inner.iter().filter(|part| part.report.verdict() == verdict).collect() };
    let (bad, open) = (of(Verdict::Invalid), of(Verdict::Indeterminate));
    let bad_text = (!bad.is_empty()).then(|| {
        format!("{} of the {all} credentials in the record do not stand by themselves: {}.", bad.len(), names(&bad))
    });
    let open_text = (!open.is_empty()).then(|| {
        format!("{} of the {all} credentials in the record could not be checked: {}.", open.len(), names(&open))
    });
    let unbound = report.inner.iter().filter(|part| part.report.binding == IssuerBinding::None).count();
    if let Some(text) = &bad_text {
        report.fail(Check::Inner, Code::Inner, text);
    }
    if let Some(text) = &open_text {
        report.unknown(Check::Inner, Code::Inner, text);
    }
    if bad_text.is_none() && open_text.is_none() && all > 0 {
        let good = match all {
            1 => "The credential in the record is good by itself.".to_owned(),
            _ => format!("All {all} credentials in the record are good by themselves."),
        };
        let but = if unbound == 0 { String::new() } else { format!(" For {unbound} nothing shows who signed it.") };
        report.pass(Check::Inner, format!("{good}{but}"));
    }
}

/// The first few by name, each with its state.
fn names(parts: &[&Part]) -> String {
    let name = |part: &&Part| {
        let name = part.report.achievement.as_deref().unwrap_or("one without a name");
        format!("{} ({})", name.chars().take(80).collect::<String>(), part.report.state())
    };
    let mut names: Vec<String> = parts.iter().take(NAMES_LIMIT).map(name).collect();
    if parts.len() > NAMES_LIMIT {
        names.push("…".into());
    }
    names.join(", ")
}
