//! Keys for the API: only the hashes of their secrets are kept.

use sqlx::Row as _;

use super::{Bundle, Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, OrganisationId};

/// A key for the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Which one.
    pub key_id: ApiKeyId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// What it is for, in words.
    pub name: String,
    /// What it may do, words with a space between.
    pub scopes: String,
    /// Awards that it may make on one day.
    pub daily_cap: i64,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
}

/// A key to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiKey {
    /// Which one.
    pub key_id: ApiKeyId,
    /// What it is for, in words.
    pub name: String,
    /// SHA-256 of its secret in hexadecimal.
    pub secret_hash: String,
    /// What it may do, words with a space between.
    pub scopes: String,
    /// Awards that it may make on one day.
    pub daily_cap: i64,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// Who made it.
    pub created_by: String,
}

#[derive(sqlx::FromRow)]
struct ApiKeyRow {
    key_id: String,
    organisation_id: String,
    name: String,
    scopes: String,
    daily_cap: i64,
    expires_at: Option<i64>,
    created_at: i64,
    created_by: String,
    revoked_at: Option<i64>,
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<Self, StoreError> {
        let id = row.key_id.clone();
        Ok(Self {
            key_id: ApiKeyId::from_text(row.key_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            name: row.name,
            scopes: row.scopes,
            daily_cap: row.daily_cap,
            expires_at: optional_time(row.expires_at, "api_keys", &id)?,
            created_at: time(row.created_at, "api_keys", &id)?,
            created_by: row.created_by,
            revoked_at: optional_time(row.revoked_at, "api_keys", &id)?,
        })
    }
}

impl Session {
    /// Keeps a key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_api_key(
        &mut self,
        organisation: &OrganisationId,
        new: &NewApiKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into api_keys
                    (key_id, organisation_id, name, secret_hash, scopes, daily_cap, expires_at, created_at, created_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(new.key_id.as_str())
        .bind(organisation.as_str())
        .bind(&new.name)
        .bind(&new.secret_hash)
        .bind(&new.scopes)
        .bind(new.daily_cap)
        .bind(new.expires_at.map(Timestamp::unix_micros))
        .bind(now.unix_micros())
        .bind(&new.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The key whose secret has this hash, whoever's it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_api_key_by_hash(&mut self, secret_hash: &str) -> Result<Option<ApiKey>, StoreError> {
        let row: Option<ApiKeyRow> = sqlx::query_as(
            "select key_id, organisation_id, name, scopes, daily_cap, expires_at, created_at, created_by, revoked_at
               from api_keys
              where secret_hash = $1",
        )
        .bind(secret_hash)
        .fetch_optional(self.connection())
        .await?;
        row.map(ApiKey::try_from).transpose()
    }

    /// An organisation's keys, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_api_keys(&mut self, organisation: &OrganisationId) -> Result<Vec<ApiKey>, StoreError> {
        let rows: Vec<ApiKeyRow> = sqlx::query_as(
            "select key_id, organisation_id, name, scopes, daily_cap, expires_at, created_at, created_by, revoked_at
               from api_keys
              where organisation_id = $1
              order by created_at, key_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(ApiKey::try_from).collect()
    }

    /// Withdraws a key. Whether it was there and stood.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_api_key(
        &mut self,
        organisation: &OrganisationId,
        key: &ApiKeyId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update api_keys
                set revoked_at = $3
              where organisation_id = $1 and key_id = $2 and revoked_at is null",
        )
        .bind(organisation.as_str())
        .bind(key.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Counts what a key does today; the day's sum with it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_api_key_use(&mut self, key: &ApiKeyId, now: Timestamp, used: i64) -> Result<i64, StoreError> {
        let mut bundle = self.bundle();
        bundle.count_api_key_use(key, now, used);
        let answers = self.ask(bundle).await?;
        let row = answers.iter().flatten().next().ok_or(sqlx::Error::RowNotFound)?;
        Ok(row.try_get(0)?)
    }
}

impl Bundle {
    /// Counts what a key does today; it answers with the day's sum.
    pub(super) fn count_api_key_use(&mut self, key: &ApiKeyId, now: Timestamp, used: i64) {
        let text = "insert into api_key_days (key_id, day, used)
             values ($1, $2, $3)
             on conflict (key_id, day) do update set used = api_key_days.used + excluded.used
             returning used";
        let day = now.unix_seconds().div_euclid(86_400);
        self.statement(text, 1).bind(key.as_str()).bind(day).bind(used);
    }
}
