//! Withdrawn awards that a restored copy of the database does not have; their status entries stay withdrawn.

use std::collections::BTreeSet;

use super::{Revocation, Session, StoreError};
use crate::ids::{AwardId, StatusListId};

/// A withdrawn award of which nothing is left but its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostAward {
    /// Which one.
    pub award_id: AwardId,
    /// The status list of its entry.
    pub list_id: StatusListId,
    /// The entry.
    pub status_index: i64,
    /// Its withdrawal.
    pub revocation: Revocation,
}

impl Session {
    /// Keeps the withdrawal of a lost award. Whether it was not known yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_lost_award(&mut self, lost: &LostAward) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "insert into lost_awards (award_id, list_id, status_index, reason, revoked_at, revoked_by)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (award_id) do nothing",
        )
        .bind(lost.award_id.as_str())
        .bind(lost.list_id.as_str())
        .bind(lost.status_index)
        .bind(&lost.revocation.reason)
        .bind(lost.revocation.revoked_at.unix_micros())
        .bind(&lost.revocation.revoked_by)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The identifiers of all lost awards.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_lost_awards(&mut self) -> Result<BTreeSet<String>, StoreError> {
        let rows: Vec<(String,)> =
            sqlx::query_as("select award_id from lost_awards").fetch_all(self.connection()).await?;
        Ok(rows.into_iter().map(|(award,)| award).collect())
    }
}
