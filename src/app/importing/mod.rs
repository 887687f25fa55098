//! Awarding to everybody in a table: uploaded once, looked at row by row before anything happens, mended in place, then
//! awarded by the worker ([`work`]).
//!
//! Rows are kept in the database, so that a list outlives a restart. What becomes of a row is predicted from what it says
//! by itself ([`rows`]), from the rows before it and from the badges that people have.

mod columns;
mod days;
mod manage;
mod rows;
mod take_in;
mod work;

pub use columns::ImportColumn;
pub use days::DayOrder;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AchievementView, App, Error};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ImportId};
use crate::store::{AwardImport, ImportRow};
use rows::Reading;

/// Rows that are looked at and written together.
const PAGE: i64 = 2_000;

/// What happens to somebody who has the badge already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// They get it once more.
    Allow,
    /// Nothing: they keep what they have.
    #[default]
    Deny,
    /// The old one is withdrawn and they get a new one.
    Replace,
}

impl Duplicates {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Deny, Self::Replace, Self::Allow];

    /// The word for it in forms and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Replace => "replace",
        }
    }

    /// The one with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|found| found.as_str() == name)
    }
}

/// A list to be made of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardImportRequest {
    /// What is awarded.
    pub achievement: AchievementId,
    /// What the file is called.
    pub name: String,
    /// What happens to somebody who has the badge already.
    pub duplicates: Duplicates,
}

/// What a list is to be changed to; `None` leaves as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportChange {
    /// The keys of what the columns mean, in their order.
    pub columns: Option<Vec<String>>,
    /// What happens to somebody who has the badge already.
    pub duplicates: Option<Duplicates>,
    /// Which of day and month comes first.
    pub day_order: Option<DayOrder>,
}

/// What is to become of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowChange {
    /// Which row.
    pub number: i64,
    /// New cells, by column.
    pub cells: BTreeMap<usize, String>,
    /// Whether it is left out.
    pub is_left: bool,
}

/// How many rows there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// To be awarded.
    pub ready: i64,
    /// To be awarded, and an older badge withdrawn.
    pub replaces: i64,
    /// They have it already; nothing happens.
    pub has: i64,
    /// The person stands in an earlier row; nothing happens.
    pub twice: i64,
    /// To be mended.
    pub wrong: i64,
    /// Left out by hand.
    pub left: i64,
    /// Awarded.
    pub awarded: i64,
}

impl ImportCounts {
    fn of(counted: Vec<(String, i64)>) -> Self {
        let mut counts = Self::default();
        for (outcome, count) in counted {
            match outcome.as_str() {
                "ready" => counts.ready = count,
                "replaces" => counts.replaces = count,
                "has" => counts.has = count,
                "twice" => counts.twice = count,
                "wrong" => counts.wrong = count,
                "left" => counts.left = count,
                "awarded" => counts.awarded = count,
                _ => {}
            }
        }
        counts
    }

    /// Rows that awarding would award.
    pub fn open(&self) -> i64 {
        self.ready + self.replaces
    }

    /// All rows.
    pub fn total(&self) -> i64 {
        self.open() + self.has + self.twice + self.wrong + self.left + self.awarded
    }
}

/// A list with everything that its page shows.
#[derive(Clone, Debug)]
pub struct ImportView {
    /// The list.
    pub import: AwardImport,
    /// The first line.
    pub heads: Vec<String>,
    /// What each column means.
    pub columns: Vec<ImportColumn>,
    /// How many rows there are of each kind.
    pub counts: ImportCounts,
    /// What is awarded, in the version that is awarded now.
    pub achievement: Arc<AchievementView>,
}

impl ImportView {
    /// Whether awards are being made.
    pub fn is_running(&self) -> bool {
        self.import.state == "running"
    }

    /// When awarding begins by itself, while it waits for that.
    pub fn planned_for(&self) -> Option<Timestamp> {
        self.import.start_at.filter(|_| self.import.state == "planned")
    }

    /// What happens to somebody who has the badge already.
    pub fn duplicates(&self) -> Duplicates {
        Duplicates::find(&self.import.duplicates).unwrap_or_default()
    }

    /// The day that a cell of a column means, when the column holds days and the cell one of them.
    pub fn day_in(&self, column: usize, cell: &str) -> Option<Timestamp> {
        let is_end = match self.columns.get(column)? {
            ImportColumn::Awarded => false,
            ImportColumn::Ends => true,
            _ => return None,
        };
        days::instant(cell, self.day_order(), is_end).ok()?.parse().ok()
    }

    /// Which of day and month comes first.
    pub fn day_order(&self) -> DayOrder {
        DayOrder::find(&self.import.day_order).unwrap_or_default()
    }
}

/// A row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    /// The row.
    pub row: ImportRow,
    /// Its cells.
    pub cells: Vec<String>,
    /// What must be mended: the column, and what to do.
    pub faults: Vec<(usize, String)>,
}

impl From<ImportRow> for ImportLine {
    fn from(row: ImportRow) -> Self {
        let cells = serde_json::from_str(&row.cells).unwrap_or_default();
        let faults = serde_json::from_str(&row.faults).unwrap_or_default();
        Self { row, cells, faults }
    }
}

/// From the first row to the last.
const ALL_ROWS: (i64, i64) = (0, i64::MAX);

impl App {
    async fn forget_import(&self, import: &ImportId) -> Result<(), Error> {
        let import = import.clone();
        self.write_import(move |session| {
            let import = import.clone();
            Box::pin(async move { Ok(session.delete_import(&import).await?) })
        })
        .await
    }

    async fn write_import(&self, work: impl crate::store::Work<(), Error>) -> Result<(), Error> {
        self.store().write(work).await
    }
}

fn columns_of(import: &AwardImport, view: &AchievementView) -> Vec<ImportColumn> {
    let keys: Vec<String> = serde_json::from_str(&import.columns).unwrap_or_default();
    // A criterion may have gone with a newer version of the achievement.
    keys.iter().map(|key| ImportColumn::find(key, &view.definition.rubric).unwrap_or(ImportColumn::Nothing)).collect()
}

fn reading_of(import: &AwardImport, view: &Arc<AchievementView>, now: Timestamp) -> Reading {
    Reading {
        organisation: view.organisation.clone(),
        view: view.clone(),
        columns: columns_of(import, view),
        order: DayOrder::find(&import.day_order).unwrap_or_default(),
        now,
    }
}

fn text_of(texts: &[String]) -> Result<String, Error> {
    serde_json::to_string(texts).map_err(Error::internal)
}
