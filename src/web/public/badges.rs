//! The page of an award: what, to whom, why, how it stands, and the ways to keep and share it.

use std::net::IpAddr;

use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::achievements::{alignment, issuer_line, rubric};
use super::{artwork, picture_in_words};
use crate::app::{Actor, App, AwardState, Error, Judged, PublicAward, ShareField, SharedBadge, ShownEvidence};
use crate::credential::items_of;
use crate::http::{Caller, ClientAddress, Hall, Problem, Wanted, request_number, wanted};
use crate::ids::AwardId;
use crate::issue::Artwork as ArtworkDefinition;
use crate::keys::Algorithm;
use crate::language::Words;
use crate::web::answer::{Page, PageError, Visitor, html, kept_page, see_other};
use crate::web::form::Asked;
use crate::web::href::{Href, percent_encoded};
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
    caller: Result<Caller, Problem>,
    ClientAddress(client): ClientAddress,
    Asked(asked): Asked,
    headers: HeaderMap,
) -> Response {
    let award = AwardId::from_text(award);
    let rechecks = asked.find("address").map(|_| client);
    let answered = match wanted(&headers, Wanted::Json) {
        Wanted::Page => as_page(&hall, &award, visitor, rechecks).await,
        Wanted::Json => as_file(&hall, &award, caller, Wanted::Json).await,
        Wanted::Token => as_file(&hall, &award, caller, Wanted::Token).await,
    };
    answered.unwrap_or_else(|error| error.wanted_by(&headers))
}

async fn as_page(
    hall: &Hall,
    award: &AwardId,
    visitor: Visitor,
    rechecks: Option<IpAddr>,
) -> Result<Response, PageError> {
    let app = hall.app();
    let shown = match app.load_shown_award(award).await {
        Err(Error::NotFound(_)) => return not_for_all(hall, award, visitor).await,
        shown => shown?,
    };
    let found = Found::of(hall, &shown, rechecks, visitor.words).await?;
    if visitor.session.is_some() || rechecks.is_some() {
        return Ok(([(VARY, "Accept")], Page(page(app, &shown, (visitor, found)))).into_response());
    }
    let tag = visitor.words.language().tag();
    let key = format!("badge:{tag}:{award}:{:?}:{:?}", shown.state, shown.award.decision);
    // What is kept for everybody does not show what one of them asked beside the page.
    let visitor = Visitor { here: format!("/badges/{award}"), ..visitor };
    Ok(([(VARY, "Accept")], kept_page(hall, key, || page(app, &shown, (visitor, found)))).into_response())
}

/// The page of a badge that not everybody may see: for its earner and for its issuer's staff.
async fn not_for_all(hall: &Hall, award: &AwardId, visitor: Visitor) -> Result<Response, PageError> {
    if let Some(session) = &visitor.session {
        if hall.app().holder(&session.actor(), award).await.is_ok() {
            return Ok(see_other(&format!("/me/badges/{award}")));
        }
        if let Ok(shown) = hall.app().load_credential_for(&session.actor(), award).await {
            let found = Found::of(hall, &shown, None, visitor.words).await?;
            let mut page = page(hall.app(), &shown, (visitor, found));
            page.frame.notice = Some(page.frame.say("badge-staff-notice").into());
            return Ok(Page(page).into_response());
        }
    }
    let mut page = views::Problem::new(visitor.frame(), 404, request_number());
    // The same for a badge that is not shown and for one that never was.
    page.sentence = page.frame.say("badge-not-for-all").into();
    Ok(html(StatusCode::NOT_FOUND, &page))
}

