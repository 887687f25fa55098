//! Pictures, by the SHA-256 of their bytes.

use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

/// A picture as it is kept: checked and cleaned when it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub image_id: String,
    /// `image/png` or `image/svg+xml`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Session {
    /// Keeps a picture; nothing happens when it is there already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_image(
        &mut self,
        organisation: &OrganisationId,
        image: &Image,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into images (organisation_id, image_id, media_type, bytes, created_at)
             values ($1, $2, $3, $4, $5)
             on conflict (organisation_id, image_id) do nothing",
        )
        .bind(organisation.as_str())
        .bind(&image.image_id)
        .bind(&image.media_type)
        .bind(&image.bytes[..])
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A picture of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_image(
        &mut self,
        organisation: &OrganisationId,
        image_id: &str,
    ) -> Result<Option<Image>, StoreError> {
        let row: Option<(String, String, Vec<u8>)> = sqlx::query_as(
            "select image_id, media_type, bytes
               from images
              where organisation_id = $1 and image_id = $2",
        )
        .bind(organisation.as_str())
        .bind(image_id)
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(image_id, media_type, bytes)| Image { image_id, media_type, bytes }))
    }
}
