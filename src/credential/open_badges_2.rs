//! Badges before Open Badges 3.0, read by the names of their members.
//!
//! Open Badges 2.0 (`#Assertion`, `#Profile`, `#VerificationObject`) and 1.x. Version 2.0 is JSON-LD, but everybody reads
//! it by its members, and so do we (docs/divergences.md, 49). Knows nothing about where documents come from.

use serde_json::{Map, Value, json};

use super::{has_type, items_of};
use crate::clock::Timestamp;

/// A standard before Open Badges 3.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldVersion {
    /// Open Badges 2.0 or 2.1.
    V2,
    /// Open Badges 1.0 or 1.1.
    V1,
    /// What was there before: everything in one object, and nothing to ask.
    V0,
}

/// How an assertion wants to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting<'d> {
    /// The issuer's server answers for it.
    Hosted,
    /// It is a token, signed with the key at this address, or with the issuer's.
    Signed(Option<&'d str>),
    /// It does not say, or something else.
    Unsaid,
}

/// Who earned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient<'d> {
    /// `email`, `url`, `telephone`, or another.
    pub kind: &'d str,
    /// The identifier, or its hash.
    pub identity: &'d str,
    /// Whether it is a hash.
    pub is_hashed: bool,
    /// What was appended before hashing; empty when nothing was.
    pub salt: &'d str,
}

/// The parts of an assertion that decisions rest on. Texts are borrowed from the document.
#[derive(Clone, Debug)]
pub struct Assertion<'d> {
    /// The standard.
    pub version: OldVersion,
    /// Whether it says that it is an assertion, as version 2.0 must.
    pub is_typed: bool,
    /// Its address: `id`, or in 1.x the one that `verify` names.
    pub address: Option<&'d str>,
    /// Its name within its issuer, in 1.x.
    pub uid: Option<&'d str>,
    /// How it wants to be checked.
    pub hosting: Hosting<'d>,
    /// Who earned it; the error says what is wrong with that.
    pub recipient: Result<Recipient<'d>, &'static str>,
    /// What was earned: an address or the thing itself.
    pub badge: Option<&'d Value>,
    /// The day of issue; `Err` when it is none.
    pub issued_on: Option<Result<Timestamp, ()>>,
    /// The last day.
    pub expires: Option<Result<Timestamp, ()>>,
    /// Whether it says of itself that it was withdrawn, and why.
    pub revoked: Option<&'d str>,
}

/// The older standard that a document is of: an assertion, or what belongs to one.
pub fn old_version(document: &Value) -> Option<OldVersion> {
    let members = document.as_object()?;
    let named = |version: &str| {
        let address = format!("https://w3id.org/openbadges/{version}");
        items_of(members.get("@context")).iter().any(|context| context == &Value::from(address.as_str()))
    };
    if named("v2") {
        return Some(OldVersion::V2);
    }
    if named("v1") {
        return Some(OldVersion::V1);
    }
    let has = |name: &str| members.contains_key(name);
    if has("credentialSubject") || has("proof") || !has("recipient") || !has("badge") {
        return None;
    }
    if members["recipient"].is_string() {
        return members["badge"].is_object().then_some(OldVersion::V0);
    }
    if has("verify") { Some(OldVersion::V1) } else { has("verification").then_some(OldVersion::V2) }
}

/// Whether a document of an older standard is an assertion, and no description of a badge or an issuer.
pub fn is_assertion(document: &Value) -> bool {
    has_type(document, "Assertion") || document.get("recipient").is_some() || document.get("revoked").is_some()
}

impl<'d> Assertion<'d> {
    /// Reads an assertion; `None` when it is of no older standard.
    pub fn of(document: &'d Value) -> Option<Self> {
        let version = old_version(document)?;
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let check = document.get("verification").or(document.get("verify")).unwrap_or(&Value::Null);
        let part = |name: &str| check.get(name).and_then(Value::as_str);
        let types: Vec<&str> = items_of(check.get("type")).iter().filter_map(Value::as_str).collect();
        let hosting = if types.iter().any(|kind| matches!(*kind, "hosted" | "HostedBadge")) {
            Hosting::Hosted
        } else if types.iter().any(|kind| matches!(*kind, "signed" | "SignedBadge")) {
            Hosting::Signed(part("creator").or(part("url")))
        } else {
            Hosting::Unsaid
        };
        let told = if hosting == Hosting::Hosted { part("url") } else { None };
        let is_revoked = document.get("revoked").is_some_and(|revoked| *revoked != Value::Bool(false));
        Some(Self {
            version,
            is_typed: has_type(document, "Assertion"),
            address: text("id").or(told.filter(|_| version != OldVersion::V2)),
            uid: text("uid"),
            hosting,
            recipient: recipient(document.get("recipient")),
            badge: document.get("badge"),
            issued_on: document.get("issuedOn").map(|value| instant(value, "00:00:00")),
            // The last day is still a day on which it holds.
            expires: document.get("expires").map(|value| instant(value, "23:59:59")),
            revoked: is_revoked.then(|| text("revocationReason").unwrap_or("")),
        })
    }
}

