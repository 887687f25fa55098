//! Addresses that are told what happens, and what they were told.

use sqlx::AssertSqlSafe;

use super::values::{pieces, places};
use super::{Engine, Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, WebhookId};

/// An address that is told what happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Which one.
    pub webhook_id: WebhookId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Where.
    pub address: String,
    /// What it is told: words with a space between.
    pub events: String,
    /// The key of its signatures, sealed.
    pub secret: String,
    /// `on`, `off` or `failed`.
    pub state: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Who wanted it.
    pub created_by: String,
    /// Since when every try failed.
    pub failing_since: Option<Timestamp>,
}

/// Something that is, or was, told to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Which one; the same for every try.
    pub delivery_id: String,
    /// To which address.
    pub webhook_id: WebhookId,
    /// What happened.
    pub event: String,
    /// To what: an award, mostly.
    pub about: String,
    /// When.
    pub happened_at: Timestamp,
    /// The exact bytes, from the first try on.
    pub body: String,
    /// When it is tried next; `None` when it is done or given up.
    pub due_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i64,
    /// When last.
    pub tried_at: Option<Timestamp>,
    /// The HTTP status of the last try; `None` when nobody answered.
    pub status: Option<i64>,
    /// What was answered, or what was in the way.
    pub answer: String,
    /// Whether it arrived.
    pub is_delivered: bool,
}

/// The text of a query for addresses; `$rest` follows the table.
macro_rules! webhook_query {
    ($rest:literal) => {
        concat!(
            "select webhook_id, organisation_id, address, events, secret, state, created_at, created_by, failing_since
               from webhooks ",
            $rest
        )
    };
}

