//! Files of evidence in pieces: a connection that breaks off loses a piece and not the file.
//!
//! The pieces are kept beside the evidence until the file is whole; then it is looked at like any other file. What nobody
//! goes on with for a day is forgotten.

use super::evidence::EvidenceForm;
use super::file::LARGEST_BYTES;
use crate::app::{Actor, App, Error};
use crate::ids::{ClaimId, EvidenceId, UploadId};
use crate::store::EvidenceUpload;

/// The largest piece.
pub const PIECE_LIMIT_BYTES: usize = 1_000_000;
/// Files on their way to one claim.
const UPLOADS_LIMIT: i64 = 10;
/// Pieces of one file.
const PIECES_LIMIT: u32 = 1_000;
/// How long a file waits for its next piece.
const WAITS_SECONDS: i64 = 86_400;
/// Files that are forgotten at a time.
const PAGE: i64 = 16;

impl App {
    /// Begins to send a file in pieces.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a size that no file may have; [`Error::Limit`] for too many at once; [`Error::Conflict`]
    /// while the claim is with reviewers.
    pub async fn begin_upload(&self, actor: &Actor, claim: &ClaimId, size_bytes: u64) -> Result<EvidenceUpload, Error> {
        let (_, kept) = self.own_claim(actor, claim).await?;
        super::evidence::only_while_writing(kept.claim.state())?;
        if size_bytes == 0 || size_bytes > LARGEST_BYTES as u64 {
            return Err(Error::invalid("sizeBytes", "A file of evidence has between 1 byte and 8 MB."));
        }
        let new = EvidenceUpload {
            upload_id: self.draw(UploadId::random),
            claim_id: claim.clone(),
            size_bytes,
            received_bytes: 0,
            pieces: 0,
            changed_at: self.now(),
        };
        let begun = new.clone();
        self.store()
            .write(move |session| {
                let new = new.clone();
                Box::pin(async move {
                    if session.count_uploads(&new.claim_id).await? >= UPLOADS_LIMIT {
                        return Err(Error::Limit("ten files are on their way to this claim; finish one first".into()));
                    }
                    session.insert_upload(&new).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(begun)
    }

    /// How far a file has come.
    ///
    /// # Errors
    /// [`Error::NotFound`] for others' files.
    pub async fn load_upload(&self, actor: &Actor, claim: &ClaimId, id: &UploadId) -> Result<EvidenceUpload, Error> {
        self.own_claim(actor, claim).await?;
        let found = self.store().read().await?.find_upload(claim, id).await?;
        found.ok_or(Error::NotFound("file on its way"))
    }

    /// Adds the piece that begins at `offset`. A piece that is there already is told to be there.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the file has not come so far, or further; [`Error::Invalid`] for a piece that is empty, too
    /// large, or goes beyond the end.
    pub async fn add_upload_piece(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        id: &UploadId,
        (offset, bytes): (u64, Vec<u8>),
    ) -> Result<EvidenceUpload, Error> {
        let known = self.load_upload(actor, claim, id).await?;
        let length = bytes.len() as u64;
        if offset != known.received_bytes {
            return Err(Error::Conflict(format!("the next piece begins at {}", known.received_bytes)));
        }
        if bytes.is_empty() || bytes.len() > PIECE_LIMIT_BYTES || offset + length > known.size_bytes {
            return Err(Error::invalid("offset", "A piece has up to 1,000,000 bytes, and ends where the file does."));
        }
        if known.pieces >= PIECES_LIMIT {
            return Err(Error::Limit("the file comes in too many pieces; begin again with larger ones".into()));
        }
        self.0.evidence.put(&piece_name(id, known.pieces), bytes).await.map_err(Error::internal)?;
        let (now, before) = (self.now(), known.clone());
        let is_next = self
            .store()
            .write(move |session| {
                let before = before.clone();
                Box::pin(async move { Ok::<_, Error>(session.add_upload_piece(&before, length, now).await?) })
            })
            .await?;
        match is_next {
            true => {
                Ok(EvidenceUpload { received_bytes: known.received_bytes + length, pieces: known.pieces + 1, ..known })
            }
            false => Err(Error::Conflict("another piece came at the same time; ask how far the file has come".into())),
        }
    }

    /// Attaches a file that is whole; the form's text says what it shows.
    ///
    /// # Errors
    /// [`Error::Conflict`] while pieces are missing; those of [`App::add_evidence_file`], after which the pieces are gone.
    pub async fn attach_upload(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        id: &UploadId,
        form: EvidenceForm,
    ) -> Result<EvidenceId, Error> {
        let upload = self.load_upload(actor, claim, id).await?;
        if upload.received_bytes < upload.size_bytes {
            return Err(Error::Conflict(format!("the next piece begins at {}", upload.received_bytes)));
        }
        let mut file = Vec::with_capacity(usize::try_from(upload.size_bytes).unwrap_or(0));
        for number in 0..upload.pieces {
            file.extend(self.0.evidence.read(&piece_name(id, number)).await.map_err(Error::internal)?);
        }
        let attached = self.add_evidence_file(actor, claim, form, file).await;
        // Trouble of ours, or of the moment, leaves the pieces where they are: nothing has to be sent again.
        if !matches!(attached, Err(Error::Internal(_) | Error::Unavailable(_) | Error::Contended)) {
            self.forget_upload(&upload).await?;
        }
        attached
    }

    /// Forgets what nobody goes on with.
    pub(super) async fn forget_old_uploads(&self) -> Result<(), Error> {
        let before = self.now().plus_seconds(-WAITS_SECONDS);
        for upload in self.store().read().await?.list_old_uploads(before, PAGE).await? {
            self.forget_upload(&upload).await?;
        }
        Ok(())
    }

    pub(in crate::app) async fn forget_upload(&self, upload: &EvidenceUpload) -> Result<(), Error> {
        for number in 0..upload.pieces {
            if let Err(error) = self.0.evidence.delete(&piece_name(&upload.upload_id, number)).await {
                tracing::warn!(error = %error, "A piece of a file was left behind: {error}");
            }
        }
        let id = upload.upload_id.clone();
        self.store()
            .write(move |session| {
                let id = id.clone();
                Box::pin(async move { Ok::<_, Error>(session.delete_upload(&id).await.map(drop)?) })
            })
            .await
    }
}

/// Under which name a piece is kept.
fn piece_name(id: &UploadId, number: u32) -> String {
    format!("{id}-{number}")
}
