//! Entries of status lists that belong to credentials which are no awards: what the VC-API signs is not kept, but what
//! its entry says is.

use super::{Revocation, Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, StatusListId};

/// Which entry of which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPlace {
    /// The list.
    pub list_id: StatusListId,
    /// The index of the entry.
    pub status_index: i64,
}

impl EntryPlace {
    /// One text for it: the key of its row, and its name in the journal and in the audit.
    pub fn name(&self) -> String {
        format!("{}#{}", self.list_id, self.status_index)
    }
}

/// An entry that was given to a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    /// Where it stands.
    pub place: EntryPlace,
    /// `revocation` or `suspension`.
    pub purpose: String,
    /// The credential's own identifier, when it has one.
    pub credential_id: Option<String>,
    /// Whether it is set: the credential is withdrawn or, with the other purpose, on hold.
    pub is_set: bool,
}

type Row = (String, i64, String, Option<String>, Option<i64>, Option<i64>);

fn entry((list, status_index, purpose, credential_id, revoked_at, suspended_at): Row) -> StatusEntry {
    let place = EntryPlace { list_id: StatusListId::from_text(list), status_index };
    StatusEntry { place, purpose, credential_id, is_set: revoked_at.or(suspended_at).is_some() }
}

impl Session {
    /// Keeps an entry that is being given to a credential.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_status_entry(
        &mut self,
        organisation: &OrganisationId,
        entry: &StatusEntry,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into status_entries
                    (entry_id, organisation_id, list_id, status_index, purpose, credential_id, created_at, reason, changed_by)
             values ($1, $2, $3, $4, $5, $6, $7, '', '')",
        )
        .bind(entry.place.name())
        .bind(organisation.as_str())
        .bind(entry.place.list_id.as_str())
        .bind(entry.place.status_index)
        .bind(&entry.purpose)
        .bind(entry.credential_id.as_deref())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// One of an organisation's entries.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_status_entry(
        &mut self,
        organisation: &OrganisationId,
        place: &EntryPlace,
    ) -> Result<Option<StatusEntry>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "select list_id, status_index, purpose, credential_id, revoked_at, suspended_at
               from status_entries
              where organisation_id = $1 and entry_id = $2",
        )
        .bind(organisation.as_str())
        .bind(place.name())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(entry))
    }

    /// The entries of all credentials of an organisation that have one identifier, ten at most.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_status_entries(
        &mut self,
        organisation: &OrganisationId,
        credential_id: &str,
    ) -> Result<Vec<StatusEntry>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select list_id, status_index, purpose, credential_id, revoked_at, suspended_at
               from status_entries
              where organisation_id = $1 and credential_id = $2
              order by entry_id
              limit 10",
        )
        .bind(organisation.as_str())
        .bind(credential_id)
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(entry).collect())
    }

    /// Withdraws the credential of an entry. Whether it was not so already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_status_entry(
        &mut self,
        organisation: &OrganisationId,
        place: &EntryPlace,
        revocation: &Revocation,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update status_entries
                set revoked_at = $3, reason = $4, changed_by = $5
              where organisation_id = $1 and entry_id = $2 and revoked_at is null",
        )
        .bind(organisation.as_str())
        .bind(place.name())
        .bind(revocation.revoked_at.unix_micros())
        .bind(&revocation.reason)
        .bind(&revocation.revoked_by)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Puts the credential of an entry on hold, with why and by whom, or takes it off hold. Whether it was not so
    /// already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_entry_suspension(
        &mut self,
        organisation: &OrganisationId,
        place: &EntryPlace,
        since: Option<Timestamp>,
        (reason, by): (&str, &str),
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update status_entries
                set suspended_at = $3, reason = $4, changed_by = $5
              where organisation_id = $1 and entry_id = $2
                and case when suspended_at is null then 0 else 1 end <> $6",
        )
        .bind(organisation.as_str())
        .bind(place.name())
        .bind(since.map(Timestamp::unix_micros))
        .bind(reason)
        .bind(by)
        .bind(i32::from(since.is_some()))
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
