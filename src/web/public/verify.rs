//! Checking anybody's badge: a file, a text or an address in, one word and its reasons out.

use axum::extract::{Multipart, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::reports::{ask_list, bundle_page, downloads, named, shown, state_of, trust_line};
use super::{badges, contents};
use crate::app::{App, Error, PublicAward, Verification};
use crate::batch::{Kind, kind_of};
use crate::clock::Timestamp;
use crate::http::{BODY_LIMIT_BYTES, ClientAddress, Hall, Problem};
use crate::language::{Language, Words};
use crate::verify::{Check, Expectation, Judge, Line, Part, Report, bundle};
use crate::web::answer::{Page, PageError, Visitor, html, see_other};
use crate::web::moment::Moment;
use crate::web::verdict::{CheckLine, Facts, Finding, Mark, State as Verdicts, Verdict};
use crate::web::views::{
    CheckedPart, Fact, Field, FieldError, OwnBadge, Pointer, VerifiedBadge, VerifyForm, VerifyResult,
};

const LIMIT: &str = "5 MB";
/// The longest address or identifier of a person, in letters.
const TEXT_LIMIT: usize = 1_000;
/// Letters and digits of a short code.
const CODE_LETTERS: usize = 10;

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    address: Option<String>,
    url: Option<String>,
}

/// `GET /verify`, and with `?address=` (or `?url=`) the answer.
pub(super) async fn form(
    State(hall): State<Hall>,
    Query(asked): Query<Asked>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let address = asked.address.or(asked.url).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let Some(address) = address else {
        return Ok(Page(empty_form(&hall, &visitor)).into_response());
    };
    if comes_from_elsewhere(&headers) && hall.app().addresses().path_of(&address).is_none() {
        let address = Field::new(address.as_str());
        return Ok(Page(VerifyForm { address, is_offered: true, ..empty_form(&hall, &visitor) }).into_response());
    }
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    let expected = hall.app().expectation();
    by_reference(&hall, visitor, &address, expected).await
}

/// The answer for an address or a short code of ours, or the form again when nothing can be had there.
async fn by_reference(
    hall: &Hall,
    visitor: Visitor,
    address: &str,
    expected: Expectation,
) -> Result<Response, PageError> {
    // A link that an earner handed out shows what was chosen for it, on a page of its own that checks the badge anew.
    if let Some(path) = hall.app().addresses().path_of(address.trim()).filter(|path| path.starts_with("/s/")) {
        return Ok(see_other(&format!("{}?address=", path.split(['?', '#']).next().unwrap_or_default())));
    }
    let recipient = expected.recipient.clone().unwrap_or_default();
    match hall.app().verify_address(address, expected).await {
        Ok(verification) => Ok(Page(result(hall.app(), visitor, verification, address).await?).into_response()),
        Err(Error::Invalid(fields)) => {
            let message = said(&fields, visitor.words, "verify-no-address");
            let form = VerifyForm {
                errors: vec![FieldError::new("address", message.as_str())],
                address: Field::wrong(address, message.as_str()),
                recipient,
                ..empty_form(hall, &visitor)
            };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &form))
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) fn empty_form(hall: &Hall, visitor: &Visitor) -> VerifyForm {
    let limit = LIMIT.into();
    VerifyForm { frame: visitor.frame(), limit, many_limit: upload_limit(hall), ..VerifyForm::default() }
}

/// The largest upload of many badges, in words.
fn upload_limit(hall: &Hall) -> String {
    format!("{} MB", hall.settings().upload_bytes / 1_000_000)
}

/// Whether another site led here. Its visitors must not become those who make this server ask addresses of that site's
/// choice, so a person presses a button first. Browsers say so (Fetch Metadata, `sec-fetch-site`); our own form, a
/// bookmark, an address that was typed and programs do not come from elsewhere.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

/// `GET /verify/many`: after a reload, or typed; the form is on the other page.
pub(super) async fn elsewhere() -> Response {
    see_other("/verify")
}

