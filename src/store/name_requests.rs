//! Requests of earners to have their name corrected in a badge.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, NameRequestId, OrganisationId, PersonId};

const TABLE: &str = "name_requests";

/// A request to have a name corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRequest {
    /// Which one.
    pub request_id: NameRequestId,
    /// Who issued the badge.
    pub organisation_id: OrganisationId,
    /// The badge.
    pub award_id: AwardId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The name that they want.
    pub wanted_name: String,
    /// Why; may be empty.
    pub note: String,
    /// When they asked.
    pub asked_at: Timestamp,
    /// When it was answered, and whether the name was corrected; `None` while it is open.
    pub answer: Option<(Timestamp, bool)>,
    /// What the one who answered had to say; may be empty.
    pub answer_note: String,
    /// The badge that took the place of the first.
    pub replacement: Option<AwardId>,
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    request_id: String,
    organisation_id: String,
    award_id: String,
    person_id: String,
    wanted_name: String,
    note: String,
    state: String,
    asked_at: i64,
    answered_at: Option<i64>,
    answer_note: Option<String>,
    replacement_id: Option<String>,
}

impl TryFrom<RequestRow> for NameRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let id = row.request_id.clone();
        let answered_at = optional_time(row.answered_at, TABLE, &id)?;
        Ok(Self {
            asked_at: time(row.asked_at, TABLE, &id)?,
            answer: answered_at.map(|at| (at, row.state == "accepted")),
            request_id: NameRequestId::from_text(row.request_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            award_id: AwardId::from_text(row.award_id),
            person_id: PersonId::from_text(row.person_id),
            wanted_name: row.wanted_name,
            note: row.note,
            answer_note: row.answer_note.unwrap_or_default(),
            replacement: row.replacement_id.map(AwardId::from_text),
        })
    }
}

/// The text of a query for requests; `$rest` follows the table.
macro_rules! request_query {
    ($rest:literal) => {
        concat!(
            "select request_id, organisation_id, award_id, person_id, wanted_name, note, state, asked_at, answered_at,
                    answer_note, replacement_id
               from name_requests ",
            $rest
        )
    };
}

impl Session {
    /// Keeps a request.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_name_request(&mut self, new: &NameRequest) -> Result<(), StoreError> {
        sqlx::query(
            "insert into name_requests (request_id, organisation_id, award_id, person_id, wanted_name, note, state, asked_at)
             values ($1, $2, $3, $4, $5, $6, 'open', $7)",
        )
        .bind(new.request_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(new.award_id.as_str())
        .bind(new.person_id.as_str())
        .bind(&new.wanted_name)
        .bind(&new.note)
        .bind(new.asked_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A request to an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_name_request(
        &mut self,
        organisation: &OrganisationId,
        request: &NameRequestId,
    ) -> Result<Option<NameRequest>, StoreError> {
        let row: Option<RequestRow> = sqlx::query_as(request_query!("where organisation_id = $1 and request_id = $2"))
            .bind(organisation.as_str())
            .bind(request.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(NameRequest::try_from).transpose()
    }

    /// The requests to an organisation that are open, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_name_requests(&mut self, organisation: &OrganisationId) -> Result<Vec<NameRequest>, StoreError> {
        let text =
            request_query!("where organisation_id = $1 and state = 'open' order by asked_at, request_id limit 500");
        let rows: Vec<RequestRow> =
            sqlx::query_as(text).bind(organisation.as_str()).fetch_all(self.connection()).await?;
        rows.into_iter().map(NameRequest::try_from).collect()
    }

    /// The requests about a badge, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_name_requests_of(&mut self, award: &AwardId) -> Result<Vec<NameRequest>, StoreError> {
        let text =
            request_query!("where award_id = $1 or replacement_id = $1 order by asked_at desc, request_id limit 50");
        let rows: Vec<RequestRow> = sqlx::query_as(text).bind(award.as_str()).fetch_all(self.connection()).await?;
        rows.into_iter().map(NameRequest::try_from).collect()
    }

    /// Answers a request that is open: with the badge that took the place of the first, or without one. Whether it was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answer_name_request(
        &mut self,
        request: &NameRequestId,
        replacement: Option<&AwardId>,
        (by, note): (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update name_requests
                set state = $2, answered_at = $3, answered_by = $4, answer_note = $5, replacement_id = $6
              where request_id = $1 and state = 'open'",
        )
        .bind(request.as_str())
        .bind(if replacement.is_some() { "accepted" } else { "refused" })
        .bind(now.unix_micros())
        .bind(by)
        .bind(note)
        .bind(replacement.map(AwardId::as_str))
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives a person another name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename_person(&mut self, person: &PersonId, name: &str) -> Result<(), StoreError> {
        sqlx::query("update people set name = $2 where person_id = $1")
            .bind(person.as_str())
            .bind(name)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
