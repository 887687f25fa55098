//! Achievements: the draft being worked on, the published versions, the catalogue.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, OrganisationId};

/// Where an achievement is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AchievementState {
    /// Never published.
    Draft,
    /// Can be awarded.
    Published,
    /// Cannot be awarded any more; what was awarded stays.
    Archived,
}

impl AchievementState {
    /// The word for it in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
        }
    }

    /// The state with this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Draft, Self::Published, Self::Archived].into_iter().find(|state| state.as_str() == name)
    }
}

/// What can be earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Achievement {
    /// Which one.
    pub achievement_id: AchievementId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// Where it is in its life.
    pub state: AchievementState,
    /// The newest published version; 0 before the first.
    pub version: i64,
    /// The definition being worked on, as JSON.
    pub draft: String,
    /// What it is called in the newest published version, or in the draft before the first.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed or published.
    pub changed_at: Timestamp,
}

/// An achievement's draft, with what the catalogue finds it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAchievement {
    /// Which one.
    pub achievement_id: AchievementId,
    /// The definition as JSON.
    pub draft: String,
    /// What the catalogue shows and finds.
    pub entry: CatalogueEntry,
}

/// What the catalogue shows and finds of a definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// What it is called.
    pub name: String,
    /// The Open Badges achievement type.
    pub achievement_type: String,
    /// The subject or field of study; may be empty.
    pub subject: String,
    /// The grades it is about; may be empty.
    pub grade_band: String,
    /// The framework that its first alignment belongs to; may be empty.
    pub framework: String,
    /// Language code; may be empty.
    pub language: String,
    /// Name, description and tags in lower case.
    pub searchable: String,
}

/// A published definition; it never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedVersion {
    /// Counted from 1.
    pub version: i64,
    /// The definition as JSON.
    pub definition: String,
    /// SHA-256 of it in hexadecimal.
    pub sha256: String,
    /// When it was published.
    pub published_at: Timestamp,
}

/// What the catalogue is asked for; empty members ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueFilter {
    /// A text that name, description or tags hold.
    pub text: String,
    /// Exactly this subject.
    pub subject: String,
    /// Exactly this grade band.
    pub grade_band: String,
    /// Exactly this framework.
    pub framework: String,
    /// Exactly this achievement type.
    pub achievement_type: String,
    /// Only those of this organisation.
    pub organisation: Option<OrganisationId>,
    /// After this name and identifier.
    pub after: Option<(String, String)>,
    /// At most so many.
    pub limit: i64,
}

/// A value that the catalogue can be narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many published achievements have it.
    pub count: i64,
}

/// The values of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Subjects.
    pub subjects: Vec<Facet>,
    /// Grade bands.
    pub grade_bands: Vec<Facet>,
    /// Frameworks.
    pub frameworks: Vec<Facet>,
    /// Achievement types.
    pub types: Vec<Facet>,
}

#[derive(sqlx::FromRow)]
struct AchievementRow {
    achievement_id: String,
    organisation_id: String,
    state: String,
    version: i64,
    draft: String,
    name: String,
    created_at: i64,
    changed_at: i64,
}

impl TryFrom<AchievementRow> for Achievement {
    type Error = StoreError;

