//! Rows of lists of people: what each says, what becomes of it, and the award that it led to.

use sqlx::AssertSqlSafe;

use super::imports::AwardImport;
use super::values::{pieces, places};
use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::{AwardId, ImportId};

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

/// The text that notes the awards of so many rows. The list is named with each of them: SQLite would otherwise go through
/// everything that is ready in it.
pub(super) fn awarded_text(rows: usize) -> String {
    format!(
        "update award_import_rows
            set outcome = 'awarded', award_id = v.column2
           from (values {}) as v
          where award_import_rows.import_id = v.column3 and award_import_rows.number = cast(v.column1 as bigint)
            and award_import_rows.award_id is null and award_import_rows.outcome in ('ready', 'replaces')",
        places(rows, 3)
    )
}

impl Session {
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
            let mut query = sqlx::query(AssertSqlSafe(awarded_text(piece.len())));
            for (number, award) in piece {
                query = query.bind(number.to_string()).bind(award.as_str()).bind(import.as_str());
            }
            count += query.execute(self.connection()).await?.rows_affected();
        }
        Ok(count)
    }
}