/// The text of a query for what is told; `$rest` follows the table.
macro_rules! delivery_query {
    ($rest:literal) => {
        concat!(
            "select delivery_id, webhook_id, event, about, happened_at, body, due_at, attempts, tried_at, status,
                    answer, cast(is_delivered as bigint) as is_delivered
               from webhook_deliveries ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct WebhookRow {
    webhook_id: String,
    organisation_id: String,
    address: String,
    events: String,
    secret: String,
    state: String,
    created_at: i64,
    created_by: String,
    failing_since: Option<i64>,
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = StoreError;

    fn try_from(row: WebhookRow) -> Result<Self, StoreError> {
        Ok(Self {
            created_at: time(row.created_at, "webhooks", &row.webhook_id)?,
            failing_since: optional_time(row.failing_since, "webhooks", &row.webhook_id)?,
            webhook_id: WebhookId::from_text(row.webhook_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            address: row.address,
            events: row.events,
            secret: row.secret,
            state: row.state,
            created_by: row.created_by,
        })
    }
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    delivery_id: String,
    webhook_id: String,
    event: String,
    about: String,
    happened_at: i64,
    body: String,
    due_at: Option<i64>,
    attempts: i64,
    tried_at: Option<i64>,
    status: Option<i64>,
    answer: String,
    is_delivered: i64,
}

impl TryFrom<DeliveryRow> for WebhookDelivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        let id = row.delivery_id.clone();
        Ok(Self {
            delivery_id: row.delivery_id,
            webhook_id: WebhookId::from_text(row.webhook_id),
            event: row.event,
            about: row.about,
            happened_at: time(row.happened_at, "webhook_deliveries", &id)?,
            body: row.body,
            due_at: optional_time(row.due_at, "webhook_deliveries", &id)?,
            attempts: row.attempts,
            tried_at: optional_time(row.tried_at, "webhook_deliveries", &id)?,
            status: row.status,
            answer: row.answer,
            is_delivered: row.is_delivered != 0,
        })
    }
}

/// The text that claims what is due; `lock` follows the choice of the rows. The sum keeps SQLite from going through all that
/// is due instead of the few that are named.
pub(super) fn claim_text(lock: &str) -> String {
    format!(
        "with due as materialized (select delivery_id
                                     from webhook_deliveries
                                    where due_at <= $1
                                    order by due_at, delivery_id
                                    limit $3 {lock})
         update webhook_deliveries
            set due_at = $2, attempts = attempts + 1
          where delivery_id in (select delivery_id from due) and due_at + 0 <= $1
         returning delivery_id, webhook_id, event, about, happened_at, body, due_at, attempts, tried_at, status,
                   answer, cast(is_delivered as bigint) as is_delivered"
    )
}

impl Session {
    /// Adds an address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_webhook(&mut self, new: &Webhook) -> Result<(), StoreError> {
        sqlx::query(
            "insert into webhooks
                    (webhook_id, organisation_id, address, events, secret, state, created_at, created_by, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        )
        .bind(new.webhook_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(&new.address)
        .bind(&new.events)
        .bind(&new.secret)
        .bind(&new.state)
        .bind(new.created_at.unix_micros())
        .bind(&new.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The addresses of an organisation, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_webhooks(&mut self, organisation: &OrganisationId) -> Result<Vec<Webhook>, StoreError> {
        let rows: Vec<WebhookRow> =
            sqlx::query_as(webhook_query!("where organisation_id = $1 order by created_at, webhook_id"))
                .bind(organisation.as_str())
                .fetch_all(self.connection())
                .await?;
        rows.into_iter().map(Webhook::try_from).collect()
    }

    /// An address of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_webhook(
        &mut self,
        organisation: &OrganisationId,
        webhook: &WebhookId,
    ) -> Result<Option<Webhook>, StoreError> {
        let found = self.find_webhook_of_any(webhook).await?;
        Ok(found.filter(|found| found.organisation_id == *organisation))
    }

    /// An address, whoever wanted it: for the worker.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_webhook_of_any(&mut self, webhook: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        let row: Option<WebhookRow> = sqlx::query_as(webhook_query!("where webhook_id = $1"))
            .bind(webhook.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(Webhook::try_from).transpose()
    }

    /// Changes an address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_webhook(&mut self, webhook: &Webhook, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "update webhooks
                set address = $3, events = $4, secret = $5, state = $6, failing_since = $7, changed_at = $8
              where organisation_id = $1 and webhook_id = $2",
        )
        .bind(webhook.organisation_id.as_str())
        .bind(webhook.webhook_id.as_str())
        .bind(&webhook.address)
        .bind(&webhook.events)
        .bind(&webhook.secret)
        .bind(&webhook.state)
        .bind(webhook.failing_since.map(Timestamp::unix_micros))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Forgets an address with all that it was told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_webhook(
        &mut self,
        organisation: &OrganisationId,
        webhook: &WebhookId,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "delete from webhook_deliveries
              where webhook_id in (select webhook_id from webhooks where organisation_id = $1 and webhook_id = $2)",
        )
        .bind(organisation.as_str())
        .bind(webhook.as_str())
        .execute(self.connection())
        .await?;
        sqlx::query("delete from webhooks where organisation_id = $1 and webhook_id = $2")
            .bind(organisation.as_str())
            .bind(webhook.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes what is to be told; what is noted already stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_deliveries(&mut self, new: &[WebhookDelivery]) -> Result<(), StoreError> {
        for piece in pieces(new) {
            let text = format!(
                "insert into webhook_deliveries
                        (delivery_id, webhook_id, event, about, happened_at, body, due_at, attempts, answer,
                         is_delivered)
                 values {}
                 on conflict (delivery_id) do nothing",
                places(piece.len(), 10)
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for one in piece {
                query = query
                    .bind(&one.delivery_id)
                    .bind(one.webhook_id.as_str())
                    .bind(&one.event)
                    .bind(&one.about)
                    .bind(one.happened_at.unix_micros())
                    .bind(&one.body)
                    .bind(one.due_at.map(Timestamp::unix_micros))
                    .bind(one.attempts)
                    .bind(&one.answer)
                    .bind(i16::from(one.is_delivered));
            }
            query.execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Whether something is to be told now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_due_deliveries(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let row: Option<(i64,)> =
            sqlx::query_as("select cast(1 as bigint) from webhook_deliveries where due_at <= $1 limit 1")
                .bind(now.unix_micros())
                .fetch_optional(self.connection())
                .await?;
        Ok(row.is_some())
    }

    /// Claims what is to be told and due longest, until `until`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_deliveries(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<WebhookDelivery>, StoreError> {
        let lock = match self.engine {
            Engine::Sqlite => "",
            // What another process is claiming is passed over, not waited for.
            Engine::Postgres => "for update skip locked",
        };
        let rows: Vec<DeliveryRow> = sqlx::query_as(AssertSqlSafe(claim_text(lock)))
            .bind(now.unix_micros())
            .bind(until.unix_micros())
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        rows.into_iter().map(WebhookDelivery::try_from).collect()
    }

    /// Notes what came of a try.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_delivery(&mut self, delivery: &WebhookDelivery) -> Result<(), StoreError> {
        sqlx::query(
            "update webhook_deliveries
                set body = $2, due_at = $3, attempts = $4, tried_at = $5, status = $6, answer = $7, is_delivered = $8
              where delivery_id = $1",
        )
        .bind(&delivery.delivery_id)
        .bind(&delivery.body)
        .bind(delivery.due_at.map(Timestamp::unix_micros))
        .bind(delivery.attempts)
        .bind(delivery.tried_at.map(Timestamp::unix_micros))
        .bind(delivery.status)
        .bind(&delivery.answer)
        .bind(i16::from(delivery.is_delivered))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Gives up what is still to be told to an address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_up_deliveries(&mut self, webhook: &WebhookId) -> Result<(), StoreError> {
        sqlx::query("update webhook_deliveries set due_at = null where webhook_id = $1 and due_at is not null")
            .bind(webhook.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// What an address was told, the newest first, before the given pair of time and identifier.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_deliveries(
        &mut self,
        webhook: &WebhookId,
        before: Option<(i64, String)>,
        limit: i64,
    ) -> Result<Vec<WebhookDelivery>, StoreError> {
        let (time, id) = before.unwrap_or((i64::MAX, String::new()));
        let rows: Vec<DeliveryRow> = sqlx::query_as(delivery_query!(
            "where webhook_id = $1 and (happened_at < $2 or (happened_at = $2 and delivery_id < $3))
             order by happened_at desc, delivery_id desc
             limit $4"
        ))
        .bind(webhook.as_str())
        .bind(time)
        .bind(id)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(WebhookDelivery::try_from).collect()
    }

    /// One of the things that an address was told.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_delivery(
        &mut self,
        webhook: &WebhookId,
        delivery: &str,
    ) -> Result<Option<WebhookDelivery>, StoreError> {
        let row: Option<DeliveryRow> = sqlx::query_as(delivery_query!("where webhook_id = $1 and delivery_id = $2"))
            .bind(webhook.as_str())
            .bind(delivery)
            .fetch_optional(self.connection())
            .await?;
        row.map(WebhookDelivery::try_from).transpose()
    }

    /// Forgets what happened before `before` and is not to be told any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_deliveries(&mut self, before: Timestamp) -> Result<(), StoreError> {
        sqlx::query("delete from webhook_deliveries where happened_at < $1 and due_at is null")
            .bind(before.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
