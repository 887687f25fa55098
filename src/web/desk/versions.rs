//! The versions of an achievement, and a look at the draft as it would be published.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::moment::Moment;
use super::super::public::preview_page;
use super::super::views::desk::Versions;
use super::super::views::{Achievement, Cell, Column, Empty, Link, Row, Table};
use super::here::Here;
use super::words;
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
    let row = |(version, count): &(crate::store::PublishedVersion, i64)| Row {
        cells: vec![
            Cell::link(
                format!("/achievements/{id}/versions/{}", version.version),
                format!("Version {}", version.version),
            ),
            Cell::Moment(Moment::day(version.published_at)),
            Cell::text(words::number(*count)),
            Cell::Exact(version.sha256.chars().take(16).collect()),
        ],
        ..Row::default()
    };
    let newest = versions.first().map(|(version, _)| version);
    let draft = match newest {
        None => "Nothing was published yet.".to_owned(),
        Some(newest) if newest.definition == known.draft => {
            format!("The draft is the same as version {}.", newest.version)
        }
        Some(newest) => format!("The draft differs from version {}.", newest.version),
    };
    let path = |rest: &str| here.path(&format!("/achievements/{id}/{rest}"));
    let page = Versions {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        achievement: known.name,
        draft,
        actions: vec![
            Link::new(path("preview"), "See the draft as its page"),
            Link::new(path("edit"), "Edit the draft"),
            Link::new(path("publish"), "Publish the draft"),
        ],
        table: Table {
            caption: "Published versions, the newest first".to_owned(),
            columns: ["Version", "Published", "Badges", "Fingerprint"].map(Column::new).to_vec(),
            rows: versions.iter().map(row).collect(),
            empty: Empty::new("Nothing was published yet.", None),
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
        Artwork::Design(design) => super::start::artwork(&here, design).src,
        Artwork::Image(image) => format!("/organisations/{}/images/{image}", here.organisation.slug).into(),
    };
    let page = preview_page(hall.app(), &view);
    let artwork = page.artwork.clone().map(|artwork| super::super::views::Artwork { src, ..artwork });
    let mut frame = here.frame();
    frame.notice = Some("This is the draft. Nobody else sees it before you publish it.".to_owned());
    let page = Achievement { frame, artwork, version_note: None, experts: Vec::new(), ..page };
    Ok(Page(page).into_response())
}
