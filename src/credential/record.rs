//! The rules of learner records (Comprehensive Learner Record 2.0, `#clrcredential` and `#clrsubject`).
//!
//! What each credential in a record must keep is checked where that credential is verified by itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::check::{Finding, Level};
use super::outline::{Outline, has_type, items_of};

/// Terms of `associationType`.
const ASSOCIATIONS: [&str; 8] =
    ["exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy"];
/// The start of the addresses of the record's contexts.
const CONTEXT: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context";

/// Everything that keeps `document` from being a learner record, as others' records are read.
pub(super) fn check_record(document: &Value, members: &Map<String, Value>) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    let is_of_record = |context: &Value| context.as_str().is_some_and(|text| text.starts_with(CONTEXT));
    if !items_of(document.get("@context")).iter().any(is_of_record) {
        found.error("/@context", "CL1", "A context of learner records is missing from `@context`.");
    }
    for name in ["id", "name"] {
        if !members.get(name).is_some_and(Value::is_string) {
            found.error(&format!("/{name}"), "CL1", format!("A learner record must have a text as its `{name}`."));
        }
    }
    if Outline::of(document).valid_from.is_none() {
        found.error("", "CL1", "`validFrom` is missing.");
    }
    if members.get("partial").is_some_and(|partial| !partial.is_boolean()) {
        found.error("/partial", "CL1", "`partial` must be true or false.");
    }
    found.subject(members.get("credentialSubject"));
    found.0
}

struct Found(Vec<Finding>);

impl Found {
    fn error(&mut self, at: &str, rule: &'static str, sentence: impl Into<String>) {
        self.0.push(Finding { at: at.into(), level: Level::Error, rule, sentence: sentence.into() });
    }

    fn subject(&mut self, subject: Option<&Value>) {
        const AT: &str = "/credentialSubject";
        let Some(subject @ Value::Object(members)) = subject else {
            return self.error(AT, "CL2", "A learner record has one subject, which is an object.");
        };
        if !has_type(subject, "ClrSubject") {
            self.error("/credentialSubject/type", "CL2", "`type` must hold `ClrSubject`.");
        }
        if !members.contains_key("id") && items_of(members.get("identifier")).is_empty() {
            self.error(AT, "DM5", "It says for nobody: the subject needs an `id` or an `identifier`.");
        }
        let credentials = items_of(members.get("verifiableCredential"));
        if credentials.is_empty() {
            self.error(AT, "CL2", "The record holds no credential.");
        }
        if !credentials.iter().all(|one| one.is_object() || one.is_string()) {
            self.error("/credentialSubject/verifiableCredential", "CL2", "A credential in a record is an object.");
        }
        self.associations(members, credentials);
    }

    /// An association ties two achievements that the record knows.
    fn associations(&mut self, members: &Map<String, Value>, credentials: &[Value]) {
        let inner = credentials.iter().filter_map(|one| one.get("credentialSubject")?.get("achievement"));
        let known: BTreeSet<&str> = items_of(members.get("achievement"))
            .iter()
            .chain(inner)
            .filter_map(|achievement| achievement.get("id")?.as_str())
            .collect();
        for (index, association) in items_of(members.get("association")).iter().enumerate() {
            let at = format!("/credentialSubject/association/{index}");
            let text = |name: &str| association.get(name).and_then(Value::as_str);
            if !text("associationType").is_some_and(|kind| ASSOCIATIONS.contains(&kind)) {
                self.error(&at, "CL3", "`associationType` is not a term that the standard knows.");
            }
            let ends = [text("sourceId"), text("targetId")];
            if ends.iter().any(Option::is_none) {
                self.error(&at, "CL3", "An association needs a `sourceId` and a `targetId`.");
            } else if !ends.into_iter().flatten().all(|end| known.contains(end)) {
                let sentence = "The association names an achievement that the record does not have.".into();
                self.0.push(Finding { at, level: Level::Warning, rule: "CL3", sentence });
            }
        }
    }
}
