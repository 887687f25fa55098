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
use crate::app::{Error, NewReviewer, Permission, QueueLine, ReviewRequest, ReviewerLine};
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::language::Words;
use crate::review::policy::{Anonymity, Calibration, Screening};

// What can be chosen, each with the name of its text.
const ANONYMITY: [(Anonymity, &str); 3] = [
    (Anonymity::Double, "review-rules-names-double"),
    (Anonymity::Single, "review-rules-names-single"),
    (Anonymity::Open, "review-rules-names-open"),
];
const SCREENING: [(Screening, &str); 2] =
    [(Screening::Automatic, "review-rules-before-time"), (Screening::Screener, "review-rules-before-look")];
const CALIBRATION: [(Calibration, &str); 3] = [
    (Calibration::Off, "review-rules-no"),
    (Calibration::Gate, "review-rules-trial-gate"),
    (Calibration::Weights, "review-rules-trial-weights"),
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
    let words = here.words();
    let columns = |names: [&str; 5]| names.map(|name| Column::new(words.say(name))).to_vec();
    let count = |(state, count): (&String, &i64)| {
        let place = review_words::value(state).map(|state| review_words::place(words, state));
        Fact::new(place.unwrap_or_else(|| words.say("reviews-other-places")), words.number(count))
    };
    Ok(Reviews {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        errors: Vec::new(),
        counts: queue.counts.iter().map(count).collect(),
        links: here
            .path_if(Permission::Manage, "/communities")
            .map(|href| Link::new(href, words.say("communities-link")))
            .into_iter()
            .chain([
                Link::new(here.path("/reviews/insights"), words.say("reviews-to-insights")),
                Link::new(here.path("/reviews/simulator"), words.say("reviews-to-simulator")),
            ])
            .collect(),
        queue: Table {
            caption: words.say("reviews-queue-caption").into(),
            columns: columns([
                "reviews-column-badge",
                "reviews-column-state",
                "reviews-column-since",
                "reviews-column-reviews",
                "reviews-column-places",
            ]),
            rows: queue.lines.iter().map(|line| waiting(words, line)).collect(),
            empty: Empty::new(words.say("reviews-queue-empty"), None),
        },
        reviewers: Table {
            caption: words.say("reviews-people-caption").into(),
            columns: columns([
                "reviews-column-name",
                "reviews-column-school",
                "reviews-column-open",
                "reviews-column-recent",
                "reviews-column-week",
            ]),
            rows: reviewers.iter().map(|line| person(words, line)).collect(),
            empty: Empty::new(words.say("reviews-people-empty"), None),
        },
        badges,
        action: here.path_if(Permission::Manage, "/reviews/reviewers"),
        moderator: vec![Choice::new("yes", words.say("reviews-ruling-box"))],
        ..Reviews::default()
    })
}

/// A claim in the queue.
fn waiting(words: Words, line: &QueueLine) -> Row {
    let number = |number: usize| Cell::text(words.number(number));
    Row {
        cells: vec![
            Cell::link(format!("/moderation/{}", line.claim_id), &line.achievement),
            Cell::text(review_words::place(words, line.state)),
            Cell::Moment(Moment::day(line.waiting_since)),
            number(line.reviews_in),
            number(line.open_slots),
        ],
        ..Row::default()
    }
}

/// A reviewer in the list.
fn person(words: Words, line: &ReviewerLine) -> Row {
    let mut name = line.name.clone();
    if line.is_moderator {
        name = words.fill("reviews-may-rule").with("name", name).into();
    }
    if line.is_paused {
        name = words.fill("reviews-not-seen").with("name", name).into();
    }
    let number = |number: u32| Cell::text(words.number(number));
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
    let words = here.words();
    let mut rows = Vec::with_capacity(own.len());
    for one in own.iter().filter(|one| one.version > 0) {
        let is_open = hall.app().is_claimable(&one.achievement_id).await?;
        let path = here.path(&format!("/achievements/{}/review", one.achievement_id));
        let state = words.say(if is_open { "reviews-claimed" } else { "reviews-not-claimed" });
        rows.push(Row { cells: vec![Cell::link(path, &one.name), Cell::text(state)], ..Row::default() });
    }
    Ok(Table {
        caption: words.say("reviews-badges-caption").into(),
        columns: ["reviews-column-achievement", "reviews-column-claims"]
            .map(|name| Column::new(words.say(name)))
            .to_vec(),
        rows,
        empty: Empty::new(words.say("reviews-badges-empty"), None),
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
        Err(Error::Invalid(found)) => review_words::errors(here.words(), found),
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
    let words = here.words();
    let choice = |value: &str, name: &str, chosen: bool| Choice { chosen, ..Choice::new(value, words.say(name)) };
    let two = |yes: &str, no: &str, is: bool| vec![choice("yes", yes, is), choice("no", no, !is)];
    let facts = setup.iter().flat_map(|setup| {
        let pinned = setup.terms.pinned();
        [
            Fact::new(
                words.say("review-rules-fact-rubric"),
                words.fill("review-rules-fact-version").with("version", setup.version),
            ),
            Fact::exact(words.say("review-rules-fact-rubric-hash"), pinned.rubric.to_string()),
            Fact::exact(words.say("review-rules-fact-policy-hash"), pinned.policy.to_string()),
        ]
    });
    let kind = |(value, name): &(crate::review::evidence::EvidenceKind, &str)| {
        choice(&review_words::word(value), name, policy.evidence_kinds.contains(value))
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
        open: two("review-rules-open-yes", "review-rules-open-no", is_open),
        stakes: vec![
            choice("one", "review-rules-peers-one", policy.k == 1),
            choice("no", "review-rules-peers-two", policy.k != 1 && !policy.high_stakes),
            choice("yes", "review-rules-peers-three", policy.high_stakes),
        ],
        anonymity: review_words::choose(words, &ANONYMITY, &review_words::word(&policy.anonymity)),
        screening: review_words::choose(words, &SCREENING, &review_words::word(&policy.screening)),
        kinds: review_words::KINDS.iter().map(kind).collect(),
        rating: two("review-rules-yes", "review-rules-no", policy.self_rating),
        calibration: review_words::choose(
            words,
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
            page.errors = review_words::errors(here.words(), found)
                .into_iter()
                .map(|error| FieldError::new(place(&error.field), error.message))
                .collect();
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
