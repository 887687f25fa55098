//! Endorsements: each is a credential of its own, verified as such, and must speak about what it stands in.

use serde_json::Value;

use super::report::{Check, Code, Outcome, Report};
use super::{Inquiry, Role};
use crate::credential::items_of;

/// Endorsements in one credential that are looked at.
const ENDORSEMENTS_LIMIT: usize = 20;

impl Inquiry<'_> {
    pub(super) fn endorsements(&self, document: &Value, depth: usize, report: &mut Report) {
        let achievement = document.get("credentialSubject").and_then(|subject| subject.get("achievement"));
        let mut count = 0;
        for holder in [Some(document), achievement, document.get("issuer")].into_iter().flatten() {
            for endorsement in items_of(holder.get("endorsement")) {
                count += 1;
                if count > ENDORSEMENTS_LIMIT {
                    return report.fail(Check::Endorsement, Code::TooLarge, "It has more than 20 endorsements.");
                }
                let mut inner = Report::default();
                self.json(endorsement.clone(), Role::Inner(depth + 1), &mut inner);
                report_inner(inner, report);
                let endorsed = endorsement.get("credentialSubject").and_then(|subject| subject.get("id"));
                if endorsed != holder.get("id") {
                    let text = "An endorsement speaks about something else than what it stands in.";
                    report.warn(Check::Endorsement, Code::Endorsement, text);
                }
            }
            for token in items_of(holder.get("endorsementJwt")).iter().filter_map(Value::as_str) {
                count += 1;
                if count > ENDORSEMENTS_LIMIT {
                    return report.fail(Check::Endorsement, Code::TooLarge, "It has more than 20 endorsements.");
                }
                let mut inner = Report::default();
                self.token(token, Role::Inner(depth + 1), &mut inner);
                report_inner(inner, report);
            }
        }
    }
}

fn report_inner(inner: Report, report: &mut Report) {
    let who = inner.issuer.clone().unwrap_or_else(|| "somebody unnamed".into());
    match inner.main_line() {
        Some(line) if line.outcome == Outcome::Fail => {
            let text = format!("The endorsement by {who} is not valid: {}", line.sentence);
            report.fail(Check::Endorsement, Code::Endorsement, text);
        }
        Some(line) if line.outcome == Outcome::Unknown => {
            let text = format!("The endorsement by {who} could not be checked: {}", line.sentence);
            report.warn(Check::Endorsement, Code::Endorsement, text);
        }
        _ => report.pass(Check::Endorsement, format!("The endorsement by {who} is valid.")),
    }
}
