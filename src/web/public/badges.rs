//! The page of an award: what, to whom, why, how it stands, and the ways to keep and share it.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::achievements::{alignment, issuer_line, rubric};
use super::{artwork, picture_in_words};
use crate::app::{App, AwardState, Judged, PublicAward};
use crate::credential::items_of;
use crate::http::{Hall, Wanted, wanted};
use crate::ids::AwardId;
use crate::issue::Artwork as ArtworkDefinition;
use crate::keys::Algorithm;
use crate::language::Words;
use crate::web::answer::{Page, PageError, Visitor, kept_page, see_other};
use crate::web::href::Href;
use crate::web::linkedin::{Certification, Organisation};
use crate::web::markdown;
use crate::web::moment::Moment;
use crate::web::verdict::{Facts, State as Verdicts, Verdict};
use crate::web::views::{self, Download, Event, Evidence, Fact, LinkedIn, Preview, ResultLine};

/// `GET /badges/{award}`: a page for people, the credential for programs.
pub(super) async fn badge(
    State(hall): State<Hall>,
    Path(award): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let answered = answer(&hall, &AwardId::from_text(award), visitor, &headers).await;
    answered.unwrap_or_else(|error| error.wanted_by(&headers))
}

async fn answer(hall: &Hall, award: &AwardId, visitor: Visitor, headers: &HeaderMap) -> Result<Response, PageError> {
    let app = hall.app();
    let shown = app.load_public_award(award).await?;
    let judged = judgement(app, &shown, visitor.words).await;
    let kind = match wanted(headers, Wanted::Json) {
        Wanted::Page if visitor.session.is_some() => {
            return Ok(([(VARY, "Accept")], Page(page(app, &shown, (visitor, judged)))).into_response());
        }
        Wanted::Page => {
            let tag = visitor.words.language().tag();
            let key = format!("badge:{tag}:{}:{:?}", shown.award.award_id, shown.state);
            // What is kept for everybody does not show what one of them asked beside the page.
            let visitor = Visitor { here: format!("/badges/{}", shown.award.award_id), ..visitor };
            return Ok(
                ([(VARY, "Accept")], kept_page(hall, key, || page(app, &shown, (visitor, judged)))).into_response()
            );
        }
        Wanted::Json => ("application/vc+ld+json", shown.credential.clone()),
        Wanted::Token => ("application/vc+jwt", app.token_of(&shown, Algorithm::Ed25519)?),
    };
    let fixed = [(CONTENT_TYPE, kind.0), (VARY, "Accept"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((fixed, kind.1).into_response())
}

/// `GET /b/{code}`: the short address that is printed on cards.
pub(super) async fn by_code(State(hall): State<Hall>, Path(code): Path<String>) -> Result<Response, PageError> {
    let found = hall.app().load_award_by_code(&code).await?;
    Ok(see_other(&format!("/badges/{}", found.award.award_id)))
}

/// How a badge was judged by peers. A page that cannot find out shows the badge all the same.
async fn judgement(app: &App, shown: &PublicAward, words: Words) -> Option<views::Judgement> {
    let judged = app.find_judgement(&shown.award.award_id).await.ok().flatten()?;
    Some(views::Judgement {
        sentence: judged_in_words(&judged, words),
        facts: vec![
            Fact::new(words.say("badge-decided"), words.moment(&judged.decided_on)),
            Fact::new(
                words.say("badge-rule"),
                words.fill("badge-rule-version").with("version", judged.rule.trim_start_matches('v')),
            ),
            Fact::exact(words.say("badge-rubric-hash"), &judged.rubric_hash),
            Fact::exact(words.say("badge-policy-hash"), &judged.policy_hash),
        ],
    })
}

/// How it was judged, in a sentence.
pub(super) fn judged_in_words(judged: &Judged, words: Words) -> String {
    let by = match judged.peers {
        0 => words.fill("judged-moderator"),
        peers => words.fill("judged-peers").count("met", judged.met).count("peers", peers),
    };
    let mut sentence = by.with("rubric", &judged.rubric).with("version", judged.rubric_version).to_string();
    if judged.blind && judged.peers > 0 {
        sentence.push(' ');
        sentence.push_str(&words.say("judged-blind"));
    }
    sentence
}

fn page(app: &App, shown: &PublicAward, (visitor, judged): (Visitor, Option<views::Judgement>)) -> views::Badge {
    let (view, award) = (&shown.view, &shown.award);
    let definition = &view.definition;
    let credential: Value = serde_json::from_str(&shown.credential).unwrap_or_default();
    let address = app.addresses().award(&award.award_id);
    let code = spaced(&award.short_code);
    let state = state_of(&shown.state);
    let is_standing = matches!(shown.state, AwardState::Valid);
    let words = visitor.words;
    views::Badge {
        frame: visitor.frame(),
        listed: false,
        verdict: verdict(app, shown, state, words),
        lang: definition.language.clone().unwrap_or_else(|| "en".into()),
        name: definition.name.clone(),
        achievement_href: format!("/achievements/{}/versions/{}", award.achievement_id, award.version).into(),
        description: definition.description.clone(),
        artwork: Some(artwork(view, words)),
        short_code: code.clone(),
        earner: None,
        issuer: issuer_line(app, view),
        criteria: markdown::render(&definition.criteria),
        results: results(definition, &credential, words),
        rubric: rubric(definition, &reached(&credential), words),
        evidence: evidence(&credential, words),
        evidence_note: None,
        judgement: judged.or_else(|| {
            let review = definition.review.clone();
            review.map(|sentence| views::Judgement { sentence, facts: Vec::new() })
        }),
        alignments: definition.all_alignments().map(alignment).collect(),
        dates: dates(shown, words),
        verify_address: address.clone(),
        downloads: downloads(shown, words),
        linkedin: is_standing.then(|| linkedin(shown, (&address, &code), words)),
        experts: experts(app, shown, &credential, words),
        json_href: format!("/badges/{}/badge.json", award.award_id).into(),
        preview: Preview {
            title: format!("{} – {}", definition.name, view.organisation.name),
            url: address.into(),
            description: definition.description.chars().take(200).collect(),
            image: format!("{}/badges/{}/card.png", app.addresses().base(), award.award_id).into(),
            is_card: true,
            image_alt: picture_in_words(view, words),
        },
    }
}

pub(super) fn state_of(state: &AwardState) -> Verdicts {
    match state {
        AwardState::Valid => Verdicts::Valid,
        AwardState::Expired(_) => Verdicts::Expired,
        AwardState::Suspended(..) => Verdicts::OnHold,
        AwardState::Revoked(_) => Verdicts::Withdrawn,
    }
}

fn verdict(app: &App, shown: &PublicAward, state: Verdicts, words: Words) -> Verdict {
    Verdict {
        calls_itself: Some(shown.view.organisation.name.clone()),
        checked: Some(Moment::minute(app.now())),
        ..Verdict::new(state, &verdict_facts(app, shown, words), words)
    }
}

/// What we know of an award of ours.
pub(super) fn verdict_facts(app: &App, shown: &PublicAward, words: Words) -> Facts {
    let day = |at| words.day(at);
    let (withdrawn, reason) = match &shown.state {
        AwardState::Revoked(revocation) => (Some(day(revocation.revoked_at)), Some(revocation.reason.clone())),
        AwardState::Suspended(at, reason) => (Some(day(*at)), Some(reason.clone())),
        AwardState::Valid | AwardState::Expired(_) => (None, None),
    };
    Facts {
        issuer: super::host(app),
        issued: Some(day(shown.award.awarded_at)),
        expires: shown.award.valid_until.map(day),
        withdrawn_by: withdrawn.is_some().then(|| shown.view.organisation.name.clone()),
        withdrawn,
        reason,
        ..Facts::default()
    }
}

/// A short code in two halves, as it is printed under pictures.
fn spaced(code: &str) -> String {
    let upper = code.to_uppercase();
    upper.split_at_checked(5).map_or(upper.clone(), |(head, tail)| format!("{head}-{tail}"))
}

/// The levels that were reached, as pairs of a criterion's and a level's short name.
fn reached(credential: &Value) -> Vec<(String, String)> {
    let pair = |result: &Value| {
        let criterion = result["resultDescription"].as_str()?.split_once("#criterion-")?.1.to_owned();
        let level = result["achievedLevel"].as_str()?.rsplit_once("-level-")?.1.to_owned();
        Some((criterion, level))
    };
    items_of(credential["credentialSubject"].get("result")).iter().filter_map(pair).collect()
}

fn results(definition: &crate::issue::Definition, credential: &Value, words: Words) -> Vec<ResultLine> {
    let mut lines = Vec::new();
    for (criterion, level) in reached(credential) {
        let Some(criterion) = definition.rubric.iter().find(|found| found.id == criterion) else { continue };
        let level = criterion.levels.iter().find(|found| found.id == level);
        lines.extend(level.map(|level| ResultLine { what: criterion.name.clone(), value: level.name.clone() }));
    }
    if let Some(credits) = credential["credentialSubject"]["creditsEarned"].as_f64() {
        lines.push(ResultLine { what: words.say("badge-credits").into(), value: credits.to_string() });
    }
    lines
}

pub(super) fn evidence(credential: &Value, words: Words) -> Vec<Evidence> {
    let named = |text: String| if text.is_empty() { words.say("badge-evidence").into_owned() } else { text };
    let one = |item: &Value| {
        let text = |name: &str| item[name].as_str().unwrap_or("").to_owned();
        let href = item["id"].as_str().and_then(Href::outside);
        Evidence {
            kind: named(text("genre")),
            name: named(text("name")),
            href,
            narrative: markdown::render(&text("narrative")),
            audience: words.say("badge-evidence-audience").into(),
            fingerprint: None,
        }
    };
    items_of(credential.get("evidence")).iter().map(one).collect()
}

fn dates(shown: &PublicAward, words: Words) -> Vec<Event> {
    let event = |what: &str, at| Event { what: words.say(what).into(), moment: Some(Moment::day(at)) };
    let mut dates = vec![event("badge-awarded", shown.award.awarded_at)];
    dates.extend(shown.award.valid_until.map(|until| event("badge-until", until)));
    match &shown.state {
        AwardState::Revoked(revocation) => dates.push(event("badge-withdrawn", revocation.revoked_at)),
        AwardState::Suspended(at, _) => dates.push(event("badge-on-hold", *at)),
        AwardState::Valid | AwardState::Expired(_) => {}
    }
    dates
}

fn downloads(shown: &PublicAward, words: Words) -> Vec<Download> {
    let base = format!("/badges/{}", shown.award.award_id);
    let download = |name: &str, label: &str, hint: &str| Download {
        href: format!("{base}/{name}?download").into(),
        label: label.into(),
        hint: words.say(hint).into(),
    };
    let mut all = vec![download("badge.png", "PNG", "badge-png-hint")];
    if matches!(shown.view.definition.artwork, ArtworkDefinition::Design(_)) {
        all.push(download("badge.svg", "SVG", "badge-svg-hint"));
    }
    all.push(download("badge.json", "JSON", "badge-json-hint"));
    all.push(download("badge.jwt", "JWT", "badge-jwt-hint"));
    all.push(download("offline.json", &words.say("badge-offline"), "badge-offline-hint"));
    all
}

fn linkedin(shown: &PublicAward, (address, code): (&str, &str), words: Words) -> LinkedIn {
    let organisation = &shown.view.organisation;
    let number = organisation.linkedin_id.as_deref().and_then(|id| id.parse().ok());
    let certification = Certification {
        name: &shown.view.definition.name,
        organisation: match number {
            Some(id) => Organisation::Page { id, name: &organisation.name },
            None => Organisation::Name(&organisation.name),
        },
        issued: shown.award.awarded_at,
        expires: shown.award.valid_until,
        page: address,
        short_code: code,
    };
    LinkedIn::of(&certification, words)
}

fn experts(app: &App, shown: &PublicAward, credential: &Value, words: Words) -> Vec<Fact> {
    let proof = &credential["proof"][0];
    let mut facts = vec![
        Fact::exact(words.say("expert-identifier"), app.addresses().award(&shown.award.award_id)),
        Fact::exact(words.say("expert-issuer"), app.addresses().did(&shown.view.organisation.slug)),
    ];
    for (term, name) in
        [("expert-cryptosuite", "cryptosuite"), ("expert-key", "verificationMethod"), ("expert-signed", "created")]
    {
        facts.extend(proof[name].as_str().map(|text| Fact::exact(words.say(term), text)));
    }
    facts
}
