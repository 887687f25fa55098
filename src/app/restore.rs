//! Backups, and what happens when the database is older than the journal says: nothing is un-revoked, no entry of a
//! status list is given out twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::sync::Arc;

use serde_json::{Value, json};

use super::organisations::event;
use super::signing::{issued_line, revoked_line};
use super::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, PersonId, StatusListId};
use crate::store::{JournalContent, JournalLine, LostAward, Revocation, Session, Store, StoreError, TransferLine};

/// The first line of a backup.
const FORMAT: &str = "accolade-backup-1";
/// Withdrawals that are read at once.
const PAGE: i64 = 5_000;
/// Rows that are put in with one commit.
const ROWS: usize = 500;

/// What the journal knows and the database does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalGap {
    /// Awards that were withdrawn and stand in the database.
    pub unrevoked: Vec<String>,
    /// Withdrawn awards that the database does not have at all.
    pub missing: Vec<String>,
    /// Status lists of which more entries were given out than the database says.
    pub behind: Vec<String>,
    /// People who were erased and are in the database.
    pub unerased: Vec<String>,
}

impl JournalGap {
    /// Whether the database is as new as the journal.
    pub fn is_none(&self) -> bool {
        self.unrevoked.is_empty() && self.missing.is_empty() && self.behind.is_empty() && self.unerased.is_empty()
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

/// The rows of a backup, one by one; an error ends them. That the file is whole is known after the last.
struct Rows<R> {
    lines: std::io::Lines<R>,
    number: usize,
    count: u64,
    is_over: bool,
}

impl<R: BufRead> Rows<R> {
    fn new(input: R) -> Self {
        Self { lines: input.lines(), number: 0, count: 0, is_over: false }
    }

    fn damaged(&self, why: impl Into<String>) -> BackupError {
        BackupError::Damaged { line: self.number, why: why.into() }
    }

    fn read(&mut self) -> Result<Option<TransferLine>, BackupError> {
        loop {
            let text = self.lines.next().transpose();
            self.number += 1;
            let text = match text {
                Ok(Some(text)) => text,
                _ if self.number == 1 => return Err(self.damaged("this is no backup of this program")),
                Ok(None) => return Err(self.damaged("the file is cut short")),
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Err(self.damaged("the file is cut short"));
                }
                Err(error) => return Err(error.into()),
            };
            let value: Option<Value> = serde_json::from_str(&text).ok();
            if self.number == 1 {
                match value {
                    Some(head) if head["format"] == FORMAT => continue,
                    _ => return Err(self.damaged("this is no backup of this program")),
                }
            }
            let value = value.ok_or_else(|| self.damaged("it is not JSON"))?;
            if let Some(promised) = value.get("rows") {
                return match promised.as_u64() == Some(self.count) && self.lines.next().is_none() {
                    true => Ok(None),
                    false => Err(self.damaged(format!("the file had {promised} rows and has {} here", self.count))),
                };
            }
            let line: TransferLine =
                serde_json::from_value(value).map_err(|_| self.damaged("it is no row of a table"))?;
            if let Some(why) = line.objection() {
                return Err(self.damaged(why));
            }
            self.count += 1;
            return Ok(Some(line));
        }
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<TransferLine, BackupError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.read().transpose();
        self.is_over = !matches!(row, Some(Ok(_)));
        row
    }
}

/// Reads a backup to its end without putting anything anywhere; how many rows it has.
///
/// # Errors
/// [`BackupError::Damaged`] with the line.
pub fn check_backup(input: impl BufRead) -> Result<usize, BackupError> {
    Rows::new(input).try_fold(0, |count, row| row.map(|_| count + 1))
}

impl App {
    /// Puts a backup into the empty database; how many rows. [`check_backup`] says before whether it is whole.
    ///
    /// # Errors
    /// [`BackupError::NotEmpty`], [`BackupError::Damaged`] with the line; what was put in before a bad line stays, in a
    /// database that is of no use then.
    pub async fn load_backup(&self, input: impl BufRead) -> Result<usize, BackupError> {
        if !self.store().read().await?.is_empty().await? {
            return Err(BackupError::NotEmpty);
        }
        let (mut rows, mut count) = (Rows::new(input), 0);
        loop {
            let lines = rows.by_ref().take(ROWS).collect::<Result<Vec<_>, _>>()?;
            if lines.is_empty() {
                return Ok(count);
            }
            count += lines.len();
            put(self.store(), lines).await?;
        }
    }

    /// What the journal knows and the database does not.
    ///
    /// # Errors
    /// [`Error::Internal`] when the journal cannot be read.
    pub async fn find_journal_gap(&self) -> Result<JournalGap, Error> {
        let known = self.0.journal.read().map_err(Error::internal)?;
        Ok(self.gap(&known, &mut Vec::new()).await?)
    }

