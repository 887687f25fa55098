//! How an organisation wants its desk, and how far it got in setting it up: one JSON document each.

use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

impl Session {
    /// What an organisation decided; `None` when nothing yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_desk_settings(&mut self, organisation: &OrganisationId) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("select content from desk_settings where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(content,)| content))
    }

    /// Keeps what an organisation decided.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_desk_settings(
        &mut self,
        organisation: &OrganisationId,
        content: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into desk_settings (organisation_id, content, changed_at)
             values ($1, $2, $3)
             on conflict (organisation_id) do update set content = excluded.content, changed_at = excluded.changed_at",
        )
        .bind(organisation.as_str())
        .bind(content)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