/// Whether a pasted text is no badge but says where one is: an address, or a short code as it is printed.
fn is_reference(text: &str) -> bool {
    let is_code_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ' ');
    let letters = text.chars().filter(char::is_ascii_alphanumeric).count();
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    is_address && !text.contains(char::is_whitespace) || letters == CODE_LETTERS && text.chars().all(is_code_letter)
}

/// `POST /verify`: a file, a text or an address, and whose it should be.
pub(super) async fn file(
    State(hall): State<Hall>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
    mut fields: Multipart,
) -> Result<Response, PageError> {
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        let text = visitor.words.fill("verify-unreadable").with("limit", LIMIT);
        PageError::from(Problem::new(error.status(), text))
    };
    let (mut name, mut content, mut address) = (String::new(), Vec::new(), String::new());
    let mut expected = hall.app().expectation();
    while let Some(field) = fields.next_field().await.map_err(unreadable)? {
        let (kind, file_name) = (field.name().unwrap_or("").to_owned(), field.file_name().unwrap_or("").to_owned());
        let bytes = field.bytes().await.map_err(unreadable)?;
        let text = || String::from_utf8_lossy(&bytes).trim().chars().take(TEXT_LIMIT).collect::<String>();
        match kind.as_str() {
            "file" | "text" if !bytes.is_empty() => {
                name = if kind == "file" { file_name } else { visitor.words.say("verify-pasted").into() };
                content = bytes.to_vec();
            }
            "address" => address = text(),
            "recipient" => expected.recipient = Some(text()).filter(|known| !known.is_empty()),
            _ => {}
        }
    }
    if expected.recipient.is_some() {
        hall.limits().recipients.take(client)?;
    }
    if content.is_empty() && !address.is_empty() {
        return by_reference(&hall, visitor, &address, expected).await;
    }
    let message = match kind_of(&content, &name) {
        _ if content.is_empty() => Some("verify-nothing"),
        Kind::One => None,
        _ => Some("verify-several"),
    };
    if let Some(message) = message {
        let message = visitor.words.say(message);
        return Ok(refused(&hall, &visitor, &message, expected));
    }
    if let Some(document) = bundle::read(&content, BODY_LIMIT_BYTES) {
        return match hall.app().verify_bundle(document).await {
            Ok(mut opened) => {
                opened.badges.iter_mut().for_each(|proven| proven.report.meet(&expected));
                Ok(bundle_page(hall.app(), visitor, opened, &name).await?)
            }
            Err(Error::Invalid(fields)) => {
                let message = said(&fields, visitor.words, "verify-no-bundle");
                Ok(refused(&hall, &visitor, &message, expected))
            }
            Err(error) => Err(error.into()),
        };
    }
    if let Some(reference) = std::str::from_utf8(&content).ok().map(str::trim).filter(|text| is_reference(text)) {
        return by_reference(&hall, visitor, reference, expected).await;
    }
    let verification = hall.app().verify_for(content, expected).await?;
    Ok(Page(result(hall.app(), visitor, verification, &name).await?).into_response())
}

/// What is wrong with what was handed in: in English as it was found, in other languages what always fits.
fn said(fields: &[crate::issue::FieldError], words: Words, always: &'static str) -> String {
    match fields.first() {
        Some(field) if words.language() == Language::English => field.message.clone(),
        _ => words.say(always).into_owned(),
    }
}

/// The form again, with what is wrong with the file.
fn refused(hall: &Hall, visitor: &Visitor, message: &str, expected: Expectation) -> Response {
    let form = VerifyForm {
        errors: vec![FieldError::new("file", message)],
        file_error: Some(message.into()),
        recipient: expected.recipient.unwrap_or_default(),
        ..empty_form(hall, visitor)
    };
    html(StatusCode::UNPROCESSABLE_ENTITY, &form)
}

