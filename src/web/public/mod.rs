//! The pages that everybody may see.

mod achievements;
pub(in crate::web) mod badges;
mod catalogue;
mod contents;
mod frameworks;
mod home;
mod many;
mod reports;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub(in crate::web) use achievements::issuer_line;
pub(in crate::web) use catalogue::kind_in_words;

use super::answer::{Page, PageError, Visitor};
use super::assets;
use super::views::{self, Artwork, OperationGroup};
use crate::app::{AchievementView, App};
use crate::http::{Hall, Problem};
use crate::language::{Language, Words};

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/", get(home::home))
        .route("/catalogue", get(catalogue::catalogue))
        .route("/organisations", get(home::organisations))
        .route("/organisations/{slug}", get(home::organisation))
        .route("/achievements/{achievement}", get(achievements::achievement))
        .route("/achievements/{achievement}/versions/{version}", get(achievements::version))
        .route("/badges/{award}", get(badges::badge))
        .route("/b/{code}", get(badges::by_code))
        .route("/verify", get(verify::form).post(verify::file))
        .route("/verify/many", post(many::check).layer(DefaultBodyLimit::disable()).get(verify::elsewhere))
        .route("/static/{name}", get(asset))
        .merge(frameworks::routes())
        .fallback(nothing_here)
}

/// The operations for programs, on a page.
pub(super) fn api_page(groups: Vec<OperationGroup>) -> Router<Hall> {
    let groups = Arc::new(groups);
    let page = move |visitor: Visitor| async move {
        Page(views::Api {
            frame: visitor.frame(),
            version: "1".into(),
            openapi_href: "/openapi.json".into(),
            groups: groups.as_ref().clone(),
        })
    };
    Router::new().route("/api", get(page))
}

/// `GET /static/{name}`: kept for ever, since the address changes with the content.
async fn asset(Path(name): Path<String>) -> Result<Response, PageError> {
    let found = assets::find(&name);
    let found = found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "There is no such file here."))?;
    let headers = [(CONTENT_TYPE, found.content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, found.body).into_response())
}

/// What is not there, on a page for people and as JSON for programs.
async fn nothing_here(headers: HeaderMap) -> Response {
    let problem = Problem::new(StatusCode::NOT_FOUND, "There is nothing at this address.");
    PageError::from(problem).wanted_by(&headers)
}

/// The picture of an achievement.
/// The page that an achievement would get, for those who have not published it yet.
pub(super) fn preview_page(app: &App, view: &AchievementView, words: Words) -> super::views::Achievement {
    achievements::page(app, view, Visitor { words, ..Visitor::default() })
}

/// The picture of an achievement.
pub(in crate::web) fn artwork(view: &AchievementView, words: Words) -> Artwork {
    Artwork { src: view.image.as_str().into(), alt: picture_in_words(view, words) }
}

/// What the picture of an achievement shows: its author's words, else what is drawn, which is described in English only.
fn picture_in_words(view: &AchievementView, words: Words) -> String {
    let definition = &view.definition;
    match words.language() == Language::English || !definition.alternative_text.trim().is_empty() {
        true => definition.picture_in_words(),
        false => words.fill("artwork-badge").with("name", &definition.name).into(),
    }
}

/// The host that an organisation's keys are bound to.
fn host(app: &App) -> String {
    app.addresses().authority().to_owned()
}
