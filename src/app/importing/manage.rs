//! What people do with a list: look at it, change it, mend rows, begin and stop awarding, forget it.

use std::sync::Arc;

use serde_json::json;

use super::columns::ImportColumn;
use super::{
    ALL_ROWS, ImportChange, ImportCounts, ImportLine, ImportView, PAGE, RowChange, columns_of, reading_of, text_of,
};
use crate::app::organisations::event;
use crate::app::{AchievementView, Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{ImportId, OrganisationId};
use crate::store::{AwardImport, ImportRow};

/// How far ahead awarding can be planned.
const PLANNED_SECONDS: i64 = 2 * 366 * 86_400;
/// Lists that are shown.
const LISTS: i64 = 20;

impl App {
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
