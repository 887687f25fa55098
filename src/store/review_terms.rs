//! What claims are judged under: rubrics and policies, each version once, and which of them an achievement has now.

use super::claims::{read, written};
use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, OrganisationId};
use crate::review::policy::{Policy, Terms};
use crate::review::rubric::Rubric;

/// How evidence for an achievement is reviewed from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSettings {
    /// Which achievement.
    pub achievement_id: AchievementId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// The published version whose rubric it is.
    pub version: i64,
    /// The hash of the rubric.
    pub rubric: String,
    /// The hash of the policy.
    pub policy: String,
    /// Whether new claims are taken.
    pub is_open: bool,
}

impl Session {
    /// Keeps a rubric and a policy; nothing happens to those that are there already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_terms(&mut self, terms: &Terms, now: Timestamp) -> Result<(), StoreError> {
        let pinned = terms.pinned();
        let both =
            [(pinned.rubric, "rubric", written(terms.rubric())), (pinned.policy, "policy", written(terms.policy()))];
        for (hash, kind, content) in both {
            sqlx::query(
                "insert into review_terms (content_hash, kind, content, created_at)
                 values ($1, $2, $3, $4)
                 on conflict (content_hash) do nothing",
            )
            .bind(hash.to_string())
            .bind(kind)
            .bind(content)
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// The terms with these hashes.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] when they are not there, are no terms, or have other hashes by now.
    pub async fn load_terms(&mut self, rubric: &str, policy: &str) -> Result<Terms, StoreError> {
        const TERMS: &str = "review_terms";
        let rubric_text = self.load_term(rubric).await?;
        let policy_text = self.load_term(policy).await?;
        let rubric_value: Rubric = read(&rubric_text, TERMS, rubric)?;
        let policy_value: Policy = read(&policy_text, TERMS, policy)?;
        let wrong = |id: &str| StoreError::Inconsistent { table: TERMS, id: id.into() };
        let terms = Terms::new(rubric_value, policy_value).map_err(|_| wrong(rubric))?;
        let pinned = terms.pinned();
        if pinned.rubric.to_string() != rubric || pinned.policy.to_string() != policy {
            return Err(wrong(policy));
        }
        Ok(terms)
    }

    async fn load_term(&mut self, hash: &str) -> Result<String, StoreError> {
        let found = self.find_term(hash).await?;
        found.ok_or_else(|| StoreError::Inconsistent { table: "review_terms", id: hash.into() })
    }

    /// The rubric or policy with this hash, as JSON.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_term(&mut self, hash: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("select content from review_terms where content_hash = $1")
            .bind(hash)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(content,)| content))
    }

    /// Says how an achievement is reviewed from now on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_review_settings(&mut self, new: &ReviewSettings, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "insert into review_settings
                    (achievement_id, organisation_id, version, rubric_hash, policy_hash, is_open, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (achievement_id) do update
                set version = excluded.version, rubric_hash = excluded.rubric_hash, policy_hash = excluded.policy_hash,
                    is_open = excluded.is_open, changed_at = excluded.changed_at",
        )
        .bind(new.achievement_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(new.version)
        .bind(&new.rubric)
        .bind(&new.policy)
        .bind(i16::from(new.is_open))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How an achievement is reviewed; `None` when it is not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_review_settings(
        &mut self,
        achievement: &AchievementId,
    ) -> Result<Option<ReviewSettings>, StoreError> {
        let row: Option<(String, String, i64, String, String, i16)> = sqlx::query_as(
            "select achievement_id, organisation_id, version, rubric_hash, policy_hash, is_open
               from review_settings
              where achievement_id = $1",
        )
        .bind(achievement.as_str())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(achievement, organisation, version, rubric, policy, is_open)| ReviewSettings {
            achievement_id: AchievementId::from_text(achievement),
            organisation_id: OrganisationId::from_text(organisation),
            version,
            rubric,
            policy,
            is_open: is_open != 0,
        }))
    }
}