    /// As [`Self::find_journal_gap`]; what only the database knows is written into the journal.
    ///
    /// # Errors
    /// As [`Self::find_journal_gap`], and [`Error::Unavailable`] when it cannot be written.
    pub async fn compare_journal(&self) -> Result<JournalGap, Error> {
        // The journal first: it never knows more than the database does a moment later.
        let known = self.0.journal.read().map_err(Error::internal)?;
        let mut news = Vec::new();
        let gap = self.gap(&known, &mut news).await?;
        self.journal(&news)?;
        Ok(gap)
    }

    /// Compares the two; `news` are lines that the journal lacks. Withdrawals are read in pages, so that ten thousand
    /// cost a handful of questions.
    async fn gap(&self, known: &JournalContent, news: &mut Vec<JournalLine>) -> Result<JournalGap, StoreError> {
        let mut session = self.store().read().await?;
        let mut open: BTreeSet<&str> = known.revoked.keys().map(String::as_str).collect();
        let mut after = String::new();
        loop {
            let page = session.list_revocations(&after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.award_id.to_string();
            for revoked in &page {
                if !open.remove(revoked.award_id.as_str()) {
                    news.push(revoked_line(revoked));
                }
            }
        }
        for lost in session.list_lost_awards().await? {
            open.remove(lost.as_str());
        }
        let mut gap = JournalGap::default();
        for award in open {
            match session.find_award_of_any(&AwardId::from_text(award)).await? {
                None => gap.missing.push(award.into()),
                // Withdrawn since the pages were read.
                Some(found) if found.revocation.is_some() => {}
                Some(_) => gap.unrevoked.push(award.into()),
            }
        }
        for (list, reached) in session.list_reached().await? {
            let noted = known.issued.get(list.as_str()).copied().unwrap_or_default();
            if noted.reached > reached {
                gap.behind.push(list.to_string());
            } else if noted.reached < reached {
                news.push(issued_line(list.to_string(), reached));
            }
        }
        for person in &known.erased {
            if session.is_person_known(&PersonId::from_text(person.as_str())).await? {
                gap.unerased.push(person.clone());
            }
        }
        Ok(gap)
    }

    /// Does again what the journal knows and the database does not: withdraws, keeps the entries of lost awards
    /// withdrawn, moves every list's counter beyond what was given out, and erases again who was erased. How many awards
    /// were withdrawn again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn replay_journal(&self) -> Result<usize, Error> {
        let known = self.0.journal.read().map_err(Error::internal)?;
        let gap = self.gap(&known, &mut Vec::new()).await?;
        self.erase_again(&gap.unerased).await?;
        let lost: Vec<LostAward> = [gap.unrevoked, gap.missing]
            .concat()
            .into_iter()
            .filter_map(|award| lost_award(known.revoked.get(&award)?, self.now()))
            .collect();
        for some in lost.chunks(ROWS) {
            let replay = Arc::new((some.to_vec(), self.now()));
            self.store()
                .write(move |session| {
                    let replay = replay.clone();
                    Box::pin(async move { withdraw_again(session, &replay.0, replay.1).await })
                })
                .await?;
        }
        let (issued, now) = (Arc::new(known.issued), self.now());
        self.store()
            .write(move |session| {
                let issued = issued.clone();
                Box::pin(async move {
                    for (list, reach) in issued.iter() {
                        let list = StatusListId::from_text(list.as_str());
                        session.advance_entries(&list, reach.promised).await?;
                        // Whatever was published before the restore, the list that is published now is newer.
                        session.touch_status_list(&list, now).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.lists.forget_all();
        Ok(lost.len())
    }
}

/// A withdrawal as the journal noted it.
fn lost_award(line: &JournalLine, now: Timestamp) -> Option<LostAward> {
    let JournalLine::Revoked { award, list, index, reason, at, by } = line else { return None };
    Some(LostAward {
        award_id: AwardId::from_text(award.as_str()),
        list_id: StatusListId::from_text(list.as_str()),
        status_index: *index,
        revocation: Revocation {
            reason: reason.clone(),
            revoked_at: Timestamp::from_unix_micros(*at).unwrap_or(now),
            revoked_by: by.clone(),
        },
    })
}

async fn withdraw_again(session: &mut Session, all: &[LostAward], now: Timestamp) -> Result<(), Error> {
    let mut changed: BTreeMap<OrganisationId, Vec<String>> = BTreeMap::new();
    for lost in all {
        match session.find_award_of_any(&lost.award_id).await? {
            None => {
                session.insert_lost_award(lost).await?;
            }
            Some(found) => {
                session.insert_revocation(&found.organisation_id, &lost.award_id, &lost.revocation).await?;
                session.touch_status_list(&found.list_id, now).await?;
                changed.entry(found.organisation_id).or_default().push(lost.award_id.to_string());
            }
        }
    }
    for (organisation, awards) in changed {
        let mut event = event("journal".into(), "award.revoke", &awards[0]);
        event.detail = json!({"awards": awards, "reason": "withdrawn before the database was restored"}).to_string();
        session.insert_audit_events(&organisation, &[event], now).await?;
    }
    Ok(())
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
