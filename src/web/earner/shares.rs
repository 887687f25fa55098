//! What a link that an earner handed out leads to: the badge with what was chosen, or a kind word when it has ended.

use std::net::IpAddr;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::collections;
use crate::app::{OpenedShare, ShareEnd, ShareField, SharedBadge};
use crate::clock::Timestamp;
use crate::http::{ClientAddress, Hall, Wanted, request_number, wanted};
use crate::ids::ShareToken;
use crate::store::ShareLink;
use crate::web::answer::{Page, PageError, Visitor, html};
use crate::web::form::Asked;
use crate::web::moment::Moment;
use crate::web::public::badges::{self, Found};
use crate::web::views::{self, Link};

/// `GET /s/{token}`
pub(super) async fn look(
    State(hall): State<Hall>,
    visitor: Visitor,
    ClientAddress(client): ClientAddress,
    Path(token): Path<String>,
    Asked(asked): Asked,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let shared = match hall.app().open_share(&ShareToken::from_text(token)).await? {
        OpenedShare::Badge(shared) => shared,
        OpenedShare::Ended(end) => return Ok(ended(visitor, end)),
        OpenedShare::Collection(link) => {
            return Ok(without_trace(collections::shared(&hall, visitor, &link).await?));
        }
    };
    let rechecks = asked.find("address").map(|_| client);
    let page = public_share(&hall, &shared, visitor, rechecks).await?;
    Ok(without_trace(match wanted(&headers, Wanted::Page) {
        Wanted::Page => Page(page).into_response(),
        Wanted::Json | Wanted::Token => view_json(&page),
    }))
}

/// The badge as the link shows it. Nothing on it says the credential's own address unless the files may be had, for that
/// address is another way in.
pub(super) async fn public_share(
    hall: &Hall,
    shared: &SharedBadge,
    visitor: Visitor,
    rechecks: Option<IpAddr>,
) -> Result<views::Badge, PageError> {
    let app = hall.app();
    let base = format!("/s/{}", shared.link.token);
    let address = app.addresses().share(&shared.link.token);
    let found = Found::of_share(hall, shared, (&base, visitor.words), rechecks).await?;
    let mut page = badges::page(app, &shared.shown, (visitor, found));
    let who = shared.name.as_deref().unwrap_or("The person who earned this badge");
    page.shared = Some(handed_out(who, &shared.link));
    page.recheck = base.as_str().into();
    page.verify_address = address.clone();
    page.downloads = match shared.shows(ShareField::Files) {
        true => badges::downloads(&shared.shown, &base, page.frame.words),
        false => Vec::new(),
    };
    page.linkedin = None;
    page.experts.retain(|fact| fact.term != "Identifier");
    if !shared.shows(ShareField::Results) {
        page.results = Vec::new();
        for cell in page.rubric.iter_mut().flat_map(|rubric| &mut rubric.criteria).flat_map(|line| &mut line.cells) {
            cell.achieved = false;
        }
    }
    page.json_href = format!("{base}/view.json").into();
    page.preview.image = format!("{address}/card.png?v={}", app.card_tag(&shared.shown)).into();
    page.oembed_href = badges::oembed_href(&address);
    page.preview.url = address.into();
    Ok(page)
}

/// Who handed out a link, when, and how long it works.
pub(super) fn handed_out(who: &str, link: &ShareLink) -> String {
    let day = |at: Timestamp| Moment::day(at).text;
    let until = match link.expires_at {
        Some(until) => format!("It works until {}; after that the link ends, nothing else.", day(until)),
        None => "It works until they end it.".to_owned(),
    };
    format!("{who} handed out this link on {}. {until}", day(link.created_at))
}

/// The same as the page for programs, unsigned: what it shows, and nothing else.
pub(super) fn view_json(page: &views::Badge) -> Response {
    let evidence = |one: &views::Evidence| json!({"kind": one.kind, "name": one.name, "url": one.href.as_ref().map(|href| href.as_str())});
    let event = |one: &views::Event| json!({"what": one.what, "on": one.moment.as_ref().map(|at| &at.iso)});
    let results = |one: &views::ResultLine| json!({"what": one.what, "value": one.value});
    let view = json!({
        "name": page.name,
        "description": page.description,
        "issuer": {"name": page.issuer.name, "host": page.issuer.host},
        "earner": page.earner,
        "state": page.verdict.state.word(page.frame.words),
        "sentence": page.verdict.sentence,
        "dates": page.dates.iter().map(event).collect::<Vec<_>>(),
        "results": page.results.iter().map(results).collect::<Vec<_>>(),
        "evidence": page.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "judged": page.judgement.as_ref().map(|judged| &judged.sentence),
        "shared": page.shared,
        "page": page.preview.url.as_str(),
    });
    ([(CONTENT_TYPE, "application/json")], view.to_string()).into_response()
}

/// The page of a link that has ended. It speaks of the link; of the badge it says only that this is another matter.
pub(super) fn ended(visitor: Visitor, end: ShareEnd) -> Response {
    let day = |at: Timestamp| Moment::day(at).text;
    let mut page = views::Problem::new(visitor.frame(), 410, request_number());
    page.title = "This link has ended".into();
    page.sentence = match end {
        ShareEnd::Expired(at) => format!("The link worked until {}.", day(at)),
        ShareEnd::Withdrawn(at) => format!("The person who made it ended it on {}.", day(at)),
        ShareEnd::Closed => "The person who made it does not show this badge any more.".into(),
    };
    page.advice = vec![
        "That says nothing about the badge: it may stand as before.".into(),
        "Ask the person who gave you the link for a new one.".into(),
        "If you have the badge as a file, you can verify it without any link.".into(),
    ];
    page.action = Some(Link::new("/verify", "Verify a file"));
    without_trace(html(StatusCode::GONE, &page))
}

/// Links are secrets: they are not listed, kept on the way, or told to other sites.
pub(super) fn without_trace(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
