//! The page of an achievement.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, HeaderValue, VARY};
use axum::response::{IntoResponse, Response};

use super::catalogue::words;
use super::{artwork, host};
use crate::app::{AchievementView, App, Error};
use crate::http::{Hall, Wanted, wanted};
use crate::ids::AchievementId;
use crate::issue::{AlignmentDefinition, Definition};
use crate::store::AchievementState;
use crate::web::answer::{Page, PageError, Visitor};
use crate::web::href::Href;
use crate::web::markdown;
use crate::web::moment::Moment;
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
    let which =
        if required == all { "all of these badges".to_owned() } else { format!("{required} of these {all} badges") };
    let order = if milestone.is_ordered { ", earned one after the other as they stand here" } else { "" };
    let own = match &visitor.0 {
        Some(session) => app.count_own_parts(&milestone, &session.person.person_id).await.ok(),
        None => None,
    };
    Some(FollowsFrom {
        sentence: format!("Whoever has {which}{order}, gets it by itself."),
        parts,
        own: own.map(|own| format!("You have {} of {required}.", own.min(required))),
    })
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
    let note = match view.version.version {
        1 if newest == 1 => None,
        this if this == newest => {
            Some(format!("This is version {this}. Badges of earlier versions stay as they were."))
        }
        this => Some(format!("This is version {this}, which badges were awarded for. The newest is version {newest}.")),
    };
    let closed = format!("{} no longer awards this. Badges already awarded stay valid.", view.organisation.name);
    views::Achievement {
        frame: visitor.frame(),
        crumbs: vec![
            Link { href: "/catalogue".into(), text: "Catalogue".into() },
            Link {
                href: format!("/organisations/{}", view.organisation.slug).into(),
                text: view.organisation.name.clone(),
            },
        ],
        lang: definition.language.clone().unwrap_or_else(|| "en".into()),
        name: definition.name.clone(),
        kind: words(&definition.achievement_type),
        description: definition.description.clone(),
        artwork: Some(artwork(view)),
        issuer: issuer_line(app, view),
        criteria: markdown::render(&definition.criteria),
        criteria_href: None,
        rubric: rubric(definition, &[]),
        review: definition.review.iter().cloned().collect(),
        alignments: definition.alignments.iter().map(alignment).collect(),
        facts: facts(view),
        tags: definition.tags.iter().map(|text| tag(text)).collect(),
        version_note: note,
        follows: None,
        claim_href: None,
        closed: (achievement.state != AchievementState::Published).then_some(closed),
        experts: vec![
            Fact::exact("Identifier", &view.address),
            Fact::exact("Fingerprint of this version (SHA-256)", &view.version.sha256),
        ],
        json_href: format!("/achievements/{}/achievement.json", achievement.achievement_id).into(),
        preview: Preview {
            title: definition.name.clone(),
            url: view.address.as_str().into(),
            description: definition.description.chars().take(200).collect(),
            image: view.image.as_str().into(),
            is_card: false,
            image_alt: definition.picture_in_words(),
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
    let value: String =
        tag.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { encoded(c) }).collect();
    Link { href: format!("/catalogue?q={value}").into(), text: tag.to_owned() }
}

fn encoded(letter: char) -> String {
    let mut buffer = [0; 4];
    letter.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn facts(view: &AchievementView) -> Vec<Fact> {
    let definition = &view.definition;
    let mut facts = Vec::new();
    let mut put = |term: &str, text: Option<String>| facts.extend(text.map(|text| Fact::new(term, text)));
    put("Subject", definition.subject.clone());
    put("Grades", definition.grade_band.clone());
    put("Credits", definition.credits_available.map(|credits| credits.to_string()));
    put("Language", definition.language.as_deref().map(language));
    put("Valid for", definition.valid_for_days.map(|days| format!("{days} days after the award")));
    put("Published", Some(Moment::day(view.version.published_at).text));
    facts
}

/// A language by its name in English, as far as teachers here are likely to meet it; else its tag.
fn language(tag: &str) -> String {
    let name = match tag.split('-').next().unwrap_or("").to_ascii_lowercase().as_str() {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fr" => "French",
        "hi" => "Hindi",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ru" => "Russian",
        "so" => "Somali",
        "tl" => "Tagalog",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        "vi" => "Vietnamese",
        "zh" => "Chinese",
        _ => return tag.to_owned(),
    };
    if tag.contains('-') { format!("{name} ({tag})") } else { name.to_owned() }
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
pub(super) fn rubric(definition: &Definition, reached: &[(String, String)]) -> Option<Rubric> {
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
        caption: "What is looked at, and what reaches which level".into(),
        levels: widest.levels.iter().map(|level| level.name.clone()).collect(),
        criteria: criteria.collect(),
    })
}
