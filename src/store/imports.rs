//! Lists of people to award an achievement to: what was uploaded, what each row says, what became of it.

use sqlx::AssertSqlSafe;

use super::values::{pieces, places};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, ImportId, OrganisationId};

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

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Counted from 1 below the first line.
    pub number: i64,
    /// A JSON array of texts.
    pub cells: String,
    /// `good`, `wrong` or `left`.
    pub checked: String,
    /// `ready`, `replaces`, `has`, `twice`, `wrong`, `left` or `awarded`.
    pub outcome: String,
    /// A JSON array of pairs of column and sentence.
    pub faults: String,
    /// The address as people are found by it.
    pub email_key: String,
    /// The award, when it was made.
    pub award_id: Option<AwardId>,
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

/// The text of a query for rows; `$rest` follows the table.
macro_rules! row_query {
    ($rest:literal) => {
        concat!(
            "select number, cells, checked, outcome, faults, email_key, award_id
               from award_import_rows ",
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

#[derive(sqlx::FromRow)]
struct RowRecord {
    number: i64,
    cells: String,
    checked: String,
    outcome: String,
    faults: String,
    email_key: String,
    award_id: Option<String>,
}

impl From<RowRecord> for ImportRow {
    fn from(row: RowRecord) -> Self {
        Self {
            number: row.number,
            cells: row.cells,
            checked: row.checked,
            outcome: row.outcome,
            faults: row.faults,
            email_key: row.email_key,
            award_id: row.award_id.map(AwardId::from_text),
        }
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

    /// Adds rows to a list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_import_rows(&mut self, import: &ImportId, rows: &[ImportRow]) -> Result<(), StoreError> {
        for piece in pieces(rows) {
            let text = format!(
                "insert into award_import_rows (import_id, number, cells, checked, outcome, faults, email_key)
                 values {}",
                places(piece.len(), 7)
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for row in piece {
                query = query
                    .bind(import.as_str())
                    .bind(row.number)
                    .bind(&row.cells)
                    .bind(&row.checked)
                    .bind(&row.outcome)
                    .bind(&row.faults)
                    .bind(&row.email_key);
            }
            query.execute(self.connection()).await?;
        }
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

    /// How many rows of a list have each outcome.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_import_rows(&mut self, import: &ImportId) -> Result<Vec<(String, i64)>, StoreError> {
        let text = "select outcome, count(*) from award_import_rows where import_id = $1 group by outcome";
        Ok(sqlx::query_as(text).bind(import.as_str()).fetch_all(self.connection()).await?)
    }

    /// Rows of a list with one outcome (empty: with any; `todo`: those to be awarded), by number, after the given one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_import_rows(
        &mut self,
        import: &ImportId,
        outcome: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<ImportRow>, StoreError> {
        let text = match outcome {
            "" => row_query!("where import_id = $1 and $2 = '' and number > $3 order by number limit $4"),
            "todo" => row_query!(
                "where import_id = $1 and $2 = 'todo' and outcome in ('ready', 'replaces') and number > $3
                 order by number limit $4"
            ),
            _ => row_query!("where import_id = $1 and outcome = $2 and number > $3 order by number limit $4"),
        };
        let rows: Vec<RowRecord> = sqlx::query_as(text)
            .bind(import.as_str())
            .bind(outcome)
            .bind(after)
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        Ok(rows.into_iter().map(ImportRow::from).collect())
    }

    /// One row of a list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_import_row(&mut self, import: &ImportId, number: i64) -> Result<Option<ImportRow>, StoreError> {
        let row: Option<RowRecord> = sqlx::query_as(row_query!("where import_id = $1 and number = $2"))
            .bind(import.as_str())
            .bind(number)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(ImportRow::from))
    }

    /// Says anew what rows that were not awarded say by themselves.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_import_rows(&mut self, import: &ImportId, rows: &[ImportRow]) -> Result<(), StoreError> {
        for piece in pieces(rows) {
            let text = format!(
                "update award_import_rows
                    set cells = v.column2, checked = v.column3, faults = v.column4, email_key = v.column5
                   from (values {}) as v
                  where award_import_rows.import_id = ${} and award_import_rows.number = cast(v.column1 as bigint)
                    and award_import_rows.award_id is null",
                places(piece.len(), 5),
                piece.len() * 5 + 1
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for row in piece {
                query = query
                    .bind(row.number.to_string())
                    .bind(&row.cells)
                    .bind(&row.checked)
                    .bind(&row.faults)
                    .bind(&row.email_key);
            }
            query.bind(import.as_str()).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Says anew what becomes of the rows that were not awarded (one person may have several addresses), as the badges that people have now and the other rows
    /// make it; of all rows, or of those between two numbers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn predict_import_rows(
        &mut self,
        import: &AwardImport,
        numbers: (i64, i64),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update award_import_rows
                set outcome = case
                      when checked <> 'good' then checked
                      when $3 = 'allow' then 'ready'
                      when exists (select 1
                                     from award_import_rows o
                                    where o.import_id = $1 and o.email_key = award_import_rows.email_key
                                      and o.number < award_import_rows.number and o.checked = 'good') then 'twice'
                      when exists (select 1
                                     from person_emails e
                                     join person_emails f on f.person_id = e.person_id
                                     join award_import_rows o on o.import_id = $1 and o.email_key = f.email_key
                                    where e.email_key = award_import_rows.email_key
                                      and o.number < award_import_rows.number and o.checked = 'good') then 'twice'
                      when not exists (select 1
                                         from person_emails e
                                         join awards a on a.person_id = e.person_id
                                         left join revocations r on r.award_id = a.award_id
                                        where e.email_key = award_import_rows.email_key and a.achievement_id = $2
                                          and r.award_id is null
                                          and (a.valid_until is null or a.valid_until > $4)) then 'ready'
                      when $3 = 'deny' then 'has'
                      else 'replaces' end
              where import_id = $1 and number between $5 and $6 and award_id is null",
        )
        .bind(import.import_id.as_str())
        .bind(import.achievement_id.as_str())
        .bind(&import.duplicates)
        .bind(now.unix_micros())
        .bind(numbers.0)
        .bind(numbers.1)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The badges that stand in the way of the rows between two numbers, by row: those that people have already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_replaced_awards(
        &mut self,
        import: &AwardImport,
        numbers: (i64, i64),
        now: Timestamp,
    ) -> Result<Vec<(i64, AwardId)>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "select i.number, a.award_id
               from award_import_rows i
               join person_emails e on e.email_key = i.email_key
               join awards a on a.person_id = e.person_id and a.achievement_id = $2
               left join revocations r on r.award_id = a.award_id
              where i.import_id = $1 and i.number between $3 and $4 and i.outcome = 'replaces'
                and i.award_id is null and r.award_id is null and (a.valid_until is null or a.valid_until > $5)
              order by i.number",
        )
        .bind(import.import_id.as_str())
        .bind(import.achievement_id.as_str())
        .bind(numbers.0)
        .bind(numbers.1)
        .bind(now.unix_micros())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(number, award)| (number, AwardId::from_text(award))).collect())
    }

    /// Notes which rows were awarded; how many of them were still to be awarded.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_import_awards(
        &mut self,
        import: &ImportId,
        awarded: &[(i64, AwardId)],
    ) -> Result<u64, StoreError> {
        let mut count = 0;
        for piece in pieces(awarded) {
            let text = format!(
                "update award_import_rows
                    set outcome = 'awarded', award_id = v.column2
                   from (values {}) as v
                  where award_import_rows.import_id = ${} and award_import_rows.number = cast(v.column1 as bigint)
                    and award_import_rows.award_id is null and award_import_rows.outcome in ('ready', 'replaces')",
                places(piece.len(), 2),
                piece.len() * 2 + 1
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (number, award) in piece {
                query = query.bind(number.to_string()).bind(award.as_str());
            }
            count += query.bind(import.as_str()).execute(self.connection()).await?.rows_affected();
        }
        Ok(count)
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
