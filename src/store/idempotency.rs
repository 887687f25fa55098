//! Requests that were answered: the same key gets the same answer again.

use super::values::{ROWS, padded, places};
use super::{Bundle, Session, StoreError};
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

impl Bundle {
    /// Asks for those of the keys that requests were answered under: one column.
    pub(super) fn find_answered(&mut self, organisation: &OrganisationId, keys: &[&str]) {
        for some in keys.chunks(ROWS) {
            let padded = padded(some);
            let text = format!(
                "select idempotency_key
                   from idempotency_keys
                  where idempotency_key in {} and organisation_id = ${}",
                places(1, padded.len()),
                padded.len() + 1
            );
            let values = self.statement(&text, some.len());
            padded.into_iter().for_each(|key| _ = values.bind(key));
            values.bind(organisation.as_str());
        }
    }

    /// Remembers answers under keys that are free.
    pub fn insert_answers(&mut self, organisation: &OrganisationId, answers: &[(&str, Remembered)], now: Timestamp) {
        let text =
            "insert into idempotency_keys (organisation_id, idempotency_key, request_hash, answer, created_at) values";
        self.add((text, ""), (answers, 5), |values, (key, remembered)| {
            values
                .bind(organisation.as_str())
                .bind(*key)
                .bind(&remembered.request_hash)
                .bind(&remembered.answer)
                .bind(now.unix_micros());
        });
    }
}

impl Session {
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
