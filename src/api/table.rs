//! One row for each operation: the router and the OpenAPI document are both made from these rows, so that neither can
//! say something that the other does not.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::openapi::refusal;
use crate::app::Permission;
use crate::http::Hall;

/// An operation as a list for readers shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Its path, with names in braces.
    pub path: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// The group that it belongs to.
    pub tag: &'static str,
    /// The scope that an API key needs for it; `None` when everybody may, or only people.
    pub scope: Option<&'static str>,
    /// Whether it is for people with a session, not for API keys.
    pub is_for_people: bool,
}

/// A row: the operation, what it takes and gives, and who does it.
pub(super) struct Row {
    pub(super) operation: Operation,
    pub(super) handler: MethodRouter<Hall>,
    description: &'static str,
    clauses: Vec<Clause>,
}

/// A part of the contract of an operation. Most starts of the service are followed by no reader of it, so it is written when
/// one comes.
type Clause = Box<dyn FnOnce(&mut Contract)>;

/// What an operation takes and gives, as the OpenAPI document has it.
pub(super) struct Contract {
    pub(super) operation: Operation,
    pub(super) description: &'static str,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) answers: Vec<(u16, Value)>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Row {
    fn new(method: (&'static str, MethodFilter), path: &'static str, handler: MethodRouter<Hall>) -> Self {
        let operation = Operation { method: method.0, path, summary: "", tag: "", scope: None, is_for_people: false };
        Self { operation, handler, description: "", clauses: Vec::new() }
    }

    /// The contract of its operation.
    pub(super) fn contract(self) -> Contract {
        let mut contract = Contract {
            parameters: path_parameters(self.operation.path),
            operation: self.operation,
            description: self.description,
            body: None,
            answers: Vec::new(),
            schemas: Vec::new(),
        };
        self.clauses.into_iter().for_each(|clause| clause(&mut contract));
        contract
    }

    fn clause(mut self, clause: impl FnOnce(&mut Contract) + 'static) -> Self {
        self.clauses.push(Box::new(clause));
        self
    }

    /// What it does, in a few words, and the group it belongs to.
    pub(super) fn says(mut self, tag: &'static str, summary: &'static str) -> Self {
        (self.operation.tag, self.operation.summary) = (tag, summary);
        self
    }

    /// What else there is to know.
    pub(super) fn explains(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// The scope that a key needs.
    pub(super) fn needs(mut self, permission: Permission) -> Self {
        self.operation.scope = Some(permission.scope());
        self
    }

    /// It is for people with the session that they have on the pages.
    pub(super) fn for_people(mut self) -> Self {
        self.operation.is_for_people = true;
        self
    }

    /// Its questions behind the `?`: the members of `T`.
    pub(super) fn asks<T: ToSchema + 'static>(self) -> Self {
        self.clause(Contract::asks::<T>)
    }

    /// A header that it looks at.
    pub(super) fn header(self, name: &'static str, description: &'static str) -> Self {
        self.clause(move |contract| {
            contract.parameters.push(json!({
                "name": name, "in": "header", "required": false, "description": description,
                "schema": {"type": "string"},
            }));
        })
    }

    /// The JSON that it reads.
    pub(super) fn reads<T: ToSchema + 'static>(self) -> Self {
        self.clause(|contract| {
            let schema = contract.reference::<T>();
            contract.body = Some(json!({"required": true, "content": {"application/json": {"schema": schema}}}));
        })
    }

    /// Bodies that it reads, by media type.
    pub(super) fn reads_any(self, media_types: &'static [&'static str]) -> Self {
        // Whatever it is, it is looked at; so the schema forbids nothing.
        let schema = |media_type: &str| match media_type {
            "multipart/form-data" => any_of(media_type),
            _ => json!({}),
        };
        self.clause(move |contract| {
            let content = media_types.iter().map(|kind| ((*kind).to_owned(), json!({"schema": schema(kind)})));
            let content: Map<String, Value> = content.collect();
            contract.body = Some(json!({"required": true, "content": content}));
        })
    }

    /// The body may be missing.
    pub(super) fn optional(self) -> Self {
        self.clause(|contract| {
            if let Some(body) = &mut contract.body {
                body["required"] = false.into();
            }
        })
    }

    /// A JSON answer.
    pub(super) fn gives<T: ToSchema + 'static>(self, status: u16, description: &'static str) -> Self {
        self.clause(move |contract| {
            let schema = contract.reference::<T>();
            let content = json!({"application/json": {"schema": schema}});
            contract.answers.push((status, json!({"description": description, "content": content})));
        })
    }

    /// A refusal that is peculiar to this operation.
    pub(super) fn refuses(self, status: u16, description: &'static str) -> Self {
        self.clause(move |contract| contract.answers.push((status, refusal(description))))
    }

    /// An answer in one of several media types.
    pub(super) fn gives_any(
        self,
        status: u16,
        description: &'static str,
        media_types: &'static [&'static str],
    ) -> Self {
        self.clause(move |contract| {
            let content = media_types.iter().map(|kind| ((*kind).to_owned(), json!({"schema": any_of(kind)})));
            let content: Map<String, Value> = content.collect();
            contract.answers.push((status, json!({"description": description, "content": content})));
        })
    }

    /// An answer without a body.
    pub(super) fn gives_nothing(self, status: u16, description: &'static str) -> Self {
        self.clause(move |contract| contract.answers.push((status, json!({"description": description}))))
    }

    /// Bytes that its body may have.
    pub(super) fn within(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// Its handler bounds the body itself.
    pub(super) fn measured(mut self) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::disable());
        self
    }
}

