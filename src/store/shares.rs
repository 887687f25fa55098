//! Links that earners hand to others, each with what it shows and how long.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, CollectionId, PersonId, ShareToken};

const TABLE: &str = "share_links";

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A badge.
    Award(AwardId),
    /// A collection.
    Collection(CollectionId),
}

/// A link that an earner hands to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareLink {
    /// The end of its address.
    pub token: ShareToken,
    /// Whose it is.
    pub person_id: PersonId,
    /// What it opens.
    pub shared: Shared,
    /// Whether it is the one that LinkedIn gets.
    pub is_for_linkedin: bool,
    /// What its owner calls it.
    pub label: String,
    /// The words of what it shows.
    pub fields: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When its owner ended it.
    pub withdrawn_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct ShareRow {
    token: String,
    person_id: String,
    award_id: Option<String>,
    collection_id: Option<String>,
    purpose: String,
    label: String,
    fields: String,
    created_at: i64,
    expires_at: Option<i64>,
    withdrawn_at: Option<i64>,
}

impl TryFrom<ShareRow> for ShareLink {
    type Error = StoreError;

    fn try_from(row: ShareRow) -> Result<Self, StoreError> {
        // The token is a secret, so that an inconsistent row is named by its owner.
        let id = row.person_id.clone();
        let shared = match (row.award_id, row.collection_id) {
            (Some(award), None) => Shared::Award(AwardId::from_text(award)),
            (None, Some(collection)) => Shared::Collection(CollectionId::from_text(collection)),
            _ => return Err(StoreError::Inconsistent { table: TABLE, id }),
        };
        Ok(Self {
            token: ShareToken::from_text(row.token),
            person_id: PersonId::from_text(row.person_id),
            shared,
            is_for_linkedin: row.purpose == "linkedin",
            label: row.label,
            fields: row.fields.split_whitespace().map(str::to_owned).collect(),
            created_at: time(row.created_at, TABLE, &id)?,
            expires_at: optional_time(row.expires_at, TABLE, &id)?,
            withdrawn_at: optional_time(row.withdrawn_at, TABLE, &id)?,
        })
    }
}

/// The text of a query for links; `$rest` follows the table.
macro_rules! share_query {
    ($rest:literal) => {
        concat!(
            "select token, person_id, award_id, collection_id, purpose, label, fields, created_at, expires_at, withdrawn_at
               from share_links ",
            $rest
        )
    };
}

impl Session {
    /// Keeps a link.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_share(&mut self, new: &ShareLink) -> Result<(), StoreError> {
        let (award, collection) = match &new.shared {
            Shared::Award(award) => (Some(award.as_str()), None),
            Shared::Collection(collection) => (None, Some(collection.as_str())),
        };
        sqlx::query(
            "insert into share_links (token, person_id, award_id, collection_id, purpose, label, fields, created_at,
                                      expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(new.token.as_str())
        .bind(new.person_id.as_str())
        .bind(award)
        .bind(collection)
        .bind(if new.is_for_linkedin { "linkedin" } else { "link" })
        .bind(&new.label)
        .bind(new.fields.join(" "))
        .bind(new.created_at.unix_micros())
        .bind(new.expires_at.map(Timestamp::unix_micros))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The link with this token, also when it has ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_share(&mut self, token: &ShareToken) -> Result<Option<ShareLink>, StoreError> {
        let row: Option<ShareRow> = sqlx::query_as(share_query!("where token = $1"))
            .bind(token.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(ShareLink::try_from).transpose()
    }

    /// All links of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_shares_of(&mut self, person: &PersonId) -> Result<Vec<ShareLink>, StoreError> {
        let rows: Vec<ShareRow> =
            sqlx::query_as(share_query!("where person_id = $1 order by created_at desc, token limit 2000"))
                .bind(person.as_str())
                .fetch_all(self.connection())
                .await?;
        rows.into_iter().map(ShareLink::try_from).collect()
    }

    /// The links of one badge of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_shares_of_award(
        &mut self,
        person: &PersonId,
        award: &AwardId,
    ) -> Result<Vec<ShareLink>, StoreError> {
        let text = share_query!("where person_id = $1 and award_id = $2 order by created_at desc, token limit 200");
        let rows: Vec<ShareRow> =
            sqlx::query_as(text).bind(person.as_str()).bind(award.as_str()).fetch_all(self.connection()).await?;
        rows.into_iter().map(ShareLink::try_from).collect()
    }

    /// The links of one collection of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_shares_of_collection(
        &mut self,
        person: &PersonId,
        collection: &CollectionId,
    ) -> Result<Vec<ShareLink>, StoreError> {
        let text =
            share_query!("where person_id = $1 and collection_id = $2 order by created_at desc, token limit 200");
        let rows: Vec<ShareRow> =
            sqlx::query_as(text).bind(person.as_str()).bind(collection.as_str()).fetch_all(self.connection()).await?;
        rows.into_iter().map(ShareLink::try_from).collect()
    }

    /// Lets the links of a badge lead to the one that took its place.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn move_shares(&mut self, from: &AwardId, to: &AwardId) -> Result<(), StoreError> {
        sqlx::query("update share_links set award_id = $2 where award_id = $1")
            .bind(from.as_str())
            .bind(to.as_str())
            .execute(self.connection())
            .await?;
        sqlx::query("update collection_awards set award_id = $2 where award_id = $1")
            .bind(from.as_str())
            .bind(to.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Ends a person's link. Whether it was there and open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn withdraw_share(
        &mut self,
        person: &PersonId,
        token: &ShareToken,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update share_links set withdrawn_at = $3 where person_id = $1 and token = $2 and withdrawn_at is null",
        )
        .bind(person.as_str())
        .bind(token.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
