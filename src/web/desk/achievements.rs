//! The achievements of an organisation: listed, published, archived, drawn.

use std::borrow::Cow;

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
use crate::language::Words;
use crate::picture::artwork::{Colour, Design, Icon, Shape, TEXT_LIMIT_CHARS};
use crate::store::{Achievement, AchievementState};

/// Achievements on the page. An organisation has dozens.
const LIMIT: i64 = 1_000;

/// `GET /desk/{slug}/achievements`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let found = hall.app().list_own_achievements(&here.actor(), here.id(), ("", ""), LIMIT).await?;
    let new_href = here.path_if(Permission::Define, "/achievements/new");
    let words = here.words();
    let action = new_href.clone().map(|href| Link { href, text: words.say("desk-new-achievement").into() });
    let page = Achievements {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        new_href,
        table: Table {
            caption: words.say("desk-achievements-caption").into(),
            columns: [words.say("desk-name"), words.say("desk-state"), words.say("desk-achievements-change")]
                .map(Column::new)
                .to_vec(),
            rows: found.iter().map(|one| row(&here, one)).collect(),
            empty: Empty::new(words.say("desk-achievements-empty"), action),
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
    let (words, version) = (here.words(), one.version);
    let state: String = match one.state {
        AchievementState::Draft => words.say("desk-achievement-draft").into(),
        AchievementState::Published => words.fill("desk-achievement-published").count("version", version).into(),
        AchievementState::Archived => words.fill("desk-achievement-archived").count("version", version).into(),
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
    let words = here.words();
    let mut points = points(words, &definition);
    if is_published {
        let text = words.fill("desk-point-same").count("version", found.version).into();
        points.push(PublishPoint { mark: Mark::Fail, text });
    }
    let is_ready = points.iter().all(|point| point.mark != Mark::Fail);
    let version = match found.version {
        0 => words.fill("desk-publish-version"),
        _ => words.fill("desk-publish-version-next"),
    };
    let page = Publish {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        name: definition.name.clone(),
        version: version.count("version", found.version + 1).into(),
        points,
        action: is_ready.then(|| here.path(&format!("/achievements/{id}/publish")).into()),
        edit_href: here.path(&format!("/achievements/{id}/edit")).into(),
    };
    Ok(Page(page).into_response())
}

/// What is good about a draft, what is worth a thought, and what is missing.
pub(super) fn points(words: Words, definition: &Definition) -> Vec<PublishPoint> {
    let point = |mark, text: Cow<'static, str>| PublishPoint { mark, text: text.into_owned() };
    let found = definition.check();
    let missing = |error: &crate::issue::FieldError| {
        let text = words.fill("desk-point-wrong").with("field", &error.field);
        PublishPoint { mark: Mark::Fail, text: text.with("message", words.retold(&error.message)).into() }
    };
    let mut points: Vec<PublishPoint> = found.iter().map(missing).collect();
    if points.is_empty() {
        points.push(point(Mark::Pass, words.say("desk-point-whole")));
    }
    let is_open = |criterion: &crate::issue::CriterionDefinition| criterion.required_level.is_none();
    match definition.rubric.iter().find(|criterion| is_open(criterion)) {
        _ if definition.rubric.is_empty() => points.push(point(Mark::Warn, words.say("desk-point-no-rubric"))),
        None => points.push(point(Mark::Pass, words.say("desk-point-rubric"))),
        Some(open) => {
            let text = words.fill("desk-point-open").with("name", &open.name).into();
            points.push(PublishPoint { mark: Mark::Warn, text });
        }
    }
    match definition.alignments.is_empty() {
        true => points.push(point(Mark::Warn, words.say("desk-point-no-standard"))),
        false => points.push(point(Mark::Pass, words.say("desk-point-standard"))),
    }
    if matches!(&definition.artwork, Artwork::Design(design) if !design.has_all_letters()) {
        points.push(point(Mark::Warn, words.say("desk-point-letters")));
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
