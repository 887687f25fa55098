//! The pages that everybody may see.

use axum::Router;

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
}
