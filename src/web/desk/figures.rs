//! Numbers over time: what was awarded, withdrawn and verified, month by month.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::moment::Moment;
use super::super::views::desk::{BarChart, Figures};
use super::super::views::{Cell, Column, Empty, Row, Table};
use super::csv;
use super::here::Here;
use super::words;
use crate::app::MonthFigures;
use crate::batch::Sheet;
use crate::http::Hall;

/// Months that are shown, and months in a file.
const SHOWN: i64 = 12;
const IN_FILE: i64 = 120;

/// What is counted, with its words.
type Counted = (&'static str, fn(&MonthFigures) -> i64);
const COUNTED: [Counted; 3] = [
    ("Badges awarded", |month| month.awarded),
    ("Badges withdrawn", |month| month.revoked),
    ("Verifications of your badges here", |month| month.verified),
];

/// `GET /desk/{slug}/figures`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let figures = hall.app().list_figures(&here.actor(), here.id(), SHOWN).await?;
    let row = |month: &MonthFigures| {
        let numbers = COUNTED.iter().map(|(_, count)| Cell::text(words::number(count(month))));
        let cells = std::iter::once(Cell::Moment(Moment::month(month.from))).chain(numbers).collect();
        Row { cells, ..Row::default() }
    };
    let page = Figures {
        frame: here.frame(),
        desk: here.desk("Figures"),
        charts: COUNTED.iter().map(|counted| chart(counted, &figures)).collect(),
        table: Table {
            caption: "Month by month, the newest first".to_owned(),
            columns: ["Month", "Awarded", "Withdrawn", "Verified here"].map(Column::new).to_vec(),
            rows: figures.iter().rev().map(row).collect(),
            empty: Empty::default(),
        },
        csv_href: here.path("/figures.csv").into(),
    };
    Ok(Page(page).into_response())
}

fn chart((title, count): &Counted, figures: &[MonthFigures]) -> BarChart {
    let label = |month: &MonthFigures| Moment::month(month.from).text.chars().take(3).collect::<String>();
    let values: Vec<(String, i64)> = figures.iter().map(|month| (label(month), count(month))).collect();
    let total: i64 = figures.iter().map(count).sum();
    let most = figures.iter().max_by_key(|month| count(month)).filter(|month| count(month) > 0);
    let summary = match most {
        None => format!("None in the last {SHOWN} months."),
        Some(most) => format!(
            "{} in the last {SHOWN} months, most in {}: {}.",
            words::number(total),
            Moment::month(most.from).text,
            words::number(count(most))
        ),
    };
    BarChart::new(title, summary, &values)
}

/// `GET /desk/{slug}/figures.csv`: ten years, as far as there are any.
pub(super) async fn download(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let figures = hall.app().list_figures(&here.actor(), here.id(), IN_FILE).await?;
    let mut table = Sheet::new(&["Month", "Awarded", "Withdrawn", "Verified here"]);
    let is_quiet = |month: &&MonthFigures| COUNTED.iter().all(|(_, count)| count(month) == 0);
    for month in figures.iter().skip_while(is_quiet) {
        let numbers = COUNTED.iter().map(|(_, count)| count(month).to_string());
        let cells: Vec<String> = std::iter::once(Moment::month(month.from).iso).chain(numbers).collect();
        table.push(&cells);
    }
    Ok(csv::download(table, &format!("figures-{}", here.organisation.slug)))
}
