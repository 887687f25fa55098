//! Whether the credential is about the person that the asker knows (Open Badges 3.0, `#verification`, step 5).
//!
//! What the asker typed is compared with the subject's `id` and with each identifier, plain or hashed, first as typed
//! and then in lower case. It is never repeated in the report.

use serde_json::Value;

use super::report::{Check, Code, Report};
use crate::credential::{IdentityMatch, IdentityObject, items_of};

/// How the person was found.
struct Match {
    how: IdentityMatch,
    /// What kind of identifier it was.
    kind: String,
}

pub(super) fn check(known: &str, report: &mut Report) {
    let Some(credential) = report.verified() else {
        let text = "Whom it is about was not compared, since nobody knows who says so.";
        return report.unknown(Check::Recipient, Code::Recipient, text);
    };
    let subjects = items_of(credential.get("credentialSubject"));
    let found = subjects.iter().find_map(|subject| find(known, subject));
    let can_tell = subjects.iter().any(|subject| is_comparable(known, subject));
    match found {
        Some(Match { how: IdentityMatch::Exact, kind }) => {
            report
                .pass(Check::Recipient, format!("It is about the person you asked about: their {kind} stands in it."));
        }
        Some(Match { how: IdentityMatch::IgnoringCase, kind }) => {
            let text = format!(
                "It is about the person you asked about: their {kind} stands in it, if capital and small letters count the same."
            );
            report.pass(Check::Recipient, text);
        }
        Some(Match { how: IdentityMatch::Weak, kind }) => {
            let text = format!(
                "It seems to be about the person you asked about: their {kind} stands in it, but hidden by MD5, which can be forged."
            );
            report.warn(Check::Recipient, Code::WeakHash, text);
        }
        None if can_tell => {
            let text = "It is about somebody else: what you know of the person is not what stands in it.";
            report.fail(Check::Recipient, Code::Recipient, text);
        }
        None => {
            let text = "It does not name the person in a way that can be compared with what you typed. Ask the holder \
                to show that it is theirs.";
            report.unknown(Check::Recipient, Code::Recipient, text);
        }
    }
}

fn find(known: &str, subject: &Value) -> Option<Match> {
    let id = subject.get("id").and_then(Value::as_str);
    if id.is_some_and(|id| id == known || id.strip_prefix("mailto:") == Some(known)) {
        return Some(Match { how: IdentityMatch::Exact, kind: "identifier".into() });
    }
    let address = id.and_then(|id| id.strip_prefix("mailto:"));
    if address.is_some_and(|address| address.to_lowercase() == known.to_lowercase()) {
        return Some(Match { how: IdentityMatch::IgnoringCase, kind: "e-mail address".into() });
    }
    let matches: Vec<Match> = identities(subject)
        .filter_map(|identity| Some(Match { how: identity.matches(known)?, kind: kind_of(&identity) }))
        .collect();
    // The best of several counts.
    let order = |found: &Match| match found.how {
        IdentityMatch::Exact => 0,
        IdentityMatch::IgnoringCase => 1,
        IdentityMatch::Weak => 2,
    };
    matches.into_iter().min_by_key(order)
}

/// Whether the subject says anything of the kind that was typed, so that silence means no.
fn is_comparable(known: &str, subject: &Value) -> bool {
    let id = subject.get("id").and_then(Value::as_str);
    let is_address = known.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    });
    let has_mail = || identities(subject).any(|identity| identity.identity_type == "emailAddress");
    if is_address {
        id.is_some() || identities(subject).next().is_some()
    } else if known.contains('@') {
        id.is_some_and(|id| id.starts_with("mailto:")) || has_mail()
    } else {
        identities(subject).any(|identity| identity.identity_type != "emailAddress")
    }
}

fn identities(subject: &Value) -> impl Iterator<Item = IdentityObject> {
    items_of(subject.get("identifier")).iter().filter_map(|identity| IdentityObject::read(identity).ok())
}

/// The identifier's kind for people.
fn kind_of(identity: &IdentityObject) -> String {
    match identity.identity_type.as_str() {
        "emailAddress" => "e-mail address".into(),
        "name" => "name".into(),
        "userName" => "user name".into(),
        "accountId" => "account".into(),
        "nationalIdentityNumber" => "identity number".into(),
        _ => "identifier".into(),
    }
}
