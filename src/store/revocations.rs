//! What becomes of an award: withdrawn for good, or on hold for a while.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, StatusListId};

/// That an award was withdrawn, for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Why, as the public may read.
    pub reason: String,
    /// When.
    pub revoked_at: Timestamp,
    /// Who.
    pub revoked_by: String,
}

/// A withdrawn award with its status entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedAward {
    /// Which one.
    pub award_id: AwardId,
    /// The status list.
    pub list_id: StatusListId,
    /// The entry in it.
    pub status_index: i64,
    /// Its withdrawal.
    pub revocation: Revocation,
}

impl Session {
    /// Withdraws an award. Whether it was there and stood.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_revocation(
        &mut self,
        organisation: &OrganisationId,
        award: &AwardId,
        revocation: &Revocation,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "insert into revocations (award_id, organisation_id, list_id, status_index, reason, revoked_at, revoked_by)
             select a.award_id, a.organisation_id, a.list_id, a.status_index, $3, $4, $5
               from awards a
              where a.organisation_id = $1 and a.award_id = $2
             on conflict (award_id) do nothing",
        )
        .bind(organisation.as_str())
        .bind(award.as_str())
        .bind(&revocation.reason)
        .bind(revocation.revoked_at.unix_micros())
        .bind(&revocation.revoked_by)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Puts an award on hold, or takes the hold away (`None`). Whether something changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_suspension(
        &mut self,
        organisation: &OrganisationId,
        award: &AwardId,
        hold: Option<(Timestamp, &str)>,
    ) -> Result<bool, StoreError> {
        let is_on_hold = i64::from(hold.is_none());
        let done = sqlx::query(
            "update awards
                set suspended_at = $3, suspended_reason = $4
              where organisation_id = $1 and award_id = $2
                and case when suspended_at is null then 0 else 1 end = $5",
        )
        .bind(organisation.as_str())
        .bind(award.as_str())
        .bind(hold.map(|(at, _)| at.unix_micros()))
        .bind(hold.map(|(_, reason)| reason))
        .bind(is_on_hold)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Revocations by award, after the given one: for the journal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_revocations(&mut self, after: &str, limit: i64) -> Result<Vec<RevokedAward>, StoreError> {
        let rows: Vec<(String, String, i64, String, i64, String)> = sqlx::query_as(
            "select award_id, list_id, status_index, reason, revoked_at, revoked_by
               from revocations
              where award_id > $1
             union all
             select entry_id, list_id, status_index, reason, revoked_at, changed_by
               from status_entries
              where revoked_at is not null and entry_id > $1
              order by 1
              limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let read = |(award, list, status_index, reason, at, revoked_by): (String, String, i64, String, i64, String)| {
            let revoked_at = time(at, "revocations", &award)?;
            Ok(RevokedAward {
                award_id: AwardId::from_text(award),
                list_id: StatusListId::from_text(list),
                status_index,
                revocation: Revocation { reason, revoked_at, revoked_by },
            })
        };
        rows.into_iter().map(read).collect()
    }
}
