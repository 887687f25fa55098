//! Webhooks: added with a key that is shown once, tested, watched, sent again, switched off.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::views::desk::{Delivery, Webhook as WebhookPage, Webhooks};
use super::super::views::{Cell, Choice, Column, CopyRow, Empty, Field, FieldError, Pager, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission, WEBHOOK_EVENTS, WebhookRequest, WebhookState};
use crate::http::Hall;
use crate::ids::WebhookId;
use crate::language::{Filled, Words};
use crate::store::{Webhook, WebhookDelivery};

/// Messages on one page.
const PAGE: i64 = 20;

/// A webhook that a path names.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    webhook: String,
}

impl Named {
    fn id(&self) -> WebhookId {
        WebhookId::from_text(&self.webhook)
    }

    fn path(&self, rest: &str) -> String {
        format!("/webhooks/{}{rest}", self.webhook)
    }
}

/// `GET /desk/{slug}/webhooks`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    Ok(Page(list_page(&hall, &here, &WEBHOOK_EVENTS).await?).into_response())
}

async fn list_page(hall: &Hall, here: &Here, chosen: &[&str]) -> Result<Webhooks, PageError> {
    let hooks = hall.app().list_webhooks(&here.actor(), here.id()).await?;
    let words = here.words();
    let row = |hook: &Webhook| Row {
        cells: vec![
            Cell::link(here.path(&format!("/webhooks/{}", hook.webhook_id)), &hook.address),
            Cell::Exact(hook.events.clone()),
            Cell::text(state_words(words, hook)),
        ],
        ..Row::default()
    };
    Ok(Webhooks {
        frame: here.frame(),
        desk: here.desk("Webhooks"),
        table: Table {
            caption: words.say("hooks-caption").into(),
            columns: [words.say("desk-address"), words.say("hooks-head-events"), words.say("desk-state")]
                .map(Column::new)
                .to_vec(),
            rows: hooks.iter().map(row).collect(),
            empty: Empty::new(words.say("hooks-none"), None),
        },
        action: here.path("/webhooks").into(),
        events: event_choices(words, chosen),
        ..Webhooks::default()
    })
}

fn state_words(words: Words, hook: &Webhook) -> String {
    match (hook.state.as_str(), hook.failing_since) {
        ("on", None) => words.say("hooks-on").into(),
        ("on", Some(since)) => words.fill("hooks-on-failing").with("when", words.minute(since)).into(),
        ("off", _) => words.say("hooks-off").into(),
        _ => words.say("hooks-switched-off").into(),
    }
}

fn event_choices(words: Words, chosen: &[&str]) -> Vec<Choice> {
    let label = |event: &str| match event {
        "award.issued" => words.say("hooks-issued"),
        "award.claimed" => words.say("hooks-claimed"),
        "award.declined" => words.say("hooks-declined"),
        "award.revoked" => words.say("hooks-revoked"),
        "award.suspended" => words.say("hooks-suspended"),
        _ => words.say("hooks-reinstated"),
    };
    let choice = |event: &str| Choice { chosen: chosen.contains(&event), ..Choice::new(event, label(event)) };
    WEBHOOK_EVENTS.map(choice).to_vec()
}

fn request(fields: &Fields) -> WebhookRequest {
    let events = fields.all("event").into_iter().map(str::to_owned).collect();
    WebhookRequest { address: fields.text("address").to_owned(), events }
}

fn errors_of(words: Words, found: Vec<crate::issue::FieldError>) -> Vec<FieldError> {
    let field = |name: &str| if name == "events" { "event-1".to_owned() } else { name.to_owned() };
    let told = words::errors(words, found).into_iter();
    told.map(|error| FieldError::new(field(&error.field), error.message)).collect()
}

fn address_field(fields: &Fields, errors: &[FieldError]) -> Field {
    let error = errors.iter().find(|error| error.field == "address").map(|error| error.message.clone());
    Field { value: fields.text("address").to_owned(), error }
}

