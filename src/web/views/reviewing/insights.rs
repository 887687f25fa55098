//! What coordinators learn: how well rubrics work, and what rules would do in a town that is made up.

use askama::Template;
use askama::filters::Safe;
use serde::{Deserialize, Serialize};

use super::super::desk::Desk;
use super::super::{Cell, Choice, Column, Empty, Fact, Field, FieldError, Frame, Link, Row, Table};
use crate::language::Words;
use crate::picture::chart::{Chart, Point, Style};
use crate::web::href::Href;

/// How many things took so many days, as a chart and as a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// What is counted.
    pub title: String,
    /// How many took no day, one day, two days, and so on.
    pub counts: Vec<u32>,
    /// Whether the last count is of all that took longer, too.
    pub is_capped: bool,
}

impl Drawing {
    fn bars(&self, words: Words) -> Vec<(String, u32)> {
        let label = |day: usize| match self.is_capped && day + 1 == self.counts.len() {
            true => words.fill("insight-days-more").with("days", day).into(),
            false => day.to_string(),
        };
        self.counts.iter().enumerate().map(|(day, count)| (label(day), *count)).collect()
    }

    /// For templates: the chart as SVG, made of numbers and escaped words.
    pub fn svg(&self, words: Words) -> Safe<String> {
        let point = |(label, value): (String, u32)| Point { label, value: f64::from(value) };
        let points: Vec<Point> = self.bars(words).into_iter().map(point).collect();
        let chart = Chart { title: &self.title, points: &points };
        Safe(chart.svg_told(Style::Bars, &told(words, &chart)))
    }

    /// The same as a table.
    pub fn table(&self, words: Words) -> Table {
        let row = |(label, value): (String, u32)| Row {
            cells: vec![Cell::text(label), Cell::text(words.number(value))],
            ..Row::default()
        };
        Table {
            caption: self.title.clone(),
            columns: ["insight-column-days", "insight-column-decisions"]
                .map(|name| Column::new(words.say(name)))
                .to_vec(),
            rows: self.bars(words).into_iter().map(row).collect(),
            empty: Empty::default(),
        }
    }
}

/// A chart in one sentence: its title, its ends and its highest value.
fn told(words: Words, chart: &Chart<'_>) -> String {
    match (chart.ends(), chart.points.len()) {
        (None, _) => words.fill("insight-chart-none").with("title", chart.title).into(),
        (Some(ends), 1) => {
            let filled = words.fill("insight-chart-one").with("title", chart.title);
            filled.with("first", ends.first.0).with("start", ends.first.1).into()
        }
        (Some(ends), _) => {
            let filled = words.fill("insight-chart").with("title", chart.title);
            let filled = filled.with("first", ends.first.0).with("start", ends.first.1);
            let filled = filled.with("last", ends.last.0).with("end", ends.last.1);
            filled.with("highest", ends.highest.0).with("peak", ends.highest.1).into()
        }
    }
}

/// How one version of a rubric does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RubricInsight {
    /// "Reading together, version 2".
    pub title: String,
    /// The name of the section.
    pub id: String,
    /// What to look at, when something is.
    pub caution: Option<String>,
    /// Decisions, appeals, time.
    pub facts: Vec<Fact>,
    /// Criterion by criterion: how far reviewers agree.
    pub criteria: Table,
    /// How long decisions took.
    pub days: Drawing,
}

/// `GET /desk/{slug}/reviews/insights`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/insights.html")]
pub struct Insights {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Of everything together.
    pub facts: Vec<Fact>,
    /// Rubric by rubric.
    pub rubrics: Vec<RubricInsight>,
    /// Other pages about the review.
    pub links: Vec<Link>,
}

/// `GET /desk/{slug}/reviews/simulator`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/simulator.html")]
pub struct Simulator {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the form goes.
    pub action: Href,
    /// `reviewers`
    pub reviewers: Field,
    /// `schools`
    pub schools: Field,
    /// `skills`
    pub skills: Field,
    /// `claims`
    pub claims: Field,
    /// `days`
    pub days: Field,
    /// `k`
    pub k: Field,
    /// `k_max`
    pub k_max: Field,
    /// `moderated`: a box.
    pub moderated: Vec<Choice>,
    /// What came out; none before the first trial.
    pub results: Option<Table>,
    /// Back to the queue.
    pub links: Vec<Link>,
}

impl Insights {
    /// A rubric that works, one with a criterion to look at, and nothing yet.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let text = |cells: [&str; 6]| Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() };
        let criteria = |rows: Vec<Row>| Table {
            caption: "How far reviewers agree".to_owned(),
            columns: ["Criterion", "Pieces of work", "Alpha", "AC1", "Equal", "What it says"].map(Column::new).to_vec(),
            rows,
            empty: Empty::new("Nothing was judged by two yet.", None),
        };
        let days =
            Drawing { title: "Days from submission to decision".to_owned(), counts: vec![3, 9, 6, 1], is_capped: true };
        let rubric = RubricInsight {
            title: "Reading together, version 2".to_owned(),
            id: "rubric-1".to_owned(),
            caution: Some("Look at the words of “Questions”: reviewers read it differently.".to_owned()),
            facts: vec![Fact::new("Decisions", "19"), Fact::new("Appeals", "2, of which 1 changed the decision")],
            criteria: criteria(vec![
                text(["Planning", "19", "0.84", "0.88", "90 %", "Good"]),
                text(["Questions", "19", "0.41", "0.62", "68 %", "Low"]),
            ]),
            days,
        };
        let page = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Reviews"),
            facts: vec![Fact::new("How evenly reviews are spread", "0.12 (0 is even)")],
            rubrics: vec![rubric],
            links: vec![Link::new("/desk/northside/reviews", "What waits")],
        };
        let empty = Self { rubrics: Vec::new(), facts: Vec::new(), ..page.clone() };
        vec![("desk-insights", page), ("desk-insights-empty", empty)]
    }
}

impl Simulator {
    /// The form, results, and something out of bounds.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Reviews"),
            action: "/desk/northside/reviews/simulator".into(),
            reviewers: Field::new("40"),
            schools: Field::new("12"),
            skills: Field::new("8"),
            claims: Field::new("200"),
            days: Field::new("60"),
            k: Field::new("2"),
            k_max: Field::new("3"),
            moderated: vec![Choice::new("yes", "Somebody moderates").chosen()],
            links: vec![Link::new("/desk/northside/reviews", "What waits")],
            ..Self::default()
        };
        let row = |what: &str, value: &str, range: &str| Row {
            cells: [what, value, range].map(Cell::text).to_vec(),
            ..Row::default()
        };
        let results = Table {
            caption: "What came out of five towns".to_owned(),
            columns: ["Figure", "Mean", "From, to"].map(Column::new).to_vec(),
            rows: vec![row("Half are decided within", "2.7 days", "2.5 to 3.0 days")],
            empty: Empty::default(),
        };
        let ran = Self { results: Some(results), ..form.clone() };
        let text = "Write a number from 1 to 400.";
        let wrong = Self {
            errors: vec![FieldError::new("reviewers", text)],
            reviewers: Field::wrong("4000", text),
            ..form.clone()
        };
        vec![("desk-simulator", form), ("desk-simulator-ran", ran), ("desk-simulator-wrong", wrong)]
    }
}
