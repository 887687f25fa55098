//! Awarding on a page: one achievement, one or several people.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html, see_other};
use super::super::form::{Asked, Fields};
use super::super::views::desk::AwardForm;
use super::super::views::{Choice, Field, FieldError};
use super::here::{Here, Sent};
use crate::app::{
    AwardAnswer, AwardImportRequest, AwardRequest, Duplicates, Error, EvidenceRequest, Idempotency, PLANNED_SECONDS,
    Permission, Recipient,
};
use crate::batch::{Handed, Sheet, Spreadsheet};
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::ids::{AchievementId, Random};
use crate::language::Words;
use crate::store::{Achievement, AchievementState};

/// Achievements to choose from.
const ACHIEVEMENTS_LIMIT: i64 = 500;

/// `GET /desk/{slug}/awards/new`
pub(super) async fn blank(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Award).await?;
    let mut page = view(&hall, &here, &asked).await?;
    page.issued = Field::new(day(hall.app().now()));
    Ok(Page(page).into_response())
}

/// `POST /desk/{slug}/awards/new`: awards to everybody whose line is in order, and comes back with the other lines.
pub(super) async fn award(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Award).await?;
    if let Some(at) = planned(&fields, hall.app().now()) {
        return plan(&hall, &here, &fields, at).await;
    }
    let words = here.words();
    let (requests, errors) = read(words, &fields, hall.app().now());
    if !errors.is_empty() {
        let page = with_errors(view(&hall, &here, &fields).await?, errors);
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let hashed = serde_json::to_vec(&requests).map_err(crate::app::Error::internal)?;
    let once = Idempotency::new(fields.text("once"), &hashed)?;
    let answer = hall.app().award(&here.actor(), here.id(), &requests, Some(once)).await?;
    if answer.awarded() == requests.len() {
        return Ok(here.see("/awards", if requests.len() == 1 { "awarded" } else { "all-awarded" }));
    }
    let (left, errors) = refused(words, &requests, &answer);
    let mut page = view(&hall, &here, &fields).await?;
    page.emails.value = left;
    if answer.awarded() > 0 {
        page.frame.notice = Some(words.fill("award-made").count("count", answer.awarded()).into());
    }
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &with_errors(page, errors)))
}

/// The first day, when it is still to come and everything else is in order.
fn planned(fields: &Fields, now: Timestamp) -> Option<Timestamp> {
    let at: Timestamp = format!("{}T00:00:00Z", fields.filled("issued")?).parse().ok()?;
    let (_, errors) = read(Words::default(), fields, now);
    // What is further away is refused as a first day that nobody means.
    let is_near = at > now && at <= now.plus_seconds(PLANNED_SECONDS);
    (is_near && errors.is_empty()).then_some(at)
}

/// Keeps a list of the people, which the worker awards on that day and which can be changed or called off before.
async fn plan(hall: &Hall, here: &Here, fields: &Fields, at: Timestamp) -> Result<Response, PageError> {
    let mut table = Sheet::new(&["E-mail", "Name", "Last day", "Evidence address", "Evidence narrative"]);
    for email in fields.text("emails").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let text = |name: &str| fields.text(name).trim();
        table.push(&[email, text("name"), text("expires"), text("evidence_address"), text("evidence_narrative")]);
    }
    let file = Handed::bytes("table", table.into_text().into_bytes());
    let table = Spreadsheet::open(&file).map_err(|error| Error::invalid("emails", error.to_string()))?;
    let request = AwardImportRequest {
        achievement: AchievementId::from_text(fields.text("achievement")),
        name: here.words().fill("award-planned").with("day", here.words().day(at)).into(),
        duplicates: Duplicates::Allow,
    };
    let (app, actor) = (hall.app(), here.actor());
    let import = app.create_import(&actor, here.id(), request, table).await?;
    match app.start_import(&actor, here.id(), &import, Some(at)).await {
        // What is in the way stands on the page of the list, and can be mended there.
        Ok(()) | Err(Error::Invalid(_)) => Ok(see_other(&here.path(&format!("/awards/import/{import}")))),
        Err(error) => Err(error.into()),
    }
}

/// The form as it was filled in; without anything filled in, an empty one.
async fn view(hall: &Hall, here: &Here, fields: &Fields) -> Result<AwardForm, PageError> {
    let field = |name: &str| Field::new(fields.text(name));
    Ok(AwardForm {
        frame: here.frame(),
        desk: here.desk("Awards"),
        action: here.path("/awards/new").into(),
        // Each form awards once, however often it is sent.
        once: Random::system().text(26),
        errors: Vec::new(),
        achievements: achievement_choices(hall, here, fields.text("achievement")).await?,
        import_href: here.path("/awards/import").into(),
        achievements_href: here.path("/achievements").into(),
        emails: field("emails"),
        name: field("name"),
        issued: field("issued"),
        expires: field("expires"),
        evidence_address: field("evidence_address"),
        evidence_narrative: field("evidence_narrative"),
    })
}

