//! Whom organisations trust: their own lists of issuers.

use sqlx::AssertSqlSafe;

use super::achievements::like;
use super::values::{pieces, places};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, TrustedIssuerId};

const TABLE: &str = "trusted_issuers";

/// An issuer on an organisation's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedIssuer {
    /// Which entry.
    pub entry_id: TrustedIssuerId,
    /// The issuer's identifier in the form for comparing; once on each list.
    pub issuer: String,
    /// What the organisation calls it.
    pub name: String,
    /// `trusted` or `known`.
    pub standing: String,
    /// The types of achievement that it is trusted for; empty for all.
    pub achievement_types: Vec<String>,
    /// The tags of achievements that it is trusted for; empty for all.
    pub tags: Vec<String>,
    /// Until when.
    pub valid_until: Option<Timestamp>,
    /// Why it is there.
    pub note: String,
    /// Whose signed list it came with, `import`, or empty.
    pub source: String,
    /// When it was put there.
    pub added_at: Timestamp,
    /// Who put it there.
    pub added_by: String,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustFilter {
    /// Part of the issuer's identifier, its name or the note.
    pub text: String,
    /// `trusted` or `known`; empty for both.
    pub standing: String,
    /// The issuer of the last entry before.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct TrustedIssuerRow {
    entry_id: String,
    issuer: String,
    name: String,
    standing: String,
    achievement_types: String,
    tags: String,
    valid_until: Option<i64>,
    note: String,
    source: String,
    added_at: i64,
    added_by: String,
}

impl TryFrom<TrustedIssuerRow> for TrustedIssuer {
    type Error = StoreError;

    fn try_from(row: TrustedIssuerRow) -> Result<Self, StoreError> {
        let id = row.entry_id.clone();
        let texts = |json: &str| {
            serde_json::from_str(json).map_err(|_| StoreError::Inconsistent { table: TABLE, id: id.clone() })
        };
        Ok(Self {
            achievement_types: texts(&row.achievement_types)?,
            tags: texts(&row.tags)?,
            valid_until: optional_time(row.valid_until, TABLE, &id)?,
            added_at: time(row.added_at, TABLE, &id)?,
            entry_id: TrustedIssuerId::from_text(row.entry_id),
            issuer: row.issuer,
            name: row.name,
            standing: row.standing,
            note: row.note,
            source: row.source,
            added_by: row.added_by,
        })
    }
}

impl TrustedIssuer {
    fn searchable(&self) -> String {
        format!("{}\n{}\n{}", self.issuer, self.name, self.note).to_lowercase()
    }
}

fn json(texts: &[String]) -> String {
    serde_json::json!(texts).to_string()
}

/// The text of a query for whole entries; `$rest` follows the table.
macro_rules! entry_query {
    ($rest:literal) => {
        concat!(
            "select entry_id, issuer, name, standing, achievement_types, tags, valid_until, note, source, added_at,
                    added_by
               from trusted_issuers ",
            $rest
        )
    };
}

impl Session {
    /// Puts issuers on the list.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when one is there already.
    pub async fn insert_trusted_issuers(
        &mut self,
        organisation: &OrganisationId,
        new: &[TrustedIssuer],
    ) -> Result<(), StoreError> {
        for piece in pieces(new) {
            let text = format!(
                "insert into trusted_issuers
                        (entry_id, organisation_id, issuer, name, standing, achievement_types, tags, valid_until, note,
                         source, searchable, added_at, added_by, changed_at)
                 values {}",
                places(piece.len(), 14)
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for entry in piece {
                query = query
                    .bind(entry.entry_id.as_str())
                    .bind(organisation.as_str())
                    .bind(&entry.issuer)
                    .bind(&entry.name)
                    .bind(&entry.standing)
                    .bind(json(&entry.achievement_types))
                    .bind(json(&entry.tags))
                    .bind(entry.valid_until.map(Timestamp::unix_micros))
                    .bind(&entry.note)
                    .bind(&entry.source)
                    .bind(entry.searchable())
                    .bind(entry.added_at.unix_micros())
                    .bind(&entry.added_by)
                    .bind(entry.added_at.unix_micros());
            }
            query.execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Changes an entry; who put it there and when stays. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the issuer has another entry.
    pub async fn update_trusted_issuer(
        &mut self,
        organisation: &OrganisationId,
        entry: &TrustedIssuer,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update trusted_issuers
                set issuer = $3, name = $4, standing = $5, achievement_types = $6, tags = $7, valid_until = $8,
                    note = $9, source = $10, searchable = $11, changed_at = $12
              where organisation_id = $1 and entry_id = $2",
        )
        .bind(organisation.as_str())
        .bind(entry.entry_id.as_str())
        .bind(&entry.issuer)
        .bind(&entry.name)
        .bind(&entry.standing)
        .bind(json(&entry.achievement_types))
        .bind(json(&entry.tags))
        .bind(entry.valid_until.map(Timestamp::unix_micros))
        .bind(&entry.note)
        .bind(&entry.source)
        .bind(entry.searchable())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// An entry of the organisation's list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_trusted_issuer(
        &mut self,
        organisation: &OrganisationId,
        entry: &TrustedIssuerId,
    ) -> Result<Option<TrustedIssuer>, StoreError> {
        let row: Option<TrustedIssuerRow> =
            sqlx::query_as(entry_query!("where organisation_id = $1 and entry_id = $2"))
                .bind(organisation.as_str())
                .bind(entry.as_str())
                .fetch_optional(self.connection())
                .await?;
        row.map(TrustedIssuer::try_from).transpose()
    }

    /// The entry of an issuer, by its identifier in the form for comparing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_entry_of_issuer(
        &mut self,
        organisation: &OrganisationId,
        issuer: &str,
    ) -> Result<Option<TrustedIssuer>, StoreError> {
        let row: Option<TrustedIssuerRow> = sqlx::query_as(entry_query!("where organisation_id = $1 and issuer = $2"))
            .bind(organisation.as_str())
            .bind(issuer)
            .fetch_optional(self.connection())
            .await?;
        row.map(TrustedIssuer::try_from).transpose()
    }

    /// A part of the organisation's list, by identifier.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_trusted_issuers(
        &mut self,
        organisation: &OrganisationId,
        filter: &TrustFilter,
    ) -> Result<Vec<TrustedIssuer>, StoreError> {
        let rows: Vec<TrustedIssuerRow> = sqlx::query_as(entry_query!(
            "where organisation_id = $1
                and issuer > $2
                and ($3 = '' or standing = $3)
                and ($4 = '' or searchable like $5 escape '!')
              order by issuer
              limit $6"
        ))
        .bind(organisation.as_str())
        .bind(&filter.after)
        .bind(&filter.standing)
        .bind(filter.text.trim())
        .bind(like(filter.text.trim()))
        .bind(filter.limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(TrustedIssuer::try_from).collect()
    }

    /// How many are trusted, and how many merely known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_trusted_issuers(&mut self, organisation: &OrganisationId) -> Result<(i64, i64), StoreError> {
        let counts: Vec<(String, i64)> = sqlx::query_as(
            "select standing, count(*) from trusted_issuers where organisation_id = $1 group by standing",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        let of = |standing: &str| counts.iter().find(|(own, _)| own == standing).map_or(0, |(_, count)| *count);
        Ok((of("trusted"), of("known")))
    }

    /// Takes an entry off the list. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_trusted_issuer(
        &mut self,
        organisation: &OrganisationId,
        entry: &TrustedIssuerId,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("delete from trusted_issuers where organisation_id = $1 and entry_id = $2")
            .bind(organisation.as_str())
            .bind(entry.as_str())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
