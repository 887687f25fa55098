//! Lists of people to award an achievement to: what was uploaded, and how far awarding is.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ImportId, OrganisationId};

/// A list as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardImport {
    /// Which one.
    pub import_id: ImportId,
    /// Who awards.
    pub organisation_id: OrganisationId,
    /// What is awarded.
    pub achievement_id: AchievementId,
    /// What the file is called.
    pub name: String,
    /// `reading`, `open`, `planned` or `running`.
    pub state: String,
    /// `allow`, `deny` or `replace`.
    pub duplicates: String,
    /// `day` or `month`: which comes first where a date leaves it open.
    pub day_order: String,
    /// The first line, as a JSON array.
    pub heads: String,
    /// What each column means, as a JSON array.
    pub columns: String,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When awarding began last.
    pub started_at: Option<Timestamp>,
    /// By whom; empty when it never began.
    pub started_by: String,
    /// Rows that were awarded before that.
    pub started_from: i64,
    /// When awarding is to begin by itself.
    pub start_at: Option<Timestamp>,
    /// When awarding ended last.
    pub ended_at: Option<Timestamp>,
    /// What was in its way; empty when nothing was.
    pub trouble: String,
}

/// The text of a query for lists; `$rest` follows the table.
macro_rules! import_query {
    ($rest:literal) => {
        concat!(
            "select import_id, organisation_id, achievement_id, name, state, duplicates, day_order, heads, columns,
                    created_at, created_by, started_at, started_by, started_from, start_at, ended_at, trouble
               from award_imports ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct ImportRecord {
    import_id: String,
    organisation_id: String,
    achievement_id: String,
    name: String,
    state: String,
    duplicates: String,
    day_order: String,
    heads: String,
    columns: String,
    created_at: i64,
    created_by: String,
    started_at: Option<i64>,
    started_by: Option<String>,
    started_from: Option<i64>,
    start_at: Option<i64>,
    ended_at: Option<i64>,
    trouble: String,
}

impl TryFrom<ImportRecord> for AwardImport {
    type Error = StoreError;

    fn try_from(row: ImportRecord) -> Result<Self, StoreError> {
        Ok(Self {
            created_at: time(row.created_at, "award_imports", &row.import_id)?,
            started_at: optional_time(row.started_at, "award_imports", &row.import_id)?,
            start_at: optional_time(row.start_at, "award_imports", &row.import_id)?,
            ended_at: optional_time(row.ended_at, "award_imports", &row.import_id)?,
            import_id: ImportId::from_text(row.import_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            achievement_id: AchievementId::from_text(row.achievement_id),
            name: row.name,
            state: row.state,
            duplicates: row.duplicates,
            day_order: row.day_order,
            heads: row.heads,
            columns: row.columns,
            created_by: row.created_by,
            started_by: row.started_by.unwrap_or_default(),
            started_from: row.started_from.unwrap_or(0),
            trouble: row.trouble,
        })
    }
}

impl Session {
    /// Adds a list, without its rows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_import(&mut self, new: &AwardImport) -> Result<(), StoreError> {
        sqlx::query(
            "insert into award_imports
                    (import_id, organisation_id, achievement_id, name, state, duplicates, day_order, heads, columns,
                     created_at, created_by, changed_at, trouble)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, '')",
        )
        .bind(new.import_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(new.achievement_id.as_str())
        .bind(&new.name)
        .bind(&new.state)
        .bind(&new.duplicates)
        .bind(&new.day_order)
        .bind(&new.heads)
        .bind(&new.columns)
        .bind(new.created_at.unix_micros())
        .bind(&new.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A list of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_import(
        &mut self,
        organisation: &OrganisationId,
        import: &ImportId,
    ) -> Result<Option<AwardImport>, StoreError> {
        let row: Option<ImportRecord> = sqlx::query_as(import_query!("where organisation_id = $1 and import_id = $2"))
            .bind(organisation.as_str())
            .bind(import.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(AwardImport::try_from).transpose()
    }

    /// The lists of an organisation that were read whole, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_imports(
        &mut self,
        organisation: &OrganisationId,
        limit: i64,
    ) -> Result<Vec<AwardImport>, StoreError> {
        let rows: Vec<ImportRecord> = sqlx::query_as(import_query!(
            "where organisation_id = $1 and state <> 'reading' order by created_at desc, import_id limit $2"
        ))
        .bind(organisation.as_str())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(AwardImport::try_from).collect()
    }

    /// Changes what a list says about itself, unless its state is another than `state` by now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_import(&mut self, import: &AwardImport, state: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update award_imports
                set state = $3, duplicates = $4, day_order = $5, columns = $6, achievement_id = $7, started_at = $8,
                    started_by = $9, started_from = $10, ended_at = $11, trouble = $12, changed_at = $13,
                    start_at = $14,
                    leased_until = case when $3 = 'running' then leased_until else null end
              where import_id = $1 and state = $2",
        )
        .bind(import.import_id.as_str())
        .bind(state)
        .bind(&import.state)
        .bind(&import.duplicates)
        .bind(&import.day_order)
        .bind(&import.columns)
        .bind(import.achievement_id.as_str())
        .bind(import.started_at.map(Timestamp::unix_micros))
        .bind(&import.started_by)
        .bind(import.started_from)
        .bind(import.ended_at.map(Timestamp::unix_micros))
        .bind(&import.trouble)
        .bind(now.unix_micros())
        .bind(import.start_at.map(Timestamp::unix_micros))
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Takes hold of a list whose awards are being made, until the end of the transaction; whether it is still so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hold_running_import(&mut self, import: &ImportId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query("update award_imports set changed_at = $2 where import_id = $1 and state = 'running'")
            .bind(import.as_str())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Claims a list that is to be awarded and that nobody is at, until `until`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lease_import(&mut self, now: Timestamp, until: Timestamp) -> Result<Option<AwardImport>, StoreError> {
        let row: Option<ImportRecord> = sqlx::query_as(
            "update award_imports
                set leased_until = $2
              where import_id = (select import_id
                                   from award_imports
                                  where state = 'running' and (leased_until is null or leased_until <= $1)
                                  order by changed_at
                                  limit 1)
                and state = 'running' and (leased_until is null or leased_until <= $1)
             returning import_id, organisation_id, achievement_id, name, state, duplicates, day_order, heads, columns,
                       created_at, created_by, started_at, started_by, started_from, start_at, ended_at, trouble",
        )
        .bind(now.unix_micros())
        .bind(until.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        row.map(AwardImport::try_from).transpose()
    }

    /// Whether there is a list that is to be awarded now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_running_imports(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "select cast(1 as bigint)
               from award_imports
              where state = 'running' or (state = 'planned' and start_at <= $1)
              limit 1",
        )
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.is_some())
    }

    /// Lets lists begin whose time has come.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_planned_imports(&mut self, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "update award_imports
                set state = 'running', started_at = $1, changed_at = $1
              where state = 'planned' and start_at <= $1",
        )
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Says that nobody is at any list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_import_leases(&mut self) -> Result<(), StoreError> {
        sqlx::query("update award_imports set leased_until = null where leased_until is not null")
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Lets another instance go on with a list, or keeps it for longer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_import_lease(&mut self, import: &ImportId, until: Option<Timestamp>) -> Result<(), StoreError> {
        sqlx::query("update award_imports set leased_until = $2 where import_id = $1")
            .bind(import.as_str())
            .bind(until.map(Timestamp::unix_micros))
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Forgets a list; the awards stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_import(&mut self, import: &ImportId) -> Result<(), StoreError> {
        for text in
            ["delete from award_import_rows where import_id = $1", "delete from award_imports where import_id = $1"]
        {
            sqlx::query(text).bind(import.as_str()).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Lists that were not read whole and nobody touched since `broken`, and all that nobody touched since `old`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_old_imports(&mut self, broken: Timestamp, old: Timestamp) -> Result<Vec<ImportId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select import_id
               from award_imports
              where (state = 'reading' and changed_at < $1) or (state = 'open' and changed_at < $2)
              limit 100",
        )
        .bind(broken.unix_micros())
        .bind(old.unix_micros())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(import,)| ImportId::from_text(import)).collect())
    }
}
