//! Status lists: which entry comes next, and when something on them last changed.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, StatusListId};

/// A status list without its bits, which the awards know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// Which one.
    pub list_id: StatusListId,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// How many entries it has.
    pub entries: i64,
    /// How many were given out.
    pub issued: i64,
    /// Goes up with every change of a status.
    pub version: i64,
    /// When something last changed.
    pub changed_at: Timestamp,
}

/// Numbers of a list that are somebody's from now on.
#[derive(Clone, PartialEq, Eq)]
pub struct Reserved {
    /// The list.
    pub list_id: StatusListId,
    /// Key of the permutation that turns a number into an index.
    pub secret: [u8; 32],
    /// How many entries the list has.
    pub entries: i64,
    /// The first number.
    pub first: i64,
    /// How many follow each other.
    pub count: i64,
}

#[derive(sqlx::FromRow)]
struct StatusListRow {
    list_id: String,
    organisation_id: String,
    entries: i64,
    issued: i64,
    version: i64,
    changed_at: i64,
}

impl TryFrom<StatusListRow> for StatusList {
    type Error = StoreError;

    fn try_from(row: StatusListRow) -> Result<Self, StoreError> {
        Ok(Self {
            changed_at: time(row.changed_at, "status_lists", &row.list_id)?,
            list_id: StatusListId::from_text(row.list_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            entries: row.entries,
            issued: row.issued,
            version: row.version,
        })
    }
}

impl Session {
    /// Opens a list for new awards of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_status_list(
        &mut self,
        organisation: &OrganisationId,
        list: &StatusListId,
        secret: &[u8; 32],
        entries: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into status_lists (list_id, organisation_id, secret, entries, issued, version, changed_at, is_open)
             values ($1, $2, $3, $4, 0, 1, $5, 1)",
        )
        .bind(list.as_str())
        .bind(organisation.as_str())
        .bind(&secret[..])
        .bind(entries)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes the next `count` numbers of the organisation's open list; `None` when no open list has so many left. One
    /// statement, so that nobody else gets the same ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reserve_entries(
        &mut self,
        organisation: &OrganisationId,
        count: i64,
    ) -> Result<Option<Reserved>, StoreError> {
        let row: Option<(String, Vec<u8>, i64, i64)> = sqlx::query_as(
            "update status_lists
                set issued = issued + $2
              where list_id = (select list_id
                                 from status_lists
                                where organisation_id = $1 and is_open = 1 and issued + $2 <= entries
                                order by list_id
                                limit 1)
                and issued + $2 <= entries
             returning list_id, secret, entries, issued",
        )
        .bind(organisation.as_str())
        .bind(count)
        .fetch_optional(self.connection())
        .await?;
        let read = |(list_id, secret, entries, issued): (String, Vec<u8>, i64, i64)| {
            let inconsistent = StoreError::Inconsistent { table: "status_lists", id: list_id.clone() };
            let secret = secret.try_into().map_err(|_| inconsistent)?;
            Ok(Reserved { list_id: StatusListId::from_text(list_id), secret, entries, first: issued - count, count })
        };
        row.map(read).transpose()
    }

    /// Notes that something on a list changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touch_status_list(&mut self, list: &StatusListId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "update status_lists
                set version = version + 1, changed_at = case when changed_at < $2 then $2 else changed_at + 1 end
              where list_id = $1",
        )
        .bind(list.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The list, whoever's it is: for its public address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_status_list(&mut self, list: &StatusListId) -> Result<Option<StatusList>, StoreError> {
        let row: Option<StatusListRow> = sqlx::query_as(
            "select list_id, organisation_id, entries, issued, version, changed_at
               from status_lists
              where list_id = $1",
        )
        .bind(list.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(StatusList::try_from).transpose()
    }

    /// All lists of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_status_lists(&mut self, organisation: &OrganisationId) -> Result<Vec<StatusList>, StoreError> {
        let rows: Vec<StatusListRow> = sqlx::query_as(
            "select list_id, organisation_id, entries, issued, version, changed_at
               from status_lists
              where organisation_id = $1
              order by list_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(StatusList::try_from).collect()
    }

    /// How many entries of every list, whoever's it is, were given out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_reached(&mut self) -> Result<Vec<(StatusListId, i64)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as("select list_id, issued from status_lists order by list_id")
            .fetch_all(self.connection())
            .await?;
        Ok(rows.into_iter().map(|(list, issued)| (StatusListId::from_text(list), issued)).collect())
    }

    /// The indexes of a list's revoked entries, those of lost awards and of credentials that are no awards included.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_revoked_entries(&mut self, list: &StatusListId) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<(i64,)> = sqlx::query_as(
            "select status_index from revocations where list_id = $1
             union
             select status_index from lost_awards where list_id = $1
             union
             select status_index from status_entries where list_id = $1 and revoked_at is not null",
        )
        .bind(list.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(index,)| index).collect())
    }

    /// The indexes of a list's suspended entries.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_suspended_entries(&mut self, list: &StatusListId) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<(i64,)> = sqlx::query_as(
            "select status_index from awards where list_id = $1 and suspended_at is not null
                 union
                 select status_index from status_entries where list_id = $1 and suspended_at is not null",
        )
        .bind(list.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(index,)| index).collect())
    }

    /// Moves a list's counter forward so that numbers given out before a restore are not given out again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn advance_entries(&mut self, list: &StatusListId, issued: i64) -> Result<(), StoreError> {
        sqlx::query(
            "update status_lists
                set issued = case when $2 < entries then $2 else entries end
              where list_id = $1 and issued < $2",
        )
        .bind(list.as_str())
        .bind(issued)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
