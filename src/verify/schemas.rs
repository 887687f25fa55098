//! The schemas that a credential names (`credentialSchema`). None is fetched: the badge would choose its judge, and send
//! the verifier where it likes. Those that 1EdTech publishes say less than the rules that are built in.

use serde_json::Value;

use super::report::{Check, Code, Report};
use crate::credential::{has_type, items_of};

/// Where the schemas of Open Badges 3.0 and CLR 2.0 are published, under names that changed over time.
const BUILT_IN: [&str; 2] =
    ["https://purl.imsglobal.org/spec/ob/v3p0/schema/", "https://purl.imsglobal.org/spec/clr/v2p0/schema/"];

pub(super) fn check(document: &Value, report: &mut Report) {
    let is_built_in = |schema: &&Value| {
        let id = schema.get("id").and_then(Value::as_str).unwrap_or("");
        has_type(schema, "1EdTechJsonSchemaValidator2019") && BUILT_IN.iter().any(|start| id.starts_with(start))
    };
    let foreign = items_of(document.get("credentialSchema")).iter().filter(|schema| !is_built_in(schema)).count();
    if foreign > 0 {
        let text = "It names a schema that is not built in. It was not fetched, so whether the credential keeps to it \
            was not checked.";
        report.warn(Check::Schema, Code::SchemaUnchecked, text);
    }
}
