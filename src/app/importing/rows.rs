//! From the cells of a row to an award: what is asked for, or what must be mended in which column.

use std::sync::Arc;

use super::columns::ImportColumn;
use super::days::{DayOrder, instant};
use crate::app::awarding::{AwardRequest, EvidenceRequest, Recipient, ResultRequest};
use crate::app::{AchievementView, App, Error};
use crate::clock::Timestamp;
use crate::ids::AwardId;
use crate::issue::FieldError;
use crate::store::{ImportRow, Organisation, email_key};

/// Letters of one cell.
const CELL_LIMIT: usize = 20_000;
/// Rows that one task looks at.
const SHARE: usize = 125;

/// What is wrong with a row: the column, and what to do.
pub(super) type Fault = (usize, String);

/// Everything that decides what a row says.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) organisation: Organisation,
    pub(super) view: Arc<AchievementView>,
    pub(super) columns: Vec<ImportColumn>,
    pub(super) order: DayOrder,
    pub(super) now: Timestamp,
}

impl Reading {
    /// The column with this meaning.
    fn at(&self, column: &ImportColumn) -> Option<usize> {
        self.columns.iter().position(|own| own == column)
    }

    /// What the cells ask for.
    pub(super) fn request(&self, cells: &[String]) -> Result<AwardRequest, Vec<Fault>> {
        let mut faults: Vec<Fault> = Vec::new();
        if self.at(&ImportColumn::Email).is_none() {
            return Err(vec![(0, "Say above which column holds the e-mail addresses.".into())]);
        }
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            let text = "This row has more cells than the first line. A text with a comma in it needs quotation marks.";
            faults.push((self.columns.len().saturating_sub(1), text.into()));
        }
        if let Some(at) = cells.iter().position(|cell| cell.chars().count() > CELL_LIMIT) {
            faults.push((at, "This is longer than 20,000 letters.".into()));
        }
        let text = |column: &ImportColumn| {
            let cell = self.at(column).and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
            Some(cell.to_owned()).filter(|cell| !cell.is_empty())
        };
        let day = |column: ImportColumn, is_end, faults: &mut Vec<Fault>| {
            let read = instant(&text(&column)?, self.order, is_end);
            read.map_err(|message| faults.push((self.at(&column).unwrap_or(0), message))).ok()
        };
        let awarded_at = day(ImportColumn::Awarded, false, &mut faults);
        let valid_until = day(ImportColumn::Ends, true, &mut faults);
        let credits_earned = text(&ImportColumn::Credits).and_then(|credits| {
            let number = credits.replace(',', ".").parse::<f64>().ok().filter(|number| (0.0..1e9).contains(number));
            if number.is_none() {
                let message = format!("“{credits}” is not a number of credits.");
                faults.push((self.at(&ImportColumn::Credits).unwrap_or(0), message));
            }
            number
        });
        let evidence = EvidenceRequest {
            url: text(&ImportColumn::EvidenceAddress),
            narrative: text(&ImportColumn::EvidenceNarrative),
            ..EvidenceRequest::default()
        };
        let results = self.results(cells, &mut faults);
        let email = text(&ImportColumn::Email).unwrap_or_default();
        if email.is_empty() {
            faults.push((self.at(&ImportColumn::Email).unwrap_or(0), "There is no e-mail address.".into()));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let both = [text(&ImportColumn::GivenName), text(&ImportColumn::FamilyName)];
        let name =
            text(&ImportColumn::Name).unwrap_or_else(|| both.into_iter().flatten().collect::<Vec<_>>().join(" "));
        Ok(AwardRequest {
            achievement_id: self.view.achievement.achievement_id.to_string(),
            recipient: Recipient { email, name },
            awarded_at,
            valid_until,
            narrative: text(&ImportColumn::Narrative),
            evidence: if evidence == EvidenceRequest::default() { Vec::new() } else { vec![evidence] },
            results,
            credits_earned,
            include_hashed_email: false,
        })
    }

    /// The levels, by their names or their short names.
    fn results(&self, cells: &[String], faults: &mut Vec<Fault>) -> Vec<ResultRequest> {
        let mut results = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let ImportColumn::Level(criterion) = column else { continue };
            let cell = cells.get(at).map_or("", |cell| cell.trim());
            let known = self.view.definition.rubric.iter().find(|known| known.id == *criterion);
            let Some(known) = known.filter(|_| !cell.is_empty()) else { continue };
            let is_meant = |name: &str| name.to_lowercase() == cell.to_lowercase();
            match known.levels.iter().find(|level| is_meant(&level.id) || is_meant(&level.name)) {
                Some(level) => results.push(ResultRequest { criterion: criterion.clone(), level: level.id.clone() }),
                None => {
                    let names: Vec<&str> = known.levels.iter().map(|level| level.name.as_str()).collect();
                    faults.push((at, format!("“{cell}” is no level of this criterion. Write {}.", names.join(" or "))));
                }
            }
        }
        results
    }

    /// The columns of what was found wrong with a request.
    pub(super) fn faults(&self, found: Vec<FieldError>) -> Vec<Fault> {
        let place = |error: &FieldError| {
            let column = match error.field.as_str() {
                "awardedAt" => ImportColumn::Awarded,
                "validUntil" => ImportColumn::Ends,
                "creditsEarned" => ImportColumn::Credits,
                path if path.contains("evidence") && path.contains("arrative") => ImportColumn::EvidenceNarrative,
                path if path.contains("evidence") => ImportColumn::EvidenceAddress,
                path if path.contains("arrative") => ImportColumn::Narrative,
                _ => ImportColumn::Email,
            };
            self.at(&column).or_else(|| self.at(&ImportColumn::Email)).unwrap_or(0)
        };
        found.into_iter().map(|error| (place(&error), error.message)).collect()
    }

    /// The row with what it says by itself.
    fn checked(&self, app: &App, number: i64, cells: Vec<String>) -> ImportRow {
        let faults = match self.request(&cells) {
            Ok(request) => self.faults(app.faults_of(&self.organisation, &self.view, &request, self.now)),
            Err(faults) => faults,
        };
        let email = self.at(&ImportColumn::Email).and_then(|at| cells.get(at)).map_or("", String::as_str);
        let checked = if faults.is_empty() { "good" } else { "wrong" };
        ImportRow {
            number,
            email_key: email_key(email),
            cells: serde_json::to_string(&cells).unwrap_or_default(),
            checked: checked.into(),
            outcome: if faults.is_empty() { "ready" } else { "wrong" }.into(),
            faults: serde_json::to_string(&faults).unwrap_or_default(),
            award_id: None::<AwardId>,
        }
    }
}

impl App {
    /// Says of every row what it says by itself, on all processors.
    pub(super) async fn check_rows(
        &self,
        reading: &Arc<Reading>,
        rows: Vec<(i64, Vec<String>)>,
    ) -> Result<Vec<ImportRow>, Error> {
        let mut tasks = Vec::new();
        let mut rows = rows.into_iter().peekable();
        let mut count = 0;
        while rows.peek().is_some() {
            let share: Vec<_> = rows.by_ref().take(SHARE).collect();
            count += share.len();
            let (app, reading) = (self.clone(), Arc::clone(reading));
            tasks.push(tokio::task::spawn_blocking(move || {
                let one = |(number, cells)| reading.checked(&app, number, cells);
                share.into_iter().map(one).collect::<Vec<_>>()
            }));
        }
        let mut checked = Vec::with_capacity(count);
        for task in tasks {
            checked.extend(task.await.map_err(Error::internal)?);
        }
        Ok(checked)
    }
}
