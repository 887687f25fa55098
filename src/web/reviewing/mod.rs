//! Claims and their review on pages: for claimants, reviewers and moderators. Whoever they are, they sign in first; a
//! role in an organisation is not needed. Owners have their part at the desk.

mod bench;
mod claims;
mod coaching;
mod enter;
mod files;
mod looks;
mod moderation;
mod trial;
pub(super) mod words;

use std::collections::BTreeMap;

use axum::extract::{DefaultBodyLimit, FromRequestParts, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::answer::{PageError, Staff};
use super::form::{Asked, Fields, Place};
use super::views::reviewing::CriterionChoice;
use super::views::{Choice, Field, FieldError, Frame};
use crate::app::{Actor, PublicEpoch};
use crate::http::Hall;
use crate::language::Words;
use crate::review::rubric::{Criterion, CriterionId, Level, Rubric};

/// Bytes of a form with a file of evidence in it.
const FILE_LIMIT_BYTES: usize = 9_000_000;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/claims", get(claims::list))
        .route("/claims/new", get(claims::look).post(claims::begin))
        .route("/claims/{claim}", get(claims::show).post(claims::save))
        .route("/claims/{claim}/evidence", post(claims::attach).layer(DefaultBodyLimit::max(FILE_LIMIT_BYTES)))
        .route("/claims/{claim}/evidence/{evidence}", get(files::for_claimant))
        .route("/bench/{claim}/evidence/{evidence}", get(files::for_reviewer))
        .route("/moderation/{claim}/evidence/{evidence}", get(files::for_moderator))
        .route("/claims/{claim}/evidence/{evidence}/remove", post(claims::remove))
        .route("/claims/{claim}/{step}", post(claims::step))
        .route("/bench", get(bench::list))
        .route("/bench/take", post(bench::take))
        .route("/bench/trial", get(trial::show))
        .route("/bench/trial/{item}", post(trial::judge))
        .route("/bench/readiness", post(bench::readiness))
        .route("/bench/conflict", post(bench::conflict))
        .route("/bench/enter/{secret}", get(enter::look).post(enter::enter))
        .route("/bench/{claim}", get(bench::show).post(bench::review))
        .route("/bench/{claim}/{step}", post(bench::step))
        .route("/review/draws.json", get(draws))
        .route("/moderation", get(moderation::list))
        .route("/moderation/{claim}", get(moderation::show).post(moderation::rule))
        .route("/moderation/{claim}/{step}", post(moderation::void))
        .route("/coaching", get(coaching::list))
        .route("/coaching/{claim}", get(coaching::show).post(coaching::comment))
        .route("/coaching/{claim}/sign-off", post(coaching::sign_off))
        .route("/coaching/{claim}/evidence/{evidence}", get(files::for_coach))
}

/// `GET /review/draws.json`: the commitments of draws, and the seeds of past ones, for who wants to repeat them.
async fn draws(State(hall): State<Hall>) -> Result<Json<Vec<PublicEpoch>>, PageError> {
    Ok(Json(hall.app().list_draw_epochs().await?))
}

/// Whoever asks, signed in, with what was done just before.
struct Here {
    staff: Staff,
    done: Option<String>,
}

impl Here {
    fn actor(&self) -> Actor {
        self.staff.actor()
    }

    /// The texts in the language of whoever asks.
    fn words(&self) -> Words {
        self.staff.1
    }

    fn frame(&self) -> Frame {
        Frame { notice: self.done.clone(), ..self.staff.frame() }
    }
}

impl FromRequestParts<Hall> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, hall: &Hall) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, hall).await?;
        let Ok(Asked(asked)) = Asked::from_request_parts(parts, hall).await;
        let done = words::notice(staff.1, asked.text("done"));
        Ok(Self { staff, done })
    }
}

impl Place for Here {
    fn staff(&self) -> &Staff {
        &self.staff
    }
}

/// A form that was sent here.
type Sent = super::form::Sent<Here>;

/// The field of a criterion's level.
fn level_field(id: &CriterionId) -> String {
    format!("level-{id}")
}

/// The field of the sentence beside it.
fn comment_field(id: &CriterionId) -> String {
    format!("comment-{id}")
}

/// The levels that a form brought.
pub(super) fn levels_of(fields: &Fields, rubric: &Rubric) -> BTreeMap<CriterionId, Level> {
    let level = |criterion: &Criterion| {
        let text = fields.text(&level_field(&criterion.id));
        Some((criterion.id.clone(), text.parse().ok()?))
    };
    rubric.criteria.iter().filter_map(level).collect()
}

/// The sentences that a form brought.
fn comments_of(fields: &Fields, rubric: &Rubric) -> BTreeMap<CriterionId, String> {
    let comment = |criterion: &Criterion| (criterion.id.clone(), fields.text(&comment_field(&criterion.id)).to_owned());
    rubric.criteria.iter().map(comment).collect()
}

/// Criteria as fields of a form; with `comments` a sentence beside each.
pub(super) fn choices(
    words: Words,
    rubric: &Rubric,
    wanted: &[CriterionId],
    levels: &BTreeMap<CriterionId, Level>,
    comments: Option<&BTreeMap<CriterionId, String>>,
) -> Vec<CriterionChoice> {
    let choice = |criterion: &Criterion| CriterionChoice {
        id: level_field(&criterion.id),
        name: criterion.name.clone(),
        hint: words::needed(words, criterion),
        levels: criterion
            .levels
            .iter()
            .enumerate()
            .map(|(at, level)| {
                let label = match level.description.is_empty() {
                    true => level.name.clone(),
                    false => format!("{}: {}", level.name, level.description),
                };
                let chosen = levels.get(&criterion.id).is_some_and(|chosen| usize::from(*chosen) == at);
                Choice { chosen, ..Choice::new(at.to_string(), label) }
            })
            .collect(),
        comment_id: comments.map(|_| comment_field(&criterion.id)).unwrap_or_default(),
        comment: Field::new(comments.and_then(|known| known.get(&criterion.id)).cloned().unwrap_or_default()),
    };
    rubric.criteria.iter().filter(|criterion| wanted.contains(&criterion.id)).map(choice).collect()
}

/// Puts errors to the criteria that they are about, and names for each a field that is on the page.
pub(super) fn place(errors: Vec<FieldError>, criteria: &mut [CriterionChoice], otherwise: &str) -> Vec<FieldError> {
    let first = criteria.first().map_or_else(|| otherwise.to_owned(), |criterion| format!("{}-1", criterion.id));
    let placed = |error: FieldError| {
        if let Some(criterion) = criteria.iter_mut().find(|criterion| criterion.comment_id == error.field) {
            criterion.comment.error = Some(error.message.clone());
            return error;
        }
        match error.field.as_str() {
            "levels" => FieldError::new(first.clone(), error.message),
            "" => FieldError::new(otherwise, error.message),
            _ => error,
        }
    };
    errors.into_iter().map(placed).collect()
}