impl Contract {
    fn asks<T: ToSchema>(&mut self) {
        let schema = serde_json::to_value(T::schema()).unwrap_or_default();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        T::schemas(&mut self.schemas);
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let mut member = member.clone();
            let description = member.as_object_mut().and_then(|members| members.shift_remove("description"));
            self.parameters.push(json!({
                "name": name, "in": "query", "required": required.contains(&json!(name)),
                "description": description, "schema": without_null(member),
            }));
        }
    }

    fn reference<T: ToSchema>(&mut self) -> Value {
        let name = T::name().into_owned();
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        self.schemas.push((name, T::schema()));
        T::schemas(&mut self.schemas);
        reference
    }
}

/// A row for reading.
pub(super) fn get<H: Handler<T, Hall>, T: 'static>(path: &'static str, handler: H) -> Row {
    Row::new(("GET", MethodFilter::GET), path, on(MethodFilter::GET, handler))
}

/// A row for making or doing something.
pub(super) fn post<H: Handler<T, Hall>, T: 'static>(path: &'static str, handler: H) -> Row {
    Row::new(("POST", MethodFilter::POST), path, on(MethodFilter::POST, handler))
}

/// A row for putting something in the place of what is there.
pub(super) fn put<H: Handler<T, Hall>, T: 'static>(path: &'static str, handler: H) -> Row {
    Row::new(("PUT", MethodFilter::PUT), path, on(MethodFilter::PUT, handler))
}

/// A row for changing some members of what is there.
pub(super) fn patch<H: Handler<T, Hall>, T: 'static>(path: &'static str, handler: H) -> Row {
    Row::new(("PATCH", MethodFilter::PATCH), path, on(MethodFilter::PATCH, handler))
}

/// A row for taking something away.
pub(super) fn delete<H: Handler<T, Hall>, T: 'static>(path: &'static str, handler: H) -> Row {
    Row::new(("DELETE", MethodFilter::DELETE), path, on(MethodFilter::DELETE, handler))
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str| {
        let (description, schema) = match name {
            "slug" => ("The organisation's short name.", json!({"type": "string"})),
            "key" => ("The API key's identifier.", json!({"type": "string"})),
            "name" => ("The key's name.", json!({"type": "string"})),
            "person" => ("The person's identifier.", json!({"type": "string"})),
            "achievement" => ("The achievement's identifier.", json!({"type": "string"})),
            "award" => ("The award's identifier.", json!({"type": "string"})),
            "claim" => ("The claim's identifier.", json!({"type": "string"})),
            "evidence" => ("The piece of evidence's identifier.", json!({"type": "string"})),
            "upload" => ("The identifier of the file on its way.", json!({"type": "string"})),
            "review" => ("The reviewer's name in this claim.", json!({"type": "string"})),
            "hash" => ("SHA-256 in hexadecimal digits.", json!({"type": "string"})),
            "version" => ("The published version, from 1.", json!({"type": "integer", "minimum": 1})),
            "image" => ("The picture's identifier.", json!({"type": "string"})),
            "import" => ("The list's identifier.", json!({"type": "string"})),
            "number" => ("The row, counted from 1 below the first line.", json!({"type": "integer", "minimum": 1})),
            "webhook" => ("The webhook's identifier.", json!({"type": "string"})),
            "item" => ("The identifier of the piece of known work.", json!({"type": "string"})),
            "invitation" => ("The invitation's identifier.", json!({"type": "string"})),
            "delivery" => ("The delivery's identifier.", json!({"type": "string"})),
            "entry" => ("The entry's identifier.", json!({"type": "string"})),
            "list" => ("The status list's identifier.", json!({"type": "string"})),
            "purpose" => ("What a set bit means.", json!({"type": "string", "enum": ["revocation", "suspension"]})),
            _ => ("", json!({"type": "string"})),
        };
        json!({"name": name, "in": "path", "required": true, "description": description, "schema": schema})
    };
    names.map(parameter).collect()
}

/// What a body of a media type is, as a schema.
fn any_of(media_type: &str) -> Value {
    match media_type {
        "multipart/form-data" => json!({
            "type": "object", "required": ["file"],
            "properties": {"file": {"contentMediaType": "application/octet-stream"}},
        }),
        text if text.contains("json") => json!({}),
        text if text.starts_with("text/") || text.contains("jwt") => json!({"type": "string"}),
        other => json!({"type": "string", "contentMediaType": other}),
    }
}

/// A question that is left out is not there; it is never `null`.
fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            schema["type"] = one;
        }
    }
    schema
}