/// `POST /desk/{slug}/webhooks`: the answer shows the key, this once.
pub(super) async fn create(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    match hall.app().create_webhook(&here.actor(), here.id(), request(&fields)).await {
        Ok(made) => {
            let mut page = list_page(&hall, &here, &WEBHOOK_EVENTS).await?;
            page.fresh = Some(CopyRow::new(made.webhook.address, made.secret));
            let mut response = Page(page).into_response();
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(Error::Invalid(found)) => {
            let mut page = list_page(&hall, &here, &fields.all("event")).await?;
            page.errors = errors_of(here.words(), found);
            page.address = address_field(&fields, &page.errors);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /desk/{slug}/webhooks/{webhook}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(named): Path<Named>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    Ok(Page(page(&hall, &here, &named, &asked).await?).into_response())
}

async fn page(hall: &Hall, here: &Here, named: &Named, asked: &Fields) -> Result<WebhookPage, PageError> {
    let (app, actor, words) = (hall.app(), here.actor(), here.words());
    let hook = app.load_webhook(&actor, here.id(), &named.id()).await?;
    let before = asked.text("before").split_once('.').and_then(|(time, id)| Some((time.parse().ok()?, id.to_owned())));
    let is_first = before.is_none();
    let mut found = app.list_deliveries(&actor, here.id(), &named.id(), (before, PAGE + 1)).await?;
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = format!("?before={}.{}", last.happened_at.unix_micros(), last.delivery_id);
        here.path(&named.path(&at)).into()
    });
    let pager = (has_more || !is_first).then(|| Pager {
        sentence: words.say("hooks-newest-first").into(),
        previous: (!is_first).then(|| here.path(&named.path("")).into()),
        next,
    });
    let state = |value: &str, label: Cow<'static, str>| Choice {
        chosen: (hook.state == "on") == (value == "on"),
        ..Choice::new(value, label)
    };
    Ok(WebhookPage {
        frame: here.frame(),
        desk: here.desk("Webhooks"),
        errors: Vec::new(),
        title: hook.address.clone(),
        summary: format!("{}.", state_words(words, &hook)),
        is_troubled: hook.state == "failed" || hook.failing_since.is_some(),
        list_href: here.path("/webhooks").into(),
        action: here.path(&named.path("")).into(),
        address: Field::new(&hook.address),
        events: event_choices(words, &hook.events.split(' ').collect::<Vec<_>>()),
        states: vec![state("on", words.say("hooks-on")), state("off", words.say("hooks-off"))],
        test_action: (hook.state == "on").then(|| here.path(&named.path("/test")).into()),
        delete_action: here.path(&named.path("/delete")).into(),
        deliveries: found.iter().map(|one| delivery(here, named, one)).collect(),
        pager,
    })
}

fn delivery(here: &Here, named: &Named, one: &WebhookDelivery) -> Delivery {
    let words = here.words();
    let told = |first: Filled, later: Filled| match one.attempts {
        1 => first,
        tries => later.count("try", tries),
    };
    let answered = match one.status {
        Some(status) => words.fill("hooks-answered").with("status", status).into(),
        None => words.retold(&one.answer),
    };
    let outcome = match (one.is_delivered, one.tried_at, one.due_at) {
        (true, ..) => {
            let arrived = told(words.fill("hooks-arrived-first"), words.fill("hooks-arrived"));
            arrived.with("status", one.status.unwrap_or_default()).into()
        }
        (false, None, Some(_)) => words.say("hooks-waiting").into(),
        (false, Some(_), Some(due)) => {
            let failed = told(words.fill("hooks-failed-first"), words.fill("hooks-failed"));
            failed.with("answer", answered).with("when", words.minute(due)).into()
        }
        (false, _, None) => {
            let given_up = told(words.fill("hooks-given-up-first"), words.fill("hooks-given-up"));
            given_up.with("answer", answered).into()
        }
    };
    Delivery {
        id: one.delivery_id.clone(),
        event: one.event.clone(),
        when: words.minute(one.happened_at),
        outcome,
        is_delivered: one.is_delivered,
        answer: if one.status.is_some() { one.answer.clone() } else { String::new() },
        body: one.body.clone(),
        resend_action: here.path(&named.path("/resend")).into(),
    }
}

/// `POST /desk/{slug}/webhooks/{webhook}`
pub(super) async fn change(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let state = if fields.text("state") == "off" { WebhookState::Off } else { WebhookState::On };
    let outcome = hall.app().change_webhook(&here.actor(), here.id(), &named.id(), request(&fields), state).await;
    match outcome {
        Ok(_) => Ok(here.see(&named.path(""), "webhook-changed")),
        Err(Error::Invalid(found)) => {
            let mut page = page(&hall, &here, &named, &Fields::default()).await?;
            page.errors = errors_of(here.words(), found);
            page.address = address_field(&fields, &page.errors);
            page.events = event_choices(here.words(), &fields.all("event"));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/{slug}/webhooks/{webhook}/test`
pub(super) async fn test(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    hall.app().test_webhook(&sent.here.actor(), sent.here.id(), &named.id()).await?;
    Ok(sent.here.see(&named.path(""), "webhook-tested"))
}

/// `POST /desk/{slug}/webhooks/{webhook}/resend`
pub(super) async fn resend(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let delivery = sent.fields.text("delivery");
    hall.app().resend_delivery(&sent.here.actor(), sent.here.id(), &named.id(), delivery).await?;
    Ok(sent.here.see(&named.path(""), "webhook-resent"))
}

/// `POST /desk/{slug}/webhooks/{webhook}/delete`
pub(super) async fn delete(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    sent.here.insist(&hall, Permission::Manage).await?;
    hall.app().delete_webhook(&sent.here.actor(), sent.here.id(), &named.id()).await?;
    Ok(sent.here.see("/webhooks", "webhook-deleted"))
}
