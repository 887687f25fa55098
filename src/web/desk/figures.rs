//! Numbers over time: what was awarded, withdrawn and verified, month by month.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError};
use super::super::moment::Moment;
use super::super::views::desk::{BarChart, Figures};
use super::super::views::{Cell, Column, Empty, Row, Table};
use super::csv;
use super::here::Here;
use crate::app::MonthFigures;
use crate::batch::Sheet;
use crate::http::Hall;
use crate::language::Words;

/// Months that are shown, and months in a file.
const SHOWN: i64 = 12;
const IN_FILE: i64 = 120;

/// What is counted, with the name of its text.
type Counted = (&'static str, fn(&MonthFigures) -> i64);
const COUNTED: [Counted; 3] = [
    ("figures-awarded", |month| month.awarded),
    ("figures-withdrawn", |month| month.revoked),
    ("figures-verified", |month| month.verified),
];

/// `GET /desk/{slug}/figures`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let figures = hall.app().list_figures(&here.actor(), here.id(), SHOWN).await?;
    let words = here.words();
    let row = |month: &MonthFigures| {
        let numbers = COUNTED.iter().map(|(_, count)| Cell::text(words.number(count(month))));
        let cells = std::iter::once(Cell::Moment(Moment::month(month.from))).chain(numbers).collect();
        Row { cells, ..Row::default() }
    };
    let page = Figures {
        frame: here.frame(),
        desk: here.desk("Figures"),
        charts: COUNTED.iter().map(|counted| chart(words, counted, &figures)).collect(),
        table: Table {
            caption: words.say("figures-caption").into(),
            columns: [
                words.say("figures-month"),
                words.say("figures-head-awarded"),
                words.say("figures-head-withdrawn"),
                words.say("figures-head-verified"),
            ]
            .map(Column::new)
            .to_vec(),
            rows: figures.iter().rev().map(row).collect(),
            empty: Empty::default(),
        },
        csv_href: here.path("/figures.csv").into(),
    };
    Ok(Page(page).into_response())
}

fn chart(words: Words, (title, count): &Counted, figures: &[MonthFigures]) -> BarChart {
    let label = |month: &MonthFigures| words.month(month.from).chars().take(3).collect::<String>();
    let values: Vec<(String, i64)> = figures.iter().map(|month| (label(month), count(month))).collect();
    let total: i64 = figures.iter().map(count).sum();
    let most = figures.iter().max_by_key(|month| count(month)).filter(|month| count(month) > 0);
    let summary = match most {
        None => words.fill("figures-none"),
        Some(most) => {
            let told = words.fill("figures-most").count("total", total).with("month", words.month(most.from));
            told.count("most", count(most))
        }
    };
    BarChart::new(&words.say(title), summary.count("months", SHOWN).into(), &values)
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
