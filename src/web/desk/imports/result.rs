//! The table as a file, with what became of each row: written page by page, however many rows there are.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::super::super::answer::PageError;
use super::super::here::Here;
use super::Named;
use super::page::what_happens;
use crate::app::{Actor, App, Error, ImportLine};
use crate::batch::Sheet;
use crate::http::Hall;
use crate::ids::{ImportId, OrganisationId};
use crate::language::Words;

/// Rows that are written at once.
const PAGE: i64 = 1_000;

/// Where writing is.
struct Writer {
    app: App,
    actor: Actor,
    organisation: OrganisationId,
    import: ImportId,
    columns: usize,
    after: i64,
    sheet: Sheet,
    is_over: bool,
}

/// `GET /desk/{slug}/awards/import/{import}/result.csv`
pub(in crate::web::desk) async fn download(
    State(hall): State<Hall>,
    here: Here,
    Path(named): Path<Named>,
) -> Result<Response, PageError> {
    let view = hall.app().load_import(&here.actor(), here.id(), &named.id()).await?;
    let own = ["Row", "What happened", "Badge"].map(str::to_owned);
    let heads: Vec<&str> = view.heads.iter().chain(&own).map(String::as_str).collect();
    let writer = Writer {
        app: hall.app().clone(),
        actor: here.actor(),
        organisation: here.id().clone(),
        import: named.id(),
        columns: view.heads.len(),
        after: 0,
        sheet: Sheet::new(&heads),
        is_over: false,
    };
    let pieces = stream::unfold(writer, |mut writer| async {
        let piece = writer.piece().await?;
        Some((Ok::<_, Infallible>(piece), writer))
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"result.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

impl Writer {
    async fn piece(&mut self) -> Option<String> {
        if self.is_over {
            return None;
        }
        match self.rows().await {
            Ok(rows) => {
                self.is_over = (rows.len() as i64) < PAGE;
                for line in &rows {
                    self.after = line.row.number;
                    self.push(line);
                }
            }
            // The answer has begun; a last line is the only place left to say that it is not whole.
            Err(error) => {
                self.is_over = true;
                self.sheet.push(&[format!("The table ends here although there is more: {error}")]);
            }
        }
        Some(self.sheet.take())
    }

    async fn rows(&self) -> Result<Vec<ImportLine>, Error> {
        let asked = ("", self.after, PAGE);
        self.app.list_import_rows(&self.actor, &self.organisation, &self.import, asked).await
    }

    fn push(&mut self, line: &ImportLine) {
        let mut cells = line.cells.clone();
        cells.resize(self.columns, String::new());
        let award = line.row.award_id.as_ref();
        cells.push(line.row.number.to_string());
        // Files say the same in every language.
        cells.push(what_happens(Words::default(), line));
        cells.push(award.map(|award| self.app.addresses().award(award)).unwrap_or_default());
        self.sheet.push(&cells);
    }
}
