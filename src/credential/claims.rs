//! A credential as the payload of a token: Open Badges 3.0, `#jwt-proof`, and the older form with a `vc` claim
//! (VC Data Model 1.1, `#json-web-token`).

use serde_json::{Map, Value};

use super::outline::{Outline, Version};
use crate::clock::Timestamp;

/// Claims that say again what a member says.
const REGISTERED: [&str; 7] = ["iss", "jti", "nbf", "sub", "exp", "iat", "aud"];

/// Where times end here (`Timestamp`), in seconds since 1970.
const END_SECONDS: f64 = 253_402_207_200.0;

/// A claim that is missing or contradicts its member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimFinding {
    /// The standard wants the claim; readers can do without.
    Missing(&'static str),
    /// The claim says something else than the member: a reader could be shown either.
    Mismatch(&'static str),
    /// The credential stands at the place of another version of the data model.
    WrongPlace,
}

/// What a payload holds.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The credential without the claims.
    pub credential: Value,
    /// When the token ends by itself, if it says so.
    pub expires: Option<Timestamp>,
    /// What does not fit.
    pub findings: Vec<ClaimFinding>,
}

/// The payload for a credential: its own members and the claims `iss`, `jti`, `nbf`, `sub` and `exp`.
///
/// `None` when the credential lacks an id, an issuer, a readable start or a subject's id, which the claims need.
pub fn to_payload(credential: &Value) -> Option<Value> {
    let outline = Outline::of(credential);
    let mut payload = credential.as_object()?.clone();
    payload.insert("iss".into(), outline.issuer?.into());
    payload.insert("jti".into(), outline.id?.into());
    payload.insert("nbf".into(), outline.valid_from?.time?.unix_seconds().into());
    payload.insert("sub".into(), outline.subject?.into());
    if let Some(until) = outline.valid_until {
        payload.insert("exp".into(), until.time?.unix_seconds().into());
    }
    Some(Value::Object(payload))
}

/// Reads a payload of either form; `None` when it is no object, or its `vc` is none.
pub fn from_payload(payload: Value) -> Option<Payload> {
    let Value::Object(mut members) = payload else { return None };
    let wrapped = members.shift_remove("vc");
    let is_wrapped = wrapped.is_some();
    let mut claims = Map::new();
    for name in REGISTERED {
        if let Some(value) = members.shift_remove(name) {
            claims.insert(name.into(), value);
        }
    }
    let mut findings = Vec::new();
    // Beside `vc` there are claims; another credential there would be read by readers of version 2.0.
    let is_double = ["@context", "type", "issuer", "credentialSubject"].iter().any(|name| members.contains_key(*name));
    if is_wrapped && is_double {
        findings.push(ClaimFinding::Mismatch("vc"));
    }
    let credential = match wrapped {
        None => Value::Object(members),
        Some(Value::Object(inner)) => filled_from_claims(inner, &claims),
        Some(_) => return None,
    };
    let outline = Outline::of(&credential);
    let is_old = outline.version == Some(Version::V1);
    if outline.version.is_some() && is_old != is_wrapped {
        findings.push(ClaimFinding::WrongPlace);
    }
    compare(&outline, &claims, &mut findings);
    let expires = claims.get("exp").and_then(Value::as_f64).and_then(instant);
    Some(Payload { expires, findings, credential })
}

/// The instant of a claim; before the calendar it is long past, after it there is no end.
fn instant(seconds: f64) -> Option<Timestamp> {
    let before_all = (seconds < 0.0).then_some(0).and_then(Timestamp::from_unix_seconds);
    Timestamp::from_unix_seconds(seconds as i64).or(before_all)
}

/// In the older form the claims may stand in for members.
fn filled_from_claims(mut credential: Map<String, Value>, claims: &Map<String, Value>) -> Value {
    let time = |name: &str| Timestamp::from_unix_seconds(claims.get(name)?.as_i64()?).map(|time| time.to_string());
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let mut fill = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| !credential.contains_key(name)) {
            credential.insert(name.into(), value.into());
        }
    };
    fill("id", text("jti").map(str::to_owned));
    fill("issuer", text("iss").map(str::to_owned));
    fill("issuanceDate", time("nbf"));
    fill("expirationDate", time("exp"));
    if let (Some(Value::Object(subject)), Some(id)) = (credential.get_mut("credentialSubject"), text("sub"))
        && !subject.contains_key("id")
    {
        subject.insert("id".into(), id.into());
    }
    Value::Object(credential)
}

fn compare(outline: &Outline<'_>, claims: &Map<String, Value>, findings: &mut Vec<ClaimFinding>) {
    for (claim, member) in [("iss", outline.issuer), ("jti", outline.id), ("sub", outline.subject)] {
        match (claims.get(claim), member) {
            (None, _) => findings.push(ClaimFinding::Missing(claim)),
            (Some(value), member) if value.as_str() == member => {}
            // A subject without an id cannot contradict the claim.
            (Some(Value::String(_)), None) if claim == "sub" => {}
            (Some(_), _) => findings.push(ClaimFinding::Mismatch(claim)),
        }
    }
    for (claim, date) in [("nbf", outline.valid_from), ("exp", outline.valid_until)] {
        let member = date.and_then(|date| date.time).map(Timestamp::unix_seconds);
        match (claims.get(claim).map(Value::as_f64), member) {
            (None, _) if claim == "nbf" => findings.push(ClaimFinding::Missing(claim)),
            (None, _) => {}
            (Some(Some(seconds)), Some(member)) if seconds.floor().min(END_SECONDS) == member as f64 => {}
            // `exp` sets the end of a credential that has none of its own.
            (Some(Some(_)), None) if claim == "exp" => {}
            (Some(_), _) => findings.push(ClaimFinding::Mismatch(claim)),
        }
    }
}
