//! Endorsements: each is a credential of its own, verified as such, and must speak about what it stands in.
//!
//! Open Badges 3.0, `#endorsement-credential-verification`: on the credential, its achievement, any profile in it. They
//! are looked for wherever an object may stand; what is inside another credential is that one's.

use serde_json::{Map, Value};

use super::report::{Check, Code, Outcome, Part, Report};
use super::{Inquiry, judged};
use crate::credential::{has_type, items_of};

/// Endorsements in one credential that are looked at.
const ENDORSEMENTS_LIMIT: usize = 20;

/// Something that is endorsed, with its place in the credential.
struct Holder<'d> {
    at: String,
    members: &'d Map<String, Value>,
}

impl Inquiry<'_> {
    pub(super) fn endorsements(&self, document: &Value, depth: usize, report: &mut Report) {
        // Most badges have none, and need not pay for the places.
        if !is_anywhere(document) {
            return;
        }
        let mut holders = Vec::new();
        find_holders(document, "", &mut holders);
        let mut count = 0;
        for holder in holders {
            for name in MEMBERS {
                for (index, endorsement) in items_of(holder.members.get(name)).iter().enumerate() {
                    count += 1;
                    if count > ENDORSEMENTS_LIMIT || !self.may_look_at_another() {
                        let text = "It has more endorsements than are looked at (20, and 250 parts in all).";
                        return report.fail(Check::Endorsement, Code::TooLarge, text);
                    }
                    let inner = self.part(endorsement, depth + 1);
                    report_endorsement(&inner, holder.members.get("id"), report);
                    report.endorsements.push(Part { at: format!("{}/{name}/{index}", holder.at), report: inner });
                }
            }
        }
        report.judged = judged::judged(document, &report.endorsements);
    }
}

/// With embedded proofs, and as tokens.
const MEMBERS: [&str; 2] = ["endorsement", "endorsementJwt"];

/// Whether there is any endorsement in a credential.
pub(super) fn is_anywhere(document: &Value) -> bool {
    match document {
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| MEMBERS.contains(&name.as_str()) || (!is_another_s(name) && is_anywhere(member))),
        Value::Array(items) => items.iter().any(is_anywhere),
        _ => false,
    }
}

/// Whether a member belongs to another credential, or to none.
fn is_another_s(name: &str) -> bool {
    matches!(name, "@context" | "proof" | "verifiableCredential")
}

/// Every object that is endorsed, from the outside in.
fn find_holders<'d>(value: &'d Value, at: &str, holders: &mut Vec<Holder<'d>>) {
    match value {
        Value::Object(members) => {
            if MEMBERS.iter().any(|name| members.contains_key(*name)) {
                holders.push(Holder { at: at.to_owned(), members });
            }
            for (name, member) in members {
                let is_container = member.is_object() || member.is_array();
                if is_container && !is_another_s(name) && !MEMBERS.contains(&name.as_str()) {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    find_holders(member, &format!("{at}/{name}"), holders);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_object()) {
                find_holders(item, &format!("{at}/{index}"), holders);
            }
        }
        _ => {}
    }
}

fn report_endorsement(inner: &Report, endorsed: Option<&Value>, report: &mut Report) {
    let issuer = inner.issuer.clone().unwrap_or_else(|| "somebody unnamed".into());
    let what = match judged::claimed_author(inner) {
        Some(review) => format!("{review}, signed by {issuer},"),
        None => format!("endorsement by {issuer}"),
    };
    match inner.main_line() {
        Some(line) if line.outcome == Outcome::Fail => {
            let text = format!("The {what} is not valid: {}", line.sentence);
            report.fail(Check::Endorsement, Code::Endorsement, text);
        }
        Some(line) if line.outcome == Outcome::Unknown => {
            let text = format!("The {what} could not be checked: {}", line.sentence);
            report.warn(Check::Endorsement, Code::Endorsement, text);
        }
        _ => report.pass(Check::Endorsement, format!("The {what} is valid.")),
    }
    let Some(credential) = &inner.credential else { return };
    if !has_type(credential, "EndorsementCredential") {
        let text = "What stands at the place of an endorsement is a credential of another kind.";
        return report.fail(Check::Endorsement, Code::Endorsement, text);
    }
    let about = credential.get("credentialSubject").and_then(|subject| subject.get("id"));
    if about.is_none() || about != endorsed {
        let text = "An endorsement speaks about something else than what it stands in.";
        report.warn(Check::Endorsement, Code::Endorsement, text);
    }
}
