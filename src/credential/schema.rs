//! Our JSON Schemas (2020-12), made from the same tables that read and check credentials.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::class::{Cardinality, Class, Kind, Member, Typing};
use super::classes::{Achievement, AchievementCredential, EndorsementCredential, Profile};

/// The schema files: name and content.
pub fn schemas() -> Vec<(String, Value)> {
    [AchievementCredential::class(), EndorsementCredential::class(), Achievement::class(), Profile::class()]
        .into_iter()
        .map(|class| (format!("{}.schema.json", class.name), schema(class)))
        .collect()
}

fn schema(class: &'static Class) -> Value {
    let mut definitions = BTreeMap::new();
    collect(class, &mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Open Badges 3.0 {}", class.name),
        "$ref": format!("#/$defs/{}", class.name),
        "$defs": definitions,
    })
}

fn collect(class: &'static Class, definitions: &mut BTreeMap<&'static str, Value>) {
    if definitions.contains_key(class.name) {
        return;
    }
    definitions.insert(class.name, definition(class));
    for member in class.members {
        if let Kind::Object(nested) = member.kind {
            collect(nested(), definitions);
        }
    }
}

fn definition(class: &Class) -> Value {
    let mut properties = serde_json::Map::new();
    let mut required: Vec<&str> = Vec::new();
    match class.typing {
        Typing::Untyped => {}
        Typing::Closed => drop(properties.insert("type".into(), json!({"const": class.name}))),
        Typing::Open => {
            let array = json!({"type": "array", "contains": {"const": class.name}, "items": {"type": "string"}});
            properties.insert("type".into(), json!({"anyOf": [{"const": class.name}, array]}));
        }
        Typing::Free => {
            let array = json!({"type": "array", "minItems": 1, "items": {"type": "string"}});
            properties.insert("type".into(), json!({"anyOf": [{"type": "string"}, array]}));
        }
    }
    if class.typing != Typing::Untyped {
        required.push("type");
    }
    for member in class.members {
        properties.insert(member.name.into(), member_schema(member));
        if member.cardinality == Cardinality::One {
            required.push(member.name);
        }
    }
    json!({
        "type": "object",
        "description": class.doc.trim(),
        "properties": properties,
        "required": required,
        "additionalProperties": class.typing != Typing::Closed,
    })
}

fn member_schema(member: &Member) -> Value {
    let mut value = match member.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Uri => json!({"type": "string", "format": "uri"}),
        Kind::DateTime => json!({"type": "string", "format": "date-time"}),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Any => json!({}),
        Kind::Term(vocabulary) if vocabulary.is_extensible => {
            json!({"anyOf": [{"enum": vocabulary.terms}, {"type": "string", "pattern": "^ext:[A-Za-z0-9._-]+$"}]})
        }
        Kind::Term(vocabulary) => json!({"enum": vocabulary.terms}),
        Kind::Object(class) => json!({"$ref": format!("#/$defs/{}", class().name)}),
    };
    if member.cardinality == Cardinality::Many {
        value = json!({"anyOf": [value, {"type": "array", "items": value}]});
    }
    value["description"] = member.doc.trim().into();
    value
}
