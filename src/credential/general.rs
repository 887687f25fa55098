//! Credentials that are no badges: what VC Data Model 2.0 demands of every verifiable credential.
//!
//! Verifiable Credentials Data Model 2.0, `#basic-concepts` and `#advanced-concepts`. Nothing of Open Badges is asked.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::check::{Finding, Level, is_address};
use super::outline::{Outline, has_type, items_of};
use crate::canon::pinned::CREDENTIALS_V2;

/// Everything that keeps `document` from being a verifiable credential of VC Data Model 2.0.
pub fn check_general(document: &Value) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    let Value::Object(members) = document else {
        found.add("", "A credential is one JSON object.");
        return found.0;
    };
    if !has_type(document, "VerifiableCredential") {
        found.add("/type", "`type` must hold `VerifiableCredential`.");
    }
    match members.get("issuer") {
        None => found.add("/issuer", "`issuer` is missing."),
        Some(Value::String(text)) if is_address(text) => {}
        Some(Value::Object(issuer)) if is_reference(issuer.get("id")) => found.words(issuer, "/issuer"),
        Some(_) => found.add("/issuer", "The issuer must be an absolute address, or an object with one as its `id`."),
    }
    found.dates(&Outline::of(document));
    found.members(members);
    found.0
}

/// The rules that hold whether a credential is issued or read, without those that [`super::check`] knows itself.
pub(super) fn check_members(members: &Map<String, Value>) -> Vec<Finding> {
    let mut found = Found(Vec::new());
    found.members(members);
    found.0
}

struct Found(Vec<Finding>);

/// Members whose objects must say what they are.
const TYPED: [&str; 5] = ["credentialStatus", "credentialSchema", "termsOfUse", "evidence", "refreshService"];

impl Found {
    fn add(&mut self, at: &str, sentence: impl Into<String>) {
        self.0.push(Finding { at: at.into(), level: Level::Error, rule: "DM1", sentence: sentence.into() });
    }

    fn members(&mut self, members: &Map<String, Value>) {
        self.contexts(members.get("@context"));
        let types = items_of(members.get("type"));
        if types.is_empty() || !types.iter().all(|name| name.as_str().is_some_and(|name| !name.is_empty())) {
            self.add("/type", "`type` must hold texts.");
        }
        if members.contains_key("id") && !is_reference(members.get("id")) {
            self.add("/id", "`id` must be one absolute address.");
        }
        self.words(members, "");
        self.subjects(members.get("credentialSubject"));
        for name in TYPED {
            self.typed(members.get(name), name);
        }
        self.resources(members.get("relatedResource"));
    }

    /// `#contexts`: the first is the data model's; the others are addresses or objects.
    fn contexts(&mut self, context: Option<&Value>) {
        let Some(Value::Array(items)) = context else {
            return self.add("/@context", format!("`@context` must be an array that starts with {CREDENTIALS_V2}."));
        };
        if items.first().is_none_or(|first| first != CREDENTIALS_V2) {
            self.add("/@context", format!("The first `@context` must be {CREDENTIALS_V2}."));
        }
        for (index, item) in items.iter().enumerate() {
            let is_fit = match item {
                Value::String(text) => is_address(text),
                other => other.is_object(),
            };
            if !is_fit {
                self.add(&format!("/@context/{index}"), "A context is an absolute address or an object.");
            }
        }
    }

    /// `#names-and-descriptions`: a text, or texts with their languages.
    fn words(&mut self, members: &Map<String, Value>, at: &str) {
        for name in ["name", "description"] {
            let items = items_of(members.get(name));
            let is_listed = matches!(members.get(name), Some(Value::Array(_)));
            let is_fit = |item: &Value| match item {
                Value::String(_) => !is_listed,
                Value::Object(value) => is_language_value(value),
                _ => false,
            };
            if !items.iter().all(is_fit) {
                let text = format!("`{name}` must be a text, or texts with `@value` and `@language`.");
                self.add(&format!("{at}/{name}"), text);
            }
        }
    }

    /// `#credential-subject`: at least one, and each says something.
    fn subjects(&mut self, subject: Option<&Value>) {
        let items = items_of(subject);
        if items.is_empty() {
            return self.add("/credentialSubject", "`credentialSubject` is missing.");
        }
        for item in items {
            match item {
                Value::Object(members) if members.is_empty() => {
                    self.add("/credentialSubject", "A subject must say something.");
                }
                Value::Object(members) if members.contains_key("id") && !is_reference(members.get("id")) => {
                    self.add("/credentialSubject/id", "The subject's `id` must be an absolute address.");
                }
                Value::Object(_) => {}
                _ => self.add("/credentialSubject", "A subject is an object."),
            }
        }
    }

    fn typed(&mut self, value: Option<&Value>, name: &str) {
        for item in items_of(value) {
            let at = format!("/{name}");
            let Value::Object(members) = item else {
                self.add(&at, format!("`{name}` must be an object, or several."));
                continue;
            };
            let types = items_of(members.get("type"));
            if types.is_empty() || !types.iter().all(Value::is_string) {
                self.add(&at, format!("`{name}` must have a `type`."));
            }
            let is_needed = name == "credentialSchema";
            if (is_needed || members.contains_key("id")) && !is_reference(members.get("id")) {
                self.add(&at, format!("The `id` of `{name}` must be an absolute address."));
            }
        }
    }

    /// `#integrity-of-related-resources`: each once, and with its hash.
    fn resources(&mut self, value: Option<&Value>) {
        let mut seen = BTreeSet::new();
        for item in items_of(value) {
            let id = item.get("id").and_then(Value::as_str).filter(|id| is_address(id));
            let has_hash =
                ["digestSRI", "digestMultibase"].iter().any(|name| item.get(name).is_some_and(Value::is_string));
            match id {
                None => self.add("/relatedResource", "A related resource must have an address as its `id`."),
                Some(id) if !seen.insert(id) => self.add("/relatedResource", "A related resource stands there twice."),
                Some(_) if !has_hash => {
                    self.add("/relatedResource", "A related resource needs `digestSRI` or `digestMultibase`.");
                }
                Some(_) => {}
            }
        }
    }

    fn dates(&mut self, outline: &Outline<'_>) {
        let dates = [outline.valid_from, outline.valid_until];
        for date in dates.into_iter().flatten().filter(|date| date.time.is_none()) {
            let text = format!("`{}` must be a date and time with a zone, such as 2026-03-14T09:26:53Z.", date.member);
            self.add(&format!("/{}", date.member), text);
        }
        if let [Some(from), Some(until)] = dates.map(|date| date.and_then(|date| date.time))
            && until < from
        {
            self.add("/validUntil", "It ends before it begins.");
        }
    }
}

fn is_reference(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(is_address)
}

fn is_language_value(value: &Map<String, Value>) -> bool {
    value.get("@value").is_some_and(Value::is_string)
        && value.iter().all(|(name, value)| match name.as_str() {
            "@value" | "@language" => value.is_string(),
            "@direction" => value == "ltr" || value == "rtl",
            _ => false,
        })
}
