//! Work whose levels are known, and what reviewers found in it.

use std::collections::BTreeMap;

use super::claims::{read, written};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, GoldItemId, OrganisationId, PersonId};
use crate::review::rubric::{CriterionId, Level};

const TABLE: &str = "gold_items";

/// A piece of work whose levels are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptGold {
    /// Which.
    pub item_id: GoldItemId,
    /// Whose rubric it is judged by.
    pub achievement_id: AchievementId,
    /// The hash of that rubric.
    pub rubric: String,
    /// The work, as a text.
    pub words: String,
    /// The level of each criterion.
    pub levels: BTreeMap<CriterionId, Level>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on nobody is tried on it any more.
    pub retired_at: Option<Timestamp>,
}

/// What a reviewer found in a piece of known work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldJudgement {
    /// Which.
    pub item_id: GoldItemId,
    /// The hash of its rubric.
    pub rubric: String,
    /// What is known.
    pub known: BTreeMap<CriterionId, Level>,
    /// What was found.
    pub given: BTreeMap<CriterionId, Level>,
}

/// Identifier, achievement, rubric, words, levels, beginning and end.
type GoldRow = (String, String, String, String, String, i64, Option<i64>);

impl Session {
    /// Keeps a piece of known work.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_gold(&mut self, organisation: &OrganisationId, new: &KeptGold) -> Result<(), StoreError> {
        sqlx::query(
            "insert into gold_items (item_id, organisation_id, achievement_id, rubric_hash, words, levels, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.item_id.as_str())
        .bind(organisation.as_str())
        .bind(new.achievement_id.as_str())
        .bind(&new.rubric)
        .bind(&new.words)
        .bind(written(&new.levels))
        .bind(new.created_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The known work of an achievement that reviewers are tried on, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_gold(&mut self, achievement: &AchievementId) -> Result<Vec<KeptGold>, StoreError> {
        let rows: Vec<GoldRow> = sqlx::query_as(
            "select item_id, achievement_id, rubric_hash, words, levels, created_at, retired_at
               from gold_items
              where achievement_id = $1 and retired_at is null
              order by created_at, item_id",
        )
        .bind(achievement.as_str())
        .fetch_all(self.connection())
        .await?;
        let kept = |(item, achievement, rubric, words, levels, created, retired): GoldRow| {
            Ok(KeptGold {
                levels: read(&levels, TABLE, &item)?,
                created_at: time(created, TABLE, &item)?,
                retired_at: optional_time(retired, TABLE, &item)?,
                item_id: GoldItemId::from_text(item),
                achievement_id: AchievementId::from_text(achievement),
                rubric,
                words,
            })
        };
        rows.into_iter().map(kept).collect()
    }

    /// Takes a piece of known work out; what was found in it stays. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retire_gold(
        &mut self,
        organisation: &OrganisationId,
        item: &GoldItemId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update gold_items
                set retired_at = $3
              where organisation_id = $1 and item_id = $2 and retired_at is null",
        )
        .bind(organisation.as_str())
        .bind(item.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps what a reviewer found; a new judgement takes the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_gold_judgement(
        &mut self,
        organisation: &OrganisationId,
        reviewer: &PersonId,
        (item, levels): (&GoldItemId, &BTreeMap<CriterionId, Level>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into gold_judgements (item_id, reviewer_id, organisation_id, levels, judged_at)
             values ($1, $2, $3, $4, $5)
             on conflict (item_id, reviewer_id) do update
                set levels = excluded.levels, judged_at = excluded.judged_at",
        )
        .bind(item.as_str())
        .bind(reviewer.as_str())
        .bind(organisation.as_str())
        .bind(written(levels))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// What a reviewer found in known work of an organisation, the oldest judgement first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_gold_judgements(
        &mut self,
        organisation: &OrganisationId,
        reviewer: &PersonId,
    ) -> Result<Vec<GoldJudgement>, StoreError> {
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(
            "select i.item_id, i.rubric_hash, i.levels, j.levels
               from gold_judgements j
               join gold_items i on i.item_id = j.item_id
              where j.organisation_id = $1 and j.reviewer_id = $2
              order by j.judged_at, i.item_id",
        )
        .bind(organisation.as_str())
        .bind(reviewer.as_str())
        .fetch_all(self.connection())
        .await?;
        let kept = |(item, rubric, known, given): (String, String, String, String)| {
            Ok(GoldJudgement {
                known: read(&known, TABLE, &item)?,
                given: read(&given, TABLE, &item)?,
                item_id: GoldItemId::from_text(item),
                rubric,
            })
        };
        rows.into_iter().map(kept).collect()
    }

    /// The achievements of an organisation whose reviewers are tried on known work, with the hashes of rubric and policy.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_open_reviews(
        &mut self,
        organisation: &OrganisationId,
    ) -> Result<Vec<(AchievementId, i64, String, String)>, StoreError> {
        let rows: Vec<(String, i64, String, String)> = sqlx::query_as(
            "select achievement_id, version, rubric_hash, policy_hash
               from review_settings
              where organisation_id = $1
              order by achievement_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(id, version, rubric, policy): (String, i64, String, String)| {
            (AchievementId::from_text(id), version, rubric, policy)
        };
        Ok(rows.into_iter().map(read).collect())
    }
}
