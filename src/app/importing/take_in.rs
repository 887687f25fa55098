//! Taking a table in: read row by row, kept, and every row with what would become of it. Nothing is awarded.

use std::sync::Arc;

use serde_json::json;

use super::columns::{self, ImportColumn};
use super::days::DayOrder;
use super::rows::Reading;
use super::{ALL_ROWS, AwardImportRequest, PAGE, text_of};
use crate::app::organisations::event;
use crate::app::{AchievementView, Actor, App, Error, Permission};
use crate::batch::Spreadsheet;
use crate::ids::{AchievementId, ImportId, OrganisationId};
use crate::store::AwardImport;

/// Cells of the beginning that show what a column holds.
const SAMPLE: usize = 200;

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

    async fn view_to_award(
        &self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Arc<AchievementView>, Error> {
        let organisation = self.load_organisation(organisation).await?;
        let found = self.awardable(&organisation, achievement.as_str()).await?;
        found.map_err(|error| Error::invalid("achievement", error.message))
    }
}

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
