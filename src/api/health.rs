//! How the service is: for whoever keeps it running.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::table::{Row, get};
use crate::http::{Hall, Problem};

const TAG: &str = "Operation";
const METRICS: &str = "text/plain; version=0.0.4";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/healthz", alive).says(TAG, "Whether the process lives").gives_any(200, "It lives", &["text/plain"]),
        get("/readyz", ready)
            .says(TAG, "Whether requests can be answered")
            .gives_any(200, "They can", &["text/plain"])
            .gives_any(503, "The database does not answer", &["application/problem+json"]),
        get("/metrics", metrics).says(TAG, "Measurements in the form that Prometheus reads").gives_any(
            200,
            "The measurements",
            &["text/plain"],
        ),
        get("/openapi.json", document).says(TAG, "This document").gives_any(200, "OpenAPI 3.1", &["application/json"]),
    ]
}

async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(hall): State<Hall>) -> Result<&'static str, Problem> {
    match hall.app().check_ready().await {
        Ok(()) => Ok("ready\n"),
        Err(error) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, format!("Not ready: {error}."))),
    }
}

async fn metrics(State(hall): State<Hall>) -> impl IntoResponse {
    ([(CONTENT_TYPE, METRICS)], hall.measures().text())
}

async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], super::openapi_text())
}
