//! The first page and the page of an organisation.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::VARY;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::catalogue::cards;
use super::host;
use crate::app::App;
use crate::http::{Hall, Wanted, wanted};
use crate::issue::compose;
use crate::language::Words;
use crate::store::{CatalogueFilter, JoinRules, Organisation};
use crate::web::answer::{Page, PageError, Visitor};
use crate::web::href::Href;
use crate::web::markdown;
use crate::web::views::{self, Artwork, BadgeCard, Fact, Link, OrganisationCard, Pager, Preview};

/// Organisations and achievements on the first page.
const SHOWN: i64 = 12;
/// Organisations on one page of all.
const PAGE: i64 = 50;

/// `GET /`
pub(super) async fn home(State(hall): State<Hall>, visitor: Visitor) -> Result<Page<views::Home>, PageError> {
    let app = hall.app();
    let mut organisations = app.list_listed_organisations("", SHOWN + 1).await?;
    let has_more = organisations.len() as i64 > SHOWN;
    organisations.truncate(SHOWN as usize);
    let found = app.list_newest_achievements(SHOWN).await?;
    Ok(Page(views::Home {
        frame: visitor.frame(),
        organisations: organisations.iter().map(|organisation| card(app, organisation, visitor.words)).collect(),
        has_more,
        newest: cards(app, &found, visitor.words).await?,
    }))
}

/// Where a list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    after: String,
}

/// `GET /organisations`
pub(super) async fn organisations(
    State(hall): State<Hall>,
    Query(from): Query<From>,
    visitor: Visitor,
) -> Result<Page<views::Organisations>, PageError> {
    let app = hall.app();
    let mut found = app.list_listed_organisations(&from.after, PAGE + 1).await?;
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let next = has_more.then(|| found.last()).flatten();
    Ok(Page(views::Organisations {
        frame: visitor.frame(),
        organisations: found.iter().map(|organisation| card(app, organisation, visitor.words)).collect(),
        pager: (has_more || !from.after.is_empty()).then(|| Pager {
            sentence: visitor.words.fill("organisations-on-page").count("count", found.len()).into(),
            previous: (!from.after.is_empty()).then(|| "/organisations".into()),
            next: next.map(|last| format!("/organisations?after={}", last.slug).into()),
        }),
    }))
}

fn card(app: &App, organisation: &Organisation, words: Words) -> OrganisationCard {
    let first_line = organisation.description.lines().next().unwrap_or("");
    OrganisationCard {
        href: format!("/organisations/{}", organisation.slug).into(),
        name: organisation.name.clone(),
        host: host(app),
        summary: first_line.chars().take(160).collect(),
        image: image(app, organisation, words),
    }
}

fn image(app: &App, organisation: &Organisation, words: Words) -> Option<Artwork> {
    let id = organisation.image_id.as_ref()?;
    let src = app.addresses().organisation_image(&organisation.slug, id).into();
    Some(Artwork { src, alt: words.fill("organisation-logo").with("name", &organisation.name).into() })
}

/// `GET /organisations/{slug}`: a page for people, the issuer's profile for programs.
pub(super) async fn organisation(
    State(hall): State<Hall>,
    Path(slug): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    answer(hall.app(), &slug, visitor, &headers).await.unwrap_or_else(|error| error.wanted_by(&headers))
}

async fn answer(app: &App, slug: &str, visitor: Visitor, headers: &HeaderMap) -> Result<Response, PageError> {
    let organisation = app.load_organisation_by_slug(slug).await?;
    if wanted(headers, Wanted::Json) == Wanted::Page {
        let page = page(app, &organisation, visitor).await?;
        return Ok(([(VARY, "Accept")], Page(page)).into_response());
    }
    let mut profile = compose::profile(&app.issuer(&organisation));
    profile["@context"] = crate::canon::pinned::OPEN_BADGES.into();
    Ok(([(VARY, "Accept")], Json(profile)).into_response())
}

/// What a community says of itself; nothing for others.
async fn community(
    app: &App,
    organisation: &Organisation,
    rules: &JoinRules,
    words: Words,
) -> Result<Vec<Fact>, PageError> {
    if !rules.is_community {
        return Ok(Vec::new());
    }
    let mut facts = vec![Fact::new(words.say("community-domain"), &rules.domain)];
    if !rules.practice.is_empty() {
        facts.push(Fact::new(words.say("community-practice"), &rules.practice));
    }
    let count = app.count_members(&organisation.organisation_id).await?;
    facts.push(Fact::new(words.say("community-members"), count.to_string()));
    Ok(facts)
}

async fn page(app: &App, organisation: &Organisation, visitor: Visitor) -> Result<views::Issuer, PageError> {
    let filter = CatalogueFilter {
        organisation: Some(organisation.organisation_id.clone()),
        limit: 60,
        ..CatalogueFilter::default()
    };
    let (found, _, _) = app.search_catalogue(&filter).await?;
    let did = app.addresses().did(&organisation.slug);
    let address = app.addresses().organisation(&organisation.slug);
    let words = visitor.words;
    let picture = image(app, organisation, words);
    let rules = app.join_rules(&organisation.organisation_id).await?;
    let join_href = rules.takes_requests.then(|| format!("/organisations/{}/join", organisation.slug).into());
    let mut contacts = Vec::new();
    if let Some(url) = organisation.url.as_deref().and_then(Href::outside) {
        let text = url.as_str().trim_start_matches("https://").trim_end_matches('/').to_owned();
        contacts.push(Link { href: url, text });
    }
    if let Some(email) = &organisation.email {
        contacts.push(Link { href: format!("mailto:{email}").into(), text: email.clone() });
    }
    Ok(views::Issuer {
        frame: visitor.frame(),
        name: organisation.name.clone(),
        host: host(app),
        description: markdown::render(&organisation.description),
        community: community(app, organisation, &rules, words).await?,
        join_href,
        image: picture.clone(),
        contacts,
        // The page says already who issues them.
        achievements: cards(app, &found, words)
            .await?
            .into_iter()
            .map(|card| BadgeCard { issuer: String::new(), ..card })
            .collect(),
        catalogue_href: format!("/catalogue?issuer={}", organisation.slug).into(),
        experts: vec![
            Fact::exact(words.say("fact-identifier"), &did),
            Fact {
                href: Some(format!("/organisations/{}/did.json", organisation.slug).into()),
                ..Fact::exact(words.say("fact-did-document"), format!("{address}/did.json"))
            },
        ],
        json_href: format!("/organisations/{}/organisation.json", organisation.slug).into(),
        preview: Preview {
            title: organisation.name.clone(),
            url: address.into(),
            description: organisation.description.lines().next().unwrap_or("").into(),
            image: picture.as_ref().map(|picture| picture.src.clone()).unwrap_or_default(),
            image_alt: picture.as_ref().map(|picture| picture.alt.clone()).unwrap_or_default(),
            is_card: false,
        },
    })
}
