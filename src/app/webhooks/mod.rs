//! Telling other services what happens, signed (Standard Webhooks): which addresses, of what, with which key.
//!
//! What happens is noted in the transaction in which it happens ([`tell`]); the worker sends it afterwards ([`deliver`]).

mod deliver;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, WebhookId};
use crate::issue::FieldError;
use crate::store::{Session, Webhook, WebhookDelivery};

/// What can be told.
pub const WEBHOOK_EVENTS: [&str; 6] =
    ["award.issued", "award.claimed", "award.declined", "award.revoked", "award.suspended", "award.reinstated"];
/// What the button "test" tells.
const TEST: &str = "test";
/// How secrets begin, so that one is known as such wherever it turns up.
const PREFIX: &str = "whsec_";
/// Addresses of one organisation.
const LIMIT: usize = 20;

/// An address to be told what happens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookRequest {
    /// Where: `https://`, not inside a private network.
    #[schema(max_length = 2000)]
    pub address: String,
    /// Of what: `award.issued`; `award.claimed` and `award.declined` when its earner answers; `award.revoked`,
    /// `award.suspended`, `award.reinstated`.
    #[schema(min_items = 1)]
    pub events: Vec<String>,
}

/// An address that was added, with the key of its signatures: it cannot be shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeWebhook {
    /// The address.
    pub webhook: Webhook,
    /// The key, as libraries for Standard Webhooks take it.
    pub secret: String,
}

/// Notes in a transaction what happened to awards, for every address that wants to know.
pub(super) async fn tell(
    session: &mut Session,
    organisation: &OrganisationId,
    event: &str,
    awards: impl Iterator<Item = &AwardId> + Clone + Send,
    now: Timestamp,
) -> Result<(), Error> {
    let hooks = session.list_webhooks(organisation).await?;
    let mut deliveries = Vec::new();
    for hook in hooks.iter().filter(|hook| hook.state == "on" && hook.events.split(' ').any(|own| own == event)) {
        deliveries.extend(awards.clone().map(|award| delivery(hook, event, award.as_str(), now)));
    }
    Ok(session.insert_deliveries(&deliveries).await?)
}

/// What is to be told; its identifier follows from what happened, so that it is noted once.
fn delivery(hook: &Webhook, event: &str, about: &str, now: Timestamp) -> WebhookDelivery {
    let micros = now.unix_micros().to_string();
    let digest = Sha256::digest([hook.webhook_id.as_str(), event, about, &micros].join("\n").as_bytes());
    WebhookDelivery {
        delivery_id: format!("msg_{}", &hex::encode(digest)[..32]),
        webhook_id: hook.webhook_id.clone(),
        event: event.to_owned(),
        about: about.to_owned(),
        happened_at: now,
        body: String::new(),
        due_at: Some(now),
        attempts: 0,
        tried_at: None,
        status: None,
        answer: String::new(),
        is_delivered: false,
    }
}

