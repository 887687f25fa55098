//! Evidence: what it is and who may see it. The bytes of files are kept elsewhere, under a random name.

use super::claims::{read, word};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId};
use crate::review::evidence::{EvidenceItem, Look};

const TABLE: &str = "claim_evidence";

/// A piece of evidence as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvidence {
    /// What the rules know of it.
    pub item: EvidenceItem,
    /// What its bytes are: `text/plain`, `image/png`, …
    pub media_type: String,
    /// The text itself, the address of a link, or what the claimant says about a file.
    pub words: String,
    /// The random name of the file.
    pub stored_as: Option<String>,
    /// When it was attached.
    pub created_at: Timestamp,
    /// When it became part of a submission.
    pub frozen_at: Option<Timestamp>,
    /// When it was taken out of what is handed in next.
    pub removed_at: Option<Timestamp>,
    /// What the looks at a link or a badge saw, the first one first.
    pub looks: Vec<Look>,
}

#[derive(sqlx::FromRow)]
struct EvidenceRow {
    evidence_id: String,
    kind: String,
    medium: String,
    media_type: String,
    sha256: String,
    size_bytes: i64,
    visibility: String,
    pupils: String,
    words: String,
    stored_as: Option<String>,
    created_at: i64,
    frozen_at: Option<i64>,
    removed_at: Option<i64>,
}

impl TryFrom<EvidenceRow> for KeptEvidence {
    type Error = StoreError;

    fn try_from(row: EvidenceRow) -> Result<Self, StoreError> {
        let id = row.evidence_id.clone();
        let inconsistent = || StoreError::Inconsistent { table: TABLE, id: id.clone() };
        Ok(Self {
            item: EvidenceItem {
                id: EvidenceId::from_text(row.evidence_id),
                kind: read(&quoted(&row.kind), TABLE, &id)?,
                medium: read(&quoted(&row.medium), TABLE, &id)?,
                sha256: row.sha256.parse().map_err(|_| inconsistent())?,
                size_bytes: u64::try_from(row.size_bytes).map_err(|_| inconsistent())?,
                visibility: read(&quoted(&row.visibility), TABLE, &id)?,
                pupils: read(&quoted(&row.pupils), TABLE, &id)?,
            },
            media_type: row.media_type,
            words: row.words,
            stored_as: row.stored_as,
            created_at: time(row.created_at, TABLE, &id)?,
            frozen_at: optional_time(row.frozen_at, TABLE, &id)?,
            removed_at: optional_time(row.removed_at, TABLE, &id)?,
            looks: Vec::new(),
        })
    }
}

/// A word of the rules as JSON.
fn quoted(word: &str) -> String {
    serde_json::Value::from(word).to_string()
}

impl Session {
    /// Attaches a piece of evidence to a claim.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_evidence(&mut self, claim: &ClaimId, new: &KeptEvidence) -> Result<(), StoreError> {
        let item = &new.item;
        sqlx::query(
            "insert into claim_evidence (evidence_id, claim_id, kind, medium, media_type, sha256, size_bytes, visibility,
                                         pupils, words, stored_as, created_at, look_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(item.id.as_str())
        .bind(claim.as_str())
        .bind(word(&item.kind))
        .bind(word(&item.medium))
        .bind(&new.media_type)
        .bind(item.sha256.to_string())
        .bind(i64::try_from(item.size_bytes).unwrap_or(i64::MAX))
        .bind(word(&item.visibility))
        .bind(word(&item.pupils))
        .bind(&new.words)
        .bind(new.stored_as.as_deref())
        .bind(new.created_at.unix_micros())
        .bind(item.medium.is_looked_at().then_some(new.created_at.unix_micros()))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// All evidence of a claim, what was taken out too, the first attached first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_evidence(&mut self, claim: &ClaimId) -> Result<Vec<KeptEvidence>, StoreError> {
        let rows: Vec<EvidenceRow> = sqlx::query_as(
            "select evidence_id, kind, medium, media_type, sha256, size_bytes, visibility, pupils, words, stored_as,
                    created_at, frozen_at, removed_at
               from claim_evidence
              where claim_id = $1
              order by created_at, evidence_id",
        )
        .bind(claim.as_str())
        .fetch_all(self.connection())
        .await?;
        let mut all: Vec<KeptEvidence> = rows.into_iter().map(KeptEvidence::try_from).collect::<Result<_, _>>()?;
        if all.iter().any(|kept| kept.item.medium.is_looked_at()) {
            for (evidence, look) in self.list_looks(claim).await? {
                if let Some(kept) = all.iter_mut().find(|kept| kept.item.id.as_str() == evidence) {
                    kept.looks.push(look);
                }
            }
        }
        Ok(all)
    }

    /// Takes a piece out of what is handed in next. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_evidence(
        &mut self,
        claim: &ClaimId,
        evidence: &EvidenceId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update claim_evidence
                set removed_at = $3, look_at = null
              where claim_id = $1 and evidence_id = $2 and removed_at is null",
        )
        .bind(claim.as_str())
        .bind(evidence.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says that everything attached is part of a submission now, and that links and badges are looked
    /// at as they are now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn freeze_evidence(&mut self, claim: &ClaimId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "update claim_evidence
                set frozen_at = $2, look_at = case when medium in ('link', 'credential') then $2 end
              where claim_id = $1 and frozen_at is null and removed_at is null",
        )
        .bind(claim.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
