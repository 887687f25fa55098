//! Collections: put together by their owner, looked at by whoever has a link.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::account::frame;
use super::held::{share_line, share_request};
use super::shares::handed_out;
use super::{me, words};
use crate::app::{CollectionMove, Error, OwnCollection, ShareField};
use crate::http::{Hall, check_csrf};
use crate::ids::{AwardId, CollectionId, ShareToken};
use crate::language::Words;
use crate::store::{Answer, ShareLink};
use crate::web::answer::{Page, PageError, Staff, Visitor, html, see_other};
use crate::web::form::{Asked, Fields};
use crate::web::markdown;
use crate::web::views::earner::{Collected, MyCollection, MyCollections, ShareParts, SharedCollection};
use crate::web::views::{BadgeCard, Choice, Field, Frame, Link, Preview};

/// `GET /me/collections`
pub(super) async fn list(State(hall): State<Hall>, staff: Staff, Asked(asked): Asked) -> Result<Response, PageError> {
    Ok(Page(all(&hall, &staff, frame(&staff, &asked)).await?).into_response())
}

async fn all(hall: &Hall, staff: &Staff, frame: Frame) -> Result<MyCollections, PageError> {
    let own = hall.app().list_own_collections(&staff.actor()).await?;
    let link = |one: &crate::store::Collection| Link::new(format!("/me/collections/{}", one.collection_id), &one.title);
    let collections = own.iter().map(link).collect();
    Ok(MyCollections { frame, errors: Vec::new(), collections, title: Field::default() })
}

