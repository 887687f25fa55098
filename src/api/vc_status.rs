//! The VC-API's way to change what a status entry says.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::read::Raw;
use super::table::{Row, post};
use super::vc_api::{Refusal, TAG, members_of, refused};
use crate::app::{Actor, EntryRequest, Error, Permission};
use crate::http::{Caller, Hall, Problem};
use crate::status::Entry;

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/credentials/status", change)
            .says(TAG, "Withdraw a credential, or put it on hold")
            .explains(
                "For what `POST /credentials/issue` gave a status entry; awards have operations of their own. The \
                 credential is named by its `credentialStatus` as it stands in it or, when no other has the same, by \
                 its identifier in `credentialId`. With the purpose `revocation` there is no way back.",
            )
            .needs(Permission::Issue)
            .reads::<StatusRequest>()
            .gives::<StatusAnswer>(200, "The list says so from now on")
            .gives::<Refusal>(400, "What is wrong with the request")
            .refuses(404, "No such entry was given to a credential of this organisation")
            .refuses(409, "A withdrawal is final, or several credentials have this identifier"),
    ]
}

/// What is to become of a credential.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct StatusRequest {
    /// The credential's own identifier.
    credential_id: Option<String>,
    /// The entry, as it stands in the credential.
    #[schema(value_type = Option<Object>)]
    credential_status: Option<Value>,
    /// Whether the entry is to be set; when left out, it is.
    status: Option<bool>,
    /// Why, in at most 500 characters.
    reason: Option<String>,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub(super) struct StatusAnswer {
    /// Whether something changed; `false` when it was so already.
    changed: bool,
}

async fn change(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    if matches!(actor, Actor::Anonymous) {
        return Err(Error::Unknown.into());
    }
    let (request, is_set, reason) = match members_of(&headers, &body).and_then(|members| read(&members)) {
        Ok(request) => request,
        Err(detail) => return Ok(refused("parse", detail)),
    };
    let changed = hall.app().set_entry(&actor, request, is_set, &reason).await?;
    Ok(Json(StatusAnswer { changed }).into_response())
}

fn read(members: &Map<String, Value>) -> Result<(EntryRequest, bool, String), String> {
    let text = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` must be a text.")),
    };
    let is_set = match members.get("status") {
        None | Some(Value::Null) => true,
        Some(Value::Bool(is_set)) => *is_set,
        Some(_) => return Err("`status` must be true or false.".into()),
    };
    let entry = match members.get("credentialStatus") {
        Some(Value::Array(entries)) if entries.len() == 1 => entries.first(),
        Some(Value::Array(_)) => return Err("`credentialStatus` must be one entry.".into()),
        other => other.filter(|entry| !entry.is_null()),
    };
    let request = match (entry, text("credentialId")?) {
        (Some(entry), _) => {
            EntryRequest::Entry(Entry::read(entry).map_err(|error| format!("`credentialStatus`: {error}"))?)
        }
        (None, Some(id)) => EntryRequest::Credential(id),
        (None, None) => return Err("Name the credential by `credentialStatus` or `credentialId`.".into()),
    };
    Ok((request, is_set, text("reason")?.unwrap_or_default()))
}
