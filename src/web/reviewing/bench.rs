//! A reviewer's pages. Nothing on them says whose work it is unless the policy does.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, choices, comments_of, levels_of, place, words};
use crate::app::{BenchLine, BenchWork, Error, SheetRequest};
use crate::http::Hall;
use crate::ids::ClaimId;
use crate::review::view::Shown;
use crate::review::{AssignmentState, FlagKind};
use crate::web::answer::{Page, PageError, html, see_other};
use crate::web::form::Fields;
use crate::web::moment::Moment;
use crate::web::views::reviewing::{Listing, Offer, Work};
use crate::web::views::{Cell, Column, Empty, Field, FieldError, Link, Row, Table};

/// `GET /bench`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let lines = hall.app().load_bench(&here.actor()).await?;
    let is_reviewer = hall.app().is_reviewer(&here.actor()).await?;
    let has_rulings = !hall.app().list_moderation(&here.actor()).await?.is_empty();
    let row = |line: &BenchLine| Row {
        cells: vec![
            Cell::link(format!("/bench/{}", line.claim_id), &line.achievement),
            Cell::text(match line.state {
                AssignmentState::Offered => "Offered to you",
                AssignmentState::Accepted => "You are at it",
                _ => "Done. Thank you",
            }),
            Cell::Moment(Moment::minute(line.due_at)),
        ],
        ..Row::default()
    };
    let empty = match is_reviewer {
        true => "Nothing waits for you. Thank you.",
        false => "You do not review yet. The owner of a badge can name you.",
    };
    let page = Listing {
        frame: here.frame(),
        title: "Your bench".into(),
        intro: "Work of colleagues that waits for your judgement.".into(),
        table: Table {
            caption: "Work on your bench".into(),
            columns: ["Badge", "State", "Until"].map(Column::new).to_vec(),
            rows: lines.iter().map(row).collect(),
            empty: Empty::new(empty, None),
        },
        more: has_rulings.then(|| Link::new("/moderation", "Rulings that wait for you")),
        button: is_reviewer.then(|| ("/bench/take".into(), "Give me a piece of work".into())),
    };
    Ok(Page(page).into_response())
}

/// `POST /bench/take`
pub(super) async fn take(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
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
    let (id, rubric) = (&work.claim_id, work.terms.rubric());
    let is_open = work.state == AssignmentState::Accepted;
    let can_review = is_open || work.change_until.is_some();
    let levels =
        typed.map_or_else(|| work.seen.own_levels.clone().unwrap_or_default(), |fields| levels_of(fields, rubric));
    let comments = typed.map_or_else(|| work.own_comments.clone(), |fields| comments_of(fields, rubric));
    let standing = match (is_open, work.change_until) {
        (true, _) => format!("Please hand in by {}.", Moment::minute(work.seen.due_at).text),
        (false, Some(until)) => {
            format!("Your review is in. You can change it until {}.", Moment::minute(until).text)
        }
        (false, None) => "Your review is in. Thank you.".into(),
    };
    let step = |step: &str| is_open.then(|| format!("/bench/{id}/{step}").into());
    let rated = work.seen.self_levels.iter().flatten();
    Work {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: work.view.definition.name.clone(),
        author: match &work.seen.claimant {
            Shown::As(name) => format!("Author {name}"),
            Shown::Person(_) => "The author is known to you by the rules of this badge".into(),
        },
        standing,
        statement: work.seen.statement.clone(),
        evidence: work
            .evidence
            .iter()
            .enumerate()
            .map(|(at, one)| words::piece(at + 1, one, &format!("/bench/{id}")))
            .collect(),
        self_rating: rated.map(|(id, level)| words::level(rubric, id, *level)).collect(),
        action: can_review.then(|| format!("/bench/{id}").into()),
        button: if is_open { "Hand in the review" } else { "Change the review" }.into(),
        submission: work.seen.submission.to_string(),
        criteria: choices(rubric, &work.seen.criteria, &levels, Some(&comments)),
        extend: step("extend"),
        decline: step("decline"),
        reason: Field::default(),
        flag: step("flag"),
    }
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
    };
    let found = match hall.app().submit_review(&actor, &claim, request).await {
        Ok(()) => return Ok(see_other(&format!("/bench/{claim}?done=reviewed"))),
        Err(Error::Invalid(found)) => words::errors(found),
        Err(Error::Conflict(text)) => vec![FieldError::new("", text)],
        Err(error) => return Err(error.into()),
    };
    let mut page = page(&sent.here, &work, Some(&sent.fields));
    page.errors = place(found, &mut page.criteria, "rubric");
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /bench/{claim}/{step}`: `open`, `decline`, `extend` or `flag`.
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
        Err(Error::Invalid(found)) => words::errors(found),
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
