//! How the review does, and the rules tried in a town that is made up.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::reviewing::words as review_words;
use super::super::views::reviewing::{Drawing, Insights, RubricInsight, Simulator};
use super::super::views::{Cell, Choice, Column, Empty, Fact, Field, Link, Row, Table};
use super::here::Here;
use crate::app::{AchievementInsight, Error, Trial};
use crate::http::Hall;
use crate::review::insight::{Agreement, CriterionInsight, quantile};
use crate::review::simulate::Figures;

/// Bars of a chart; later days share the last one.
const BARS: u32 = 15;

/// `GET /desk/{slug}/reviews/insights`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let found = hall.app().load_insights(&here.actor(), here.id()).await?;
    let mut facts = Vec::new();
    if let Some(gini) = found.load_gini {
        facts.push(Fact::new("How evenly reviews are spread", format!("{gini:.2} (0 is even, 1 is one person alone)")));
    }
    let said: i64 = found.ratings.iter().sum();
    if said > 0 {
        let helpful = found.ratings[2];
        facts.push(Fact::new("Feedback found helpful", format!("{helpful} of {said}, for work that was accepted")));
    }
    let page = Insights {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        facts,
        rubrics: found.rubrics.iter().enumerate().map(|(at, one)| rubric(at + 1, one)).collect(),
        links: links(&here, ("/reviews/simulator", "Try the rules")),
    };
    Ok(Page(page).into_response())
}

fn links(here: &Here, other: (&str, &str)) -> Vec<Link> {
    vec![Link::new(here.path("/reviews"), "What waits, and who reviews"), Link::new(here.path(other.0), other.1)]
}

fn rubric(number: usize, one: &AchievementInsight) -> RubricInsight {
    let insight = &one.insight;
    let low: Vec<String> = insight
        .criteria
        .iter()
        .filter(|criterion| criterion.says == Agreement::Low)
        .map(|criterion| format!("“{}”", criterion.name))
        .collect();
    let caution = (!low.is_empty()).then(|| {
        format!(
            "Look at the words of {}: reviewers read them differently. Until then, let three judge.",
            low.join(", ")
        )
    });
    let mut facts = vec![
        Fact::new("Decisions", format!("{}, of which {} accepted the work", insight.decisions, insight.accepted)),
        Fact::new("Taken by a moderator", insight.moderated.to_string()),
        Fact::new("Appeals", format!("{}, of which {} changed the decision", insight.appeals, insight.upheld)),
        Fact::new("Not decided in time", insight.undecided.to_string()),
    ];
    if let (Some(half), Some(most)) = (quantile(&insight.days, 50), quantile(&insight.days, 90)) {
        let within = |days: u32| match days {
            0 => "less than a day".to_owned(),
            1 => "less than 2 days".to_owned(),
            more => format!("less than {} days", more + 1),
        };
        let text = format!("{} for half, {} for nine of ten", within(half), within(most));
        facts.push(Fact::new("Time to a decision", text));
    }
    RubricInsight {
        title: format!("{}, version {}", one.achievement, one.version),
        id: format!("rubric-{number}"),
        caution,
        facts,
        criteria: Table {
            caption: "How far reviewers agree".into(),
            columns: ["Criterion", "Pieces of work", "Alpha", "AC1", "Equal", "What it says"].map(Column::new).to_vec(),
            rows: insight.criteria.iter().map(criterion).collect(),
            empty: Empty::new("Nothing was judged by two yet.", None),
        },
        days: Drawing {
            title: "Days from submission to decision".into(),
            counts: counts(&insight.days),
            is_capped: insight.days.last().is_some_and(|longest| *longest >= BARS),
        },
    }
}

fn criterion(criterion: &CriterionInsight) -> Row {
    let figure = |value: Option<f64>| value.map_or_else(|| "not known".into(), |value| format!("{value:.2}"));
    let share = criterion.raw.map_or_else(|| "not known".into(), |raw| format!("{:.0} %", raw * 100.0));
    let says = match criterion.says {
        Agreement::Good => "Good",
        Agreement::Tentative => "Tentative",
        Agreement::Low => "Low: look at its words",
        Agreement::Unknown => "Too little is known, or all levels are the same",
    };
    let cells = [
        criterion.name.clone(),
        criterion.works.to_string(),
        figure(criterion.alpha),
        figure(criterion.ac1),
        share,
        says.into(),
    ];
    Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() }
}

