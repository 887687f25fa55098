//! What stood at the addresses of links and what verifying badges found, look by look, and when each piece of evidence is
//! looked at next.

use super::claims::read;
use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId};
use crate::review::evidence::Look;

const TABLE: &str = "evidence_looks";

/// A link or a badge whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLook {
    /// Which piece of evidence.
    pub evidence_id: EvidenceId,
    /// The address of a link.
    pub words: String,
    /// The random name of a badge's file.
    pub stored_as: Option<String>,
    /// Whether the claim's state is one in which somebody may still judge it, and the piece was handed in.
    pub is_judged: bool,
}

type LookRow = (String, i64, Option<String>, i64, String, Option<String>);

impl Session {
    /// Takes pieces of evidence whose turn it is; until `until` they are nobody else's.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_due_looks(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<DueLook>, StoreError> {
        let rows: Vec<(String, String, Option<String>, i64, i64)> = sqlx::query_as(
            "select e.evidence_id, e.words, e.stored_as, e.look_at,
                    case when e.frozen_at is not null and c.due_at is not null then 1 else 0 end
               from claim_evidence e
               join claims c on c.claim_id = e.claim_id
              where e.look_at <= $1
              order by e.look_at
              limit $2",
        )
        .bind(now.unix_micros())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let mut taken = Vec::new();
        for (evidence, words, stored_as, look_at, is_judged) in rows {
            let done = sqlx::query("update claim_evidence set look_at = $3 where evidence_id = $1 and look_at = $2")
                .bind(&evidence)
                .bind(look_at)
                .bind(until.unix_micros())
                .execute(self.connection())
                .await?;
            if done.rows_affected() > 0 {
                taken.push(DueLook {
                    evidence_id: EvidenceId::from_text(evidence),
                    words,
                    stored_as,
                    is_judged: is_judged != 0,
                });
            }
        }
        Ok(taken)
    }

    /// Keeps what was seen, and when the piece is looked at next. One that is gone meanwhile is left alone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_look(
        &mut self,
        evidence: &EvidenceId,
        look: &Look,
        next: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let done = sqlx::query("update claim_evidence set look_at = $2 where evidence_id = $1")
            .bind(evidence.as_str())
            .bind(next.map(Timestamp::unix_micros))
            .execute(self.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(());
        }
        sqlx::query(
            "insert into evidence_looks (evidence_id, looked_at, sha256, size_bytes, why, badge)
             values ($1, $2, $3, $4, $5, $6)
             on conflict do nothing",
        )
        .bind(evidence.as_str())
        .bind(look.at.unix_micros())
        .bind(look.sha256.map(|hash| hash.to_string()))
        .bind(i64::try_from(look.size_bytes).unwrap_or(i64::MAX))
        .bind(&look.why)
        .bind(look.badge.as_ref().map(|badge| serde_json::json!(badge).to_string()))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// All looks at the evidence of a claim, the first one first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn list_looks(&mut self, claim: &ClaimId) -> Result<Vec<(String, Look)>, StoreError> {
        let rows: Vec<LookRow> = sqlx::query_as(
            "select l.evidence_id, l.looked_at, l.sha256, l.size_bytes, l.why, l.badge
               from evidence_looks l
               join claim_evidence e on e.evidence_id = l.evidence_id
              where e.claim_id = $1
              order by l.looked_at",
        )
        .bind(claim.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(look).collect()
    }
}

fn look((evidence, at, sha256, size, why, badge): LookRow) -> Result<(String, Look), StoreError> {
    let inconsistent = || StoreError::Inconsistent { table: TABLE, id: evidence.clone() };
    let sha256 = sha256.map(|text| text.parse().map_err(|_| inconsistent())).transpose()?;
    let size_bytes = u64::try_from(size).map_err(|_| inconsistent())?;
    let badge = badge.map(|text| read(&text, TABLE, &evidence)).transpose()?;
    let at = time(at, TABLE, &evidence)?;
    Ok((evidence, Look { at, sha256, size_bytes, why, badge }))
}
