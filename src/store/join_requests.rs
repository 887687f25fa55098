//! People who ask to join an organisation. Only hashes of links are kept.

use super::joining::Ending;
use super::people::email_key;
use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{JoinRequestId, OrganisationId, PersonId};

/// Somebody asks to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRequest {
    /// Which one.
    pub request_id: JoinRequestId,
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// Who; `None` until the address is proven.
    pub person_id: Option<PersonId>,
    /// Under which address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they write.
    pub words: String,
    /// When they asked.
    pub created_at: Timestamp,
    /// Until when the address can be proven.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    request_id: String,
    organisation_id: String,
    person_id: Option<String>,
    email: String,
    name: String,
    words: String,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<RequestRow> for JoinRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        Ok(Self {
            created_at: time(row.created_at, "join_requests", &row.request_id)?,
            expires_at: time(row.expires_at, "join_requests", &row.request_id)?,
            request_id: JoinRequestId::from_text(row.request_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            person_id: row.person_id.map(PersonId::from_text),
            email: row.email,
            name: row.name,
            words: row.words,
        })
    }
}

impl Session {
    /// Keeps a request to join.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the person has asked and got no answer yet.
    pub async fn insert_join_request(&mut self, new: &JoinRequest) -> Result<(), StoreError> {
        sqlx::query(
            "insert into join_requests
                    (request_id, organisation_id, person_id, email_key, email, name, words, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(new.request_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(new.person_id.as_ref().map(PersonId::as_str))
        .bind(email_key(&new.email))
        .bind(&new.email)
        .bind(&new.name)
        .bind(&new.words)
        .bind(new.created_at.unix_micros())
        .bind(new.expires_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The request of this identifier, while it is open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_join_request(&mut self, id: &JoinRequestId) -> Result<Option<JoinRequest>, StoreError> {
        let row: Option<RequestRow> = sqlx::query_as(
            "select request_id, organisation_id, person_id, email, name, words, created_at, expires_at
               from join_requests
              where request_id = $1 and outcome is null",
        )
        .bind(id.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(JoinRequest::try_from).transpose()
    }

    /// The request whose address a link proves, while it waits for that.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_join_request_by_secret(
        &mut self,
        secret_hash: &str,
        now: Timestamp,
    ) -> Result<Option<JoinRequest>, StoreError> {
        let row: Option<RequestRow> = sqlx::query_as(
            "select request_id, organisation_id, person_id, email, name, words, created_at, expires_at
               from join_requests
              where secret_hash = $1 and outcome is null and person_id is null and expires_at > $2",
        )
        .bind(secret_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        row.map(JoinRequest::try_from).transpose()
    }

    /// The open request of a person to an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_own_join_request(
        &mut self,
        organisation: &OrganisationId,
        person: &PersonId,
    ) -> Result<Option<JoinRequest>, StoreError> {
        let row: Option<RequestRow> = sqlx::query_as(
            "select request_id, organisation_id, person_id, email, name, words, created_at, expires_at
               from join_requests
              where organisation_id = $1 and person_id = $2 and outcome is null",
        )
        .bind(organisation.as_str())
        .bind(person.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(JoinRequest::try_from).transpose()
    }

    /// Proven requests to an organisation that wait for an answer, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_join_requests(&mut self, organisation: &OrganisationId) -> Result<Vec<JoinRequest>, StoreError> {
        let rows: Vec<RequestRow> = sqlx::query_as(
            "select request_id, organisation_id, person_id, email, name, words, created_at, expires_at
               from join_requests
              where organisation_id = $1 and person_id is not null and outcome is null
              order by created_at, request_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(JoinRequest::try_from).collect()
    }

    /// How often an address was mailed about requests since a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_join_requests(&mut self, email: &str, since: Timestamp) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "select count(*) from join_requests where email_key = $1 and created_at >= $2 and secret_hash is not null",
        )
        .bind(email_key(email))
        .bind(since.unix_micros())
        .fetch_one(self.connection())
        .await?;
        Ok(count)
    }

    /// Gives a request the link that proves its address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_join_request_link(
        &mut self,
        id: &JoinRequestId,
        secret_hash: &str,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("update join_requests set secret_hash = $2, expires_at = $3 where request_id = $1")
            .bind(id.as_str())
            .bind(secret_hash)
            .bind(expires.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes whose request it is, after the address was proven; the link works no more.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the person has another open request to the organisation.
    pub async fn prove_join_request(&mut self, id: &JoinRequestId, person: &PersonId) -> Result<(), StoreError> {
        sqlx::query("update join_requests set person_id = $2, secret_hash = null where request_id = $1")
            .bind(id.as_str())
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Ends an open request; whether it was open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_join_request(
        &mut self,
        organisation: &OrganisationId,
        id: &JoinRequestId,
        ending: Ending,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update join_requests
                set outcome = $3, decided_by = $4, decided_at = $5, secret_hash = null
              where organisation_id = $1 and request_id = $2 and outcome is null",
        )
        .bind(organisation.as_str())
        .bind(id.as_str())
        .bind(ending.as_str())
        .bind(by)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets requests whose address was not proven before `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_unproven_join_requests(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("delete from join_requests where person_id is null and created_at < $1")
            .bind(before.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }
}
