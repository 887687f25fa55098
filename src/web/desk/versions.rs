//! The versions of an achievement, and a look at the draft as it would be published.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::moment::Moment;
use super::super::public::preview_page;
use super::super::views::desk::Versions;
use super::super::views::{Achievement, Cell, Column, Empty, Link, Row, Table};
use super::drawn;
use super::here::Here;
use crate::app::Permission;
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::issue::Artwork;

/// `GET /desk/{slug}/achievements/{id}/versions`
pub(super) async fn list(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let id = AchievementId::from_text(id);
    let (known, _) = hall.app().load_draft(&here.actor(), here.id(), &id).await?;
    let versions = hall.app().list_versions(&here.actor(), here.id(), &id).await?;
    let words = here.words();
    let row = |(version, count): &(crate::store::PublishedVersion, i64)| Row {
        cells: vec![
            Cell::link(
                format!("/achievements/{id}/versions/{}", version.version),
                words.fill("desk-version").count("version", version.version),
            ),
            Cell::Moment(Moment::day(version.published_at)),
            Cell::text(words.number(*count)),
            Cell::Exact(version.sha256.chars().take(16).collect()),
        ],
        ..Row::default()
    };
    let newest = versions.first().map(|(version, _)| version);
    let draft = match newest {
        None => words.say("desk-versions-none").into(),
        Some(newest) if newest.definition == known.draft => {
            words.fill("desk-versions-same").count("version", newest.version).into()
        }
        Some(newest) => words.fill("desk-versions-differs").count("version", newest.version).into(),
    };
    let path = |rest: &str| here.path(&format!("/achievements/{id}/{rest}"));
    let page = Versions {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        achievement: known.name,
        draft,
        actions: vec![
            Link::new(path("preview"), words.say("desk-versions-preview")),
            Link::new(path("edit"), words.say("desk-versions-edit")),
            Link::new(path("publish"), words.say("desk-versions-publish")),
        ],
        table: Table {
            caption: words.say("desk-versions-caption").into(),
            columns: [
                words.say("desk-versions-version"),
                words.say("desk-published"),
                words.say("desk-versions-badges"),
                words.say("desk-fingerprint"),
            ]
            .map(Column::new)
            .to_vec(),
            rows: versions.iter().map(row).collect(),
            empty: Empty::new(words.say("desk-versions-none"), None),
        },
        list_href: here.path("/achievements").into(),
    };
    Ok(Page(page).into_response())
}

/// `GET /desk/{slug}/achievements/{id}/preview`: the page that the draft would get, with a line that says so.
pub(super) async fn preview(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let id = AchievementId::from_text(id);
    let view = hall.app().preview_achievement(&here.actor(), here.id(), &id).await?;
    let src = match &view.definition.artwork {
        Artwork::Design(design) => drawn::picture(&here, design).src,
        Artwork::Image(image) => format!("/organisations/{}/images/{image}", here.organisation.slug).into(),
    };
    let page = preview_page(hall.app(), &view, here.words());
    let artwork = page.artwork.clone().map(|artwork| super::super::views::Artwork { src, ..artwork });
    let mut frame = here.frame();
    frame.notice = Some(here.words().say("desk-preview-notice").into());
    let page = Achievement { frame, artwork, version_note: None, experts: Vec::new(), ..page };
    Ok(Page(page).into_response())
}