/// `POST /me/collections`
pub(super) async fn begin(State(hall): State<Hall>, staff: Staff, fields: Fields) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    match hall.app().begin_collection(&staff.actor(), fields.text("title")).await {
        Ok(id) => Ok(see_other(&format!("/me/collections/{id}"))),
        Err(Error::Invalid(found)) => {
            let mut page = all(&hall, &staff, frame(&staff, &fields)).await?;
            page.errors = words::errors(found, staff.1);
            let error = page.errors.first().map(|error| error.message.clone());
            page.title = Field { value: fields.text("title").to_owned(), error };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /me/collections/{collection}`
pub(super) async fn show(
    State(hall): State<Hall>,
    staff: Staff,
    Path(collection): Path<String>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let page = view(&hall, &staff, &CollectionId::from_text(collection), frame(&staff, &asked)).await?;
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, staff: &Staff, id: &CollectionId, frame: Frame) -> Result<MyCollection, PageError> {
    let (app, actor, words) = (hall.app(), staff.actor(), staff.1);
    let own = app.load_own_collection(&actor, id).await?;
    let inside: Vec<&AwardId> = own.badges.iter().map(|shown| &shown.award.award_id).collect();
    let rest = app.list_own_badges(&actor).await?;
    let rest = rest
        .iter()
        .filter(|shown| !inside.contains(&&shown.award.award_id) && shown.award.decision.answer != Answer::Declined);
    let choice = |shown: &std::sync::Arc<crate::app::PublicAward>| {
        Choice::new(shown.award.award_id.as_str(), &shown.view.definition.name)
    };
    let line = |link: &ShareLink| share_line(app.addresses().share(&link.token), link, (app.now(), words));
    Ok(MyCollection {
        frame,
        errors: Vec::new(),
        base: format!("/me/collections/{id}").into(),
        title: Field::new(&own.collection.title),
        introduction: Field::new(&own.collection.introduction),
        badges: collected(&own, words),
        more: rest.map(choice).collect(),
        shares: own.shares.iter().map(line).collect(),
        new_share: ShareParts {
            label: Field::default(),
            fields: vec![Choice::new("name", words::field_choice(ShareField::Name, words))],
            days: super::held::days(words),
        },
    })
}

fn collected(own: &OwnCollection, words: Words) -> Vec<Collected> {
    let one = |(place, shown): (usize, &std::sync::Arc<crate::app::PublicAward>)| Collected {
        award: shown.award.award_id.to_string(),
        name: shown.view.definition.name.clone(),
        href: format!("/me/badges/{}", shown.award.award_id).into(),
        note: match shown.award.decision.answer {
            Answer::Accepted => words.say("collection-seen"),
            _ => words.say("collection-unseen"),
        }
        .into(),
        can_go_up: place > 0,
    };
    own.badges.iter().enumerate().map(one).collect()
}

/// `POST /me/collections/{collection}/{what}`
pub(super) async fn change(
    State(hall): State<Hall>,
    staff: Staff,
    Path((collection, what)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    let (app, actor, id) = (hall.app(), staff.actor(), CollectionId::from_text(collection));
    let award = || AwardId::from_text(fields.text("award"));
    let outcome = match what.as_str() {
        "add" => app.arrange_collection(&actor, &id, CollectionMove::Add(award())).await,
        "remove" => app.arrange_collection(&actor, &id, CollectionMove::Remove(award())).await,
        "up" => app.arrange_collection(&actor, &id, CollectionMove::Up(award())).await,
        "describe" => app.describe_collection(&actor, &id, fields.text("title"), fields.text("introduction")).await,
        "share" => app.share_collection(&actor, &id, &share_request(&fields)).await,
        "withdraw" => {
            let token = ShareToken::from_text(fields.text("token"));
            app.withdraw_share(&staff.0.person.person_id, &token).await
        }
        "delete" => {
            app.delete_collection(&actor, &id).await?;
            return Ok(see_other("/me/collections?done=collection-deleted"));
        }
        _ => return Err(Error::NotFound("page").into()),
    };
    match outcome {
        Ok(()) => {
            let done = if matches!(what.as_str(), "share" | "withdraw") { what.as_str() } else { "saved" };
            Ok(see_other(&format!("/me/collections/{id}?done={done}")))
        }
        Err(Error::Invalid(found)) => {
            let mut page = view(&hall, &staff, &id, frame(&staff, &fields)).await?;
            page.errors = words::errors(found, staff.1);
            let wrong = |name: &str| page.errors.iter().find(|e| e.field == name).map(|error| error.message.clone());
            let (title, introduction, label) = (wrong("title"), wrong("introduction"), wrong("label"));
            if what == "describe" {
                page.title = Field { value: fields.text("title").to_owned(), error: title };
                page.introduction = Field { value: fields.text("introduction").to_owned(), error: introduction };
            } else {
                page.new_share.label = Field { value: fields.text("label").to_owned(), error: label };
            }
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// A collection as a link shows it. A badge leads to its own page when that is open, else to what it was awarded for.
pub(super) async fn shared(hall: &Hall, visitor: Visitor, link: &ShareLink) -> Result<Response, PageError> {
    let (app, words) = (hall.app(), visitor.words);
    let (collection, badges, name) = app.load_shared_collection(link).await?;
    let card = |shown: &std::sync::Arc<crate::app::PublicAward>| {
        let href = match shown.award.decision.is_shown() {
            true => format!("/badges/{}", shown.award.award_id),
            false => format!("/achievements/{}/versions/{}", shown.award.achievement_id, shown.award.version),
        };
        BadgeCard { href: href.into(), labels: Vec::new(), ..me::card(shown, words) }
    };
    let who = name.unwrap_or_else(|| words.say("shared-by-collector").into());
    let page = SharedCollection {
        frame: visitor.frame(),
        title: collection.title.clone(),
        introduction: markdown::render(&collection.introduction),
        shared: handed_out(&who, link, words),
        badges: badges.iter().map(card).collect(),
        preview: Preview {
            title: collection.title,
            url: app.addresses().share(&link.token).into(),
            description: words.fill("shared-preview").count("count", badges.len()).into(),
            ..Preview::default()
        },
    };
    Ok(Page(page).into_response())
}
