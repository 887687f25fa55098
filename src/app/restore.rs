//! Backups, and what happens when the database is older than the journal says: nothing is un-revoked, no entry of a
//! status list is given out twice.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

use super::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{AwardId, StatusListId};
use crate::store::{JournalLine, Revocation, Session, Store, StoreError, TransferLine};

/// The first line of a backup.
const FORMAT: &str = "accolade-backup-1";
/// Rows that are put in with one commit.
const ROWS: usize = 500;

/// What the journal knows and the database does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalGap {
    /// Awards that were withdrawn and stand in the database.
    pub unrevoked: Vec<String>,
    /// Withdrawn awards that the database does not have at all.
    pub missing: Vec<String>,
}

impl JournalGap {
    /// Whether the database is as new as the journal.
    pub fn is_none(&self) -> bool {
        self.unrevoked.is_empty() && self.missing.is_empty()
    }
}

/// Why a backup cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The operating system refused.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The service refused.
    #[error(transparent)]
    App(#[from] Error),
    /// The file is no backup of ours, or was cut short.
    #[error("line {line}: {why}")]
    Damaged {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// There is something in the database already.
    #[error("the database is not empty; restore into a new one, and change the configuration to it")]
    NotEmpty,
}

/// Writes everything to `out`, as of one moment; how many rows. The service may be running.
///
/// # Errors
/// [`BackupError`].
pub async fn back_up(session: &mut Session, out: &mut impl Write, now: Timestamp) -> Result<usize, BackupError> {
    writeln!(out, "{}", json!({"format": FORMAT, "at": now.to_string(), "version": env!("CARGO_PKG_VERSION")}))?;
    let mut count = 0;
    session
        .export_all(|line: TransferLine| {
            count += 1;
            writeln!(out, "{}", serde_json::to_string(&line).unwrap_or_default()).map_err(BackupError::from)
        })
        .await?;
    writeln!(out, "{}", json!({"rows": count}))?;
    out.flush()?;
    Ok(count)
}

impl App {
    /// Puts a backup into the empty database.
    ///
    /// # Errors
    /// [`BackupError::NotEmpty`], [`BackupError::Damaged`] with the line; what was put in before a bad line stays, in a
    /// database that is of no use then.
    pub async fn load_backup(&self, input: impl BufRead) -> Result<usize, BackupError> {
        if !self.store().read().await?.is_empty().await? {
            return Err(BackupError::NotEmpty);
        }
        let damaged = |line: usize, why: &str| BackupError::Damaged { line, why: why.into() };
        let mut lines = Vec::new();
        let (mut count, mut promised) = (0, None);
        for (index, text) in input.lines().enumerate() {
            let (text, number) = (text?, index + 1);
            let value: Value = serde_json::from_str(&text).map_err(|_| damaged(number, "it is not JSON"))?;
            if index == 0 {
                if value["format"] != FORMAT {
                    return Err(damaged(1, "this is no backup of this program"));
                }
            } else if let Some(rows) = value.get("rows") {
                promised = rows.as_u64();
            } else {
                lines.push(serde_json::from_value(value).map_err(|_| damaged(number, "it is no row of a table"))?);
                count += 1;
                if lines.len() == ROWS {
                    put(self.store(), std::mem::take(&mut lines)).await?;
                }
            }
        }
        put(self.store(), lines).await?;
        if promised != Some(count as u64) {
            return Err(damaged(count + 2, "the file is cut short; the database is not complete"));
        }
        Ok(count)
    }

    /// What the journal knows and the database does not; what only the database knows is written into the journal.
    ///
    /// # Errors
    /// [`Error::Internal`] when the journal cannot be read.
    pub async fn compare_journal(&self) -> Result<JournalGap, Error> {
        let (revoked, _) = self.0.journal.read().map_err(Error::internal)?;
        let mut gap = JournalGap::default();
        for award in revoked.keys() {
            match self.store().read().await?.find_award_of_any(&AwardId::from_text(award.as_str())).await? {
                None => gap.missing.push(award.clone()),
                Some(found) if found.revocation.is_none() => gap.unrevoked.push(award.clone()),
                Some(_) => {}
            }
        }
        self.catch_up_journal(&revoked).await?;
        Ok(gap)
    }

    async fn catch_up_journal(&self, known: &std::collections::BTreeMap<String, JournalLine>) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let page = self.store().read().await?.list_revocations(&after, 500).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.to_string();
            let lines: Vec<JournalLine> = page
                .iter()
                .filter(|(award, _)| !known.contains_key(award.as_str()))
                .map(|(award, revocation)| super::signing::revoked_line(award, revocation))
                .collect();
            if !lines.is_empty() {
                self.0.journal.append(&lines).map_err(Error::internal)?;
            }
        }
    }

    /// Does again what the journal knows and the database does not: withdraws, and moves every list's counter beyond
    /// what was given out. How many awards were withdrawn again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn replay_journal(&self) -> Result<usize, Error> {
        let (revoked, issued) = self.0.journal.read().map_err(Error::internal)?;
        let now = self.now();
        let mut count = 0;
        for (award, line) in revoked {
            let JournalLine::Revoked { reason, at, by, .. } = line else { continue };
            let award = AwardId::from_text(award);
            let Some(found) = self.store().read().await?.find_award_of_any(&award).await? else { continue };
            if found.revocation.is_some() {
                continue;
            }
            let revocation =
                Revocation { reason, revoked_at: Timestamp::from_unix_micros(at).unwrap_or(now), revoked_by: by };
            self.store()
                .write(move |session| {
                    let (found, revocation) = (found.clone(), revocation.clone());
                    Box::pin(async move {
                        session.insert_revocation(&found.organisation_id, &found.award_id, &revocation).await?;
                        session.touch_status_list(&found.list_id, now).await?;
                        Ok::<_, Error>(())
                    })
                })
                .await?;
            count += 1;
        }
        self.store()
            .write(move |session| {
                let issued = issued.clone();
                Box::pin(async move {
                    for (list, reached) in issued {
                        session.advance_entries(&StatusListId::from_text(list), reached).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.lists.forget_all();
        Ok(count)
    }
}

async fn put(store: &Store, lines: Vec<TransferLine>) -> Result<(), BackupError> {
    store
        .write(move |session| {
            let lines = lines.clone();
            Box::pin(async move {
                for line in &lines {
                    session.import_line(line).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await?;
    Ok(())
}
