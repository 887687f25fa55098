//! Review at the desk: the queue with the reviewers, and how an achievement is reviewed.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::moment::Moment;
use super::super::reviewing::words as review_words;
use super::super::views::reviewing::{ReviewSettings, Reviews};
use super::super::views::{Cell, Choice, Column, Empty, Fact, Field, FieldError, Link, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, NewReviewer, Permission, QueueLine, ReviewRequest, ReviewerLine};
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::review::policy::{Anonymity, Calibration, Screening};

const ANONYMITY: [(Anonymity, &str); 3] = [
    (Anonymity::Double, "Neither side sees the other's name"),
    (Anonymity::Single, "Peers see the claimant's name, not the other way"),
    (Anonymity::Open, "Everybody sees everybody"),
];
const SCREENING: [(Screening, &str); 2] = [
    (Screening::Automatic, "It goes to them after 30 minutes"),
    (Screening::Screener, "An owner or moderator looks it over first"),
];

const CALIBRATION: [(Calibration, &str); 3] = [
    (Calibration::Off, "No"),
    (Calibration::Gate, "Yes: whoever lets everything pass, or nothing, does not count until they do better"),
    (Calibration::Weights, "Yes, and reviews weigh by how well it went"),
];

/// Achievements on the page. An organisation has dozens.
const ACHIEVEMENTS: i64 = 1_000;

/// `GET /desk/{slug}/reviews`
pub(super) async fn overview(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    Ok(Page(view(&hall, &here).await?).into_response())
}

async fn view(hall: &Hall, here: &Here) -> Result<Reviews, PageError> {
    let queue = hall.app().load_queue(&here.actor(), here.id()).await?;
    let reviewers = hall.app().list_reviewers(&here.actor(), here.id()).await?;
    let badges = match here.may(Permission::See) {
        true => Some(badges(hall, here).await?),
        false => None,
    };
    let count = |(state, count): (&String, &i64)| {
        let place = review_words::value(state).map(review_words::place);
        Fact::new(place.unwrap_or("Others"), words::number(*count))
    };
    Ok(Reviews {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        errors: Vec::new(),
        counts: queue.counts.iter().map(count).collect(),
        links: here
            .path_if(Permission::Manage, "/communities")
            .map(|href| Link::new(href, here.frame().say("communities-link")))
            .into_iter()
            .chain([
                Link::new(here.path("/reviews/insights"), "How the review does: agreement, time, appeals"),
                Link::new(here.path("/reviews/simulator"), "Try the rules in a town that is made up"),
            ])
            .collect(),
        queue: Table {
            caption: "What waits, the longest first".into(),
            columns: ["Badge", "State", "Waits since", "Reviews", "Open places"].map(Column::new).to_vec(),
            rows: queue.lines.iter().map(waiting).collect(),
            empty: Empty::new("Nothing waits.", None),
        },
        reviewers: Table {
            caption: "Reviewers".into(),
            columns: ["Name", "School", "Open", "Last 28 days", "A week"].map(Column::new).to_vec(),
            rows: reviewers.iter().map(person).collect(),
            empty: Empty::new("Nobody reviews yet. Name at least three people of different schools.", None),
        },
        badges,
        action: here.path_if(Permission::Manage, "/reviews/reviewers"),
        moderator: vec![Choice::new("yes", "May rule when peers cannot settle it")],
        ..Reviews::default()
    })
}

/// A claim in the queue.
fn waiting(line: &QueueLine) -> Row {
    let number = |number: usize| Cell::text(words::number(i64::try_from(number).unwrap_or(i64::MAX)));
    Row {
        cells: vec![
            Cell::link(format!("/moderation/{}", line.claim_id), &line.achievement),
            Cell::text(review_words::place(line.state)),
            Cell::Moment(Moment::day(line.waiting_since)),
            number(line.reviews_in),
            number(line.open_slots),
        ],
        ..Row::default()
    }
}

/// A reviewer in the list.
fn person(line: &ReviewerLine) -> Row {
    let mut name = line.name.clone();
    if line.is_moderator {
        name.push_str(", may rule");
    }
    if line.is_paused {
        name.push_str(", not seen lately");
    }
    let number = |number: u32| Cell::text(words::number(i64::from(number)));
    Row {
        cells: vec![
            Cell::text(name),
            Cell::text(&line.school),
            number(line.open),
            number(line.recent),
            number(line.per_week),
        ],
        ..Row::default()
    }
}

/// The achievements, with the way to how each is reviewed.
async fn badges(hall: &Hall, here: &Here) -> Result<Table, PageError> {
    let own = hall.app().list_own_achievements(&here.actor(), here.id(), ("", ""), ACHIEVEMENTS).await?;
    let mut rows = Vec::with_capacity(own.len());
    for one in own.iter().filter(|one| one.version > 0) {
        let is_open = hall.app().is_claimable(&one.achievement_id).await?;
        let path = here.path(&format!("/achievements/{}/review", one.achievement_id));
        let state = if is_open { "Can be claimed with evidence" } else { "Is awarded by you alone" };
        rows.push(Row { cells: vec![Cell::link(path, &one.name), Cell::text(state)], ..Row::default() });
    }
    Ok(Table {
        caption: "Achievements".into(),
        columns: ["Achievement", "Claims"].map(Column::new).to_vec(),
        rows,
        empty: Empty::new("Nothing is published yet.", None),
    })
}

