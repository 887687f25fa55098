//! The page of an achievement.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use axum::response::{IntoResponse, Response};

use super::catalogue::kind_in_words;
use super::{artwork, host, picture_in_words};
use crate::app::{AchievementView, App, Error};
use crate::http::{Hall, Wanted, wanted};
use crate::ids::AchievementId;
use crate::issue::{AlignmentDefinition, Definition};
use crate::language::Words;
use crate::store::AchievementState;
use crate::web::answer::{Page, PageError, Visitor};
use crate::web::href::{Href, percent_encoded};
use crate::web::markdown;
use crate::web::views::{self, Alignment, Criterion, Fact, FollowsFrom, IssuerLine, Link, Preview, Rubric, RubricCell};

/// `GET /achievements/{achievement}`: a page for people, the achievement itself for programs.
pub(super) async fn achievement(
    State(hall): State<Hall>,
    Path(achievement): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let found = hall.app().load_achievement(&AchievementId::from_text(achievement), None).await;
    let (claim_href, follows) = match &found {
        Ok(view) => (claim_href(hall.app(), view).await, follows(hall.app(), view, &visitor).await),
        Err(_) => (None, None),
    };
    answer(hall.app(), found, (visitor, claim_href, follows), &headers)
}

/// `GET /achievements/{achievement}/versions/{version}`
pub(super) async fn version(
    State(hall): State<Hall>,
    Path((achievement, version)): Path<(String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    // Versions count from 1; nothing was ever published as another.
    let version = version.parse().unwrap_or(0);
    let found = hall.app().load_achievement(&AchievementId::from_text(achievement), Some(version)).await;
    answer(hall.app(), found, (visitor, None, None), &headers)
}

/// Where it can be claimed, when it can. A page that cannot find out shows the achievement all the same.
async fn claim_href(app: &App, view: &AchievementView) -> Option<Href> {
    let id = &view.achievement.achievement_id;
    let is_claimable = view.achievement.state == AchievementState::Published && app.is_claimable(id).await.ok()?;
    is_claimable.then(|| format!("/claims/new?achievement={id}").into())
}

/// What it follows from by itself. A page that cannot find out shows the achievement all the same.
async fn follows(app: &App, view: &AchievementView, visitor: &Visitor) -> Option<FollowsFrom> {
    let milestone = app.find_milestone(&view.achievement.achievement_id).await.ok()??;
    if !milestone.is_on || view.achievement.state != AchievementState::Published {
        return None;
    }
    let mut parts = Vec::with_capacity(milestone.parts.len());
    for part in &milestone.parts {
        let shown = app.load_achievement(part, None).await.ok()?;
        parts.push(Link { href: format!("/achievements/{part}").into(), text: shown.definition.name.clone() });
    }
    let (required, all) = (milestone.required, milestone.parts.len() as i64);
    let own = match &visitor.session {
        Some(session) => app.count_own_parts(&milestone, &session.person.person_id).await.ok(),
        None => None,
    };
    Some(FollowsFrom {
        sentence: follows_in_words(required, all, milestone.is_ordered, visitor.words),
        parts,
        own: own.map(|own| {
            let have = visitor.words.fill("follows-own").count("own", own.min(required));
            have.count("required", required).into()
        }),
    })
}

/// From how many of its parts a badge follows, and in which order they must be earned.
fn follows_in_words(required: i64, all: i64, is_ordered: bool, words: Words) -> String {
    match (required == all, is_ordered) {
        (true, false) => words.say("follows-all").into_owned(),
        (true, true) => words.say("follows-all-ordered").into_owned(),
        (false, false) => words.fill("follows-some").count("required", required).count("count", all).into(),
        (false, true) => words.fill("follows-some-ordered").count("required", required).count("count", all).into(),
    }
}

fn answer(
    app: &App,
    found: Result<Arc<AchievementView>, Error>,
    (visitor, claim_href, follows): (Visitor, Option<Href>, Option<FollowsFrom>),
    headers: &HeaderMap,
) -> Response {
    let view = match found {
        Ok(view) => view,
        Err(error) => return PageError::from(error).wanted_by(headers),
    };
    if wanted(headers, Wanted::Json) == Wanted::Page {
        return ([(VARY, "Accept")], Page(views::Achievement { claim_href, follows, ..page(app, &view, visitor) }))
            .into_response();
    }
    let mut response = ([(VARY, "Accept")], Json(view.to_json())).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/ld+json"));
    response
}

/// The page of an achievement as a visitor sees it.
pub(super) fn page(app: &App, view: &AchievementView, visitor: Visitor) -> views::Achievement {
    let definition = &view.definition;
    let (achievement, newest) = (&view.achievement, view.achievement.version);
    let words = visitor.words;
    let note = match view.version.version {
        1 if newest == 1 => None,
        this if this == newest => Some(words.fill("achievement-version-newest").count("version", this).into()),
        this => {
            let older = words.fill("achievement-version-older").count("version", this);
            Some(older.count("newest", newest).into())
        }
    };
    let closed = words.fill("achievement-closed").with("name", &view.organisation.name).into();
    views::Achievement {
        frame: visitor.frame(),
        crumbs: vec![
            Link::new("/catalogue", words.say("catalogue-title")),
            Link {
                href: format!("/organisations/{}", view.organisation.slug).into(),
                text: view.organisation.name.clone(),
            },
        ],
        lang: definition.language.clone().unwrap_or_else(|| "en".into()),
        name: definition.name.clone(),
        kind: kind_in_words(&definition.achievement_type, words),
        description: definition.description.clone(),
        artwork: Some(artwork(view, words)),
        issuer: issuer_line(app, view),
        criteria: markdown::render(&definition.criteria),
        criteria_href: None,
        rubric: rubric(definition, &[], words),
        review: definition.review.iter().cloned().collect(),
        alignments: definition.all_alignments().map(alignment).collect(),
        facts: facts(view, words),
        tags: definition.tags.iter().map(|text| tag(text)).collect(),
        version_note: note,
        follows: None,
        claim_href: None,
        closed: (achievement.state != AchievementState::Published).then_some(closed),
        experts: vec![
            Fact::exact(words.say("fact-identifier"), &view.address),
            Fact::exact(words.say("achievement-fingerprint"), &view.version.sha256),
        ],
        json_href: format!("/achievements/{}/achievement.json", achievement.achievement_id).into(),
        preview: Preview {
            title: definition.name.clone(),
            url: view.address.as_str().into(),
            description: definition.description.chars().take(200).collect(),
            image: view.image.as_str().into(),
            is_card: false,
            image_alt: picture_in_words(view, words),
        },
    }
}

pub(in crate::web) fn issuer_line(app: &App, view: &AchievementView) -> IssuerLine {
    IssuerLine {
        href: format!("/organisations/{}", view.organisation.slug).into(),
        name: view.organisation.name.clone(),
        host: host(app),
    }
}

fn tag(tag: &str) -> Link {
    Link { href: format!("/catalogue?q={}", percent_encoded(tag)).into(), text: tag.to_owned() }
}

fn facts(view: &AchievementView, words: Words) -> Vec<Fact> {
    let definition = &view.definition;
    let mut facts = Vec::new();
    let mut put = |term: &str, text: Option<String>| facts.extend(text.map(|text| Fact::new(words.say(term), text)));
    put("facet-subject", definition.subject.clone());
    put("achievement-grades", definition.grade_band.clone());
    put("achievement-credits", definition.credits_available.map(|credits| credits.to_string()));
    put("achievement-language", definition.language.as_deref().map(|tag| language(tag, words)));
    let days = |days: u32| words.fill("achievement-valid-days").count("days", days).into();
    put("achievement-valid-for", definition.valid_for_days.map(days));
    put("achievement-published", Some(words.day(view.version.published_at)));
    facts
}

/// A language by its name, as far as teachers here are likely to meet it; else its tag.
fn language(tag: &str, words: Words) -> String {
    let name = format!("tongue-{}", tag.split('-').next().unwrap_or("").to_ascii_lowercase());
    match words.has(&name) {
        false => tag.to_owned(),
        true if tag.contains('-') => format!("{} ({tag})", words.say(&name)),
        true => words.say(&name).into_owned(),
    }
}

pub(super) fn alignment(definition: &AlignmentDefinition) -> Alignment {
    Alignment {
        name: definition.target_name.clone(),
        code: definition.target_code.clone().unwrap_or_default(),
        framework: definition.target_framework.clone().unwrap_or_default(),
        description: definition.target_description.clone().unwrap_or_default(),
        href: Href::outside(&definition.target_url),
    }
}

/// The rubric as a table, with the levels that were reached, as pairs of criterion and level.
pub(super) fn rubric(definition: &Definition, reached: &[(String, String)], words: Words) -> Option<Rubric> {
    let widest = definition.rubric.iter().max_by_key(|criterion| criterion.levels.len())?;
    let criteria = definition.rubric.iter().map(|criterion| Criterion {
        name: criterion.name.clone(),
        cells: criterion
            .levels
            .iter()
            .map(|level| RubricCell {
                level: level.name.clone(),
                text: level.description.clone().unwrap_or_default(),
                required: criterion.required_level.as_ref() == Some(&level.id),
                achieved: reached.iter().any(|(c, l)| *c == criterion.id && *l == level.id),
            })
            .collect(),
    });
    Some(Rubric {
        caption: words.say("achievement-rubric-caption").into(),
        levels: widest.levels.iter().map(|level| level.name.clone()).collect(),
        criteria: criteria.collect(),
    })
}
