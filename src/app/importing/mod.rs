//! Awarding to everybody in a table: uploaded once, looked at row by row before anything happens, mended in place, then
//! awarded by the worker ([`work`]).
//!
//! Rows are kept in the database, so that a list outlives a restart. What becomes of a row is predicted from what it says
//! by itself ([`rows`]), from the rows before it and from the badges that people have.

mod columns;
mod days;
mod rows;
mod work;

pub use columns::ImportColumn;
pub use days::DayOrder;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use super::organisations::event;
use super::{AchievementView, Actor, App, Error, Permission};
use crate::batch::Spreadsheet;
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ImportId, OrganisationId};
use crate::store::{AwardImport, ImportRow};
use rows::{Fault, Reading};

/// Rows that are looked at and written together.
const PAGE: i64 = 2_000;
/// Cells of the beginning that show what a column holds.
const SAMPLE: usize = 200;
/// How far ahead awarding can be planned.
const PLANNED_SECONDS: i64 = 2 * 366 * 86_400;
/// Lists that are shown.
const LISTS: i64 = 20;

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

impl App {
    /// Keeps a table and says what would become of every row. Nothing is awarded.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a table that cannot be read, at `upload`, and for an achievement that is not awarded; those of
    /// [`App::require`].
    pub async fn create_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: AwardImportRequest,
        table: Spreadsheet,
    ) -> Result<ImportId, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let view = self.view_to_award(organisation, &request.achievement).await?;
        let table = if columns::is_row(table.heads()) { table.without_heads() } else { table };
        let (mut table, mut page) = next_page(table).await?;
        if page.is_empty() {
            return Err(Error::invalid("upload", crate::batch::SpreadsheetError::Empty.to_string()));
        }
        let heads = table.heads().to_vec();
        let sample = &page[..page.len().min(SAMPLE)];
        let columns = columns::guess(&heads, sample, &view.definition.rubric);
        let order = DayOrder::guess(days_of(&columns, sample));
        let now = self.now();
        let import = AwardImport {
            import_id: self.draw(ImportId::random),
            organisation_id: organisation.clone(),
            achievement_id: request.achievement,
            name: request.name.chars().filter(|c| !c.is_control()).take(200).collect(),
            state: "reading".into(),
            duplicates: request.duplicates.as_str().into(),
            day_order: order.as_str().into(),
            heads: text_of(&heads)?,
            columns: text_of(&columns.iter().map(ImportColumn::key).collect::<Vec<_>>())?,
            created_at: now,
            created_by: actor.label(),
            started_at: None,
            started_by: String::new(),
            started_from: 0,
            start_at: None,
            ended_at: None,
            trouble: String::new(),
        };
        let new = import.clone();
        self.write_import(move |session| {
            let new = new.clone();
            Box::pin(async move { Ok(session.insert_import(&new).await?) })
        })
        .await?;
        let reading = Arc::new(Reading { organisation: view.organisation.clone(), view, columns, order, now });
        let mut number = 0;
        while !page.is_empty() {
            let numbered = page.into_iter().zip(number + 1..).map(|(cells, number)| (number, cells)).collect();
            let checked = Arc::new(self.check_rows(&reading, numbered).await?);
            number += checked.len() as i64;
            let id = import.import_id.clone();
            self.write_import(move |session| {
                let (id, checked) = (id.clone(), checked.clone());
                Box::pin(async move { Ok(session.insert_import_rows(&id, &checked).await?) })
            })
            .await?;
            match next_page(table).await {
                Ok((rest, next)) => (table, page) = (rest, next),
                Err(error) => {
                    self.forget_import(&import.import_id).await?;
                    return Err(error);
                }
            }
        }
        self.open_import(import.clone(), actor, number).await?;
        Ok(import.import_id)
    }

    /// The table was read whole: what becomes of its rows.
    async fn open_import(&self, import: AwardImport, actor: &Actor, rows: i64) -> Result<(), Error> {
        let now = self.now();
        let mut event = event(actor.label(), "import.create", import.import_id.as_str());
        event.detail = json!({"rows": rows, "achievement": import.achievement_id.as_str()}).to_string();
        let open = AwardImport { state: "open".into(), ..import };
        self.write_import(move |session| {
            let (open, event) = (open.clone(), event.clone());
            Box::pin(async move {
                session.predict_import_rows(&open, ALL_ROWS, now).await?;
                session.put_import(&open, "reading", now).await?;
                session.insert_audit_events(&open.organisation_id, &[event], now).await?;
                Ok(())
            })
        })
        .await
    }

    /// A list with its counts.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn load_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
    ) -> Result<ImportView, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let mut session = self.store().read().await?;
        let found = session.find_import(organisation, import).await?.ok_or(Error::NotFound("list"))?;
        let counts = ImportCounts::of(session.count_import_rows(import).await?);
        drop(session);
        let achievement = self.load_achievement(&found.achievement_id, None).await?;
        let heads = serde_json::from_str(&found.heads).unwrap_or_default();
        let columns = columns_of(&found, &achievement);
        Ok(ImportView { import: found, heads, columns, counts, achievement })
    }

    /// The last lists of an organisation, the newest first, with their counts.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_imports(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
    ) -> Result<Vec<(AwardImport, ImportCounts)>, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let mut session = self.store().read().await?;
        let mut found = Vec::new();
        for import in session.list_imports(organisation, LISTS).await? {
            let counts = ImportCounts::of(session.count_import_rows(&import.import_id).await?);
            found.push((import, counts));
        }
        Ok(found)
    }

    /// Rows of a list with an outcome (empty: with any), by number, after the given one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn list_import_rows(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
        (outcome, after, limit): (&str, i64, i64),
    ) -> Result<Vec<ImportLine>, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let mut session = self.store().read().await?;
        session.find_import(organisation, import).await?.ok_or(Error::NotFound("list"))?;
        let rows = session.list_import_rows(import, outcome, after, limit).await?;
        Ok(rows.into_iter().map(ImportLine::from).collect())
    }

    /// Says anew what columns mean and what happens to those who have the badge, and so what becomes of every row.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a meaning that there is not or that stands twice, [`Error::Conflict`] while awards are being
    /// made, [`Error::NotFound`]; those of [`App::require`].
    pub async fn change_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
        change: ImportChange,
    ) -> Result<(), Error> {
        let view = self.load_open_import(actor, organisation, import).await?;
        let mut changed = view.import.clone();
        if let Some(keys) = &change.columns {
            let columns = checked_columns(keys, &view)?;
            changed.columns = text_of(&columns.iter().map(ImportColumn::key).collect::<Vec<_>>())?;
        }
        if let Some(duplicates) = change.duplicates {
            changed.duplicates = duplicates.as_str().into();
        }
        if let Some(order) = change.day_order {
            changed.day_order = order.as_str().into();
        }
        let is_read_anew = changed.columns != view.import.columns || changed.day_order != view.import.day_order;
        if is_read_anew {
            self.read_anew(&changed, &view.achievement).await?;
        }
        self.put_open_import(changed, Vec::new()).await
    }

    /// Changes cells of rows, leaves rows out or takes them in again, and says anew what becomes of them.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] for a row that was awarded and while awards are being made; those of
    /// [`App::require`].
    pub async fn mend_import_rows(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
        changes: &[RowChange],
    ) -> Result<(), Error> {
        let view = self.load_open_import(actor, organisation, import).await?;
        let mut numbered = Vec::with_capacity(changes.len());
        let mut session = self.store().read().await?;
        for change in changes {
            let found = session.find_import_row(import, change.number).await?.ok_or(Error::NotFound("row"))?;
            if found.award_id.is_some() {
                return Err(Error::Conflict(format!("row {} was awarded already", change.number)));
            }
            let mut line = ImportLine::from(found);
            for (at, text) in change.cells.iter().filter(|(at, _)| **at < view.heads.len()) {
                if line.cells.len() <= *at {
                    line.cells.resize(at + 1, String::new());
                }
                line.cells[*at] = text.trim().replace('\0', "");
            }
            // What stood beyond the last column is settled by whoever mends the row.
            line.cells.truncate(view.heads.len());
            numbered.push((change.number, line.cells));
        }
        drop(session);
        let reading = reading_of(&view.import, &view.achievement, self.now());
        let mut checked = self.check_rows(&Arc::new(reading), numbered).await?;
        for (row, change) in checked.iter_mut().zip(changes) {
            if change.is_left {
                row.checked = "left".into();
            }
        }
        self.put_open_import(view.import, checked).await
    }

    /// Lets the worker award every row that is ready, now or at a later time.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is none or the time is past or more than two years ahead, [`Error::Conflict`] while
    /// awards are being made, [`Error::NotFound`]; those of [`App::require`].
    pub async fn start_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
        at: Option<Timestamp>,
    ) -> Result<(), Error> {
        let view = self.load_open_import(actor, organisation, import).await?;
        if view.counts.open() == 0 {
            return Err(Error::invalid("rows", "There is no row that can be awarded."));
        }
        let now = self.now();
        if at.is_some_and(|at| at <= now || at > now.plus_seconds(PLANNED_SECONDS)) {
            return Err(Error::invalid("start_at", "Choose a time to come, within two years."));
        }
        let (state, action) = match at {
            None => ("running", "import.start"),
            Some(_) => ("planned", "import.plan"),
        };
        let begun = AwardImport {
            state: state.into(),
            started_at: at.is_none().then_some(now),
            started_by: actor.label(),
            started_from: view.counts.awarded,
            start_at: at,
            ended_at: None,
            trouble: String::new(),
            ..view.import
        };
        let mut event = event(actor.label(), action, import.as_str());
        event.detail = json!({"rows": view.counts.open(), "at": at.map(|at| at.to_string())}).to_string();
        self.move_import(begun, "open", event).await?;
        self.0.lists_worker.notify_one();
        Ok(())
    }

    /// Stops awarding, or calls off what was planned. What was awarded stays; the rest can be awarded later.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn stop_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
    ) -> Result<(), Error> {
        let view = self.load_import(actor, organisation, import).await?;
        let (from, ended_at) = match view.import.state.as_str() {
            "running" => ("running", Some(self.now())),
            "planned" => ("planned", view.import.ended_at),
            _ => return Ok(()),
        };
        let stopped = AwardImport { state: "open".into(), start_at: None, ended_at, ..view.import };
        let event = event(actor.label(), "import.stop", import.as_str());
        self.move_import(stopped, from, event).await
    }

    /// Forgets a list with everything that it says about people. The awards stay.
    ///
    /// # Errors
    /// [`Error::Conflict`] while awards are being made, [`Error::NotFound`]; those of [`App::require`].
    pub async fn delete_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
    ) -> Result<(), Error> {
        self.load_open_import(actor, organisation, import).await?;
        self.forget_import(import).await?;
        self.note(actor, organisation, "import.delete", import.as_str()).await
    }

    /// The list, if it is not being awarded.
    async fn load_open_import(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        import: &ImportId,
    ) -> Result<ImportView, Error> {
        let view = self.load_import(actor, organisation, import).await?;
        match view.import.state.as_str() {
            "open" => Ok(view),
            "running" => Err(Error::Conflict("the badges of this list are being awarded; stop that first".into())),
            "planned" => Err(Error::Conflict("this list waits for its time; call that off first".into())),
            _ => Err(Error::NotFound("list")),
        }
    }

    async fn view_to_award(
        &self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Arc<AchievementView>, Error> {
        let organisation = self.load_organisation(organisation).await?;
        let found = self.awardable(&organisation, achievement.as_str()).await?;
        found.map_err(|error| Error::invalid("achievement", error.message))
    }

    /// Reads all rows that were not awarded with new columns.
    async fn read_anew(&self, import: &AwardImport, view: &Arc<AchievementView>) -> Result<(), Error> {
        let reading = Arc::new(reading_of(import, view, self.now()));
        let (mut after, id) = (0, &import.import_id);
        loop {
            let rows = self.store().read().await?.list_import_rows(id, "", after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.number;
            let open = || rows.iter().filter(|row| row.award_id.is_none());
            let numbered = open().map(|row| (row.number, ImportLine::from(row.clone()).cells)).collect();
            let mut checked = self.check_rows(&reading, numbered).await?;
            for (new, old) in checked.iter_mut().zip(open()) {
                if old.checked == "left" {
                    new.checked = "left".into();
                }
            }
            let (id, checked) = (id.clone(), Arc::new(checked));
            self.write_import(move |session| {
                let (id, checked) = (id.clone(), checked.clone());
                Box::pin(async move { Ok(session.put_import_rows(&id, &checked).await?) })
            })
            .await?;
        }
    }

    /// Writes rows and what a list says about itself, and what becomes of all rows then.
    async fn put_open_import(&self, import: AwardImport, rows: Vec<ImportRow>) -> Result<(), Error> {
        let (now, rows) = (self.now(), Arc::new(rows));
        self.write_import(move |session| {
            let (import, rows) = (import.clone(), rows.clone());
            Box::pin(async move {
                if !session.put_import(&import, "open", now).await? {
                    return Err(Error::Conflict("the list was changed at the same time; look at it again".into()));
                }
                session.put_import_rows(&import.import_id, &rows).await?;
                Ok(session.predict_import_rows(&import, ALL_ROWS, now).await?)
            })
        })
        .await
    }

    async fn move_import(
        &self,
        import: AwardImport,
        from: &'static str,
        event: crate::store::NewAuditEvent,
    ) -> Result<(), Error> {
        let now = self.now();
        self.write_import(move |session| {
            let (import, event) = (import.clone(), event.clone());
            Box::pin(async move {
                if !session.put_import(&import, from, now).await? {
                    return Err(Error::Conflict("the list was changed at the same time; look at it again".into()));
                }
                Ok(session.insert_audit_events(&import.organisation_id, &[event], now).await?)
            })
        })
        .await
    }

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

/// From the first row to the last.
const ALL_ROWS: (i64, i64) = (0, i64::MAX);

/// The next rows of a table, which is read where it may take its time.
async fn next_page(mut table: Spreadsheet) -> Result<(Spreadsheet, Vec<Vec<String>>), Error> {
    let read = tokio::task::spawn_blocking(move || {
        let page: Result<Vec<_>, _> = table.by_ref().take(PAGE as usize).collect();
        (table, page)
    });
    let (table, page) = read.await.map_err(Error::internal)?;
    Ok((table, page.map_err(|error| Error::invalid("upload", error.to_string()))?))
}

/// The cells that hold days.
fn days_of<'t>(columns: &'t [ImportColumn], sample: &'t [Vec<String>]) -> impl Iterator<Item = &'t str> {
    let is_day = |column: &ImportColumn| matches!(column, ImportColumn::Awarded | ImportColumn::Ends);
    sample.iter().flat_map(move |row| {
        row.iter().zip(columns).filter(move |(_, column)| is_day(column)).map(|(cell, _)| cell.as_str())
    })
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

/// What columns are to mean: each meaning once.
fn checked_columns(keys: &[String], view: &ImportView) -> Result<Vec<ImportColumn>, Error> {
    let mut columns = Vec::with_capacity(view.heads.len());
    for at in 0..view.heads.len() {
        let field = format!("column-{at}");
        let key = keys.get(at).map_or("", String::as_str);
        let found = ImportColumn::find(key, &view.achievement.definition.rubric);
        let column = found.ok_or_else(|| Error::invalid(&field, "Choose what this column holds."))?;
        if column != ImportColumn::Nothing && columns.contains(&column) {
            return Err(Error::invalid(&field, "Two columns cannot hold the same. Choose “nothing” for one of them."));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn text_of(texts: &[String]) -> Result<String, Error> {
    serde_json::to_string(texts).map_err(Error::internal)
}
