//! The pages of earners. A badge of theirs opens by the link of its mail, without an account, or after signing in; links
//! that they handed out lead others to what was chosen for them.

mod files;
mod held;
mod me;
mod shares;
mod words;

use axum::Router;
use axum::routing::get;

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/yours/{token}", get(held::by_link))
        .route("/yours/{token}/{file}", get(files::by_link).post(held::change_by_link))
        .route("/me", get(me::badges))
        .route("/me/badges/{award}", get(held::signed_in))
        .route("/me/badges/{award}/{file}", get(files::signed_in).post(held::change_signed_in))
        .route("/s/{token}", get(shares::look))
        .route("/s/{token}/{file}", get(files::by_share))
        .route("/s/{token}/evidence/{evidence}", get(files::evidence_by_share))
        .route("/badges/{award}/evidence/{evidence}", get(files::evidence))
}