    fn try_from(row: AchievementRow) -> Result<Self, StoreError> {
        let inconsistent = || StoreError::Inconsistent { table: "achievements", id: row.achievement_id.clone() };
        Ok(Self {
            state: AchievementState::find(&row.state).ok_or_else(inconsistent)?,
            created_at: time(row.created_at, "achievements", &row.achievement_id)?,
            changed_at: time(row.changed_at, "achievements", &row.achievement_id)?,
            achievement_id: AchievementId::from_text(row.achievement_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            version: row.version,
            draft: row.draft,
            name: row.name,
        })
    }
}

impl Session {
    /// Adds an achievement as a draft.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_achievement(
        &mut self,
        organisation: &OrganisationId,
        new: &NewAchievement,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into achievements
                    (achievement_id, organisation_id, state, version, draft, name, achievement_type, subject,
                     grade_band, framework, language, searchable, created_at, changed_at)
             values ($1, $2, 'draft', 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(new.achievement_id.as_str())
        .bind(organisation.as_str())
        .bind(&new.draft)
        .bind(&new.entry.name)
        .bind(&new.entry.achievement_type)
        .bind(&new.entry.subject)
        .bind(&new.entry.grade_band)
        .bind(&new.entry.framework)
        .bind(&new.entry.language)
        .bind(&new.entry.searchable)
        .bind(now.unix_micros())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Changes the draft; what is published stays. Whether the achievement was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_achievement_draft(
        &mut self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        draft: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update achievements
                set draft = $3, changed_at = $4
              where organisation_id = $1 and achievement_id = $2",
        )
        .bind(organisation.as_str())
        .bind(achievement.as_str())
        .bind(draft)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Publishes the draft as the next version and shows it in the catalogue.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when somebody else published the same version at the same time.
    pub async fn publish_achievement(
        &mut self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        published: &PublishedVersion,
        entry: &CatalogueEntry,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update achievements
                set state = 'published', version = $3, name = $4, achievement_type = $5, subject = $6, grade_band = $7,
                    framework = $8, language = $9, searchable = $10, changed_at = $11
              where organisation_id = $1 and achievement_id = $2 and version = $12",
        )
        .bind(organisation.as_str())
        .bind(achievement.as_str())
        .bind(published.version)
        .bind(&entry.name)
        .bind(&entry.achievement_type)
        .bind(&entry.subject)
        .bind(&entry.grade_band)
        .bind(&entry.framework)
        .bind(&entry.language)
        .bind(&entry.searchable)
        .bind(published.published_at.unix_micros())
        .bind(published.version - 1)
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(
            "insert into achievement_versions (achievement_id, version, definition, sha256, published_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(achievement.as_str())
        .bind(published.version)
        .bind(&published.definition)
        .bind(&published.sha256)
        .bind(published.published_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(true)
    }

    /// Changes whether a published achievement can be awarded. Whether it was there and published once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_achievement_state(
        &mut self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        state: AchievementState,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update achievements
                set state = $3, changed_at = $4
              where organisation_id = $1 and achievement_id = $2 and version > 0",
        )
        .bind(organisation.as_str())
        .bind(achievement.as_str())
        .bind(state.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// An achievement of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_achievement(
        &mut self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Option<Achievement>, StoreError> {
        let found = self.find_achievement_of_any(achievement).await?;
        Ok(found.filter(|found| found.organisation_id == *organisation))
    }

    /// An achievement, whoever's it is: for public pages.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_achievement_of_any(
        &mut self,
        achievement: &AchievementId,
    ) -> Result<Option<Achievement>, StoreError> {
        let row: Option<AchievementRow> = sqlx::query_as(
            "select achievement_id, organisation_id, state, version, draft, name, created_at, changed_at
               from achievements
              where achievement_id = $1",
        )
        .bind(achievement.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(Achievement::try_from).transpose()
    }

    /// An organisation's achievements, by name and identifier, after the given pair.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_achievements(
        &mut self,
        organisation: &OrganisationId,
        after: (&str, &str),
        limit: i64,
    ) -> Result<Vec<Achievement>, StoreError> {
        let rows: Vec<AchievementRow> = sqlx::query_as(
            "select achievement_id, organisation_id, state, version, draft, name, created_at, changed_at
               from achievements
              where organisation_id = $1 and (name, achievement_id) > ($2, $3)
              order by name, achievement_id
              limit $4",
        )
        .bind(organisation.as_str())
        .bind(after.0)
        .bind(after.1)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Achievement::try_from).collect()
    }

    /// A published version; `None` asks for the newest.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_version(
        &mut self,
        achievement: &AchievementId,
        version: Option<i64>,
    ) -> Result<Option<PublishedVersion>, StoreError> {
        let row: Option<(i64, String, String, i64)> = sqlx::query_as(
            "select version, definition, sha256, published_at
               from achievement_versions
              where achievement_id = $1 and version <= $2 and version >= $3
              order by version desc
              limit 1",
        )
        .bind(achievement.as_str())
        .bind(version.unwrap_or(i64::MAX))
        .bind(version.unwrap_or(1))
        .fetch_optional(self.connection())
        .await?;
        let read = |(version, definition, sha256, published_at): (i64, String, String, i64)| {
            let published_at = time(published_at, "achievement_versions", achievement.as_str())?;
            Ok(PublishedVersion { version, definition, sha256, published_at })
        };
        row.map(read).transpose()
    }

