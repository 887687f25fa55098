//! A reviewer's pages. Nothing on them says whose work it is unless the policy does.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, choices, comments_of, levels_of, place, words};
use crate::app::{BenchLine, BenchWork, Error, Readiness, SheetRequest};
use crate::http::Hall;
use crate::ids::ClaimId;
use crate::language::Words;
use crate::review::calibration::Gate;
use crate::review::view::{self, Shown};
use crate::review::{AssignmentState, FlagKind};
use crate::web::answer::{Page, PageError, html, see_other};
use crate::web::form::Fields;
use crate::web::moment::Moment;
use crate::web::views::reviewing::{Bench, Offer, Work};
use crate::web::views::{Cell, Column, Empty, Field, FieldError, Link, Row, Table};

/// `GET /bench`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    Ok(Page(view(&hall, &here).await?).into_response())
}

async fn view(hall: &Hall, here: &Here) -> Result<Bench, PageError> {
    let lines = hall.app().load_bench(&here.actor()).await?;
    let readiness = hall.app().find_readiness(&here.actor()).await?;
    let trial = hall.app().find_trial(&here.actor()).await?;
    let is_coach = !hall.app().list_coached(&here.actor()).await?.is_empty();
    let has_rulings = !hall.app().list_moderation(&here.actor()).await?.is_empty();
    let words = here.words();
    let row = |line: &BenchLine| Row {
        cells: vec![
            Cell::link(format!("/bench/{}", line.claim_id), &line.achievement),
            Cell::text(words.say(match line.state {
                AssignmentState::Offered => "bench-offered",
                AssignmentState::Accepted => "bench-at-work",
                _ => "bench-done",
            })),
            if line.state.is_live() { Cell::Moment(Moment::minute(line.due_at)) } else { Cell::text("") },
        ],
        ..Row::default()
    };
    let empty = match readiness {
        Some(_) => "bench-empty",
        None => "bench-stranger",
    };
    let is_reviewer = readiness.is_some();
    let mut links = Vec::new();
    if has_rulings {
        links.push(Link::new("/moderation", words.say("bench-to-rulings")));
    }
    if trial.is_some_and(|trial| trial.gate != Gate::Admitted) {
        links.push(Link::new("/bench/trial", words.say("bench-to-trial")));
    }
    if is_coach {
        links.push(Link::new("/coaching", words.say("bench-to-coaching")));
    }
    let away = readiness.as_ref().and_then(|readiness| readiness.away);
    let day = |at: Option<crate::clock::Timestamp>| Field::new(at.map(view::day).unwrap_or_default());
    Ok(Bench {
        frame: here.frame(),
        errors: Vec::new(),
        table: Table {
            caption: words.say("bench-caption").into(),
            columns: ["claim-column-badge", "bench-column-state", "bench-column-until"]
                .map(|name| Column::new(words.say(name)))
                .to_vec(),
            rows: lines.iter().map(row).collect(),
            empty: Empty::new(words.say(empty), None),
        },
        take: is_reviewer.then(|| "/bench/take".into()),
        links,
        thanks: readiness.as_ref().and_then(|one| thanks(words, one)),
        readiness: is_reviewer.then(|| "/bench/readiness".into()),
        per_week: Field::new(readiness.as_ref().map(|one| one.per_week.to_string()).unwrap_or_default()),
        away_from: day(away.map(|(from, _)| from)),
        away_to: day(away.map(|(_, to)| to)),
        conflict_action: is_reviewer.then(|| "/bench/conflict".into()),
        conflict: Field::default(),
    })
}

/// What claimants made of a reviewer's words.
fn thanks(words: Words, readiness: &Readiness) -> Option<String> {
    let (helpful, all) = readiness.helpful;
    (all > 0).then(|| words.fill("bench-thanks").count("helpful", helpful).count("all", all).into())
}