async fn as_file(
    hall: &Hall,
    award: &AwardId,
    caller: Result<Caller, Problem>,
    form: Wanted,
) -> Result<Response, PageError> {
    let actor = caller.map_or(Actor::Anonymous, |Caller(actor)| actor);
    let shown = hall.app().load_credential_for(&actor, award).await?;
    let (kind, body) = match form {
        Wanted::Token => ("application/vc+jwt", hall.app().token_of(&shown, Algorithm::Ed25519)?),
        _ => ("application/vc+ld+json", shown.credential.clone()),
    };
    let fixed = [(CONTENT_TYPE, kind), (VARY, "Accept, Authorization"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((fixed, body).into_response())
}

/// `GET /b/{code}`: the short address that is printed on cards.
pub(super) async fn by_code(State(hall): State<Hall>, Path(code): Path<String>) -> Result<Response, PageError> {
    let found = hall.app().load_award_by_code(&code).await?;
    Ok(see_other(&format!("/badges/{}", found.award.award_id)))
}

/// What a page has to look up beside the badge itself.
pub(in crate::web) struct Found {
    judged: Option<views::Judgement>,
    evidence: Vec<Evidence>,
    left_out: usize,
    name: Option<String>,
    rechecked: Option<Verdicts>,
}

impl Found {
    /// What the badge's own page shows of it, checked anew when an address asks for that.
    async fn of(hall: &Hall, shown: &PublicAward, rechecks: Option<IpAddr>, words: Words) -> Result<Self, PageError> {
        let app = hall.app();
        let (pieces, left_out) = app.list_shown_evidence(shown).await?;
        let base = format!("/badges/{}", shown.award.award_id);
        Ok(Self {
            judged: judgement(app, shown, words).await,
            evidence: pieces.iter().map(|one| piece(one, &base, words)).collect(),
            left_out,
            name: app.find_shown_name(shown).await?,
            rechecked: recheck(hall, shown, rechecks).await?,
        })
    }

    /// What a link shows of a badge.
    pub(in crate::web) async fn of_share(
        hall: &Hall,
        shared: &SharedBadge,
        (base, words): (&str, Words),
        rechecks: Option<IpAddr>,
    ) -> Result<Self, PageError> {
        let wants_review = shared.shows(ShareField::Review);
        Ok(Self {
            judged: if wants_review { judgement(hall.app(), &shared.shown, words).await } else { None },
            evidence: shared.evidence.iter().map(|one| piece(one, base, words)).collect(),
            left_out: shared.left_out,
            name: shared.name.clone(),
            rechecked: recheck(hall, &shared.shown, rechecks).await?,
        })
    }
}

/// The state that checking the signed credential anew finds, with the code that checks anybody's badge.
async fn recheck(hall: &Hall, shown: &PublicAward, asker: Option<IpAddr>) -> Result<Option<Verdicts>, PageError> {
    let Some(asker) = asker else { return Ok(None) };
    hall.limits().verifications.take(asker)?;
    let verification = hall.app().verify(shown.credential.clone().into_bytes()).await?;
    Ok(Some(super::reports::state_of(&verification.report)))
}

/// A piece of evidence on a page whose files lie below `base`.
pub(in crate::web) fn piece(one: &ShownEvidence, base: &str, words: Words) -> Evidence {
    let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let file = one.file.as_ref().map(|(_, evidence)| Href::from(format!("{base}/evidence/{evidence}")));
    Evidence {
        kind: or(&one.kind, &words.say("badge-evidence")),
        name: or(&one.name, one.address.as_deref().unwrap_or(&words.say("badge-evidence"))),
        href: one.address.as_deref().and_then(Href::outside).or(file),
        narrative: markdown::render(&one.narrative),
        audience: words.say("badge-page-audience").into(),
        fingerprint: one.fingerprint.clone(),
    }
}

/// What is said of pieces that are not shown.
fn left_out_note(count: usize, words: Words) -> Option<String> {
    (count > 0).then(|| words.fill("badge-left-out").count("count", count).into())
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

pub(in crate::web) fn page(app: &App, shown: &PublicAward, (visitor, found): (Visitor, Found)) -> views::Badge {
    let (view, award) = (&shown.view, &shown.award);
    let definition = &view.definition;
    let credential: Value = serde_json::from_str(&shown.credential).unwrap_or_default();
    let address = app.addresses().award(&award.award_id);
    let code = spaced(&award.short_code);
    let state = found.rechecked.unwrap_or_else(|| state_of(&shown.state));
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
        earner: found.name,
        shared: None,
        issuer: issuer_line(app, view),
        criteria: markdown::render(&definition.criteria),
        results: results(definition, &credential, words),
        rubric: rubric(definition, &reached(&credential), words),
        evidence: found.evidence,
        evidence_note: left_out_note(found.left_out, words),
        judgement: found.judged.or_else(|| {
            let review = definition.review.clone();
            review.map(|sentence| views::Judgement { sentence, facts: Vec::new() })
        }),
        alignments: definition.all_alignments().map(alignment).collect(),
        dates: dates(shown, words),
        verify_address: address.clone(),
        recheck: match award.decision.shows_credential() {
            true => "/verify".into(),
            false => format!("/badges/{}", award.award_id).into(),
        },
        downloads: match award.decision.shows_credential() {
            true => downloads(shown, &format!("/badges/{}", award.award_id), words),
            false => Vec::new(),
        },
        linkedin: is_standing.then(|| linkedin(shown, (&address, &code), words)),
        experts: experts(app, shown, &credential, words),
        json_href: format!("/badges/{}/badge.json", award.award_id).into(),
        oembed_href: oembed_href(&address),
        preview: Preview {
            title: format!("{} – {}", definition.name, view.organisation.name),
            url: address.into(),
            description: definition.description.chars().take(200).collect(),
            image: format!("{}/card.png?v={}", app.addresses().award(&award.award_id), app.card_tag(shown)).into(),
            is_card: true,
            image_alt: picture_in_words(view, words),
        },
    }
}

/// Where other sites ask how to show the page at an address in a frame.
pub(in crate::web) fn oembed_href(address: &str) -> Href {
    format!("/oembed?url={}", percent_encoded(address)).into()
}

pub(in crate::web) fn state_of(state: &AwardState) -> Verdicts {
    match state {
        AwardState::Valid => Verdicts::Valid,
        AwardState::Expired(_) => Verdicts::Expired,
        AwardState::Suspended(..) => Verdicts::OnHold,
        AwardState::Revoked(_) => Verdicts::Withdrawn,
    }
}

pub(in crate::web) fn verdict(app: &App, shown: &PublicAward, state: Verdicts, words: Words) -> Verdict {
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
pub(in crate::web) fn spaced(code: &str) -> String {
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

pub(in crate::web) fn dates(shown: &PublicAward, words: Words) -> Vec<Event> {
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

/// The badge as files that lie below `base`.
pub(in crate::web) fn downloads(shown: &PublicAward, base: &str, words: Words) -> Vec<Download> {
    let download = |name: &str, label: &str, hint: &str| Download {
        href: format!("{base}/{name}?download").into(),
        label: label.into(),
        hint: words.say(hint).into(),
    };
    let mut all = vec![download("badge.png", "PNG", "badge-png-hint")];
    if matches!(shown.view.definition.artwork, ArtworkDefinition::Design(_)) {
        all.push(download("badge.svg", "SVG", "badge-svg-hint"));
    }
    all.push(download("badge.pdf", "PDF", "badge-pdf-hint"));
    all.push(download("badge.json", "JSON", "badge-json-hint"));
    all.push(download("badge.jwt", "JWT", "badge-jwt-hint"));
    all.push(download("offline.json", &words.say("badge-offline"), "badge-offline-hint"));
    all
}

/// The two ways to LinkedIn, which leads people on to `address`.
pub(in crate::web) fn linkedin(shown: &PublicAward, (address, code): (&str, &str), words: Words) -> LinkedIn {
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
