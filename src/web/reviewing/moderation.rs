//! A moderator's pages: what needs a ruling, and the ruling.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, choices, levels_of, place, words};
use crate::app::{Case, Error, QueueLine, RulingRequest};
use crate::http::Hall;
use crate::ids::ClaimId;
use crate::language::Words;
use crate::review::State as Standing;
use crate::web::answer::{Page, PageError, html, see_other};
use crate::web::form::Fields;
use crate::web::moment::Moment;
use crate::web::views::reviewing::{self, Listing, Opinion};
use crate::web::views::{Cell, Column, Empty, Field, FieldError, Row, Table};

/// `GET /moderation`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let lines = hall.app().list_moderation(&here.actor()).await?;
    let words = here.words();
    let row = |line: &QueueLine| Row {
        cells: vec![
            Cell::link(format!("/moderation/{}", line.claim_id), &line.achievement),
            Cell::text(words::cause(words, line.state, line.cause)),
            Cell::Moment(Moment::day(line.waiting_since)),
        ],
        ..Row::default()
    };
    let page = Listing {
        frame: here.frame(),
        title: words.say("ruling-list-title").into(),
        intro: words.say("ruling-list-intro").into(),
        table: Table {
            caption: words.say("ruling-list-caption").into(),
            columns: ["claim-column-badge", "ruling-column-why", "ruling-column-since"]
                .map(|name| Column::new(words.say(name)))
                .to_vec(),
            rows: lines.iter().map(row).collect(),
            empty: Empty::new(words.say("ruling-list-empty"), None),
        },
        more: None,
        button: None,
    };
    Ok(Page(page).into_response())
}

/// `GET /moderation/{claim}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(claim): Path<String>,
) -> Result<Response, PageError> {
    let case = hall.app().load_case(&here.actor(), &ClaimId::from_text(claim)).await?;
    Ok(Page(page(&here, &case, None)).into_response())
}

fn page(here: &Here, case: &Case, typed: Option<&Fields>) -> reviewing::Case {
    let (rubric, words) = (case.terms.rubric(), here.words());
    let opinion = |review: &crate::app::CaseReview| {
        let who = words.fill(if review.counts { "ruling-peer" } else { "ruling-peer-supervised" });
        let line = |(id, level): (&_, &u8)| {
            let comment = review.comments.get(id).map(|text| format!(". {text}")).unwrap_or_default();
            format!("{}{comment}", words::level(rubric, id, *level))
        };
        Opinion {
            who: who.with("name", &review.reviewer).into(),
            lines: review.levels.iter().map(line).collect(),
            key: review.reviewer.clone(),
        }
    };
    let levels = typed.map(|fields| levels_of(fields, rubric)).unwrap_or_default();
    let is_open = matches!(case.state, Standing::Moderation | Standing::Appeal | Standing::Screening);
    let can_void = matches!(case.state, Standing::InReview | Standing::Moderation);
    reviewing::Case {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: case.view.definition.name.clone(),
        cause: words::cause(words, case.state, case.cause).into(),
        statement: case.statement.clone(),
        objection: case.appeal.clone(),
        evidence: case
            .evidence
            .iter()
            .enumerate()
            .map(|(at, one)| words::piece(words, at + 1, one, &format!("/moderation/{}", case.claim_id)))
            .collect(),
        spread: spread(words, case),
        flags: case.flags.iter().map(|flag| words::flag(words, flag).into()).collect(),
        void_review: can_void.then(|| format!("/moderation/{}/void-review", case.claim_id).into()),
        void_claim: case.can_void.then(|| format!("/moderation/{}/void", case.claim_id).into()),
        opinions: case.reviews.iter().map(opinion).collect(),
        action: is_open.then(|| format!("/moderation/{}", case.claim_id).into()),
        is_screening: case.state == Standing::Screening,
        criteria: choices(words, rubric, &case.criteria, &levels, None),
        reason: Field::new(typed.map(|fields| fields.text("reason")).unwrap_or_default()),
    }
}

