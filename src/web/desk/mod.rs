//! The desk of an organisation: its achievements, awards, people, keys and history, for those who have a role in it.
//!
//! Who may do what is decided in [`crate::app::access`]; here, what would be refused is not offered.

mod achievement_form;
mod achievements;
mod audit;
mod award;
mod awarding;
mod awards;
pub(super) mod csv;
mod frameworks;
mod here;
mod keys;
mod members;
mod overview;
mod reviews;
mod trust;
mod trust_import;
mod words;
mod written;

pub(super) use words::in_query;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .merge(frameworks::routes())
        .route("/desk", get(overview::choose))
        .route("/desk/{slug}", get(overview::show))
        .route("/desk/{slug}/achievements", get(achievements::list))
        .route("/desk/{slug}/achievements/new", get(achievement_form::blank).post(achievement_form::create))
        .route("/desk/{slug}/achievements/{id}/edit", get(achievement_form::edit).post(achievement_form::change))
        .route("/desk/{slug}/achievements/{id}/publish", get(achievements::look).post(achievements::publish))
        .route("/desk/{slug}/achievements/{id}/archive", post(achievements::archive))
        .route("/desk/{slug}/achievements/{id}/unarchive", post(achievements::unarchive))
        .route("/desk/{slug}/achievements/{id}/review", get(reviews::settings).post(reviews::set_up))
        .route("/desk/{slug}/reviews", get(reviews::overview))
        .route("/desk/{slug}/reviews/reviewers", post(reviews::name))
        .route("/desk/{slug}/artwork.svg", get(achievements::artwork))
        .route("/desk/{slug}/awards", get(awards::list))
        .route("/desk/{slug}/awards.csv", get(awards::download))
        .route("/desk/{slug}/awards/new", get(awarding::blank).post(awarding::award))
        .route("/desk/{slug}/awards/revoke", post(awards::revoke))
        .route("/desk/{slug}/awards/{award}", get(award::show))
        .route("/desk/{slug}/awards/{award}/{step}", post(award::change))
        .route("/desk/{slug}/trust", get(trust::list))
        .route("/desk/{slug}/trust.json", get(trust::export))
        .route("/desk/{slug}/trust/new", get(trust::blank).post(trust::add))
        .route("/desk/{slug}/trust/import", get(trust_import::blank).post(trust_import::import))
        .route("/desk/{slug}/trust/remove", post(trust::remove))
        .route("/desk/{slug}/trust/{entry}/edit", get(trust::edit).post(trust::change))
        .route("/desk/{slug}/members", get(members::list).post(members::invite))
        .route("/desk/{slug}/members/{person}", post(members::change))
        .route("/desk/{slug}/keys", get(keys::list).post(keys::create))
        .route("/desk/{slug}/keys/revoke", post(keys::revoke))
        .route("/desk/{slug}/audit", get(audit::list))
        .route("/desk/{slug}/audit.csv", get(audit::download))
}