/// The achievements that can be awarded, to choose from.
pub(super) async fn achievement_choices(hall: &Hall, here: &Here, chosen: &str) -> Result<Vec<Choice>, PageError> {
    let all = hall.app().list_own_achievements(&here.actor(), here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    Ok(choices(here.words(), &all, chosen))
}

fn choices(words: Words, all: &[Achievement], chosen: &str) -> Vec<Choice> {
    let published = all.iter().filter(|one| one.state == AchievementState::Published);
    let mut choices: Vec<Choice> = published
        .map(|one| {
            let id = one.achievement_id.as_str();
            Choice { chosen: id == chosen, ..Choice::new(id, &one.name) }
        })
        .collect();
    if choices.len() > 1 {
        // Nobody should award what merely stands first.
        choices.insert(0, Choice::new("", words.say("award-choose")));
    }
    choices
}

/// What the form asks for; else what is wrong with it.
fn read(words: Words, fields: &Fields, now: Timestamp) -> (Vec<AwardRequest>, Vec<FieldError>) {
    let mut errors = Vec::new();
    let lines = || fields.text("emails").lines().map(str::trim).filter(|line| !line.is_empty());
    let achievement_id = fields.text("achievement").to_owned();
    if achievement_id.is_empty() {
        errors.push(FieldError::new("achievement", words.say("award-achievement-missing")));
    }
    if lines().next().is_none() {
        errors.push(FieldError::new("emails", words.say("award-email-missing")));
    }
    let name = fields.filled("name").unwrap_or_default();
    if !name.is_empty() && lines().count() > 1 {
        errors.push(FieldError::new("name", words.say("award-name-wrong")));
    }
    // Today means now; another first day means its beginning, the last day its end.
    let issued = fields.filled("issued").filter(|issued| *issued != day(now));
    let awarded_at = issued.and_then(|day| instant(words, ("issued", &day), "T00:00:00Z", &mut errors));
    let expires = fields.filled("expires");
    let valid_until = expires.and_then(|day| instant(words, ("expires", &day), "T23:59:59Z", &mut errors));
    let evidence = EvidenceRequest {
        url: fields.filled("evidence_address"),
        narrative: fields.filled("evidence_narrative"),
        ..EvidenceRequest::default()
    };
    let is_page = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    if evidence.url.as_ref().is_some_and(|url| !is_page(url)) {
        errors.push(FieldError::new("evidence_address", words.say("award-address-wrong")));
    }
    let has_evidence = evidence != EvidenceRequest::default();
    let request = |email: &str| AwardRequest {
        achievement_id: achievement_id.clone(),
        recipient: Recipient { email: email.to_owned(), name: name.clone() },
        awarded_at: awarded_at.clone(),
        valid_until: valid_until.clone(),
        evidence: if has_evidence { vec![evidence.clone()] } else { Vec::new() },
        ..AwardRequest::default()
    };
    (lines().map(request).collect(), errors)
}

/// A day as the form has it.
pub(super) fn day(at: Timestamp) -> String {
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

/// The instant of the day in a field, as a text; notes what is no day.
pub(super) fn instant(
    words: Words,
    (field, day): (&str, &str),
    time: &str,
    errors: &mut Vec<FieldError>,
) -> Option<String> {
    let text = format!("{day}{time}");
    if text.parse::<Timestamp>().is_ok() {
        return Some(text);
    }
    errors.push(FieldError::new(field, words.say("desk-day-wrong")));
    None
}

/// The lines that were not awarded, and why not.
fn refused(words: Words, requests: &[AwardRequest], answer: &AwardAnswer) -> (String, Vec<FieldError>) {
    let (mut left, mut errors, mut said) = (Vec::new(), Vec::new(), BTreeSet::new());
    for row in answer.rows.iter().filter(|row| row.award_id.is_none()) {
        let email = requests.get(row.row).map_or("", |request| request.recipient.email.as_str());
        left.push(email);
        for error in &row.errors {
            let (field, message) = match error.field.as_str() {
                "recipient.email" => {
                    let line = words.fill("award-email-wrong").count("line", left.len());
                    ("emails", line.with("email", email).into())
                }
                "achievementId" => ("achievement", words.retold(&error.message)),
                "awardedAt" => ("issued", words.retold(&error.message)),
                "validUntil" => ("expires", words.say("award-last-wrong").into()),
                path if path.contains("arrative") => ("evidence_narrative", words.retold(&error.message)),
                _ => ("evidence_address", words.retold(&error.message)),
            };
            if said.insert((field, message.clone())) {
                errors.push(FieldError::new(field, message));
            }
        }
    }
    (left.join("\n"), errors)
}

/// The form with what is wrong beside the fields and above them.
fn with_errors(mut page: AwardForm, errors: Vec<FieldError>) -> AwardForm {
    for error in &errors {
        let field = match error.field.as_str() {
            "emails" => &mut page.emails,
            "name" => &mut page.name,
            "issued" => &mut page.issued,
            "expires" => &mut page.expires,
            "evidence_address" => &mut page.evidence_address,
            "evidence_narrative" => &mut page.evidence_narrative,
            _ => continue,
        };
        let before = field.error.take().map(|before| format!("{before} ")).unwrap_or_default();
        field.error = Some(format!("{before}{}", error.message));
    }
    page.errors = errors;
    page
}
