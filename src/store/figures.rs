//! Numbers over time: counted from rows where there are rows, kept by month where there are none.

use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

impl Session {
    /// How many badges an organisation awarded, and how many it withdrew, from a time on and before another.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_between(
        &mut self,
        organisation: &OrganisationId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(i64, i64), StoreError> {
        let (awarded,): (i64,) = sqlx::query_as(
            "select count(*) from awards where organisation_id = $1 and created_at >= $2 and created_at < $3",
        )
        .bind(organisation.as_str())
        .bind(from.unix_micros())
        .bind(until.unix_micros())
        .fetch_one(self.connection())
        .await?;
        let (revoked,): (i64,) = sqlx::query_as(
            "select count(*) from revocations where organisation_id = $1 and revoked_at >= $2 and revoked_at < $3",
        )
        .bind(organisation.as_str())
        .bind(from.unix_micros())
        .bind(until.unix_micros())
        .fetch_one(self.connection())
        .await?;
        Ok((awarded, revoked))
    }

    /// Counts something that happened in a month (January of year 0 is 0) and has no row of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_to_month(
        &mut self,
        organisation: &OrganisationId,
        month: i64,
        what: &str,
        count: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into monthly_counts (organisation_id, month, what, count)
             values ($1, $2, $3, $4)
             on conflict (organisation_id, month, what) do update set count = monthly_counts.count + excluded.count",
        )
        .bind(organisation.as_str())
        .bind(month)
        .bind(what)
        .bind(count)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// What was counted from a month on: pairs of month and number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_monthly_counts(
        &mut self,
        organisation: &OrganisationId,
        what: &str,
        from: i64,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "select month, count
               from monthly_counts
              where organisation_id = $1 and what = $2 and month >= $3
              order by month",
        )
        .bind(organisation.as_str())
        .bind(what)
        .bind(from)
        .fetch_all(self.connection())
        .await?)
    }
}
