//! The work whose levels are known, on which the reviewers of an achievement are tried.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::reviewing::{choices, levels_of, place, words as review_words};
use super::super::views::Field;
use super::super::views::reviewing::{Gold, Piece};
use super::here::{Here, Sent};
use crate::app::{Error, GoldSet};
use crate::http::Hall;
use crate::ids::{AchievementId, GoldItemId};
use crate::language::sentence;

/// `GET /desk/{slug}/achievements/{id}/gold`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id = AchievementId::from_text(id);
    let set = hall.app().load_gold(&here.actor(), here.id(), &id).await?;
    Ok(Page(page(&here, &id, &set)).into_response())
}

fn page(here: &Here, id: &AchievementId, set: &GoldSet) -> Gold {
    let words = here.words();
    let item = |(at, kept): (usize, &crate::store::KeptGold)| Piece {
        title: words.fill("review-known-piece").with("number", at + 1).into(),
        text: kept.words.clone(),
        note: set
            .rubric
            .criteria
            .iter()
            .filter_map(|criterion| {
                Some(review_words::level(&set.rubric, &criterion.id, *kept.levels.get(&criterion.id)?))
            })
            .collect::<Vec<_>>()
            .join(" · "),
        remove: Some(here.path(&format!("/achievements/{id}/gold/{}", kept.item_id)).into()),
        ..Piece::default()
    };
    let all: Vec<_> = set.rubric.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    Gold {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        errors: Vec::new(),
        achievement: set.view.definition.name.clone(),
        back: here.path(&format!("/achievements/{id}/review")).into(),
        problem: set.problem.as_deref().map(|text| sentence(&words.retold(text))),
        items: set.items.iter().enumerate().map(item).collect(),
        action: here.path(&format!("/achievements/{id}/gold")).into(),
        work: Field::default(),
        criteria: choices(words, &set.rubric, &all, &Default::default(), None),
    }
}

/// `POST /desk/{slug}/achievements/{id}/gold`
pub(super) async fn add(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (&sent.here, AchievementId::from_text(id));
    let set = hall.app().load_gold(&here.actor(), here.id(), &id).await?;
    let (work, levels) = (sent.fields.text("words"), levels_of(&sent.fields, &set.rubric));
    let found = match hall.app().add_gold(&here.actor(), here.id(), &id, (work, levels.clone())).await {
        Ok(_) => return Ok(here.see(&format!("/achievements/{id}/gold"), "gold")),
        Err(Error::Invalid(found)) => review_words::errors(here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let mut page = page(here, &id, &set);
    let all: Vec<_> = set.rubric.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    page.criteria = choices(here.words(), &set.rubric, &all, &levels, None);
    let error = found.iter().find(|error| error.field == "words").map(|error| error.message.clone());
    page.work = Field { value: work.to_owned(), error };
    page.errors = place(found, &mut page.criteria, "words");
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /desk/{slug}/achievements/{id}/gold/{item}`: takes it out.
pub(super) async fn retire(
    State(hall): State<Hall>,
    Path((_, id, item)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let here = &sent.here;
    hall.app().retire_gold(&here.actor(), here.id(), &GoldItemId::from_text(item)).await?;
    Ok(here.see(&format!("/achievements/{id}/gold"), "gold-out"))
}
