//! Which community judges an achievement of another organisation, and whether it has agreed.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, OrganisationId};

const TABLE: &str = "reviewing_communities";

/// That a community is asked to judge an achievement, or does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewingCommunity {
    /// What is judged.
    pub achievement_id: AchievementId,
    /// Who awards it.
    pub organisation_id: OrganisationId,
    /// Who judges.
    pub community_id: OrganisationId,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it agreed.
    pub agreed_at: Option<Timestamp>,
}

/// Achievement, organisation, community, asked, agreed.
type CommunityRow = (String, String, String, i64, Option<i64>);

fn read(row: CommunityRow) -> Result<ReviewingCommunity, StoreError> {
    let (achievement, organisation, community, asked, agreed) = row;
    Ok(ReviewingCommunity {
        asked_at: time(asked, TABLE, &achievement)?,
        agreed_at: optional_time(agreed, TABLE, &achievement)?,
        achievement_id: AchievementId::from_text(achievement),
        organisation_id: OrganisationId::from_text(organisation),
        community_id: OrganisationId::from_text(community),
    })
}

impl Session {
    /// The community that is asked to judge an achievement, or does.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_reviewing_community(
        &mut self,
        achievement: &AchievementId,
    ) -> Result<Option<ReviewingCommunity>, StoreError> {
        let row: Option<CommunityRow> = sqlx::query_as(
            "select achievement_id, organisation_id, community_id, asked_at, agreed_at
               from reviewing_communities
              where achievement_id = $1",
        )
        .bind(achievement.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(read).transpose()
    }

    /// What others judge for an organisation, and what it is asked to judge for others or does, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_reviewing_communities(
        &mut self,
        organisation: &OrganisationId,
    ) -> Result<Vec<ReviewingCommunity>, StoreError> {
        let rows: Vec<CommunityRow> = sqlx::query_as(
            "select achievement_id, organisation_id, community_id, asked_at, agreed_at
               from reviewing_communities
              where organisation_id = $1 or community_id = $1
              order by asked_at, achievement_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(read).collect()
    }

    /// Keeps that a community is asked or has agreed, in the place of what was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_reviewing_community(&mut self, new: &ReviewingCommunity) -> Result<(), StoreError> {
        sqlx::query(
            "insert into reviewing_communities (achievement_id, organisation_id, community_id, asked_at, agreed_at)
             values ($1, $2, $3, $4, $5)
             on conflict (achievement_id) do update
                set community_id = excluded.community_id, asked_at = excluded.asked_at,
                    agreed_at = excluded.agreed_at",
        )
        .bind(new.achievement_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(new.community_id.as_str())
        .bind(new.asked_at.unix_micros())
        .bind(new.agreed_at.map(Timestamp::unix_micros))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Forgets that a community judges an achievement, or was asked to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_reviewing_community(&mut self, achievement: &AchievementId) -> Result<(), StoreError> {
        sqlx::query("delete from reviewing_communities where achievement_id = $1")
            .bind(achievement.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
