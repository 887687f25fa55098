//! The achievements of an organisation: listed, published, archived, drawn.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::form::{Asked, Fields};
use super::super::moment::Moment;
use super::super::verdict::Mark;
use super::super::views::desk::{Achievements, Publish, PublishPoint};
use super::super::views::{Cell, Column, Empty, Link, Row, Table};
use super::here::{Here, Sent};
use crate::app::Permission;
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::issue::{Artwork, Definition};
use crate::picture::artwork::{Colour, Design, Icon, Shape, TEXT_LIMIT_CHARS};
use crate::store::{Achievement, AchievementState};

/// Achievements on the page. An organisation has dozens.
const LIMIT: i64 = 1_000;

/// `GET /desk/{slug}/achievements`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let found = hall.app().list_own_achievements(&here.actor(), here.id(), ("", ""), LIMIT).await?;
    let new_href = here.path_if(Permission::Define, "/achievements/new");
    let action = new_href.clone().map(|href| Link { href, text: "New achievement".to_owned() });
    let page = Achievements {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        new_href,
        table: Table {
            caption: "Achievements by name".to_owned(),
            columns: ["Name", "State", "Last change"].map(Column::new).to_vec(),
            rows: found.iter().map(|one| row(&here, one)).collect(),
            empty: Empty::new("An achievement says what can be earned and how. Describe the first one.", action),
        },
    };
    Ok(Page(page).into_response())
}

fn row(here: &Here, one: &Achievement) -> Row {
    let id = &one.achievement_id;
    let name = match one.state {
        _ if here.may(Permission::Define) => Cell::link(here.path(&format!("/achievements/{id}/edit")), &one.name),
        AchievementState::Draft => Cell::text(&one.name),
        _ => Cell::link(format!("/achievements/{id}"), &one.name),
    };
    let state = match one.state {
        AchievementState::Draft => "Draft".to_owned(),
        AchievementState::Published => format!("Published, version {}", one.version),
        AchievementState::Archived => format!("Archived, version {}", one.version),
    };
    Row { cells: vec![name, Cell::text(state), Cell::Moment(Moment::day(one.changed_at))], ..Row::default() }
}

/// `GET /desk/{slug}/achievements/{id}/publish`: what publishing would mean.
pub(super) async fn look(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let id = AchievementId::from_text(id);
    let (found, definition) = hall.app().load_draft(&here.actor(), here.id(), &id).await?;
    let is_published = found.version > 0 && {
        let published = hall.app().load_achievement(&id, None).await?;
        published.version.definition == found.draft && found.state == AchievementState::Published
    };
    let mut points = points(&definition);
    if is_published {
        let text = format!("The draft is the same as version {}: there is nothing new to publish.", found.version);
        points.push(PublishPoint { mark: Mark::Fail, text });
    }
    let is_ready = points.iter().all(|point| point.mark != Mark::Fail);
    let earlier = if found.version > 0 { " Badges of earlier versions stay as they were." } else { "" };
    let page = Publish {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        name: definition.name.clone(),
        version: format!("This becomes version {}.{earlier}", found.version + 1),
        points,
        action: is_ready.then(|| here.path(&format!("/achievements/{id}/publish")).into()),
        edit_href: here.path(&format!("/achievements/{id}/edit")).into(),
    };
    Ok(Page(page).into_response())
}

/// What is good about a draft, what is worth a thought, and what is missing.
pub(super) fn points(definition: &Definition) -> Vec<PublishPoint> {
    let point = |mark, text: &str| PublishPoint { mark, text: text.to_owned() };
    let found = definition.check();
    let mut points: Vec<PublishPoint> =
        found.iter().map(|error| point(Mark::Fail, &format!("{}: {}", error.field, error.message))).collect();
    if points.is_empty() {
        points.push(point(Mark::Pass, "It has a name, a description and criteria."));
    }
    let is_open = |criterion: &crate::issue::CriterionDefinition| criterion.required_level.is_none();
    match definition.rubric.iter().find(|criterion| is_open(criterion)) {
        _ if definition.rubric.is_empty() => {
            points.push(point(Mark::Warn, "It has no rubric: it is awarded as a whole."))
        }
        None => points.push(point(Mark::Pass, "Each criterion of the rubric has a required level.")),
        Some(open) => {
            let text = format!("The criterion “{}” has no level that must be reached.", open.name);
            points.push(PublishPoint { mark: Mark::Warn, text });
        }
    }
    match definition.alignments.is_empty() {
        true => points.push(point(Mark::Warn, "It answers to no standard. You can publish it all the same.")),
        false => points.push(point(Mark::Pass, "It says to which standards it answers.")),
    }
    if matches!(&definition.artwork, Artwork::Design(design) if !design.has_all_letters()) {
        let text = "The text on the picture has letters that cannot be drawn; they become empty boxes.";
        points.push(point(Mark::Warn, text));
    }
    points
}

/// `POST /desk/{slug}/achievements/{id}/publish`
pub(super) async fn publish(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let here = sent.here;
    hall.app().publish_achievement(&here.actor(), here.id(), &AchievementId::from_text(id)).await?;
    Ok(here.see("/achievements", "published"))
}

/// `POST /desk/{slug}/achievements/{id}/archive`
pub(super) async fn archive(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (sent.here, AchievementId::from_text(id));
    hall.app().archive_achievement(&here.actor(), here.id(), &id, AchievementState::Archived).await?;
    Ok(here.see("/achievements", "archived"))
}

/// `POST /desk/{slug}/achievements/{id}/unarchive`
pub(super) async fn unarchive(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (sent.here, AchievementId::from_text(id));
    hall.app().archive_achievement(&here.actor(), here.id(), &id, AchievementState::Published).await?;
    Ok(here.see("/achievements", "unarchived"))
}

/// `GET /desk/{slug}/artwork.svg`: the picture that these choices make.
pub(super) async fn artwork(_here: Here, Asked(asked): Asked) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=600")),
        // Opened by itself, it is a picture and nothing else.
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, design(&asked, "text").svg()).into_response()
}

/// The picture that a form describes; what it does not name is the first of its kind.
pub(super) fn design(fields: &Fields, text: &str) -> Design {
    Design {
        shape: named(&Shape::ALL, fields.text("shape")),
        colour: named(&Colour::ALL, fields.text("colour")),
        icon: named(&Icon::ALL, fields.text("icon")),
        text: fields.text(text).trim().chars().take(TEXT_LIMIT_CHARS).collect(),
    }
}

/// The one with this word, else the first.
fn named<T: serde::Serialize + Copy, const N: usize>(all: &[T; N], text: &str) -> T {
    all.iter().copied().find(|one| word(*one) == text).unwrap_or(all[0])
}

/// The word for a shape, a colour or an icon in forms and addresses.
pub(super) fn word(one: impl serde::Serialize) -> String {
    serde_json::to_value(one).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
