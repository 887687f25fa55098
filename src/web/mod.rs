//! The pages: what people see of the house.
//!
//! One struct per page in [`views`], one template per struct in `templates/`, with exactly the fields that are shown,
//! already worded. Everything works without scripts. Knows no SQL, no keys, no proofs and no `api`.
//!
//! What keeps foreign text harmless: [`escape`] writes every text of every page, [`href`] is the only way into an
//! address, [`markdown`] is the only place that yields trusted HTML.

mod answer;
pub mod assets;
mod desk;
mod earner;
pub mod escape;
mod form;
pub mod href;
mod joining;
mod languages;
pub mod linkedin;
pub mod markdown;
pub mod moment;
mod operator;
mod passkeys;
mod public;
mod reviewing;
pub mod rich;
mod sign_in;
pub mod verdict;
pub mod views;

use axum::Router;
use axum::middleware::from_fn;

use crate::http::Hall;

/// The routes of all pages.
pub fn routes() -> Router<Hall> {
    let all = public::routes()
        .merge(sign_in::routes())
        .merge(languages::routes())
        .merge(joining::routes())
        .merge(passkeys::routes())
        .merge(earner::routes())
        .merge(operator::routes())
        .merge(reviewing::routes())
        .merge(desk::routes());
    all.layer(from_fn(languages::negotiate))
}

/// `GET /api`: the operations for programs, in words. They belong to another room, so whoever knows both hands them in.
pub fn api_page(groups: Vec<views::OperationGroup>) -> Router<Hall> {
    public::api_page(groups).layer(from_fn(languages::negotiate))
}
