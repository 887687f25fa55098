//! The door for programs: our REST API, verification, VC-API, and the documents that verifiers fetch.
//!
//! Every operation is one row of a table ([`table`]); the router and the OpenAPI document are both made from it.
//! Handlers take a request apart, ask the app once and present what it answers. Knows no pages.

mod achievements;
mod api_keys;
mod award_lists;
mod awards;
mod batches;
mod claiming;
pub mod documents;
mod frameworks;
mod health;
mod invitations;
mod milestones;
mod openapi;
mod organisations;
mod pictures;
mod plain;
mod read;
mod reviewing;
mod signing_keys;
mod status_changes;
mod table;
mod trusted_issuers;
mod vc_api;
mod vc_status;
mod verify;
mod webhooks;

pub use table::Operation;

use std::sync::LazyLock;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

use crate::http::{Hall, Problem};
use table::Row;

fn rows() -> Vec<Row> {
    [
        organisations::rows(),
        invitations::rows(),
        signing_keys::rows(),
        achievements::rows(),
        milestones::rows(),
        awards::rows(),
        award_lists::rows(),
        status_changes::rows(),
        claiming::rows(),
        api_keys::rows(),
        trusted_issuers::rows(),
        frameworks::rows(),
        reviewing::rows(),
        webhooks::rows(),
        verify::rows(),
        vc_api::rows(),
        vc_status::rows(),
        documents::rows(),
        pictures::rows(),
        health::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes of this room.
pub fn routes() -> Router<Hall> {
    let router = rows().into_iter().fold(Router::new(), |router, row| router.route(row.operation.path, row.handler));
    router.route("/api/{*rest}", any(nothing)).method_not_allowed_fallback(not_offered)
}

/// Every operation, for a list that people read.
pub fn operations() -> Vec<Operation> {
    rows().into_iter().map(|row| row.operation).collect()
}

/// The OpenAPI document as text.
pub fn openapi_text() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| serde_json::to_string_pretty(&openapi::document(rows())).unwrap_or_default() + "\n");
    &TEXT
}

async fn nothing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "There is no such address in this API; /openapi.json lists those there are.")
}

async fn not_offered() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method.")
}