/// The page for what was found out.
async fn result(
    app: &App,
    visitor: Visitor,
    mut verification: Verification,
    source: &str,
) -> Result<VerifyResult, Error> {
    let may_add = ask_list(app, &visitor, &mut verification.report).await?;
    let own = app.find_award_of(&verification.report).await;
    let words = visitor.words;
    let mut page = page(app, visitor, (&verification, own.as_deref()), source);
    if let (Some(award), Some(badge)) = (&own, &mut page.badge)
        && badge.judged.is_none()
    {
        badge.judged =
            app.find_judgement(&award.award.award_id).await?.map(|judged| badges::judged_in_words(&judged, words));
    }
    let pointer = match &verification.report.points_to {
        Some(address) => Some(pointer(app, address).await),
        None => None,
    };
    Ok(VerifyResult { trust: trust_line(&verification.report, may_add, words), pointer, ..page })
}

/// The page for a report, and what we know ourselves of an award of ours.
pub(super) fn page(
    app: &App,
    visitor: Visitor,
    (verification, own): (&Verification, Option<&PublicAward>),
    source: &str,
) -> VerifyResult {
    let report = &verification.report;
    let state = state_of(report);
    let (minute, words) = (Moment::minute(verification.at), visitor.words);
    let facts = match own {
        Some(award) => badges::verdict_facts(app, award, words),
        None => facts(report, verification.at, words),
    };
    let (calls_itself, caution) = named(report.issuer_name.as_deref(), words);
    let checked = Some(minute.clone());
    let verdict = Verdict { calls_itself, caution, checked, ..Verdict::new(state, &facts, words) };
    let document = report.to_json(source);
    let mut experts = Vec::new();
    for (term, name) in [
        ("expert-issuer", "issuer"),
        ("expert-learner", "subject"),
        ("expert-form", "format"),
        ("expert-binding", "binding"),
        ("expert-state", "state"),
    ] {
        experts.extend(document[name].as_str().map(|text| Fact::exact(words.say(term), shown(text))));
    }
    VerifyResult {
        frame: visitor.frame(),
        source: shown(source),
        verdict,
        checked: minute,
        trust: None,
        bundle: None,
        pointer: None,
        downloads: downloads(&document, &[(report, source)], verification.at, words),
        badge: (state != Verdicts::NoBadge).then(|| badge(report, own, words)),
        checks: report.checks.iter().map(|check| line(check, words)).collect(),
        inner: report.inner.iter().map(|part| checked_part(part, verification.at, words)).collect(),
        endorsements: report.endorsements.iter().map(|part| checked_part(part, verification.at, words)).collect(),
        asked: report.fetched.iter().filter(|address| app.addresses().path_of(address).is_none()).cloned().collect(),
        experts,
        json_href: None,
        json: serde_json::to_string_pretty(&document).ok(),
    }
}

/// Where a code in a picture leads. Our own badges are looked up; an address of others is only shown.
async fn pointer(app: &App, address: &str) -> Pointer {
    let own = app.find_award_at(address).await;
    Pointer {
        address: address.to_owned(),
        may_be_asked: own.is_some() || address.starts_with("https://"),
        own: own.map(|award| OwnBadge {
            name: award.view.definition.name.clone(),
            issuer: award.view.organisation.name.clone(),
            state: badges::state_of(&award.state),
            href: format!("/badges/{}", award.award.award_id).into(),
        }),
    }
}

/// What the badge itself tells.
pub(super) fn facts(report: &Report, at: Timestamp, words: Words) -> Facts {
    let (issued, expires) = report.verified().map(|badge| contents::days(badge, words)).unwrap_or_default();
    Facts {
        issuer: report.issuer.as_deref().map(host_of).unwrap_or_default(),
        issued,
        expires,
        looks_like: report.looks_like.map(str::to_owned),
        asked_at: at.to_string().split_once('T').and_then(|(_, time)| time.get(..5)).map(str::to_owned),
        ..Facts::default()
    }
}

