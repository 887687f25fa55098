//! Milestones: which badges lead to an achievement by themselves, and how far people are.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::views::desk::Milestone as MilestonePage;
use super::super::views::{Cell, Choice, Column, Empty, Field, FieldError, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, MilestoneProgress, MilestoneRequest, Permission};
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::language::Words;
use crate::store::{Achievement, AchievementState, Milestone};

/// Fields for parts: at least so many, and so many that are empty.
const PARTS_SHOWN: usize = 5;
const PARTS_LIMIT: usize = 50;
/// Achievements to choose from.
const ACHIEVEMENTS_LIMIT: i64 = 500;

/// `GET /desk/{slug}/achievements/{id}/milestone`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let id = AchievementId::from_text(id);
    let kept = hall.app().find_milestone(&id).await?.filter(|kept| kept.organisation_id == *here.id());
    Ok(Page(page(&hall, &here, &id, kept.as_ref()).await?).into_response())
}

/// `POST /desk/{slug}/achievements/{id}/milestone`
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields, id) = (sent.here, sent.fields, AchievementId::from_text(id));
    here.insist(&hall, Permission::Define).await?;
    let required = fields.filled("required");
    let outcome = match required.as_deref().map(str::parse::<i64>).transpose() {
        Ok(required) => {
            let request = MilestoneRequest { required, ..request(&fields) };
            hall.app().put_milestone(&here.actor(), here.id(), &id, request).await.map(drop)
        }
        Err(_) => Err(Error::invalid("required", here.words().say("desk-milestone-required-wrong"))),
    };
    match outcome {
        Ok(()) => Ok(here.see(&format!("/achievements/{id}/milestone"), "milestone")),
        Err(Error::Invalid(found)) => {
            let asked = request(&fields);
            let shown = Milestone {
                achievement_id: id.clone(),
                organisation_id: here.id().clone(),
                required: 0,
                is_ordered: asked.is_ordered,
                is_on: asked.is_on,
                parts: asked.parts.iter().map(AchievementId::from_text).collect(),
            };
            let mut page = page(&hall, &here, &id, Some(&shown)).await?;
            let field = |name: &str| match name {
                "parts" => "part-1".to_owned(),
                "on" => "on-1".to_owned(),
                other => other.to_owned(),
            };
            let told = |error: FieldError| FieldError::new(field(&error.field), error.message);
            page.errors = words::errors(here.words(), found).into_iter().map(told).collect();
            let error = page.errors.iter().find(|error| error.field == "required").map(|error| error.message.clone());
            page.required = Field { value: required.unwrap_or_default(), error };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

fn request(fields: &Fields) -> MilestoneRequest {
    let parts = (1..=PARTS_LIMIT).filter_map(|number| fields.filled(&format!("part-{number}"))).collect();
    MilestoneRequest {
        parts,
        required: None,
        is_ordered: fields.text("order") == "path",
        is_on: fields.text("on") != "no",
    }
}

async fn page(
    hall: &Hall,
    here: &Here,
    id: &AchievementId,
    kept: Option<&Milestone>,
) -> Result<MilestonePage, PageError> {
    let (app, actor, words) = (hall.app(), here.actor(), here.words());
    let (achievement, _) = app.load_draft(&actor, here.id(), id).await?;
    let own = app.list_own_achievements(&actor, here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    let others: Vec<&Achievement> =
        own.iter().filter(|one| one.achievement_id != *id && one.state != AchievementState::Draft).collect();
    let parts = kept.map_or(&[][..], |kept| &kept.parts);
    let part = |at: usize| {
        let chosen = parts.get(at).map_or("", AchievementId::as_str);
        let choices = others.iter().map(|one| (one.achievement_id.as_str(), Cow::Borrowed(one.name.as_str())));
        let all = std::iter::once(("", words.say("desk-none"))).chain(choices);
        all.map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) }).collect()
    };
    let shown = (parts.len() + 2).clamp(PARTS_SHOWN, PARTS_LIMIT);
    let is_on = kept.is_none_or(|kept| kept.is_on);
    let is_ordered = kept.is_some_and(|kept| kept.is_ordered);
    let choice = |value: &str, label: Cow<'static, str>, chosen: bool| Choice { chosen, ..Choice::new(value, label) };
    let required = kept.filter(|kept| kept.required != kept.parts.len() as i64 && kept.required > 0);
    let progress = match kept.filter(|kept| kept.is_on && kept.required > 0) {
        Some(kept) => Some(progress(words, kept, &app.load_milestone_progress(&actor, here.id(), id).await?)),
        None => None,
    };
    Ok(MilestonePage {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        errors: Vec::new(),
        achievement: achievement.name,
        action: here.path(&format!("/achievements/{id}/milestone")).into(),
        cancel_href: here.path("/achievements").into(),
        on: vec![
            choice("yes", words.say("desk-milestone-by-itself"), is_on),
            choice("no", words.say("desk-milestone-by-people"), !is_on),
        ],
        parts: (0..shown).map(part).collect(),
        required: Field::new(required.map(|kept| kept.required.to_string()).unwrap_or_default()),
        order: vec![
            choice("any", words.say("desk-milestone-any"), !is_ordered),
            choice("path", words.say("desk-milestone-path"), is_ordered),
        ],
        progress,
    })
}

fn progress(words: Words, kept: &Milestone, progress: &MilestoneProgress) -> Table {
    let row = |label: String, count: i64| Row {
        cells: vec![Cell::text(label), Cell::text(words.number(count))],
        ..Row::default()
    };
    let of = |parts: i64| words.fill("desk-part-of").count("part", parts).count("all", kept.parts.len()).into();
    let mut rows: Vec<Row> = progress.by_parts.iter().map(|(parts, people)| row(of(*parts), *people)).collect();
    rows.push(row(words.say("desk-milestone-got").into(), progress.completed));
    Table {
        caption: words.say("desk-milestone-caption").into(),
        columns: [words.say("desk-versions-badges"), words.say("desk-milestone-people")].map(Column::new).to_vec(),
        rows,
        empty: Empty::default(),
    }
}
