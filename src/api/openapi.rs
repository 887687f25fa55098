//! The OpenAPI document, made from the rows.

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::table::{Contract, Row};
use crate::issue::FieldError;

/// Why a request was not answered as hoped (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProblemView {
    /// `about:blank`: the status says what kind of problem it is.
    r#type: String,
    /// The status code.
    status: u16,
    /// What kind of problem it is, in a few words.
    title: String,
    /// What was wrong and what to do.
    detail: String,
    /// The members that must be mended.
    #[serde(default)]
    errors: Option<Vec<FieldError>>,
    /// The request's number, for asking the operator.
    request_id: String,
}

const TITLE: &str = "Accolade";
const DESCRIPTION: &str = "Issues Open Badges 3.0, shows them, and verifies anybody's badge. Errors are problem \
    documents (RFC 9457). Lists answer `items` and, when there is more, `next`, which is sent back as `cursor`.";
const SCHEME: &str = "apiKey";
const SCHEME_DESCRIPTION: &str = "An API key of an organisation. What it may do, its scopes say: `see`, `define`, \
    `award`, `revoke`, `manage`, `issue`.";

const SESSION: &str = "session";
const SESSION_DESCRIPTION: &str = "The session of somebody who signed in on the pages. Writing requests of other pages are \
    refused.";

/// The whole document.
pub(super) fn document(rows: Vec<Row>) -> Value {
    let contracts: Vec<Contract> = rows.into_iter().map(Row::contract).collect();
    let mut paths: Map<String, Value> = Map::new();
    let mut schemas: Map<String, Value> = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    let mut problem = Vec::new();
    ProblemView::schemas(&mut problem);
    schemas.insert("Problem".into(), in_json(&<ProblemView as utoipa::PartialSchema>::schema()));
    for (name, schema) in problem.iter().chain(contracts.iter().flat_map(|contract| &contract.schemas)) {
        schemas.entry(name.clone()).or_insert_with(|| in_json(schema));
    }
    for contract in &contracts {
        if !tags.contains(&contract.operation.tag) {
            tags.push(contract.operation.tag);
        }
        let item = paths.entry(contract.operation.path).or_insert_with(|| json!({}));
        item[contract.operation.method.to_lowercase()] = operation(contract, &contracts);
    }
    schemas.sort_keys();
    let tags: Vec<Value> = tags.into_iter().map(|name| json!({"name": name})).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"},
        },
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                SCHEME: {"type": "http", "scheme": "bearer", "description": SCHEME_DESCRIPTION},
                SESSION: {"type": "apiKey", "in": "cookie", "name": "__Host-accolade", "description": SESSION_DESCRIPTION},
            },
        },
    })
}

fn in_json(schema: &impl Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

fn operation(contract: &Contract, contracts: &[Contract]) -> Value {
    let mut answers: Map<String, Value> = Map::new();
    for (status, answer) in &contract.answers {
        let mut answer = answer.clone();
        if *status == 201 {
            let links = links(contract, contracts);
            if !links.is_empty() {
                answer["links"] = links.into();
            }
        }
        answers.insert(status.to_string(), answer);
    }
    for (status, description) in refusals(contract) {
        answers.entry(status).or_insert_with(|| refusal(description));
    }
    answers.sort_keys();
    let mut operation = json!({
        "operationId": operation_id(contract),
        "tags": [contract.operation.tag],
        "summary": contract.operation.summary,
    });
    if !contract.description.is_empty() {
        operation["description"] = contract.description.into();
    }
    if !contract.parameters.is_empty() {
        operation["parameters"] = contract.parameters.clone().into();
    }
    if let Some(body) = &contract.body {
        operation["requestBody"] = body.clone();
    }
    operation["responses"] = Value::Object(answers);
    operation["security"] = match contract.operation.scope {
        Some(scope) => json!([{SCHEME: [scope]}]),
        None if contract.operation.is_for_people => json!([{SESSION: []}]),
        None => json!([]),
    };
    operation
}

/// What can be done with what was made: the operations whose path goes on from this one's with a name in braces, when
/// the answer has a member that is called so, as `achievementId` for `{achievement}`.
fn links(contract: &Contract, contracts: &[Contract]) -> Map<String, Value> {
    let members: Vec<Value> =
        contract.schemas.iter().map(|(_, schema)| in_json(schema)["properties"].clone()).collect();
    let link = |other: &Contract| {
        let name = other.operation.path.strip_prefix(contract.operation.path)?.strip_prefix("/{")?.split('}').next()?;
        let member = format!("{name}Id");
        members.iter().find(|members| !members[&member].is_null())?;
        let mut parameters = Map::new();
        for parameter in &contract.parameters {
            let (Some("path"), Some(name)) = (parameter["in"].as_str(), parameter["name"].as_str()) else { continue };
            parameters.insert(name.into(), format!("$request.path.{name}").into());
        }
        parameters.insert(name.into(), format!("$response.body#/{member}").into());
        let id = operation_id(other);
        Some((id.clone(), json!({"operationId": id, "parameters": parameters})))
    };
    contracts.iter().filter_map(link).collect()
}

/// Why an operation may not answer as hoped, from what it takes.
fn refusals(contract: &Contract) -> Vec<(String, &'static str)> {
    let mut refusals = vec![("default", "Something went wrong; the problem document says what")];
    if contract.operation.scope.is_some() {
        refusals.push(("401", "There is no API key, or it counts no more"));
        refusals.push(("403", "The key's scopes do not allow it"));
    }
    if contract.operation.is_for_people {
        refusals.push(("401", "Nobody is signed in"));
    }
    if contract.operation.path.contains('{') {
        refusals.push(("404", "There is no such thing, or the asker may not know of it"));
    }
    if contract.body.is_some() || contract.parameters.iter().any(|parameter| parameter["in"] == "query") {
        refusals.push(("400", "The request could not be understood"));
        refusals.push(("422", "Something must be mended; `errors` says what"));
    }
    if contract.body.is_some() {
        refusals.push(("413", "The body is too large"));
        refusals.push(("415", "This kind of content is not read here"));
    }
    refusals.into_iter().map(|(status, description)| (status.to_owned(), description)).collect()
}

/// An answer that says why not.
pub(super) fn refusal(description: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/Problem"});
    json!({"description": description, "content": {"application/problem+json": {"schema": schema}}})
}

/// A name made of the method and the path: `post_api_v1_verify`.
fn operation_id(contract: &Contract) -> String {
    let path = contract.operation.path.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let parts: Vec<&str> = path.split('_').filter(|part| !part.is_empty()).collect();
    format!("{}_{}", contract.operation.method.to_lowercase(), parts.join("_"))
}
