//! A badge for its earner: the answer, the links, what pages show, the files.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{reminders, words};
use crate::app::{AnswerMove, Choices, Error, HeldBadge, Holder, ShareField, ShareRequest, ShownEvidence, ShownPiece};
use crate::clock::Timestamp;
use crate::http::{Hall, check_csrf, check_source, policy_with_form_target};
use crate::ids::{AwardId, ShareToken};
use crate::language::Words;
use crate::store::{Answer, NameRequest, ShareLink, Shared};
use crate::web::answer::{Page, PageError, Staff, Visitor, html, see_other};
use crate::web::form::{Asked, Fields};
use crate::web::href::Href;
use crate::web::linkedin::{Certification, Organisation, share_url};
use crate::web::public::{artwork, badges, issuer_line};
use crate::web::views::earner::{self, EvidenceChoice, NameForm, ShareLine, ShareParts, ToLinkedIn};
use crate::web::views::{Choice, Field, Frame, Link};

/// How long a link may work, in days, with the name of the words for it; 0 for as long as nobody ends it.
const DAYS: [(&str, &str); 5] = [
    ("7", "share-days-7"),
    ("30", "share-days-30"),
    ("365", "share-days-365"),
    ("1825", "share-days-1825"),
    ("0", "share-days-0"),
];
/// Letters of a text that stand for it in a list.
const BEGINNING: usize = 80;

/// Who holds the badge, and where the page is.
struct Here {
    holder: Holder,
    base: String,
    frame: Frame,
    is_by_link: bool,
}

/// `GET /yours/{token}`
pub(super) async fn by_link(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(token): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let mut here = of_link(&hall, &visitor, &token).await?;
    here.frame.notice = words::notice(asked.text("done"), here.frame.words);
    show(&hall, &here).await
}

/// `GET /me/badges/{award}`
pub(super) async fn signed_in(
    State(hall): State<Hall>,
    staff: Staff,
    Path(award): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let mut here = of_account(&hall, &staff, award).await?;
    here.frame.notice = words::notice(asked.text("done"), here.frame.words);
    show(&hall, &here).await
}

/// `POST /yours/{token}/{what}`. The form needs no token beside the one in its address, which nobody else knows.
pub(super) async fn change_by_link(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path((token, what)): Path<(String, String)>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    check_source(&hall, &headers)?;
    let here = of_link(&hall, &visitor, &token).await?;
    change(&hall, here, &what, &fields).await
}

