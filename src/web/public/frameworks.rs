//! Frameworks for everybody: all of them, one as a tree, one statement with what can be earned for it.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use serde::Deserialize;

use super::catalogue::cards;
use crate::app::{App, Error, ItemView};
use crate::http::Hall;
use crate::ids::{FrameworkId, FrameworkItemId};
use crate::language::Words;
use crate::store::{CatalogueFilter, Framework, FrameworkItem, ItemFilter};
use crate::web::answer::{Page, PageError, Visitor};
use crate::web::href::{Href, percent_encoded};
use crate::web::moment::Moment;
use crate::web::views::{self, Branch, Fact, FrameworkCard, ItemLine, Link};

/// Statements that a search shows on one page.
const FOUND: usize = 50;
/// Statements directly below another that are shown.
const BELOW: i64 = 200;
/// Statements of a tree that are shown in all; the rest is a step away.
const SHOWN: usize = 1_000;
/// Letters of a statement in a title and among crumbs.
const TITLE_CHARS: usize = 80;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/frameworks", get(list))
        .route("/frameworks/{framework}", get(framework))
        .route("/frameworks/{framework}/items/{item}", get(item))
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    after: String,
}

/// `GET /frameworks`
async fn list(
    State(hall): State<Hall>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Page<views::Frameworks>, PageError> {
    let (app, words) = (hall.app(), visitor.words);
    let frameworks = app.list_frameworks().await?;
    let found = search(app, None, &asked).await?;
    let name_of = |item: &FrameworkItem| frameworks.iter().find(|one| one.framework_id == item.framework_id);
    Ok(Page(views::Frameworks {
        frame: visitor.frame(),
        is_asked: !asked.q.trim().is_empty(),
        results: found.items.iter().map(|item| line(item, name_of(item), true)).collect(),
        count_in_words: found.count_in_words(words),
        next: found.next("/frameworks", &asked.q),
        frameworks: frameworks.iter().map(card).collect(),
        query: asked.q,
    }))
}

/// `GET /frameworks/{framework}`
async fn framework(
    State(hall): State<Hall>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Page<views::Framework>, PageError> {
    let (app, words) = (hall.app(), visitor.words);
    let id = FrameworkId::from_text(id);
    let framework = app.load_framework(&id).await?;
    let is_asked = !asked.q.trim().is_empty();
    let found = search(app, Some(&id), &asked).await?;
    let (branches, is_cut) = if is_asked { (Vec::new(), false) } else { tree(app, &framework).await? };
    let href = format!("/frameworks/{id}");
    Ok(Page(views::Framework {
        frame: visitor.frame(),
        crumbs: vec![Link::new("/frameworks", words.say("frameworks-title"))],
        lang: framework.language.clone(),
        publisher: framework.publisher.clone(),
        items: framework.items,
        imported: Moment::day(framework.imported_at),
        url: Href::outside(&framework.url),
        catalogue_href: format!("/catalogue?framework={}", percent_encoded(&framework.name)).into(),
        is_asked,
        results: found.items.iter().map(|item| line(item, Some(&framework), false)).collect(),
        count_in_words: found.count_in_words(words),
        next: found.next(&href, &asked.q),
        branches,
        is_cut,
        href: href.into(),
        name: framework.name,
        query: asked.q,
    }))
}

/// `GET /frameworks/{framework}/items/{item}`
async fn item(
    State(hall): State<Hall>,
    Path((framework, item)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Page<views::FrameworkItem>, PageError> {
    let app = hall.app();
    let view = app.load_framework_item(&FrameworkItemId::from_text(item), BELOW).await?;
    if view.framework.framework_id.as_str() != framework {
        return Err(Error::NotFound("item").into());
    }
    Ok(Page(item_page(app, view, visitor).await?))
}

async fn item_page(app: &App, view: ItemView, visitor: Visitor) -> Result<views::FrameworkItem, Error> {
    let (words, address) = (visitor.words, app.address_of_item(&view.item));
    let filter = CatalogueFilter { text: address.clone(), limit: 24, ..CatalogueFilter::default() };
    let (found, _, _) = app.search_catalogue(&filter).await?;
    let mut crumbs = vec![Link::new(path(&view.framework.framework_id, None), &view.framework.name)];
    let short = |item: &FrameworkItem| if item.code.is_empty() { cut(&item.statement) } else { item.code.clone() };
    crumbs.extend(view.above.iter().map(|item| Link::new(path(&item.framework_id, Some(item)), short(item))));
    let kind = Some(&view.item.item_type).filter(|kind| !kind.is_empty());
    Ok(views::FrameworkItem {
        frame: visitor.frame(),
        crumbs,
        title: cut(&view.item.statement),
        code: view.item.code.clone(),
        lang: view.framework.language.clone(),
        description: view.item.description.clone(),
        url: Href::outside(&view.item.url),
        is_retired: view.item.retired_at.is_some(),
        below: view.below.iter().map(|item| line(item, Some(&view.framework), false)).collect(),
        achievements: cards(app, &found, words).await?,
        facts: kind.map(|kind| Fact::new(words.say("frameworks-kind"), kind)).into_iter().collect(),
        experts: vec![Fact::exact(words.say("fact-identifier"), address)],
        statement: view.item.statement,
    })
}

/// What a search found, and where it goes on.
struct Found {
    items: Vec<FrameworkItem>,
    goes_on: bool,
    is_first: bool,
}

impl Found {
    fn count_in_words(&self, words: Words) -> String {
        match self.is_first && !self.goes_on {
            true => words.fill("frameworks-found").count("count", self.items.len()).into(),
            false => words.fill("frameworks-found-first").count("count", self.items.len()).into(),
        }
    }

    fn next(&self, path: &str, query: &str) -> Option<Href> {
        let last = self.items.last().filter(|_| self.goes_on)?;
        let after = format!("{}:{}", last.framework_id, last.position);
        Some(format!("{path}?q={}&after={}", percent_encoded(query.trim()), percent_encoded(&after)).into())
    }
}

async fn search(app: &App, framework: Option<&FrameworkId>, asked: &Asked) -> Result<Found, Error> {
    let text: String = asked.q.trim().chars().take(200).collect();
    if text.is_empty() {
        return Ok(Found { items: Vec::new(), goes_on: false, is_first: true });
    }
    let after = asked.after.split_once(':').and_then(|(id, at)| Some((FrameworkId::from_text(id), at.parse().ok()?)));
    let is_first = after.is_none();
    let filter = ItemFilter { framework: framework.cloned(), text, after, limit: FOUND as i64 + 1 };
    let mut items = app.search_framework_items(&filter).await?;
    let goes_on = items.len() > FOUND;
    items.truncate(FOUND);
    Ok(Found { items, goes_on, is_first })
}

/// Two levels of the tree, and whether that is not all.
async fn tree(app: &App, framework: &Framework) -> Result<(Vec<Branch>, bool), Error> {
    let id = &framework.framework_id;
    let tops = app.list_items_below(id, None, BELOW).await?;
    let mut shown = tops.len();
    let mut branches = Vec::with_capacity(tops.len());
    for top in &tops {
        let below = match shown < SHOWN {
            true => app.list_items_below(id, Some(&top.item_id), BELOW).await?,
            false => Vec::new(),
        };
        shown += below.len();
        branches.push(Branch {
            item: line(top, Some(framework), false),
            below: below.iter().map(|item| line(item, Some(framework), false)).collect(),
        });
    }
    Ok((branches, (shown as i64) < framework.items))
}

fn path(framework: &FrameworkId, item: Option<&FrameworkItem>) -> String {
    match item {
        None => format!("/frameworks/{framework}"),
        Some(item) => format!("/frameworks/{framework}/items/{}", item.item_id),
    }
}

fn line(item: &FrameworkItem, framework: Option<&Framework>, is_named: bool) -> ItemLine {
    ItemLine {
        href: path(&item.framework_id, Some(item)).into(),
        code: item.code.clone(),
        statement: item.statement.clone(),
        lang: framework.map(|one| one.language.clone()).unwrap_or_default(),
        framework: framework.filter(|_| is_named).map(|one| one.name.clone()).unwrap_or_default(),
    }
}

fn card(framework: &Framework) -> FrameworkCard {
    FrameworkCard {
        href: path(&framework.framework_id, None).into(),
        name: framework.name.clone(),
        lang: framework.language.clone(),
        publisher: framework.publisher.clone(),
        items: framework.items,
    }
}

fn cut(text: &str) -> String {
    let mut out: String = text.chars().take(TITLE_CHARS).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
