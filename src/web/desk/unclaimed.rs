//! Badges that nobody has answered: seen, reminded of, cancelled, and whether reminders go out by themselves.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::moment::Moment;
use super::super::views::desk::Unclaimed;
use super::super::views::{Cell, Choice, Column, Empty, FieldError, Frame, Link, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission, RemindOutcome, StatusMove};
use crate::http::Hall;
use crate::ids::AwardId;
use crate::language::Words;
use crate::store::{AwardFilter, AwardSummary, Reminded, Reminders};

/// The state that the list of awards can be narrowed to.
pub(super) const STATE: &str = "unanswered";
/// Awards on the page.
const PAGE: i64 = 200;

/// `GET /desk/{slug}/unclaimed`
pub(super) async fn list(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let mut page = view(&hall, &here).await?;
    page.frame.notice = notice(&page.frame, &asked).or(page.frame.notice);
    Ok(Page(page).into_response())
}

/// What was done just before, as the query tells it.
pub(super) fn notice(frame: &Frame, asked: &Fields) -> Option<String> {
    let number = |name: &str| asked.text(name).parse::<i64>().unwrap_or(0).max(0);
    match asked.text("done") {
        "reminded" => {
            let said = frame.fill("unclaimed-done-reminded");
            let said = said.count("reminded", number("reminded")).count("left", number("left"));
            Some(said.to_string().trim().to_owned())
        }
        "cancelled" => Some(frame.fill("cancel-done").count("cancelled", number("cancelled")).to_string()),
        "cancel" => Some(frame.fill("cancel-done").count("cancelled", 1_i64).to_string()),
        "reminders" => Some(frame.say("unclaimed-done-saved").into_owned()),
        _ => None,
    }
}

async fn view(hall: &Hall, here: &Here) -> Result<Unclaimed, PageError> {
    let (app, actor, frame) = (hall.app(), here.actor(), here.frame());
    let filter = AwardFilter { state: STATE.to_owned(), limit: PAGE, ..AwardFilter::default() };
    let found = app.list_awards(&actor, here.id(), &filter).await?;
    let count = app.count_unanswered(&actor, here.id()).await?;
    let reminders = app.load_reminders(&actor, here.id()).await?;
    let said = |name: &str| frame.say(name).into_owned();
    let columns = [
        "unclaimed-column-earner",
        "unclaimed-column-achievement",
        "unclaimed-column-issued",
        "unclaimed-column-reminder",
    ];
    let choice =
        |value: &str, own: Reminders, name: &str| Choice { chosen: own == reminders, ..Choice::new(value, said(name)) };
    let all_href = here.path("/awards");
    Ok(Unclaimed {
        desk: here.desk("Awards"),
        errors: Vec::new(),
        count,
        shown: (count > found.len() as i64).then_some(found.len() as i64),
        table: Table {
            caption: said("unclaimed-caption"),
            columns: columns.map(|name| Column::new(said(name))).to_vec(),
            rows: found.iter().map(|award| row(here, award, frame.words)).collect(),
            empty: Empty::new(said("unclaimed-none"), Some(Link::new(all_href.clone(), said("unclaimed-all-awards")))),
        },
        remind: here.path_if(Permission::Award, "/unclaimed/remind").filter(|_| !found.is_empty()),
        cancel: here.path_if(Permission::Revoke, "/unclaimed/cancel").filter(|_| !found.is_empty()),
        switch: here.path_if(Permission::Manage, "/unclaimed/reminders"),
        reminders: vec![
            choice("on", Reminders::On, "unclaimed-reminders-on"),
            choice("off", Reminders::Off, "unclaimed-reminders-off"),
        ],
        all_href: all_href.into(),
        frame,
    })
}

fn row(here: &Here, award: &AwardSummary, said: Words) -> Row {
    let earner = words::named(said, &award.person_name, &award.person_email);
    Row {
        id: award.award_id.to_string(),
        label: format!("{earner}, {}", award.achievement_name),
        ticked: false,
        cells: vec![
            Cell::link(here.path(&format!("/awards/{}", award.award_id)), earner),
            Cell::text(&award.achievement_name),
            Cell::Moment(Moment::day(award.awarded_at)),
            Cell::text(last_reminder(award.reminded, said)),
        ],
    }
}

/// The last reminder in words: "24 May 2026 (2 in all)".
pub(super) fn last_reminder(reminded: Option<Reminded>, said: Words) -> String {
    match reminded {
        Some(Reminded { stopped_at: Some(_), .. }) => said.say("unclaimed-reminder-stopped").into_owned(),
        Some(reminded) if reminded.sent > 0 => {
            let day = said.day(reminded.sent_at);
            said.fill("unclaimed-reminder-last").with("day", day).count("count", reminded.sent).to_string()
        }
        _ => said.say("unclaimed-reminder-none").into_owned(),
    }
}

/// `POST /desk/{slug}/unclaimed/remind`: the ticked ones, or all.
pub(super) async fn remind(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Award).await?;
    let awards: Vec<AwardId> = fields.all("award").into_iter().map(AwardId::from_text).collect();
    let chosen = (fields.text("all") != "yes").then_some(awards.as_slice());
    if chosen.is_some_and(<[AwardId]>::is_empty) {
        return choose_first(&hall, &here).await;
    }
    let outcome = hall.app().remind_by_hand(&here.actor(), here.id(), chosen).await?;
    Ok(here.see("/unclaimed", &done(outcome)))
}

async fn choose_first(hall: &Hall, here: &Here) -> Result<Response, PageError> {
    let mut page = view(hall, here).await?;
    page.errors = vec![FieldError::new("award-1", page.frame.say("unclaimed-choose"))];
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /desk/{slug}/unclaimed/cancel`: the ticked ones.
pub(super) async fn cancel(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Revoke).await?;
    let awards: Vec<AwardId> = fields.all("award").into_iter().map(AwardId::from_text).collect();
    if awards.is_empty() {
        return choose_first(&hall, &here).await;
    }
    let changes = hall.app().change_status(&here.actor(), here.id(), &awards, StatusMove::Cancel, "").await?;
    let cancelled = changes.iter().filter(|change| change.changed).count();
    Ok(here.see("/unclaimed", &format!("cancelled&cancelled={cancelled}")))
}

/// `POST /desk/{slug}/awards/{award}/remind`
pub(super) async fn remind_one(
    State(hall): State<Hall>,
    Path((_, award)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, award) = (sent.here, AwardId::from_text(award));
    let chosen = std::slice::from_ref(&award);
    let outcome = hall.app().remind_by_hand(&here.actor(), here.id(), Some(chosen)).await?;
    Ok(here.see(&format!("/awards/{award}"), &done(outcome)))
}

fn done(outcome: RemindOutcome) -> String {
    format!("reminded&reminded={}&left={}", outcome.reminded, outcome.left_alone)
}

/// `POST /desk/{slug}/unclaimed/reminders`: whether they go out by themselves.
pub(super) async fn switch(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let here = sent.here;
    let reminders = match sent.fields.text("reminders") {
        "on" => Reminders::On,
        "off" => Reminders::Off,
        _ => return Err(Error::invalid("reminders-1", "Choose one of the two.").into()),
    };
    hall.app().set_reminders(&here.actor(), here.id(), reminders).await?;
    Ok(here.see("/unclaimed", "reminders"))
}
