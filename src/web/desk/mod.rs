//! The desk of an organisation: its achievements, awards, people, keys and history, for those who have a role in it.

use axum::Router;

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
}