/// How far the peers are apart: for each criterion the level that is needed, how many found it reached and how many
/// below, and the levels that they gave.
fn spread(words: Words, case: &Case) -> Table {
    let counted: Vec<_> = case.reviews.iter().filter(|review| review.counts).collect();
    let row = |id: &crate::review::rubric::CriterionId| {
        let criterion = case.terms.rubric().find(id)?;
        let given: Vec<u8> = counted.iter().filter_map(|review| review.levels.get(id).copied()).collect();
        let reached = given.iter().filter(|level| **level >= criterion.required).count();
        let levels = criterion.levels.iter().enumerate().filter_map(|(at, level)| {
            let count = given.iter().filter(|given| usize::from(**given) == at).count();
            (count > 0).then(|| format!("{}: {count}", level.name))
        });
        let needed = criterion.levels.get(usize::from(criterion.required)).map_or("", |level| &level.name);
        let cells = [
            criterion.name.clone(),
            needed.to_owned(),
            reached.to_string(),
            (given.len() - reached).to_string(),
            levels.collect::<Vec<_>>().join(", "),
        ];
        Some(Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() })
    };
    Table {
        caption: words.say("ruling-spread").into(),
        columns: [
            "ruling-column-criterion",
            "ruling-column-needed",
            "ruling-column-reached",
            "ruling-column-below",
            "ruling-column-levels",
        ]
        .map(|name| Column::new(words.say(name)))
        .to_vec(),
        rows: case.criteria.iter().filter_map(row).collect(),
        empty: Empty::new(words.say("ruling-spread-empty"), None),
    }
}

/// `POST /moderation/{claim}/{step}`: `void-review` or `void`.
pub(super) async fn void(
    State(hall): State<Hall>,
    Path((claim, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let (outcome, field, done) = match step.as_str() {
        "void-review" => {
            let review = sent.fields.text("review");
            let field = format!("void_reason-{review}");
            let outcome = hall.app().void_review(&actor, &claim, review, sent.fields.text(&field)).await;
            (outcome, field, format!("/moderation/{claim}?done=review-voided"))
        }
        "void" => {
            let outcome = hall.app().void_claim(&actor, &claim, sent.fields.text("misconduct")).await;
            (outcome, "misconduct".to_owned(), "/moderation?done=voided".to_owned())
        }
        _ => return Err(Error::NotFound("page").into()),
    };
    let text = match outcome {
        Ok(()) => return Ok(see_other(&done)),
        Err(Error::Invalid(_)) => sent.here.words().say("ruling-reason-missing").into(),
        Err(Error::Conflict(text)) => sent.here.words().retold(&text),
        Err(error) => return Err(error.into()),
    };
    let case = hall.app().load_case(&actor, &claim).await?;
    let mut page = page(&sent.here, &case, None);
    page.errors = vec![FieldError::new(field, text)];
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /moderation/{claim}`
pub(super) async fn rule(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let case = hall.app().load_case(&actor, &claim).await?;
    let reason = sent.fields.text("reason");
    let app = hall.app();
    let outcome = match sent.fields.text("do") {
        "decide" => {
            let levels = levels_of(&sent.fields, case.terms.rubric());
            app.moderate_claim(&actor, &claim, RulingRequest::Decide(levels), reason).await
        }
        "peers" => app.moderate_claim(&actor, &claim, RulingRequest::AskPeers, reason).await,
        "pass" => app.screen_claim(&actor, &claim, None).await,
        "return" => app.screen_claim(&actor, &claim, Some(reason)).await,
        _ => return Err(Error::NotFound("page").into()),
    };
    let found = match outcome {
        Ok(()) => return Ok(see_other("/moderation?done=ruled")),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(Error::Conflict(text)) => words::conflict(sent.here.words(), &text),
        Err(error) => return Err(error.into()),
    };
    let mut page = page(&sent.here, &case, Some(&sent.fields));
    page.errors = place(found, &mut page.criteria, "reason");
    page.reason.error = page.errors.iter().find(|error| error.field == "reason").map(|error| error.message.clone());
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
