//! Files of evidence on their way: how much of each is there. The pieces themselves are kept with the evidence.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, PersonId, UploadId};

const TABLE: &str = "evidence_uploads";

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceUpload {
    /// Which.
    pub upload_id: UploadId,
    /// To which claim it goes.
    pub claim_id: ClaimId,
    /// How large the whole will be.
    pub size_bytes: u64,
    /// How much of it is there.
    pub received_bytes: u64,
    /// In how many pieces.
    pub pieces: u32,
    /// When something came last.
    pub changed_at: Timestamp,
}

/// Upload, claim, size, received, pieces, last change.
type UploadRow = (String, String, i64, i64, i64, i64);

fn upload(row: UploadRow) -> Result<EvidenceUpload, StoreError> {
    let (id, claim, size, received, pieces, changed) = row;
    let wrong = || StoreError::Inconsistent { table: TABLE, id: id.clone() };
    Ok(EvidenceUpload {
        size_bytes: u64::try_from(size).map_err(|_| wrong())?,
        received_bytes: u64::try_from(received).map_err(|_| wrong())?,
        pieces: u32::try_from(pieces).map_err(|_| wrong())?,
        changed_at: time(changed, TABLE, &id)?,
        claim_id: ClaimId::from_text(claim),
        upload_id: UploadId::from_text(id),
    })
}

impl Session {
    /// Begins a file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_upload(&mut self, new: &EvidenceUpload) -> Result<(), StoreError> {
        sqlx::query(
            "insert into evidence_uploads
                    (upload_id, claim_id, size_bytes, received_bytes, pieces, created_at, changed_at)
             values ($1, $2, $3, 0, 0, $4, $4)",
        )
        .bind(new.upload_id.as_str())
        .bind(new.claim_id.as_str())
        .bind(i64::try_from(new.size_bytes).unwrap_or(i64::MAX))
        .bind(new.changed_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How many files are on their way to a claim.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_uploads(&mut self, claim: &ClaimId) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("select count(*) from evidence_uploads where claim_id = $1")
            .bind(claim.as_str())
            .fetch_one(self.connection())
            .await?;
        Ok(count)
    }

    /// A file on its way to this claim.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_upload(&mut self, claim: &ClaimId, id: &UploadId) -> Result<Option<EvidenceUpload>, StoreError> {
        let row: Option<UploadRow> = sqlx::query_as(
            "select upload_id, claim_id, size_bytes, received_bytes, pieces, changed_at
               from evidence_uploads
              where claim_id = $1 and upload_id = $2",
        )
        .bind(claim.as_str())
        .bind(id.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(upload).transpose()
    }

    /// Notes one more piece of so many bytes behind what was there. Whether it was the next one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_upload_piece(
        &mut self,
        before: &EvidenceUpload,
        bytes: u64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update evidence_uploads
                set received_bytes = received_bytes + $3, pieces = pieces + 1, changed_at = $4
              where upload_id = $1 and received_bytes = $2",
        )
        .bind(before.upload_id.as_str())
        .bind(i64::try_from(before.received_bytes).unwrap_or(i64::MAX))
        .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a file on its way. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_upload(&mut self, id: &UploadId) -> Result<bool, StoreError> {
        let done = sqlx::query("delete from evidence_uploads where upload_id = $1")
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Files on their way to somebody's claims.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_uploads_of(&mut self, claimant: &PersonId) -> Result<Vec<EvidenceUpload>, StoreError> {
        let rows: Vec<UploadRow> = sqlx::query_as(
            "select u.upload_id, u.claim_id, u.size_bytes, u.received_bytes, u.pieces, u.changed_at
               from evidence_uploads u
               join claims c on c.claim_id = u.claim_id
              where c.claimant_id = $1",
        )
        .bind(claimant.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(upload).collect()
    }

    /// Files of which nothing came since `before`, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_old_uploads(&mut self, before: Timestamp, limit: i64) -> Result<Vec<EvidenceUpload>, StoreError> {
        let rows: Vec<UploadRow> = sqlx::query_as(
            "select upload_id, claim_id, size_bytes, received_bytes, pieces, changed_at
               from evidence_uploads
              where changed_at < $1
              order by changed_at
              limit $2",
        )
        .bind(before.unix_micros())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(upload).collect()
    }
}
