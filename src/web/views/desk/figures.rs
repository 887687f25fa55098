//! Numbers over time: bars with a table beside each, for those who do not see them.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Column, Empty, Frame, Row, Table, moment};
use super::Desk;
use crate::web::href::Href;

/// The box in which bars are drawn, and the strip beneath for their labels.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 160;
const LABELS: i64 = 24;

/// `GET /desk/{slug}/figures`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/figures.html")]
pub struct Figures {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// One for each thing that is counted.
    pub charts: Vec<BarChart>,
    /// All numbers.
    pub table: Table,
    /// The same as CSV.
    pub csv_href: Href,
}

/// Bars over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarChart {
    /// What is counted.
    pub title: String,
    /// The chart in a sentence.
    pub summary: String,
    /// The bars, the oldest first.
    pub bars: Vec<Bar>,
}

/// One bar, in the units of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// Its left edge.
    pub x: i64,
    /// Its upper edge.
    pub y: i64,
    /// Its width.
    pub width: i64,
    /// Its height.
    pub height: i64,
    /// The middle, for what stands beneath and above.
    pub middle: i64,
    /// What stands beneath: "May".
    pub label: String,
    /// What stands above; empty for nothing.
    pub value: String,
}

impl BarChart {
    /// Bars for values with their short labels; `most` says of the highest value where it stands.
    pub fn new(title: &str, summary: String, values: &[(String, i64)]) -> Self {
        let top = values.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
        let step = WIDTH / (values.len() as i64).max(1);
        let bar = |(at, (label, value)): (usize, &(String, i64))| {
            // The upper edge leaves room for the number.
            let height = (HEIGHT - 24) * value.max(&0) / top;
            let x = at as i64 * step + step / 6;
            Bar {
                x,
                y: HEIGHT - height,
                width: step * 2 / 3,
                height,
                middle: x + step / 3,
                label: label.clone(),
                value: if *value > 0 { value.to_string() } else { String::new() },
            }
        };
        let bars = values.iter().enumerate().map(bar).collect();
        Self { title: title.to_owned(), summary, bars }
    }

    /// The box of the picture.
    pub fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {}", HEIGHT + LABELS)
    }

    /// Where the labels stand.
    pub fn base(&self) -> i64 {
        HEIGHT + LABELS - 6
    }
}

impl Figures {
    /// Two months.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let values = [("Apr".to_owned(), 12), ("May".to_owned(), 0), ("Jun".to_owned(), 240)];
        let row = |month: (&str, &str), awarded: &str| Row {
            cells: vec![Cell::Moment(moment(month.0, month.1)), Cell::text(awarded), Cell::text("0"), Cell::text("7")],
            ..Row::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Figures"),
            charts: vec![BarChart::new(
                "Badges awarded",
                "252 in 3 months, most in June 2026: 240".to_owned(),
                &values,
            )],
            table: Table {
                caption: "Month by month".to_owned(),
                columns: ["Month", "Awarded", "Withdrawn", "Verified here"].map(Column::new).to_vec(),
                rows: vec![row(("2026-06", "June 2026"), "240"), row(("2026-05", "May 2026"), "0")],
                empty: Empty::default(),
            },
            csv_href: "/desk/northside/figures.csv".into(),
        };
        vec![("desk-figures", some)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_side_by_side_inside_of_the_picture() {
        let values: Vec<(String, i64)> = (0..12).map(|month| (month.to_string(), month * 1_000_000)).collect();
        let chart = BarChart::new("t", String::new(), &values);
        assert!(chart.bars.windows(2).all(|pair| pair[0].x + pair[0].width < pair[1].x));
        assert!(chart.bars.iter().all(|bar| bar.y >= 0 && bar.y + bar.height == HEIGHT && bar.x + bar.width <= WIDTH));
        assert_eq!((chart.bars[0].height, chart.bars[11].height), (0, HEIGHT - 24));
        assert!(BarChart::new("t", String::new(), &[]).bars.is_empty());
    }
}
