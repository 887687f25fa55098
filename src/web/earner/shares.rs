//! What a link that an earner handed out leads to: the badge with what was chosen, or a kind word when it has ended.

use std::net::IpAddr;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::collections;
use crate::app::{OpenedShare, ShareEnd, ShareField, SharedBadge};
use crate::http::{ClientAddress, Hall, Wanted, request_number, wanted};
use crate::ids::ShareToken;
use crate::language::Words;
use crate::store::ShareLink;
use crate::web::answer::{Page, PageError, Visitor, html};
use crate::web::form::Asked;
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
    Ok(without_trace(match wanted(&headers, Wanted::Page) {
        Wanted::Page => Page(public_share(&hall, &shared, visitor, rechecks).await?).into_response(),
        Wanted::Json | Wanted::Token => view_json(&public_share(&hall, &shared, program(), rechecks).await?),
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
    let words = visitor.words;
    let found = Found::of_share(hall, shared, (&base, words), rechecks).await?;
    let mut page = badges::page(app, &shared.shown, (visitor, found));
    let who = shared.name.clone().unwrap_or_else(|| words.say("shared-by-earner").into());
    page.shared = Some(handed_out(&who, &shared.link, words));
    page.recheck = base.as_str().into();
    page.verify_address = address.clone();
    page.downloads = match shared.shows(ShareField::Files) {
        true => badges::downloads(&shared.shown, &base, words),
        false => Vec::new(),
    };
    page.linkedin = None;
    page.experts.retain(|fact| fact.term != words.say("expert-identifier"));
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
pub(super) fn handed_out(who: &str, link: &ShareLink, words: Words) -> String {
    let by = words.fill("shared-by").with("who", who).with("day", words.day(link.created_at));
    match link.expires_at {
        Some(until) => format!("{by} {}", words.fill("shared-until").with("day", words.day(until))),
        None => format!("{by} {}", words.say("shared-open")),
    }
}

/// Whoever looks, as a program: what programs get is the same in every language.
pub(super) fn program() -> Visitor {
    Visitor::default()
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
    let words = visitor.words;
    let mut page = views::Problem::new(visitor.frame(), 410, request_number());
    page.title = words.say("shared-gone").into();
    page.sentence = match end {
        ShareEnd::Expired(at) => words.fill("shared-gone-expired").with("day", words.day(at)).into(),
        ShareEnd::Withdrawn(at) => words.fill("shared-gone-withdrawn").with("day", words.day(at)).into(),
        ShareEnd::Closed => words.say("shared-gone-closed").into(),
    };
    page.advice =
        ["shared-gone-badge", "shared-gone-ask", "shared-gone-file"].map(|name| words.say(name).into()).to_vec();
    page.action = Some(Link::new("/verify", words.say("shared-gone-verify")));
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
