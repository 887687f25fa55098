//! The seeds of draws by epoch, and what only this service knows.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;

const TABLE: &str = "draw_epochs";

/// An epoch of draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawEpoch {
    /// Counted from 1.
    pub number: i64,
    /// SHA-256 of the seed: public from the beginning.
    pub commitment: String,
    /// The seed: public once the epoch has ended.
    pub seed: Vec<u8>,
    /// When it began.
    pub began_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Number, commitment, seed, beginning and end.
type EpochRow = (i64, String, Vec<u8>, i64, Option<i64>);

impl Session {
    /// The last epochs, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_draw_epochs(&mut self, limit: i64) -> Result<Vec<DrawEpoch>, StoreError> {
        let rows: Vec<EpochRow> = sqlx::query_as(
            "select number, commitment, seed, began_at, ended_at from draw_epochs order by number desc limit $1",
        )
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let read = |(number, commitment, seed, began, ended): EpochRow| {
            let id = number.to_string();
            let (began_at, ended_at) = (time(began, TABLE, &id)?, optional_time(ended, TABLE, &id)?);
            Ok(DrawEpoch { number, commitment, seed, began_at, ended_at })
        };
        rows.into_iter().map(read).collect()
    }

    /// Ends the epoch that runs and begins the next one.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when another instance does so too.
    pub async fn begin_draw_epoch(&mut self, new: &DrawEpoch) -> Result<(), StoreError> {
        sqlx::query("update draw_epochs set ended_at = $1 where ended_at is null")
            .bind(new.began_at.unix_micros())
            .execute(self.connection())
            .await?;
        let done = sqlx::query(
            "insert into draw_epochs (number, commitment, seed, began_at)
             values ($1, $2, $3, $4)
             on conflict (number) do nothing",
        )
        .bind(new.number)
        .bind(&new.commitment)
        .bind(&new.seed[..])
        .bind(new.began_at.unix_micros())
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::Contended) } else { Ok(()) }
    }

    /// The secret of this name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_secret(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> = sqlx::query_as("select secret from review_secrets where name = $1")
            .bind(name)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(secret,)| secret))
    }

    /// Keeps a secret unless there is one of this name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_secret(&mut self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        sqlx::query("insert into review_secrets (name, secret) values ($1, $2) on conflict (name) do nothing")
            .bind(name)
            .bind(secret)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
