//! Webhooks: addresses that are told what happens to awards, and what they were told.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::{Asked, Office, Page, Strict, name};
use super::table::{Row, delete, get, post, put};
use crate::app::{Error, Permission, WebhookRequest, WebhookState};
use crate::http::{Hall, Problem};
use crate::ids::WebhookId;
use crate::store::{Webhook, WebhookDelivery};

const TAG: &str = "Webhooks";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/webhooks", list)
            .says(TAG, "List the addresses that are told what happens")
            .needs(Permission::Manage)
            .gives::<WebhookItems>(200, "All of them, the oldest first"),
        post("/api/v1/organisations/{slug}/webhooks", create)
            .says(TAG, "Tell an address what happens from now on")
            .explains(
                "Messages follow Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature` (HMAC-SHA256). \
                 The secret is in this answer only.",
            )
            .needs(Permission::Manage)
            .reads::<WebhookRequest>()
            .gives::<WebhookMade>(201, "The webhook with the secret of its signatures"),
        get("/api/v1/organisations/{slug}/webhooks/{webhook}", show)
            .says(TAG, "Show a webhook")
            .needs(Permission::Manage)
            .gives::<WebhookView>(200, "The webhook"),
        put("/api/v1/organisations/{slug}/webhooks/{webhook}", change)
            .says(TAG, "Change a webhook, or switch it on or off")
            .needs(Permission::Manage)
            .reads::<WebhookChange>()
            .gives::<WebhookView>(200, "The webhook as it is now"),
        delete("/api/v1/organisations/{slug}/webhooks/{webhook}", remove)
            .says(TAG, "Remove a webhook with all that it was told")
            .needs(Permission::Manage)
            .gives_nothing(204, "It is gone"),
        post("/api/v1/organisations/{slug}/webhooks/{webhook}/test", test)
            .says(TAG, "Send a test message")
            .needs(Permission::Manage)
            .gives_nothing(202, "It is sent in a moment; the deliveries say what came of it"),
        get("/api/v1/organisations/{slug}/webhooks/{webhook}/deliveries", deliveries)
            .says(TAG, "What a webhook was told, and what came of it")
            .needs(Permission::Manage)
            .asks::<DeliveryQuery>()
            .gives::<DeliveryPage>(200, "A page of deliveries, the newest first"),
        post("/api/v1/organisations/{slug}/webhooks/{webhook}/deliveries/{delivery}/resend", resend)
            .says(TAG, "Send a message again, with the same identifier")
            .needs(Permission::Manage)
            .gives_nothing(202, "It is sent in a moment"),
    ]
}

/// A webhook.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebhookView {
    /// Which one.
    webhook_id: String,
    /// Where messages go.
    address: String,
    /// What it is told.
    events: Vec<String>,
    /// `on`, `off`, or `failed` when it was switched off since nothing arrived for five days.
    state: String,
    /// Since when nothing arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<String>,
    /// When it was added.
    created_at: String,
}

impl From<Webhook> for WebhookView {
    fn from(hook: Webhook) -> Self {
        Self {
            webhook_id: hook.webhook_id.to_string(),
            address: hook.address,
            events: hook.events.split(' ').map(str::to_owned).collect(),
            state: hook.state,
            failing_since: hook.failing_since.map(|since| since.whole_seconds().to_string()),
            created_at: hook.created_at.whole_seconds().to_string(),
        }
    }
}

/// All webhooks of an organisation.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookItems {
    /// The webhooks.
    items: Vec<WebhookView>,
}

/// A webhook that was added.
#[derive(Serialize, ToSchema)]
pub(super) struct WebhookMade {
    /// The webhook.
    webhook: WebhookView,
    /// The secret of its signatures, `whsec_…`; it cannot be shown again.
    secret: String,
}

/// A webhook as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookChange {
    /// Where messages go.
    address: String,
    /// What it is told.
    events: Vec<String>,
    /// Whether it is told anything; `on` when left out.
    #[serde(default)]
    state: WebhookState,
}

/// The questions of the deliveries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryQuery {
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// Something that a webhook was told.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeliveryView {
    /// Its identifier, the same at every try: `webhook-id`.
    delivery_id: String,
    /// What happened.
    event: String,
    /// To what: an award, mostly.
    about: String,
    /// When.
    happened_at: String,
    /// Whether it arrived.
    is_delivered: bool,
    /// How often it was tried.
    attempts: i64,
    /// The HTTP status of the last try.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
    /// What was answered, or what was in the way.
    answer: String,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
}

impl From<WebhookDelivery> for DeliveryView {
    fn from(one: WebhookDelivery) -> Self {
        Self {
            delivery_id: one.delivery_id,
            event: one.event,
            about: one.about,
            happened_at: one.happened_at.to_string(),
            is_delivered: one.is_delivered,
            attempts: one.attempts,
            status: one.status,
            answer: one.answer,
            due_at: one.due_at.map(|due| due.to_string()),
        }
    }
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
pub(super) struct DeliveryPage {
    /// The deliveries.
    items: Vec<DeliveryView>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

fn webhook(text: &str) -> Result<WebhookId, Problem> {
    name(text, "webhook").map(WebhookId::from_text)
}

async fn list(State(hall): State<Hall>, office: Office) -> Result<Json<WebhookItems>, Problem> {
    let found = hall.app().list_webhooks(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(WebhookItems { items: found.into_iter().map(WebhookView::from).collect() }))
}

async fn create(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<WebhookRequest>,
) -> Result<(StatusCode, Json<WebhookMade>), Problem> {
    let made = hall.app().create_webhook(&office.actor, &office.organisation.organisation_id, request).await?;
    Ok((StatusCode::CREATED, Json(WebhookMade { webhook: made.webhook.into(), secret: made.secret })))
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<WebhookView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    Ok(Json(hall.app().load_webhook(&office.actor, organisation, &webhook(&id)?).await?.into()))
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Strict(asked): Strict<WebhookChange>,
) -> Result<Json<WebhookView>, Problem> {
    let (organisation, id) = (&office.organisation.organisation_id, webhook(&id)?);
    let request = WebhookRequest { address: asked.address, events: asked.events };
    Ok(Json(hall.app().change_webhook(&office.actor, organisation, &id, request, asked.state).await?.into()))
}

async fn remove(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    hall.app().delete_webhook(&office.actor, &office.organisation.organisation_id, &webhook(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn test(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    hall.app().test_webhook(&office.actor, &office.organisation.organisation_id, &webhook(&id)?).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn deliveries(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Asked(asked): Asked<DeliveryQuery>,
) -> Result<Json<DeliveryPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 2)?;
    let before = match page.part(0) {
        "" => None,
        micros => Some((
            micros.parse().map_err(|_| Error::invalid("cursor", "This is no cursor of this list."))?,
            page.part(1).to_owned(),
        )),
    };
    let (organisation, id) = (&office.organisation.organisation_id, webhook(&id)?);
    let found = hall.app().list_deliveries(&office.actor, organisation, &id, (before, page.limit)).await?;
    let next = page.next(&found, |last| vec![last.happened_at.unix_micros().to_string(), last.delivery_id.clone()]);
    Ok(Json(DeliveryPage { items: found.into_iter().map(DeliveryView::from).collect(), next }))
}

async fn resend(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id, delivery)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let (organisation, id) = (&office.organisation.organisation_id, webhook(&id)?);
    let delivery = name(&delivery, "delivery")?;
    hall.app().resend_delivery(&office.actor, organisation, &id, delivery).await?;
    Ok(StatusCode::ACCEPTED)
}
