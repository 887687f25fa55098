//! The pages of earners. A badge of theirs opens by the link of its mail, without an account, or after signing in; links
//! that they handed out lead others to what was chosen for them.

mod account;
mod collections;
mod embed;
mod files;
mod held;
mod me;
mod reminders;
mod shares;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/yours/{token}", get(held::by_link))
        .route("/yours/{token}/{file}", get(files::by_link).post(held::change_by_link))
        .route("/me", get(me::badges))
        .route("/me/badges/{award}", get(held::signed_in))
        .route("/me/badges/{award}/{file}", get(files::signed_in).post(held::change_signed_in))
        .route("/me/addresses", get(account::addresses).post(account::add_address))
        .route("/me/addresses/{token}", get(account::look_at_address).post(account::change_address))
        .route("/me/data", get(account::data))
        .route("/me/data/erase", post(account::erase))
        .route("/me/export.zip", get(account::export))
        .route("/erased", get(account::erased))
        .route("/me/collections", get(collections::list).post(collections::begin))
        .route("/me/collections/{collection}", get(collections::show))
        .route("/me/collections/{collection}/{what}", post(collections::change))
        .route("/s/{token}", get(shares::look))
        .route("/s/{token}/{file}", get(files::by_share))
        .route("/s/{token}/evidence/{evidence}", get(files::evidence_by_share))
        .route("/oembed", get(embed::oembed))
        .route("/embed/badges/{award}", get(embed::badge))
        .route("/embed/s/{token}", get(embed::share))
        .route("/badges/{award}/badge.pdf", get(files::print))
        .route("/badges/{award}/evidence/{evidence}", get(files::evidence))
}