fn recipient(value: Option<&Value>) -> Result<Recipient<'_>, &'static str> {
    let value = value.ok_or("it does not say who earned it")?;
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let kind = items_of(value.get("type")).first().and_then(Value::as_str);
    let (Some(kind), Some(identity)) = (kind, text("identity").filter(|identity| !identity.is_empty())) else {
        return Err("its recipient has no type or no identity");
    };
    let is_hashed = match value.get("hashed") {
        Some(Value::Bool(is_hashed)) => *is_hashed,
        None => is_hash(identity),
        Some(_) => return Err("its recipient does not say whether it is hashed"),
    };
    if is_hashed && !is_hash(identity) {
        return Err("its recipient is hashed in a way that is not read");
    }
    Ok(Recipient { kind, identity, is_hashed, salt: text("salt").unwrap_or("") })
}

fn is_hash(identity: &str) -> bool {
    let length = |kind: &str| if kind == "md5" { 32 } else { 64 };
    matches!(identity.split_once('$'), Some((kind @ ("sha256" | "md5"), digits))
        if digits.len() == length(kind) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An instant as the older standards write it: with a zone, without one (then UTC), a day alone, or in seconds since
/// 1970.
fn instant(value: &Value, time_of_day: &str) -> Result<Timestamp, ()> {
    let seconds = |seconds: i64| Timestamp::from_unix_seconds(seconds).ok_or(());
    match value {
        Value::Number(number) => seconds(number.as_i64().ok_or(())?),
        Value::String(text) if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            seconds(text.parse().map_err(|_| ())?)
        }
        Value::String(text) if text.len() == 10 => format!("{text}T{time_of_day}Z").parse().map_err(|_| ()),
        Value::String(text) => text
            .parse()
            .or_else(|_| format!("{text}Z").parse())
            .or_else(|_| with_colon(text).parse())
            .map_err(|_: crate::clock::TimeError| ()),
        _ => Err(()),
    }
}

/// `+0100` written as `+01:00`.
fn with_colon(text: &str) -> String {
    match text.split_at_checked(text.len().saturating_sub(2)) {
        Some((head, minutes)) if head.len() > 3 => format!("{head}:{minutes}"),
        _ => text.to_owned(),
    }
}

impl Recipient<'_> {
    /// The same as an identity of Open Badges 3.0.
    fn to_identity(self) -> Value {
        let kind = match self.kind {
            "email" => "emailAddress".to_owned(),
            "id" => "identifier".to_owned(),
            other => format!("ext:{other}"),
        };
        let mut identity = json!({
            "type": "IdentityObject", "hashed": self.is_hashed, "identityHash": self.identity, "identityType": kind,
        });
        if !self.salt.is_empty() {
            identity["salt"] = self.salt.into();
        }
        identity
    }
}

/// What an assertion, its badge class and its issuer say, in the members of Open Badges 3.0, so that whoever shows a
/// credential or looks for its recipient need know one standard. It carries no proof and is not meant to be kept.
pub fn as_credential(assertion: &Value, badge: &Value, issuer: &Value) -> Value {
    let read = Assertion::of(assertion);
    let mut credential = Map::new();
    copy(assertion, &["id", "evidence"], &mut credential);
    let time = |date: Option<Result<Timestamp, ()>>| date.and_then(Result::ok).map(|time| time.to_string());
    if let Some(issued) = time(read.as_ref().and_then(|read| read.issued_on)) {
        credential.insert("validFrom".into(), issued.into());
    }
    if let Some(expires) = time(read.as_ref().and_then(|read| read.expires)) {
        credential.insert("validUntil".into(), expires.into());
    }
    let mut profile = Map::new();
    copy(issuer, &["id", "name", "url", "description"], &mut profile);
    credential.insert("issuer".into(), profile.into());

    let mut achievement = Map::new();
    copy(badge, &["id", "name", "description", "criteria", "inLanguage", "@language"], &mut achievement);
    if let Some(language) = achievement.remove("@language") {
        achievement.entry("inLanguage").or_insert(language);
    }
    let alignments: Vec<Value> = items_of(badge.get("alignment")).iter().map(alignment).collect();
    if !alignments.is_empty() {
        achievement.insert("alignment".into(), alignments.into());
    }
    let mut subject = Map::new();
    copy(assertion, &["narrative"], &mut subject);
    if let Some(Ok(recipient)) = read.map(|read| read.recipient) {
        subject.insert("identifier".into(), json!([recipient.to_identity()]));
    }
    subject.insert("achievement".into(), achievement.into());
    credential.insert("credentialSubject".into(), subject.into());
    credential.into()
}