/// `POST /me/badges/{award}/{what}`
pub(super) async fn change_signed_in(
    State(hall): State<Hall>,
    staff: Staff,
    Path((award, what)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    let here = of_account(&hall, &staff, award).await?;
    change(&hall, here, &what, &fields).await
}

async fn of_link(hall: &Hall, visitor: &Visitor, token: &str) -> Result<Here, PageError> {
    let holder = hall.app().holder_by_link(token).await?;
    Ok(Here { holder, base: format!("/yours/{token}"), frame: visitor.frame(), is_by_link: true })
}

async fn of_account(hall: &Hall, staff: &Staff, award: String) -> Result<Here, PageError> {
    let award = AwardId::from_text(award);
    let holder = hall.app().holder(&staff.actor(), &award).await?;
    Ok(Here { holder, base: format!("/me/badges/{award}"), frame: staff.frame(), is_by_link: false })
}

async fn show(hall: &Hall, here: &Here) -> Result<Response, PageError> {
    let held = hall.app().load_held_badge(&here.holder).await?;
    if held.shown.is_cancelled() {
        return Ok(as_own(Page(called_back(hall, here, &held)).into_response()));
    }
    let page = view(hall, here, held).await?;
    Ok(as_own(Page(page).into_response()))
}

/// The page of a badge that there is nothing to answer to any more.
fn called_back(hall: &Hall, here: &Here, held: &HeldBadge) -> earner::CalledBack {
    let definition = &held.shown.view.definition;
    let at = held.shown.award.revocation.as_ref().map(|revocation| revocation.revoked_at);
    earner::CalledBack {
        lang: definition.language.clone().unwrap_or_else(|| "en".into()),
        name: definition.name.clone(),
        issuer: issuer_line(hall.app(), &held.shown.view),
        day: at.map(|at| here.frame.words.day(at)).unwrap_or_default(),
        ways: ways(here),
        frame: here.frame.clone(),
    }
}

/// The ways on from the page.
fn ways(here: &Here) -> Vec<Link> {
    match &here.frame.person {
        Some(_) => vec![Link::new("/me", here.frame.words.say("me-all"))],
        None => vec![Link::new("/sign-in?next=/me", here.frame.words.say("held-sign-in"))],
    }
}

async fn view(hall: &Hall, here: &Here, held: HeldBadge) -> Result<earner::HeldBadge, PageError> {
    let requests = hall.app().list_own_name_requests(&here.holder).await?;
    let mut page = page(hall, here, &held);
    page.reminders = reminders::of(hall, &here.holder, &held, here.frame.words).await?;
    page.name_state = requests.first().map(|request| name_state(request, here.frame.words));
    let is_open = requests.iter().any(|request| request.answer.is_none());
    let stands = held.shown.award.revocation.is_none();
    let wanted = Field::new(&held.person.name);
    page.name_form = (stands && !is_open).then(|| NameForm { wanted, note: Field::default() });
    Ok(page)
}

fn name_state(request: &NameRequest, words: Words) -> String {
    let day = words.day(request.asked_at);
    let mut sentences = vec![words.fill("held-name-asked").with("day", day).with("name", &request.wanted_name).into()];
    sentences.push(match request.answer {
        None => words.say("held-name-waits").into_owned(),
        Some((at, true)) => words.fill("held-name-replaced").with("day", words.day(at)).into(),
        Some((at, false)) => words.fill("held-name-left").with("day", words.day(at)).into(),
    });
    if request.answer.is_some() && !request.answer_note.is_empty() {
        sentences.push(words.fill("held-name-answer").with("note", &request.answer_note).into());
    }
    sentences.join(" ")
}

/// The page is its earner's alone, and its forms may lead on to LinkedIn.
fn as_own(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy_with_form_target("https://www.linkedin.com")) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

async fn change(hall: &Hall, here: Here, what: &str, fields: &Fields) -> Result<Response, PageError> {
    let app = hall.app();
    if let Some(step) = AnswerMove::find(what) {
        app.answer_award(&here.holder, step).await?;
        return Ok(see_other(&format!("{}?done={what}", here.base)));
    }
    if let Some(step) = reminders::step(what) {
        app.choose_reminders(&here.holder, step).await?;
        return Ok(see_other(&here.base));
    }
    let outcome = match what {
        "choose" => app.choose_for_badge(&here.holder, &choices(fields)).await,
        "share" => app.make_share(&here.holder, &share_request(fields)).await.map(drop),
        "withdraw" => {
            let token = ShareToken::from_text(fields.text("token"));
            app.withdraw_share(here.holder.person(), &token).await
        }
        "correct" => {
            let (name, note) = (fields.text("wanted_name"), fields.text("name_note"));
            app.request_name(&here.holder, name, note).await
        }
        "linkedin" | "post" => return to_linkedin(hall, &here, what).await,
        "close" => {
            app.end_award_links(&here.holder).await?;
            let next =
                if here.is_by_link { "/sign-in?next=/me".to_owned() } else { format!("{}?done=close", here.base) };
            return Ok(see_other(&next));
        }
        _ => return Err(Error::NotFound("page").into()),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done={what}", here.base))),
        Err(Error::Invalid(found)) => {
            let held = app.load_held_badge(&here.holder).await?;
            let mut page = view(hall, &here, held).await?;
            page.errors = words::errors(found, here.frame.words);
            let wrong = |name: &str| page.errors.iter().find(|e| e.field == name).map(|error| error.message.clone());
            let field = |name: &str| Field { value: fields.text(name).to_owned(), error: wrong(name) };
            let (label, wanted, note) = (field("label"), field("wanted_name"), field("name_note"));
            match (what, &mut page.new_share, &mut page.name_form) {
                ("share", Some(parts), _) => parts.label = label,
                ("correct", _, Some(form)) => *form = NameForm { wanted, note },
                _ => {}
            }
            Ok(as_own(html(StatusCode::UNPROCESSABLE_ENTITY, &page)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes the link that LinkedIn gets, and goes there with it.
async fn to_linkedin(hall: &Hall, here: &Here, what: &str) -> Result<Response, PageError> {
    let link = hall.app().linkedin_share(&here.holder).await?;
    let address = hall.app().addresses().share(&link.token);
    if what == "post" {
        return Ok(see_other(&share_url(&address)));
    }
    let held = hall.app().load_held_badge(&here.holder).await?;
    Ok(see_other(&certification(&held, &address, &badges::spaced(&held.shown.award.short_code)).add_url()))
}

fn certification<'a>(held: &'a HeldBadge, address: &'a str, code: &'a str) -> Certification<'a> {
    let organisation = &held.shown.view.organisation;
    let number = organisation.linkedin_id.as_deref().and_then(|id| id.parse().ok());
    Certification {
        name: &held.shown.view.definition.name,
        organisation: match number {
            Some(id) => Organisation::Page { id, name: &organisation.name },
            None => Organisation::Name(&organisation.name),
        },
        issued: held.shown.award.awarded_at,
        expires: held.shown.award.valid_until,
        page: address,
        short_code: code,
    }
}

fn choices(fields: &Fields) -> Choices {
    Choices {
        is_public: fields.text("visibility") == "public",
        shows_name: fields.find("name").is_some(),
        evidence: fields.all("evidence").into_iter().map(str::to_owned).collect(),
    }
}

pub(super) fn share_request(fields: &Fields) -> ShareRequest {
    ShareRequest {
        label: fields.text("label").to_owned(),
        fields: fields.all("fields").into_iter().filter_map(ShareField::find).collect(),
        // What is no number is longer than allowed, and refused with words.
        days: Some(fields.text("days").parse().unwrap_or(u32::MAX)).filter(|days| *days != 0),
    }
}

fn page(hall: &Hall, here: &Here, held: &HeldBadge) -> earner::HeldBadge {
    let (app, shown) = (hall.app(), &held.shown);
    let (view, decision) = (&shown.view, &shown.award.decision);
    let is_declined = decision.answer == Answer::Declined;
    let state = badges::state_of(&shown.state);
    let words = here.frame.words;
    earner::HeldBadge {
        frame: here.frame.clone(),
        errors: Vec::new(),
        base: here.base.as_str().into(),
        verdict: badges::verdict(app, shown, state, words),
        lang: view.definition.language.clone().unwrap_or_else(|| "en".into()),
        name: view.definition.name.clone(),
        description: view.definition.description.clone(),
        artwork: Some(artwork(view, words)),
        short_code: badges::spaced(&shown.award.short_code),
        issuer: issuer_line(app, view),
        dates: badges::dates(shown, words),
        standing: standing(held, words),
        is_offered: decision.answer == Answer::Offered,
        is_accepted: decision.answer == Answer::Accepted,
        reminders: None,
        linkedin: (!is_declined && state == crate::web::verdict::State::Valid).then(|| linkedin(hall, held, words)),
        page_href: decision.is_shown().then(|| format!("/badges/{}", shown.award.award_id).into()),
        visibility: match is_declined {
            true => Vec::new(),
            false => [("public", "held-visibility-public"), ("private", "held-visibility-private")]
                .map(|(value, name)| Choice {
                    chosen: (value == "public") == decision.is_public,
                    ..Choice::new(value, words.say(name))
                })
                .to_vec(),
        },
        own_name: Some(held.person.name.clone()).filter(|name| !name.is_empty()),
        shows_name: decision.shows_name,
        evidence: match is_declined {
            true => Vec::new(),
            false => held.evidence.iter().map(|piece| evidence_choice(piece, words)).collect(),
        },
        shares: held
            .shares
            .iter()
            .map(|link| share_line(app.addresses().share(&link.token), link, (app.now(), words)))
            .collect(),
        new_share: (decision.answer == Answer::Accepted).then(|| share_parts(held, words)),
        downloads: badges::downloads(shown, &here.base, words),
        file_note: words.say("held-file-note").into(),
        name_state: None,
        name_form: None,
        is_by_link: here.is_by_link,
        ways: ways(here),
    }
}

fn standing(held: &HeldBadge, words: Words) -> String {
    let (decision, issuer) = (&held.shown.award.decision, &held.shown.view.organisation.name);
    let on = decision.answered_at.map(|at| words.day(at));
    match (decision.answer, on) {
        (Answer::Offered, _) if decision.is_public => words.fill("held-offered-open").with("issuer", issuer).into(),
        (Answer::Offered, _) => words.fill("held-offered").with("issuer", issuer).into(),
        (Answer::Accepted, Some(day)) => words.fill("held-accepted-on").with("day", day).into(),
        (Answer::Accepted, None) => words.say("held-accepted").into(),
        (Answer::Declined, Some(day)) => words.fill("held-declined-on").with("day", day).into(),
        (Answer::Declined, None) => words.say("held-declined").into(),
    }
}

fn linkedin(hall: &Hall, held: &HeldBadge, words: Words) -> ToLinkedIn {
    let link = held.shares.iter().find(|link| link.is_for_linkedin && link.withdrawn_at.is_none());
    let address = link.map(|link| hall.app().addresses().share(&link.token));
    let code = badges::spaced(&held.shown.award.short_code);
    let mut fields = certification(held, address.as_deref().unwrap_or(""), &code).fields(words);
    // The address is there as soon as the link for LinkedIn is.
    fields.retain(|row| !row.value.is_empty());
    let is_accepted = held.shown.award.decision.answer == Answer::Accepted;
    let add_label = if is_accepted { "held-linkedin-add" } else { "held-linkedin-accept" };
    ToLinkedIn { add_label: words.say(add_label).into(), fields }
}

fn evidence_choice(piece: &ShownPiece, words: Words) -> EvidenceChoice {
    let note = match piece {
        _ if piece.must_stay_private => "held-evidence-private",
        _ if piece.place.is_some() => "held-evidence-signed",
        _ => "held-evidence-added",
    };
    EvidenceChoice {
        key: piece.key.clone(),
        kind: match piece.content.kind.as_str() {
            "" => words.say("held-evidence-kind").into(),
            kind => kind.to_owned(),
        },
        name: title_of(&piece.content),
        href: piece.content.address.as_deref().and_then(Href::outside),
        note: words.say(note).into(),
        is_shown: piece.is_shown,
        is_locked: piece.must_stay_private,
    }
}

/// What a piece is called, or how it begins.
fn title_of(content: &ShownEvidence) -> String {
    let text = match content {
        _ if !content.name.is_empty() => content.name.as_str(),
        _ => content.address.as_deref().unwrap_or(&content.narrative),
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(BEGINNING) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

pub(super) fn share_line(address: String, link: &ShareLink, (now, words): (Timestamp, Words)) -> ShareLine {
    let mut shown = match link.shared {
        Shared::Award(_) => vec![words.say("share-the-badge")],
        Shared::Collection(_) => vec![words.say("share-the-badges")],
    };
    let fields = link.fields.iter().filter_map(|word| ShareField::find(word));
    shown.extend(fields.map(|field| words::field(field, words)));
    let shown = words::list(&shown);
    let (sentence, is_open) = match (link.withdrawn_at, link.expires_at) {
        (Some(at), _) => (words.fill("share-ended").with("day", words.day(at)), false),
        (None, Some(at)) if at <= now => (words.fill("share-over").with("day", words.day(at)), false),
        (None, Some(at)) => (words.fill("share-until").with("shown", shown).with("day", words.day(at)), true),
        (None, None) => (words.fill("share-open").with("shown", shown), true),
    };
    ShareLine {
        label: if link.label.is_empty() { words.say("share-unnamed").into() } else { link.label.clone() },
        address: address.into(),
        sentence: sentence.into(),
        token: is_open.then(|| link.token.to_string()),
    }
}

fn share_parts(held: &HeldBadge, words: Words) -> ShareParts {
    let has_name = !held.person.name.is_empty();
    let fields = ShareField::ALL.into_iter().filter(|field| *field != ShareField::Name || has_name);
    ShareParts {
        label: Field::default(),
        fields: fields.map(|field| Choice::new(field.as_str(), words::field_choice(field, words))).collect(),
        days: days(words),
    }
}

/// How long a link may work, to choose from.
pub(super) fn days(words: Words) -> Vec<Choice> {
    DAYS.map(|(days, name)| Choice { chosen: days == "365", ..Choice::new(days, words.say(name)) }).to_vec()
}
