//! Whether a credential outside of the closed profile says in plain JSON what its signature covers.
//!
//! JSON-LD lets a member be written under its full address or a name of one's own, and the signature still fits. Whoever
//! holds an expired credential could so hide its end from everybody who looks for `validUntil`. What decisions rest on
//! must therefore stand where readers of the JSON look. Badges and what belongs to them need no such check: their
//! profile leaves one way to write everything.

use serde_json::Value;

use crate::canon::{self, Options, Profile};
use crate::credential::{CredentialKind, Outline, items_of};

/// The members that decisions rest on.
const MEMBERS: [&str; 7] =
    ["issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSubject"];
const VOCABULARY: &str = "https://www.w3.org/2018/credentials#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// What has a profile of its own, and must say so where everybody sees it.
const PROFILED: [&str; 6] = [
    "#OpenBadgeCredential>",
    "#AchievementCredential>",
    "#EndorsementCredential>",
    "#ClrCredential>",
    "#BitstringStatusListCredential>",
    "#StatusList2021Credential>",
];

/// The member that the signature covers in another reading than that of plain JSON.
pub(super) fn disguised(document: &Value, outline: &Outline<'_>) -> Option<&'static str> {
    if outline.kind != Some(CredentialKind::Other) {
        return None;
    }
    let dataset = canon::to_dataset(document, &Options::new(Profile::General)).ok()?;
    // A reader without the `id` would look for nothing in a list of what was withdrawn.
    if dataset.root_address() != document.get("id").and_then(Value::as_str) {
        return Some("id");
    }
    let types = dataset.said_of_root(TYPE);
    if types.iter().any(|class| PROFILED.iter().any(|profiled| class.ends_with(profiled))) {
        return Some("type");
    }
    MEMBERS.into_iter().find(|member| {
        let said = dataset.said_of_root(&format!("{VOCABULARY}{member}"));
        let shown = items_of(document.get(*member));
        !said.is_empty()
            && (said.len() != shown.len() || said.iter().zip(shown).any(|(said, shown)| !fits(said, shown)))
    })
}

/// Whether a term in N-Quads form is what the JSON shows: the text itself, or the address of the object.
fn fits(said: &str, shown: &Value) -> bool {
    match shown.as_str().or_else(|| shown.get("id")?.as_str()) {
        Some(text) => {
            said.get(1..).and_then(|rest| rest.strip_prefix(text)).is_some_and(|rest| rest.starts_with(['>', '"']))
        }
        // A part without an `id` is a blank node, which has no text.
        None => said.is_empty(),
    }
}