/// How many decisions took so many days.
fn counts(days: &[u32]) -> Vec<u32> {
    let Some(longest) = days.iter().max() else { return Vec::new() };
    let count = |day: u32| {
        let is_last = day == BARS - 1;
        let count = days.iter().filter(|own| **own == day || (is_last && **own > day)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    (0..BARS.min(longest + 1)).map(count).collect()
}

/// `GET /desk/{slug}/reviews/simulator`
pub(super) async fn simulator(
    State(hall): State<Hall>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    here.insist(&hall, crate::app::Permission::Moderate).await?;
    let is_run = asked.text("run") == "yes";
    let page = form(&here, &asked, is_run);
    if !is_run {
        return Ok(Page(page).into_response());
    }
    match hall.app().try_policy(trial(&asked)).await {
        Ok(runs) => Ok(Page(Simulator { results: Some(results(&runs)), ..page }).into_response()),
        Err(Error::Invalid(found)) => {
            let mut page = page;
            for error in &found {
                let field = match error.field.as_str() {
                    "reviewers" => &mut page.reviewers,
                    "schools" => &mut page.schools,
                    "skills" => &mut page.skills,
                    "claims" => &mut page.claims,
                    "days" => &mut page.days,
                    "k_max" => &mut page.k_max,
                    _ => &mut page.k,
                };
                field.error = Some(error.message.clone());
            }
            page.errors = review_words::errors(found);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

fn trial(asked: &Fields) -> Trial {
    // What is no number is out of bounds, and said to be.
    let number = |name: &str| asked.text(name).trim().parse().unwrap_or(0);
    Trial {
        reviewers: number("reviewers"),
        schools: number("schools"),
        skills: number("skills"),
        claims: number("claims"),
        days: number("days"),
        k: number("k"),
        k_max: number("k_max"),
        is_moderated: asked.text("moderated") == "yes",
    }
}

fn form(here: &Here, asked: &Fields, is_run: bool) -> Simulator {
    let usual = Trial::USUAL;
    let field = |name: &str, usual: u32| match asked.find(name) {
        Some(text) if is_run => Field::new(text),
        _ => Field::new(usual.to_string()),
    };
    let is_moderated = if is_run { asked.text("moderated") == "yes" } else { usual.is_moderated };
    Simulator {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        errors: Vec::new(),
        action: here.path("/reviews/simulator").into(),
        reviewers: field("reviewers", usual.reviewers),
        schools: field("schools", usual.schools),
        skills: field("skills", usual.skills),
        claims: field("claims", usual.claims),
        days: field("days", usual.days),
        k: field("k", usual.k),
        k_max: field("k_max", usual.k_max),
        moderated: vec![Choice { chosen: is_moderated, ..Choice::new("yes", "Somebody moderates") }],
        results: None,
        links: links(here, ("/reviews/insights", "How the review does")),
    }
}

/// How to read a figure off a run, and how it is written.
type Reading = (&'static str, fn(&Figures) -> Option<f64>, fn(f64) -> String);

fn in_days(value: f64) -> String {
    format!("{value:.1} days")
}

fn as_share(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

fn plain(value: f64) -> String {
    format!("{value:.2}")
}

const READINGS: [Reading; 9] = [
    ("Half are decided within", |run| run.p50_days, in_days),
    ("Nine of ten within", |run| run.p90_days, in_days),
    ("Ninety-nine of a hundred within", |run| run.p99_days, in_days),
    ("Decided within 7 days", |run| Some(run.within_7_days), as_share),
    ("Never decided", |run| Some(run.undecided), as_share),
    ("Need a moderator", |run| Some(run.moderator), as_share),
    ("How unevenly reviews are spread", |run| run.gini, plain),
    ("Mails to reviewers for each claim", |run| Some(run.mails_per_claim), plain),
    ("Reviews for each claim", |run| Some(run.reviews_per_claim), plain),
];

fn results(runs: &[Figures]) -> Table {
    let row = |(name, read, written): &Reading| {
        let values: Option<Vec<f64>> = runs.iter().map(read).collect();
        let (mean, range) = match values.filter(|values| !values.is_empty()) {
            // Where too few were decided in one of them, there is no mean.
            None => ("not in all of them".to_owned(), String::new()),
            Some(values) => {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (written(mean), format!("{} to {}", written(least), written(most)))
            }
        };
        Row { cells: vec![Cell::text(*name), Cell::text(mean), Cell::text(range)], ..Row::default() }
    };
    Table {
        caption: "What came out of five towns".into(),
        columns: ["Figure", "Mean", "From, to"].map(Column::new).to_vec(),
        rows: READINGS.iter().map(row).collect(),
        empty: Empty::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_decisions_share_the_last_bar() {
        let counts = counts(&[0, 1, 1, 20, 40]);
        assert_eq!((counts.len(), counts[1], counts[14]), (15, 2, 2));
        assert_eq!(super::counts(&[]), Vec::<u32>::new());
    }
}
