//! Coaches of claimants, and how helpful claimants found what reviewers wrote.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, OrganisationId, PersonId};

const TABLE: &str = "claim_coaches";

/// Somebody whom a claimant named as their coach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coach {
    /// Who.
    pub coach_id: PersonId,
    /// What they wrote; empty when nothing.
    pub comment: String,
    /// When they wrote it.
    pub commented_at: Option<Timestamp>,
    /// When they agreed to one attempt more.
    pub signed_off_at: Option<Timestamp>,
}

/// How helpful a claimant found what one reviewer wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackRating {
    /// Which attempt.
    pub attempt: u32,
    /// Who wrote it.
    pub reviewer_id: PersonId,
    /// 1 not helpful, 2 partly, 3 helpful.
    pub rating: i64,
    /// What was decided: `accept` or `not_yet`.
    pub outcome: String,
}

/// Coach, comment, its time, and when they agreed to one attempt more.
type CoachRow = (String, String, Option<i64>, Option<i64>);

impl Session {
    /// Notes whom a claimant named as their coach; what they wrote before stays. Whether they are new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_coach(&mut self, claim: &ClaimId, coach: &PersonId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "insert into claim_coaches (claim_id, coach_id, named_at)
             values ($1, $2, $3)
             on conflict (claim_id, coach_id) do nothing",
        )
        .bind(claim.as_str())
        .bind(coach.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The coaches of a claim, the first named first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_coaches(&mut self, claim: &ClaimId) -> Result<Vec<Coach>, StoreError> {
        let rows: Vec<CoachRow> = sqlx::query_as(
            "select coach_id, comment, commented_at, signed_off_at
               from claim_coaches
              where claim_id = $1
              order by named_at, coach_id",
        )
        .bind(claim.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(coach, comment, commented, signed): CoachRow| {
            Ok(Coach {
                commented_at: optional_time(commented, TABLE, &coach)?,
                signed_off_at: optional_time(signed, TABLE, &coach)?,
                coach_id: PersonId::from_text(coach),
                comment,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// The claims whose coach somebody is, the last named first, with the time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_coached(&mut self, coach: &PersonId) -> Result<Vec<(ClaimId, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select claim_id, named_at from claim_coaches where coach_id = $1 order by named_at desc, claim_id limit 200",
        )
        .bind(coach.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(claim, at): (String, i64)| Ok((ClaimId::from_text(claim.clone()), time(at, TABLE, &claim)?));
        rows.into_iter().map(read).collect()
    }

    /// Keeps what a coach wrote.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_coach_comment(
        &mut self,
        claim: &ClaimId,
        coach: &PersonId,
        comment: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("update claim_coaches set comment = $3, commented_at = $4 where claim_id = $1 and coach_id = $2")
            .bind(claim.as_str())
            .bind(coach.as_str())
            .bind(comment)
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes that a coach agrees to one attempt more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sign_off(&mut self, claim: &ClaimId, coach: &PersonId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update claim_coaches set signed_off_at = $3 where claim_id = $1 and coach_id = $2")
            .bind(claim.as_str())
            .bind(coach.as_str())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Keeps how helpful a claimant found something; a second thought takes the place of the first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_feedback_rating(
        &mut self,
        organisation: &OrganisationId,
        claim: &ClaimId,
        new: &FeedbackRating,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into feedback_ratings (claim_id, attempt, reviewer_id, organisation_id, rating, outcome, rated_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (claim_id, attempt, reviewer_id) do update
                set rating = excluded.rating, outcome = excluded.outcome, rated_at = excluded.rated_at",
        )
        .bind(claim.as_str())
        .bind(i64::from(new.attempt))
        .bind(new.reviewer_id.as_str())
        .bind(organisation.as_str())
        .bind(new.rating)
        .bind(&new.outcome)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How helpful the claimant found what was written about a claim.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_feedback_ratings(&mut self, claim: &ClaimId) -> Result<Vec<FeedbackRating>, StoreError> {
        let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(
            "select attempt, reviewer_id, rating, outcome
               from feedback_ratings
              where claim_id = $1
              order by attempt, reviewer_id",
        )
        .bind(claim.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(attempt, reviewer, rating, outcome): (i64, String, i64, String)| FeedbackRating {
            attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
            reviewer_id: PersonId::from_text(reviewer),
            rating,
            outcome,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// How often each rating was given for work that was accepted: `reviewer` alone, or everybody of the organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_feedback_ratings(
        &mut self,
        organisation: &OrganisationId,
        reviewer: Option<&PersonId>,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "select rating, count(*)
               from feedback_ratings
              where organisation_id = $1 and outcome = 'accept' and ($2 = '' or reviewer_id = $2)
              group by rating
              order by rating",
        )
        .bind(organisation.as_str())
        .bind(reviewer.map_or("", PersonId::as_str))
        .fetch_all(self.connection())
        .await?)
    }
}
