//! Achievements that follow from others by themselves: their parts, who has which, and who got it already.

use sqlx::AssertSqlSafe;

use super::values::places;
use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, OrganisationId, PersonId};

/// An achievement that follows from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// What is awarded.
    pub achievement_id: AchievementId,
    /// By whom.
    pub organisation_id: OrganisationId,
    /// So many of the parts.
    pub required: i64,
    /// Whether they are earned one after the other.
    pub is_ordered: bool,
    /// Whether it is awarded by itself now.
    pub is_on: bool,
    /// The parts, in their order.
    pub parts: Vec<AchievementId>,
}

/// The badges that count: not withdrawn, not on hold, not over.
macro_rules! part_awards {
    ($select:literal, $rest:literal) => {
        concat!(
            "select ",
            $select,
            " from milestone_parts p
               join awards a on a.achievement_id = p.part_id
               left join revocations r on r.award_id = a.award_id
              where p.achievement_id = $1 and r.award_id is null and a.suspended_at is null
                and (a.valid_until is null or a.valid_until > $2) ",
            $rest
        )
    };
}

impl Session {
    /// Keeps what an achievement follows from.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_milestone(&mut self, milestone: &Milestone, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "insert into milestones (achievement_id, organisation_id, required, is_ordered, is_on, changed_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (achievement_id) do update
                set required = excluded.required, is_ordered = excluded.is_ordered, is_on = excluded.is_on,
                    changed_at = excluded.changed_at",
        )
        .bind(milestone.achievement_id.as_str())
        .bind(milestone.organisation_id.as_str())
        .bind(milestone.required)
        .bind(i16::from(milestone.is_ordered))
        .bind(i16::from(milestone.is_on))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        sqlx::query("delete from milestone_parts where achievement_id = $1")
            .bind(milestone.achievement_id.as_str())
            .execute(self.connection())
            .await?;
        for (position, part) in milestone.parts.iter().enumerate() {
            sqlx::query("insert into milestone_parts (achievement_id, position, part_id) values ($1, $2, $3)")
                .bind(milestone.achievement_id.as_str())
                .bind(position as i64)
                .bind(part.as_str())
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// What an achievement follows from; `None` when it is awarded by people alone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_milestone(&mut self, achievement: &AchievementId) -> Result<Option<Milestone>, StoreError> {
        let row: Option<(String, i64, i64, i64)> = sqlx::query_as(
            "select organisation_id, required, cast(is_ordered as bigint), cast(is_on as bigint)
               from milestones
              where achievement_id = $1",
        )
        .bind(achievement.as_str())
        .fetch_optional(self.connection())
        .await?;
        let Some((organisation, required, is_ordered, is_on)) = row else { return Ok(None) };
        let parts: Vec<(String,)> =
            sqlx::query_as("select part_id from milestone_parts where achievement_id = $1 order by position")
                .bind(achievement.as_str())
                .fetch_all(self.connection())
                .await?;
        Ok(Some(Milestone {
            achievement_id: achievement.clone(),
            organisation_id: OrganisationId::from_text(organisation),
            required,
            is_ordered: is_ordered != 0,
            is_on: is_on != 0,
            parts: parts.into_iter().map(|(part,)| AchievementId::from_text(part)).collect(),
        }))
    }

    /// Which achievements of an organisation follow from which of these: pairs of the part and what follows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_milestones_of(
        &mut self,
        organisation: &OrganisationId,
        parts: &[&str],
    ) -> Result<Vec<(String, AchievementId)>, StoreError> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let text = format!(
            "select p.part_id, m.achievement_id
               from milestones m
               join milestone_parts p on p.achievement_id = m.achievement_id
              where p.part_id in {} and m.organisation_id = ${} and m.is_on = 1",
            places(1, parts.len()),
            parts.len() + 1
        );
        let mut query = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(text));
        for part in parts {
            query = query.bind(*part);
        }
        let rows = query.bind(organisation.as_str()).fetch_all(self.connection()).await?;
        Ok(rows.into_iter().map(|(part, follows)| (part, AchievementId::from_text(follows))).collect())
    }

    /// The badges of a person that count for a milestone, with when they were awarded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_part_awards(
        &mut self,
        achievement: &AchievementId,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<Vec<(AchievementId, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(part_awards!(
            "p.part_id, a.awarded_at",
            "and a.person_id = $3 order by p.position, a.awarded_at"
        ))
        .bind(achievement.as_str())
        .bind(now.unix_micros())
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        let read =
            |(part, at): (String, i64)| Ok((AchievementId::from_text(part), time(at, "awards", person.as_str())?));
        rows.into_iter().map(read).collect()
    }

    /// The people with a badge that counts for a milestone and without the milestone, by identifier, after the given one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_part_holders(
        &mut self,
        achievement: &AchievementId,
        after: &str,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<PersonId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(part_awards!(
            "distinct a.person_id",
            "and a.person_id > $3
             and not exists (select 1 from milestone_awards g
                              where g.achievement_id = $1 and g.person_id = a.person_id)
           order by a.person_id
           limit $4"
        ))
        .bind(achievement.as_str())
        .bind(now.unix_micros())
        .bind(after)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(person,)| PersonId::from_text(person)).collect())
    }

    /// How many people have how many of the parts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_part_holders(
        &mut self,
        achievement: &AchievementId,
        now: Timestamp,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let text = concat!(
            "select held.parts, count(*) from (",
            part_awards!("a.person_id, count(distinct a.achievement_id) as parts", "group by a.person_id"),
            ") held group by held.parts order by held.parts"
        );
        Ok(sqlx::query_as(text).bind(achievement.as_str()).bind(now.unix_micros()).fetch_all(self.connection()).await?)
    }

    /// Whether a person got a milestone already, whatever became of it since.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_milestone(&mut self, achievement: &AchievementId, person: &PersonId) -> Result<bool, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("select award_id from milestone_awards where achievement_id = $1 and person_id = $2")
                .bind(achievement.as_str())
                .bind(person.as_str())
                .fetch_optional(self.connection())
                .await?;
        Ok(row.is_some())
    }

    /// Notes that a person got a milestone.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when they have it already.
    pub async fn insert_milestone_award(
        &mut self,
        achievement: &AchievementId,
        person: &PersonId,
        award: &AwardId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into milestone_awards (achievement_id, person_id, award_id, made_at) values ($1, $2, $3, $4)",
        )
        .bind(achievement.as_str())
        .bind(person.as_str())
        .bind(award.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How many people got a milestone by itself.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_milestone_awards(&mut self, achievement: &AchievementId) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("select count(*) from milestone_awards where achievement_id = $1")
            .bind(achievement.as_str())
            .fetch_one(self.connection())
            .await?;
        Ok(count)
    }
}
