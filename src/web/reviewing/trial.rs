//! A reviewer is tried on work whose levels are known, and sees at once what is known about it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, choices, levels_of, place, words};
use crate::app::{Error, TrialResult, TrialWork};
use crate::http::Hall;
use crate::ids::GoldItemId;
use crate::review::calibration::Gate;
use crate::web::answer::{Page, PageError, html};
use crate::web::form::Fields;
use crate::web::views::Fact;
use crate::web::views::reviewing::{Trial, Tried};

/// `GET /bench/trial`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let work = hall.app().find_trial(&here.actor()).await?.ok_or(Error::NotFound("work to be tried on"))?;
    Ok(Page(page(&here, &work, None)).into_response())
}

/// The name of the text that says whether the reviews of somebody count.
fn standing(gate: Gate) -> &'static str {
    match gate {
        Gate::Undecided => "trial-undecided",
        Gate::Admitted => "trial-admitted",
        Gate::Supervised => "trial-supervised",
    }
}

fn page(here: &Here, work: &TrialWork, typed: Option<&Fields>) -> Trial {
    let all: Vec<_> = work.rubric.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    let levels = typed.map(|fields| levels_of(fields, &work.rubric)).unwrap_or_default();
    let words = here.words();
    Trial {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: work.achievement.clone(),
        standing: words.say(standing(work.gate)).into(),
        work: work.words.clone(),
        left: words.fill("trial-left").count("count", work.left).into(),
        action: format!("/bench/trial/{}", work.item_id).into(),
        criteria: choices(words, &work.rubric, &all, &levels, None),
    }
}

/// `POST /bench/trial/{item}`
pub(super) async fn judge(
    State(hall): State<Hall>,
    Path(item): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, item) = (sent.here.actor(), GoldItemId::from_text(item));
    let work = hall.app().find_trial(&actor).await?.filter(|work| work.item_id == item);
    let work = work.ok_or(Error::NotFound("work to be tried on"))?;
    match hall.app().judge_trial(&actor, &item, levels_of(&sent.fields, &work.rubric)).await {
        Ok(result) => {
            let more = hall.app().find_trial(&actor).await?.is_some();
            Ok(Page(tried(&sent.here, &result, more)).into_response())
        }
        Err(Error::Invalid(found)) => {
            let mut page = page(&sent.here, &work, Some(&sent.fields));
            page.errors = place(words::errors(sent.here.words(), found), &mut page.criteria, "main");
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

fn tried(here: &Here, result: &TrialResult, more: bool) -> Tried {
    let words = here.words();
    let line = |(id, known, given): &(_, u8, u8)| {
        let name = result.rubric.find(id).map_or("", |criterion| &criterion.name);
        let level = |level: u8| words::level_name(&result.rubric, id, level);
        let text = match known == given {
            true => words.fill("trial-same"),
            false => words.fill("trial-other").with("given", level(*given)),
        };
        Fact::new(name, text.with("known", level(*known)))
    };
    Tried {
        frame: here.frame(),
        achievement: result.achievement.clone(),
        standing: words.say(standing(result.gate)).into(),
        facts: result.levels.iter().map(line).collect(),
        next: more.then(|| "/bench/trial".into()),
    }
}