/// `POST /desk/{slug}/reviews/reviewers`: names a reviewer for every achievement that is claimed by evidence.
pub(super) async fn name(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (&sent.here, &sent.fields);
    let new = NewReviewer {
        email: fields.text("email").trim().to_owned(),
        name: fields.text("name").trim().to_owned(),
        school: fields.text("school").trim().to_owned(),
        district: fields.text("district").trim().to_owned(),
        per_week: fields.text("per_week").trim().parse().unwrap_or(0),
        is_moderator: fields.text("moderator") == "yes",
    };
    let own = hall.app().list_own_achievements(&here.actor(), here.id(), ("", ""), ACHIEVEMENTS).await?;
    let own: Vec<AchievementId> = own.into_iter().map(|one| one.achievement_id).collect();
    let found = match hall.app().name_reviewer(&here.actor(), here.id(), &own, new.clone()).await {
        Ok(_) => return Ok(here.see("/reviews", "reviewer")),
        Err(Error::Invalid(found)) => review_words::errors(found),
        Err(error) => return Err(error.into()),
    };
    let mut page = view(&hall, here).await?;
    let field = |name: &str, value: String| Field {
        value,
        error: found.iter().find(|error| error.field == name).map(|error| error.message.clone()),
    };
    page.email = field("email", new.email);
    page.name = field("name", new.name);
    page.school = field("school", new.school);
    page.district = field("district", new.district);
    page.errors = found;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `GET /desk/{slug}/achievements/{id}/review`
pub(super) async fn settings(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    Ok(Page(settings_page(&hall, &here, &AchievementId::from_text(id)).await?).into_response())
}

async fn settings_page(hall: &Hall, here: &Here, id: &AchievementId) -> Result<ReviewSettings, PageError> {
    let (achievement, _) = hall.app().load_draft(&here.actor(), here.id(), id).await?;
    let setup = hall.app().find_review_setup(id).await?;
    let policy = setup.as_ref().map(|setup| setup.terms.policy().clone()).unwrap_or_default();
    let two = |yes: &str, no: &str, is: bool| {
        let choice = |value: &str, label: &str, chosen: bool| Choice { chosen, ..Choice::new(value, label) };
        vec![choice("yes", yes, is), choice("no", no, !is)]
    };
    let facts = setup.iter().flat_map(|setup| {
        let pinned = setup.terms.pinned();
        [
            Fact::new("Rubric", format!("of version {}", setup.version)),
            Fact::exact("Rubric's fingerprint (SHA-256)", pinned.rubric.to_string()),
            Fact::exact("Policy's fingerprint (SHA-256)", pinned.policy.to_string()),
        ]
    });
    let kinds = review_words::kinds();
    let kind = |(value, label): &(crate::review::evidence::EvidenceKind, &str)| Choice {
        chosen: policy.evidence_kinds.contains(value),
        ..Choice::new(review_words::word(value), *label)
    };
    let is_open = setup.as_ref().is_none_or(|setup| setup.is_open);
    Ok(ReviewSettings {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        errors: Vec::new(),
        achievement: achievement.name.clone(),
        action: here.path(&format!("/achievements/{id}/review")).into(),
        cancel_href: here.path("/achievements").into(),
        facts: facts.collect(),
        open: two("People can claim it with evidence", "It is not claimed", is_open),
        stakes: vec![
            Choice { chosen: policy.k == 1, ..Choice::new("one", "One reviewer decides alone") },
            Choice {
                chosen: policy.k != 1 && !policy.high_stakes,
                ..Choice::new("no", "Two peers, three when they disagree")
            },
            Choice { chosen: policy.high_stakes, ..Choice::new("yes", "Three peers, up to five") },
        ],
        anonymity: review_words::choose(&ANONYMITY, &review_words::word(&policy.anonymity)),
        screening: review_words::choose(&SCREENING, &review_words::word(&policy.screening)),
        kinds: kinds.iter().map(kind).collect(),
        rating: two("Yes", "No", policy.self_rating),
        calibration: review_words::choose(
            &CALIBRATION,
            &review_words::word(&setup.as_ref().map_or(Calibration::Off, |_| policy.calibration)),
        ),
        gold_href: here.path(&format!("/achievements/{id}/gold")).into(),
    })
}

/// `POST /desk/{slug}/achievements/{id}/review`
pub(super) async fn set_up(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields, id) = (&sent.here, &sent.fields, AchievementId::from_text(id));
    let request = ReviewRequest {
        is_open: fields.text("open") == "yes",
        is_single: fields.text("stakes") == "one",
        high_stakes: fields.text("stakes") == "yes",
        anonymity: review_words::value(fields.text("anonymity")).unwrap_or(Anonymity::Double),
        screening: review_words::value(fields.text("screening")).unwrap_or(Screening::Automatic),
        evidence_kinds: fields.all("kind").into_iter().filter_map(review_words::value).collect::<BTreeSet<_>>(),
        self_rating: fields.text("rating") == "yes",
        calibration: review_words::value(fields.text("calibration")).unwrap_or(Calibration::Off),
    };
    match hall.app().set_up_review(&here.actor(), here.id(), &id, request).await {
        Ok(()) => Ok(here.see(&format!("/achievements/{id}/review"), "review")),
        Err(Error::Invalid(found)) => {
            let mut page = settings_page(&hall, here, &id).await?;
            let place = |field: &str| if field == "calibration" { "calibration-1" } else { "open-1" };
            page.errors = found.into_iter().map(|error| FieldError::new(place(&error.field), error.message)).collect();
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