    /// All published versions of an achievement, the newest first, with how many badges were awarded in each.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_versions(
        &mut self,
        achievement: &AchievementId,
    ) -> Result<Vec<(PublishedVersion, i64)>, StoreError> {
        let rows: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
            "select v.version, v.definition, v.sha256, v.published_at,
                    (select count(*) from awards a
                      where a.achievement_id = v.achievement_id and a.version = v.version)
               from achievement_versions v
              where v.achievement_id = $1
              order by v.version desc",
        )
        .bind(achievement.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(version, definition, sha256, published_at, count): (i64, String, String, i64, i64)| {
            let published_at = time(published_at, "achievement_versions", achievement.as_str())?;
            Ok((PublishedVersion { version, definition, sha256, published_at }, count))
        };
        rows.into_iter().map(read).collect()
    }

    /// Published achievements that the filter asks for, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_catalogue(&mut self, filter: &CatalogueFilter) -> Result<Vec<Achievement>, StoreError> {
        let (after_name, after_id) = filter.after.clone().unwrap_or_default();
        let rows: Vec<AchievementRow> = sqlx::query_as(
            "select achievement_id, organisation_id, state, version, draft, name, created_at, changed_at
               from achievements
              where state = 'published'
                and ($1 = '' or searchable like $2 escape '!')
                and ($3 = '' or subject = $3)
                and ($4 = '' or grade_band = $4)
                and ($5 = '' or framework = $5)
                and ($6 = '' or achievement_type = $6)
                and ($7 = '' or organisation_id = $7)
                and (name, achievement_id) > ($8, $9)
              order by name, achievement_id
              limit $10",
        )
        .bind(&filter.text)
        .bind(like(&filter.text))
        .bind(&filter.subject)
        .bind(&filter.grade_band)
        .bind(&filter.framework)
        .bind(&filter.achievement_type)
        .bind(filter.organisation.as_ref().map_or("", OrganisationId::as_str))
        .bind(after_name)
        .bind(after_id)
        .bind(filter.limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Achievement::try_from).collect()
    }

    /// The identifiers of everything that an organisation defines.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_achievement_ids(
        &mut self,
        organisation: &OrganisationId,
    ) -> Result<Vec<AchievementId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select achievement_id from achievements where organisation_id = $1 order by achievement_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(id,)| AchievementId::from_text(id)).collect())
    }

    /// The achievements published or changed last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_newest_achievements(&mut self, limit: i64) -> Result<Vec<Achievement>, StoreError> {
        let rows: Vec<AchievementRow> = sqlx::query_as(
            "select achievement_id, organisation_id, state, version, draft, name, created_at, changed_at
               from achievements
              where state = 'published'
              order by changed_at desc, achievement_id
              limit $1",
        )
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Achievement::try_from).collect()
    }

    /// How many published achievements the filter finds.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_catalogue(&mut self, filter: &CatalogueFilter) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "select count(*)
               from achievements
              where state = 'published'
                and ($1 = '' or searchable like $2 escape '!')
                and ($3 = '' or subject = $3)
                and ($4 = '' or grade_band = $4)
                and ($5 = '' or framework = $5)
                and ($6 = '' or achievement_type = $6)
                and ($7 = '' or organisation_id = $7)",
        )
        .bind(&filter.text)
        .bind(like(&filter.text))
        .bind(&filter.subject)
        .bind(&filter.grade_band)
        .bind(&filter.framework)
        .bind(&filter.achievement_type)
        .bind(filter.organisation.as_ref().map_or("", OrganisationId::as_str))
        .fetch_one(self.connection())
        .await?;
        Ok(count)
    }

    /// What the catalogue can be narrowed to, the most frequent first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_facets(&mut self) -> Result<Facets, StoreError> {
        Ok(Facets {
            subjects: self.facet(SUBJECTS).await?,
            grade_bands: self.facet(GRADE_BANDS).await?,
            frameworks: self.facet(FRAMEWORKS).await?,
            types: self.facet(TYPES).await?,
        })
    }

    async fn facet(&mut self, query: &'static str) -> Result<Vec<Facet>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(self.connection()).await?;
        Ok(rows.into_iter().map(|(value, count)| Facet { value, count }).collect())
    }
}

const SUBJECTS: &str = "select subject, count(*) from achievements where state = 'published' and subject <> ''
    group by subject order by count(*) desc, subject limit 40";
const GRADE_BANDS: &str = "select grade_band, count(*) from achievements where state = 'published' and grade_band <> ''
    group by grade_band order by count(*) desc, grade_band limit 40";
const FRAMEWORKS: &str = "select framework, count(*) from achievements where state = 'published' and framework <> ''
    group by framework order by count(*) desc, framework limit 40";
const TYPES: &str = "select achievement_type, count(*) from achievements where state = 'published'
    group by achievement_type order by count(*) desc, achievement_type limit 40";

/// A pattern that finds the text anywhere; `!` takes the meaning from the signs that have one.
pub(super) fn like(text: &str) -> String {
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