/// `POST /bench/readiness`
pub(super) async fn readiness(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let found = match ready(&hall, &sent).await {
        Ok(()) => return Ok(see_other("/bench?done=ready")),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let mut page = view(&hall, &sent.here).await?;
    let field = |name: &str| Field {
        value: sent.fields.text(name).to_owned(),
        error: found.iter().find(|error| error.field == name).map(|error| error.message.clone()),
    };
    (page.per_week, page.away_from, page.away_to) = (field("per_week"), field("away_from"), field("away_to"));
    page.errors = found;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn ready(hall: &Hall, sent: &Sent) -> Result<(), Error> {
    let text = |name: &str| sent.fields.text(name).trim().to_owned();
    let wrong = |field: &str, name: &str| Error::invalid(field, sent.here.words().say(name));
    let per_week = text("per_week").parse().map_err(|_| wrong("per_week", "bench-per-week-wrong"))?;
    let day = |name: &str| match text(name).as_str() {
        "" => Ok(None),
        day => format!("{day}T00:00:00Z").parse().map(Some).map_err(|_| wrong(name, "bench-day-wrong")),
    };
    let away = match (day("away_from")?, day("away_to")?) {
        (Some(from), Some(to)) => Some((from, to)),
        (None, None) => None,
        (None, Some(_)) => return Err(wrong("away_from", "bench-away-from-missing")),
        (Some(_), None) => return Err(wrong("away_to", "bench-away-to-missing")),
    };
    hall.app().set_readiness(&sent.here.actor(), per_week, away).await
}

/// `POST /bench/conflict`
pub(super) async fn conflict(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let email = sent.fields.text("conflict").trim();
    let found = match hall.app().declare_conflict(&sent.here.actor(), email).await {
        Ok(()) => return Ok(see_other("/bench?done=apart")),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let mut page = view(&hall, &sent.here).await?;
    let error = found.first().map(|error| error.message.clone());
    page.conflict = Field { value: email.to_owned(), error };
    page.errors = found;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /bench/take`
pub(super) async fn take(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    // Now and then the next piece is one whose levels are known; before somebody is admitted, always.
    if hall.app().is_trial_due(&sent.here.actor()).await? {
        return Ok(see_other("/bench/trial"));
    }
    match hall.app().take_work(&sent.here.actor()).await? {
        Some(claim) => Ok(see_other(&format!("/bench/{claim}?done=begun"))),
        None => Ok(see_other("/bench?done=nothing")),
    }
}

/// `GET /bench/{claim}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(claim): Path<String>,
) -> Result<Response, PageError> {
    let claim = ClaimId::from_text(claim);
    if let Some(offer) = offer(&hall, &here, &claim).await? {
        return Ok(Page(offer).into_response());
    }
    let work = hall.app().load_work(&here.actor(), &claim).await?;
    Ok(Page(page(&here, &work, None)).into_response())
}

/// The page of work that is offered and not opened.
async fn offer(hall: &Hall, here: &Here, claim: &ClaimId) -> Result<Option<Offer>, PageError> {
    let lines = hall.app().load_bench(&here.actor()).await?;
    let line = lines.into_iter().find(|line| line.claim_id == *claim && line.state == AssignmentState::Offered);
    Ok(line.map(|line| Offer {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: line.achievement,
        until: Moment::minute(line.due_at),
        open: format!("/bench/{claim}/open").into(),
        decline: format!("/bench/{claim}/decline").into(),
        reason: Field::default(),
    }))
}

fn page(here: &Here, work: &BenchWork, typed: Option<&Fields>) -> Work {
    let (id, rubric, words) = (&work.claim_id, work.terms.rubric(), here.words());
    let is_open = work.state == AssignmentState::Accepted;
    let can_review = is_open || work.change_until.is_some();
    let levels =
        typed.map_or_else(|| work.seen.own_levels.clone().unwrap_or_default(), |fields| levels_of(fields, rubric));
    let comments = typed.map_or_else(|| work.own_comments.clone(), |fields| comments_of(fields, rubric));
    let standing = match (is_open, work.change_until) {
        (true, _) => words.fill("work-due").with("when", words.minute(work.seen.due_at)).into(),
        (false, Some(until)) => words.fill("work-in-until").with("when", words.minute(until)).into(),
        (false, None) => words.say("work-in").into(),
    };
    let step = |step: &str| is_open.then(|| format!("/bench/{id}/{step}").into());
    let rated = work.seen.self_levels.iter().flatten();
    Work {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: work.view.definition.name.clone(),
        author: match &work.seen.claimant {
            Shown::As(name) => words.fill("work-author").with("name", name).into(),
            Shown::Person(_) => words.say("work-author-known").into(),
        },
        standing,
        statement: work.seen.statement.clone(),
        evidence: work
            .evidence
            .iter()
            .enumerate()
            .map(|(at, one)| words::piece(words, at + 1, one, &format!("/bench/{id}")))
            .collect(),
        self_rating: rated.map(|(id, level)| words::level(rubric, id, *level)).collect(),
        found: if can_review { Vec::new() } else { found(work) },
        action: can_review.then(|| format!("/bench/{id}").into()),
        button: words.say(if is_open { "work-hand-in" } else { "work-change" }).into(),
        submission: work.seen.submission.to_string(),
        criteria: choices(words, rubric, &work.seen.criteria, &levels, Some(&comments)),
        naming: words::naming_choice(
            work.terms.policy(),
            typed.map_or(work.own_naming, words::naming),
            words.say("work-naming-box"),
        ),
        extend: step("extend"),
        decline: step("decline"),
        reason: Field::default(),
        flag: step("flag"),
        withdraw: (work.state == AssignmentState::Done && work.can_withdraw)
            .then(|| format!("/bench/{id}/withdraw").into()),
        withdraw_reason: Field::default(),
    }
}

/// What the reviewer found, once it cannot be changed any more.
fn found(work: &BenchWork) -> Vec<String> {
    let levels = work.seen.own_levels.iter().flatten();
    let line = |(id, level): (&_, &u8)| {
        let comment = work.own_comments.get(id).map(|text| format!(". {text}")).unwrap_or_default();
        format!("{}{comment}", words::level(work.terms.rubric(), id, *level))
    };
    levels.map(line).collect()
}

/// `POST /bench/{claim}`: hands in the review, or changes it.
pub(super) async fn review(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let work = hall.app().load_work(&actor, &claim).await?;
    let rubric = work.terms.rubric();
    let request = SheetRequest {
        submission: sent.fields.text("submission").to_owned(),
        levels: levels_of(&sent.fields, rubric),
        comments: comments_of(&sent.fields, rubric),
        naming: words::naming(&sent.fields),
    };
    let found = match hall.app().submit_review(&actor, &claim, request).await {
        Ok(()) => return Ok(see_other(&format!("/bench/{claim}?done=reviewed"))),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(Error::Conflict(text)) => words::conflict(sent.here.words(), &text),
        Err(error) => return Err(error.into()),
    };
    let mut page = page(&sent.here, &work, Some(&sent.fields));
    page.errors = place(found, &mut page.criteria, "rubric");
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /bench/{claim}/{step}`: `open`, `decline`, `extend`, `flag` or `withdraw`.
pub(super) async fn step(
    State(hall): State<Hall>,
    Path((claim, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    match step.as_str() {
        "open" => {
            hall.app().open_work(&actor, &claim).await?;
            Ok(see_other(&format!("/bench/{claim}?done=begun")))
        }
        "extend" => {
            hall.app().extend_work(&actor, &claim).await?;
            Ok(see_other(&format!("/bench/{claim}?done=extended")))
        }
        "flag" => {
            let kind = flag(&hall, &sent, &claim).await?;
            hall.app().flag_work(&actor, &claim, kind).await?;
            Ok(see_other("/bench?done=flagged"))
        }
        "decline" => decline(&hall, &sent, &claim).await,
        "withdraw" => withdraw(&hall, &sent, &claim).await,
        _ => Err(Error::NotFound("page").into()),
    }
}

async fn flag(hall: &Hall, sent: &Sent, claim: &ClaimId) -> Result<FlagKind, PageError> {
    match (sent.fields.text("do"), sent.fields.text("pupil").parse::<usize>()) {
        ("unreadable", _) => Ok(FlagKind::Unreadable),
        ("misconduct", _) => Ok(FlagKind::Misconduct),
        (_, Ok(number)) => {
            let work = hall.app().load_work(&sent.here.actor(), claim).await?;
            let piece = number.checked_sub(1).and_then(|at| work.evidence.get(at));
            let piece = piece.ok_or(Error::NotFound("piece of evidence"))?;
            Ok(FlagKind::PupilIdentifiable { evidence: piece.evidence_id.clone() })
        }
        _ => Err(Error::NotFound("page").into()),
    }
}

async fn withdraw(hall: &Hall, sent: &Sent, claim: &ClaimId) -> Result<Response, PageError> {
    let reason = sent.fields.text("withdraw_reason");
    let found = match hall.app().withdraw_review(&sent.here.actor(), claim, reason).await {
        Ok(()) => return Ok(see_other("/bench?done=review-withdrawn")),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let error = found.first().map(|error| error.message.clone()).unwrap_or_default();
    let work = hall.app().load_work(&sent.here.actor(), claim).await?;
    let page = Work {
        errors: vec![FieldError::new("withdraw_reason", error.clone())],
        withdraw_reason: Field::wrong(reason, error),
        ..page(&sent.here, &work, None)
    };
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn decline(hall: &Hall, sent: &Sent, claim: &ClaimId) -> Result<Response, PageError> {
    let how = match sent.fields.text("do") {
        "conflict" => AssignmentState::Recused,
        _ => AssignmentState::Declined,
    };
    let reason = sent.fields.text("reason");
    // Whoever has a conflict need not say which.
    let reason = if how == AssignmentState::Recused && reason.trim().is_empty() { "conflict" } else { reason };
    let found = match hall.app().give_back_work(&sent.here.actor(), claim, how, reason).await {
        Ok(()) => return Ok(see_other("/bench?done=given-back")),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let wrong = Field { value: String::new(), error: found.first().map(|error| error.message.clone()) };
    if let Some(offer) = offer(hall, &sent.here, claim).await? {
        let page = Offer { errors: found, reason: wrong, ..offer };
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let work = hall.app().load_work(&sent.here.actor(), claim).await?;
    let page = Work { errors: found, reason: wrong, ..page(&sent.here, &work, None) };
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
