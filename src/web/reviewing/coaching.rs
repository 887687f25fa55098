//! A coach's pages: the claims of those who named them, the work, and a word about it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, words};
use crate::app::{CoachLine, CoachedWork, Error};
use crate::http::Hall;
use crate::ids::ClaimId;
use crate::web::answer::{Page, PageError, html, see_other};
use crate::web::moment::Moment;
use crate::web::views::reviewing::{Coached, Listing};
use crate::web::views::{Cell, Column, Empty, Field, FieldError, Row, Table};

/// `GET /coaching`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let lines = hall.app().list_coached(&here.actor()).await?;
    let words = here.words();
    let row = |line: &CoachLine| Row {
        cells: vec![
            Cell::link(format!("/coaching/{}", line.claim_id), &line.achievement),
            Cell::text(words::place(words, line.state)),
            Cell::Moment(Moment::day(line.named_at)),
        ],
        ..Row::default()
    };
    let page = Listing {
        frame: here.frame(),
        title: words.say("bench-to-coaching").into(),
        intro: words.say("coach-list-intro").into(),
        table: Table {
            caption: words.say("coach-list-caption").into(),
            columns: ["claim-column-badge", "claim-column-stands", "coach-column-since"]
                .map(|name| Column::new(words.say(name)))
                .to_vec(),
            rows: lines.iter().map(row).collect(),
            empty: Empty::new(words.say("coach-list-empty"), None),
        },
        more: None,
        button: None,
    };
    Ok(Page(page).into_response())
}

/// `GET /coaching/{claim}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(claim): Path<String>,
) -> Result<Response, PageError> {
    let work = hall.app().load_coached(&here.actor(), &ClaimId::from_text(claim)).await?;
    Ok(Page(page(&here, &work)).into_response())
}

fn page(here: &Here, work: &CoachedWork) -> Coached {
    let (place, words) = (format!("/coaching/{}", work.claim_id), here.words());
    Coached {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: work.achievement.clone(),
        claimant: work.claimant.clone(),
        standing: words::place(words, work.state).into(),
        statement: work.statement.clone(),
        evidence: work.evidence.iter().enumerate().map(|(at, one)| words::piece(words, at + 1, one, &place)).collect(),
        comment: Field::new(&work.comment),
        sign_off: work.can_sign_off.then(|| format!("{place}/sign-off").into()),
        signed_off: work.signed_off_at.map(Moment::day),
        action: place.into(),
    }
}

/// `POST /coaching/{claim}`: keeps the comment.
pub(super) async fn comment(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let text = sent.fields.text("comment");
    let found = match hall.app().comment_as_coach(&actor, &claim, text).await {
        Ok(()) => return Ok(see_other(&format!("/coaching/{claim}?done=commented"))),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(error) => return Err(error.into()),
    };
    let work = hall.app().load_coached(&actor, &claim).await?;
    let error = found.first().map(|error: &FieldError| error.message.clone());
    let comment = Field { value: text.to_owned(), error };
    let page = Coached { errors: found, comment, ..page(&sent.here, &work) };
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /coaching/{claim}/sign-off`
pub(super) async fn sign_off(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let claim = ClaimId::from_text(claim);
    hall.app().sign_off_attempt(&sent.here.actor(), &claim).await?;
    Ok(see_other(&format!("/coaching/{claim}?done=signed-off")))
}
