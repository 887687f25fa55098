//! Requests that were answered: the same key gets the same answer again.

use std::collections::HashSet;

use sqlx::AssertSqlSafe;

use super::values::{pieces, places};
use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

/// What was answered under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// SHA-256 of the request in hexadecimal.
    pub request_hash: String,
    /// The answer as it was written down.
    pub answer: String,
}

impl Session {
    /// Remembers answers; the keys that were free.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_answers(
        &mut self,
        organisation: &OrganisationId,
        answers: &[(String, Remembered)],
        now: Timestamp,
    ) -> Result<HashSet<String>, StoreError> {
        let mut free = HashSet::with_capacity(answers.len());
        for piece in pieces(answers) {
            let text = format!(
                "insert into idempotency_keys (organisation_id, idempotency_key, request_hash, answer, created_at)
                 values {}
                 on conflict (organisation_id, idempotency_key) do nothing
                 returning idempotency_key",
                places(piece.len(), 5)
            );
            let mut query = sqlx::query_as::<_, (String,)>(AssertSqlSafe(text));
            for (key, remembered) in piece {
                query = query
                    .bind(organisation.as_str())
                    .bind(key)
                    .bind(&remembered.request_hash)
                    .bind(&remembered.answer)
                    .bind(now.unix_micros());
            }
            free.extend(query.fetch_all(self.connection()).await?.into_iter().map(|(key,)| key));
        }
        Ok(free)
    }

    /// Forgets an answer that was not given after all.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_answer(&mut self, organisation: &OrganisationId, key: &str) -> Result<(), StoreError> {
        sqlx::query("delete from idempotency_keys where organisation_id = $1 and idempotency_key = $2")
            .bind(organisation.as_str())
            .bind(key)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// What was answered under a key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_answer(
        &mut self,
        organisation: &OrganisationId,
        key: &str,
    ) -> Result<Option<Remembered>, StoreError> {
        let row: Option<(String, String)> = sqlx::query_as(
            "select request_hash, answer
               from idempotency_keys
              where organisation_id = $1 and idempotency_key = $2",
        )
        .bind(organisation.as_str())
        .bind(key)
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(request_hash, answer)| Remembered { request_hash, answer }))
    }

    /// Forgets answers older than `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_answers(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("delete from idempotency_keys where created_at < $1")
            .bind(before.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }
}
