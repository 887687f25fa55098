//! Collections: badges in an order, with a title.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, CollectionId, PersonId};

const TABLE: &str = "collections";

/// Badges that somebody shows together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Which one.
    pub collection_id: CollectionId,
    /// Whose.
    pub person_id: PersonId,
    /// What it is called.
    pub title: String,
    /// What its owner says about it.
    pub introduction: String,
    /// When it was begun.
    pub created_at: Timestamp,
}

type CollectionRow = (String, String, String, String, i64);

fn read((id, person, title, introduction, created_at): CollectionRow) -> Result<Collection, StoreError> {
    Ok(Collection {
        created_at: time(created_at, TABLE, &id)?,
        collection_id: CollectionId::from_text(id),
        person_id: PersonId::from_text(person),
        title,
        introduction,
    })
}

impl Session {
    /// Adds a collection.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_collection(&mut self, new: &Collection) -> Result<(), StoreError> {
        sqlx::query(
            "insert into collections (collection_id, person_id, title, introduction, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $5)",
        )
        .bind(new.collection_id.as_str())
        .bind(new.person_id.as_str())
        .bind(&new.title)
        .bind(&new.introduction)
        .bind(new.created_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Changes what a collection says about itself.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_collection(&mut self, changed: &Collection, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "update collections set title = $3, introduction = $4, changed_at = $5
              where person_id = $1 and collection_id = $2",
        )
        .bind(changed.person_id.as_str())
        .bind(changed.collection_id.as_str())
        .bind(&changed.title)
        .bind(&changed.introduction)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A collection, whoever's it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_collection(&mut self, collection: &CollectionId) -> Result<Option<Collection>, StoreError> {
        let row: Option<CollectionRow> = sqlx::query_as(
            "select collection_id, person_id, title, introduction, created_at from collections where collection_id = $1",
        )
        .bind(collection.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(read).transpose()
    }

    /// A person's collections, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_collections(&mut self, person: &PersonId) -> Result<Vec<Collection>, StoreError> {
        let rows: Vec<CollectionRow> = sqlx::query_as(
            "select collection_id, person_id, title, introduction, created_at
               from collections
              where person_id = $1
              order by created_at desc, collection_id
              limit 500",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(read).collect()
    }

    /// The badges of a collection in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_collected(&mut self, collection: &CollectionId) -> Result<Vec<AwardId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select award_id from collection_awards where collection_id = $1 order by position, award_id",
        )
        .bind(collection.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(award,)| AwardId::from_text(award)).collect())
    }

    /// Puts these badges into a collection, in this order, instead of those that were there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_collected(&mut self, collection: &CollectionId, awards: &[AwardId]) -> Result<(), StoreError> {
        sqlx::query("delete from collection_awards where collection_id = $1")
            .bind(collection.as_str())
            .execute(self.connection())
            .await?;
        for (position, award) in awards.iter().enumerate() {
            sqlx::query("insert into collection_awards (collection_id, award_id, position) values ($1, $2, $3)")
                .bind(collection.as_str())
                .bind(award.as_str())
                .bind(position as i64)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Deletes a collection with its links.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_collection(&mut self, collection: &CollectionId) -> Result<(), StoreError> {
        for query in [
            "delete from share_links where collection_id = $1",
            "delete from collection_awards where collection_id = $1",
            "delete from collections where collection_id = $1",
        ] {
            sqlx::query(query).bind(collection.as_str()).execute(self.connection()).await?;
        }
        Ok(())
    }
}
