//! The desk of an organisation: its achievements, awards, people, keys and history, for those who have a role in it.
//!
//! Who may do what is decided in [`crate::app::access`]; here, what would be refused is not offered.

mod achievement_form;
mod achievements;
mod audit;
mod award;
mod awarding;
mod awards;
mod communities;
pub(super) mod csv;
mod drawn;
mod figures;
mod frameworks;
mod gold;
mod here;
mod imports;
mod insights;
mod joining;
mod keys;
mod members;
mod milestone;
mod names;
mod overview;
mod reviews;
mod revoke_all;
mod start;
mod trust;
mod trust_import;
mod unclaimed;
mod versions;
mod webhooks;
mod words;
mod written;

pub(super) use words::in_query;

use axum::Router;
use axum::routing::{get, post};

use crate::http::Hall;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/desk/{slug}/frameworks", get(frameworks::blank).post(frameworks::import).layer(frameworks::limit()))
        .route("/desk", get(overview::choose))
        .route("/desk/{slug}", get(overview::show))
        .route("/desk/{slug}/start", get(start::begin))
        .route("/desk/{slug}/start/{at}", get(start::show).post(start::take))
        .route("/desk/{slug}/achievements", get(achievements::list))
        .route("/desk/{slug}/achievements/new", get(achievement_form::blank).post(achievement_form::create))
        .route("/desk/{slug}/achievements/{id}/edit", get(achievement_form::edit).post(achievement_form::change))
        .route("/desk/{slug}/achievements/{id}/publish", get(achievements::look).post(achievements::publish))
        .route("/desk/{slug}/achievements/{id}/archive", post(achievements::archive))
        .route("/desk/{slug}/achievements/{id}/unarchive", post(achievements::unarchive))
        .route("/desk/{slug}/achievements/{id}/versions", get(versions::list))
        .route("/desk/{slug}/achievements/{id}/preview", get(versions::preview))
        .route("/desk/{slug}/achievements/{id}/milestone", get(milestone::show).post(milestone::change))
        .route("/desk/{slug}/achievements/{id}/review", get(reviews::settings).post(reviews::set_up))
        .route("/desk/{slug}/achievements/{id}/gold", get(gold::show).post(gold::add))
        .route("/desk/{slug}/achievements/{id}/gold/{item}", post(gold::retire))
        .route("/desk/{slug}/reviews", get(reviews::overview))
        .route("/desk/{slug}/reviews/reviewers", post(reviews::name))
        .route("/desk/{slug}/reviews/insights", get(insights::show))
        .route("/desk/{slug}/reviews/simulator", get(insights::simulator))
        .route("/desk/{slug}/communities", get(communities::show).post(communities::ask))
        .route("/desk/{slug}/communities/{achievement}", post(communities::answer))
        .route("/desk/{slug}/artwork.svg", get(achievements::artwork))
        .route("/desk/{slug}/awards", get(awards::list))
        .route("/desk/{slug}/awards.csv", get(awards::download))
        .route("/desk/{slug}/awards/new", get(awarding::blank).post(awarding::award))
        .route("/desk/{slug}/awards/revoke", post(awards::revoke))
        .route("/desk/{slug}/awards/revoke-all", get(revoke_all::ask).post(revoke_all::revoke))
        .route("/desk/{slug}/awards/import", get(imports::blank).post(imports::upload).layer(imports::whole()))
        .route("/desk/{slug}/awards/import/{import}", get(imports::show))
        .route("/desk/{slug}/awards/import/{import}/columns", post(imports::change))
        .route("/desk/{slug}/awards/import/{import}/rows", post(imports::mend))
        .route("/desk/{slug}/awards/import/{import}/award", post(imports::start))
        .route("/desk/{slug}/awards/import/{import}/stop", post(imports::stop))
        .route("/desk/{slug}/awards/import/{import}/delete", post(imports::delete))
        .route("/desk/{slug}/awards/import/{import}/result.csv", get(imports::download))
        .route("/desk/{slug}/unclaimed", get(unclaimed::list))
        .route("/desk/{slug}/unclaimed/remind", post(unclaimed::remind))
        .route("/desk/{slug}/unclaimed/cancel", post(unclaimed::cancel))
        .route("/desk/{slug}/unclaimed/reminders", post(unclaimed::switch))
        .route("/desk/{slug}/awards/{award}/remind", post(unclaimed::remind_one))
        .route("/desk/{slug}/awards/{award}", get(award::show))
        .route("/desk/{slug}/awards/{award}/{step}", post(award::change))
        .route("/desk/{slug}/figures", get(figures::show))
        .route("/desk/{slug}/figures.csv", get(figures::download))
        .route("/desk/{slug}/trust", get(trust::list))
        .route("/desk/{slug}/trust.json", get(trust::export))
        .route("/desk/{slug}/trust/new", get(trust::blank).post(trust::add))
        .route("/desk/{slug}/trust/import", get(trust_import::blank).post(trust_import::import))
        .route("/desk/{slug}/trust/remove", post(trust::remove))
        .route("/desk/{slug}/trust/{entry}/edit", get(trust::edit).post(trust::change))
        .route("/desk/{slug}/members", get(members::list).post(members::invite))
        .route("/desk/{slug}/members/{person}", post(members::change))
        .route("/desk/{slug}/members/invitations/{invitation}", post(members::change_invitation))
        .route("/desk/{slug}/members/requests/{request}", post(members::answer))
        .route("/desk/{slug}/joining", get(joining::show).post(joining::change))
        .route("/desk/{slug}/roles", get(members::show_roles))
        .route("/desk/{slug}/leave", post(members::leave))
        .route("/desk/{slug}/names", get(names::list))
        .route("/desk/{slug}/names/{request}/{answer}", post(names::answer))
        .route("/desk/{slug}/keys", get(keys::list).post(keys::create))
        .route("/desk/{slug}/keys/revoke", post(keys::revoke))
        .route("/desk/{slug}/webhooks", get(webhooks::list).post(webhooks::create))
        .route("/desk/{slug}/webhooks/{webhook}", get(webhooks::show).post(webhooks::change))
        .route("/desk/{slug}/webhooks/{webhook}/test", post(webhooks::test))
        .route("/desk/{slug}/webhooks/{webhook}/resend", post(webhooks::resend))
        .route("/desk/{slug}/webhooks/{webhook}/delete", post(webhooks::delete))
        .route("/desk/{slug}/audit", get(audit::list))
        .route("/desk/{slug}/audit.csv", get(audit::download))
}
