//! A badge inside of other sites: what they ask first (oEmbed), and the small page that they show in a frame.
//!
//! The page in the frame knows nobody, sets no cookie, runs nothing and has no form, so that nobody is tricked through it. It
//! is the only page that others may put into theirs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::{Error, OpenedShare, PublicAward};
use crate::http::{Hall, policy_for_frames};
use crate::ids::{AwardId, ShareToken};
use crate::language::Words;
use crate::web::answer::{PageError, html};
use crate::web::escape::escaped;
use crate::web::form::Asked;
use crate::web::moment::Moment;
use crate::web::public::{artwork, badges};
use crate::web::views::Frame;
use crate::web::views::earner::EmbeddedBadge;

/// How large the frame is when nobody asks for less.
const WIDTH: u32 = 480;
const HEIGHT: u32 = 180;

/// `GET /oembed?url=…`
pub(super) async fn oembed(State(hall): State<Hall>, Asked(asked): Asked) -> Result<Response, PageError> {
    if !matches!(asked.text("format"), "" | "json") {
        return Ok((StatusCode::NOT_IMPLEMENTED, "only format=json is offered\n").into_response());
    }
    let app = hall.app();
    let path = app.addresses().path_of(asked.text("url")).ok_or(Error::NotFound("badge at this address"))?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (shown, card) = match parts.as_slice() {
        ["badges", award] => {
            let shown = app.load_shown_award(&AwardId::from_text(*award)).await?;
            let card = format!("{}/card.png?v={}", app.addresses().award(&shown.award.award_id), app.card_tag(&shown));
            (shown, card)
        }
        ["s", token] => {
            let token = ShareToken::from_text(*token);
            let shown = shared(&hall, &token).await?;
            let card = format!("{}/card.png?v={}", app.addresses().share(&token), app.card_tag(&shown));
            (shown, card)
        }
        _ => return Err(Error::NotFound("badge at this address").into()),
    };
    let at_most = |name: &str, most: u32| asked.text(name).parse().unwrap_or(most).clamp(1, most);
    let (width, height) = (at_most("maxwidth", WIDTH), at_most("maxheight", HEIGHT));
    let title = format!("{} – {}", shown.view.definition.name, shown.view.organisation.name);
    let frame = format!(
        "<iframe src=\"{}/embed{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" sandbox=\"allow-popups\" \
         loading=\"lazy\" referrerpolicy=\"no-referrer\" style=\"border:0\"></iframe>",
        app.addresses().base(),
        escaped(path),
        escaped(&title)
    );
    let answer = json!({
        "version": "1.0", "type": "rich", "title": title, "html": frame, "width": width, "height": height,
        "provider_name": "Accolade", "provider_url": app.addresses().base(), "author_name": shown.view.organisation.name,
        "thumbnail_url": card, "thumbnail_width": 1200, "thumbnail_height": 627, "cache_age": 60,
    });
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=60")];
    Ok((headers, answer.to_string()).into_response())
}

/// `GET /embed/badges/{award}`
pub(super) async fn badge(
    State(hall): State<Hall>,
    Path(award): Path<String>,
    Extension(words): Extension<Words>,
) -> Response {
    let shown = hall.app().load_shown_award(&AwardId::from_text(award)).await;
    let found = shown.map(|shown| {
        let page = hall.app().addresses().award(&shown.award.award_id);
        (shown, page)
    });
    framed(&hall, words, found)
}

/// `GET /embed/s/{token}`
pub(super) async fn share(
    State(hall): State<Hall>,
    Path(token): Path<String>,
    Extension(words): Extension<Words>,
) -> Response {
    let token = ShareToken::from_text(token);
    let shown = shared(&hall, &token).await;
    framed(&hall, words, shown.map(|shown| (shown, hall.app().addresses().share(&token))))
}

async fn shared(hall: &Hall, token: &ShareToken) -> Result<std::sync::Arc<PublicAward>, Error> {
    match hall.app().open_share(token).await? {
        OpenedShare::Badge(shared) => Ok(shared.shown),
        _ => Err(Error::NotFound("badge at this address")),
    }
}

fn framed(hall: &Hall, words: Words, found: Result<(std::sync::Arc<PublicAward>, String), Error>) -> Response {
    let frame = Frame { words, ..Frame::default() };
    let mut response = match found {
        Ok((shown, page)) => html(StatusCode::OK, &view(hall, &shown, page, frame)),
        Err(_) => html(StatusCode::NOT_FOUND, &EmbeddedBadge { frame, ..EmbeddedBadge::default() }),
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy_for_frames()));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    response
}

fn view(hall: &Hall, shown: &PublicAward, page: String, frame: Frame) -> EmbeddedBadge {
    let state = badges::state_of(&shown.state);
    EmbeddedBadge {
        lang: shown.view.definition.language.clone().unwrap_or_else(|| "en".into()),
        name: shown.view.definition.name.clone(),
        artwork: Some(artwork(&shown.view, frame.words)),
        issuer: shown.view.organisation.name.clone(),
        host: hall.app().addresses().authority().to_owned(),
        awarded: Some(Moment::day(shown.award.awarded_at)),
        state: Some(state),
        page_href: page.into(),
        frame,
    }
}
