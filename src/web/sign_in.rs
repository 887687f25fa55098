//! Signing in by a one-time link, and signing out.

use axum::Router;

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
}
