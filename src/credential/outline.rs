//! What verification and pages need of a credential, read the same way from VC Data Model 2.0 and 1.1.

use serde_json::Value;

use crate::canon::pinned::{CREDENTIALS_V1, CREDENTIALS_V2};
use crate::clock::Timestamp;

/// The version of the VC Data Model, by the first context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `https://www.w3.org/ns/credentials/v2`.
    V2,
    /// `https://www.w3.org/2018/credentials/v1`.
    V1,
}

/// What kind of credential it is, by its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A badge.
    Achievement,
    /// An endorsement.
    Endorsement,
    /// A Comprehensive Learner Record.
    Clr,
    /// A status list.
    StatusList,
    /// Some other verifiable credential.
    Other,
}

/// The parts of one credential that decisions rest on. Texts are borrowed from the document.
#[derive(Clone, Debug)]
pub struct Outline<'d> {
    /// The data model's version; `None` when the first context is neither.
    pub version: Option<Version>,
    /// What kind it is; `None` when it does not say that it is a verifiable credential.
    pub kind: Option<CredentialKind>,
    /// Its address.
    pub id: Option<&'d str>,
    /// What it calls itself.
    pub name: Option<&'d str>,
    /// The issuer's address.
    pub issuer: Option<&'d str>,
    /// What the issuer calls itself.
    pub issuer_name: Option<&'d str>,
    /// The learner's address.
    pub subject: Option<&'d str>,
    /// The achievement's address.
    pub achievement: Option<&'d str>,
    /// The achievement's name.
    pub achievement_name: Option<&'d str>,
    /// From when on it holds: the member's name and text.
    pub valid_from: Option<Date<'d>>,
    /// Until when it holds.
    pub valid_until: Option<Date<'d>>,
}

/// A date member as written and as read.
#[derive(Clone, Copy, Debug)]
pub struct Date<'d> {
    /// The member's name.
    pub member: &'static str,
    /// Its text; empty when it is no text.
    pub text: &'d str,
    /// The instant; `None` when the text is none.
    pub time: Option<Timestamp>,
}

impl<'d> Outline<'d> {
    /// Reads the outline; whatever is missing stays empty.
    pub fn of(document: &'d Value) -> Self {
        let text = |value: &'d Value, name: &str| value.get(name).and_then(Value::as_str);
        let version = match first_context(document) {
            Some(CREDENTIALS_V2) => Some(Version::V2),
            Some(CREDENTIALS_V1) => Some(Version::V1),
            _ => None,
        };
        let issuer = document.get("issuer");
        let subject = document.get("credentialSubject");
        let achievement = subject.and_then(|subject| subject.get("achievement"));
        let (from, until) = match version {
            Some(Version::V1) => (["issuanceDate", "validFrom"], ["expirationDate", "validUntil"]),
            _ => (["validFrom", "issuanceDate"], ["validUntil", "expirationDate"]),
        };
        Self {
            version,
            kind: kind_of(document),
            id: text(document, "id"),
            name: text(document, "name"),
            issuer: issuer.and_then(|issuer| issuer.as_str().or(text(issuer, "id"))),
            issuer_name: issuer.and_then(|issuer| text(issuer, "name")),
            subject: subject.and_then(|subject| text(subject, "id")),
            achievement: achievement.and_then(|achievement| text(achievement, "id")),
            achievement_name: achievement.and_then(|achievement| text(achievement, "name")),
            valid_from: from.into_iter().find_map(|member| date(document, member)),
            valid_until: until.into_iter().find_map(|member| date(document, member)),
        }
    }
}

/// The items of an array, or the one value that stands for an array of one.
pub fn items_of(value: Option<&Value>) -> &[Value] {
    match value {
        None => &[],
        Some(Value::Array(items)) => items,
        Some(one) => std::slice::from_ref(one),
    }
}

/// Whether `type` is or holds `name`.
pub fn has_type(value: &Value, name: &str) -> bool {
    items_of(value.get("type")).iter().any(|one| one == name)
}

fn first_context(document: &Value) -> Option<&str> {
    items_of(document.get("@context")).first()?.as_str()
}

fn kind_of(document: &Value) -> Option<CredentialKind> {
    let has = |name| has_type(document, name);
    if !has("VerifiableCredential") {
        return None;
    }
    Some(if has("AchievementCredential") || has("OpenBadgeCredential") {
        CredentialKind::Achievement
    } else if has("EndorsementCredential") {
        CredentialKind::Endorsement
    } else if has("ClrCredential") {
        CredentialKind::Clr
    } else if has("BitstringStatusListCredential") || has("StatusList2021Credential") {
        CredentialKind::StatusList
    } else {
        CredentialKind::Other
    })
}

fn date<'d>(document: &'d Value, member: &'static str) -> Option<Date<'d>> {
    let text = document.get(member)?.as_str().unwrap_or("");
    Some(Date { member, text, time: text.parse().ok() })
}