/// What the badge says; of one that nobody signed only what it calls itself.
fn badge(report: &Report, own: Option<&PublicAward>, words: Words) -> VerifiedBadge {
    let claimed = name_of(report, words);
    let Some(credential) = report.verified() else {
        return VerifiedBadge { name: claimed, ..VerifiedBadge::default() };
    };
    let mut badge = contents::badge(credential, words);
    if badge.name.is_empty() {
        badge.name = claimed;
    }
    badge.name = shown(&badge.name);
    if let Some(judged) = &report.judged {
        badge.judged = (words.language() == Language::English).then(|| shown(&judged.sentence));
        badge.judges = judged.judges.iter().map(|one| judge(one, words)).collect();
    }
    badge.issuer = shown(&badge.issuer);
    badge.earner = badge.earner.as_deref().map(shown);
    badge.issuer_address = report.issuer.as_deref().map(host_of).unwrap_or_default();
    badge.binding = report
        .checks
        .iter()
        .find(|check| check.check == Check::Issuer)
        .map(|check| line(check, words).meaning)
        .unwrap_or_default();
    if let Some(award) = own {
        // What lies with us is linked without a way around, and its picture may be shown here.
        badge.artwork = Some(super::artwork(&award.view, words));
        badge.page_href = award.award.decision.is_shown().then(|| format!("/badges/{}", award.award.award_id).into());
    }
    badge
}

/// A statement of somebody who judged.
fn judge(judge: &Judge, words: Words) -> CheckLine {
    let mark = if judge.holds { Mark::Pass } else { Mark::Fail };
    let signer = judge.signer.as_deref().map(host_of).unwrap_or_default();
    CheckLine {
        mark,
        what: shown(&judge.who),
        sentence: match (words.language(), judge.holds) {
            (Language::English, _) => shown(&judge.sentence),
            (_, true) => words.say("result-judge-holds").into_owned(),
            (_, false) => words.say("result-judge-fails").into_owned(),
        },
        meaning: words.fill("result-judge-signed").with("signer", shown(&signer)).into(),
        detail: None,
    }
}

/// A credential inside, with what is inside it in turn as one list.
fn checked_part(part: &Part, at: Timestamp, words: Words) -> CheckedPart {
    let report = &part.report;
    let state = Verdicts::of_report(report.state());
    let facts = facts(report, at, words);
    let mut parts = Vec::new();
    for inner in report.inner.iter().chain(&report.endorsements) {
        let mut inner = checked_part(inner, at, words);
        let deeper = std::mem::take(&mut inner.parts);
        parts.push(inner);
        parts.extend(deeper);
    }
    CheckedPart {
        name: name_of(report, words),
        sentence: facts.sentence(state, words),
        issuer: shown(&facts.issuer),
        state,
        checks: report.checks.iter().map(|check| line(check, words)).collect(),
        parts,
    }
}

/// What a credential calls its achievement.
fn name_of(report: &Report, words: Words) -> String {
    report.achievement.as_deref().map_or_else(|| words.say("result-nameless").into_owned(), shown)
}

pub(super) fn line(check: &Line, words: Words) -> CheckLine {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("").to_owned();
    let name = word(serde_json::to_value(check.check).unwrap_or_default());
    let outcome = word(serde_json::to_value(check.outcome).unwrap_or_default());
    let code = word(serde_json::to_value(check.code).unwrap_or_default());
    let finding = Finding { check: &name, outcome: &outcome, code: &code, sentence: &check.sentence };
    CheckLine::of_report(finding, words)
}

/// The host of a `did:web` or an address; anything else as it is.
pub(super) fn host_of(issuer: &str) -> String {
    if let Some(rest) = issuer.strip_prefix("did:web:") {
        return rest.split(':').next().unwrap_or(rest).replace("%3A", ":");
    }
    match issuer.split_once("://") {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest).to_owned(),
        None => issuer.chars().take(80).collect(),
    }
}
