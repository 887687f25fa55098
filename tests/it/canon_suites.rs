//! The W3C suites: JSON-LD 1.1 to RDF, and RDFC-1.0.

use std::path::Path;

use accolade::canon::{self, Drops, Limits, Options, Profile};
use serde_json::Value;

use crate::support::{json, nquads, samples};

const SUITE: &str = "https://w3c.github.io/json-ld-api/tests/";

/// Suites hold larger and stranger graphs than strangers may send.
const LIMITS: Limits =
    Limits { depth: 64, quads: 100_000, blank_nodes: 10_000, n_degree_calls: 50_000, ..Limits::STRANGER };

/// Cases that are not passed, each with its reason.
const NOT_PASSED: &[(&str, &str)] = &[];

fn options<'o>(load: &'o dyn Fn(&str) -> Option<Value>, base: &'o str) -> Options<'o> {
    Options { drops: Drops::Permit, base: Some(base), load, limits: LIMITS, ..Options::new(Profile::General) }
}

/// `Ok` with whether the case passed, or `Err` with what came instead.
fn run(folder: &Path, case: &Value) -> Result<(), String> {
    let load = |address: &str| {
        let file = folder.join(address.strip_prefix(SUITE)?);
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    };
    let input = case["input"].as_str().expect("input");
    let option = &case["option"];
    let own_base = format!("{SUITE}{input}");
    let base = option["base"].as_str().unwrap_or(&own_base);
    let mut document = json(folder.join(input));
    if let Some(context) = option["expandContext"].as_str() {
        let context = json(folder.join(context))["@context"].clone();
        document = with_context(document, context);
    }
    let outcome = canon::to_dataset(&document, &options(&load, base));
    match (case["expectErrorCode"].as_str(), outcome) {
        (Some(_), Err(_)) => Ok(()),
        (Some(code), Ok(_)) => Err(format!("accepted instead of `{code}`")),
        (None, Err(error)) => Err(error.to_string()),
        // A syntax test asks only that the document is accepted.
        (None, Ok(_)) if case["expect"].is_null() => Ok(()),
        (None, Ok(dataset)) => {
            let expected = folder.join(case["expect"].as_str().expect("expect"));
            let expected = std::fs::read_to_string(expected).expect("a file");
            let expected = nquads::parse(&expected).canonicalize(&LIMITS).expect("canonical");
            let actual = dataset.canonicalize(&LIMITS).map_err(|error| error.to_string())?;
            if actual == expected {
                Ok(())
            } else {
                Err(format!("{}\ninstead of\n{}", actual.as_str(), expected.as_str()))
            }
        }
    }
}

fn with_context(document: Value, context: Value) -> Value {
    match document {
        Value::Object(mut members) => {
            let own = members.get("@context").cloned().unwrap_or(Value::Array(vec![]));
            members.insert("@context".into(), Value::Array(vec![context, own]));
            Value::Object(members)
        }
        other => other,
    }
}

/// JSON-LD 1.0 only, generalized RDF and the two non-standard direction forms are outside of what we do.
fn is_ours(case: &Value) -> bool {
    let option = &case["option"];
    option["specVersion"] != "json-ld-1.0"
        && option["processingMode"] != "json-ld-1.0"
        && option["produceGeneralizedRdf"] != true
        && option["rdfDirection"].is_null()
}

#[test]
fn the_json_ld_suite_gives_the_published_quads() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("suites/json-ld-toRdf");
    let manifest = json(folder.join("toRdf-manifest.jsonld"));
    // One case names an input of another suite, which does not come along.
    let is_there = |case: &&Value| folder.join(case["input"].as_str().expect("input")).exists();
    let all = manifest["sequence"].as_array().expect("cases");
    let cases: Vec<&Value> = all.iter().filter(|case| is_ours(case)).filter(is_there).collect();

    let mut failures = Vec::new();
    for case in &cases {
        let id = case["@id"].as_str().expect("id").trim_start_matches('#');
        let is_listed = NOT_PASSED.iter().any(|(listed, _)| *listed == id);
        match run(&folder, case) {
            Err(why) if !is_listed => failures.push(format!("{id} {}: {why}", case["name"])),
            Ok(()) if is_listed => failures.push(format!("{id} passes now: take it off the list")),
            _ => {}
        }
    }

    assert!(failures.is_empty(), "{} of {} fail:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() > 400 && NOT_PASSED.len() * 100 <= cases.len() * 3, "at least 97 % of {}", cases.len());
}

#[test]
fn the_rdfc_suite_gives_the_published_canonical_form() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("suites/rdfc10");
    let manifest = json(folder.join("manifest.jsonld"));

    let mut failures = Vec::new();
    let mut count = 0;
    for case in manifest["entries"].as_array().expect("cases") {
        if case["type"] == "rdfc:RDFC10MapTest" {
            continue;
        }
        count += 1;
        let read = |name: &str| std::fs::read_to_string(folder.join(case[name].as_str().expect(name))).expect(name);
        let (dataset, limits) = (nquads::parse(&read("action")), Limits { n_degree_calls: 50_000, ..LIMITS });
        let outcome = match case["hashAlgorithm"].as_str() {
            Some("SHA384") => dataset.canonicalize_sha384(&limits),
            _ => dataset.canonicalize(&limits),
        };
        let is_negative = case["type"] == "rdfc:RDFC10NegativeEvalTest";
        match outcome {
            Err(_) if is_negative => {}
            Ok(canonical) if !is_negative && canonical.as_str() == read("result") => {}
            other => failures.push(format!("{}: {:?}", case["id"], other.map(|c| c.as_str().to_owned()))),
        }
    }

    assert!(failures.is_empty(), "{} of {count} fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 60, "{count} cases");
}
