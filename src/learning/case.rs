//! CASE packages: `CFDocument`, `CFItems`, `CFAssociations` (1EdTech CASE 1.0, `CFPackage`), as OpenSALT writes them.
//!
//! Only `isChildOf` makes the tree; other associations say nothing about where an item stands. Brothers stand in the
//! order of `sequenceNumber`, then of `listEnumeration`, then as they came.

use std::collections::HashMap;

use serde_json::Value;

use super::{Complaints, Framework, FrameworkError, Item, Kind, STATEMENT_LIMIT_CHARS, address, clean};

pub(super) fn read(text: &str) -> Result<Framework, FrameworkError> {
    let package: Value = serde_json::from_str(text).map_err(|error| FrameworkError::Json(error.to_string()))?;
    // Some servers put the package into a member of its name.
    let package = package.get("CFPackage").unwrap_or(&package);
    let (Some(document), Some(listed)) = (package["CFDocument"].as_object(), package["CFItems"].as_array()) else {
        return Err(FrameworkError::Form);
    };
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(clean).unwrap_or_default();
    let mut complaints = Complaints::default();
    let source_id = text("identifier");
    if source_id.is_empty() {
        complaints.add("CFDocument", "it has no `identifier`, so it could not be found again");
    }
    let places = Places::read(package, &source_id, &mut complaints);
    let mut items = Vec::with_capacity(listed.len());
    for (at, value) in listed.iter().enumerate() {
        items.extend(item(value, at, &places, &mut complaints));
    }
    let retired = text("adoptionStatus") == "Deprecated";
    items.iter_mut().for_each(|(_, item)| item.is_retired |= retired);
    items.sort_by(|(one, _), (other, _)| one.cmp(other));
    complaints.or(Framework {
        kind: Kind::Case,
        name: Some(text("title")).filter(|title| !title.is_empty()).unwrap_or_else(|| source_id.clone()),
        source_id,
        publisher: Some(text("publisher")).filter(|name| !name.is_empty()).unwrap_or_else(|| text("creator")),
        language: text("language"),
        url: address(&Some(text("officialSourceURL")).filter(|url| !url.is_empty()).unwrap_or_else(|| text("uri"))),
        items: items.into_iter().map(|(_, item)| item).collect(),
    })
}

/// Where items stand: below which other, at which number.
struct Places {
    above: HashMap<String, (Option<String>, i64)>,
}

impl Places {
    fn read(package: &Value, document: &str, complaints: &mut Complaints) -> Self {
        let mut above = HashMap::new();
        let associations = package["CFAssociations"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, association) in associations.iter().enumerate() {
            if association["associationType"] != "isChildOf" {
                continue;
            }
            let end = |name: &str| node(&association[name]);
            let (Some(child), Some(parent)) = (end("originNodeURI"), end("destinationNodeURI")) else {
                complaints.add(format!("CFAssociations {}", at + 1), "an `isChildOf` that does not name both items");
                continue;
            };
            let parent = Some(parent).filter(|parent| parent != document);
            let number = association["sequenceNumber"].as_i64().unwrap_or(i64::MAX);
            // An item with several places has the first of them.
            above.entry(child).or_insert((parent, number));
        }
        Self { above }
    }
}

/// The identifier of a node: `{identifier, title, uri}`, or its bare text in older packages.
fn node(value: &Value) -> Option<String> {
    let text = value.get("identifier").unwrap_or(value).as_str()?;
    // An address ends with the identifier.
    let text = text.trim_end_matches('/');
    let name = text.rsplit('/').next().unwrap_or(text);
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

/// Where an item stands among its brothers.
type Rank = (i64, Vec<u64>, usize);

fn item(value: &Value, at: usize, places: &Places, complaints: &mut Complaints) -> Option<(Rank, Item)> {
    let place = || format!("CFItems {}", at + 1);
    let text = |name: &str| value[name].as_str().map(clean).unwrap_or_default();
    let (source_id, statement) = (text("identifier"), text("fullStatement"));
    if source_id.is_empty() {
        complaints.add(place(), "it has no `identifier`");
        return None;
    }
    if statement.is_empty() {
        complaints.add(place(), "it has no `fullStatement`");
        return None;
    }
    if statement.chars().count() > STATEMENT_LIMIT_CHARS {
        complaints.add(place(), "its `fullStatement` is longer than 5,000 characters");
        return None;
    }
    let (parent, number) = places.above.get(&source_id).cloned().unwrap_or((None, i64::MAX));
    let enumeration = text("listEnumeration");
    let numbers = enumeration.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect();
    let words = value["conceptKeywords"].as_array().map_or(&[][..], Vec::as_slice);
    let other_names: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
    let item = Item {
        parent,
        code: Some(text("humanCodingScheme")).filter(|code| !code.is_empty()).unwrap_or(enumeration),
        statement,
        description: text("notes"),
        item_type: text("CFItemType"),
        url: address(&text("uri")),
        other_names: format!("{} {}", text("abbreviatedStatement"), other_names.join(" ")).trim().to_owned(),
        is_retired: !text("statusEndDate").is_empty(),
        source_id,
        depth: 0,
    };
    Some(((number, numbers, at), item))
}
