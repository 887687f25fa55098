//! Whether the names in a credential can be read for what they are. A name proves nothing; one that deceives is told.

use serde_json::Value;

use super::report::{Check, Code, Report};
use crate::credential::{items_of, names};

/// Notes each name that deceives, with what it does.
pub(super) fn look_into(document: &Value, report: &mut Report) {
    let subject = &document["credentialSubject"];
    let named = [
        ("the issuer calls itself", document["issuer"].get("name")),
        ("the badge", document.get("name")),
        ("the achievement", subject["achievement"].get("name")),
        ("the learner", subject.get("name")),
    ];
    for (what, name) in named {
        for name in items_of(name).iter().filter_map(Value::as_str) {
            warn(what, name, report);
        }
    }
    for identity in items_of(subject.get("identifier")) {
        let is_hashed = identity.get("hashed").and_then(Value::as_bool).unwrap_or(false);
        if let Some(name) = identity["identityHash"].as_str().filter(|_| !is_hashed) {
            warn("the learner", name, report);
        }
    }
}

fn warn(what: &str, name: &str, report: &mut Report) {
    let look = names::look(name);
    if let Some(warning) = look.warning() {
        let shown: String = look.shown.chars().take(200).collect();
        let text = format!("The name “{shown}” ({what}) {warning}. Go by the address of the issuer, not by the name.");
        report.warn(Check::Names, Code::NameUnsafe, text);
    }
}
