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

fn standing(gate: Gate) -> &'static str {
    match gate {
        Gate::Undecided => "Your reviews count once you have judged enough work on both sides of the bar.",
        Gate::Admitted => "Your reviews count.",
        Gate::Supervised => {
            "Your reviews are shown and do not count at the moment: your levels and the known ones lie too far apart. \
             Judge some more, and look at what is known."
        }
    }
}

fn page(here: &Here, work: &TrialWork, typed: Option<&Fields>) -> Trial {
    let all: Vec<_> = work.rubric.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    let levels = typed.map(|fields| levels_of(fields, &work.rubric)).unwrap_or_default();
    Trial {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: work.achievement.clone(),
        standing: standing(work.gate).into(),
        words: work.words.clone(),
        left: match work.left {
            0 => "This is the last piece.".into(),
            1 => "One more piece after this one.".into(),
            more => format!("{more} more pieces after this one."),
        },
        action: format!("/bench/trial/{}", work.item_id).into(),
        criteria: choices(&work.rubric, &all, &levels, None),
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
            page.errors = place(words::errors(found), &mut page.criteria, "main");
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

fn tried(here: &Here, result: &TrialResult, more: bool) -> Tried {
    let line = |(id, known, given): &(_, u8, u8)| {
        let name = result.rubric.find(id).map_or("", |criterion| &criterion.name);
        let level = |level: u8| words::level_name(&result.rubric, id, level);
        let text = match known == given {
            true => format!("{}, as you found", level(*known)),
            false => format!("{}; you found {}", level(*known), level(*given)),
        };
        Fact::new(name, text)
    };
    Tried {
        frame: here.frame(),
        achievement: result.achievement.clone(),
        standing: standing(result.gate).into(),
        facts: result.levels.iter().map(line).collect(),
        next: more.then(|| "/bench/trial".into()),
    }
}