fn copy(from: &Value, names: &[&str], into: &mut Map<String, Value>) {
    for name in names {
        if let Some(value) = from.get(name) {
            into.insert((*name).to_owned(), value.clone());
        }
    }
}

/// Version 1.1 named the parts of an alignment otherwise.
fn alignment(old: &Value) -> Value {
    let mut new = Map::new();
    for (name, older) in [
        ("targetName", "name"),
        ("targetUrl", "url"),
        ("targetDescription", "description"),
        ("targetFramework", ""),
        ("targetCode", ""),
    ] {
        if let Some(value) = old.get(name).or(old.get(older)) {
            new.insert(name.to_owned(), value.clone());
        }
    }
    new.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_older_standard_is_known_by_its_members() {
        let verify = json!({"type": "hosted", "url": "https://a.example/1"});
        for (document, version) in [
            (json!({"@context": "https://w3id.org/openbadges/v2"}), Some(OldVersion::V2)),
            (json!({"@context": ["https://a.example/", "https://w3id.org/openbadges/v1"]}), Some(OldVersion::V1)),
            (json!({"recipient": {}, "badge": "https://a.example/b", "verify": verify}), Some(OldVersion::V1)),
            (json!({"recipient": {}, "badge": {}, "verification": {}}), Some(OldVersion::V2)),
            (json!({"recipient": "sha256$00", "badge": {"name": "x"}}), Some(OldVersion::V0)),
            (json!({"recipient": {}, "badge": {}, "verify": {}, "credentialSubject": {}}), None),
            (json!({"@context": "https://w3id.org/openbadges/v20"}), None),
            (json!({"recipient": {}, "badge": {}}), None),
            (json!({"verify": verify}), None),
            (json!([]), None),
            (json!("https://w3id.org/openbadges/v2"), None),
        ] {
            assert_eq!(old_version(&document), version, "{document}");
        }
    }

    #[test]
    fn dates_are_read_as_older_badges_write_them() {
        for (value, expected) in [
            (json!("2016-12-31T23:59:59Z"), Some("2016-12-31T23:59:59Z")),
            (json!("2016-12-31T23:59:59+01:00"), Some("2016-12-31T22:59:59Z")),
            (json!("2016-12-31T23:59:59+0100"), Some("2016-12-31T22:59:59Z")),
            (json!("2016-12-31T23:59:59"), Some("2016-12-31T23:59:59Z")),
            (json!("2016-12-31"), Some("2016-12-31T23:59:59Z")),
            (json!(1_483_228_799), Some("2016-12-31T23:59:59Z")),
            (json!("1483228799"), Some("2016-12-31T23:59:59Z")),
            (json!("2016"), None),
            (json!("2016-13-31"), None),
            (json!("soon, I hope"), None),
            (json!("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}"), None),
            (json!(1.5), None),
            (json!(null), None),
        ] {
            let read = instant(&value, "23:59:59").ok().map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_recipient_is_read_only_as_the_standard_writes_it() {
        let hash = format!("sha256${}", "0a".repeat(32));
        for (value, expected) in [
            (json!({"type": "email", "hashed": true, "identity": hash, "salt": "x"}), Ok((true, "x"))),
            (json!({"type": ["email"], "hashed": false, "identity": "ada@a.example"}), Ok((false, ""))),
            (json!({"type": "email", "identity": hash}), Ok((true, ""))),
            (json!({"type": "email", "hashed": true, "identity": format!("md5${}", "0".repeat(32))}), Ok((true, ""))),
            (json!({"type": "email", "hashed": true, "identity": "sha1$00"}), Err(())),
            (json!({"type": "email", "hashed": true, "identity": "ada@a.example"}), Err(())),
            (json!({"type": "email", "hashed": "yes", "identity": hash}), Err(())),
            (json!({"type": "email"}), Err(())),
            (json!({"identity": hash}), Err(())),
            (json!("ada@a.example"), Err(())),
        ] {
            let read = recipient(Some(&value)).map(|read| (read.is_hashed, read.salt)).map_err(|_| ());
            assert_eq!(read, expected, "{value}");
        }
    }
}