impl App {
    /// Adds an address that is told what happens from now on.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that may not be asked, [`Error::Limit`] above 20; those of [`App::require`].
    pub async fn create_webhook(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: WebhookRequest,
    ) -> Result<MadeWebhook, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        self.check_webhook(&request)?;
        if self.store().read().await?.list_webhooks(organisation).await?.len() >= LIMIT {
            return Err(Error::Limit(format!("an organisation may have {LIMIT} webhooks")));
        }
        let (webhook_id, key) = self.draw(|random| (WebhookId::random(random), random.bytes::<32>()));
        let webhook = Webhook {
            secret: self.seal_secret(key.to_vec(), &webhook_id).await?,
            webhook_id,
            organisation_id: organisation.clone(),
            address: request.address.trim().into(),
            events: request.events.join(" "),
            state: "on".into(),
            created_at: self.now(),
            created_by: actor.label(),
            failing_since: None,
        };
        let new = webhook.clone();
        let event = event(actor.label(), "webhook.create", webhook.webhook_id.as_str());
        self.write_webhook(move |session| {
            let (new, event) = (new.clone(), event.clone());
            Box::pin(async move {
                session.insert_webhook(&new).await?;
                Ok(session.insert_audit_events(&new.organisation_id, &[event], new.created_at).await?)
            })
        })
        .await?;
        Ok(MadeWebhook { webhook, secret: format!("{PREFIX}{}", STANDARD.encode(key)) })
    }

    /// Changes where an address is and what it is told, or switches it on or off. On again, it forgets that it failed.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`]; those of [`App::require`].
    pub async fn change_webhook(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
        request: WebhookRequest,
        state: WebhookState,
    ) -> Result<Webhook, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        self.check_webhook(&request)?;
        let before = self.load_webhook(actor, organisation, webhook).await?;
        let changed = Webhook {
            address: request.address.trim().into(),
            events: request.events.join(" "),
            failing_since: before.failing_since.filter(|_| before.state == state.as_str()),
            state: state.as_str().into(),
            ..before
        };
        let now = self.now();
        let (new, event) = (changed.clone(), event(actor.label(), "webhook.change", webhook.as_str()));
        self.write_webhook(move |session| {
            let (new, event) = (new.clone(), event.clone());
            Box::pin(async move {
                session.put_webhook(&new, now).await?;
                if new.state != "on" {
                    session.give_up_deliveries(&new.webhook_id).await?;
                }
                Ok(session.insert_audit_events(&new.organisation_id, &[event], now).await?)
            })
        })
        .await?;
        Ok(changed)
    }

    /// Forgets an address with all that it was told.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn delete_webhook(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        self.load_webhook(actor, organisation, webhook).await?;
        let now = self.now();
        let (id, webhook) = (organisation.clone(), webhook.clone());
        let event = event(actor.label(), "webhook.delete", webhook.as_str());
        self.write_webhook(move |session| {
            let (id, webhook, event) = (id.clone(), webhook.clone(), event.clone());
            Box::pin(async move {
                session.delete_webhook(&id, &webhook).await?;
                Ok(session.insert_audit_events(&id, &[event], now).await?)
            })
        })
        .await
    }

    /// The addresses of an organisation, the oldest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_webhooks(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Vec<Webhook>, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.list_webhooks(organisation).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn load_webhook(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
    ) -> Result<Webhook, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let found = self.store().read().await?.find_webhook(organisation, webhook).await?;
        found.ok_or(Error::NotFound("webhook"))
    }

    /// What an address was told, the newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn list_deliveries(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
        (before, limit): (Option<(i64, String)>, i64),
    ) -> Result<Vec<WebhookDelivery>, Error> {
        self.load_webhook(actor, organisation, webhook).await?;
        Ok(self.store().read().await?.list_deliveries(webhook, before, limit).await?)
    }

    /// Tells an address that this is a test.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn test_webhook(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
    ) -> Result<(), Error> {
        let found = self.load_webhook(actor, organisation, webhook).await?;
        let about = self.draw(|random| random.text(10));
        let new = delivery(&found, TEST, &about, self.now());
        self.write_webhook(move |session| {
            let new = new.clone();
            Box::pin(async move { Ok(session.insert_deliveries(&[new]).await?) })
        })
        .await?;
        self.0.hooks_worker.notify_one();
        Ok(())
    }

    /// Tells an address the same once more, with the same identifier.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn resend_delivery(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        webhook: &WebhookId,
        delivery: &str,
    ) -> Result<(), Error> {
        self.load_webhook(actor, organisation, webhook).await?;
        let found = self.store().read().await?.find_delivery(webhook, delivery).await?;
        let found = found.ok_or(Error::NotFound("delivery"))?;
        let again = WebhookDelivery { due_at: Some(self.now()), attempts: 0, is_delivered: false, ..found };
        self.write_webhook(move |session| {
            let again = again.clone();
            Box::pin(async move { Ok(session.put_delivery(&again).await?) })
        })
        .await?;
        self.0.hooks_worker.notify_one();
        Ok(())
    }

    fn check_webhook(&self, request: &WebhookRequest) -> Result<(), Error> {
        let mut found = Vec::new();
        let address = request.address.trim();
        if address.len() > 2_000 {
            found.push(FieldError::new("address", "This is longer than 2,000 letters."));
        } else if let Err(error) = self.0.fetcher.check_destination(address) {
            let why = error.to_string();
            let why = why.split_once(": ").map_or(why.as_str(), |(_, why)| why);
            found.push(FieldError::new("address", format!("Write an address that begins with https://; {why}.")));
        }
        if request.events.is_empty() {
            found.push(FieldError::new("events", "Choose at least one event."));
        }
        if let Some(unknown) = request.events.iter().find(|event| !WEBHOOK_EVENTS.contains(&event.as_str())) {
            found.push(FieldError::new("events", format!("There is no event `{unknown}`.")));
        }
        if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
    }

    /// Sealing is slow on purpose, so it is done where it keeps nobody waiting.
    async fn seal_secret(&self, key: Vec<u8>, webhook: &WebhookId) -> Result<String, Error> {
        let (seal, about) = (self.0.keys.seal(), webhook.to_string());
        let sealed = tokio::task::spawn_blocking(move || seal.close_text(&key, &about)).await;
        sealed.map_err(Error::internal)?.map_err(Error::internal)
    }

    async fn write_webhook(&self, work: impl crate::store::Work<(), Error>) -> Result<(), Error> {
        self.store().write(work).await
    }
}

/// Whether an address is told anything, as somebody can choose it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WebhookState {
    /// It is.
    #[default]
    On,
    /// It is not.
    Off,
}

impl WebhookState {
    /// The word for it in forms and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}
